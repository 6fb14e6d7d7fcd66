"""What Cognito and CloudTrail keep of codes that Cognito could not hand over."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, SMS, Family, Found
from cognito_explore.delivery.deliveries import COGNITO, Delivery, mask_text
from cognito_explore.delivery.joining import SENDS
from cognito_explore.delivery.log_groups import oldest_first, read_events, read_group
from cognito_explore.delivery.log_states import cognito_state
from cognito_explore.delivery.threads import in_threads
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import cell
from cognito_explore.told import exact, need, parts, unreadable

CHECKS = Family()

_LOG_LINK = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html"
)
_TRAIL_LINK = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "understanding-amazon-cognito-entries.html"
)
_DAY = timedelta(hours=24)
# One page: CloudTrail answers two a second. botocore's service model: MaxResults.
_MOST_EVENTS = 50
# What lies in the pool or its account; other refusals are of one user or request.
_OF_THE_POOL = (
    *("CodeDeliveryFailureException", "InvalidSmsRoleAccessPolicyException"),
    *("InvalidSmsRoleTrustRelationshipException", "InvalidEmailRoleAccessPolicyException"),
    *("UnexpectedLambdaException", "UserLambdaValidationException"),
    "InvalidLambdaResponseException",
)
# The errors of the role or identity of the other medium are none of this one.
_OTHERS = {SMS: "EmailRole", EMAIL: "SmsRole"}
_POOL_ID = r"[a-z]{2}(?:-[a-z]+)+-\d+_[0-9A-Za-z]+"
# As `masks` masks them.
_MASKED = r"\+?\*{2,}\d{4}|\S?\*{3}@"
_IN_WORDS = "AWS does not document what it says: read the last entry"


@CHECKS.check(
    "user-notification-log",
    "Whether Cognito could hand the user's messages over",
    causes=(46,),
    actions=("cognito-idp:GetLogDeliveryConfiguration", "logs:FilterLogEvents"),
    link=_LOG_LINK,
)
def user_notification_log(case: Case) -> Found:
    """Read Cognito's own log of the last 24 hours, where the pool has one."""
    state = cognito_state(case.reads, case.region_name, case.pool_id)
    if not state.groups:
        title = f"{state.title} Nothing would say that it holds codes back."
        return Found("ok", title, state.evidence, state.fix)
    since = case.now - _DAY
    found = [
        it
        for group in state.groups
        for it in read_group(case.reads, COGNITO, group, since, pool_id=case.pool_id)
    ]
    entries = oldest_first(found)
    # The same call again, which is not made again.
    lines = sum(len(read_events(case.reads, group, since)) for group in state.groups)
    told = sum(len(read_group(case.reads, COGNITO, group, since)) for group in state.groups)
    evidence = (
        f"{state.evidence} logs:FilterLogEvents, 24 hours; "
        f"lines: {lines}, entries of this pool: {len(entries)}."
    )
    if lines and not told:
        title = "Whether Cognito could hand messages over is not known: no line of its log tells."
        return Found("unknown", title, evidence, "See what else writes to that log group.")
    if not entries:
        return Found("ok", "Cognito logged no message that it could not hand over.", evidence)
    jobs = [
        lambda group=group, term=term: read_group(
            case.reads, COGNITO, group, since, term=term, pool_id=case.pool_id
        )
        for group in state.groups
        for term in _addresses(case)
    ]
    own = oldest_first([it for lines in (in_threads(jobs) if jobs else []) for it in lines])
    return _judge(entries, own, evidence)


def _addresses(case: Case) -> set[Sensitive]:
    """Give where the user's messages go."""
    found = {case.person().attributes.get(name) for name in VERIFIABLE_ATTRIBUTES}
    return {it for it in (*found, case.given_number) if it}


def _judge(entries: list[Delivery], own: list[Delivery], evidence: str) -> Found:
    """Say what the entries of the user say, or else those that name nobody."""
    if own:
        title = f"Cognito could not hand over {_count(own)} to this user in 24 hours."
        return _warn(title, own, evidence)
    nobodys = [it for it in entries if not re.search(_MASKED, it.reason)]
    if nobodys:
        title = (
            f"Cognito could not hand over {_count(nobodys)} of this pool in 24 hours; "
            "to whom, its log does not say."
        )
        return _warn(title, nobodys, evidence)
    title = "Cognito handed this user's messages over; those of others it could not."
    return Found("ok", title, evidence)


def _count(entries: list[Delivery]) -> str:
    return "1 message" if len(entries) == 1 else f"{len(entries)} messages"


def _warn(title: str, entries: list[Delivery], evidence: str) -> Found:
    last = entries[-1]
    said = f"{evidence} Last, of {cell(last.logged_at)}: {last.reason}"
    return Found(
        "warning",
        title,
        said,
        f"{_IN_WORDS}. Where Cognito holds repeated codes back, wait before you ask for another.",
        "Cognito answers 200, and hands nothing over: no code comes.",
    )


@CHECKS.check(
    "cognito-errors",
    "Whether Cognito refused to send codes",
    causes=(23,),
    actions=("cloudtrail:LookupEvents",),
    is_of_attribute=True,
    link=_TRAIL_LINK,
)
def cognito_errors(case: Case) -> Found:
    """Look for refusals in CloudTrail's newest events of the last 24 hours."""
    asked = {
        "LookupAttributes": [{"AttributeKey": "EventName", "AttributeValue": SENDS}],
        "StartTime": case.now - _DAY,
        "MaxResults": _MOST_EVENTS,
    }
    told = case.reads.call(Call("cloudtrail", "LookupEvents", case.region_name, asked))
    events = [_read_event(it) for it in parts(told, "Events")]
    events = [it for it in events if _may_be_of(it, case.pool_id)]
    mine = [code for code in _OF_THE_POOL if _OTHERS[case.medium] not in code]
    errors = [code for it in events for code in [it.get("errorCode")] if code in mine]
    evidence = (
        f"cloudtrail:LookupEvents in {case.region_name}, 24 hours; events of {SENDS}: "
        f"{len(events)}, refused for the pool's settings: {len(errors)}."
    )
    if not errors:
        title = "CloudTrail has no refusal of a code for the pool's settings."
        note = "AWS does not document whether it has every request that takes no credentials."
        return Found("ok", title, f"{evidence} {note}")
    counts = ", ".join(f"{code} ({count})" for code, count in Counter(errors).most_common())
    last = next(it for it in events if it.get("errorCode") in mine)
    return Found(
        "warning",
        f"Cognito refused to send codes in the last 24 hours: {counts}.",
        f"{evidence} Last: {mask_text(str(last.get('errorMessage') or ''), 200)}",
        "What is wrong with the pool's role, identity or functions is told by checks of their "
        "own; if none of them tells, ask AWS Support.",
        "Cognito answers with an error, and no code is made.",
    )


def _read_event(told: Mapping[str, Any]) -> Mapping[str, Any]:
    text = need(exact, told, "CloudTrailEvent")
    try:
        event = json.loads(text)
    except (ValueError, RecursionError):
        unreadable("CloudTrailEvent")
    return {**event, "text": text} if isinstance(event, dict) else unreadable("CloudTrailEvent")


def _may_be_of(event: Mapping[str, Any], pool_id: str) -> bool:
    """Tell whether an event is of a pool: one that names another is not."""
    named = set(re.findall(_POOL_ID, event["text"]))
    return not named or pool_id in named
