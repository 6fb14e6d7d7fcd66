"""What SendTextMessage with DryRun says of a message, without sending it.

Plain logic, without moto and botocore. The reasons are botocore's; which goes with what, their
order and their texts are decided here: AWS documents none of it. What only carriers know, such
as that a number is nobody's, it does not tell.
"""

from __future__ import annotations

from cognito_explore.embedded.sms import delivery_log as log
from cognito_explore.embedded.sms.identities import name_of
from cognito_explore.embedded.sms.refusals import conflict, invalid, over_quota
from cognito_explore.embedded.sms.region import SmsRegion, bare_name, country_of
from cognito_explore.embedded.sms.routes import EUM, SmsRoute

# By why it would not be delivered: reason, and the type of what it is about.
_CONFLICTS = {
    log.IN_SANDBOX: ("DESTINATION_PHONE_NUMBER_NOT_VERIFIED", "verified-destination-number"),
    log.OPTED_OUT: ("DESTINATION_PHONE_NUMBER_OPTED_OUT", "opted-out-number"),
    log.NO_ORIGINATION: ("NO_ORIGINATION_IDENTITIES_FOUND", "phone-number"),
    log.COUNTRY_BLOCKED: (
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
        "protect-configuration",
    ),
    log.NUMBER_BLOCKED: (
        "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE",
        "protect-configuration",
    ),
}


def check_sendable(
    region: SmsRegion,
    phone_number: str,
    identity: str | None = None,
    configuration_set: str | None = None,
) -> None:
    """Refuse a message that would not be sent.

    Args:
        region: From which it would go.
        phone_number: Where to, in E.164.
        identity: What it would come from, by its number, id or ARN; None lets AWS choose.
        configuration_set: The one that it names, by its name or ARN; None: none.

    Raises:
        Refused: It would not be sent; the reason says why.
    """
    if identity is not None:
        _check_identity(region, phone_number, identity)
    if configuration_set is not None:
        region.configuration_sets.get(bare_name(configuration_set))
    why = region.why_not(phone_number, SmsRoute(EUM, region.name, identity, configuration_set))
    if why in _CONFLICTS:
        reason, resource_type = _CONFLICTS[why]
        raise conflict(reason, f"{why}.", resource_type, phone_number)
    if why == log.LIMIT_REACHED:
        raise over_quota("MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT", region.spend.enforced_limit)
    if why == log.NO_SMS_THERE:
        raise invalid("DESTINATION_COUNTRY_BLOCKED", "AWS sends no messages to this country.")


def _check_identity(region: SmsRegion, phone_number: str, identity: str) -> None:
    country = country_of(phone_number)
    numbers = region.numbers
    name = name_of(identity).partition("/")[0]
    if name.startswith("pool-"):
        numbers.pools.get(name)
        return
    if country and numbers.sender_ids.find(name, country):
        return
    found = numbers.get(name)
    if found.status != "ACTIVE":
        text = "The phone number is not active."
        raise conflict("RESOURCE_NOT_ACTIVE", text, "phone-number", found.phone_number_id)
    if not country or not found.reaches(country):
        text = f"The phone number cannot send to {country or 'this country'}."
        raise invalid("INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", text)
