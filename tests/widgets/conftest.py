"""What the tests of the forms share: hands that click and type, and eyes for what shows."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import ipywidgets
import pandas as pd
import pytest
from conftest import DELIVERED, NOW, Server, make_token
from ipywidgets.widgets import widget

import cognito_explore as cx
from cognito_explore.widgets.form import Form

# How long a machine may take, however busy it is.
LIMIT_S = 60
PASSWORD = "canary-password-1"
CLIENT_SECRET = "canary-client-secret-2"
CODE = "918273"
HOSTILE = "<img src=x onerror=alert(1)> $x$ \u202eevil\x1b[31m"

SEND = "GetUserAttributeVerificationCode"
SIGN_IN = "InitiateAuth"
ANSWER = "RespondToAuthChallenge"
VERIFY = "VerifyUserAttribute"


@pytest.fixture(autouse=True)
def no_widgets_left() -> Iterator[None]:
    """Close the widgets of a test: their comms keep them all, and each slows the next test."""
    yield
    for it in list(widget._instances.values()):
        # What a test observes is none of the closing.
        it.unobserve_all()
        it.close()


def walk(root: Any) -> Iterator[ipywidgets.Widget]:
    """Give every widget that can be reached from one, each once, as they show."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        it = waiting.pop()
        if id(it) in seen:
            continue
        seen.add(id(it))
        yield it
        values = [getattr(it, name) for name in it.keys]
        held = itertools.chain.from_iterable(
            value if isinstance(value, (list, tuple)) else [value] for value in values
        )
        waiting += reversed([value for value in held if isinstance(value, ipywidgets.Widget)])


def find(root: Any, kind: type, label: str) -> Any:
    """Find the input or button with a label."""
    named = (it for it in walk(root) if isinstance(it, kind))
    return next(
        it for it in named if getattr(it, "label" if is_secret(it) else "description") == label
    )


def is_secret(widget: Any) -> bool:
    """Tell whether a widget is a field for a secret."""
    return isinstance(widget, cx.SecretInput)


def button(root: Any, label: str) -> ipywidgets.Button:
    """Find a button by the beginning of what it says."""
    buttons = (it for it in walk(root) if isinstance(it, ipywidgets.Button))
    return next(it for it in buttons if it.description.startswith(label))


def is_shown(root: Any, widget: Any) -> bool:
    """Tell whether a widget shows: neither it nor what it is in is hidden."""
    if "ce-hidden" in getattr(root, "_dom_classes", ()):
        return False
    return root is widget or any(is_shown(it, widget) for it in getattr(root, "children", ()))


def read(root: Any) -> str:
    """Give all HTML of the widgets that show."""
    return "\n".join(
        it.value for it in walk(root) if isinstance(it, ipywidgets.HTML) and is_shown(root, it)
    )


def state(root: Any) -> str:
    """Give all that a browser gets, or a notebook keeps, of a widget and those it holds."""
    return json.dumps([it.get_state() for it in walk(root)], default=repr)


def patient(form: Form) -> Any:
    """Let time pass between any two clicks, so that each counts."""
    form._timer = itertools.count(1).__next__
    return form


@contextmanager
def finishing(form: Form) -> Iterator[None]:
    """Wait until the form has finished what is begun in the block."""
    finished = threading.Event()

    def look(change: dict[str, bool]) -> None:
        if not change["new"]:
            finished.set()

    form.observe(look, "is_busy")
    try:
        yield
        assert finished.wait(LIMIT_S)
    finally:
        form.unobserve(look, "is_busy")


def click(form: Form, label: str = "") -> None:
    """Click a button, by default the form's, and wait for what comes of it."""
    with finishing(form):
        button(form, label or form.BUTTON).click()


def enter(widget: Any) -> None:
    """Press Enter in a field."""
    kind = "kind" if is_secret(widget) else "event"
    widget._handle_custom_msg({kind: "submit"}, [])


def give(widget: cx.SecretInput, secret: str) -> None:
    """Type a secret and leave the field, as a browser tells it."""
    widget._handle_custom_msg({"kind": "secret"}, [memoryview(secret.encode())])


