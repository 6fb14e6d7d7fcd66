"""JupyterLab and Voilà as processes of the tests' own, with folders of their own."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Self

import psutil
from ipykernel.kernelspec import write_kernel_spec

from browser.waiting import until

_HOST = "127.0.0.1"
_GRACE_S = 20
_SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    # Cells out of sight stay in the page, where a test can find them.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}


@dataclass(frozen=True)
class Home:
    """The folders that a Jupyter program of the tests has, instead of the user's.

    Attributes:
        folder: Where all of them are.
        token: What the servers ask of whoever connects.
    """

    folder: Path
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    @classmethod
    def make(cls, folder: Path) -> Self:
        """Make the folders, with the kernel and the settings in them."""
        home = cls(folder)
        for name in ("notebooks", "runtime", "settings", "workspaces", "ipython", "tmp"):
            (folder / name).mkdir(parents=True)
        # The kernel is the Python that runs the tests, wherever it was installed. It logs
        # every message, so that a log in which no secret is found proves something.
        write_kernel_spec(folder / "data/kernels/python3", extra_arguments=["--debug"])
        for plugin, values in _SETTINGS.items():
            _write_json(folder / "settings" / f"{plugin}.jupyterlab-settings", values)
        return home

    @property
    def notebooks(self) -> Path:
        """The folder that the servers serve, in which kernels start."""
        return self.folder / "notebooks"

    def environment(self) -> dict[str, str]:
        """Give the environment: nothing of the user's Jupyter, IPython, or AWS."""
        ours = ("AWS_", "COGNITO_EXPLORE_", "JUPYTER", "IPYTHON", "COV_CORE_", "VOILA_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return kept | {
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder / "tmp"),
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            # Else the kernel of a virtual environment would be taken before ours.
            "JUPYTER_PREFER_ENV_PATH": "0",
            "JUPYTER_TOKEN": self.token,
            "IPYTHONDIR": str(self.folder / "ipython"),
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


class Program:
    """A Jupyter program that serves the notebooks of a home on loopback."""

    def __init__(self, home: Home, module: str, *arguments: str, ready_path: str) -> None:
        """Start it; `wait_until_ready` waits.

        Args:
            home: Its folders.
            module: Run with `python -m`; its log is a file of this name in the home.
            arguments: Of its command line; `{port}` stands for the port.
            ready_path: Answers 200 as soon as it is ready.
        """
        self.home = home
        self.port = _free_port()
        self.log_path = home.folder / f"{module}.log"
        self._ready_path = ready_path
        command = [argument.format(port=self.port) for argument in arguments]
        with self.log_path.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, *command],
                cwd=home.notebooks,
                env=home.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """What it and its kernels have logged so far."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def url(self, path: str) -> str:
        """Give the address of a path."""
        return f"http://{_HOST}:{self.port}{path}"

    def wait_until_ready(self) -> None:
        """Wait until it answers.

        Raises:
            AssertionError: It ended, or never answered; its log is told.
        """
        until(self._is_ready, lambda: f"an answer of the server; its log:\n{self.log}")

    def stop(self) -> None:
        """End it, and see to it that its kernels end with it.

        Raises:
            AssertionError: A process of it had to be killed.
        """
        family = [*psutil.Process(self._process.pid).children(recursive=True), self._process]
        self._process.terminate()
        try:
            self._process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        left = psutil.wait_procs(family[:-1], timeout=_GRACE_S)[1]
        for orphan in left:
            orphan.kill()
        assert not left, f"kernels that outlived their server: {left}"

    def _is_ready(self) -> bool:
        """Ask whether it answers; fail at once if it has ended."""
        assert self._process.poll() is None, f"the server ended; its log:\n{self.log}"
        connection = HTTPConnection(_HOST, self.port, timeout=5)
        try:
            connection.request(
                "GET", self._ready_path, headers={"Authorization": f"token {self.home.token}"}
            )
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def start_lab(home: Home) -> Program:
    """Start JupyterLab, without news, updates, or an extension manager that asks a registry."""
    return Program(
        home,
        "jupyterlab",
        "--expose-app-in-browser",
        "--no-browser",
        "--allow-root",
        "--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.ip={_HOST}",
        f"--ServerApp.root_dir={home.notebooks}",
        f"--LabApp.user_settings_dir={home.folder / 'settings'}",
        f"--LabApp.workspaces_dir={home.folder / 'workspaces'}",
        "--LabApp.extension_manager=readonly",
        "--LabApp.news_url=",
        ready_path="/api/status",
    )


def start_voila(home: Home) -> Program:
    """Start Voilà on the same notebooks."""
    return Program(
        home,
        "voila",
        "--no-browser",
        "--Voila.port={port}",
        "--Voila.port_retries=0",
        f"--Voila.ip={_HOST}",
        "--show_tracebacks=True",
        str(home.notebooks),
        ready_path="/voila/static/voila.js",
    )


def _free_port() -> int:
    """Ask the system for a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return probe.getsockname()[1]


def _write_json(path: Path, value: object) -> None:
    """Write a file, and the folders it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
