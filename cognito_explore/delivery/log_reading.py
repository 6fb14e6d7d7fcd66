"""Reading every log there is of a pool's messages into one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cognito_explore.account import Account
from cognito_explore.delivery.deliveries import COGNITO, EUM, SNS, Delivery
from cognito_explore.delivery.joining import join
from cognito_explore.delivery.log import DeliveryLog
from cognito_explore.delivery.log_groups import (
    Asks,
    Group,
    described,
    oldest_first,
    read_group,
    sns_groups,
)
from cognito_explore.delivery.log_states import LogState, cognito_state, eum_state, sns_state
from cognito_explore.delivery.route import END_USER_MESSAGING, Route, region_of_pool
from cognito_explore.findings import Finding, most_decisive_first
from cognito_explore.history import Attempt
from cognito_explore.show import cell

Found = list[tuple[str, Delivery]]


def read_deliveries(account: Asks, region_name: str, since: datetime) -> list[Delivery]:
    """Read SNS's delivery logs of a Region, oldest first.

    Args:
        account: Whose.
        region_name: That the SMS left from.
        since: How far back, an aware instant.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    return oldest_first(_read_all(account, SNS, sns_groups(account, region_name), since))


@dataclass(frozen=True, kw_only=True, slots=True)
class Places:
    """Where to look for the log of a pool's messages.

    Attributes:
        sns_regions: Where SNS may have logged.
        eum_region: That End User Messaging sends from; None where it does not.
        configuration_set: That the pool names for it.
        pool_region: Of the pool.
        user_pool_id: Of the pool; None where it is not known.
        other: What else there is to say, such as that a function of the pool's own sends.
    """

    sns_regions: tuple[str, ...] = ()
    eum_region: str | None = None
    configuration_set: str | None = None
    pool_region: str = ""
    user_pool_id: str | None = None
    other: tuple[Finding, ...] = ()


def places_of(route: Route | None, region_name: str, *, is_named: bool) -> Places:
    """Say where to look for the log of a pool's messages.

    Args:
        route: Which way they go; None where the pool is not known, or cannot be read.
        region_name: Where to look at what its SMS leave from.
        is_named: Look there alone, whatever the route says.
    """
    if route is None:
        return Places(sns_regions=(region_name,))
    pool_region = region_of_pool(route.user_pool_id) or region_name
    is_direct = route.sms_path == END_USER_MESSAGING
    if is_named:
        is_direct = is_direct and region_name in route.sms_regions
        sns_regions: tuple[str, ...] = () if is_direct else (region_name,)
    else:
        sns_regions = route.sms_regions if route.sms_path == SNS else ()
    return Places(
        sns_regions=sns_regions,
        eum_region=pool_region if is_direct else None,
        configuration_set=route.configuration_set,
        pool_region=pool_region,
        user_pool_id=route.user_pool_id,
        # That there is no SMS, or that a function of the pool's own sends them.
        other=tuple(
            it
            for it in route.findings
            if it.check_id in {"sms-path", "custom-senders"} and it.status != "ok"
        ),
    )


def read_log(
    account: Account, places: Places, since: datetime, attempts: Sequence[Attempt]
) -> DeliveryLog:
    """Read every log there is of a pool's messages; see `Session.delivery_log`.

    Args:
        account: Whose.
        places: Where to look.
        since: How far back, an aware instant.
        attempts: To join it to; earlier ones are left out.

    Raises:
        CognitoExploreError: A log of SMS cannot be read. Whether one is on, and what is in
            Cognito's own, are told as not known instead.
    """
    findings, found = list(places.other), Found()
    for region_name in places.sns_regions:
        findings += _read_sns(account, region_name, since, found)
    if places.eum_region is not None:
        findings += _read_eum(account, places, since, found)
    if places.user_pool_id:
        findings += _read_cognito(account, places, since, found)
    attempts = [it for it in attempts if it.sent_at >= since]
    deliveries = join(oldest_first(found), attempts)
    return DeliveryLog(
        findings=tuple(most_decisive_first(findings)),
        deliveries=tuple(deliveries),
        attempts=tuple(attempts),
        since=since,
        session=account.name,
    )


def since_of(now: datetime, since: object) -> datetime | None:
    """Give the instant to look back to, the first of our dates at most.

    Args:
        now: The time it is.
        since: An aware instant, or a span of time above 0.

    Returns:
        None where it is neither.
    """
    if isinstance(since, timedelta) and since > timedelta():
        try:
            return now - since
        except OverflowError:
            return datetime.min.replace(tzinfo=now.tzinfo)
    is_instant = isinstance(since, datetime) and since.utcoffset() is not None
    return since if is_instant and isinstance(since, datetime) else None


def _read_sns(account: Account, region_name: str, since: datetime, found: Found) -> list[Finding]:
    groups = sns_groups(account, region_name)
    found += _read_all(account, SNS, groups, since)
    what = f"Whether SNS logs its SMS in {region_name}"
    state, missing = account.ask("sns-log", what, lambda: sns_state(account, region_name))
    return [state.finding("sns-log", _since_when(groups))] if state else missing


def _read_eum(account: Account, places: Places, since: datetime, found: Found) -> list[Finding]:
    region_name = places.eum_region or places.pool_region
    # Without it there is no knowing which groups to read, so a refusal is none of our answers.
    state = eum_state(account, region_name, places.configuration_set)
    found += _read_all(account, EUM, state.groups, since)
    return [state.finding("eum-log", _looked_up(account, state.groups))]


def _read_cognito(account: Account, places: Places, since: datetime, found: Found) -> list[Finding]:
    def read() -> tuple[LogState, Found]:
        pool_id = places.user_pool_id or ""
        state = cognito_state(account, places.pool_region, pool_id)
        lines = [
            it
            for group in state.groups
            for it in read_group(account, COGNITO, group, since, pool_id=places.user_pool_id)
        ]
        return state, lines

    what = "What Cognito logs of messages that it cannot hand over"
    told, missing = account.ask("user-notification-log", what, read)
    if told is None:
        return missing
    state, lines = told
    found += lines
    when = _looked_up(account, state.groups)
    finding = state.finding("user-notification-log", when)
    # Few have it, and the others' logs tell more: no reason to warn.
    return [finding if state.is_on else replace(finding, status="ok")]


def _read_all(asks: Asks, source: str, groups: Sequence[Group], since: datetime) -> Found:
    return [it for group in groups for it in read_group(asks, source, group, since)]


def _looked_up(account: Account, groups: Sequence[Group]) -> str:
    """Say since when there are groups that a setting names."""
    if not groups:
        return ""
    known, _ = account.ask("", "", lambda: [described(account, it) for it in groups])
    if known is None:
        return "Since when is not known."
    return _since_when([it for it in known if it is not None])


def _since_when(groups: Sequence[Group]) -> str:
    """Say since when something was logged: when it was switched on, AWS does not tell."""
    times = [it.created_at for it in groups if it.created_at is not None]
    if not groups:
        return "Its log group is not there: nothing was logged yet."
    return f"Its log group is there since {cell(min(times))}." if times else ""
