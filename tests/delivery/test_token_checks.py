"""What a token tells by itself is told, and agrees with what Cognito does with it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from conftest import Server, make_token

import cognito_explore as cx
from cognito_explore.embedded.scenarios import SCENARIOS, history, service, token, user
from delivery.found import Played, find

MINE = [
    it.name
    for family in (token, user, history, service)
    for it in family.SCENARIOS
    # Without a token there is nothing to send with.
    if it.name not in {"sign-up not finished", "new password needed", "user may not be read"}
]


@pytest.mark.parametrize("name", MINE)
def test_what_is_found_is_what_happens(name: str):
    """A problem is in the verdict, and no code arrives; without one, a code does."""
    scenario, played = SCENARIOS[name], Played(name)

    diagnosis = played.diagnose()

    problems = {it.check_id for it in diagnosis.problems}
    assert (scenario.check_id in problems) is (scenario.expected_status == "problem")
    assert ("will not arrive because: " in diagnosis.verdict) is bool(problems)
    assert all(it.consequence for it in diagnosis.problems)
    assert played.is_delivered() is not bool(problems), str(diagnosis)


def test_token_is_compared_with_the_region_that_is_asked():
    """The Region of the pool would always be that of its token."""
    found = Played("token of another Region").found("token-region")

    assert "issued in eu-west-1" in found.evidence
    assert "sent to us-east-1" in found.evidence


def test_region_of_an_emulator_is_not_compared(remote: cx.Session, server: Server):
    """The issuer's Region in a token of an emulator says nothing."""
    server.refuse("NotAuthorizedException", "Access Token has been revoked")

    found = find(remote.diagnose(make_token(iss=None), "email"), "token-region")

    assert found.status == "not_applicable"


def test_pool_alone_has_no_token_to_look_at(session: cx.Session):
    """None of the questions about a token arises."""
    told = session.diagnose(username="ana")

    statuses = {it.status for it in told.findings if it.check_id.startswith("token-")}

    assert statuses == {"not_applicable"}


@pytest.fixture
def slow_metadata(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Stand in for the instance metadata of EC2, which a laptop does not have: nobody answers."""
    asked: list[float] = []
    listening = socket.create_server(("127.0.0.1", 0))
    kept = []

    def accept() -> None:
        while True:
            try:
                kept.append(listening.accept()[0])
            except OSError:
                return
            asked.append(time.monotonic())
            kept[-1].close()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    monkeypatch.delenv("AWS_EC2_METADATA_DISABLED")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", url)
    yield asked
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_credentials_are_looked_for_once(slow_metadata: list[float], server: Server):
    """Each look on a laptop waits for a second, so a diagnosis adds one, not one a check."""
    server.refuse("NotAuthorizedException", "Access Token has been revoked")
    session = cx.connect(server.url, region_name="us-east-1")
    one_look = len(slow_metadata)

    session.diagnose(make_token(), "email")

    assert one_look > 0
    assert len(slow_metadata) == 2 * one_look


def test_token_alone_makes_no_call_but_get_user(remote: cx.Session, server: Server):
    """Without credentials nothing else leaves; the findings say which would tell more."""
    answer = {
        "Username": "ana",
        "UserAttributes": [
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "phone_number", "Value": "+12025550123"},
        ],
    }
    server.play(answer)

    told = remote.diagnose(make_token())

    assert [it.operation for it in server.received] == ["GetUser"]
    assert find(told, "token-alive").status == "ok"
    assert "`cognito-idp:AdminGetUser`" in find(told, "user-status").title
    assert find(told, "user-status").status == "unknown"
