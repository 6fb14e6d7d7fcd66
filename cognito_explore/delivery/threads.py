"""Threads of a diagnosis: jobs side by side, none of which keeps a program from ending.

The pools of `concurrent.futures` wait for their threads when the interpreter ends, be it for
a call that nobody waits for any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any


def start(job: Callable[[], object], name: str) -> None:
    """Do a job on a thread of its own, in a copy of this thread's context.

    Where no thread can be started, as in a browser's Python or while the interpreter ends,
    it is done here.

    Args:
        job: What is done; it raises nothing.
        name: Of the thread.
    """
    context = copy_context()
    thread = threading.Thread(target=lambda: context.run(job), name=name, daemon=True)
    try:
        thread.start()
    except RuntimeError:
        job()


def in_threads(jobs: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do jobs side by side, each in a copy of this thread's context.

    Returns:
        What each gives, in their order.

    Raises:
        BaseException: Of the jobs that ended in an error, that of the first in order.
    """
    if len(jobs) == 1:
        return [jobs[0]()]
    ended: SimpleQueue[int] = SimpleQueue()
    given: list[Any] = [None] * len(jobs)
    failed: dict[int, BaseException] = {}

    def work(place: int) -> None:
        try:
            given[place] = jobs[place]()
        except BaseException as error:  # noqa: BLE001 -- whoever waits is to know of it
            failed[place] = error
        finally:
            ended.put(place)

    for place in range(len(jobs)):
        start(lambda place=place: work(place), "diagnose side by side")  # type: ignore[misc]
    for _ in jobs:
        ended.get()
    if failed:
        raise failed[min(failed)]
    return given
