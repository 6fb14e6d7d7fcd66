"""Cognito's pools and users: moto's, with ids, times and tokens of one world."""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from random import Random
from types import FunctionType
from typing import TYPE_CHECKING, Any, Self

from joserfc import jwk, jwt
from moto.cognitoidp import models
from moto.cognitoidp.models import (
    CognitoIdpUser,
    CognitoIdpUserPool,
)

from cognito_explore.embedded.accounts import SecondFactors
from cognito_explore.embedded.ids import make_id, make_uuid
from cognito_explore.embedded.records import editing, forget, messages_of, second_factors_of
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.triggers import Caller
from cognito_explore.embedded.verification import PoolSettings
from cognito_explore.embedded.world import ACCOUNT_ID
from cognito_explore.facts import USER_ADMIN_SCOPE, VERIFIABLE_ATTRIBUTES
from cognito_explore.triggers.event import NO_CLIENT

if TYPE_CHECKING:
    from cognito_explore.embedded.backend import Backend

_POOL_ID_LENGTH = 9
# Service model of botocore, RefreshTokenValidity: 30 days, and its unit is days.
_REFRESH_LIFETIME = 30 * 86_400
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


class _Keys:
    """Stands for joserfc's `jwk` while moto makes a pool."""

    class RSAKey:
        """Gives the one key that signs made-up tokens; it is public, and no secret."""

        @staticmethod
        def import_key(_: object) -> jwk.RSAKey:
            """Give the key; its primes are in the file, which makes loading it quick."""
            return _signing_key()


@functools.cache
def _signing_key() -> jwk.RSAKey:
    text = files(__package__).joinpath("signing_key.json").read_text()
    return jwk.RSAKey.import_key(json.loads(text))


# moto's own code with a key of ours: moto's has no primes, and recovering them takes
# a third of a second for every pool. Nothing of moto's is changed.
_init_pool = FunctionType(
    CognitoIdpUserPool.__init__.__code__, vars(models) | {"jwk": _Keys}, "_init_pool"
)


class UserPool(CognitoIdpUserPool):
    """A pool of this world: ids, times and tokens are the world's."""

    def __new__(cls, *_: object) -> Self:
        """Make one without moto's process-wide list of every model."""
        return object.__new__(cls)

    def __init__(self, owner: Backend, name: str, settings: dict[str, Any]) -> None:
        """Make a pool as CreateUserPool does."""
        _init_pool(self, ACCOUNT_ID, owner.region_name, name, settings)
        self._owner = owner
        self.world = world = owner.world
        made_id = f"{self.region}_{make_id(world.random, _POOL_ID_LENGTH)}"
        self.arn = self.arn.replace(self.id, made_id)
        self.id = made_id
        self.creation_date = self.last_modified_date = world.clock.now()
        self.email_mfa_config: dict[str, str] | None = None
        # By `origin_jti`, when the user signed in: refreshing does not make it later.
        self._auth_times: dict[str, int] = {}
        # By `sub`; of users who were deleted too.
        self._usernames: dict[str, str] = {}

    @property
    def backend(self) -> Backend:
        """The world's, not moto's global one."""
        return self._owner

    def messages(
        self, client_id: str = NO_CLIENT, client_metadata: Mapping[str, str] | None = None
    ) -> PoolSettings:
        """Give what the pool's settings say about messages, to those who ask for one.

        Args:
            client_id: Of the app client; of an administrator's request, none.
            client_metadata: Of the request.
        """
        return messages_of(self, Caller(client_id, client_metadata or {}))

    @property
    def second_factors(self) -> SecondFactors:
        """What the pool's settings say about second factors."""
        return second_factors_of(self)

    def user_of_refresh_token(self, token: str, client_id: str) -> CognitoIdpUser:
        """Tell whose a refresh token is.

        Raises:
            Refused: It is none of this app client, is revoked or expired, or its user is gone.
        """
        owner = self.refresh_tokens.get(token, ("", "", ""))
        if owner is None:
            raise Refused("NotAuthorizedException", "Refresh Token has been revoked")
        if owner[0] != client_id:
            raise Refused("NotAuthorizedException", "Invalid Refresh Token")
        lifetime = self._lifetime(client_id, "refresh", _REFRESH_LIFETIME, unit="days")
        if self._auth_times[owner[2]] + lifetime <= self.world.clock.now().timestamp():
            raise Refused("NotAuthorizedException", "Refresh Token has expired")
        user: CognitoIdpUser | None = self._get_user(owner[1])
        if user is None:
            raise Refused("UserNotFoundException", "User does not exist.")
        return user

    def named(self, username: str) -> CognitoIdpUser | None:
        """Find a user by name or alias, or by `sub`, which AWS takes for a name too."""
        user: CognitoIdpUser | None = self._get_user(username)
        return user or self.user_of(username)

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
        user: CognitoIdpUser | None = self.users.get(self._usernames.get(user_id, ""))
        # Somebody else may have the name by now.
        return user if user is not None and user.id == user_id else None

    def adopt(self, user: CognitoIdpUser, random: Random) -> None:
        """Give a user that moto made an id and times of this world."""
        forget(user)
        del self.users[user.username]
        made_id = make_uuid(random)
        user.username = made_id if user.username == user.id else user.username
        user.id = made_id
        user.create_date = user.last_modified_date = self.world.clock.now()
        with editing(user) as person:
            person.attributes["sub"] = made_id
            for name in VERIFIABLE_ATTRIBUTES:
                if name in person.attributes:
                    person.attributes.setdefault(f"{name}_verified", "false")
        self.users[user.username] = user
        self._usernames[made_id] = user.username

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
            "iat": now,
            "exp": now + expires_in,
            "jti": make_uuid(self.world.random),
        }
        if token_use == "access":  # noqa: S105 -- a kind of token
            claims |= {"client_id": client_id, "username": user.username}
        else:
            claims |= {"aud": client_id, "cognito:username": user.username}
        claims |= extra_data or {}
        claims["auth_time"] = self._auth_times.get(claims.get("origin_jti", ""), now)
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
        self._auth_times[origin_jti] = int(self.world.clock.now().timestamp())
        return token, origin_jti

    def sign_out(self, username: str) -> None:
        """Revoke every token of a user."""
        user = self._get_user(username)
        self.world.tokens.revoke_user(user.id)
        # moto compares names, and a user may have signed in by an alias.
        for token, owner in self.refresh_tokens.items():
            if owner is not None and self._get_user(owner[1]) is user:
                self.refresh_tokens[token] = None

    def _lifetime(
        self, client_id: str, token_use: str, default: int, *, unit: str = "hours"
    ) -> int:
        name = f"{token_use.capitalize()}Token"
        settings = self.clients[client_id].extended_config
        amount = settings.get(f"{name}Validity")
        if not amount:
            return default
        unit = settings.get("TokenValidityUnits", {}).get(name, unit)
        return int(amount) * _SECONDS[unit]
