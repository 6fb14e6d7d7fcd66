"""EmbeddedServer: the embedded AWS at an address of loopback."""

from __future__ import annotations

import errno
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cognito_explore.embedded.http_server import HttpServer
from cognito_explore.errors import ConfigurationError
from cognito_explore.show import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from cognito_explore.embedded.http_server import HttpAnswer, HttpRequest

MOST_BYTES = 1_048_576
TIMEOUT_S = 30.0
# localhost may lead elsewhere.
_ADDRESSES = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}
_MOST_PORT = 65_535


class EmbeddedServer:
    """The embedded AWS at an address of this machine, until it is stopped.

    Give `url` to any AWS SDK as its endpoint. `GET /inbox` answers what arrived, as JSON.
    It is a context manager, which stops it.

    Attributes:
        url: Where it is, as `http://127.0.0.1:49152`.
        port: The port of it.
    """

    def __init__(
        self,
        answer: Callable[[HttpRequest], HttpAnswer],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        """Begin to answer.

        Args:
            answer: Answers a request.
            host: `127.0.0.1`, `::1` or `localhost`.
            port: 0: a free one.
            timeout_s: How long a client may take for the next bytes.

        Raises:
            ConfigurationError: The host is not of loopback, or the port is not to be had.
        """
        address = _check_host(host)
        _check_port(port)
        try:
            self._server = HttpServer(
                address, port, answer, timeout_s=timeout_s, most_bytes=MOST_BYTES
            )
        except OSError as error:
            raise _not_to_be_had(address, port, error) from error
        self.port = self._server.port
        self.url = f"http://{f'[{address}]' if ':' in address else address}:{self.port}"

    def stop(self) -> None:
        """Give the port back, once what was asked is answered; stopping twice does no harm."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<EmbeddedServer {self.url}: nothing is really sent>"


def _check_host(host: object) -> str:
    if isinstance(host, str) and host in _ADDRESSES:
        return _ADDRESSES[host]
    msg = f"The embedded AWS is not served at {printable(ascii(host), 100)}."
    hint = "It is for this machine alone, for it lets in whoever asks: "
    raise ConfigurationError(msg, hint=f"{hint}{', '.join(_ADDRESSES)}.")


def _check_port(port: object) -> None:
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port <= _MOST_PORT:
        msg = f"There is no port {printable(ascii(port), 100)}."
        raise ConfigurationError(msg, hint=f"Take one up to {_MOST_PORT:,}, or 0 for a free one.")


def _not_to_be_had(address: str, port: int, error: OSError) -> ConfigurationError:
    if error.errno == errno.EADDRINUSE:
        msg = f"Port {port} of {address} is taken by another program."
    else:
        msg = f"Port {port} of {address} is not to be had: {error.strerror}."
    return ConfigurationError(msg, hint="Take another port, or 0 for a free one.")
