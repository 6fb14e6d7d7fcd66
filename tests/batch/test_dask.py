"""dask.distributed does a batch's jobs: each once, though it repeats what is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler
from typing import Any

import dask.base
import distributed
import pytest
from conftest import Server, make_token

import cognito_explore as cx
from batch.test_executors import FAST, Virtual, Watched, made, rows_of, send_at_ten_a_second
from cognito_explore.batch.executors import in_flight_of
from cognito_explore.batch.permits import NoPermitError, Permits, _Permitted
from cognito_explore.batch.work import Job
from cognito_explore.errors import ExecutorError, NotSentError


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    """Two workers, each a process that is started again when it dies."""
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=False,
        ) as running,
    ):
        yield running


@pytest.fixture
def client(cluster: distributed.LocalCluster) -> Iterator[distributed.Client]:
    """A client of its own for each test, when both workers are there."""
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as made_of:
        made_of.wait_for_workers(2, timeout=60)
        yield made_of


def pids(client: distributed.Client) -> list[int]:
    """Give the processes of the workers."""
    return list(client.run(os.getpid).values())


def permits(client: distributed.Client) -> set[str]:
    """Give the permits that the scheduler keeps; lost workers leave some behind, which are used."""

    def names(dask_scheduler: Any) -> list[str]:
        return list(dask_scheduler.extensions["queues"].queues)

    return set(client.run_on_scheduler(names))


def are_left(client: distributed.Client, before: set[str]) -> bool:
    """Tell whether there are more permits than before; what is dropped, is dropped soon."""
    return all(permits(client) - before for _ in range(300))


def test_workers_send_each_row_once_and_the_history_has_it(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """Rows that are alike are rows of their own."""
    frame = rows_of(5)
    frame.loc[4] = frame.loc[0]
    before = permits(client)

    results = remote.send_codes(
        frame, executor=client.get_executor(), allow_duplicates=True, journal=None, **FAST
    )

    assert list(results.outcome) == ["accepted"] * 5
    assert made(server, frame) == [2, 1, 1, 1, 2]
    assert {it.session for it in remote.history} == {remote.name}
    assert not are_left(client, before)


def test_a_throttled_row_is_tried_again(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """dask takes the second try for no repetition of the first."""
    server.play(("TooManyRequestsException", "Rate exceeded"), b"{}")

    results = remote.send_codes(rows_of(1), executor=client.get_executor(), journal=None, **FAST)

    assert list(results.outcome) == ["accepted"]
    assert list(results.tries) == [2]


def test_no_row_is_sent_twice_when_its_worker_is_killed(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """dask does its jobs again, which have no permit any more."""
    frame = rows_of(8)
    workers = pids(client)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if len(server.received) != 3:
            server.reply(handler)
            return
        for pid in workers:
            os.kill(pid, signal.SIGKILL)

    server.answer = answer
    results = remote.send_codes(frame, executor=client.get_executor(), journal=None, **FAST)

    messages = made(server, frame)
    assert max(messages) == 1
    assert set(results.outcome) == {"accepted", "unknown"}
    for outcome, number in zip(results.outcome, messages, strict=True):
        assert number == 1 or outcome == "unknown"
    assert "NoPermitError" in set(results.error_code.dropna())


def test_a_job_whose_answer_is_lost_with_its_worker_is_not_done_again(
    client: distributed.Client, server: Server, remote: cx.Session
):
    """dask recomputes what a lost worker kept; here it asks for it by itself."""
    request = cx.GetUserAttributeVerificationCode(make_token(), "phone_number")
    with Permits(client.get_executor()) as permitted:
        permitted._stock = permitted._make()
        name = permitted._stock[0].name
        kept = client.submit(_Permitted(Job(remote._way(), request), name))
        first = kept.result(timeout=60)
        (address,) = client.who_has(kept)[kept.key]
        os.kill(client.run(os.getpid, workers=[address])[address], signal.SIGKILL)
        again = kept.result(timeout=60)

    assert first.fields["outcome"] == "accepted"
    assert again is None
    assert len(server.received) == 1


def test_a_job_that_no_worker_began_was_not_sent(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """Its permit can be taken back, so nobody sends it any more."""
    done: Future[Any] = Future()

    class Dropping(distributed.cfexecutor.ClientExecutor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            return done

    with Permits(Dropping(client)) as permitted:
        told = permitted.submit(lambda: 1)
        done.set_exception(distributed.scheduler.KilledWorker("job", None, 3))
        with pytest.raises(NotSentError, match="before it was sent"):
            told.result(30)
    assert server.received == []
    assert remote.history.to_frame().empty


def test_a_job_that_had_its_permit_is_unknown(client: distributed.Client):
    """Whoever takes it away cannot say that it was not sent."""
    before = permits(client)
    with Permits(client.get_executor()) as permitted:
        permitted._stock = permitted._make()
        # Somebody has taken it.
        assert permitted._stock[-1].get(batch=True) == [1]

        told = permitted.submit(int)

        with pytest.raises(NoPermitError, match="the first may have"):
            told.result(30)
    assert not are_left(client, before)


def test_no_token_is_in_what_dask_says_or_shows(
    client: distributed.Client, remote: cx.Session, server: Server, everything_logged: list[str]
):
    """Neither in its keys, nor in its logs, of a job that fails or is lost."""
    frame = rows_of(3)
    workers, keys = pids(client), []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        keys.extend(client.run_on_scheduler(_tasks))
        if len(server.received) == 2:
            for pid in workers:
                os.kill(pid, signal.SIGKILL)
        else:
            server.reply(handler)

    server.answer = answer
    remote.send_codes(frame, executor=client.get_executor(), journal=None, **FAST)
    failing = client.submit(_fail, [_job(remote, frame.access_token[0])])
    with pytest.raises(ZeroDivisionError):
        failing.result(30)

    logs = str(
        [client.get_worker_logs(), client.get_scheduler_logs(), client.get_worker_logs(nanny=True)]
    )
    said = "\n".join([*keys, *everything_logged, logs])
    assert "<Job GetUserAttributeVerificationCode>" in said
    assert "Compute Failed" in said
    for token in frame.access_token:
        assert token not in said


def test_dask_makes_no_digest_of_a_token(remote: cx.Session):
    """Its keys are shown to whoever may look; a job that was not pickled can be taken back."""
    job = _job(remote, make_token())

    key = dask.base.tokenize(_Permitted(job, "name"))

    assert key == dask.base.tokenize(_Permitted(_job(remote, make_token(sub="other")), "name"))
    assert job.take_back()


def _tasks(dask_scheduler: Any) -> list[str]:
    tasks = dask_scheduler.tasks.values()
    return [f"{it.key} {it.run_spec!r} {it.annotations!r}" for it in tasks]


def _job(session: cx.Session, token: str) -> Any:
    return Job(session._way(), cx.GetUserAttributeVerificationCode(token, "phone_number"))


def _fail(jobs: list[Any]) -> float:
    return len(jobs) / 0


class Noting(distributed.cfexecutor.ClientExecutor):
    """Notes when each job of a batch is handed over, by the batch's own time."""

    timing = Virtual()
    at: list[float] = []  # noqa: RUF012 -- of one test

    def submit(self, job: Any, /, *_: Any, **__: Any) -> Future[Any]:
        """Hand it on."""
        if repr(job).startswith("<Job"):
            self.at.append(self.timing.now())
        return super().submit(job)


