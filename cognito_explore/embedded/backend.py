"""moto's state of one Region of one world: its pools, app clients and who may sign in.

Each world has backends of its own, so nothing is shared with another embedded AWS
or with `mock_aws()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, cast

from moto.cognitoidp.models import (
    CognitoIdpBackend,
    CognitoIdpUser,
    CognitoIdpUserPoolClient,
)

from cognito_explore.embedded.auth_flows import AuthFlows
from cognito_explore.embedded.ids import make_id
from cognito_explore.embedded.pool_settings import check_sms, tell_days_twice, updated
from cognito_explore.embedded.pools import UserPool
from cognito_explore.embedded.records import editing, forget
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.verification import check_own_changes
from cognito_explore.embedded.world import ACCOUNT_ID, World

_CLIENT_ID_LENGTH = 26
_CLIENT_SECRET_LENGTH = 52


class Backend(CognitoIdpBackend):
    """moto's state of one Region of one world."""

    def __init__(self, world: World, region: str) -> None:
        """Begin without pools."""
        super().__init__(region, ACCOUNT_ID)
        self.world = world

    def create_user_pool(self, name: str, extended_config: dict[str, Any]) -> UserPool:
        """Make a pool of this world."""
        check_sms(extended_config, self.region_name)
        pool = UserPool(self, name, extended_config)
        tell_days_twice(pool.extended_config)
        self.user_pools[pool.id] = pool
        return pool

    def update_user_pool(self, user_pool_id: str, extended_config: dict[str, Any]) -> None:
        """Change a pool: what is not named goes back to its default, as AWS documents."""
        self.describe_user_pool(user_pool_id)
        pool = self.pools[user_pool_id]
        settings = updated(pool.extended_config, extended_config, self.region_name)
        super().update_user_pool(user_pool_id, settings)
        tell_days_twice(pool.extended_config)
        pool.name = settings.get("PoolName", pool.name)
        pool.mfa_config = settings.get("MfaConfiguration", "OFF")
        pool.last_modified_date = self.world.clock.now()

    def create_user_pool_client(
        self,
        user_pool_id: str,
        generate_secret: bool,  # noqa: FBT001 -- moto's signature
        extended_config: dict[str, Any],
        random: Random | None = None,
    ) -> CognitoIdpUserPoolClient:
        """Make an app client with an id, and a secret, of this world.

        Args:
            user_pool_id: Of its pool.
            generate_secret: Whether it has a secret.
            extended_config: By AWS's names.
            random: Where the id comes from; None: where all ids do.
        """
        client = super().create_user_pool_client(user_pool_id, generate_secret, extended_config)
        forget(client)
        clients = self.describe_user_pool(user_pool_id).clients
        del clients[client.id]
        client.id = make_id(random or self.world.random, _CLIENT_ID_LENGTH)
        client.secret = make_id(self.world.sign_in_random, _CLIENT_SECRET_LENGTH)
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

    def pool_of_client(self, user_pool_id: str, client_id: str) -> UserPool:
        """Give the pool of an administrator's request, which has that app client.

        Raises:
            Refused: It has not.
        """
        self.describe_user_pool(user_pool_id)
        pool = self.pools[user_pool_id]
        pool.check_client(client_id)
        return pool

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
        random: Random | None = None,
    ) -> CognitoIdpUser:
        """Make a user with an id and times of this world.

        Args:
            user_pool_id: Of the pool.
            username: The new one.
            message_action: By AWS's name.
            temporary_password: With which the user signs in first.
            attributes: As AWS takes them.
            random: Where the id comes from; None: where all ids do.
        """
        user = super().admin_create_user(
            user_pool_id, username, message_action, temporary_password, attributes
        )
        self.pools[user_pool_id].adopt(user, random or self.world.random)
        return user

    def sign_up(
        self,
        client_id: str,
        username: str,
        password: str,
        attributes: list[dict[str, str]],
        client_metadata: Mapping[str, str] | None = None,
    ) -> tuple[CognitoIdpUser, Any]:
        """Make an unconfirmed user, and send the code that confirms them."""
        pool, _ = self.pool_and_client(client_id)
        check_own_changes(item["Name"] for item in attributes)
        user, _ = super().sign_up(client_id, username, password, attributes)
        pool.adopt(user, self.world.random)
        with editing(user) as person:
            messages = pool.messages(client_id, client_metadata)
            return user, self.world.verification.send_sign_up(person, messages)

    def initiate_auth(
        self, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> dict[str, Any]:
        """Begin to sign in, if the app client allows the flow and the user may."""
        pool, client = self.pool_and_client(client_id)
        return AuthFlows(pool, client.id).initiate(auth_flow, auth_parameters or {})

    def admin_initiate_auth(
        self, user_pool_id: str, client_id: str, auth_flow: str, auth_parameters: dict[str, str]
    ) -> dict[str, Any]:
        """Begin to sign somebody in, as an administrator: the same proofs are asked for."""
        pool = self.pool_of_client(user_pool_id, client_id)
        flows = AuthFlows(pool, client_id)
        return flows.initiate(auth_flow, auth_parameters or {}, is_administrator=True)

    def respond_to_auth_challenge(
        self,
        session: str,
        client_id: str,
        challenge_name: str,
        challenge_responses: dict[str, str],
    ) -> dict[str, Any]:
        """Take the answer to a challenge."""
        pool, client = self.pool_and_client(client_id)

        def check_password(password: str) -> None:
            self._validate_password(pool.id, password)

        return AuthFlows(pool, client.id).respond(
            challenge_name, session, challenge_responses or {}, check_password
        )

    def admin_update_user_attributes(
        self,
        user_pool_id: str,
        username: str,
        attributes: list[dict[str, str]],
        client_metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Change attributes as an administrator: a new address is not verified."""
        user = self.admin_get_user(user_pool_id, username)
        changes = {item["Name"]: item.get("Value", "") for item in attributes}
        messages = self.pools[user_pool_id].messages(client_metadata=client_metadata)
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
