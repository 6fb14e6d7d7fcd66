"""How records look: plain text made harmless, and small HTML tables.

What a server says is untrusted. Every character that does not print, from
terminal escapes to bidi overrides, is shown as an escape, and HTML is escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

_TEXT_MAX = 500

EMBEDDED = "embedded"
EMBEDDED_NOTE = "Embedded AWS: nothing is really sent."


class Text(str):
    """Text that shows as itself, line by line, when it is the last line of a cell."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def printable(text: object, limit: int = _TEXT_MAX) -> str:
    """Make text safe to print: one line, no control characters, not endless."""
    text = str(text)
    if len(text) > limit:
        text = f"{text[:limit]}… ({len(text):,} characters)"
    if text.isprintable():
        return text
    escaped = (char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return "".join(escaped)


def printable_lines(text: str, limit: int | None = None) -> str:
    """Make text of several lines safe to print, as `printable` does for one."""
    if limit is not None and len(text) > limit:
        text = f"{text[:limit]}… ({len(text):,} characters)"
    return "\n".join(printable(line, len(line)) for line in text.split("\n"))


def hide_password(text: str) -> str:
    """Hide the user name and password that a URL in a text may carry."""
    return re.sub(r"//[^/\s]*@", "//•••@", text)


def cell(value: object) -> str:
    """Show one value as people read it: times in UTC, nothing for what is missing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    if isinstance(value, float):
        return f"{value:.1f}"
    return printable(value)


def short_repr(record: object, names: Iterable[str]) -> str:
    """Show a record by the fields that matter, times in UTC."""
    values = ((name, getattr(record, name)) for name in names)
    shown = (
        f"{name}={cell(value)!r}" if isinstance(value, datetime) else f"{name}={value!r}"
        for name, value in values
        if value is not None
    )
    return f"{type(record).__name__}({', '.join(shown)})"


def note_of(session: str) -> str:
    """Say of a record of the embedded AWS that nothing was really sent."""
    return EMBEDDED_NOTE if session == EMBEDDED else ""


def html_text(text: str) -> str:
    """Escape for HTML; a dollar sign of its own starts no formula of MathJax."""
    return html.escape(text).replace("$", "<span>$</span>")


def html_table(
    rows: Iterable[Sequence[object]],
    *,
    header: Sequence[str] = (),
    title: str = "",
    note: str = "",
    code: str = "",
) -> str:
    """Make a small table: the first column names the rows when there is no header.

    A value that is `Text` keeps its lines; so does `code`, which goes below the table.
    """
    head = "".join(_html_cell("th", name) for name in header)
    lines = [f"<thead><tr>{head}</tr></thead>"] if header else []
    for row in rows:
        tags = ["td"] * len(row) if header else ["th", *["td"] * (len(row) - 1)]
        cells = zip(tags, row, strict=True)
        body = "".join(_html_cell(tag, value) for tag, value in cells)
        lines.append(f"<tr>{body}</tr>")
    footer = f"<p><em>{html_text(note)}</em></p>" if note else ""
    below = f"<pre>{html_text(printable_lines(code))}</pre>" if code else ""
    heading = f"<p><strong>{html_text(title)}</strong></p>" if title else ""
    # The classes keep MathJax of both kinds away.
    return (
        '<div class="cognito-explore tex2jax_ignore mathjax_ignore">'
        f"{heading}<table>{''.join(lines)}</table>{below}{footer}</div>"
    )


def _html_cell(tag: str, value: object) -> str:
    # Notebooks align cells to the right, which suits numbers only.
    lines = value.split("\n") if isinstance(value, Text) else [value]
    shown = "<br>".join(html_text(cell(line)) for line in lines)
    return f'<{tag} style="text-align: left">{shown}</{tag}>'
