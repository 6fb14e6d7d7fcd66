"""Registrations: what carriers ask for before a number may send, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cognito_explore import frames
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.findings import most_decisive_first
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import EndUserMessaging
from cognito_explore.sms.registration_fields import RegistrationField, read_field, read_value
from cognito_explore.sms.registration_records import (
    Registration,
    RegistrationVersion,
    read_registration,
    read_version,
)
from cognito_explore.sms.review.check import FieldFinding, check_values
from cognito_explore.told import need, text

if TYPE_CHECKING:
    import pandas as pd

TOLL_FREE = "US_TOLL_FREE_REGISTRATION"


class Registrations(EndUserMessaging):
    """The registrations of one Region."""

    def registrations(self) -> pd.DataFrame:
        """List the registrations of this Region.

        Returns:
            One row a registration. Columns: `registration_id`, `registration_type`,
            `status`, `current_version`, `approved_version`, `denied_version`,
            `created_at` (UTC).

        Raises:
            AccessDeniedError: The credentials may not list them.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrations`.
        """
        return frames.frame_of(frames.REGISTRATIONS, self.list_registrations())

    def list_registrations(self) -> list[Registration]:
        """Give what `registrations()` shows as records."""
        listed = self._pages("DescribeRegistrations", "Registrations")
        return [read_registration(it) for it in listed]

    def registration_versions(self, registration_id: str) -> pd.DataFrame:
        """List the versions of a registration, with the reasons for which one was refused.

        Args:
            registration_id: As `registrations()` shows it.

        Returns:
            One row a version, newest first. Columns: `registration_id`, `version`,
            `status`, `denied_reasons`, `feedback`, `drafted_at`, `submitted_at`,
            `decided_at` (UTC).

        Raises:
            ResourceNotFoundError: There is no such registration in this Region.
            AccessDeniedError: The credentials may not read it.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationVersions`.
        """
        versions = self.list_versions(registration_id)
        return frames.frame_of(frames.REGISTRATION_VERSIONS, versions)

    def list_versions(self, registration_id: str) -> list[RegistrationVersion]:
        """Give what `registration_versions()` shows as records."""
        listed = self._pages(
            "DescribeRegistrationVersions", "RegistrationVersions", RegistrationId=registration_id
        )
        made = [read_version(registration_id, it) for it in listed]
        return sorted(made, key=lambda it: -it.version)

    def registration_types(self) -> list[str]:
        """List the types of registration that there are in this Region.

        Raises:
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationTypeDefinitions`.
        """
        listed = self._pages("DescribeRegistrationTypeDefinitions", "RegistrationTypeDefinitions")
        return [need(text, it, "RegistrationType") for it in listed]

    def registration_form(self, registration_type: str = TOLL_FREE) -> pd.DataFrame:
        """List the fields that a type of registration asks for.

        Args:
            registration_type: One of `registration_types()`.

        Returns:
            One row a field, in AWS's order. Columns: `field_path`, `section`, `title`,
            `field_type`, `requirement`, `min_length`, `max_length` (characters),
            `pattern`, `options` (of a select), `description`, `example`.

        Raises:
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationFieldDefinitions`.
        """
        asked = self.registration_fields(registration_type)
        return frames.frame_of(frames.REGISTRATION_FIELDS, asked)

    def registration_fields(self, registration_type: str = TOLL_FREE) -> list[RegistrationField]:
        """Give what `registration_form()` shows as records."""
        listed = self._pages(
            "DescribeRegistrationFieldDefinitions",
            "RegistrationFieldDefinitions",
            RegistrationType=registration_type,
        )
        return [read_field(it) for it in listed]

    def check_registration(
        self, values: Mapping[str, Any], registration_type: str = TOLL_FREE
    ) -> list[FieldFinding]:
        """Say what registrations are refused for, before anybody refuses this one.

        Nothing is sent but the question which fields there are.

        Args:
            values: By field path: text, a list of choices, or the id of an attachment.
            registration_type: One of `registration_types()`.

        Returns:
            One finding for each thing, with its `field_path`, most decisive first. Empty
            where nothing speaks against it, which is no promise that it is accepted.

        Raises:
            CognitoExploreError: The fields could not be asked for; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationFieldDefinitions`; user guide,
            "Toll-free number registration rejection reasons".
        """
        found = check_values(self.registration_fields(registration_type), values, registration_type)
        return [it for it in most_decisive_first(list(found)) if isinstance(it, FieldFinding)]

    def registration_values(
        self, registration_id: str, version: int | None = None
    ) -> dict[str, Any]:
        """Read what a version of a registration has in its fields.

        Args:
            registration_id: As `registrations()` shows it.
            version: Which; default: the newest.

        Returns:
            By field path: text, a list of choices, or the id of an attachment.

        Raises:
            ResourceNotFoundError: There is no such registration or version.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationFieldValues`.
        """
        which = {} if version is None else {"VersionNumber": version}
        listed = self._pages(
            "DescribeRegistrationFieldValues",
            "RegistrationFieldValues",
            RegistrationId=registration_id,
            **which,
        )
        return {need(text, it, "FieldPath"): read_value(it) for it in listed}

    def registration(self, registration_id: str) -> Registration:
        """Read one registration.

        Raises:
            ResourceNotFoundError: There is no such registration in this Region.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrations`.
        """
        found = self._pages(
            "DescribeRegistrations", "Registrations", RegistrationIds=[registration_id]
        )
        if not found:
            msg = f"There is no registration {printable(registration_id, 100)}."
            raise ResourceNotFoundError(msg, hint="registrations() lists those of this Region.")
        return read_registration(found[0])
