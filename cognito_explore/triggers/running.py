"""Running a Python function as Lambda does for Cognito: its event, its time, its answer as JSON.

Source:
    Cognito developer guide: a function has 5 seconds, and is called three times at most. It is
    called once here. Lambda developer guide, Python handlers: what it returns is written as JSON,
    and what cannot be is an error.
"""

from __future__ import annotations

import copy
import inspect
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.delivery.threads import start
from cognito_explore.facts import TRIGGER_TIME_LIMIT
from cognito_explore.triggers.event import LambdaContext

Handler = Callable[[Any, Any], object]
"""A Lambda function in Python: `handler(event, context)`."""

LIMIT_S = TRIGGER_TIME_LIMIT.total_seconds()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """What became of one call of a function.

    Attributes:
        answer: What it returned, as it comes out of JSON.
        kind: The type of what it returned.
        error: What it raised.
        unwritable: Why what it returned cannot be written as JSON; empty where it can.
        is_late: Whether it took longer than it may.
        limit_s: How long it may take, in seconds.
    """

    answer: Any = None
    kind: str = "NoneType"
    error: BaseException | None = None
    unwritable: str = ""
    is_late: bool = False
    limit_s: float = LIMIT_S


def run(
    handler: Handler,
    event: Mapping[str, Any],
    *,
    limit_s: float = LIMIT_S,
    timer: Callable[[], float] = time.monotonic,
) -> Ran:
    """Call a function on a copy of an event.

    It runs on a thread, and is left to itself there when its time is over. Where no thread can
    be started it is waited for.

    Args:
        handler: The function.
        event: What it gets.
        limit_s: How long it may take, in seconds.
        timer: Counts seconds.

    Raises:
        KeyboardInterrupt: While it ran, or of its own; so `SystemExit`.
    """
    begun, ended = timer(), threading.Event()
    outcome: dict[str, Any] = {}

    def left_ms() -> int:
        return max(0, round((begun + limit_s - timer()) * 1_000))

    def work() -> None:
        try:
            context = LambdaContext(remaining_ms=left_ms)
            answer = handler(copy.deepcopy(dict(event)), context)
            # Lambda writes it in the function's time.
            outcome["ran"] = _written(answer, limit_s)
        except BaseException as error:  # noqa: BLE001 -- whoever waits is to know of it
            outcome["error"] = error
        finally:
            outcome["elapsed_s"] = timer() - begun
            ended.set()

    start(work, "custom message")
    has_ended = ended.wait(limit_s)
    error = outcome.get("error") if has_ended else None
    if isinstance(error, KeyboardInterrupt | SystemExit):
        raise error
    if not has_ended or outcome["elapsed_s"] > limit_s:
        return Ran(is_late=True, limit_s=limit_s, error=error)
    if error is not None:
        return Ran(error=error, limit_s=limit_s)
    ran: Ran = outcome["ran"]
    return ran


def error_text(error: BaseException) -> str:
    """Give what Lambda tells of an exception: its own words, without its type."""
    try:
        return str(error)
    # The class may be the user's own, with a mistake in it.
    except Exception:  # noqa: BLE001
        return type(error).__name__


def _written(answer: object, limit_s: float) -> Ran:
    """Take what a function returned through JSON, as Lambda does."""
    kind = type(answer).__name__
    if inspect.iscoroutine(answer):
        # Nobody will wait for it, and Python would warn of that.
        answer.close()
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False)
        text.encode()
    # Objects of a user's own classes may raise anything while they are written.
    except Exception as error:  # noqa: BLE001
        return Ran(kind=kind, unwritable=error_text(error) or type(error).__name__, limit_s=limit_s)
    return Ran(answer=json.loads(text), kind=kind, limit_s=limit_s)
