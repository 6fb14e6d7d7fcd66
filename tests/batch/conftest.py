"""What the tests of batches share: a folder for journals, a crowd, and seconds that stand."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cognito_explore as cx
from batch.crowds import make_crowd
from batch.inline import Inline, Virtual
from cognito_explore.batch.batch import Batch, BatchOptions
from cognito_explore.batch.rows import SENDING, BatchKind


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Where a journal goes."""
    return tmp_path / "run.jsonl"


@pytest.fixture
def crowd(session: cx.Session) -> pd.DataFrame:
    """A frame that asks for a code for each of twelve users."""
    return make_crowd(session, 12)


@pytest.fixture
def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def do():
    """Do a batch without threads, in seconds that pass only when it waits."""

    def do(
        session: cx.Session,
        rows: Any,
        *,
        kind: BatchKind = SENDING,
        executor: Any = None,
        timing: Virtual | None = None,
        on_done: Any = bool,
        **asked: Any,
    ) -> pd.DataFrame:
        wanted = BatchOptions(
            executor=executor or Inline(), pace_per_s=asked.pop("pace_per_s", 50), **asked
        )
        batch = Batch(
            kind,
            session._way(),
            session._account,
            rows,
            wanted,
            timing=timing or Virtual(),
            on_done=on_done,
        )
        return batch.run()

    return do


@pytest.fixture
def gone(session, free_port):
    """A session whose endpoint nobody listens at, in the seconds of the other one."""
    made = cx.connect(f"http://127.0.0.1:{free_port}", region_name="us-east-1")
    made._sender.clock = session.clock
    return made


@pytest.fixture
def served(session):
    """A session that talks to the embedded AWS of the other one by HTTP."""
    with session.aws.serve() as server:
        made = cx.connect(server.url, region_name="us-east-1")
        made._sender.clock = session.clock
        yield made


@pytest.fixture
def break_lookups(monkeypatch):
    """Have the name server know nothing of the lookups of these numbers, from 1."""

    def break_lookups(*broken: int) -> None:
        resolve, asked = socket.getaddrinfo, []

        def lookup(*about: object, **more: object) -> object:
            asked.append(1)
            if len(asked) in broken:
                raise socket.gaierror(socket.EAI_NONAME, "on purpose")
            return resolve(*about, **more)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)

    return break_lookups
