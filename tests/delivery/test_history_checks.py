"""What a session did before is told of a code that is missing, without asking anybody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from conftest import DELIVERED, NOW, Server, make_token

import cognito_explore as cx
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.checks import history
from cognito_explore.delivery.reads import Reads
from delivery.found import Played, find

SEND, VERIFY = "GetUserAttributeVerificationCode", "VerifyUserAttribute"
HTML = b"<html>Sign in to the airport</html>"


def attempt(number: int = 1, **changes: Any) -> cx.Attempt:
    """Make an attempt that sent a code by SMS."""
    told = {
        "sent_at": NOW,
        "operation": SEND,
        "attribute_name": "phone_number",
        "delivery_medium": "SMS",
        "destination": "+*******0123",
        "outcome": "accepted",
        "error_code": None,
        "error_message": None,
        "http_status": 200,
        "request_id": None,
        "elapsed_ms": 1.0,
        "session": "embedded",
        "attempt": number,
    }
    return cx.Attempt(**told | changes)


@pytest.fixture
def look(session: cx.Session, tokens: cx.Tokens) -> Callable[..., Any]:
    """Look at made-up attempts with one check."""

    def look(check_id: str, *attempts: cx.Attempt, **changes: Any) -> Any:
        (check,) = [it for it in history.CHECKS if it.check_id == check_id]
        about: dict[str, Any] = {
            "attribute_name": "phone_number",
            "access_token": tokens.access_token,
            "user_pool_id": None,
            "client_id": None,
            "username": "ana",
            "given_number": None,
            "region_name": "us-east-1",
            "endpoint_url": None,
            "session": "embedded",
            "attempts": attempts,
            "now": NOW,
            "reads": Reads(session._account),
            "get_user": session.get_user,
        }
        return check.look(Case(**about | changes))

    return look


@pytest.mark.parametrize("check", history.CHECKS, ids=lambda it: it.check_id)
def test_session_that_knows_of_no_code_tells_nothing(look: Callable[..., Any], check: Any):
    """Other attempts, such as signing in, are no codes."""
    assert look(check.check_id).status == "not_applicable"
    assert look(check.check_id, attempt(operation="GetUser")).status == "not_applicable"


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        (["accepted"] * 4, "ok"),
        (["accepted"] * 5, "problem"),
        (["accepted"] * 6, "problem"),
        (["accepted"] * 4 + ["unknown"], "warning"),
        (["accepted"] * 4 + ["refused", "not_sent"], "ok"),
    ],
)
def test_codes_of_the_hour_are_counted(look: Callable[..., Any], outcomes: list[str], status: str):
    """Only what was certainly sent makes it certain."""
    sent = [attempt(number, outcome=it) for number, it in enumerate(outcomes, 1)]

    assert look("codes-this-hour", *sent).status == status


def test_next_code_is_possible_an_hour_after_the_fifth_last(look: Callable[..., Any]):
    """Who waits is told until when."""
    minutes = (50, 40, 30, 20, 10)
    sent = [attempt(n, sent_at=NOW - timedelta(minutes=it)) for n, it in enumerate(minutes, 1)]

    assert "Wait until 12:10 UTC" in look("codes-this-hour", *sent).fix


def test_codes_of_both_attributes_count(look: Callable[..., Any]):
    """The limit is the user's."""
    names = ["email", "phone_number"] * 3
    sent = [attempt(n, attribute_name=it) for n, it in enumerate(names[:5], 1)]

    assert look("codes-this-hour", *sent).status == "problem"


def test_code_may_be_sent_when_the_hour_is_over():
    """What was found, what Cognito does, and what is found later agree."""
    played = Played("five codes this hour")
    assert played.found("codes-this-hour").status == "problem"
    assert not played.is_delivered()

    played.aws.clock.advance(minutes=60)
    played.about["access_token"] = played.session.sign_in("ana", "correct-horse-1").access_token

    assert played.found("codes-this-hour").status == "ok"
    assert played.is_delivered()


@pytest.mark.parametrize(("count", "status"), [(14, "ok"), (15, "warning"), (16, "warning")])
def test_tries_of_the_hour_are_counted(look: Callable[..., Any], count: int, status: str):
    """A code arrives all the same, so it is no problem."""
    tries = [attempt(n, operation=VERIFY, outcome="refused") for n in range(1, count + 1)]

    assert look("tries-this-hour", *tries).status == status


