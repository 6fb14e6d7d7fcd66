"""Rows: what a batch is given, a frame or an iterable of requests, as requests one by one."""

from __future__ import annotations

import difflib
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_explore.actions.base import Action, TokenAction
from cognito_explore.actions.get_user import GetUser
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.verify_user_attribute import VerifyUserAttribute
from cognito_explore.errors import ConfigurationError, Fault, InvalidRequestError
from cognito_explore.facts import SENDS_AN_HOUR, VERIFICATIONS_AN_HOUR
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable

if TYPE_CHECKING:
    import pandas as pd

_ID_BYTES = 12
# Of a frame, as many rows as this are looked at together.
_CHUNK = 1_000
# Made once: making one takes as long as writing with it.
_write_json = json.JSONEncoder(sort_keys=True).encode
_METADATA = "client_metadata"
_FIX_METADATA = 'Give a dict, or JSON text as in {"campaign": "spring"}.'


@dataclass(frozen=True, slots=True)
class BatchKind:
    """What a batch does with each row.

    Attributes:
        action: The request record of a row.
        columns: That a frame must have.
        optional: That it may have.
        hourly_most: How many a user has in an hour; None: any number.
        counted: The outcomes that count for the hour.
        skips_duplicates: Whether a row that asks for the same as one before does harm.
    """

    action: type[TokenAction[Any]]
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    hourly_most: int | None = None
    counted: tuple[str, ...] = ()
    skips_duplicates: bool = False

    @property
    def operation(self) -> str:
        """AWS's name of the action."""
        return self.action.OPERATION

    @property
    def secrets(self) -> tuple[str, ...]:
        """The columns that no result has."""
        return tuple(name for name in self.columns if name != "attribute_name")


SENDING = BatchKind(
    GetUserAttributeVerificationCode,
    ("access_token", "attribute_name"),
    (_METADATA,),
    SENDS_AN_HOUR,
    ("accepted", "unknown"),
    skips_duplicates=True,
)
VERIFYING = BatchKind(
    VerifyUserAttribute,
    ("access_token", "attribute_name", "code"),
    hourly_most=VERIFICATIONS_AN_HOUR,
    # A wrong code is a try as well.
    counted=("accepted", "refused", "unknown"),
)
LOOKING = BatchKind(GetUser, ("access_token",))


@dataclass(slots=True)
class Row:
    """One row of a batch.

    Attributes:
        number: Its place, from 0.
        request: What is sent; or why the row is no request.
        attribute_name: As it was given.
    """

    number: int
    request: TokenAction[Any] | InvalidRequestError
    attribute_name: object


class Rows:
    """The rows of a batch, read one by one.

    Attributes:
        frame: The frame they are from; None if they are from an iterable.
        total: How many there are; None if only reading tells.
    """

    def __init__(self, given: Any, kind: BatchKind) -> None:
        """Take what was given, and read none of it.

        Args:
            given: A pandas frame, or an iterable of requests.
            kind: What is done with them.

        Raises:
            ConfigurationError: A column is missing, or there twice.
            TypeError: It is neither.
        """
        pandas = sys.modules.get("pandas")
        self.frame: pd.DataFrame | None = None
        self._kind = kind
        if pandas is not None and isinstance(given, pandas.DataFrame):
            _check_columns(given, kind)
            # Whoever drops rows of theirs meanwhile drops none of these.
            self.frame = given.copy(deep=False)
        elif not _is_requests(given):
            msg = (
                f"rows must be a pandas DataFrame, or an iterable of {kind.action.__name__}, "
                f"not {type(given).__name__}"
            )
            raise TypeError(msg)
        self._given = given
        self.total: int | None = len(given) if hasattr(given, "__len__") else None

    def __iter__(self) -> Iterator[Row]:
        if self.frame is None:
            return self._of_requests()
        return self._of_frame(self.frame)

    def _of_requests(self) -> Iterator[Row]:
        kind = self._kind
        for number, given in enumerate(self._given):
            name = getattr(given, "attribute_name", None)
            if isinstance(given, kind.action):
                yield Row(number, given, name)
            else:
                problem = f"It is {type(given).__name__}, not {kind.action.__name__}."
                fault = Fault("request", problem, "Give request records, or a frame.")
                yield Row(number, InvalidRequestError(kind.operation, (fault,)), name)

    def _of_frame(self, frame: pd.DataFrame) -> Iterator[Row]:
        kind = self._kind
        names = [*kind.columns, *(name for name in kind.optional if name in frame.columns)]
        for begin in range(0, len(frame), _CHUNK):
            columns = [frame[name].iloc[begin : begin + _CHUNK].tolist() for name in names]
            for number, values in enumerate(zip(*columns, strict=True), begin):
                given = dict(zip(names, values, strict=True))
                yield Row(number, _make(kind, given), given.get("attribute_name"))


