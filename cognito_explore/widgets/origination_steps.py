"""OriginationSteps: the five steps to an origination number, of which the next one is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.delivery.route import Route
from cognito_explore.errors import InvalidRequestError
from cognito_explore.sms import countries
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.check import FieldFinding
from cognito_explore.widgets import cards, origination_view
from cognito_explore.widgets.choice import Choice
from cognito_explore.widgets.confirmation import Confirmation
from cognito_explore.widgets.origination_standing import (
    COUNTRY,
    NUMBER,
    Standing,
    fitting_numbers,
)
from cognito_explore.widgets.parts import Fold, Parts, show_if
from cognito_explore.widgets.registration_inputs import RegistrationInputs, picture_paths

NEW = "new"

_HEADINGS = (
    "1. What the country needs",
    "2. A number",
    "3. Its registration",
    "4. The review",
    "5. What is left to do",
)
_NO_NUMBER = (
    "No number for this country can be requested here first: the table says what there is. A "
    "10DLC number is requested with registration_id, once its campaign is registered."
)


class OriginationSteps(ipywidgets.VBox):
    """The steps, folded but for the next one.

    Attributes:
        country: ISO code of the country that messages go to.
        number_type: Such as `TOLL_FREE`.
        values: Of the registration, by field path.
    """

    country = traitlets.Unicode()
    number_type = traitlets.Unicode()
    values = traitlets.Dict(key_trait=traitlets.Unicode())

    def __init__(self, parts: Parts) -> None:
        """Make the fields; `lay_out` puts them in their places.

        Args:
            parts: Makes them.
        """
        self._parts = parts
        self._now: int | None = None
        self._list, self._unknown = parts.html(), parts.html()
        self._needs, self._no_number = parts.html(), parts.html()
        self._reasons, self._review, self._left = parts.html(), parts.html(), parts.html()
        names = [("choose…", ""), *((name, code) for code, name in countries.names().items())]
        country = parts.field(ipywidgets.Dropdown, "To country", options=names)
        self._kind = parts.field(Choice, "Send from", options=[("", "")])
        self._number = parts.field(Choice, "Number")
        self._inputs = RegistrationInputs(parts)
        self._folds: list[Fold] = []
        self._fields: Sequence[RegistrationField] = ()
        self._country = country
        super().__init__([], layout=parts.layout, _dom_classes=("ce-path",))
        traitlets.link((self, "country"), (country, "value"))
        traitlets.link((self, "number_type"), (self._kind, "chosen"))
        traitlets.link((self, "values"), (self._inputs, "value"))
        self._show_needs()

    def lay_out(
        self,
        acts: Mapping[str, ipywidgets.Button],
        confirming: Sequence[Confirmation],
        days: ipywidgets.Widget,
    ) -> None:
        """Put fields, buttons and what they propose in the order in which they are used.

        Args:
            acts: The buttons, by what they are for.
            confirming: What number, picture, registration and review propose.
            days: Lets time pass, where it is simulated.
        """
        under = self._parts.under_fields
        self._acts = acts
        number, picture, registration, review = confirming
        contents = (
            [self._country, self._needs, self._kind, self._no_number],
            [self._number, under([acts["number"]]), number],
            [
                self._reasons,
                self._inputs,
                under([acts["picture"], acts["check"], acts["registration"]]),
                picture,
                registration,
            ],
            [self._review, under([acts["review"]]), review, days],
            [self._left],
        )
        self._folds = [
            self._parts.fold(self._parts.column(content), heading)
            for heading, content in zip(_HEADINGS, contents, strict=True)
        ]
        self.children = [self._list, self._unknown, *self._folds]

    @property
    def chosen_number(self) -> str:
        """The id of the number that is chosen; empty if none is, `new` for another."""
        return self._number.chosen or ""

    def choose_number(self, number_id: str) -> None:
        """Choose a number, which may not be listed yet."""
        self._number.chosen = number_id or None

    def on_number(self, callback: Callable[[Any], None]) -> None:
        """Call back when another number is chosen."""
        self._number.observe(callback, "chosen")

    def check(self) -> list[FieldFinding]:
        """Show what speaks against the registration, beside its fields, and give it."""
        return self._inputs.check()

    def show(
        self,
        standing: Standing | None,
        route: Route | None,
        region_name: str,
        *,
        is_looking: bool = True,
    ) -> None:
        """Show how things stand.

        Args:
            standing: What AWS said; None while nothing is known.
            route: Of the pool, if it is known.
            region_name: Of the number.
            is_looking: Whether an answer is to be waited for.
        """
        if standing is None:
            self._list.value = cards.framed(cards.busy("Looking…") if is_looking else "")
            return
        self._list.value = cards.framed(origination_view.steps_list(standing.states()))
        self._unknown.value = cards.framed(cards.findings_card(standing.findings))
        self._offer_numbers(standing)
        self._show_registration(standing)
        self._review.value = cards.framed(origination_view.review_steps(standing))
        self._left.value = cards.framed(origination_view.done_card(standing, route, region_name))
        is_asked = standing.registration_type or standing.registration
        show_if(self._acts["number"], is_shown=standing.number is None and bool(self.number_type))
        for name in ("check", "registration"):
            show_if(self._acts[name], is_shown=bool(is_asked and standing.fields))
        show_if(self._acts["review"], is_shown=standing.may_be_draft)
        self._fields = standing.fields
        self._show_picture()
        self._open(standing.now)

    @traitlets.observe("values")
    def _show_picture(self, _: object = None) -> None:
        """Offer to hand a picture in where the path of one is."""
        has_path = bool(picture_paths(self._fields, self.values))
        show_if(self._acts["picture"], is_shown=has_path)

    def _open(self, now: int) -> None:
        """Open the step that is next, when it has become another."""
        if now != self._now:
            self._now = now
            for place, fold in enumerate(self._folds):
                # Whoever chooses a country wants to read what it needs.
                fold.fold(is_open=place == now or (place, now) == (COUNTRY, NUMBER))

    @traitlets.observe("country")
    def _show_needs(self, _: object = None) -> None:
        try:
            needs = countries.requirements(self.country) if self.country else []
            shown = origination_view.requirements_table(needs)
        except InvalidRequestError as error:
            needs, shown = [], cards.error_card(error)
        self._needs.value = cards.framed(shown)
        kinds = [it.identity for it in origination_view.requestable(needs)]
        self._kind.offer([(it, it) for it in kinds] or [("", "")], None)
        show_if(self._kind, is_shown=bool(kinds))
        told = cards.paragraph(_NO_NUMBER) if self.country and not kinds else ""
        self._no_number.value = cards.framed(told)

    def _offer_numbers(self, standing: Standing) -> None:
        """Offer the numbers that there are, and to request another."""
        fitting = fitting_numbers(standing)
        options = [(origination_view.number_line(it), it.phone_number_id) for it in fitting]
        chosen = standing.number.phone_number_id if standing.number else NEW
        self._number.offer([*options, ("a new one", NEW)], chosen)
        show_if(self._number, is_shown=bool(fitting))

    def _show_registration(self, standing: Standing) -> None:
        """Show the fields of the registration, and why it was refused."""
        shown = origination_view.registration_note(standing)
        reasons = standing.reasons if standing.is_refused else ""
        self._reasons.value = cards.framed(shown, origination_view.reasons_card(reasons))
        self._inputs.show(standing.fields, reasons)
