"""Delivery log: what became of messages after Cognito had taken the job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, overload

from cognito_explore import frames
from cognito_explore.delivery.deliveries import Delivery
from cognito_explore.findings import Finding
from cognito_explore.history import Attempt
from cognito_explore.show import Text, cell, html_table, note_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_SHOWN_ROWS = 10
_SHOWN_COLUMNS = ("logged_at", "source", "status", "destination", "reason", "attempt")


@dataclass(frozen=True, kw_only=True, repr=False)
class DeliveryLog(Sequence[Delivery]):
    """What logs say became of messages: a list of deliveries, oldest first.

    Attributes:
        findings: Whether each log is switched on, and from when; most decisive first. An
            empty log whose first finding is a warning says nothing.
        deliveries: One record a message.
        attempts: Those of the session's history since then, which the log was joined to.
        since: How far back was looked.
        session: The session that asked.
    """

    findings: tuple[Finding, ...]
    deliveries: tuple[Delivery, ...]
    attempts: tuple[Attempt, ...]
    since: datetime
    session: str

    def to_frame(self) -> pd.DataFrame:
        """Give the deliveries as a frame.

        Returns:
            One row a message, oldest first. Columns: `logged_at` (UTC), `region_name`,
            `source`, `status`, `destination` (masked), `reason`, `cause` (as `causes.json`
            numbers them), `price_usd`, `parts`, `message_id`, `attempt` (its number in
            `session.history`), `join_confidence`; each as in `Delivery`.
        """
        return frames.frame_of(frames.DELIVERIES, self.deliveries)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the attempts to send a code over time, by outcome and final state.

        Takes matplotlib: `pip install "cognito_explore[plot]"`.

        Args:
            ax: Where to draw; default: a figure of its own.

        Returns:
            What was drawn on.

        Raises:
            ConfigurationError: matplotlib is not installed.
        """
        from cognito_explore.delivery.log_plot import plot  # noqa: PLC0415 -- an extra

        return plot(self.attempts, self.deliveries, ax)

    def __len__(self) -> int:
        return len(self.deliveries)

    @overload
    def __getitem__(self, index: int) -> Delivery: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Delivery]: ...
    def __getitem__(self, index: int | slice) -> Delivery | Sequence[Delivery]:
        return self.deliveries[index]

    def __str__(self) -> str:
        shown = self.deliveries[-_SHOWN_ROWS:]
        lines = [*map(str, self.findings), repr(self)[1:-1]]
        lines += ["  ".join(cell(value) for value in _row(it)) for it in shown]
        return "\n".join(lines)

    def __repr__(self) -> str:
        statuses = [it.status for it in self.deliveries]
        counts = [f"{statuses.count(name)} {name}" for name in dict.fromkeys(statuses)]
        what = "1 message" if len(self) == 1 else f"{len(self)} messages"
        return f"<DeliveryLog: {', '.join([what, *counts])}>"

    def _repr_html_(self) -> str:
        told = html_table([(it.check_id, Text(it)) for it in self.findings], title="Logging")
        rows = [_row(it) for it in self.deliveries[-_SHOWN_ROWS:]]
        notes = [note_of(self.session)]
        if len(self) > len(rows):
            notes.append(f"The last {len(rows)} of {len(self)}: see them all with .to_frame().")
        note = " ".join(filter(None, notes))
        table = html_table(rows, header=_SHOWN_COLUMNS, title=repr(self)[1:-1], note=note)
        return f"{told}{table}"


def _row(delivery: Delivery) -> list[object]:
    return [getattr(delivery, name) for name in _SHOWN_COLUMNS]
