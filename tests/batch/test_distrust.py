"""What could make a batch send twice, lose a row or tell an untruth, tried on purpose."""

import json
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import Executor, Future

import pandas as pd
import pytest
from conftest import DELIVERED, make_token

import cognito_explore as cx
from batch.crowds import sent_to
from batch.inline import Inline
from cognito_explore.batch.journal import LOOKS_EVERY_S
from cognito_explore.batch.work import Job


class Dead(Inline):
    """An executor that takes no job but the one that tries it out."""

    def submit(self, job, /, *arguments, **more):
        """Refuse it."""
        if isinstance(job, Job):
            raise RuntimeError("down")  # noqa: TRY004 -- as a pool that was shut down
        return super().submit(job, *arguments, **more)


def test_a_row_that_was_sent_is_not_sent_from_another_place(session, crowd, journal, do):
    """Not even where a row that is no request stands in the place that it had."""
    rows = crowd[:2].assign(access_token=[crowd["access_token"][0], None])
    do(session, rows, journal=journal)

    again = do(session, rows[::-1], journal=journal, resume=True)

    assert list(sent_to(session)) == [1]
    assert again["error_code"].iloc[1] == "DuplicateRow"


@pytest.mark.parametrize("outcome", [None, "unknown"])
def test_a_row_that_is_unknown_is_not_sent_from_another_place(session, crowd, journal, do, outcome):
    """It may have been sent, whether its outcome was written or not."""
    rows = crowd[:2].assign(access_token=[crowd["access_token"][0], None])
    do(session, rows, journal=journal)
    header, intent, told = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    written = "" if outcome is None else told.replace('"accepted"', f'"{outcome}"')
    journal.write_text(header + intent + written, encoding="utf-8")

    again = do(session, rows[::-1], journal=journal, resume=True)

    assert list(sent_to(session)) == [1]
    assert again["error_code"].iloc[1] == "DuplicateRow"


def test_a_request_that_was_sent_is_not_sent_from_another_place(session, crowd, journal, do):
    """In an iterable, whose rows are not looked at before."""
    first, other = (
        cx.GetUserAttributeVerificationCode(token, "phone_number")
        for token in crowd["access_token"][:2]
    )
    do(session, ["no request", first], journal=journal)

    with pytest.raises(cx.ConfigurationError, match="its row 1 is not the one"):
        do(session, [first, other], journal=journal, resume=True)

    assert list(sent_to(session)) == [1]


def test_a_row_that_was_refused_may_go_from_another_place(session, tokens, journal, do):
    """It made no message."""
    ben = session.sign_in("ben", "battery-staple-2").access_token
    request = cx.GetUserAttributeVerificationCode(ben, "phone_number")
    do(session, [request], journal=journal)

    results = do(
        session,
        [request, cx.GetUserAttributeVerificationCode(tokens.access_token, "email"), request],
        journal=journal,
        resume=True,
    )

    assert list(results["outcome"]) == ["refused", "accepted", "refused"]


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_journal_that_is_gone_stops_the_batch(session, crowd, journal, do, is_replaced):
    """Nothing leaves whose intent nobody would find."""

    class Deleting(Inline):
        def submit(self, job, /, *arguments, **more):
            done = super().submit(job, *arguments, **more)
            if isinstance(job, Job) and len(session.aws.inbox()) == 2:
                journal.unlink()
                if is_replaced:
                    journal.write_bytes(b"")
                time.sleep(2 * LOOKS_EVERY_S)
            return done

    with pytest.raises(cx.JournalError, match="was moved, deleted or replaced") as caught:
        do(session, crowd, journal=journal, executor=Deleting(), in_flight=1)

    assert len(session.aws.inbox()) == 2
    assert list(caught.value.results["outcome"][:2]) == ["accepted"] * 2


def test_rows_that_a_resumed_batch_did_not_come_to_keep_their_outcome(session, crowd, journal, do):
    """Whoever sends again what has no outcome sends none of them twice."""
    do(session, crowd, journal=journal)
    header, *lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    others = [line for line in lines if json.loads(line)["row"] != 0]
    journal.write_text("".join([header, *others]), encoding="utf-8")

    with pytest.raises(cx.ExecutorError) as caught:
        do(session, crowd, journal=journal, resume=True, executor=Dead())

    assert list(caught.value.results["outcome"]) == ["not_sent"] + ["accepted"] * 11


