"""Diagnosis: whether a code will arrive, as far as can be known, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cognito_explore import frames
from cognito_explore.delivery import written
from cognito_explore.delivery.causes import Cause, causes
from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.diagnosis_html import diagnosis_html
from cognito_explore.delivery.route import Route
from cognito_explore.delivery.support import write_support_case
from cognito_explore.show import Text, note_of

if TYPE_CHECKING:
    import pandas as pd

WILL_ARRIVE = "will_arrive"
WILL_NOT_ARRIVE = "will_not_arrive"
CANNOT_TELL = "cannot_tell"

_EXIT_STATUS = {WILL_ARRIVE: 0, WILL_NOT_ARRIVE: 1, CANNOT_TELL: 2}
_TOLD_WARNINGS = 3
_PARTS = {"phone_number": "sms", "email": "email"}


@dataclass(frozen=True, kw_only=True, repr=False)
class Diagnosis:
    """Whether a code will arrive, and what says so; a list of findings.

    Attributes:
        attribute_names: What was asked about: `phone_number`, `email`, or both.
        user_pool_id: Of the pool; None if it is not known.
        destinations: Where codes go, masked, by attribute; without those not known.
        findings: What every check found, most decisive first.
        made_at: When, in UTC.
        elapsed_ms: How long all of it took, in milliseconds.
        session: The session that asked.
        route: Which way the pool's messages go; None if it is not known.
        account_id: Of the AWS account that the pool is in; likewise.
        actions: The IAM actions that answer all that was asked.
    """

    attribute_names: tuple[str, ...]
    user_pool_id: str | None
    destinations: dict[str, str]
    findings: tuple[CheckFinding, ...]
    made_at: datetime
    elapsed_ms: float
    session: str
    route: Route | None = None
    account_id: str | None = None
    actions: tuple[str, ...] = ()

    @property
    def problems(self) -> list[CheckFinding]:
        """The findings that keep a code from arriving, most decisive first."""
        return self._with("problem")

    @property
    def outcome(self) -> str:
        """`will_not_arrive`, `cannot_tell` or `will_arrive`: of several attributes, the worst."""
        outcomes = {self._outcome(name) for name in self.attribute_names}
        return next(it for it in (WILL_NOT_ARRIVE, CANNOT_TELL, WILL_ARRIVE) if it in outcomes)

    @property
    def exit_status(self) -> int:
        """Of the command line: 0 no problem, 1 a problem, 2 cannot tell."""
        return _EXIT_STATUS[self.outcome]

    @property
    def verdict(self) -> str:
        """The answer in one sentence for each attribute that was asked about."""
        return " ".join(self.verdicts.values())

    @property
    def verdicts(self) -> dict[str, str]:
        """The sentence for each attribute that was asked about."""
        return {name: self._verdict(name) for name in self.attribute_names}

    @property
    def undetectable(self) -> list[Cause]:
        """What may keep this code from its reader all the same, because no call tells it."""
        parts = {_PARTS[name] for name in self.attribute_names} | {"refused", "looks_missing"}
        return [it for it in causes().values() if it.part in parts and not it.is_detectable]

    def explain(self) -> Text:
        """Write all of it as plain text, for a ticket: addresses are masked, and no token is in it.

        Returns:
            The verdict; every problem and warning with its evidence, consequence, fix and
            code; what is not known, with what would tell; and what no call can tell.
        """
        return written.explain(self)

    def to_json(self) -> Text:
        """Write it as JSON, whose names stay; addresses are masked, and no token is in it.

        Returns:
            An object with `verdict`, `outcome`, what is known of the pool, and `findings`.
        """
        return written.to_json(self)

    def iam_policy(self) -> Text:
        """Write the smallest policy of IAM that lets all of this be answered; it only reads.

        Returns:
            JSON. `CarrierLookup`, which AWS bills by the number, only if it was asked for.
        """
        return written.iam_policy(self.actions)

    def support_case(self) -> Text:
        """Write what to ask AWS support for, where something takes that.

        Returns:
            The text of each case; a line that none is needed where nothing takes one. What
            is not known of the account, and what only you can say, stands in `<...>`.
        """
        return write_support_case(self)

    def to_frame(self) -> pd.DataFrame:
        """Give the findings as a frame.

        Returns:
            One row a finding, most decisive first. Columns: `check_id`, `status`,
            `attribute_name`, `title`, `evidence`, `consequence`, `fix`, `link`, `actions`
            (with spaces between), `elapsed_ms`.
        """
        return frames.frame_of(frames.FINDINGS, [_Row(it) for it in self.findings])

    def __str__(self) -> str:
        shown = [it for it in self.findings if it.status in {"problem", "warning", "unknown"}]
        note = note_of(self.session)
        return "\n".join([self.verdict, *map(str, shown), *([note] if note else [])])

    def __repr__(self) -> str:
        return f"<Diagnosis: {self.verdict}>"

    def _repr_html_(self) -> str:
        return diagnosis_html(self)

    def _with(self, status: str) -> list[CheckFinding]:
        return [it for it in self.findings if it.status == status]

    def _of(self, attribute_name: str) -> list[CheckFinding]:
        return [it for it in self.findings if it.attribute_name in {"", attribute_name}]

    def _outcome(self, attribute_name: str) -> str:
        statuses = {it.status for it in self._of(attribute_name)}
        if "problem" in statuses:
            return WILL_NOT_ARRIVE
        return CANNOT_TELL if "unknown" in statuses else WILL_ARRIVE

    def _verdict(self, attribute_name: str) -> str:
        what = f"A code for {attribute_name}"
        found, outcome = self._of(attribute_name), self._outcome(attribute_name)
        if outcome == WILL_NOT_ARRIVE:
            problems = [it for it in found if it.status == "problem"]
            return f"{what} will not arrive because: {problems[0].title}"
        if outcome == CANNOT_TELL:
            return f"Cannot tell whether a code for {attribute_name} will arrive: {_why(found)}"
        warnings = [it for it in found if it.status == "warning"]
        if not warnings:
            return f"{what} will arrive, as far as can be known."
        return f"{what} will arrive, as far as can be known; {_counted(warnings)}"


def _why(found: list[CheckFinding]) -> str:
    """Say why it is not known; without credentials there is one reason for most of it."""
    unknown = [it for it in found if it.status == "unknown"]
    # What nobody named cannot be looked for, with whichever credentials.
    missing = [it for it in unknown if it.waits_for == "argument"]
    if missing:
        return f"{missing[0].title} {missing[0].fix}".strip()
    waiting = [it for it in unknown if it.waits_for == "credentials"]
    if not waiting:
        return unknown[0].title
    asked = sum(it.status != "not_applicable" for it in found)
    verb = "waits" if len(waiting) == 1 else "wait"
    return f"{len(waiting)} of {asked} checks {verb} for AWS credentials, which would tell more."


def _counted(warnings: list[CheckFinding]) -> str:
    noun = "warning" if len(warnings) == 1 else "warnings"
    titles = " ".join(it.title for it in warnings[:_TOLD_WARNINGS])
    more = "" if len(warnings) <= _TOLD_WARNINGS else " ..."
    return f"{len(warnings)} {noun}: {titles}{more}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A finding as a row of a frame."""

    finding: CheckFinding

    def __getattr__(self, name: str) -> object:
        value = getattr(self.finding, name)
        return " ".join(value) if isinstance(value, tuple) else value
