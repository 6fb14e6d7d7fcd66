"""Whether a function answered at all, in time, and with the event."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_explore.facts import TRIGGER_ATTEMPTS
from cognito_explore.findings import Finding
from cognito_explore.show import printable
from cognito_explore.triggers.case import TEXT_SHOWN, Case, answered
from cognito_explore.triggers.event import TEXTS
from cognito_explore.triggers.judging import members_changed
from cognito_explore.triggers.running import LIMIT_S, Ran, error_text

_SHOWN = 5


def runs(case: Case) -> Iterator[Finding]:
    """Look whether the function raised something."""
    error, refusal = case.ran.error, case.refusal("runs")
    if error is not None and refusal:
        told = printable(f"{type(error).__name__}: {error_text(error)}", TEXT_SHOWN)
        yield Finding(
            "handler-runs",
            "problem",
            f"The function raised {told}",
            answered(refusal),
            "Mend the line that `preview.error.__traceback__` leads to. Whoever called sees that "
            "text, so raise none that is not for them.",
        )
    elif not case.ran.is_late:
        yield Finding("handler-runs", "ok", "The function ran and returned.")


def time(case: Case) -> Iterator[Finding]:
    """Look whether it took too long."""
    limit, refusal = f"{case.ran.limit_s:g} seconds", case.refusal("time")
    if not refusal:
        if not case.ran.error:
            yield Finding("handler-time", "ok", f"It took less than {limit}.")
        return
    whose = "Cognito waits no longer" if case.ran.limit_s >= LIMIT_S else "It may take no longer"
    yield Finding(
        "handler-time",
        "problem",
        f"The function took longer than {limit}.",
        f"{whose}, and calls it up to {TRIGGER_ATTEMPTS} times. {answered(refusal)}",
        "Do less in it: load templates and clients outside of the handler, and let nothing slow "
        "be asked over the network.",
    )


def answer(case: Case) -> Iterator[Finding]:
    """Look whether it returned the event."""
    refusal, ran = case.refusal("answer"), case.ran
    if refusal:
        is_async = ran.kind == "coroutine"
        fix = "Write `def`, not `async def`." if is_async else "Return the event."
        yield Finding("handler-answer", "problem", _why_junk(ran), answered(refusal), fix)
        return
    if ran.is_late or ran.error:
        return
    changed = members_changed(case.event, ran.answer)
    if not changed:
        yield Finding("handler-answer", "ok", "It returned the event.")
        return
    yield Finding(
        "handler-answer",
        "unknown",
        f"What it returned is not the event that it got: {', '.join(changed)}.",
        "AWS documents that a function returns the event, with changes in its response only; "
        "not what Cognito makes of another one.",
        "Return the event, and change nothing but event['response'].",
    )


def _why_junk(ran: Ran) -> str:
    if ran.kind == "coroutine":
        return "The function is async: Lambda's Python does not wait for what it returns."
    if ran.unwritable:
        return f"What it returned cannot be written as JSON: {printable(ran.unwritable, 120)}"
    if ran.answer is None:
        return "The function returned None."
    if not isinstance(ran.answer, dict):
        return f"The function returned {printable(ran.kind, TEXT_SHOWN)}, not the event."
    response = ran.answer.get("response")
    if not isinstance(response, dict):
        return "What it returned has no object `response`."
    wrong = [
        name
        for name in TEXTS
        if response.get(name) is not None and not isinstance(response[name], str)
    ]
    return f"Not text in its response: {', '.join(wrong)}."


def names(case: Case) -> Iterator[Finding]:
    """Look for members of its response that mean nothing."""
    strange = [name for name in case.ran.answer["response"] if name not in TEXTS]
    if strange:
        shown = ", ".join(printable(ascii(it), 40) for it in strange[:_SHOWN])
        yield Finding(
            "response-names",
            "warning",
            f"Its response has members that Cognito does not know: {shown}.",
            f"AWS documents {', '.join(TEXTS)}.",
            "Compare how they are written.",
        )
