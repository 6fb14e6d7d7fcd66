"""Attempts as packed rows: 64 bytes each, and what many of them share is kept once.

A campaign of 100,000 requests keeps every attempt, so that the size of one matters.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Hashable, Iterator
from struct import Struct
from typing import Any, NamedTuple

KIND = (
    *("operation", "attribute_name", "delivery_medium", "outcome", "error_code", "http_status"),
    "session",
)
"""What is alike in most attempts of a history, and is kept once for all that have it."""

LAYOUT = (
    *(("sent_at", "q"), ("elapsed_ms", "d"), ("request_id", "16s"), ("user", "16s")),
    *(("kind", "I"), ("destination", "I"), ("error_message", "I"), ("ticket", "I")),
)
"""The fields of a packed row, with the codes that `struct` has for them."""

_ROW = Struct("=" + "".join(code for _, code in LAYOUT))
SIZE = _ROW.size
_USER = Struct("=32x16s16x")
_TICKET_SIZE = 4
_KIND_PLACE, _WORDS = 48 // 4, SIZE // 4
_LAST_TICKET = 2**32 - 1

# No UUID that somebody drew begins with so many zeros: what follows is a number in `texts`.
NO_UUID = bytes(12)
_LEAST_UUID = bytes(11) + b"\1" + bytes(4)
_UUID_LENGTH, _KEY_LENGTH = 36, 16


class Row(NamedTuple):
    """One attempt, unpacked but for what it shares with others."""

    sent_at: int
    elapsed_ms: float
    request_id: bytes
    user: bytes
    kind: int
    destination: int
    error_message: int
    ticket: int


class Numbers(dict[Hashable, int]):
    """The number of each value, which is kept once; None has 0. It only grows.

    There is no lock, which a process that is forked meanwhile would find locked: a value
    that two threads bring at once is kept twice, and all use the number of one of them.

    Attributes:
        values_by_number: The values.
    """

    def __init__(self) -> None:
        """Begin with None only."""
        super().__init__({None: 0})
        self.values_by_number: list[Any] = [None]

    def __missing__(self, value: Hashable) -> int:
        first = len(self.values_by_number)
        self.values_by_number.append(value)
        # Others may have been quicker, so it can be further on, but not before.
        return self.setdefault(value, self.values_by_number.index(value, first))


class Rows:
    """Packed rows, one after another, with the values that they share.

    A row is kept by one step, so that neither threads nor an interrupt can leave half of
    it behind. Nobody may look into the bytes in place: while one does, they cannot grow.
    """

    def __init__(self) -> None:
        """Begin without a row."""
        self._kind_numbers, self._text_numbers = Numbers(), Numbers()
        self.kinds = self._kind_numbers.values_by_number
        self.texts = self._text_numbers.values_by_number
        self._packed = bytearray()

    def pack(
        self,
        sent_at: int,
        elapsed_ms: float,
        request_id: str | None,
        user: str | None,
        kind: tuple[Hashable, ...],
        destination: str | None,
        error_message: str | None,
        ticket: int,
    ) -> bytes:
        """Make a row of an attempt; what it shares is kept, but the row is not yet.

        Args:
            sent_at: Microseconds since 1970.
            elapsed_ms: In milliseconds.
            request_id: Short if it is a UUID, and so is the user.
            user: The `sub`.
            kind: The values of `KIND`.
            destination: Masked.
            error_message: In one line.
            ticket: A number that no other attempt of this time has.
        """
        numbers = self._text_numbers
        return _ROW.pack(
            sent_at,
            elapsed_ms,
            _uuid(request_id) or _pointer(numbers[request_id]),
            _uuid(user) or _pointer(numbers[user]),
            self._kind_numbers[kind],
            numbers[destination],
            numbers[error_message],
            ticket & _LAST_TICKET,
        )

    def keep(self, row: bytes) -> int:
        """Keep a row, and give its place."""
        packed = self._packed
        begin = len(packed)
        packed.extend(row)
        # Others may have been quicker, so it can be further on, but not before.
        while packed[begin : begin + SIZE] != row:
            begin += SIZE
        return begin // SIZE

    def find(self, row: bytes, first: int, *, has_ticket: bool) -> int | None:
        """Give the place of a row at or after another, if it is kept; with its ticket or any."""
        length = SIZE if has_ticket else SIZE - _TICKET_SIZE
        packed = self.packed(first)
        places = range(len(packed) // SIZE)
        found = (it for it in places if packed.startswith(row[:length], it * SIZE))
        return next((first + it for it in found), None)

    def find_user(self, user: str, first: int) -> list[int]:
        """Give the places of the rows of a user at or after another."""
        number = self._text_numbers.get(user)
        wanted = _uuid(user) or (None if number is None else _pointer(number))
        users = _USER.iter_unpack(self.packed(first))
        return [place for place, (it,) in enumerate(users, first) if it == wanted]

    def packed(self, first: int = 0) -> bytes:
        """Give a copy of the rows from a place on."""
        return bytes(self._packed[first * SIZE :])

    def unpacked(self) -> Iterator[Row]:
        """Give the rows that are there now, one by one."""
        return map(Row._make, _ROW.iter_unpack(self.packed()))

    def count(self, name: str) -> Counter[Hashable]:
        """Tell how many rows have each value of a field of `KIND`."""
        words = memoryview(self.packed()).cast("I")
        counts: Counter[Hashable] = Counter()
        for number, count in Counter(words[_KIND_PLACE::_WORDS]).items():
            counts[self.kinds[number][KIND.index(name)]] += count
        return counts

    def text_of(self, key: bytes) -> str | None:
        """Give the text that a row has 16 bytes for."""
        if key.startswith(NO_UUID):
            text: str | None = self.texts[int.from_bytes(key[len(NO_UUID) :], "big")]
            return text
        digits = key.hex()
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def __len__(self) -> int:
        return len(self._packed) // SIZE

    def __getitem__(self, place: int) -> Row:
        return Row._make(_ROW.unpack(self._packed[place * SIZE : (place + 1) * SIZE]))


def _uuid(text: str | None) -> bytes | None:
    """Pack a UUID that is written as they mostly are; None for everything else."""
    # The places of its dashes. A regular expression would take twice as long.
    if not isinstance(text, str) or text[8:24:5] != "----" or len(text) != _UUID_LENGTH:
        return None
    digits = text.replace("-", "")
    try:
        key = bytes.fromhex(digits)
    except ValueError:
        return None
    # Not so where letters are big, spaces are among them, or dashes are elsewhere as well.
    return key if len(key) == _KEY_LENGTH and key.hex() == digits and key >= _LEAST_UUID else None


def _pointer(number: int) -> bytes:
    return NO_UUID + number.to_bytes(4, "big")


next_ticket = itertools.count(1).__next__
"""Give a ticket: a number that no attempt of this process has."""
