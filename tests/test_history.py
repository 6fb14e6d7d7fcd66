"""A history keeps every attempt, in order, and turns into a frame."""

import itertools
import re
import sys
import tracemalloc
import uuid
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import pytest
from conftest import NOW, Server, make_token
from hypothesis import given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore import frames
from cognito_explore.attempt_rows import next_ticket

THREADS = 8
EACH = 500


def make_fields(**changes: Any) -> dict[str, Any]:
    """Make what is kept of an accepted attempt, all but its number."""
    return {
        "sent_at": NOW,
        "operation": "GetUserAttributeVerificationCode",
        "attribute_name": "phone_number",
        "delivery_medium": "SMS",
        "destination": "+*******0123",
        "outcome": "accepted",
        "error_code": None,
        "error_message": None,
        "http_status": 200,
        "request_id": "request-1",
        "elapsed_ms": 12.5,
        "session": "embedded",
    } | changes


REFUSED = make_fields(
    sent_at=NOW + timedelta(seconds=1),
    delivery_medium=None,
    destination=None,
    outcome="refused",
    error_code="LimitExceededException",
    error_message="Attempt limit exceeded, please try after some time.",
    http_status=400,
    elapsed_ms=3.0,
)
NOT_SENT = make_fields(
    sent_at=NOW + timedelta(seconds=2),
    attribute_name=None,
    delivery_medium=None,
    destination=None,
    outcome="not_sent",
    error_code="EndpointConnectionError",
    error_message="No connection.",
    http_status=None,
    request_id=None,
    elapsed_ms=0.25,
)


@pytest.fixture
def history() -> cx.History:
    """A history of three attempts: accepted, refused, not sent."""
    made = cx.History()
    for kept in (make_fields(), REFUSED, NOT_SENT):
        made.add(**kept)
    return made


def long_history(count: int, **changes: Any) -> cx.History:
    """Make a history of many attempts that are alike."""
    made = cx.History()
    for _ in range(count):
        made.add(**make_fields(**changes))
    return made


