"""TokenFields: whose token it is, what it tells by itself, and which attribute it is about."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.actions.get_user import User
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.session import Session
from cognito_explore.token import AccessToken
from cognito_explore.widgets import cards
from cognito_explore.widgets.parts import Parts
from cognito_explore.widgets.signed_in import SignedIn
from cognito_explore.widgets.user_card import choices, until_text

_NOBODY = cards.card("info", "Nobody is signed in: sign in first, or paste a token.")


class TokenFields(ipywidgets.VBox):
    """A token, pasted or of the sign-in, and the attribute.

    Attributes:
        input: The field of a token from elsewhere.
        attribute: The choice of the attribute.
    """

    def __init__(self, session: Session, signed_in: SignedIn, parts: Parts) -> None:
        """Make the fields.

        Args:
            session: What asks Cognito whose a token is.
            signed_in: The user they are about.
            parts: Makes them.
        """
        self._session = session
        self._signed_in = signed_in
        self._told = parts.html()
        self.input = parts.secret("Access token", placeholder="eyJ…, with or without Bearer")
        self.attribute = parts.field(
            ipywidgets.RadioButtons, "Attribute", options=[*VERIFIABLE_ATTRIBUTES], tooltip=""
        )
        self._was_useless = True
        self._on_use: Callable[[], None] | None = None
        self._form: Any = None
        self._lock = threading.RLock()
        self._is_updating = False
        self.input.on_fill(lambda _: self._use())
        self._folded = parts.fold(self.input, "Use another token", is_open=True)
        super().__init__([self._told, self.attribute, self._folded], layout=parts.layout)
        self.refresh()

    @property
    def name(self) -> str:
        """What the token is called in a line of Python."""
        return "access_token" if self._signed_in.tokens is None else "tokens.access_token"

    def on_use(self, callback: Callable[[], None]) -> None:
        """Call back when a token was pasted that Cognito may take."""
        self._on_use = callback

    def _use(self) -> None:
        """Use a token that was pasted, and say at once what it tells by itself."""
        text = self.input.take()
        if text is None:
            return
        token = AccessToken(text)
        self._signed_in.use(token)
        if self._on_use and not token.problems(now=self._session.clock.now()):
            self._on_use()

    def refresh(self) -> None:
        """Show whose token it is, and what it tells by itself."""
        token, now = self._signed_in.access_token, self._session.clock.now()
        self._show_choices(self._signed_in.user)
        told = _NOBODY if token is None else self._read(token, now)
        self._told.value = cards.framed(told)
        is_useless = token is None or (bool(token.problems(now=now)) and not self._can_refresh())
        if is_useless != self._was_useless:
            self._was_useless = is_useless
            self._folded.fold(is_open=is_useless)

    def _read(self, token: AccessToken, now: datetime) -> str:
        signed_in = self._signed_in
        pasted = "the user of the pasted token" if signed_in.tokens is None else "the user"
        who = signed_in.user.username if signed_in.user else pasted
        # An emulator's tokens may be issued anywhere.
        region = None if "://" in self._session.name else self._session.region_name
        found = [
            it
            for it in token.check(now=now, region=region)
            if it.status in {"problem", "warning"}
            # A click gets a new one first.
            and not (it.check_id == "token-expiry" and self._can_refresh())
        ]
        trouble = signed_in.trouble
        asked = cards.error_card(trouble) if trouble and not token.problems(now=now) else ""
        told = cards.paragraph(f"For {who}{until_text(signed_in, now)}.")
        return told + cards.findings_card(found) + asked

    def _can_refresh(self) -> bool:
        tokens = self._signed_in.tokens
        return tokens is not None and tokens.refresh_token is not None

    def bind(self, form: traitlets.HasTraits) -> None:
        """Choose what a form's trait `attribute_name` says, and the other way round."""
        self._form = form
        self.attribute.observe(self._choose, "value")
        form.observe(self._follow, "attribute_name")

    def _choose(self, change: dict[str, str]) -> None:
        with self._lock:
            if not self._is_updating and self._form is not None:
                self._form.attribute_name = change["new"]

    def _follow(self, change: dict[str, str]) -> None:
        with self._lock:
            self.attribute.value = change["new"]

    def _show_choices(self, user: User | None) -> None:
        """Tell what is known of each attribute; what is chosen stays chosen all the while."""
        chosen = self.attribute.value if self._form is None else self._form.attribute_name
        with self._lock:
            # New options choose the first for a moment, which is nobody's choice.
            self._is_updating = True
            self.attribute.options = choices(user)
            self._is_updating = False
            self.attribute.value = chosen
