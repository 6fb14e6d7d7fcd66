"""What became of SMS is read from the delivery log, whatever is in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import NOW, Server
from embedded.sms_account import ANA, Account, open_account

import cognito_explore as cx
from cognito_explore import frames

GROUP = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber"
# Whenever it was.
LONG = timedelta(days=10**6)
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
    server.play({"logGroups": [{"logGroupName": GROUP}]}, {"events": list(events)}, {})
    rows: list[dict[Any, Any]] = remote.delivery_log(since=LONG).to_frame().to_dict("records")
    return rows


def changed(**delivery: Any) -> dict[str, Any]:
    """Make a line with something else in its delivery."""
    return GOOD | {"delivery": GOOD["delivery"] | delivery}


def check_dtypes(frame: Any) -> None:
    """Compare with what is documented."""
    assert list(frame.columns) == list(frames.DELIVERIES)
    for name, dtype in frames.DELIVERIES.items():
        if isinstance(dtype, tuple):
            assert frame[name].cat.categories[: len(dtype)].tolist() == list(dtype)
        else:
            assert str(frame[name].dtype) == dtype


def test_empty_log_has_its_columns(account: Account):
    """Before anything was written, its groups are not there either."""
    frame = account.session.delivery_log().to_frame()

    assert len(frame) == 0
    check_dtypes(frame)


def test_log_tells_what_became_of_each_message(account: Account):
    """With its price, or why it has none; the number is masked."""
    account.send()
    account.sms().tier = "SANDBOX"
    account.aws.clock.advance(minutes=1)
    account.send()

    frame = account.session.delivery_log().to_frame()

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

    frame = account.session.delivery_log().to_frame()

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


@pytest.mark.parametrize(
    ("since", "count"),
    [
        (timedelta(hours=0.4), 1),
        (timedelta(hours=0.75), 2),
        (None, 3),
        (timedelta.max, 3),
        (NOW, 3),
        (NOW + timedelta(minutes=1), 2),
        (datetime.min.replace(tzinfo=UTC), 3),
        ((NOW + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9))), 2),
    ],
    ids=str,
)
def test_since_tells_how_far_back(account: Account, since: Any, count: int):
    """As a span or an instant, up to before there were any; default: 72 hours."""
    for _ in range(3):
        account.send()
        account.aws.clock.advance(minutes=20)

    assert len(account.session.delivery_log(since=since)) == count


@pytest.mark.parametrize(
    "since",
    [
        *(0, 72, "72", True, [1], timedelta(), timedelta(hours=-1)),
        *(NOW.replace(tzinfo=None), NOW.date()),
    ],
    ids=str,
)
def test_wrong_since_is_told(account: Account, since: Any):
    """Before anything is asked."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        account.session.delivery_log(since=since)

    (fault,) = caught.value.faults
    assert fault.field == "since"
    assert "neither an aware instant nor a span" in fault.problem


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
        {},
    )

    frame = remote.delivery_log(since=LONG).to_frame()

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
        {},
    )

    frame = remote.delivery_log(since=LONG).to_frame()

    assert frame["message_id"].isna().tolist() == [True]
    assert frame["status"].tolist() == ["SUCCESS"]


def test_only_the_groups_of_text_messages_are_read(remote: cx.Session, server: Server):
    """SNS writes others below the same name, such as those of topics."""
    server.play(
        {"logGroups": [{"logGroupName": "sns/us-east-1/123456789012/topic"}]},
        {},
    )

    assert len(remote.delivery_log()) == 0
    asked = server.received[0]
    assert "FilterLogEvents" not in {it.operation for it in server.received}
    assert asked.json() == {"logGroupNamePrefix": "sns/us-east-1/"}


def test_times_are_aware(account: Account):
    """In UTC."""
    account.send()

    at = account.session.delivery_log().to_frame()["logged_at"].iloc[0].to_pydatetime()

    assert at == datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert at.utcoffset() == timedelta()
