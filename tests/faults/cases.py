"""Every case: what breaks, what must be told of it, and why."""

from __future__ import annotations

import http.client
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cognito_explore as cx
from cognito_explore import wire
from cognito_explore.errors import CLASSES, Outcome
from faults import breaking
from faults.proxy import LIMIT_S, Fault, interrupt, make_refusal
from faults.stage import SEND, Stage

SHORT_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that breaks.

    Attributes:
        group: The heading that it stands under.
        what: What breaks, as the page has it; no other case is called so.
        set_up: Breaks it, for the next send.
        outcome: What the history must say.
        error: What is raised; None: nothing is.
        code: The error's code in the history.
        messages: How many the server makes.
        why: Why this is the truth.
        is_for_ever: The next send breaks as well.
        is_lost: Who lets it end after Ctrl-C gets no answer.
        is_tls: By TLS.
        timeout_s: How long the client waits, for an answer and for TLS.
    """

    group: str
    what: str
    set_up: Callable[[Stage], None]
    outcome: Outcome
    error: type[BaseException] | None = None
    code: str | None = None
    messages: int = 0
    why: str
    is_for_ever: bool = False
    is_lost: bool = False
    is_tls: bool = False
    timeout_s: float = 20


def once(fault: Fault) -> Callable[[Stage], None]:
    """Break the next connection."""
    return lambda stage: stage.proxy.plan.append(fault)


def always(fault: Fault) -> Callable[[Stage], None]:
    """Break every connection."""

    def set_up(stage: Stage) -> None:
        stage.proxy.always = fault

    return set_up


def cases() -> list[Case]:
    """Give every case, in the page's order."""
    return [
        *_connecting(),
        *_dropped(),
        *_slow(),
        *_strange(),
        *_statuses(),
        *_refusals(),
        *_interrupted_connecting(),
        *_interrupted(),
    ]


def _not_sent(what: str, set_up: Callable[[Stage], None], code: str, **more: Any) -> Case:
    why = "A request leaves when its connection stands, and this one never did."
    told: dict[str, Any] = {"error": cx.NotSentError, "outcome": "not_sent", "why": why}
    named = {"group": "No connection", "what": what, "set_up": set_up, "code": code}
    return Case(**(told | named | more))


def _connecting() -> Iterator[Case]:
    for what, set_up in (
        ("Nobody listens at the address.", refuse),
        ("The name cannot be resolved.", resolve_nothing),
    ):
        yield _not_sent(what, set_up, "EndpointConnectionError", is_for_ever=True)
    tls = {
        "A TLS server is expected, and there is a plain one.": breaking.speak_plainly,
        "The certificate is of nobody who is trusted.": breaking.show_another_certificate,
    }
    for what, fault in tls.items():
        yield _not_sent(what, once(fault), "SSLError", is_tls=True)
    yield _not_sent(
        "The connection is reset while TLS is agreed on.",
        once(breaking.drop_the_greeting),
        "ConnectionClosedError",
        is_tls=True,
    )
    yield _not_sent(
        "Nobody answers while TLS is agreed on.",
        once(breaking.greet_never),
        "ReadTimeoutError",
        is_tls=True,
        timeout_s=SHORT_S,
    )


def _unknown(what: str, fault: Fault, code: str, messages: int, **more: Any) -> Case:
    told: dict[str, Any] = {"error": cx.OutcomeUnknownError, "outcome": "unknown"}
    named = {"what": what, "set_up": once(fault), "code": code, "messages": messages}
    return Case(**(told | named | more))


def _dropped() -> Iterator[Case]:
    group = "The connection ends"
    lost = "The request left, and from here nobody can know how far it came."
    taken = "Cognito took the request, and nothing here tells it from one that was lost."
    closed = "ConnectionClosedError"
    for what, fault, messages in (
        ("It is reset before the request is read.", breaking.reset_unread, 0),
        ("It is reset within the request.", breaking.reset_amid, 0),
        ("It is closed after the request, which is lost.", breaking.hang_up_unserved, 0),
        ("It is reset after the request was taken.", breaking.reset_taken, 1),
        ("It is closed after the request was taken.", breaking.hang_up_unanswered, 1),
        ("It is closed within the head of the answer.", breaking.cut_answer(12), 1),
    ):
        why = taken if messages else lost
        code = "UnreadableAnswer" if "head" in what else closed
        yield _unknown(what, fault, code, messages, group=group, why=why)
    yield _unknown(
        "It is closed within the body of the answer.",
        breaking.cut_answer(-10),
        "UnreadableAnswer",
        1,
        group=group,
        why="Half of an answer is no answer.",
    )
    for what, fault in (
        ("By TLS, it is reset after the request was taken.", breaking.reset_taken),
        ("By TLS, the answer comes in plain text.", breaking.leave_tls),
    ):
        code = "SSLError" if "plain" in what else closed
        yield _unknown(what, fault, code, 1, group=group, why=taken, is_tls=True)