def _check_columns(frame: pd.DataFrame, kind: BatchKind) -> None:
    has = [str(name) for name in frame.columns]
    for name in kind.columns:
        if name not in has:
            near = difflib.get_close_matches(name, has, n=1)
            meant = f" Rename {printable(ascii(near[0]), 60)} to it?" if near else ""
            shown = printable(", ".join(has) or "none", 200)
            msg = f"The frame has no column {name!r}; its columns are: {shown}.{meant}"
            raise ConfigurationError(msg, hint=f"It takes {', '.join(kind.columns)}.")
    for name in (*kind.columns, *kind.optional):
        if has.count(name) > 1:
            msg = f"The frame has {has.count(name)} columns {name!r}."
            raise ConfigurationError(msg, hint="Rename or drop all but one.")


def _is_requests(given: object) -> bool:
    # A frame of another library iterates over its columns.
    if isinstance(given, (str, bytes, Mapping, Action)) or hasattr(given, "columns"):
        return False
    return isinstance(given, Iterable)


def _make(kind: BatchKind, given: dict[str, Any]) -> TokenAction[Any] | InvalidRequestError:
    """Make the request of a row, or say what is wrong with it: every fault at once."""
    faults = [
        Fault(name, "It is missing.", "Fill it in, or leave the row out.")
        for name in kind.columns
        if _is_missing(given[name])
    ]
    if _METADATA in given:
        given[_METADATA], more = _read_metadata(given[_METADATA])
        faults += more
    missing = {fault.field for fault in faults}
    try:
        request = kind.action(**given)
    except InvalidRequestError as error:
        others = tuple(fault for fault in error.faults if fault.field not in missing)
        return InvalidRequestError(kind.operation, (*faults, *others))
    return InvalidRequestError(kind.operation, tuple(faults)) if faults else request


def _is_missing(value: object) -> bool:
    """Tell whether a frame has nothing there: None, NaN, NaT and NA are not equal to themselves."""
    if value is None:
        return True
    if isinstance(value, (str, Sensitive, Mapping)):
        return False
    pandas = sys.modules.get("pandas")
    return pandas is not None and pandas.api.types.is_scalar(value) and bool(pandas.isna(value))


def _read_metadata(value: object) -> tuple[object, list[Fault]]:
    """Read metadata given as a dict or as JSON text; nothing and an empty text are none."""
    if _is_missing(value) or (isinstance(value, str) and not value.strip()):
        return None, []
    if not isinstance(value, str):
        return value, []
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return None, [Fault(_METADATA, "It is text that is no JSON.", _FIX_METADATA)]
    if not isinstance(told, dict):
        problem = f"It is the JSON of a {type(told).__name__}, not of an object."
        return None, [Fault(_METADATA, problem, _FIX_METADATA)]
    return told, []


class Ids:
    """What rows are known by: digests, from which neither user nor token can be told.

    A row is the same where its user, attribute and metadata are; a new token of the same user
    makes no other row, because a batch may outlive a token. A code is no part of it: six digits
    could be found by trying.
    """

    def __init__(self, salt: bytes) -> None:
        """Take the salt of a batch."""
        self._salt = salt

    def user(self, request: TokenAction[Any]) -> bytes:
        """Give the digest of whose request it is."""
        token = request.access_token
        return self.of_user(token.user or token.reveal())

    def of_user(self, user: str) -> bytes:
        """Give the digest of a user, by what their tokens say of them."""
        return self._digest(user)

    def row(self, request: TokenAction[Any], user: bytes) -> bytes:
        """Give the digest of what is asked for whom."""
        metadata = getattr(request, _METADATA, None)
        told = None if metadata is None else dict(metadata)
        return self._digest([user.hex(), getattr(request, "attribute_name", None), told])

    def _digest(self, told: object) -> bytes:
        text = _write_json(told).encode()
        return hashlib.blake2b(text, digest_size=_ID_BYTES, key=self._salt).digest()
