"""RegistrationInputs: a field for each thing that a registration asks for, with what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import ipywidgets
import traitlets

from cognito_explore.show import html_text
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.check import FieldFinding, check_values
from cognito_explore.widgets import cards
from cognito_explore.widgets.confirmation import is_personal
from cognito_explore.widgets.denial_reasons import reasons_about
from cognito_explore.widgets.parts import Fold, Parts, PersonalText

_LONG = 300
# `RegistrationAttachmentId` of End User Messaging; no path of a PNG file ends like it.
_ATTACHMENT_ID = r"[A-Za-z0-9_:/-]{1,256}"
_PICTURE = "Type the path of a PNG file, and hand it in below: that gives an id."
_FOUND = {"problem": "✗", "warning": "!", "unknown": "?"}
_MARKS = {"REQUIRED": "", "CONDITIONAL": " (in some cases)", "OPTIONAL": " (optional)"}


class RegistrationInputs(ipywidgets.VBox):
    """The fields of a type of registration, folded by section.

    Attributes:
        value: What was typed, by field path; what is empty is not in it. It can be set.
    """

    value = traitlets.Dict(key_trait=traitlets.Unicode())
    # ipywidgets has no types.
    children: Any

    def __init__(self, parts: Parts) -> None:
        """Begin without fields.

        Args:
            parts: Makes them.
        """
        self._parts = parts
        self._fields: Sequence[RegistrationField] = ()
        self._inputs: dict[str, Any] = {}
        self._hints: dict[str, ipywidgets.HTML] = {}
        self._folds: dict[str, Fold] = {}
        self._looked_at: set[str] = set()
        self._reasons = ""
        self._is_filling = False
        super().__init__([], layout=parts.layout, _dom_classes=("ce-stacked",))

    @traitlets.observe("value")
    def _fill(self, _: object) -> None:
        # What is put into one field says nothing of the others yet.
        self._is_filling = True
        try:
            for path, it in self._inputs.items():
                _put(it, self.value.get(path))
        finally:
            self._is_filling = False
        self._show_hints()

    def show(self, fields: Sequence[RegistrationField], reasons: str) -> None:
        """Show fields, with what a version was refused for beside each.

        Args:
            fields: In AWS's order.
            reasons: A line each.
        """
        is_new = list(fields) != list(self._fields)
        if is_new:
            self._fields = fields
            self._rebuild()
        if is_new or reasons != self._reasons:
            self._reasons = reasons
            self._show_hints()
            self._open(lambda it: bool(reasons_about(it, reasons)))

    def check(self) -> list[FieldFinding]:
        """Show all that speaks against what was typed, and give it."""
        self._looked_at = set(self._inputs)
        found = list(check_values(self._fields, self.value))
        self._show_hints()
        wrong = {it.field_path for it in found if it.status == "problem"}
        self._open(lambda it: it.field_path in wrong)
        return found

    def _open(self, is_meant: Callable[[RegistrationField], bool]) -> None:
        """Open the sections with fields to look at, if there are any, and no others."""
        meant = {it.section for it in self._fields if is_meant(it)}
        for name, fold in self._folds.items():
            if meant:
                fold.fold(is_open=name in meant)

    def _rebuild(self) -> None:
        for it in _all(self.children):
            it.close()
        self._inputs, self._hints, self._folds, self._looked_at = {}, {}, {}, set()
        sections: dict[str, list[ipywidgets.Widget]] = {}
        for field in self._fields:
            made = self._make_input(field)
            hint = self._parts.html()
            self._inputs[field.field_path], self._hints[field.field_path] = made, hint
            sections.setdefault(field.section, []).extend([made, hint])
        for name, widgets in sections.items():
            content = self._parts.column(widgets)
            self._folds[name] = self._parts.fold(content, _words(name), is_open=not self._folds)
        self.children = [*self._folds.values()]
        self._fill(None)

    def _make_input(self, field: RegistrationField) -> Any:
        label = f"{_label(field.title)}{_MARKS.get(field.requirement, '')}"
        path = field.field_path
        kind: Any = PersonalText if is_personal(path) else ipywidgets.Text
        options: dict[str, Any] = {"continuous_update": False}
        if field.field_type == "SELECT" and (field.max_length or 1) > 1:
            kind, options = ipywidgets.SelectMultiple, {"options": field.choices}
        elif field.field_type == "SELECT":
            choices = [("choose…", ""), *((it, it) for it in field.choices)]
            kind, options = ipywidgets.Dropdown, {"options": choices}
        elif field.field_type == "ATTACHMENT":
            options["placeholder"] = "path of a PNG file, or id of an attachment"
        elif (field.max_length or 0) >= _LONG:
            kind, options["rows"] = ipywidgets.Textarea, 3
        made = self._parts.field(kind, label, **options)
        made.observe(lambda _: self._read(path), "value")
        return made

    def _read(self, path: str) -> None:
        if self._is_filling:
            return
        typed = {name: _typed(it) for name, it in self._inputs.items()}
        self._looked_at.add(path)
        value = {name: it for name, it in typed.items() if it}
        if value == self.value:
            self._show_hints()
        self.value = value

    def _show_hints(self) -> None:
        """Show what speaks against each field, of those that somebody was at."""
        found: dict[str, list[FieldFinding]] = {}
        for it in check_values(self._fields, self.value):
            found.setdefault(it.field_path, []).append(it)
        for field in self._fields:
            path = field.field_path
            is_seen = path in self._looked_at or path in self.value
            about = reasons_about(field, self._reasons)
            hint = _hint(field, found.get(path, []) if is_seen else [], about)
            if self._hints[path].value != hint:
                self._hints[path].value = hint
        self._count(found)

    def _count(self, found: Mapping[str, list[FieldFinding]]) -> None:
        """Say of each section how many fields are not right yet."""
        for section, fold in self._folds.items():
            paths = [it.field_path for it in self._fields if it.section == section]
            wrong = sum(any(it.status == "problem" for it in found.get(path, [])) for path in paths)
            told = f"{wrong} of {len(paths)} fields to do" if wrong else "nothing to do"
            fold.rename(f"{_words(section)}: {told}")


def _hint(field: RegistrationField, found: Iterable[FieldFinding], reasons: Iterable[str]) -> str:
    """Say what belongs into a field, what is wrong with it, and what it was refused for."""
    text = field.description
    if field.field_type == "ATTACHMENT":
        text = f"{text} {_PICTURE}".strip()
    if field.max_length and field.field_type == "TEXT":
        text = f"{text} At most {field.max_length:,} characters.".strip()
    lines = [("problem", "✗", f"Refused before: {it}", "") for it in reasons]
    lines += [(it.status, _FOUND.get(it.status, ""), it.title, it.fix) for it in found]
    shown = "".join(
        f'<li class="ce-{kind}"><strong><span aria-hidden="true">{mark}</span> {html_text(title)}'
        f"</strong> {html_text(fix)}</li>"
        for kind, mark, title, fix in lines
    )
    told = f'<ul class="ce-found">{shown}</ul>' if shown else ""
    return cards.framed(f'<div class="ce-hint">{cards.paragraph(text)}</div>' if text else "", told)


def picture_paths(fields: Iterable[RegistrationField], values: Mapping[str, Any]) -> list[str]:
    """Give the fields of pictures in which the path of a file is, and not an id."""
    pictures = (it.field_path for it in fields if it.field_type == "ATTACHMENT")
    typed = {it: values.get(it) for it in pictures}
    return [it for it, text in typed.items() if isinstance(text, str) and _is_path(text)]


def _is_path(text: str) -> bool:
    return bool(text) and not re.fullmatch(_ATTACHMENT_ID, text)


def _typed(widget: Any) -> Any:
    if isinstance(widget, ipywidgets.SelectMultiple):
        return list(widget.value)
    text = widget.value.strip()
    return [text] if isinstance(widget, ipywidgets.Dropdown) and text else text


def _put(widget: Any, value: Any) -> None:
    """Show a value; a choice that there is no more is none."""
    if isinstance(widget, ipywidgets.SelectMultiple):
        widget.value = tuple(it for it in value or () if it in widget.options)
        return
    text = (value[0] if value else "") if isinstance(value, (list, tuple)) else value or ""
    if isinstance(widget, ipywidgets.Dropdown) and text not in dict(widget.options).values():
        text = ""
    if widget.value.strip() != text:
        widget.value = text


def _label(title: str) -> str:
    """Make a label of AWS's text; MathJax typesets labels."""
    return re.sub(r"[$\\]", " ", title)


def _words(section: str) -> str:
    """Give a section as words: `companyInfo` is the company info."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", section).replace("$", " ").capitalize()


def _all(widgets: Iterable[ipywidgets.Widget]) -> list[ipywidgets.Widget]:
    found = []
    for it in widgets:
        found += [it, *_all(getattr(it, "children", ()))]
    return found
