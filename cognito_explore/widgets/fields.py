"""Fields of forms: labelled, as wide as there is room, and readable as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import ipywidgets

from cognito_explore.sensitive import MASK
from cognito_explore.show import cell
from cognito_explore.widgets.cards import definition_list
from cognito_explore.widgets.secret_input import SecretInput

LABEL_WIDTH = "130px"

W = TypeVar("W")


def make_field(kind: type[W], label: str, **options: Any) -> W:
    """Make a field with a label in front.

    Args:
        kind: Of widget.
        label: Tied to the input.
        options: For the widget.
    """
    return kind(description=label, style={"description_width": LABEL_WIDTH}, **options)  # type: ignore[call-arg]


def fold(widget: ipywidgets.Widget, title: str, *, is_open: bool = False) -> ipywidgets.Accordion:
    """Fold away what is seldom needed.

    Args:
        widget: What is folded.
        title: What unfolds it.
        is_open: Whether it begins unfolded.
    """
    return ipywidgets.Accordion([widget], titles=[title], selected_index=0 if is_open else None)


def under_fields(widgets: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
    """Put buttons and notes in a row that begins where the fields above it do."""
    return ipywidgets.HBox(widgets, _dom_classes=("ce-under-fields",))


def show_if(widget: ipywidgets.DOMWidget, is_shown: bool) -> None:  # noqa: FBT001 -- what it is about
    """Show or hide a widget."""
    widget.layout.display = None if is_shown else "none"


def to_html(widgets: Iterable[ipywidgets.Widget]) -> str:
    """Show fields as they are now, for where no widgets run."""
    return "".join(_to_html(it) for it in widgets if it.layout.display != "none")


def _to_html(widget: ipywidgets.Widget) -> str:
    if isinstance(widget, ipywidgets.HTML):
        return str(widget.value)
    if isinstance(widget, ipywidgets.Box):
        is_folded = isinstance(widget, ipywidgets.Accordion) and widget.selected_index is None
        return "" if is_folded else to_html(widget.children)
    value = _value_of(widget)
    if value is None:
        return ""
    name = widget.label if isinstance(widget, SecretInput) else widget.description
    return definition_list([(name, value)])


def _value_of(widget: ipywidgets.Widget) -> str | None:
    if isinstance(widget, SecretInput):
        return MASK if widget.is_filled else ""
    if isinstance(widget, (ipywidgets.Dropdown, ipywidgets.RadioButtons)):
        return cell(widget.label)
    return cell(widget.value) if isinstance(widget, ipywidgets.Text) else None
