"""Whether there is something to send a text message from."""

from __future__ import annotations

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.identity import Identity, identity_of
from cognito_explore.delivery.originators import (
    NEEDS_NUMBER,
    US,
    Originator,
    country_of,
    fitting,
    meant_by,
    own_numbers,
    shared_numbers,
)
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.sms import countries
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.registration_records import (
    Registration,
    read_registration,
    read_version,
)

CHECKS = Family()

_PATHS = (SNS, END_USER_MESSAGING)
_NUMBERS = "https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-numbers.html"
_REGISTRATIONS = "https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-status.html"
_LOST = "Cognito answers 200, and no code comes: there is nothing to send it from."
# A diagnosis asks for the reasons of so many at most; End User Messaging lets few a second.
_MOST = 5
_TO_DO = {
    "CREATED": ("was never submitted", "Fill it in, and hand it in"),
    "SUBMITTED": ("waits for its review", "Wait for the review"),
    "AWS_REVIEWING": ("is reviewed by AWS", "Wait for the review"),
    "REVIEWING": ("is under review", "Wait for the review"),
    "REQUIRES_AUTHENTICATION": (
        "waits for somebody to confirm it by e-mail",
        "Do the e-mail step: answer the mail that asks the company to prove who it is",
    ),
    "PROVISIONING": ("is approved, and being set up", "Wait until it is COMPLETE"),
    "REQUIRES_UPDATES": ("was refused", "Mend what was refused in a new version, and hand it in"),
    "CLOSED": ("is closed", "Make another"),
    "DELETED": ("is deleted", "Make another"),
}


@CHECKS.check(
    "origination-number",
    "Whether there is a number to send from",
    causes=(30, 33),
    actions=("sms-voice:DescribePhoneNumbers",),
    medium=SMS,
    paths=_PATHS,
    link=_NUMBERS,
)
def origination_number(case: Case) -> Found:
    """Look for a number that reaches the country, where the country takes one."""
    if identity_of(case):
        return not_applicable("The pool names what SMS are sent from: see origination-identity.")
    country = country_of(case)
    problem = countries.country_problem(country)
    if country and problem:
        if country in countries.names():
            return not_applicable(f"{problem} See destination-country.")
        return Found("unknown", problem, "Tables of AWS's user guide.")
    if not country:
        return Found("unknown", "Which country the number is of is not known, nor what it takes.")
    return case.in_sms_regions(lambda region_name: _number_in(case, region_name, country))


def _number_in(case: Case, region_name: str, country: str) -> Found:
    own = own_numbers(case, region_name)
    fit = fitting(own, country)
    evidence = f"sms-voice:DescribePhoneNumbers in {region_name}: {len(own)} numbers."
    if fit:
        return Found("ok", f"SMS to {country} can be sent from {fit[0].shown}.", evidence)
    if country not in NEEDS_NUMBER:
        title = f"SMS to {country} take no number of the account's own."
        return Found("ok", title, f"{evidence} Tables of AWS's user guide.")
    shared = fitting(shared_numbers(case, region_name), country)
    if shared:
        return Found(
            "unknown",
            f"Only {shared[0].shown} reaches {country}, which another account shares; whether "
            "it is sent from without being named, AWS does not say.",
            f"{evidence} With Owner SHARED: {len(shared)} that fit.",
            "Name its ARN in SmsConfiguration.EumsSms.OriginationIdentity.",
        )
    why = "; ".join(f"{it.shown} {it.why_not(country)}" for it in own[:_MOST])
    title = f"There is no number in {region_name} to send to {country} from"
    pending = [it for it in own if it.number.status == "PENDING" and _is_of(it, country)]
    fix = (
        "Get it registered: see number-pending."
        if pending
        else f'Request one and register it: session.origination("{region_name}").'
        'request_number("US", "TOLL_FREE"); AWS charges for it by the month.'
    )
    request = Call(
        SERVICE,
        "RequestPhoneNumber",
        region_name,
        {
            "IsoCountryCode": US,
            "MessageType": "TRANSACTIONAL",
            "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE",
        },
    )
    title += f": {why}." if why else "."
    return Found("problem", title, evidence, fix, _LOST, () if pending else (request,))


def _is_of(originator: Originator, country: str) -> bool:
    own = originator.number.country
    return own == country or (own == US and country in NEEDS_NUMBER)


@CHECKS.check(
    "number-pending",
    "Whether the numbers are ready to send",
    causes=(31,),
    actions=("sms-voice:DescribePhoneNumbers",),
    medium=SMS,
    paths=_PATHS,
    link=_REGISTRATIONS,
)
def number_pending(case: Case) -> Found:
    """Look for numbers that are leased, and do not send yet."""
    country, identity = country_of(case), identity_of(case)

    def look(region_name: str) -> Found:
        return _pending(region_name, country, meant_by(identity, own_numbers(case, region_name)))

    return case.in_sms_regions(look)


