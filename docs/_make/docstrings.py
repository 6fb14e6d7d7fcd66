"""What docstrings of the package say, by their sections."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping

_SECTION = re.compile(r"^(Args|Attributes|Raises|Returns|Source):$", re.MULTILINE)
_ENTRY = re.compile(r"^(\w+): +", re.MULTILINE)


def text_of(documented: object) -> list[str]:
    """Give the paragraphs before the first section, each in one line."""
    text = _SECTION.split(inspect.getdoc(documented) or "")[0]
    return [" ".join(it.split()) for it in text.split("\n\n") if it.strip()]


def section(documented: object, name: str) -> str:
    """Give a section, without its indentation; empty where there is none."""
    parts = _SECTION.split(inspect.getdoc(documented) or "")
    found = dict(zip(parts[1::2], parts[2::2], strict=True)).get(name, "")
    return inspect.cleandoc(found)


def attributes(kind: type) -> Mapping[str, str]:
    """Give what a record says of its fields and properties, those of its bases included."""
    told: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if each.__doc__ and each.__module__.startswith("cognito_explore"):
            parts = _ENTRY.split(section(each, "Attributes"))
            pairs = zip(parts[1::2], parts[2::2], strict=True)
            told |= {name: " ".join(text.split()) for name, text in pairs}
        told |= {name: text_of(value)[0] for name, value in vars(each).items() if _is_told(value)}
    return told


def _is_told(value: object) -> bool:
    return isinstance(value, property) and bool(value.__doc__)
