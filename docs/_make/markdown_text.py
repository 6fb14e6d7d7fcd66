"""Text as Markdown: what is no markup must not be read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

_MARKUP = re.compile(r"[\\*_\[\]|]")
# What is code without backticks: `{####}`, `connect("aws")`, `email_verified`, `sns:*`, `--json`.
_NAMES = re.compile(
    r"""(?<![\w./:-])(\{\#{4}\}|\w+\([^()]*\)|\w+_\w+|\w+:\*|--[a-z-]+)(?![\w/:-])""",
)


def prose(text: str) -> str:
    """Escape what would be markup in plain text; what is in backticks stays."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if place % 2 else _plain(part) for place, part in enumerate(parts))


def code(text: str) -> str:
    """Write a name as code."""
    return f"`{text}`"


def codes(names: Iterable[str], joined_by: str = ", ") -> str:
    """Write names as code, in one line."""
    return joined_by.join(code(name) for name in names)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write the lines of a table; the cells are Markdown already."""
    yield _row(header)
    yield _row(["---"] * len(header))
    yield from (_row(row) for row in rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _plain(text: str) -> str:
    # Every second part is a name.
    parts = _NAMES.split(text)
    return "".join(code(it) if place % 2 else _escape(it) for place, it in enumerate(parts))


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text).replace("<", "&lt;")
