"""Five codes and fifteen tries an hour, through a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

import cognito_explore as cx
from embedded.conftest import PASSWORD, Pool, User, wrong

SPENT = "LimitExceededException: Attempt limit exceeded, please try after some time."
BOTH = ["email", "phone_number"]
MakeUser = Callable[..., User]


def test_sixth_send_in_an_hour_is_refused_over_both_attributes(user: User):
    """A user gets five codes an hour, whichever attributes they are for."""
    for attribute_name in ("email", "phone_number", "email", "phone_number", "email"):
        user.send(attribute_name)

    for attribute_name in BOTH:
        with pytest.raises(cx.LimitExceededError) as refused:
            user.send(attribute_name)
        assert refused.value.message == SPENT

    assert len(user.inbox()) == 5


def test_five_sends_come_back_after_an_hour(session: cx.Session, user: User):
    """An hour after the five codes there are five more."""
    for _ in range(5):
        user.send("email")
    session.aws.clock.advance(timedelta(hours=1) - timedelta(seconds=1))
    with pytest.raises(cx.LimitExceededError):
        session.send_code(user.access_token, "email")

    session.aws.clock.advance(seconds=1)
    token = session.sign_in(user.username, PASSWORD).access_token
    for _ in range(5):
        session.send_code(token, "email")

    with pytest.raises(cx.LimitExceededError):
        session.send_code(token, "email")


def test_sends_are_counted_for_each_user(make_user: MakeUser):
    """One user's five codes are nobody else's."""
    spent, other = make_user(), make_user()
    for _ in range(5):
        spent.send("email")

    sent = other.send("email")

    assert sent.outcome == "accepted"


def test_last_code_still_verifies_when_the_sends_are_spent(user: User):
    """Running out of sends does not spoil the code that is out."""
    for _ in range(5):
        user.send("email")
    with pytest.raises(cx.LimitExceededError):
        user.send("email")

    verified = user.verify("email", user.code())

    assert verified.outcome == "accepted"


def test_send_with_a_wrong_name_is_not_counted(session: cx.Session, user: User):
    """Sends of another attribute leave the user their five codes."""
    for _ in range(5):
        with pytest.raises(cx.InvalidParameterError):
            session.send_code(user.access_token, "given_name", allow_any_attribute=True)

    for _ in range(5):
        user.send("email")

    assert len(user.inbox()) == 5


def test_send_to_no_address_is_not_counted(make_user: MakeUser):
    """Sends to a phone number that is not there leave the user their five codes."""
    user = make_user(phone_number="")
    for _ in range(5):
        with pytest.raises(cx.InvalidParameterError):
            user.send("phone_number")

    for _ in range(5):
        user.send("email")

    assert len(user.inbox()) == 5


def test_send_that_the_pool_cannot_make_is_not_counted(
    make_pool: Callable[..., Pool], make_user: MakeUser
):
    """Sends by SMS from a pool without SMS leave the user their five codes."""
    user = make_user(make_pool())
    for _ in range(5):
        with pytest.raises(cx.InvalidParameterError):
            user.send("phone_number")

    for _ in range(5):
        user.send("email")

    assert len(user.inbox()) == 5


def test_sixteenth_try_in_an_hour_is_refused_even_with_the_right_code(user: User):
    """A user may try fifteen codes an hour, over both attributes."""
    user.send("email")
    user.send("phone_number")
    for _ in range(8):
        with pytest.raises(cx.CodeMismatchError):
            user.verify("email", wrong(user.code(user.email)))
    for _ in range(7):
        with pytest.raises(cx.CodeMismatchError):
            user.verify("phone_number", wrong(user.code(user.phone_number)))

    with pytest.raises(cx.LimitExceededError) as refused:
        user.verify("email", user.code(user.email))

    assert refused.value.message == SPENT
    assert user.get().is_email_verified is False


def test_successful_verifications_count_as_tries(user: User):
    """The right codes are among the fifteen as well."""
    for _ in range(5):
        user.send("email")
        user.verify("email", user.code())
    for _ in range(10):
        with pytest.raises(cx.ExpiredCodeError):
            user.verify("email", "123456")

    with pytest.raises(cx.LimitExceededError) as refused:
        user.verify("email", "123456")

    assert refused.value.message == SPENT


def test_tries_come_back_after_an_hour(session: cx.Session, user: User):
    """An hour after fifteen wrong codes the right one is accepted."""
    user.send("email")
    for _ in range(15):
        with pytest.raises(cx.CodeMismatchError):
            user.verify("email", wrong(user.code()))
    with pytest.raises(cx.LimitExceededError):
        user.verify("email", user.code())

    session.aws.clock.advance(hours=1)
    token = session.sign_in(user.username, PASSWORD).access_token
    verified = session.verify_code(token, "email", user.code())

    assert verified.outcome == "accepted"


def test_tries_are_counted_for_each_user(make_user: MakeUser):
    """One user's fifteen tries are nobody else's."""
    spent, other = make_user(), make_user()
    for _ in range(15):
        with pytest.raises(cx.ExpiredCodeError):
            spent.verify("email", "123456")
    other.send("email")

    verified = other.verify("email", other.code())

    assert verified.outcome == "accepted"
