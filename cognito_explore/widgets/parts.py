"""Parts of forms: fields, buttons and texts that look alike, and can be read as text."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import ipywidgets

from cognito_explore.masks import mask_email, mask_phone_number
from cognito_explore.sensitive import MASK
from cognito_explore.show import cell
from cognito_explore.widgets.cards import definition_list, inert_button
from cognito_explore.widgets.secret_input import SecretInput

LABEL_WIDTH = "130px"
# Longer than a change takes to a kernel and back.
QUIET_S = 0.3

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
        self._changed_at = -QUIET_S

    def field(self, kind: type, label: str, **options: Any) -> Any:
        """Make a field with a label in front, which is tied to the input."""
        made = self._make(kind, description=label, **options)
        made.observe(self._note_change, "value")
        return made

    def secret(self, label: str, **options: Any) -> SecretInput:
        """Make a field for a secret."""
        made = SecretInput(label, **options, layout=self.layout)
        made.on_msg(self._note_secret)
        return made

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

    def fold(self, widget: ipywidgets.Widget, title: str, *, is_open: bool = False) -> Fold:
        """Fold away what is seldom needed; a button with the title unfolds it."""
        return Fold(self, widget, title, is_open=is_open)

    def wait_until_quiet(self) -> None:
        """Wait, after a change in the browser, until no more come.

        A browser holds changes of a field back while the last one is being taken, but not
        clicks: without waiting, a click could find what was there before. A kernel may take
        secrets and clicks in two threads, so that of two fields the second comes after the click.
        """
        while (left := self._changed_at + QUIET_S - time.monotonic()) > 0:
            time.sleep(left)

    def _note_change(self, change: dict[str, Any]) -> None:
        # ipywidgets keeps in it what a browser is just setting; code sets nothing there.
        if change["owner"]._property_lock:  # noqa: SLF001
            self._changed_at = time.monotonic()

    def _note_secret(self, _: object, content: dict[str, Any], __: object) -> None:
        if content.get("kind") == "secret":
            self._changed_at = time.monotonic()

    def _make(self, kind: Any, *arguments: Any, **options: Any) -> Any:
        style = kind.class_traits()["style"].klass
        if style not in self._styles:
            width = {"description_width": LABEL_WIDTH}
            self._styles[style] = style(**width if style.class_traits().keys() & width else {})
        return kind(*arguments, layout=self.layout, style=self._styles[style], **options)


class Fold(ipywidgets.VBox):
    """A button that shows and hides what is below it; the keyboard reaches it, as no accordion."""

    def __init__(
        self, parts: Parts, content: ipywidgets.Widget, title: str, *, is_open: bool
    ) -> None:
        """Make it.

        Args:
            parts: Makes its button.
            content: What is folded.
            title: What the button says.
            is_open: Whether it begins unfolded.
        """
        self._title = title
        self._content = content
        self._button = parts.button()
        self._button.on_click(lambda _: self.fold(is_open=not self.is_open))
        super().__init__([self._button, content], layout=parts.layout, _dom_classes=("ce-fold",))
        self.fold(is_open=is_open)

    def fold(self, *, is_open: bool) -> None:
        """Show or hide the content."""
        self.is_open = is_open
        self.rename(self._title)
        show_if(self._content, is_shown=is_open)

    def rename(self, title: str) -> None:
        """Let the button say something else."""
        self._title = title
        self._button.description = f"{'▾' if self.is_open else '▸'} {title}"


class PersonalText(ipywidgets.Text):
    """A field for a phone number or an e-mail address, which is masked where no widgets run."""

    @property
    def masked(self) -> str:
        """What was typed, masked."""
        text = self.value.strip()
        return mask_email(text) if "@" in text else text and mask_phone_number(text)


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
    if isinstance(widget, Fold):
        # What unfolds it is of no use there.
        return to_html(widget.children[1:])
    if isinstance(widget, ipywidgets.Box):
        return to_html(widget.children)
    if isinstance(widget, ipywidgets.Button):
        return inert_button(widget.description)
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
    if isinstance(widget, PersonalText):
        return cell(widget.masked)
    is_text = isinstance(widget, (ipywidgets.Text, ipywidgets.Textarea))
    return cell(widget.value) if is_text else None
