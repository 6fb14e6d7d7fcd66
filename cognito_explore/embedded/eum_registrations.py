"""End User Messaging's operations on registrations.

Thin adapters over `sms.registrations`.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses, bare_id
from cognito_explore.embedded.sms import definitions
from cognito_explore.embedded.sms.attachments import MOST_ATTACHMENTS, Attachment
from cognito_explore.embedded.sms.listing import check_few, filtered, page
from cognito_explore.embedded.sms.registration import Association, Registration
from cognito_explore.embedded.sms.registrations import MOST_REGISTRATIONS, Registrations
from cognito_explore.embedded.sms.versions import Version


class RegistrationsResponses(RegionResponses):
    """Operations on registrations, their definitions, versions, fields and files."""

    @property
    def _registrations(self) -> Registrations:
        return self.sms.registrations

    def _head(self, registration: Registration) -> dict[str, str]:
        """Give the members that begin every answer on a registration."""
        registration_id = registration.registration_id
        return {
            "RegistrationArn": self.arn("registration", registration_id),
            "RegistrationId": registration_id,
        }

    def _told(self, registration: Registration) -> dict[str, Any]:
        return self._head(registration) | registration.told()

    def _told_association(self, one: Association) -> dict[str, Any]:
        return {"ResourceArn": self.arn(one.resource_type, one.resource_id), **one.told()}

    def _told_attachment(self, attachment: Attachment) -> dict[str, Any]:
        arn = self.arn("registration-attachment", attachment.attachment_id)
        return {"RegistrationAttachmentArn": arn, **attachment.told()}

    def describe_registration_type_definitions(self) -> ActionResult:
        """Tell which forms there are."""
        check_few(self.asked, "RegistrationTypes")
        names = self.asked.get("RegistrationTypes") or definitions.type_names()
        rows = [
            {
                **definitions.type_definition(name),
                "_types": [one["ResourceType"] for one in definitions.associations(name)],
                "_countries": [
                    one["IsoCountryCode"]
                    for one in definitions.associations(name)
                    if "IsoCountryCode" in one
                ],
            }
            for name in names
        ]
        members = {
            "supported-association-resource-type": "_types",
            "supported-association-iso-country-code": "_countries",
        }
        kept = [
            {name: value for name, value in row.items() if not name.startswith("_")}
            for row in filtered(rows, self.asked, members)
        ]
        return ActionResult(page(kept, self.asked, "RegistrationTypeDefinitions"))

    def describe_registration_section_definitions(self) -> ActionResult:
        """Tell which sections a form has."""
        check_few(self.asked, "SectionPaths")
        name = self.asked["RegistrationType"]
        rows = definitions.sections(name, self.asked.get("SectionPaths"))
        answer = page(rows, self.asked, "RegistrationSectionDefinitions")
        return ActionResult({"RegistrationType": name, **answer})

    def describe_registration_field_definitions(self) -> ActionResult:
        """Tell which fields a form has."""
        check_few(self.asked, "FieldPaths")
        name = self.asked["RegistrationType"]
        rows = definitions.fields(
            name, section=self.asked.get("SectionPath"), paths=self.asked.get("FieldPaths")
        )
        answer = page(rows, self.asked, "RegistrationFieldDefinitions")
        return ActionResult({"RegistrationType": name, **answer})

    def create_registration(self) -> ActionResult:
        """Begin a registration."""
        asked = self.asked
        made = self._registrations.create(
            asked["RegistrationType"], client_token=asked.get("ClientToken")
        )
        return ActionResult({**self._told(made), "Tags": asked.get("Tags") or []})

    def describe_registrations(self) -> ActionResult:
        """Tell of registrations."""
        for registration_id in self.asked.get("RegistrationIds") or []:
            self._registrations.get(bare_id(registration_id))
        rows = [self._told(item) for item in self._registrations.all()]
        rows = self.chosen(rows, "RegistrationIds", "RegistrationId")
        members = {
            "registration-type": "RegistrationType",
            "registration-status": "RegistrationStatus",
        }
        return ActionResult(page(filtered(rows, self.asked, members), self.asked, "Registrations"))

    def delete_registration(self) -> ActionResult:
        """Delete a registration."""
        return ActionResult(self._told(self._registrations.delete(self.named("RegistrationId"))))

    def _told_version(self, found: tuple[Registration, Version]) -> dict[str, Any]:
        registration, version = found
        told = version.told()
        told.pop("DeniedReasons", None)
        return self._head(registration) | told

    def create_registration_version(self) -> ActionResult:
        """Begin a new, blank version."""
        made = self._registrations.create_version(self.named("RegistrationId"))
        return ActionResult(self._told_version(made))

    def describe_registration_versions(self) -> ActionResult:
        """Tell of the versions of a registration."""
        check_few(self.asked, "VersionNumbers")
        registration = self._registrations.get(self.named("RegistrationId"))
        numbers = self.asked.get("VersionNumbers")
        versions = registration.versions
        if numbers:
            versions = [registration.version(number) for number in numbers]
        rows = [version.told() for version in versions]
        members = {"registration-version-status": "RegistrationVersionStatus"}
        answer = page(filtered(rows, self.asked, members), self.asked, "RegistrationVersions")
        return ActionResult(self._head(registration) | answer)

    def discard_registration_version(self) -> ActionResult:
        """Give up the draft of a registration."""
        gone = self._registrations.discard_version(self.named("RegistrationId"))
        return ActionResult(self._told_version(gone))

    def submit_registration_version(self) -> ActionResult:
        """Submit the draft of a registration."""
        aws_review = bool(self.asked.get("AwsReview"))
        submitted = self._registrations.submit(self.named("RegistrationId"), aws_review=aws_review)
        return ActionResult({**self._told_version(submitted), "AwsReview": aws_review})

    def put_registration_field_value(self) -> ActionResult:
        """Write a field of the draft."""
        path, given = self.asked["FieldPath"], dict(self.asked)
        if given.get("RegistrationAttachmentId"):
            given["RegistrationAttachmentId"] = self.named("RegistrationAttachmentId")
        registration, version = self._registrations.put(self.named("RegistrationId"), path, given)
        return self._told_value(registration, version, version.told_value(path))

    def delete_registration_field_value(self) -> ActionResult:
        """Empty a field of the draft."""
        path = self.asked["FieldPath"]
        registration, version, value = self._registrations.delete_value(
            self.named("RegistrationId"), path
        )
        return self._told_value(registration, version, {"FieldPath": path, **value})

    def _told_value(
        self, registration: Registration, version: Version, value: dict[str, Any]
    ) -> ActionResult:
        head = self._head(registration)
        return ActionResult({**head, "VersionNumber": version.number, **value})

    def describe_registration_field_values(self) -> ActionResult:
        """Tell what was written into the fields of a version, the current one if none is named."""
        check_few(self.asked, "FieldPaths")
        registration = self._registrations.get(self.named("RegistrationId"))
        version = registration.version(self.asked.get("VersionNumber"))
        asked = definitions.fields(
            registration.registration_type,
            section=self.asked.get("SectionPath"),
            paths=self.asked.get("FieldPaths"),
        )
        paths = [item["FieldPath"] for item in asked if item["FieldPath"] in version.values]
        rows = [version.told_value(path) for path in paths]
        answer = page(rows, self.asked, "RegistrationFieldValues")
        head = self._head(registration)
        return ActionResult({**head, "VersionNumber": version.number, **answer})

    def create_registration_association(self) -> ActionResult:
        """Associate a registration with a phone number, or with another registration."""
        registration, made = self._registrations.associate(
            self.named("RegistrationId"), self.named("ResourceId")
        )
        head = self._head(registration)
        kind = {"RegistrationType": registration.registration_type}
        return ActionResult(head | kind | self._told_association(made))

    def list_registration_associations(self) -> ActionResult:
        """Tell what a registration is associated with."""
        registration = self._registrations.get(self.named("RegistrationId"))
        rows = [self._told_association(one) for one in registration.associations]
        members = {"resource-type": "ResourceType", "iso-country-code": "IsoCountryCode"}
        kept = filtered(rows, self.asked, members)
        kind = {"RegistrationType": registration.registration_type}
        answer = page(kept, self.asked, "RegistrationAssociations")
        return ActionResult(self._head(registration) | kind | answer)

    def create_registration_attachment(self) -> ActionResult:
        """Take a file."""
        asked = self.asked
        # JSON has no bytes: they come in base 64.
        body = asked.get("AttachmentBody")
        made = self._registrations.attachments.create(
            None if body is None else b64decode(body),
            asked.get("AttachmentUrl"),
            client_token=asked.get("ClientToken"),
        )
        return ActionResult({**self._told_attachment(made), "Tags": asked.get("Tags") or []})

    def describe_registration_attachments(self) -> ActionResult:
        """Tell of files."""
        attachments = self._registrations.attachments
        for attachment_id in self.asked.get("RegistrationAttachmentIds") or []:
            attachments.get(bare_id(attachment_id))
        rows = [self._told_attachment(item) for item in attachments.all()]
        rows = self.chosen(rows, "RegistrationAttachmentIds", "RegistrationAttachmentId")
        kept = filtered(rows, self.asked, {"attachment-status": "AttachmentStatus"})
        return ActionResult(page(kept, self.asked, "RegistrationAttachments"))

    def delete_registration_attachment(self) -> ActionResult:
        """Delete a file."""
        gone = self._registrations.attachments.delete(self.named("RegistrationAttachmentId"))
        return ActionResult(self._told_attachment(gone))

    def registration_limits(self) -> list[tuple[str, int, int]]:
        """Give the limits on what is here: name, used, most."""
        used = len(self._registrations.attachments.all())
        return [
            ("REGISTRATIONS", len(self._registrations.all()), MOST_REGISTRATIONS),
            ("REGISTRATION_ATTACHMENTS", used, MOST_ATTACHMENTS),
        ]
