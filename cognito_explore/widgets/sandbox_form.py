"""SandboxForm: whether the account is in the SMS sandbox, and the numbers verified in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import ipywidgets
import traitlets

from cognito_explore.errors import CognitoExploreError, Fault, InvalidRequestError
from cognito_explore.facts import SANDBOX_LANGUAGES
from cognito_explore.sensitive import Sensitive
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.sms.sandbox import Sandbox, resend_after
from cognito_explore.sms.sandbox_records import SandboxNumber, SandboxStatus
from cognito_explore.widgets import cards, sandbox_view
from cognito_explore.widgets.choice import Choice
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.found_code import FoundCode, find_sandbox_code
from cognito_explore.widgets.looking_form import LookingForm
from cognito_explore.widgets.parts import PersonalText, show_if
from cognito_explore.widgets.secret_input import SecretInput

_ASK_NUMBER = 'getpass.getpass("Phone number: ")'
_ASK_CODE = 'input("Code: ")'


@dataclass(frozen=True)
class _Seen:
    status: SandboxStatus
    numbers: list[SandboxNumber] | None


class SandboxForm(LookingForm):
    """See whether the account is in the SMS sandbox, and verify numbers in it.

    Its `result` is the `SandboxNumber` of the last click; after one was removed, the
    `SandboxStatus`.

    Attributes:
        region: Whose sandbox it is; empty until the route of the pool tells.
        phone_number: To be added, in international form; it is emptied once it was.
        language: Of the SMS with the code.
        received: The field of the code.
    """

    TITLE = "SMS sandbox"
    BUTTON = "Add number"
    BUSY = "Asking AWS…"
    NEXT = ("Send a code",)

    phone_number = traitlets.Unicode()
    language = traitlets.Enum(SANDBOX_LANGUAGES, default_value=SANDBOX_LANGUAGES[0])

    @property
    def received(self) -> SecretInput:
        """The field of the code."""
        if not self._has_fields:
            self._make(is_part=True)
        return self._received

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        parts = self._parts
        self._seen: _Seen | None = None
        self._status, self._list = parts.html(), parts.html()
        region = self._make_region()
        number = parts.field(PersonalText, "Phone number", placeholder="+12025550123")
        language = parts.field(ipywidgets.Dropdown, "Language", options=SANDBOX_LANGUAGES)
        traitlets.link((self, "phone_number"), (number, "value"))
        traitlets.link((self, "language"), (language, "value"))
        self._chosen = parts.field(Choice, "Number")
        self._chosen.observe(self._choose, "chosen")
        self._received = parts.secret("Code", placeholder="123456", is_masked=False)
        self._found = FoundCode(parts, self._received)
        self._mine = parts.button()
        self._mine.on_click(lambda _: self._use_mine())
        self.signed_in.observe(lambda _: self._show_mine(), "user")
        self._on_enter(number)
        self._on_enter(self._received, action=self._verify)
        self._verifying = [
            self._make_button("Verify number", self._verify, look="primary"),
            self._make_button("Send another code", self._send_another),
        ]
        remove = self._make_button("Remove number", self._remove)
        buttons = parts.under_fields([*self._verifying, remove])
        mine = parts.under_fields([self._mine])
        self._adding = parts.column([number, mine, language, *super()._make_rows()])
        self._listed = parts.column(
            [self._list, self._chosen, self._received, self._found, buttons, self._make_days(1)]
        )
        return [region, self._status, self._adding, self._listed]

    def _make_rows(self) -> Sequence[ipywidgets.Widget]:
        # Its button is in the midst of the fields.
        return []

    def _act(self) -> SandboxNumber:
        number = self.phone_number
        self._say(self._line("add", _ASK_NUMBER, repr(self.language)))
        return self._add(number)

    def _send_another(self) -> SandboxNumber:
        number = self._picked()
        self._say(self._line("add", _ASK_NUMBER, repr(self.language)))
        return self._add(number)

    def _add(self, number: str | PhoneNumber) -> SandboxNumber:
        try:
            added = self._sandbox().add(number, self.language)
            self.phone_number = ""
        finally:
            self._look()
        self._chosen.chosen = added.phone_number
        return added

    def _verify(self) -> SandboxNumber:
        code = self._received.take() or Sensitive("")
        number = self._picked()
        self._say(self._line("verify", self._written(number), _ASK_CODE))
        try:
            return self._sandbox().verify(number, code)
        finally:
            self._look()

    def _remove(self) -> SandboxStatus:
        number = self._picked()
        self._say(self._line("remove", self._written(number)))
        sandbox = self._sandbox()
        try:
            sandbox.remove(number)
        finally:
            self._look()
        return self._seen.status if self._seen else sandbox.status()

    def _show_result(self, result: SandboxNumber | SandboxStatus | datetime) -> str:
        if isinstance(result, datetime):
            return self._show_time(result)
        if isinstance(result, SandboxStatus):
            return cards.card("ok", "The number was removed.")
        number = result.phone_number.masked
        if result.status == sandbox_view.VERIFIED:
            return cards.card("ok", f"{number} is verified: SMS reach it.")
        told = "Type it above. " + resend_after(result)
        return cards.card("ok", f"A code goes to {number} by SMS.", told)

    def _is_done(self) -> bool:
        is_number = isinstance(self.result, SandboxNumber)
        return super()._is_done() and is_number and self.result.status == sandbox_view.VERIFIED

    def _read(self) -> _Seen:
        sandbox = self.session.sandbox(self.region)
        status = sandbox.status()
        try:
            return _Seen(status, sandbox.list_numbers())
        except CognitoExploreError:
            # The status says so, and why.
            return _Seen(status, None)

    def _take(self, seen: _Seen) -> None:
        self._seen = seen

    def _forget(self) -> None:
        self._seen = None
        self._received.take()

    def _show(self) -> None:
        seen, now = self._seen, self.session.clock.now()
        numbers = seen.numbers if seen else []
        waiting = "" if self._failed else cards.busy("Looking…")
        shown = sandbox_view.status_cards(seen.status, numbers) if seen else waiting
        self._status.value = cards.framed(shown)
        self._beside.value = cards.framed(cards.paragraph(sandbox_view.room(numbers, now)))
        self._list.value = cards.framed(sandbox_view.numbers_table(numbers or (), now))
        self._offer([it.phone_number for it in numbers or ()])
        show_if(self._adding, is_shown=not (seen and seen.status.is_in_sandbox is False))
        show_if(self._listed, is_shown=bool(numbers))
        self._show_mine()
        self._choose()

    def _offer(self, numbers: Sequence[PhoneNumber]) -> None:
        """Offer the numbers to choose from; the one that was chosen stays."""
        pending = (it for it in numbers if not self._is_verified(it))
        before = self._chosen.chosen
        chosen = before if before in numbers else next(pending, None)
        self._chosen.offer([(it.masked, it) for it in numbers], chosen)

    def _picked(self) -> PhoneNumber:
        """Give the number that is chosen.

        Raises:
            InvalidRequestError: There is none.
        """
        if self._chosen.chosen is None:
            fault = Fault("number", "No number is chosen.", "Add one first.")
            raise InvalidRequestError("Sandbox", (fault,))
        number: PhoneNumber = self._chosen.chosen
        return number

    def _choose(self, change: dict[str, object] | None = None) -> None:
        """Show what can be done with the number that is chosen."""
        if change:
            # A code that was typed for one number is not another's.
            self._received.take()
        number = self._chosen.chosen
        is_pending = number is not None and not self._is_verified(number)
        for it in (self._received, *self._verifying):
            show_if(it, is_shown=is_pending)
        self._found.show(find_sandbox_code(self.session, number) if is_pending else "")

    def _numbers(self) -> list[SandboxNumber]:
        return (self._seen.numbers or []) if self._seen else []

    def _is_verified(self, number: PhoneNumber) -> bool:
        verified = (it for it in self._numbers() if it.status == sandbox_view.VERIFIED)
        return any(it.phone_number == number for it in verified)

    def _show_mine(self) -> None:
        number = self._own_number()
        is_new = number is not None and all(it.phone_number != number for it in self._numbers())
        if number is not None:
            self._mine.description = f"Use {number.masked}, the signed-in user's"
        show_if(self._mine, is_shown=is_new)

    def _own_number(self) -> PhoneNumber | None:
        user = self.signed_in.user
        number = user.attributes.get("phone_number") if user else None
        return PhoneNumber.as_listed(number.reveal()) if number else None

    def _use_mine(self) -> None:
        number = self._own_number()
        if number is not None:
            self.phone_number = number.reveal()

    def _sandbox(self) -> Sandbox:
        return self.session.sandbox(self._known_region())

    def _line(self, verb: str, *arguments: str) -> str:
        sandbox = write_call("session.sandbox", repr(self._known_region()))
        return write_call(f"{sandbox}.{verb}", *arguments)

    def _written(self, number: PhoneNumber) -> str:
        """Write a number as a line of Python may have it: masked, if that names one only."""
        alike = [it for it in self._numbers() if it.phone_number.masked == number.masked]
        return repr(number.masked) if len(alike) == 1 else _ASK_NUMBER
