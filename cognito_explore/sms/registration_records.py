"""Registration and RegistrationVersion: where what carriers ask for stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from cognito_explore.show import Text, html_table, short_repr
from cognito_explore.told import instant, need, part, parts, text, whole

_REVIEWED = ("SUBMITTED", "AWS_REVIEWING", "REVIEWING", "REQUIRES_AUTHENTICATION", "PROVISIONING")
# Service model of botocore: the history of a version names an instant for each status.
_DECIDED = ("ApprovedTimestamp", "DeniedTimestamp", "RevokedTimestamp")


@dataclass(frozen=True, kw_only=True, repr=False)
class Registration:
    """A registration, which carriers ask for before a number may send; one row.

    Attributes:
        registration_id: AWS's id of it.
        registration_type: Such as `US_TOLL_FREE_REGISTRATION`.
        status: `COMPLETE` when the number may send; `REQUIRES_UPDATES` after a refusal.
        current_version: The newest.
        approved_version: None while none is.
        denied_version: The newest that was refused; None if none was.
        created_at: In UTC.

    Source:
        End User Messaging `RegistrationInformation`.
    """

    registration_id: str
    registration_type: str
    status: str
    current_version: int | None
    approved_version: int | None
    denied_version: int | None
    created_at: datetime | None

    @property
    def is_in_review(self) -> bool:
        """Whether AWS or a carrier has it now."""
        return self.status in _REVIEWED

    def __repr__(self) -> str:
        return short_repr(self, [field.name for field in fields(self)])

    def _repr_html_(self) -> str:
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        return html_table([it for it in values if it[1] is not None], title="Registration")


@dataclass(frozen=True, kw_only=True, repr=False)
class RegistrationVersion:
    """One version of a registration: what was sent in, and what became of it; one row.

    Attributes:
        registration_id: Of the registration.
        version: 1, 2, ...
        status: `DRAFT` while it can be written; `DENIED` with `denied_reasons`.
        denied_reasons: Why it was refused, a line each.
        feedback: More of AWS's words, if there are any.
        drafted_at: In UTC.
        submitted_at: In UTC; None while it is a draft.
        decided_at: When it was approved, refused or revoked, in UTC.

    Source:
        End User Messaging `RegistrationVersionInformation`.
    """

    registration_id: str
    version: int
    status: str
    denied_reasons: str
    feedback: str | None
    drafted_at: datetime | None
    submitted_at: datetime | None
    decided_at: datetime | None

    def __repr__(self) -> str:
        return short_repr(self, [field.name for field in fields(self)])

    def _repr_html_(self) -> str:
        values = ((field.name, getattr(self, field.name)) for field in fields(self))
        rows = [(name, Text(it) if isinstance(it, str) else it) for name, it in values if it]
        return html_table(rows, title="Version of a registration")


def read_registration(told: Mapping[str, Any]) -> Registration:
    """Make a record of a registration as AWS tells it."""
    return Registration(
        registration_id=need(text, told, "RegistrationId"),
        registration_type=text(told, "RegistrationType") or "",
        status=text(told, "RegistrationStatus") or "",
        current_version=whole(told, "CurrentVersionNumber"),
        approved_version=whole(told, "ApprovedVersionNumber"),
        denied_version=whole(told, "LatestDeniedVersionNumber"),
        created_at=instant(told, "CreatedTimestamp"),
    )


def read_version(registration_id: str, told: Mapping[str, Any]) -> RegistrationVersion:
    """Make a record of a version as AWS tells it."""
    history = part(told, "RegistrationVersionStatusHistory")
    decided = [at for name in _DECIDED if (at := instant(history, name))]
    return RegistrationVersion(
        registration_id=registration_id,
        version=need(whole, told, "VersionNumber"),
        status=text(told, "RegistrationVersionStatus") or "",
        denied_reasons="\n".join(_reason(it) for it in parts(told, "DeniedReasons")),
        feedback=text(told, "Feedback"),
        drafted_at=instant(history, "DraftTimestamp"),
        submitted_at=instant(history, "SubmittedTimestamp"),
        decided_at=max(decided, default=None),
    )


def _reason(told: Mapping[str, Any]) -> str:
    short = text(told, "ShortDescription", 300) or text(told, "Reason", 300) or ""
    long = text(told, "LongDescription") or ""
    return f"{short} {long}".strip()
