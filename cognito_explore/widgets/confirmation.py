"""Confirmation: what would be done and cost, with a button of its own that does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ipywidgets

from cognito_explore.calls import Call
from cognito_explore.findings import Finding
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import html_text
from cognito_explore.sms.proposals import Proposal
from cognito_explore.sms.review.check import FieldFinding
from cognito_explore.widgets import cards
from cognito_explore.widgets.parts import Parts, show_if

_SHORT_CALLS = 3
_MOST_LISTED = 8
_WHERE = "Each is below its field: Check, in the step of the registration, shows them."
_PERSONAL = ("phone", "email")


class Confirmation(ipywidgets.VBox):
    """Shows what would be done, and keeps what does it; hidden while there is nothing."""

    def __init__(self, parts: Parts, yes: ipywidgets.Button) -> None:
        """Make it, hidden.

        Args:
            parts: Makes its widgets.
            yes: The button that does it.
        """
        self._act: Callable[[], Any] | None = None
        self._shown = parts.html()
        no = parts.button("No, leave it")
        no.on_click(lambda _: self.drop())
        super().__init__([self._shown, parts.under_fields([yes, no])], layout=parts.layout)
        self.drop()

    def propose(self, proposal: Proposal, act: Callable[[], Any]) -> None:
        """Show what would be done.

        Args:
            proposal: What it is.
            act: Does it.
        """
        self.ask(proposal_card(proposal), act)

    def ask(self, shown: str, act: Callable[[], Any]) -> None:
        """Show what would be done.

        Args:
            shown: What it is, as HTML.
            act: Does it.
        """
        self._act = act
        self._shown.value = cards.framed(shown)
        show_if(self, is_shown=True)

    @property
    def is_asking(self) -> bool:
        """Whether something is shown that waits for its button."""
        return self._act is not None

    def take(self) -> Callable[[], Any] | None:
        """Give what does it, and forget it, so that it is done once; None if nothing is shown."""
        act = self._act
        self.drop()
        return act

    def drop(self) -> None:
        """Forget what was proposed."""
        self._act = None
        self._shown.value = ""
        show_if(self, is_shown=False)


def proposal_card(proposal: Proposal) -> str:
    """Show what would be done, what it costs, what speaks against it, and the code."""
    texts = [*proposal.effects, *(f"Costs: {it}" for it in proposal.costs)]
    shown = cards.card("info", f"{proposal.title}? Nothing was done yet.", *texts)
    code = cards.code_block(proposal.as_code())
    is_open = " open" if len(proposal.calls) <= _SHORT_CALLS else ""
    count = len(proposal.calls)
    summary = html_text("The call as code" if count == 1 else f"The {count} calls as code")
    details = f"<details{is_open}><summary>{summary}</summary>{code}</details>"
    is_refused = any(it.status == "problem" for it in proposal.findings)
    against = _against(proposal.findings)
    # Whoever would be refused reads that first.
    head = against + shown if is_refused else shown + against
    return f"{head}{details}"


def _against(findings: Sequence[Finding]) -> str:
    """Say how much speaks against it; each finding of a field shows beside that as well."""
    if not findings:
        return ""
    problems = [it for it in findings if it.status == "problem"]
    # What is about no field shows nowhere else.
    others = [it for it in findings if it not in problems and not isinstance(it, FieldFinding)]
    listed = [*problems, *others]
    texts = [f"{it.title} {it.fix}".strip() for it in listed[:_MOST_LISTED]]
    if len(listed) > _MOST_LISTED:
        texts.append(f"And {len(listed) - _MOST_LISTED} more.")
    where = _WHERE if any(isinstance(it, FieldFinding) for it in findings) else ""
    kind: cards.Kind = "problem" if problems else "warning"
    return cards.card(kind, cards.counted(findings), *texts, where)


def without_addresses(proposal: Proposal) -> Proposal:
    """Hide the phone numbers and e-mail addresses in the calls of a proposal."""
    return replace(proposal, calls=tuple(_hide(call) for call in proposal.calls))


def is_personal(field_path: str) -> bool:
    """Tell whether a field of a registration is for a phone number or an e-mail address."""
    name = field_path.rpartition(".")[2].lower()
    return any(it in name for it in _PERSONAL)


def _hide(call: Call) -> Call:
    told = call.parameters
    if "TextValue" not in told or not is_personal(str(told.get("FieldPath", ""))):
        return call
    return replace(call, parameters={**told, "TextValue": Sensitive(told["TextValue"])})
