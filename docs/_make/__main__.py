"""Write every page that is made: `python docs/_make`.

A module beside this one that has a `page()` makes one page, `reference/<module>.md`, or the one
that its `PAGE` names, seen from `docs/`.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DOCS = FOLDER.parent


def made_pages() -> dict[Path, str]:
    """Make the text of every page, by its path."""
    made = {}
    for module in sorted(FOLDER.glob("*.py")):
        told = {} if module.stem == "__main__" else runpy.run_path(str(module))
        if "page" in told:
            made[DOCS / told.get("PAGE", f"reference/{module.stem}.md")] = told["page"]()
    return made


def main() -> int:
    """Write them all."""
    for path, text in made_pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
