"""What the checks of logs decide: what is on, what the newest entry says, and what mends it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from conftest import NOW, Server

import cognito_explore as cx
from cognito_explore.calls import Call
from cognito_explore.delivery.checks import cognito_logs, logs
from cognito_explore.embedded.scenarios.logs import SCENARIOS

CHECK_IDS = [it.check_id for it in (*logs.CHECKS, *cognito_logs.CHECKS)]
DIRECT = ("direct path, events go nowhere", "direct path, events not taken")


@pytest.fixture
def session() -> cx.Session:
    """A session on the embedded AWS, at a time that stands."""
    return cx.connect("embedded", seed=1, now=NOW)


def diagnose(session: cx.Session, **about: Any) -> dict[str, cx.CheckFinding]:
    """Diagnose a code by SMS, and give the findings of these checks."""
    about = about or {"access_token": session.aws.issue_token("ana", scope=SCOPE)}
    told = session.diagnose(**{"attribute_name": "phone_number", **about})
    return {it.check_id: it for it in told.findings if it.check_id in CHECK_IDS}


SCOPE = "aws.cognito.signin.user.admin"


def statuses(found: dict[str, cx.CheckFinding]) -> dict[str, str]:
    """Give the status of each."""
    return {name: it.status for name, it in found.items()}


def mend(session: cx.Session, calls: tuple[Call, ...]) -> list[str]:
    """Make the calls of a fix, but for those of IAM, and name them."""
    for call in calls:
        if call.service != "iam":
            client = session.aws.boto3_session.client(call.service, region_name=call.region_name)
            getattr(client, xform_name(call.operation))(**call.parameters)
    return [it.operation for it in calls]


def test_healthy_pool_trips_none(session: cx.Session):
    """On the SNS path, before anything was sent and after."""
    before = statuses(diagnose(session))
    session.send_code(session.aws.issue_token("ana", scope=SCOPE), "phone_number")
    after = statuses(diagnose(session))

    assert set(before.values()) == {"ok", "not_applicable"}
    assert after == dict.fromkeys(CHECK_IDS, "ok")


def test_healthy_pool_of_the_direct_path_trips_none(session: cx.Session):
    """Where its events are logged."""
    found = diagnose(session, **session.aws.play("direct path, events logged"))

    assert statuses(found) == dict.fromkeys(CHECK_IDS, "ok")
    assert "TEXT_SUCCESSFUL" in found["last-delivery"].title


def test_logging_of_sns_is_switched_on_by_its_fix(session: cx.Session):
    """The calls are complete, with the account's own role, and what is sent then is logged."""
    found = diagnose(session, **session.aws.play("deliveries not logged"))["delivery-log-enabled"]

    made = mend(session, found.fix_calls)
    session.send_code(session.aws.issue_token("ana", scope=SCOPE), "phone_number")

    assert made == ["CreateRole", "PutRolePolicy", "SetSMSAttributes"]
    code = found.fix_code()
    assert "arn:aws:iam::123456789012:role/sns-sms-delivery-log" in code
    assert "sns.amazonaws.com" in code
    assert "logs:PutLogEvents" in code
    assert found.consequence
    assert diagnose(session)["delivery-log-enabled"].status == "ok"
    assert [it.status for it in session.delivery_log()] == ["SUCCESS"]


@pytest.mark.parametrize("name", DIRECT)
def test_events_of_the_direct_path_are_switched_on_by_the_fix(session: cx.Session, name: str):
    """With a configuration set where there is none, which the pool then names."""
    found = diagnose(session, **session.aws.play(name))["delivery-log-enabled"]

    made = mend(session, found.fix_calls)
    session.send_code(session.aws.issue_token("ana", scope=SCOPE), "phone_number")

    is_new = name == DIRECT[0]
    assert made[:3] == ["CreateLogGroup", "CreateRole", "PutRolePolicy"]
    assert ("CreateConfigurationSet" in made, "UpdateUserPool" in made) == (is_new, is_new)
    assert ("ConfigurationSetName: (absent) -> cognito-sms" in found.difference) is is_new
    assert diagnose(session)["delivery-log-enabled"].status == "ok"
    (sent,) = session.delivery_log()
    assert (sent.source, sent.status) == ("EUM", "SUCCESS")
    assert len(session.aws.messages()) == 2, "the pool sends as it did"


