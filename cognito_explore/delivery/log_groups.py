"""Log groups: where lines about messages are, and how they are read.

SNS writes groups of its own; those of End User Messaging and Cognito are named by a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from cognito_explore import frames
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call
from cognito_explore.delivery.deliveries import EUM, Delivery, read_line
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.sensitive import Sensitive
from cognito_explore.told import exact, need, unreadable, whole

SERVICE = "logs"
# SNS developer guide, SMS delivery status logging: one group for each outcome.
SNS_GROUP = "DirectPublishToPhoneNumber"

_ARN_REGION, _ARN_GROUP = 3, 6


class Asks(Protocol):
    """Asks the account: `Account`, or what checks share."""

    def call(self, call: Call) -> Told:
        """Make a call."""

    def pages(self, call: Call, member: str) -> list[Told]:
        """Make a reading call as often as it has pages."""


@dataclass(frozen=True, slots=True)
class Group:
    """A log group.

    Attributes:
        region_name: Where it is.
        name: Of it.
        created_at: When; None where that is not known.
    """

    region_name: str
    name: str
    created_at: datetime | None = None


def sns_groups(asks: Asks, region_name: str) -> list[Group]:
    """Give the groups that SNS wrote to in a Region; each is there once it wrote something.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    found = _groups(asks, region_name, f"sns/{region_name}/")
    return [it for it in found if SNS_GROUP in it.name]


def described(asks: Asks, group: Group) -> Group | None:
    """Look a group up, to know since when it is there; None if it is not.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    found = _groups(asks, group.region_name, group.name)
    return next((it for it in found if it.name == group.name), None)


def read_group(
    asks: Asks,
    source: str,
    group: Group,
    since: datetime,
    *,
    term: Sensitive | None = None,
    pool_id: str | None = None,
) -> list[tuple[str, Delivery]]:
    """Read what a group says of messages.

    Args:
        asks: The account.
        source: Whose log it is: `SNS`, `EUM` or `COGNITO`.
        group: Which; one that is not there says nothing.
        since: How far back, an aware instant.
        term: Only lines with this in them.
        pool_id: Only lines that may be of this pool.

    Returns:
        With the id of its event, one a message: the last that was told of it.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    events = read_events(asks, group, since, term=term)
    # As they were written: by time, and those of one instant by id.
    events = sorted(events, key=_written)
    found: dict[str, tuple[str, Delivery]] = {}
    for number, event in enumerate(events):
        made = read_line(source, group.region_name, event, pool_id)
        if made is not None:
            key = made.message_id if source == EUM and made.message_id else f"line {number}"
            if key not in found or made.is_final or not found[key][1].is_final:
                found[key] = (exact(event, "eventId") or "", made)
    return list(found.values())


def read_events(
    asks: Asks, group: Group, since: datetime, *, term: Sensitive | None = None
) -> list[Told]:
    """Read the events of a group as they are, whatever they say; see `read_group`."""
    asked: dict[str, Any] = {
        "logGroupName": group.name,
        "startTime": max(0, frames.to_micros(since) // 1000),
    }
    if term is not None:
        asked["filterPattern"] = Sensitive(f'"{term.reveal()}"')
    try:
        return asks.pages(Call(SERVICE, "FilterLogEvents", group.region_name, asked), "events")
    except ResourceNotFoundError:
        return []


def oldest_first(found: list[tuple[str, Delivery]]) -> list[Delivery]:
    """Put what several groups say in order."""
    # Two groups may have events of one instant; their ids keep the order repeatable.
    return [made for _, made in sorted(found, key=lambda it: (it[1].logged_at, it[0]))]


def _written(event: Mapping[str, Any]) -> tuple[int, str]:
    at = event.get("timestamp")
    return at if isinstance(at, int) else 0, str(event.get("eventId"))


def _groups(asks: Asks, region_name: str, prefix: str) -> list[Group]:
    call = Call(SERVICE, "DescribeLogGroups", region_name, {"logGroupNamePrefix": prefix})
    return [
        Group(region_name, need(exact, it, "logGroupName"), _created_at(it))
        for it in asks.pages(call, "logGroups")
    ]


def _created_at(told: Mapping[str, Any]) -> datetime | None:
    millis = whole(told, "creationTime")
    try:
        return None if millis is None else frames.EPOCH + frames.MILLISECOND * millis
    except OverflowError:
        return None


def group_of(arn: str) -> Group:
    """Read the group of an ARN: arn:partition:logs:region:account:log-group:name:*.

    Raises:
        OutcomeUnknownError: It is none.
    """
    said = arn.split(":")
    if len(said) <= _ARN_GROUP or not said[_ARN_REGION] or not said[_ARN_GROUP]:
        unreadable("LogGroupArn")
    return Group(said[_ARN_REGION], said[_ARN_GROUP])