def _slow() -> Iterator[Case]:
    group, code = "It takes too long", "ReadTimeoutError"
    waited = "Cognito may have taken the request, and may take it yet."
    began = "An answer that is not whole says nothing."
    for what, fault, messages, why in (
        ("No answer comes; the request is lost.", breaking.lost, 0, waited),
        ("No answer comes; the request was taken.", breaking.silent, 1, waited),
        ("The request arrives after the time-out.", breaking.late, 1, waited),
        (
            "The head of the answer comes byte by byte, without end.",
            breaking.trickle_head,
            1,
            began,
        ),
        ("Its body comes byte by byte, without end.", breaking.trickle_body, 1, began),
        ("It announces more than comes.", breaking.announce(9, is_held=True), 1, began),
    ):
        yield _unknown(what, fault, code, messages, group=group, why=why, timeout_s=SHORT_S)
    yield Case(
        group=group,
        what="The answer comes byte by byte, and in time.",
        set_up=once(breaking.bit_by_bit),
        outcome="accepted",
        messages=1,
        why="It is whole.",
    )


def _strange() -> Iterator[Case]:
    group, code = "The answer is not Cognito's", "UnreadableAnswer"
    why = "Whoever wrote it, it does not say what became of the request."
    for what, fault, messages in (
        ("HTTP 200 without a body.", breaking.serve_and_answer(breaking.EMPTY), 1),
        ("HTTP 200 with a page in HTML.", breaking.answer_with(breaking.error_page(200)), 0),
        ("HTTP 302 to elsewhere.", breaking.answer_with(breaking.error_page(302)), 0),
        ("HTTP 400 with a page in HTML.", breaking.answer_with(breaking.error_page(400)), 0),
        ("HTTP 200 with an error.", breaking.answer_with(make_refusal("Any", 200)), 0),
        ("A body of 50 MB.", breaking.huge, 1),
        ("`100 Continue` without end.", breaking.continue_for_ever, 1),
        ("A Content-Length that is too short.", breaking.announce(-9), 1),
    ):
        yield _unknown(what, fault, code, messages, group=group, why=why)
    for what, answer, code in (
        ("Not HTTP.", b"SSH-2.0-OpenSSH_9.6\r\n", "ConnectionClosedError"),
        ("Hundreds of headers.", breaking.MANY_HEADERS, "ConnectionClosedError"),
    ):
        fault = breaking.answer_with(answer)
        yield _unknown(what, fault, code, 0, group=group, why=why)
    whole = "The body is Cognito's, and whole."
    for what, fault in (
        ("A Content-Length that is too long, then the end.", breaking.announce(9)),
        (
            "The wrong content type.",
            breaking.change_answer(b"application/x-amz-json-1.1", b"text/html"),
        ),
    ):
        yield Case(
            group=group,
            what=what,
            set_up=once(fault),
            outcome="accepted",
            messages=1,
            why=whole,
        )


def _statuses() -> Iterator[Case]:
    group = "An error status"
    why = "Something failed behind the answer, before or after a message was made."
    for status in (500, 502, 503, 504):
        page = breaking.error_page(status)
        fault = breaking.answer_with(page)
        what = f"HTTP {status}, once."
        yield _unknown(what, fault, "UnreadableAnswer", 0, group=group, why=why)
        yield _unknown(
            f"HTTP {status} for ever, after the request was taken.",
            breaking.serve_and_answer(page),
            "UnreadableAnswer",
            1,
            group=group,
            why=why,
            set_up=always(breaking.serve_and_answer(page)),
            is_for_ever=True,
        )
    for code, status in (("InternalErrorException", 500), ("ServiceUnavailable", 503)):
        error = CLASSES.get(code, cx.OutcomeUnknownError)
        fault = breaking.answer_with(make_refusal(code, status))
        what = f"HTTP {status} with AWS's code `{code}`."
        yield _unknown(what, fault, code, 0, group=group, why=why, error=error)
    page = breaking.error_page(429)
    between = "Without Cognito's own code it is not known who refused, or at which end."
    fault = breaking.answer_with(page)
    yield _unknown(
        "HTTP 429 with a page in HTML.", fault, "UnreadableAnswer", 0, group=group, why=between
    )
    throttled = breaking.answer_with(breaking.THROTTLED)
    for often, set_up in (("once", once(throttled)), ("for ever", always(throttled))):
        yield _refused(
            "TooManyRequestsException",
            f"HTTP 429 with AWS's code, {often}.",
            set_up,
            group=group,
            is_for_ever=often == "for ever",
        )


