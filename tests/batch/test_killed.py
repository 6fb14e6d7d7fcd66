"""A batch that is killed, again and again: no row is sent twice, and none is lost."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import cognito_explore as cx
from batch.crowds import make_crowd

ROWS = 500
KILLS = 50
IN_FLIGHT = 4
WORKER = Path(__file__).with_name("killed_worker.py")


class Forker:
    """A process that makes, on request, a copy of itself which goes on with the batch."""

    def __init__(self, url: str, rows: Path, journal: Path) -> None:
        arguments = [sys.executable, WORKER, url, rows, journal, str(IN_FLIGHT)]
        # A pipe of text, one line each way.
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked, self._told = self._process.stdin, self._process.stdout

    def begin(self) -> int:
        """Make a copy, and give its process id."""
        self._asked.write("go on\n")
        self._asked.flush()
        return int(self._told.readline())

    def end(self) -> str:
        """Wait for the copy, and give what it told: its outcomes, or nothing if it was killed."""
        return self._told.readline().strip()

    def close(self) -> None:
        """End the process."""
        self._asked.close()
        self._process.wait(60)
        self._told.close()


@pytest.fixture
def forker(tmp_path):
    """A forker for a crowd, with the session that its messages arrive at."""
    session = cx.connect("embedded", seed=1)
    rows, journal = tmp_path / "rows.csv", tmp_path / "run.jsonl"
    make_crowd(session, ROWS).to_csv(rows, index=False)
    with session.aws.serve() as server:
        made = Forker(server.url, rows, journal)
        yield made, session, journal
        made.close()


def lines_in(journal: Path) -> int:
    """Count the lines that are there by now."""
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def open_rows(journal: Path) -> set[int]:
    """Give the rows that were to be sent, and whose outcome is not written."""
    *lines, _ = journal.read_bytes().split(b"\n")
    told = [json.loads(line) for line in lines[1:]]
    begun = {line["row"] for line in told if "intent_at" in line}
    return begun - {line["row"] for line in told if "outcome" in line}


def test_killed_at_fifty_points_and_resumed_each_time(forker):
    """Every row has exactly one outcome in the end, and at most one message."""
    forks, session, journal = forker
    chance = random.Random(7)  # noqa: S311 -- the same points each time
    killed = 0
    lost: set[int] = set()

    for _ in range(KILLS):
        goal = lines_in(journal) + chance.randrange(1, 2 * ROWS // KILLS)
        process = forks.begin()
        while lines_in(journal) < goal:
            # The worker goes on meanwhile: how far, is what differs.
            os.sched_yield()
        os.kill(process, signal.SIGKILL)
        killed += forks.end() == ""
        # At most those that were on their way.
        assert len(open_rows(journal) - lost) <= IN_FLIGHT
        lost |= open_rows(journal)
    forks.begin()
    outcomes = pd.Series(json.loads(forks.end()))

    sent = session.aws.inbox()["to"].value_counts()
    assert killed == KILLS
    assert len(outcomes) == ROWS
    assert set(outcomes) <= {"accepted", "unknown"}
    assert (sent == 1).all()
    accepted = {
        f"+1202555{place:04}" for place in range(ROWS) if outcomes.iloc[place] == "accepted"
    }
    assert accepted <= set(sent.index)
    assert {place for place in range(ROWS) if outcomes.iloc[place] == "unknown"} == lost


def test_the_journal_of_a_killed_batch_tells_one_outcome_a_row(forker):
    """Its last line of each row is the one that counts, and none is of two minds."""
    forks, _, journal = forker
    for _ in range(5):
        goal = lines_in(journal) + 20
        process = forks.begin()
        while lines_in(journal) < goal:
            os.sched_yield()
        os.kill(process, signal.SIGKILL)
        forks.end()

    forks.begin()
    forks.end()

    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()[1:]]
    outcomes = [line["row"] for line in lines if "outcome" in line]
    assert sorted(outcomes) == list(range(ROWS))
