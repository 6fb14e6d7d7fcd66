"""EmbeddedAWS: what a session on the embedded AWS offers beside the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.backend import Backends
from cognito_explore.embedded.cognito import Responses
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.transport import Transport, make_boto3_session
from cognito_explore.embedded.world import ACCOUNT_ID, World
from cognito_explore.sensitive import Sensitive
from cognito_explore.token import AccessToken
from cognito_explore.wire import SERVICE

if TYPE_CHECKING:
    import boto3
    import pandas as pd

# By which botocore names the events of `cognito-idp`.
_SERVICE_ID = "cognito-identity-provider"

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
}


@dataclass(frozen=True, slots=True)
class Demo:
    """The user pool that every embedded AWS begins with; all of it is made up.

    Attributes:
        user_pool_id: Of the pool.
        client_id: Of its app client, which allows `USER_PASSWORD_AUTH`.
        username: `ana`, whose e-mail address and phone number are both unverified.
        password: Of `ana`.
        users: Every username with its password: `ana`; `ben`, who has no phone
            number; `cleo`, who has not finished signing up.
    """

    user_pool_id: str
    client_id: str
    username: str
    password: str
    users: dict[str, str]


class EmbeddedAWS:
    """AWS in this process: nothing is really sent, and what it holds is gone with it.

    It behaves as AWS is known to; where AWS's behaviour is not documented, the
    modules of `cognito_explore.embedded` say what they decide.

    Attributes:
        clock: Its time; `clock.advance(hours=25)` makes codes and tokens grow old.
        boto3_session: The ordinary boto3 session behind it: every client made from it
            is embedded.
        demo: The pool and users it begins with.
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        now: datetime | None = None,
        region_name: str = "us-east-1",
    ) -> None:
        """Begin with the demo pool.

        Args:
            seed: Makes codes, ids and tokens repeatable; None: different each time.
            now: An aware instant at which the clock stands; None lets it run.
            region_name: Of the boto3 session.
        """
        self.clock = Clock(now)
        random = Random(seed)  # noqa: S311 -- made-up codes, to be repeatable
        self._world = World(self.clock, random)
        self._backends = Backends(self._world)
        self._transport = Transport(
            {_SERVICE_ID: lambda: Responses(self._backends)}, self.clock, random
        )
        self.boto3_session: boto3.Session = make_boto3_session(self._transport, region_name)
        self.demo = _make_demo(self.boto3_session.client(SERVICE), region_name)
        self._world.inbox.clear()

    def inbox(self) -> pd.DataFrame:
        """Show what the users' devices show.

        Returns:
            One row a message, oldest first. Columns: `at` (UTC), `medium`
            (`SMS` or `EMAIL`), `to`, `subject`, `body`, `code`. The data is made up,
            so nothing is hidden.
        """
        return self._world.inbox.to_frame()

    def messages(self) -> list[Message]:
        """Give what `inbox()` shows as records, oldest first, which needs no pandas."""
        return self._world.inbox.messages()

    def issue_token(self, username: str, *, scope: str) -> AccessToken:
        """Give the access token that a hosted sign-in page would, with other scopes.

        Args:
            username: Of a user of the demo pool.
            scope: What the authorize URL asked for, with spaces between.

        Raises:
            KeyError: There is no such user.
        """
        pool = self._backends[self.boto3_session.region_name].pools[self.demo.user_pool_id]
        with self._transport.lock:
            username = pool.users[username].username
            _, origin_jti = pool.create_refresh_token(self.demo.client_id, username)
            text, _ = pool.create_access_token(
                self.demo.client_id, username, origin_jti, scope=scope
            )
        return AccessToken(Sensitive(text))

    def __repr__(self) -> str:
        return f"<EmbeddedAWS {self.demo.user_pool_id}: nothing is really sent>"


def _make_demo(cognito: Any, region_name: str) -> Demo:
    pool = cognito.create_user_pool(
        PoolName="cognito-explore-demo",
        AutoVerifiedAttributes=["email", "phone_number"],
        Policies={"PasswordPolicy": {"MinimumLength": 8, "RequireUppercase": False}},
        SmsConfiguration={
            "SnsCallerArn": f"arn:aws:iam::{ACCOUNT_ID}:role/cognito-sms",
            "ExternalId": "cognito-explore-demo",
            "SnsRegion": region_name,
        },
    )["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
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
    )["UserPoolClient"]["ClientId"]
    for username, password in _PASSWORDS.items():
        attributes = [
            {"Name": name, "Value": value} for name, value in _ADDRESSES[username].items()
        ]
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
    first = next(iter(_PASSWORDS))
    return Demo(pool, client, first, _PASSWORDS[first], dict(_PASSWORDS))
