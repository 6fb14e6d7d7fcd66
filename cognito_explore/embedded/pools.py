"""Cognito's pools and users: moto's, with ids, times and tokens of one world.

Each world has backends of its own, so nothing is shared with another embedded AWS
or with `mock_aws()`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self, cast

from joserfc import jwt
from moto.cognitoidp.models import (
    CognitoIdpBackend,
    CognitoIdpUser,
    CognitoIdpUserPool,
    CognitoIdpUserPoolClient,
    UserStatus,
)
from moto.cognitoidp.utils import expand_attrs
from moto.core.common_models import BaseModel

from cognito_explore.embedded.ids import make_id, make_uuid
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.verification import Person, PoolSettings, set_attributes
from cognito_explore.embedded.world import ACCOUNT_ID, World
from cognito_explore.errors import UnsupportedByEmbeddedError
from cognito_explore.facts import USER_ADMIN_SCOPE, VERIFIABLE_ATTRIBUTES

_POOL_ID_LENGTH = 9
_CLIENT_ID_LENGTH = 26
_DEFAULT_MESSAGE = "Your verification code is {####}."
_DEFAULT_SUBJECT = "Your verification code"
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
# moto lets anybody in by these, whatever they prove.
_FLOWS_NOT_HERE = ("USER_SRP_AUTH", "CUSTOM_AUTH")
_DEFAULT_FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")


class UserPool(CognitoIdpUserPool):
    """A pool of this world: ids, times and tokens are the world's."""

    def __new__(cls, *_: object) -> Self:
        """Make one without moto's process-wide list of every model."""
        return object.__new__(cls)

    def __init__(self, owner: Backend, name: str, settings: dict[str, Any]) -> None:
        """Make a pool as CreateUserPool does."""
        super().__init__(ACCOUNT_ID, owner.region_name, name, settings)
        self._owner = owner
        self.world = world = owner.world
        made_id = f"{self.region}_{make_id(world.random, _POOL_ID_LENGTH)}"
        self.arn = self.arn.replace(self.id, made_id)
        self.id = made_id
        self.creation_date = self.last_modified_date = world.clock.now()

    @property
    def backend(self) -> Backend:
        """The world's, not moto's global one."""
        return self._owner

    @property
    def messages(self) -> PoolSettings:
        """What the pool's settings say about messages."""
        settings = self.extended_config
        update = settings.get("UserAttributeUpdateSettings", {})
        sms = settings.get("SmsConfiguration", {})
        return PoolSettings(
            sms_message=settings["SmsVerificationMessage"] or _DEFAULT_MESSAGE,
            email_message=settings["EmailVerificationMessage"] or _DEFAULT_MESSAGE,
            email_subject=settings["EmailVerificationSubject"] or _DEFAULT_SUBJECT,
            has_sms=bool(sms.get("SnsCallerArn") or sms.get("EumsSms")),
            auto_verified=tuple(settings.get("AutoVerifiedAttributes", ())),
            verified_first=tuple(update.get("AttributesRequireVerificationBeforeUpdate", ())),
        )

    def check_client(self, client_id: str) -> None:
        """Refuse an app client that is not there; the words are not documented by AWS.

        Raises:
            Refused: It is not.
        """
        if client_id not in self.clients:
            text = f"User pool client {client_id} does not exist."
            raise Refused("ResourceNotFoundException", text)

    def user_of(self, user_id: str) -> CognitoIdpUser | None:
        """Find a user by `sub`."""
        return next((user for user in self.users.values() if user.id == user_id), None)

    def adopt(self, user: CognitoIdpUser) -> None:
        """Give a user that moto made an id and times of this world."""
        _forget(user)
        del self.users[user.username]
        made_id = make_uuid(self.world.random)
        user.username = made_id if user.username == user.id else user.username
        user.id = made_id
        user.create_date = user.last_modified_date = self.world.clock.now()
        with editing(user) as person:
            person.attributes["sub"] = made_id
            for name in VERIFIABLE_ATTRIBUTES:
                if name in person.attributes:
                    person.attributes.setdefault(f"{name}_verified", "false")
        self.users[user.username] = user

    def create_jwt(
        self,
        client_id: str,
        username: str,
        token_use: str,
        expires_in: int = 3_600,
        extra_data: dict[str, Any] | None = None,
    ) -> tuple[str, int]:
        """Sign a token with the world's time and ids."""
        expires_in = self._lifetime(client_id, token_use, expires_in)
        now = int(self.world.clock.now().timestamp())
        user = self._get_user(username)
        claims: dict[str, Any] = {
            "sub": user.id,
            "iss": f"https://cognito-idp.{self.region}.amazonaws.com/{self.id}",
            "token_use": token_use,
            "auth_time": now,
            "iat": now,
            "exp": now + expires_in,
            "jti": make_uuid(self.world.random),
        }
        if token_use == "access":  # noqa: S105 -- a kind of token
            claims |= {"client_id": client_id, "username": user.username}
        else:
            claims |= {"aud": client_id, "cognito:username": user.username}
        claims |= extra_data or {}
        token = jwt.encode({"kid": "dummy", "alg": "RS256"}, claims, self.json_web_key)
        if token_use == "access":  # noqa: S105
            self.world.tokens.add(token, claims)
        return token, expires_in

    def create_access_token(
        self, client_id: str, username: str, origin_jti: str, scope: str = USER_ADMIN_SCOPE
    ) -> tuple[str, int]:
        """Issue an access token; sign-in through the API gives it this one scope."""
        groups = [group.group_name for group in self._get_user(username).groups]
        extra: dict[str, Any] = {"scope": scope, "origin_jti": origin_jti}
        if groups:
            extra["cognito:groups"] = groups
        token, expires_in = self.create_jwt(client_id, username, "access", extra_data=extra)
        self.access_tokens[token] = (client_id, username)
        return token, expires_in

    def create_refresh_token(self, client_id: str, username: str) -> tuple[str, str]:
        """Issue a refresh token: encrypted at AWS, so five parts that tell nothing."""
        header = {"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"}
        parts = [json.dumps(header, separators=(",", ":")).encode()]
        parts += [self.world.random.randbytes(length) for length in (256, 12, 400, 16)]
        encoded = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
        token, origin_jti = ".".join(encoded), make_uuid(self.world.random)
        self.refresh_tokens[token] = (client_id, username, origin_jti)
        return token, origin_jti

    def sign_out(self, username: str) -> None:
        """Revoke every token of a user."""
        user = self._get_user(username)
        self.world.tokens.revoke_user(user.id)
        # moto compares names, and a user may have signed in by an alias.
        for token, owner in self.refresh_tokens.items():
            if owner is not None and self._get_user(owner[1]) is user:
                self.refresh_tokens[token] = None

    def _lifetime(self, client_id: str, token_use: str, default: int) -> int:
        name = f"{token_use.capitalize()}Token"
        settings = self.clients[client_id].extended_config
        amount = settings.get(f"{name}Validity")
        if not amount:
            return default
        unit = settings.get("TokenValidityUnits", {}).get(name, "hours")
        return int(amount) * _SECONDS[unit]


