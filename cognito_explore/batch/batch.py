"""Batch: many rows, from what was asked to the frame of what became of them."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_explore.account import Account
from cognito_explore.batch.executors import in_flight_of, made_ready, make_threads
from cognito_explore.batch.items import Items
from cognito_explore.batch.journal import Journal, make_salt, path_of
from cognito_explore.batch.outcomes import Outcomes
from cognito_explore.batch.pace import pace_of
from cognito_explore.batch.progress import Progress
from cognito_explore.batch.rows import BatchKind, Ids, Rows
from cognito_explore.batch.rules import Rules
from cognito_explore.batch.run import Run, Timing
from cognito_explore.batch.work import WayToSend
from cognito_explore.errors import BatchStoppedError, Fault, InvalidRequestError
from cognito_explore.show import printable

if TYPE_CHECKING:
    import pandas as pd


_SLOWEST_PER_S, _FASTEST_PER_S = 0.001, 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How somebody wants a batch done.

    Attributes:
        pace_per_s: Requests a second; None: what the account is let through.
        executor: Does the sending; None: threads.
        in_flight: Requests handed over at a time; None: by what the executor does.
        journal: The file of intents and outcomes; None: none.
        resume: Whether to go on with one that is there.
        send_again: The numbers of rows that are unknown and may be sent again.
        allow_duplicates: Whether rows that ask for the same are sent.
        progress: Whether to show a bar.
    """

    pace_per_s: float | None = None
    executor: Executor | None = None
    in_flight: int | None = None
    journal: str | os.PathLike[str] | None = None
    resume: bool = False
    send_again: Collection[int] = ()
    allow_duplicates: bool = False
    progress: bool = False

    def faults(self) -> Iterator[Fault]:
        """Say what is wrong with it."""
        if self.pace_per_s is not None and not is_pace(self.pace_per_s):
            problem = f"{_shown(self.pace_per_s)} is no number of requests a second."
            fix = "Give a number from 0.001, float('inf') for no limit, or leave it out."
            yield Fault("pace_per_s", problem, fix)
        if self.in_flight is not None and not (_is_whole(self.in_flight) and self.in_flight > 0):
            problem = f"{_shown(self.in_flight)} is no number of requests."
            yield Fault("in_flight", problem, "Give a whole number from 1, or leave it out.")
        if self.journal is not None and not isinstance(self.journal, (str, os.PathLike)):
            problem = f"It is {type(self.journal).__name__}, not a path."
            yield Fault("journal", problem, 'Name a file, as in "run.jsonl", or None.')
        elif self.journal is not None and not os.fspath(self.journal):
            yield Fault("journal", "It is empty.", 'Name a file, as in "run.jsonl", or None.')
        if self.resume and self.journal is None:
            fix = "Name the journal to go on with, or leave resume out."
            yield Fault("resume", "Only a journal knows what was sent.", fix)
        again = self.send_again
        if not isinstance(again, Collection) or not all(map(_is_whole, again)):
            fix = "Give numbers from 0, as in [17, 404]."
            yield Fault("send_again", "It has something else than numbers of rows.", fix)
        elif len(again) and not (self.resume and self.journal is not None):
            fix = "Give journal= and resume=True as well."
            yield Fault("send_again", "Only a journal knows which rows are unknown.", fix)


