"""Every error of AWS has a class here, with what to do about it."""

import copy
import inspect
import pickle
import re
from collections.abc import Callable, Iterator

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

import cognito_explore as cx
from cognito_explore import errors, frames, service_errors
from cognito_explore.facts import USER_ADMIN_SCOPE

COGNITO = ServiceModel(Loader().load_service_model("cognito-idp", "service-2"), "cognito-idp")
MODELLED = sorted(
    {
        str(shape.error_code)
        for operation in frames.OPERATIONS
        for shape in COGNITO.operation_model(operation).error_shapes
    }
)
NO_SMS = "User pool does not have SMS configuration to send messages."

# What real pools were seen to answer, and a word of the hint that belongs to it.
SEEN = [
    ("NotAuthorizedException", "Invalid Access Token", "not its ID or refresh token"),
    ("NotAuthorizedException", "Could not verify signature for Access Token", "another pool"),
    ("NotAuthorizedException", "Access Token has expired", "refresh the token"),
    ("NotAuthorizedException", "Access Token has been revoked", "signed out"),
    (
        "NotAuthorizedException",
        "Access Token does not have required scopes",
        "`scope` parameter of the authorize URL",
    ),
    ("NotAuthorizedException", "User is disabled.", "AdminEnableUser"),
    ("NotAuthorizedException", "User is disabled", "AdminEnableUser"),
    ("NotAuthorizedException", "Incorrect username or password.", "Check both"),
    (
        "NotAuthorizedException",
        "Client 1example is configured with secret but SECRET_HASH was not received",
        "client_secret",
    ),
    (
        "NotAuthorizedException",
        "Unable to verify secret hash for client 1example",
        "do not belong together",
    ),
    (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
        "from the start",
    ),
    ("NotAuthorizedException", "Refresh Token has expired", "no new tokens"),
    (
        "InvalidParameterException",
        "Invalid attribute name. Only phone_number and email can be verified.",
        "exactly `email` or `phone_number`",
    ),
    (
        "InvalidParameterException",
        "User does not have a valid registered email address",
        "e-mail address first",
    ),
    (
        "InvalidParameterException",
        "User does not have a valid registered phone number",
        "phone number first",
    ),
    ("InvalidParameterException", NO_SMS, "EumsSms"),
    (
        "InvalidParameterException",
        f"Invalid phone number provided/Unable to send the message. {NO_SMS}",
        "EumsSms",
    ),
    (
        "InvalidParameterException",
        "USER_PASSWORD_AUTH flow not enabled for this client",
        "ExplicitAuthFlows",
    ),
    ("CodeMismatchException", "Invalid verification code provided, please try again.", "newest"),
    (
        "ExpiredCodeException",
        "Invalid code provided, please request a code again.",
        "there is nothing to do",
    ),
    ("LimitExceededException", "Attempt limit exceeded, please try after some time.", "5 codes"),
    (
        "LimitExceededException",
        "Exceeded daily email limit for the operation or the account.",
        "09:00 UTC",
    ),
    ("TooManyRequestsException", "Rate exceeded", "some seconds"),
    ("UserNotFoundException", "User does not exist.", "app client"),
    (
        "InvalidSmsRoleTrustRelationshipException",
        "Role does not have a trust relationship allowing Cognito to assume the role",
        "sts:ExternalId",
    ),
    (
        "InvalidSmsRoleAccessPolicyException",
        "Role does not have permission to publish with SNS",
        "sns:Publish",
    ),
    ("UserLambdaValidationException", "CustomMessage failed with error no such user", "its log"),
    (
        "UnexpectedLambdaException",
        "CustomMessage invocation failed due to error AccessDeniedException",
        "permission to invoke",
    ),
    ("InvalidLambdaResponseException", "Unrecognizable lambda output", "`response` fields"),
]


def subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    """Give every class of a tree but its root."""
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def refuse(code: str, message: str = "No.", *, http_status: int = 400) -> cx.CognitoExploreError:
    """Make the error for a refusal of AWS."""
    return errors.service_error(code, message, http_status=http_status, request_id="request-1")


@pytest.mark.parametrize("code", MODELLED)
def test_every_modelled_error_has_a_class_and_a_hint(code: str):
    """Each error that AWS's model gives one of the operations is told apart, with its next step."""
    error = refuse(code)

    assert type(error) is errors.CLASSES[code]
    assert error.hint
    assert error.hint != cx.ServiceError.hint
    assert str(error) == f"{code}: No.\n{error.hint}"


