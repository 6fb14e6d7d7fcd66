"""Registrations: what carriers ask for before a number may send, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from cognito_explore import frames
from cognito_explore.calls import Call, FileContent
from cognito_explore.errors import Fault, InvalidRequestError, ResourceNotFoundError
from cognito_explore.facts import OPT_IN_IMAGE_MAX_BYTES
from cognito_explore.findings import most_decisive_first
from cognito_explore.show import html_table, printable, short_repr
from cognito_explore.sms.end_user_messaging import EndUserMessaging
from cognito_explore.sms.proposals import Proposal, propose
from cognito_explore.sms.registration_fields import RegistrationField, read_field, read_value
from cognito_explore.sms.review.check import FieldFinding, check_values

if TYPE_CHECKING:
    import pandas as pd

_PNG = b"\x89PNG\r\n\x1a\n"
TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
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
        return [_read_registration(it) for it in listed]

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
        made = [_read_version(registration_id, it) for it in listed]
        return sorted(made, key=lambda it: -it.version)

    def registration_types(self) -> list[str]:
        """List the types of registration that there are in this Region.

        Raises:
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeRegistrationTypeDefinitions`.
        """
        listed = self._pages("DescribeRegistrationTypeDefinitions", "RegistrationTypeDefinitions")
        return [str(it["RegistrationType"]) for it in listed]

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
        return {str(it["FieldPath"]): read_value(it) for it in listed}

    @overload
    def attach(self, path: str | Path, *, confirm: Literal[True]) -> str: ...
    @overload
    def attach(self, path: str | Path, *, confirm: bool = ...) -> Proposal | str: ...
    def attach(self, path: str | Path, *, confirm: bool = False) -> Proposal | str:
        """Hand a picture in, such as a screenshot of where users opt in.

        Args:
            path: Of a PNG file of 400 KB at most.
            confirm: Do it; without, it is only shown.

        Returns:
            What would be done and the equal code; with `confirm=True` the id of the
            attachment, which is the value of a field.

        Raises:
            InvalidRequestError: It is no such file; nothing was sent.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `CreateRegistrationAttachment`; user guide, "US toll-free
            number registration form".
        """
        content = _read_picture(Path(path))
        call = self._call("CreateRegistrationAttachment", AttachmentBody=content)
        if confirm:
            return str(self._account.call(call)["RegistrationAttachmentId"])
        return propose(
            self._account,
            f"Hand in {printable(content.path.name, 100)} in {self.region_name}",
            [call],
            effects=(f"AWS keeps its {len(content):,} bytes, for reviewers to look at.",),
        )

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
            values: By field path: text, a list of choices, or the id of an attachment.
            registration_type: One of `registration_types()`.
            phone_number_id: Of the number that it is for, as `numbers()` shows it.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the registration.

        Raises:
            InvalidRequestError: There is no such field; nothing was sent.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `CreateRegistration`, `CreateRegistrationAssociation`,
            `PutRegistrationFieldValue`.
        """
        asked = self.registration_fields(registration_type)
        _check_paths(asked, values)
        create = self._call("CreateRegistration", RegistrationType=registration_type)
        if not confirm:
            later = "<its RegistrationId>"
            calls = [create, *self._filling(later, asked, values, phone_number_id)]
            return propose(
                self._account,
                f"Create a {printable(registration_type, 80)} in {self.region_name}",
                calls,
                effects=("A draft that can be written and discarded; nobody reviews it yet.",),
                findings=tuple(check_values(asked, values, registration_type)),
            )
        registration_id = str(self._account.call(create)["RegistrationId"])
        for call in self._filling(registration_id, asked, values, phone_number_id):
            self._account.call(call)
        return self.registration(registration_id)

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

        Args:
            registration_id: As `registrations()` shows it.
            version: The one to take the values of; default: the newest.
            values: What is different in the new one, by field path; None leaves a field out.
            confirm: Do it; without, it is only shown, with what speaks against it.

        Returns:
            What would be done and the equal code; with `confirm=True` the registration,
            whose newest version is a draft.

        Raises:
            InvalidRequestError: There is no such field; nothing was sent.
            ResourceNotFoundError: There is no such registration or version.
            ConflictError: A version is in review, or still a draft.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `CreateRegistrationVersion`, `DescribeRegistrationFieldValues`,
            `PutRegistrationFieldValue`.
        """
        registration = self.registration(registration_id)
        asked = self.registration_fields(registration.registration_type)
        _check_paths(asked, values or {})
        carried = self.registration_values(registration_id, version) | dict(values or {})
        kept = {path: it for path, it in carried.items() if it is not None}
        create = self._call("CreateRegistrationVersion", RegistrationId=registration_id)
        filling = self._filling(registration_id, asked, kept, None)
        if not confirm:
            return propose(
                self._account,
                f"New version of {printable(registration_id, 100)} with {len(kept)} values",
                [create, *filling],
                effects=("A draft with the old values; nobody reviews it yet.",),
                findings=tuple(check_values(asked, kept, registration.registration_type)),
            )
        for call in [create, *filling]:
            self._account.call(call)
        return self.registration(registration_id)

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
            ValidationError: AWS misses fields.
            ConflictError: There is no draft.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `SubmitRegistrationVersion`.
        """
        call = self._call("SubmitRegistrationVersion", RegistrationId=registration_id)
        if confirm:
            self._account.call(call)
            return self.list_versions(registration_id)[0]
        registration = self.registration(registration_id)
        asked = self.registration_fields(registration.registration_type)
        values = self.registration_values(registration_id)
        return propose(
            self._account,
            f"Submit {printable(registration_id, 100)} for review",
            [call],
            effects=("It is reviewed, and cannot be changed until the review ends.",),
            costs=("What AWS charges for this type of registration: see its pricing page.",),
            findings=tuple(check_values(asked, values, registration.registration_type)),
        )

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
        return _read_registration(found[0])

    def _filling(
        self,
        registration_id: str,
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


def _read_picture(path: Path) -> FileContent:
    """Read a picture that a registration takes.

    Raises:
        InvalidRequestError: It is none.
    """
    fix = f"Give a PNG file of {OPT_IN_IMAGE_MAX_BYTES:,} bytes at most."
    shown = printable(path, 200)
    try:
        content = FileContent.read(path)
    except (OSError, ValueError) as error:
        problem = f"{shown} cannot be read: {printable(error, 200)}."
        raise _not_right("CreateRegistrationAttachment", "path", problem, fix) from error
    if not content.startswith(_PNG):
        problem = f"{shown} is no PNG file."
        raise _not_right("CreateRegistrationAttachment", "path", problem, fix)
    if len(content) > OPT_IN_IMAGE_MAX_BYTES:
        problem = f"{shown} has {len(content):,} bytes."
        raise _not_right("CreateRegistrationAttachment", "path", problem, fix)
    return content


def _not_right(operation: str, field: str, problem: str, fix: str) -> InvalidRequestError:
    return InvalidRequestError(operation, (Fault(field, problem, fix),))


def _check_paths(asked: Sequence[RegistrationField], values: Mapping[str, Any]) -> None:
    """Refuse fields that there are not, before a half-written draft is made.

    Raises:
        InvalidRequestError: There are some.
    """
    faults = [
        Fault(it.field_path, it.title, it.fix)
        for it in check_values(asked, values)
        if it.check_id == "registration-unknown-field"
    ]
    if faults:
        raise InvalidRequestError("PutRegistrationFieldValue", tuple(faults))


def _read_registration(told: Mapping[str, Any]) -> Registration:
    return Registration(
        registration_id=str(told["RegistrationId"]),
        registration_type=str(told.get("RegistrationType", "")),
        status=str(told.get("RegistrationStatus", "")),
        current_version=told.get("CurrentVersionNumber"),
        approved_version=told.get("ApprovedVersionNumber"),
        denied_version=told.get("LatestDeniedVersionNumber"),
        created_at=told.get("CreatedTimestamp"),
    )


def _read_version(registration_id: str, told: Mapping[str, Any]) -> RegistrationVersion:
    history = told.get("RegistrationVersionStatusHistory") or {}
    decided = [history[name] for name in _DECIDED if history.get(name)]
    return RegistrationVersion(
        registration_id=registration_id,
        version=int(told["VersionNumber"]),
        status=str(told.get("RegistrationVersionStatus", "")),
        denied_reasons="\n".join(_reason(it) for it in told.get("DeniedReasons") or []),
        feedback=told.get("Feedback") and printable(told["Feedback"]),
        drafted_at=history.get("DraftTimestamp"),
        submitted_at=history.get("SubmittedTimestamp"),
        decided_at=max(decided, default=None),
    )


def _reason(told: Mapping[str, Any]) -> str:
    short = printable(told.get("ShortDescription") or told.get("Reason") or "", 300)
    long = printable(told.get("LongDescription") or "")
    return f"{short} {long}".strip()
