"""Diagnose: run the checks side by side, and gather what they found."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from queue import Empty, SimpleQueue

from cognito_explore.delivery.answering import answer, failed, finding_of
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Check, CheckFinding, Found, not_applicable
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.delivery.diagnosis import Diagnosis
from cognito_explore.delivery.reads import WouldWaitError, without_waiting
from cognito_explore.delivery.surroundings import Surroundings
from cognito_explore.delivery.threads import start
from cognito_explore.findings import most_decisive_first

_KINDS = {"SMS": "SMS", "EMAIL": "e-mail"}
_TIMEOUT_S = 30.0

_Job = tuple[Check, Case]


def diagnose(
    cases: Sequence[Case],
    *,
    allow_billed: bool = False,
    dry_run: bool = False,
    timeout_s: float = _TIMEOUT_S,
    on_finding: Callable[[CheckFinding], None] | None = None,
    checks: Sequence[Check] = CHECKS,
) -> Diagnosis:
    """Run every check, and say whether a code will arrive; see `Session.diagnose`.

    Args:
        cases: One for each attribute that is asked about; they share what is read.
        allow_billed: Whether AWS may charge for a look.
        dry_run: Whether a message may be tried without being sent.
        timeout_s: After which what is not answered yet is not known, in seconds.
        on_finding: Called with each finding as it is found, on the thread that asks; what it
            raises ends the diagnosis.
        checks: Which, in the order in which they decide.
    """
    started = time.perf_counter()
    first = cases[0]
    found: list[CheckFinding] = []
    try:
        around = Surroundings(cases)
        for finding in run_checks(
            cases,
            allow_billed=allow_billed,
            dry_run=dry_run,
            timeout_s=timeout_s,
            checks=checks,
        ):
            found.append(finding)
            if on_finding:
                on_finding(finding)
        around.wait(timeout_s - (time.perf_counter() - started))
    finally:
        # Whatever is late, or nobody waits for any more, asks nothing further.
        first.reads.stop()
    places = {check.check_id: place for place, check in enumerate(checks)}
    names = [it.attribute_name for it in cases]
    found.sort(key=lambda it: (places[it.check_id], ["", *names].index(it.attribute_name)))
    return Diagnosis(
        attribute_names=tuple(names),
        user_pool_id=first.user_pool_id,
        destinations=around.destinations,
        findings=tuple(most_decisive_first(found)),
        made_at=first.now,
        elapsed_ms=(time.perf_counter() - started) * 1_000,
        session=first.session,
        route=around.route,
        account_id=around.account_id,
        actions=_actions(found, checks),
    )


def run_checks(
    cases: Sequence[Case],
    *,
    allow_billed: bool,
    dry_run: bool,
    timeout_s: float,
    checks: Sequence[Check] = CHECKS,
) -> Iterator[CheckFinding]:
    """Run every check on every case, side by side.

    Args:
        cases: One for each attribute that is asked about; they share what is read.
        allow_billed: Whether AWS may charge for a look.
        dry_run: Whether a message may be tried without being sent.
        timeout_s: After which what is not answered yet is not known, in seconds.
        checks: Which.

    Yields:
        What was found, as it is found.
    """
    until = time.monotonic() + timeout_s
    left_out: list[CheckFinding] = []
    local: list[_Job] = []
    running = _Running()
    for check, case in _jobs(cases, checks):
        reason = _left_out(check, case, allow_billed=allow_billed, dry_run=dry_run)
        if reason:
            left_out.append(finding_of(check, case, reason))
        elif check.actions:
            running.begin(check, case)
        else:
            local.append((check, case))
    yield from left_out
    yield from _answer_here(local, running)
    yield from running.answers(until)
    for check, case in running.waiting:
        title = f"{check.asks} is not known: no answer came within {timeout_s:g} seconds."
        late = Found("unknown", title, fix="Ask again, or give more time: timeout_s=.")
        yield replace(finding_of(check, case, late, waits_for="time"), actions=check.actions)


class _Running:
    """Checks on threads of their own, until they answer."""

    def __init__(self) -> None:
        self._answers: SimpleQueue[tuple[int, CheckFinding]] = SimpleQueue()
        self._numbers = itertools.count()
        self._waiting: dict[int, _Job] = {}

    @property
    def waiting(self) -> list[_Job]:
        """Those that have not answered."""
        return list(self._waiting.values())

    def begin(self, check: Check, case: Case) -> None:
        number = next(self._numbers)
        self._waiting[number] = check, case
        start(
            lambda: self._answers.put((number, _answer_surely(check, case))),
            f"diagnose {check.check_id}",
        )

    def answers(self, until: float) -> Iterator[CheckFinding]:
        """Give the answers as they come, until a time of the monotonic clock."""
        while self._waiting:
            try:
                left_s = max(0.0, until - time.monotonic())
                number, found = self._answers.get(timeout=left_s)
            except Empty:
                return
            del self._waiting[number]
            yield found


def _answer_here(local: Sequence[_Job], running: _Running) -> Iterator[CheckFinding]:
    """Answer checks on this thread, as long as they need not wait for anything."""
    for check, case in local:
        try:
            with without_waiting():
                found = answer(check, case)
        except WouldWaitError:
            # It asks Cognito about the token, which takes no permission but its time.
            running.begin(check, case)
        else:
            yield found


def _jobs(cases: Sequence[Case], checks: Sequence[Check]) -> Iterator[_Job]:
    """Give each check with each case that it is asked about."""
    for check in checks:
        for case in cases if check.is_asked_of_each else cases[:1]:
            if not check.medium or check.medium == case.medium or len(cases) == 1:
                yield check, case


def _left_out(check: Check, case: Case, *, allow_billed: bool, dry_run: bool) -> Found | None:
    """Say why a check is not made; None if it is."""
    if check.medium and check.medium != case.medium:
        kind = _KINDS[case.medium]
        return not_applicable(f"The code for {case.attribute_name} goes by {kind}.")
    if check.is_billed and not allow_billed:
        return not_applicable("AWS charges for this look: allow_billed=True makes it.")
    if check.is_dry_run and not dry_run:
        return not_applicable("A message is tried without being sent only with dry_run=True.")
    return None


def _answer_surely(check: Check, case: Case) -> CheckFinding:
    """Answer a check on a thread, where nobody would hear of an error."""
    try:
        return answer(check, case)
    except BaseException as error:  # noqa: BLE001 -- SystemExit, say, which is not this program's
        return finding_of(check, case, failed(check, error))


def _actions(findings: Sequence[CheckFinding], checks: Sequence[Check]) -> tuple[str, ...]:
    """Name the IAM actions that answer all that was asked."""
    needed: set[str] = set()
    actions = {check.check_id: check.actions for check in checks}
    for it in findings:
        needed.update(it.actions)
        if it.status != "not_applicable":
            needed.update(actions[it.check_id])
    return tuple(sorted(needed))
