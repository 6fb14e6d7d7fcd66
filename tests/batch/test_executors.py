"""What does a batch's jobs, in this process or in others: each once, whatever breaks."""

from __future__ import annotations

import gc
import json
import math
import multiprocessing
import os
import pickle
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from typing import Any

import boto3
import botocore.httpsession
import pandas as pd
import pytest
from botocore.config import Config
from conftest import DELIVERED, Received, Server, make_token

import cognito_explore as cx
from batch.inline import Inline, Virtual
from cognito_explore.batch.batch import Batch, BatchOptions
from cognito_explore.batch.rows import SENDING
from cognito_explore.batch.settings import client_of
from cognito_explore.batch.work import Job, JobResult
from cognito_explore.errors import ExecutorError
from cognito_explore.history import History

# A fork of a program with threads is what its user asked for.
FORKING = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
HOWS = [pytest.param("fork", marks=FORKING), "forkserver", "spawn"]
TRUSTED = botocore.httpsession.where()
CANARY = "canary-of-credentials"
FAST = {"pace_per_s": float("inf"), "progress": False}


def rows_of(number: int) -> pd.DataFrame:
    """Make rows, each of another user."""
    tokens = [make_token(sub=f"user-{place}") for place in range(number)]
    return pd.DataFrame({"access_token": tokens, "attribute_name": "phone_number"})


def made(server: Server, frame: pd.DataFrame) -> list[int]:
    """Count the messages that were made for each row."""
    asked = Counter(it.json()["AccessToken"] for it in server.received)
    return [asked[token] for token in frame.access_token]


def processes(number: int, how: str = "forkserver", **options: Any) -> ProcessPoolExecutor:
    """Make a pool of processes."""
    context = multiprocessing.get_context(how)
    return ProcessPoolExecutor(number, mp_context=context, **options)


def send_once_pickled(session: cx.Session, token: str) -> JobResult:
    """Send as a worker does."""
    request = cx.GetUserAttributeVerificationCode(token, "phone_number")
    job = pickle.loads(pickle.dumps(Job(session._way(), request)))  # noqa: S301 -- our own
    return job()


class Pickling(Inline):
    """Pickles what it does in this very process."""

    def do(self, job: Callable[[], Any]) -> Any:
        """Do what is pickled."""
        return pickle.loads(pickle.dumps(job))()  # noqa: S301 -- our own


class Twice(Inline):
    """Does every job a second time, and gives what came first."""

    def do(self, job: Callable[[], Any]) -> Any:
        """Do it, and again."""
        first = job()
        if isinstance(job, Job):
            with pytest.raises(cx.CognitoExploreError, match="not done again"):
                job()
        return first


class Failing(Inline):
    """Takes a job, fails to start a thread for it, and does it later or at once."""

    def __init__(self, *, is_done: bool) -> None:
        super().__init__()
        self.is_done = is_done
        self.taken: list[Job] = []

    def submit(self, job: Callable[[], Any], /, *_: Any, **__: Any) -> Future[Any]:
        """Do what is no job of the batch."""
        if not isinstance(job, Job):
            return super().submit(job)
        self.taken.append(job)
        if self.is_done:
            job()
        msg = "can't start new thread"
        raise RuntimeError(msg)


class Counting(ThreadPoolExecutor):
    """Counts the jobs that it has at a time; `is_full` when so many are there."""

    def __init__(self, threads: int, full: int) -> None:
        super().__init__(threads)
        self.most, self._has, self._full = 0, 0, full
        self.is_full = threading.Event()
        self._lock = threading.Lock()

    def submit(self, job: Callable[[], Any], /, *_: Any, **__: Any) -> Future[Any]:
        """Count a job of the batch."""
        done = super().submit(job)
        if isinstance(job, Job):
            self._count(1)
            # Before the batch learns of it.
            done.add_done_callback(lambda _: self._count(-1))
        return done

    def _count(self, more: int) -> None:
        with self._lock:
            self._has += more
            self.most = max(self.most, self._has)
            if self._has == self._full:
                self.is_full.set()