@pytest.fixture
def hasty_threads() -> Iterator[None]:
    """Make threads take turns as often as they can."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def cells(html: str) -> list[str]:
    """Give what is in the cells of a table that was escaped."""
    return re.findall(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", html)


def values(attempt: cx.Attempt) -> dict[str, Any]:
    """Give the fields of an attempt."""
    return {it.name: getattr(attempt, it.name) for it in fields(attempt)}


def test_attempt_is_kept_as_it_was(history: cx.History):
    """Every field comes back as it was given, with the number of the attempt."""
    assert [values(attempt) for attempt in history] == [
        make_fields(attempt=1),
        {**REFUSED, "attempt": 2},
        {**NOT_SENT, "attempt": 3},
    ]


ANY_TEXT = st.none() | st.text(st.characters()) | st.sampled_from(["", "\ud800", "-" * 36])
WIRE_TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis gives them the zone


def attempts(texts: st.SearchStrategy[Any], numbers: st.SearchStrategy[Any]) -> Any:
    """Draw what may be kept of an attempt."""
    ids = texts | st.uuids().map(str) | st.uuids().map(lambda it: str(it).upper())
    return st.fixed_dictionaries(
        {
            "sent_at": INSTANTS,
            "operation": texts | st.sampled_from(frames.OPERATIONS),
            "attribute_name": texts,
            "delivery_medium": texts | st.sampled_from(frames.MEDIA),
            "destination": texts,
            "outcome": texts | st.sampled_from(frames.OUTCOMES),
            "error_code": texts,
            "error_message": texts,
            "http_status": st.none() | numbers,
            "request_id": ids,
            "elapsed_ms": st.floats(),
            "session": texts,
            "user": ids,
        }
    )


def comparable(kept: dict[str, Any]) -> dict[str, Any]:
    """Let a number that is none be equal to itself."""
    return {name: it for name, it in kept.items() if name != "user"} | {
        "elapsed_ms": repr(float(kept["elapsed_ms"]))
    }


@given(st.lists(attempts(ANY_TEXT, st.integers())))
def test_what_goes_in_comes_out(kept: list[dict[str, Any]]):
    """Any text, any whole number, any instant, and what is missing or no number."""
    history = cx.History()

    numbers = [history.add(**told) for told in kept]

    assert numbers == list(range(1, len(kept) + 1))
    assert [comparable(values(it)) for it in history] == [
        comparable(told) | {"attempt": number} for number, told in enumerate(kept, 1)
    ]


@given(st.lists(attempts(WIRE_TEXT, st.integers(-(2**63), 2**63 - 1))))
def test_frame_is_the_one_that_pandas_makes_of_the_values(kept: list[dict[str, Any]]):
    """In values, dtypes and categories, with whatever pandas keeps texts in."""
    history = cx.History()
    for told in kept:
        history.add(**told)

    columns = {name: [it.get(name) for it in kept] for name in frames.HISTORY}
    columns["sent_at"] = [frames.to_micros(at) for at in columns["sent_at"]]
    columns["attempt"] = list(range(1, len(kept) + 1))
    expected = frames.make_frame(frames.HISTORY, columns)
    pd.testing.assert_frame_equal(history.to_frame(), expected, check_exact=True)


UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.mark.parametrize(
    "text",
    [
        UUID,
        UUID.upper(),
        UUID.replace("-", ""),
        f"{{{UUID}}}",
        UUID.replace("f2504", " 2504"),
        UUID.replace("4f89", "4-89"),
        UUID.replace("9a0c", "9a--"),
        UUID + "-",
        UUID[:-1] + "-",
        UUID[:-1] + "g",
        UUID[:-1] + "\N{FULLWIDTH DIGIT ONE}",
        "3f2504e04-f89-41d3-9a0c-0305e82c3301",
        str(uuid.UUID(int=0)),
        str(uuid.UUID(int=1)),
        str(uuid.UUID(int=2**32 - 1)),
        str(uuid.UUID(int=2**32)),
        str(uuid.UUID(int=2**128 - 1)),
    ],
)
def test_text_that_is_like_a_uuid_comes_back_as_it_was(text: str):
    """Only what is written as UUIDs mostly are is kept as the number that it is."""
    history = cx.History()
    history.add(**make_fields(request_id=text, user=text))

    assert history[0].request_id == text
    assert list(history.to_frame()["request_id"]) == [text]
    assert history.of_user(user_token(sub=text)) == [history[0]]
    assert history.of_user(user_token(sub=UUID.replace("3f", "4f"))) == []


def test_long_history_is_small():
    """An attempt takes 100 bytes, its request id, user and destination included."""
    count = 20_000
    tracemalloc.start()
    history = cx.History()
    before = tracemalloc.get_traced_memory()[0]

    for number in range(count):
        history.add(
            **make_fields(
                sent_at=NOW + timedelta(milliseconds=number),
                destination=f"+*******{number % (count // 10):04}",
                request_id=str(uuid.UUID(int=(number << 64) + 7)),
                user=str(uuid.UUID(int=(number << 64) + 2**127)),
                elapsed_ms=number / 7,
            )
        )

    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert len(history) == count
    assert used < 100 * count


def test_history_is_a_sequence(history: cx.History):
    """It has a length, and is read by number, from the end, and by slices."""
    one, two, three = history

    assert isinstance(history, Sequence)
    assert len(history) == 3
    assert [history[0], history[1], history[2]] == [one, two, three]
    assert [history[-1], history[-3]] == [three, one]
    assert history[1:] == [two, three]
    assert history[::-1] == [three, two, one]
    assert history[5:] == []


def test_history_is_searched_as_a_sequence(history: cx.History):
    """It goes backwards, and tells whether, where and how often an attempt is in it."""
    one, two, three = history

    assert list(reversed(history)) == [three, two, one]
    assert two in history
    assert cx.Attempt(**make_fields(attempt=2)) not in history
    assert "GetUser" not in history
    assert (history.index(three), history.count(one)) == (2, 1)


@pytest.mark.parametrize("index", [3, -4, 100])
def test_index_out_of_range_is_an_index_error(history: cx.History, index: int):
    """There is no attempt beyond the last, nor before the first."""
    with pytest.raises(IndexError):
        history[index]


@pytest.mark.parametrize("index", ["0", 1.0, None])
def test_index_of_another_type_is_a_type_error(history: cx.History, index: Any):
    """Attempts are found by whole numbers and slices only."""
    with pytest.raises(TypeError):
        history[index]


def test_empty_history_is_false_and_has_no_attempts():
    """A new history is an empty sequence."""
    history = cx.History()

    assert not history
    assert list(history) == []
    assert history[:] == []


def test_history_only_grows(history: cx.History):
    """Nothing takes an attempt out of a history, moves it or changes it."""
    before = list(history)

    with pytest.raises(TypeError):
        history[0] = history[1]  # type: ignore[index]
    with pytest.raises(TypeError):
        del history[0]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        history[0].outcome = "unknown"  # type: ignore[misc]

    assert list(history) == before
    assert {name for name in dir(history) if not name.startswith("_")} == {
        *("add", "of_user", "since", "to_frame"),
        *("index", "count"),
    }


def test_an_iteration_ends_where_the_history_was(history: cx.History):
    """What is added during an iteration comes with the next one."""
    seen = []

    for attempt in itertools.islice(history, 10):
        history.add(**make_fields())
        seen.append(attempt.attempt)

    assert seen == [1, 2, 3]
    assert len(history) == 6


def test_instants_are_kept_to_the_microsecond_in_utc():
    """An instant of another zone is the same instant, told in UTC."""
    at = datetime(2026, 11, 22, 14, 0, 0, 123_457, tzinfo=timezone(timedelta(hours=2)))

    history = cx.History()
    history.add(**make_fields(sent_at=at))

    assert history[0].sent_at == at
    assert history[0].sent_at.isoformat() == "2026-11-22T12:00:00.123457+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sent_at": NOW.replace(tzinfo=None)},
        {"sent_at": "yesterday"},
        {"elapsed_ms": "soon"},
        {"elapsed_ms": None},
        {"attempt": 7},
        {"unknown": 1},
    ],
)
def test_attempt_that_cannot_be_kept_changes_nothing(history: cx.History, wrong: dict[str, Any]):
    """A wrong value is refused, and the attempts before and after it stay whole."""
    before = list(history)

    with pytest.raises(TypeError):
        history.add(**make_fields() | wrong)

    history.add(**REFUSED)
    assert list(history) == [*before, cx.Attempt(**REFUSED, attempt=4)]
    assert len(history.to_frame()) == 4


def test_attempt_that_was_kept_is_not_kept_again(history: cx.History):
    """An interrupt after an attempt was kept makes no second one of it."""
    history.add(**REFUSED, is_again=True)

    assert len(history) == 3


def test_attempt_that_was_interrupted_is_kept(history: cx.History):
    """An attempt that an interrupt kept out is kept, with the next number."""
    history.add(**make_fields(sent_at=NOW + timedelta(seconds=3), outcome="unknown"), is_again=True)

    assert len(history) == 4
    assert (history[3].attempt, history[3].outcome) == (4, "unknown")


def test_interrupted_attempt_is_no_other_of_the_same_instant():
    """On a clock that stands, every attempt has one and the same instant and takes no time."""
    history = cx.History()
    history.add(**make_fields(elapsed_ms=0.0))

    history.add(**make_fields(elapsed_ms=0.0, outcome="unknown", request_id=None), is_again=True)

    assert [it.outcome for it in history] == ["accepted", "unknown"]


def test_attempts_that_are_alike_are_told_apart_by_their_tickets():
    """The second of two was interrupted before it was kept, or after."""
    history = cx.History()
    first, second = next_ticket(), next_ticket()
    history.add(**NOT_SENT, ticket=first)

    numbers = [history.add(**NOT_SENT, ticket=second, is_again=True) for _ in range(2)]

    assert numbers == [2, 2]
    assert len(history) == 2
    assert history.add(**NOT_SENT, ticket=first, is_again=True) == 1


def test_interrupt_loses_none_of_the_attempts_that_are_alike(
    session: cx.Session, monkeypatch: pytest.MonkeyPatch
):
    """On a clock that stands, a request that is never sent is alike each time."""
    request = cx.GetUser(make_token(exp=1))
    with pytest.raises(cx.InvalidRequestError):
        session.send(request)
    add, calls = cx.History.add, []

    def interrupted(self: cx.History, **kept: Any) -> int:
        calls.append(kept)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return add(self, **kept)

    monkeypatch.setattr(cx.History, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        session.send(request)

    one, two = session.history[-2:]
    assert values(one) == values(two) | {"attempt": one.attempt}


def run_with(action: Callable[[], object], step: int, call: Callable[[], object]) -> bool:
    """Call, and before one of Python's instructions in our modules do something else.

    As another thread may, or an interrupt. Tells whether there were as many instructions.
    """
    steps = itertools.count()
    is_done = False

    def trace(frame: Any, event: str, _: object) -> Any:
        nonlocal is_done
        if not frame.f_globals["__name__"].startswith("cognito_explore."):
            return None
        frame.f_trace_opcodes = True
        if event == "opcode" and next(steps) == step:
            is_done = True
            action()
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return is_done


def interrupt() -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


def test_interrupt_at_any_point_keeps_an_attempt_once():
    """Wherever it comes, the attempt is there once it is added again, and is there once."""
    history = cx.History()
    for step in itertools.count():
        told = make_fields(session=str(step), destination=f"+{step}", ticket=next_ticket())

        with suppress(KeyboardInterrupt):
            run_with(interrupt, step, lambda told=told: history.add(**told))
            break
        number = history.add(**told, is_again=True)

        assert len(history) == number == step + 1

    assert step > 100
    assert [(it.session, it.destination) for it in history] == [
        (str(number), f"+{number}") for number in range(step + 1)
    ]


def test_another_thread_at_any_point_changes_no_attempt():
    """Its attempt has a text that is new as well, and another that is new to both."""
    for step in itertools.count():
        history, numbers = cx.History(), {}
        one, two = (
            make_fields(session=it, destination=it, error_message="new", ticket=next_ticket())
            for it in "12"
        )

        def add(name: str, told: dict[str, Any], history=history, numbers=numbers) -> None:
            numbers[history.add(**told)] = name

        is_done = run_with(
            lambda add=add, two=two: add("2", two), step, lambda add=add, one=one: add("1", one)
        )

        assert numbers == {it.attempt: it.session for it in history}
        assert len(numbers) == 1 + is_done
        assert all((it.destination, it.error_message) == (it.session, "new") for it in history)
        again = [history.add(**told, is_again=True) for told in (one, two)[: len(numbers)]]
        assert [numbers[number] for number in again] == ["1", "2"][: len(numbers)]
        assert len(history) == len(numbers)
        if not is_done:
            break

    assert step > 100


@pytest.mark.usefixtures("hasty_threads")
def test_threads_may_add_at_the_same_time():
    """Attempts of several threads are all kept, numbered without a gap, none mixed with another."""
    history = cx.History()

    def add(thread: int) -> dict[int, str]:
        numbers = {}
        for number in range(EACH):
            name = f"{thread}-{number}"
            fields = make_fields(
                request_id=name, session=name, elapsed_ms=thread, http_status=thread
            )
            numbers[history.add(**fields)] = name
        return numbers

    with ThreadPoolExecutor(THREADS) as pool:
        numbered = [item for of_one in pool.map(add, range(THREADS)) for item in of_one.items()]

    assert sorted(numbered) == [(it.attempt, it.session) for it in history]
    assert [it.attempt for it in history] == list(range(1, THREADS * EACH + 1))
    assert len({it.request_id for it in history}) == THREADS * EACH
    for it in history:
        assert it.request_id == it.session
        assert f"{it.http_status}-" == f"{it.elapsed_ms:.0f}-" == it.session[:2]


@pytest.mark.usefixtures("hasty_threads")
def test_threads_may_bring_the_same_texts_at_the_same_time():
    """Each attempt has its own, whoever brought them first."""
    history = cx.History()

    def add(_: int) -> None:
        for number in range(EACH):
            text = str(number)
            history.add(**make_fields(destination=text, error_code=text, error_message=text))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(add, range(THREADS)))

    told = [(it.destination, it.error_code, it.error_message) for it in history]
    assert Counter(told) == {(str(number),) * 3: THREADS for number in range(EACH)}
    frame = history.to_frame()
    assert list(frame["destination"]) == list(frame["error_code"]) == [it[0] for it in told]


def add_numbered(history: cx.History, count: int) -> None:
    """Add attempts whose session is their number."""
    for number in range(count):
        history.add(**make_fields(session=str(number + 1)))


@pytest.mark.usefixtures("hasty_threads")
def test_attempts_are_read_while_others_are_added():
    """Whoever reads sees whole attempts only."""
    history = cx.History()

    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add_numbered, history, THREADS * EACH)
        while not adding.done():
            if history:
                last = history[-1]
                assert last.session == str(last.attempt)

    assert len(history) == THREADS * EACH


@pytest.mark.usefixtures("hasty_threads")
def test_frames_are_made_while_attempts_are_added():
    """A frame has whole rows only, and never fewer than the one before."""
    history = cx.History()
    lengths = [0]

    with ThreadPoolExecutor(1) as pool:
        adding = pool.submit(add_numbered, history, EACH)
        while not adding.done():
            frame = history.to_frame()
            lengths.append(len(frame))
            assert list(frame["session"]) == [str(number) for number in frame["attempt"]]

    assert lengths == sorted(lengths)
    assert len(history.to_frame()) == EACH


def test_frame_equals_the_attempts_row_by_row(history: cx.History):
    """A frame has one row an attempt, and every value of it."""
    assert in_rows(history.to_frame()) == [values(attempt) for attempt in history]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_frame_has_its_columns_and_dtypes(history: cx.History, count: int):
    """Names, order and dtypes are those of `frames.HISTORY`, however many rows there are."""
    made = cx.History()
    for attempt in history[:count]:
        made.add(**{name: value for name, value in values(attempt).items() if name != "attempt"})

    frame = made.to_frame()

    assert len(frame) == count
    assert list(frame.columns) == list(frames.HISTORY)
    for name, dtype in frames.HISTORY.items():
        expected = pd.CategoricalDtype(list(dtype)) if isinstance(dtype, tuple) else dtype
        assert frame[name].dtype == expected


def in_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, with None for what is missing."""
    rows = frame.to_dict("records")
    return [{name: None if pd.isna(it) else it for name, it in row.items()} for row in rows]


