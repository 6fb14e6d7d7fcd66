"""The versions of a registration: what was written, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_explore.embedded.sms.denials import Denial
from cognito_explore.embedded.sms.timeline import Step

# Of `RegistrationVersionStatus`, those in which a version waits for others.
UNDER_REVIEW = ("SUBMITTED", "AWS_REVIEWING", "REVIEWING", "REQUIRES_AUTHENTICATION")


@dataclass(slots=True)
class Version:
    """One version: written, then submitted, then read-only.

    Attributes:
        number: From 1.
        created_at: In UTC.
        status: Of `RegistrationVersionStatus`.
        history: By a status, when the version came to it.
        values: By the path of a field, what was written, in AWS's members.
        denials: Why it is denied, or will be.
        to_come: The steps that it will go, once it is submitted.
    """

    number: int
    created_at: datetime
    status: str = "DRAFT"
    history: dict[str, datetime] = field(default_factory=dict)
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    denials: list[Denial] = field(default_factory=list)
    to_come: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin as a draft."""
        self.history["DRAFT"] = self.created_at

    def move(self, status: str, at: datetime) -> None:
        """Come to a status."""
        if status != self.status:
            self.status = status
            self.history[status] = at

    def due(self, now: datetime) -> Iterable[Step]:
        """Take the steps that are due, oldest first."""
        while self.to_come and self.to_come[0].at <= now:
            yield self.to_come.pop(0)

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members."""
        history = {
            f"{''.join(word.capitalize() for word in status.split('_'))}Timestamp": at
            for status, at in self.history.items()
        }
        told: dict[str, Any] = {
            "VersionNumber": self.number,
            "RegistrationVersionStatus": self.status,
            "RegistrationVersionStatusHistory": history,
        }
        if self.status == "DENIED":
            told["DeniedReasons"] = [denial.told() for denial in self.denials]
        return told

    def told_value(self, path: str) -> dict[str, Any]:
        """Give one of its field values in AWS's members."""
        told = {"FieldPath": path, **self.values[path]}
        reasons = [item.title for item in self.denials if item.field_path == path]
        if self.status == "DENIED" and reasons:
            told["DeniedReason"] = "; ".join(reasons)
        return told
