"""The site as `make docs` builds it, and a server that shows it on loopback."""

from __future__ import annotations

import fcntl
import functools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parent.parent
# As the Makefile has it: with --quiet mkdocs would count no warnings.
BUILD = ("build", "--strict")
# Anchors and links of these tags are what a reader can follow, or a browser loads.
_LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src"}


def build(folder: Path) -> Path:
    """Build the site once for all processes that test, and give where it is.

    Args:
        folder: That they share.
    """
    site = folder / "site"
    with (folder / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (site / "built").exists():
            done = mkdocs(*BUILD, "--site-dir", str(site))
            assert done.returncode == 0, done.stderr
            (site / "built").touch()
    return site


def mkdocs(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run mkdocs on the repository."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


class Page(HTMLParser):
    """One page of the site: what it links to, and what can be linked to on it.

    Attributes:
        links: Where its links lead, as they are written.
        anchors: The ids and names of its elements.
        text: What a reader sees, without markup.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of where a tag leads, and of its id."""
        told = dict(attrs)
        self.anchors.update(it for it in (told.get("id"), told.get("name")) if it)
        link = told.get(_LINKS.get(tag, ""))
        if link:
            self.links.append(link)

    def handle_data(self, data: str) -> None:
        """Take note of what is read."""
        self.text += data


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Show the site on a free port of loopback, and give its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    handler = functools.partial(Quiet, directory=str(site))
    running = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{running.server_port}/"
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
