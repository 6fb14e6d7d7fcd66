"""What a form's fields take, when they are written and when they are submitted.

That a value of the wrong shape is refused with `INVALID_PARAMETER` was seen by users of
the service. What AWS does not document, and this decides: the reasons of the other
refusals. AWS has been seen to take a blank version and to deny it within seconds;
here it is refused before, and the fields that lack are named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cognito_explore.embedded.sms.definitions import Definition
from cognito_explore.embedded.sms.refusals import invalid, invalid_field

Values = Mapping[str, Mapping[str, Any]]
"""By the path of a field, what was written, in AWS's members."""

_MEMBERS = {
    "TEXT": "TextValue",
    "SELECT": "SelectChoices",
    "ATTACHMENT": "RegistrationAttachmentId",
}
# Of `TextValue`, by botocore's model, whatever a definition says.
_LONGEST = 2048


def check_value(definition: Definition, given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what is written into one field.

    Args:
        definition: Of the field.
        given: The request, with one of `TextValue`, `SelectChoices` and
            `RegistrationAttachmentId`.

    Returns:
        That one.

    Raises:
        Refused: It is missing, of another kind, or does not fit.
    """
    written = {name: given[name] for name in _MEMBERS.values() if given.get(name) is not None}
    wanted = _MEMBERS[definition["FieldType"]]
    if len(written) > 1:
        text = "Give one value."
        raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", text, dict.fromkeys(written, text))
    if wanted not in written:
        text = f"The field takes {wanted}."
        raise invalid_field(wanted, text, reason="MISSING_PARAMETER")
    if definition["FieldType"] == "TEXT":
        _check_text(definition, written[wanted])
    elif definition["FieldType"] == "SELECT":
        _check_choices(definition, written[wanted])
    return written


def _check_text(definition: Definition, text: str) -> None:
    rules, path = definition["TextValidation"], definition["FieldPath"]
    most = min(rules["MaxLength"], _LONGEST)
    if not rules["MinLength"] <= len(text) <= most:
        limits = f"It has {len(text)} characters, not {rules['MinLength']} to {most}."
        raise invalid_field(path, limits)
    if not re.fullmatch(rules["Pattern"], text):
        raise invalid_field(path, f"It does not match {rules['Pattern']}.")


def _check_choices(definition: Definition, choices: list[str]) -> None:
    rules, path = definition["SelectValidation"], definition["FieldPath"]
    if not rules["MinChoices"] <= len(choices) <= rules["MaxChoices"]:
        limits = f"Choose {rules['MinChoices']} to {rules['MaxChoices']}, not {len(choices)}."
        raise invalid_field(path, limits)
    if unknown := set(choices) - set(rules["Options"]):
        raise invalid_field(path, f"It has no option {', '.join(sorted(unknown))}.")


def check_complete(definitions: list[Definition], values: Values) -> None:
    """Refuse a version that lacks fields, and name them.

    Raises:
        Refused: `FIELD_VALIDATION_FAILED`, with the paths of the fields.
    """
    lacking = {
        item["FieldPath"]: "The field is required."
        for item in definitions
        if requirement(item, values) == "REQUIRED" and item["FieldPath"] not in values
    }
    if lacking:
        text = f"Required fields are missing: {', '.join(lacking)}."
        raise invalid("FIELD_VALIDATION_FAILED", text, lacking)


def not_allowed(definitions: list[Definition], values: Values) -> list[str]:
    """Name the fields that are written, though others leave no place for them."""
    return [
        item["FieldPath"]
        for item in definitions
        if requirement(item, values) == "DISALLOWED" and item["FieldPath"] in values
    ]


def requirement(definition: Definition, values: Values) -> str:
    """Tell whether a field is required, given the others.

    Returns:
        `REQUIRED`, `OPTIONAL` or `DISALLOWED`: the first rule of a conditional field
        that matches, else its default.
    """
    behavior = definition.get("ConditionalBehavior")
    if behavior is None:
        return str(definition["FieldRequirement"])
    for rule in behavior["Rules"]:
        if all(_holds(condition, values) for condition in rule["Conditions"]):
            return str(rule["RuleBehavior"])
    return str(behavior["DefaultBehavior"])


def _holds(condition: Mapping[str, Any], values: Values) -> bool:
    """Tell whether a choice is among those of a condition; `IN` is the one operator."""
    chosen = values.get(condition["DependsOnFieldPath"], {}).get("SelectChoices", [])
    return bool(set(chosen) & set(condition["Values"]))
