"""Who wants no messages any more.

Plain logic, without moto and botocore. AWS documents that a number can be taken off a list
only once in 30 days, and that a number or list that is not there is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cognito_explore.clock import Clock

DEFAULT = "Default"

# botocore's service model, DeleteOptedOutNumber and SNS's OptInPhoneNumber.
BETWEEN_OPT_INS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OptedOut:
    """A number on a list.

    Attributes:
        phone_number: In E.164.
        at: When it came on the list.
        is_by_end_user: Whether its owner asked for it, and not the account.
    """

    phone_number: str
    at: datetime
    is_by_end_user: bool


class OptOuts:
    """The opt-out lists of one Region; `Default` is always there.

    Attributes:
        created_at: When the lists were made.
    """

    def __init__(self, clock: Clock) -> None:
        """Begin with nobody opted out.

        Args:
            clock: Tells the time.
        """
        self._clock = clock
        self._lists: dict[str, dict[str, OptedOut]] = {DEFAULT: {}}
        self._opted_in_at: dict[tuple[str, str], datetime] = {}
        self.created_at = clock.now()

    def names(self) -> list[str]:
        """Name the lists."""
        return list(self._lists)

    def add(self, list_name: str) -> None:
        """Make a list with nobody on it; one that is there stays as it is."""
        self._lists.setdefault(list_name, {})

    def numbers(self, list_name: str = DEFAULT) -> list[OptedOut]:
        """Give who is on a list, first come first.

        Raises:
            KeyError: There is no such list.
        """
        return list(self._lists[list_name].values())

    def find(self, phone_number: str, list_name: str = DEFAULT) -> OptedOut | None:
        """Find a number on a list; None if it is not there.

        Raises:
            KeyError: There is no such list.
        """
        return self._lists[list_name].get(phone_number)

    def put(
        self, phone_number: str, list_name: str = DEFAULT, *, is_by_end_user: bool = False
    ) -> OptedOut:
        """Put a number on a list; one that is there stays as it is.

        Raises:
            KeyError: There is no such list.
        """
        made = OptedOut(phone_number, self._clock.now(), is_by_end_user)
        return self._lists[list_name].setdefault(phone_number, made)

    def can_opt_in(self, phone_number: str, list_name: str = DEFAULT) -> bool:
        """Tell whether the number was not taken off the list in the last 30 days."""
        last = self._opted_in_at.get((list_name, phone_number))
        return last is None or last + BETWEEN_OPT_INS <= self._clock.now()

    def delete(self, phone_number: str, list_name: str = DEFAULT) -> OptedOut:
        """Take a number off a list.

        Raises:
            KeyError: There is no such list, or the number is not on it.
        """
        taken = self._lists[list_name].pop(phone_number)
        self._opted_in_at[list_name, phone_number] = self._clock.now()
        return taken
