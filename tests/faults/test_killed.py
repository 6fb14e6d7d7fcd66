"""A process that is killed while it waits: at most one message, and nobody is left to tell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from faults import killed
from faults.conftest import Notes
from faults.proxy import LIMIT_S, Link
from faults.seen import Seen
from faults.stage import Stage
from faults.ways import WAYS

GROUP = "The process is killed"
CASES = {
    "While it waits; the request is lost.": 0,
    "While it waits; the request was taken.": 1,
}
WHY = "Nothing is left of the session; whether a message was made, only the user's device tells."
RESUMED = "`resume=True` finds the intent in the journal and no outcome, and sends nothing."


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", CASES)
def test_a_killed_process_made_at_most_one_message(
    what: str, way: str, stage: Callable[..., Stage], notes: Notes
):
    """What was on the wire is there once, and nothing comes after it."""
    played, started = stage(), []

    def kill(link: Link) -> None:
        link.take()
        if CASES[what]:
            link.passed_on()
        started[0].kill()
        link.wait_for_the_end()

    played.proxy.plan.append(kill)
    started.append(subprocess.Popen(program_of(played, way), env=environment_of(played)))

    status = started[0].wait(LIMIT_S)

    played.proxy.settle()
    assert status == -signal.SIGKILL
    resumed = resume(played) if way == "batch" else {}
    assert played.proxy.taken == 1
    assert played.count_messages() == CASES[what]
    notes.add(GROUP, what, WHY, way, {"messages": played.count_messages(), **resumed})


@pytest.mark.parametrize("way", ["send", "batch"])
def test_the_program_sends_when_it_is_left_alone(way: str, stage: Callable[..., Stage]):
    """The test above can fail: the same program makes its message, and ends well."""
    played = stage()

    program = program_of(played, way)
    done = subprocess.run(program, env=environment_of(played), timeout=LIMIT_S, check=True)

    assert done.returncode == 0
    assert played.count_messages() == 1


def program_of(played: Stage, way: str) -> list[str]:
    """Give the program that sends once."""
    journal = str(played.order().journal)
    return [sys.executable, killed.__file__, way, played.proxy.url, journal]


def environment_of(played: Stage) -> dict[str, str]:
    """Give what it has in its environment."""
    return os.environ | {"COGNITO_ACCESS_TOKEN": played.token}


def resume(played: Stage) -> Seen:
    """Go on with the batch that was killed, and see that its row is unknown and stays so."""
    order = played.order()
    results = order.session.send_codes(
        order.frame, journal=order.journal, resume=True, pace_per_s=50, progress=False
    )
    [row] = results.itertuples()
    assert (row.outcome, row.error_code, row.tries) == ("unknown", "NoOutcome", 1)
    assert played.attempts() == []
    assert played.token not in order.journal.read_text(encoding="utf-8")
    return {
        "outcome": row.outcome,
        "error": None,
        "code": row.error_code,
        "tries": 1,
        "why": RESUMED,
    }
