"""Rules: what a batch goes by."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_explore.batch.rows import BatchKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a batch goes by.

    Attributes:
        kind: What is done with each row.
        per_s: Requests a second.
        in_flight: Requests on their way at a time.
        skips_duplicates: Whether a row that was there before is left out.
        send_again: The numbers of rows whose outcome is unknown, to be sent again.
    """

    kind: BatchKind
    per_s: float
    in_flight: int
    skips_duplicates: bool = False
    send_again: frozenset[int] = frozenset()
