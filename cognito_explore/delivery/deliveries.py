"""Delivery: what a log says of one message, whichever log it is, and how its line is read.

A line of another form than its log's is left out; a value of another form is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cognito_explore import frames
from cognito_explore.delivery.provider_texts import (
    cause_of_event,
    cause_of_text,
    status_of_event,
)
from cognito_explore.masks import mask_addresses, mask_phone_number
from cognito_explore.show import printable

SNS = "SNS"
EUM = "EUM"
COGNITO = "COGNITO"

FAILURE = "FAILURE"
SUCCESS = "SUCCESS"
# Neither a price nor a count comes near it; a frame's columns hold it.
_NUMBER_MAX = 1_000_000
# SNS developer guide: `"timestamp": "2016-06-28 00:40:34.558"`.
_SNS_TIME = "%Y-%m-%d %H:%M:%S.%f"
_PHONE_NUMBER = re.compile(r"\+\d(?:[ ().-]{0,2}\d){6,18}")
# Without a plus, what may be an instant or an id is hidden too.
_BARE_NUMBER = re.compile(r"\d{8,19}|\(?\b\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}\b")
# What joins a message to its attempt looks days back and ahead.
_TIMES = (datetime(1971, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What a log says of one message; one row.

    Attributes:
        region_name: That it left from; of Cognito's own log, the pool's.
        source: Whose log: `SNS`, `EUM` (End User Messaging), `COGNITO` (userNotification).
        logged_at: When the message was taken, in UTC, as far as the log says; otherwise when
            the line was written, which may be days later.
        status: `SUCCESS` (accepted by carrier or phone), `FAILURE`, `PENDING`, or `UNKNOWN`
            (nobody told AWS).
        destination: The number, masked; None where the log names none.
        reason: In the words of AWS or the carrier, such as `Phone number is opted out`.
        cause: The number of the cause behind it, as in `causes.json`; None if not known.
        price_usd: What it cost; None if the log does not say.
        parts: Into how many messages it was split; None if the log does not say.
        message_id: The service's id of it.
        is_final: Whether no later state comes: False of what is still on its way.
        attempt: The number of the attempt in `session.history` that it belongs to; None if
            none is claimed.
        join_confidence: How sure that is: `likely`, `possible`, `ambiguous` (none is
            claimed), or None (none fits).

    Source:
        SNS developer guide, "Viewing Amazon CloudWatch metrics and logs for SMS deliveries";
        user guide of AWS End User Messaging SMS, "Example event data"; Cognito developer
        guide, "Exporting logs from user pools".
    """

    region_name: str
    source: str = SNS
    logged_at: datetime
    status: str
    destination: str | None
    reason: str
    cause: int | None = None
    price_usd: float | None
    parts: int | None
    message_id: str | None
    is_final: bool = True
    attempt: int | None = None
    join_confidence: str | None = None


def read_line(
    source: str, region_name: str, event: Mapping[str, Any], pool_id: str | None = None
) -> Delivery | None:
    """Read one event of a log group.

    Args:
        source: Whose log: `SNS`, `EUM` or `COGNITO`.
        region_name: Of the group.
        event: As `FilterLogEvents` gives it.
        pool_id: Of the pool that it may be of; default: any.

    Returns:
        None where it is none of a message, of another form, or of another pool.
    """
    try:
        told = json.loads(str(event.get("message")))
    except (ValueError, RecursionError):
        return None
    written_at = _millis(event.get("timestamp"))
    if not isinstance(told, dict) or written_at is None or _is_of_another(told, pool_id):
        return None
    return _READERS[source](region_name, told, written_at)


def _is_of_another(told: Mapping[str, Any], pool_id: str | None) -> bool:
    """Tell whether an entry of Cognito's names a pool, and another one."""
    source = told.get("logSourceId")
    named = source.get("userPoolId") if isinstance(source, Mapping) else None
    return pool_id is not None and isinstance(named, str) and named != pool_id


def mask_text(text: str, limit: int = 500) -> str:
    """Mask every phone number and e-mail address in a server's text, and make it printable."""
    text = mask_addresses(printable(text, limit))
    return _BARE_NUMBER.sub(lambda found: _mask_number(found[0]), text)


