"""What can break between a client and Cognito: each a function of one connection."""

from __future__ import annotations

import itertools
import os
from contextlib import suppress

from faults.proxy import HTML, JSON, Fault, Link, interrupt, make_answer, make_refusal

DELIVERED = b'{"CodeDeliveryDetails": {"AttributeName": "phone_number"}}'
PAGE = b"<html><body><h1>It does not work</h1></body></html>"
# Often enough that no single read ever times out.
PACE_S = 0.02
# Long after any time-out, so that a client without an end meets one here.
PIECES = 500
HUGE = 50_000_000


def reset_unread(link: Link) -> None:
    """End the connection while the request lies there unread."""
    link.wait()
    link.reset()


def reset_amid(link: Link) -> None:
    """End it within the request."""
    link.wait()
    link.connection.recv(10)
    link.reset()


def reset_taken(link: Link) -> None:
    """End it when the server has made its message, and the answer is on its way."""
    link.secure()
    link.take()
    link.passed_on()
    link.reset()


def hang_up_unanswered(link: Link) -> None:
    """Close it politely instead of answering."""
    link.take()
    link.passed_on()


def hang_up_unserved(link: Link) -> None:
    """Close it politely, and lose the request."""
    link.take()


def answer_with(answer: bytes) -> Fault:
    """Answer this; the server gets nothing, and the connection stays."""

    def fault(link: Link) -> None:
        link.take()
        link.write(answer)
        link.go_on()

    return fault


def serve_and_answer(answer: bytes) -> Fault:
    """Answer this; the server gets the request, and the connection stays."""

    def fault(link: Link) -> None:
        link.take()
        link.passed_on()
        link.write(answer)
        link.go_on()

    return fault


def cut_answer(place: int | None = None) -> Fault:
    """Write the answer up to there, and close; None: its first half."""

    def fault(link: Link) -> None:
        link.take()
        answer = link.passed_on()
        link.write(answer[: len(answer) // 2 if place is None else place])

    return fault


def change_answer(old: bytes, new: bytes) -> Fault:
    """Replace something in the answer's head, and close after it."""

    def fault(link: Link) -> None:
        link.take()
        answer = link.passed_on()
        assert old in answer
        link.write(answer.replace(old, new, 1))

    return fault


def announce(more: int, *, is_held: bool = False) -> Fault:
    """Say that the answer is longer than it is; close after it, or wait for the client."""

    def fault(link: Link) -> None:
        link.take()
        body = link.passed_on().partition(b"\r\n\r\n")[2]
        link.write(make_answer(body, length=len(body) + more))
        if is_held:
            link.wait_for_the_end()
        elif more < 0:
            link.go_on()

    return fault


def silent(link: Link) -> None:
    """Take the request, and never answer."""
    link.take()
    link.passed_on()
    link.wait_for_the_end()


def late(link: Link) -> None:
    """Hold the request back until the client has given up, and deliver it then."""
    link.take()
    link.wait_for_the_end()
    link.passed_on()


def lost(link: Link) -> None:
    """Take the request, and lose it."""
    link.take()
    link.wait_for_the_end()


def trickle_head(link: Link) -> None:
    """Begin the answer, and go on so slowly that its head never ends."""
    link.take()
    link.write(link.passed_on()[:12])
    link.write_slowly(itertools.repeat(b"0", PIECES), PACE_S)


def trickle_body(link: Link) -> None:
    """Write the answer's head, and its body so slowly that it never ends."""
    link.take()
    body = link.passed_on().partition(b"\r\n\r\n")[2]
    link.write(make_answer(b"", length=HUGE))
    pieces = (body[place : place + 1] for place in range(len(body)))
    link.write_slowly(itertools.chain(pieces, itertools.repeat(b" ", PIECES)), PACE_S)


def bit_by_bit(link: Link) -> None:
    """Write the answer one byte at a time, as fast as they go."""
    link.take()
    answer = link.passed_on()
    link.write_slowly(answer[n : n + 1] for n in range(len(answer)))
    link.go_on()


def huge(link: Link) -> None:
    """Answer much more than anybody wants to read."""
    link.take()
    link.passed_on()
    link.write(make_answer(b"{", length=HUGE))
    link.write_slowly(itertools.repeat(b" " * 100_000, HUGE // 100_000))


def continue_for_ever(link: Link) -> None:
    """Say that the answer follows, and go on saying it."""
    link.take()
    link.passed_on()
    link.write_slowly(itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000, PIECES))


def speak_plainly(link: Link) -> None:
    """Answer a TLS greeting in plain HTTP."""
    link.wait()
    link.write(make_answer(PAGE, status=400, headers=HTML))


def show_another_certificate(link: Link) -> None:
    """Show a certificate that nobody trusts."""
    link.secure(link.proxy.other_certificate)


def drop_the_greeting(link: Link) -> None:
    """End the connection while TLS is agreed on."""
    link.wait()
    link.reset()


def greet_never(link: Link) -> None:
    """Take the TLS greeting, and never answer it."""
    link.wait_for_the_end()


def leave_tls(link: Link) -> None:
    """Take a request by TLS, and answer in plain text."""
    link.secure()
    link.take()
    link.passed_on()
    os.write(link.connection.fileno(), b"HTTP/1.1 200 OK\r\n\r\n")
    with suppress(OSError):
        link.wait_for_the_end()


def interrupt_the_greeting(link: Link) -> None:
    """Press Ctrl-C while TLS is agreed on."""
    link.wait()
    interrupt()
    link.wait_for_the_end()


def interrupt_unserved(link: Link) -> None:
    """Press Ctrl-C when the request arrived at the proxy, and lose it."""
    link.take()
    interrupt()
    link.wait_for_the_end()


def interrupt_waiting(link: Link) -> None:
    """Press Ctrl-C when the message is made, and the answer not begun; who waits on gets it."""
    link.take()
    answer = link.passed_on()
    interrupt()
    link.wait_for_the_end()
    link.write(answer)


def interrupt_reading(link: Link) -> None:
    """Press Ctrl-C when half of the answer is there; who waits on gets the rest."""
    link.take()
    answer = link.passed_on()
    half = len(answer) // 2
    link.write(answer[:half])
    interrupt()
    link.wait_for_the_end()
    link.write(answer[half:])


EMPTY = make_answer(b"")
MANY_HEADERS = make_answer(DELIVERED, headers=JSON | {f"x-{n}": "1" for n in range(200)})
THROTTLED = make_refusal("TooManyRequestsException", 429)


def error_page(status: int) -> bytes:
    """Write what something between here and Cognito would."""
    return make_answer(PAGE, status=status, headers=HTML)