class Watched(Executor):
    """Hands jobs on, and notes when, by the batch's own time."""

    def __init__(self, executor: Executor, timing: Virtual) -> None:
        self.executor, self.timing = executor, timing
        self.at: list[float] = []
        self._max_workers = 50

    def submit(self, job: Callable[[], Any], /, *_: Any, **__: Any) -> Future[Any]:
        """Hand it on."""
        if isinstance(job, Job):
            self.at.append(self.timing.now())
        return self.executor.submit(job)


def send_at_ten_a_second(
    session: cx.Session, frame: pd.DataFrame, executor: Executor, timing: Virtual
) -> None:
    """Send rows, by seconds that go by only where the batch waits."""
    asked = BatchOptions(pace_per_s=10, executor=executor)
    Batch(SENDING, session._way(), session._account, frame, asked, timing=timing).run()


@pytest.mark.parametrize("how", HOWS)
def test_processes_send_each_row_once_and_the_history_has_it(
    how: str, remote: cx.Session, server: Server
):
    """However they are started."""
    frame = rows_of(6)

    with processes(2, how) as executor:
        results = remote.send_codes(frame, executor=executor, journal=None, **FAST)

    assert list(results.outcome) == ["accepted"] * 6
    assert made(server, frame) == [1] * 6
    assert {it.session for it in remote.history} == {remote.name}
    assert [remote.history[int(it) - 1].request_id for it in results.attempt] == ["request-1"] * 6
    assert len(remote.history.of_user(cx.AccessToken(frame.access_token[3]))) == 1


def test_a_worker_that_is_killed_leaves_its_rows_unknown_and_the_others_to_resume(
    remote: cx.Session, server: Server, tmp_path: Any
):
    """None is sent a second time."""
    frame = rows_of(6)
    journal = tmp_path / "run.jsonl"
    executor = processes(2)
    executor.submit(os.getpid).result()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if len(server.received) != 3:
            server.reply(handler)
            return
        for pid in list(executor._processes):
            os.kill(pid, signal.SIGKILL)

    server.answer = answer
    with executor, pytest.raises(ExecutorError, match="takes no more jobs") as caught:
        remote.send_codes(frame, executor=executor, journal=journal, **FAST)
    server.answer = None
    with processes(2) as executor:
        results = remote.send_codes(frame, executor=executor, journal=journal, resume=True, **FAST)

    broken = list(caught.value.results.outcome.astype(object).where(lambda it: it.notna(), None))
    assert "unknown" in broken
    assert None in broken
    assert set(results.outcome) == {"accepted", "unknown"}
    for before, now, messages in zip(broken, results.outcome, made(server, frame), strict=True):
        assert now == (before if before in {"accepted", "unknown"} else "accepted")
        assert messages <= 1
        assert messages == 1 or now == "unknown"


@pytest.mark.parametrize(("pace", "full"), [(1_000, 2), (float("inf"), 4)])
def test_as_many_jobs_go_to_threads_as_there_are_and_without_a_pace_twice_as_many(
    remote: cx.Session, server: Server, pace: float, full: int
):
    """Then no thread waits for its next one."""
    with Counting(2, full) as executor:

        def answer(handler: BaseHTTPRequestHandler) -> None:
            assert executor.is_full.wait(30)
            server.reply(handler)

        server.answer = answer
        results = remote.send_codes(
            rows_of(10), executor=executor, pace_per_s=pace, journal=None, progress=False
        )

    assert list(results.outcome) == ["accepted"] * 10
    assert executor.most == full


def test_ctrl_c_in_a_worker_is_told_and_the_worker_goes_on(remote: cx.Session, server: Server):
    """It reaches every process of a terminal."""
    frame = rows_of(3)
    with processes(1, initializer=_interruptible) as executor:
        worker = executor.submit(os.getpid).result()

        def answer(handler: BaseHTTPRequestHandler) -> None:
            if len(server.received) == 2:
                os.kill(worker, signal.SIGINT)
                # Until it hangs up.
                handler.rfile.read(1)
            else:
                server.reply(handler)

        server.answer = answer
        results = remote.send_codes(frame, executor=executor, journal=None, **FAST)

        assert executor.submit(os.getpid).result() == worker
    assert list(results.outcome) == ["accepted", "unknown", "accepted"]
    assert results.error_code[1] == "KeyboardInterrupt"
    assert "gave no answer" not in str(results.error_message[1])
    assert made(server, frame) == [1, 1, 1]


