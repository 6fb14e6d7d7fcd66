"""Limits of an answer: how long it may take to come, and how much of it is read.

botocore's `read_timeout` is for each read, so that an answer which trickles never ends, and
what is read is kept in memory whatever its size. Here an answer is whole within that time of
its first byte, and one that is too large is read no further.
"""

from __future__ import annotations

import functools
import io
import time
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket

    from botocore.client import BaseClient

# Beside the body: status, headers, the sizes of chunks.
_BESIDE = 100_000


class SlowAnswerError(TimeoutError):
    """An answer began, and was not whole in time."""


class LargeAnswerError(OSError):
    """An answer is larger than any that is meant."""


class _Limited(io.RawIOBase):
    """What a socket gives for one answer, within its limits."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket, most: int | None) -> None:
        self._raw = raw
        self._connection = connection
        self._time = connection.gettimeout()
        self._ends_at: float | None = None
        self._most = most
        self._count = 0

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def readinto(self, buffer: Any) -> int:
        count = self._read(buffer) if self._ends_at is None else self._read_on(buffer)
        self._count += count
        if self._most is not None and self._count > self._most + _BESIDE:
            msg = f"more than {self._most:,} bytes"
            raise LargeAnswerError(msg)
        return count

    def _read(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer) or 0
        if self._time is not None:
            self._ends_at = time.monotonic() + self._time
        return count

    def _read_on(self, buffer: Any) -> int:
        """Read more of an answer that began, and wait no longer than is left."""
        left = (self._ends_at or 0) - time.monotonic()
        slow = SlowAnswerError(f"not whole {self._time:g} s after its first byte")
        if left <= 0:
            raise slow
        self._connection.settimeout(left)
        try:
            count = self._raw.readinto(buffer) or 0
        except TimeoutError as error:
            raise slow from error
        # The next request on this connection has all of its time.
        self._connection.settimeout(self._time)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(HTTPResponse):
    """An answer that is read within its limits."""

    def __init__(self, sock: socket.socket, *args: Any, most: int | None, **named: Any) -> None:
        super().__init__(sock, *args, **named)
        self.fp: io.BufferedReader = io.BufferedReader(_Limited(self.fp.detach(), sock, most))


def limit_answers(client: BaseClient, most: int | None = None) -> None:
    """Give every answer to a client's requests its limits.

    From its first byte on, an answer has the client's `read_timeout` to come whole.

    Args:
        client: Of botocore, before its first request.
        most: Bytes of a body, from which on it is read no further; None: as many as come.
    """
    # botocore has no public way to the connections of a client that it has made.
    pools = client._endpoint.http_session._pool_classes_by_scheme  # noqa: SLF001
    for scheme, pool in pools.items():
        pools[scheme] = _limited(pool, most)


def limit_of(error: BaseException) -> SlowAnswerError | LargeAnswerError | None:
    """Find the limit that an answer went beyond, among what an error came from."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, SlowAnswerError | LargeAnswerError):
        seen = seen.__cause__ or seen.__context__
    return seen


@functools.cache
def _limited(pool: type, most: int | None) -> type:
    """Make botocore's class of pools once more, with connections that limit their answers."""
    kind = pool.ConnectionCls  # type: ignore[attr-defined]
    # They keep their names, which errors show.
    response = functools.partial(_Response, most=most)
    connection = type(kind.__name__, (kind,), {"response_class": response})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})
