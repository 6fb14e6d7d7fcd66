"""The numbers that an account in the SMS sandbox may send to.

Plain logic, without moto and botocore; SNS and End User Messaging share these numbers, and
each words a `SandboxError` in its own way.

AWS documents: ten numbers; five one-time passwords to a number in 24 hours; a number can be
removed 24 hours after it was verified, or last tried. Not documented, and decided here: a
one-time password lives until the next one is sent or it is used, at most 24 hours; sending
one and typing one are both tries; they cost nothing.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex

# SNS developer guide, "Using the Amazon SNS SMS sandbox", and botocore's service model.
MOST_NUMBERS = 10
MOST_CODES_A_DAY = 5
BEFORE_REMOVAL = timedelta(hours=24)

PENDING = "PENDING"
VERIFIED = "VERIFIED"

_DAY = timedelta(hours=24)
_DIGITS = 6


class Problem(Enum):
    """What is wrong with a request about a sandbox number."""

    TOO_MANY_NUMBERS = "too many numbers"
    TOO_MANY_CODES = "too many codes"
    TOO_EARLY_TO_REMOVE = "too early to remove"
    ALREADY_THERE = "already there"
    ALREADY_VERIFIED = "already verified"
    WRONG_CODE = "wrong code"
    EXPIRED_CODE = "expired code"


class SandboxError(Exception):
    """A request about a sandbox number cannot be met.

    Attributes:
        problem: Why.
    """

    def __init__(self, problem: Problem) -> None:
        """Name the problem."""
        super().__init__(problem.value)
        self.problem = problem


@dataclass(slots=True)
class SandboxNumber:
    """A number that messages can be sent to from the sandbox, once it is verified.

    Attributes:
        number_id: AWS's id of it.
        phone_number: In E.164.
        created_at: When it was added.
        is_verified: Whether a code was typed that it got.
        tried_at: When it was last tried to verify it.
        code: The one that it got last.
        sent_at: When it got codes, in the last 24 hours.
    """

    number_id: str
    phone_number: str
    created_at: datetime
    is_verified: bool = False
    tried_at: datetime | None = None
    code: str | None = field(default=None, repr=False)
    sent_at: deque[datetime] = field(default_factory=deque, repr=False)

    @property
    def status(self) -> str:
        """AWS's name of where it stands."""
        return VERIFIED if self.is_verified else PENDING


class SandboxNumbers:
    """The sandbox's numbers in one Region, first added first."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            clock: Tells the time.
            random: Where ids and codes come from.
        """
        self._clock = clock
        self._random = random
        self._numbers: dict[str, SandboxNumber] = {}

    def all(self) -> list[SandboxNumber]:
        """Give every number."""
        return list(self._numbers.values())

    def find(self, phone_number: str) -> SandboxNumber | None:
        """Find a number; None if it was never added."""
        return self._numbers.get(phone_number)

    def find_id(self, number_id: str) -> SandboxNumber | None:
        """Find a number by AWS's id; None if there is none."""
        return next((it for it in self.all() if it.number_id == number_id), None)

    def is_verified(self, phone_number: str) -> bool:
        """Tell whether the sandbox may send to a number."""
        found = self.find(phone_number)
        return found is not None and found.is_verified

    def add(self, phone_number: str) -> SandboxNumber:
        """Add a number, which is pending until a code that it gets is typed.

        Raises:
            SandboxError: It is there, or there are ten.
        """
        if phone_number in self._numbers:
            raise SandboxError(Problem.ALREADY_THERE)
        if len(self._numbers) >= MOST_NUMBERS:
            raise SandboxError(Problem.TOO_MANY_NUMBERS)
        number_id = f"vn-{make_hex(self._random)}"
        made = SandboxNumber(number_id, phone_number, self._clock.now())
        self._numbers[phone_number] = made
        return made

    def check_can_be_sent(self, number: SandboxNumber) -> None:
        """Make sure that a code can be sent to a number now.

        Raises:
            SandboxError: It is verified, or got five in the last 24 hours.
        """
        if number.is_verified:
            raise SandboxError(Problem.ALREADY_VERIFIED)
        now, sent = self._clock.now(), number.sent_at
        while sent and sent[0] + _DAY <= now:
            sent.popleft()
        if len(sent) >= MOST_CODES_A_DAY:
            raise SandboxError(Problem.TOO_MANY_CODES)

    def make_code(self, number: SandboxNumber) -> str:
        """Make the code to send to a number, in place of the one before.

        Raises:
            SandboxError: It is verified, or got five in the last 24 hours.
        """
        self.check_can_be_sent(number)
        number.tried_at = self._clock.now()
        number.sent_at.append(number.tried_at)
        code = f"{self._random.randrange(10**_DIGITS):0{_DIGITS}}"
        number.code = code
        return code

    def verify(self, number: SandboxNumber, code: str) -> None:
        """Verify a number with the code that it got.

        Raises:
            SandboxError: It is verified already, or the code is wrong or too old.
        """
        if number.is_verified:
            raise SandboxError(Problem.ALREADY_VERIFIED)
        now, sent = self._clock.now(), number.sent_at
        number.tried_at = now
        if not sent or sent[-1] + _DAY <= now:
            raise SandboxError(Problem.EXPIRED_CODE)
        if code != number.code:
            raise SandboxError(Problem.WRONG_CODE)
        number.is_verified = True

    def remove(self, number: SandboxNumber) -> None:
        """Remove a number.

        Raises:
            SandboxError: It was tried to verify it less than 24 hours ago.
        """
        if number.tried_at and self._clock.now() < number.tried_at + BEFORE_REMOVAL:
            raise SandboxError(Problem.TOO_EARLY_TO_REMOVE)
        del self._numbers[number.phone_number]
