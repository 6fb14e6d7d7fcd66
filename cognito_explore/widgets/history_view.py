"""HistoryView: every attempt as a table, to be filtered and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import ipywidgets
import traitlets

from cognito_explore.errors import ConfigurationError
from cognito_explore.frames import OUTCOMES
from cognito_explore.show import html_table, printable
from cognito_explore.widgets import cards
from cognito_explore.widgets.form import Form

if TYPE_CHECKING:
    import pandas as pd

_ALL = "all"
_SHOWN_ROWS = 50
_COLUMNS = (
    "attempt",
    "sent_at",
    "operation",
    "attribute_name",
    "destination",
    "outcome",
    "error_code",
)
_HEADER = ("attempt", "sent_at (UTC)", *_COLUMNS[2:])
_INSTALL_PARQUET = "pip install pyarrow"


class HistoryView(Form):
    """The attempts of a session, newest first.

    Its `result` is the frame of those that are shown, or the path they were saved at.

    Attributes:
        outcome: `all`, or the outcome of the attempts that are shown.
        folder: Where files are saved; default: the kernel's working folder.
    """

    TITLE = "History"
    BUTTON = "Look again"

    outcome = traitlets.Enum([_ALL, *OUTCOMES], default_value=_ALL)
    folder = traitlets.Instance(Path)

    _WRITERS: ClassVar[dict[str, str]] = {"csv": "to_csv", "parquet": "to_parquet"}

    @traitlets.default("folder")
    def _default_folder(self) -> Path:
        return Path.cwd()

    def refresh(self) -> None:
        """Show the attempts that there are now."""
        chosen = [it for it in self.session.history if self.outcome in {_ALL, it.outcome}]
        shown = chosen[-_SHOWN_ROWS:][::-1]
        now = self.session.clock.now()
        rows = [
            (it.attempt, _time(it.sent_at, now), *(getattr(it, name) for name in _COLUMNS[2:]))
            for it in shown
        ]
        note = f"{len(chosen)} of {len(self.session.history)} attempts"
        if len(chosen) > len(shown):
            note += f", of which the last {len(shown)} are shown"
        led = next((it for it in shown if it.lead), None)
        more = f" Of attempt {led.attempt}, {led.lead} says more." if led else ""
        table = html_table(rows, header=_HEADER, note=f"{note}.{more}")
        self._list.value = cards.framed(table)

    def save(self, kind: str) -> Path:
        """Save the attempts that are shown; no secret is among them.

        Args:
            kind: `csv` or `parquet`.

        Returns:
            The new file: no file is overwritten.

        Raises:
            ValueError: There is no such kind.
            ConfigurationError: The file cannot be written, or pyarrow is missing.
        """
        if kind not in self._WRITERS:
            msg = f"kind must be one of {', '.join(self._WRITERS)}, not {kind!r}"
            raise ValueError(msg)
        frame = self._frame()
        path = _free(self.folder, kind)
        write: Callable[..., object] = getattr(frame, self._WRITERS[kind])
        try:
            write(path, index=False)
        except ImportError as error:
            msg = "Parquet files need pyarrow, which is not installed."
            raise ConfigurationError(msg, hint=f"Install it: {_INSTALL_PARQUET}") from error
        except OSError as error:
            msg = f"{path} cannot be written: {printable(error.strerror or error, 300)}."
            raise ConfigurationError(msg, hint="Set `folder` to one that can.") from error
        return path

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        outcome = self._parts.field(ipywidgets.Dropdown, "Outcome", options=[_ALL, *OUTCOMES])
        self._list = self._parts.html()
        traitlets.link((self, "outcome"), (outcome, "value"))
        self.observe(lambda _: self.refresh(), "outcome")
        buttons = [self._make_save_button(kind) for kind in self._WRITERS]
        return [outcome, self._list, self._parts.under_fields(buttons)]

    def _make_save_button(self, kind: str) -> ipywidgets.Button:
        def act() -> Path:
            path = self.save(kind)
            self._say(f"{self._line()}.{self._WRITERS[kind]}({str(path)!r}, index=False)")
            return path

        names = {"csv": "CSV", "parquet": "Parquet"}
        return self._make_button(f"Save as {names[kind]}", act)

    def _act(self) -> pd.DataFrame:
        self._say(self._line())
        return self._frame()

    def _show_result(self, result: pd.DataFrame | Path) -> str:
        if isinstance(result, Path):
            return cards.card("ok", f"Saved as {result}.", "Addresses are masked in it.")
        return ""

    def _line(self) -> str:
        line = "session.history.to_frame()"
        return line if self.outcome == _ALL else f"{line}.query(\"outcome == '{self.outcome}'\")"

    def _frame(self) -> pd.DataFrame:
        frame = self.session.history.to_frame()
        return frame if self.outcome == _ALL else frame[frame["outcome"] == self.outcome]


def _time(at: datetime, now: datetime) -> str:
    return f"{at:%H:%M:%S}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M:%S}"


def _free(folder: Path, kind: str) -> Path:
    """Name a file that is not there yet."""
    return next(path for path in _names(folder, kind) if not path.exists())


def _names(folder: Path, kind: str) -> Iterator[Path]:
    yield folder / f"cognito-attempts.{kind}"
    for number in count(2):
        yield folder / f"cognito-attempts-{number}.{kind}"
