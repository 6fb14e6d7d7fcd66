"""RegistrationField: what a type of registration asks for in one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.show import printable


@dataclass(frozen=True, kw_only=True)
class RegistrationField:
    """One field of a type of registration; one row.

    Attributes:
        field_path: AWS's name of it, such as `companyInfo.companyName`.
        section: Of the form, such as `companyInfo`.
        title: What the field is called to people.
        field_type: `TEXT`, `SELECT` or `ATTACHMENT`.
        requirement: `REQUIRED`, `CONDITIONAL` or `OPTIONAL`.
        min_length: Of a text, in characters; of a select, in choices.
        max_length: Likewise.
        pattern: That a text must match.
        choices: Of a select.
        description: What belongs in it.
        example: A text that would do.
        conditions: What other fields make of this one, in AWS's words; None where AWS
            tells nothing of it.

    Source:
        End User Messaging `RegistrationFieldDefinition`.
    """

    field_path: str
    section: str
    title: str
    field_type: str
    requirement: str
    min_length: int | None
    max_length: int | None
    pattern: str | None
    choices: tuple[str, ...]
    description: str
    example: str | None
    conditions: Mapping[str, Any] | None = field(default=None, hash=False)

    @property
    def options(self) -> str:
        """The choices of a select, as one text."""
        return ", ".join(self.choices)

    def member(self, value: object) -> dict[str, Any]:
        """Give a value as the member of `PutRegistrationFieldValue` that takes it."""
        if self.field_type == "SELECT":
            return {"SelectChoices": [value] if isinstance(value, str) else list(value)}  # type: ignore[call-overload]
        name = "RegistrationAttachmentId" if self.field_type == "ATTACHMENT" else "TextValue"
        return {name: value}


def read_field(told: Mapping[str, Any]) -> RegistrationField:
    """Make a record of a field's definition as AWS tells it."""
    hints = told.get("DisplayHints") or {}
    text, select = told.get("TextValidation") or {}, told.get("SelectValidation") or {}
    path = str(told["FieldPath"])
    return RegistrationField(
        field_path=path,
        section=str(told.get("SectionPath", "")),
        title=printable(hints.get("Title") or path, 120),
        field_type=str(told.get("FieldType", "TEXT")),
        requirement=str(told.get("FieldRequirement", "OPTIONAL")),
        min_length=text.get("MinLength", select.get("MinChoices")),
        max_length=text.get("MaxLength", select.get("MaxChoices")),
        pattern=text.get("Pattern"),
        choices=tuple(printable(it, 200) for it in select.get("Options") or []),
        description=printable(hints.get("LongDescription") or hints.get("ShortDescription") or ""),
        example=hints.get("ExampleTextValue") and printable(hints["ExampleTextValue"]),
        conditions=told.get("ConditionalBehavior"),
    )


def read_value(told: Mapping[str, Any]) -> Any:
    """Give what a field has: text, choices, or the id of an attachment."""
    if told.get("SelectChoices"):
        return list(told["SelectChoices"])
    return told.get("TextValue") or told.get("RegistrationAttachmentId")
