"""Ids as AWS makes them, from a source that can be repeated."""

from __future__ import annotations

import string
from random import Random
from uuid import UUID

_ALPHABET = string.ascii_lowercase + string.digits


def make_id(random: Random, length: int) -> str:
    """Make an id of small letters and digits."""
    return "".join(random.choices(_ALPHABET, k=length))


def make_uuid(random: Random) -> str:
    """Make a random UUID."""
    return str(UUID(int=random.getrandbits(128), version=4))


def make_hex(random: Random) -> str:
    """Make an id of 32 hexadecimal digits, as those of AWS End User Messaging are."""
    return f"{random.getrandbits(128):032x}"