@pytest.mark.parametrize(
    "numbers",
    [[3, 1], (2,), range(1, 4), [2, 2], array("q", [1]), np.array([3, 2]), pd.Series([1, 3]), []],
    ids=lambda it: type(it).__name__,
)
def test_frame_of_some_attempts_has_them_in_the_order_asked_for(
    history: cx.History, numbers: Sequence[int]
):
    """They are named by their numbers, in any kind of list, and keep them."""
    frame = history.to_frame(numbers)

    assert in_rows(frame) == [values(history[number - 1]) for number in numbers]
    assert list(frame.dtypes) == list(history.to_frame().dtypes)


def test_frame_of_some_attempts_has_their_categories_only():
    """A value that is not known yet is a category where it occurs."""
    history = cx.History()
    for name in ("Tomorrow", "GetUser", "Someday"):
        history.add(**make_fields(operation=name))

    def added(*numbers: int) -> list[str]:
        categories = history.to_frame(numbers)["operation"].cat.categories
        return list(categories[len(frames.OPERATIONS) :])

    assert [added(2), added(1), added(3, 1)] == [[], ["Tomorrow"], ["Someday", "Tomorrow"]]


@pytest.mark.parametrize("numbers", [[0], [-1], [4], [1, 4], [2**40]])
def test_number_of_no_attempt_is_refused(history: cx.History, numbers: list[int]):
    """They are counted from 1, and not from the end."""
    with pytest.raises(ValueError, match="there are attempts 1 to 3, not"):
        history.to_frame(numbers)