def test_the_pace_is_kept(client: distributed.Client, remote: cx.Session):
    """Rows are handed over at the pace, and no sooner."""
    executor = Noting(client)

    send_at_ten_a_second(remote, rows_of(5), executor, executor.timing)

    assert executor.at == pytest.approx([place / 10 for place in range(5)])


def test_as_many_jobs_go_at_a_time_as_the_workers_have_threads(client: distributed.Client):
    """What waits in dask would leave at another pace."""
    with Permits(client.get_executor()) as permitted:
        assert in_flight_of(permitted, 50) == 2


def test_a_client_is_no_executor(client: distributed.Client, remote: cx.Session, server: Server):
    """The error says what is."""
    with pytest.raises(cx.ConfigurationError, match="not Client") as caught:
        remote.send_codes(rows_of(1), executor=client, journal=None, **FAST)

    assert "client.get_executor()" in caught.value.hint
    assert server.received == []


def test_an_executor_that_hides_dask_is_refused(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """Its jobs would have no permits."""
    hidden = Watched(client.get_executor(), Virtual())

    with pytest.raises(cx.ConfigurationError, match="done by dask") as caught:
        remote.send_codes(rows_of(1), executor=hidden, journal=None, **FAST)

    assert "client.get_executor()" in caught.value.hint
    assert server.received == []


def test_the_embedded_aws_is_not_on_workers_of_this_process(session: cx.Session):
    """dask pickles jobs even there, and what is made of a pickle would talk to AWS itself."""
    with (
        distributed.LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tcp://",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        ) as here,
        distributed.Client(here, set_as_default=False) as client,
        pytest.raises(cx.ConfigurationError, match="pickled"),
    ):
        session.send_codes(rows_of(1), executor=client.get_executor(), journal=None, **FAST)


def test_a_cluster_that_is_gone_ends_the_batch_with_an_error(
    client: distributed.Client, remote: cx.Session, server: Server
):
    """The rows that were done are in it."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        server.reply(handler)
        # More than are on their way at a time: the first ones have their outcome by then.
        if len(server.received) == 12:
            executor.shutdown(wait=False)

    server.answer = answer
    executor = client.get_executor()
    with pytest.raises(ExecutorError, match="takes no more jobs") as caught:
        remote.send_codes(rows_of(40), executor=executor, journal=None, **FAST)

    assert "accepted" in set(caught.value.results.outcome)
    assert max(made(server, rows_of(40))) <= 1


def test_dask_is_imported_for_its_own_executor_alone():
    """It is no dependency, and takes a second."""
    program = (
        "import sys, cognito_explore.batch.batch, cognito_explore.batch.executors\n"
        "assert not {'dask', 'distributed'} & set(sys.modules)"
    )

    subprocess.run([sys.executable, "-c", program], check=True)