@pytest.mark.usefixtures("interruptible")
def test_the_second_ctrl_c_loses_no_outcome_that_is_known(session, crowd, journal):
    """The journal has it, though the rows are still being made."""
    is_waiting, is_taken = threading.Event(), threading.Event()
    by_itself = signal.getsignal(signal.SIGINT)

    def requests():
        for token in crowd["access_token"][:3]:
            yield cx.GetUserAttributeVerificationCode(token, "phone_number")
        is_waiting.set()
        for _ in range(6_000):
            # Not in one go: a signal that comes just before it would not end it.
            time.sleep(0.01)

    def press_twice():
        is_waiting.wait(60)
        os.kill(os.getpid(), signal.SIGINT)
        # The first is taken before the second comes.
        while signal.getsignal(signal.SIGINT) != by_itself:
            is_taken.wait(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    pressing = threading.Thread(target=press_twice)
    pressing.start()
    with pytest.raises(KeyboardInterrupt):
        session.send_codes(requests(), journal=journal, pace_per_s=500, progress=False)
    pressing.join()

    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()[1:]]
    outcomes = [line["outcome"] for line in lines if "outcome" in line]
    assert outcomes == [it.outcome for it in session.history] == ["accepted"] * 3


def test_an_intent_that_cannot_be_written_takes_no_outcome_with_it(
    session, crowd, journal, do, monkeypatch
):
    """It is written at the end, where there is room again."""
    write, written = os.write, []

    def refuse_the_third(descriptor, content):
        written.append(content)
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        return write(descriptor, content)

    monkeypatch.setattr(os, "write", refuse_the_third)

    with pytest.raises(cx.JournalError):
        do(session, crowd, journal=journal, in_flight=1)
    results = do(session, crowd, journal=journal, resume=True)

    assert set(results["outcome"]) == {"accepted"}
    assert (sent_to(session) == 1).all()


EDITS = {
    "an accepted row that is to be tried": {"again": True},
    "an again that is no yes": {"again": "yes"},
    "a code that is a list": {"error_code": ["x"]},
    "an id that is an object": {"request_id": {}},
    "a status that is text": {"http_status": "abc"},
    "a status of a half": {"http_status": 1.5},
    "no number for a time": {"elapsed_ms": float("nan")},
    "a row that is text": {"row": "abc"},
    "a row that is nothing": {"row": None},
}


@pytest.mark.parametrize("case", EDITS)
def test_a_journal_that_was_edited_is_damaged(session, crowd, journal, do, case):
    """It is said before anything is sent."""
    do(session, crowd[:2], journal=journal)
    *lines, last = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    edited = json.dumps(json.loads(last) | EDITS[case])
    journal.write_text("".join([*lines, f"{edited}\n"]), encoding="utf-8")

    with pytest.raises(cx.ConfigurationError, match="is damaged: line 5"):
        do(session, crowd, journal=journal, resume=True)

    assert len(session.aws.inbox()) == 2


def test_text_of_a_journal_that_does_not_print_is_shown_as_escapes(session, crowd, journal, do):
    """It may have been put there by somebody."""
    do(session, crowd[:1], journal=journal)
    text = journal.read_text(encoding="utf-8").replace("+*******0000", "\\ud800\\u001b[31m")
    journal.write_text(text, encoding="utf-8")

    results = do(session, crowd[:1], journal=journal, resume=True)

    assert results["destination"][0] == "\\ud800\\x1b[31m"


def test_a_token_that_a_server_sends_back_is_in_no_place(remote, server, do, journal):
    """Not even a part of it, where its text is cut."""
    token = make_token(nickname="x" * 700)
    details = {"Destination": token, "DeliveryMedium": "SMS", "AttributeName": token}
    server.body = json.dumps({"CodeDeliveryDetails": details}).encode()
    rows = pd.DataFrame({"access_token": [token], "attribute_name": "email"})

    results = do(remote, rows, journal=journal)

    told = (
        results.to_csv() + journal.read_text(encoding="utf-8") + remote.history.to_frame().to_csv()
    )
    assert list(results["outcome"]) == ["accepted"]
    assert token[:60] not in told


@pytest.mark.parametrize("pace", [1e-12, 1e-320, 10**400])
def test_a_pace_that_no_clock_can_hold_is_refused(session, crowd, pace):
    """By a batch and by a plan."""
    with pytest.raises(cx.InvalidRequestError, match="pace_per_s"):
        session.send_codes(crowd, journal=None, pace_per_s=pace)
    with pytest.raises(cx.InvalidRequestError, match="pace_per_s"):
        session.plan(crowd, look_up=False, pace_per_s=pace)


class Forking(Executor):
    """Does each job in a copy of this process, without pickling it."""

    def submit(self, job, /, *_, **__):
        """Fork."""
        done, (here, there) = Future(), multiprocessing.Pipe(duplex=False)
        forks = multiprocessing.get_context("fork")
        copy = forks.Process(target=lambda: there.send(job()))
        copy.start()
        done.set_result(here.recv())
        copy.join()
        return done


