"""What a field of a registration asks for, given what the other fields have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cognito_explore.sms.registration_fields import RegistrationField

_OVERRIDES = {"MinLength": "min_length", "MaxLength": "max_length", "Pattern": "pattern"}


def given_the_others(field: RegistrationField, values: Mapping[str, Any]) -> RegistrationField:
    """Settle what a conditional field asks for.

    Args:
        field: As AWS defines it.
        values: By field path.

    Returns:
        The field with what holds now: its requirement is then `REQUIRED`, `OPTIONAL` or
        `DISALLOWED`, and stays `CONDITIONAL` where the condition is not known.

    Source:
        End User Messaging `ConditionalFieldBehavior`: the first rule decides of which
        every condition holds, else the default.
    """
    told = field.conditions
    if not told:
        return field
    for rule in told.get("Rules") or []:
        if all(_holds(condition, values) for condition in rule.get("Conditions") or []):
            other = rule.get("ConditionalValidation") or {}
            changed = {mine: other[its] for its, mine in _OVERRIDES.items() if its in other}
            if other.get("AllowedValues"):
                changed["choices"] = tuple(map(str, other["AllowedValues"]))
            return replace(field, requirement=str(rule["RuleBehavior"]), **changed)
    return replace(field, requirement=str(told.get("DefaultBehavior") or field.requirement))


def _holds(condition: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds; one of an operator that is not known never does."""
    had = choices_of(values.get(str(condition.get("DependsOnFieldPath"))))
    asked = set(condition.get("Values") or [])
    operator = condition.get("Operator")
    if operator in {"EQUALS", "IN"}:
        return bool(had & asked)
    if operator in {"NOT_EQUALS", "NOT_IN"}:
        return not had & asked
    return (operator == "HAS_VALUE" and bool(had)) or (operator == "NO_VALUE" and not had)


def choices_of(value: object) -> set[str]:
    """Give what a field has as a set of texts: one for a text, more for choices."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)):
        return set()
    return {it for it in given if isinstance(it, str) and it}
