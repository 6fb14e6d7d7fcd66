"""Where a canary is found again, however it is written down."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbconvert import HTMLExporter

if TYPE_CHECKING:
    from browser.lab import Notebook

# What the page shows, and what it keeps.
PAGE = """() => JSON.stringify([
  document.documentElement.innerText,
  [...document.querySelectorAll("input, textarea, select")].map(it => it.value),
  {...localStorage},
  {...sessionStorage},
])"""


def canary_of(name: str) -> str:
    """Make a secret for one test.

    It is of letters and digits only, so that JSON, HTML and URLs have it as it is,
    however often one is wrapped in another.
    """
    letters = "".join(filter(str.isalnum, name))
    return f"canary4{letters}4yranac"


def written_forms(canary: str) -> dict[str, bytes]:
    """Give the ways in which a canary may be written down, by name."""
    plain = canary.encode()
    forms = {
        "plain": plain,
        "utf-16": canary.encode("utf-16-le"),
        "hex": plain.hex().encode(),
        "hex in capitals": plain.hex().upper().encode(),
    }
    for skipped in range(3):
        # It may begin anywhere among three bytes, and what depends on its neighbours is left.
        middle = plain[skipped:]
        whole = middle[: len(middle) // 3 * 3]
        forms[f"base64 from {skipped}"] = base64.b64encode(whole)
        forms[f"base64 for URLs from {skipped}"] = base64.urlsafe_b64encode(whole)
    return forms


def has(material: str | bytes, canary: str) -> bool:
    """Ask whether a canary is written down in the material, in any way."""
    searched = material if isinstance(material, bytes) else material.encode()
    return any(form in searched for form in written_forms(canary).values())


def places_with(materials: Mapping[str, str | bytes], canary: str) -> set[str]:
    """Name the places in whose material a canary is found."""
    return {place for place, material in materials.items() if has(material, canary)}


def read_files(folder: Path, *, but: Path) -> dict[str, bytes]:
    """Read all files below a folder, but for those below another, by their paths."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and but not in path.parents
    }


def export(saved: str) -> str:
    """Make the HTML of a saved notebook."""
    notebook = nbformat.reads(saved, as_version=4)
    return HTMLExporter().from_notebook_node(notebook)[0]


def read_page(notebook: Notebook) -> str:
    """Give what the page shows, what is in its fields, and what it keeps."""
    return notebook.html + notebook.page.evaluate(PAGE)
