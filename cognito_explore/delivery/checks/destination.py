"""What line the phone number of a code is, and whether it wants text messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.checks.sms import API, DROPPED
from cognito_explore.delivery.identity import Identity, identity_of
from cognito_explore.delivery.originators import (
    DEFAULT_LIST,
    Originator,
    fitting,
    meant_by,
    own_numbers,
)
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import InvalidRequestError, ResourceNotFoundError
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.told import exact, need, parts, yes_no

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)
# Kinds of `phonenumbers` that the numbering plan gives to no mobile phone.
_NO_MOBILE = {
    "fixed_line": "a landline",
    "toll_free": "a toll-free number",
    "premium_rate": "a premium-rate number",
    "shared_cost": "a shared-cost number",
    "voip": "a VoIP line",
    "pager": "a pager",
    "uan": "a company's number",
    "voicemail": "a voicemail box",
}


@CHECKS.check(
    "phone-number-line",
    "What kind of line the phone number is",
    causes=(40,),
    actions=("cognito-idp:AdminGetUser",),
    medium=SMS,
    link="https://docs.aws.amazon.com/sms-voice/latest/userguide/carrier-lookup.html",
)
def phone_number_line(case: Case) -> Found:
    """Look the number up in the world's numbering plans, which are here."""
    address = case.address()
    if not address:
        return not_applicable("There is no phone number to look at.")
    fix = "Compare it with what the user gave, and correct the attribute phone_number."
    try:
        number = PhoneNumber(address)
    except InvalidRequestError as error:
        why = " ".join(it.problem for it in error.faults)
        title = "The user's phone number is none that the numbering plans have."
        # A plan may be newer than the library, so it is no certain problem.
        return Found("warning", title, why, fix, "A number that nobody has gets no message.")
    evidence = f"Library phonenumbers: {number.number_type}, {number.country or 'no one country'}."
    if number.number_type not in _NO_MOBILE:
        return Found("ok", f"{number.masked} may be a mobile phone's.", evidence)
    kind = _NO_MOBILE[number.number_type]
    title = f"{number.masked} is {kind} by its numbering plan, which may take no SMS."
    return Found("warning", title, evidence, fix, "The carrier may drop the message.")


@CHECKS.check(
    "sms-opt-out",
    "Whether the number wants no SMS",
    causes=(39,),
    actions=(
        "sns:CheckIfPhoneNumberIsOptedOut",
        "sms-voice:DescribePhoneNumbers",
        "sms-voice:DescribeOptOutLists",
        "sms-voice:DescribeOptedOutNumbers",
    ),
    medium=SMS,
    paths=_BOTH,
    link=f"{API}/API_DescribeOptedOutNumbers.html",
)
def sms_opt_out(case: Case) -> Found:
    """Look for the number on the opt-out lists of what the message comes from."""
    return case.in_sms_regions(lambda region_name: _opt_out_in(case, region_name))


def _opt_out_in(case: Case, region_name: str) -> Found:
    number = case.phone_number()
    is_out, numbers, there = in_threads(
        [
            lambda: _is_out_by_sns(case, number, region_name),
            lambda: own_numbers(case, region_name),
            lambda: case.sms_voice_pages("DescribeOptOutLists", "OptOutLists", region_name),
        ]
    )
    lists = _lists(numbers, identity_of(case), number.country or "")
    known = {exact(it, "OptOutListName") for it in there}
    told = in_threads(
        [
            lambda name=name: _on_list(case, number, name, region_name, known)  # type: ignore[misc]
            for name in lists
        ]
    )
    outs = {name: it for name, it in zip(lists, told, strict=True) if it is not None}
    if is_out:
        outs.setdefault(DEFAULT_LIST, {})
    source = "sns:CheckIfPhoneNumberIsOptedOut and " * (case.route().sms_path == SNS)
    source += "sms-voice:DescribeOptedOutNumbers"
    return _judge_opt_out(number, f"{source} in {region_name}", region_name, lists, outs)


def _is_out_by_sns(case: Case, number: PhoneNumber, region_name: str) -> bool:
    if case.route().sms_path != SNS:
        return False
    asked = {"phoneNumber": number}
    told = case.call("sns", "CheckIfPhoneNumberIsOptedOut", asked, region_name=region_name)
    return need(yes_no, told, "isOptedOut")


def _lists(numbers: list[Originator], identity: Identity | None, country: str) -> list[str]:
    """Name the opt-out lists of what may send the message; without any it is `Default`."""
    used = meant_by(identity, numbers) if identity else fitting(numbers, country)
    return sorted({it.opt_out_list for it in used}) or [DEFAULT_LIST]


def _on_list(
    case: Case, number: PhoneNumber, name: str, region_name: str, known: set[str | None]
) -> Mapping[str, Any] | None:
    """Find a number on an opt-out list; None if it is not there."""
    asked = {"OptOutListName": name, "OptedOutNumbers": [number]}
    try:
        told = case.sms_voice("DescribeOptedOutNumbers", region_name, asked)
    except ResourceNotFoundError:
        # It is not documented that this is how AWS says that a number is not on a list, so
        # it counts only where the list itself is there.
        if name.rpartition("/")[2] not in known:
            raise
        return None
    found = parts(told, "OptedOutNumbers")
    return next((it for it in found if exact(it, "OptedOutNumber") == number.reveal()), None)


def _judge_opt_out(
    number: PhoneNumber,
    source: str,
    region_name: str,
    lists: list[str],
    outs: Mapping[str, Mapping[str, Any]],
) -> Found:
    evidence = f"{source}: {printable(', '.join(lists))}."
    if not outs:
        title = f"{number.masked} is on no opt-out list that counts in {region_name}."
        return Found("ok", title, evidence)
    names = printable(", ".join(sorted(outs)))
    evidence += f" On the list: {names}."
    if any(yes_no(it, "EndUserOptedOut") for it in outs.values()):
        evidence += " The user asked for it."
    fix = "Have the user text START, or take the number off the list: once in 30 days at most."
    calls = tuple(
        Call(
            SERVICE,
            "DeleteOptedOutNumber",
            region_name,
            {"OptOutListName": name, "OptedOutNumber": number},
        )
        for name in sorted(outs)
    )
    title = f"{number.masked} wants no SMS: it is on the opt-out list {names} of {region_name}."
    if set(lists) <= set(outs):
        return Found("problem", title, evidence, fix, DROPPED, calls)
    consequence = "What is sent from a number with that list is dropped; others have other lists."
    return Found("warning", title, evidence, fix, consequence, calls)