@pytest.mark.parametrize("numbers", [[1.0], ["1"], [True], [None], [[1]], 1, [2**70]])
def test_numbers_that_are_none_are_refused(history: cx.History, numbers: Any):
    """A mask is no list of numbers either."""
    with pytest.raises(TypeError, match="whole numbers"):
        history.to_frame(numbers)


def test_empty_frame_can_be_joined_to_a_full_one(history: cx.History):
    """An empty history has the dtypes of a full one, so that nothing turns into objects."""
    empty, full = cx.History().to_frame(), history.to_frame()

    both = pd.concat([empty, full], ignore_index=True)

    assert list(empty.dtypes) == list(full.dtypes) == list(both.dtypes)
    assert both.equals(full)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("operation", frames.OPERATIONS),
        ("delivery_medium", frames.MEDIA),
        ("outcome", frames.OUTCOMES),
    ],
)
def test_value_that_is_not_known_yet_is_a_category(name: str, known: tuple[str, ...]):
    """What AWS adds tomorrow is kept, after the values that are known."""
    history = long_history(1)
    history.add(**make_fields(**{name: "Tomorrow"}))

    column = history.to_frame()[name]

    assert list(column.cat.categories) == [*known, "Tomorrow"]
    assert column.iloc[1] == "Tomorrow"
    assert getattr(history[1], name) == "Tomorrow"


