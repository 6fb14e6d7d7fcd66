"""The delivery log tells of every source, and first whether it is written at all."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW, Server

import cognito_explore as cx
from cognito_explore.delivery.deliveries import read_line
from cognito_explore.delivery.joining import join
from cognito_explore.embedded.scenarios import logs

ANA = "+12025550123"
AT = int(NOW.timestamp() * 1000)
EVENT = {
    "eventType": "TEXT_DELIVERED",
    "eventTimestamp": AT + 5_000,
    "isFinal": True,
    "destinationPhoneNumber": ANA,
    "messageId": "message-1",
    "messageRequestTimestamp": AT,
    "messageStatus": "DELIVERED",
    "messageStatusDescription": "Message has been accepted by phone",
    "totalMessageParts": 1,
    "totalMessagePrice": 0.00581,
    "totalCarrierFee": 0.003,
}
NOTIFICATION = {
    "eventTimestamp": str(AT),
    "eventSource": "USER_NOTIFICATION",
    "logLevel": "ERROR",
    "message": {"details": f"SMS to {ANA} failed"},
    "logSourceId": {"userPoolId": "us-east-1_aBcDeFgHi"},
}


@pytest.fixture
def session() -> cx.Session:
    """A session on the embedded AWS, at a time that stands."""
    return cx.connect("embedded", seed=1, now=NOW)


def play(session: cx.Session, name: str) -> cx.AccessToken:
    """Set a scenario up, and give the user's token."""
    return session.aws.play(name)["access_token"]


def line(source: str, message: object, timestamp: int = AT) -> Any:
    """Read an event of a log."""
    return read_line(source, "us-east-1", {"message": json.dumps(message), "timestamp": timestamp})


def findings(log: Any) -> dict[str, str]:
    """Give the status of each finding."""
    return {it.check_id: it.status for it in log.findings}


def test_log_says_first_whether_it_is_written(session: cx.Session):
    """Of a log that is off an empty list says nothing."""
    play(session, "deliveries not logged")

    log = session.delivery_log()

    assert log.findings[0].check_id == "sns-log"
    assert log.findings[0].status == "warning"
    assert len(log) == 0
    assert str(log).startswith("! SNS does not log its SMS in us-east-1")
    assert "SNS does not log" in log._repr_html_()
    assert log._repr_html_().index("SNS does not log") < log._repr_html_().index("0 messages")


def test_log_says_from_when(session: cx.Session):
    """As far as AWS tells: when the first line was written."""
    token = play(session, "deliveries logged")
    session.aws.clock.advance(minutes=30)
    session.send_code(token, "phone_number")

    (sns,) = [it for it in session.delivery_log().findings if it.check_id == "sns-log"]

    assert sns.status == "ok"
    assert "there since 2026-11-22 12:00:00 UTC" in sns.title
    assert "every failure, and 100 % of successes" in sns.title


def test_log_that_is_off_now_is_read_all_the_same(session: cx.Session):
    """What was written before it was switched off is there."""
    token = play(session, "deliveries logged")
    session.aws.boto3_session.client("sns").set_sms_attributes(
        attributes={"DeliveryStatusIAMRole": ""}
    )
    session.send_code(token, "phone_number")

    log = session.delivery_log()

    assert findings(log)["sns-log"] == "warning"
    assert len(log) == 1


def test_events_of_the_direct_path_are_read(session: cx.Session):
    """From the group that the pool's configuration set names; one row a message."""
    play(session, "direct path, phone switched off")
    session.sign_in("ana", "correct-horse-1")

    log = session.delivery_log()

    (lost,) = log
    assert (lost.source, lost.status, lost.cause) == ("EUM", "FAILURE", 42)
    assert lost.reason == "TEXT_UNREACHABLE: Phone is currently unreachable/unavailable"
    assert lost.destination == "+*******0123"
    assert lost.logged_at == NOW
    assert findings(log) == {"eum-log": "ok", "user-notification-log": "ok"}
    assert ANA not in log.to_frame().to_csv()


def test_what_cognito_cannot_hand_over_is_read(session: cx.Session):
    """Its words are kept, and mean nothing that is not documented."""
    play(session, "Cognito holds codes back")

    log = session.delivery_log()

    (held,) = log
    assert (held.source, held.status, held.cause) == ("COGNITO", "FAILURE", None)
    assert held.destination == "+*******0123"
    assert "held back" in held.reason
    assert ANA not in held.reason
    assert findings(log)["user-notification-log"] == "ok"


def test_refusal_of_end_user_messaging_is_in_cognitos_own_log(session: cx.Session):
    """Such a message has no event."""
    play(session, "direct path, events logged")
    token = play(session, "Cognito's own log empty")
    before = len(session.delivery_log())
    session.aws.play("sandbox, number not verified")
    session.aws.clock.advance(minutes=1)
    session.send_code(token, "phone_number")

    *_, newest = session.delivery_log()

    assert before == 2
    assert newest.source == "COGNITO"
    assert "Sandboxed account" in newest.reason


