"""What the steps of a sign-in have in common: tokens or a challenge at the end of each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar

from cognito_explore.actions.base import (
    Action,
    FrozenMapping,
    Response,
    as_secret,
    not_text,
)
from cognito_explore.errors import ChallengeRequiredError, Fault, InvalidRequestError
from cognito_explore.sensitive import NotText, Sensitive
from cognito_explore.show import printable, short_repr
from cognito_explore.token import AccessToken

USERNAME = "USERNAME"
SECRET_HASH = "SECRET_HASH"  # noqa: S105 -- a parameter's name
NEW_PASSWORD_REQUIRED = "NEW_PASSWORD_REQUIRED"  # noqa: S105 -- a challenge's name
PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105 -- a challenge's name
SELECT_MFA_TYPE = "SELECT_MFA_TYPE"

# Cognito API reference, RespondToAuthChallenge: what answers each challenge.
ANSWERS = {
    NEW_PASSWORD_REQUIRED: "NEW_PASSWORD",
    "SMS_MFA": "SMS_MFA_CODE",
    "EMAIL_OTP": "EMAIL_OTP_CODE",
    "SOFTWARE_TOKEN_MFA": "SOFTWARE_TOKEN_MFA_CODE",
    SELECT_MFA_TYPE: "ANSWER",
}
_QUESTIONS = {
    NEW_PASSWORD_REQUIRED: "The user must set a new password.",
    "SMS_MFA": "Enter the code that was sent by SMS{where}.",
    "EMAIL_OTP": "Enter the code that was sent by e-mail{where}.",
    "SOFTWARE_TOKEN_MFA": "Enter the code that the user's authenticator app shows.",
    SELECT_MFA_TYPE: "Choose a second factor: {choices}.",
}
_ATTRIBUTE = "userAttributes."
# A user's name, and that of a second factor that is chosen: neither is a secret.
_PLAIN = {USERNAME, ANSWERS[SELECT_MFA_TYPE]}


@dataclass(frozen=True, kw_only=True, repr=False)
class Tokens(Response):
    """What a sign-in gives, hidden; one row.

    Attributes:
        access_token: Authorizes the actions of this library.
        id_token: Tells an application who the user is; authorizes nothing here.
        refresh_token: Gets new tokens; None if Cognito gave none.
        expires_at: Until when the access token is valid, in UTC.

    Source:
        Cognito `AuthenticationResultType`.
    """

    access_token: AccessToken
    id_token: Sensitive
    refresh_token: Sensitive | None
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, repr=False)
class Challenge:
    """One more step that Cognito asks for before it signs a user in.

    Attributes:
        name: AWS's name of it, such as `SMS_MFA`.
        client_id: Of the app client.
        username: What the answer has to name the user by.
        session: AWS's handle of this sign-in, hidden; it lives for some minutes.
        parameters: What else Cognito says, by AWS's names, hidden.
        delivery_medium: `SMS` or `EMAIL`, if a code was sent.
        destination: Where it was sent, masked by Cognito.
        required_attributes: What a new password has to come with: attributes of the
            user that are missing.
        choices: What can be answered, if it is a choice.

    Source:
        Cognito `InitiateAuthResponse`.
    """

    name: str
    client_id: str
    username: str = field(repr=False)
    session: Sensitive | None = field(repr=False)
    parameters: Mapping[str, Sensitive] = field(repr=False)
    delivery_medium: str | None = None
    destination: str | None = None
    required_attributes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """What the user is asked, in a sentence; empty if it cannot be answered here."""
        where = f" to {self.destination}" if self.destination else ""
        return _QUESTIONS.get(self.name, "").format(where=where, choices=", ".join(self.choices))

    def __repr__(self) -> str:
        return short_repr(self, ["name", "delivery_medium", "destination"])


class SignInStep(Action[Tokens]):
    """A request that ends with tokens, or with a challenge."""

    UNKNOWN_HINT: ClassVar[str] = (
        "A user with a second factor may have been sent a sign-in code: look for it before "
        "you sign in again."
    )

    client_id: str

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> Tokens:
        """Make the record of the tokens.

        Raises:
            ChallengeRequiredError: Cognito asks for one more step.
        """
        if answer.get("ChallengeName"):
            raise self._challenge(answer, common)
        result = answer["AuthenticationResult"]
        lifetime = timedelta(seconds=int(result["ExpiresIn"]))
        refresh = result.get("RefreshToken") or self._refreshed_with()
        return Tokens(
            **common,
            access_token=AccessToken(result["AccessToken"]),
            id_token=Sensitive(result["IdToken"]),
            refresh_token=None if refresh is None else Sensitive(refresh),
            expires_at=common["sent_at"] + lifetime,
        )

    def _refreshed_with(self) -> str | Sensitive | None:
        return None

    def _named(self) -> str:
        """Give the name that the request calls the user by."""
        return ""

    def _challenge(
        self, answer: Mapping[str, Any], common: Mapping[str, Any]
    ) -> ChallengeRequiredError:
        parameters = answer.get("ChallengeParameters") or {}
        told = {str(name): str(text) for name, text in parameters.items()}
        session = answer.get("Session")
        name = printable(answer["ChallengeName"], 60)
        challenge = Challenge(
            name=name,
            client_id=self.client_id,
            username=told.get("USER_ID_FOR_SRP") or told.get(USERNAME) or self._named(),
            session=None if session is None else Sensitive(session),
            parameters=FrozenMapping({name: Sensitive(text) for name, text in told.items()}),
            delivery_medium=_shown(told.get("CODE_DELIVERY_DELIVERY_MEDIUM")),
            destination=_shown(told.get("CODE_DELIVERY_DESTINATION")),
            required_attributes=tuple(
                name.removeprefix(_ATTRIBUTE) for name in _names(told.get("requiredAttributes"))
            ),
            choices=_names(told.get("MFAS_CAN_CHOOSE")),
        )
        what = challenge.question or _UNANSWERED.get(name, f"This library has no answer to {name}.")
        return ChallengeRequiredError(
            f"Cognito asks for one more step, {name}. {what}",
            challenge=challenge,
            code=name,
            request_id=common["request_id"],
            http_status=common["http_status"],
            # Without a question it is to be answered elsewhere, as the class says.
            hint=_ANSWER_HINT if challenge.question else None,
        )


_UNANSWERED = {PASSWORD_VERIFIER: "The proof of the password follows."}
_ANSWER_HINT = (
    'Answer it with session.answer_challenge(error.challenge, "..."), or sign in with SignInForm.'
)


def secret_hash(username: str, client_id: str, client_secret: Sensitive) -> Sensitive:
    """Make what proves that an app client knows its secret.

    Source:
        Cognito developer guide, computing secret hash values.
    """
    # Any text at all makes a proof: a wrong one is Cognito's to refuse.
    message, key = (
        text.encode("utf-8", "surrogatepass")
        for text in (username + client_id, client_secret.reveal())
    )
    proof = hmac.digest(key, message, hashlib.sha256)
    return Sensitive(base64.b64encode(proof).decode())


def with_proof(
    parameters: Mapping[str, Any],
    client_id: str,
    client_secret: Sensitive | NotText | None,
    *,
    username: str | None = None,
) -> dict[str, str | Sensitive]:
    """Add the secret hash to the parameters of a sign-in, if the app client has a secret.

    Args:
        parameters: By AWS's names.
        client_id: Of the app client.
        client_secret: Of the app client, or None.
        username: The name to prove it for; default: the one in the parameters.

    Raises:
        InvalidRequestError: The client secret is no text.
    """
    if isinstance(client_secret, NotText):
        fault = not_text("client_secret", client_secret)
        raise InvalidRequestError("InitiateAuth", (fault,))
    named = parameters[USERNAME] if username is None else username
    if not client_secret or not isinstance(named, str) or not isinstance(client_id, str):
        return dict(parameters)
    return {**parameters, SECRET_HASH: secret_hash(named, client_id, client_secret)}


def hidden_but_names(parameters: object) -> Any:
    """Hide every parameter of a sign-in that is no name; `faults` tells what is no mapping."""
    if not isinstance(parameters, Mapping):
        return parameters
    return FrozenMapping(
        {name: text if name in _PLAIN else as_secret(text) for name, text in parameters.items()}
    )


def empty_faults(fields: Mapping[str, tuple[object, str]]) -> list[Fault]:
    """Say which fields are no text, or empty.

    Args:
        fields: By name the value, and what to do if it is empty.
    """
    faults = []
    for name, (value, fix) in fields.items():
        if not isinstance(value, (str, Sensitive)):
            faults.append(not_text(name, value))
        elif not value:
            faults.append(Fault(name, "It is empty.", fix))
    return faults


def parameter_faults(field: str, parameters: object) -> list[Fault]:
    """Say what is wrong with the parameters of a sign-in."""
    if not isinstance(parameters, Mapping):
        return [not_text(field, parameters)]
    return empty_faults(
        {str(name).lower(): (text, "Cognito needs it.") for name, text in parameters.items()}
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else printable(text, 100)


def _names(text: str | None) -> tuple[str, ...]:
    """Read a list of names that AWS gives as the text of a JSON list."""
    try:
        names = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return ()
    return tuple(printable(name, 60) for name in names) if isinstance(names, list) else ()
