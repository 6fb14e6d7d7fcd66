"""How a text message is written for its way: alphabet, characters and parts.

The alphabet is a table here, because no package on PyPI with it counts parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"

# 3GPP TS 23.038, 6.2.1: the default alphabet, and its extension, whose characters need an
# escape before them.
_ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")
_IN_GSM_7 = _ALPHABET | _EXTENSION

# User guide of AWS End User Messaging SMS, "SMS character limits": what fits into one message,
# and into each part of a longer one.
_ROOM = {GSM_7: (160, 153), UCS_2: (70, 67)}


@dataclass(frozen=True, slots=True)
class SmsParts:
    """A text message as it is sent.

    Attributes:
        encoding: `GSM-7`, or `UCS-2` where a character is in no other.
        characters: How many it takes of the 160 or 70 of one message: some count twice.
        parts: How many messages it is sent in, each of which costs.
        beyond: The characters that GSM-7 does not have, each once.
    """

    encoding: str
    characters: int
    parts: int
    beyond: tuple[str, ...] = ()


def count_parts(body: str) -> SmsParts:
    """Count the parts that a text is sent in.

    Source:
        3GPP TS 23.038; 3GPP TS 23.040, 9.2.3.24.1: a character is not split between parts.
    """
    beyond = tuple(dict.fromkeys(it for it in body if it not in _IN_GSM_7))
    if beyond:
        encoding = UCS_2
        sizes = [len(it.encode("utf-16-le", "surrogatepass")) // 2 for it in body]
    else:
        encoding = GSM_7
        sizes = [2 if it in _EXTENSION else 1 for it in body]
    alone, each = _ROOM[encoding]
    characters = sum(sizes)
    parts = 1 if characters <= alone else _fill(sizes, each)
    return SmsParts(encoding, characters, parts, beyond)


def _fill(sizes: Iterable[int], room: int) -> int:
    """Count how many parts of so much room characters of these sizes fill, in order."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return parts
