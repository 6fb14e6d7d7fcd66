"""What AWS refuses by the definition of a form, before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterator

from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.draft import Draft, Offence
from cognito_explore.sms.review.kinds import kinds_of
from cognito_explore.sms.review.values import value_fault

_COMPANY_ID = frozenset({"tax_id", "tax_id_type", "tax_id_country"})


def field_missing(draft: Draft) -> Iterator[Offence]:
    """Look for fields that every registration needs."""
    for field in draft.fields:
        if draft.lacks(field) and field.requirement == "REQUIRED" and not field.conditions:
            yield Offence(field, f"{field.title} is missing.", fix=_example(field))


def conditional_field_missing(draft: Draft) -> Iterator[Offence]:
    """Look for fields that the others make necessary, or may make so."""
    for field in draft.fields:
        if not draft.lacks(field) or _is_of_company(draft, field):
            continue
        if field.requirement == "CONDITIONAL":
            title = f"{field.title} is empty, and needed in some cases."
            yield Offence(field, title, "warning", fix=_example(field))
        elif field.requirement == "REQUIRED" and field.conditions:
            title = f"{field.title} is missing, and other fields make it necessary."
            yield Offence(field, title, fix=_example(field))


def conditional_field_not_allowed(draft: Draft) -> Iterator[Offence]:
    """Look for values that the other fields leave no place for."""
    for field in draft.fields:
        if not draft.lacks(field) and field.requirement == "DISALLOWED":
            yield Offence(field, f"{field.title} has a value, which other fields rule out.")


def field_value_invalid(draft: Draft) -> Iterator[Offence]:
    """Look for values that the definition of their field does not take."""
    for field in draft.fields:
        value = draft.values.get(field.field_path)
        if draft.lacks(field) or field.requirement == "DISALLOWED":
            continue
        fault = value_fault(field, value)
        if fault:
            yield Offence(field, fault.title, detail=fault.detail, fix=fault.fix)


def tax_id_missing(draft: Draft) -> Iterator[Offence]:
    """Look for what identifies a company that is no sole proprietor."""
    for field in draft.of_kind(*sorted(_COMPANY_ID)):
        if draft.lacks(field) and field.conditions and field.requirement == "REQUIRED":
            title = f"{field.title} is missing, and the business is no sole proprietor."
            yield Offence(field, title)


def _is_of_company(draft: Draft, field: RegistrationField) -> bool:
    """Tell whether `tax_id_missing` speaks for a field."""
    is_its = draft.family == "toll_free" and field.requirement == "REQUIRED"
    return is_its and bool(kinds_of(field.field_path) & _COMPANY_ID)


def _example(field: RegistrationField) -> str:
    return f"For example: {field.example}" if field.example else field.description
