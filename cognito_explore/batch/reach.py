"""Reach: whether connections are made, so that a batch does not try every row at a dead end."""

from __future__ import annotations

import random

_BACK_OFF_S = 0.5
_BACK_OFF_MOST_S = 8.0


class Reach:
    """Counts tries in a row that found no connection.

    Those that were on their way when the first one failed say the same as that one: they count
    once together. After that one row at a time is tried.

    Attributes:
        failed: How many failed, one after the other, since a connection was made.
    """

    def __init__(self, most: int) -> None:
        """Begin in good faith.

        Args:
            most: After so many it is given up.
        """
        self.failed = 0
        self._most = most
        self._round = 0

    @property
    def is_lost(self) -> bool:
        """Whether it is given up."""
        return self.failed >= self._most

    def begin(self) -> int:
        """Give what a try is to be ended with."""
        return self._round

    def make(self) -> None:
        """Note that a try found a connection, whatever became of it."""
        self.failed = 0

    def miss(self, began: int) -> bool:
        """Note that a try found none; tell whether that is news."""
        if began != self._round:
            return False
        self.failed += 1
        self._round += 1
        return True

    def pause_s(self) -> float:
        """Tell how long to wait for the next try: longer each time, in seconds."""
        # A part is left to chance: many machines may have lost the same endpoint.
        chance = random.uniform(0.5, 1)  # noqa: S311 -- nothing to guess
        return min(_BACK_OFF_S * 2.0**self.failed, _BACK_OFF_MOST_S) * chance