def test_an_executor_that_forks_by_itself_is_refused(remote, crowd):
    """The attempts of a copy are in the copy's history."""
    with pytest.raises(cx.ConfigurationError, match="copies of this process"):
        remote.send_codes(crowd, executor=Forking(), journal=None, progress=False)


def test_a_frame_that_changes_meanwhile_changes_no_results(session, crowd, do):
    """Each row has its own outcome."""

    def change():
        crowd["username"] = "somebody else"

    results = do(session, crowd, on_done=change)

    assert list(results["username"]) == [f"user-{place}" for place in range(12)]
    assert list(results["destination"].str[-4:]) == [f"{place:04}" for place in range(12)]


def test_addresses_of_two_columns_are_not_guessed(session, crowd):
    """Which of the two is meant, nobody knows; so they are asked for."""
    rows = pd.concat([crowd, *[pd.DataFrame({"phone_number": ["+491701234567"] * 12})] * 2], axis=1)

    plan = session.plan(rows, progress=False)

    assert set(plan.to_frame()["country"]) == {"US"}


class Odd(Inline):
    """An executor that gives something else than what was to come."""

    def __init__(self, *, gives: object, as_future: bool) -> None:
        super().__init__()
        self._gives, self._as_future = gives, as_future

    def submit(self, job, /, *arguments, **more):
        """Do the job, and give that."""
        done = super().submit(job, *arguments, **more)
        if not isinstance(job, Job):
            return done
        odd: Future[object] = Future()
        odd.set_result(self._gives)
        return odd if self._as_future else self._gives


def test_what_is_no_future_tells_nothing(session, crowd, journal, do):
    """The row may have been sent, and no other one is handed over."""
    with pytest.raises(cx.ExecutorError, match="AttributeError") as caught:
        do(session, crowd, journal=journal, executor=Odd(gives=None, as_future=False))

    assert len(session.aws.inbox()) == 1
    results = caught.value.results
    assert list(results["outcome"].dropna()) == ["unknown"]
    assert results["error_code"][0] == "AttributeError"


def test_an_answer_that_is_not_the_jobs_tells_nothing(session, crowd, journal, do):
    """Each row may have been sent."""
    results = do(session, crowd, journal=journal, executor=Odd(gives=42, as_future=True))

    assert list(results["outcome"]) == ["unknown"] * 12
    assert results["error_message"][0] == (
        "Its executor gave no answer (TypeError: it gave int, and not what the job gave)."
    )


def test_tries_of_earlier_runs_count(remote, server, journal, do):
    """The results say how often a row was tried in all."""
    rows = pd.DataFrame({"access_token": [make_token()], "attribute_name": "phone_number"})
    answers = [("TooManyRequestsException", "Rate exceeded")] * 8
    server.play(*answers, DELIVERED)
    before = do(remote, rows, journal=journal)

    after = do(remote, rows, journal=journal, resume=True)

    assert list(before["tries"]) == [8]
    assert list(after["tries"]) == [9]
    assert list(after["outcome"]) == ["accepted"]


def test_a_token_in_the_wrong_place_is_not_shown(session, crowd, do):
    """Neither as the name of an attribute nor in the index."""
    tokens = crowd["access_token"]
    rows = pd.DataFrame({"access_token": "phone_number", "attribute_name": tokens})

    results = do(session, rows.set_axis(tokens))

    told = results.to_csv()
    assert not [token for token in tokens if token in told]
    assert list(results["outcome"]) == ["not_sent"] * 12
    assert list(rows["attribute_name"]) == list(tokens)


@pytest.mark.parametrize("path", ["~nobody-of-this-name/run.jsonl", f"{'x' * 300}.jsonl"])
def test_a_journal_of_an_impossible_name_is_refused(session, crowd, do, path):
    """Before anything is sent."""
    with pytest.raises(cx.ConfigurationError, match="cannot be written"):
        do(session, crowd, journal=path)

    assert session.aws.messages() == []


class Broken:
    """A stream whose reader has gone."""

    encoding = "utf-8"

    def __init__(self, most: int) -> None:
        self._left = most

    def write(self, _: str) -> None:
        """Take some, and then no more."""
        self._left -= 1
        if self._left < 0:
            raise BrokenPipeError

    def flush(self) -> None:
        """Do nothing."""

    def isatty(self) -> bool:
        """Tell that nobody types here."""
        return False


@pytest.mark.parametrize("most", [0, 3])
def test_a_bar_that_nobody_reads_any_more_ends_no_batch(session, crowd, do, monkeypatch, most):
    """Neither at its beginning nor on the way."""
    monkeypatch.setattr("sys.stderr", Broken(most))

    results = do(session, crowd, progress=True)

    assert list(results["outcome"]) == ["accepted"] * 12