def test_named_configuration_set_that_is_gone_is_made_by_the_fix(session: cx.Session):
    """The pool names it already."""
    session.aws.play("direct path, events logged")
    messaging = session.aws.boto3_session.client("pinpoint-sms-voice-v2")
    messaging.delete_configuration_set(ConfigurationSetName="cognito-sms")
    session.aws._world.logs.of("us-east-1").clear()

    found = diagnose(session)["delivery-log-enabled"]
    made = mend(session, found.fix_calls)

    assert found.status == "warning"
    assert "is not there" in found.title
    assert "CreateConfigurationSet" in made
    assert "UpdateUserPool" not in made
    assert diagnose(session)["delivery-log-enabled"].status == "ok"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"Enabled": False}, "warning"),
        ({"MatchingEventTypes": ["VOICE_ALL"]}, "warning"),
        ({"MatchingEventTypes": ["TEXT_DELIVERED"]}, "ok"),
        ({"MatchingEventTypes": ["ALL"]}, "ok"),
        ({"SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:123456789012:events"}}, "ok"),
    ],
)
def test_destination_counts_if_it_takes_events_of_sms(
    session: cx.Session, change: dict[str, Any], status: str
):
    """Enabled, and of their types; where they go is nobody's business here."""
    session.aws.play("direct path, events logged")
    messaging = session.aws.boto3_session.client("pinpoint-sms-voice-v2")
    messaging.update_event_destination(
        ConfigurationSetName="cognito-sms", EventDestinationName="cloudwatch-logs", **change
    )

    assert diagnose(session)["delivery-log-enabled"].status == status


@pytest.mark.parametrize(
    ("text", "status", "fix"),
    [
        ("Blocked as spam by phone carrier", "warning", "change the text"),
        ("Phone is currently unreachable/unavailable", "warning", "e-mail address"),
        ("Phone number is opted out", "warning", "START"),
        ("Invalid phone number", "problem", "Correct"),
        ("Rate exceeded", "warning", "throughput"),
        ("Your account requires additional review prior to", "warning", "AWS Support"),
        ("Something new", "warning", "does not document"),
    ],
)
def test_failure_is_told_with_what_to_do(session: cx.Session, text: str, status: str, fix: str):
    """By its cause; a text that is not known is kept, and no cause is made up for it."""
    session.aws._world.sms["us-east-1"].phone_answers["+12025550123"] = text
    session.send_code(session.aws.issue_token("ana", scope=SCOPE), "phone_number")

    found = diagnose(session)["last-delivery"]

    assert found.status == status
    assert text in found.title
    assert fix in found.fix
    assert "5550123" not in str(found)
    assert session.aws.messages() == [], "what the check says is so"


def test_failure_that_was_mended_keeps_no_code_back(session: cx.Session):
    """It stays a warning: the checks of the account read whether it is still so."""
    token = session.aws.play("sandbox, number not verified")["access_token"]
    session.send_code(token, "phone_number")
    session.aws.leave_sandbox()

    found = diagnose(session)["last-delivery"]

    assert found.status == "warning"
    assert "Verify the number" in found.fix


def test_messages_to_others_are_not_the_users(session: cx.Session):
    """Not even to a number that ends alike."""
    session.aws._world.sms["us-east-1"].phone_answers["+12025550123"] = "Invalid phone number"
    session.send_code(session.aws.issue_token("ana", scope=SCOPE), "phone_number")

    found = diagnose(session, phone_number="+13035550123")

    assert found["last-delivery"].status == "not_applicable"


def test_entry_that_names_nobody_is_a_warning_about_the_pool(session: cx.Session):
    """Whose message it was cannot be told."""
    session.aws.play("Cognito's own log empty")
    session.aws._world.notifications.write(session.user_pool_id, "delivery failed")

    found = diagnose(session)["user-notification-log"]

    assert found.status == "warning"
    assert "to whom, its log does not say" in found.title


def test_lines_that_tell_nothing_are_no_good_news(session: cx.Session):
    """Something else writes to that group, or the form has changed."""
    session.aws.play("Cognito's own log empty")
    notifications = session.aws._world.notifications
    notifications.write(session.user_pool_id, "delivery failed")
    (group,) = session.aws._world.logs.of("us-east-1").values()
    group.lines[:] = [replace(it, message="not json") for it in group.lines]

    found = diagnose(session)["user-notification-log"]

    assert found.status == "unknown"
    assert "lines: 1, entries of this pool: 0" in found.evidence