def test_missing_values_are_missing(history: cx.History):
    """What an attempt does not tell is missing in its row, not text and not zero."""
    row = history.to_frame().iloc[2]

    missing = {name for name in row.index if pd.isna(row[name])}

    assert missing == {
        *("attribute_name", "delivery_medium", "destination"),
        *("http_status", "request_id"),
    }


def test_frame_is_a_copy(history: cx.History):
    """Changing a frame changes no history, and a later attempt changes no frame."""
    frame = history.to_frame()
    frame.loc[0, "session"] = "changed"
    history.add(**make_fields())

    assert len(frame) == 3
    assert history[0].session == "embedded"
    assert history.to_frame()["session"].iloc[0] == "embedded"


def test_frame_has_no_secret(session: cx.Session, tokens: cx.Tokens):
    """Nothing of a token, a password or a code is in the frame of a session's attempts."""
    session.send_code(tokens.access_token, "email")
    code = session.aws.inbox()["code"].iloc[-1]
    session.verify_code(tokens.access_token, "email", code)

    shown = session.history.to_frame().to_csv()

    assert len(session.history) == 3
    for secret in (tokens.access_token.reveal(), "correct-horse-1", f",{code},", "ana@"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("outcomes", "shown"),
    [
        ([], "<History: 0 attempts>"),
        (["accepted"], "<History: 1 attempt, 1 accepted>"),
        (
            ["refused", "accepted", "unknown", "accepted", "not_sent"],
            "<History: 5 attempts, 2 accepted, 1 refused, 1 not_sent, 1 unknown>",
        ),
    ],
)
def test_repr_counts_the_outcomes(outcomes: list[str], shown: str):
    """A history tells in one line how many attempts there were, and how they ended."""
    history = cx.History()
    for outcome in outcomes:
        history.add(**make_fields(outcome=outcome))

    assert repr(history) == shown