def test_replaced_code_is_not_called_invalid(look: Callable[..., Any]):
    """That a new code replaces an older is not documented for this operation."""
    sent = [attempt(1, sent_at=NOW - timedelta(minutes=9)), attempt(2)]

    found = look("code-replaced", *sent)

    assert "the newest at 12:00 UTC" in found.title
    assert "AWS does not document" in found.consequence
    assert "invalid" not in found.title + found.consequence


@pytest.mark.parametrize(
    "attempts",
    [
        [attempt(1, sent_at=NOW - timedelta(hours=24)), attempt(2)],
        [attempt(1), attempt(2, attribute_name="email")],
        [attempt(1), attempt(2), attempt(3, operation=VERIFY)],
        [attempt(1), attempt(2, outcome="refused")],
    ],
    ids=["too old", "of the other attribute", "used", "refused"],
)
def test_one_code_at_most_is_out(look: Callable[..., Any], attempts: list[cx.Attempt]):
    """What cannot be typed any more confuses nobody."""
    assert look("code-replaced", *attempts).status == "ok"


@pytest.mark.parametrize(
    ("age", "status"),
    [
        (timedelta(hours=24) - timedelta(microseconds=1), "ok"),
        (timedelta(hours=24), "warning"),
        (timedelta(days=9), "warning"),
    ],
)
def test_code_is_too_old_after_a_day(look: Callable[..., Any], age: timedelta, status: str):
    """To the instant, as Cognito's quota has it."""
    assert look("code-too-old", attempt(sent_at=NOW - age)).status == status


def test_old_code_that_was_used_is_not_waited_for(look: Callable[..., Any]):
    """Nobody types it again."""
    then = NOW - timedelta(days=2)
    sent = [attempt(1, sent_at=then), attempt(2, sent_at=then, operation=VERIFY)]

    assert look("code-too-old", *sent).status == "ok"


def test_code_of_another_medium_is_told_by_the_answer_of_aws(look: Callable[..., Any]):
    """Cognito says by which medium it sends."""
    found = look("code-elsewhere", attempt(delivery_medium="EMAIL"))

    assert found.status == "warning"
    assert "went by e-mail" in found.title


@pytest.mark.parametrize(
    ("destination", "status"),
    [
        ("+*******0123", "ok"),
        ("+***0123", "ok"),
        ("+*******0145", "warning"),
        ("\x1b[31m", "warning"),
        (None, "not_applicable"),
    ],
)
def test_destination_is_compared_by_what_it_shows(
    look: Callable[..., Any], destination: str | None, status: str
):
    """How many stars there are is not documented."""
    found = look("last-destination", attempt(destination=destination))

    assert found.status == status
    assert "\x1b" not in found.title


def test_email_of_a_change_is_told():
    """The address was changed after the code was sent."""
    played = Played("nothing verified yet")
    assert played.is_delivered()
    played.change("email", "other@elsewhere.example")

    found = played.found("last-destination")

    assert found.status == "warning"
    assert "a***@e***" in found.title
    assert "o***@e***" in found.title


def test_attribute_that_was_named_right_afterwards_is_no_matter(look: Callable[..., Any]):
    """The last name counts."""
    wrong = {"attribute_name": "\x1b[31mphone", "outcome": "refused"}

    assert look("attribute-name", attempt(1, **wrong)).status == "warning"
    assert "\x1b" not in look("attribute-name", attempt(1, **wrong)).title
    assert look("attribute-name", attempt(1, **wrong), attempt(2)).status == "ok"


def test_last_refusal_is_told_with_its_causes():
    """In AWS's words, with the numbers of what it may come from."""
    found = Played("last request refused").found("last-attempt")

    assert "does not have SMS configuration" in found.title
    assert found.evidence.endswith("The causes that it may have: 14.")


def test_last_request_without_an_answer_may_have_sent_a_code(remote: cx.Session, server: Server):
    """It is no failure, and nothing is to be sent at once."""
    token = make_token()
    server.play(DELIVERED, HTML, ("NotAuthorizedException", "Access Token has been revoked"))
    remote.send_code(token, "phone_number")
    with suppress(cx.OutcomeUnknownError):
        remote.send_code(token, "phone_number")

    found = find(remote.diagnose(token, "phone_number"), "last-attempt")

    assert found.status == "warning"
    assert "on its way" in found.title
    assert found.fix.startswith("Wait a minute")


def test_attempts_of_another_user_do_not_count(session: cx.Session, tokens: cx.Tokens):
    """Two users at one session have nothing to do with each other."""
    ben = session.sign_in("ben", session.aws.demo.users["ben"]).access_token
    for _ in range(5):
        session.send_code(ben, "email")

    told = session.diagnose(tokens.access_token, "email")

    assert find(told, "codes-this-hour").status == "not_applicable"
