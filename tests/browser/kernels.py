"""A line of the tests' own to a kernel that a notebook in the browser uses."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient

from browser.waiting import PATIENCE_S


class KernelLine:
    """Asks a kernel for values, beside the browser and unseen by the notebook.

    Neither question nor answer is broadcast, so the browser does not get them, and the
    notebook's outputs, counts and history stay as they are.
    """

    def __init__(self, connection_file: Path) -> None:
        """Connect.

        Args:
            connection_file: Written by the server for its kernel.
        """
        self._client = BlockingKernelClient(connection_file=str(connection_file))
        self._client.load_connection_file()
        self._shell = self._client.connect_shell()
        self._control = self._client.connect_control()
        self._subshell_id: str | None = None

    def evaluate(self, expression: str, *, while_busy: bool = False) -> str:
        """Give the repr of an expression.

        Args:
            expression: Of Python, with the notebook's names.
            while_busy: Whether to ask in a thread beside a running cell; by default the
                question waits its turn.

        Raises:
            AssertionError: It raised, or no answer came.
        """
        # A repr of the repr, so that IPython does not make it pretty.
        return ast.literal_eval(self._ask("", f"repr(({expression}))", while_busy=while_busy))

    def execute(self, code: str, *, while_busy: bool = False) -> None:
        """Run statements; what they print is broadcast, but shown in no cell.

        Raises:
            AssertionError: They raised, or no answer came.
        """
        self._ask(code, "None", while_busy=while_busy)

    def close(self) -> None:
        """Hang up."""
        for socket in (self._shell, self._control):
            socket.close(linger=0)
        self._client.context.destroy(linger=0)

    def _ask(self, code: str, expression: str, *, while_busy: bool) -> str:
        """Run code, then evaluate an expression."""
        content = {
            "code": code,
            "silent": True,
            "store_history": False,
            "user_expressions": {"value": expression},
            "allow_stdin": False,
            "stop_on_error": False,
        }
        subshell = {"subshell_id": self._subshell()} if while_busy else {}
        reply = self._send(self._shell, "execute_request", content, subshell)
        _must_be_ok(reply)
        value = reply["user_expressions"]["value"]
        _must_be_ok(value)
        return str(value["data"]["text/plain"])

    def _subshell(self) -> str:
        """Have the kernel make a thread for questions, once."""
        if self._subshell_id is None:
            reply = self._send(self._control, "create_subshell_request", {}, {})
            _must_be_ok(reply)
            self._subshell_id = str(reply["subshell_id"])
        return self._subshell_id

    def _send(
        self, socket: Any, kind: str, content: dict[str, Any], header: dict[str, str]
    ) -> dict[str, Any]:
        """Send one request, and give the content of its reply."""
        session = self._client.session
        message = session.msg(kind, content)
        message["header"].update(header)
        session.send(socket, message)
        while socket.poll(PATIENCE_S * 1000):
            _, reply = session.recv(socket, mode=0)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]
        msg = f"the kernel did not answer within {PATIENCE_S} s"
        raise AssertionError(msg)


def _must_be_ok(reply: dict[str, Any]) -> None:
    """Fail with what the kernel says."""
    assert reply["status"] == "ok", "\n".join(reply.get("traceback") or [str(reply)])
