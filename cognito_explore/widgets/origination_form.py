"""OriginationForm: the path to a number that SMS are sent from, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from cognito_explore.sms import countries
from cognito_explore.sms.number_records import OriginationNumber
from cognito_explore.sms.origination import Origination
from cognito_explore.sms.proposals import Proposal
from cognito_explore.sms.review.check import FieldFinding
from cognito_explore.widgets import origination_view
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.confirmation import Confirmation, without_addresses
from cognito_explore.widgets.looking_form import LookingForm
from cognito_explore.widgets.origination_call import (
    OriginationCall,
    refused,
    saving,
    submitting,
    type_of,
)
from cognito_explore.widgets.origination_standing import Standing, read_standing
from cognito_explore.widgets.origination_steps import OriginationSteps

if TYPE_CHECKING:
    import pandas as pd

_NOTHING = "There is nothing to confirm: look first at what would be done."


class OriginationForm(LookingForm):
    """Find out what a country needs, request a number, register it, and follow the review.

    What costs or changes something is shown first, and done by a button of its own. Its
    `result` is what that gave; of the buttons that only show, the `Proposal`, the findings,
    or the frame of numbers.

    Attributes:
        region: Where the number is to be; empty until the route of the pool tells.
        country: ISO code of the country that messages go to.
        number_type: Such as `TOLL_FREE`.
        values: Of the registration, by field path: text, or a list of choices.
    """

    TITLE = "Origination number"
    BUTTON = "Look again"
    BUSY = "Asking AWS…"

    country = traitlets.Unicode()
    number_type = traitlets.Unicode()
    values = traitlets.Dict(key_trait=traitlets.Unicode())

    @traitlets.validate("country")
    def _check_country(self, proposal: dict[str, Any]) -> str:
        code: str = proposal["value"].strip().upper()
        if code and code not in countries.names():
            raise traitlets.TraitError(countries.country_problem(code))
        return code

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        self._standing: Standing | None = None
        self._filled: object = None
        self._is_taking = False
        # The next step has the button that stands out.
        self._button.button_style = ""
        region = self._make_region()
        self._steps = OriginationSteps(self._parts)
        confirming = self._make_acts()
        days = self._make_days(1, 15)
        self._steps.lay_out(self._acts, confirming, days)
        for name in ("country", "number_type", "values"):
            traitlets.link((self, name), (self._steps, name))
            self.observe(lambda _: self._drop_proposals(), name)
        for name in ("country", "number_type"):
            self.observe(self._change_path, name)
        self._steps.on_number(self._change_path)
        return [region, self._steps]

    def _make_acts(self) -> list[Confirmation]:
        make = self._make_button
        self._acts = {
            "number": make("Request a number…", self._request, look="primary"),
            "check": make("Check", self._check),
            "registration": make("Save the registration…", self._register, look="primary"),
            "review": make("Submit for review…", self._submit, look="primary"),
        }
        labels = {
            "number": "Yes, request it: it costs by the month",
            "registration": "Yes, save it as a draft",
            "review": "Yes, submit it",
        }
        self._confirming: dict[str, Confirmation] = {}
        for name, label in labels.items():
            yes = make(label, self._make_confirm(name), look="warning")
            self._confirming[name] = Confirmation(self._parts, yes)
        return [*self._confirming.values()]

    def _make_confirm(self, name: str) -> Callable[[], Any]:
        return lambda: self._confirm(name)

    def _act(self) -> pd.DataFrame:
        origination = write_call("session.origination", repr(self._known_region()))
        self._say(f"{origination}.numbers()")
        self._look()
        return self._origination().numbers()

    def _request(self) -> Proposal:
        call = OriginationCall("request_number", (self.country, self.number_type))
        return self._propose("number", call)

    def _check(self) -> list[FieldFinding]:
        arguments = (dict(self.values), type_of(self._known()))
        call = OriginationCall("check_registration", arguments)
        self._say(call.line(self._known_region()))
        return self._steps.check()

    def _register(self) -> Proposal:
        self._steps.check()
        return self._propose("registration", saving(self._known(), dict(self.values)))

    def _submit(self) -> Proposal:
        return self._propose("review", submitting(self._known()))

    def _propose(self, name: str, call: OriginationCall) -> Proposal:
        """Show what a call would do, and keep what does it."""
        self._drop_proposals()
        region, origination = self._known_region(), self._origination()
        self._say(call.line(region))
        shown = without_addresses(call.make(origination))

        def act() -> object:
            self._say(call.line(region, is_confirmed=True))
            done = call.make(origination, is_confirmed=True)
            if isinstance(done, OriginationNumber):
                self._steps.choose_number(done.phone_number_id)
            return done

        self._confirming[name].propose(shown, act)
        return shown

    def _confirm(self, name: str) -> Any:
        act = self._confirming[name].take()
        if act is None:
            raise refused("confirm", _NOTHING, "Nothing was done.")
        try:
            return act()
        finally:
            self._look()

    def _drop_proposals(self) -> None:
        """What would be done is no longer what was shown."""
        for it in self._confirming.values():
            it.drop()

    def _show_result(self, result: Any) -> str:
        if isinstance(result, datetime):
            return self._show_time(result)
        return origination_view.result_card(result)

    def _about(self) -> tuple[str, ...]:
        return (*super()._about(), self.country, self.number_type, self._steps.chosen_number)

    def _read(self) -> Standing:
        _, country, number_type, chosen = self._about()
        return read_standing(self._origination(), country, number_type, chosen)

    def _take(self, seen: Standing) -> None:
        self._standing = seen
        if seen.country and not self.country:
            self._is_taking = True
            try:
                self.country = seen.country
                self.number_type = seen.number_type
            finally:
                self._is_taking = False

    def _forget(self) -> None:
        self._standing = None
        self._drop_proposals()
        self._steps.choose_number("")

    def _show(self) -> None:
        # To offer other numbers is not to choose one.
        self._is_taking = True
        try:
            self._steps.show(self._standing, self._route, self.region)
        finally:
            self._is_taking = False
        if self._standing:
            self._fill(self._standing)

    def _fill(self, standing: Standing) -> None:
        """Show what AWS has in the fields, once for each version: not over what is typed."""
        registration = standing.registration
        carried = dict(standing.values)
        if registration is None or not carried:
            return
        newest = (registration.registration_id, registration.current_version)
        if newest != self._filled:
            self._filled = newest
            self.values = carried

    def _change_path(self, _: object = None) -> None:
        if self._asked and not self._is_taking:
            self._look_soon()

    def _known(self) -> Standing:
        if self._standing is None:
            self._look()
        return self._standing or Standing()

    def _origination(self) -> Origination:
        return self.session.origination(self._known_region())
