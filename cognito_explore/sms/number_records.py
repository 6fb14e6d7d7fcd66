"""OriginationNumber, SenderId and Pool: what SMS are sent from, as records."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from cognito_explore.show import html_table, printable, short_repr
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.told import exact, instant, need, text, texts, yes_no


@dataclass(frozen=True, kw_only=True, repr=False)
class OriginationNumber:
    """A phone number that SMS are sent from; one row.

    Attributes:
        phone_number: Hidden but for its last four digits.
        phone_number_id: AWS's id of it.
        country: ISO code of the country that it belongs to.
        number_type: `TOLL_FREE`, `TEN_DLC`, `SHORT_CODE`, `LONG_CODE` or `SIMULATOR`.
        status: It sends only while it is `ACTIVE`.
        message_type: `TRANSACTIONAL` or `PROMOTIONAL`.
        capabilities: Such as `SMS` and `VOICE`.
        monthly_price_usd: What AWS charges for it a month; None if it did not say.
        registration_id: Of its registration, if it has one.
        pool_id: Of its pool, if it is in one.
        created_at: In UTC.

    Source:
        End User Messaging `PhoneNumberInformation`.
    """

    phone_number: PhoneNumber
    phone_number_id: str
    country: str
    number_type: str
    status: str
    message_type: str
    capabilities: str
    monthly_price_usd: float | None
    registration_id: str | None
    pool_id: str | None
    created_at: datetime | None

    @property
    def sends_sms(self) -> bool:
        """Whether it sends real SMS now: active, able to, and no simulator."""
        is_real = self.number_type != "SIMULATOR"
        return self.status == "ACTIVE" and "SMS" in self.capabilities and is_real

    def __repr__(self) -> str:
        return short_repr(self, [field.name for field in fields(self)])

    def _repr_html_(self) -> str:
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        rows = [(name, getattr(it, "masked", it)) for name, it in values if it is not None]
        return html_table(rows, title="Origination number")


@dataclass(frozen=True, kw_only=True)
class SenderId:
    """A sender id, which stands in place of a number; one row.

    Attributes:
        sender_id: As the reader sees it.
        country: ISO code of the country that it is for.
        message_types: `TRANSACTIONAL`, `PROMOTIONAL` or both.
        is_registered: Whether the country's registration is done.
        registration_id: Of its registration, if it has one.
        monthly_price_usd: What AWS charges for it a month; None if it did not say.

    Source:
        End User Messaging `SenderIdInformation`.
    """

    sender_id: str
    country: str
    message_types: str
    is_registered: bool | None
    registration_id: str | None
    monthly_price_usd: float | None


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A pool of numbers and sender ids; one row.

    Attributes:
        pool_id: AWS's id of it.
        status: It sends only while it is `ACTIVE`.
        message_type: `TRANSACTIONAL` or `PROMOTIONAL`.
        has_shared_routes: Whether AWS may use shared routes where it has nothing of its own.
        identities: What is in it: masked numbers, and sender ids; None if not known.
        created_at: In UTC.

    Source:
        End User Messaging `PoolInformation`, `ListPoolOriginationIdentities`.
    """

    pool_id: str
    status: str
    message_type: str
    has_shared_routes: bool | None
    identities: str | None
    created_at: datetime | None


def read_number(told: Mapping[str, Any]) -> OriginationNumber:
    """Make a record of a number as AWS tells it."""
    return OriginationNumber(
        phone_number=PhoneNumber.as_listed(text(told, "PhoneNumber", 40) or ""),
        phone_number_id=need(text, told, "PhoneNumberId"),
        country=text(told, "IsoCountryCode") or "",
        number_type=text(told, "NumberType") or "",
        status=text(told, "Status") or "",
        message_type=text(told, "MessageType") or "",
        capabilities=_joined(told, "NumberCapabilities"),
        monthly_price_usd=_price(told),
        registration_id=text(told, "RegistrationId"),
        pool_id=text(told, "PoolId"),
        created_at=instant(told, "CreatedTimestamp"),
    )


def read_sender_id(told: Mapping[str, Any]) -> SenderId:
    """Make a record of a sender id as AWS tells it."""
    return SenderId(
        sender_id=printable(need(exact, told, "SenderId"), 60),
        country=text(told, "IsoCountryCode") or "",
        message_types=_joined(told, "MessageTypes"),
        is_registered=yes_no(told, "Registered"),
        registration_id=text(told, "RegistrationId"),
        monthly_price_usd=_price(told),
    )


def read_pool(told: Mapping[str, Any], identities: str | None) -> Pool:
    """Make a record of a pool as AWS tells it."""
    return Pool(
        pool_id=need(text, told, "PoolId"),
        status=text(told, "Status") or "",
        message_type=text(told, "MessageType") or "",
        has_shared_routes=yes_no(told, "SharedRoutesEnabled"),
        identities=identities,
        created_at=instant(told, "CreatedTimestamp"),
    )


def name_identity(told: Mapping[str, Any]) -> str:
    """Name what is in a pool: a masked number, or a sender id."""
    name = text(told, "PhoneNumber", 100) or text(told, "OriginationIdentity", 100) or ""
    return PhoneNumber.as_listed(name).masked if name.startswith("+") else name


def _price(told: Mapping[str, Any]) -> float | None:
    # Text in botocore's model; what is no number says no price.
    try:
        price = float(exact(told, "MonthlyLeasingPrice") or "")
    except ValueError:
        return None
    return price if math.isfinite(price) else None


def _joined(told: Mapping[str, Any], member: str) -> str:
    return ", ".join(printable(it, 60) for it in texts(told, member))
