"""Configuration sets of End User Messaging are made, told of, changed and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from cognito_explore.embedded.sms.configuration_sets import MOST_DESTINATIONS, MOST_SETS
from embedded.sms_account import Account, open_account, refusal

ROLE = "arn:aws:iam::123456789012:role/events"
LOGS = {
    "CloudWatchLogsDestination": {
        "IamRoleArn": ROLE,
        "LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:sms",
    }
}
TOPIC = {"SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:events"}}
NAME = {"ConfigurationSetName": "codes"}
DESTINATION = {**NAME, "EventDestinationName": "logs"}


@pytest.fixture
def account() -> Account:
    """An account without configuration sets."""
    return open_account()


@pytest.fixture
def voice(account: Account) -> Any:
    """A client of End User Messaging in the pool's Region."""
    return account.client("pinpoint-sms-voice-v2")


def told(voice: Any, **asked: Any) -> list[Any]:
    """Describe sets."""
    found: list[Any] = voice.describe_configuration_sets(**asked)["ConfigurationSets"]
    return found


def test_set_is_told_of_as_it_was_made(voice: Any):
    """By its name or its ARN."""
    made = voice.create_configuration_set(**NAME)
    voice.create_event_destination(**DESTINATION, MatchingEventTypes=["TEXT_ALL"], **LOGS)

    (found,) = told(voice)

    assert found["ConfigurationSetArn"] == made["ConfigurationSetArn"]
    assert found["EventDestinations"] == [
        {
            "EventDestinationName": "logs",
            "Enabled": True,
            "MatchingEventTypes": ["TEXT_ALL"],
            **LOGS,
        }
    ]
    assert told(voice, ConfigurationSetNames=["codes"]) == [found]
    assert told(voice, ConfigurationSetNames=[made["ConfigurationSetArn"]]) == [found]


def test_destination_is_changed_member_by_member(voice: Any):
    """What is not named stays."""
    voice.create_configuration_set(**NAME)
    voice.create_event_destination(**DESTINATION, MatchingEventTypes=["TEXT_ALL"], **LOGS)

    voice.update_event_destination(**DESTINATION, Enabled=False)
    changed = voice.update_event_destination(**DESTINATION, MatchingEventTypes=["ALL"], **TOPIC)

    assert changed["EventDestination"] == {
        "EventDestinationName": "logs",
        "Enabled": False,
        "MatchingEventTypes": ["ALL"],
        **TOPIC,
    }


def test_what_is_deleted_is_gone(voice: Any):
    """Destination by destination, and the whole set."""
    voice.create_configuration_set(**NAME)
    voice.create_event_destination(**DESTINATION, MatchingEventTypes=["TEXT_ALL"], **LOGS)

    voice.delete_event_destination(**DESTINATION)
    emptied = told(voice)[0]["EventDestinations"]
    voice.delete_configuration_set(**NAME)

    assert emptied == []
    assert told(voice) == []


def test_set_that_is_asked_for_again_is_the_same(voice: Any):
    """A client token makes the repetition harmless; without one it is refused."""
    first = voice.create_configuration_set(**NAME, ClientToken="once")

    again = voice.create_configuration_set(**NAME, ClientToken="once")

    assert again["ConfigurationSetArn"] == first["ConfigurationSetArn"]
    told_off = refusal(voice.create_configuration_set, **NAME, ClientToken="twice")
    assert told_off.code == "ConflictException"


@pytest.mark.parametrize(
    ("act", "asked"),
    [
        ("delete_configuration_set", NAME),
        ("describe_configuration_sets", {"ConfigurationSetNames": ["codes"]}),
        ("create_event_destination", DESTINATION | {"MatchingEventTypes": ["ALL"]} | LOGS),
        ("update_event_destination", DESTINATION | {"Enabled": True}),
        ("delete_event_destination", DESTINATION),
    ],
)
def test_set_that_is_not_there_is_refused(voice: Any, act: str, asked: dict[str, Any]):
    """Whatever is asked of it."""
    assert refusal(getattr(voice, act), **asked).code == "ResourceNotFoundException"


@pytest.mark.parametrize("places", [{}, LOGS | TOPIC])
def test_destination_is_one_place(voice: Any, places: dict[str, Any]):
    """Neither none nor two."""
    voice.create_configuration_set(**NAME)

    told_off = refusal(
        voice.create_event_destination, **DESTINATION, MatchingEventTypes=["ALL"], **places
    )

    assert told_off.code == "ValidationException"


def test_quotas_are_kept_and_told(voice: Any):
    """Of sets in the account, and of destinations in a set."""
    for number in range(MOST_SETS):
        voice.create_configuration_set(ConfigurationSetName=f"set-{number}")
    events = {"MatchingEventTypes": ["ALL"], **LOGS, "ConfigurationSetName": "set-0"}
    for number in range(MOST_DESTINATIONS):
        voice.create_event_destination(EventDestinationName=f"to-{number}", **events)

    one_more_set = refusal(voice.create_configuration_set, **NAME)
    one_more = refusal(voice.create_event_destination, EventDestinationName="more", **events)

    limits = {it["Name"]: it for it in voice.describe_account_limits()["AccountLimits"]}
    assert one_more_set.code == one_more.code == "ServiceQuotaExceededException"
    assert limits["CONFIGURATION_SETS"]["Used"] == MOST_SETS


def test_destination_of_a_name_is_there_once(voice: Any):
    """A second of its name is refused."""
    voice.create_configuration_set(**NAME)
    asked = {**DESTINATION, "MatchingEventTypes": ["ALL"], **LOGS}
    voice.create_event_destination(**asked)

    assert refusal(voice.create_event_destination, **asked).code == "ConflictException"


def test_message_is_dropped_when_its_set_is_gone(account: Account, voice: Any):
    """Cognito's caller is told nothing of it."""
    voice.create_configuration_set(**NAME)
    role = {"CallerArn": "arn:aws:iam::123456789012:role/cognito-sms"}
    account.client("cognito-idp").update_user_pool(
        UserPoolId=account.aws.demo.user_pool_id,
        SmsConfiguration={"EumsSms": role | NAME},
    )

    account.send()
    voice.delete_configuration_set(**NAME)
    account.send()

    assert len(account.inbox()) == 1
    assert account.log() == []
