"""Which forms there are to register with, and what each asks, from one data file.

The file says where each definition comes from, and what is decided in it.
"""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any

from cognito_explore.embedded.sms.refusals import invalid_field

Definition = dict[str, Any]
"""In AWS's members."""

_OWN = "AcceptedTypes"


@functools.cache
def _types() -> dict[str, Definition]:
    text = files(__package__).joinpath("registration_types.json").read_text(encoding="utf-8")
    types: dict[str, Definition] = json.loads(text)["types"]
    return types


def type_names() -> list[str]:
    """Name every type of registration."""
    return list(_types())


def _type(registration_type: str) -> Definition:
    if registration_type not in _types():
        text = f"There is no registration type {registration_type}."
        raise invalid_field("RegistrationType", text, reason="UNKNOWN_REGISTRATION_TYPE")
    return _types()[registration_type]


def check_type(registration_type: str) -> None:
    """Refuse a type of registration that there is not.

    Raises:
        Refused: `UNKNOWN_REGISTRATION_TYPE`.
    """
    _type(registration_type)


def type_definition(registration_type: str) -> Definition:
    """Tell of a type, in AWS's members.

    Raises:
        Refused: There is no such type.
    """
    found = _type(registration_type)
    told = [
        {name: value for name, value in item.items() if name != _OWN}
        for item in found["SupportedAssociations"]
    ]
    return {
        "RegistrationType": registration_type,
        "SupportedAssociations": told,
        "DisplayHints": found["DisplayHints"],
    }


def associations(registration_type: str) -> list[Definition]:
    """Give what a registration can be associated with, and when, with `AcceptedTypes`."""
    supported: list[Definition] = _type(registration_type)["SupportedAssociations"]
    return supported


def sections(registration_type: str, paths: list[str] | None = None) -> list[Definition]:
    """Give the sections of a form, or some of them.

    Raises:
        Refused: There is no such type or section.
    """
    found: list[Definition] = _type(registration_type)["Sections"]
    known = {item["SectionPath"] for item in found}
    for path in paths or []:
        if path not in known:
            text = f"The form has no section {path}."
            raise invalid_field("SectionPath", text, reason="UNKNOWN_REGISTRATION_SECTION")
    return [item for item in found if not paths or item["SectionPath"] in paths]


def fields(
    registration_type: str, *, section: str | None = None, paths: list[str] | None = None
) -> list[Definition]:
    """Give the fields of a form, or some of them.

    Raises:
        Refused: There is no such type, section or field.
    """
    if section is not None:
        sections(registration_type, [section])
    for path in paths or []:
        field(registration_type, path)
    found: list[Definition] = _type(registration_type)["Fields"]
    return [
        item
        for item in found
        if (section is None or item["SectionPath"] == section)
        and (not paths or item["FieldPath"] in paths)
    ]


def field(registration_type: str, path: str) -> Definition:
    """Give one field of a form.

    Raises:
        Refused: There is no such type or field.
    """
    found: list[Definition] = _type(registration_type)["Fields"]
    for item in found:
        if item["FieldPath"] == path:
            return item
    text = f"The form has no field {path}."
    raise invalid_field("FieldPath", text, reason="UNKNOWN_REGISTRATION_FIELD")
