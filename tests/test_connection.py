"""The truth about a connection that fails, where `faults/` does not tell it."""

import os
import signal
import socket
import ssl
import threading
import traceback
import warnings
from contextlib import contextmanager

import pytest
from botocore.config import Config
from certificates import make_certificate
from conftest import last, make_token, send

import cognito_explore as cx
from cognito_explore.sender import Sender


def test_a_region_that_does_not_exist_is_not_sent_and_the_nearest_is_named(monkeypatch):
    """A mistyped Region fails to resolve, and the hint names the one that was meant."""

    def refuse(host, *_):
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    # What a name server says; this machine's may be out of reach.
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    session = cx.connect("aws", region_name="eu-centrall-1")

    with pytest.raises(cx.NotSentError) as caught:
        send(session)

    assert "no Region eu-centrall-1 with Cognito: did you mean eu-central-1?" in caught.value.hint
    assert last(session).outcome == "not_sent"


def interrupt_the_waiting(handler):
    """Press Ctrl-C once the request has arrived and its sender waits for the answer."""
    threading.Event().wait(0.2)
    os.kill(os.getpid(), signal.SIGINT)
    # This waits until the sender has hung up.
    handler.rfile.peek(1)
    handler.close_connection = True


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_waiting_is_kept_as_unknown(remote, server):
    """Stop in the notebook: the interrupt goes on, and the history tells the truth."""
    server.answer = interrupt_the_waiting

    with pytest.raises(KeyboardInterrupt) as caught:
        remote.verify_code(make_token(), "email", "918273")

    assert last(remote).outcome == "unknown"
    assert last(remote).error_code == "KeyboardInterrupt"
    told = traceback.TracebackException(
        caught.type, caught.value, caught.traceback[1]._rawentry, capture_locals=True
    )
    assert "918273" not in "".join(told.format())


def test_an_interrupt_as_an_attempt_is_kept_loses_nothing(remote, monkeypatch):
    """Before or after the row is there: it is there once."""
    add, calls = cx.History.add, []

    def interrupted(self, **fields):
        calls.append(fields)
        if len(calls) == 1:
            raise KeyboardInterrupt
        add(self, **fields)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(cx.History, "add", interrupted)

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            send(remote)

    assert len(remote.history) == 2


def test_an_interrupt_before_an_attempt_is_kept_loses_nothing(remote, monkeypatch):
    """Nor does one that comes while it is looked at what there is to keep."""
    describe, calls = Sender._describe, []

    def interrupted(self, *arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise KeyboardInterrupt
        return describe(self, *arguments)

    monkeypatch.setattr(Sender, "_describe", interrupted)

    with pytest.raises(KeyboardInterrupt):
        send(remote)

    assert [attempt.outcome for attempt in remote.history] == ["accepted"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_drops_the_connection_after_the_request_is_unknown(scheme, tmp_path):
    """The proxy took the request: nobody knows what it did with it."""
    received = []

    def drop(connection):
        if scheme == "https":
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            connection = shake_hands(connection, tmp_path)
        received.append(connection.recv(65536))
        connection.close()

    with listening(drop) as port:
        proxies = {scheme: f"http://127.0.0.1:{port}"}
        session = cx.connect(
            f"{scheme}://pool.example:9229", config=Config(proxies=proxies, read_timeout=5)
        )
        send_without_an_answer(session)

    assert received


def test_a_proxy_that_is_not_there_is_not_sent(free_port):
    """Nothing left."""
    config = Config(proxies={"http": f"http://127.0.0.1:{free_port}"})
    session = cx.connect("http://pool.example:9229", config=config)

    with pytest.raises(cx.NotSentError):
        send(session)


def test_a_forked_process_has_a_connection_of_its_own(remote):
    """Else two processes would read each other's answers."""
    send(remote)
    before = remote._sender.client
    reading, writing = os.pipe()

    with warnings.catch_warnings():
        # Python 3.12 and later warn of threads; the child does nothing but this.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        sent = send(remote)
        told = f"{sent.outcome} {remote._sender.client is before}"
        os.write(writing, told.encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 100) == b"accepted False"
    assert remote._sender.client is before


def shake_hands(connection, folder):
    """Speak TLS with a certificate that signs itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(folder / "certificate.pem"))
    return context.wrap_socket(connection, server_side=True)


def send_without_an_answer(session):
    """Send, whoever the certificate is of, and see that the outcome is unknown."""
    session._sender.client._endpoint.http_session._verify = False
    with warnings.catch_warnings():
        # urllib3 warns of just that.
        warnings.simplefilter("ignore")
        with pytest.raises(cx.OutcomeUnknownError):
            send(session)
    assert last(session).outcome == "unknown"


@contextmanager
def listening(serve):
    """Listen on loopback for one connection, and let a function have it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        connection, _ = listener.accept()
        with connection:
            serve(connection)

    thread = threading.Thread(target=accept)
    thread.start()
    yield listener.getsockname()[1]
    thread.join()
    listener.close()


@pytest.fixture
def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
