"""The logs of the embedded AWS: groups, Cognito's own, events, and CloudTrail."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW

from embedded.sms_account import ANA, Account, open_account, refusal

GROUP = "arn:aws:logs:us-east-1:123456789012:log-group:made"
SOURCE = "userNotification"


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


def wanted(**change: Any) -> list[dict[str, Any]]:
    """Make what a pool wants logged."""
    told = {
        "LogLevel": "ERROR",
        "EventSource": SOURCE,
        "CloudWatchLogsConfiguration": {"LogGroupArn": GROUP},
    }
    return [told | change]


def lines(account: Account, name: str = "made") -> list[Any]:
    """Read a group."""
    events = account.client("logs").filter_log_events(logGroupName=name)["events"]
    return [json.loads(it["message"]) for it in events]


def test_group_is_made_once(account: Account):
    """It is empty, and there since then."""
    logs = account.client("logs")
    logs.create_log_group(logGroupName="made")

    (told,) = logs.describe_log_groups(logGroupNamePrefix="ma")["logGroups"]
    again = refusal(logs.create_log_group, logGroupName="made")

    assert told["logGroupName"] == "made"
    assert told["creationTime"] == NOW.timestamp() * 1000
    assert again.code == "ResourceAlreadyExistsException"
    assert lines(account) == []
    assert account.client("logs", "eu-west-1").describe_log_groups()["logGroups"] == []


def test_log_delivery_is_kept_as_it_was_set(account: Account):
    """A pool without one wants nothing logged."""
    cognito, pool_id = account.client("cognito-idp"), account.aws.demo.user_pool_id
    account.client("logs").create_log_group(logGroupName="made")
    before = cognito.get_log_delivery_configuration(UserPoolId=pool_id)
    set_ = cognito.set_log_delivery_configuration(UserPoolId=pool_id, LogConfigurations=wanted())
    after = cognito.get_log_delivery_configuration(UserPoolId=pool_id)

    assert before["LogDeliveryConfiguration"]["LogConfigurations"] == []
    assert set_["LogDeliveryConfiguration"] == after["LogDeliveryConfiguration"]
    assert after["LogDeliveryConfiguration"] == {
        "UserPoolId": pool_id,
        "LogConfigurations": wanted(),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"LogLevel": "INFO"},
        {"CloudWatchLogsConfiguration": {"LogGroupArn": f"{GROUP}-not"}},
        {
            "CloudWatchLogsConfiguration": {},
            "S3Configuration": {"BucketArn": "arn:aws:s3:::bucket"},
        },
    ],
    ids=str,
)
def test_log_delivery_that_cannot_be_is_refused(account: Account, change: dict[str, Any]):
    """Errors alone, to a log group that is there."""
    cognito, pool_id = account.client("cognito-idp"), account.aws.demo.user_pool_id
    account.client("logs").create_log_group(logGroupName="made")

    told = refusal(
        cognito.set_log_delivery_configuration,
        UserPoolId=pool_id,
        LogConfigurations=wanted(**change),
    )

    assert told.code == "InvalidParameterException"


@pytest.mark.parametrize("verb", ["get", "set"])
def test_log_delivery_of_no_pool_is_refused(account: Account, verb: str):
    """As everything else of it."""
    act = getattr(account.client("cognito-idp"), f"{verb}_log_delivery_configuration")
    others = {"LogConfigurations": []} if verb == "set" else {}

    assert refusal(act, UserPoolId="us-east-1_None", **others).code == "ResourceNotFoundException"


def test_held_back_code_is_accepted_and_logged(account: Account):
    """Cognito answers as ever, and nothing arrives."""
    account.aws.play("Cognito's own log empty")
    before = len(account.inbox())
    account.aws._world.notifications.held_back.add(ANA)

    sent = account.send()

    (entry,) = lines(account, "/cognito/user-notification")
    assert sent.outcome == "accepted"
    assert len(account.inbox()) == before
    assert entry["eventSource"] == "USER_NOTIFICATION"
    assert entry["logSourceId"] == {"userPoolId": account.aws.demo.user_pool_id}
    assert entry["eventTimestamp"] == str(int(NOW.timestamp() * 1000))


def test_nothing_is_logged_before_it_is_switched_on(account: Account):
    """And nothing after it is switched off."""
    account.aws._world.notifications.held_back.add(ANA)
    account.send()
    account.aws.play("Cognito's own log empty")
    account.client("cognito-idp").set_log_delivery_configuration(
        UserPoolId=account.aws.demo.user_pool_id, LogConfigurations=[]
    )
    account.send()

    assert len(lines(account, "/cognito/user-notification")) == 1


@pytest.mark.parametrize(
    ("types", "is_enabled", "count"),
    [
        (["TEXT_ALL"], True, 1),
        (["ALL"], True, 1),
        (["TEXT_SUCCESSFUL"], True, 1),
        (["TEXT_SPAM"], True, 0),
        (["TEXT_ALL"], False, 0),
    ],
)
def test_events_go_where_their_type_is_taken(
    account: Account, types: list[str], count: int, *, is_enabled: bool
):
    """Of the pool's configuration set alone."""
    account.aws.play("direct path, events logged")
    account.client("pinpoint-sms-voice-v2").update_event_destination(
        ConfigurationSetName="cognito-sms",
        EventDestinationName="cloudwatch-logs",
        Enabled=is_enabled,
        MatchingEventTypes=types,
    )
    before = len(lines(account, "/sms-voice/cognito-sms"))
    account.send()

    assert len(lines(account, "/sms-voice/cognito-sms")) - before == count


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Blocked as spam by phone carrier", "TEXT_SPAM"),
        ("Invalid phone number", "TEXT_INVALID"),
        ("Something else", "TEXT_UNKNOWN"),
    ],
)
def test_event_says_what_the_carrier_said(account: Account, text: str, event_type: str):
    """What left for a carrier is paid for, whatever became of it."""
    account.aws.play("direct path, events logged")
    account.sms().phone_answers[ANA] = text
    account.send()

    *_, told = lines(account, "/sms-voice/cognito-sms")

    assert (told["eventType"], told["messageStatusDescription"]) == (event_type, text)
    assert told["destinationPhoneNumber"] == ANA
    assert told["totalMessagePrice"] == 0.01
    assert account.inbox() == [ANA], "the scenario's own"


