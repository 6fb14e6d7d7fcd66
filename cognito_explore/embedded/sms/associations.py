"""What a registration is associated with, and when that can be.

What AWS does not document, and this decides: the reasons of the refusals; a 10DLC number
that is associated with its campaign is `ASSOCIATING` for as long as provisioning takes,
then `ACTIVE`.

Source:
    botocore's model of `pinpoint-sms-voice-v2`: `SupportedAssociation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cognito_explore.embedded.sms import definitions
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.refusals import conflict, invalid_field, over_quota
from cognito_explore.embedded.sms.registration import WAITING, Association, Registration
from cognito_explore.embedded.sms.timeline import PROVISIONING

# https://repost.aws/knowledge-center/sns-common-issues-with-tfn-registration
MOST_NUMBERS = 5


def associate_number(registration: Registration, number: PhoneNumber, now: datetime) -> Association:
    """Associate a registration with a phone number.

    Raises:
        Refused: They do not fit, it is not the time, or either has another.
    """
    rule = _rule_for(registration, number.number_type)
    _check_time(registration, rule)
    _check_free(registration, number)
    made = Association(
        "phone-number",
        number.phone_number_id,
        number.phone_number,
        rule["DisassociationBehavior"],
    )
    registration.associations.append(made)
    number.registration_id = registration.registration_id
    if rule["AssociationBehavior"] == "ASSOCIATE_AFTER_COMPLETE":
        number.status, number.active_from = "ASSOCIATING", now + PROVISIONING
    return made


def associate_registration(registration: Registration, other: Registration) -> Association:
    """Associate a registration with another, such as a campaign with its brand.

    Raises:
        Refused: They do not fit, it is not the time, the other is not complete, or they
            are associated already.
    """
    rule = _rule_for(registration, other.registration_type)
    _check_time(registration, rule)
    if other.status != "COMPLETE":
        raise other.refuse("REGISTRATION_NOT_COMPLETE", "It is not complete.")
    made = Association("registration", other.registration_id, None, rule["DisassociationBehavior"])
    if made in registration.associations:
        raise registration.refuse("RESOURCE_ALREADY_ASSOCIATED", "They are associated.")
    registration.associations.append(made)
    return made


def disassociate_number(registration: Registration, number: PhoneNumber) -> None:
    """Let a number go that is released, which can close the registration.

    Raises:
        Refused: The registration waits for others.
    """
    if registration.status in WAITING:
        text = f"Its registration is {registration.status}."
        reason = "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"
        raise conflict(reason, text, "phone-number", number.phone_number_id)
    gone = [one for one in registration.associations if one.phone_number == number.phone_number]
    for one in gone:
        registration.associations.remove(one)
    left = any(one.phone_number is not None for one in registration.associations)
    closes = any(one.disassociation == "DISASSOCIATE_ALL_CLOSES_REGISTRATION" for one in gone)
    if closes and not left:
        registration.status = "CLOSED"


def check_associated(registration: Registration) -> None:
    """Refuse to submit a registration before what must be associated is.

    Raises:
        Refused: `SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED`.
    """
    have = {one.resource_type for one in registration.associations}
    for rule in definitions.associations(registration.registration_type):
        is_due = rule["AssociationBehavior"] == "ASSOCIATE_BEFORE_SUBMIT"
        if is_due and rule["ResourceType"] not in have:
            text = f"Associate it with a {rule['ResourceType']} first."
            raise registration.refuse("SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED", text)


def _rule_for(registration: Registration, kind: str) -> dict[str, Any]:
    """Find by which rule a registration may be associated with a kind of resource."""
    for rule in definitions.associations(registration.registration_type):
        if kind in rule["AcceptedTypes"]:
            return rule
    text = f"A {registration.registration_type} does not go with a {kind}."
    raise invalid_field("ResourceId", text, reason="INVALID_REGISTRATION_ASSOCIATION")


def _check_time(registration: Registration, rule: Mapping[str, Any]) -> None:
    """Refuse to associate before, or after, the time for it."""
    if rule["AssociationBehavior"] == "ASSOCIATE_AFTER_COMPLETE":
        if registration.status != "COMPLETE":
            raise registration.refuse("REGISTRATION_NOT_COMPLETE", "It is not complete.")
    elif registration.current.status != "DRAFT":
        text = "Associations are made before a version is submitted."
        raise registration.refuse("RESOURCE_MODIFICATION_NOT_ALLOWED", text)


def _check_free(registration: Registration, number: PhoneNumber) -> None:
    """Refuse a number that has a registration, or one too many."""
    if number.registration_id == registration.registration_id:
        raise registration.refuse("RESOURCE_ALREADY_ASSOCIATED", "They are associated.")
    if number.registration_id is not None:
        text = "The number has another registration."
        reason = "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION"
        raise conflict(reason, text, "phone-number", number.phone_number_id)
    numbers = [one for one in registration.associations if one.phone_number is not None]
    if len(numbers) >= MOST_NUMBERS:
        raise over_quota("PHONE_NUMBERS_PER_REGISTRATION", MOST_NUMBERS)
