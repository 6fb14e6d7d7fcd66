"""The frames of a notebook: what its cells named, and when they named more."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_UNNAMED = "frame"


class NotebookFrames:
    """Frames by name. They hold tokens, so they are in no trait, and show nowhere."""

    def __init__(self, given: pd.DataFrame | None) -> None:
        """Begin with those of the notebook.

        Args:
            given: One that is there in any case; None: none.

        Raises:
            TypeError: It is no frame.
        """
        self._others: dict[str, pd.DataFrame] | None = None
        self._given: dict[str, pd.DataFrame] = {}
        if given is not None:
            _check(given)
            named = (name for name, frame in read_frames().items() if frame is given)
            self._given[next(named, _UNNAMED)] = given

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Give those that are there now."""
        others = read_frames() if self._others is None else self._others
        return others | self._given

    def replace(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Take these instead of the notebook's.

        Raises:
            TypeError: One of them is no frame.
        """
        for it in frames.values():
            _check(it)
        self._others = dict(frames)

    @property
    def given_name(self) -> str:
        """The name of the one that was given; empty if none was."""
        return next(iter(self._given), "")


def read_frames() -> dict[str, pd.DataFrame]:
    """Give the frames that the cells of this notebook named; none outside of IPython."""
    shell = _shell()
    # Another thread may name something meanwhile.
    named = {} if shell is None else dict(shell.user_ns)
    return {
        name: value
        for name, value in named.items()
        if not name.startswith("_") and _is_frame(value)
    }


def after_each_cell(look: Callable[[], object]) -> None:
    """Have a method called after each cell, as long as what it is of is there."""
    shell = _shell()
    if shell is None:
        return
    kept = weakref.WeakMethod(look)

    def tell(*_: object) -> None:
        method = kept()
        if method is None:
            shell.events.unregister("post_run_cell", tell)
        else:
            method()

    shell.events.register("post_run_cell", tell)


def _shell() -> Any:
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def _is_frame(value: object) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def _check(value: object) -> None:
    if not _is_frame(value):
        msg = f"frame must be a pandas DataFrame, not {type(value).__name__}"
        raise TypeError(msg)
