"""SendCodeForm: the action itself, with what is known before and after it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import ipywidgets
import traitlets

from cognito_explore.actions.get_user_attribute_verification_code import (
    CodeDelivery,
    GetUserAttributeVerificationCode,
)
from cognito_explore.codes_sent import clock_time, cool_down_until, sent_this_hour
from cognito_explore.errors import Fault, InvalidRequestError, NotSentError, OutcomeUnknownError
from cognito_explore.facts import SENDS_AN_HOUR
from cognito_explore.show import EMBEDDED, html_table
from cognito_explore.token import AccessToken
from cognito_explore.widgets import cards
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.metadata_rows import MetadataRows
from cognito_explore.widgets.parts import show_if
from cognito_explore.widgets.token_form import TokenForm

_NOT_CERTAIN = (
    "Cognito took the job; that the message arrives is not certain. When it does, verify the "
    "code. If it does not, look before you send another: a user gets few an hour."
)
_LOOKED = "I looked, and no code came: send another"


class SendCodeForm(TokenForm):
    """Have a code sent to the user's e-mail address or phone number.

    Its `result` is the `CodeDelivery`.

    Attributes:
        attribute_name: `email` or `phone_number`.
        client_metadata: What the pool's Lambda triggers get.
        has_looked: After an unknown outcome: the user looked, and no code came.
    """

    TITLE = "Send a code"
    BUTTON = "Send code"
    BUSY = "Sending…"
    NEXT = ("Inbox", "Verify")

    client_metadata = traitlets.Dict(value_trait=traitlets.Unicode(), key_trait=traitlets.Unicode())
    has_looked = traitlets.Bool()

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        self._waiting = False
        token = self._make_token_fields()
        self._metadata = MetadataRows(self._parts)
        self._looked = self._parts.field(ipywidgets.Checkbox, _LOOKED, indent=False)
        traitlets.link((self, "client_metadata"), (self._metadata, "value"))
        traitlets.link((self, "has_looked"), (self._looked, "value"))
        self.observe(lambda _: self.refresh(), "has_looked")
        self.signed_in.observe(self._forget_look, "access_token")
        self._folded = self._parts.fold(self._metadata, "Client metadata")
        self.observe(self._unfold, "client_metadata")
        return [token, self._folded, self._looked]

    def _forget_look(self, change: dict[str, AccessToken | None]) -> None:
        """Another user's codes were not looked for."""
        old, new = change["old"], change["new"]
        if old is None or new is None or old.user != new.user:
            self.has_looked = False

    def _unfold(self, change: dict[str, dict[str, str]]) -> None:
        if change["new"]:
            self._folded.fold(is_open=True)

    def _act(self) -> CodeDelivery:
        self._metadata.check()
        name, metadata = self.attribute_name, self.client_metadata or None
        token = self.signed_in.access_token or AccessToken("")
        given = None if metadata is None else repr(metadata)
        self._say(
            write_call("session.send_code", self._token.name, repr(name), client_metadata=given),
            lambda: GetUserAttributeVerificationCode(token, name, metadata),
        )
        self._check_cool_down()
        token = self.signed_in.current()
        has_looked, self.has_looked = self.has_looked, False
        try:
            sent = self.session.send_code(token, name, client_metadata=metadata)
        except (InvalidRequestError, NotSentError):
            # Nothing was sent, so the look still counts.
            self.has_looked = has_looked
            raise
        except OutcomeUnknownError:
            self.has_looked = False
            raise
        self.signed_in.note_sent(name)
        return sent

    def _show_result(self, result: CodeDelivery) -> str:
        where = result.destination or f"the user's {result.attribute_name}"
        by = f" by {result.delivery_medium}" if result.delivery_medium else ""
        is_embedded = self.session.name == EMBEDDED
        follows = "Read it in the inbox: session.aws.inbox()." if is_embedded else _NOT_CERTAIN
        title = f"Accepted: a code goes to {where}{by}."
        names = ("attribute_name", "delivery_medium", "destination", "sent_at", "request_id")
        rows = [(name, getattr(result, name)) for name in names]
        return cards.card("ok", title, follows) + html_table(rows)

    def refresh(self) -> None:
        """Show how many codes are left, and whether it is time to wait."""
        super().refresh()
        now, attempts = self.session.clock.now(), self._attempts()
        sent = sent_this_hour(attempts, now)
        until = cool_down_until(attempts, now)
        note = f"{len(sent)} of {SENDS_AN_HOUR} sent this hour, as far as this session knows"
        if len(sent) >= SENDS_AN_HOUR:
            note += f", the first at {clock_time(sent[0].sent_at, now)} UTC: no more for now"
        if until is not None:
            note += f"; a code may be on its way, so wait until {until:%H:%M:%S} UTC"
        self._beside.value = cards.framed(cards.paragraph(note))
        show_if(self._looked, is_shown=until is not None)
        self._update_button()
        if until is not None:
            self._look_again_in((until - now).total_seconds())

    def _is_blocked(self) -> bool:
        until = cool_down_until(self._attempts(), self.session.clock.now())
        return until is not None and not self.has_looked

    def _check_cool_down(self) -> None:
        until = cool_down_until(self._attempts(), self.session.clock.now())
        if until is None or self.has_looked:
            return
        fault = Fault(
            "has_looked",
            "What became of the last request is not known: a code may be on its way.",
            f"Look for it; wait until {until:%H:%M:%S} UTC, or say that none came.",
        )
        raise InvalidRequestError(GetUserAttributeVerificationCode.OPERATION, (fault,))

    def _look_again_in(self, seconds: float) -> None:
        """Free the button once the time is over."""
        if self._waiting:
            return
        self._waiting = True
        timer = threading.Timer(seconds, self._end_cool_down)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:
            # Where there are no threads, the box is the way on.
            self._waiting = False

    def _end_cool_down(self) -> None:
        self._waiting = False
        self.refresh()
