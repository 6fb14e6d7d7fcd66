"""What became of SMS is read from the delivery log, whatever is in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import NOW, Server
from embedded.sms_account import ANA, Account, open_account

import cognito_explore as cx
from cognito_explore import frames

GROUP = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber"
AT = int(NOW.timestamp() * 1000)
GOOD = {
    "notification": {"messageId": "message-1", "timestamp": "2026-11-22 12:00:00.000"},
    "delivery": {
        "destination": ANA,
        "priceInUSD": 0.00645,
        "numberOfMessageParts": 1,
        "smsType": "Transactional",
        "providerResponse": "Message has been accepted by phone",
        "dwellTimeMs": 599,
    },
    "status": "SUCCESS",
}


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


@pytest.fixture
def remote(server: Server, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials, on a server that answers as it is told."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")
    return cx.connect(server.url, region_name="us-east-1")


def event(message: object, at: object = AT, event_id: str = "1") -> dict[str, Any]:
    """Make an event of a log."""
    text = message if isinstance(message, str) else json.dumps(message)
    return {"timestamp": at, "message": text, "eventId": event_id}


def read(remote: cx.Session, server: Server, *events: dict[str, Any]) -> list[dict[Any, Any]]:
    """Read a log with some events, whenever they were."""
    server.play({"logGroups": [{"logGroupName": GROUP}]}, {"events": list(events)})
    rows: list[dict[Any, Any]] = remote.delivery_log(hours=10**7).to_dict("records")
    return rows


def changed(**delivery: Any) -> dict[str, Any]:
    """Make a line with something else in its delivery."""
    return GOOD | {"delivery": GOOD["delivery"] | delivery}


def check_dtypes(frame: Any) -> None:
    """Compare with what is documented."""
    assert list(frame.columns) == list(frames.DELIVERIES)
    assert frame["status"].cat.categories[:2].tolist() == ["SUCCESS", "FAILURE"]
    for name, dtype in frames.DELIVERIES.items():
        assert name == "status" or str(frame[name].dtype) == dtype


def test_empty_log_has_its_columns(account: Account):
    """Before anything was written, its groups are not there either."""
    frame = account.session.delivery_log()

    assert len(frame) == 0
    check_dtypes(frame)


def test_log_tells_what_became_of_each_message(account: Account):
    """With its price, or why it has none; the number is masked."""
    account.send()
    account.sms().tier = "SANDBOX"
    account.aws.clock.advance(minutes=1)
    account.send()

    frame = account.session.delivery_log()

    check_dtypes(frame)
    sent, lost = frame.to_dict("records")
    assert (sent["status"], sent["price_usd"], sent["parts"]) == ("SUCCESS", 0.01, 1)
    assert sent["logged_at"] == NOW
    assert sent["destination"] == "+*******0123"
    assert sent["message_id"]
    assert lost["status"] == "FAILURE"
    assert lost["reason"] == "Sandboxed account unable to send to number."
    assert frame["price_usd"].isna().tolist() == [False, True]
    assert frame["parts"].isna().tolist() == [False, True]
    assert "5550123" not in frame.to_csv()


def test_messages_of_one_instant_keep_their_order(account: Account):
    """Although successes and failures are in two groups, and the clock stands."""
    for tier in ("SANDBOX", "PRODUCTION", "PRODUCTION", "SANDBOX", "PRODUCTION"):
        account.sms().tier = tier
        account.send()

    frame = account.session.delivery_log()

    assert frame["logged_at"].nunique() == 1
    assert list(frame["status"]) == ["FAILURE", "SUCCESS", "SUCCESS", "FAILURE", "SUCCESS"]
    ids = [it.message_id for it in account.sms().log.deliveries()]
    assert frame["message_id"].tolist() == ids


def test_oldest_comes_first_whatever_aws_gives_first(remote: cx.Session, server: Server):
    """Groups and streams are interleaved."""
    lines = [
        event(GOOD | {"notification": {"messageId": name}}, AT + offset, event_id)
        for name, offset, event_id in (("c", 2, "1"), ("b", 1, "9"), ("a", 1, "8"), ("d", 3, "0"))
    ]

    assert [it["message_id"] for it in read(remote, server, *lines)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(("hours", "count"), [(0.4, 1), (0.75, 2), (72, 3), (10**6, 3), (1e300, 3)])
def test_hours_tell_how_far_back(account: Account, hours: float, count: int):
    """Up to before there were any."""
    for _ in range(3):
        account.send()
        account.aws.clock.advance(minutes=20)

    assert len(account.session.delivery_log(hours=hours)) == count


@pytest.mark.parametrize("hours", [0, -1, float("nan"), "72", None, True, [1]])
def test_wrong_hours_are_told(account: Account, hours: Any):
    """Before anything is asked."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        account.session.delivery_log(hours=hours)

    (fault,) = caught.value.faults
    assert fault.field == "hours"
    assert "no number of hours" in fault.problem


def test_infinite_hours_read_all(account: Account):
    """There is nothing further back."""
    account.send()

    assert len(account.session.delivery_log(hours=float("inf"))) == 1


