"""What a batch knows of each user: the rows that were sent for them, and their hour.

A batch of a million users keeps this for each row that it sends, so it is packed: 20 bytes a row
in plain arrays, and a table of hashes over them. A dict would take ten times as much, and a
database lets other threads run at each question, which a row then waits for.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from cognito_explore import frames

_HOUR = timedelta(hours=1)
_FIRST_SIZE = 1 << 10
# Of a digest, what a user and one of their rows are told apart by.
_USER_BYTES, _ROW_BYTES = 8, 4
NEVER = 0


class Known(NamedTuple):
    """A row that was sent for a user.

    Attributes:
        number: Of the row; negative for what was sent before the batch.
        row_id: Of its digest, enough to tell it from the user's others.
        taken_at: When it took one of the user's hour, in microseconds; 0: it did not.
    """

    number: int
    row_id: int
    taken_at: int


class Users:
    """The rows that were sent for each user, by the digest of the user."""

    def __init__(self) -> None:
        """Begin with none."""
        self._users, self._numbers = array("Q"), array("q")
        self._row_ids, self._taken_at = array("I"), array("q")
        # A slot has the place of a row, from 1; the next ones are tried where it is another's.
        self._slots = array("I", bytes(4 * _FIRST_SIZE))

    def rows_of(self, user: bytes) -> list[Known]:
        """Give the rows of a user, oldest first."""
        return [
            Known(self._numbers[place], self._row_ids[place], self._taken_at[place])
            for place in self._places(_user(user))
        ]

    def add(self, user: bytes, number: int, row_id: bytes, taken_at: datetime | None) -> None:
        """Note a row that is sent for a user, or was.

        Args:
            user: Whose.
            number: Of the row.
            row_id: Its digest.
            taken_at: When it took one of the user's hour; None: it did not.
        """
        if 2 * len(self._users) >= len(self._slots):
            self._grow()
        key = _user(user)
        self._users.append(key)
        self._numbers.append(number)
        self._row_ids.append(short_id(row_id))
        self._taken_at.append(NEVER if taken_at is None else frames.to_micros(taken_at))
        self._insert(key, len(self._users))

    def give_back(self, user: bytes, number: int) -> None:
        """Give back what a row took of its user's hour, because it made no message."""
        for place in self._places(_user(user)):
            if self._numbers[place] == number:
                self._taken_at[place] = NEVER

    def _places(self, key: int) -> Iterator[int]:
        slots, users = self._slots, self._users
        last = len(slots) - 1
        slot = key & last
        while slots[slot]:
            if users[slots[slot] - 1] == key:
                yield slots[slot] - 1
            slot = (slot + 1) & last

    def _insert(self, key: int, place: int) -> None:
        slots = self._slots
        last = len(slots) - 1
        slot = key & last
        while slots[slot]:
            slot = (slot + 1) & last
        slots[slot] = place

    def _grow(self) -> None:
        self._slots = array("I", bytes(2 * self._slots.itemsize * len(self._slots)))
        for place, key in enumerate(self._users, 1):
            self._insert(key, place)


def short_id(row_id: bytes) -> int:
    """Give what of a row's digest tells it from its user's others."""
    return int.from_bytes(row_id[:_ROW_BYTES], "big")


def free_at(rows: list[Known], most: int, now: datetime) -> datetime | None:
    """Tell when a user has one of the hour again.

    Args:
        rows: Of the user.
        most: How many there are in an hour.
        now: The time it is.

    Returns:
        None if there is one now.
    """
    since = frames.to_micros(now - _HOUR)
    counted = sorted(row.taken_at for row in rows if row.taken_at > since)
    if len(counted) < most:
        return None
    return frames.EPOCH + timedelta(microseconds=counted[-most]) + _HOUR


def _user(digest: bytes) -> int:
    return int.from_bytes(digest[:_USER_BYTES], "big")
