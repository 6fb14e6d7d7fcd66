"""RegistrationField: what a type of registration asks for in one field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, parts, text, texts, whole


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
    hints = part(told, "DisplayHints")
    written, select = part(told, "TextValidation"), part(told, "SelectValidation")
    path = need(text, told, "FieldPath")
    least, most = whole(written, "MinLength"), whole(written, "MaxLength")
    return RegistrationField(
        field_path=path,
        section=text(told, "SectionPath") or "",
        title=text(hints, "Title", 120) or path,
        field_type=text(told, "FieldType") or "TEXT",
        requirement=text(told, "FieldRequirement") or "OPTIONAL",
        min_length=whole(select, "MinChoices") if least is None else least,
        max_length=whole(select, "MaxChoices") if most is None else most,
        pattern=_pattern(written),
        choices=tuple(printable(it, 200) for it in texts(select, "Options")),
        description=text(hints, "LongDescription") or text(hints, "ShortDescription") or "",
        example=text(hints, "ExampleTextValue"),
        conditions=_conditions(told),
    )


def read_value(told: Mapping[str, Any]) -> Any:
    """Give what a field has: text, choices, or the id of an attachment."""
    choices = texts(told, "SelectChoices")
    return choices or exact(told, "TextValue") or exact(told, "RegistrationAttachmentId")


def _pattern(told: Mapping[str, Any]) -> str | None:
    """Read a pattern whole: what does not print means the same as an escape."""
    pattern = exact(told, "Pattern")
    return None if pattern is None else printable(pattern, len(pattern))


def _conditions(told: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Read what other fields make of a field, in AWS's words and of their types."""
    if told.get("ConditionalBehavior") is None:
        return None
    behavior = part(told, "ConditionalBehavior")
    rules = [_rule(it) for it in parts(behavior, "Rules")]
    return _without_none({"Rules": rules, "DefaultBehavior": text(behavior, "DefaultBehavior")})


def _rule(told: Mapping[str, Any]) -> dict[str, Any]:
    wanted = part(told, "ConditionalValidation")
    limits = {name: whole(wanted, name) for name in ("MinLength", "MaxLength")}
    words = {"Pattern": _pattern(wanted), "AllowedValues": texts(wanted, "AllowedValues") or None}
    return {
        "Conditions": [_condition(it) for it in parts(told, "Conditions")],
        "RuleBehavior": need(text, told, "RuleBehavior"),
        "ConditionalValidation": _without_none(limits | words),
    }


def _condition(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "DependsOnFieldPath": text(told, "DependsOnFieldPath"),
        "Operator": text(told, "Operator"),
        "Values": texts(told, "Values"),
    }


def _without_none(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}
