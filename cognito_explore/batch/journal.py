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
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import portalocker

from cognito_explore import frames
from cognito_explore.batch import journal_reading
from cognito_explore.batch.journal_reading import ANOTHER, DETAILS, KIND, SALT_BYTES, VERSION, Kept
from cognito_explore.errors import ConfigurationError, JournalError
from cognito_explore.show import printable

T = TypeVar("T")

_LOCK = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
# Windows would write line ends of its own.
_BINARY = getattr(os, "O_BINARY", 0)
# How often its place is looked at; at each line, another thread would run meanwhile.
LOOKS_EVERY_S = 0.01
# Made once: making one takes as long as writing a line with it.
_write_json = json.JSONEncoder(separators=(",", ":")).encode


class Journal:
    """The file of one batch, kept from other batches while it is open.

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
            ConfigurationError: It is there and is not to be resumed, or is not there and is to
                be; it is another's, damaged, in use, or cannot be written. Nothing was sent, and
                a file that was there stays as it is.
        """
        self.path = path
        self._lines: list[Mapping[str, Any]] = []
        self._looked_at = -LOOKS_EVERY_S
        self._descriptor = _trying(path, lambda: _open(path, resume=resume))
        try:
            kept = self._read(operation, session)
            self.entries = kept.entries
            self.salt = self._go_on(kept, operation, session, resume=resume)
        except BaseException:
            self.close()
            raise

    def intend(self, number: int, row_id: bytes, user: bytes, at: datetime) -> None:
        """Write that a row is about to be sent, and what waits to be written before it.

        Raises:
            JournalError: It cannot be written.
        """
        about = {"row": number, "id": row_id.hex(), "user": user.hex()}
        self._check_here()
        self.flush(about | {"intent_at": frames.to_micros(at)})

    def conclude(self, number: int, attempt: Mapping[str, Any], *, is_to_be_tried: bool) -> None:
        """Write what became of a row, together with the next intent or by `flush`.

        Args:
            number: Of the row.
            attempt: The fields of its attempt.
            is_to_be_tried: Whether it was certainly not sent, and may be.
        """
        told = {name: attempt[name] for name in DETAILS if attempt.get(name) is not None}
        line = {"row": number, "outcome": attempt["outcome"]}
        line |= {"sent_at": frames.to_micros(attempt["sent_at"])}
        line |= {"elapsed_ms": round(attempt["elapsed_ms"], 3), **told}
        self._lines.append(line | ({"again": True} if is_to_be_tried else {}))

    def flush(self, *more: Mapping[str, Any]) -> None:
        """Write what waits, and more; what cannot be written goes on waiting, but for the more.

        Raises:
            JournalError: It cannot be written.
        """
        try:
            if self._lines or more:
                self._write(*self._lines, *more)
                self._lines.clear()
        except OSError as error:
            msg = f"The journal {self._shown} cannot be written: {error.strerror or error}."
            raise JournalError(msg) from error

    def close(self) -> None:
        """Close the file, and let others have it."""
        try:
            # A worker that was forked meanwhile has it open as well, and may live on.
            portalocker.unlock(self._descriptor)
        finally:
            os.close(self._descriptor)

    def _check_here(self) -> None:
        """See that what is written is where it will be looked for.

        Raises:
            JournalError: The file was moved, deleted or replaced.
        """
        now = time.monotonic()
        if now - self._looked_at < LOOKS_EVERY_S:
            return
        self._looked_at = now
        try:
            is_here = os.path.samestat(os.fstat(self._descriptor), self.path.stat())
        except FileNotFoundError:
            is_here = False
        if not is_here:
            msg = f"The journal {self._shown} was moved, deleted or replaced while it was written."
            raise JournalError(msg, hint="Without it nobody knows what was sent: put it back.")

    def _read(self, operation: str, session: str) -> Kept:
        def read() -> Kept:
            # Python's own buffer and lines, over the descriptor that is locked.
            with open(self._descriptor, "rb", closefd=False) as file:
                return journal_reading.read(file, self.path, operation=operation, session=session)

        return _trying(self.path, read)

    def _go_on(self, kept: Kept, operation: str, session: str, *, resume: bool) -> bytes:
        """Go on where a journal ends, or begin it; give its salt."""
        length = os.fstat(self._descriptor).st_size
        if length and not resume:
            msg = f"There is a journal {self._shown} already, with {kept.lines:,} lines."
            hint = f"resume=True sends what it says was not sent. {ANOTHER}"
            raise ConfigurationError(msg, hint=hint)
        if length > kept.length:
            _trying(self.path, lambda: os.ftruncate(self._descriptor, kept.length))
        if kept.salt:
            return kept.salt
        salt = make_salt()
        header = {"journal": KIND, "version": VERSION, "operation": operation}
        header |= {"session": session, "salt": salt.hex()}
        _trying(self.path, lambda: self._write(header))
        _trying(self.path, lambda: os.fsync(self._descriptor))
        return salt

    def _write(self, *lines: Mapping[str, Any]) -> None:
        """Write lines as one.

        Raises:
            OSError: They cannot be written; what was of them is taken back.
        """
        made = "".join(f"{_write_json(line)}\n" for line in lines).encode()
        written = os.write(self._descriptor, made)
        if written != len(made):
            # A full disk takes a part of it.
            os.ftruncate(self._descriptor, os.fstat(self._descriptor).st_size - written)
            raise OSError(errno.ENOSPC, "no room is left for it")

    @property
    def _shown(self) -> str:
        return printable(str(self.path), 200)


