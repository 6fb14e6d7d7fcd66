"""A message is joined to an attempt by number and time, and it is said how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.delivery.joining import join, last_four

ATTEMPT = cx.Attempt(
    sent_at=NOW,
    operation="GetUserAttributeVerificationCode",
    attribute_name="phone_number",
    delivery_medium="SMS",
    destination="+*******0123",
    outcome="accepted",
    error_code=None,
    error_message=None,
    http_status=200,
    request_id=None,
    elapsed_ms=1.0,
    session="embedded",
    attempt=1,
)
DELIVERY = cx.Delivery(
    region_name="us-east-1",
    logged_at=NOW,
    status="SUCCESS",
    destination="+*******0123",
    reason="",
    price_usd=None,
    parts=None,
    message_id=None,
)


def attempt(number: int, minutes: float = 0, **others: Any) -> cx.Attempt:
    """Make an attempt some minutes later."""
    at = NOW + timedelta(minutes=minutes)
    return replace(ATTEMPT, attempt=number, sent_at=at, **others)


def delivery(minutes: float = 0, **others: Any) -> cx.Delivery:
    """Make a delivery of a message that was taken some minutes later."""
    return replace(DELIVERY, logged_at=NOW + timedelta(minutes=minutes), **others)


def joined(
    deliveries: list[cx.Delivery], *attempts: cx.Attempt
) -> list[tuple[int | None, str | None]]:
    """Join, and give what is said of each."""
    return [(it.attempt, it.join_confidence) for it in join(deliveries, attempts)]


@pytest.mark.parametrize("minutes", [-0.5, 0, 0.1, 1.9, 2])
def test_one_attempt_to_the_number_at_the_time_is_likely_it(minutes: float):
    """Taken from 30 seconds before the attempt began to 2 minutes after."""
    assert joined([delivery(minutes)], attempt(7)) == [(7, "likely")]


@pytest.mark.parametrize("minutes", [-0.51, 2.01, 60, -60])
def test_attempt_of_another_time_is_not_it(minutes: float):
    """A message that some other program had sent has no attempt here."""
    assert joined([delivery(minutes)], attempt(7)) == [(None, None)]


@pytest.mark.parametrize("destination", ["+*******0124", "+*", "+****", None, "", "t***@e***"])
def test_message_to_another_number_is_not_joined(destination: str | None):
    """Nor is one whose number is not told."""
    assert joined([delivery(destination=destination)], attempt(7)) == [(None, None)]


def test_number_of_another_length_with_the_same_digits_is_it():
    """How many stars there are differs; four digits are compared."""
    assert joined([delivery(destination="+*********0123")], attempt(7)) == [(7, "likely")]


def test_several_attempts_are_ambiguous():
    """None is claimed."""
    found = joined([delivery(1)], attempt(1), attempt(2, 0.5))

    assert found == [(None, "ambiguous")]


def test_several_messages_for_one_attempt_are_ambiguous():
    """One of them is somebody else's, and which one is not told."""
    found = joined([delivery(0), delivery(1)], attempt(1))

    assert found == [(None, "ambiguous"), (None, "ambiguous")]


def test_two_logs_may_tell_of_one_attempt():
    """Cognito's own log stands beside the other."""
    found = joined([delivery(0), delivery(0, source="COGNITO")], attempt(1))

    assert found == [(1, "likely"), (1, "likely")]


def test_attempts_further_apart_are_told_apart():
    """Each gets its own message, in whatever order the log is."""
    found = joined([delivery(10), delivery(0)], attempt(1), attempt(2, 10))

    assert found == [(2, "likely"), (1, "likely")]


def test_attempt_without_an_answer_is_possible():
    """Its number is not known; that a code was sent is what the log may say."""
    lost = attempt(3, outcome="unknown", delivery_medium=None, destination=None)

    assert joined([delivery()], lost) == [(3, "possible")]


def test_attempt_without_an_answer_makes_another_ambiguous():
    """Either of them may have sent the message."""
    lost = attempt(3, outcome="unknown", delivery_medium=None, destination=None)

    assert joined([delivery()], lost, attempt(4)) == [(None, "ambiguous")]


@pytest.mark.parametrize(
    "others",
    [
        {"outcome": "refused"},
        {"outcome": "not_sent"},
        {"delivery_medium": "EMAIL", "destination": "t***@e***"},
        {"outcome": "unknown", "attribute_name": "email", "destination": None},
        {"outcome": "unknown", "operation": "GetUser", "destination": None},
    ],
)
def test_attempt_that_sent_no_sms_is_not_it(others: dict[str, Any]):
    """Whatever its time."""
    assert joined([delivery()], attempt(1, **others)) == [(None, None)]


def test_code_for_signing_in_is_an_attempt_too():
    """Beside a code for the attribute, the two are ambiguous."""
    sign_in = attempt(1, operation="InitiateAuth", attribute_name=None)

    assert joined([delivery()], sign_in) == [(1, "likely")]
    assert joined([delivery()], sign_in, attempt(2)) == [(None, "ambiguous")]


def test_nothing_else_of_a_record_changes():
    """The join adds two values."""
    (found,) = join([DELIVERY], [ATTEMPT])

    assert replace(found, attempt=None, join_confidence=None) == DELIVERY


@pytest.mark.parametrize(
    ("destination", "four"),
    [("+*******0123", "0123"), ("0123", "0123"), ("+**", None), (None, None), ("t***@e***", None)],
)
def test_last_four_digits(destination: str | None, four: str | None):
    """Of what is masked less is shown only where there is no number."""
    assert last_four(destination) == four
