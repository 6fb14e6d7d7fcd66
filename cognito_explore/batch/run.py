"""Run: sends the rows of a batch, each at most once at a time, and never after it may have left.

One thread decides: it reads rows, waits for the pace, has the intent written, hands the job over,
and keeps the outcome when it comes back. What does jobs, threads or machines, only sends.
"""

from __future__ import annotations

import heapq
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, Literal

from cognito_explore.actions.base import Response
from cognito_explore.batch.items import Item, Items
from cognito_explore.batch.journal import Journal
from cognito_explore.batch.outcomes import Outcomes
from cognito_explore.batch.pace import Pace
from cognito_explore.batch.reach import Reach
from cognito_explore.batch.rules import Rules
from cognito_explore.batch.work import Done, Job, JobResult, WayToSend
from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    ExecutorError,
    JournalError,
    NotSentError,
    UnreachableError,
)
from cognito_explore.history import Attempt
from cognito_explore.show import printable

TRIES = 8
_BACK_OFF_S = 0.5
_BACK_OFF_MOST_S = 20.0
_PAUSE_MOST_S = 1.0
# Rows that wait to be tried again, before others are read.
_WAITING_MOST = 1_000


class Timing:
    """The seconds that a batch goes by, and how it waits."""

    def now(self) -> float:
        """Count seconds."""
        return time.monotonic()

    def wait(self, ended: SimpleQueue[Any], seconds: float | None) -> Any:
        """Wait for something to come, for some seconds at most.

        Raises:
            Empty: Nothing came.
        """
        return ended.get(timeout=seconds)