@pytest.mark.parametrize(("count", "rows"), [(0, 0), (1, 1), (10, 10), (11, 10), (1_000, 10)])
def test_html_shows_the_last_ten(count: int, rows: int):
    """The table of a history is short, says of how many it is, and where all of them are."""
    history = long_history(count)

    shown = history._repr_html_()

    assert shown.count("<tr>") == 1 + rows
    assert (f"The last 10 of {count}:" in shown) == (count > 10)
    assert (".to_frame()" in shown) == (count > 10)
    numbers = [int(text) for text in cells(shown) if text.isdecimal()]
    assert numbers == list(range(1, count + 1))[-10:]
    assert len(shown) < 10_000


@pytest.mark.parametrize("name", ["operation", "attribute_name", "destination", "error_code"])
def test_html_is_escaped(name: str):
    """Nothing that a server said, nor a caller, becomes an element of the page."""
    history = long_history(1, **{name: "<img src=x onerror=alert(1)>$x$"})

    for shown in (history._repr_html_(), history[0]._repr_html_()):
        assert "<img" not in shown
        assert "&lt;img src=x onerror=alert(1)&gt;<span>$</span>x<span>$</span>" in shown


def test_attempt_shows_what_it_has(history: cx.History):
    """The repr of an attempt names what is there, and leaves out what is not."""
    assert repr(history[0]) == (
        "Attempt(attempt=1, sent_at='2026-11-22 12:00:00 UTC', "
        "operation='GetUserAttributeVerificationCode', attribute_name='phone_number', "
        "destination='+*******0123', outcome='accepted')"
    )
    assert repr(history[2]) == (
        "Attempt(attempt=3, sent_at='2026-11-22 12:00:02 UTC', "
        "operation='GetUserAttributeVerificationCode', outcome='not_sent', "
        "error_code='EndpointConnectionError')"
    )


