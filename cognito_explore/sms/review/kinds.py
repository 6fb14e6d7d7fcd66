"""What the fields of a registration are for, and the rules that go by it."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any


@functools.lru_cache(maxsize=1_024)
def kinds_of(field_path: str) -> frozenset[str]:
    """Tell what a field is for, by the words of its path.

    A word that is part of a longer one that fits too does not count: `taxIdCountry` is
    no tax id. A word with a dot is looked for in the whole path, another behind the dot.
    """
    path = field_path.lower()
    name = path.rpartition(".")[2]
    found = {
        word: kind
        for kind, words in rules_file()["field_kinds"]["path_words"].items()
        for word in words
        if word in (path if "." in word else name)
    }
    return frozenset(
        kind
        for word, kind in found.items()
        if not any(word != other and word in other for other in found)
    )


@functools.cache
def rules_file() -> dict[str, Any]:
    """Read the rules that registrations are reviewed by, with their sources."""
    text = files(__package__).joinpath("rules.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def path_of_kind(kind: str, paths: Iterable[str]) -> str | None:
    """Give the first path that is of a kind."""
    return next((path for path in paths if kind in kinds_of(path)), None)
