"""Delivery logs: what became of SMS after Cognito had handed them over."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cognito_explore import frames
from cognito_explore.account import Account
from cognito_explore.calls import Call
from cognito_explore.masks import mask_phone_number
from cognito_explore.show import printable
from cognito_explore.told import exact, need

SERVICE = "logs"
# SNS developer guide, SMS delivery status logging: one group for each outcome.
_GROUP = "DirectPublishToPhoneNumber"
# Neither a price nor a count comes near it; a frame's columns hold it.
_NUMBER_MAX = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What became of one SMS; one row.

    Attributes:
        region_name: That it left from.
        logged_at: When SNS took the message, in UTC; the receipt may come days later.
        status: `SUCCESS` or `FAILURE`.
        destination: The number, masked.
        reason: In SNS's or the carrier's words, such as `Phone number is opted out`.
        price_usd: What it cost; None if the log does not say.
        parts: Into how many messages it was split; None if the log does not say.
        message_id: SNS's id of it.

    Source:
        SNS developer guide, "Viewing Amazon CloudWatch metrics and logs for SMS deliveries".
    """

    region_name: str
    logged_at: datetime
    status: str
    destination: str
    reason: str
    price_usd: float | None
    parts: int | None
    message_id: str | None


def read_deliveries(account: Account, region_name: str, since: datetime) -> list[Delivery]:
    """Read SNS's delivery logs of a Region, oldest first.

    Args:
        account: Whose.
        region_name: That the SMS left from.
        since: How far back, an aware instant.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    listing = Call(
        SERVICE, "DescribeLogGroups", region_name, {"logGroupNamePrefix": f"sns/{region_name}/"}
    )
    groups = [need(exact, it, "logGroupName") for it in account.pages(listing, "logGroups")]
    found: list[tuple[str, Delivery]] = []
    for group in groups:
        if _GROUP in group:
            asked = {"logGroupName": group, "startTime": max(0, frames.to_micros(since) // 1000)}
            call = Call(SERVICE, "FilterLogEvents", region_name, asked)
            found += (
                (exact(event, "eventId") or "", made)
                for event in account.pages(call, "events")
                for made in _read_line(region_name, event.get("message"), event.get("timestamp"))
            )
    # Two groups may have events of one instant; their ids keep the order repeatable.
    return [made for _, made in sorted(found, key=lambda it: (it[1].logged_at, it[0]))]


def _read_line(region_name: str, message: object, timestamp: object) -> Iterator[Delivery]:
    """Read one line of a log; one of another form is left out."""
    try:
        told = json.loads(str(message))
        delivery, status = told["delivery"], told["status"]
        at = frames.EPOCH + frames.MILLISECOND * int(str(timestamp))
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError):
        return
    if isinstance(delivery, Mapping):
        number = printable(delivery.get("destination") or "", 40)
        reason = printable(delivery.get("providerResponse") or "")
        masked = mask_phone_number(number)
        yield Delivery(
            region_name=region_name,
            logged_at=at,
            status=printable(status, 20),
            destination=masked,
            reason=reason.replace(number, masked) if number else reason,
            price_usd=_number(delivery.get("priceInUSD")),
            parts=_whole(delivery.get("numberOfMessageParts")),
            message_id=_message_id(told),
        )


def _message_id(told: Mapping[str, Any]) -> str | None:
    notification = told.get("notification")
    known = notification.get("messageId") if isinstance(notification, Mapping) else None
    return printable(known, 60) if known else None


def _number(value: object) -> float | None:
    """Take what can be a price."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if abs(value) < _NUMBER_MAX else None


def _whole(value: object) -> int | None:
    """Take what can be a count."""
    number = _number(value)
    return None if number is None or not isinstance(value, int) else int(number)
