"""moto's users, app clients and pools as the plain logic knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moto.cognitoidp.models import CognitoIdpUser, UserStatus
from moto.cognitoidp.utils import expand_attrs
from moto.core.common_models import BaseModel

from cognito_explore.embedded.accounts import Account, AppClient, SecondFactors
from cognito_explore.embedded.email.routes import route_of as email_route_of
from cognito_explore.embedded.identity import SmsRoleUse
from cognito_explore.embedded.mfa import EMAIL, SMS, TOKEN
from cognito_explore.embedded.outgoing import Outgoing
from cognito_explore.embedded.sms.routes import route_of
from cognito_explore.embedded.triggers import Caller, Triggers
from cognito_explore.embedded.verification import PoolSettings
from cognito_explore.facts import AUTH_SESSION_LIFETIME
from cognito_explore.triggers.event import NO_CLIENT
from cognito_explore.triggers.judging import BY_COGNITO

if TYPE_CHECKING:
    from cognito_explore.embedded.pools import UserPool

_DEFAULT_MESSAGE = "Your verification code is {####}."
_DEFAULT_SUBJECT = "Your verification code"
_DEFAULT_SIGN_IN_MESSAGE = "Your authentication code is {####}."
_DEFAULT_SIGN_IN_SUBJECT = "Your authentication code"


@contextmanager
def editing(user: CognitoIdpUser) -> Iterator[Account]:
    """Give a user of moto's as the plain logic knows users, and keep what it changes.

    What an exception interrupts changes nothing.
    """
    account = Account(
        user_id=user.id,
        attributes=dict(user.attribute_lookup),
        username=user.username,
        password=user.password,
        status=UserStatus(user.status).value,
        is_enabled=user.enabled,
    )
    yield account
    user.attribute_lookup = account.attributes
    user.attributes = expand_attrs(account.attributes)
    user.password = account.password
    user.status = UserStatus(account.status)


def forget(model: BaseModel) -> None:
    """Take a model out of moto's process-wide list of all, which would keep it for ever."""
    tracked: list[BaseModel] = type(model).instances_tracked  # type: ignore[attr-defined]
    if model in tracked:
        tracked.remove(model)


def messages_of(pool: UserPool, caller: Caller) -> PoolSettings:
    """Give what a pool's settings say about messages."""
    settings = pool.extended_config
    update = settings.get("UserAttributeUpdateSettings", {})
    sms, outgoing = settings.get("SmsConfiguration", {}), outgoing_of(pool, caller)
    sms_sender, email_sender = map(outgoing.triggers.sender, ("SMS", "EMAIL"))
    # moto copies the texts of VerificationMessageTemplate there; a function of the pool's own
    # that sends has none of them.
    sms_text = "" if sms_sender else settings["SmsVerificationMessage"]
    email_text = "" if email_sender else settings["EmailVerificationMessage"]
    return PoolSettings(
        sms_message=(sms_text or _DEFAULT_MESSAGE).strip(),
        email_message=(email_text or _DEFAULT_MESSAGE).strip(),
        email_subject=settings["EmailVerificationSubject"] or _DEFAULT_SUBJECT,
        has_sms=bool(sms.get("SnsCallerArn") or sms.get("EumsSms") or sms_sender),
        outgoing=outgoing,
        auto_verified=tuple(settings.get("AutoVerifiedAttributes", ())),
        verified_first=tuple(update.get("AttributesRequireVerificationBeforeUpdate", ())),
    )


