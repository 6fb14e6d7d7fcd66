"""What messages cost, and the limit of a month.

Plain logic, without moto and botocore. Decided here: a month is a calendar month in UTC; a
message that would go over the limit is not sent, at once, where AWS says that it stops
within minutes; what is spent is what was delivered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from cognito_explore.clock import Clock

# Made up: AWS's prices differ by country and number, and change.
PRICE_PER_PART_USD = Decimal("0.01")

# The limits of this account. AWS gives a new account 1 USD; this one asked for more.
MAX_LIMIT_USD = 100


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in a month by an instant.

    Attributes:
        at: When.
        month_to_date: In USD.
    """

    at: datetime
    month_to_date: Decimal


class Spend:
    """What one Region spends on text messages.

    Attributes:
        max_limit: The most that AWS lets the account spend in a month, in USD.
        override: What the account set its limit to; None leaves it at the most.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing spent.

        Args:
            clock: Tells which month it is.
        """
        self._clock = clock
        self._history: list[Spent] = []
        self.max_limit = MAX_LIMIT_USD
        self.override: int | None = None

    @property
    def enforced_limit(self) -> int:
        """The limit that counts, in USD."""
        return self.max_limit if self.override is None else self.override

    @property
    def month_to_date(self) -> Decimal:
        """What was spent this month, in USD."""
        now = self._clock.now()
        if not self._history or _month(self._history[-1].at) != _month(now):
            return Decimal(0)
        return self._history[-1].month_to_date

    def allows(self, price: Decimal) -> bool:
        """Tell whether a message of that price is within the limit."""
        return self.month_to_date + price <= self.enforced_limit

    def add(self, price: Decimal) -> None:
        """Pay for a message."""
        self._history.append(Spent(self._clock.now(), self.month_to_date + price))

    def begin_with(self, month_to_date: Decimal, at: datetime) -> None:
        """Have spent something before anything else, in this month."""
        self._history = [Spent(at, month_to_date)]

    def history(self) -> list[Spent]:
        """Give what was spent after each message, oldest first."""
        return list(self._history)


def _month(at: datetime) -> tuple[int, int]:
    return at.year, at.month