def test_entries_of_another_pool_are_not_this_ones(session: cx.Session):
    """Pools may share a log group."""
    session.aws.play("Cognito's own log empty")
    session.aws._world.notifications.write(session.user_pool_id, "delivery failed")
    (group,) = session.aws._world.logs.of("us-east-1").values()
    other = [it.message.replace(session.user_pool_id, "us-east-1_Other") for it in group.lines]
    group.lines[:] = [
        replace(it, message=message) for it, message in zip(group.lines, other, strict=True)
    ]

    found = diagnose(session)["user-notification-log"]

    assert "entries of this pool: 0" in found.evidence
    assert found.status == "ok"
    assert "COGNITO" not in {it.source for it in session.delivery_log()}


def test_entries_of_others_are_not_the_users(session: cx.Session):
    """They are counted, and say nothing of this user."""
    session.aws.play("Cognito's own log empty")
    for other in ("SMS to +12025550199 failed", "mail to ben@example.com failed"):
        session.aws._world.notifications.write(session.user_pool_id, other)

    found = diagnose(session)["user-notification-log"]

    assert found.status == "ok"
    assert "entries of this pool: 2" in found.evidence


def test_entry_of_the_users_mail_is_the_users(session: cx.Session):
    """Masked, as every address."""
    session.aws.play("Cognito's own log empty")
    session.aws._world.notifications.write(session.user_pool_id, "mail to ana@example.com failed")

    found = diagnose(session)["user-notification-log"]

    assert found.status == "warning"
    assert "a***@e***" in found.evidence
    assert "ana@" not in str(found)


def test_entry_of_yesterday_is_over(session: cx.Session):
    """After 24 hours."""
    session.aws.play("Cognito holds codes back")
    session.aws.clock.advance(hours=25)

    assert diagnose(session)["user-notification-log"].status == "ok"


def test_refusals_of_one_user_are_not_the_pools(session: cx.Session):
    """A token that expired says nothing of the next."""
    client = session.aws.boto3_session.client("cognito-idp")
    with pytest.raises(ClientError):
        client.get_user_attribute_verification_code(
            AccessToken="one.two.three", AttributeName="email"
        )

    found = diagnose(session)["cognito-errors"]

    assert found.status == "ok"
    assert "GetUserAttributeVerificationCode: 1, refused for the pool's settings: 0" in (
        found.evidence
    )


def test_refusal_of_yesterday_is_over(session: cx.Session):
    """After 24 hours."""
    session.aws.play("Cognito cannot hand codes over")
    session.aws.clock.advance(hours=25)

    assert diagnose(session)["cognito-errors"].status == "ok"


@pytest.mark.parametrize(
    ("action", "name", "check_ids"),
    [
        ("sns:GetSMSAttributes", "deliveries logged", {"delivery-log-enabled"}),
        ("logs:DescribeLogGroups", "deliveries logged", {"last-delivery"}),
        ("logs:FilterLogEvents", "deliveries logged", {"last-delivery"}),
        (
            "logs:FilterLogEvents",
            "Cognito's own log empty",
            {"last-delivery", "user-notification-log"},
        ),
        (
            "sms-voice:DescribeConfigurationSets",
            "direct path, events logged",
            {"delivery-log-enabled", "last-delivery"},
        ),
        (
            "cognito-idp:GetLogDeliveryConfiguration",
            "deliveries logged",
            {"user-notification-log"},
        ),
        ("cloudtrail:LookupEvents", "deliveries logged", {"cognito-errors"}),
    ],
)
def test_what_may_not_be_read_is_unknown(
    session: cx.Session, action: str, name: str, check_ids: set[str]
):
    """For the checks that need it, which name it, and for no other."""
    about = session.aws.play(name)
    session.aws.deny(action)

    found = diagnose(session, **about)

    assert {name for name, it in found.items() if it.status == "unknown"} == check_ids
    for check_id in check_ids:
        assert action in found[check_id].title
        assert action in found[check_id].actions


