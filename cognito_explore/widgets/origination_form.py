"""OriginationForm: the path to a number that SMS are sent from, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from cognito_explore.findings import Finding
from cognito_explore.sms import countries
from cognito_explore.sms.limits import SmsLimits
from cognito_explore.sms.number_records import OriginationNumber
from cognito_explore.sms.origination import Origination
from cognito_explore.sms.proposals import Proposal
from cognito_explore.sms.registration_records import Registration
from cognito_explore.sms.review.check import FieldFinding
from cognito_explore.widgets import origination_view
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.confirmation import Confirmation, without_addresses
from cognito_explore.widgets.looking_form import LookingForm
from cognito_explore.widgets.origination_call import (
    OriginationCall,
    attaching,
    left_out,
    raising,
    refused,
    saving,
    submitting,
    type_of,
)
from cognito_explore.widgets.origination_standing import Standing, read_standing
from cognito_explore.widgets.origination_steps import OriginationSteps
from cognito_explore.widgets.spend_limit import SpendLimitView

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
        values: Of the registration, by field path: text, or a list of choices; of a picture
            the id of an attachment, or the path of a file that is to be handed in.
        limit_usd: What a reached limit shall be raised to, in whole USD a month.
    """

    TITLE = "Origination number"
    BUTTON = "Look again"
    BUSY = "Asking AWS…"

    country = traitlets.Unicode()
    number_type = traitlets.Unicode()
    values = traitlets.Dict(key_trait=traitlets.Unicode())
    limit_usd = traitlets.Int()

    @traitlets.validate("country")
    def _check_country(self, proposal: dict[str, Any]) -> str:
        code: str = proposal["value"].strip().upper()
        if code and code not in countries.names():
            raise traitlets.TraitError(countries.country_problem(code))
        return code

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        self._standing: Standing | None = None
        self._filled: object = None
        self._is_taking = self._is_saving = False
        self._limits: SmsLimits | None = None
        # The next step has the button that stands out.
        self._button.button_style = ""
        region = self._make_region()
        self._steps = OriginationSteps(self._parts)
        *confirming, about_limit = self._make_acts()
        self._limit = SpendLimitView(self._parts, self._acts["limit"], about_limit)
        traitlets.link((self, "limit_usd"), (self._limit, "limit_usd"))
        days = self._make_days(1, 15)
        self._steps.lay_out(self._acts, confirming, days)
        for name in ("country", "number_type", "values"):
            traitlets.link((self, name), (self._steps, name))
        for name in ("country", "number_type", "values", "limit_usd"):
            self.observe(lambda _: self._drop_proposals(), name)
        for name in ("country", "number_type"):
            self.observe(self._change_path, name)
        self._steps.on_number(self._change_path)
        return [region, self._limit, self._steps]

    def _make_acts(self) -> list[Confirmation]:
        make = self._make_button
        self._acts = {
            "number": make("Request a number…", self._request, look="primary"),
            "picture": make("Hand the picture in…", self._attach, look="primary"),
            "check": make("Check", self._check),
            "registration": make("Save the registration…", self._register, look="primary"),
            "review": make("Submit for review…", self._submit, look="primary"),
            "limit": make("Raise the limit…", self._raise, look="primary"),
        }
        labels = {
            "number": "Yes, request it: it costs by the month",
            "picture": "Yes, hand it in",
            "registration": "Yes, save it as a draft",
            "review": "Yes, submit it",
            "limit": "Yes, raise it",
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
        self._limits = None
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

    def _attach(self) -> Proposal:
        path, call = attaching(self._known(), self.values)
        return self._propose("picture", call, path=path)

    def _submit(self) -> Proposal:
        standing = self._known()
        return self._propose("review", submitting(standing), left_out(standing, self.values))

    def _raise(self) -> Proposal:
        return self._propose("limit", raising(self._known(), self.limit_usd))

    def _propose(
        self, name: str, call: OriginationCall, findings: Sequence[Finding] = (), path: str = ""
    ) -> Proposal:
        """Show what a call would do, and keep what does it; a path takes what it gives."""
        self._drop_proposals()
        region, origination = self._known_region(), self._origination()
        self._say(call.line(region))
        shown = without_addresses(call.make(origination))
        shown = replace(shown, findings=(*findings, *shown.findings))

        def act() -> object:
            self._say(call.line(region, is_confirmed=True))
            done = call.make(origination, is_confirmed=True)
            if isinstance(done, OriginationNumber):
                self._steps.choose_number(done.phone_number_id)
            if path:
                self.values = {**self.values, path: done}
            return done

        self._confirming[name].propose(shown, act)
        return shown

    def _confirm(self, name: str) -> Any:
        act = self._confirming[name].take()
        if act is None:
            raise refused("confirm", _NOTHING, "Nothing was done.")
        self._is_saving = name == "registration"
        try:
            return act()
        finally:
            if name == "limit":
                self._limits = None
            self._look()
            self._is_saving = False

    def _drop_proposals(self) -> None:
        """What would be done is no longer what was shown."""
        for it in self._confirming.values():
            it.drop()

    def _show_result(self, result: Any) -> str:
        if isinstance(result, datetime):
            return self._show_time(result)
        if isinstance(result, Registration):
            return origination_view.saved_card(self._steps.check())
        return origination_view.result_card(result)

    def _about(self) -> tuple[str, ...]:
        return (*super()._about(), self.country, self.number_type, self._steps.chosen_number)

    def _read(self) -> Standing:
        _, country, number_type, chosen = self._about()
        origination = self._origination()
        limits = self._limits or origination.limits()
        seen = read_standing(origination, country, number_type, chosen)
        return replace(seen, limits=limits)

    def _take(self, seen: Standing) -> None:
        self._standing, self._limits = seen, seen.limits
        if seen.country and not self.country:
            self._is_taking = True
            try:
                self.country = seen.country
                self.number_type = seen.number_type
            finally:
                self._is_taking = False

    def _forget(self) -> None:
        self._standing = self._limits = None
        self._drop_proposals()
        self._steps.choose_number("")

    def _show(self) -> None:
        # To offer other numbers is not to choose one.
        self._is_taking = True
        try:
            is_looking = not self._failed
            self._steps.show(self._standing, self._route, self.region, is_looking=is_looking)
        finally:
            self._is_taking = False
        self._limit.show(self._limits)
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
            # A draft that was written in part has not all that was typed.
            self.values = {**carried, **self.values} if self._is_saving else carried

    def _change_path(self, _: object = None) -> None:
        if self._asked and not self._is_taking:
            self._look_soon()

    def _known(self) -> Standing:
        if self._standing is None:
            self._look()
        return self._standing or Standing()

    def _origination(self) -> Origination:
        return self.session.origination(self._known_region())