def outgoing_of(pool: UserPool, caller: Caller) -> Outgoing:
    """Give what a pool's messages go through on their way out."""
    settings, world = pool.extended_config, pool.world
    email = settings.get("EmailConfiguration") or {}
    sms = settings.get("SmsConfiguration", {})
    direct = sms.get("EumsSms") or {}
    identity = direct.get("OriginationIdentity") or ""
    role_arn = direct.get("CallerArn") or sms.get("SnsCallerArn")
    use = SmsRoleUse(
        role_arn=role_arn or "",
        external_id=direct.get("ExternalId") or sms.get("ExternalId"),
        pool_arn=pool.arn,
        action="sms-voice:SendTextMessage" if direct else "sns:Publish",
        # A policy for one ARN does not cover a number that the pool names as such.
        resource=identity if identity.startswith("arn:") else "*",
    )
    return Outgoing(
        inbox=world.inbox,
        sms=world.sms,
        sms_route=route_of(pool.region, sms, pool.id),
        email=world.email,
        email_route=email_route_of(pool.arn, pool.region, email),
        identity=world.identity,
        role_use=use if role_arn else None,
        triggers=Triggers(
            functions=world.functions,
            keys=world.keys,
            config=settings.get("LambdaConfig") or {},
            pool_arn=pool.arn,
            caller=caller,
            email_sending_account=email.get("EmailSendingAccount") or BY_COGNITO,
        ),
    )


def second_factors_of(pool: UserPool, client_id: str = NO_CLIENT) -> SecondFactors:
    """Give what a pool's settings say about second factors, to those who sign in."""
    sms, email = pool.sms_mfa_config or {}, pool.email_mfa_config
    # AWS documents no client metadata for the messages of a sign-in by a user.
    messages = messages_of(pool, Caller(client_id))
    offered = {
        SMS: messages.has_sms,
        EMAIL: email is not None,
        TOKEN: bool((pool.token_mfa_config or {}).get("Enabled")),
    }
    sms_message = sms.get("SmsAuthenticationMessage")
    sms_message = sms_message or pool.extended_config.get("SmsAuthenticationMessage")
    return SecondFactors(
        demand=pool.mfa_config,
        factors=tuple(name for name, is_offered in offered.items() if is_offered),
        sms_message=sms_message or _DEFAULT_SIGN_IN_MESSAGE,
        email_message=(email or {}).get("Message") or _DEFAULT_SIGN_IN_MESSAGE,
        email_subject=(email or {}).get("Subject") or _DEFAULT_SIGN_IN_SUBJECT,
        outgoing=messages.outgoing,
    )


def set_second_factors(pool: UserPool, settings: Mapping[str, Any]) -> None:
    """Take the settings of SetUserPoolMfaConfig: what is not in them is off."""
    pool.mfa_config = settings["MfaConfiguration"]
    pool.sms_mfa_config = settings.get("SmsMfaConfiguration")
    pool.token_mfa_config = settings.get("SoftwareTokenMfaConfiguration")
    pool.email_mfa_config = settings.get("EmailMfaConfiguration")
    # Where moto would tell what CreateUserPool set.
    pool.extended_config.pop("MfaConfiguration", None)
    sms = (pool.sms_mfa_config or {}).get("SmsConfiguration")
    if sms:
        pool.extended_config["SmsConfiguration"] = sms


def tell_second_factors(pool: UserPool) -> dict[str, Any]:
    """Give the settings as GetUserPoolMfaConfig does."""
    told = {
        "SmsMfaConfiguration": pool.sms_mfa_config,
        "SoftwareTokenMfaConfiguration": pool.token_mfa_config,
        "EmailMfaConfiguration": pool.email_mfa_config,
        "MfaConfiguration": pool.mfa_config,
    }
    return {name: value for name, value in told.items() if value is not None}


def app_client_of(pool: UserPool, client_id: str) -> AppClient:
    """Give an app client, with what its pool demands of those who sign in."""
    client = pool.clients[client_id]
    minutes = client.extended_config.get("AuthSessionValidity")
    attributes = pool.schema_attributes.values()
    return AppClient(
        client_id=client_id,
        secret=client.secret if client.generate_secret else None,
        pool_id=pool.id,
        is_discreet=client.extended_config.get("PreventUserExistenceErrors") == "ENABLED",
        session_lifetime=timedelta(minutes=minutes) if minutes else AUTH_SESSION_LIFETIME,
        second_factors=second_factors_of(pool, client_id),
        required=tuple(it.name for it in attributes if it.required and it.name != "sub"),
    )
