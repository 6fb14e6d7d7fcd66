"""What the fault tests share: the server, the proxies before it, and what they saw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from certificates import make_certificate
from ipywidgets.widgets import widget

import cognito_explore as cx
from faults import seen
from faults.proxy import running
from faults.seen import Seen
from faults.stage import Stage, add_user


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let what is seen be written down."""
    parser.addoption(
        "--write-faults", action="store_true", help=f"write what is seen to {seen.FILE.name}"
    )


@dataclass
class Notes:
    """What was seen before, and what is seen now.

    Attributes:
        before: As the file has it.
        rows: Of now, by group and what breaks.
        is_written: Now becomes the file.
    """

    before: dict[str, dict[str, Seen]]
    is_written: bool
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, group: str, what: str, why: str, way: str, now: Seen) -> None:
        """Note what was seen, and compare it with what was seen before.

        Args:
            group: Of the case.
            what: Of the case.
            why: What the case says; what was seen may have a reason of its own.
            way: How it was sent.
            now: What was seen.
        """
        name = f"{group}: {what}"
        row = self.rows.setdefault(name, {"group": group, "what": what, "why": why, "seen": {}})
        row["seen"][way] = now
        if not self.is_written:
            assert self.before[name][way] == now, "`make faults` writes down what is seen now"


@pytest.fixture(scope="session")
def notes(pytestconfig: pytest.Config) -> Iterator[Notes]:
    """What was seen, which `--write-faults` writes down."""
    is_written = pytestconfig.getoption("--write-faults", default=False)
    noted = Notes({} if is_written else seen.read(), is_written=is_written)
    yield noted
    if is_written:
        seen.write(noted.rows.values())


@pytest.fixture(scope="session")
def embedded() -> cx.Session:
    """A session on an embedded AWS, in this process."""
    return cx.connect("embedded")


@pytest.fixture(scope="session")
def upstream(embedded: cx.Session) -> Iterator[str]:
    """The URL of that embedded AWS."""
    with embedded.aws.serve() as server:
        yield server.url


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two certificates for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("certificates")
    return make_certificate(folder / "one.pem"), make_certificate(folder / "other.pem")


@pytest.fixture(scope="session")
def boto3_sessions(embedded: cx.Session) -> tuple[boto3.Session, Any]:
    """A boto3 session for all, because each reads its models anew; and a client of the pool's."""
    client = embedded.aws.boto3_session.client("cognito-idp")
    return boto3.Session(region_name="us-east-1"), client


@pytest.fixture
def stage(
    embedded: cx.Session,
    boto3_sessions: tuple[boto3.Session, Any],
    upstream: str,
    certificates: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Callable[..., Stage]]:
    """Set a stage: by TLS or not, with a time-out."""
    trusted, other = certificates
    monkeypatch.setenv("AWS_CA_BUNDLE", str(trusted))
    opened, patched = [], []

    def make(*, is_tls: bool = False, timeout_s: float = 20) -> Stage:
        shown = {"certificate": trusted, "other": other} if is_tls else {}
        context = running(upstream, **shown)
        opened.append(context)
        proxy = context.__enter__()
        config = Config(read_timeout=timeout_s, connect_timeout=timeout_s)
        boto3_session, client = boto3_sessions
        session = cx.Session(boto3_session, proxy.url, config=config)
        played = Stage(embedded.aws, proxy, session, *add_user(embedded, client), tmp_path)
        patched.append(played.monkeypatch)
        return played

    yield make
    for patch in patched:
        patch.undo()
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def no_widgets_left() -> Iterator[None]:
    """Close the widgets of a test: their comms keep them all."""
    yield
    for it in list(widget._instances.values()):
        it.close()
