"""What the forms cost; runs in a real kernel, which sends every widget to a browser.

Prints a line of JSON a round: milliseconds of each measurement.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

import ipywidgets
from ipywidgets.widgets import widget

import cognito_explore as cx

ROUNDS = 11
CALLS = 20
_INPUT = ipywidgets.Text


def milliseconds(call: Callable[[], object]) -> float:
    """Time one call."""
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)


def per_call(call: Callable[[], object]) -> float:
    """Give the median of several calls."""
    return statistics.median(milliseconds(call) for _ in range(CALLS))


def make_plain(number: int) -> list[ipywidgets.Widget]:
    """Make as many plain widgets; each text has a layout and a style, so three count."""
    return [_INPUT() for _ in range(number // 3)]


def run_round() -> dict[str, float]:
    """Measure everything once, on an embedded AWS of its own."""
    session = cx.connect("embedded")
    tokens = session.sign_in("ana", "correct-horse-1")
    before = len(widget._instances)  # noqa: SLF001 -- ipywidgets has no other count
    explorer = milliseconds(lambda: cx.Explorer(session))
    number = len(widget._instances) - before  # noqa: SLF001
    form = cx.VerifyCodeForm(session, tokens)

    def click() -> None:
        form.received.fill("000000")
        form.submit()

    def call() -> None:
        # As a form does: whether it was right or not, then who the user is.
        try:
            session.verify_code(tokens.access_token, "email", "000000")
        except cx.ServiceError:
            return

    return {
        "explorer": explorer,
        "plain": milliseconds(lambda: make_plain(number)),
        "widgets": number,
        "click": per_call(click),
        "call": per_call(call),
    }


for _ in range(ROUNDS + 1):
    print(json.dumps(run_round()), flush=True)
