"""moto's state of one Region of one world: its pools, app clients and who may sign in.

Each world has backends of its own, so nothing is shared with another embedded AWS
or with `mock_aws()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from moto.cognitoidp.models import (
    CognitoIdpBackend,
    CognitoIdpUser,
    CognitoIdpUserPoolClient,
    UserStatus,
)

from cognito_explore.embedded.ids import make_id
from cognito_explore.embedded.pools import UserPool, editing, forget
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.verification import check_own_changes
from cognito_explore.embedded.world import ACCOUNT_ID, World
from cognito_explore.errors import UnsupportedByEmbeddedError

_CLIENT_ID_LENGTH = 26
# moto lets anybody in by these, whatever they prove.
_FLOWS_NOT_HERE = ("USER_SRP_AUTH", "CUSTOM_AUTH")
_DEFAULT_FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")


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
        forget(client)
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
        check_own_changes(item["Name"] for item in attributes)
        user, _ = super().sign_up(client_id, username, password, attributes)
        pool.adopt(user)
        with editing(user) as person:
            return user, self.world.verification.send_sign_up(person, pool.messages)

    def initiate_auth(
        self, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> dict[str, Any]:
        """Begin to sign in, if the app client allows the flow and the user may."""
        pool, client = self.pool_and_client(client_id)
        _check_flow(client, auth_flow)
        if auth_flow in _FLOWS_NOT_HERE:
            msg = f"The embedded AWS has no sign-in by {auth_flow}."
            raise UnsupportedByEmbeddedError(msg)
        if auth_flow == "USER_PASSWORD_AUTH":
            check_password_reset(self._who_signs_in(client, auth_parameters))
        else:
            pool.check_refresh_token((auth_parameters or {}).get("REFRESH_TOKEN", ""))
        return super().initiate_auth(client_id, auth_flow, auth_parameters)

    def _who_signs_in(
        self, client: CognitoIdpUserPoolClient, parameters: Mapping[str, str] | None
    ) -> CognitoIdpUser:
        for name in ("USERNAME", "PASSWORD"):
            if not (parameters or {}).get(name):
                raise Refused("InvalidParameterException", f"Missing required parameter {name}")
        try:
            return self.named_user(client.id, (parameters or {})["USERNAME"])[1]
        except Refused:
            if client.extended_config.get("PreventUserExistenceErrors") != "ENABLED":
                raise
            text = "Incorrect username or password."
            raise Refused("NotAuthorizedException", text) from None

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
        user = self.admin_get_user(user_pool_id, username)
        changes = {item["Name"]: item.get("Value", "") for item in attributes}
        messages = self.pools[user_pool_id].messages
        with editing(user) as person:
            self.world.verification.update(person, changes, messages, is_administrator=True)

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
    is_refresh = flow in {"REFRESH_TOKEN", "REFRESH_TOKEN_AUTH"}
    # Clients with flow names of before 2019 were never asked about refreshing.
    is_old = not any(name.startswith("ALLOW_") for name in allowed)
    name = "REFRESH_TOKEN_AUTH" if is_refresh else flow
    if f"ALLOW_{name}" in allowed or name in allowed or (is_refresh and is_old):
        return
    raise Refused("InvalidParameterException", f"{flow} flow not enabled for this client")
