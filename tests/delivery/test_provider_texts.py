"""What the words of delivery logs mean is in one table, with its sources."""

from __future__ import annotations

import json
from importlib.resources import files

import botocore.session
import pytest

from cognito_explore.delivery.provider_texts import (
    cause_of_event,
    cause_of_text,
    status_of_event,
)

TABLE = json.loads(
    files("cognito_explore.delivery").joinpath("provider_texts.json").read_text(encoding="utf-8")
)
TEXTS = {it["text"]: it["cause"] for it in TABLE["texts"]}
EVENTS = {it["event_type"]: it for it in TABLE["events"]}


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Phone number is opted out", 39),
        ("PHONE NUMBER IS OPTED OUT", 39),
        ("Blocked as spam by phone carrier", 41),
        ("Phone carrier has blocked this message", 41),
        ("Phone is currently unreachable/unavailable", 42),
        ("Phone carrier is currently unreachable/unavailable", 42),
        ("Phone has blocked SMS", 42),
        ("Invalid phone number", 40),
        ("No quota left for account", 29),
        ("No quota left for account 123456789012", 29),
        ("Sandboxed account unable to send to number.", 26),
        ("No origination entities available to send", 30),
        ("Rate exceeded", 43),
        (
            "Your account requires additional review prior to being able to send SMS messages.",
            45,
        ),
        ("Unknown error attempting to reach phone", None),
        ("This delivery would exceed max price", None),
        ("Something that AWS added", None),
        ("", None),
        ("Message has been accepted by phone", None),
    ],
)
def test_text_has_its_cause(text: str, cause: int | None):
    """As AWS writes it, or with more around it; what is not known has none."""
    assert cause_of_text(text) == cause


@pytest.mark.parametrize(
    ("event_type", "status", "cause"),
    [
        ("TEXT_DELIVERED", "SUCCESS", None),
        ("TEXT_SUCCESSFUL", "SUCCESS", None),
        ("TEXT_PENDING", "PENDING", None),
        ("TEXT_QUEUED", "PENDING", None),
        ("TEXT_INVALID", "FAILURE", 40),
        ("TEXT_SPAM", "FAILURE", 41),
        ("TEXT_CARRIER_BLOCKED", "FAILURE", 41),
        ("TEXT_BLOCKED", "FAILURE", 42),
        ("TEXT_UNREACHABLE", "FAILURE", 42),
        ("TEXT_CARRIER_UNREACHABLE", "FAILURE", 42),
        ("TEXT_PROTECT_BLOCKED", "FAILURE", 38),
        ("TEXT_INVALID_MESSAGE", "FAILURE", None),
        ("TEXT_TTL_EXPIRED", "FAILURE", None),
        ("TEXT_UNKNOWN", "UNKNOWN", None),
        ("TEXT_ADDED_LATER", "UNKNOWN", None),
    ],
)
def test_event_has_its_status_and_cause(event_type: str, status: str, cause: int | None):
    """A type that AWS adds says nothing, and is no failure for that."""
    assert status_of_event(event_type) == status
    assert cause_of_event(event_type, "") == cause


def test_description_of_an_event_says_more_than_its_type():
    """A blocked message of somebody who opted out is about the opt-out."""
    assert cause_of_event("TEXT_BLOCKED", "Phone number is opted out") == 39


def test_every_event_of_aws_is_in_the_table():
    """botocore's model has those that there are; two of them stand for many, one is not sent."""
    model = botocore.session.get_session().get_service_model("pinpoint-sms-voice-v2")
    known = {it for it in model.shape_for("EventType").enum if it.startswith("TEXT_")}

    assert set(EVENTS) == known - {"TEXT_ALL", "TEXT_SENT"}


def test_every_entry_names_its_source():
    """A page of AWS, or where it was seen."""
    entries = [*TABLE["texts"], *TABLE["events"]]

    assert {it["source"] for it in entries} <= set(TABLE["sources"])
    assert len(TEXTS) == len(TABLE["texts"])


def test_no_text_hides_another():
    """Of two that are in one another, the first would always be taken."""
    texts = [it.lower() for it in TEXTS]

    hidden = [(a, b) for a in texts for b in texts if a != b and a in b]

    assert hidden == []