@pytest.mark.parametrize("name", [it.name for it in SCENARIOS])
def test_actions_are_those_that_are_declared(session: cx.Session, name: str):
    """A policy made of what checks declare is enough."""
    declared = {it.check_id: set(it.actions) for it in (*logs.CHECKS, *cognito_logs.CHECKS)}
    shared = {"cognito-idp:DescribeUserPool", "cognito-idp:AdminGetUser"}

    for check_id, found in diagnose(session, **session.aws.play(name)).items():
        assert set(found.actions) - shared <= declared[check_id]


MALFORMED: list[dict[str, Any]] = [
    {"Events": [{"CloudTrailEvent": "not JSON"}]},
    {"Events": [{"CloudTrailEvent": "[]"}]},
    {"Events": [{"CloudTrailEvent": 5}]},
    {"Events": [{}]},
    {"Events": "text"},
]


def remote(server: Server, monkeypatch: pytest.MonkeyPatch, answers: dict[str, Any]) -> cx.Session:
    """Make a session on a server that answers by operation."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")

    def answer(handler: Any) -> None:
        told = answers.get(server.received[-1].operation, {})
        server.body = json.dumps(told).encode()
        server.reply(handler)

    server.answer = answer
    return cx.connect(server.url, region_name="us-east-1", user_pool_id="us-east-1_aBc")


def event(**told: Any) -> dict[str, Any]:
    """Make an event of CloudTrail."""
    return {"EventId": "1", "CloudTrailEvent": json.dumps(told)}


@pytest.mark.parametrize("answer", MALFORMED, ids=str)
def test_malformed_event_is_unknown(server: Server, monkeypatch, answer: dict[str, Any]):
    """It is never taken for good news."""
    session = remote(server, monkeypatch, {"LookupEvents": answer})

    found = diagnose(session, phone_number="+12025550123")["cognito-errors"]

    assert found.status == "unknown"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"errorCode": "CodeDeliveryFailureException"}, "warning"),
        ({"errorCode": "CodeDeliveryFailureException", "x": {"p": "us-east-1_aBc"}}, "warning"),
        ({"errorCode": "CodeDeliveryFailureException", "x": ["us-east-1_Other"]}, "ok"),
        ({"errorCode": "NotAuthorizedException"}, "ok"),
        ({"errorCode": ["CodeDeliveryFailureException"]}, "ok"),
        ({}, "ok"),
    ],
    ids=str,
)
def test_event_of_another_pool_is_left_out(
    server: Server, monkeypatch, told: dict[str, Any], status: str
):
    """One that names none may be of this one."""
    session = remote(server, monkeypatch, {"LookupEvents": {"Events": [event(**told)]}})

    found = diagnose(session, phone_number="+12025550123")["cognito-errors"]

    assert found.status == status


@pytest.mark.parametrize(
    "configurations",
    [
        [{"EventSource": "userAuthEvents", "LogLevel": "INFO"}],
        [{"EventSource": "userNotification", "LogLevel": "ERROR"}],
        [],
    ],
    ids=str,
)
def test_other_logs_of_the_pool_are_not_this_one(
    server: Server, monkeypatch, configurations: list[dict[str, Any]]
):
    """Those of sign-ins, and one without a group."""
    told = {"LogDeliveryConfiguration": {"LogConfigurations": configurations}}
    session = remote(server, monkeypatch, {"GetLogDeliveryConfiguration": told})

    found = diagnose(session, phone_number="+12025550123")["user-notification-log"]

    assert found.status == "ok"
    assert "is not configured" in found.evidence


def test_log_is_looked_through_for_the_number_alone(session: cx.Session):
    """What is asked for is hidden, and the search is as far back as receipts may take."""
    made: list[Call] = []
    account = session._account
    asked = account.pages

    def pages(call: Call, member: str) -> Any:
        made.append(call)
        return asked(call, member)

    session.aws.play("deliveries logged")
    account.pages = pages  # type: ignore[method-assign]
    diagnose(session)

    (call,) = [it for it in made if it.operation == "FilterLogEvents"]
    since = NOW - timedelta(hours=72)
    assert call.parameters["startTime"] == since.timestamp() * 1000
    assert "5550123" not in repr(call.parameters)
    assert call.parameters["filterPattern"].reveal() == '"+12025550123"'