def execute(line: str, session: cx.Session, **names: Any) -> dict[str, Any]:
    """Run a line of Python that a form tells, where `getpass` and `input` give what is typed."""
    typed = names.pop("typed", "")
    given = iter(typed if isinstance(typed, list) else [typed])
    asked = SimpleNamespace(getpass=lambda _="": next(given))
    space = {"session": session, "cx": cx, "getpass": asked, "input": asked.getpass, **names}
    exec(line, space)  # noqa: S102 -- what is told can be run
    return space


@dataclass
class Scripted:
    """A server that answers each operation as it is told, and can be held.

    Attributes:
        server: What is behind it.
        answers: By operation an answer, or a list of them, of which the last is repeated.
        held: The operations that wait for `go`.
    """

    server: Server
    answers: dict[str, Any]
    held: set[str] = field(default_factory=set)
    arrived: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def received(self, operation: str) -> list[Any]:
        """Give the bodies that came for an operation."""
        return [it.json() for it in self.server.received if _operation(it.headers) == operation]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        operation = _operation(handler.headers)
        if operation in self.held:
            self.arrived.set()
            assert self.go.wait(LIMIT_S)
        told = self.answers[operation]
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        status = 400 if isinstance(told, dict) and "__type" in told else 200
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/x-amz-json-1.1")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


def _operation(headers: Any) -> str:
    return str(headers["X-Amz-Target"]).rpartition(".")[2]


def refused(code: str, message: str = "") -> dict[str, str]:
    """Word an error as AWS does."""
    return {"__type": code, "message": message}


def user(username: str = "ana", *, email_verified: str = "true", **changes: str) -> dict[str, Any]:
    """Make the answer of GetUser."""
    told = {
        "email": "ana@example.com",
        "email_verified": email_verified,
        "phone_number": "+12025550123",
        "phone_number_verified": "false",
    }
    attributes = [{"Name": name, "Value": value} for name, value in (told | changes).items()]
    return {"Username": username, "UserAttributes": attributes}


def signed_in() -> dict[str, Any]:
    """Make the answer of a sign-in."""
    tokens = {"AccessToken": make_token(), "IdToken": "canary-id", "RefreshToken": "canary-refresh"}
    return {"AuthenticationResult": {**tokens, "ExpiresIn": 3600, "TokenType": "Bearer"}}


@pytest.fixture(scope="session")
def idle() -> cx.Session:
    """An embedded AWS on which nothing is done, for forms that are only looked at."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def cognito(server: Server) -> Iterator[Scripted]:
    """A Cognito that does what is asked, unless it is told otherwise."""
    answers = {
        "GetUser": user(),
        SEND: DELIVERED,
        VERIFY: {},
        SIGN_IN: signed_in(),
        ANSWER: signed_in(),
    }
    told = Scripted(server, answers)
    server.answer = told.answer
    yield told
    told.go.set()


Fill = Callable[[], None]


def ready(kind: type[Form], session: cx.Session) -> tuple[Any, Fill]:
    """Make a form that can be clicked, and what fills in again what a click takes."""
    if kind in {cx.SendCodeForm, cx.VerifyCodeForm}:
        # A token from elsewhere does on any endpoint that does not look at it.
        token: Any = make_token()
        if session.name == "embedded":
            token = session.sign_in("ana", "correct-horse-1")
        form: Any = kind(session, token)
    elif kind is cx.BatchForm:
        token = session.sign_in("ana", "correct-horse-1").access_token
        frame = pd.DataFrame({"access_token": [token], "attribute_name": ["email"]})
        form = kind(session, frame, journal="")
    else:
        form = kind(session)

    def fill() -> None:
        if isinstance(form, cx.SignInForm):
            form.username = "ana"
            form.password.fill("correct-horse-1")
        if isinstance(form, cx.SandboxForm):
            form.phone_number = "+12025550123"
        if isinstance(form, cx.VerifyCodeForm):
            form.received.fill(CODE)

    fill()
    return form, fill
