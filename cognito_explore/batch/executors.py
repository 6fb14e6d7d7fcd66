"""Executors: which can do the jobs of a session, and how many at a time."""

from __future__ import annotations

import math
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple

from cognito_explore.batch.settings import Settings
from cognito_explore.batch.work import WayToSend
from cognito_explore.errors import ConfigurationError
from cognito_explore.show import EMBEDDED, printable

IN_FLIGHT = 16
_IN_FLIGHT_MOST = 64
_PROBE_S = 60
# Of a process, and of an interpreter within it.
_HERE = secrets.token_hex(8)
_GIVE_DASK = "Give client.get_executor(), of a client of dask.distributed that is not asynchronous."


class Place(NamedTuple):
    """Where an executor does its jobs.

    Attributes:
        here: Names the interpreter; another in each process but those that were forked.
        process: Its number.
        is_pickled: Whether jobs come as pickles, even if they stay here.
        is_dask: Whether it is a worker of dask's.
    """

    here: str
    process: int
    is_pickled: bool
    is_dask: bool


class _Probe:
    """A job that sends nothing, and is shipped as the others are."""

    def __init__(self, way: WayToSend) -> None:
        self._way = way

    def __call__(self) -> Place:
        return _place(is_pickled=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return _FarProbe, (self._way.settings(),)


class _FarProbe:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self) -> Place:
        return _place(is_pickled=True)

    def __reduce__(self) -> tuple[Any, ...]:
        return _FarProbe, (self._settings,)


def _place(*, is_pickled: bool) -> Place:
    return Place(_HERE, os.getpid(), is_pickled, _is_at_dask())


def _is_at_dask() -> bool:
    """Tell whether this is called by a job of dask's."""
    distributed = sys.modules.get("distributed")
    if distributed is None:
        return False
    try:
        distributed.get_worker()
    except ValueError:
        return False
    return True


@contextmanager
def made_ready(executor: Executor, way: WayToSend) -> Iterator[Executor]:
    """Give an executor that does each job once, made of somebody's; nothing is sent yet.

    Args:
        executor: That is to do the jobs.
        way: How the session sends.

    Raises:
        ConfigurationError: It is none, does nothing, is elsewhere than the session's embedded
            AWS, does jobs twice, or the session's settings may not travel to it.
    """
    is_dask = _is_dask(executor)
    place = _probe(executor, way)
    if way.name == EMBEDDED and (place.is_pickled or place[:2] != (_HERE, os.getpid())):
        msg = "The embedded AWS is in this process, and the executor's workers are in others."
        if place.process == os.getpid():
            msg = "The embedded AWS is not there for jobs that were pickled, as this executor's."
        hint = "Use threads, or serve it: connect(session.aws.serve().url) talks to it by HTTP."
        raise ConfigurationError(msg, hint=hint)
    if not place.is_pickled and place[:2] != (_HERE, os.getpid()):
        # A fork has the session's sockets, and its history goes with it.
        msg = "The executor does its jobs in copies of this process that it forks by itself."
        hint = "Use a ProcessPoolExecutor, to which jobs are pickled, or threads. Nothing was sent."
        raise ConfigurationError(msg, hint=hint)
    if not is_dask:
        if place.is_dask:
            msg = "The executor is not dask's own, and has its jobs done by dask."
            hint = f"dask may do a job twice, and only its own can be kept from it. {_GIVE_DASK}"
            raise ConfigurationError(msg, hint=hint)
        yield executor
        return
    from cognito_explore.batch.permits import Permits  # noqa: PLC0415 -- imports dask

    with Permits(executor) as permits:
        yield permits


def _is_dask(executor: object) -> bool:
    """Tell whether an executor is dask's, without importing dask."""
    if not isinstance(getattr(executor, "submit", None), Callable):  # type: ignore[arg-type]
        msg = f"executor must be a concurrent.futures.Executor, not {type(executor).__name__}."
        raise ConfigurationError(msg, hint="Leave it out for threads.")
    if not any(kind.__module__.startswith("distributed.") for kind in type(executor).__mro__):
        return False
    client = getattr(executor, "_client", None)
    if client is None or getattr(client, "asynchronous", True):
        msg = f"executor must be a concurrent.futures.Executor, not {type(executor).__name__}."
        raise ConfigurationError(msg, hint=_GIVE_DASK)
    return True


def _probe(executor: Executor, way: WayToSend) -> Place:
    """Have an executor do a job that sends nothing."""
    probe = None
    try:
        probe = executor.submit(_Probe(way))
        place = probe.result(_PROBE_S)
        if not isinstance(place, Place):
            msg = f"it gives {type(place).__name__}, and not what a job gives"
            raise TypeError(msg)  # noqa: TRY301 -- told as the others are
    except ConfigurationError:
        raise
    except Exception as error:
        if probe is not None:
            probe.cancel()
        said = printable(f"{type(error).__name__}: {error}", 300)
        if isinstance(error, TimeoutError):
            said = f"it did none in {_PROBE_S} seconds."
        msg = f"The executor cannot do a job of cognito_explore: {said}"
        hint = (
            "Its workers need this library and room for a job, and it must not be shut down; "
            'a script that starts processes needs if __name__ == "__main__". Nothing was sent.'
        )
        raise ConfigurationError(msg, hint=hint) from error
    return place


def in_flight_of(executor: Executor, per_s: float) -> int:
    """Tell how many jobs an executor has at a time, as far as it says how many it does.

    At a pace no more are handed over than it does: those that wait in it would leave at another.
    Without one as many again wait for threads, so that none of those does. Processes may die, and
    then nobody knows what of theirs was sent.
    """
    number = getattr(executor, "_max_workers", None)
    does = number if isinstance(number, int) and number > 0 else IN_FLIGHT
    is_fed = per_s == math.inf and isinstance(executor, ThreadPoolExecutor)
    return 2 * does if is_fed else does


def make_threads(per_s: float) -> ThreadPoolExecutor:
    """Make threads for a pace: up to 64 a second enough for answers that take a second.

    Above that they reach the pace where answers take less: at 500 a second, 128 ms.
    """
    number = (
        IN_FLIGHT if per_s == math.inf else min(max(int(per_s) + 1, IN_FLIGHT), _IN_FLIGHT_MOST)
    )
    return ThreadPoolExecutor(number, thread_name_prefix="cognito_explore batch")
