"""Whether what a text message is sent from may send it, and how much of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.deliveries import SNS as OF_SNS
from cognito_explore.delivery.identity import NUMBER, Identity, identity_of
from cognito_explore.delivery.log_groups import read_group, sns_groups
from cognito_explore.delivery.originators import (
    NEEDS_NUMBER,
    Originator,
    country_of,
    fitting,
    meant_by,
    own_numbers,
    shared_numbers,
)
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.resource_policy import LINK, lets_send, sending_policy
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.sensitive import Sensitive
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.told import exact, part, whole

CHECKS = Family()

_PATHS = (SNS, END_USER_MESSAGING)
_LIMITS = "https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-mps.html"
_LOST = "Cognito answers 200, and no code comes."
# End User Messaging lets few such questions a second.
_MOST = 5
# Observed in delivery logs, and in no document of AWS's.
_RATE_EXCEEDED = "Rate exceeded"
_FAILURES = "/Failure"
_LOOKS_BACK = timedelta(days=1)


@CHECKS.check(
    "origination-sharing",
    "Whether what is sent from may be used",
    causes=(34,),
    actions=("sms-voice:DescribePhoneNumbers", "sms-voice:GetResourcePolicy"),
    medium=SMS,
    paths=_PATHS,
    link=LINK,
)
def origination_sharing(case: Case) -> Found:
    """Look at whose it is, where it is, and whether its policy lets SNS send."""
    identity = identity_of(case)
    country = country_of(case)
    if identity:
        return _named_by_pool(case, identity)
    if case.route().sms_path == END_USER_MESSAGING:
        return not_applicable("The pool's own role sends, from what the account has.")
    if country not in NEEDS_NUMBER:
        return not_applicable(f"SMS to {country or 'there'} take no number of the account's own.")
    return case.in_sms_regions(lambda region_name: _sns_may_send(case, region_name, country))


def _named_by_pool(case: Case, identity: Identity) -> Found:
    """Say whether the pool can use what it names: it is here, and named as it must be."""
    evidence = "DescribeUserPool: SmsConfiguration.EumsSms.OriginationIdentity."
    if identity.region_name and identity.region_name != case.region_name:
        return Found(
            "problem",
            f"{identity.shown} is in {identity.region_name}, and the pool in {case.region_name}: "
            "the direct path does not leave its Region.",
            evidence,
            f"Name a number, pool or sender id of {case.region_name}.",
            _LOST,
        )
    if identity.kind != NUMBER or identity.region_name:
        return Found("ok", f"{identity.shown} is named, in the Region of the pool.", evidence)
    if meant_by(identity, own_numbers(case, case.region_name)):
        return Found("ok", f"{identity.shown} is the account's own.", evidence)
    shared = meant_by(identity, shared_numbers(case, case.region_name))
    if not shared:
        return not_applicable("It is not there at all: see origination-identity.", evidence)
    change = {"SmsConfiguration": {"EumsSms": {"OriginationIdentity": shared[0].arn}}}
    call, difference = pool_update(case.pool(), change, region_name=case.region_name)
    return Found(
        "problem",
        f"{identity.shown} is another account's, which shares it: it must be named by its ARN.",
        f"{evidence} sms-voice:DescribePhoneNumbers with Owner SHARED.",
        "Name it by its ARN.",
        _LOST,
        (call,),
        difference,
    )


def _sns_may_send(case: Case, region_name: str, country: str) -> Found:
    fit = fitting(own_numbers(case, region_name), country)
    if not fit:
        return _elsewhere(case, region_name, country)
    asked = fit[:_MOST]
    policies = in_threads([lambda it=it: _lets_sns(case, region_name, it) for it in asked])  # type: ignore[misc]
    evidence = f"sms-voice:GetResourcePolicy in {region_name}, of {len(asked)} numbers."
    if any(policies):
        allowed = next(it for it, lets in zip(asked, policies, strict=True) if lets)
        return Found("ok", f"SNS may send from {allowed.shown}.", evidence)
    first = asked[0]
    put = Call(
        SERVICE,
        "PutResourcePolicy",
        region_name,
        {"ResourceArn": first.arn, "Policy": sending_policy(first.arn)},
    )
    fix = "Let sns.amazonaws.com send from it, by its resource policy; this replaces the policy."
    if None in policies or len(fit) > len(asked):
        silent = asked[policies.index(None)] if None in policies else first
        title = f"Whether SNS may send from {silent.shown} is open: it has no resource policy."
        if None not in policies:
            title = f"SNS may not send from {len(asked)} of {len(fit)} numbers."
        meant = "SNS sends only from what lets it, but for numbers from before 2024-09-25."
        return Found("warning", title, evidence, fix, meant, (put,))
    title = f"The resource policy of {first.shown} does not let SNS send."
    return Found("problem", title, evidence, fix, _LOST, (put,))


def _lets_sns(case: Case, region_name: str, originator: Originator) -> bool | None:
    """Tell whether a number's policy lets SNS send; None if it has none."""
    try:
        told = case.sms_voice("GetResourcePolicy", region_name, {"ResourceArn": originator.arn})
    except ResourceNotFoundError:
        return None
    policy = exact(told, "Policy")
    return lets_send(policy) if policy else None