def _read_sns(region_name: str, told: dict[str, Any], written_at: datetime) -> Delivery | None:
    delivery, status = told.get("delivery"), told.get("status")
    if not isinstance(delivery, Mapping) or status is None:
        return None
    number = printable(delivery.get("destination") or "", 40)
    reason = _reason(delivery.get("providerResponse"), number)
    notification = told.get("notification")
    notification = notification if isinstance(notification, Mapping) else {}
    return Delivery(
        region_name=region_name,
        source=SNS,
        logged_at=_sns_time(notification.get("timestamp")) or written_at,
        status=mask_text(str(status), 20),
        destination=mask_phone_number(number) if number else None,
        reason=reason,
        cause=None if status == SUCCESS else cause_of_text(reason),
        price_usd=_number(delivery.get("priceInUSD")),
        parts=_whole(delivery.get("numberOfMessageParts")),
        message_id=_id(notification.get("messageId")),
    )


def _read_eum(region_name: str, told: dict[str, Any], written_at: datetime) -> Delivery | None:
    event_type = told.get("eventType")
    if not isinstance(event_type, str) or not event_type.startswith("TEXT_"):
        return None
    number = printable(told.get("destinationPhoneNumber") or "", 40)
    description = _reason(told.get("messageStatusDescription"), number)
    kind, status = printable(event_type, 40), status_of_event(event_type)
    return Delivery(
        region_name=region_name,
        source=EUM,
        logged_at=_millis(told.get("messageRequestTimestamp")) or written_at,
        status=status,
        destination=mask_phone_number(number) if number else None,
        reason=f"{kind}: {description}" if description else kind,
        cause=cause_of_event(event_type, description) if status == FAILURE else None,
        price_usd=_sum(told, "totalMessagePrice", "totalCarrierFee"),
        parts=_whole(told.get("totalMessageParts")),
        message_id=_id(told.get("messageId")),
        is_final=told.get("isFinal") is not False and status != "PENDING",
    )


def _read_cognito(region_name: str, told: dict[str, Any], written_at: datetime) -> Delivery | None:
    message = told.get("message")
    if told.get("eventSource") != "USER_NOTIFICATION" or not isinstance(message, Mapping):
        return None
    # What it says is not documented, so nothing is concluded from its words.
    details = printable(message.get("details") or "")
    numbers = {it for it in _PHONE_NUMBER.findall(details) if it.startswith("+")}
    return Delivery(
        region_name=region_name,
        source=COGNITO,
        logged_at=_millis(told.get("eventTimestamp")) or written_at,
        status=FAILURE,
        destination=_mask_number(numbers.pop()) if len(numbers) == 1 else None,
        reason=mask_text(details),
        cause=None,
        price_usd=None,
        parts=None,
        message_id=None,
    )


_READERS: dict[str, Callable[[str, dict[str, Any], datetime], Delivery | None]] = {
    SNS: _read_sns,
    EUM: _read_eum,
    COGNITO: _read_cognito,
}


def _reason(text: object, number: str) -> str:
    """Give a provider's text, in which its own number and any other is masked."""
    said = printable(text or "")
    return mask_text(said.replace(number, mask_phone_number(number)) if number else said, 1_000)


def _mask_number(text: str) -> str:
    return mask_phone_number(re.sub(r"[^\d+]", "", text))


def _id(value: object) -> str | None:
    return mask_addresses(printable(value, 60)) if value else None


def _sns_time(text: object) -> datetime | None:
    """Read the time that SNS took a message, in UTC."""
    try:
        return _possible(datetime.strptime(str(text), _SNS_TIME).replace(tzinfo=UTC))
    except ValueError:
        return None


def _millis(value: object) -> datetime | None:
    """Read milliseconds since 1970, as a number or as its text."""
    try:
        return _possible(frames.EPOCH + frames.MILLISECOND * int(str(value)))
    except (ValueError, OverflowError):
        return None


def _possible(at: datetime) -> datetime | None:
    """Take what can be the time of a message."""
    first, last = _TIMES
    return at if first <= at < last else None


def _sum(told: Mapping[str, Any], *names: str) -> float | None:
    """Add what the carrier takes to a message's price."""
    price, *others = (_number(told.get(name)) for name in names)
    return None if price is None else price + sum(it for it in others if it is not None)


def _number(value: object) -> float | None:
    """Take what can be a price."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < _NUMBER_MAX else None


def _whole(value: object) -> int | None:
    """Take what can be a count."""
    number = _number(value)
    return None if number is None or number < 0 or not isinstance(value, int) else int(number)
