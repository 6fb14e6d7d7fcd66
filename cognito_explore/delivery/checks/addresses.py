"""Which address a code for the user goes to, and whether a message can reach it."""

from __future__ import annotations

import difflib
import re

from cognito_explore.calls import Call
from cognito_explore.codes_sent import codes_of
from cognito_explore.delivery.case import Case, Person
from cognito_explore.delivery.check import EMAIL, SMS, Family, Found, not_applicable
from cognito_explore.masks import mask_email, mask_phone_number
from cognito_explore.sensitive import Sensitive
from cognito_explore.sms.phone_numbers import PhoneNumber, phone_number_faults
from cognito_explore.told import part, texts
from cognito_explore.wire import SERVICE

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_REFUSED = "Cognito refuses the request, and makes no code."
_MASKS = {"email": mask_email, "phone_number": mask_phone_number}
_NAMES = {"email": "e-mail address", "phone_number": "phone number"}

# ITU-T E.164: a +, and fifteen digits at most.
_E164 = r"\+[1-9]\d{1,14}"
_EMAIL = r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+"
# Kinds of `phonenumbers` that text messages do not reach, or seldom.
_NOT_FOR_SMS = {
    "fixed_line": "a landline",
    "toll_free": "a toll-free number",
    "premium_rate": "a premium-rate number",
    "shared_cost": "a shared-cost number",
    "voip": "an internet telephone (VoIP)",
    "pager": "a pager",
    "uan": "a company's number",
    "voicemail": "a voicemail box",
}
_PROVIDERS = (
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com"),
    *("icloud.com", "proton.me", "protonmail.com", "aol.com", "gmx.de", "web.de"),
)
_LIKE = 0.85


@CHECKS.check(
    "user-address",
    "Whether the user has an address to send to",
    causes=(9,),
    actions=("cognito-idp:AdminGetUser", "cognito-idp:DescribeUserPoolClient"),
    is_of_attribute=True,
    link=f"{_GUIDE}user-pool-settings-attributes.html",
)
def user_address(case: Case) -> Found:
    """Look for the attribute; where it is missing, whether it is only hidden from the client."""
    given = case.given_number if case.medium == SMS else None
    if given and _is_nobody(case):
        return not_applicable(f"No user is named; {given.masked} was given.")
    person, name = case.person(), _NAMES[case.attribute_name]
    address = person.attributes.get(case.attribute_name)
    evidence = f"{person.source}: {case.attribute_name}"
    if address:
        masked = _MASKS[case.attribute_name](address.reveal())
        if given and given.reveal() != address.reveal():
            return Found(
                "warning",
                f"The user's {name} is {masked}, and not {given.masked}, which was given.",
                f"{evidence} is {masked}.",
                "Leave phone_number out, or change the user's.",
                "A code goes to the user's own.",
            )
        return Found("ok", f"The user has the {name} {masked}.", f"{evidence} is {masked}.")
    if person.source == "GetUser":
        return _hidden(case) or _missing(case, f"{evidence} is not there, and is readable.")
    return _missing(case, f"{evidence} is not there.")


def _hidden(case: Case) -> Found | None:
    """Tell an attribute that is there, and that the app client may not read."""
    readable = texts(case.client(), "ReadAttributes")
    if not readable or case.attribute_name in readable:
        return None
    if not case.record().attributes.get(case.attribute_name):
        return _missing(case, "AdminGetUser: it is not there.")
    return Found(
        "warning",
        f"The user has {case.attribute_name}, which the app client may not read.",
        "GetUser has it not, AdminGetUser has it: it is not in the client's ReadAttributes.",
        "Add it to the app client's ReadAttributes, so that your application can show it.",
        "Your application sees no address to offer a code for.",
    )


def _missing(case: Case, evidence: str) -> Found:
    return Found(
        "problem",
        f"The user has no {_NAMES[case.attribute_name]}.",
        evidence,
        f"Give the user one: UpdateUserAttributes, or AdminUpdateUserAttributes with "
        f"{case.attribute_name}.",
        _REFUSED,
    )


@CHECKS.check(
    "address-form",
    "Whether the address is one that a message can reach",
    causes=(40, 56),
    actions=("cognito-idp:AdminGetUser",),
    is_of_attribute=True,
    link=f"{_GUIDE}user-pool-settings-attributes.html",
)
def address_form(case: Case) -> Found:
    """Look at the address itself, without asking anybody who it belongs to."""
    if _is_nobody(case) and not case.given_number:
        return not_applicable("No user is named.")
    address = case.address()
    if not address:
        return not_applicable("There is no address.")
    return _judge_number(address) if case.medium == SMS else _judge_email(address)


def _judge_number(address: Sensitive) -> Found:
    number = address.reveal()
    fix = "Compare it with what the user gave, and correct the attribute."
    faults = phone_number_faults(number)
    if not re.fullmatch(_E164, number):
        reason = faults[0].problem if faults else "It is not written as E.164 has it."
        title = f"The phone number {mask_phone_number(number)} is none: {reason}"
        lost = "No carrier takes the message."
        return Found("problem", title, "It is not +, country and number.", fix, lost)
    if faults:
        title = f"The phone number {mask_phone_number(number)} looks wrong: {faults[0].problem}"
        evidence = "As the library phonenumbers knows the world's numbering plans."
        return Found("warning", title, evidence, faults[0].fix, "No phone may have it.")
    known = PhoneNumber(address)
    evidence = f"As phonenumbers knows it: {known.country}, {known.number_type}."
    if known.number_type in _NOT_FOR_SMS:
        kind = _NOT_FOR_SMS[known.number_type]
        title = f"The phone number {known.masked} is {kind}."
        lost = "SMS reach few such numbers: the carrier drops the message."
        return Found("warning", title, evidence, "Ask the user for a mobile number.", lost)
    return Found("ok", f"{known.masked} is a phone number that may get SMS.", evidence)