def test_log_is_joined_to_the_history(session: cx.Session):
    """By the number of the attempt in it."""
    token = play(session, "deliveries logged")
    session.aws.clock.advance(minutes=10)
    session.send_code(token, "phone_number")

    log = session.delivery_log()

    assert [(it.attempt, it.join_confidence) for it in log] == [(None, None), (1, "likely")]
    assert log.to_frame()["join_confidence"].tolist()[1] == "likely"
    assert session.history[0] == log.attempts[0]


def test_log_is_joined_only_if_asked(session: cx.Session):
    """`attempts=False` leaves the history alone."""
    token = play(session, "Cognito logs nothing of its own")
    session.send_code(token, "phone_number")

    log = session.delivery_log(attempts=False)

    assert [it.attempt for it in log] == [None]
    assert log.attempts == ()


def test_earlier_attempts_are_left_out(session: cx.Session):
    """They are in no log of that time either."""
    token = play(session, "Cognito logs nothing of its own")
    session.send_code(token, "phone_number")
    session.aws.clock.advance(hours=2)

    assert session.delivery_log(since=timedelta(hours=1)).attempts == ()
    assert len(session.delivery_log(since=timedelta(hours=3)).attempts) == 1


@pytest.mark.parametrize(
    ("action", "check_id"),
    [
        ("sns:GetSMSAttributes", "sns-log"),
        ("cognito-idp:GetLogDeliveryConfiguration", "user-notification-log"),
    ],
)
def test_what_may_not_be_asked_is_not_known(session: cx.Session, action: str, check_id: str):
    """The log itself is read."""
    play(session, "deliveries logged")
    session.aws.deny(action)

    log = session.delivery_log()

    assert findings(log)[check_id] == "unknown"
    assert any(action in it.title for it in log.findings)
    assert len(log) == 1


def test_events_that_cannot_be_found_are_an_error(session: cx.Session):
    """Without the configuration set there is no knowing where they are."""
    play(session, "direct path, events logged")
    session.aws.deny("sms-voice:DescribeConfigurationSets")

    with pytest.raises(cx.AccessDeniedError) as caught:
        session.delivery_log()

    assert caught.value.action == "sms-voice:DescribeConfigurationSets"


def test_named_region_is_read_although_the_pool_cannot_be(session: cx.Session):
    """So a log is within reach of whoever may read logs alone."""
    play(session, "deliveries logged")
    session.aws.deny("cognito-idp:DescribeUserPool")

    with pytest.raises(cx.AccessDeniedError):
        session.delivery_log()
    assert len(session.delivery_log("us-east-1")) == 1


def test_log_group_that_is_gone_is_told(session: cx.Session):
    """Nothing is logged then, and nothing fails."""
    play(session, "direct path, events logged")
    session.aws._world.logs.of("us-east-1").clear()

    log = session.delivery_log()

    assert len(log) == 0
    assert "Its log group is not there" in log.findings[0].title


def test_pool_without_sms_is_told(session: cx.Session):
    """Its log is empty for that reason."""
    cognito = session.aws.boto3_session.client("cognito-idp")
    cognito.update_user_pool(UserPoolId=session.user_pool_id)

    log = session.delivery_log()

    assert (log.findings[0].check_id, log.findings[0].status) == ("sms-path", "problem")


def test_log_is_a_list_of_records(session: cx.Session):
    """As the history is one of attempts."""
    play(session, "phone switched on again")

    log = session.delivery_log()

    assert [it.status for it in log] == ["FAILURE", "SUCCESS"]
    assert log[-1] == log.deliveries[1]
    assert log[:1] == log.deliveries[:1]
    assert repr(log) == "<DeliveryLog: 2 messages, 1 FAILURE, 1 SUCCESS>"
    assert "Embedded AWS: nothing is really sent." in log._repr_html_()


def test_event_is_read_whole():
    """With what the carrier takes added to the price; taken when it was requested."""
    made = line("EUM", EVENT, AT + 60_000)

    assert (made.status, made.cause, made.message_id) == ("SUCCESS", None, "message-1")
    assert made.logged_at == NOW
    assert made.price_usd == pytest.approx(0.00881)
    assert made.parts == 1


