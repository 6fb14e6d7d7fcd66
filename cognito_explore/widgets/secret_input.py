"""SecretInput: a field for a secret of which nothing is kept where it could be read.

A plain password widget leaks: its value is echoed to every client, saved with the
notebook, and exported with it. Here no trait ever holds the text, so there is nothing
to save or to echo.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import anywidget
import ipywidgets
import traitlets

from cognito_explore.actions.base import as_secret
from cognito_explore.sensitive import MASK, Sensitive
from cognito_explore.show import html_table

_HERE = Path(__file__).parent


class SecretInput(anywidget.AnyWidget):
    """A field for a token, a password or a code, taken once.

    What is typed leaves the browser when the field is left or Enter is pressed, and
    the field is emptied. It waits here, hidden, until `take()`.

    Attributes:
        label: In front of the field.
        placeholder: In the empty field.
        is_masked: Whether what is typed shows as dots.
        is_filled: Whether a secret waits to be taken; read-only.
        disabled: Whether nothing can be typed.
    """

    # As text: anywidget never lets go of a widget whose files it may have to read again.
    _esm = _HERE.joinpath("secret_input.js").read_text(encoding="utf-8")
    _css = _HERE.joinpath("secret_input.css").read_text(encoding="utf-8")

    label = traitlets.Unicode().tag(sync=True)
    placeholder = traitlets.Unicode().tag(sync=True)
    is_masked = traitlets.Bool(default_value=True).tag(sync=True)
    is_filled = traitlets.Bool(read_only=True).tag(sync=True)
    disabled = traitlets.Bool().tag(sync=True)

    def __init__(
        self, label: str = "", *, placeholder: str = "", is_masked: bool = True, layout: Any = None
    ) -> None:
        """Make an empty field.

        Args:
            label: In front of the field.
            placeholder: In the empty field.
            is_masked: Whether what is typed shows as dots.
            layout: Of ipywidgets, to be shared with other widgets.
        """
        # Before the widget is: its messages may come at once.
        self._secret: Sensitive | None = None
        self._lock = threading.Lock()
        self._on_fill = ipywidgets.CallbackDispatcher()
        self._on_submit = ipywidgets.CallbackDispatcher()
        look = {} if layout is None else {"layout": layout}
        super().__init__(label=label, placeholder=placeholder, is_masked=is_masked, **look)
        self.on_msg(self._receive)

    def fill(self, secret: str | Sensitive) -> None:
        """Put a secret in, as if it had been typed.

        Args:
            secret: What `take()` will give; an empty text empties the field.

        Raises:
            TypeError: It is not text.
        """
        # At once, so that no frame holds it bare.
        secret = as_secret(secret)
        if not isinstance(secret, Sensitive):
            msg = f"a secret must be text, not {secret.kind}"
            raise TypeError(msg)
        self._keep(secret or None)
        self._on_fill(self)

    def take(self) -> Sensitive | None:
        """Give what was typed, and forget it; None if there is nothing."""
        with self._lock:
            secret, self._secret = self._secret, None
        self.set_trait("is_filled", value=False)
        return secret

    def on_fill(self, callback: Callable[[SecretInput], None]) -> None:
        """Call back when something was typed or put in."""
        self._on_fill.register_callback(callback)

    def on_submit(self, callback: Callable[[SecretInput], None]) -> None:
        """Call back when Enter was pressed, after what was typed has arrived."""
        self._on_submit.register_callback(callback)

    def _keep(self, secret: Sensitive | None) -> None:
        with self._lock:
            self._secret = secret
        self.set_trait("is_filled", secret is not None)

    def _receive(self, _: object, content: dict[str, Any], buffers: list[Any]) -> None:
        kind = content.get("kind")
        if kind == "secret" and buffers:
            secret = Sensitive(bytes(buffers[0]).decode("utf-8", "replace"))
            # A traceback of what is called from here could show them.
            buffers.clear()
            self._keep(secret or None)
            self._on_fill(self)
        elif kind == "submit":
            self._on_submit(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.label!r}, is_filled={self.is_filled})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = f"{type(self).__name__} is neither pickled nor copied: it may hold a secret"
        raise TypeError(msg)

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        # None is for widgets without a view, and this one has one.
        data, metadata = super()._repr_mimebundle_(**options) or ({}, {})
        shown = MASK if self.is_filled else ""
        return {**data, "text/html": html_table([(self.label, shown)])}, metadata
