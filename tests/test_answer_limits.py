"""An answer has an end: whole in time, and read no further than any answer is long."""

import json
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.config import Config
from conftest import DELIVERED, last, make_token, send

import cognito_explore as cx
from cognito_explore.clients import make_config

SHORT_S = 0.3
# Often enough that no single read ever times out.
PACE_S = 0.02


def trickle(handler):
    """Begin an answer that ends long after any time-out, or when its reader hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    handler.connection.settimeout(PACE_S)
    try:
        for _ in range(500):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            try:
                handler.connection.recv(1)
            except TimeoutError:
                continue
            break
    except ConnectionError:
        pass
    handler.close_connection = True


def connect(server, **settings):
    """Connect to the server, with botocore's settings."""
    return cx.connect(server.url, region_name="us-east-1", config=Config(**settings))


def test_an_answer_that_trickles_ends_as_unknown(server):
    """Each byte comes in time, and the answer does not; the error says so."""
    session = connect(server, read_timeout=SHORT_S)
    server.answer = trickle

    with pytest.raises(cx.OutcomeUnknownError, match=r"not whole 0\.3 s after its first byte"):
        send(session)

    assert last(session).outcome == "unknown"
    assert len(server.received) == 1


def test_an_answer_to_the_account_that_trickles_ends_as_unknown(server, monkeypatch):
    """What is asked of the services around the pool has the same end."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    add = cx.Call(
        "sns", "CreateSMSSandboxPhoneNumber", "us-east-1", {"PhoneNumber": "+12025550123"}
    )
    session = connect(server, read_timeout=SHORT_S)
    server.answer = trickle

    with pytest.raises(cx.OutcomeUnknownError, match=r"not whole 0\.3 s after its first byte"):
        session._account.call(add)

    assert len(server.received) == 1


def test_the_next_answer_on_the_connection_has_all_of_its_time(server):
    """An answer that came in pieces leaves no shortened time-out behind."""
    connections, times = set(), []

    def in_pieces(handler):
        connections.add(handler.client_address)
        body = json.dumps(DELIVERED).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.flush()
        for place in range(0, len(body), 10):
            handler.wfile.write(body[place : place + 10])
            handler.wfile.flush()

    session = connect(server, read_timeout=20)
    server.answer = in_pieces

    for _ in range(3):
        send(session)
        pools = session._sender.client._endpoint.http_session._manager.pools
        pool = pools[next(iter(pools.keys()))]
        connection = pool._get_conn()
        times.append(connection.sock.gettimeout())
        pool._put_conn(connection)

    assert times == [20] * 3
    assert len(connections) == 1


def test_an_answer_without_a_time_out_may_take_its_time(server):
    """`read_timeout=None` is botocore's word for waiting for ever."""
    waited = threading.Event()

    def in_two(handler):
        body = json.dumps(DELIVERED).encode()
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.flush()
        waited.wait(0.1)
        handler.wfile.write(body)

    server.answer = in_two

    assert send(connect(server, read_timeout=None)).outcome == "accepted"


@pytest.mark.parametrize("is_chunked", [False, True])
def test_an_answer_of_50_mb_is_not_held_in_memory(server, is_chunked):
    """It is read a little beyond the largest that Cognito would give, and then no further."""
    written = []

    def huge(handler):
        piece = b" " * 500_000
        handler.send_response(200)
        kind = ("Transfer-Encoding", "chunked") if is_chunked else ("Content-Length", "50000000")
        handler.send_header(*kind)
        handler.end_headers()
        handler.close_connection = True
        head, tail = (b"%x\r\n" % len(piece), b"\r\n") if is_chunked else (b"", b"")
        try:
            for _ in range(100):
                handler.wfile.write(head + piece + tail)
                written.append(len(piece))
            handler.wfile.flush()
        except ConnectionError:
            pass

    session = connect(server)
    send(session)
    server.answer = huge
    tracemalloc.start()

    with pytest.raises(cx.OutcomeUnknownError, match="more than 1,000,000 bytes"):
        send(session)

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 10_000_000
    assert sum(written) < 50_000_000
    server.answer = None
    assert send(session).outcome == "accepted"


def test_many_threads_each_keep_a_connection(server):
    """Sixteen at a time open sixteen connections, whatever number they send."""
    connections, together = set(), threading.Barrier(16)

    def answer(handler):
        connections.add(handler.client_address)
        together.wait(20)
        server.reply(handler)

    session = connect(server)
    server.answer = answer

    with ThreadPoolExecutor(16) as pool:
        for _ in range(3):
            list(pool.map(lambda _: session.send_code(make_token(), "email"), range(16)))

    assert len(connections) == 16
    assert len(session.history) == 48
    assert make_config(Config(max_pool_connections=3)).max_pool_connections == 3