@pytest.mark.parametrize(
    ("change", "status", "is_final"),
    [
        ({"eventType": "TEXT_PENDING", "isFinal": False}, "PENDING", False),
        ({"eventType": "TEXT_QUEUED"}, "PENDING", False),
        ({"eventType": "TEXT_SPAM"}, "FAILURE", True),
        ({"eventType": "TEXT_NEW"}, "UNKNOWN", True),
    ],
)
def test_event_says_whether_it_is_the_last(change: dict[str, Any], status: str, *, is_final: bool):
    """What is on its way has a later one."""
    made = line("EUM", EVENT | change)

    assert (made.status, made.is_final) == (status, is_final)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("EUM", EVENT | {"eventType": "VOICE_COMPLETED"}),
        ("EUM", EVENT | {"eventType": 5}),
        ("EUM", []),
        ("COGNITO", NOTIFICATION | {"eventSource": "USER_AUTH_EVENTS"}),
        ("COGNITO", NOTIFICATION | {"message": "text"}),
        ("SNS", {"status": "SUCCESS"}),
    ],
)
def test_line_of_another_kind_is_left_out(source: str, message: object):
    """Other things are logged to the same group."""
    assert line(source, message) is None


@pytest.mark.parametrize("at", ["0001-01-01 00:00:00.000", "9999-12-31 23:59:59.999"])
def test_time_that_no_message_has_is_not_taken(session: cx.Session, at: str):
    """The time when the line was written is, and the log is read."""
    told = {"status": "FAILURE", "delivery": {"destination": "+12025550123"}}
    made = line("SNS", told | {"notification": {"timestamp": at}})
    session.send_code(session.sign_in("ana", "correct-horse-1").access_token, "phone_number")

    assert made is not None
    assert 2020 < made.logged_at.year < 2030
    assert join([made], [*session.history])


def test_addresses_in_any_member_of_a_line_are_masked():
    """A line of another program may have them anywhere."""
    told = {
        "status": "+12025550199",
        "delivery": {"providerResponse": "no 202-555-0199 or (202) 555 0199"},
        "notification": {"messageId": "bob@secret.example"},
    }

    shown = repr(line("SNS", told))

    for secret in ("2025550199", "555-0199", "555 0199", "bob@"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("details", "destination", "reason"),
    [
        (f"SMS to {ANA} failed", "+*******0123", "SMS to +*******0123 failed"),
        ("Mail to ana@example.com bounced", None, "Mail to a***@e*** bounced"),
        (f"{ANA} and +12025550199", None, "+*******0123 and +*******0199"),
        ("call +1 (202) 555-0123 now", "+*******0123", "call +*******0123 now"),
        ("called 12025550123 now", None, "called +*******0123 now"),
        ("at 2026-11-22 12:00:00.123", None, "at 2026-11-22 12:00:00.123"),
        ("nothing to see", None, "nothing to see"),
        ("\x1b[31m<b>", None, "\\x1b[31m<b>"),
        (None, None, ""),
        ({"a": [ANA]}, "+*******0123", "{'a': ['+*******0123']}"),
    ],
)
def test_addresses_in_cognitos_words_are_masked(
    details: object, destination: str | None, reason: str
):
    """Whatever form its text has, which is not documented."""
    made = line("COGNITO", NOTIFICATION | {"message": {"details": details}})

    assert (made.destination, made.reason) == (destination, reason)


def test_one_message_with_several_events_is_one_row(server: Server, monkeypatch):
    """The last state that was told is told, in whatever order the events come."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")
    pool = {"Id": "us-east-1_a", "SmsConfiguration": {"EumsSms": {"ConfigurationSetName": "s"}}}
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:events:*"
    destination = {
        "EventDestinationName": "d",
        "Enabled": True,
        "MatchingEventTypes": ["ALL"],
        "CloudWatchLogsDestination": {"LogGroupArn": arn, "IamRoleArn": "arn:aws:iam::1:role/r"},
    }
    states = (
        ("TEXT_SUCCESSFUL", 3, True),
        ("TEXT_PENDING", 1, False),
        ("TEXT_DELIVERED", 4, True),
        ("TEXT_QUEUED", 5, False),
    )
    events = [
        {
            "eventId": str(offset),
            "timestamp": AT + offset,
            "message": json.dumps(EVENT | {"eventType": name, "isFinal": is_final}),
        }
        for name, offset, is_final in states
    ]
    server.play(
        {"UserPool": pool},
        {"ConfigurationSets": [{"EventDestinations": [destination]}]},
        {"events": events},
        {"logGroups": []},
        {"LogDeliveryConfiguration": {"UserPoolId": "us-east-1_a", "LogConfigurations": []}},
    )
    remote = cx.connect(server.url, region_name="us-east-1", user_pool_id="us-east-1_a")

    (found,) = remote.delivery_log(since=timedelta(days=10**5))

    assert found.reason.startswith("TEXT_DELIVERED")
    assert server.received[2].json()["logGroupName"] == "events"


def test_scenarios_leave_a_log_that_can_be_read():
    """Whatever was set up."""
    for scenario in logs.SCENARIOS:
        session = cx.connect("embedded", seed=1, now=NOW)
        session.aws.play(scenario.name)

        assert session.delivery_log().to_frame() is not None
