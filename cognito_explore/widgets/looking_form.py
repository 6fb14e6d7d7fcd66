"""LookingForm: a form about what AWS says of a Region, asked once the form is looked at."""

from __future__ import annotations

import re
import threading
from datetime import datetime
from functools import partial
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.account import not_known
from cognito_explore.delivery.route import Route
from cognito_explore.errors import CognitoExploreError
from cognito_explore.findings import Finding
from cognito_explore.show import EMBEDDED, cell
from cognito_explore.widgets import cards
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.region_choice import RegionChoice, first_region

_REGION = r"[a-z]{2}(?:-[a-z]+)+-\d+"


class LookingForm(Form):
    """A form that asks AWS only once it is looked at, and does not wait for the answer.

    To look only reads. It is looked at when it is shown, when its tab is opened, after each
    click, and by `refresh()`.

    Attributes:
        region: Which Region it is about; empty until the route of the pool tells.
    """

    IS_LAZY = True

    region = traitlets.Unicode()

    def __init__(self, *given: Any, **values: Any) -> None:
        """Make the form; see `Form`."""
        self._looking = threading.Lock()
        self._asked = self._answered = 0
        self._route: Route | None = None
        self._no_route: tuple[Finding, ...] = ()
        self._failed = ""
        super().__init__(*given, **values)

    @traitlets.validate("region")
    def _check_region(self, proposal: dict[str, Any]) -> str:
        region: str = proposal["value"]
        if region and not re.fullmatch(_REGION, region):
            msg = f"region must be the name of an AWS Region, as eu-central-1, not {region!r}"
            raise traitlets.TraitError(msg)
        return region

    def refresh(self) -> None:
        """Ask AWS how things are, in the background; the answer shows when it comes."""
        if not self.__dict__.get("_is_made"):
            # Nobody looks at what is only being made.
            self._show()
            return
        if not self._has_fields:
            self._make(is_part=True)
        if self.is_busy:
            self._show()
        else:
            self._look_soon()

    def _look_soon(self) -> None:
        self._glance(self._look)

    def _about(self) -> tuple[str, ...]:
        """Give what is looked at."""
        return (self.region,)

    def _read(self) -> Any:
        """Read what the form shows; a refusal is an answer as well."""
        raise NotImplementedError

    def _take(self, seen: Any) -> None:
        """Keep what was read."""
        raise NotImplementedError

    def _show(self) -> None:
        """Show what was read last."""
        raise NotImplementedError

    def _look(self) -> None:
        """Read, and show; what nobody foresaw shows too, because nobody else would tell it."""
        before, self._failed = self._failed, ""
        try:
            self._look_once()
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must be told
            self._failed = self._message.value = cards.framed(cards.error_card(error))
            self._show()
        else:
            if before and self._message.value == before:
                # It was about what is not looked at any more.
                self._message.value = ""

    def _look_once(self) -> None:
        """Read, and show, unless something newer was shown meanwhile."""
        with self._looking:
            self._asked += 1
            mine = self._asked
        self._find_region()
        about = self._about()
        seen = self._read()
        with self._looking:
            if mine < self._answered or about != self._about():
                # Something newer was shown, or something else is looked at by now.
                return
            self._answered = mine
            self._take(seen)
        self._show()

    def _known_region(self) -> str:
        """Give the Region, which a click does not wait to be shown first."""
        if not self.region:
            self._find_region()
        return self.region

    def _find_region(self) -> None:
        """Ask the pool where its SMS leave from, until it is known."""
        if self._route is None and self.session.user_pool_id:
            try:
                self._route, self._no_route = self.session.route(), ()
            except CognitoExploreError as error:
                what = "From which Region the pool's SMS leave"
                self._no_route = (not_known("sms-region", what, error),)
        if not self.region:
            self.region = first_region(self._route, self.session)
        self._place.show(self._route, self._no_route)

    def _make_region(self) -> RegionChoice:
        self._place = RegionChoice(self.session, self._parts)
        traitlets.link((self, "region"), (self._place, "value"))
        self.observe(self._change_region, "region")
        return self._place

    def _change_region(self, change: dict[str, str]) -> None:
        if change["old"] and self._asked:
            self._forget()
            self._show()
            self._look_soon()

    def _forget(self) -> None:
        """Drop what is known of another Region."""
        raise NotImplementedError

    def _make_days(self, *numbers: int) -> ipywidgets.HBox:
        """On the embedded AWS, make buttons that let days pass."""
        is_embedded = self.session.name == EMBEDDED
        buttons = [
            self._make_button(
                "Let a day pass" if days == 1 else f"Let {days} days pass",
                partial(self._let_pass, days),
            )
            for days in (numbers if is_embedded else ())
        ]
        return self._parts.under_fields(buttons)

    def _let_pass(self, days: int) -> datetime:
        self._say(f"session.aws.clock.advance(days={days})")
        now = self.session.aws.clock.advance(days=days)
        self._look()
        return now

    def _show_time(self, now: datetime) -> str:
        return cards.card("info", f"On the embedded AWS it is {cell(now)} now.")

    def _begin(self) -> bool:
        if not self._has_fields:
            self._make(is_part=True)
        return super()._begin()

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        self.refresh()
        return super()._repr_mimebundle_(**options)
