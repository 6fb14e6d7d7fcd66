"""Permits: what keeps dask from doing a job a second time.

dask does a job again when its worker is lost: while it runs, and as well after it ended, if the
answer was not fetched yet. Here each job has a permit, which the scheduler keeps and hands out
once. A job asks for it just before it sends, and sends nothing without. Every mishap, of a lost
answer, a lost scheduler or a permit that was taken back, leaves a job without one.

Source:
    `distributed.Queue`, whose entries the scheduler takes out one at a time, in its one thread;
    `distributed.scheduler.allowed-failures`, of how often a job is done again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from distributed import Queue

from cognito_explore.errors import CognitoExploreError, NotSentError

# Each takes two answers of the scheduler, which may be far away.
_MADE_AT_ONCE = 32
_ASKED_AT_ONCE = 8
_ANSWER_S = 30


class Permits(Executor):
    """An executor of dask's that does each job at most once."""

    def __init__(self, executor: Any) -> None:
        """Take an executor.

        Args:
            executor: Of `client.get_executor()`.
        """
        self._executor = executor
        # There is no public way from a ClientExecutor to its client.
        self._client = executor._client  # noqa: SLF001
        self._stock: list[Queue] = []

    @property
    def _max_workers(self) -> int:
        """How many threads its workers have now, by the name that executors have for it."""
        return sum(self._client.nthreads().values())

    def submit(self, job: Callable[[], Any], /, *_: Any, **__: Any) -> Future[Any]:
        """Have a job done, with a permit of its own.

        Returns:
            What the job gives. Where it gave nothing, `NotSentError` if its permit could be taken
            back, so that it was not sent and never will be; otherwise nobody knows.
        """
        if not self._stock:
            self._stock = self._make()
        permit = self._stock.pop()
        told: Future[Any] = Future()
        done = self._executor.submit(_Permitted(job, permit.name))
        done.add_done_callback(lambda it: self._end(it, permit, told))
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 -- as it is in Executor
        """Drop the permits that were not given; the executor stays as it is."""
        del wait, cancel_futures
        for permit in self._stock:
            permit.close()
        self._stock = []

    def _make(self) -> list[Queue]:
        with ThreadPoolExecutor(_ASKED_AT_ONCE) as threads:
            return list(threads.map(self._make_one, range(_MADE_AT_ONCE)))

    def _make_one(self, _: int) -> Queue:
        permit = Queue(f"cognito-explore-{secrets.token_hex(16)}", client=self._client)
        permit.put(1, timeout=_ANSWER_S)
        return permit

    def _end(self, done: Future[Any], permit: Queue, told: Future[Any]) -> None:
        """Tell what came of a job; in the thread of dask's client."""
        error = _error_of(done)
        if error is None:
            told.set_result(done.result())
            permit.close()
        elif self._client.status != "running":
            told.set_exception(error)
        else:
            self._client.loop.add_callback(self._settle, permit, error, told)

    async def _settle(self, permit: Queue, error: Exception, told: Future[Any]) -> None:
        """Take a permit back, and tell whether nobody has had it."""
        try:
            async with asyncio.timeout(_ANSWER_S):
                is_taken_back = bool(await permit.get(batch=True))
            permit.close()
        except Exception:  # noqa: BLE001 -- then nobody knows, which is what is told
            is_taken_back = False
        if is_taken_back:
            error = NotSentError(f"{type(error).__name__}: its worker was lost before it was sent.")
        told.set_exception(error)


class NoPermitError(Exception):
    """A job had no permit to send: another run of it had, or nobody knows."""


def _error_of(done: Future[Any]) -> Exception | None:
    """Say why a job has nothing to tell; None if it has."""
    if done.cancelled():
        return CognitoExploreError("dask dropped it.", code="Cancelled")
    error = done.exception()
    if error is not None:
        # One that ends programs would end dask's client here.
        return error if isinstance(error, Exception) else CognitoExploreError(repr(error))
    if done.result() is None:
        msg = "Its worker was lost and dask did it again, which sent nothing; the first may have."
        return NoPermitError(msg)
    return None


class _Permitted:
    """A job that asks for its permit before it begins."""

    __slots__ = ("_job", "_name")

    def __init__(self, job: Callable[[], Any], name: str) -> None:
        self._job = job
        self._name = name

    def __call__(self) -> Any:
        """Do the job; give None where there is no permit."""
        try:
            permit = Queue(self._name)
            is_permitted = bool(permit.get(batch=True))
            permit.close()
        except Exception:  # noqa: BLE001 -- of connections, which are as good as none
            return None
        return self._job() if is_permitted else None

    def __reduce__(self) -> tuple[Any, ...]:
        return _Permitted, (self._job, self._name)

    def __dask_tokenize__(self) -> str:
        # dask would pickle it for its key, and put a digest of the token there.
        return self._name

    def __repr__(self) -> str:
        return repr(self._job)
