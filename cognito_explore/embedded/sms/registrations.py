"""Registrations of one Region: forms that are written, submitted, reviewed.

Plain logic, without moto and botocore. The clock drives the states, by `timeline`; the
outcome is that of `review`.

That a new version is blank, that fields of a version that is no draft are locked with
`EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED`, and that a form without its association
cannot be submitted (`SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED`) is how AWS behaves. What
AWS does not document, and this decides: the quotas; the reasons of the other refusals;
a new version leaves the registration's status as it is until it is submitted.

Source:
    botocore's model of `pinpoint-sms-voice-v2`;
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-status.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex
from cognito_explore.embedded.sms import definitions, timeline
from cognito_explore.embedded.sms.associations import (
    associate_number,
    associate_registration,
    check_associated,
    disassociate_number,
)
from cognito_explore.embedded.sms.attachments import Attachments
from cognito_explore.embedded.sms.field_checks import check_complete, check_value
from cognito_explore.embedded.sms.numbers import Numbers
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.refusals import invalid_field, not_found, over_quota
from cognito_explore.embedded.sms.registration import WAITING, Association, Registration
from cognito_explore.embedded.sms.review import review
from cognito_explore.embedded.sms.versions import UNDER_REVIEW, Version

MOST_REGISTRATIONS = 25
MOST_VERSIONS_A_DAY = 10

# In the form of a brand, how its messages may call it.
_NAMES = ("companyInfo.companyName", "contactInfo.dbaName")


class Registrations:
    """The registrations of one Region.

    Attributes:
        attachments: The files that they refer to.
    """

    def __init__(self, clock: Clock, random: Random, numbers: Numbers) -> None:
        """Begin with none.

        Args:
            clock: Drives the reviews.
            random: Where ids come from.
            numbers: Of the same Region: those that a registration makes active.
        """
        self._clock = clock
        self._random = random
        self._numbers = numbers
        self._registrations: dict[str, Registration] = {}
        self._by_token: dict[str, str] = {}
        self.attachments = Attachments(clock, random)

    def all(self) -> list[Registration]:
        """Give every registration, oldest first, as it is now."""
        for registration in self._registrations.values():
            registration.settle(self._clock.now())
        return list(self._registrations.values())

    def get(self, registration_id: str) -> Registration:
        """Give a registration.

        Raises:
            Refused: There is none.
        """
        if registration_id not in self._registrations:
            raise not_found("registration", registration_id)
        found = self._registrations[registration_id]
        found.settle(self._clock.now())
        return found

    def create(self, registration_type: str, *, client_token: str | None = None) -> Registration:
        """Begin a registration, with a blank first version.

        Args:
            registration_type: Which form.
            client_token: A request that is repeated with it gives the same registration.

        Raises:
            Refused: There is no such form, or the quota is reached.
        """
        if client_token in self._by_token:
            return self.get(self._by_token[client_token])
        definitions.check_type(registration_type)
        if len(self._registrations) >= MOST_REGISTRATIONS:
            raise over_quota("REGISTRATIONS_PER_ACCOUNT", MOST_REGISTRATIONS)
        now = self._clock.now()
        made = Registration(f"registration-{make_hex(self._random)}", registration_type, now)
        made.versions.append(Version(1, now))
        self._registrations[made.registration_id] = made
        if client_token is not None:
            self._by_token[client_token] = made.registration_id
        return made

    def delete(self, registration_id: str) -> Registration:
        """Delete a registration.

        Raises:
            Refused: There is none, it waits for others, or something needs it.
        """
        gone = self.get(registration_id)
        if gone.status in WAITING:
            text = f"A registration that is {gone.status} cannot be deleted."
            raise gone.refuse("RESOURCE_DELETION_NOT_ALLOWED", text)
        if any(item.phone_number is not None for item in gone.associations):
            text = "Release its phone numbers first."
            raise gone.refuse("PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION", text)
        if self._using(registration_id):
            raise gone.refuse("RESOURCE_NOT_EMPTY", "Another registration is associated with it.")
        del self._registrations[registration_id]
        gone.status = "DELETED"
        return gone

    def create_version(self, registration_id: str) -> tuple[Registration, Version]:
        """Begin a new version, blank; the one before becomes read-only.

        Raises:
            Refused: There is no such registration, its version is a draft or under
                review, or the quota is reached.
        """
        found = self.get(registration_id)
        if found.current.status == "DRAFT" or found.status in (*WAITING, "CLOSED"):
            text = f"The current version is {found.current.status}."
            raise found.refuse("CREATE_REGISTRATION_VERSION_NOT_ALLOWED", text)
        now = self._clock.now()
        since = now - timedelta(days=1)
        if sum(item.created_at > since for item in found.versions) >= MOST_VERSIONS_A_DAY:
            raise over_quota("REGISTRATION_VERSIONS_CREATED_PER_DAY", MOST_VERSIONS_A_DAY)
        found.versions.append(Version(found.current.number + 1, now))
        return found, found.current

    def discard_version(self, registration_id: str) -> tuple[Registration, Version]:
        """Give up the draft.

        Raises:
            Refused: There is no such registration, or no draft.
        """
        found = self.get(registration_id)
        draft = found.draft("DISCARD_REGISTRATION_VERSION_NOT_ALLOWED")
        draft.move("DISCARDED", self._clock.now())
        return found, draft

    def put(
        self, registration_id: str, path: str, given: Mapping[str, Any]
    ) -> tuple[Registration, Version]:
        """Write a field of the draft.

        Args:
            registration_id: Of the registration.
            path: Of the field.
            given: `TextValue`, `SelectChoices` or `RegistrationAttachmentId`.

        Raises:
            Refused: There is no such registration, field, draft or file, or the value
                does not fit.
        """
        found = self.get(registration_id)
        definition = definitions.field(found.registration_type, path)
        draft = found.draft("EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED")
        value = check_value(definition, given)
        if "RegistrationAttachmentId" in value:
            self.attachments.get(value["RegistrationAttachmentId"])
        draft.values[path] = value
        return found, draft

    def delete_value(
        self, registration_id: str, path: str
    ) -> tuple[Registration, Version, dict[str, Any]]:
        """Empty a field of the draft.

        Returns:
            The registration, its draft, and what stood in the field.

        Raises:
            Refused: There is no such registration, field or draft, or the field is empty.
        """
        found = self.get(registration_id)
        definitions.field(found.registration_type, path)
        draft = found.draft("EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED")
        if path not in draft.values:
            reason = "REGISTRATION_FIELD_CANNOT_BE_DELETED"
            raise invalid_field("FieldPath", "The field is empty.", reason=reason)
        return found, draft, draft.values.pop(path)

    def submit(
        self, registration_id: str, *, aws_review: bool = False
    ) -> tuple[Registration, Version]:
        """Submit the draft for review: its outcome is certain from now on.

        Args:
            registration_id: Of the registration.
            aws_review: AWS looks at it first.

        Raises:
            Refused: There is no such registration or draft, fields are missing, or what
                it must be associated with is.
        """
        found = self.get(registration_id)
        if found.current.status in UNDER_REVIEW:
            raise found.refuse("REGISTRATION_ALREADY_SUBMITTED", "The version is under review.")
        draft = found.draft("SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")
        check_complete(definitions.fields(found.registration_type), draft.values)
        check_associated(found)
        draft.denials = review(found.registration_type, draft.values, self._brands(found))
        draft.to_come = timeline.steps(
            found.registration_type,
            self._clock.now(),
            aws_review=aws_review,
            is_approved=not draft.denials,
        )
        if not draft.denials:
            self._promise_numbers(found, draft)
        found.settle(self._clock.now())
        return found, draft

    def associate(self, registration_id: str, resource_id: str) -> tuple[Registration, Association]:
        """Associate a registration with a phone number, or with another registration.

        Raises:
            Refused: Either is not there, they do not fit, it is not the time, or they
                are associated already.
        """
        found = self.get(registration_id)
        if resource_id in self._registrations:
            return found, associate_registration(found, self.get(resource_id))
        number = self._numbers.get(resource_id)
        return found, associate_number(found, number, self._clock.now())

    def release_number(self, number_id: str) -> PhoneNumber:
        """Give a phone number back, and close its registration if it was the last.

        Raises:
            Refused: There is none, or it cannot be released, or it is under review.
        """
        number = self._numbers.get(number_id)
        self._numbers.check_releasable(number)
        if number.registration_id is not None:
            disassociate_number(self.get(number.registration_id), number)
        return self._numbers.release(number_id)

    def _using(self, registration_id: str) -> list[Registration]:
        return [
            item
            for item in self.all()
            if any(one.resource_id == registration_id for one in item.associations)
        ]

    def _brands(self, registration: Registration) -> list[str]:
        """Name the brands of the registrations that it is associated with."""
        values = [
            version.values
            for one in registration.associations
            if one.resource_id in self._registrations
            for version in self._registrations[one.resource_id].versions
            if version.status == "APPROVED"
        ]
        return [item[path]["TextValue"] for item in values for path in _NAMES if path in item]

    def _promise_numbers(self, registration: Registration, version: Version) -> None:
        """Let its pending numbers be active from the day that it will be complete."""
        complete_at = version.to_come[-1].at
        for one in registration.associations:
            if one.phone_number is not None:
                number = self._numbers.get(one.resource_id)
                if number.status == "PENDING":
                    number.active_from = complete_at
