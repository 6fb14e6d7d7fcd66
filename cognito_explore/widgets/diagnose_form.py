"""DiagnoseForm: why a code does not arrive, filled in as the checks come back."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.actions.signing_in import Tokens
from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.delivery.diagnosis import Diagnosis
from cognito_explore.delivery.diagnosis_html import diagnosis_html, findings_html
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.findings import most_decisive_first
from cognito_explore.sensitive import Sensitive
from cognito_explore.session import Session
from cognito_explore.widgets import cards
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.parts import PersonalText
from cognito_explore.widgets.secret_input import SecretInput
from cognito_explore.widgets.signed_in import SignedIn
from cognito_explore.widgets.user_card import until_text

BOTH = ""
_ASK_NUMBER = 'getpass.getpass("Phone number: ")'
_CHOICES = [("both", BOTH), *((name, name) for name in reversed(VERIFIABLE_ATTRIBUTES))]
# A browser shows no more, and neither does a screen reader read more.
_SHOW_EVERY_S = 0.15
_NOBODY = (
    "Nobody is signed in: sign in first, paste a token, or name a user below; the pool alone "
    "tells part of it."
)


class DiagnoseForm(Form):
    """Find out whether a code will arrive, why not, and how to mend it; it only reads.

    Its `result` is the `Diagnosis`.

    Attributes:
        attribute_name: `phone_number`, `email`, or empty for both.
        user_pool_id: Of the pool; empty: the token's, otherwise the session's.
        username: Of the user; empty: the token's.
        phone_number: That the code would go to; empty: the user's.
    """

    TITLE = "Diagnose"
    BUTTON = "Find out why"
    BUSY = "Looking…"
    IS_LAZY = True

    attribute_name = traitlets.Enum((BOTH, *VERIFIABLE_ATTRIBUTES), default_value=BOTH)
    user_pool_id = traitlets.Unicode()
    username = traitlets.Unicode()
    phone_number = traitlets.Unicode()

    def __init__(
        self,
        session: Session,
        tokens: Tokens | str | Sensitive | None = None,
        *,
        signed_in: SignedIn | None = None,
        **values: Any,
    ) -> None:
        """Make the form.

        Args:
            session: What it asks with.
            tokens: Of a sign-in, or an access token; default: one is asked for.
            signed_in: The user it shares with other forms; default: one of its own.
            **values: What is filled in at first, by the names of the form's attributes.

        Raises:
            TypeError: It is no session, there are no such tokens, or no such attribute.
            traitlets.TraitError: An attribute does not take this value.
        """
        super().__init__(session, signed_in=signed_in, **values)
        if tokens is not None:
            self.signed_in.use(tokens)

    @property
    def token(self) -> SecretInput:
        """The field of a token from elsewhere."""
        if not self._has_fields:
            self._make(is_part=True)
        return self._token

    def refresh(self) -> None:
        """Show whose token it is; as a part of an explorer, it is made at the first look."""
        if not self._has_fields:
            self._make(is_part=True)
        token, user = self.signed_in.access_token, self.signed_in.user
        told = cards.card("info", _NOBODY)
        if token is not None:
            who = user.username if user else "the user of the token"
            until = until_text(self.signed_in, self.session.clock.now())
            told = cards.paragraph(f"For {who}{until}.")
        self._told.value = cards.framed(told)

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        parts = self._parts
        self._told = parts.html()
        attribute = parts.field(ipywidgets.Dropdown, "Attribute", options=_CHOICES)
        self._token = parts.secret("Access token", placeholder="eyJ…, with or without Bearer")
        self._token.on_fill(lambda _: self._use())
        pool = parts.field(ipywidgets.Text, "User pool", placeholder="the token's")
        username = parts.field(ipywidgets.Text, "Username", placeholder="the token's")
        number = parts.field(PersonalText, "Phone number", placeholder="the user's")
        for name, field in (
            ("attribute_name", attribute),
            ("user_pool_id", pool),
            ("username", username),
            ("phone_number", number),
        ):
            traitlets.link((self, name), (field, "value"))
        self._on_enter(pool, username, number)
        others = parts.column([self._token, pool, username, number])
        self.signed_in.observe(lambda _: self.refresh(), ["access_token", "user"])
        return [self._told, attribute, parts.fold(others, "Another token, pool, user or number")]

    def _use(self) -> None:
        text = self._token.take()
        if text is not None:
            self.signed_in.use(text)

    def _act(self) -> Diagnosis:
        named = {
            name: getattr(self, name).strip()
            for name in ("attribute_name", "user_pool_id", "username", "phone_number")
        }
        given = {name: text for name, text in named.items() if text}
        written = {name: repr(text) for name, text in given.items()}
        if "phone_number" in given:
            written["phone_number"] = _ASK_NUMBER
        arguments = [] if self.signed_in.access_token is None else [self._token_name()]
        self._say(write_call("session.diagnose", *arguments, **written))
        token = None if self.signed_in.access_token is None else self.signed_in.current()
        return self.session.diagnose(token, **given, on_finding=_Filling(self))

    def _token_name(self) -> str:
        return "access_token" if self.signed_in.tokens is None else "tokens.access_token"

    def show_found(self, found: Sequence[CheckFinding]) -> None:
        """Show what was found until now, what decides first."""
        # A check that is asked about both attributes answers for each.
        answered = len({it.check_id for it in found})
        progress = cards.busy(f"{answered} of {len(CHECKS)} checks")
        self._message.value = cards.framed(progress, findings_html(most_decisive_first(found)))

    def _show_result(self, result: Diagnosis) -> str:
        return diagnosis_html(result)

    def _begin(self) -> bool:
        if not self._has_fields:
            self._make(is_part=True)
        return super()._begin()


class _Filling:
    """Shows findings as they come, though not each by itself."""

    def __init__(self, form: DiagnoseForm) -> None:
        self._form = form
        self._found: list[CheckFinding] = []
        self._shown_at = -_SHOW_EVERY_S

    def __call__(self, finding: CheckFinding) -> None:
        self._found.append(finding)
        if time.monotonic() - self._shown_at >= _SHOW_EVERY_S:
            self._form.show_found(self._found)
            self._shown_at = time.monotonic()