def make_salt() -> bytes:
    """Make the salt of a batch's digests."""
    return secrets.token_bytes(SALT_BYTES)


def path_of(given: str | os.PathLike[str]) -> Path:
    """Give the path of a journal, its `~` resolved.

    Raises:
        ConfigurationError: It names a user that is not there.
    """
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        msg = f"The journal {printable(os.fspath(given), 200)} cannot be written: {error}"
        raise ConfigurationError(msg, hint="Nothing was sent. Write the path out.") from None


def read_journal(path: Path, *, operation: str, session: str) -> Kept:
    """Read a journal without writing to it, or keeping it from a batch; none says nothing.

    Raises:
        ConfigurationError: It is no journal of such a batch, or cannot be read.
    """

    def read() -> Kept:
        if not path.exists():
            return Kept()
        _check_place(path)
        with path.open("rb") as file:
            return journal_reading.read(file, path, operation=operation, session=session)

    return _trying(path, read)


def _open(path: Path, *, resume: bool) -> int:
    """Open the file of a journal, and lock it: the file itself, by whatever name it is reached.

    Raises:
        ConfigurationError: It is in use, or is not there and is to be resumed.
        OSError: It cannot be opened.
    """
    _check_place(path)
    if resume and not path.exists():
        msg = f"There is no journal {printable(str(path), 200)} to go on with."
        raise ConfigurationError(msg, hint="Leave resume=True out to begin one. Nothing was sent.")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
    try:
        portalocker.lock(descriptor, _LOCK)
    except portalocker.AlreadyLocked:
        os.close(descriptor)
        msg = f"The journal {printable(str(path), 200)} is in use by another batch."
        raise ConfigurationError(msg, hint="Wait for its end, or name another file.") from None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _check_place(path: Path) -> None:
    """Refuse what can be no journal: reading a device never ends.

    Raises:
        OSError: It cannot be one.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {path.parent}")
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no ordinary file")


def _trying(path: Path, do: Callable[[], T]) -> T:
    """Do something with a file before anything is sent.

    Raises:
        ConfigurationError: It cannot be done.
    """
    shown = printable(str(path), 200)
    try:
        return do()
    except (OSError, ValueError, portalocker.LockException) as error:
        said = getattr(error, "strerror", None) or error
        msg = f"The journal {shown} cannot be written: {said}."
        hint = "Nothing was sent. Name a file that can be written as journal=."
        raise ConfigurationError(msg, hint=hint) from error
