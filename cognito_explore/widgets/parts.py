"""Parts of forms: fields, buttons and texts that look alike, and can be read as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets

from cognito_explore.sensitive import MASK
from cognito_explore.show import cell
from cognito_explore.widgets.cards import definition_list
from cognito_explore.widgets.secret_input import SecretInput

LABEL_WIDTH = "130px"

_HIDDEN = "ce-hidden"
_UNDER_FIELDS = "ce-under-fields"


class Parts:
    """Makes the widgets of one form, which share one layout, and one style of each kind.

    A widget of ipywidgets is three: itself, its layout and its style. Sharing the last two
    makes a form twice as fast to show.
    """

    def __init__(self) -> None:
        """Begin with the layout."""
        self.layout = ipywidgets.Layout()
        self._styles: dict[type, ipywidgets.Widget] = {}

    def field(self, kind: type, label: str, **options: Any) -> Any:
        """Make a field with a label in front, which is tied to the input."""
        return self._make(kind, description=label, **options)

    def secret(self, label: str, **options: Any) -> SecretInput:
        """Make a field for a secret."""
        return SecretInput(label, **options, layout=self.layout)

    def html(self, value: str = "") -> ipywidgets.HTML:
        """Make a text."""
        return self._make(ipywidgets.HTML, value)

    def button(self, label: str = "", look: str = "") -> ipywidgets.Button:
        """Make a button; `look` is `primary` or `success` for one that stands out."""
        return self._make(ipywidgets.Button, description=label, button_style=look)

    def column(self, widgets: Sequence[ipywidgets.Widget] = ()) -> ipywidgets.VBox:
        """Put widgets below each other."""
        return ipywidgets.VBox(widgets, layout=self.layout)

    def row(self, widgets: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
        """Put widgets beside each other, as far as there is room."""
        return ipywidgets.HBox(widgets, layout=self.layout)

    def under_fields(self, widgets: Sequence[ipywidgets.Widget]) -> ipywidgets.HBox:
        """Put buttons and notes in a row that begins where the fields above it do."""
        return ipywidgets.HBox(widgets, layout=self.layout, _dom_classes=(_UNDER_FIELDS,))

    def fold(
        self, widget: ipywidgets.Widget, title: str, *, is_open: bool = False
    ) -> ipywidgets.Accordion:
        """Fold away what is seldom needed; `title` unfolds it."""
        opened = 0 if is_open else None
        return ipywidgets.Accordion(
            [widget], titles=[title], selected_index=opened, layout=self.layout
        )

    def _make(self, kind: Any, *arguments: Any, **options: Any) -> Any:
        style = kind.class_traits()["style"].klass
        if style not in self._styles:
            width = {"description_width": LABEL_WIDTH}
            self._styles[style] = style(**width if style.class_traits().keys() & width else {})
        return kind(*arguments, layout=self.layout, style=self._styles[style], **options)


def show_if(widget: ipywidgets.DOMWidget, *, is_shown: bool) -> None:
    """Show or hide a widget; its layout is not its own."""
    if is_shown:
        widget.remove_class(_HIDDEN)
    else:
        widget.add_class(_HIDDEN)


def to_html(widgets: Iterable[ipywidgets.Widget]) -> str:
    """Show parts as they are now, for where no widgets run."""
    return "".join(_to_html(it) for it in widgets if _HIDDEN not in it._dom_classes)  # noqa: SLF001


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
    return definition_list([(name or widget.placeholder, value)])


def _value_of(widget: ipywidgets.Widget) -> str | None:
    if isinstance(widget, SecretInput):
        return MASK if widget.is_filled else ""
    if isinstance(widget, (ipywidgets.Dropdown, ipywidgets.RadioButtons)):
        return cell(widget.label)
    return cell(widget.value) if isinstance(widget, ipywidgets.Text) else None
