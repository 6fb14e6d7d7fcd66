"""Whether a value is of the form that AWS's definition of its field asks for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cognito_explore.show import printable
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.patterns import matches

# botocore's model, `TextValue`, `RegistrationAttachmentId` and `FieldPath`.
_TEXT_MAX = 2_048
_ATTACHMENT_ID = r"[A-Za-z0-9_:/-]{1,256}"
_PATH_MAX = 100


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is wrong with the form of one value.

    Attributes:
        title: In one sentence.
        detail: What AWS's definition says, where the title does not.
        fix: What to do about it.
    """

    title: str
    detail: str = ""
    fix: str = ""


def is_empty(value: object) -> bool:
    """Tell whether a value is none: nothing, no choices, or only spaces."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple)) and not value)


def nearest(name: object, names: Iterable[str]) -> str | None:
    """Find the name that was meant, if there is one."""
    known = {it.upper(): it for it in names}
    # difflib takes time with the square of a length.
    meant = difflib.get_close_matches(str(name)[:_PATH_MAX].upper(), known, n=1, cutoff=0.5)
    return known[meant[0]] if meant else None


def value_fault(field: RegistrationField, value: object) -> ValueFault | None:
    """Say what is wrong with the form of a value; None where nothing is.

    Args:
        field: What AWS asks for.
        value: That is not empty.

    Source:
        End User Messaging `TextValidation`, `SelectValidation`; the greatest lengths
        of `PutRegistrationFieldValue`.
    """
    if field.field_type == "SELECT":
        return _choices_fault(field, value)
    if not isinstance(value, str):
        kind = type(value).__name__
        return ValueFault(f"{field.title} is {kind}, not text.", fix="Give it as a str.")
    if field.field_type == "ATTACHMENT":
        return _attachment_fault(field, value)
    return _length_fault(field, value) or _pattern_fault(field, value)


def _attachment_fault(field: RegistrationField, value: str) -> ValueFault | None:
    if re.fullmatch(_ATTACHMENT_ID, value):
        return None
    title = f"{field.title} is no id of an attachment."
    return ValueFault(title, fix="Upload the file first; the answer has its id.")


def _choices_fault(field: RegistrationField, value: object) -> ValueFault | None:
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)):
        title = f"{field.title} is {type(value).__name__}, not a choice."
        return ValueFault(title, fix=f"Use {field.options}.")
    # A definition without choices is malformed: which there are is left to AWS.
    known = field.choices
    wrong = [it for it in given if not isinstance(it, str) or (known and it not in known)]
    if wrong:
        more = f", and {len(wrong) - 1:,} more" if wrong[1:] else ""
        meant = nearest(wrong[0], field.choices)
        fix = f"Did you mean {meant}?" if meant else f"Use one of {field.options}."
        return ValueFault(f"{field.title} takes no {printable(wrong[0], 60)}{more}.", fix=fix)
    if field.max_length is not None and len(given) > field.max_length:
        title = f"{field.title} takes {field.max_length:,} of its choices, not {len(given):,}."
        return ValueFault(title, fix="Choose fewer.")
    if field.min_length is not None and len(given) < field.min_length:
        title = f"{field.title} takes {field.min_length:,} choices at least, not {len(given):,}."
        return ValueFault(title, fix="Choose more.")
    return None


def _length_fault(field: RegistrationField, value: str) -> ValueFault | None:
    length = len(value)
    most = min(field.max_length or _TEXT_MAX, _TEXT_MAX)
    if length > most:
        title = f"{field.title} has {length:,} characters; it takes {most:,}."
        return ValueFault(title, fix=f"Shorten it by {length - most:,}.")
    if field.min_length is not None and length < field.min_length:
        least = field.min_length
        title = f"{field.title} has {length:,} characters; it takes {least:,} at least."
        return ValueFault(title, fix=field.description)
    return None


def _pattern_fault(field: RegistrationField, value: str) -> ValueFault | None:
    if not field.pattern or matches(field.pattern, value):
        return None
    fix = f"For example: {field.example}" if field.example else field.description
    title = f"{field.title} is not of the form that AWS takes."
    return ValueFault(title, f"Pattern: {printable(field.pattern)}.", fix)
