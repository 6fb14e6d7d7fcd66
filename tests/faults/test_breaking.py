"""Whatever breaks: at most one message, the truth about it, and a session that goes on."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

import cognito_explore as cx
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from faults.cases import Case, cases
from faults.conftest import Notes
from faults.seen import Seen
from faults.stage import Stage
from faults.told import Told, is_to_be_tried, told
from faults.ways import WAYS

# What an error must say to do next, by its outcome.
NEXT = {
    "not_sent": "it is safe to try again",
    "unknown": GetUserAttributeVerificationCode.UNKNOWN_HINT,
}


# Python's own ssl leaves a socket to the garbage collector when Ctrl-C ends its greeting.
@pytest.mark.filterwarnings("ignore:unclosed <ssl.SSLSocket:ResourceWarning")
@pytest.mark.usefixtures("interruptible", "no_widgets_left")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", cases(), ids=lambda it: f"{it.group}: {it.what}")
def test_a_send_that_breaks_is_made_once_and_told_truly(
    case: Case,
    way: str,
    stage: Callable[..., Stage],
    notes: Notes,
    everything_logged: list[str],
):
    """Messages, outcome, error and hint are the case's, and no text of them has the token."""
    played = stage(is_tls=case.is_tls, timeout_s=case.timeout_s)
    expected = told(case, way)
    case.set_up(played)

    given = try_to_send(played, way, "first")

    played.proxy.settle()
    now = tell(played, given, expected.why)
    assert now == expected
    assert now.messages <= 1
    *earlier, _ = played.attempts()
    assert all(is_to_be_tried(it.outcome, it.error_code) for it in earlier)
    assert played.proxy.taken <= 1 + sum(it.outcome == "refused" for it in earlier)
    if isinstance(given, cx.BatchStoppedError):
        # Each row has an outcome of its own.
        assert given.outcome is None
        assert "resume=True sends the rest" in given.hint
    elif isinstance(given, cx.CognitoExploreError):
        assert given.outcome == case.outcome
        assert given.hint
        assert NEXT.get(case.outcome, type(given).hint) in given.hint
    # A batch that gives up says so, and has its results all the same.
    results = getattr(given, "results", given)
    if way == "batch":
        assert isinstance(results, pd.DataFrame)
        check_results(played, results)
    for text in [*texts_of(played, given), *everything_logged]:
        assert played.token not in text
    goes_on(played, case, way)
    notes.add(case.group, case.what, case.why, way, seen_of(now, case, way))


def try_to_send(played: Stage, way: str, journal: str) -> pd.DataFrame | BaseException | None:
    """Try one send, and give what was raised, or the results of a batch."""
    try:
        return WAYS[way](played.order(journal))
    except (cx.CognitoExploreError, KeyboardInterrupt) as error:
        return error


def tell(played: Stage, given: pd.DataFrame | BaseException | None, why: str) -> Told:
    """Say what was told: by the history, by what was raised, and by the server."""
    attempts = played.attempts()
    return Told(
        outcome=attempts[-1].outcome,
        error=type(given).__name__ if isinstance(given, BaseException) else None,
        code=attempts[-1].error_code,
        messages=played.count_messages(),
        tries=len(attempts),
        why=why,
    )


def check_results(played: Stage, results: pd.DataFrame) -> None:
    """See that the results and the journal of a batch tell what the history does."""
    [row] = results.itertuples()
    *earlier, attempt = played.attempts()
    assert row.outcome == attempt.outcome
    assert none_if_missing(row.error_code) == attempt.error_code
    assert row.attempt == attempt.attempt
    assert row.tries == len(earlier) + 1
    path = played.order("first").journal
    _, *lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    intents = ["intent_at" in line for line in lines]
    # Each try has its intent before it, and its outcome after it.
    assert intents == [True, False] * row.tries
    assert lines[-1]["outcome"] == attempt.outcome
    assert lines[-1].get("error_code") == attempt.error_code
    assert lines[-1].get("again", False) == is_to_be_tried(attempt.outcome, attempt.error_code)


def goes_on(played: Stage, case: Case, way: str) -> None:
    """See that the session works afterwards, and that the other breaks were as true."""
    if case.is_for_ever:
        assert not is_accepted(try_to_send(played, way, "second"))
        assert played.attempts()[-1].outcome == case.outcome
    before = played.count_messages()
    assert before <= len(played.attempts())
    played.heal()

    assert is_accepted(try_to_send(played, way, "third"))

    assert played.attempts()[-1].outcome == "accepted"
    assert played.count_messages() == before + 1


def is_accepted(given: pd.DataFrame | BaseException | None) -> bool:
    """Tell whether a send says that it was."""
    if isinstance(given, pd.DataFrame):
        return list(given["outcome"]) == ["accepted"]
    return given is None


def none_if_missing(value: Any) -> Any:
    """Give what a cell of a frame has."""
    return None if pd.isna(value) else value


def seen_of(now: Told, case: Case, way: str) -> Seen:
    """Give what the page needs of it."""
    seen: Seen = {
        "messages": now.messages,
        "outcome": now.outcome,
        "error": now.error,
        "code": now.code,
    }
    if way == "batch":
        seen["tries"] = now.tries
    if now.why != case.why:
        seen["why"] = now.why
    return seen


def texts_of(played: Stage, given: pd.DataFrame | BaseException | None) -> Iterator[str]:
    """Give all that is shown and written of a send."""
    yield played.session.history.to_frame().to_csv()
    if isinstance(given, BaseException):
        yield from texts_of_error(given)
    elif given is not None:
        yield given.to_csv()
        yield played.order("first").journal.read_text(encoding="utf-8")


def texts_of_error(error: BaseException) -> Iterator[str]:
    """Give all that an error and what it came from can show, locals of the library included."""
    seen: BaseException | None = error
    while seen is not None:
        inner = seen.__traceback__
        while inner is not None and "cognito_explore" not in inner.tb_frame.f_code.co_filename:
            inner = inner.tb_next
        told: Any = traceback.TracebackException(type(seen), seen, inner, capture_locals=True)
        yield from told.format()
        yield from (str(seen), repr(seen), repr(vars(seen)))
        seen = seen.__cause__ or seen.__context__
