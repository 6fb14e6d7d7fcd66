"""A session may be used from many threads at once."""

from concurrent.futures import ThreadPoolExecutor

from conftest import make_token

import cognito_explore as cx


def test_threads_share_a_session_and_lose_nothing(remote, server):
    """Every send is one request and one attempt, each with its own token and metadata."""
    tokens = {f"user-{number}": make_token(username=f"user-{number}") for number in range(40)}

    def send(name):
        return remote.send_code(tokens[name], "email", client_metadata={"name": name})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, tokens))

    sent = {item.json()["ClientMetadata"]["name"]: item.json() for item in server.received}
    assert {name: body["AccessToken"] for name, body in sent.items()} == tokens
    assert [attempt.attempt for attempt in remote.history] == list(range(1, 41))


def test_threads_may_connect_at_once():
    """Each gets an embedded AWS of its own."""
    with ThreadPoolExecutor(4) as pool:
        sessions = list(pool.map(lambda _: cx.connect("embedded"), range(8)))

    assert len({session.aws.demo.user_pool_id for session in sessions}) == 8
