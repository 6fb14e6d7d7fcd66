"""Journal: what a batch is about to do, and what became of it, kept in a file as it goes.

One line of JSON each. A row's intent is written before its request leaves, its outcome after,
each by one write to the operating system, which the death of this process cannot take back.
Neither tokens nor users are in it: rows and users are digests, salted anew for each journal.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import filelock

from cognito_explore import frames
from cognito_explore.errors import ConfigurationError, JournalError, Outcome
from cognito_explore.show import printable

KIND = "cognito_explore batch"
VERSION = 1
_SALT_BYTES = 16
_DETAILS = (
    *("attribute_name", "delivery_medium", "destination", "error_code", "error_message"),
    *("http_status", "request_id"),
)
# Made once: making one takes as long as writing a line with it.
_write_json = json.JSONEncoder(separators=(",", ":")).encode
_OUTCOMES: dict[str, Outcome] = {name: name for name in get_args(Outcome)}
_ANOTHER = "Name another file as journal=, or move this one away."


@dataclass(slots=True)
class Entry:
    """What a journal knows of a row.

    Attributes:
        row_id: The digest of what it asks for.
        user: The digest of its user.
        sent_at: When it was intended, or sent.
        outcome: None if none was written.
        is_to_be_tried: Whether it was certainly not sent, and may be.
        told: The rest of its attempt.
        tries: How often it was intended.
    """

    row_id: bytes
    user: bytes
    sent_at: datetime
    outcome: Outcome | None
    is_to_be_tried: bool
    told: dict[str, Any]
    tries: int


class Journal:
    """The file of one batch, kept from other processes while it is open.

    Attributes:
        path: Of the file.
        salt: Of its digests.
        entries: What it knew of each row when it was opened, by the row's number.
    """

    def __init__(self, path: Path, *, operation: str, session: str, resume: bool) -> None:
        """Open a journal, or begin one.

        Args:
            path: Of the file.
            operation: AWS's name of what the batch does.
            session: What it is sent to.
            resume: Whether to go on with one that is there.

        Raises:
            ConfigurationError: It is there and is not to be resumed, is another's, is damaged,
                is in use, or cannot be written. Nothing was sent.
        """
        self.path = path
        self.entries: dict[int, Entry] = {}
        self._lines: list[Mapping[str, Any]] = []
        self._lock = filelock.FileLock(f"{path}.lock", timeout=0)
        _trying(path, lambda: _check_place(path))
        _trying(path, self._lock.acquire)
        try:
            self._descriptor = _trying(
                path, lambda: os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            )
        except BaseException:
            self._lock.release()
            raise
        try:
            self.salt = self._begin(operation, session, resume=resume)
        except BaseException:
            self.close()
            raise

    def intend(self, number: int, row_id: bytes, user: bytes, at: datetime) -> None:
        """Write that a row is about to be sent, and what waits to be written before it.

        Raises:
            JournalError: It cannot be written.
        """
        about = {"row": number, "id": row_id.hex(), "user": user.hex()}
        self._lines.append(about | {"intent_at": frames.to_micros(at)})
        self.flush()

    def conclude(self, number: int, attempt: Mapping[str, Any], *, is_to_be_tried: bool) -> None:
        """Write what became of a row, together with the next intent or by `flush`.

        Args:
            number: Of the row.
            attempt: The fields of its attempt.
            is_to_be_tried: Whether it was certainly not sent, and may be.
        """
        told = {name: attempt[name] for name in _DETAILS if attempt.get(name) is not None}
        line = {"row": number, "outcome": attempt["outcome"]}
        line |= {"sent_at": frames.to_micros(attempt["sent_at"])}
        line |= {"elapsed_ms": round(attempt["elapsed_ms"], 3), **told}
        self._lines.append(line | ({"again": True} if is_to_be_tried else {}))

    def flush(self) -> None:
        """Write what waits.

        Raises:
            JournalError: It cannot be written.
        """
        lines, self._lines = self._lines, []
        if lines:
            self._write(*lines)

    def close(self) -> None:
        """Close the file, and let others have it."""
        try:
            os.close(self._descriptor)
        finally:
            self._lock.release()

    def _begin(self, operation: str, session: str, *, resume: bool) -> bytes:
        lines = _trying(self.path, self._read)
        if not lines:
            salt = make_salt()
            header = {"journal": KIND, "version": VERSION, "operation": operation}
            header |= {"session": session, "salt": salt.hex()}
            self._write(header)
            os.fsync(self._descriptor)
            return salt
        header = _read_header(self.path, lines[0])
        for name, now in (("operation", operation), ("session", session)):
            if header.get(name) != now:
                was = printable(header.get(name), 60)
                msg = f"The journal {self._shown} is of another batch: its {name} is {was}."
                raise ConfigurationError(msg, hint=_ANOTHER)
        if not resume:
            msg = f"There is a journal {self._shown} already, with {len(lines) - 1:,} lines."
            hint = f"resume=True sends what it says was not sent. {_ANOTHER}"
            raise ConfigurationError(msg, hint=hint)
        for place, line in enumerate(lines[1:], 2):
            self._take(place, line)
        return bytes.fromhex(str(header["salt"]))

    def _read(self) -> list[bytes]:
        """Read the lines; one that was torn off at the end was never written as a whole."""
        with open(self._descriptor, "rb", closefd=False) as file:
            file.seek(0)
            content = file.read()
        whole = content.rfind(b"\n") + 1
        os.ftruncate(self._descriptor, whole)
        return content[:whole].splitlines()

    def _take(self, place: int, line: bytes) -> None:
        try:
            told = json.loads(line)
            number = told["row"]
            if "intent_at" in told:
                row_id, user = bytes.fromhex(told["id"]), bytes.fromhex(told["user"])
                sent_at = _instant(told["intent_at"])
                before = self.entries.get(number)
                tries = 1 + (before.tries if before else 0)
                self.entries[number] = Entry(
                    row_id, user, sent_at, None, is_to_be_tried=False, told={}, tries=tries
                )
                return
            entry = self.entries[number]
            entry.outcome = _OUTCOMES[told["outcome"]]
            entry.is_to_be_tried = told.get("again") is True
            entry.sent_at = _instant(told["sent_at"])
            entry.told = {name: told.get(name) for name in _DETAILS}
            entry.told["elapsed_ms"] = float(told["elapsed_ms"])
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            msg = f"The journal {self._shown} is damaged: line {place} is not one of a journal."
            hint = f"Without it nobody knows what was sent. {_ANOTHER}"
            raise ConfigurationError(msg, hint=hint) from error

    def _write(self, *lines: Mapping[str, Any]) -> None:
        made = "".join(f"{_write_json(line)}\n" for line in lines).encode()
        try:
            written = os.write(self._descriptor, made)
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        if written != len(made):
            # A full disk takes a part of it.
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
            raise _cannot_write(self.path, OSError(0, "no room is left for it"))

    @property
    def _shown(self) -> str:
        return printable(str(self.path), 200)


def make_salt() -> bytes:
    """Make the salt of a batch's digests."""
    return secrets.token_bytes(_SALT_BYTES)


