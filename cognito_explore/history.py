"""Every attempt of a session, accepted or not, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Any, overload

from cognito_explore import frames
from cognito_explore.errors import Outcome
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.refusals import SEND, VERIFY, causes_of
from cognito_explore.show import html_table, note_of, short_repr
from cognito_explore.token import AccessToken

if TYPE_CHECKING:
    import pandas as pd

_OUTCOME, _ELAPSED = (list(frames.HISTORY).index(name) for name in ("outcome", "elapsed_ms"))
# As many attempts as threads may have made since.
_RECENT = 1_000
_SHOWN_ROWS = 10
_SHOWN_COLUMNS = (
    "attempt",
    "sent_at",
    "operation",
    "attribute_name",
    "destination",
    "outcome",
    "error_code",
)


@dataclass(frozen=True, slots=True, repr=False)
class Attempt:
    """One request on its way, and what became of it.

    Attributes:
        sent_at: When it began, in UTC.
        operation: AWS's name of the action.
        attribute_name: The attribute it was about, if any.
        delivery_medium: `SMS` or `EMAIL`, if Cognito said.
        destination: The address, masked as Cognito masks it.
        outcome: `accepted`, `refused`, `not_sent` or `unknown`.
        error_code: AWS's error code, or the name of our error.
        error_message: What went wrong, in one line.
        http_status: Of the answer, if there was one.
        request_id: AWS's id of the request, if it gave one.
        elapsed_ms: How long it took, in milliseconds.
        session: The session it was made with.
        attempt: Its number in this history, from 1.
    """

    sent_at: datetime
    operation: str
    attribute_name: str | None
    delivery_medium: str | None
    destination: str | None
    outcome: Outcome
    error_code: str | None
    error_message: str | None
    http_status: int | None
    request_id: str | None
    elapsed_ms: float
    session: str
    attempt: int

    @property
    def causes(self) -> tuple[int, ...]:
        """The numbers of the causes that its refusal may have, as the checks have them."""
        if self.outcome != "refused":
            return ()
        return causes_of(self.operation, self.error_code, self.error_message or "")

    @property
    def lead(self) -> str:
        """The line of Python that says more of its refusal; empty where none does."""
        if not self.causes or self.operation not in {SEND, VERIFY}:
            return ""
        is_known = self.attribute_name in VERIFIABLE_ATTRIBUTES
        about = f', "{self.attribute_name}"' if is_known else ""
        return f"session.diagnose(access_token{about})"

    def __repr__(self) -> str:
        return short_repr(self, _SHOWN_COLUMNS)

    def _repr_html_(self) -> str:
        values = ((name, getattr(self, name)) for name in frames.HISTORY)
        rows = [(name, value) for name, value in values if value is not None]
        more = f"{self.lead} says more." if self.lead else ""
        note = " ".join(filter(None, [note_of(self.session), more]))
        return html_table(rows, title=f"Attempt {self.attempt}", note=note)


class History(Sequence[Attempt]):
    """The attempts of one session, oldest first; a sequence that only grows.

    An attempt is kept by one append to one list, so that neither threads nor an
    interrupt can leave half of it behind.
    """

    def __init__(self) -> None:
        """Begin an empty history."""
        # A row has the values of `frames.HISTORY` but the last, which is its place, and
        # then the user.
        self._rows: list[tuple[Any, ...]] = []

    def add(
        self,
        *,
        sent_at: datetime,
        operation: str,
        attribute_name: str | None,
        delivery_medium: str | None,
        destination: str | None,
        outcome: Outcome,
        error_code: str | None,
        error_message: str | None,
        http_status: int | None,
        request_id: str | None,
        elapsed_ms: float,
        session: str,
        user: str | None = None,
        is_again: bool = False,
    ) -> None:
        """Keep one attempt; its number is the next.

        Args:
            sent_at: As in `Attempt`, and so are the others.
            operation: Of the request.
            attribute_name: Of the request.
            delivery_medium: Of the answer.
            destination: Of the answer.
            outcome: One of the four.
            error_code: Of the error.
            error_message: Of the error.
            http_status: Of the answer.
            request_id: Of the answer.
            elapsed_ms: In milliseconds.
            session: The session's name.
            user: The `sub` of whose token it was made with, for `of_user`; no column.
            is_again: The same call was made before and was interrupted: the attempt is
                kept unless it was.

        Raises:
            TypeError: A time is no time, or naive; nothing is kept.
        """
        if not isinstance(elapsed_ms, (int, float)):
            msg = f"elapsed_ms must be a number, not {type(elapsed_ms).__name__}"
            raise TypeError(msg)
        row = (
            frames.to_micros(sent_at),
            operation,
            attribute_name,
            delivery_medium,
            destination,
            outcome,
            error_code,
            error_message,
            http_status,
            request_id,
            # The same object, if it is a float already: see `_has`.
            float(elapsed_ms),
            session,
            user,
        )
        if not (is_again and self._has(row)):
            self._rows.append(row)

    def to_frame(self) -> pd.DataFrame:
        """Give the attempts as a frame.

        Returns:
            One row an attempt. Columns: `sent_at` (UTC), `operation`, `attribute_name`,
            `delivery_medium`, `destination` (masked), `outcome`, `error_code`,
            `error_message`, `http_status`, `request_id`, `elapsed_ms` (milliseconds),
            `session`, `attempt`. The dtypes are in `frames.HISTORY`.
        """
        rows = self._rows[:]
        columns: dict[str, Sequence[Any]] = {
            name: list(map(itemgetter(place), rows))
            for place, name in enumerate(frames.HISTORY)
            if name != "attempt"
        }
        columns["attempt"] = range(1, len(rows) + 1)
        return frames.make_frame(frames.HISTORY, columns)

    def of_user(self, access_token: AccessToken) -> list[Attempt]:
        """Give the attempts that were made with tokens of one user, oldest first.

        Looked for among the last 1,000 attempts. A token that names no user has none.

        Args:
            access_token: Of the user; any of theirs.
        """
        user = access_token.user
        first = max(0, len(self) - _RECENT)
        numbers = (
            number
            for number, row in enumerate(self._rows[first:], first)
            if user is not None and row[-1] == user
        )
        return [self[number] for number in numbers]

    def _has(self, row: tuple[Any, ...]) -> bool:
        # Attempts on a clock that stands can be equal; each has a number object of its own.
        recent = self._rows[-_RECENT:]
        return any(kept == row and kept[_ELAPSED] is row[_ELAPSED] for kept in recent)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Attempt: ...
    @overload
    def __getitem__(self, index: slice) -> list[Attempt]: ...
    def __getitem__(self, index: int | slice) -> Attempt | list[Attempt]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        row = self._rows[number]
        values: tuple[Any, ...] = (_from_micros(row[0]), *row[1:-1], number + 1)
        return Attempt(*values)

    def __iter__(self) -> Iterator[Attempt]:
        return (self[number] for number in range(len(self)))

    def __repr__(self) -> str:
        outcomes = [row[_OUTCOME] for row in self._rows]
        counts = [f"{outcomes.count(name)} {name}" for name in frames.OUTCOMES if name in outcomes]
        what = "1 attempt" if len(self) == 1 else f"{len(self)} attempts"
        return f"<History: {', '.join([what, *counts])}>"

    def _repr_html_(self) -> str:
        shown = self[-_SHOWN_ROWS:]
        rows = [[getattr(attempt, name) for name in _SHOWN_COLUMNS] for attempt in shown]
        notes = [note_of(shown[-1].session)] if shown else []
        if len(self) > len(shown):
            notes.append(f"The last {len(shown)} of {len(self)}: see them all with .to_frame().")
        note = " ".join(filter(None, notes))
        return html_table(rows, header=_SHOWN_COLUMNS, title=repr(self)[1:-1], note=note)


def _from_micros(micros: int) -> datetime:
    return frames.EPOCH + timedelta(microseconds=micros)
