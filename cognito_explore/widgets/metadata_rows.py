"""MetadataRows: client metadata as rows of key and value, to add and remove."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets
import traitlets

from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.widgets import cards
from cognito_explore.widgets.parts import Parts

# Cognito API reference, GetUserAttributeVerificationCode, ClientMetadata.
_WARNINGS = (
    "For the pool's Lambda triggers only; without a trigger it has no effect.\n"
    "Cognito does not store it, does not check it, and does not encrypt it: "
    "give no secrets. Like all that is typed here, it may be saved with the notebook."
)


class MetadataRows(ipywidgets.VBox):
    """Rows of key and value.

    Attributes:
        value: The rows as a dict; rows without key and value are none. It can be set.
    """

    value = traitlets.Dict(value_trait=traitlets.Unicode(), key_trait=traitlets.Unicode())

    def __init__(self, parts: Parts) -> None:
        """Make it without rows.

        Args:
            parts: Makes its widgets.
        """
        self._parts = parts
        self._rows = parts.column()
        self._add = parts.button("Add a row")
        self._add.on_click(lambda _: self._add_row())
        warnings = parts.html(cards.framed(cards.paragraph(_WARNINGS)))
        super().__init__([warnings, self._rows, self._add], layout=parts.layout)
        self.observe(self._show, "value")

    def check(self) -> None:
        """Refuse rows that cannot be told apart, or have no key.

        Raises:
            InvalidRequestError: There are such rows.
        """
        keys = [key.value for key, value in self._inputs() if key.value or value.value]
        faults = []
        if "" in keys:
            faults.append(Fault("client_metadata", "A value has no key.", "Name it."))
        for key in sorted({key for key in keys if key and keys.count(key) > 1}):
            problem = f"The key {key!r} is there {keys.count(key)} times."
            faults.append(Fault("client_metadata", problem, "Keep one of them."))
        if faults:
            raise InvalidRequestError(GetUserAttributeVerificationCode.OPERATION, tuple(faults))

    def _inputs(self) -> list[tuple[ipywidgets.Text, ipywidgets.Text]]:
        return [(row.children[0], row.children[1]) for row in self._rows.children]

    def _add_row(self, key: str = "", value: str = "") -> None:
        inputs = [
            self._parts.field(ipywidgets.Text, "", value=text, placeholder=what, tooltip=what)
            for what, text in (("key", key), ("value", value))
        ]
        remove = self._parts.button("Remove")
        row = self._parts.row([*inputs, remove])
        for it in inputs:
            it.observe(self._read, "value")
        remove.on_click(lambda _: self._remove(row))
        self._rows.children = (*self._rows.children, row)

    def _remove(self, row: ipywidgets.HBox) -> None:
        self._rows.children = tuple(it for it in self._rows.children if it is not row)
        _close(row)
        self._read()

    def _read(self, *_: object) -> None:
        self.value = self._typed()

    def _typed(self) -> dict[str, str]:
        return {key.value: value.value for key, value in self._inputs() if key.value}

    def _show(self, change: Mapping[str, dict[str, str]]) -> None:
        if change["new"] != self._typed():
            replaced, self._rows.children = self._rows.children, ()
            for row in replaced:
                _close(row)
            for key, value in change["new"].items():
                self._add_row(key, value)


def _close(row: ipywidgets.HBox) -> None:
    for it in (*row.children, row):
        it.close()
