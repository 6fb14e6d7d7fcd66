"""Drafts of registrations: made, written, copied, handed in; each shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, overload

from cognito_explore.calls import Answered, Call
from cognito_explore.errors import CognitoExploreError
from cognito_explore.findings import Finding
from cognito_explore.show import printable
from cognito_explore.sms import countries
from cognito_explore.sms.pictures import Pictures
from cognito_explore.sms.proposals import Proposal, is_confirmed, propose
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.registration_records import (
    Registration,
    RegistrationVersion,
    read_registration,
    read_version,
)
from cognito_explore.sms.registrations import TOLL_FREE, Registrations
from cognito_explore.sms.review.check import check_values
from cognito_explore.sms.writable import carry_over, writable
from cognito_explore.told import need, whole


class WritableRegistrations(Registrations, Pictures):
    """The registrations of one Region, and what changes them."""

    @overload
    def create_registration(
        self,
        values: Mapping[str, Any],
        registration_type: str = ...,
        *,
        phone_number_id: str | None = ...,
        confirm: Literal[True],
    ) -> Registration: ...
    @overload
    def create_registration(
        self,
        values: Mapping[str, Any],
        registration_type: str = ...,
        *,
        phone_number_id: str | None = ...,
        confirm: bool = ...,
    ) -> Proposal | Registration: ...
    def create_registration(
        self,
        values: Mapping[str, Any],
        registration_type: str = TOLL_FREE,
        *,
        phone_number_id: str | None = None,
        confirm: bool = False,
    ) -> Proposal | Registration:
        """Make a registration, bind it to a number, and write its fields; not yet submit it.

        Args:
            values: By field path: text, a list of choices, or the id of an attachment;
                what is empty or None is left out.
            registration_type: One of `registration_types()`.
            phone_number_id: Of the number that it is for, as `numbers()` shows it.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the registration.

        Raises:
            InvalidRequestError: There is no such field, it takes no such value, or `confirm` is
                no bool; nothing was made.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why, and the hint
                names a draft that was made all the same.

        Source:
            End User Messaging `CreateRegistration`, `CreateRegistrationAssociation`,
            `PutRegistrationFieldValue`.
        """
        is_meant = is_confirmed(confirm, "CreateRegistration")
        asked = self.registration_fields(registration_type)
        kept = writable(asked, values)
        create = self._call("CreateRegistration", RegistrationType=registration_type)
        if not is_meant:
            later = Answered(create.operation, "RegistrationId")
            return propose(
                self._account,
                f"Create a {printable(registration_type, 80)} in {self.region_name}",
                [create, *self._filling(later, asked, kept, phone_number_id)],
                effects=("A draft that can be written and discarded; nobody reviews it yet.",),
                findings=tuple(check_values(asked, kept, registration_type)),
            )
        made = read_registration(self._account.call(create))
        self._fill(made.registration_id, asked, kept, phone_number_id)
        return made

    @overload
    def write_registration(
        self, registration_id: str, values: Mapping[str, Any], *, confirm: Literal[True]
    ) -> Registration: ...
    @overload
    def write_registration(
        self, registration_id: str, values: Mapping[str, Any], *, confirm: bool = ...
    ) -> Proposal | Registration: ...
    def write_registration(
        self, registration_id: str, values: Mapping[str, Any], *, confirm: bool = False
    ) -> Proposal | Registration:
        """Write fields of a draft; those that are not named stay as they are.

        Args:
            registration_id: As `registrations()` shows it.
            values: By field path: text, a list of choices, or the id of an attachment;
                what is empty or None is left out.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the registration.

        Raises:
            InvalidRequestError: There is no such field, it takes no such value, or `confirm` is
                no bool; nothing was written.
            ResourceNotFoundError: There is no such registration in this Region.
            ConflictError: Its newest version is no draft: see `copy_registration`.
            ValidationError: AWS takes no such value.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `PutRegistrationFieldValue`.
        """
        is_meant = is_confirmed(confirm, "PutRegistrationFieldValue")
        registration = self.registration(registration_id)
        asked = self.registration_fields(registration.registration_type)
        kept = writable(asked, values)
        if not is_meant:
            old, missing = self._account.ask(
                "registration-values",
                "What the draft has already",
                lambda: self.registration_values(registration_id),
            )
            kind = registration.registration_type
            found = [] if old is None else check_values(asked, old | kept, kind)
            return propose(
                self._account,
                f"Write {_number(kept)} of {printable(registration_id, 100)}",
                self._filling(registration_id, asked, kept, None),
                effects=("The draft has them; nobody reviews it yet.",),
                findings=(*missing, *found),
            )
        self._fill(registration_id, asked, kept, None)
        return registration

    @overload
    def copy_registration(
        self,
        registration_id: str,
        version: int | None = ...,
        *,
        values: Mapping[str, Any] | None = ...,
        confirm: Literal[True],
    ) -> Registration: ...
    @overload
    def copy_registration(
        self,
        registration_id: str,
        version: int | None = ...,
        *,
        values: Mapping[str, Any] | None = ...,
        confirm: bool = ...,
    ) -> Proposal | Registration: ...
    def copy_registration(
        self,
        registration_id: str,
        version: int | None = None,
        *,
        values: Mapping[str, Any] | None = None,
        confirm: bool = False,
    ) -> Proposal | Registration:
        """Begin a new version with the values of an old one: AWS's new version is blank.

        A value of a field that AWS no longer asks for is not carried over, and is told.

        Args:
            registration_id: As `registrations()` shows it.
            version: The one to take the values of; default: the newest.
            values: What is different in the new one, by field path; what is empty or None
                leaves a field out.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the registration,
            whose newest version is a draft.

        Raises:
            InvalidRequestError: There is no such field, it takes no such value, or `confirm` is
                no bool; nothing was made.
            ResourceNotFoundError: There is no such registration or version.
            ConflictError: A version is in review, or still a draft.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `CreateRegistrationVersion`, `DescribeRegistrationFieldValues`,
            `PutRegistrationFieldValue`.
        """
        is_meant = is_confirmed(confirm, "CreateRegistrationVersion")
        registration = self.registration(registration_id)
        asked = self.registration_fields(registration.registration_type)
        changed = {} if values is None else values
        writable(asked, changed)
        old, gone = carry_over(asked, self.registration_values(registration_id, version), changed)
        kept = writable(asked, old | {**changed})
        create = self._call("CreateRegistrationVersion", RegistrationId=registration_id)
        if not is_meant:
            filling = self._filling(registration_id, asked, kept, None)
            return propose(
                self._account,
                f"New version of {printable(registration_id, 100)} with {_number(kept)}",
                [create, *filling],
                effects=("A draft with the old values; nobody reviews it yet.",),
                findings=(
                    *self._not_now(registration),
                    *gone,
                    *check_values(asked, kept, registration.registration_type),
                ),
            )
        made = self._account.call(create)
        self._fill(registration_id, asked, kept, None)
        return replace(registration, current_version=need(whole, made, "VersionNumber"))

    @overload
    def submit_registration(
        self, registration_id: str, *, confirm: Literal[True]
    ) -> RegistrationVersion: ...
    @overload
    def submit_registration(
        self, registration_id: str, *, confirm: bool = ...
    ) -> Proposal | RegistrationVersion: ...
    def submit_registration(
        self, registration_id: str, *, confirm: bool = False
    ) -> Proposal | RegistrationVersion:
        """Hand the draft in for review; it cannot be changed until that ends.

        Args:
            registration_id: As `registrations()` shows it.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the version.

        Raises:
            InvalidRequestError: `confirm` is no bool; nothing was sent.
            ValidationError: AWS misses fields, and names them: see `write_registration`.
            ConflictError: There is no draft.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `SubmitRegistrationVersion`.
        """
        is_meant = is_confirmed(confirm, "SubmitRegistrationVersion")
        call = self._call("SubmitRegistrationVersion", RegistrationId=registration_id)
        if is_meant:
            return read_version(registration_id, self._account.call(call))
        registration = self.registration(registration_id)
        found, missing = self._account.ask(
            "registration-values",
            "Whether the draft is complete",
            lambda: check_values(
                self.registration_fields(registration.registration_type),
                self.registration_values(registration_id),
                registration.registration_type,
            ),
        )
        return propose(
            self._account,
            f"Submit {printable(registration_id, 100)} for review",
            [call],
            effects=("It is reviewed, and cannot be changed until the review ends.",),
            costs=(f"What AWS charges for it is on its price page: {countries.PRICES}.",),
            findings=(*missing, *(found or ())),
        )

    def _not_now(self, registration: Registration) -> list[Finding]:
        """Say what keeps AWS from making a new version now."""
        if registration.is_in_review:
            title = "A version is in review: AWS makes no new one before that ends."
            told = f"DescribeRegistrations: it is {registration.status}."
            fix = "registrations() tells when it is COMPLETE or REQUIRES_UPDATES."
            return [Finding("registration-version", "problem", title, told, fix)]
        versions, missing = self._account.ask(
            "registration-version",
            "Whether a version is still a draft",
            lambda: self.list_versions(registration.registration_id),
        )
        if not versions or versions[0].status != "DRAFT":
            return missing
        title = f"Version {versions[0].version} is still a draft: AWS makes no new one beside it."
        told, fix = "DescribeRegistrationVersions.", "write_registration() writes its fields."
        return [Finding("registration-version", "problem", title, told, fix)]

    def _fill(
        self,
        registration_id: str,
        asked: Sequence[RegistrationField],
        values: Mapping[str, Any],
        phone_number_id: str | None,
    ) -> None:
        """Write a draft; what goes wrong says that the draft is there."""
        try:
            for call in self._filling(registration_id, asked, values, phone_number_id):
                self._account.call(call)
        except CognitoExploreError as error:
            there = f"The draft {registration_id} is there, written in part"
            error.hint = f"{error.hint} {there}: write_registration() writes the rest.".strip()
            raise

    def _filling(
        self,
        registration_id: str | Answered,
        asked: Sequence[RegistrationField],
        values: Mapping[str, Any],
        phone_number_id: str | None,
    ) -> list[Call]:
        """Make the calls that bind a registration to a number and write its fields."""
        whose = {"RegistrationId": registration_id}
        calls = []
        if phone_number_id:
            bound = whose | {"ResourceId": phone_number_id}
            calls.append(self._call("CreateRegistrationAssociation", **bound))
        by_path = {field.field_path: field for field in asked}
        for path, value in values.items():
            put = whose | {"FieldPath": path} | by_path[path].member(value)
            calls.append(self._call("PutRegistrationFieldValue", **put))
        return calls


def _number(values: Mapping[str, Any]) -> str:
    return f"{len(values)} value{'' if len(values) == 1 else 's'}"