def test_no_two_errors_have_the_same_hint():
    """A hint that two errors share would tell neither of them."""
    hints = [errors.CLASSES[code].hint for code in MODELLED]

    assert len(set(hints)) == len(hints)


def test_no_class_is_for_an_error_that_no_operation_has():
    """The classes are those of the operations of this library, and no more."""
    assert sorted(errors.CLASSES) == MODELLED


@pytest.mark.parametrize("code", MODELLED)
def test_class_is_named_after_the_error(code: str):
    """AWS's name leads to the class: `...Exception` is `...Error`."""
    name = errors.CLASSES[code].__name__

    assert name in {
        code.removesuffix("Exception") + "Error",
        code.removesuffix("ErrorException") + "Error",
    }


def test_every_error_is_public():
    """Whatever is raised can be caught by a public name."""
    names = {kind.__name__ for kind in subclasses(errors.CognitoExploreError)}

    assert names | {"CognitoExploreError"} <= set(cx.__all__)


def test_drawn_tree_is_the_tree():
    """The pictures at the top of the modules show every class below its base."""
    drawn: dict[str, str | None] = {}
    path: list[str] = []
    for line in f"{errors.__doc__}\n{service_errors.__doc__}".splitlines():
        found = re.match(r"([│├└─ ]*)(\w+Error)\b", line)
        if found is None:
            continue
        del path[len(found[1]) // 4 :]
        for name in re.findall(r"\w+Error\b", line):
            drawn.setdefault(name, path[-1] if path else None)
        path.append(found[2])

    real = {kind.__name__: kind.__base__.__name__ for kind in subclasses(cx.CognitoExploreError)}
    by_example = {kind.__name__ for kind in cx.ServiceError.__subclasses__()}

    assert drawn.pop("CognitoExploreError") is None
    assert drawn == {name: base for name, base in real.items() if name in drawn}
    assert real.keys() - by_example <= drawn.keys()
    assert drawn.keys() & by_example


@pytest.mark.parametrize("code", ["TomorrowException", "AccessDenied", "Service"])
def test_unknown_code_keeps_the_words_of_aws(code: str):
    """An error that AWS adds tomorrow comes with its own code and text, not as a crash."""
    error = refuse(code, "The moon is full.")

    assert type(error) is cx.ServiceError
    assert str(error).splitlines()[0] == f"{code}: The moon is full."
    assert (error.code, error.request_id, error.http_status) == (code, "request-1", 400)


def test_error_without_a_text_is_its_code():
    """AWS does not always say more than its code."""
    assert refuse("LimitExceededException", "").message == "LimitExceededException"


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 499])
def test_refusal_makes_no_message(status: int):
    """Any answer from 400 to 499 is a refusal, whatever its code."""
    assert refuse("LimitExceededException", http_status=status).outcome == "refused"
    assert refuse("TomorrowException", http_status=status).outcome == "refused"


@pytest.mark.parametrize("code", [*MODELLED, "TomorrowException", "ServiceUnavailable"])
@pytest.mark.parametrize("status", [302, 500, 503, 599])
def test_other_statuses_leave_the_outcome_unknown(code: str, status: int):
    """When Cognito itself fails, a message may be on its way, whatever the code says."""
    error = refuse(code, http_status=status)

    assert isinstance(error, cx.OutcomeUnknownError)
    assert error.outcome == "unknown"
    assert "may be on its way" in error.hint
    assert (error.code, error.http_status) == (code, status)


@pytest.mark.parametrize("status", [400, 500])
def test_internal_error_leaves_the_outcome_unknown(status: int):
    """An internal error is no refusal, whichever status it comes with."""
    error = refuse("InternalErrorException", http_status=status)

    assert type(error) is cx.InternalError
    assert error.outcome == "unknown"


@pytest.mark.parametrize(("code", "message", "hint"), SEEN)
def test_what_real_pools_answer_gets_its_hint(code: str, message: str, hint: str):
    """The hint goes by AWS's text where one code stands for several causes."""
    error = refuse(code, message)

    assert hint in error.hint
    assert error.message == f"{code}: {message}"


def test_every_hint_is_reached():
    """Each hint by text is the one for some answer that was seen."""
    reached = {refuse(code, message).hint for code, message, _ in SEEN}

    assert {hint for _, _, hint in errors.HINTS} <= reached


def test_hint_for_a_missing_scope_names_the_scope():
    """What has to be asked for is spelled out."""
    error = refuse("NotAuthorizedException", "Access Token does not have required scopes")

    assert f"`{USER_ADMIN_SCOPE}`" in error.hint
    assert "AllowedOAuthScopes" in error.hint