def _judge_email(address: Sensitive) -> Found:
    text = address.reveal()
    masked, domain = mask_email(text), text.rpartition("@")[2].lower()
    fix = "Compare it with what the user gave, and correct the attribute."
    if not re.fullmatch(_EMAIL, text):
        title = f"The e-mail address {masked} is none."
        evidence = "It is not a name, @, and a domain with a dot."
        return Found("problem", title, evidence, fix, "No server takes the message.")
    near = difflib.get_close_matches(domain, _PROVIDERS, n=1, cutoff=_LIKE)
    if near and domain not in _PROVIDERS:
        title = f"The e-mail address {masked} may be mistyped: its domain is nearly {near[0]}."
        lost = "The message goes to a domain that somebody else has, or nobody."
        return Found("warning", title, "Compared with large providers.", fix, lost)
    return Found("ok", f"{masked} has the form of an e-mail address.")


@CHECKS.check(
    "already-verified",
    "Whether the address is verified already",
    causes=(61,),
    actions=("cognito-idp:AdminGetUser",),
    is_of_attribute=True,
    link=f"{_GUIDE}user-pool-settings-email-phone-verification.html",
)
def already_verified(case: Case) -> Found:
    """Say whether a code is needed at all; one is sent in either case."""
    if _is_nobody(case):
        return not_applicable("No user is named.")
    person = case.person()
    if not person.attributes.get(case.attribute_name):
        return not_applicable("There is no address.")
    evidence = f"{person.source}: {case.attribute_name}_verified."
    if _is_verified(person, case.attribute_name):
        title = f"{case.attribute_name} is verified already; a code is sent all the same."
        return Found("ok", title, evidence, "There may be nothing to do.")
    return Found("ok", f"{case.attribute_name} is not verified yet.", evidence)


def _is_verified(person: Person, name: str) -> bool:
    told = person.attributes.get(f"{name}_verified")
    return told is not None and told.reveal().lower() == "true"


@CHECKS.check(
    "both-attributes",
    "Whether the e-mail address was left out at sign-up",
    causes=(25,),
    actions=("cognito-idp:AdminGetUser", "cognito-idp:DescribeUserPool"),
    medium=EMAIL,
    link=f"{_GUIDE}user-pool-settings-email-phone-verification.html",
)
def both_attributes(case: Case) -> Found:
    """Look whether both are verified at sign-up, where Cognito sends an SMS only."""
    both = texts(case.pool(), "AutoVerifiedAttributes")
    evidence = f"DescribeUserPool: AutoVerifiedAttributes is {', '.join(sorted(both)) or 'empty'}."
    if not {"email", "phone_number"} <= set(both):
        return Found("ok", "The pool does not verify both attributes at sign-up.", evidence)
    if _is_nobody(case):
        return not_applicable("No user is named.", evidence)
    person = case.person()
    if not {"email", "phone_number"} <= person.attributes.keys():
        return Found("ok", "The user does not have both attributes.", evidence)
    is_waiting = _is_verified(person, "phone_number") and not _is_verified(person, "email")
    if not is_waiting or codes_of(case.attempts, "email"):
        return Found("ok", "The e-mail address does not wait for a code of sign-up.", evidence)
    return Found(
        "warning",
        "The pool verifies both attributes at sign-up, where Cognito sends an SMS only.",
        f"{evidence} {person.source}: phone_number is verified, email is not.",
        'Have a code sent for the e-mail address: session.send_code(access_token, "email").',
        "No code for the e-mail address comes by itself.",
        _send(case),
    )


def _send(case: Case) -> tuple[Call, ...]:
    if case.access_token is None:
        return ()
    asked = {"AccessToken": case.access_token, "AttributeName": case.attribute_name}
    region_name = case.reads.region_name
    return (Call(SERVICE, "GetUserAttributeVerificationCode", region_name, asked),)


@CHECKS.check(
    "pending-change",
    "Whether a code may have gone to an address that waits to be verified",
    causes=(63,),
    actions=("cognito-idp:DescribeUserPool",),
    is_of_attribute=True,
    link=f"{_GUIDE}user-pool-settings-email-phone-verification.html",
)
def pending_change(case: Case) -> Found:
    """Look whether a new address is kept back until its code was typed."""
    member = "AttributesRequireVerificationBeforeUpdate"
    first = texts(part(case.pool(), "UserAttributeUpdateSettings"), member)
    evidence = f"DescribeUserPool: {member} is {', '.join(sorted(first)) or 'empty'}."
    if case.attribute_name not in first:
        return Found("ok", f"A change of {case.attribute_name} is in place at once.", evidence)
    return Found(
        "warning",
        f"A change of {case.attribute_name} waits for its code, and does not show until then.",
        evidence,
        "If the user has just changed it, tell them that the code went to the new address.",
        "The code of a change goes to the new address, while GetUser shows the old one.",
    )


def _is_nobody(case: Case) -> bool:
    return case.access_token is None and not case.username
