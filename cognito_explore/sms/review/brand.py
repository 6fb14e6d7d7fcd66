"""How a company is named in the messages that it sends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from cognito_explore.findings import Status
from cognito_explore.sms.review.kinds import rules_file

# Letters that have no accent to take off, or that people write as two.
_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i"}
)
_AS_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_ACCENT = r"[\u0300-\u036f]"
_WORD = r"[^\W_]+(?:'[^\W_]+)*"
_INITIALS = r"\b([^\W\d_])(?:\.\s(?=[^\W\d_]\.)|[./](?=[^\W\d_]\b))"
# NFKC makes up to 18 letters of one; AWS takes 2,048.
_READ_MAX = 4_096
_IN_ONE, _PART_MIN = 4, 3


def brand_name(company: str) -> str:
    """Give the words of a company's name, small, without its legal form.

    Args:
        company: As it is registered: `Example Corp`, `Example, L.L.C.`.

    Returns:
        The words, parted by spaces; empty if there are none.
    """
    return " ".join(_without_last(_words(company), _listed("words") | _listed("joints")))


def naming_fault(brands: Iterable[str], text: str) -> Status | None:
    """Tell whether a text names none of the brands, or one in part only.

    Args:
        brands: As `brand_name()` gives them.
        text: A message, or a description.

    Returns:
        None where a brand is named, or there is none to name; `warning` where the text
        has the first word of one, which decided here is no reason to be sure.
    """
    known = list(brands)
    if not known or any(is_named(brand, text) for brand in known):
        return None
    first = (_without_article(brand.split())[0] for brand in known)
    is_part = any(len(word) >= _PART_MIN and is_named(word, text) for word in first)
    return "warning" if is_part else "problem"


def is_named(brand: str, text: str) -> bool:
    """Tell whether a text names a brand, as people spell it.

    As one word or as more, with or without its article, its `and`, its accents and words
    such as `Group` at its end.

    Args:
        brand: As `brand_name()` gives it.
        text: A message, or a description.
    """
    written = {" ".join(words) for words in _written(brand.split())}
    return any(_has(words, written) for words in _written(_words(text), of_text=True))


def spellings(brand: str) -> set[str]:
    """Give a brand as it may be spelled, in small letters, its words parted by spaces."""
    return {" ".join(words) for words in _spelled(brand.split())}


def initials(brand: str) -> str:
    """Give the first letters of a brand's words."""
    return "".join(word[0] for word in brand.split())


def _has(words: tuple[str, ...], written: set[str]) -> bool:
    text = f" {' '.join(words)} "
    if any(f" {name} " in text for name in written):
        return True
    joined = {
        "".join(words[start : start + count])
        for count in range(1, _IN_ONE + 1)
        for start in range(len(words) - count + 1)
    }
    return any(name.replace(" ", "") in joined for name in written)


def _written(words: list[str], *, of_text: bool = False) -> Iterator[tuple[str, ...]]:
    """Give the words as they may be written; of a brand also what is left out of it."""
    joints = _listed("joints")
    for spelled in _spelled(words):
        forms = {spelled}
        if not of_text:
            forms.add(_without_article(spelled))
            forms |= {tuple(_without_last(list(it), _listed("left_out"))) for it in forms}
        for form in forms:
            yield form
            yield tuple(
                word
                for at, word in enumerate(form)
                if word not in joints or (not of_text and at in {0, len(form) - 1})
            )


def _spelled(words: list[str]) -> set[tuple[str, ...]]:
    """Give words with umlauts and apostrophes in each of the ways that people write them."""
    ways = set()
    for table in ({}, _AS_TWO):
        for mark in (r"'s$|'", "'"):
            plain = (re.sub(mark, "", _plain(word.translate(table))) for word in words)
            ways.add(tuple(filter(None, plain)))
    return ways


def _plain(word: str) -> str:
    parted = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return unicodedata.normalize("NFC", re.sub(_ACCENT, "", parted))


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text[:_READ_MAX]).casefold()[:_READ_MAX]
    folded = re.sub("[\u2018\u2019`\u00b4]", "'", unicodedata.normalize("NFC", folded))
    found: list[str] = re.findall(_WORD, re.sub(_INITIALS, r"\1", folded))
    return found


def _without_article(words: Iterable[str]) -> tuple[str, ...]:
    kept = tuple(words)
    return kept[1:] if len(kept) > 1 and kept[0] in _listed("articles") else kept


def _without_last(words: list[str], left_out: set[str]) -> list[str]:
    while len(words) > 1 and words[-1] in left_out:
        words = words[:-1]
    return words


def _listed(which: str) -> set[str]:
    return set(rules_file()["legal_forms"][which])
