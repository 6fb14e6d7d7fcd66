"""What must be told of a case: by a batch it is not always what one send tells.

A batch raises nothing for a row, tries again what certainly made no message, gives up where no
connection is made for long, and lets what is on its way end after Ctrl-C. All of its differences
follow from these four.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cognito_explore.batch.run import TRIES
from cognito_explore.batch.work import THROTTLED
from cognito_explore.errors import Outcome, UnreachableError
from faults.cases import Case

_LATER = "{first} A batch tries such a row again, and nothing broke the second try."
_ANSWERED = "The first Ctrl-C lets what is on its way end, and its answer came."
_UNANSWERED = "The first Ctrl-C lets what is on its way end, and it ended without an answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What must be told of one send.

    Attributes:
        outcome: In the history, and in the results and the journal of a batch.
        error: The class of what is raised; None: nothing is.
        code: The error's, beside the outcome.
        messages: How many the server makes.
        tries: How often it is tried.
        why: Why this is the truth.
    """

    outcome: Outcome
    error: str | None
    code: str | None
    messages: int
    tries: int = 1
    why: str


def told(case: Case, way: str) -> Told:
    """Say what must be told of a case."""
    once = Told(
        outcome=case.outcome,
        error=None if case.error is None else case.error.__name__,
        code=case.code,
        messages=case.messages,
        why=case.why,
    )
    return _by_batch(case, replace(once, error=None)) if way == "batch" else once


def _by_batch(case: Case, once: Told) -> Told:
    """Say what a batch makes of what one send of it tells."""
    if case.error is KeyboardInterrupt:
        if not case.is_lost:
            return replace(once, outcome="accepted", code=None, messages=1, why=_ANSWERED)
        # TLS has a name of its own for an end within its greeting.
        code = "SSLError" if case.is_tls else "ConnectionClosedError"
        return replace(once, code=code, why=_UNANSWERED)
    if not is_to_be_tried(case.outcome, case.code):
        return once
    if case.is_for_ever:
        error = UnreachableError.__name__ if case.outcome == "not_sent" else None
        return replace(once, tries=TRIES, error=error)
    why = _LATER.format(first=case.why)
    return replace(once, outcome="accepted", code=None, messages=1, tries=2, why=why)


def is_to_be_tried(outcome: str, code: str | None) -> bool:
    """Tell whether it is certain that no message was made, and none is refused for good."""
    return outcome == "not_sent" or (outcome == "refused" and code in THROTTLED)
