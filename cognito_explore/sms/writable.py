"""Which values can be written into the fields of a registration."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
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
