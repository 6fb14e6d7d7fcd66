"""Choice: a dropdown whose options change without anybody having chosen another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets
import traitlets


class Choice(ipywidgets.Dropdown):
    """A dropdown of which `chosen` is what somebody chose.

    A dropdown of ipywidgets goes back to its first option whenever they change, and tells it
    as if somebody had chosen that.

    Attributes:
        chosen: The value that is chosen. It can be set, also to what is not offered yet.
    """

    chosen = traitlets.Any(allow_none=True)
    # ipywidgets has no types.
    value: Any
    options: Any

    def __init__(self, **options: Any) -> None:
        """Make it; see `ipywidgets.Dropdown`."""
        self._is_offering = False
        super().__init__(**options)
        self.chosen = self.value

    def offer(self, options: Sequence[tuple[str, Any]], chosen: Any) -> None:
        """Offer other options.

        Args:
            options: Label and value of each.
            chosen: Which of the values is chosen now; one that is not offered is the first.
        """
        values = [value for _, value in options]
        chosen = chosen if chosen in values else next(iter(values), None)
        self._is_offering = True
        try:
            if tuple(self.options) != tuple(options):
                self.options = tuple(options)
            self.value = chosen
        finally:
            self._is_offering = False
        self.chosen = chosen

    @traitlets.observe("value")
    def _choose(self, _: object) -> None:
        if not self._is_offering:
            self.chosen = self.value

    @traitlets.observe("chosen")
    def _show_chosen(self, _: object) -> None:
        if self.chosen != self.value:
            offered = tuple(self.options)
            is_new = self.chosen not in [value for _, value in offered]
            added = ((str(self.chosen), self.chosen),) if is_new else ()
            self.offer((*offered, *added), self.chosen)
