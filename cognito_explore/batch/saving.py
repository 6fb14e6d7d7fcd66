"""Saving: the results of a batch as a file that a spreadsheet may open."""

from __future__ import annotations

import csv
import os
import re
from itertools import chain, count
from numbers import Number
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cognito_explore.errors import ConfigurationError
from cognito_explore.sensitive import hide_tokens
from cognito_explore.show import printable

if TYPE_CHECKING:
    import pandas as pd

# OWASP, CSV injection: what a spreadsheet may take for the beginning of a formula.
_FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
# No formula: it names neither a cell nor a function. Masks keep what they are compared by.
_PHONE_NUMBER = re.compile(r"\+[\d*]+")


def save_results(results: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Save results as CSV, so that no cell is a formula, and none a token.

    Text that begins as a formula gets an apostrophe in front, but for phone numbers, masked or
    not: they can do nothing, and with it they would be equal to no other frame's.

    Args:
        results: As a batch gives them.
        path: The new file. If it is there already, the next free one with a number is taken.

    Returns:
        Where it was saved.

    Raises:
        ConfigurationError: It cannot be written.
    """
    import pandas as pd  # noqa: PLC0415 -- half a second, so only with a frame

    safe = results.set_axis([_safe(name) for name in results.columns], axis="columns")
    safe = safe.apply(_safe_column).set_axis(_safe_index(results.index))
    has_index = not isinstance(results.index, pd.RangeIndex)
    try:
        with _open_new(Path(path)) as file:
            # What is quoted is one cell wherever commas part none.
            safe.to_csv(file, index=has_index, quoting=csv.QUOTE_NONNUMERIC)
            return Path(file.name)
    except OSError as error:
        msg = f"{printable(str(path), 200)} cannot be written: {error.strerror or error}."
        raise ConfigurationError(msg, hint="Put the journal where files can be written.") from error


def _open_new(path: Path) -> IO[str]:
    """Open a file that was not there; a number is put to a name that is taken."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    for free in chain([path], names):
        try:
            return free.open("x", encoding="utf-8", errors="backslashreplace", newline="")
        except FileExistsError:
            continue
    raise AssertionError


def _safe_column(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.astype(object).map(_safe, na_action="ignore")


def _safe_index(index: pd.Index[Any]) -> pd.Index[Any]:
    return index.map(lambda it: tuple(map(_safe, it)) if isinstance(it, tuple) else _safe(it))


def _safe(value: object) -> object:
    if isinstance(value, Number):
        return value
    text = hide_tokens(str(value))
    is_formula = _FORMULA.match(text) and not _PHONE_NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
