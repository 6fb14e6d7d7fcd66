"""Files that registrations refer to, such as a picture of where people agree.

What AWS does not document, and this decides: the quotas; an upload is complete at once;
what a file is, is told by how it begins; a file in S3 is not read, its name is enough.

Source:
    botocore's model of `pinpoint-sms-voice-v2`: `CreateRegistrationAttachment`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex
from cognito_explore.embedded.sms.refusals import invalid, invalid_field, not_found, over_quota

MOST_ATTACHMENTS = 50
MOST_A_DAY = 20

_LARGEST = 5 * 1024 * 1024
_BEGINNINGS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_ENDINGS = (".pdf", ".jpeg", ".jpg", ".png")


@dataclass(slots=True)
class Attachment:
    """A file that registrations refer to.

    Attributes:
        attachment_id: As AWS makes them.
        created_at: In UTC.
        status: Of `AttachmentStatus`.
    """

    attachment_id: str
    created_at: datetime
    status: str = "UPLOAD_COMPLETE"

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN."""
        return {
            "RegistrationAttachmentId": self.attachment_id,
            "AttachmentStatus": self.status,
            "CreatedTimestamp": self.created_at,
        }


class Attachments:
    """The files of one Region."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with none.

        Args:
            clock: Tells when a file comes.
            random: Where ids come from.
        """
        self._clock = clock
        self._random = random
        self._attachments: dict[str, Attachment] = {}
        self._by_token: dict[str, str] = {}

    def all(self) -> list[Attachment]:
        """Give every file, oldest first."""
        return list(self._attachments.values())

    def get(self, attachment_id: str) -> Attachment:
        """Give a file.

        Raises:
            Refused: There is none.
        """
        if attachment_id not in self._attachments:
            raise not_found("registration-attachment", attachment_id)
        return self._attachments[attachment_id]

    def create(
        self, body: bytes | None, url: str | None, *, client_token: str | None = None
    ) -> Attachment:
        """Take a file, or the address of one in S3.

        Args:
            body: PDF, JPEG or PNG of at most 5 MB.
            url: Such as `s3://bucket/name.png`, in place of a body.
            client_token: A request that is repeated with it gives the same file.

        Raises:
            Refused: There is none, both, too much of it, or a quota is reached.
        """
        if client_token in self._by_token:
            return self.get(self._by_token[client_token])
        _check_one(body, url)
        if len(self._attachments) >= MOST_ATTACHMENTS:
            raise over_quota("REGISTRATION_ATTACHMENTS_PER_ACCOUNT", MOST_ATTACHMENTS)
        since = self._clock.now() - timedelta(days=1)
        if sum(item.created_at > since for item in self.all()) >= MOST_A_DAY:
            raise over_quota("REGISTRATION_ATTACHMENTS_CREATED_PER_DAY", MOST_A_DAY)
        made = Attachment(f"attachment-{make_hex(self._random)}", self._clock.now())
        self._attachments[made.attachment_id] = made
        if client_token is not None:
            self._by_token[client_token] = made.attachment_id
        return made

    def delete(self, attachment_id: str) -> Attachment:
        """Delete a file; versions that refer to it keep its id.

        Raises:
            Refused: There is none.
        """
        gone = self.get(attachment_id)
        del self._attachments[attachment_id]
        gone.status = "DELETED"
        return gone


def _check_one(body: bytes | None, url: str | None) -> None:
    """Refuse what is not one file of the right kind and size."""
    names = {"AttachmentBody": "Give one of them.", "AttachmentUrl": "Give one of them."}
    if body is not None and url is not None:
        raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", "Give one file.", names)
    if url is not None:
        if not url.startswith("s3://"):
            raise invalid_field("AttachmentUrl", "It is s3://bucket/name.")
        is_known = url.lower().endswith(_ENDINGS)
    elif body:
        if len(body) > _LARGEST:
            text = f"At most {_LARGEST} bytes."
            raise invalid_field("AttachmentBody", text, reason="MAXIMUM_SIZE_EXCEEDED")
        is_known = body.startswith(_BEGINNINGS)
    else:
        raise invalid("MISSING_PARAMETER", "There is no file.", names)
    if not is_known:
        name = "AttachmentBody" if url is None else "AttachmentUrl"
        text = "The file is PDF, JPEG or PNG."
        raise invalid_field(name, text, reason="ATTACHMENT_TYPE_NOT_SUPPORTED")
