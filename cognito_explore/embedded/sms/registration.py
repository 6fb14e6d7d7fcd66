"""One registration: its versions, and what it is associated with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_explore.embedded.sms.refusals import conflict, invalid_field
from cognito_explore.embedded.sms.versions import Version

# Of `RegistrationStatus`, those in which a registration waits for others.
WAITING = ("SUBMITTED", "AWS_REVIEWING", "REVIEWING", "REQUIRES_AUTHENTICATION", "PROVISIONING")


@dataclass(frozen=True, slots=True)
class Association:
    """What a registration is associated with.

    Attributes:
        resource_type: `phone-number` or `registration`.
        resource_id: Its id.
        phone_number: The number itself, of a phone number.
        disassociation: Of `RegistrationDisassociationBehavior`.
    """

    resource_type: str
    resource_id: str
    phone_number: str | None
    disassociation: str

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN."""
        told = {"ResourceId": self.resource_id, "ResourceType": self.resource_type}
        if self.phone_number is None:
            return told
        return {**told, "IsoCountryCode": "US", "PhoneNumber": self.phone_number}


@dataclass(slots=True)
class Registration:
    """One registration.

    Attributes:
        registration_id: As AWS makes them.
        registration_type: Which form it is.
        created_at: In UTC.
        status: Of `RegistrationStatus`.
        versions: Oldest first; the last is the current one.
        associations: What it is associated with.
    """

    registration_id: str
    registration_type: str
    created_at: datetime
    status: str = "CREATED"
    versions: list[Version] = field(default_factory=list)
    associations: list[Association] = field(default_factory=list)

    @property
    def current(self) -> Version:
        """The version that can be written, or was last."""
        return self.versions[-1]

    def draft(self, reason: str) -> Version:
        """Give the version that can be written.

        Raises:
            Refused: The current version is no draft; with this reason.
        """
        if self.current.status != "DRAFT":
            text = f"The version is {self.current.status}, no draft: create a new version."
            raise self.refuse(reason, text)
        return self.current

    def version(self, number: int | None) -> Version:
        """Give a version by its number, or the current one.

        Raises:
            Refused: There is none.
        """
        if number is None:
            return self.current
        for item in self.versions:
            if item.number == number:
                return item
        text = f"There is no version {number}."
        raise invalid_field("VersionNumber", text, reason="UNKNOWN_REGISTRATION_VERSION")

    def settle(self, now: datetime) -> None:
        """Go the steps that are due."""
        for step in self.current.due(now):
            if step.version_status == "APPROVED":
                for older in self.versions[:-1]:
                    if older.status == "APPROVED":
                        older.move("ARCHIVED", step.at)
            self.current.move(step.version_status, step.at)
            self.status = step.registration_status

    def refuse(self, reason: str, text: str) -> Exception:
        """Refuse what its state does not allow."""
        return conflict(reason, text, "registration", self.registration_id)

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN."""
        told = {
            "RegistrationId": self.registration_id,
            "RegistrationType": self.registration_type,
            "RegistrationStatus": self.status,
            "CurrentVersionNumber": self.current.number,
            "ApprovedVersionNumber": self._last("APPROVED"),
            "LatestDeniedVersionNumber": self._last("DENIED"),
            "CreatedTimestamp": self.created_at,
        }
        return {name: value for name, value in told.items() if value is not None}

    def _last(self, status: str) -> int | None:
        numbers = [item.number for item in self.versions if item.status == status]
        return max(numbers, default=None)
