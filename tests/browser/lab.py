"""One page with JupyterLab in it, and notebooks that are opened there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import nbformat
from playwright.sync_api import BrowserContext, Locator, expect

from browser.kernels import KernelLine
from browser.records import Records
from browser.servers import Program
from browser.waiting import PATIENCE_S, until

ARTIFACTS = Path(__file__).parent / "artifacts"

_workspaces = itertools.count(1)
_THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
_SAVE_WIDGET_STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"

# Whatever is awaited in the page has an end.
_WITH_AN_END = """async argument => await Promise.race([
  (%s)(argument),
  new Promise((_, fail) => setTimeout(() => fail(new Error("no end of: " + %r)), %d)),
])"""
# A widget of Lab is found by the path of its file, and asked for what it knows.
_FIND = "const w = [...jupyterapp.shell.widgets('main')].find(w => w.context?.path === path);"
_OPEN = """async path => {
  const w = await jupyterapp.commands.execute("docmanager:open", {path, factory: "Notebook"});
  await w.context.ready;
  await w.sessionContext.ready;
  await w.sessionContext.session.kernel.info;
  return w.sessionContext.session.kernel.id;
}"""
_ACTIVATE = "path => { FIND; jupyterapp.shell.activateById(w.id); }".replace("FIND", _FIND)
_STATUS = "path => { FIND; return w.sessionContext.session?.kernel?.status; }".replace(
    "FIND", _FIND
)
_PROGRESS = """path => {
  FIND;
  const cells = w.content.widgets.map(cell => cell.model).filter(it => it.type === "code");
  const outputs = cells.flatMap(it => it.outputs.toJSON());
  const error = outputs.find(it => it.output_type === "error");
  if (error) return "failed: " + error.traceback.join("\\n");
  const isIdle = w.sessionContext.session?.kernel?.status === "idle";
  return isIdle && cells.every(it => it.executionCount !== null) ? "done" : "running";
}""".replace("FIND", _FIND)
_ADD_CELL = """async ([path, source]) => {
  FIND;
  const end = w.content.widgets.length;
  w.content.model.sharedModel.insertCell(end, {cell_type: "code", source});
  w.content.activeCellIndex = end;
  w.content.deselectAll();
}""".replace("FIND", _FIND)
_DELETE_LAST_CELL = """async path => {
  FIND;
  w.content.model.sharedModel.deleteCell(w.content.widgets.length - 1);
}""".replace("FIND", _FIND)
_CLOSE = """async path => {
  FIND;
  await w.sessionContext.shutdown();
  // To close it would be to be asked whether to save it.
  w.dispose();
}""".replace("FIND", _FIND)


class LabPage:
    """A page of the browser with JupyterLab loaded, which is slow: notebooks share it.

    Attributes:
        page: Playwright's page.
        records: What it did since the notebook that is open was opened.
        server: Which it came from.
    """

    def __init__(self, context: BrowserContext, server: Program) -> None:
        """Load JupyterLab into a new page."""
        self.server = server
        self._token = server.home.token
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.records = Records()
        self.records.follow(self.page)
        self.load()

    def load(self) -> None:
        """Load JupyterLab, and wait until it is there."""
        # In a workspace of its own there is nothing to restore, which would go on while
        # notebooks are opened, and open them twice.
        workspace = f"tests-{next(_workspaces)}"
        self.page.goto(self.server.url(f"/lab/workspaces/{workspace}?token={self._token}"))
        self.page.wait_for_function("() => window.jupyterapp")
        self.do("async () => { await jupyterapp.restored; }")

    def do(self, function: str, argument: object = None) -> Any:
        """Call a JavaScript function, await what it gives, and fail if that takes too long."""
        told = " ".join(function.split())[:80]
        script = _WITH_AN_END % (function, told, PATIENCE_S * 1000)
        return self.page.evaluate(script, argument)

    def command(self, command: str, **arguments: object) -> None:
        """Run a command of JupyterLab to its end."""
        script = "async ([id, args]) => { await jupyterapp.commands.execute(id, args); }"
        self.do(script, [command, arguments])

    def use_theme(self, theme: Literal["light", "dark"]) -> None:
        """Switch the theme, and wait until it shows."""
        name = _THEMES[theme]
        self.command("apputils:change-theme", theme=name)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", name)

    def save_widget_state(self, *, automatically: bool) -> None:
        """Switch "Save Widget State Automatically", as in the menu "Settings"."""
        asked = f"() => jupyterapp.commands.isToggled('{_SAVE_WIDGET_STATE}')"
        if self.page.evaluate(asked) != automatically:
            self.command(_SAVE_WIDGET_STATE)
        until(
            lambda: self.page.evaluate(asked) == automatically,
            f"saving of widget state: {automatically}",
            pause=self.pause,
        )

    def pause(self) -> None:
        """Let the browser go on for a moment, between two questions."""
        self.page.wait_for_timeout(50)


class Notebook:
    """A notebook that is open in JupyterLab, with a kernel of its own.

    Attributes:
        lab: The page it is open in.
        page: Playwright's page, for whatever has no method here.
        path: Its file.
        kernel_id: The server's name for its kernel.
    """

    def __init__(self, lab: LabPage, path: Path) -> None:
        """Open a file in the server's folder, and start its kernel."""
        self.lab = lab
        self.page = lab.page
        self.path = path
        self._name = path.relative_to(lab.server.home.notebooks).as_posix()
        self._line: KernelLine | None = None
        lab.records.clear()
        self.kernel_id: str = lab.do(_OPEN, self._name)

    # What a reader of the notebook does.

    def run(self) -> None:
        """Run all cells, and wait until the last one is through.

        Raises:
            AssertionError: A cell raised; its traceback is told.
        """
        self.page.evaluate(_ACTIVATE, self._name)
        self.lab.command("notebook:clear-all-cell-outputs")
        # Awaited, it would never end.
        self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-all-cells')")
        until(self._is_through, f"the end of {self._name}", pause=self.lab.pause)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Keep a cell running meanwhile: one is added at the end, and taken away again."""
        flag = self.path.with_suffix(".busy")
        flag.touch()
        code = f"import os, time\nwhile os.path.exists({str(flag)!r}): time.sleep(0.05)"
        self.page.evaluate(_ACTIVATE, self._name)
        self.lab.do(_ADD_CELL, [self._name, code])
        self.page.evaluate("() => void jupyterapp.commands.execute('notebook:run-cell')")
        self._wait_for_status("busy")
        try:
            yield
        finally:
            flag.unlink()
            self._wait_for_status("idle")
            self.lab.do(_DELETE_LAST_CELL, self._name)

    def output(self, cell: int = -1) -> Locator:
        """Find the outputs of a code cell, of the last one if no other is named."""
        return (
            self.page.locator(".jp-NotebookPanel:visible .jp-CodeCell")
            .nth(cell)
            .locator(".jp-Cell-outputWrapper")
        )

    def click(self, name: str | re.Pattern[str], *, role: Any = "button") -> None:
        """Click what has this role and name in the outputs."""
        self._outputs().get_by_role(role, name=name, exact=True).click()

    def field(self, label: str) -> Locator:
        """Find a field that shows in the outputs by its label."""
        return self._outputs().get_by_label(label, exact=True).filter(visible=True)

    def see(self, text: str | re.Pattern[str]) -> Locator:
        """Wait until a text shows in the outputs."""
        found = self._outputs().get_by_text(text).filter(visible=True).first
        found.wait_for()
        return found

    def save(self) -> str:
        """Save it as by the menu, and read the file, as soon as it is another one."""
        before = self.path.stat().st_mtime_ns
        self.page.evaluate(_ACTIVATE, self._name)
        self.lab.command("docmanager:save")
        until(lambda: self.path.stat().st_mtime_ns != before, f"{self.path}, saved")
        return self.path.read_text(encoding="utf-8")

    def checkpoint(self) -> str:
        """Read the copy that JupyterLab made on the last save."""
        name = f"{self.path.stem}-checkpoint.ipynb"
        copy = self.path.parent / ".ipynb_checkpoints" / name
        return copy.read_text(encoding="utf-8")

    def reload(self) -> None:
        """Load the page anew, and open the notebook again; the kernel lives on."""
        self.lab.load()
        kernel_id = self.lab.do(_OPEN, self._name)
        assert kernel_id == self.kernel_id

    def screenshot(self, name: str, cell: int = -1) -> Path:
        """Take a picture of a cell's outputs, for people to look at."""
        path = ARTIFACTS / f"{name}.png"
        self.output(cell).locator(".jp-OutputArea-output").first.screenshot(path=path)
        return path

    # What only a test asks.

    def evaluate(self, expression: str, *, while_busy: bool = False) -> str:
        """Give the repr of an expression in the kernel; see `KernelLine.evaluate`."""
        return self._kernel().evaluate(expression, while_busy=while_busy)

    def execute(self, code: str, *, while_busy: bool = False) -> None:
        """Run statements in the kernel, unseen; see `KernelLine.execute`."""
        self._kernel().execute(code, while_busy=while_busy)

    def expect(self, expression: str, value: object, *, while_busy: bool = False) -> None:
        """Wait until an expression in the kernel has this value, by its repr."""
        last = ""

        def is_there() -> bool:
            nonlocal last
            last = self.evaluate(expression, while_busy=while_busy)
            return last == repr(value)

        until(is_there, lambda: f"{expression} == {value!r}; it is {last}", pause=self.lab.pause)

    @property
    def records(self) -> Records:
        """What the page did since this notebook was opened."""
        return self.lab.records

    @property
    def html(self) -> str:
        """The page, as the browser would write it down now."""
        return self.page.content()

    def close(self) -> None:
        """End the kernel, and close the notebook without saving it."""
        if self._line is not None:
            self._line.close()
        self.lab.do(_CLOSE, self._name)

    def _outputs(self) -> Locator:
        """Find all outputs of the notebook."""
        return self.page.locator(".jp-NotebookPanel:visible .jp-Cell-outputWrapper")

    def _kernel(self) -> KernelLine:
        """Connect to the kernel, once."""
        if self._line is None:
            runtime = self.lab.server.home.folder / "runtime"
            self._line = KernelLine(runtime / f"kernel-{self.kernel_id}.json")
        return self._line

    def _is_through(self) -> bool:
        """Ask whether all cells ran; fail if one raised."""
        state = self.page.evaluate(_PROGRESS, self._name)
        assert not state.startswith("failed"), state
        return state == "done"

    def _wait_for_status(self, status: str) -> None:
        """Wait until the browser knows the kernel as idle or busy."""
        until(
            lambda: self.page.evaluate(_STATUS, self._name) == status,
            f"a kernel that is {status}",
            pause=self.lab.pause,
        )


def write_notebook(path: Path, *cells: str) -> Path:
    """Write a notebook of code cells that runs on the tests' kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(it) for it in cells])
    # Without it, JupyterLab asks which kernel to use.
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, path)
    return path


OpenNotebook = Callable[..., Notebook]
