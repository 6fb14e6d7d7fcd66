"""A registration before it is submitted, as the rules of its review look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cognito_explore.findings import Status
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.brand import brand_name
from cognito_explore.sms.review.conditions import choices_of, given_the_others
from cognito_explore.sms.review.kinds import kinds_of, path_of_kind
from cognito_explore.sms.review.values import is_empty, value_fault

# AWS's names of types are such as US_TOLL_FREE_REGISTRATION and ID_SENDER_ID_REGISTRATION:
# https://aws.amazon.com/blogs/messaging-and-targeting/automate-sender-id-registration-in-aws-end-user-messaging/
_FAMILIES = ("toll_free", "ten_dlc", "short_code", "sender_id")
_FAMILY_OF_PATHS = {
    "senderidinfo.": "sender_id",
    "campaigninfo.": "ten_dlc",
    "campaignusecase.": "ten_dlc",
    "companyinfo.legaltype": "ten_dlc",
    "messagingusecase.optin": "toll_free",
}
_COMPANY_ID = ("business_type", ["SOLE_PROPRIETOR"], "OPTIONAL", "REQUIRED")
_KNOWN = {
    "tax_id": _COMPANY_ID,
    "tax_id_type": _COMPANY_ID,
    "tax_id_country": _COMPANY_ID,
    "sub_use_case": ("use_case", ["MIXED", "LOW_VOLUME"], "REQUIRED", "DISALLOWED"),
}


@dataclass(frozen=True, slots=True)
class Offence:
    """What a rule has against one field.

    Attributes:
        field: The one to change.
        title: What is wrong, in a sentence that names the field.
        status: `problem` where AWS refuses for it; `warning` where it is a hint only.
        detail: More of what was read, if there is more.
        fix: What to do, where the rule's own words do not say it best.
    """

    field: RegistrationField
    title: str
    status: Status = "problem"
    detail: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A registration before it is submitted.

    Attributes:
        fields: What it asks for, given the values; in AWS's order.
        values: By field path, as the user gave them.
        registration_type: AWS's name of the type; empty if it is not known.
        family: `toll_free`, `ten_dlc`, `short_code`, `sender_id`, or None for another.
        sound: Paths of the fields that have a value of the form that AWS takes.
        brands: How the company may be named.
    """

    fields: tuple[RegistrationField, ...]
    values: Mapping[str, Any]
    registration_type: str
    family: str | None
    sound: frozenset[str]
    brands: tuple[str, ...]

    def of_kind(self, *kinds: str) -> list[RegistrationField]:
        """Give the fields of some kinds, kind by kind."""
        return [it for kind in kinds for it in self.fields if kind in kinds_of(it.field_path)]

    def texts(self, *kinds: str) -> list[tuple[RegistrationField, str]]:
        """Give the fields of some kinds that have a text of the right form, with it."""
        return [
            (it, self.values[it.field_path])
            for it in self.of_kind(*kinds)
            if it.field_type == "TEXT" and it.field_path in self.sound
        ]

    def choices(self, kind: str) -> set[str]:
        """Give what was chosen, or written, in the fields of a kind."""
        given = (self.values[it.field_path] for it in self.of_kind(kind) if self.is_sound(it))
        return set().union(*map(choices_of, given))

    def is_sound(self, field: RegistrationField) -> bool:
        """Tell whether a field has a value of the form that AWS takes."""
        return field.field_path in self.sound

    def lacks(self, field: RegistrationField) -> bool:
        """Tell whether a field has no value at all."""
        return is_empty(self.values.get(field.field_path))

    def whole(self, kind: str) -> list[tuple[RegistrationField, str]]:
        """Give the texts of a kind, but none while one of them is malformed.

        What is to stand in at least one text may stand in that one.
        """
        if any(not self.lacks(it) and not self.is_sound(it) for it in self.of_kind(kind)):
            return []
        return self.texts(kind)


def read_draft(
    asked: Sequence[RegistrationField], values: Mapping[str, Any], registration_type: str = ""
) -> Draft:
    """Make a draft of what is asked for and what is given.

    Args:
        asked: The fields, as AWS defines them.
        values: By field path.
        registration_type: AWS's name of the type; if it is empty, the fields tell.
    """
    known = _known_conditions([field.field_path for field in asked])
    fields = tuple(
        given_the_others(
            field if field.conditions else replace(field, conditions=known.get(field.field_path)),
            values,
        )
        for field in asked
    )
    sound = frozenset(
        field.field_path
        for field in fields
        if not is_empty(given := values.get(field.field_path)) and not value_fault(field, given)
    )
    names = [
        brand_name(values[field.field_path])
        for kind in ("brand", "company_name")
        for field in fields
        if kind in kinds_of(field.field_path) and field.field_path in sound
    ]
    return Draft(
        fields=fields,
        values=values,
        registration_type=registration_type,
        family=_family(fields, registration_type),
        sound=sound,
        brands=tuple(dict.fromkeys(filter(None, names))),
    )


def _family(fields: Sequence[RegistrationField], registration_type: str) -> str | None:
    """Tell what is registered: AWS's name of the type says it, else the fields do."""
    for family in _FAMILIES:
        if family.upper() in registration_type.upper():
            return family
    paths = [field.field_path.lower() for field in fields]
    told = (
        family
        for begin, family in _FAMILY_OF_PATHS.items()
        if any(path.startswith(begin) for path in paths)
    )
    return next(told, None) if not registration_type else None


def _known_conditions(paths: Sequence[str]) -> dict[str, Any]:
    """Give the conditions that AWS's user guide tells, for definitions that tell none.

    Source:
        https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-tfn-register.html
        and, of sub use cases, registrations-10dlc-register-campaign.html there.
    """
    known = {}
    for path in paths:
        for kind, (depends_on, values, fits, others) in _KNOWN.items():
            on = path_of_kind(depends_on, paths)
            if kind in kinds_of(path) and on:
                one_of = {"DependsOnFieldPath": on, "Operator": "IN", "Values": values}
                any_one = {"DependsOnFieldPath": on, "Operator": "HAS_VALUE"}
                known[path] = {
                    "Rules": [
                        {"Conditions": [one_of], "RuleBehavior": fits},
                        {"Conditions": [any_one], "RuleBehavior": others},
                    ]
                }
    return known