class Run:
    """A batch that goes on, or is over.

    Attributes:
        is_stopped: Whether it was told to stop.
    """

    def __init__(
        self,
        way: WayToSend,
        items: Items,
        outcomes: Outcomes,
        executor: Executor,
        rules: Rules,
        *,
        journal: Journal | None = None,
        on_response: Callable[[int, Response], object] = lambda *_: None,
        on_waiting: Callable[[bool], object] = bool,
        timing: Timing | None = None,
    ) -> None:
        """Make ready; nothing is read or sent.

        Args:
            way: How requests are sent.
            items: What is sent.
            outcomes: Where outcomes are kept.
            executor: Does the jobs.
            rules: That it goes by.
            journal: Where intents are written; None: nowhere.
            on_response: Called with the number of a row and the record of its answer, where it
                was sent in this process.
            on_waiting: Called with True when all that goes on is waiting to try rows again, and
                with False when that is over.
            timing: Its seconds; default: the machine's.
        """
        self.is_stopped = False
        self._way, self._items, self._outcomes = way, items, outcomes
        self._executor, self._rules, self._journal = executor, rules, journal
        self._on_response, self._on_waiting = on_response, on_waiting
        self._timing = timing or Timing()
        self._pace = Pace(rules.per_s, self._timing.now)
        self._reach = Reach(TRIES)
        self._ended: SimpleQueue[tuple[Item, Done] | None] = SimpleQueue()
        self._on_their_way = 0
        self._waiting: list[tuple[float, int, Item]] = []
        self._is_waiting = False
        self._failed: Exception | None = None

    def run(self) -> None:
        """Send what is to be sent, until all is done or `stop` was called.

        Raises:
            JournalError: The journal cannot be written any more; nothing was sent after that.
            ExecutorError: The executor takes no more jobs.
            UnreachableError: No connection was made, however often it was tried; rows that were
                not tried have no outcome.
            Exception: What making the rows raised; those on their way were waited for.
        """
        try:
            with self._stopping_at_interrupt():
                self._go(iter(self._items))
        finally:
            # What is back by now is kept, also when a second Ctrl-C ends it.
            self._take_back()
            self._flush()
        for _, _, item in self._waiting:
            self._finish(item, item.outcome)
        if self._failed is not None:
            raise self._failed

    def stop(self) -> None:
        """Have it read and send no more rows; those on their way are waited for."""
        self.is_stopped = True
        self._ended.put(None)

    def _go(self, items: Iterator[Item]) -> None:
        is_read = False
        while True:
            item, is_full = None, self._on_their_way >= self._in_flight()
            if not is_full and not self.is_stopped:
                item = self._due()
                if item is None and not is_read and len(self._waiting) < _WAITING_MOST:
                    item = self._next(items)
                    is_read = item is None
            if item is not None:
                self._launch_in_time(item)
            elif self._on_their_way or (self._waiting and not self.is_stopped):
                self._note_waiting(is_waiting=not self._on_their_way)
                self._wait(None if is_full else self._until_due())
            else:
                return

    def _in_flight(self) -> int:
        # Where the last try found no connection, one row finds out for all.
        return 1 if self._reach.failed else self._rules.in_flight

    def _next(self, items: Iterator[Item]) -> Item | None:
        try:
            return next(items, None)
        except Exception as error:  # noqa: BLE001 -- it is raised when those on their way are back
            self._fail(error)
            return None

    def _fail(self, error: Exception) -> None:
        self._failed = self._failed or error
        self.stop()

    def _due(self) -> Item | None:
        # Without a connection the pace waits for all of them; no other row is read meanwhile.
        is_due = self._reach.failed or self._until_due() == 0
        if self._waiting and is_due:
            return heapq.heappop(self._waiting)[2]
        return None

    def _until_due(self) -> float | None:
        if not self._waiting or self.is_stopped:
            return None
        return max(0.0, self._waiting[0][0] - self._timing.now())

    def _launch_in_time(self, item: Item) -> None:
        while not self.is_stopped and (seconds := self._pace.wait_s()) > 0:
            self._note_waiting(is_waiting=item.tries > 0 and not self._on_their_way)
            self._wait(seconds)
        if self.is_stopped:
            self._leave(item)
            return
        self._pace.take()
        try:
            self._launch(item)
        except JournalError as error:
            # Without its intent it must not leave.
            self._leave(item)
            self._fail(error)

    def _leave(self, item: Item) -> None:
        """Leave a row that is not sent any more: it stays as it is."""
        if item.tries:
            self._finish(item, item.outcome)
        else:
            self._items.give_back(item)

    def _note_waiting(self, *, is_waiting: bool) -> None:
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self._on_waiting(is_waiting)

    def _launch(self, item: Item) -> None:
        if self._journal is not None:
            number, now = item.number, self._way.clock.now()
            self._journal.intend(number, item.row_id, item.user, now)
        self._note_waiting(is_waiting=False)
        item.tries += 1
        item.began = self._reach.begin()
        self._on_their_way += 1
        job = Job(self._way, item.request)
        try:
            done = self._executor.submit(job)
            done.add_done_callback(lambda it: self._ended.put((item, it)))
        except Exception as error:  # noqa: BLE001 -- an executor of any kind
            # It was shut down, or a process of it died, or it gives no futures. Some have taken
            # a job all the same.
            self._end_untold(item, error, "not_sent" if job.take_back() else "unknown")
            self._fail(_no_more(error))

    def _flush(self) -> None:
        """Have outcomes written that were to go with the next intent."""
        try:
            if self._journal is not None:
                self._journal.flush()
        except JournalError as error:
            self._fail(error)

    def _wait(self, seconds: float | None) -> None:
        """Take what has come back; wait for one if there is none."""
        self._flush()
        try:
            ended = self._timing.wait(self._ended, seconds)
        except Empty:
            return
        if ended is not None:
            self._end(*ended)
        self._take_back()

    def _take_back(self) -> None:
        """Take what has come back, without waiting."""
        while not self._ended.empty():
            ended = self._ended.get()
            if ended is not None:
                self._end(*ended)

    def _end(self, item: Item, done: Done) -> None:
        error = None if done.cancelled() else done.exception()
        if done.cancelled() or error is not None:
            # What did it died, or dropped it: it may have been sent before, unless it says so.
            is_not_sent = isinstance(error, NotSentError | ConfigurationError)
            self._end_untold(item, error, "not_sent" if is_not_sent else "unknown")
            return
        told = done.result()
        if not isinstance(told, JobResult):
            error = TypeError(f"it gave {type(told).__name__}, and not what the job gave")
            self._end_untold(item, error, "unknown")
            return
        number = told.attempt
        if told.fields is not None:
            number = self._way.history.add(**(told.fields | {"session": self._way.name}))
        if told.response is not None:
            self._on_response(item.number, told.response)
        attempt = self._way.history[number - 1]
        if told.is_interrupted:
            self.stop()
        else:
            self._note_reach(item, attempt, told.is_to_be_tried)
        self._keep(item, attempt, is_to_be_tried=told.is_to_be_tried)

    def _note_reach(self, item: Item, attempt: Attempt, is_to_be_tried: bool) -> None:  # noqa: FBT001 -- as told
        """Go by whether a try found a connection; stop where none has for long."""
        if attempt.outcome != "not_sent":
            self._reach.make()
        # What was not right any more, such as a token that expired, looked for none.
        elif is_to_be_tried and self._reach.miss(item.began):
            self._pace.pause(self._reach.pause_s())
            if self._reach.is_lost:
                self._fail(self._unreachable(attempt))

    def _end_untold(
        self, item: Item, error: BaseException | None, outcome: Literal["unknown", "not_sent"]
    ) -> None:
        """Keep a try of which its executor told nothing."""
        name = "Cancelled" if error is None else type(error).__name__
        said = "" if error is None else f": {printable(error, 200)}"
        untold = CognitoExploreError(f"Its executor gave no answer ({name}{said}).", code=name)
        number = self._way.sender.keep_untold(untold, item.request, outcome)
        # What cannot be made in a worker cannot be made there the next time either.
        is_to_be_tried = outcome == "not_sent" and not isinstance(error, ConfigurationError)
        self._keep(item, self._way.history[number - 1], is_to_be_tried=is_to_be_tried)

    def _keep(self, item: Item, attempt: Attempt, *, is_to_be_tried: bool) -> None:
        """Keep what became of a try, and try again later what may be."""
        self._on_their_way -= 1
        item.outcome = attempt.outcome
        tries = item.tried_before + item.tries
        self._outcomes.keep_try(item.number, attempt, tries, is_to_be_tried=is_to_be_tried)
        if is_to_be_tried and item.tries < TRIES and not self.is_stopped:
            self._try_later(item)
        else:
            self._finish(item, item.outcome)

    def _try_later(self, item: Item) -> None:
        # A part is left to chance, so that rows do not come back all at once.
        chance = random.uniform(0.5, 1)  # noqa: S311 -- nothing to guess
        seconds = min(_BACK_OFF_S * 2**item.tries, _BACK_OFF_MOST_S) * chance
        self._pace.pause(min(seconds, _PAUSE_MOST_S))
        due = self._timing.now() + seconds
        heapq.heappush(self._waiting, (due, item.number, item))

    def _finish(self, item: Item, outcome: str) -> None:
        if outcome not in self._rules.kind.counted:
            self._items.give_back(item)
        self._outcomes.finish(outcome)

    def _unreachable(self, attempt: Attempt) -> UnreachableError:
        said = (attempt.error_message or "").rstrip(".")
        msg = f"No connection was made in {TRIES} tries, one after the other: {said}."
        return UnreachableError(msg, code=attempt.error_code)

    @contextmanager
    def _stopping_at_interrupt(self) -> Iterator[None]:
        """Let the first Ctrl-C stop the run where nothing is lost.

        The second one is for whoever had it before: Python interrupts, and asyncio cancels. Where
        it is ignored, or ends the process, it does.
        """
        before = signal.getsignal(signal.SIGINT)
        is_main = threading.current_thread() is threading.main_thread()
        if not is_main or not callable(before):
            yield
            return

        def stop(*_: object) -> None:
            signal.signal(signal.SIGINT, before)
            self.stop()

        signal.signal(signal.SIGINT, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def _no_more(error: Exception) -> ExecutorError:
    said = printable(f"{type(error).__name__}: {error}", 300)
    stopped = ExecutorError(f"The executor takes no more jobs: {said}")
    stopped.__cause__ = error
    return stopped
