"""CodePanel: what a click did as code, in every language that requests can be written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets

from cognito_explore.actions.base import Action
from cognito_explore.widgets.cards import code_block, framed
from cognito_explore.widgets.parts import Parts, show_if

if TYPE_CHECKING:
    from cognito_explore.session import Session

_LINE = "this session (Python)"
_HTTP = "the HTTP request"
_LANGUAGES = {
    "a Python program": "python",
    "boto3": "boto3",
    "AWS CLI": "cli",
    "curl": "curl",
    "JavaScript": "javascript",
    "Haskell": "haskell",
}


def write_call(function: str, *arguments: str, **options: str | None) -> str:
    """Write a call in Python, from what is written for each argument; None leaves one out."""
    given = [f"{name}={text}" for name, text in options.items() if text is not None]
    return f"{function}({', '.join([*arguments, *given])})"


class CodePanel(ipywidgets.VBox):
    """Shows code, with a choice of languages; hidden until there is some."""

    def __init__(self, session: Session, parts: Parts) -> None:
        """Make an empty panel.

        Args:
            session: Where the code sends its request.
            parts: Makes its widgets.
        """
        self._session = session
        self._line = ""
        self._request: Action[Any] | None = None
        self._language = parts.field(ipywidgets.Dropdown, "Copy as", options=[_LINE])
        self._shown = parts.html()
        self._language.observe(self._show, "value")
        super().__init__([self._language, self._shown], layout=parts.layout)
        show_if(self, is_shown=False)

    def show(self, line: str, request: Action[Any] | None) -> None:
        """Show a line of Python, and offer its request in other languages.

        Args:
            line: Equal to the click.
            request: What it sent, which shows no secret; None if it could not be built.
        """
        self._line, self._request = line, request
        languages = [] if request is None else [*_LANGUAGES, _HTTP]
        self._language.options = [_LINE, *languages]
        self._language.value = _LINE
        self._show()
        show_if(self, is_shown=True)

    def text(self, language: str) -> str:
        """Give the code in one of the languages that are offered."""
        if language == _LINE or self._request is None:
            needed = [name for name in ("getpass", "os") if f"{name}." in self._line]
            return "\n".join([*(f"import {name}" for name in needed), self._line])
        is_aws = self._session.name.partition(" ")[0] in {"aws", "embedded"}
        place = {
            "region_name": self._session.region_name,
            "endpoint_url": None if is_aws else self._session.endpoint_url,
        }
        if language == _HTTP:
            return self._request.preview(**place)
        return self._request.as_code(_LANGUAGES[language], **place)

    def _show(self, *_: object) -> None:
        self._shown.value = framed(code_block(self.text(self._language.value)))
