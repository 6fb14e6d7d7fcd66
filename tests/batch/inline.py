"""An executor without threads, and seconds that pass only when somebody waits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Any

from cognito_explore.batch.run import Timing
from cognito_explore.batch.work import JobResult


class Inline(Executor):
    """Does each job at once, where it is handed over."""

    def __init__(self, before: Callable[[], object] = bool) -> None:
        self._before = before

    def do(self, job: Callable[[], Any]) -> Any:
        """Do it, as this executor does."""
        return job()

    def submit(self, job, /, *args, **kwargs):
        """Do it, and give what is done."""
        del args, kwargs
        done: Future[Any] = Future()
        self._before()
        try:
            done.set_result(self.do(job))
        except Exception as error:  # noqa: BLE001 -- as an executor does
            done.set_exception(error)
        return done


class Late(Inline):
    """Does jobs when so many were handed over; after those, each at once."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._left: list[tuple[Future[Any], Future[Any]]] | None = []

    def submit(self, job, /, *args, **kwargs):
        """Do it, and give it when it is time."""
        given = super().submit(job, *args, **kwargs)
        # What asks in which process jobs are done gives no answer of a row.
        if self._left is None or not isinstance(given.result(), JobResult):
            return given
        late: Future[Any] = Future()
        self._left.append((late, given))
        if len(self._left) == self._most:
            left, self._left = self._left, None
            for waiting, done in left:
                waiting.set_result(done.result())
        return late


class Virtual(Timing):
    """Seconds that stand still until a batch waits."""

    def __init__(self, on_wait: Callable[[float], object] = bool) -> None:
        self.passed = 0.0
        self._on_wait = on_wait

    def now(self) -> float:
        """Count them."""
        return self.passed

    def wait(self, ended: SimpleQueue[Any], seconds: float | None) -> Any:
        """Let them pass, unless something is there already."""
        if not ended.empty():
            return ended.get_nowait()
        if seconds is None:
            return _next(ended)
        self.passed += seconds
        self._on_wait(seconds)
        raise Empty


def _next(ended: SimpleQueue[Any]) -> Any:
    """Wait for what other threads or processes do, and not for ever."""
    try:
        return ended.get(timeout=60)
    except Empty:
        msg = "it would wait for ever"
        raise AssertionError(msg) from None
