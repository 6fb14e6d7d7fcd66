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
        `DISALLOWED`, and stays `CONDITIONAL` where the condition is not known. What is
        not of the type that AWS's model says is left to AWS.

    Source:
        End User Messaging `ConditionalFieldBehavior`: the first rule decides of which
        every condition holds, else the default.
    """
    told = field.conditions
    if told is None or told == {}:
        return _readable(field)
    if not _is_readable(told):
        return _readable(replace(field, conditions=None))
    for rule in told.get("Rules") or []:
        if all(_holds(condition, values) for condition in rule.get("Conditions", [])):
            return _readable(_changed(field, rule))
    default = told.get("DefaultBehavior") or field.requirement
    return _readable(replace(field, requirement=default))


def _changed(field: RegistrationField, rule: Mapping[str, Any]) -> RegistrationField:
    other = rule.get("ConditionalValidation") or {}
    changed = {mine: other[its] for its, mine in _OVERRIDES.items() if its in other}
    if other.get("AllowedValues"):
        changed["choices"] = tuple(map(str, other["AllowedValues"]))
    return replace(field, requirement=rule["RuleBehavior"], **changed)


def _readable(field: RegistrationField) -> RegistrationField:
    """Leave to AWS what a malformed answer says of lengths and of the pattern."""
    least, most, pattern = field.min_length, field.max_length, field.pattern
    return replace(
        field,
        min_length=least if _is_count(least) else None,
        max_length=most if _is_count(most) else None,
        pattern=pattern if isinstance(pattern, str) else None,
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_readable(told: object) -> bool:
    """Tell whether conditions are of the types that AWS's model says."""
    if not isinstance(told, Mapping):
        return False
    rules = told.get("Rules") or []
    is_default = isinstance(told.get("DefaultBehavior"), (str, type(None)))
    return is_default and isinstance(rules, (list, tuple)) and all(map(_is_rule, rules))


def _is_rule(rule: object) -> bool:
    if not isinstance(rule, Mapping) or not isinstance(rule.get("RuleBehavior"), str):
        return False
    conditions, other = rule.get("Conditions", []), rule.get("ConditionalValidation")
    is_other = other is None or (
        isinstance(other, Mapping) and _is_texts(other.get("AllowedValues"))
    )
    is_list = isinstance(conditions, (list, tuple))
    return is_other and is_list and all(map(_is_condition, conditions))


def _is_condition(condition: object) -> bool:
    if not isinstance(condition, Mapping) or not _is_texts(condition.get("Values")):
        return False
    return all(isinstance(condition.get(it), str) for it in ("DependsOnFieldPath", "Operator"))


def _is_texts(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, (list, tuple)) and all(isinstance(it, str) for it in value)


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
