"""Verification codes: made, sent once, replaced, used up, too old.

Plain logic, without moto and botocore.

What AWS does not say, and this decides: the limits are sliding windows of an hour;
a send is counted once it is certain that a message will be made; a wrong code does
not use up the right one.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import CODE_LIFETIME

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class _Code:
    text: str
    address: str
    expires_at: datetime


class Codes:
    """The codes that are out: one for each user and purpose, a new one replaces it.

    That a new code makes the one before it invalid is AWS's behaviour for sign-up;
    for attributes it is not documented, and taken to be the same.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with no codes.

        Args:
            clock: Tells when a code is too old.
            random: Where codes come from.
        """
        self._clock = clock
        self._random = random
        self._codes: dict[tuple[str, str], _Code] = {}

    def make(self, user_id: str, purpose: str, address: str) -> str:
        """Make a code in place of the one before.

        Args:
            user_id: Whose it is.
            purpose: What it proves: an attribute's name, or `sign-up`.
            address: Where it is sent.
        """
        text = f"{self._random.randrange(10**_DIGITS):0{_DIGITS}}"
        self._codes[user_id, purpose] = _Code(text, address, self._clock.now() + CODE_LIFETIME)
        return text

    def use(self, user_id: str, purpose: str, text: str) -> str:
        """Use a code up.

        Returns:
            The address that it was sent to.

        Raises:
            Refused: It is wrong, too old, used already, or there is none.
        """
        code = self._codes.get((user_id, purpose))
        if code is None or code.expires_at <= self._clock.now():
            raise expired_code()
        if code.text != text:
            raise Refused(
                "CodeMismatchException", "Invalid verification code provided, please try again."
            )
        del self._codes[user_id, purpose]
        return code.address


def expired_code() -> Refused:
    """Refuse a code that is too old, used, or never was."""
    return Refused("ExpiredCodeException", "Invalid code provided, please request a code again.")


class HourlyLimit:
    """A number of times an hour, for each user."""

    def __init__(self, clock: Clock, most: int) -> None:
        """Allow so many an hour.

        Args:
            clock: Tells the time.
            most: How many.
        """
        self._clock = clock
        self._most = most
        self._taken: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def take(self, user_id: str) -> None:
        """Take one of this hour's.

        Raises:
            Refused: They are all taken.
        """
        now = self._clock.now()
        taken = self._taken[user_id]
        while taken and taken[0] <= now - timedelta(hours=1):
            taken.popleft()
        if len(taken) >= self._most:
            raise Refused(
                "LimitExceededException", "Attempt limit exceeded, please try after some time."
            )
        taken.append(now)
