"""What a page did while it was open: frames of websockets, errors, alerts."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from playwright.sync_api import ConsoleMessage, Dialog, Page, WebSocket

# Of Lab and its server themselves, with no form in sight.
_NOT_OURS = ("favicon.ico", "/lsp/status")


@dataclass
class Records:
    """What one page did, from the moment it was made.

    Attributes:
        frames_from_kernel: Payloads of websockets, as the browser got them.
        frames_to_kernel: Payloads of websockets, as the browser sent them.
        console_errors: What the console shows in red, and exceptions that nothing caught.
        alerts: The texts of alerts, questions and prompts, which are dismissed.
    """

    frames_from_kernel: list[bytes] = field(default_factory=list)
    frames_to_kernel: list[bytes] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Write down what a page does from now on."""
        page.on("websocket", self._follow_socket)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("dialog", self._dismiss)

    def clear(self) -> None:
        """Forget everything, in place."""
        for kept in fields(self):
            getattr(self, kept.name).clear()

    def _follow_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames_from_kernel.append(_bytes(frame)))
        socket.on("framesent", lambda frame: self.frames_to_kernel.append(_bytes(frame)))

    def _hear(self, message: ConsoleMessage) -> None:
        text = f"{message.text} ({message.location.get('url', '')})"
        if message.type == "error" and not any(it in text for it in _NOT_OURS):
            self.console_errors.append(text)

    def _dismiss(self, dialog: Dialog) -> None:
        # The browser's own question on leaving a page that is not saved.
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.alerts.append(dialog.message)
        dialog.dismiss()


def _bytes(frame: Any) -> bytes:
    """Give a frame, text or binary, as bytes."""
    return frame.encode() if isinstance(frame, str) else bytes(frame)
