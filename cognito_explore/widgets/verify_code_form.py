"""VerifyCodeForm: prove with the code that the address is the user's."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets

from cognito_explore.actions.signing_in import Tokens
from cognito_explore.actions.verify_user_attribute import VerifiedAttribute, VerifyUserAttribute
from cognito_explore.codes_sent import clock_time, codes_of
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.sensitive import MASK, Sensitive
from cognito_explore.session import Session
from cognito_explore.token import AccessToken
from cognito_explore.widgets import cards
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.found_code import FoundCode, find_verification_code
from cognito_explore.widgets.signed_in import SignedIn
from cognito_explore.widgets.token_fields import TokenFields
from cognito_explore.widgets.user_card import attribute_table


class VerifyCodeForm(Form):
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

    attribute_name = traitlets.Enum(VERIFIABLE_ATTRIBUTES, default_value=VERIFIABLE_ATTRIBUTES[0])

    def __init__(
        self,
        session: Session,
        tokens: Tokens | str | Sensitive | None = None,
        *,
        signed_in: SignedIn | None = None,
    ) -> None:
        """Make the form.

        Args:
            session: What it sends with.
            tokens: Of a sign-in, or an access token; default: one is asked for.
            signed_in: The user it shares with other forms; default: one of its own.

        Raises:
            TypeError: It is no session, or there are no such tokens.
        """
        super().__init__(session, signed_in=signed_in)
        if tokens is not None:
            self.signed_in.use(tokens)
            self.signed_in.try_to_look()

    @property
    def token(self) -> ipywidgets.Widget:
        """The field of a token from elsewhere."""
        return self._token.input

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        self._sent = self._parts.html()
        self._token = TokenFields(self.session, self.signed_in, self._parts)
        self._token.on_use(lambda: self._in_background(self.signed_in.try_to_look))
        self.received = self._parts.secret("Code", placeholder="123456", is_masked=False)
        self._found = FoundCode(self._parts, self.received)
        self._on_enter(self.received)
        self._token.bind(self)
        self.observe(lambda _: self.refresh(), "attribute_name")
        self.signed_in.observe(self._follow, "sent")
        self.signed_in.observe(lambda _: self.refresh(), ["access_token", "user"])
        return [self._token, self._sent, self.received, self._found]

    def refresh(self) -> None:
        """Show which codes were sent, and on the embedded AWS the newest message."""
        token = self.signed_in.access_token
        now = self.session.clock.now()
        attempts = self.session.history.of_user(token) if token else []
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

    def _follow(self, _: object) -> None:
        self.attribute_name = self.signed_in.attribute_name
