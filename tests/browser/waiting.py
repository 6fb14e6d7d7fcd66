"""Waiting for what a browser, a kernel or a server will have done soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 60
_PAUSE_S = 0.05

Value = TypeVar("Value")


def until(
    ask: Callable[[], Value],
    what: str | Callable[[], str],
    *,
    pause: Callable[[], object] = lambda: time.sleep(_PAUSE_S),
    patience_s: float = PATIENCE_S,
) -> Value:
    """Ask until the answer is truthy, and give it.

    Args:
        ask: Asked again and again.
        what: Told if it never comes; called then, if it can be.
        pause: Called between two questions.
        patience_s: How long to go on.

    Raises:
        AssertionError: It did not come.
    """
    deadline = time.monotonic() + patience_s
    while not (answer := ask()):
        if time.monotonic() > deadline:
            told = what() if callable(what) else what
            msg = f"did not come within {patience_s:g} s: {told}"
            raise AssertionError(msg)
        pause()
    return answer
