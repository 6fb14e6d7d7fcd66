"""What a diagnosis costs, with 100 ms added to every call as a real account's would take.

Prints a line of JSON a round: seconds of a diagnosis, of its calls one after another, and
milliseconds from a token alone. The first diagnosis of a session, which makes its clients, is
told apart. On a busy machine the ratios say more than the times.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import cognito_explore as cx

ROUNDS = 7
DELAY_S = 0.1


class Slow:
    """Adds a delay to every call of a session, and adds up how long each took.

    It sleeps before the embedded AWS's lock is taken, so that calls overlap as on a network.
    """

    def __init__(self, session: cx.Session) -> None:
        """Slow a session down.

        Args:
            session: On the embedded AWS, before it has asked the account.
        """
        self.calls = 0
        self._lock = threading.Lock()
        # The session's own client was made with it.
        for events in (session.aws.boto3_session.events, session._sender.client.meta.events):  # noqa: SLF001
            events.register_first("before-send", self._wait)

    def _wait(self, **_: object) -> None:
        with self._lock:
            self.calls += 1
        time.sleep(DELAY_S)


def seconds(call: Callable[[], Any]) -> float:
    """Time one call."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def run_round() -> dict[str, float]:
    """Measure everything once, on an embedded AWS of its own."""
    session = cx.connect("embedded")
    token = session.sign_in("ana", "correct-horse-1").access_token
    slow = Slow(session)
    first = seconds(lambda: session.diagnose(token))
    slow.calls = 0
    again = seconds(lambda: session.diagnose(token))
    calls = slow.calls
    return {
        "first": first,
        "again": again,
        "calls": calls,
        # Of each call the delay alone, so that the ratio is not flattered.
        "one_after_another": calls * DELAY_S,
        "token_ms": 1000 * from_token_alone(),
    }


def from_token_alone() -> float:
    """Time what a token tells where there are no credentials, and GetUser takes no time."""
    session = cx.connect("embedded")
    token = session.sign_in("ana", "correct-horse-1").access_token
    session.aws.boto3_session.get_credentials = lambda: None
    session.diagnose(token)
    return seconds(lambda: session.diagnose(token))


if __name__ == "__main__":
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    for _ in range(ROUNDS + 1):
        print(json.dumps(run_round()), flush=True)
