"""What the tests share: sessions on the embedded AWS, tokens, and a server that misbehaves."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
import site_pages
from hypothesis import settings
from IPython.core.ultratb import VerboseTB

import cognito_explore as cx

# How long an example takes is the machine's business.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
POOL = "us-east-1_aBcDeFgHi"
TESTS = str(Path(__file__).parent)
DELIVERED = {
    "CodeDeliveryDetails": {
        "Destination": "+*******0123",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
}


@pytest.fixture(autouse=True)
def no_aws_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """Keep the settings and credentials of whoever runs the tests out of them."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    for name in ("TARGET", "CLIENT_ID", "USER_POOL_ID"):
        monkeypatch.delenv(f"COGNITO_EXPLORE_{name}", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def everything_logged() -> Iterator[list[str]]:
    """Everything that any logger says at DEBUG."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    root, handler = logging.getLogger(), Keep()
    handler.setFormatter(logging.Formatter("%(name)s %(message)s"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def session() -> cx.Session:
    """A session on an embedded AWS whose codes, ids and time are repeatable."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def tokens(session: cx.Session) -> cx.Tokens:
    """The tokens of `ana`, whose two addresses are unverified."""
    return session.sign_in("ana", "correct-horse-1")


def make_claims(**changes: Any) -> dict[str, Any]:
    """Make the claims of a good access token, valid for an hour from the real now."""
    claims = {
        "sub": "11111111-2222-3333-4444-555555555555",
        "iss": f"https://cognito-idp.us-east-1.amazonaws.com/{POOL}",
        "client_id": "1example23456789",
        "username": "ana",
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "exp": int((datetime.now(UTC) + timedelta(hours=1)).timestamp()),
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def make_token(**changes: Any) -> str:
    """Make the text of an access token; a claim that is None is left out."""
    return jwt.encode(make_claims(**changes), "k" * 32, algorithm="HS256")


def send(session: cx.Session, **changes: Any) -> cx.CodeDelivery:
    """Send a code with a good token, but for the claims that are changed."""
    return session.send_code(make_token(**changes), "phone_number")


def last(session: cx.Session) -> cx.Attempt:
    """Give the newest attempt."""
    return session.history[-1]


def write_tracebacks(error: BaseException) -> str:
    """Write all that tracebacks can show from the call of a test on, locals included."""
    inner = error.__traceback__
    # The frames before hold the secrets by right: they are the test's.
    while inner is not None and inner.tb_frame.f_code.co_filename.startswith(TESTS):
        inner = inner.tb_next
    assert inner is not None, "the error comes from what is tested"
    told = traceback.TracebackException(type(error), error, inner, capture_locals=True)
    texts = [*told.format(), VerboseTB(theme_name="nocolor").text(type(error), error, inner)]
    seen: BaseException | None = error
    while seen is not None:
        texts += [str(seen), repr(seen), repr(vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(texts)


@dataclass
class Received:
    """One request as a server saw it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """AWS's name of the action."""
        if "X-Amz-Target" not in self.headers:
            # SNS speaks the query protocol.
            return parse_qs(self.body.decode())["Action"][0]
        return self.headers["X-Amz-Target"].rpartition(".")[2]

    def json(self) -> Any:
        """Give the body as JSON."""
        return json.loads(self.body)


@dataclass
class Server:
    """A loopback server that answers as it is told, and remembers what it was asked."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "Content-Type": "application/x-amz-json-1.1",
            "x-amzn-RequestId": "request-1",
        }
    )
    body: bytes = json.dumps(DELIVERED).encode()
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    received: list[Received] = field(default_factory=list)

    def refuse(self, code: str, message: str = "", status: int = 400) -> None:
        """Answer with an error as AWS words it."""
        self.status = status
        self.body = json.dumps({"__type": code, "message": message}).encode()

    def play(self, *answers: Any) -> None:
        """Answer one request after the other.

        Args:
            answers: The JSON of a success, its body as bytes, or `(code, message)` of an error.
        """
        waiting = iter(answers)

        def answer(handler: BaseHTTPRequestHandler) -> None:
            told = next(waiting)
            self.status = 200
            if isinstance(told, tuple):
                self.refuse(*told)
            else:
                self.body = told if isinstance(told, bytes) else json.dumps(told).encode()
            self.reply(handler)

        self.answer = answer

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Take one request."""
        body = handler.rfile.read(int(handler.headers["Content-Length"] or 0))
        self.received.append(Received(handler.path, dict(handler.headers), body))
        if self.answer is not None:
            self.answer(handler)
        else:
            self.reply(handler)

    def reply(self, handler: BaseHTTPRequestHandler) -> None:
        """Send the answer that is set."""
        handler.send_response(self.status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(self.body)))
        handler.end_headers()
        handler.wfile.write(self.body)


@pytest.fixture
def server() -> Iterator[Server]:
    """Start a server on a free port of loopback."""
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet an answer, sent at once, as a real server would.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            told.handle(self)

        def do_GET(self) -> None:
            told.handle(self)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    told.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let SIGINT raise KeyboardInterrupt, as it does not in what a shell runs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def remote(server: Server) -> cx.Session:
    """A session that talks to the server over real HTTP."""
    return cx.connect(server.url, region_name="us-east-1", client_id="1example23456789")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make docs` builds it, built once for every process that tests."""
    folder = tmp_path_factory.getbasetemp()
    return site_pages.build(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder)