def test_hint_goes_by_code_and_text():
    """The words of one error mean nothing in the text of another."""
    error = refuse("UserLambdaValidationException", "CustomMessage failed with error expired")

    assert error.hint == cx.UserLambdaValidationError.hint


def test_text_without_a_hint_of_its_own_gets_that_of_the_class():
    """A text that was never seen before still has a next step."""
    error = refuse("NotAuthorizedException", "The moon is full.")

    assert error.hint == cx.NotAuthorizedError.hint


def test_a_hint_can_be_given_or_left_out():
    """Whoever raises an error knows best what to do next."""
    assert cx.NotSentError("No connection.").hint == cx.NotSentError.hint
    assert cx.NotSentError("No connection.", hint="Plug it in.").hint == "Plug it in."
    assert str(cx.NotSentError("No connection.", hint="")) == "No connection."
    assert str(cx.CognitoExploreError("No.")) == "No."


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (cx.InvalidRequestError, "not_sent"),
        (cx.ConfigurationError, "not_sent"),
        (cx.UnsupportedByEmbeddedError, "not_sent"),
        (cx.NotSentError, "not_sent"),
        (cx.OutcomeUnknownError, "unknown"),
        (cx.ChallengeRequiredError, "accepted"),
        (cx.ServiceError, "refused"),
    ],
)
def test_every_error_has_an_outcome(kind: type[cx.CognitoExploreError], outcome: str):
    """What became of the request can be told from the error alone."""
    assert kind("No.").outcome == outcome
    assert outcome in frames.OUTCOMES


@pytest.mark.parametrize("kind", [cx.JournalError, cx.ExecutorError])
def test_a_batch_that_stopped_claims_no_outcome(kind: type[cx.BatchStoppedError]):
    """Its messages may have left, so it is no error that says that nothing did."""
    error = kind("No more.")

    assert isinstance(error, cx.BatchStoppedError)
    assert not isinstance(error, (cx.ConfigurationError, cx.NotSentError))
    assert error.outcome is None
    assert error.results is None
    assert "may have been sent: `results` of this error says which" in error.hint
    assert "resume=True sends the rest" in error.hint


ERRORS = [
    refuse("NotAuthorizedException", "Access Token has expired"),
    refuse("TomorrowException"),
    refuse("InternalErrorException", http_status=500),
    cx.NotSentError("No connection.", code="EndpointConnectionError", hint="Plug it in."),
    cx.InvalidRequestError("GetUser", (cx.Fault("access_token", "It is empty.", "Sign in."),)),
]


def pickled(error: cx.CognitoExploreError) -> cx.CognitoExploreError:
    """Send an error through a pickle."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 -- its own


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickled])
def test_errors_survive_copying_and_pickling(
    error: cx.CognitoExploreError, duplicate: Callable[..., cx.CognitoExploreError]
):
    """An error comes back whole from another process, or from a copy."""
    made = duplicate(error)

    assert type(made) is type(error)
    assert str(made) == str(error)
    assert (made.args, vars(made)) == (error.args, vars(error))
    assert made.outcome == error.outcome


def test_invalid_request_gathers_every_fault():
    """One error names each field, what is wrong with it, and what would be right."""
    faults = (
        cx.Fault("access_token", "It is empty.", "Sign in."),
        cx.Fault("attribute_name", "'phone' is none.", 'Use "phone_number".'),
    )

    error = cx.InvalidRequestError("GetUserAttributeVerificationCode", faults)

    assert (error.operation, error.faults) == ("GetUserAttributeVerificationCode", faults)
    assert str(error).splitlines() == [
        "GetUserAttributeVerificationCode is not right yet:",
        "  access_token: It is empty. Sign in.",
        "  attribute_name: 'phone' is none. Use \"phone_number\".",
        "Nothing was sent.",
    ]


def test_real_request_gathers_every_fault():
    """A request with several wrong fields is refused once, with all of them."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        cx.GetUserAttributeVerificationCode("", "phone", {"count": 5})  # type: ignore[dict-item]

    assert [fault.field for fault in caught.value.faults] == [
        "access_token",
        "attribute_name",
        "client_metadata",
    ]
    for fault in caught.value.faults:
        assert f"{fault.field}: {fault.problem} {fault.fix}" in str(caught.value)


@pytest.mark.parametrize("kind", [*subclasses(errors.CognitoExploreError)])
def test_every_error_says_what_happened(kind: type[Exception]):
    """Each class has a docstring of its own that is a sentence."""
    assert kind.__doc__ is not None
    assert kind.__doc__ != kind.__base__.__doc__
    assert inspect.cleandoc(kind.__doc__).splitlines()[0].endswith(".")
