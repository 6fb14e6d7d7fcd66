"""A proxy between a client and a server, which breaks what its plan says."""

from __future__ import annotations

import http.client
import json
import select
import signal
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Fault = Callable[["Link"], None]
# What is sent closes at once, and its reader sees a reset.
_RESET = struct.pack("ii", 1, 0)
# Of one request, whatever the machine does meanwhile.
LIMIT_S = 60


class Proxy:
    """Passes requests on, and breaks the next connections as planned.

    Attributes:
        plan: What happens to the next connections, one each; those after them are healthy.
        always: What happens to every connection; None: they are healthy.
        taken: How many requests were taken whole.
        written: Bytes of answers that were written.
        other_certificate: What nobody trusts; for links that show it.
    """

    def __init__(
        self, upstream: str, *, certificate: Path | None = None, other: Path | None = None
    ) -> None:
        """Listen on a free port.

        Args:
            upstream: The URL of the server.
            certificate: Speak TLS with this one.
            other: Another certificate.
        """
        address = urlsplit(upstream)
        self.upstream = (str(address.hostname), int(address.port or 80))
        self.certificate, self.other_certificate = certificate, other
        self.plan: list[Fault] = []
        self.always: Fault | None = None
        self.taken = self.written = 0
        self._links: list[Link] = []
        self.port = 0
        self.listen()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    def listen(self) -> None:
        """Listen, on the same port as before."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, args=(self._listener,))
        self._accepting.start()

    def refuse(self) -> None:
        """Listen no more: who connects is refused."""
        # It wakes whoever waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join(LIMIT_S)
        self._listener.close()

    def settle(self) -> None:
        """Wait until what was broken is over."""
        for link in [it for it in self._links if it.fault]:
            assert link.is_over.wait(LIMIT_S), "what breaks has an end"

    def go_on(self) -> None:
        """Let those who wait for the client's end wait no more."""
        for link in self._links:
            link.stop_reading()

    def heal(self) -> None:
        """Break nothing any more."""
        self.plan, self.always = [], None
        if self._listener.fileno() == -1:
            self.listen()

    def stop(self) -> None:
        """Close everything."""
        if self._listener.fileno() != -1:
            self.refuse()
        for link in self._links:
            link.hang_up()
            link.thread.join(LIMIT_S)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                fault = self.plan.pop(0) if self.plan else self.always
                link = Link(self, connection, fault)
                self._links.append(link)
                link.thread.start()


class Link:
    """One connection of a client.

    Attributes:
        fault: What breaks it; None: it is healthy.
        request: What was read of the request.
        is_over: What breaks is over; the connection may go on.
    """

    def __init__(self, proxy: Proxy, connection: socket.socket, fault: Fault | None) -> None:
        """Take a connection."""
        connection.settimeout(LIMIT_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.proxy, self.connection, self.fault = proxy, connection, fault
        self.request = b""
        self.is_over = threading.Event()
        self._is_waiting = False
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        # The other side may hang up whenever it likes.
        with suppress(ConnectionError, ssl.SSLError):
            if self.fault is None:
                self.secure()
                self.go_on()
            else:
                self.fault(self)
        self.connection.close()
        self.is_over.set()

    def secure(self, certificate: Path | None = None) -> None:
        """Speak TLS, if the proxy does."""
        if self.proxy.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate or self.proxy.certificate)
            self.connection = context.wrap_socket(self.connection, server_side=True)

    def go_on(self) -> None:
        """Pass on every request that follows."""
        self.is_over.set()
        while self.take():
            if self.proxy.always:
                self._is_waiting = True
                self.proxy.always(self)
                return
            self.write(self.passed_on())

    def wait(self) -> None:
        """Wait until the client wrote something, and leave it unread."""
        select.select([self.connection], [], [], LIMIT_S)

    def take(self) -> bytes:
        """Read a request whole; nothing if the client hung up instead."""
        if self._is_waiting:
            self._is_waiting = False
            return self.request
        self.request = b""
        while not self._is_whole():
            got = self.connection.recv(65536)
            if not got:
                return b""
            self.request += got
        self.proxy.taken += 1
        return self.request

    def _is_whole(self) -> bool:
        head, end, body = self.request.partition(b"\r\n\r\n")
        lengths = [it for it in head.lower().split(b"\r\n") if it.startswith(b"content-length:")]
        return bool(end) and len(body) >= int(lengths[0].partition(b":")[2])

    def passed_on(self) -> bytes:
        """Give the request to the server, and give its answer."""
        with socket.create_connection(self.proxy.upstream, LIMIT_S) as server:
            server.sendall(self.request)
            answer = http.client.HTTPResponse(server, method="POST")
            answer.begin()
            body = answer.read()
        kept = [it for it in answer.getheaders() if it[0].lower() in _KEPT]
        return make_answer(body, status=answer.status, headers=dict(kept))

    def write(self, answer: bytes) -> None:
        """Write to the client."""
        self.connection.sendall(answer)
        self.proxy.written += len(answer)

    def write_slowly(self, answer: Iterator[bytes], pause_s: float = 0) -> None:
        """Write piece by piece, until the client hangs up."""
        for piece in answer:
            self.write(piece)
            # Who hangs up is heard at once, and not by what is written then.
            if pause_s and select.select([self.connection], [], [], pause_s)[0]:
                return

    def wait_for_the_end(self) -> None:
        """Wait until the client hangs up, or nothing more is to be read of it."""
        with suppress(ConnectionError, ssl.SSLError):
            while self.connection.recv(65536):
                pass

    def reset(self) -> None:
        """End the connection as a machine does that crashed."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.connection.close()

    def stop_reading(self) -> None:
        """Read no more of the client, from another thread; it can be written to."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RD)

    def hang_up(self) -> None:
        """Close it, from another thread."""
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


_KEPT = {"content-type", "x-amzn-requestid", "x-amzn-errortype"}
JSON = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "request-1"}
HTML = {"Content-Type": "text/html"}


def make_answer(
    body: bytes,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    length: int | None = None,
) -> bytes:
    """Write an answer as it goes over the wire.

    Args:
        body: Of it.
        status: Of HTTP.
        headers: But for the length.
        length: That it says it has; None: what it has.
    """
    told = dict(JSON if headers is None else headers)
    told["Content-Length"] = str(len(body) if length is None else length)
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def make_refusal(code: str, status: int = 400) -> bytes:
    """Write an error as AWS words it."""
    body = json.dumps({"__type": code, "message": f"{code} on purpose"})
    return make_answer(body.encode(), status=status)


def interrupt() -> None:
    """Press Ctrl-C: as the notebook's stop button does, where the main thread is now."""
    signal.pthread_kill(int(threading.main_thread().ident or 0), signal.SIGINT)


@contextmanager
def running(upstream: str, **named: Any) -> Iterator[Proxy]:
    """Run a proxy for a while."""
    proxy = Proxy(upstream, **named)
    try:
        yield proxy
    finally:
        proxy.stop()
