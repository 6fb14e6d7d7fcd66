"""Signing in: the verbs of a session that end with tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cognito_explore.actions.base import as_secret
from cognito_explore.actions.initiate_auth import PASSWORD_FLOW, SRP_FLOW, InitiateAuth
from cognito_explore.actions.respond_to_auth_challenge import RespondToAuthChallenge
from cognito_explore.actions.signing_in import PASSWORD_VERIFIER, Challenge, Tokens
from cognito_explore.app_clients import App, read_flows
from cognito_explore.errors import (
    ChallengeRequiredError,
    Fault,
    InvalidParameterError,
    InvalidRequestError,
)
from cognito_explore.sender import Sender
from cognito_explore.sensitive import Sensitive
from cognito_explore.srp import PasswordProof

FLOWS = (PASSWORD_FLOW, SRP_FLOW)


class SigningIn:
    """What a session signs users in with.

    Attributes:
        client_id: The app client, if none is given.
        client_secret: Of that app client, hidden; None if it has none.
        user_pool_id: Of its user pool; None where it is not known.
    """

    client_id: str | None
    client_secret: Sensitive | None
    user_pool_id: str | None
    _sender: Sender

    def sign_in(
        self,
        username: str,
        password: str | Sensitive,
        *,
        flow: str = PASSWORD_FLOW,
        client_id: str | None = None,
        client_secret: str | Sensitive | None = None,
        user_pool_id: str | None = None,
    ) -> Tokens:
        """Sign in with username and password.

        Args:
            username: Of the user, or an alias that the pool allows.
            password: Of the user.
            flow: `USER_PASSWORD_AUTH`, or `USER_SRP_AUTH`, which proves the password
                without sending it and takes the extra `srp`.
            client_id: The app client; default: the session's. It must allow the flow.
            client_secret: Of that app client, if it has one; default: the session's.
            user_pool_id: Of its user pool, which SRP takes; default: the session's.

        Returns:
            One row: the tokens, hidden, and `expires_at` in UTC.

        Raises:
            InvalidRequestError: A field is wrong, or no app client is named; nothing left.
            NotAuthorizedError: Username or password is wrong, or the client secret.
            InvalidParameterError: The app client does not allow the flow.
            UserNotConfirmedError: The user has not finished signing up.
            ChallengeRequiredError: Cognito asks for one more step, such as a second
                factor: see `answer_challenge`.
            ConfigurationError: The extra `srp` is not installed.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No readable answer came.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `InitiateAuth`.
        """
        password, client_secret = as_secret(password), _secret_or_none(client_secret)
        app = self._app(client_id, client_secret, user_pool_id)
        with _telling_flows(self._sender, app):
            if flow == SRP_FLOW:
                return self._sign_in_with_srp(app, username, password)
            return self._sender.build_and_send(
                lambda: _password_request(app, username, password, flow)
            )

    def answer_challenge(
        self,
        challenge: Challenge,
        answer: str | Sensitive,
        *,
        attributes: Mapping[str, str] | None = None,
        client_secret: str | Sensitive | None = None,
    ) -> Tokens:
        """Take the next step of a sign-in: a code, a new password, or a choice.

        Args:
            challenge: As `ChallengeRequiredError.challenge` has it.
            answer: What it asks for.
            attributes: With a new password: the attributes that the challenge requires.
            client_secret: Of the app client, if it has one; default: the session's.

        Returns:
            One row: the tokens, hidden, and `expires_at` in UTC.

        Raises:
            InvalidRequestError: A field is wrong, or there is no answer here; nothing left.
            CodeMismatchError: It is not the right code; it can be answered again.
            NotAuthorizedError: The sign-in took too long: begin again.
            InvalidPasswordError: The new password is not what the pool's policy asks for.
            ChallengeRequiredError: Cognito asks for one more step.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No readable answer came.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `RespondToAuthChallenge`.
        """
        answer, client_secret = as_secret(answer), _secret_or_none(client_secret)
        app = self._app(challenge.client_id, client_secret)
        return self._sender.build_and_send(
            lambda: RespondToAuthChallenge.answering(
                challenge, answer, attributes=attributes, client_secret=app.client_secret
            )
        )

    def refresh(self, tokens: Tokens, *, client_secret: str | Sensitive | None = None) -> Tokens:
        """Get new tokens with the refresh token of a sign-in.

        Args:
            tokens: Of a sign-in.
            client_secret: Of the app client, if it has one; default: the session's.

        Returns:
            One row: the new tokens; the refresh token is the same, unless Cognito
            rotates them.

        Raises:
            InvalidRequestError: There is no refresh token among them; nothing left.
            NotAuthorizedError: The refresh token is expired or revoked: sign in again.
            InvalidParameterError: The app client does not allow it.
            NotSentError: No connection could be made; nothing left this machine.
            OutcomeUnknownError: No readable answer came.
            ServiceError: Cognito refused for another reason; a subclass tells which.

        Source:
            Cognito `InitiateAuth`, flow `REFRESH_TOKEN_AUTH`.
        """
        client_secret = _secret_or_none(client_secret)
        claimed = tokens.access_token.claims.get("client_id")
        app = self._app(claimed if isinstance(claimed, str) else None, client_secret)
        with _telling_flows(self._sender, app):
            return self._sender.build_and_send(lambda: _refresh_request(app, tokens))

    def _sign_in_with_srp(self, app: App, username: str, password: Sensitive) -> Tokens:
        """Prove the password without sending it: a question, and the answer that knows it."""
        proof = PasswordProof()
        try:
            return self._sender.build_and_send(lambda: proof.begin(app, username, password))
        except ChallengeRequiredError as asked:
            challenge = asked.challenge
            if challenge is None or challenge.name != PASSWORD_VERIFIER:
                raise
        return self._sender.build_and_send(lambda: proof.answer(app, challenge, password))

    def _app(
        self,
        client_id: str | None,
        client_secret: Sensitive | None,
        user_pool_id: str | None = None,
    ) -> App:
        """Name the app client; the session's own secret goes with its own app client only."""
        is_own = not client_id or client_id == self.client_id
        return App(
            client_id or self.client_id or "",
            client_secret or (self.client_secret if is_own else None),
            user_pool_id or self.user_pool_id,
        )


