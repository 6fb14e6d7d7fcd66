"""Sender ids of one Region: names that messages come from, each for one country.

What AWS does not document, and this decides: the quota; that every country but the US
takes sender ids without registration, so that `Registered` is false for all that are
requested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cognito_explore.embedded.sms.phone_number import calling_code
from cognito_explore.embedded.sms.refusals import conflict, invalid_field, not_found, over_quota

MOST_SENDER_IDS = 25

_SHAPE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,9}[A-Za-z0-9_])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderId:
    """A name that messages come from.

    Attributes:
        sender_id: Up to eleven letters, digits, hyphens.
        iso_country_code: Where it is used.
        message_types: Of `MessageType`.
        is_protected: It cannot be released.
        is_registered: Its country knows whose it is.
    """

    sender_id: str
    iso_country_code: str
    message_types: tuple[str, ...] = ("TRANSACTIONAL",)
    is_protected: bool = False
    is_registered: bool = False

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN; the price is made up."""
        return {
            "SenderId": self.sender_id,
            "IsoCountryCode": self.iso_country_code,
            "MessageTypes": list(self.message_types),
            "MonthlyLeasingPrice": "0.00",
            "DeletionProtectionEnabled": self.is_protected,
            "Registered": self.is_registered,
        }


class SenderIds:
    """The sender ids of one Region."""

    def __init__(self) -> None:
        """Begin with none."""
        self._sender_ids: dict[tuple[str, str], SenderId] = {}

    def all(self) -> list[SenderId]:
        """Give every sender id, oldest first."""
        return list(self._sender_ids.values())

    def find(self, sender_id: str, iso_country_code: str) -> SenderId | None:
        """Give a sender id, if there is one."""
        return self._sender_ids.get((sender_id, iso_country_code))

    def get(self, sender_id: str, iso_country_code: str) -> SenderId:
        """Give a sender id.

        Raises:
            Refused: There is none.
        """
        found = self.find(sender_id, iso_country_code)
        if found is None:
            raise not_found("sender-id", sender_id)
        return found

    def request(self, wanted: SenderId) -> SenderId:
        """Take a sender id.

        Raises:
            Refused: Its shape is wrong, its country has none, it is there, or the quota
                is reached.
        """
        if not _SHAPE.fullmatch(wanted.sender_id):
            text = "It has a letter, and does not begin or end with a hyphen."
            raise invalid_field("SenderId", text)
        country = wanted.iso_country_code
        if not calling_code(country):
            raise invalid_field("IsoCountryCode", f"There is no country {country}.")
        if country == "US":
            # https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-numbers-sms-by-country.html
            text = "The US has no sender ids."
            raise invalid_field("IsoCountryCode", text, reason="SENDER_ID_NOT_SUPPORTED")
        key = (wanted.sender_id, country)
        if key in self._sender_ids:
            text = "The sender id is there already."
            raise conflict("RESOURCE_ALREADY_EXISTS", text, "sender-id", wanted.sender_id)
        if len(self._sender_ids) >= MOST_SENDER_IDS:
            raise over_quota("SENDER_IDS_PER_ACCOUNT", MOST_SENDER_IDS)
        self._sender_ids[key] = wanted
        return wanted

    def release(self, sender_id: str, iso_country_code: str) -> SenderId:
        """Give a sender id back.

        Raises:
            Refused: There is none, or it is protected.
        """
        found = self.get(sender_id, iso_country_code)
        if found.is_protected:
            text = "The sender id is protected from deletion."
            raise conflict("DELETION_PROTECTION_ENABLED", text, "sender-id", sender_id)
        del self._sender_ids[sender_id, iso_country_code]
        return found
