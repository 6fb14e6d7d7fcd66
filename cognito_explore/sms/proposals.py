"""Proposal: what a call would do and cost, shown instead of done."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_explore.account import Account
from cognito_explore.calls import Call, as_code
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding, most_decisive_first
from cognito_explore.show import Text, html_table, note_of, printable, printable_lines

_NOT_DONE = "Nothing was done. The same call with confirm=True does it."


@dataclass(frozen=True, kw_only=True, repr=False)
class Proposal:
    """What would be done, and what it costs; nothing was done.

    Attributes:
        title: What it is.
        effects: What would change.
        costs: What AWS would charge, with where that is from.
        findings: What speaks against it, most decisive first.
        calls: The calls, in order.
        session: The session that would make them.
    """

    title: str
    effects: tuple[str, ...]
    costs: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    calls: tuple[Call, ...]
    session: str

    def as_code(self, language: str = "boto3") -> Text:
        """Write the calls as a program.

        Args:
            language: `boto3` or `cli`.

        Raises:
            ValueError: There is no such language here.
        """
        return as_code(self.calls, language)

    def __str__(self) -> str:
        lines = [
            f"{self.title}: {_NOT_DONE}",
            *(f"  does:  {effect}" for effect in self.effects),
            *(f"  costs: {cost}" for cost in self.costs),
            *(str(finding) for finding in self.findings),
            "",
            self.as_code(),
        ]
        return printable_lines("\n".join(lines))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = [
            *(("does", effect) for effect in self.effects),
            *(("costs", cost) for cost in self.costs),
            *(("finding", Text(finding)) for finding in self.findings),
        ]
        note = " ".join(filter(None, (_NOT_DONE, note_of(self.session))))
        return html_table(rows, title=self.title, note=note, code=self.as_code())


def is_confirmed(confirm: object, operation: str) -> bool:
    """Tell whether to do it; asked before anything is sent, because what is done may cost.

    Args:
        confirm: As the caller gave it.
        operation: AWS's name of what would be done.

    Raises:
        InvalidRequestError: It is neither True nor False: `"no"` would be a yes.
    """
    if isinstance(confirm, bool):
        return confirm
    problem = f"confirm is True or False, not {printable(repr(confirm), 40)}."
    fault = Fault("confirm", problem, "Give confirm=True to do it, or leave it out to see it.")
    raise InvalidRequestError(operation, (fault,))


def propose(
    account: Account,
    title: str,
    calls: list[Call],
    *,
    effects: tuple[str, ...],
    costs: tuple[str, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Proposal:
    """Make a proposal of calls; what it says it does is up to the caller."""
    return Proposal(
        title=title,
        effects=effects,
        costs=costs or ("AWS's documentation names no charge for this.",),
        findings=tuple(most_decisive_first([*findings])),
        calls=tuple(calls),
        session=account.name,
    )