def _interruptible() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_no_credential_and_no_history_is_in_a_pickle(server: Server):
    """The row's own token is, and shows in nothing that is printed."""
    keys = {"aws_access_key_id": f"{CANARY}-1", "aws_secret_access_key": f"{CANARY}-2"}
    made_of = boto3.Session(**keys, aws_session_token=f"{CANARY}-3", region_name="eu-west-1")
    session = cx.Session(made_of, server.url, client_id="client", client_secret=f"{CANARY}-4")
    session.send_code(make_token(sub=f"{CANARY}-5"), "phone_number")
    token = make_token()
    request = cx.GetUserAttributeVerificationCode(token, "phone_number")

    job = Job(session._way(), request)
    far = pickle.loads(pickle.dumps(job))  # noqa: S301 -- our own
    shipped = pickle.dumps(far)

    for text in (pickle.dumps(job), shipped):
        assert CANARY.encode() not in text
        assert b"+*******0123" not in text
        assert token.encode() in text
    assert token not in repr([job, far, far.__reduce__(), far._made_of])


@pytest.mark.parametrize("where", ["proxy", "endpoint"])
def test_a_password_of_a_url_does_not_travel(where: str, server: Server):
    """It is refused before anything is sent, and threads still have it."""
    url = server.url.replace("//", f"//somebody:{CANARY}@")
    proxies = {"http": url} if where == "proxy" else None
    session = cx.Session(
        boto3.Session(region_name="eu-west-1"),
        url if where == "endpoint" else server.url,
        config=Config(proxies=proxies),
    )

    with (
        processes(1) as executor,
        pytest.raises(cx.ConfigurationError, match="has a password") as caught,
    ):
        session.send_codes(rows_of(1), executor=executor, journal=None, **FAST)

    assert "HTTPS_PROXY" in caught.value.hint
    assert CANARY not in f"{caught.value}{caught.value.hint}"
    assert server.received == []
    with ThreadPoolExecutor(1) as executor:
        results = session.send_codes(rows_of(1), executor=executor, journal=None, **FAST)
    assert list(results.outcome) == ["accepted"]


def test_a_worker_sends_as_the_session_does(tmp_path: Any, monkeypatch: pytest.MonkeyPatch):
    """By its Region, endpoint, time-outs, proxies and certificates; a profile is not read."""
    for name in ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    files = {"client_cert": ("cert.pem", "key.pem"), "proxies": {"https": "http://127.0.0.1:9"}}
    told = Config(connect_timeout=3, read_timeout=4, max_pool_connections=64, **files)
    (tmp_path / "config").write_text(f"[profile dev]\nregion = eu-west-1\nca_bundle = {TRUSTED}\n")
    made_of = boto3.Session(profile_name="dev")
    session = cx.Session(made_of, config=told)
    # The worker has no such profile.
    monkeypatch.setenv("AWS_PROFILE", "of-another-machine")

    settings = pickle.loads(pickle.dumps(session._settings()))  # noqa: S301 -- our own
    client = client_of(settings, os.getpid())

    assert client.meta.endpoint_url == session.endpoint_url
    assert client.meta.region_name == "eu-west-1"
    assert settings.ca_bundle == TRUSTED
    for name in ("connect_timeout", "read_timeout", "max_pool_connections", *files):
        assert getattr(client.meta.config, name) == getattr(told, name), name
    assert client.meta.config.retries["total_max_attempts"] == 1


def test_a_fork_shares_no_connection_with_its_parent(remote: cx.Session, server: Server):
    """Two processes would read each other's answers from one."""
    places: list[Any] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        places.append(handler.client_address)
        server.reply(handler)

    server.answer = answer
    send_once_pickled(remote, make_token())
    send_once_pickled(remote, make_token())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        told = send_once_pickled(remote, make_token())
        os.write(writing, str(told.fields and told.fields["outcome"]).encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 100) == b"accepted"
    assert places[0] == places[1]
    assert places[2] != places[1]
    os.close(reading)
    os.close(writing)


