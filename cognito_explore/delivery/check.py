"""Check: one question about why a code may not arrive, what it reads, and how it is answered.

A check is a small function with its question, the causes it tells and the IAM actions it may
use. Checks are registered in the order of `checks/`: what gets a request refused stands before
what loses a message later, and decides before it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cognito_explore.calls import Call, as_code
from cognito_explore.findings import Finding, Status
from cognito_explore.show import Text

if TYPE_CHECKING:
    from cognito_explore.delivery.case import Case

SMS = "SMS"
EMAIL = "EMAIL"


@dataclass(frozen=True, slots=True)
class CheckFinding(Finding):
    """What one check of a diagnosis found.

    Attributes:
        consequence: What it means for the code; empty when it means nothing.
        fix_calls: The same as calls of AWS, complete; empty when there are none.
        difference: What those calls would change, where they name what stays as well.
        link: Where AWS documents it.
        actions: The IAM actions that were used, or are needed to know.
        attribute_name: `email` or `phone_number`; empty where it is about both.
        causes: The numbers of the causes that the check tells, as in `Cause`.
        waits_for: What would answer it: `credentials`, `permission`, `argument` or `time`;
            empty where it is known, or nobody can say.
        elapsed_ms: How long the check took, in milliseconds; calls are shared by checks.
    """

    consequence: str = ""
    fix_calls: tuple[Call, ...] = ()
    difference: str = ""
    link: str = ""
    actions: tuple[str, ...] = ()
    attribute_name: str = ""
    causes: tuple[int, ...] = ()
    waits_for: str = ""
    elapsed_ms: float = 0.0

    @property
    def missing_actions(self) -> tuple[str, ...]:
        """The IAM actions that would answer it; empty where no permission would."""
        return self.actions if self.waits_for in {"credentials", "permission"} else ()

    def fix_code(self, language: str = "boto3") -> Text:
        """Write the fix as a program; empty where it is none.

        Args:
            language: `boto3` or `cli`.

        Raises:
            ValueError: There is no such language here.
        """
        return as_code(self.fix_calls, language) if self.fix_calls else Text("")


@dataclass(frozen=True, slots=True)
class Found:
    """What a check's function answers: a finding without what its `Check` says of it.

    Attributes:
        status: As in `Finding`, and so are the next three.
        title: In one sentence.
        evidence: What was read, and where.
        fix: What to do about it.
        consequence: As in `CheckFinding`, and so are the rest.
        fix_calls: Of the fix.
        difference: That they make.
    """

    status: Status
    title: str
    evidence: str = ""
    fix: str = ""
    consequence: str = ""
    fix_calls: tuple[Call, ...] = ()
    difference: str = ""


def not_applicable(title: str, evidence: str = "") -> Found:
    """Say that a question does not arise, and why."""
    return Found("not_applicable", title, evidence)


Look = Callable[["Case"], Found]


@dataclass(frozen=True, slots=True)
class Check:
    """One registered question.

    Attributes:
        check_id: Stable and documented, such as `sms-sandbox`.
        asks: What it asks, to go before "is not known": "Whether the token still lives".
        look: Answers it.
        causes: The numbers of the causes it tells, as in `causes.json`.
        actions: The IAM actions it may use; none where it only looks at what is here.
        medium: `SMS` or `EMAIL`, where it is about one of them alone.
        is_of_attribute: Whether it asks about the attribute, of either medium.
        paths: The paths of that medium, as in `Route`, that it is about; empty: all.
        link: Where AWS documents what it asks.
        is_billed: Whether AWS bills each such look, so that it takes `allow_billed=True`.
        is_dry_run: Whether it takes `dry_run=True`.
    """

    check_id: str
    asks: str
    look: Look
    causes: tuple[int, ...]
    actions: tuple[str, ...] = ()
    medium: str = ""
    is_of_attribute: bool = False
    paths: tuple[str, ...] = ()
    link: str = ""
    is_billed: bool = False
    is_dry_run: bool = False

    @property
    def is_asked_of_each(self) -> bool:
        """Whether each attribute has its own answer, rather than the token, user or pool."""
        return bool(self.medium) or self.is_of_attribute


class Family(list[Check]):
    """The checks of one module of `checks/`, in the order in which they decide."""

    def check(
        self,
        check_id: str,
        asks: str,
        *,
        causes: tuple[int, ...],
        actions: tuple[str, ...] = (),
        medium: str = "",
        is_of_attribute: bool = False,
        paths: tuple[str, ...] = (),
        link: str = "",
        is_billed: bool = False,
        is_dry_run: bool = False,
    ) -> Callable[[Look], Look]:
        """Register a function as a check; the arguments are those of `Check`."""

        def register(look: Look) -> Look:
            self.append(
                Check(
                    check_id=check_id,
                    asks=asks,
                    look=look,
                    causes=causes,
                    actions=actions,
                    medium=medium,
                    is_of_attribute=is_of_attribute,
                    paths=paths,
                    link=link,
                    is_billed=is_billed,
                    is_dry_run=is_dry_run,
                )
            )
            return look

        return register