class Batch:
    """Many rows that are sent, each at most once.

    Attributes:
        total: How many rows there are; None if only reading them tells.
        counts: How many of them have which outcome.
        is_stopped: Whether it was told to stop.
    """

    def __init__(
        self,
        kind: BatchKind,
        way: WayToSend,
        account: Account,
        given: Any,
        asked: BatchOptions,
        *,
        on_done: Callable[[], object] = bool,
        on_response: Callable[[int, Any], object] = lambda *_: None,
        timing: Timing | None = None,
    ) -> None:
        """Check what is given; nothing is read or sent.

        Args:
            kind: What is done with each row.
            way: How requests are sent.
            account: Is asked for the account's limit.
            given: The rows.
            asked: How it is to be done.
            on_done: Called after each row that has its outcome, in the thread of `run`.
            on_response: Called with a row's number and the record of its answer.
            timing: The seconds it goes by; default: the machine's.

        Raises:
            InvalidRequestError: Something that is asked for is wrong.
            ConfigurationError: A column is missing.
            TypeError: The rows are neither frame nor iterable.
        """
        faults = tuple(asked.faults())
        if faults:
            raise InvalidRequestError(kind.operation, faults)
        self._rows = Rows(given, kind)
        self._kind, self._way, self._account, self._asked = kind, way, account, asked
        self._on_done, self._on_response, self._timing = on_done, on_response, timing
        self._run: Run | None = None
        self.total = self._rows.total
        self.counts: Counter[str] = Counter()
        self.is_stopped = False

    def run(self) -> pd.DataFrame:
        """Send what is to be sent, and wait for it.

        Raises:
            ConfigurationError: The journal or the executor cannot be used; nothing was sent.
            ExecutorError: The executor takes no more jobs; the error has the results.
            JournalError: The journal cannot be written any more; the error has the results.
            UnreachableError: No connection could be made; the error has the results.
        """
        asked, kind = self._asked, self._kind
        per_s = asked.pace_per_s or pace_of(self._account, kind.operation)
        with self._executor(per_s) as executor, self._journal() as journal:
            rules = Rules(
                kind=kind,
                per_s=per_s,
                in_flight=asked.in_flight or in_flight_of(executor, per_s),
                skips_duplicates=kind.skips_duplicates and not asked.allow_duplicates,
                send_again=frozenset(map(int, asked.send_again)),
            )
            with Progress(self, is_shown=asked.progress) as shown:
                self._bar = shown
                way = self._way
                outcomes = Outcomes(
                    way.sender, kind.operation, journal, self.counts, self._note_done
                )
                try:
                    self._send(executor, rules, journal, outcomes)
                except BatchStoppedError as error:
                    error.results = self._frame(outcomes, journal)
                    raise
            return self._frame(outcomes, journal)

    def stop(self) -> None:
        """Have it send no more; those on their way are waited for."""
        self.is_stopped = True
        if self._run is not None:
            self._run.stop()

    def _send(
        self, executor: Executor, rules: Rules, journal: Journal | None, outcomes: Outcomes
    ) -> None:
        way = self._way
        ids = Ids(make_salt() if journal is None else journal.salt)
        earlier = {} if journal is None else journal.entries
        items = Items(self._rows, ids, rules, earlier=earlier, keeper=outcomes, way=way)
        self._run = Run(
            way,
            items,
            outcomes,
            executor,
            rules,
            journal=journal,
            on_response=self._on_response,
            on_waiting=self._bar.show_waiting,
            timing=self._timing,
        )
        try:
            if not self.is_stopped:
                self._run.run()
        finally:
            self.is_stopped |= self._run.is_stopped

    def _note_done(self) -> None:
        self._bar.update()
        self._on_done()

    def _frame(self, outcomes: Outcomes, journal: Journal | None) -> pd.DataFrame:
        # Rows that were not read before it ended may have been done before.
        for number, entry in ({} if journal is None else journal.entries).items():
            outcomes.keep_unread(number, entry)
        return outcomes.results.to_frame(self._rows.frame, self._kind.secrets)

    @contextmanager
    def _executor(self, per_s: float) -> Iterator[Executor]:
        if self._asked.executor is not None:
            with made_ready(self._asked.executor, self._way) as ready:
                yield ready
            return
        with make_threads(per_s) as threads:
            yield threads

    @contextmanager
    def _journal(self) -> Iterator[Journal | None]:
        asked = self._asked
        if asked.journal is None:
            yield None
            return
        journal = Journal(
            path_of(asked.journal),
            operation=self._kind.operation,
            session=self._way.name,
            resume=asked.resume,
        )
        try:
            yield journal
        finally:
            journal.close()


def is_pace(value: object) -> bool:
    """Tell whether a value is a number of requests a second."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    # Slower than one in a quarter of an hour is a slip, and so is what no float can hold.
    return value == math.inf or _SLOWEST_PER_S <= value <= _FASTEST_PER_S


def _is_whole(value: object) -> bool:
    # numpy's whole numbers are none of Python's, and have this.
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _shown(value: object) -> str:
    return printable(ascii(value), 40)