def test_attempt_shows_all_of_itself_as_html(history: cx.History):
    """The table of one attempt has every field that has a value, in order."""
    shown = cells(history[1]._repr_html_())

    rows = dict(zip(shown[::2], shown[1::2], strict=True))
    missing = {"delivery_medium", "destination"}
    assert list(rows) == [name for name in frames.HISTORY if name not in missing]
    assert rows["error_code"] == "LimitExceededException"
    assert rows["elapsed_ms"] == "3.0"


def user_token(**claims: Any) -> cx.AccessToken:
    """Make an access token of a user."""
    return cx.AccessToken(make_token(**claims))


def test_attempts_of_one_user_are_told_apart():
    """By the `sub` of the token, oldest first, with the numbers that they have among all."""
    history = cx.History()
    for user in ("ana-sub", "ben-sub", None, "ana-sub"):
        history.add(**make_fields(user=user))

    assert history.of_user(user_token(sub="ana-sub")) == [history[0], history[3]]
    assert [it.attempt for it in history.of_user(user_token(sub="ben-sub"))] == [2]
    assert history.of_user(user_token(sub="cleo-sub")) == []


@pytest.mark.parametrize("claims", [{"sub": None}, {"sub": 5}])
def test_token_that_names_no_user_has_no_attempts(claims: dict[str, Any]):
    """Attempts whose user is not known are not of one user."""
    history = long_history(3)

    assert history.of_user(user_token(**claims)) == []
    assert history.of_user(cx.AccessToken("garbage")) == []


