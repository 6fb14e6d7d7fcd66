"""Explorer: the forms as tabs that share one signed-in user."""

from __future__ import annotations

from functools import partial
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.actions.signing_in import Tokens
from cognito_explore.session import Session
from cognito_explore.widgets import cards
from cognito_explore.widgets.batch_form import BatchForm
from cognito_explore.widgets.diagnose_form import DiagnoseForm
from cognito_explore.widgets.form import Form, head
from cognito_explore.widgets.history_view import HistoryView
from cognito_explore.widgets.inbox_view import InboxView
from cognito_explore.widgets.origination_form import OriginationForm
from cognito_explore.widgets.sandbox_form import SandboxForm
from cognito_explore.widgets.send_code_form import SendCodeForm
from cognito_explore.widgets.sign_in_form import SignInForm
from cognito_explore.widgets.signed_in import SignedIn
from cognito_explore.widgets.verify_code_form import VerifyCodeForm

TABS: list[type[Form]] = [
    *(SignInForm, SendCodeForm, InboxView, VerifyCodeForm, HistoryView),
    *(DiagnoseForm, SandboxForm, OriginationForm, BatchForm),
]
"""A tab is a class and its line here."""


class Explorer(ipywidgets.VBox):
    """The action as a working tool: sign in, send, read, verify, look back.

    Attributes:
        session: What it sends with.
        forms: The form of each tab, by its title.
        result: Of the last click in any tab.
        error: Of the last click in any tab.
        is_busy: Whether a click in any tab is still being worked on.
        code: Of the last click in any tab.
    """

    result = traitlets.Any(read_only=True, allow_none=True)
    error = traitlets.Instance(Exception, allow_none=True, read_only=True)
    is_busy = traitlets.Bool(read_only=True)
    code = traitlets.Unicode(read_only=True)

    def __init__(self, session: Session) -> None:
        """Make the tabs.

        Args:
            session: What they send with.

        Raises:
            TypeError: It is no session.
        """
        if not isinstance(session, Session):
            msg = f"session must be a Session, as from connect(), not {type(session).__name__}"
            raise TypeError(msg)
        self.session = session
        self._signed_in = SignedIn(session)
        made = [tab(session, signed_in=self._signed_in) for tab in TABS if tab.is_for(session)]
        self.forms: dict[str, Form] = {form.TITLE: form for form in made}
        self._tabs = ipywidgets.Tab(made, titles=[*self.forms], selected_index=0)
        self._head = ipywidgets.HTML(head(session))
        for form in made:
            following = [title for title in form.NEXT if title in self.forms]
            if following:
                form.offer_next(following[0], partial(self.open_tab, following[0]))
            form.observe(self._follow, "is_busy")
        self._tabs.observe(self._refresh, "selected_index")
        super().__init__([self._head, self._tabs], _dom_classes=("cognito-explore-form",))

    @property
    def tokens(self) -> Tokens | None:
        """The tokens of the sign-in; None while nobody signed in here."""
        return self._signed_in.tokens

    def open_tab(self, title: str) -> None:
        """Open a tab.

        Args:
            title: Of its form.

        Raises:
            KeyError: There is no such tab.
        """
        if title not in self.forms:
            raise KeyError(title)
        self._tabs.selected_index = [*self.forms].index(title)

    def to_html(self) -> str:
        """Show all tabs as they are now where widgets do not run; they cannot be used."""
        return cards.framed(self._head.value, *(form.to_html() for form in self.forms.values()))

    def _follow(self, change: dict[str, Any]) -> None:
        form = change["owner"]
        if not form.is_busy:
            for name in ("result", "error", "code"):
                self.set_trait(name, getattr(form, name))
        self.set_trait("is_busy", value=any(it.is_busy for it in self.forms.values()))

    def _refresh(self, change: dict[str, int]) -> None:
        if change["new"] is not None:
            [*self.forms.values()][change["new"]].refresh()

    def __repr__(self) -> str:
        return f"Explorer({self.session!r})"

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**options), "text/html": self.to_html()}
