"""What the country that a text message goes to needs."""

from __future__ import annotations

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.checks.sms import DROPPED
from cognito_explore.delivery.originators import fitting, own_numbers, sender_ids
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.sms import countries
from cognito_explore.told import exact, part

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)
_INDIA = "IN"
# https://docs.aws.amazon.com/sms-voice/latest/userguide/phone-numbers-sms-template-registration.html
_TEMPLATES = {"CN"}


@CHECKS.check(
    "destination-country",
    "What the number's country needs",
    causes=(36,),
    actions=("sms-voice:DescribeSenderIds", "sms-voice:DescribePhoneNumbers"),
    medium=SMS,
    paths=_BOTH,
    link="https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-supported-countries.html",
)
def destination_country(case: Case) -> Found:
    """Compare what the country needs with the sender ids and numbers that there are."""
    number = case.phone_number()
    country = number.country
    problem = countries.country_problem(country)
    evidence = f"The number's country is {country or 'not known'}; AWS's table of countries."
    fix = "Have the code sent by e-mail, or to another number."
    if problem and country in countries.names():
        return Found("problem", problem, evidence, fix, DROPPED)
    if problem:
        title = f"What the number's country needs is not known: {problem}"
        return Found("unknown", title, evidence, fix)
    code = str(country)
    name = countries.names()[code]
    if code in _TEMPLATES:
        return Found(
            "warning",
            f"{name} takes only messages whose text is registered with AWS, which no call tells.",
            evidence,
            "Register the text of the code with AWS support.",
            "Other messages are blocked.",
        )
    sender = countries.identity(code, countries.SENDER_ID)
    if sender is None or not sender.is_registration_required:
        return Found("ok", f"{name} needs no registered sender ID.", evidence)
    return case.in_sms_regions(lambda region_name: _registered_in(case, region_name, code, name))


def _registered_in(case: Case, region_name: str, code: str, name: str) -> Found:
    named, numbers = in_threads(
        [
            lambda: sender_ids(case, region_name),
            lambda: own_numbers(case, region_name),
        ]
    )
    registered = [it.sender_id for it in named if it.country == code and it.is_registered]
    evidence = f"sms-voice:DescribeSenderIds in {region_name}: {len(registered)} for {code}."
    if registered:
        title = f"{name} needs a registered sender ID, and {registered[0]} is one."
        return Found("ok", title, evidence)
    local = [it for it in fitting(numbers, code) if it.number.country == code]
    evidence += f" sms-voice:DescribePhoneNumbers: {len(local)} of {code}."
    if local:
        title = f"SMS to {name} can go from a number of that country."
        return Found("ok", title, evidence)
    return Found(
        "warning",
        f"{name} needs a registered sender ID, and {region_name} has none for it.",
        evidence,
        f'See what it needs: session.origination("{region_name}").requirements("{code}").',
        "The carrier may replace the sender, or block the message.",
    )


@CHECKS.check(
    "india-dlt",
    "Whether SMS to India name their entity and template",
    causes=(37,),
    actions=("cognito-idp:DescribeUserPool",),
    medium=SMS,
    paths=_BOTH,
    link="https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-sms-senderid-india.html",
)
def india_dlt(case: Case) -> Found:
    """Look for the ids of India's registry, which only the direct path can name.

    Both are the registry's to give, and go with the words of the message: no call is complete
    without them.
    """
    number = case.phone_number()
    if number.country != _INDIA:
        return not_applicable(f"{number.masked} is not a number of India.")
    sms = part(case.pool(), "SmsConfiguration")
    direct = part(sms, "EumsSms")
    missing = [it for it in ("InEntityId", "InTemplateId") if not exact(direct, it)]
    evidence = f"DescribeUserPool: EumsSms has no {' and no '.join(missing)}."
    consequence = "On India's local routes carriers reject it; international routes may take it."
    if not missing:
        title = "SMS to India name their entity and their template."
        evidence = "DescribeUserPool: EumsSms.InEntityId and InTemplateId are set."
        return Found("ok", title, evidence)
    if case.route().sms_path == SNS:
        return Found(
            "warning",
            "SMS to India go without the entity and template of its registry: SNS names none.",
            "DescribeUserPool: SmsConfiguration has SnsCallerArn, and no EumsSms.",
            "Register with India's DLT, and use the direct path: EumsSms with InEntityId and "
            "InTemplateId.",
            consequence,
        )
    title = f"SMS to India go without {' and '.join(missing)} of its registry."
    fix = "Register with India's DLT, and set both in EumsSms of the pool's SmsConfiguration."
    return Found("warning", title, evidence, fix, consequence)
