"""Every error this library raises, and what to do about each.

CognitoExploreError
├── InvalidRequestError        a field is wrong: nothing left this machine
├── ConfigurationError         the session cannot be set up as asked
│   └── UnsupportedByEmbeddedError   the embedded AWS has no such operation
├── BatchStoppedError          a batch ended early: rows may have been sent
│   ├── JournalError           its journal cannot be written any more
│   ├── ExecutorError          its executor takes no more jobs
│   └── UnreachableError       no connection is made any more
├── NotSentError               no connection: nothing left this machine
├── OutcomeUnknownError        the request left, and no readable answer came
│   └── InternalError
├── ChallengeRequiredError     sign-in needs one more step
└── ServiceError               Cognito answered, and refused
    └── AliasExistsError, NotAuthorizedError, ... one for each modelled error
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from cognito_explore.facts import SENDS_AN_HOUR, USER_ADMIN_SCOPE, VERIFICATIONS_AN_HOUR

if TYPE_CHECKING:
    import pandas as pd

    from cognito_explore.actions.signing_in import Challenge

Outcome = Literal["accepted", "refused", "not_sent", "unknown"]


class CognitoExploreError(Exception):
    """The base of every error of this library.

    Attributes:
        code: AWS's name for the error, such as `NotAuthorizedException`, if it gave one.
        request_id: AWS's id of the request, to quote to AWS support.
        http_status: Of the answer, if there was one.
        outcome: What became of the request, as in its attempt in the history; None where there
            is none, or more than one.
        hint: What to do next, in one or two sentences.
        causes: The numbers of the causes that a refused code may have, as the checks of
            `diagnose` have them; empty where it tells none.
        reason: The service's own word for why, such as `NO_ORIGINATION_IDENTITIES_FOUND`;
            empty where it gave none.
    """

    hint: str = ""
    reason: str = ""
    outcome: Outcome | None = None
    causes: tuple[int, ...] = ()

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        request_id: str | None = None,
        http_status: int | None = None,
        hint: str | None = None,
    ) -> None:
        """Make an error; without a hint it has its class's."""
        super().__init__(message)
        self.message = message
        self.code = code
        self.request_id = request_id
        self.http_status = http_status
        self.hint = self.hint if hint is None else hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with one field of a request.

    Attributes:
        field: The field's name.
        problem: What is wrong with it.
        fix: What would be right.
        anyway: How to have it sent all the same, in code; empty where there is no way.
    """

    field: str
    problem: str
    fix: str
    anyway: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.field}:", self.problem, self.fix, self.anyway)))


class InvalidRequestError(CognitoExploreError):
    """Fields of the request are wrong; nothing left this machine.

    Attributes:
        operation: AWS's name of the action.
        faults: Everything that is wrong, one `Fault` each.
    """

    outcome = "not_sent"
    hint = "Nothing was sent."

    def __init__(self, operation: str, faults: tuple[Fault, ...] = ()) -> None:
        """Gather the faults of one request into one error."""
        lines = [f"  {fault}" for fault in faults]
        super().__init__("\n".join([f"{operation} is not right yet:", *lines]))
        # What an exception is pickled and copied by.
        self.args = (operation, faults)
        self.operation = operation
        self.faults = faults


class ConfigurationError(CognitoExploreError):
    """The session cannot be set up or used as asked."""

    outcome = "not_sent"


class UnsupportedByEmbeddedError(ConfigurationError):
    """The embedded AWS has no such service or operation."""

    hint = (
        "Use a real pool for this, or an emulator that has it: "
        'connect("aws", region_name=...) or connect("http://...").'
    )


class BatchStoppedError(CognitoExploreError):
    """A batch ended before its rows did; what was sent until then stays sent.

    Attributes:
        results: What became of each row until then, as the batch would have given it; None if
            it had not begun.
    """

    hint = "Some rows may have been sent: `results` of this error says which."
    results: pd.DataFrame | None = None


class JournalError(BatchStoppedError):
    """The journal of a batch cannot be written any more; without it nothing more is sent."""

    hint = (
        f"{BatchStoppedError.hint} Make room, or mend the journal's folder; then resume=True "
        "sends the rest."
    )


class ExecutorError(BatchStoppedError):
    """The executor of a batch takes no more jobs: it was shut down, or lost its workers."""

    hint = (
        f"{BatchStoppedError.hint} Make a new executor; then resume=True sends the rest, if "
        "there is a journal."
    )


class UnreachableError(BatchStoppedError):
    """No connection was made in eight tries of a batch, one after the other."""

    hint = (
        f"{BatchStoppedError.hint} Mend the connection; then resume=True sends the rest, if "
        "there is a journal."
    )


class NotSentError(CognitoExploreError):
    """No connection could be made; nothing left this machine."""

    outcome = "not_sent"
    hint = "Nothing was sent, so it is safe to try again."


class OutcomeUnknownError(CognitoExploreError):
    """The request left, and no answer came that could be read."""

    outcome = "unknown"
    hint = (
        "A code may be on its way: wait a minute and look for it before you send again, "
        f"because a user gets {SENDS_AN_HOUR} an hour."
    )


class ChallengeRequiredError(CognitoExploreError):
    """Cognito asks for one more step before it signs in, such as a second factor.

    Attributes:
        challenge: What it asks; `session.answer_challenge` answers it.
    """

    outcome = "accepted"
    hint = "Finish the sign-in in your application, and use its access token here."

    def __init__(self, message: str, *, challenge: Challenge | None = None, **told: Any) -> None:
        """Make an error that has the challenge; the rest is as in the base."""
        super().__init__(message, **told)
        self.challenge = challenge

    def __reduce__(self) -> tuple[Any, ...]:
        # The challenge stays behind: it has the handle of somebody's sign-in.
        return type(self), self.args, vars(self) | {"challenge": None}


class ServiceError(CognitoExploreError):
    """Cognito answered, and refused: no message was made.

    Errors that AWS adds later come as this class, with AWS's own code and text.
    """

    outcome = "refused"
    hint = "AWS's own text above is all that is known; the request id helps AWS support."


class AliasExistsError(ServiceError):
    """The address is already the alias of another user."""

    hint = "Another user of this pool has verified this address: take it from them or use another."


class CodeDeliveryFailureError(ServiceError):
    """Cognito could not hand the message over to be delivered."""

    hint = "Look at the pool's SMS or e-mail settings: role, identity, Region."


class CodeMismatchError(ServiceError):
    """The code is not the one that was sent last."""

    hint = "Type the newest code; AWS does not document whether an older one still works."


class ExpiredCodeError(ServiceError):
    """The code is too old, or was used already, or there was none."""

    hint = (
        "Codes live 24 hours and work once. If this code was accepted before, "
        "the attribute is verified and there is nothing to do; otherwise send a new one."
    )


class FeatureUnavailableInTierError(ServiceError):
    """The pool's feature plan does not include this."""

    hint = "Choose another plan for the user pool (Lite, Essentials, Plus), or do without."