def test_log_is_that_of_a_region(account: Account):
    """Where the message left from."""
    account.send()

    assert len(account.session.delivery_log("us-east-1")) == 1
    assert len(account.session.delivery_log("eu-west-1")) == 0


@pytest.mark.parametrize("action", ["logs:DescribeLogGroups", "logs:FilterLogEvents"])
def test_denied_log_names_its_permission(account: Account, action: str):
    """Each of the two in turn."""
    account.send()
    account.aws.deny(action)

    with pytest.raises(cx.AccessDeniedError) as caught:
        account.session.delivery_log()

    assert caught.value.action == action
    assert f"Allow `{action}`" in caught.value.hint


@pytest.mark.parametrize(
    "line",
    [
        "",
        "not JSON",
        '{"delivery": ',
        "null",
        "5",
        '"text"',
        "[]",
        "[1, 2]",
        "{}",
        '{"delivery": {}}',
        '{"status": "SUCCESS"}',
        '{"delivery": null, "status": "SUCCESS"}',
        '{"delivery": [], "status": "SUCCESS"}',
        '{"delivery": "text", "status": "SUCCESS"}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"delivery": {"priceInUSD": ' + "9" * 5_000 + '}, "status": "SUCCESS"}',
    ],
    ids=lambda line: line[:20],
)
def test_line_of_another_form_is_left_out(remote: cx.Session, server: Server, line: str):
    """And the line after it is read."""
    rows = read(remote, server, event(line), event(GOOD))

    assert [it["message_id"] for it in rows] == ["message-1"]


@pytest.mark.parametrize("at", [10**18, -(10**18), None])
def test_time_that_is_none_is_left_out(remote: cx.Session, server: Server, at: object):
    """No date goes that far."""
    rows = read(remote, server, event(GOOD, at), event(GOOD))

    assert len(rows) == 1
    assert rows[0]["logged_at"] == NOW


@pytest.mark.parametrize(
    "price", ["1e400", "-1e400", "NaN", "9" * 400, "1e30", '"0.01"', "true", "null", "[]"]
)
def test_price_that_is_none_is_missing(remote: cx.Session, server: Server, price: str):
    """It spoils neither the frame nor the limits."""
    line = json.dumps(changed(priceInUSD="PRICE")).replace('"PRICE"', price)
    (row,) = read(remote, server, event(line))

    assert row["price_usd"] != row["price_usd"], "it is missing"
    assert row["parts"] == 1


@pytest.mark.parametrize("parts", [10**30, -(10**30), "1", True, 1.5, None, {}])
def test_count_that_is_none_is_missing(remote: cx.Session, server: Server, parts: object):
    """A column of whole numbers holds no more than 64 bits."""
    server.play(
        {"logGroups": [{"logGroupName": GROUP}]},
        {"events": [event(changed(numberOfMessageParts=parts))]},
    )

    frame = remote.delivery_log(hours=10**7)

    check_dtypes(frame)
    assert frame["parts"].isna().tolist() == [True]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "\x1b[2J\x1b]0;title\x07",
        "\u202eevil",
        "line\nline",
        "\x00",
        "\ud800",
        {"nested": {"deep": [1, 2, 3]}},
        ["a"] * 10_000,
        "x" * 100_000,
    ],
    ids=lambda it: ascii(it)[:20],
)
def test_hostile_text_is_made_printable(remote: cx.Session, server: Server, hostile: Any):
    """In each column that takes text."""
    line = changed(destination=hostile, providerResponse=hostile)
    line |= {"status": hostile, "notification": {"messageId": hostile}}

    (row,) = read(remote, server, event(line))

    for name in ("status", "destination", "reason", "message_id"):
        assert row[name].isprintable()
        assert len(row[name]) < 700


def test_reason_that_repeats_the_number_is_masked(remote: cx.Session, server: Server):
    """No column has an address in it."""
    line = changed(providerResponse=f"Phone {ANA} is unreachable")

    (row,) = read(remote, server, event(line))

    assert row["reason"] == "Phone +*******0123 is unreachable"


@pytest.mark.parametrize("notification", [None, [], "text", {}, {"messageId": None}])
def test_message_without_id_is_kept(remote: cx.Session, server: Server, notification: object):
    """Its id is missing, and the rest is told."""
    server.play(
        {"logGroups": [{"logGroupName": GROUP}]},
        {"events": [event(GOOD | {"notification": notification})]},
    )

    frame = remote.delivery_log(hours=10**7)

    assert frame["message_id"].isna().tolist() == [True]
    assert frame["status"].tolist() == ["SUCCESS"]


def test_only_the_groups_of_text_messages_are_read(remote: cx.Session, server: Server):
    """SNS writes others below the same name, such as those of topics."""
    server.play(
        {"logGroups": [{"logGroupName": "sns/us-east-1/123456789012/topic"}]},
    )

    assert len(remote.delivery_log()) == 0
    (asked,) = server.received
    assert asked.json() == {"logGroupNamePrefix": "sns/us-east-1/"}


def test_times_are_aware(account: Account):
    """In UTC."""
    account.send()

    at = account.session.delivery_log()["logged_at"].iloc[0].to_pydatetime()

    assert at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert at.utcoffset() == timedelta()