def _pending(region_name: str, country: str, own: list[Originator]) -> Found:
    evidence = f"sms-voice:DescribePhoneNumbers in {region_name}: {len(own)} numbers."
    fit = fitting(own, country)
    waiting = [it for it in own if it.number.status != "ACTIVE" and _is_of(it, country)]
    if not waiting:
        return not_applicable(f"No number for {country or 'it'} waits in {region_name}.", evidence)
    first = waiting[0]
    told = f"{first.shown} {first.why_not(country)}"
    if fit:
        return Found("ok", f"{told}, but {fit[0].shown} sends.", evidence)
    needed = country in NEEDS_NUMBER
    is_registered = first.number.registration_id
    fix = "See registration." if is_registered else "Register it, with the number associated."
    return Found(
        "problem" if needed else "warning",
        f"{told}: it sends nothing before its registration is COMPLETE.",
        evidence,
        f"{fix} AWS charges for the number meanwhile.",
        _LOST if needed else "Codes are sent from numbers that others send from too.",
    )


@CHECKS.check(
    "registration",
    "Where the registration of the numbers stands",
    causes=(31, 32),
    actions=(
        "sms-voice:DescribePhoneNumbers",
        "sms-voice:DescribeRegistrations",
        "sms-voice:DescribeRegistrationVersions",
    ),
    medium=SMS,
    paths=_PATHS,
    link=_REGISTRATIONS,
)
def registration(case: Case) -> Found:
    """Look at what the numbers are registered for, and why it is not done."""
    country, identity = country_of(case), identity_of(case)
    return case.in_sms_regions(lambda place: _registered_in(case, place, country, identity))


def _registered_in(case: Case, region_name: str, country: str, identity: Identity | None) -> Found:
    own, told = in_threads(
        [
            lambda: own_numbers(case, region_name),
            lambda: case.sms_voice_pages("DescribeRegistrations", "Registrations", region_name),
        ]
    )
    used = meant_by(identity, own)
    ids = {it.number.registration_id for it in used if _is_of(it, country)} - {None}
    found = [read_registration(it) for it in told]
    about = [it for it in found if it.registration_id in ids]
    if not about and not identity:
        about = _of_country(found, country)
    evidence = f"sms-voice:DescribeRegistrations in {region_name}: {len(found)}."
    if not about:
        return not_applicable(f"Nothing is registered for {country or 'it'}.", evidence)
    open_ = [it for it in about if it.status != "COMPLETE"]
    if not open_:
        return Found("ok", f"{_named(about[0])} is COMPLETE.", evidence)
    fit = fitting(used, country)
    return _standing(case, region_name, open_, fit, evidence, is_needed=country in NEEDS_NUMBER)


def _standing(
    case: Case,
    region_name: str,
    found: list[Registration],
    fit: list[Originator],
    evidence: str,
    *,
    is_needed: bool,
) -> Found:
    first = min(found, key=lambda it: it.status != "REQUIRES_UPDATES")
    state, todo = _TO_DO.get(first.status, (f"is {first.status}", "See what AWS says of it"))
    title = f"{_named(first)} {state}"
    reasons = _reasons(case, region_name, first) if first.status == "REQUIRES_UPDATES" else ""
    title += f": {reasons}" if reasons else "."
    where = f'session.origination("{region_name}").registration_versions('
    fix = f'{todo}. {where}"{first.registration_id}") shows where it stands.'
    evidence = f"{evidence} {first.registration_id}: {first.status}."
    if fit:
        used = {it.number.registration_id for it in fit}
        if used - {it.registration_id for it in found}:
            return Found("ok", f"{title} {fit[0].shown} sends all the same.", evidence)
        consequence = "The number is ACTIVE, and may stop sending."
        return Found("warning", title, evidence, fix, consequence)
    calls = (
        (Call(SERVICE, "SubmitRegistrationVersion", region_name, _only_id(first)),)
        if first.status == "CREATED"
        else ()
    )
    return Found("problem" if is_needed else "warning", title, evidence, fix, _LOST, calls)


def _reasons(case: Case, region_name: str, found: Registration) -> str:
    """Give the newest reasons for which it was refused, in short."""
    told = case.sms_voice_pages(
        "DescribeRegistrationVersions", "RegistrationVersions", region_name, _only_id(found)
    )
    versions = [read_version(found.registration_id, it) for it in told]
    refused = [it for it in versions if it.status in {"DENIED", "REVOKED"}]
    newest = max(refused, key=lambda it: it.version, default=None)
    if newest is None:
        return ""
    lines = newest.denied_reasons.splitlines()
    shown = " ".join(lines[:_MOST]) or f"version {newest.version} is {newest.status}."
    return shown if len(lines) <= _MOST else f"{shown} And {len(lines) - _MOST} more."


def _of_country(found: list[Registration], country: str) -> list[Registration]:
    """Keep those whose type begins with the country, as all of AWS's do."""
    begin = US if country in NEEDS_NUMBER else country
    return [it for it in found if begin and it.registration_type.startswith(f"{begin}_")]


def _named(found: Registration) -> str:
    return f"The registration {found.registration_type}"


def _only_id(found: Registration) -> dict[str, str]:
    return {"RegistrationId": found.registration_id}
