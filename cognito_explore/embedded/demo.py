"""The pool that every embedded AWS begins with, its users and its app clients."""

from __future__ import annotations

from typing import Any

from cognito_explore.delivery import regions
from cognito_explore.embedded.accounts import CONFIRMED
from cognito_explore.embedded.backend import Backend
from cognito_explore.embedded.demo_pool import Demo
from cognito_explore.embedded.identity import make_demo_role
from cognito_explore.embedded.mfa import EMAIL, SMS, TOKEN
from cognito_explore.embedded.records import editing, set_second_factors
from cognito_explore.embedded.world import ACCOUNT_ID
from cognito_explore.sensitive import Sensitive

_PASSWORDS = {
    "ana": "correct-horse-1",
    "ben": "battery-staple-2",
    "cleo": "paper-lantern-3",
}
# RFC 2606 keeps example.com, and the North American plan 555-0100 to 555-0199, for this.
_ADDRESSES = {
    "ana": {"email": "ana@example.com", "phone_number": "+12025550123"},
    "ben": {"email": "ben@example.com"},
    "cleo": {"email": "cleo@example.com", "phone_number": "+12025550145"},
    "dora": {"email": "dora@example.com", "phone_number": "+12025550134"},
    "emil": {"email": "emil@example.com", "phone_number": "+12025550156"},
    "fay": {"email": "fay@example.com"},
    "gus": {"email": "gus@example.com"},
}
# Each of them meets one challenge; dora's is a new password.
_CHALLENGED = {
    "dora": "paper-boat-4",
    "emil": "window-sill-5",
    "fay": "garden-gate-6",
    "gus": "copper-kettle-7",
}
_ABOUT = {
    "ana": "nothing is verified yet",
    "ben": "has no phone number",
    "cleo": "has not finished signing up",
    "dora": "must set a new password",
    "emil": "gets a sign-in code by SMS",
    "fay": "gets a sign-in code by e-mail",
    "gus": "has an authenticator app",
}
_EXTERNAL_ID = "cognito-explore-demo"
_FACTORS = {"emil": SMS, "fay": EMAIL, "gus": TOKEN}


def make_demo(cognito: Any, backend: Backend) -> Demo:
    """Make the pool, its users and app clients.

    Args:
        cognito: A client of boto3's.
        backend: What answers it.
    """
    role = make_demo_role(backend.world.identity, ACCOUNT_ID, _EXTERNAL_ID)
    pool = _make_pool(cognito, sms_region(backend.region_name), role.arn)
    client = _make_client(cognito, pool)
    _make_users(cognito, pool, client)
    # Not by requests: each would draw from the world's random numbers, and take its time.
    _make_challenged_users(backend, pool)
    secret_client, secret = _make_secret_client(backend, pool)
    first = next(iter(_PASSWORDS))
    users = _PASSWORDS | _CHALLENGED
    return Demo(
        user_pool_id=pool,
        client_id=client,
        username=first,
        password=users[first],
        about=dict(_ABOUT),
        users=users,
        secret_client_id=secret_client,
        client_secret=secret,
    )


def sms_region(region_name: str) -> str:
    """Give the Region that the pool of a Region sends its SMS from: its own, if it may."""
    return (*regions.allowed(region_name), region_name)[0]


def _make_pool(cognito: Any, sns_region: str, role_arn: str) -> str:
    made = cognito.create_user_pool(
        PoolName="cognito-explore-demo",
        AutoVerifiedAttributes=["email", "phone_number"],
        Policies={"PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": False}},
        SmsConfiguration={
            "SnsCallerArn": role_arn,
            "ExternalId": _EXTERNAL_ID,
            "SnsRegion": sns_region,
        },
    )
    return str(made["UserPool"]["Id"])


def _make_client(cognito: Any, pool: str) -> str:
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="demo",
        ExplicitAuthFlows=[
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        PreventUserExistenceErrors="ENABLED",
        AccessTokenValidity=60,
        TokenValidityUnits={"AccessToken": "minutes"},
    )
    return str(made["UserPoolClient"]["ClientId"])


def _make_users(cognito: Any, pool: str, client: str) -> None:
    for username, password in _PASSWORDS.items():
        attributes = _attributes(username)
        if username == "cleo":
            cognito.sign_up(
                ClientId=client, Username=username, Password=password, UserAttributes=attributes
            )
            continue
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=username,
            UserAttributes=attributes,
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=username, Password=password, Permanent=True
        )


def _make_challenged_users(backend: Backend, pool_id: str) -> None:
    pool, random = backend.pools[pool_id], backend.world.sign_in_random
    mfa = backend.world.sign_in.mfa
    offered = {
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {"SmsConfiguration": pool.extended_config["SmsConfiguration"]},
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "EmailMfaConfiguration": {},
    }
    set_second_factors(pool, offered)
    for username, password in _CHALLENGED.items():
        attributes = _attributes(username)
        user = backend.admin_create_user(
            pool_id, username, "SUPPRESS", password, attributes, random
        )
        factor = _FACTORS.get(username)
        if factor is None:
            continue
        if factor == TOKEN:
            mfa.authenticators.register(user.id, f"{username}'s phone")
        with editing(user) as account:
            account.status = CONFIRMED
            mfa.prefer(
                account, pool.second_factors, {factor: {"Enabled": True, "PreferredMfa": True}}
            )


def _make_secret_client(backend: Backend, pool_id: str) -> tuple[str, Sensitive]:
    settings: dict[str, Any] = {
        "ClientName": "demo-with-secret",
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
        "AccessTokenValidity": 60,
        "TokenValidityUnits": {"AccessToken": "minutes"},
    }
    client = backend.create_user_pool_client(
        pool_id, generate_secret=True, extended_config=settings, random=backend.world.sign_in_random
    )
    return client.id, Sensitive(client.secret)


def _attributes(username: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in _ADDRESSES[username].items()]