def _forget(model: BaseModel) -> None:
    """Take a model out of moto's process-wide list of all, which would keep it for ever."""
    tracked: list[BaseModel] = type(model).instances_tracked  # type: ignore[attr-defined]
    if model in tracked:
        tracked.remove(model)


@contextmanager
def editing(user: CognitoIdpUser) -> Iterator[Person]:
    """Give a user of moto's as `verification` knows users, and keep what it changes.

    What an exception interrupts changes nothing.
    """
    person = Person(user.id, dict(user.attribute_lookup))
    yield person
    user.attribute_lookup = person.attributes
    user.attributes = expand_attrs(person.attributes)


class Backend(CognitoIdpBackend):
    """moto's state of one Region of one world."""

    def __init__(self, world: World, region: str) -> None:
        """Begin without pools."""
        super().__init__(region, ACCOUNT_ID)
        self.world = world

    def create_user_pool(self, name: str, extended_config: dict[str, Any]) -> UserPool:
        """Make a pool of this world."""
        pool = UserPool(self, name, extended_config)
        self.user_pools[pool.id] = pool
        return pool

    def create_user_pool_client(
        self,
        user_pool_id: str,
        generate_secret: bool,  # noqa: FBT001 -- moto's signature
        extended_config: dict[str, str],
    ) -> CognitoIdpUserPoolClient:
        """Make an app client with an id of this world."""
        client = super().create_user_pool_client(user_pool_id, generate_secret, extended_config)
        _forget(client)
        clients = self.describe_user_pool(user_pool_id).clients
        del clients[client.id]
        client.id = make_id(self.world.random, _CLIENT_ID_LENGTH)
        clients[client.id] = client
        return client

    @property
    def pools(self) -> Mapping[str, UserPool]:
        """The pools by id, as what they are here."""
        return cast("Mapping[str, UserPool]", self.user_pools)

    def pool_and_client(self, client_id: str) -> tuple[UserPool, CognitoIdpUserPoolClient]:
        """Find an app client and its pool.

        Raises:
            Refused: There is none; the words are not documented by AWS.
        """
        for pool in self.pools.values():
            if client_id in pool.clients:
                return pool, pool.clients[client_id]
        text = f"User pool client {client_id} does not exist."
        raise Refused("ResourceNotFoundException", text)

    def named_user(self, client_id: str, username: str) -> tuple[UserPool, CognitoIdpUser]:
        """Find the user that a request without a token names.

        Raises:
            Refused: There is no such app client or user.
        """
        pool, _ = self.pool_and_client(client_id)
        user: CognitoIdpUser | None = pool._get_user(username)  # noqa: SLF001 -- moto's only way
        if user is None:
            raise Refused("UserNotFoundException", "User does not exist.")
        return pool, user

    def admin_create_user(
        self,
        user_pool_id: str,
        username: str,
        message_action: str,
        temporary_password: str,
        attributes: list[dict[str, str]],
    ) -> CognitoIdpUser:
        """Make a user with an id and times of this world."""
        user = super().admin_create_user(
            user_pool_id, username, message_action, temporary_password, attributes
        )
        self.pools[user_pool_id].adopt(user)
        return user

    def sign_up(
        self, client_id: str, username: str, password: str, attributes: list[dict[str, str]]
    ) -> tuple[CognitoIdpUser, Any]:
        """Make an unconfirmed user, and send the code that confirms them."""
        pool, _ = self.pool_and_client(client_id)
        user, _ = super().sign_up(client_id, username, password, attributes)
        pool.adopt(user)
        with editing(user) as person:
            return user, self.world.verification.send_sign_up(person, pool.messages)

    def initiate_auth(
        self, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> dict[str, Any]:
        """Begin to sign in, if the app client allows the flow and the user may."""
        _, client = self.pool_and_client(client_id)
        _check_flow(client, auth_flow)
        if auth_flow in _FLOWS_NOT_HERE:
            msg = f"The embedded AWS has no sign-in by {auth_flow}."
            raise UnsupportedByEmbeddedError(msg)
        if "USERNAME" in auth_parameters:
            try:
                _, user = self.named_user(client_id, auth_parameters["USERNAME"])
            except Refused:
                if client.extended_config.get("PreventUserExistenceErrors") != "ENABLED":
                    raise
                text = "Incorrect username or password."
                raise Refused("NotAuthorizedException", text) from None
            check_password_reset(user)
        return super().initiate_auth(client_id, auth_flow, auth_parameters)

    def respond_to_auth_challenge(
        self,
        session: str,
        client_id: str,
        challenge_name: str,
        challenge_responses: dict[str, str],
    ) -> dict[str, Any]:
        """Take a new password; moto would take any proof of the other challenges."""
        if challenge_name != "NEW_PASSWORD_REQUIRED":
            msg = f"The embedded AWS has no answer to the challenge {challenge_name}."
            raise UnsupportedByEmbeddedError(msg)
        return super().respond_to_auth_challenge(
            session, client_id, challenge_name, challenge_responses
        )

    def admin_update_user_attributes(
        self, user_pool_id: str, username: str, attributes: list[dict[str, str]]
    ) -> None:
        """Change attributes as an administrator: a new address is not verified."""
        with editing(self.admin_get_user(user_pool_id, username)) as person:
            set_attributes(person, {item["Name"]: item["Value"] for item in attributes})

    def admin_disable_user(self, user_pool_id: str, username: str) -> None:
        """Disable a user, which revokes their tokens."""
        super().admin_disable_user(user_pool_id, username)
        user = self.admin_get_user(user_pool_id, username)
        self.describe_user_pool(user_pool_id).sign_out(user.username)


class Backends(dict[str, Backend]):
    """moto's state of one world, by Region; made when a Region is first asked."""

    def __init__(self, world: World) -> None:
        """Begin without any."""
        super().__init__()
        self.world = world

    def __missing__(self, region: str) -> Backend:
        self[region] = Backend(self.world, region)
        return self[region]


def check_password_reset(user: CognitoIdpUser) -> None:
    """Refuse a user who must set a new password first.

    Raises:
        Refused: The user must.
    """
    if user.status is UserStatus.RESET_REQUIRED:
        raise Refused("PasswordResetRequiredException", "Password reset required for the user")


def _check_flow(client: CognitoIdpUserPoolClient, flow: str) -> None:
    """Refuse a flow that the app client does not allow; AWS's own defaults apply."""
    allowed = client.extended_config.get("ExplicitAuthFlows") or _DEFAULT_FLOWS
    name = "REFRESH_TOKEN_AUTH" if flow == "REFRESH_TOKEN" else flow
    if f"ALLOW_{name}" not in allowed and name not in allowed:
        raise Refused("InvalidParameterException", f"{flow} flow not enabled for this client")
