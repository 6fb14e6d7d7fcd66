"""InboxView: what the users' devices show, on the embedded AWS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets

from cognito_explore.session import Session
from cognito_explore.show import EMBEDDED, html_table
from cognito_explore.widgets import cards
from cognito_explore.widgets.form import Form

if TYPE_CHECKING:
    import pandas as pd

    from cognito_explore.embedded.inbox import Message

_SHOWN_ROWS = 20


class InboxView(Form):
    """The messages of the embedded AWS, newest first.

    Its `result` is the frame of all messages.
    """

    TITLE = "Inbox"
    BUTTON = "Look again"
    NEXT = ("Verify",)

    @classmethod
    def is_for(cls, session: Session) -> bool:
        """Tell whether there is an inbox: on the embedded AWS."""
        return session.name == EMBEDDED

    def refresh(self) -> None:
        """Show the messages that are there."""
        self._list.value = cards.framed(_show(self.session.aws.messages()))
        self._update_next()

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        self._list = self._parts.html()
        return [self._list]

    def _is_done(self) -> bool:
        return bool(self.session.aws.messages())

    def _act(self) -> pd.DataFrame:
        self._say("session.aws.inbox()")
        return self.session.aws.inbox()

    def _show_result(self, result: pd.DataFrame) -> str:
        return cards.paragraph(f"{len(result)} messages." if len(result) != 1 else "1 message.")


def _show(messages: Sequence[Message]) -> str:
    if not messages:
        return cards.card("info", "No message has arrived yet.", "Send a code first.")
    newest = messages[-_SHOWN_ROWS:][::-1]
    shown = [(it.at, it.medium, it.to, it.body) for it in newest]
    note = f"The newest {_SHOWN_ROWS} are shown." if len(messages) > _SHOWN_ROWS else ""
    return html_table(shown, header=("at", "medium", "to", "message"), note=note)