def test_every_token_of_a_user_finds_their_attempts(session: cx.Session, tokens: cx.Tokens):
    """Whichever they were made with; signing in itself is made with none."""
    second = session.sign_in("ana", "correct-horse-1").access_token
    ben = session.sign_in("ben", "battery-staple-2").access_token
    session.get_user(tokens.access_token)
    session.get_user(ben)
    session.get_user(second)

    assert tokens.access_token != second
    for token in (tokens.access_token, second):
        assert [it.attempt for it in session.history.of_user(token)] == [4, 6]
    assert [it.attempt for it in session.history.of_user(ben)] == [5]


def test_attempts_of_a_user_are_found_however_they_ended(remote: cx.Session, server: Server):
    """Accepted, refused, unknown; and one that its token keeps from being sent."""
    token = user_token()
    taken = {"Username": "ana", "UserAttributes": []}
    server.play(taken, ("TooManyRequestsException", "Rate exceeded"), b"<html>")
    for _ in range(3):
        with suppress(cx.CognitoExploreError):
            remote.get_user(token)
    request = cx.GetUser(user_token(exp=1))
    with pytest.raises(cx.InvalidRequestError):
        remote.send(request)

    found = [it.outcome for it in remote.history.of_user(token)]

    assert found == ["accepted", "refused", "unknown", "not_sent"]


@pytest.mark.parametrize(("others", "found"), [(0, 1), (999, 1), (1_000, 0), (1_001, 0)])
def test_attempts_of_a_user_are_looked_for_among_the_last_thousand(others: int, found: int):
    """A long history costs no more than that."""
    history = cx.History()
    history.add(**make_fields(user="ana-sub"))
    for _ in range(others):
        history.add(**make_fields(user="ben-sub"))

    assert len(history.of_user(user_token(sub="ana-sub"))) == found


def test_attempts_of_a_user_in_a_long_history_keep_their_numbers():
    """They are counted from the first of all, not of the last thousand."""
    history = long_history(1_500, user="ben-sub")
    history.add(**make_fields(user="ana-sub"))

    (one,) = history.of_user(user_token(sub="ana-sub"))

    assert one == history[-1]
    assert one.attempt == 1_501


def test_user_is_in_no_column_and_no_record():
    """Who it was is kept to find attempts by, and shown nowhere."""
    history = long_history(2, user="ana-sub")

    shown = [
        *(repr(history), history._repr_html_(), history.to_frame().to_csv()),
        *(repr(history[0]), history[0]._repr_html_()),
    ]

    assert not [text for text in shown if "ana-sub" in text]
    assert list(history.to_frame()) == list(frames.HISTORY)
    assert "user" not in values(history[0])


def test_interrupted_attempt_of_a_user_is_theirs():
    """The user is kept with it, and it is not kept twice."""
    history = cx.History()
    told = make_fields(user="ana-sub", outcome="unknown")
    history.add(**told)

    history.add(**told, is_again=True)

    assert len(history.of_user(user_token(sub="ana-sub"))) == 1


def test_attempt_of_another_user_is_another():
    """Two that are alike in all but the user are two."""
    history = cx.History()
    history.add(**make_fields(user="ana-sub"))

    history.add(**make_fields(user="ben-sub"), is_again=True)

    assert len(history) == 2


def test_attempts_since_an_instant_come_with_their_users():
    """Of one operation, and after it; those that name no user are left out."""
    history = cx.History()
    for seconds, user in ((0, "one"), (1, "one"), (2, None), (3, "two")):
        history.add(**make_fields(sent_at=NOW + timedelta(seconds=seconds), user=user))
    history.add(**make_fields(sent_at=NOW + timedelta(seconds=4), user="two", operation="GetUser"))

    found = list(history.since(NOW, "GetUserAttributeVerificationCode"))

    assert found == [
        ("one", NOW + timedelta(seconds=1), "accepted"),
        ("two", NOW + timedelta(seconds=3), "accepted"),
    ]
