"""SmsLimits: the account's tier, its monthly limit, and about how many messages are left."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cognito_explore.account import Account
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call
from cognito_explore.delivery.log_reading import read_deliveries
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.show import Text, html_table, note_of, printable, short_repr
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.told import exact, numbers, text, unreadable, whole

_TEXT_LIMIT = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"
# https://docs.aws.amazon.com/sms-voice/latest/userguide/monitoring-cloudwatch.html
_SPENT = (
    ("spent", "AWS/SNS", "SMSMonthToDateSpentUSD"),
    ("direct", "AWS/SMSVoice", "TextMessageMonthlySpend"),
)
# No message costs more or less; the tables of AWS end far from both.
_PRICE_MAX_USD = 1_000
_PRICE_MIN_USD = 1e-9
# Of so many messages the mean price is taken.
_RECENT = 100
_SHOWN = (
    "region_name",
    "tier",
    "limit_usd",
    "limit_max_usd",
    "spent_usd",
    "left_usd",
    "price_usd",
    "messages_left",
)


@dataclass(frozen=True, kw_only=True, repr=False)
class SmsLimits:
    """What one Region's account may spend on SMS this month, and what is left; one row.

    Attributes:
        region_name: Limits are of one Region.
        tier: As AWS says it: `SANDBOX` means that SMS reach verified numbers only.
            None if not known.
        limit_usd: What AWS enforces a month; None if not known.
        limit_max_usd: How far you can raise that yourself; more takes a support case.
        spent_usd: This month, by CloudWatch, which lags; None if not known.
        left_usd: Of the limit; None if not known.
        price_usd: Of a message: as given, or the mean of the delivery log; None if not known.
        messages_left: About how many more go out this month; None if not known.
        findings: What is wrong, and what is not known with the permission that would tell.
        session: The session that asked.

    Source:
        End User Messaging `DescribeAccountAttributes`, `DescribeSpendLimits`; CloudWatch
        `SMSMonthToDateSpentUSD` of SNS.
    """

    region_name: str
    tier: str | None
    limit_usd: float | None
    limit_max_usd: float | None
    spent_usd: float | None
    left_usd: float | None
    price_usd: float | None
    messages_left: int | None
    findings: tuple[Finding, ...]
    session: str

    @property
    def sentence(self) -> str:
        """What is left, in a sentence."""
        if self.limit_usd is None:
            return f"What {self.region_name} may spend on SMS is not known."
        if self.left_usd is None:
            return f"{self.limit_usd:.2f} USD a month; what of it is spent is not known."
        told = f"{self.left_usd:.2f} of {self.limit_usd:.2f} USD are left this month"
        if self.messages_left is None:
            return f"{told}."
        return f"{told}: about {self.messages_left:,} messages at {self.price_usd:.5f} USD each."

    def __repr__(self) -> str:
        return short_repr(self, _SHOWN)

    def __str__(self) -> str:
        return "\n".join([self.sentence, *map(str, self.findings)])

    def _repr_html_(self) -> str:
        known = ((name, getattr(self, name)) for name in _SHOWN)
        rows = [(name, _amount(name, value)) for name, value in known if value is not None]
        rows += [(it.check_id, Text(it)) for it in self.findings]
        return html_table(rows, title=self.sentence, note=note_of(self.session))


def read_limits(account: Account, region_name: str, price_usd: float | None) -> SmsLimits:
    """Read what an account may spend; see `Origination.limits`."""
    if price_usd is not None and not _is_price(price_usd):
        fix = "Give the price of one message in USD, such as 0.01."
        problem = f"{printable(price_usd, 40)} is no price."
        raise InvalidRequestError("limits", (Fault("price_usd", problem, fix),))
    tier, no_tier = account.ask(
        "account-tier", f"The tier of {region_name}", lambda: read_tier(account, region_name)
    )
    limit, no_limit = account.ask(
        "spend-limit",
        f"The spend limit of {region_name}",
        lambda: read_spend_limit(account, region_name),
    )
    spent, no_spent = account.ask(
        "month-to-date",
        "What was spent this month",
        lambda: read_month_to_date(account, account.clock.now(), region_name),
    )
    price, no_price = (
        (float(price_usd), []) if price_usd is not None else _price(account, region_name)
    )
    enforced, most = limit or (None, None)
    left = None if enforced is None or spent is None else max(0.0, enforced - spent)
    messages = _count(left, price)
    return SmsLimits(
        region_name=region_name,
        tier=tier,
        limit_usd=enforced,
        limit_max_usd=most,
        spent_usd=spent,
        left_usd=left,
        price_usd=price,
        messages_left=messages,
        findings=(
            *_judge_tier(tier),
            *_judge_limit(enforced, most, left, messages),
            *(no_tier or _none_told("account-tier", "tier", "DescribeAccountAttributes", tier)),
            *(no_limit or _none_told("spend-limit", "spend limit", "DescribeSpendLimits", limit)),
            *(no_spent or _no_spend(spent)),
            *no_price,
        ),
        session=account.name,
    )


class Source(Protocol):
    """Who is asked: an account, or what a diagnosis reads of it."""

    def pages(self, call: Call, member: str) -> list[Told]:
        """Make a reading call as often as it has pages; see `Account.pages`."""


def read_tier(source: Source, region_name: str) -> str | None:
    """Read the account's tier as AWS says it; None where AWS tells none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    return read_account_attributes(source, region_name).get("ACCOUNT_TIER") or None