def test_a_worker_keeps_no_attempt(remote: cx.Session):
    """A hundred thousand rows would fill it."""
    send_once_pickled(remote, make_token())
    gc.collect()
    before = sum(isinstance(it, History) for it in gc.get_objects())

    for _ in range(5):
        send_once_pickled(remote, make_token())

    gc.collect()
    assert sum(isinstance(it, History) for it in gc.get_objects()) == before


def test_an_executor_that_does_a_job_twice_makes_one_message(remote: cx.Session, server: Server):
    """The second time nothing is sent."""
    frame = rows_of(3)

    results = remote.send_codes(frame, executor=Twice(), journal=None, **FAST)

    assert list(results.outcome) == ["accepted"] * 3
    assert made(server, frame) == [1] * 3


def test_a_job_that_was_taken_and_not_begun_is_taken_back(remote: cx.Session, server: Server):
    """A pool that cannot start a thread has the job in its queue all the same."""
    executor = Failing(is_done=False)

    with pytest.raises(ExecutorError, match="start new thread") as caught:
        remote.send_codes(rows_of(2), executor=executor, journal=None, **FAST)

    assert caught.value.results.outcome[0] == "not_sent"
    with pytest.raises(cx.CognitoExploreError, match="taken back"):
        executor.taken[0]()
    assert server.received == []


def test_a_job_that_was_begun_is_unknown(remote: cx.Session, server: Server):
    """Its executor failed, and it may have been sent."""
    with pytest.raises(ExecutorError) as caught:
        remote.send_codes(rows_of(2), executor=Failing(is_done=True), journal=None, **FAST)

    assert caught.value.results.outcome[0] == "unknown"
    assert len(server.received) == 1


@pytest.mark.parametrize("make", [Inline, lambda: ThreadPoolExecutor(2), lambda: Named(2)])
def test_what_works_in_this_process_sends_with_the_session_itself(
    make: Callable[..., Executor], session: cx.Session, tokens: cx.Tokens
):
    """The embedded AWS is there."""
    request = cx.GetUserAttributeVerificationCode(tokens.access_token, "phone_number")

    results = session.send_codes([request], executor=make(), journal=None, **FAST)

    assert list(results.outcome) == ["accepted"]


class Named(ThreadPoolExecutor):
    """Threads of somebody's own."""


def test_the_embedded_aws_is_not_where_jobs_are_pickled(session: cx.Session):
    """Not even in this process: what is made of a pickle would talk to AWS itself."""
    with pytest.raises(cx.ConfigurationError, match="pickled") as caught:
        session.send_codes(rows_of(1), executor=Pickling(), journal=None, **FAST)

    assert "serve()" in caught.value.hint


def test_the_embedded_aws_is_not_in_other_processes(session: cx.Session):
    """The error says how it is reached."""
    with processes(1) as executor, pytest.raises(cx.ConfigurationError, match="are in others"):
        session.send_codes(rows_of(1), executor=executor, journal=None, **FAST)


def _shut_down() -> Executor:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    return executor


class Mute(Inline):
    """Gives something else than its jobs do."""

    def do(self, job: Callable[[], Any]) -> Any:
        """Do nothing."""
        del job
        return 42


@pytest.mark.parametrize(
    ("executor", "said"),
    [
        (object(), "must be a concurrent.futures.Executor, not object"),
        (_shut_down(), "cannot schedule new futures after shutdown"),
        (Mute(), "it gives int"),
    ],
)
def test_an_executor_that_can_do_no_job_is_refused(
    executor: Any, said: str, remote: cx.Session, server: Server
):
    """Before anything is sent."""
    with pytest.raises(cx.ConfigurationError, match=said):
        remote.send_codes(rows_of(1), executor=executor, journal=None, **FAST)

    assert server.received == []