def _elsewhere(case: Case, region_name: str, country: str) -> Found:
    """Look for a number in the pool's own Region, where SMS do not leave from."""
    nothing = not_applicable("There is no number that fits: see origination-number.")
    if region_name == case.region_name:
        return nothing
    there = fitting(own_numbers(case, case.region_name), country)
    if not there:
        return nothing
    return Found(
        "problem",
        f"{there[0].shown} is in {case.region_name}, and SMS leave from {region_name}: numbers "
        "of another Region are of no use.",
        f"sms-voice:DescribePhoneNumbers in {case.region_name} and {region_name}.",
        f"Set SmsConfiguration.SnsRegion to {case.region_name}, or get a number in {region_name}.",
        _LOST,
    )


@CHECKS.check(
    "throughput",
    "Whether more is sent than may be",
    causes=(43,),
    actions=("sms-voice:DescribePhoneNumbers", "logs:DescribeLogGroups", "logs:FilterLogEvents"),
    medium=SMS,
    paths=_PATHS,
    link=_LIMITS,
)
def throughput(case: Case) -> Found:
    """Name what a number may send, and look whether the log tells that more was sent."""
    country, identity = country_of(case), identity_of(case)
    return case.in_sms_regions(lambda place: _rate_in(case, place, country, identity))


def _rate_in(case: Case, region_name: str, country: str, identity: Identity | None) -> Found:
    jobs: list[Callable[[], Any]] = [lambda: own_numbers(case, region_name)]
    if case.route().sms_path == SNS:
        # Of the direct path, events tell, where a configuration set sends them somewhere.
        jobs.append(lambda: _too_fast(case, region_name))
    own, *counted = in_threads(jobs)
    fit = fitting(meant_by(identity, own), country)
    limits = "; ".join(f"{it.shown}: {_limits(it)}" for it in fit[:_MOST])
    evidence = f"sms-voice:DescribePhoneNumbers in {region_name}: MessagingLimits."
    if sum(counted):
        return Found(
            "warning",
            f'{sum(counted)} messages of the last day were refused for "{_RATE_EXCEEDED}"'
            + (f"; {limits}." if limits else "."),
            f"{evidence} logs:FilterLogEvents in {region_name}.",
            "Send fewer at a time, or from a number that may send more: a short code.",
            "A code that is asked for at such a moment is lost.",
        )
    if not fit:
        return not_applicable("No number of the account's own is sent from.", evidence)
    return Found("ok", f"{limits}.", evidence)


def _limits(originator: Originator) -> str:
    rate = whole(part(originator.limits, "RateLimits"), "SMS")
    caps = part(originator.limits, "DailyMessageCaps")
    told = [f"{rate} messages a second"] if rate is not None else []
    told += [f"{whole(caps, name)} a day to {name}" for name in caps]
    return ", ".join(told) or "AWS tells no limit"


def _too_fast(case: Case, region_name: str) -> int:
    """Count the messages that SNS logged as too many at a time."""
    since, term = case.now - _LOOKS_BACK, Sensitive(_RATE_EXCEEDED)
    groups = [it for it in sns_groups(case.reads, region_name) if it.name.endswith(_FAILURES)]
    return sum(len(read_group(case.reads, OF_SNS, it, since, term=term)) for it in groups)
