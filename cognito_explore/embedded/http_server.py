"""An HTTP server on loopback, which knows nothing of AWS.

It is built on Python's own server, because werkzeug's ends every connection with its answer, and
where a port is taken the process. It writes nothing anywhere: requests have tokens in them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

HttpAnswer = tuple[int, Mapping[str, str], bytes]
"""HTTP status, headers and body."""

# How long a request that has begun may take when the server stops.
_GRACE_S = 2.0
# How soon the server sees that it is to stop.
_POLL_S = 0.05
_PIECE = 65_536
_LINE = 1_024
_DECIMAL, _HEX = 10, 16
# After it, who sends too much is taken to wait for an answer.
_PAUSE_S = 0.5
# How much of what is too large is read, so that whoever sends it comes to read the refusal.
_DROPPED = 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came over HTTP.

    Attributes:
        method: HTTP's.
        target: Path and query, as they were sent.
        headers: By name, whose case does not matter.
        body: As it was sent.
    """

    method: str
    target: str
    headers: Message
    body: bytes


class HttpServer(socketserver.ThreadingTCPServer):
    """Answers requests, each connection in a thread of its own."""

    # On Windows it would let two programs have one port.
    allow_reuse_address = os.name == "posix"
    request_queue_size = 128

    def __init__(
        self,
        host: str,
        port: int,
        answer: Callable[[HttpRequest], HttpAnswer],
        *,
        timeout_s: float,
        most_bytes: int,
    ) -> None:
        """Take a port, and begin.

        Args:
            host: An address of loopback.
            port: Of it; 0: a free one.
            answer: Answers a request; must not raise.
            timeout_s: How long a client may take for the next bytes.
            most_bytes: How large a request's body may be.

        Raises:
            OSError: The port is taken, or not to be had.
        """
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.answer = answer
        self.timeout_s = timeout_s
        self.most_bytes = most_bytes
        self._open: dict[Any, threading.Thread] = {}
        self._lock = threading.Lock()
        super().__init__((host, port), _Handler)
        self._thread: threading.Thread | None = threading.Thread(
            target=self.serve_forever, args=[_POLL_S], daemon=True, name="embedded AWS"
        )
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it has."""
        return int(self.server_address[1])

    def stop(self) -> None:
        """Take no more requests, let those that came be answered, and give the port back."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        self.shutdown()
        thread.join()
        self.server_close()
        # First nothing more is read, and then what is not done yet is cut off.
        self._end(socket.SHUT_RD)
        self._end(socket.SHUT_RDWR)

    def _end(self, how: int) -> None:
        connections = list(self._open.items())
        for connection, _ in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(how)
        until = time.monotonic() + _GRACE_S
        for _, answering in connections:
            if answering is not threading.current_thread():
                answering.join(max(0.0, until - time.monotonic()))

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread that is known."""
        thread = threading.Thread(
            target=self.process_request_thread, args=(request, client_address), daemon=True
        )
        self._open[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """End a connection."""
        self._open.pop(request, None)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet: whoever asked has gone, and every other error has been answered."""


class _Unreadable(Exception):  # noqa: N818 -- an answer
    """A request whose body cannot be read."""

    def __init__(self, status: HTTPStatus, message: str) -> None:
        super().__init__(message)
        self.status = status


class _Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection, and writes the answers."""

    protocol_version = "HTTP/1.1"
    # One packet an answer, sent at once.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: HttpServer

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.timeout_s)

    def do_POST(self) -> None:
        try:
            body = self._read()
        except _Unreadable as error:
            self.send_error(error.status, str(error))
            return
        request = HttpRequest(self.command, self.path, self.headers, body)
        self._reply(*self.server.answer(request))

    # By these names Python's server looks for what answers.
    do_DELETE = do_GET = do_HEAD = do_OPTIONS = do_PATCH = do_PUT = do_POST  # noqa: N815

    def handle_expect_100(self) -> bool:
        """Ask for the body, at once."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no HTTP, in JSON, and end the connection, whose rest means nothing."""
        del explain
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            # Of Python's, for a method that it does not know: the fault is the client's.
            code = HTTPStatus.METHOD_NOT_ALLOWED
        told = {"__type": "BadRequest", "message": message or HTTPStatus(code).phrase}
        self._reply(code, {"content-type": "application/json"}, json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet: tokens are in requests."""

    def _read(self) -> bytes:
        """Read the body of a request.

        Raises:
            _Unreadable: It is too slow or too large, or where it ends is not clear.
        """
        lengths = self.headers.get_all("Content-Length", [])
        coding = self.headers.get("Transfer-Encoding")
        try:
            if coding is None:
                return self._read_bytes(lengths)
            if not lengths and coding.strip().lower() == "chunked":
                return self._read_chunks()
        except TimeoutError:
            raise _Unreadable(HTTPStatus.REQUEST_TIMEOUT, "It came too slowly.") from None
        raise _unclear()

    def _read_bytes(self, lengths: list[str]) -> bytes:
        length = _number(lengths[0], _DECIMAL) if lengths else 0
        if len(lengths) > 1:
            raise _unclear()
        return self._read_exactly(length)

    def _read_chunks(self) -> bytes:
        body = b""
        while size := _number(self._line().partition(";")[0], _HEX):
            self._check_size(len(body) + size)
            body += self._read_exactly(size)
            if self._line():
                raise _unclear()
        # What may follow the last one says nothing of what is asked.
        while self._line():
            pass
        return body

    def _line(self) -> str:
        line = self.rfile.readline(_LINE)
        if not line.endswith(b"\n"):
            raise _unclear()
        return line.decode("latin-1").strip("\r\n")

    def _read_exactly(self, length: int) -> bytes:
        self._check_size(length)
        found = self.rfile.read(length)
        if len(found) < length:
            raise _unclear()
        return found

    def _check_size(self, length: int) -> None:
        if length > self.server.most_bytes:
            self._drop()
            text = f"A request may have {self.server.most_bytes:,} bytes."
            raise _Unreadable(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)

    def _drop(self) -> None:
        """Read what is not wanted, as long as it comes, and not for ever."""
        left = _DROPPED * self.server.most_bytes
        with contextlib.suppress(OSError):
            # Whoever waits for the answer sends no more.
            self.connection.settimeout(min(self.server.timeout_s, _PAUSE_S))
            while left > 0 and (piece := self.connection.recv(_PIECE)):
                left -= len(piece)

    def _reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, _printable(value))
        if status != HTTPStatus.NO_CONTENT:
            self.send_header("content-length", str(len(body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD" and status != HTTPStatus.NO_CONTENT:
            self.wfile.write(body)
        self.wfile.flush()


def _unclear() -> _Unreadable:
    return _Unreadable(HTTPStatus.BAD_REQUEST, "Where it ends is not clear.")


def _number(text: str, base: int) -> int:
    """Read a length, which has neither a sign nor anything else that Python takes.

    Raises:
        _Unreadable: It is none.
    """
    text = text.strip()
    if not re.fullmatch("[0-9a-fA-F]{1,16}" if base == _HEX else "[0-9]{1,16}", text):
        raise _unclear()
    return int(text, base)


def _printable(value: str) -> str:
    """Write what a header may have: a user's words must not make another header."""
    return "".join(it if " " <= it <= "~" else "?" for it in value)