def test_workers_without_the_library_are_refused(remote: cx.Session, server: Server):
    """Before anything is sent."""
    forget = "import sys; sys.modules['cognito_explore.batch.executors'] = None"
    executor = processes(1, "spawn", initializer=exec, initargs=(forget,))

    with executor, pytest.raises(cx.ConfigurationError, match="cannot do a job") as caught:
        remote.send_codes(rows_of(1), executor=executor, journal=None, **FAST)

    assert "Its workers need this library" in caught.value.hint
    assert server.received == []


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(4), lambda: processes(2)])
def test_the_pace_is_kept_whatever_does_the_jobs(make: Callable[[], Executor], remote: cx.Session):
    """Rows are handed over at the pace, and no sooner."""
    with make() as executor:
        watched = Watched(executor, Virtual())
        send_at_ten_a_second(remote, rows_of(8), watched, watched.timing)

    assert watched.at == pytest.approx([place / 10 for place in range(8)])


@pytest.mark.parametrize(("pace_per_s", "at_once"), [(math.inf, 4), (10_000, 2)])
def test_no_more_jobs_are_handed_over_than_a_pool_does_at_a_time(
    remote: cx.Session, server: Server, pace_per_s: float, at_once: int
):
    """Those that wait in it would leave at another pace. Without one, as many wait as it does."""
    lock, now, most = threading.Lock(), [0], [0]
    meeting = threading.Barrier(2, timeout=10)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        meeting.wait()
        with lock:
            now[0] -= 1
        server.reply(handler)

    server.answer = answer
    sent: list[Future[Any]] = []
    open_at_once: list[int] = []

    class Counting(ThreadPoolExecutor):
        def submit(self, *args: Any, **options: Any) -> Future[Any]:
            sent.append(super().submit(*args, **options))
            open_at_once.append(sum(not job.done() for job in sent))
            return sent[-1]

    options = FAST | {"pace_per_s": pace_per_s}
    with Counting(2) as executor:
        remote.send_codes(rows_of(8), executor=executor, journal=None, **options)

    assert most == [2]
    assert max(open_at_once) <= at_once
    assert all(isinstance(it, Received) for it in server.received)


def test_a_worker_that_cannot_send_says_so_and_nothing_is_tried_again(
    remote: cx.Session, server: Server, monkeypatch: pytest.MonkeyPatch
):
    """It lacks what a client is made of."""
    monkeypatch.setattr("cognito_explore.batch.settings.make_client", _refusing)

    results = remote.send_codes(rows_of(2), executor=Pickling(), journal=None, **FAST)

    assert list(results.outcome) == ["not_sent"] * 2
    assert list(results.tries) == [1, 1]
    assert "This worker cannot send: OSError: no certificates" in results.error_message[0]
    assert server.received == []


def _refusing(*_: object) -> None:
    msg = "no certificates"
    raise OSError(msg)


def test_settings_of_proxies_travel_as_lists_too(server: Server):
    """botocore takes a certificate and its key as a list."""
    told = Config(proxies_config={"proxy_client_cert": ["cert.pem", "key.pem"]})
    session = cx.Session(boto3.Session(region_name="eu-west-1"), server.url, config=told)

    settings = session._settings()

    assert hash(settings) == hash(pickle.loads(pickle.dumps(settings)))  # noqa: S301 -- our own
    assert dict(settings.proxies_config) == {"proxy_client_cert": ("cert.pem", "key.pem")}


def test_a_row_that_is_due_waits_for_a_place_of_its_own(remote: cx.Session, server: Server):
    """As many as are on their way at a time, with those that are tried again."""
    most, now, lock = 0, 0, threading.Lock()
    refused: set[str] = set()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        nonlocal most, now
        token = server.received[-1].json()["AccessToken"]
        with lock:
            now += 1
            most = max(most, now)
            is_new = token not in refused
            refused.add(token)
        if is_new:
            server.refuse("TooManyRequestsException", "Rate exceeded")
        else:
            server.status, server.body = 200, json.dumps(DELIVERED).encode()
        server.reply(handler)
        with lock:
            now -= 1

    server.answer = answer
    frame = rows_of(3)

    results = remote.send_codes(frame, in_flight=1, pace_per_s=200, journal=None, progress=False)

    assert list(results.outcome) == ["accepted"] * 3
    assert list(results.tries) == [2, 2, 2]
    assert most == 1