def _secret_or_none(client_secret: str | Sensitive | None) -> Sensitive | None:
    """Wrap a secret at once, so that no frame holds it bare; an empty one is none."""
    return as_secret(client_secret) if client_secret else None


def _password_request(app: App, username: str, password: Sensitive, flow: str) -> InitiateAuth:
    if flow not in FLOWS:
        fault = Fault("flow", f"{flow!r} is none.", f"Use {' or '.join(FLOWS)}.")
        raise InvalidRequestError(InitiateAuth.OPERATION, (fault,))
    return InitiateAuth.with_password(
        username, password, client_id=app.client_id, client_secret=app.client_secret
    )


def _refresh_request(app: App, tokens: Tokens) -> InitiateAuth:
    if tokens.refresh_token is None:
        fault = Fault("tokens", "There is no refresh token among them.", "Sign in again.")
        raise InvalidRequestError(InitiateAuth.OPERATION, (fault,))
    return InitiateAuth.with_refresh_token(
        tokens.refresh_token,
        client_id=app.client_id,
        # Whatever name the user signed in by, the hash is of their own.
        username=str(tokens.access_token.claims.get("username", "")),
        client_secret=app.client_secret,
    )


@contextmanager
def _telling_flows(sender: Sender, app: App) -> Iterator[None]:
    """Tell which flows the app client allows, when it refuses one."""
    try:
        yield
    except InvalidParameterError as error:
        if "flow not enabled" in error.message:
            error.hint += " " + read_flows(sender.client, app.user_pool_id, app.client_id)
        raise