def test_failing_cognito_refuses_and_cloudtrail_keeps_it(account: Account):
    """Newest first, by name and time, and in its own Region."""
    account.aws._world.sms.is_failing = True
    told = refusal(
        account.client("cognito-idp").get_user_attribute_verification_code,
        AccessToken=account.token.reveal(),
        AttributeName="phone_number",
    )
    trail = account.client("cloudtrail")
    asked = {
        "LookupAttributes": [
            {"AttributeKey": "EventName", "AttributeValue": "GetUserAttributeVerificationCode"}
        ]
    }

    (event,) = trail.lookup_events(**asked)["Events"]

    assert told.code == "CodeDeliveryFailureException"
    assert json.loads(event["CloudTrailEvent"])["errorCode"] == told.code
    assert event["EventTime"] == NOW
    assert trail.lookup_events(**asked, StartTime=NOW + timedelta(minutes=1))["Events"] == []
    assert trail.lookup_events(**asked, EndTime=NOW - timedelta(minutes=1))["Events"] == []
    assert account.client("cloudtrail", "eu-west-1").lookup_events()["Events"] == []
    other = [{"AttributeKey": "EventName", "AttributeValue": "GetUser"}]
    assert trail.lookup_events(LookupAttributes=other)["Events"] == []


def test_cloudtrail_gives_pages(account: Account):
    """Fifty events are most, and a page is as long as is asked for."""
    cognito = account.client("cognito-idp")
    for name in ("a", "b", "c"):
        refusal(
            cognito.get_user_attribute_verification_code,
            AccessToken=account.token.reveal(),
            AttributeName=name,
        )
    pages = account.client("cloudtrail").get_paginator("lookup_events")

    found = [len(it["Events"]) for it in pages.paginate(MaxResults=2)]

    assert found == [2, 1]
