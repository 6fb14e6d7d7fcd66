"""A batch that is stopped, interrupted or runs into an error: what is done is given."""

import asyncio
import os
import signal

import pandas as pd
import pytest

import cognito_explore as cx
from batch.crowds import sent_to
from batch.inline import Virtual

INF = float("inf")


def test_an_error_of_the_iterable_is_raised_after_those_on_their_way(session, crowd, do):
    """What was sent is in the history, and the iterable's own error is not hidden."""

    def requests():
        for token in crowd["access_token"][:3]:
            yield cx.GetUserAttributeVerificationCode(token, "phone_number")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        do(session, requests())

    assert len(session.aws.inbox()) == 3


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_gives_what_is_done_and_the_rest_is_resumed(session, crowd, journal, do):
    """At any row: nothing is lost, nothing is sent twice."""
    done = []

    def interrupt_after_five():
        done.append(1)
        if len(done) == 5:
            os.kill(os.getpid(), signal.SIGINT)

    first = do(session, crowd, journal=journal, on_done=interrupt_after_five)
    rest = do(session, crowd, journal=journal, resume=True)

    assert 5 <= first["outcome"].notna().sum() < 12
    assert set(rest["outcome"]) == {"accepted"}
    assert (sent_to(session) == 1).all()
    assert len(sent_to(session)) == 12
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_stops_a_batch_that_somebody_else_would_hear_of(session, crowd, do):
    """A handler of the program's own, as asyncio has one, hears the second and every later one."""
    heard, done = [], []

    def interrupt() -> None:
        done.append(1)
        if len(done) in {5, 6}:
            os.kill(os.getpid(), signal.SIGINT)

    def handler(*_: object) -> None:
        heard.append(len(done))

    before = signal.signal(signal.SIGINT, handler)
    try:
        results = do(session, crowd, on_done=interrupt, in_flight=2, pace_per_s=INF)
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert list(results["outcome"].notna()) == [True] * 6 + [False] * 6
    assert heard == [6]
    assert after is handler


@pytest.mark.usefixtures("interruptible")
def test_asyncio_run_does_not_keep_ctrl_c_from_a_batch(session, crowd, do):
    """It has a handler of its own while it runs."""
    handlers, done = [], []

    def interrupt() -> None:
        done.append(1)
        if len(done) == 5:
            os.kill(os.getpid(), signal.SIGINT)

    async def send() -> pd.DataFrame:
        handlers.append(signal.getsignal(signal.SIGINT))
        results = do(session, crowd, on_done=interrupt)
        handlers.append(signal.getsignal(signal.SIGINT))
        return results

    results = asyncio.run(send())

    assert 5 <= results["outcome"].notna().sum() < 12
    assert handlers[0] == handlers[1] != signal.default_int_handler


def test_who_ignores_ctrl_c_ignores_it_in_a_batch(session, crowd, do):
    """As a shell does for what it runs in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        results = do(session, crowd, on_done=lambda: os.kill(os.getpid(), signal.SIGINT))
        after = signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert set(results["outcome"]) == {"accepted"}
    assert after is signal.SIG_IGN


def test_an_interrupt_within_a_request_ends_as_what_became_of_it(session, crowd, journal, do):
    """Its row has the one attempt it made, the rows after it are left, and both can be resumed."""
    sent = []

    def interrupt(**_: object) -> None:
        sent.append(1)
        if len(sent) == 3:
            raise KeyboardInterrupt

    # Whoever is interrupted takes a new client, which has no such handler.
    events = session._sender.client.meta.events
    events.register_first("before-call.*.GetUserAttributeVerificationCode", interrupt)

    results = do(session, crowd, journal=journal)

    assert list(results.outcome[:3]) == ["accepted", "accepted", "not_sent"]
    assert results.error_code[2] == "KeyboardInterrupt"
    assert list(results.tries) == [1, 1, 1, *[0] * 9]
    assert len(session.history) == 3
    resumed = do(session, crowd, journal=journal, resume=True)
    assert set(resumed.outcome) == {"accepted"}
    assert len(session.aws.messages()) == len(crowd)


@pytest.mark.usefixtures("interruptible")
def test_a_row_that_waits_at_a_stop_is_counted(gone, crowd, do):
    """It was tried, and ends as not sent; the bar has it too."""
    timing, done = Virtual(lambda _: os.kill(os.getpid(), signal.SIGINT)), []

    results = do(gone, crowd, timing=timing, on_done=lambda: done.append(1))

    assert results["outcome"][0] == "not_sent"
    assert results["outcome"][1:].isna().all()
    assert len(done) == 1
