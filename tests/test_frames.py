"""Frames have the columns and dtypes that one module fixes, whatever is in them."""

import dataclasses
from datetime import UTC, datetime
from typing import Any, get_args

import pandas as pd
import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore import errors, frames
from cognito_explore.frames import to_micros

MESSAGE = {
    "at": to_micros(NOW),
    "medium": "SMS",
    "to": "+12025550123",
    "subject": None,
    "body": "Your code is 012345",
    "code": "012345",
}
ATTEMPT = {
    "sent_at": to_micros(NOW),
    "operation": "GetUser",
    "attribute_name": None,
    "delivery_medium": None,
    "destination": None,
    "outcome": "accepted",
    "error_code": None,
    "error_message": None,
    "http_status": 200,
    "request_id": "request-1",
    "elapsed_ms": 1.5,
    "session": "embedded",
    "attempt": 1,
}
TABLES = [(frames.INBOX, MESSAGE), (frames.HISTORY, ATTEMPT)]


def make(dtypes: Any, *rows: dict[str, Any]) -> pd.DataFrame:
    """Make a frame of rows."""
    return frames.make_frame(dtypes, {name: [row[name] for row in rows] for name in dtypes})


@pytest.mark.parametrize(("dtypes", "row"), TABLES, ids=["inbox", "history"])
def test_frame_has_the_columns_in_order(dtypes: Any, row: dict[str, Any]):
    """Names and order are those of the table, also without any row."""
    assert list(make(dtypes, row).columns) == list(dtypes)
    assert list(make(dtypes).columns) == list(dtypes)
    assert (len(make(dtypes)), len(make(dtypes, row, row))) == (0, 2)


@pytest.mark.parametrize(("dtypes", "row"), TABLES, ids=["inbox", "history"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_frame_has_the_dtypes(dtypes: Any, row: dict[str, Any], count: int):
    """Each column has its dtype, and categorical ones have the known values, in order."""
    frame = make(dtypes, *[row] * count)

    for name, dtype in dtypes.items():
        if isinstance(dtype, tuple):
            assert frame[name].dtype == pd.CategoricalDtype(list(dtype), ordered=False)
            assert list(frame[name].cat.categories) == list(dtype)
        else:
            assert frame[name].dtype == dtype


@pytest.mark.parametrize(("dtypes", "row"), TABLES, ids=["inbox", "history"])
def test_frame_keeps_the_values(dtypes: Any, row: dict[str, Any]):
    """What goes in comes out, instants as aware UTC and None as missing."""
    frame = make(dtypes, row)

    got = frame.iloc[0].to_dict()
    at = next(iter(dtypes))
    assert got.pop(at) == pd.Timestamp(NOW)
    assert {name: None if pd.isna(value) else value for name, value in got.items()} == {
        name: value for name, value in row.items() if name != at
    }


def test_instants_are_exact():
    """Microseconds are kept, before 1970 and far ahead as well."""
    instants = [
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 11, 22, 12, 0, 0, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ]

    frame = make(frames.INBOX, *[MESSAGE | {"at": to_micros(at)} for at in instants])

    assert list(frame["at"].dt.to_pydatetime()) == instants
    assert str(frame["at"].dt.tz) == "UTC"


def test_value_that_is_not_known_yet_becomes_a_category():
    """A medium that AWS adds tomorrow comes after the known ones, and is not lost."""
    frame = make(frames.INBOX, *[MESSAGE | {"medium": it} for it in ("PUSH", "SMS", None, "PUSH")])

    assert list(frame["medium"].cat.categories) == ["SMS", "EMAIL", "PUSH"]
    assert list(frame["medium"].astype(object).fillna("none")) == ["PUSH", "SMS", "none", "PUSH"]


def test_counts_may_be_missing():
    """A request that got no answer has no HTTP status, and the others stay whole numbers."""
    rows = [ATTEMPT | {"http_status": status} for status in (200, None, 400)]

    status = make(frames.HISTORY, *rows)["http_status"]

    assert status.dtype == "Int64"
    assert list(status.isna()) == [False, True, False]
    assert list(status.dropna()) == [200, 400]


def test_texts_may_be_missing_and_are_not_numbers():
    """A code keeps its leading zero; a missing subject is missing, not the text `None`."""
    frame = make(frames.INBOX, MESSAGE)

    assert frame["code"].iloc[0] == "012345"
    assert frame["subject"].isna().all()


def test_history_is_a_frame_of_attempts():
    """The columns of a history are the fields of its attempts."""
    assert list(frames.HISTORY) == [it.name for it in dataclasses.fields(cx.Attempt)]
    assert get_args(errors.Outcome) == frames.OUTCOMES


def test_inbox_is_a_frame_from_the_start(session: cx.Session, tokens: cx.Tokens):
    """An empty inbox has the dtypes of a full one."""
    empty = session.aws.inbox()
    session.send_code(tokens.access_token, "email")
    session.send_code(tokens.access_token, "phone_number")
    full = session.aws.inbox()

    assert (len(empty), len(full)) == (0, 2)
    assert list(full.columns) == ["at", "medium", "to", "subject", "body", "code"]
    assert list(empty.columns) == list(full.columns)
    assert list(empty.dtypes) == list(full.dtypes)
    assert list(full["at"]) == [pd.Timestamp(NOW)] * 2
    assert list(full["medium"]) == ["EMAIL", "SMS"]


def test_a_list_of_records_is_a_frame(session: cx.Session, tokens: cx.Tokens):
    """One delivery is a row, and pandas makes a frame of a list of them by itself."""
    sent = [session.send_code(tokens.access_token, name) for name in ("email", "phone_number")]

    frame = pd.DataFrame(sent)

    assert list(frame.columns) == [it.name for it in dataclasses.fields(cx.CodeDelivery)]
    assert frame.to_dict("records") == [dataclasses.asdict(it) for it in sent]
    assert list(frame["destination"]) == ["a***@e***", "+*******0123"]
    assert str(frame["sent_at"].dtype).endswith("UTC]")


def test_records_and_history_agree(session: cx.Session, tokens: cx.Tokens):
    """What a delivery and the history both tell is the same, under the same name."""
    sent = pd.DataFrame([session.send_code(tokens.access_token, "email")])

    kept = session.history.to_frame().tail(1)

    assert set(sent.columns) <= set(kept.columns)
    for name in sent.columns:
        assert list(sent[name]) == list(kept[name])
