"""Errors that nothing on the embedded AWS leads to can be had by name."""

import pytest

import cognito_explore as cx
from cognito_explore.errors import CLASSES, OutcomeUnknownError, ServiceError


@pytest.fixture
def session() -> cx.Session:
    """A session whose user has sent nothing yet."""
    return cx.connect("embedded", seed=1)


@pytest.mark.parametrize("code", sorted(CLASSES))
def test_next_request_is_answered_with_the_error_and_the_one_after_it_is_not(session, tokens, code):
    """With its class, its status and its outcome; no message was made."""
    session.aws.refuse_next(code)

    with pytest.raises(CLASSES[code]) as caught:
        session.send_code(tokens.access_token, "email")

    is_unknown = code == "InternalErrorException"
    assert caught.value.code == code
    assert caught.value.http_status == (500 if is_unknown else 400)
    assert isinstance(caught.value, OutcomeUnknownError if is_unknown else ServiceError)
    assert session.aws.messages() == []
    assert session.send_code(tokens.access_token, "email").outcome == "accepted"


def test_other_services_answer_as_before(session, tokens):
    """It is Cognito's next request that is refused, and no other's."""
    session.aws.refuse_next("ForbiddenException")

    assert session.sandbox("us-east-1").status().is_in_sandbox is False
    with pytest.raises(cx.ForbiddenError):
        session.get_user(tokens.access_token)


def test_an_error_that_cognito_does_not_have_is_told_with_the_nearest(session):
    """A slip of the pen gets no error that AWS would never send."""
    with pytest.raises(ValueError, match="did you mean 'ForbiddenException'"):
        session.aws.refuse_next("Forbidden")


@pytest.mark.parametrize("code", [None, 3, cx.ForbiddenError, "\x1b[31m" + "x" * 9_999])
def test_what_is_no_name_of_an_error_is_told_as_such(session, code):
    """In a line that can be printed, whatever it is."""
    with pytest.raises(ValueError, match=r"^Cognito has no error") as caught:
        session.aws.refuse_next(code)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
