"""Which values can be written into the fields of a registration."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.show import printable
from cognito_explore.sms.registration_fields import RegistrationField


def writable(asked: Sequence[RegistrationField], values: object) -> dict[str, Any]:
    """Give the values that can be written, before a half-written draft is made.

    Raises:
        InvalidRequestError: Fields are not there, or take no such value.
    """
    if not isinstance(values, Mapping):
        fix = "Give a dict: field path and value."
        raise _refused(Fault("values", f"It is {type(values).__name__}, not a mapping.", fix))
    kinds = {field.field_path: field.field_type for field in asked}
    unknown = [_unknown(path, kinds) for path in values if path not in kinds]
    kept = {path: it for path, it in values.items() if not _is_empty(it)}
    wrong = [
        Fault(path, f"It is {type(it).__name__}.", "Give text; of choices a list is taken too.")
        for path, it in kept.items()
        if path in kinds and not _is_text(it, kinds[path])
    ]
    if unknown or wrong:
        raise _refused(*unknown, *wrong)
    return kept


def carry_over(
    asked: Sequence[RegistrationField], old: Mapping[str, Any], changed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Finding]]:
    """Take of an old version what a new one can have.

    Args:
        asked: The fields as AWS defines them now.
        old: By field path.
        changed: What is different in the new one; it stands for what was there.

    Returns:
        The old values that are left, and a finding for each that cannot be written now.
    """
    kinds = {field.field_path: field.field_type for field in asked}
    rest = {path: it for path, it in old.items() if path not in changed and not _is_empty(it)}
    kept = {path: it for path, it in rest.items() if path in kinds and _is_text(it, kinds[path])}
    return kept, [_left_out(path, is_known=path in kinds) for path in rest if path not in kept]


def _left_out(path: str, *, is_known: bool) -> Finding:
    why = "its field takes no such value now" if is_known else "AWS asks for no such field now"
    return Finding(
        "registration-version",
        "warning",
        f"The old value of {printable(path, 100)} is not carried over: {why}.",
        "DescribeRegistrationFieldDefinitions, DescribeRegistrationFieldValues.",
        "registration_form() lists the fields: see whether another one takes it.",
    )


def _unknown(path: object, kinds: Mapping[str, str]) -> Fault:
    shown = printable(path, 100)
    near = difflib.get_close_matches(str(path)[:100], kinds, n=1)
    fix = f"Did you mean {near[0]}?" if near else "registration_form() lists the fields."
    return Fault(shown, "There is no such field.", fix)


def _refused(*faults: Fault) -> InvalidRequestError:
    return InvalidRequestError("PutRegistrationFieldValue", faults)


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple)) and not value)


def _is_text(value: object, kind: str) -> bool:
    if kind == "SELECT" and isinstance(value, (list, tuple)):
        return all(isinstance(it, str) for it in value)
    return isinstance(value, str)
