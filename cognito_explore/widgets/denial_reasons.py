"""Which field of a registration a reason of its refusal is about; AWS does not say it apart."""

from __future__ import annotations

import re

from cognito_explore.sms.registration_fields import RegistrationField

# Words of a reason, and part of the name of the field that they are about. The reasons of
# AWS's page: sms-voice/latest/userguide/registrations-tfn-rejection-reason.html
_ABOUT = (
    (r"opt[- ]?in\b", "optin"),
    (r"sample", "messagesample"),
    (r"web ?site|\burl\b", "website"),
    (r"e-?mail", "email"),
    (r"use[- ]case", "usecase"),
    (r"privacy", "privacypolicy"),
    (r"terms", "terms"),
    (r"tax|\bein\b|identification", "taxid"),
    (r"address", "address"),
)


def reasons_about(field: RegistrationField, reasons: str) -> list[str]:
    """Give the reasons that are about a field, by their first words.

    Args:
        field: Of the registration.
        reasons: A line each, as `RegistrationVersion.denied_reasons`.
    """
    name = re.sub(r"[^a-z]", "", field.field_path.rpartition(".")[2].lower())
    return [it for it in reasons.splitlines() if it and _part(it) in name]


def _part(reason: str) -> str:
    """Give the part of a field's name that a reason is about; what is in none if unknown."""
    # The short description comes first.
    first = reason.lower()[:60]
    return next((part for words, part in _ABOUT if re.search(words, first)), "-")
