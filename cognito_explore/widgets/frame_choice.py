"""FrameChoice: which of the notebook's frames, and why another cannot be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets
import traitlets

from cognito_explore.batch.rows import SENDING, Rows
from cognito_explore.errors import ConfigurationError
from cognito_explore.show import printable
from cognito_explore.widgets import cards
from cognito_explore.widgets.batch_view import rows_text
from cognito_explore.widgets.choice import Choice
from cognito_explore.widgets.notebook_frames import NotebookFrames
from cognito_explore.widgets.parts import Parts

if TYPE_CHECKING:
    import pandas as pd

_NAME_MAX = 60
_NONE = "This notebook has no frame yet: make one with a row for each user."


class FrameChoice(ipywidgets.VBox):
    """A dropdown of frames, each with its number of rows.

    Attributes:
        value: The name of the one that is chosen; empty while there is none.
    """

    value = traitlets.Unicode()

    def __init__(self, frames: NotebookFrames, parts: Parts) -> None:
        """Make it, with nothing to choose from.

        Args:
            frames: Those to choose from.
            parts: Makes its widgets.
        """
        self._frames = frames
        self._choice = parts.field(Choice, "Frame")
        self._told = parts.html()
        super().__init__([self._choice, self._told], layout=parts.layout)
        traitlets.link((self, "value"), (self._choice, "chosen"))

    def refresh(self) -> None:
        """Offer the frames that are there now; one that can be sent is chosen first."""
        frames = self._frames.by_name()
        if not self.value and frames:
            can_be_sent = (name for name, frame in frames.items() if not why_not(frame))
            self.value = next(can_be_sent, next(iter(frames)))
        names = list(dict.fromkeys([*frames, self.value]))
        self._choice.offer([(_label(name, frames.get(name)), name) for name in names], self.value)
        self._told.value = cards.framed(self._tell())

    @property
    def frame(self) -> pd.DataFrame | None:
        """The frame that is chosen, as it is now; None if there is none of this name."""
        return self._frames.by_name().get(self.value)

    def _tell(self) -> str:
        frame = self.frame
        needed = f"It takes the columns {', '.join(SENDING.columns)}."
        if frame is not None:
            why = why_not(frame)
            return cards.card("warning", why, needed) if why else ""
        if self.value:
            return cards.card(
                "warning", f"There is no frame {printable(self.value, _NAME_MAX)} now."
            )
        return cards.card("info", _NONE, needed)


def why_not(frame: pd.DataFrame) -> str:
    """Say why a frame cannot be sent; empty if it can. No row is looked at."""
    try:
        Rows(frame, SENDING)
    except ConfigurationError as error:
        return error.message
    return ""


def _label(name: str, frame: pd.DataFrame | None) -> str:
    shown = printable(name, _NAME_MAX)
    if frame is None:
        return f"{shown}: is not there" if name else "there is none"
    return f"{shown}: {'cannot be sent' if why_not(frame) else rows_text(len(frame))}"
