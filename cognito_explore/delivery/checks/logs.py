"""What the logs of SMS say of messages that were sent before, and whether they say anything."""

from __future__ import annotations

from datetime import timedelta

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.deliveries import EUM, FAILURE, SUCCESS, Delivery
from cognito_explore.delivery.deliveries import SNS as OF_SNS
from cognito_explore.delivery.log_groups import Group, oldest_first, read_group, sns_groups
from cognito_explore.delivery.log_states import eum_state, sns_state
from cognito_explore.delivery.log_switches import (
    switch_on_destination,
    switch_on_events,
    switch_on_sns,
)
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.findings import Status
from cognito_explore.show import cell
from cognito_explore.sms.phone_numbers import PhoneNumber

CHECKS = Family()

_LINK = "https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html"

# As long as a receipt may take: SNS developer guide, SMS delivery status logging.
_LOOK_BACK = timedelta(hours=72)
_INVALID_NUMBER = 40
# By the number of the cause; what is of the account is read anew by checks of its own.
_FIXES = {
    26: "Verify the number in the SMS sandbox, or have AWS take the account out of it.",
    29: "Raise the monthly spend limit, or wait for the next month.",
    30: "Get an origination number for the country: session.origination().",
    38: "Allow the country or the number in the protect configuration.",
    39: "The user texts START to the number that the messages come from; or opt the number in, "
    "once in 30 days.",
    40: "Correct the user's phone number.",
    41: "Register what is sent, and change the text: name the company, leave out links.",
    42: "Have the user switch the phone on or unblock the sender, and send another; or send to "
    "the e-mail address.",
    43: "Send more slowly, or get a number with a higher throughput.",
    45: "Answer the case that AWS Support opened, or open one.",
}
_NO_FIX = "AWS does not document what this means: ask AWS Support, with the id of the message."
_UNTOLD = "If a code does not arrive, nothing will tell why."
_LOST = "The last code did not arrive; another may not either."
_NEVER = "Whatever is sent to this number is refused by its carrier: no code arrives."


@CHECKS.check(
    "delivery-log-enabled",
    "Whether it is logged what becomes of SMS",
    causes=(64,),
    actions=("sns:GetSMSAttributes", "sms-voice:DescribeConfigurationSets"),
    medium=SMS,
    paths=(SNS, END_USER_MESSAGING),
    link=_LINK,
)
def delivery_log_enabled(case: Case) -> Found:
    """Look whether SNS has a role to log with, or End User Messaging a place for its events."""
    if case.route().sms_path == END_USER_MESSAGING:
        return _events_enabled(case)
    return case.in_sms_regions(lambda region_name: _sns_enabled(case, region_name))


def _sns_enabled(case: Case, region_name: str) -> Found:
    state = sns_state(case.reads, region_name)
    if state.is_on:
        return Found("ok", state.title, state.evidence)
    calls = switch_on_sns(case.pool(), region_name)
    return Found("warning", state.title, state.evidence, state.fix, _UNTOLD, calls)


def _events_enabled(case: Case) -> Found:
    name = case.route().configuration_set
    state = eum_state(case.reads, case.region_name, name)
    if state.is_on is not False:
        return Found("ok", state.title, state.evidence, state.fix)
    if name and state.switched_off:
        calls = switch_on_destination(case.region_name, name, state.switched_off)
        return Found("warning", state.title, state.evidence, state.fix, _UNTOLD, calls)
    calls, difference = switch_on_events(case.pool(), name, is_there=state.is_there)
    return Found("warning", state.title, state.evidence, state.fix, _UNTOLD, calls, difference)


@CHECKS.check(
    "last-delivery",
    "What became of the last message to the number",
    causes=(26, 29, 30, 38, 39, 40, 41, 42, 43, 45, 64),
    actions=(
        "logs:DescribeLogGroups",
        "logs:FilterLogEvents",
        "sms-voice:DescribeConfigurationSets",
    ),
    medium=SMS,
    paths=(SNS, END_USER_MESSAGING),
    link=_LINK,
)
def last_delivery(case: Case) -> Found:
    """Read the newest entry of the number: what it says may hold for the next message as well.

    A failure is a warning, whenever it was: what made it may have changed, and the checks of
    the account read that anew. Only that a carrier calls this very number invalid stays so.
    """
    number = case.phone_number()
    return case.in_sms_regions(lambda region_name: _last_in(case, region_name, number))


def _last_in(case: Case, region_name: str, number: PhoneNumber) -> Found:
    since = case.now - _LOOK_BACK
    source, groups = _groups_in(case, region_name)
    where = f"logs:FilterLogEvents in {region_name}; groups: {len(groups)}, 72 hours."
    # Each job has its own group: a default holds it.
    jobs = [
        lambda group=group: read_group(case.reads, source, group, since, term=number)
        for group in groups
    ]
    found = oldest_first([it for lines in (in_threads(jobs) if jobs else []) for it in lines])
    # The term may stand elsewhere in a line than where the number does.
    told = [it for it in found if it.destination == number.masked]
    if not told:
        title = f"No log of the last 72 hours has a message to {number.masked}."
        return not_applicable(title, where)
    return _judge(told[-1], number, where)


def _groups_in(case: Case, region_name: str) -> tuple[str, list[Group]]:
    route = case.route()
    if route.sms_path == END_USER_MESSAGING:
        return EUM, [*eum_state(case.reads, region_name, route.configuration_set).groups]
    return OF_SNS, sns_groups(case.reads, region_name)


def _judge(last: Delivery, number: PhoneNumber, where: str) -> Found:
    """Say what the newest entry means for the next message."""
    evidence = f"{where} Newest: {last.status}, message {last.message_id}."
    what = f"The last message to {number.masked}, of {cell(last.logged_at)},"
    if last.status == SUCCESS:
        title = f"{what} was taken: {last.reason}."
        later = "If it is not to be seen, the phone or its carrier keeps it back."
        return Found("ok", title, evidence, later)
    if last.status != FAILURE:
        title = f"{what} has no receipt yet: {last.reason}."
        later = "A receipt may take 72 hours, and is no sign of a delay."
        status: Status = "ok" if last.status == "PENDING" else "warning"
        return Found(status, title, evidence, later)
    title = f"{what} failed: {last.reason.rstrip('.')}."
    fix = _FIXES.get(last.cause or 0, _NO_FIX)
    if last.cause == _INVALID_NUMBER:
        return Found("problem", title, evidence, fix, _NEVER)
    return Found("warning", title, evidence, fix, _LOST)
