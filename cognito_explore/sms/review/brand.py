"""How a company is named in the messages that it sends."""

from __future__ import annotations

import itertools
import re
import unicodedata

from cognito_explore.sms.review.kinds import rules_file


def brand_name(company: str) -> str:
    """Give the words of a company's name, small, without its legal form.

    Args:
        company: As it is registered: `Example Corp`, `Example, L.L.C.`.

    Returns:
        The words, parted by spaces; empty if there are none.
    """
    words = _words(company.replace(".", ""))
    while len(words) > 1 and words[-1] in rules_file()["legal_forms"]["words"]:
        words.pop()
    return " ".join(words)


def is_named(brand: str, text: str) -> bool:
    """Tell whether a text names a brand, written as one word or as more.

    Args:
        brand: As `brand_name()` gives it.
        text: A message, or a description.
    """
    words = _words(text)
    if f" {brand} " in f" {' '.join(words)} ":
        return True
    pairs = {first + second for first, second in itertools.pairwise(words)}
    return brand.replace(" ", "") in pairs | set(words)


def initials(brand: str) -> str:
    """Give the first letters of a brand's words."""
    return "".join(word[0] for word in brand.split())


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.findall(r"[^\W_]+", re.sub(r"['\u2019]s\b", "", folded))
