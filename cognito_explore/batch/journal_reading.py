"""What a journal says: read line by line, and never written to."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, get_args

from cognito_explore import frames
from cognito_explore.errors import ConfigurationError, Outcome
from cognito_explore.show import printable

KIND = "cognito_explore batch"
VERSION = 1
SALT_BYTES = 16
DETAILS = (
    *("attribute_name", "delivery_medium", "destination", "error_code", "error_message"),
    *("http_status", "request_id"),
)
ANOTHER = "Name another file as journal=, or move this one away."
# What a header begins with: of a file that ends within it, this tells whose it is.
_BEGIN = json.dumps({"journal": KIND, "version": VERSION}, separators=(",", ":"))[:-1].encode()
_LINE_MOST = 1_000_000
_OUTCOMES: dict[str, Outcome] = {name: name for name in get_args(Outcome)}


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


@dataclass(slots=True)
class Kept:
    """What a journal says.

    Attributes:
        salt: Of its digests; empty if not even its header is whole: then nothing was sent.
        entries: What it knows of each row, by the row's number.
        lines: How many there are, the header apart.
        length: Of what is whole, in bytes; a line that was torn off at the end is beyond it.
    """

    salt: bytes = b""
    entries: dict[int, Entry] = field(default_factory=dict)
    lines: int = 0
    length: int = 0


def read(file: BinaryIO, path: Path, *, operation: str, session: str) -> Kept:
    """Read a journal.

    Args:
        file: Its content, from the beginning.
        path: Of it, for what is said.
        operation: AWS's name of what the batch does.
        session: What it is sent to.

    Raises:
        ConfigurationError: It is no journal, of another batch or version, or damaged.
        OSError: It cannot be read.
    """
    kept = Kept()
    first = file.readline(_LINE_MOST)
    if not first.endswith(b"\n"):
        if not _BEGIN.startswith(first) and not first.startswith(_BEGIN):
            raise _no_journal(path)
        return kept
    kept.salt = _read_header(path, first, {"operation": operation, "session": session})
    kept.length = len(first)
    for place, line in enumerate(iter(file.readline, b""), 2):
        if not line.endswith(b"\n"):
            # Torn off at the end: what it says was never written as a whole.
            break
        _take(kept.entries, path, place, line)
        kept.lines += 1
        kept.length += len(line)
    return kept


def _read_header(path: Path, line: bytes, about: Mapping[str, str]) -> bytes:
    try:
        header = json.loads(line)
        is_ours = header["journal"] == KIND
        salt = bytes.fromhex(header["salt"]) if is_ours else b""
    except (ValueError, KeyError, TypeError, RecursionError):
        is_ours, header, salt = False, {}, b""
    if not is_ours or len(salt) != SALT_BYTES:
        raise _no_journal(path)
    shown = printable(str(path), 200)
    if header.get("version") != VERSION:
        version = printable(header.get("version"), 20)
        msg = f"The journal {shown} is of version {version}, and this library has {VERSION}."
        raise ConfigurationError(msg, hint=f"Go on with the version that began it. {ANOTHER}")
    for name, now in about.items():
        if header.get(name) != now:
            was = printable(header.get(name), 60)
            msg = f"The journal {shown} is of another batch: its {name} is {was}."
            raise ConfigurationError(msg, hint=ANOTHER)
    return salt


def _take(entries: dict[int, Entry], path: Path, place: int, line: bytes) -> None:
    try:
        told = json.loads(line)
        number = _whole(told["row"])
        if "intent_at" in told:
            before = entries.get(number)
            entries[number] = Entry(
                row_id=bytes.fromhex(told["id"]),
                user=bytes.fromhex(told["user"]),
                sent_at=_instant(told["intent_at"]),
                outcome=None,
                is_to_be_tried=False,
                told={},
                tries=1 + (before.tries if before else 0),
            )
            return
        entry = entries[number]
        entry.outcome = _OUTCOMES[told["outcome"]]
        entry.is_to_be_tried = _is_again(told.get("again"), entry.outcome)
        entry.sent_at = _instant(told["sent_at"])
        status = told.get("http_status")
        entry.told = {name: _text(told.get(name)) for name in DETAILS if name != "http_status"}
        entry.told["http_status"] = None if status is None else _whole(status)
        entry.told["elapsed_ms"] = _length(told["elapsed_ms"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        shown = printable(str(path), 200)
        msg = f"The journal {shown} is damaged: line {place} is not one of a journal."
        hint = f"Without it nobody knows what was sent. {ANOTHER}"
        raise ConfigurationError(msg, hint=hint) from error


def _whole(number: object) -> int:
    if type(number) is not int or number < 0:
        raise TypeError(number)
    return number


def _is_again(told: object, outcome: Outcome) -> bool:
    """Read whether a row may be tried again: only what made no message may."""
    if told is None:
        return False
    if told is not True or outcome not in {"refused", "not_sent"}:
        raise ValueError(told)
    return True


def _text(told: object) -> str | None:
    if told is not None and not isinstance(told, str):
        raise TypeError(told)
    return None if told is None else printable(told)


def _length(told: object) -> float:
    if isinstance(told, bool) or not isinstance(told, (int, float)) or not math.isfinite(told):
        raise TypeError(told)
    return float(told)


def _instant(micros: object) -> datetime:
    return frames.EPOCH + timedelta(microseconds=_whole(micros))


def _no_journal(path: Path) -> ConfigurationError:
    msg = f"{printable(str(path), 200)} is no journal of this library: it stays as it is."
    return ConfigurationError(msg, hint=ANOTHER)
