"""Every attempt of a session, accepted or not, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, overload

from cognito_explore import attempt_columns, frames
from cognito_explore.attempt_rows import KIND, Rows, next_ticket
from cognito_explore.errors import Outcome
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.refusals import SEND, VERIFY, causes_of
from cognito_explore.show import html_table, note_of, short_repr
from cognito_explore.token import AccessToken

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

# As many attempts as threads may have made since.
_RECENT = 1_000
_SHOWN_ROWS = 10
_OUTCOME = KIND.index("outcome")
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

    An attempt is kept by one step, so that neither threads nor an interrupt can leave
    half of it behind.
    """

    def __init__(self) -> None:
        """Begin an empty history."""
        self._rows = Rows()

    def add(  # noqa: PLR0913 -- the fields of an attempt; all keyword-only
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
        ticket: int | None = None,
        is_again: bool = False,
    ) -> int:
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
            ticket: Tells it from all that are alike, for `is_again`: a number of
                `attempt_rows.next_ticket`. Attempts on a clock that stands can be alike.
            is_again: The same call was made before and was interrupted: the attempt is
                kept unless it was.

        Returns:
            The number of the attempt, from 1.

        Raises:
            TypeError: A time is no time, or naive; nothing is kept.
        """
        if not isinstance(elapsed_ms, (int, float)):
            msg = f"elapsed_ms must be a number, not {type(elapsed_ms).__name__}"
            raise TypeError(msg)
        row = self._rows.pack(
            frames.to_micros(sent_at),
            elapsed_ms,
            request_id,
            user,
            # In the order of `attempt_rows.KIND`.
            (
                operation,
                attribute_name,
                delivery_medium,
                outcome,
                error_code,
                http_status,
                session,
            ),
            destination,
            error_message,
            next_ticket() if ticket is None else ticket,
        )
        place = None
        if is_again:
            place = self._rows.find(row, self._recent(), has_ticket=ticket is not None)
        return 1 + (self._rows.keep(row) if place is None else place)

    def to_frame(self, numbers: npt.ArrayLike | None = None) -> pd.DataFrame:
        """Give the attempts as a frame.

        Args:
            numbers: Of the attempts that are wanted, from 1, in this order; an array or a
                column as well as a list. Default: all.

        Returns:
            One row an attempt. Columns: `sent_at` (UTC), `operation`, `attribute_name`,
            `delivery_medium`, `destination` (masked), `outcome`, `error_code`,
            `error_message`, `http_status`, `request_id`, `elapsed_ms` (milliseconds),
            `session`, `attempt`. The dtypes are in `frames.HISTORY`.

        Raises:
            TypeError: The numbers are no list of whole numbers.
            ValueError: There is no attempt of a number.
        """
        return frames.make_frame(frames.HISTORY, attempt_columns.columns_of(self._rows, numbers))

    def of_user(self, access_token: AccessToken) -> list[Attempt]:
        """Give the attempts that were made with tokens of one user, oldest first.

        Looked for among the last 1,000 attempts. A token that names no user has none.

        Args:
            access_token: Of the user; any of theirs.
        """
        user = access_token.user
        places = [] if user is None else self._rows.find_user(user, self._recent())
        return [self[place] for place in places]

    def since(self, at: datetime, operation: str) -> Iterator[tuple[str, datetime, Outcome]]:
        """Give user, instant and outcome of each attempt of an operation after an instant.

        Those whose token names no user are left out.

        Args:
            at: The instant.
            operation: AWS's name of it.
        """
        rows, first = self._rows, frames.to_micros(at)
        for row in rows.unpacked():
            kind = rows.kinds[row.kind]
            user = rows.text_of(row.user) if row.sent_at > first and kind[0] == operation else None
            if user:
                sent_at = frames.EPOCH + timedelta(microseconds=row.sent_at)
                yield user, sent_at, kind[_OUTCOME]

    def _recent(self) -> int:
        return max(0, len(self) - _RECENT)

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> Attempt: ...
    @overload
    def __getitem__(self, index: slice) -> list[Attempt]: ...
    def __getitem__(self, index: int | slice) -> Attempt | list[Attempt]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        rows, place = self._rows, range(len(self))[index]
        row = rows[place]
        operation, attribute_name, medium, outcome, code, status, session = rows.kinds[row.kind]
        return Attempt(
            sent_at=frames.EPOCH + timedelta(microseconds=row.sent_at),
            operation=operation,
            attribute_name=attribute_name,
            delivery_medium=medium,
            destination=rows.texts[row.destination],
            outcome=outcome,
            error_code=code,
            error_message=rows.texts[row.error_message],
            http_status=status,
            request_id=rows.text_of(row.request_id),
            elapsed_ms=row.elapsed_ms,
            session=session,
            attempt=place + 1,
        )

    def __iter__(self) -> Iterator[Attempt]:
        return (self[number] for number in range(len(self)))

    def __repr__(self) -> str:
        outcomes = self._rows.count("outcome")
        counts = [f"{outcomes[name]} {name}" for name in frames.OUTCOMES if name in outcomes]
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
