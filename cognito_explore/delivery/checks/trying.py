"""What is asked only by leave: a look that AWS bills, and a message that is not sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, not_applicable
from cognito_explore.delivery.checks.sms import API, DROPPED
from cognito_explore.delivery.originators import fitting, own_numbers
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.errors import CognitoExploreError, ResourceNotFoundError
from cognito_explore.masks import mask_addresses
from cognito_explore.service_errors import (
    AccessDeniedError,
    ConflictError,
    ServiceQuotaExceededError,
    ValidationError,
)
from cognito_explore.show import printable
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.told import exact, need, part, text

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)
# botocore's service model, PhoneNumberType.
_TAKES_SMS = {"MOBILE", "PREPAID", "OTHER"}
_INDIA = "IN"
# Cognito developer guide: the template's place for the code.
_PLACE = "{####}"
_CODE = "000000"
_TEXT = f"Your verification code is {_PLACE}."

# botocore's service model, the reasons of End User Messaging's errors: what each means here,
# and which check tells more.
_REASONS = {
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": (
        "the account is in the SMS sandbox, and the number is not verified there",
        "sms-sandbox",
    ),
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": ("the number wants no SMS", "sms-opt-out"),
    "NO_ORIGINATION_IDENTITIES_FOUND": ("there is nothing to send it from", "origination-number"),
    "RESOURCE_NOT_ACTIVE": ("what it would come from is not active", "origination-number"),
    "REGISTRATION_NOT_COMPLETE": ("its registration is not complete", "origination-number"),
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": (
        "a protect configuration blocks the country",
        "protect-country",
    ),
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": (
        "a protect configuration blocks the number",
        "protect-country",
    ),
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT": ("the monthly limit is used up", "sms-spend-limit"),
    "DESTINATION_COUNTRY_BLOCKED": ("AWS sends none to this country", "destination-country"),
    "COUNTRY_NOT_ENABLED": ("the country is not enabled", "destination-country"),
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": (
        "what it would come from cannot send to this country",
        "origination-number",
    ),
    "INTERNATIONAL_SENDING_NOT_SUPPORTED": (
        "what it would come from cannot send abroad",
        "origination-number",
    ),
    "SENDER_ID_NOT_REGISTERED": ("the sender ID is not registered", "destination-country"),
    "SENDER_ID_REQUIRES_REGISTRATION": (
        "the country takes registered sender IDs only",
        "destination-country",
    ),
    "SENDER_ID_NOT_SUPPORTED": ("the country takes no sender IDs", "destination-country"),
    "ACCOUNT_DISABLED": ("AWS has disabled the account for SMS", "account-reputation"),
    "INSUFFICIENT_ACCOUNT_REPUTATION": (
        "AWS holds the account's reputation for too low",
        "account-reputation",
    ),
}
_REFUSALS = (AccessDeniedError, ConflictError, ServiceQuotaExceededError, ValidationError)


@CHECKS.check(
    "carrier-lookup",
    "What carriers know of the number",
    causes=(40,),
    actions=("sms-voice:CarrierLookup",),
    medium=SMS,
    link="https://docs.aws.amazon.com/sms-voice/latest/userguide/carrier-lookup.html",
    is_billed=True,
)
def carrier_lookup(case: Case) -> Found:
    """Have AWS ask the carriers, for which it charges: in one Region, for all know the same."""
    number = case.phone_number()
    places = case.route().sms_regions or (case.region_name,)
    told = case.sms_voice("CarrierLookup", places[0], {"PhoneNumber": number})
    kind = need(exact, told, "PhoneNumberType")
    carrier = text(told, "Carrier", 60)
    evidence = f"sms-voice:CarrierLookup in {places[0]}: {printable(kind, 40)}"
    evidence += f", {carrier}." if carrier else "."
    if kind in _TAKES_SMS:
        return Found("ok", f"{number.masked} is in use, and takes SMS.", evidence)
    fix = "Compare it with what the user gave, and correct the attribute phone_number."
    if kind == "INVALID":
        title = f"{number.masked} is nobody's number."
        return Found("problem", title, evidence, fix, "There is nobody to get the message.")
    line = {"LANDLINE": "a landline", "VOIP": "a VoIP line"}.get(kind, "no mobile phone")
    title = f"{number.masked} is {line}, which may take no SMS."
    return Found("warning", title, evidence, fix, "The carrier may drop the message.")


@CHECKS.check(
    "dry-run",
    "Whether End User Messaging would send the message",
    causes=(26, 27, 29, 30, 31, 35, 36, 38, 39, 45),
    actions=("sms-voice:SendTextMessage", "sms-voice:DescribePhoneNumbers"),
    medium=SMS,
    paths=_BOTH,
    link=f"{API}/API_SendTextMessage.html",
    is_dry_run=True,
)
def dry_run(case: Case) -> Found:
    """Try a message with DryRun, which sends nothing."""
    return case.in_sms_regions(lambda region_name: _try_in(case, region_name))


def _try_in(case: Case, region_name: str) -> Found:
    number = case.phone_number()
    identity = case.route().origination_identity
    if case.route().sms_path == SNS:
        usable = fitting(own_numbers(case, region_name), number.country or "")
        if not usable:
            # What SNS would send from then, no call tells; so there is nothing to try with.
            title = f"{region_name} has no number of its own to try a message with."
            return not_applicable(title, "sms-voice:DescribePhoneNumbers.")
        identity = usable[0].number.phone_number_id
    parameters = _message(case, number, identity)
    evidence = f"sms-voice:SendTextMessage with DryRun in {region_name}"
    try:
        case.sms_voice("SendTextMessage", region_name, parameters)
    except ResourceNotFoundError as error:
        return _not_sent(
            "something that the pool names is not there",
            f"{evidence} was refused: {mask_addresses(error.message)}",
            "See what `origination-identity` and `configuration-set` found.",
        )
    except _REFUSALS as error:
        return _refused(error, evidence)
    title = "End User Messaging would send the message: it was checked, and not sent."
    return Found("ok", title, f"{evidence} was accepted.")


def _refused(error: CognitoExploreError, evidence: str) -> Found:
    """Say why it would not be sent; what says nothing of it is not known.

    Raises:
        CognitoExploreError: The refusal is about the try, and not about the message.
    """
    if error.reason not in _REASONS:
        raise error
    why, check_id = _REASONS[error.reason]
    fix = f"See what `{check_id}` found. {error.hint}".strip()
    return _not_sent(why, f"{evidence} was refused: {error.reason}.", fix)


def _not_sent(why: str, evidence: str, fix: str) -> Found:
    title = f"End User Messaging would not send the message: {why}."
    return Found("problem", title, evidence, fix, DROPPED)


def _message(case: Case, number: PhoneNumber, identity: str | None) -> Mapping[str, Any]:
    """Write the message as Cognito would, with a code that is none."""
    pool = case.pool()
    template = exact(part(pool, "VerificationMessageTemplate"), "SmsMessage")
    body = template or exact(pool, "SmsVerificationMessage") or _TEXT
    direct = part(part(pool, "SmsConfiguration"), "EumsSms")
    ids = {"IN_ENTITY_ID": "InEntityId", "IN_TEMPLATE_ID": "InTemplateId"}
    country = {name: value for name, it in ids.items() if (value := exact(direct, it))}
    asked = {
        "DestinationPhoneNumber": number,
        "OriginationIdentity": identity,
        "MessageBody": body.replace(_PLACE, _CODE),
        "MessageType": "TRANSACTIONAL",
        "ConfigurationSetName": case.route().configuration_set,
        "DestinationCountryParameters": country if number.country == _INDIA else None,
        "DryRun": True,
    }
    return {name: value for name, value in asked.items() if value}
