"""What the users' devices show."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cognito_explore import frames

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the user sees it; its data is made up, so its code is shown.

    Attributes:
        at: When it arrived, in UTC.
        medium: `SMS` or `EMAIL`.
        to: The whole address.
        subject: Of an e-mail; None for SMS.
        body: The text.
        code: The code in it.
    """

    at: datetime
    medium: str
    to: str
    subject: str | None
    body: str
    code: str


class Inbox:
    """Every message that arrived, oldest first."""

    def __init__(self) -> None:
        """Begin with no messages."""
        self._messages: list[Message] = []
        self._arrived = threading.Condition()

    def add(self, message: Message) -> None:
        """Let a message arrive."""
        with self._arrived:
            self._messages.append(message)
            self._arrived.notify_all()

    def clear(self) -> None:
        """Delete every message."""
        self._messages.clear()

    def messages(self, *, after: int = 0, wait_s: float = 0) -> list[Message]:
        """Give the messages as records.

        Args:
            after: How many of the first are left out.
            wait_s: How long to wait where there are no more.
        """
        with self._arrived:
            if wait_s > 0:
                self._arrived.wait_for(lambda: len(self._messages) > after, wait_s)
            return self._messages[after:]

    def to_frame(self) -> pd.DataFrame:
        """Give the messages as a frame, one row a message; columns as in `frames.INBOX`."""
        messages = self.messages()
        columns: dict[str, list[Any]] = {
            name: [getattr(message, name) for message in messages] for name in frames.INBOX
        }
        columns["at"] = [frames.to_micros(message.at) for message in messages]
        return frames.make_frame(frames.INBOX, columns)
