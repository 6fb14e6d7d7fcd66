"""Phone numbers that messages come from, of one Region: requested, held, released.

Plain logic, without moto and botocore. Numbers are made up: US numbers from 555-0100
to 555-0199, which the North American plan keeps for this; elsewhere numbers that
begin with 000, as none in use does.

What AWS does not document, and this decides: the quotas; which country has which type
of number, beyond what is cited; the monthly prices, of which AWS's list is at
https://aws.amazon.com/end-user-messaging/pricing/.

Source:
    botocore's model of `pinpoint-sms-voice-v2`;
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-tfn.html
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex
from cognito_explore.embedded.sms.phone_number import PRICES, PhoneNumber, calling_code
from cognito_explore.embedded.sms.pools import Pools
from cognito_explore.embedded.sms.refusals import conflict, invalid_field, not_found, over_quota
from cognito_explore.embedded.sms.sender_ids import SenderIds

MOST_NUMBERS = 25

# In which order Cognito's messages take them, by the developer guide of Cognito.
ORDER = ("SHORT_CODE", "TEN_DLC", "TOLL_FREE", "LONG_CODE")
REGISTERED_TYPES = ("TOLL_FREE", "TEN_DLC")
# Toll-free and 10DLC numbers are of the US here, and so are simulators:
# https://docs.aws.amazon.com/sms-voice/latest/userguide/test-phone-numbers.html
_US_ONLY = ("TOLL_FREE", "TEN_DLC", "SIMULATOR")
_TOLL_FREE_AREAS = (833, 844, 855, 866, 877, 888)
_LOCAL_AREAS = (206, 212, 303, 312, 404, 503, 617, 702)
_NUMBERS_OF_AN_AREA = 100


class Numbers:
    """The phone numbers of one Region, with its pools and sender ids.

    Attributes:
        pools: Numbers and sender ids that are used as one.
        sender_ids: Names that messages come from.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with no numbers.

        Args:
            clock: Tells when a number becomes active.
            random: Where ids come from.
        """
        self._clock = clock
        self._random = random
        self._numbers: dict[str, PhoneNumber] = {}
        self._made: defaultdict[tuple[str, str], Iterator[int]] = defaultdict(itertools.count)
        self._by_token: dict[str, str] = {}
        self.sender_ids = SenderIds()
        self.pools = Pools(clock, random)

    def clear(self) -> None:
        """Forget every number, as if none had been requested."""
        self._numbers.clear()

    def all(self) -> list[PhoneNumber]:
        """Give every number, oldest first, as it is now."""
        for number in self._numbers.values():
            due = number.active_from
            if due is not None and due <= self._clock.now():
                number.status, number.active_from = "ACTIVE", None
        return list(self._numbers.values())

    def get(self, number_id: str) -> PhoneNumber:
        """Give a number by its id, or by the number itself.

        Raises:
            Refused: There is none.
        """
        for number in self.all():
            if number_id in (number.phone_number_id, number.phone_number):
                return number
        raise not_found("phone-number", number_id)

    def usable_for(self, iso_country_code: str) -> list[PhoneNumber]:
        """Give the numbers that can reach the phones of a country, the one to use first.

        They are the account's own and active, send codes, and simulate nothing. Short
        codes come first, then 10DLC, toll-free, and long codes.
        """
        own = [number for number in self.all() if not number.is_shared]
        usable = [number for number in own if number.reaches(iso_country_code)]
        return sorted(usable, key=lambda number: ORDER.index(number.number_type))

    def add(
        self, iso_country_code: str, number_type: str, *, status: str = "ACTIVE"
    ) -> PhoneNumber:
        """Put a number there without asking for it, short codes too."""
        number = PhoneNumber(
            phone_number_id=f"phone-{make_hex(self._random)}",
            phone_number=self._make_number(iso_country_code, number_type),
            iso_country_code=iso_country_code,
            number_type=number_type,
            created_at=self._clock.now(),
            status=status,
        )
        self._numbers[number.phone_number_id] = number
        return number

    def request(
        self,
        iso_country_code: str,
        number_type: str,
        message_type: str,
        *,
        client_token: str | None = None,
    ) -> tuple[PhoneNumber, bool]:
        """Lease a number: one that needs a registration is pending until it has it.

        Args:
            iso_country_code: Two letters.
            number_type: Of `RequestableNumberType`.
            message_type: Of `MessageType`.
            client_token: A request that is repeated with it gives the same number.

        Returns:
            The number, and whether it is new.

        Raises:
            Refused: There is no such number to lease, or the quota is reached.
        """
        if client_token in self._by_token:
            return self.get(self._by_token[client_token]), False
        _check_available(iso_country_code, number_type, message_type)
        if len(self._numbers) >= MOST_NUMBERS:
            raise over_quota("PHONE_NUMBERS_PER_ACCOUNT", MOST_NUMBERS)
        status = "PENDING" if number_type in REGISTERED_TYPES else "ACTIVE"
        number = self.add(iso_country_code, number_type, status=status)
        number.message_type = message_type
        if client_token is not None:
            self._by_token[client_token] = number.phone_number_id
        return number, True

    def update(self, number_id: str, **changes: object) -> PhoneNumber:
        """Change settings of a number.

        Raises:
            Refused: There is none, or it is in a pool.
        """
        number = self.get(number_id)
        if number.pool_id is not None:
            raise conflict(
                "PHONE_NUMBER_ASSOCIATED_TO_POOL",
                "The settings of a number in a pool are the pool's.",
                "phone-number",
                number.phone_number_id,
            )
        for name, value in changes.items():
            setattr(number, name, value)
        return number

    def release(self, number_id: str) -> PhoneNumber:
        """Give a number back, for good.

        Raises:
            Refused: There is none, it is protected, or it is in a pool.
        """
        number = self.get(number_id)
        self.check_releasable(number)
        del self._numbers[number.phone_number_id]
        number.status = "DELETED"
        return number

    def take_back(self, number: PhoneNumber) -> None:
        """Undo a lease whose request is refused after all."""
        if number.pool_id is not None:
            self.pools.get(number.pool_id).remove(number)
        del self._numbers[number.phone_number_id]
        self._by_token = {
            token: number_id
            for token, number_id in self._by_token.items()
            if number_id != number.phone_number_id
        }

    @staticmethod
    def check_releasable(number: PhoneNumber) -> None:
        """Refuse to release a number that is protected or in a pool."""
        reason = None
        if number.is_protected:
            reason = "DELETION_PROTECTION_ENABLED"
        elif number.pool_id is not None:
            reason = "PHONE_NUMBER_ASSOCIATED_TO_POOL"
        if reason is not None:
            text = "The number cannot be released."
            raise conflict(reason, text, "phone-number", number.phone_number_id)

    def _make_number(self, country: str, number_type: str) -> str:
        """Make up a number that nobody has."""
        kind = number_type if number_type in {"SHORT_CODE", "TOLL_FREE"} else "LOCAL"
        count = next(self._made[country, kind])
        if kind == "SHORT_CODE":
            return f"5550{count:02}"
        if country != "US":
            return f"+{calling_code(country)}00055501{count:02}"
        area, last = divmod(count, _NUMBERS_OF_AN_AREA)
        areas = _TOLL_FREE_AREAS if kind == "TOLL_FREE" else _LOCAL_AREAS
        return f"+1{areas[area]}55501{last:02}"


def _check_available(country: str, number_type: str, message_type: str) -> None:
    """Refuse to lease what there is not."""
    if not calling_code(country):
        raise invalid_field("IsoCountryCode", f"There is no country {country}.")
    if number_type in _US_ONLY and country != "US":
        text = f"{number_type} numbers are of the US, not of {country}."
        raise invalid_field("IsoCountryCode", text)
    if number_type == "LONG_CODE" and country == "US":
        # https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-long-code.html
        raise invalid_field("NumberType", "US carriers take no plain long codes: use TEN_DLC.")
    if number_type not in PRICES or number_type == "SHORT_CODE":
        raise invalid_field("NumberType", f"{number_type} cannot be requested.")
    if number_type == "SIMULATOR" and message_type != "TRANSACTIONAL":
        raise invalid_field("MessageType", "A simulator is TRANSACTIONAL.")
