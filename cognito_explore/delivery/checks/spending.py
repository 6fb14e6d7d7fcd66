"""Whether the money for text messages is used up, and of which type they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found
from cognito_explore.delivery.checks.sms import DROPPED
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import OutcomeUnknownError
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.limits import read_month_to_date, read_spend_limit
from cognito_explore.told import exact, part, text, unreadable

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)
# From here on a few messages more may reach the limit: SNS stops within minutes, not at once.
_NEARLY = 0.8


@CHECKS.check(
    "sms-spend-limit",
    "Whether the monthly limit of SMS is used up",
    causes=(29,),
    actions=(
        "sns:GetSMSAttributes",
        "sms-voice:DescribeSpendLimits",
        "cloudwatch:GetMetricData",
    ),
    medium=SMS,
    paths=_BOTH,
    link="https://docs.aws.amazon.com/sms-voice/latest/userguide/spend-limit.html",
)
def sms_spend_limit(case: Case) -> Found:
    """Compare what was spent this month with the limit."""
    return case.in_sms_regions(lambda region_name: _spend_in(case, region_name))


def _spend_in(case: Case, region_name: str) -> Found:
    is_direct = case.route().sms_path == END_USER_MESSAGING
    limits, attributes, spent = in_threads(
        [
            lambda: read_spend_limit(case.reads, region_name),
            lambda: {} if is_direct else _attributes(case, region_name),
            lambda: read_month_to_date(case.reads, case.now, region_name, is_direct=is_direct),
        ]
    )
    if limits is None:
        msg = "DescribeSpendLimits tells no limit for text messages."
        raise OutcomeUnknownError(msg, hint="See it in the console of End User Messaging.")
    enforced, most = limits
    of_sns = _usd(attributes, "MonthlySpendLimit")
    limit = enforced if of_sns is None else min(enforced, of_sns)
    evidence = (
        f"sms-voice:DescribeSpendLimits in {region_name}: {enforced:.2f} of at most {most:.2f} USD."
    )
    if of_sns is not None:
        evidence += f" sns:GetSMSAttributes: MonthlySpendLimit is {of_sns:.2f}."
    return _judge_spend(region_name, limit, most, spent, evidence)


def _judge_spend(
    region_name: str, limit: float, most: float, spent: float | None, evidence: str
) -> Found:
    if spent is None:
        # A month without SMS has no data point; and on the direct path it takes a role.
        evidence += " cloudwatch:GetMetricData: no value of this month."
        title = f"No SMS of this month is counted against the limit of {limit:.2f} USD."
        if limit > 0:
            return Found("ok", f"{title[:-1]} in {region_name}.", evidence)
        spent = 0.0
    else:
        evidence += f" cloudwatch:GetMetricData: {spent:.2f} USD this month."
    told = f"{spent:.2f} of {limit:.2f} USD of SMS are spent this month in {region_name}"
    if spent < limit * _NEARLY:
        return Found("ok", f"{told}.", evidence)
    fix = "Ask AWS support for a higher limit, and raise the enforced limit afterwards."
    calls: tuple[Call, ...] = ()
    if most > limit:
        raised = int(min(most, max(2 * limit, 1)))
        fix = f"Raise the limit, up to {most:.2f} USD."
        parameters = {"MonthlyLimit": raised}
        calls = (Call(SERVICE, "SetTextMessageSpendLimitOverride", region_name, parameters),)
    if spent >= limit:
        title = f"{told}: the limit is used up."
        return Found("problem", title, evidence, fix, DROPPED, calls)
    consequence = "SMS stop when it is used up, and CloudWatch lags behind what was sent."
    return Found("warning", f"{told}: little is left.", evidence, fix, consequence, calls)


@CHECKS.check(
    "sms-type",
    "Of which type SNS takes SMS to be",
    causes=(44,),
    actions=("sns:GetSMSAttributes",),
    medium=SMS,
    paths=(SNS,),
    link="https://docs.aws.amazon.com/sns/latest/api/API_SetSMSAttributes.html",
)
def sms_type(case: Case) -> Found:
    """Look at the default type; in SNS's logs Cognito's messages are Transactional."""
    return case.in_sms_regions(lambda region_name: _type_in(case, region_name))


def _type_in(case: Case, region_name: str) -> Found:
    told = text(_attributes(case, region_name), "DefaultSMSType")
    evidence = f"sns:GetSMSAttributes in {region_name}: DefaultSMSType is {told or 'not set'}."
    if told != "Promotional":
        title = f"Nothing makes SNS take codes for promotion in {region_name}."
        return Found("ok", title, evidence)
    parameters = {"attributes": {"DefaultSMSType": "Transactional"}}
    return Found(
        "warning",
        f"In {region_name} SNS takes SMS of no type for promotion, which carriers like less.",
        evidence,
        "Make Transactional the default; it is for everything that the account sends by SNS.",
        "Most likely none: in the delivery logs that were seen, codes are Transactional.",
        (Call("sns", "SetSMSAttributes", region_name, parameters),),
    )


def _attributes(case: Case, region_name: str) -> Mapping[str, Any]:
    return part(case.call("sns", "GetSMSAttributes", region_name=region_name), "attributes")


def _usd(told: Mapping[str, Any], member: str) -> float | None:
    """Read an amount that SNS tells as text; None where there is none."""
    value = exact(told, member)
    if value is None:
        return None
    try:
        amount = float(printable(value, 20))
    except ValueError:
        unreadable(member)
    # Neither below nothing nor no number at all.
    return amount if 0 <= amount < float("inf") else unreadable(member)