def _read_header(path: Path, line: bytes) -> dict[str, Any]:
    try:
        header = json.loads(line)
        is_ours = header["journal"] == KIND
        salt = bytes.fromhex(header["salt"]) if is_ours else b""
    except (ValueError, KeyError, TypeError, RecursionError):
        is_ours, header, salt = False, {}, b""
    shown = printable(str(path), 200)
    if not is_ours or len(salt) != _SALT_BYTES:
        msg = f"{shown} is no journal of this library: it stays as it is."
        raise ConfigurationError(msg, hint=_ANOTHER)
    if header.get("version") != VERSION:
        version = printable(header.get("version"), 20)
        msg = f"The journal {shown} is of version {version}, and this library has {VERSION}."
        raise ConfigurationError(msg, hint=f"Go on with the version that began it. {_ANOTHER}")
    return dict(header)


def _instant(micros: object) -> datetime:
    if not isinstance(micros, int):
        raise TypeError(micros)
    return frames.EPOCH + timedelta(microseconds=micros)


def _check_place(path: Path) -> None:
    """Refuse what can be no journal; a lock would make missing folders, and a device never ends.

    Raises:
        OSError: It cannot be one.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {path.parent}")
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")


def _trying(path: Path, do: Any) -> Any:
    """Do something with a file before anything is sent.

    Raises:
        ConfigurationError: It cannot be done.
    """
    shown = printable(str(path), 200)
    try:
        return do()
    except filelock.Timeout:
        msg = f"The journal {shown} is in use by another batch."
        raise ConfigurationError(msg, hint="Wait for its end, or name another file.") from None
    except OSError as error:
        msg = f"The journal {shown} cannot be written: {error.strerror or error}."
        hint = "Nothing was sent. Name a file that can be written as journal=."
        raise ConfigurationError(msg, hint=hint) from error


def _cannot_write(path: Path, error: OSError) -> JournalError:
    shown = printable(str(path), 200)
    return JournalError(f"The journal {shown} cannot be written: {error.strerror or error}.")
