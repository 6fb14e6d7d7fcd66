"""Results: what became of the rows of a batch, as a frame."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cognito_explore import frames
from cognito_explore.errors import Outcome
from cognito_explore.history import History
from cognito_explore.sensitive import hide_tokens

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class BatchRow:
    """What became of one row of a batch.

    Attributes:
        outcome: `accepted`, `refused`, `not_sent` or `unknown`; missing while it was not tried.
        delivery_medium: `SMS` or `EMAIL`, if Cognito said.
        destination: The address, masked as Cognito masks it.
        error_code: AWS's error code, or the name of our error.
        error_message: What went wrong, in one line.
        sent_at: When it was tried last, in UTC.
        elapsed_ms: How long that took, in milliseconds.
        tries: How often it was tried; only what certainly made no message is tried again.
        attempt: Its number in the session's history, with the request id; missing where an
            earlier session made it.
    """

    outcome: Outcome | None
    delivery_medium: str | None
    destination: str | None
    error_code: str | None
    error_message: str | None
    sent_at: datetime | None
    elapsed_ms: float | None
    tries: int
    attempt: int | None


_MAY_BE_MISSING = (
    *("attribute_name", "delivery_medium", "destination", "error_code", "error_message"),
    *("http_status", "request_id"),
)


class Results:
    """The results of the rows that were read, in their order.

    A row is the number of its attempt, in the history of the session, or in one of what earlier
    sessions did, where the number is negative.
    """

    def __init__(self, history: History) -> None:
        """Begin with no rows."""
        self._history = history
        self._earlier = History()
        self._attempts = array("q")
        self._tries = array("H")

    def __len__(self) -> int:
        return len(self._attempts)

    def begin(self, number: int) -> None:
        """Make room for a row, and those before it."""
        missing = number + 1 - len(self._attempts)
        if missing > 0:
            self._attempts.extend([0] * missing)
            self._tries.extend([0] * missing)

    def has(self, number: int) -> bool:
        """Tell whether anything is kept of a row."""
        return self._attempts[number] != 0

    def keep(self, number: int, attempt: int, tries: int) -> None:
        """Keep what became of a row.

        Args:
            number: Of the row.
            attempt: Its number in the history of the session.
            tries: How often it was tried.
        """
        self._attempts[number] = attempt
        self._tries[number] = min(tries, 65_535)

    def keep_earlier(
        self, number: int, operation: str, session: str, told: Mapping[str, Any], tries: int
    ) -> None:
        """Keep what an earlier run did with a row.

        Args:
            number: Of the row.
            operation: AWS's name of it.
            session: The name of the session.
            told: Of its attempt; what is not in it is not known.
            tries: How often it was tried.
        """
        fields: dict[str, Any] = dict.fromkeys(_MAY_BE_MISSING) | dict(told)
        attempt = self._earlier.add(operation=operation, session=session, **fields)
        self.keep(number, -attempt, tries)

    def to_frame(self, frame: pd.DataFrame | None, hidden: tuple[str, ...]) -> pd.DataFrame:
        """Give the rows as a frame.

        Args:
            frame: That they are from, whose other columns come first; None if there is none.
            hidden: The columns of it that hold secrets.
        """
        import pandas as pd  # noqa: PLC0415 -- half a second, so only when a frame is wanted

        made = self._made()
        if frame is None:
            return made
        # More rows than were read are there after an interrupt.
        made = made.reindex(range(len(frame)))
        made["tries"] = made["tries"].fillna(0)
        replaced = [name for name in (*hidden, *made.columns) if name in frame.columns]
        kept = frame.drop(columns=replaced)
        # Whoever mixes columns up, or has the index made of tokens, is not shown them either.
        for name in {"attribute_name"}.intersection(kept.columns):
            if any(_hide_token(it) is not it for it in kept[name]):
                kept[name] = kept[name].map(_hide_token, na_action="ignore")
        kept.index = made.index = _without_tokens(frame.index)
        return pd.concat([kept, made], axis="columns")

    def _made(self) -> pd.DataFrame:
        import numpy as np  # noqa: PLC0415
        import pandas as pd  # noqa: PLC0415

        attempts = np.frombuffer(self._attempts, dtype="int64")
        parts = []
        for history, wanted in ((self._history, attempts), (self._earlier, -attempts)):
            places = np.flatnonzero(wanted > 0)
            part = history.to_frame(wanted[places]).set_axis(places)
            if history is self._earlier:
                part["attempt"] = pd.array([None] * len(places), dtype="Int64")
            parts.append(part)
        whole = parts[0] if not len(parts[1]) else _joined(parts)
        whole = whole.reindex(range(len(attempts)))
        whole["tries"] = pd.array(np.frombuffer(self._tries, dtype="uint16"), dtype="Int64")
        return whole[list(frames.BATCH)]


def _without_tokens(index: pd.Index[Any]) -> pd.Index[Any]:
    has_text = any(isinstance(it, str) for it in index[:1])
    return index.map(_hide_token) if has_text else index


def _hide_token(value: object) -> object:
    """Hide a token in a text; what has none stays the same object."""
    if not isinstance(value, str):
        return value
    hidden = hide_tokens(value)
    return value if hidden == value else hidden


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put frames below each other; a category that only one of them knows stays one."""
    import pandas as pd  # noqa: PLC0415

    whole = pd.concat(parts)
    for name, dtype in frames.HISTORY.items():
        if isinstance(dtype, tuple):
            known = [it for part in parts for it in part[name].cat.categories]
            whole[name] = whole[name].astype(pd.CategoricalDtype(list(dict.fromkeys(known))))
    return whole