class ForbiddenError(ServiceError):
    """AWS WAF blocked the request."""

    hint = "A rule of the web ACL on this user pool blocks it: see its sampled requests."


class InvalidEmailRoleAccessPolicyError(ServiceError):
    """Cognito may not send with the pool's SES identity."""

    hint = "Verify the SES identity and give it a policy that lets Cognito send with it."


class InvalidLambdaResponseError(ServiceError):
    """A Lambda trigger of the pool returned what Cognito cannot read."""

    hint = "Return the event itself, with the `response` fields of its trigger filled in."


class InvalidParameterError(ServiceError):
    """A value is not what Cognito takes, or the user or pool lacks what it needs."""

    hint = "AWS's text above names it: the attribute, the user's address, or the pool's settings."


class InvalidPasswordError(ServiceError):
    """The new password is not what the pool's policy asks for."""

    hint = "AWS's text above says what it lacks: length, or a kind of character."


class InvalidSmsRoleAccessPolicyError(ServiceError):
    """The pool's SMS role may not send messages."""

    hint = (
        "Allow the role `sns:Publish` on all resources (SNS path), or "
        "`sms-voice:SendTextMessage` on the origination identity (End User Messaging path)."
    )


class InvalidSmsRoleTrustRelationshipError(ServiceError):
    """Cognito may not take on the pool's SMS role."""

    hint = (
        "The role must trust the principal cognito-idp.amazonaws.com, with an "
        "sts:ExternalId equal to the pool's ExternalId."
    )


class InvalidUserPoolConfigurationError(ServiceError):
    """The user pool's settings contradict each other."""

    hint = "Correct the pool's settings: AWS's text above names which."


class LimitExceededError(ServiceError):
    """A quota that AWS does not raise is used up."""

    hint = (
        f"A user gets {SENDS_AN_HOUR} codes and {VERIFICATIONS_AN_HOUR} tries at verifying "
        "an hour: wait up to an hour. If the text speaks of a daily limit, the pool sends "
        "with Cognito's own e-mail: wait until 09:00 UTC, or configure SES."
    )


class MFAMethodNotFoundError(ServiceError):
    """The user has no such second factor."""

    hint = "Sign in again, and choose a second factor that the user has set up."


class NotAuthorizedError(ServiceError):
    """The token or the password does not authorize this."""

    hint = "Sign in again, and use the access token of this pool and Region."


class OperationNotEnabledError(ServiceError):
    """This Region or configuration does not offer the operation."""

    hint = "If the pool is replicated, call its primary Region."


class PasswordHistoryPolicyViolationError(ServiceError):
    """The new password is one that the user had before."""

    hint = "Choose a password that this user did not have before."


class PasswordResetRequiredError(ServiceError):
    """The user must set a new password first."""

    hint = "Reset the password (ForgotPassword, ConfirmForgotPassword), then sign in again."


class ResourceNotFoundError(ServiceError):
    """There is no such user pool or app client here."""

    hint = "Compare the app client id and the Region with those of your user pool."


