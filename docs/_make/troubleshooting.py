"""Write the index of troubleshooting from the front matter of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

FOLDER = Path(__file__).parent.parent / "troubleshooting"
PAGE = FOLDER / "index.md"

# As a sufferer meets them.
GROUPS = (
    "No error and no code",
    "The token",
    "The user and the code",
    "Limits",
    "Many users",
    "The pool",
    "SMS",
    "E-mail",
    "Functions",
    "The connection",
    "In the notebook",
)

_BEGIN = """\
# Troubleshooting

Look for the text you got, or for what happened.
Each page says why, what to do, and how to see it without an account where the embedded AWS can show it.
Texts of AWS's are as they were seen; the dots stand for what differs.
If nothing here fits, `session.diagnose(token)` looks at everything on a code's way: see [Find out why no code came](../how-to/find_out_why_no_code_came.md).
"""


class Trouble(NamedTuple):
    """One page.

    Attributes:
        name: Of its file, without `.md`.
        group: Under which it stands.
        errors: The error codes that lead to it.
        texts: The literal texts that lead to it.
        also: Sufferers' own words for it.
        title: Its first heading.
        body: The page without its front matter.
    """

    name: str
    group: str
    errors: list[str]
    texts: list[str]
    also: list[str]
    title: str
    body: str


def page() -> str:
    """Make the text of the index."""
    troubles = read()
    parts = [_BEGIN, *("\n".join(_group(name, troubles)) for name in GROUPS)]
    return "\n".join(parts)


def read() -> list[Trouble]:
    """Read the pages, in the order of their titles.

    Raises:
        ValueError: A page has no front matter, or no such group.
    """
    pages = [_read(it) for it in sorted(FOLDER.glob("*.md")) if it != PAGE]
    return sorted(pages, key=lambda it: it.title.lower())


def _read(path: Path) -> Trouble:
    before, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    told = yaml.safe_load(front)
    if before or told["group"] not in GROUPS:
        msg = f"{path.name} has not the front matter of a page of troubleshooting."
        raise ValueError(msg)
    title = next(it for it in body.splitlines() if it.startswith("# ")).removeprefix("# ")
    return Trouble(
        name=path.stem,
        group=told["group"],
        errors=told["errors"],
        texts=told["texts"],
        also=told.get("also", []),
        title=title,
        body=body,
    )


def _group(name: str, troubles: list[Trouble]) -> Iterator[str]:
    of_group = [it for it in troubles if it.group == name]
    has_codes = any(it.errors for it in of_group)
    yield f"## {name}\n"
    yield "| What you see | Error code |" if has_codes else "| What you see |"
    yield "|---|---|" if has_codes else "|---|"
    for it in of_group:
        codes = ", ".join(f"`{code}`" for code in it.errors)
        # A page of an error without a text is found by the code itself.
        for number, seen in enumerate([f"`{text}`" for text in it.texts] or [it.title]):
            also = f": {', '.join(it.also)}" if it.also and number == 0 else ""
            row = f"| [{seen}]({it.name}.md){also} |"
            yield f"{row} {codes} |" if has_codes else row
    yield ""
