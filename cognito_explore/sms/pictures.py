"""Pictures that go with a registration, such as a screenshot of where users opt in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, overload

from cognito_explore.calls import FileContent
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.facts import OPT_IN_IMAGE_MAX_BYTES
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import EndUserMessaging
from cognito_explore.sms.proposals import Proposal, is_confirmed, propose
from cognito_explore.told import exact, need

_PNG = b"\x89PNG\r\n\x1a\n"


class Pictures(EndUserMessaging):
    """The pictures of one Region's registrations."""

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
            InvalidRequestError: It is no such file, or `confirm` is no bool; nothing was sent.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `CreateRegistrationAttachment`; user guide, "US toll-free
            number registration form".
        """
        is_meant = is_confirmed(confirm, "CreateRegistrationAttachment")
        content = _read_picture(path)
        call = self._call("CreateRegistrationAttachment", AttachmentBody=content)
        if is_meant:
            return need(exact, self._account.call(call), "RegistrationAttachmentId")
        return propose(
            self._account,
            f"Hand in {printable(content.path.name, 100)} in {self.region_name}",
            [call],
            effects=(f"AWS keeps its {len(content):,} bytes, for reviewers to look at.",),
        )


def _read_picture(path: str | Path) -> FileContent:
    """Read a picture that a registration takes.

    Raises:
        InvalidRequestError: It is none.
    """
    shown = printable(path, 200)
    try:
        # Before it is read: what never ends would be read for ever.
        problem = _problem(Path(path))
        content = FileContent() if problem else FileContent.read(Path(path))
    except (OSError, ValueError, TypeError) as error:
        problem = f"cannot be read: {printable(error, 200)}"
        raise _no_picture(shown, problem) from error
    if not problem and not content.startswith(_PNG):
        problem = "is no PNG file"
    if problem:
        raise _no_picture(shown, problem)
    return content


def _problem(path: Path) -> str:
    """Say what is wrong with a file, as far as that is known without reading it."""
    size = path.stat().st_size
    if not path.is_file():
        return "is no file"
    return f"has {size:,} bytes" if size > OPT_IN_IMAGE_MAX_BYTES else ""


def _no_picture(shown: str, problem: str) -> InvalidRequestError:
    fix = f"Give a PNG file of {OPT_IN_IMAGE_MAX_BYTES:,} bytes at most."
    fault = Fault("path", f"{shown} {problem}.", fix)
    return InvalidRequestError("CreateRegistrationAttachment", (fault,))
