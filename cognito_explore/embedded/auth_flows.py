"""The flows of InitiateAuth and the answers to challenges, over moto's pools and users.

moto lets anybody in by most of them, whatever they prove; here nothing of moto's decides.
What is asked, and what is an answer, is in `sign_in`; this binds it to one app client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from moto.cognitoidp.models import CognitoIdpUser

from cognito_explore.embedded.accounts import Account
from cognito_explore.embedded.challenges import Answer
from cognito_explore.embedded.pools import UserPool
from cognito_explore.embedded.records import app_client_of, editing
from cognito_explore.embedded.refused import Refused, check_given
from cognito_explore.embedded.secret_hash import check_is_wanted, check_secret_hash
from cognito_explore.embedded.sign_in import CHALLENGES
from cognito_explore.errors import UnsupportedByEmbeddedError

_DEFAULT_FLOWS = ("ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
_REFRESHING = ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")
_BY_SRP = ("USER_SRP_AUTH",)
_BY_PASSWORD = ("USER_PASSWORD_AUTH",)
# The second is the first, by its name of before 2019.
_BY_ADMINISTRATOR = ("ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH")


class AuthFlows:
    """The ways into one app client."""

    def __init__(self, pool: UserPool, client_id: str) -> None:
        """Take the app client, of that pool."""
        self._pool = pool
        self._sign_in = pool.world.sign_in
        self._client = app_client_of(pool, client_id)
        allowed = pool.clients[client_id].extended_config.get("ExplicitAuthFlows")
        self._allowed: tuple[str, ...] = tuple(allowed or _DEFAULT_FLOWS)

    def initiate(
        self, flow: str, parameters: Mapping[str, str], *, is_administrator: bool = False
    ) -> dict[str, Any]:
        """Begin to sign in.

        Raises:
            Refused: In AWS's words.
            UnsupportedByEmbeddedError: The flow is not there.
        """
        # Administrators have a flow of their own in place of the users'.
        if flow in (_BY_PASSWORD if is_administrator else _BY_ADMINISTRATOR):
            raise Refused("InvalidParameterException", "Initiate Auth method not supported.")
        self._check_flow(flow)
        if flow in _REFRESHING:
            return self._refresh(parameters)
        if flow in _BY_SRP:
            return self._begin(parameters, "SRP_A")
        if flow in (*_BY_PASSWORD, *_BY_ADMINISTRATOR):
            return self._begin(parameters, "PASSWORD")
        msg = f"The embedded AWS has no sign-in by {flow}."
        raise UnsupportedByEmbeddedError(msg)

    def respond(
        self,
        challenge: str,
        session: str | None,
        responses: Mapping[str, str],
        check_password: Callable[[str], None],
    ) -> dict[str, Any]:
        """Take the answer to a challenge.

        Args:
            challenge: By AWS's name.
            session: As the challenge had it.
            responses: By AWS's names.
            check_password: Refuses a new password that the pool's policy does not allow.

        Raises:
            Refused: In AWS's words.
            UnsupportedByEmbeddedError: There is no such challenge here.
        """
        if challenge not in CHALLENGES:
            msg = f"The embedded AWS has no challenge {challenge}, so it takes no answer to it."
            raise UnsupportedByEmbeddedError(msg)
        check_given(responses, "USERNAME")
        self._check_secret_hash(responses, responses["USERNAME"])
        user = self._pool.named(responses["USERNAME"])
        answer = Answer(challenge, session or "", responses, check_password)
        with _editing(user) as account:
            asked = self._sign_in.answer(account, self._client, answer)
        return asked or self._tokens(user)

    def _begin(self, parameters: Mapping[str, str], proof: str) -> dict[str, Any]:
        check_given(parameters, "USERNAME", proof)
        self._check_secret_hash(parameters, parameters["USERNAME"])
        user = self._pool.named(parameters["USERNAME"])
        begin = self._sign_in.with_srp if proof == "SRP_A" else self._sign_in.with_password
        with _editing(user) as account:
            asked = begin(account, self._client, parameters)
        return asked or self._tokens(user)

    def _refresh(self, parameters: Mapping[str, str]) -> dict[str, Any]:
        check_given(parameters, "REFRESH_TOKEN")
        client, given = self._client, parameters.get("SECRET_HASH")
        check_is_wanted(client.client_id, client.secret, given)
        token = parameters["REFRESH_TOKEN"]
        user = self._pool.user_of_refresh_token(token, client.client_id)
        # The request names nobody, so the hash may be of either name of the user.
        self._check_secret_hash(parameters, user.username, user.id)
        access, identity, expires_in = self._pool.create_tokens_from_refresh_token(token)
        return _result(access, identity, expires_in)

    def _tokens(self, user: CognitoIdpUser | None) -> dict[str, Any]:
        if user is None:
            raise AssertionError("nobody is in")
        pool, client_id, name = self._pool, self._client.client_id, user.username
        refresh, _ = pool.create_refresh_token(client_id, name)
        access, identity, expires_in = pool.create_tokens_from_refresh_token(refresh)
        return _result(access, identity, expires_in, RefreshToken=refresh)

    def _check_secret_hash(self, parameters: Mapping[str, str], *usernames: str) -> None:
        client, given = self._client, parameters.get("SECRET_HASH")
        check_secret_hash(client.client_id, client.secret, given, *usernames)

    def _check_flow(self, flow: str) -> None:
        """Refuse a flow that the app client does not allow; AWS's own defaults apply."""
        names = next(
            (group for group in (_REFRESHING, _BY_ADMINISTRATOR) if flow in group), (flow,)
        )
        allowed = set(self._allowed)
        # Clients with flow names of before 2019 were never asked about refreshing.
        is_old = not any(name.startswith("ALLOW_") for name in allowed)
        if allowed & {*names, *(f"ALLOW_{name}" for name in names)}:
            return
        if flow in _REFRESHING and is_old:
            return
        raise Refused("InvalidParameterException", f"{flow} flow not enabled for this client")


@contextmanager
def _editing(user: CognitoIdpUser | None) -> Iterator[Account | None]:
    if user is None:
        yield None
        return
    with editing(user) as account:
        yield account


def _result(access: str, identity: str, expires_in: int, **more: str) -> dict[str, Any]:
    """Write tokens as AWS does."""
    tokens = {"AccessToken": access, "IdToken": identity, "ExpiresIn": expires_in}
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": tokens | {"TokenType": "Bearer"} | more,
    }
