"""Outcomes: what became of each row, kept in the results, the history and the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from cognito_explore.batch.journal import Journal
from cognito_explore.batch.journal_reading import Entry
from cognito_explore.batch.results import Results
from cognito_explore.batch.rows import Row
from cognito_explore.errors import CognitoExploreError
from cognito_explore.history import Attempt
from cognito_explore.sender import Sender

NO_OUTCOME = "NoOutcome"


class Outcomes:
    """Keeps the outcome of every row, once.

    Attributes:
        results: Of the rows that were read.
    """

    def __init__(
        self,
        sender: Sender,
        operation: str,
        journal: Journal | None,
        counts: Counter[str],
        on_done: Callable[[], object],
    ) -> None:
        """Begin with no rows.

        Args:
            sender: Of the session, in whose history every attempt is.
            operation: AWS's name of what the batch does.
            journal: The file it is written to; None: none.
            counts: How many rows have which outcome; counted up here.
            on_done: Called after each row that has its outcome.
        """
        self.results = Results(sender.history)
        self._sender, self._operation, self._journal = sender, operation, journal
        self._counts, self._on_done = counts, on_done

    def begin(self, number: int) -> None:
        """Make room for a row."""
        self.results.begin(number)

    def leave_out(self, row: Row, error: CognitoExploreError) -> None:
        """Keep that a row is not sent, and why."""
        number = self._sender.keep_unsent(error, self._operation, row.attribute_name)
        self.results.keep(row.number, number, 0)
        self.finish("not_sent")

    def keep_earlier(self, number: int, entry: Entry) -> None:
        """Keep what an earlier run did; where it wrote no outcome, nobody knows one."""
        told = self._told_of(entry)
        if entry.outcome is None and self._journal is not None:
            self._journal.conclude(number, told, is_to_be_tried=False)
        self._keep_told(number, entry, told)
        self.finish(told["outcome"])

    def keep_unread(self, number: int, entry: Entry) -> None:
        """Keep what an earlier run did with a row that this one did not come to."""
        self.results.begin(number)
        if not self.results.has(number):
            self._keep_told(number, entry, self._told_of(entry))

    def keep_try(self, number: int, attempt: Attempt, tries: int, *, is_to_be_tried: bool) -> None:
        """Keep a try of a row.

        Args:
            number: Of the row.
            attempt: As the history has it.
            tries: How often it was tried, with this one.
            is_to_be_tried: Whether it was certainly not sent, and may be.
        """
        self.results.keep(number, attempt.attempt, tries)
        if self._journal is not None:
            told = {name: getattr(attempt, name) for name in attempt.__slots__}
            self._journal.conclude(number, told, is_to_be_tried=is_to_be_tried)

    def finish(self, outcome: str) -> None:
        """Count a row that has its outcome."""
        self._counts[outcome] += 1
        self._on_done()

    def _told_of(self, entry: Entry) -> dict[str, Any]:
        told: dict[str, Any] = {"elapsed_ms": 0.0} | entry.told
        told |= {"sent_at": entry.sent_at, "outcome": entry.outcome or "unknown"}
        if entry.outcome is None:
            said = "An earlier run ended before its outcome was written: it may have been sent."
            told |= {"error_code": NO_OUTCOME, "error_message": said}
        return told

    def _keep_told(self, number: int, entry: Entry, told: dict[str, Any]) -> None:
        self.results.keep_earlier(number, self._operation, self._sender.name, told, entry.tries)
