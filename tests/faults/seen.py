"""What became of a send, and the file that says what became of it before.

`docs/_make/faults.json` holds what the tests saw, and a page of the site is made from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypedDict

FILE = Path(__file__).parent.parent.parent / "docs" / "_make" / "faults.json"


class Seen(TypedDict, total=False):
    """What was seen of one send.

    Attributes:
        messages: How many the server made for it.
        outcome: In the history; not known of a process that is gone.
        error: The class of what was raised; None: nothing was.
        code: In the history.
        tries: How often a batch tried it.
        why: Why that is the truth, where it is another reason than the case's.
    """

    messages: int
    outcome: str
    error: str | None
    code: str | None
    tries: int
    why: str


def read() -> dict[str, dict[str, Seen]]:
    """Give what was seen before: by what breaks, then by the way it was sent."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    return {it["group"] + ": " + it["what"]: it["seen"] for it in told}


def write(rows: Iterable[dict[str, Any]]) -> None:
    """Write down what was seen now."""
    FILE.write_text(json.dumps(list(rows), indent=1) + "\n", encoding="utf-8")
