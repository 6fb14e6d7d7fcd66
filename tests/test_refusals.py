"""A refusal is linked to its causes, by what was sent before, and to the checks that tell."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Any

import pytest
from conftest import DELIVERED, Server, last, make_token

import cognito_explore as cx
from cognito_explore import codes_sent, errors
from cognito_explore.delivery.checks import CHECKS, ids_for
from cognito_explore.refusals import REFUSALS
from cognito_explore.widgets import cards

# What real pools were seen to answer, and the causes of it.
SEEN = [
    ("NotAuthorizedException", "Invalid Access Token", (1,)),
    ("NotAuthorizedException", "Access Token has expired", (2,)),
    ("NotAuthorizedException", "Access Token has been revoked", (3,)),
    ("NotAuthorizedException", "User is disabled.", (3,)),
    ("NotAuthorizedException", "Access Token does not have required scopes", (4, 5)),
    ("NotAuthorizedException", "Could not verify signature for Access Token", (6,)),
    ("NotAuthorizedException", "The moon is full.", (1, 3, 6)),
    ("ResourceNotFoundException", "No.", (6,)),
    ("OperationNotEnabledException", "No.", (7,)),
    (
        "InvalidParameterException",
        "Invalid attribute name. Only phone_number and email can be verified.",
        (8,),
    ),
    (
        "InvalidParameterException",
        "User does not have a valid registered email address",
        (9,),
    ),
    (
        "InvalidParameterException",
        "User does not have a valid registered phone number",
        (9,),
    ),
    (
        "InvalidParameterException",
        "User pool does not have SMS configuration to send messages.",
        (14,),
    ),
    (
        "InvalidParameterException",
        "1 validation error detected: Value '...' at 'emailBody' failed to satisfy constraint",
        (21,),
    ),
    ("InvalidParameterException", "The moon is full.", ()),
    ("UserNotConfirmedException", "No.", (10,)),
    ("PasswordResetRequiredException", "No.", (10,)),
    ("UserNotFoundException", "User does not exist.", (10,)),
    ("LimitExceededException", "Attempt limit exceeded, please try after some time.", (11,)),
    ("LimitExceededException", "Exceeded daily email limit", (22,)),
    ("TooManyRequestsException", "Rate exceeded", (12,)),
    ("ForbiddenException", "No.", (13,)),
    ("InvalidSmsRoleTrustRelationshipException", "No.", (15, 16)),
    ("InvalidSmsRoleAccessPolicyException", "No.", (17, 18)),
    ("InvalidEmailRoleAccessPolicyException", "No.", (19,)),
    ("UnexpectedLambdaException", "No.", (20,)),
    ("UserLambdaValidationException", "CustomMessage failed with error no", (20,)),
    ("InvalidLambdaResponseException", "Unrecognizable lambda output", (20, 21)),
    ("CodeDeliveryFailureException", "No.", (23,)),
    ("CodeMismatchException", "Invalid verification code provided", (58, 59)),
    ("ExpiredCodeException", "Invalid code provided", (60, 61)),
    ("TomorrowException", "No.", ()),
]


def refuse(
    remote: cx.Session, server: Server, code: str, message: str, name: str = "phone_number"
) -> cx.CognitoExploreError:
    """Have a code refused that was to be sent."""
    server.play((code, message))
    with pytest.raises(cx.ServiceError) as caught:
        remote.send_code(make_token(), name, allow_any_attribute=True)
    return caught.value


@pytest.mark.parametrize(("code", "message", "causes"), SEEN)
def test_refusal_has_its_causes(
    remote: cx.Session, server: Server, code: str, message: str, causes: tuple[int, ...]
):
    """The error that is raised, and the attempt that is kept, have the same."""
    error = refuse(remote, server, code, message)

    assert error.causes == causes
    assert last(remote).causes == causes


def test_every_refusal_is_seen():
    """Each line of the table is the first that fits some answer."""
    reached = {
        next(it for it in REFUSALS if it.code == code and it.part in text)
        for code, text, causes in SEEN
        if causes
    }

    assert reached == set(REFUSALS)


def test_refusals_are_of_errors_that_aws_models():
    """A misspelt code would be found by nobody."""
    assert {it.code for it in REFUSALS} <= errors.CLASSES.keys()


@pytest.mark.parametrize("cause", sorted({it for refusal in REFUSALS for it in refusal.causes}))
def test_every_cause_of_a_refusal_has_a_check(cause: int):
    """So that the line that leads on leads somewhere."""
    assert ids_for([cause], "phone_number") + ids_for([cause], "email")


def test_refusal_names_the_checks_that_tell(remote: cx.Session, server: Server):
    """With the line of code that makes them."""
    error = refuse(remote, server, "NotAuthorizedException", "Access Token has been revoked")

    assert error.hint.endswith(
        'session.diagnose(access_token, "phone_number") says more: token-alive, user-status.'
    )


def test_checks_of_the_other_medium_are_not_named():
    """They say nothing of this code."""
    of_email = {it.check_id for it in CHECKS if it.medium == "EMAIL"}

    assert of_email
    assert not of_email & {*ids_for(range(1, 66), "phone_number")}
    assert of_email <= {*ids_for(range(1, 66), "email")}


def test_four_checks_are_named_at_most(remote: cx.Session, server: Server):
    """Who wants all runs the line."""
    error = refuse(remote, server, "NotAuthorizedException", "The moon is full.")

    assert len(ids_for(error.causes, "phone_number")) > 4
    assert error.hint.rpartition(": ")[2].count(",") == 3


def test_other_attribute_is_not_asked_about(remote: cx.Session, server: Server):
    """It may be any text, and `diagnose` takes none but the two."""
    text = "Invalid attribute name. Only phone_number and email can be verified."

    error = refuse(remote, server, "InvalidParameterException", text, 'x") or evil("')

    assert "session.diagnose(access_token) says more: attribute-name." in error.hint
    assert "evil" not in error.hint


def test_refusal_without_a_cause_leads_nowhere(remote: cx.Session, server: Server):
    """Nothing is known, so nothing is promised."""
    assert "diagnose" not in refuse(remote, server, "TomorrowException", "No.").hint


def test_form_shows_what_tells_more(remote: cx.Session, server: Server):
    """In its error area, as in the exception."""
    error = refuse(remote, server, "UserNotFoundException", "User does not exist.")

    assert "says more: token-alive, user-status" in cards.error_card(error)


def test_attempt_shows_what_tells_more(remote: cx.Session, server: Server):
    """Alone, and in the table of the explorer."""
    refuse(remote, server, "UserNotFoundException", "User does not exist.")
    line = 'session.diagnose(access_token, "phone_number")'

    assert last(remote).lead == line
    assert html.escape(line) in last(remote)._repr_html_()
    assert html.escape(f"Of attempt 1, {line} says more.") in cx.HistoryView(remote).to_html()


def test_attempt_that_was_taken_leads_nowhere(remote: cx.Session, server: Server):
    """There is no more to say."""
    server.play(DELIVERED)
    remote.send_code(make_token(), "phone_number")

    assert last(remote).lead == ""
    assert "diagnose" not in last(remote)._repr_html_() + cx.HistoryView(remote).to_html()


def test_unknown_outcome_is_no_refusal(remote: cx.Session, server: Server):
    """A code may be on its way: no cause of a refusal is known."""
    server.status, server.body = 500, b"{}"
    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.send_code(make_token(), "email")

    assert caught.value.causes == ()
    assert last(remote).causes == ()


def test_refused_get_user_has_causes_and_no_lead(remote: cx.Session, server: Server):
    """It is what `diagnose` itself asks."""
    server.refuse("NotAuthorizedException", "Access Token has been revoked")
    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.get_user(make_token())

    assert caught.value.causes == (3,)
    assert "diagnose" not in caught.value.hint


def test_refused_sign_in_has_no_causes(session: cx.Session):
    """No code was to be sent."""
    with pytest.raises(cx.NotAuthorizedError) as caught:
        session.sign_in("ana", "wrong-password-1")

    assert caught.value.causes == ()
    assert session.history[-1].causes == ()


def _replace(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "email")
    code = str(session.aws.messages()[-1].code)
    session.send_code(token, "email")
    return code


def _send_elsewhere(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "phone_number")
    given = {"AccessToken": token.reveal(), "AttributeName": "email"}
    client = session.aws.boto3_session.client("cognito-idp")
    client.get_user_attribute_verification_code(**given)
    return "nonsense"


def _use(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "email")
    code = str(session.aws.messages()[-1].code)
    session.verify_code(token, "email", code)
    return code


def _age(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "email")
    session.aws.clock.advance(hours=24)
    return str(session.aws.messages()[-1].code)


def _guess(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "email")
    return "nonsense"


def _try_often(session: cx.Session, token: cx.AccessToken) -> str:
    session.send_code(token, "email")
    for _ in range(15):
        with pytest.raises(cx.CodeMismatchError):
            session.verify_code(token, "email", "nonsense")
    return "nonsense"


@pytest.mark.parametrize(
    ("before", "causes"),
    [
        (_replace, (59,)),
        (_send_elsewhere, (58,)),
        (_use, (61,)),
        (_age, (60,)),
        (_guess, (58, 59)),
        (lambda *_: "nonsense", (60, 61)),
        (_try_often, (62,)),
    ],
    ids=["replaced", "elsewhere", "used", "too old", "guessed", "never sent", "tried often"],
)
def test_refused_code_has_the_cause_that_the_history_knows(
    session: cx.Session,
    before: Callable[[cx.Session, cx.AccessToken], str],
    causes: tuple[int, ...],
):
    """Where it knows none, all stay possible."""
    code = before(session, session.sign_in("ana", "correct-horse-1").access_token)
    token = session.sign_in("ana", "correct-horse-1").access_token
    with pytest.raises(cx.ServiceError) as caught:
        session.verify_code(token, "email", code)

    assert caught.value.causes == causes
    assert "diagnose" not in caught.value.hint, "the history was asked already"


def test_fifth_send_of_the_hour_has_its_cause(session: cx.Session, tokens: cx.Tokens):
    """And the times of those before."""
    for _ in range(5):
        session.send_code(tokens.access_token, "email")
    with pytest.raises(cx.LimitExceededError) as caught:
        session.send_code(tokens.access_token, "email")

    assert caught.value.causes == (11,)
    assert "sent 5 of 5 codes" in caught.value.hint
    assert "diagnose" not in caught.value.hint


@pytest.mark.parametrize("code", ["NotAuthorizedException", None])
def test_what_is_not_about_codes_is_not_narrowed(code: str | None):
    """The history speaks for wrong and expired codes alone."""
    sent: list[Any] = []

    assert codes_sent.narrow((3,), code, sent, "email", cx.connect().clock.now()) == (3,)


def test_sent_code_has_no_causes(remote: cx.Session, server: Server):
    """Nothing was refused."""
    server.play(DELIVERED)
    remote.send_code(make_token(), "phone_number")

    assert last(remote).causes == ()
