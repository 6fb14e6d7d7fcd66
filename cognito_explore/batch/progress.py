"""Progress: a bar, in a notebook and in a terminal, with the outcomes counted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    from collections import Counter

_WAITING = "waiting to try again"


class Counted(Protocol):
    """What a bar is about.

    Attributes:
        total: How many rows there are; None if it is not known.
        counts: How many have which outcome.
    """

    total: int | None
    counts: Counter[str]


class Progress:
    """A bar of tqdm's, or none."""

    def __init__(self, counted: Counted, *, is_shown: bool) -> None:
        """Make ready.

        Args:
            counted: What it is about.
            is_shown: Whether there is one.
        """
        self._counted = counted
        self._is_shown = is_shown
        self._bar: Any = None

    def update(self) -> None:
        """Show that one more row has its outcome."""
        self._try(self._count)

    def show_waiting(self, is_waiting: bool) -> None:  # noqa: FBT001 -- what it is called with
        """Show that rows only wait to be tried again, or that they do no more."""
        self._try(lambda bar: bar.set_description(_WAITING if is_waiting else ""))

    def __enter__(self) -> Self:
        if self._is_shown:
            from tqdm.auto import tqdm  # noqa: PLC0415 -- light import

            with contextlib.suppress(OSError, ValueError):
                self._bar = tqdm(total=self._counted.total, unit="row")
        return self

    def __exit__(self, *_: object) -> None:
        self._try(lambda bar: bar.close())

    def _count(self, bar: Any) -> None:
        bar.set_postfix(dict(self._counted.counts), refresh=False)
        bar.update()

    def _try(self, act: Callable[[Any], object]) -> None:
        """Do something with the bar; one that cannot be written is given up, and not the batch."""
        try:
            if self._bar is not None:
                act(self._bar)
        except (OSError, ValueError):
            # Whoever read it has gone, or the stream is closed.
            self._bar = None