def _refused(code: str, what: str, set_up: Callable[[Stage], None], **more: Any) -> Case:
    told: dict[str, Any] = {
        "group": "HTTP 400 with an error of Cognito's",
        "error": CLASSES[code],
        "outcome": "refused",
        "why": "Cognito refused, and so made no message.",
    }
    return Case(**(told | {"what": what, "set_up": set_up, "code": code} | more))


def _refusals() -> Iterator[Case]:
    for shape in wire.operation_model(SEND).error_shapes:
        name = str(shape.error_code)
        case = _refused(name, f"`{name}`.", once(breaking.answer_with(make_refusal(name))))
        if name == "InternalErrorException":
            why = "Cognito failed inside, before or after a message was made."
            case = _refused(name, case.what, case.set_up, outcome="unknown", why=why)
        yield case


def _interrupt(what: str, set_up: Callable[[Stage], None], **more: Any) -> Case:
    named = {"group": "Interrupted", "what": what, "set_up": set_up}
    told = {"error": KeyboardInterrupt, "code": "KeyboardInterrupt"}
    return Case(**(named | told | more))


def _interrupted_connecting() -> Iterator[Case]:
    nothing = "A request leaves when its connection stands, and this one never did."
    yield _interrupt("Before it connects.", interrupt_the_call, outcome="not_sent", why=nothing)
    yield _interrupt(
        "While the name is resolved.", interrupt_resolving, outcome="not_sent", why=nothing
    )
    yield _interrupt(
        "While TLS is agreed on.",
        once(breaking.interrupt_the_greeting),
        outcome="not_sent",
        why=nothing,
        is_tls=True,
        is_lost=True,
    )


def _interrupted() -> Iterator[Case]:
    left = "The request left, at least in part, and no answer was read."
    unknown: dict[str, Any] = {"outcome": "unknown", "why": left}
    yield _interrupt("Within the request.", interrupt_sending, **unknown)
    for what, fault, messages in (
        ("While it waits; the request is lost.", breaking.interrupt_unserved, 0),
        ("While it waits; the request was taken.", breaking.interrupt_waiting, 1),
        ("Within the answer.", breaking.interrupt_reading, 1),
    ):
        is_lost = not messages
        yield _interrupt(what, once(fault), messages=messages, is_lost=is_lost, **unknown)
    yield _interrupt(
        "While the attempt is being kept.",
        interrupt_keeping,
        outcome="accepted",
        code=None,
        messages=1,
        why="The answer was read; the interrupt goes on, and the attempt is kept all the same.",
    )


def refuse(stage: Stage) -> None:
    """Listen no more."""
    stage.proxy.refuse()


def resolve_nothing(stage: Stage) -> None:
    """Have no name server that knows the name; that of this machine may be out of reach."""

    def fail(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    stage.monkeypatch.setattr(socket, "getaddrinfo", fail)


def interrupt_the_call(stage: Stage) -> None:
    """Press Ctrl-C when botocore has the request, and no connection."""
    events = stage.session._sender.client.meta.events
    events.register_first(f"before-call.{wire.SERVICE}.{SEND}", Press(stage))


def interrupt_resolving(stage: Stage) -> None:
    """Press Ctrl-C while a name server is asked."""
    resolve, press = socket.getaddrinfo, Press(stage)

    def interrupted(*asked: Any, **more: Any) -> Any:
        press()
        return resolve(*asked, **more)

    stage.monkeypatch.setattr(socket, "getaddrinfo", interrupted)


def interrupt_sending(stage: Stage) -> None:
    """Press Ctrl-C when half of the request is written."""
    write, press = http.client.HTTPConnection.send, Press(stage)

    def write_half(connection: http.client.HTTPConnection, data: Any) -> None:
        half = len(data) // 2
        write(connection, data[:half])
        press()
        write(connection, data[half:])

    stage.monkeypatch.setattr(http.client.HTTPConnection, "send", write_half)


def interrupt_keeping(stage: Stage) -> None:
    """Press Ctrl-C when the answer was read, before the attempt is in the history."""
    keep, press = cx.History.add, Press(stage)

    def interrupted(history: cx.History, **fields: Any) -> int:
        press()
        return keep(history, **fields)

    stage.monkeypatch.setattr(cx.History, "add", interrupted)


class Press:
    """Presses Ctrl-C, once, where a send is; another thread than the main one goes on."""

    def __init__(self, stage: Stage) -> None:
        self._is_pressed, self._is_stopped = False, threading.Event()
        stage.on_stopped = self._is_stopped.set

    def __call__(self, *_: object, **__: object) -> None:
        """Press, and in another thread go on when the batch has heard it."""
        if self._is_pressed:
            return
        self._is_pressed = True
        if threading.current_thread() is threading.main_thread():
            signal.raise_signal(signal.SIGINT)
            return
        interrupt()
        assert self._is_stopped.wait(LIMIT_S), "a batch is stopped by Ctrl-C"
