"""One phone number that messages come from.

Source:
    botocore's model of `pinpoint-sms-voice-v2`: `PhoneNumberInformation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

DEFAULT_OPT_OUT_LIST = "Default"

# A month, in USD; made up, AWS's list is at https://aws.amazon.com/end-user-messaging/pricing/.
PRICES = {
    "SHORT_CODE": "995.00",
    "TEN_DLC": "1.00",
    "TOLL_FREE": "2.00",
    "LONG_CODE": "1.00",
    "SIMULATOR": "1.00",
}

# Messages a second and, of 10DLC numbers, a day; made up too.
RATES_PER_S = {
    "SHORT_CODE": 100,
    "TEN_DLC": 1,
    "TOLL_FREE": 3,
    "LONG_CODE": 1,
    "SIMULATOR": 1,
}
DAILY_CAP = 2000


@dataclass(slots=True, kw_only=True)
class PhoneNumber:
    """A number that messages come from.

    Attributes:
        phone_number_id: As AWS makes them.
        phone_number: E.164, or the digits of a short code.
        iso_country_code: Two letters.
        number_type: Of `NumberType`.
        created_at: When it was requested, in UTC.
        status: Of `NumberStatus`.
        active_from: When it becomes `ACTIVE`, if that is known.
        message_type: Of `MessageType`.
        capabilities: Of `NumberCapability`.
        opt_out_list_name: Whose members get no message from it.
        is_international: It may send to other countries.
        is_protected: It cannot be released.
        pool_id: Of the pool it is in.
        registration_id: Of the registration it is associated with.
        is_shared: Another account has it, and shares it.
    """

    phone_number_id: str
    phone_number: str
    iso_country_code: str
    number_type: str
    created_at: datetime
    status: str
    active_from: datetime | None = None
    message_type: str = "TRANSACTIONAL"
    capabilities: tuple[str, ...] = ("SMS",)
    opt_out_list_name: str = DEFAULT_OPT_OUT_LIST
    is_international: bool = False
    is_protected: bool = False
    pool_id: str | None = None
    registration_id: str | None = None
    is_shared: bool = False

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN; the price is made up."""
        told = {
            "PhoneNumberId": self.phone_number_id,
            "PhoneNumber": self.phone_number,
            "Status": self.status,
            "IsoCountryCode": self.iso_country_code,
            "MessageType": self.message_type,
            "NumberCapabilities": list(self.capabilities),
            "NumberType": self.number_type,
            "MonthlyLeasingPrice": PRICES[self.number_type],
            "TwoWayEnabled": False,
            "SelfManagedOptOutsEnabled": False,
            "OptOutListName": self.opt_out_list_name,
            "InternationalSendingEnabled": self.is_international,
            "DeletionProtectionEnabled": self.is_protected,
            "PoolId": self.pool_id,
            "RegistrationId": self.registration_id,
            "MessagingLimits": self._limits(),
            "CreatedTimestamp": self.created_at,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _limits(self) -> dict[str, Any]:
        """Give how much may be sent from it, in AWS's members; made up, as prices are."""
        limits: dict[str, Any] = {"RateLimits": {"SMS": RATES_PER_S[self.number_type]}}
        if self.number_type == "TEN_DLC":
            limits["DailyMessageCaps"] = {"T-MOBILE": DAILY_CAP}
        return limits

    def reaches(self, iso_country_code: str) -> bool:
        """Tell whether a code from it, which is transactional, can reach a phone of a country."""
        if self.status != "ACTIVE" or "SMS" not in self.capabilities:
            return False
        if self.number_type == "SIMULATOR" or self.message_type != "TRANSACTIONAL":
            return False
        # A phone in the US is reached from a US number alone.
        abroad = self.is_international and iso_country_code != "US"
        return self.iso_country_code == iso_country_code or abroad


def calling_code(iso_country_code: str) -> int:
    """Give the calling code of a country; 0 if there is no such country."""
    # A tenth of a second, which only whoever leases a number waits for.
    import phonenumbers  # noqa: PLC0415

    return int(phonenumbers.country_code_for_region(iso_country_code))
