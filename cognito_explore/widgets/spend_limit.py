"""SpendLimitView: what a Region may spend on SMS, and what raises that where it is reached."""

from __future__ import annotations

import ipywidgets
import traitlets

from cognito_explore.sms.limits import SmsLimits
from cognito_explore.widgets import cards, origination_view
from cognito_explore.widgets.confirmation import Confirmation
from cognito_explore.widgets.parts import Parts, show_if


class SpendLimitView(ipywidgets.VBox):
    """Tells the limit, and asks for a higher one only where no SMS goes out before.

    Attributes:
        limit_usd: What the limit shall be, in whole USD a month.
    """

    limit_usd = traitlets.Int()

    def __init__(self, parts: Parts, act: ipywidgets.Button, confirming: Confirmation) -> None:
        """Make it, with nothing known.

        Args:
            parts: Makes its widgets.
            act: Proposes to raise the limit.
            confirming: Shows what that would do, and does it.
        """
        self._told = parts.html()
        amount = parts.field(ipywidgets.IntText, "New limit in USD")
        traitlets.link((self, "limit_usd"), (amount, "value"))
        self._raising = parts.column([amount, parts.under_fields([act]), confirming])
        super().__init__([self._told, self._raising], layout=parts.layout)
        self.show(None)

    def show(self, limits: SmsLimits | None) -> None:
        """Show the limits of a Region.

        Args:
            limits: None while nothing is known.
        """
        self._told.value = cards.framed(origination_view.limits_cards(limits)) if limits else ""
        show_if(self._raising, is_shown=limits is not None and can_be_raised(limits))


def can_be_raised(limits: SmsLimits) -> bool:
    """Tell whether a limit is reached, and AWS lets the account raise it by a call."""
    is_reached = any(
        it.check_id == "spend-limit" and it.status == "problem" for it in limits.findings
    )
    enforced, most = limits.limit_usd, limits.limit_max_usd
    return is_reached and enforced is not None and most is not None and most > enforced
