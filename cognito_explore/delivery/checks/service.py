"""What Cognito lets through at all: rates, replicas, web ACLs, emulators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cognito_explore.account_exchange import Told
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Family, Found
from cognito_explore.delivery.threads import in_threads
from cognito_explore.facts import CATEGORIES
from cognito_explore.show import EMBEDDED, hide_password, printable
from cognito_explore.told import exact, need, numbers, part, parts, text, unreadable, whole
from cognito_explore.wire import SERVICE

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_HOUR = timedelta(hours=1)
_CATEGORY = CATEGORIES["GetUserAttributeVerificationCode"]
# Cognito developer guide, "Dimensions for Amazon Cognito user pools". Whether the metric has a
# Class, its pages do not say alike, so both are asked for.
_DIMENSIONS = {"Service": "Cognito user pool", "Type": "API", "Resource": _CATEGORY}
_CLASSES: tuple[dict[str, str], ...] = ({}, {"Class": "None"})
# A pool has a handful of replicas at most.
_PAGES = 10


@CHECKS.check(
    "emulator",
    "Whether it is AWS that is asked",
    causes=(65,),
    link="https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html",
)
def emulator(case: Case) -> Found:
    """Say where requests go."""
    if case.endpoint_url:
        shown = printable(hide_password(case.endpoint_url), 200)
        return Found(
            "warning",
            f"Requests go to {shown}, which is no endpoint of AWS.",
            "The endpoint of this session.",
            'Connect to AWS: connect("aws", region_name=...).',
            "An emulator sends nothing really: look where it keeps its messages.",
        )
    if case.session == EMBEDDED:
        title = "Requests go to the embedded AWS: codes arrive in session.aws.inbox()."
        return Found("ok", title, "Nothing is really sent.")
    return Found("ok", "Requests go to AWS.", f"The Region is {case.reads.region_name}.")


@CHECKS.check(
    "replica-region",
    "Whether the Region is the primary one of the pool",
    causes=(7,),
    actions=("cognito-idp:ListUserPoolReplicas",),
    link=f"{_GUIDE}user-pool-multi-region.html",
)
def replica_region(case: Case) -> Found:
    """Look for the Region that requests go to among the replicas of the pool."""
    replicas = _replicas(case)
    evidence = f"ListUserPoolReplicas in {case.region_name}: {len(replicas)} replicas."
    asked = case.reads.region_name
    here = next((it for it in replicas if it.get("RegionName") == asked), None)
    if not replicas:
        return Found("ok", "The pool is in one Region only.", evidence)
    if here is None:
        return Found("ok", f"The pool has no replica in {asked}.", evidence)
    role = need(exact, here, "Role")
    if role == "PRIMARY":
        return Found("ok", f"{asked} is the primary Region of the pool.", evidence)
    primary = next(
        (text(it, "RegionName", 40) for it in replicas if it.get("Role") == "PRIMARY"), ""
    )
    return Found(
        "problem",
        f"{asked} is a secondary Region of the pool, where no attribute is verified.",
        f"{evidence} {asked}: Role is {printable(role, 40)}, Status is {text(here, 'Status', 40)}.",
        f'Ask the primary Region: connect("aws", region_name="{primary}").',
        "Cognito refuses the request (OperationNotEnabledException), and makes no code.",
    )


def _replicas(case: Case) -> list[Mapping[str, Any]]:
    asked = {"UserPoolId": case.pool_id}
    found: list[Mapping[str, Any]] = []
    for _ in range(_PAGES):
        told = case.call(SERVICE, "ListUserPoolReplicas", asked)
        found += parts(told, "UserPoolReplicas")
        token = exact(told, "NextToken")
        if not token:
            return found
        asked = asked | {"NextToken": token}
    return unreadable("NextToken")


@CHECKS.check(
    "category-throttle",
    "Whether Cognito throttles requests like this one",
    causes=(12,),
    actions=("cognito-idp:GetProvisionedLimit", "cloudwatch:GetMetricData"),
    link=f"{_GUIDE}quotas.html",
)
def category_throttle(case: Case) -> Found:
    """Read the account's limit of the category, and how often it was met in the last hour."""
    limit, throttled = in_threads([lambda: _limit(case), lambda: _throttled(case)])
    evidence = (
        f"GetProvisionedLimit in {case.region_name}: {limit} requests a second of {_CATEGORY}. "
        f"cloudwatch:GetMetricData, AWS/Usage ThrottleCount of the last hour: {throttled:g}."
    )
    if not throttled:
        return Found("ok", "Cognito throttled no request like this one in the last hour.", evidence)
    return Found(
        "warning",
        f"Cognito throttled {throttled:g} requests of {_CATEGORY} in the last hour.",
        evidence,
        "Send more slowly, or have the quota raised (Service Quotas) and then the limit "
        "(UpdateProvisionedLimit); all pools of the account share it.",
        "Cognito refuses what is above it (TooManyRequestsException), and makes no code.",
    )


def _limit(case: Case) -> int:
    about = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": _CATEGORY}}
    told = case.call(SERVICE, "GetProvisionedLimit", {"LimitDefinition": about})
    return need(whole, part(told, "Limit"), "ProvisionedLimitValue")


def _throttled(case: Case) -> float:
    queries = [
        {
            "Id": f"throttled{number}",
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/Usage",
                    "MetricName": "ThrottleCount",
                    "Dimensions": [
                        {"Name": name, "Value": value}
                        for name, value in (_DIMENSIONS | more).items()
                    ],
                },
                "Period": 300,
                "Stat": "Sum",
            },
        }
        for number, more in enumerate(_CLASSES)
    ]
    asked = {
        "MetricDataQueries": queries,
        "StartTime": case.now - _HOUR,
        "EndTime": case.now + timedelta(minutes=1),
    }
    told = case.pages("cloudwatch", "GetMetricData", "MetricDataResults", asked)
    sums: dict[str, float] = {}
    for it in told:
        name = need(exact, it, "Id")
        sums[name] = sums.get(name, 0.0) + sum(numbers(it, "Values"))
    return max(sums.values(), default=0.0)


@CHECKS.check(
    "web-acl",
    "Whether a web ACL stands before the pool",
    causes=(13,),
    actions=("cognito-idp:DescribeUserPool", "wafv2:GetWebACLForResource"),
    link=f"{_GUIDE}user-pool-waf.html",
)
def web_acl(case: Case) -> Found:
    """Look for rules of AWS WAF that may block a request before Cognito sees it."""
    arn = need(exact, Told(case.pool()), "Arn")
    told = case.call("wafv2", "GetWebACLForResource", {"ResourceArn": arn})
    evidence = f"wafv2:GetWebACLForResource in {case.region_name}"
    acl = part(told, "WebACL")
    if not acl:
        return Found("ok", "No web ACL stands before the pool.", f"{evidence}: none.")
    name, rules = text(acl, "Name", 128), parts(acl, "Rules")
    default = ", ".join(part(acl, "DefaultAction")) or "unknown"
    return Found(
        "warning",
        f"The web ACL {name} stands before the pool, and may block the request.",
        f"{evidence}: {name}, {len(rules)} rules, otherwise {printable(default, 40)}.",
        "If the answer is ForbiddenException, see the web ACL's sampled requests "
        "(wafv2:GetSampledRequests, or in the console) for the rule, and change that.",
        "Whom a rule blocks gets ForbiddenException, and no code is made.",
    )