def read_account_attributes(source: Source, region_name: str) -> dict[str | None, str | None]:
    """Read the account's attributes by name.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    call = Call(SERVICE, "DescribeAccountAttributes", region_name)
    return {
        exact(it, "Name"): text(it, "Value", 256) for it in source.pages(call, "AccountAttributes")
    }


def read_spend_limit(source: Source, region_name: str) -> tuple[float, float] | None:
    """Read the monthly limit that is enforced, and the most that it may be, in USD.

    Returns:
        None where AWS tells of none for texts.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    limits = source.pages(Call(SERVICE, "DescribeSpendLimits", region_name), "SpendLimits")
    of_texts = next((it for it in limits if it.get("Name") == _TEXT_LIMIT), None)
    if of_texts is None:
        return None
    return _usd(of_texts, "EnforcedLimit"), _usd(of_texts, "MaxLimit")


def _usd(told: Mapping[str, Any], member: str) -> float:
    """Read whole USD, of which nobody may spend less than none."""
    limit = whole(told, member)
    return unreadable(member) if limit is None or limit < 0 else float(limit)


def read_month_to_date(
    source: Source, now: datetime, region_name: str, *, is_direct: bool = False
) -> float | None:
    """Read what was spent on SMS this month, in USD; None where CloudWatch has no value.

    Args:
        source: Who is asked.
        now: Which month it is.
        region_name: Where.
        is_direct: Whether messages go without SNS, whose metric alone does not tell then.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    parameters = {
        "MetricDataQueries": [
            {
                "Id": name,
                "MetricStat": {
                    "Metric": {"Namespace": namespace, "MetricName": metric},
                    "Period": 3600,
                    "Stat": "Maximum",
                },
            }
            for name, namespace, metric in (_SPENT if is_direct else _SPENT[:1])
        ],
        "StartTime": month,
        "EndTime": now + timedelta(minutes=1),
        "ScanBy": "TimestampDescending",
    }
    call = Call("cloudwatch", "GetMetricData", region_name, parameters)
    values = [
        it for told in source.pages(call, "MetricDataResults") for it in numbers(told, "Values")
    ]
    spent = max(values, default=None)
    return unreadable("Values") if spent is not None and spent < 0 else spent


def _price(account: Account, region_name: str) -> tuple[float | None, list[Finding]]:
    """Take the mean price of the last messages, since AWS tells no price by a call."""
    since = account.clock.now() - timedelta(days=31)
    log, missing = account.ask(
        "message-price",
        "What a message costs",
        lambda: read_deliveries(account, region_name, since),
    )
    prices = [it.price_usd for it in log or [] if it.price_usd and _is_price(it.price_usd)]
    prices = prices[-_RECENT:]
    if prices:
        return sum(prices) / len(prices), []
    finding = Finding(
        "message-price",
        "unknown",
        "What a message costs is not known: the delivery log has no price of the last 31 days.",
        fix="Tell it: limits(price_usd=...), from AWS's price page for your country.",
    )
    return None, missing or [finding]


def _no_spend(spent: float | None) -> list[Finding]:
    if spent is not None:
        return []
    return [
        Finding(
            "month-to-date",
            "unknown",
            "What was spent this month is not known: CloudWatch has no value of this month.",
            "cloudwatch:GetMetricData, AWS/SNS SMSMonthToDateSpentUSD: no data points.",
            "It has one some time after the first SMS of the month.",
        )
    ]


def _none_told(check_id: str, what: str, operation: str, told: object) -> list[Finding]:
    if told is not None:
        return []
    title = f"The {what} is not known: AWS tells none."
    return [Finding(check_id, "unknown", title, f"{operation}: the answer has none of SMS in it.")]


def _judge_tier(tier: str | None) -> list[Finding]:
    # The model of botocore names no values, so letters of either case are taken.
    if tier is None or tier.upper() != "SANDBOX":
        return []
    return [
        Finding(
            "account-tier",
            "problem",
            "The account is in the SMS sandbox: SMS reach verified numbers only.",
            f"DescribeAccountAttributes: ACCOUNT_TIER is {tier}.",
            "Verify the numbers that you try it with, or ask AWS support for production.",
        )
    ]


def _judge_limit(
    enforced: float | None, most: float | None, left: float | None, messages: int | None
) -> list[Finding]:
    if enforced is None or most is None or left is None or (left > 0 and messages != 0):
        return []
    fix = "Ask AWS support for more, and raise the enforced limit afterwards."
    if most > enforced:
        fix = f"Raise it, up to {most:.2f} USD: session.origination(...).set_spend_limit(...)."
    return [
        Finding(
            "spend-limit",
            "problem",
            "The monthly spend limit is reached: no SMS goes out until the month ends.",
            f"DescribeSpendLimits: the enforced limit is {enforced:.2f} USD.",
            fix,
        )
    ]


def _is_price(value: object) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and _PRICE_MIN_USD <= value < _PRICE_MAX_USD  # type: ignore[operator]


def _count(left: float | None, price: float | None) -> int | None:
    """Count the messages that can be paid for."""
    if left is None or price is None:
        return None
    # A whole number of messages must not lose one to how floats are kept.
    return math.floor(round(left / price, 6))


def _amount(name: str, value: object) -> object:
    """Show an amount in cents; a price of one message is a fraction of one."""
    if not isinstance(value, float):
        return value
    return f"{value:.5f}" if name == "price_usd" else f"{value:.2f}"
