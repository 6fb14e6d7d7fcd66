"""Originators: what SMS of a Region are sent from, as the checks of a diagnosis read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.identity import POOL, Identity
from cognito_explore.sms.number_records import (
    OriginationNumber,
    SenderId,
    read_number,
    read_sender_id,
)
from cognito_explore.told import exact, need, part, yes_no

US = "US"
# Cognito developer guide: without an identity of the pool's own, End User Messaging takes a
# short code before a 10DLC number, and that before a toll-free one.
_ORDER = ("SHORT_CODE", "TEN_DLC", "TOLL_FREE", "LONG_CODE")
DEFAULT_LIST = "Default"
# "Special requirements" of AWS's country tables in sms/countries.json: AWS has no shared numbers
# for the United States, and reaches these territories from numbers of theirs.
NEEDS_NUMBER = (US, "AS", "GU", "PR", "VI")

_NOT_ACTIVE = {
    "PENDING": "is PENDING",
    "ASSOCIATING": "is ASSOCIATING",
    "DISASSOCIATING": "is DISASSOCIATING",
    "DELETED": "is DELETED",
}


@dataclass(frozen=True, kw_only=True)
class Originator:
    """A phone number that SMS may be sent from.

    Attributes:
        number: What `sms.numbers` shows of it.
        arn: AWS's name of it.
        is_international: Whether it sends to other countries too; None if AWS does not say.
        limits: `MessagingLimits`, by AWS's names; empty if AWS does not say.
        opt_out_list: Name of the list whose members get nothing from it.
    """

    number: OriginationNumber
    arn: str
    is_international: bool | None
    limits: Mapping[str, Any]
    opt_out_list: str = DEFAULT_LIST

    @property
    def shown(self) -> str:
        """The number, masked, and its type."""
        return f"{self.number.phone_number.masked} ({self.number.number_type})"

    def is_named(self, identity: Identity) -> bool:
        """Tell whether a pool names it."""
        names = {self.number.phone_number.reveal(), self.number.phone_number_id}
        return self.arn == identity.told if identity.region_name else identity.name in names

    def why_not(self, country: str) -> str | None:
        """Say why a code from it does not reach a country; None if it does.

        Args:
            country: ISO code of the destination.
        """
        number = self.number
        if number.status != "ACTIVE":
            return _NOT_ACTIVE.get(number.status, f"is {number.status or 'of no status'}")
        if number.number_type == "SIMULATOR":
            return "is a SIMULATOR, which reaches no phone"
        if "SMS" not in number.capabilities.split(", "):
            return "cannot send SMS"
        if number.message_type != "TRANSACTIONAL":
            return f"is {number.message_type}, where codes are TRANSACTIONAL"
        return self._why_not_there(country)

    def _why_not_there(self, country: str) -> str | None:
        own = self.number.country
        if own == country or (own == US and country in NEEDS_NUMBER):
            return None
        if country in NEEDS_NUMBER:
            return f"is of {own}, where {country} takes numbers of the US"
        if not self.is_international:
            return f"is of {own}, and InternationalSendingEnabled is off"
        return None


def own_numbers(case: Case, region_name: str) -> list[Originator]:
    """Read the numbers that the account has in a Region.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    told = case.sms_voice_pages("DescribePhoneNumbers", "PhoneNumbers", region_name)
    return [_read(it) for it in told]


def shared_numbers(case: Case, region_name: str) -> list[Originator]:
    """Read the numbers that other accounts share with this one in a Region.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    told = case.sms_voice_pages(
        "DescribePhoneNumbers", "PhoneNumbers", region_name, {"Owner": "SHARED"}
    )
    return [_read(it) for it in told]


def sender_ids(case: Case, region_name: str) -> list[SenderId]:
    """Read the sender ids that the account has in a Region.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    told = case.sms_voice_pages("DescribeSenderIds", "SenderIds", region_name)
    return [read_sender_id(it) for it in told]


def meant_by(identity: Identity | None, found: list[Originator]) -> list[Originator]:
    """Keep the numbers that a pool sends from: what it names, or any if it names nothing."""
    if identity is None:
        return found
    if identity.kind == POOL:
        return [it for it in found if it.number.pool_id == identity.name]
    return [it for it in found if it.is_named(identity)]


def country_of(case: Case) -> str:
    """Give the ISO code of the country that the code goes to; empty if none has the number.

    Raises:
        CognitoExploreError: The number cannot be read.
    """
    return case.phone_number().country or ""


def fitting(found: list[Originator], country: str) -> list[Originator]:
    """Keep the numbers that reach a country, the one that is taken first."""
    fit = [it for it in found if it.why_not(country) is None]
    return sorted(fit, key=_turn)


def _turn(originator: Originator) -> int:
    kind = originator.number.number_type
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _read(told: Mapping[str, Any]) -> Originator:
    return Originator(
        number=read_number(told),
        arn=need(exact, told, "PhoneNumberArn"),
        is_international=yes_no(told, "InternationalSendingEnabled"),
        limits=part(told, "MessagingLimits"),
        opt_out_list=exact(told, "OptOutListName") or DEFAULT_LIST,
    )
