"""VerifyCodeForm: prove with the code that the address is the user's."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets

from cognito_explore.actions.verify_user_attribute import VerifiedAttribute, VerifyUserAttribute
from cognito_explore.codes_sent import clock_time, codes_of
from cognito_explore.sensitive import MASK
from cognito_explore.token import AccessToken
from cognito_explore.widgets import cards
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.found_code import FoundCode, find_verification_code
from cognito_explore.widgets.token_form import TokenForm
from cognito_explore.widgets.user_card import attribute_table


class VerifyCodeForm(TokenForm):
    """Verify an attribute with the code that the user received.

    Its `result` is the `VerifiedAttribute`. A refused code is explained by what the
    session's history knows: replaced, used, too old, or sent for something else.

    Attributes:
        attribute_name: `email` or `phone_number`; follows what a code was last sent for.
        received: The field of the code.
    """

    TITLE = "Verify"
    BUTTON = "Verify"
    BUSY = "Verifying…"
    NEXT = ("History",)

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        token = self._make_token_fields()
        self._sent = self._parts.html()
        self.received = self._parts.secret("Code", placeholder="123456", is_masked=False)
        self._found = FoundCode(self._parts, self.received)
        self._on_enter(self.received)
        self.observe(lambda _: self.refresh(), "attribute_name")
        self.signed_in.observe(self._follow, "sent")
        self.signed_in.observe(self._forget_code, "access_token")
        return [token, self._sent, self.received, self._found]

    def refresh(self) -> None:
        """Show which codes were sent, and on the embedded AWS the newest message."""
        super().refresh()
        now, attempts = self.session.clock.now(), self._attempts()
        codes = codes_of(attempts, self.attribute_name)
        times = ", ".join(clock_time(it.sent_at, now) for it in codes[-5:])
        told = f"Codes for {self.attribute_name} were sent at {times} UTC." if codes else ""
        self._sent.value = cards.framed(cards.paragraph(told)) if told else ""
        self._found.show(
            find_verification_code(self.session, attempts, self.attribute_name, self.signed_in.user)
        )

    def _act(self) -> VerifiedAttribute:
        code, name = self.received.take(), self.attribute_name
        token = self.signed_in.access_token or AccessToken("")
        self._say(
            write_call("session.verify_code", self._token.name, repr(name), 'input("Code: ")'),
            lambda: VerifyUserAttribute(token, name, MASK),
        )
        done = self.session.verify_code(self.signed_in.current(), name, code or "")
        self.signed_in.try_to_look()
        return done

    def _show_result(self, result: VerifiedAttribute) -> str:
        done = cards.card("ok", f"Accepted: {result.attribute_name} is verified.")
        return done + attribute_table(self.signed_in.user)

    def _forget_code(self, change: dict[str, AccessToken | None]) -> None:
        """A code that was typed for one user is not another's."""
        old, new = change["old"], change["new"]
        if old is not None and (new is None or old.user != new.user):
            self.received.take()

    def _follow(self, _: object) -> None:
        self.attribute_name = self.signed_in.attribute_name
