"""Reads: what the checks of one diagnosis ask of the account, each thing once.

Checks run side by side. The first that asks makes the call; the others wait for its answer,
be it a refusal.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from cognito_explore.account import Account
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call
from cognito_explore.errors import NotSentError

_T = TypeVar("_T")

# The IAM actions that the check of this thread has used, in order.
used: ContextVar[list[str] | None] = ContextVar("actions used", default=None)
_may_wait: ContextVar[bool] = ContextVar("may wait for an answer", default=True)


class WouldWaitError(BaseException):
    """What is read is not here yet, and this thread is not to wait for it.

    It is no `Exception`, so that no check takes it for an answer.
    """


@contextmanager
def without_waiting() -> Iterator[None]:
    """Within it, what would ask or wait for an answer raises `WouldWaitError`."""
    token = _may_wait.set(False)
    try:
        yield
    finally:
        _may_wait.reset(token)


class Reads:
    """Answers of the account, kept for one diagnosis; safe to use from several threads.

    Attributes:
        region_name: Of the session: where requests with a token go.
    """

    def __init__(self, account: Account) -> None:
        """Begin with none.

        Args:
            account: Who is asked.
        """
        self.region_name = account.region_name
        self._account = account
        self._lock = threading.Lock()
        self._made: dict[Hashable, Future[Any]] = {}
        self._is_over = False

    def call(self, call: Call) -> Told:
        """Make a call, unless it was made.

        Raises:
            CognitoExploreError: As `Account.call` does.
        """
        self._note(call)
        self._check_credentials()
        return self.once((call.service, *_key(call)), lambda: self._account.call(call))

    def pages(self, call: Call, member: str) -> list[Told]:
        """Make a reading call as often as it has pages, unless it was made.

        Raises:
            CognitoExploreError: As `Account.pages` does.
        """
        self._note(call)
        self._check_credentials()
        key = (call.service, *_key(call), member)
        return self.once(key, lambda: self._account.pages(call, member))

    def once(self, key: Hashable, read: Callable[[], _T]) -> _T:
        """Read something, unless it was read or is being read.

        Args:
            key: Tells it from all else that is read.
            read: Reads it.

        Raises:
            CognitoExploreError: It cannot be read, or the diagnosis is over.
        """
        with self._lock:
            future: Future[_T] | None = self._made.get(key)
            if not _may_wait.get() and (future is None or not future.done()):
                raise WouldWaitError
            is_first = future is None
            if future is None:
                if self._is_over:
                    msg = "The diagnosis is over: nothing more is asked."
                    raise NotSentError(msg)
                future = self._made[key] = Future()
        if is_first:
            try:
                future.set_result(read())
            except BaseException as error:  # noqa: BLE001 -- whoever waits is to know of it
                future.set_exception(error)
        failed = future.exception()
        if failed is not None:
            raise _own(failed)
        return future.result()

    def stop(self) -> None:
        """Ask nothing more: what is on its way is still told, to whoever waits for it."""
        with self._lock:
            self._is_over = True

    def _check_credentials(self) -> None:
        # boto3 looks for them with each client it makes, and where it finds none, long.
        self.once("credentials", self._account.check_credentials)

    @staticmethod
    def _note(call: Call) -> None:
        actions = used.get()
        if actions is not None and call.action not in actions:
            actions.append(call.action)


def _own(error: BaseException) -> BaseException:
    """Give each thread an error of its own: raising one writes frames and context into it."""
    try:
        made = copy.copy(error)
    except Exception:  # noqa: BLE001 -- of somebody's class that cannot be copied
        return error
    made.__cause__, made.__suppress_context__ = error.__cause__, True
    return made


def _key(call: Call) -> tuple[Hashable, ...]:
    return (call.operation, call.region_name, _frozen(call.parameters))


def _frozen(value: Any) -> Hashable:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _frozen(it)) for name, it in value.items()))
    if isinstance(value, (list, tuple)):
        return tuple(map(_frozen, value))
    frozen: Hashable = value
    return frozen
