"""RegionChoice: which Region is looked at, and why that one."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets

from cognito_explore.delivery.route import Route
from cognito_explore.findings import Finding
from cognito_explore.session import Session
from cognito_explore.widgets import cards
from cognito_explore.widgets.choice import Choice
from cognito_explore.widgets.parts import Parts

_NO_POOL = (
    "This session names no user pool, so its own Region is looked at. Where a pool's SMS leave "
    'from, its route tells: session.route("eu-central-1_EXAMPLE").'
)
_OWN = "That is not known, so the session's own Region is looked at."
_ABOUT_SMS = ("sms-path", "sms-region", "custom-senders")


class RegionChoice(ipywidgets.VBox):
    """A choice of Regions, those first that the pool's SMS may leave from.

    Attributes:
        value: The Region that was chosen; empty until somebody or `show` chooses one.
    """

    value = traitlets.Unicode()

    def __init__(self, session: Session, parts: Parts) -> None:
        """Offer every Region.

        Args:
            session: Whose Regions they are.
            parts: Makes the widgets.
        """
        self._session = session
        self._route: Route | None = None
        self._note = parts.html()
        self._choice = parts.field(Choice, "Region")
        self._offer()
        traitlets.link((self, "value"), (self._choice, "chosen"))
        super().__init__([self._note, self._choice], layout=parts.layout)

    def show(self, route: Route | None, unknown: Sequence[Finding]) -> None:
        """Tell where the pool's SMS leave from, and choose that, if nobody chose.

        Args:
            route: Of the pool; None where there is no pool, or it cannot be read.
            unknown: Why it cannot be read.
        """
        self._route = route
        self._note.value = cards.framed(_why(route, unknown))
        if not self.value:
            self.value = first_region(route, self._session)
        self._offer()

    def _offer(self) -> None:
        """List the Regions, with whichever is chosen among them."""
        likely = self._route.sms_regions if self._route else ()
        known = self._session.boto3_session.get_available_regions("sns")
        chosen = [self.value] if self.value else []
        names = dict.fromkeys([*likely, self._session.region_name, *chosen, *known])
        options = [(self._label(name, likely), name) for name in names]
        if not chosen:
            options.insert(0, ("where the pool's SMS leave from", ""))
        self._choice.offer(options, self.value)

    def _label(self, name: str, likely: Sequence[str]) -> str:
        if name in likely:
            may = "may leave" if len(likely) > 1 else "leave"
            return f"{name}: the pool's SMS {may} from here"
        return f"{name}: the session's Region" if name == self._session.region_name else name


def first_region(route: Route | None, session: Session) -> str:
    """Give the Region that a pool's SMS leave from most likely; else the session's."""
    return next(iter(route.sms_regions if route else ()), session.region_name)


def _why(route: Route | None, unknown: Sequence[Finding]) -> str:
    if route is None:
        return cards.findings_card(unknown) if unknown else cards.paragraph(_NO_POOL)
    told = [it for it in route.findings if it.check_id in _ABOUT_SMS]
    if all(it.status == "ok" for it in told):
        titles = " ".join(it.title for it in told)
        return cards.paragraph(f"The pool {route.user_pool_id}: {titles}")
    rest = "" if route.sms_regions else cards.paragraph(_OWN)
    return cards.findings_card(it for it in told if it.status != "ok") + rest
