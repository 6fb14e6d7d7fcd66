"""RespondToAuthChallenge: answer what Cognito asks before it signs a user in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from cognito_explore.actions.base import as_secret, not_text
from cognito_explore.actions.signing_in import (
    ANSWERS,
    NEW_PASSWORD_REQUIRED,
    SELECT_MFA_TYPE,
    USERNAME,
    Challenge,
    SignInStep,
    empty_faults,
    hidden_but_names,
    parameter_faults,
    with_proof,
)
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.sensitive import Sensitive


@dataclass(frozen=True, init=False)
class RespondToAuthChallenge(SignInStep):
    """Answer a challenge of a sign-in.

    Attributes:
        challenge_name: AWS's name of the challenge, such as `SMS_MFA`.
        client_id: Of the app client.
        challenge_responses: By AWS's names, all but the username hidden.
        session: What Cognito gave with the challenge, hidden.

    Source:
        Cognito `RespondToAuthChallenge`.
    """

    OPERATION: ClassVar[str] = "RespondToAuthChallenge"

    challenge_name: str
    client_id: str
    challenge_responses: Mapping[str, str | Sensitive]
    session: Sensitive | None

    def __init__(
        self,
        challenge_name: str,
        client_id: str,
        challenge_responses: Mapping[str, str | Sensitive],
        session: str | Sensitive | None = None,
    ) -> None:
        """Make a request.

        Args:
            challenge_name: AWS's name of the challenge, such as `SMS_MFA`.
            client_id: Of the app client.
            challenge_responses: By AWS's names, such as `USERNAME` and `SMS_MFA_CODE`,
                and `SECRET_HASH` if the app client has a secret. All but the username
                is hidden.
            session: What Cognito gave with the challenge.

        Raises:
            InvalidRequestError: A field is wrong; every fault is in the one error.
        """
        self._set(
            challenge_name=challenge_name,
            client_id=client_id,
            challenge_responses=hidden_but_names(challenge_responses),
            session=None if session is None else as_secret(session),
        )

    @classmethod
    def answering(
        cls,
        challenge: Challenge,
        answer: str | Sensitive,
        *,
        attributes: Mapping[str, str] | None = None,
        client_secret: Sensitive | None = None,
    ) -> Self:
        """Make a request that answers a challenge.

        Args:
            challenge: As the error `ChallengeRequiredError` has it.
            answer: The code, the new password, or the choice.
            attributes: Of the user, to be set with a new password.
            client_secret: Of the app client, if it has one.

        Raises:
            InvalidRequestError: It is a challenge without an answer here, or the answer
                is wrong in itself.
        """
        answer = as_secret(answer)
        if challenge.name not in ANSWERS:
            fault = Fault("challenge", f"There is no answer to {challenge.name} here.", "")
            raise InvalidRequestError(cls.OPERATION, (fault,))
        if not isinstance(attributes, Mapping | None):
            kind = type(attributes).__name__
            fault = Fault("attributes", f"It is {kind}, not a mapping.", "Use a dict.")
            raise InvalidRequestError(cls.OPERATION, (fault,))
        # White space around a code is none of it; in a password it is.
        if isinstance(answer, Sensitive) and challenge.name != NEW_PASSWORD_REQUIRED:
            answer = Sensitive(answer.reveal().strip())
        if isinstance(answer, Sensitive) and challenge.name == SELECT_MFA_TYPE:
            answer = answer.reveal()
        given: dict[str, str | Sensitive] = {
            USERNAME: challenge.username,
            ANSWERS[challenge.name]: answer,
            **{f"userAttributes.{name}": text for name, text in (attributes or {}).items()},
        }
        proven = with_proof(given, challenge.client_id, client_secret)
        return cls(challenge.name, challenge.client_id, proven, challenge.session)

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, all but the username as `Sensitive`."""
        session = {} if self.session is None else {"Session": self.session}
        return {
            "ClientId": self.client_id,
            "ChallengeName": self.challenge_name,
            **session,
            "ChallengeResponses": self.challenge_responses,
        }

    def _named(self) -> str:
        named = self.challenge_responses.get(USERNAME)
        return named if isinstance(named, str) else ""

    def _field_faults(self) -> list[Fault]:
        named = {
            "challenge_name": (self.challenge_name, "Use AWS's name, such as SMS_MFA."),
            "client_id": (self.client_id, "Name the app client."),
        }
        faults = empty_faults(named)
        if self.session is not None and not isinstance(self.session, Sensitive):
            faults.append(not_text("session", self.session))
        return [*faults, *parameter_faults("challenge_responses", self.challenge_responses)]