class SoftwareTokenMFANotFoundError(ServiceError):
    """The user has no authenticator app, or the pool does not use them."""

    hint = "Set one up (AssociateSoftwareToken, VerifySoftwareToken), or use another factor."


class TooManyRequestsError(ServiceError):
    """More requests a second than a quota allows, of the account or of the user."""

    hint = "Wait some seconds and send again: no message was made."


class UnexpectedLambdaError(ServiceError):
    """Cognito could not call a Lambda trigger of the pool."""

    hint = "Give cognito-idp.amazonaws.com permission to invoke the function, and see its log."


class UnsupportedOperationError(ServiceError):
    """The user pool is not set up for this operation."""

    hint = "AWS's text above names what the pool or app client lacks."


class UserLambdaValidationError(ServiceError):
    """A Lambda trigger of the pool raised an error."""

    hint = "The text above comes from your function: see its log."


class UserNotConfirmedError(ServiceError):
    """The user has not finished signing up."""

    hint = "Confirm the user first (ConfirmSignUp; ResendConfirmationCode sends a new code)."


class UserNotFoundError(ServiceError):
    """There is no such user in this pool, or no longer."""

    hint = "Compare the username and the app client with those of your user pool."


class InternalError(OutcomeUnknownError):
    """Cognito failed inside, so a message may or may not have been made."""


CLASSES: dict[str, type[CognitoExploreError]] = {
    **{
        error.__name__.removesuffix("Error") + "Exception": error
        for error in ServiceError.__subclasses__()
    },
    "InternalErrorException": InternalError,
}
"""Which class stands for which of AWS's error codes."""

HINTS: tuple[tuple[str, str, str], ...] = (
    (
        "NotAuthorizedException",
        "Invalid session",
        "A sign-in lives for some minutes only: sign in again from the start.",
    ),
    ("NotAuthorizedException", "Refresh Token", "Sign in again: this one gives no new tokens."),
    ("NotAuthorizedException", "expired", "Sign in again, or refresh the token."),
    (
        "NotAuthorizedException",
        "revoked",
        "The user signed out, was disabled, or their tokens were revoked: sign in again.",
    ),
    (
        "NotAuthorizedException",
        "required scopes",
        (
            f"Ask for `{USER_ADMIN_SCOPE}` in both places: among the app client's "
            "AllowedOAuthScopes, and in the `scope` parameter of the authorize URL."
        ),
    ),
    (
        "NotAuthorizedException",
        "verify signature",
        "Perhaps it is of another pool or Region, or was changed: use a token of this pool.",
    ),
    (
        "NotAuthorizedException",
        "Invalid Access Token",
        "Use the AccessToken of a sign-in, not its ID or refresh token.",
    ),
    ("NotAuthorizedException", "username or password", "Check both, and the app client id."),
    (
        "NotAuthorizedException",
        "SECRET_HASH was not received",
        "This app client has a secret: give it as client_secret, or use a client without one.",
    ),
    (
        "NotAuthorizedException",
        "secret hash",
        "Compare app client id and client secret: they do not belong together.",
    ),
    ("NotAuthorizedException", "disabled", "Enable the user (AdminEnableUser), then sign in."),
    (
        "InvalidParameterException",
        "Only phone_number and email",
        "Use exactly `email` or `phone_number`.",
    ),
    (
        "InvalidParameterException",
        "registered email address",
        "Give the user an e-mail address first (UpdateUserAttributes).",
    ),
    (
        "InvalidParameterException",
        "registered phone number",
        "Give the user a phone number first (UpdateUserAttributes), as in +12025550123.",
    ),
    (
        "InvalidParameterException",
        "SMS configuration",
        "Give the pool an SMS role (SnsCallerArn), or EumsSms for End User Messaging.",
    ),
    (
        "InvalidParameterException",
        "flow not enabled",
        "Use a flow that the app client allows, or add this one to its ExplicitAuthFlows.",
    ),
)
"""Error code, the part of AWS's text that tells its cases apart, and the hint for it."""


def service_error(
    code: str, message: str, *, http_status: int, request_id: str | None = None
) -> CognitoExploreError:
    """Make the error for an answer of AWS.

    Args:
        code: AWS's error code; one that is not known yet makes a `ServiceError`.
        message: AWS's text, already cleaned.
        http_status: Of the answer; outside of 400 to 499 nothing is certain.
        request_id: AWS's id of the request.
    """
    text = f"{code}: {message}" if message else code
    kind = CLASSES.get(code, ServiceError)
    is_refusal = HTTPStatus.BAD_REQUEST <= http_status < HTTPStatus.INTERNAL_SERVER_ERROR
    if not is_refusal and not issubclass(kind, OutcomeUnknownError):
        kind = OutcomeUnknownError
    hint = None
    if issubclass(kind, ServiceError):
        matching = (hint for known, part, hint in HINTS if known == code and part in message)
        hint = next(matching, None)
    return kind(text, code=code, request_id=request_id, http_status=http_status, hint=hint)
