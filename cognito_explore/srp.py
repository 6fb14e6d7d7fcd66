"""Prove a password to Cognito without sending it, by pycognito's arithmetic."""

from __future__ import annotations

from typing import Any

from cognito_explore.actions.initiate_auth import SRP_FLOW, InitiateAuth
from cognito_explore.actions.respond_to_auth_challenge import RespondToAuthChallenge
from cognito_explore.actions.signing_in import USERNAME, Challenge, with_proof
from cognito_explore.app_clients import App
from cognito_explore.errors import ConfigurationError, Fault, InvalidRequestError
from cognito_explore.sensitive import Sensitive

INSTALL_SRP = 'pip install "cognito_explore[srp]"'


class PasswordProof:
    """One proof: what begins it, and the answer to what Cognito then asks."""

    def __init__(self) -> None:
        """Make a proof that has not begun."""
        self._srp: Any = None

    def begin(self, app: App, username: str, password: Sensitive) -> InitiateAuth:
        """Make the request that begins.

        Raises:
            InvalidRequestError: A field is wrong, or the user pool is not known.
            ConfigurationError: pycognito is not installed.
        """
        _check(app, username, password)
        self._srp = _make_srp(app)
        given = {USERNAME: username, "SRP_A": Sensitive(f"{self._srp.large_a_value:x}")}
        return InitiateAuth(
            SRP_FLOW, app.client_id, with_proof(given, app.client_id, app.client_secret)
        )

    def answer(self, app: App, challenge: Challenge, password: Sensitive) -> RespondToAuthChallenge:
        """Make the request that answers.

        Raises:
            ConfigurationError: What Cognito asks is not of the form that SRP has.
        """
        given = self._compute(challenge, password)
        if given is None:
            msg = "Cognito's question cannot be answered: it is not of the form that SRP has."
            hint = "Compare the user pool id with that of the app client, and sign in again."
            raise ConfigurationError(msg, hint=hint)
        hidden = {
            name: text if name == USERNAME else Sensitive(text) for name, text in given.items()
        }
        proven = with_proof(hidden, app.client_id, app.client_secret)
        return RespondToAuthChallenge(challenge.name, app.client_id, proven, challenge.session)

    def _compute(self, challenge: Challenge, password: Sensitive) -> dict[str, str] | None:
        """Compute the answer; None if that cannot be, of which a traceback could tell too much."""
        self._srp.password = password.reveal()
        try:
            told = {name: text.reveal() for name, text in challenge.parameters.items()}
            return dict(self._srp.process_challenge(told, {USERNAME: challenge.username}))
        except (KeyError, ValueError, IndexError):
            return None
        finally:
            self._srp.password = None


def _check(app: App, username: str, password: Sensitive) -> None:
    # The same faults as with a password that is sent.
    InitiateAuth.with_password(username, password, client_id=app.client_id)
    if not _can_be_encoded(password):
        fault = Fault("password", "It has characters that cannot be sent.", "Type it anew.")
        raise InvalidRequestError(InitiateAuth.OPERATION, (fault,))
    if not isinstance(app.user_pool_id, str) or "_" not in app.user_pool_id:
        fault = Fault(
            "user_pool_id",
            "It is part of what SRP computes, and is not known.",
            'Name it here, or to connect(), as in user_pool_id="eu-central-1_aBcDeFgHi".',
        )
        raise InvalidRequestError(InitiateAuth.OPERATION, (fault,))


def _can_be_encoded(password: Sensitive) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in password.reveal())


def _make_srp(app: App) -> Any:
    try:
        from pycognito.aws_srp import AWSSRP  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        msg = f"Signing in by SRP needs pycognito, which is not installed ({error})."
        raise ConfigurationError(msg, hint=f"Install it: {INSTALL_SRP}") from error
    # It asks for a client that it does not use here: it would make one of its own.
    return AWSSRP("", None, app.user_pool_id, app.client_id, client=object())
