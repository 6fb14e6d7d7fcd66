"""Prices that a caller gives: read from a mapping, a frame or a file, and refused when wrong."""

from __future__ import annotations

import csv
import io
import json
import math
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cognito_explore.errors import ConfigurationError
from cognito_explore.show import printable

COUNTRY, PRICE, NUMBER_TYPE = "country", "price_usd", "number_type"
# What the file calls them that AWS's price page offers for download.
_AWS_NAMES = {"ISO Country": COUNTRY, "Price ($USD)": PRICE, "Number Type": NUMBER_TYPE}
_AWS_FEE = "carrier fee"
_FORMS = (
    'Give {"DE": 0.11}, a frame with the columns country and price_usd, '
    "or the path of a JSON or CSV file of such."
)
_CODE = "Give its ISO code of two letters, such as US."
_USD = "Give USD for one part of an SMS, such as 0.05."

_Row = tuple[str, object, object, object]
"""Where it stands, the country, the price, and what kind of number it is for."""


@dataclass(frozen=True, slots=True)
class Given:
    """One price of a caller's.

    Attributes:
        country: ISO code.
        usd: For one part of an SMS.
        is_carrier_fee: Whether it is what AWS adds for the carrier.
    """

    country: str
    usd: float
    is_carrier_fee: bool


def read_overrides(overrides: object, known: Collection[str]) -> list[Given]:
    """Read what a caller gives in place of prices.

    Args:
        overrides: See `PriceTable.merged`.
        known: The codes of countries that there are.

    Raises:
        ConfigurationError: It cannot be read; or one of them is no country, or no price.
    """
    return [
        Given(
            _country(where, country, known),
            _usd(where, price),
            str(number_type).strip().endswith(_AWS_FEE),
        )
        for where, country, price, number_type in _rows(overrides)
    ]


def _rows(overrides: Any) -> Iterator[_Row]:
    if isinstance(overrides, str | os.PathLike):
        return _of_file(Path(overrides))
    if hasattr(overrides, "columns"):
        return _of_frame(overrides)
    if hasattr(overrides, "items"):
        return _of_mapping(overrides, "Prices")
    return _refuse(f"Prices cannot be {type(overrides).__name__}.", _FORMS)


def _of_mapping(told: Mapping[object, object], name: str) -> Iterator[_Row]:
    for country, price in told.items():
        yield f"{name}, {printable(ascii(country), 40)}", country, price, ""


def _of_frame(frame: Any) -> Iterator[_Row]:
    columns = _columns("The frame of prices", frame.columns)
    values = [frame[columns[name]] for name in (COUNTRY, PRICE)]
    kinds = frame[columns[NUMBER_TYPE]] if NUMBER_TYPE in columns else [""] * len(frame)
    for number, (country, price, kind) in enumerate(zip(*values, kinds, strict=True), 1):
        yield f"Prices, row {number}", country, price, kind


def _of_file(path: Path) -> Iterator[_Row]:
    name = printable(path.name, 80)
    read = {".json": _of_json, ".csv": _of_csv}.get(path.suffix.lower())
    if read is None:
        _refuse(f"Prices are read from .json and .csv files, and {name} is neither.", _FORMS)
    try:
        # Excel writes the mark that utf-8-sig drops.
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        _refuse(f"The prices in {name} cannot be read: {why}.", "Check the path.", error)
    return read(name, text)


def _of_json(name: str, text: str) -> Iterator[_Row]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        _refuse(f"The prices in {name} are no JSON.", _FORMS, error)
    if isinstance(told, dict):
        return _of_mapping(told, name)
    if isinstance(told, list) and all(isinstance(it, dict) for it in told):
        return _of_records(name, told)
    return _refuse(f"The JSON in {name} is neither an object nor a list of such.", _FORMS)


def _of_csv(name: str, text: str) -> Iterator[_Row]:
    try:
        return _of_records(name, list(csv.DictReader(io.StringIO(text, newline=""))))
    except csv.Error as error:
        return _refuse(f"The prices in {name} are no CSV.", _FORMS, error)


def _of_records(name: str, records: list[dict[Any, object]]) -> Iterator[_Row]:
    columns = _columns(name, records[0] if records else ())
    for number, it in enumerate(records, 1):
        country, price, kind = (it.get(columns.get(key)) for key in (COUNTRY, PRICE, NUMBER_TYPE))
        yield f"{name}, row {number}", country, price, kind


def _columns(name: str, columns: Iterable[object]) -> dict[str, Any]:
    """Find the columns by the names here, whichever of the two they have."""
    found = {_AWS_NAMES.get(str(it), str(it)): it for it in columns}
    missing = [it for it in (COUNTRY, PRICE) if it not in found]
    if missing:
        there = printable(", ".join(map(str, found)) or "none", 120)
        problem = f"{name} lacks the column {missing[0]}; it has: {there}."
        _refuse(problem, f"Name its columns {COUNTRY} and {PRICE}.")
    return found


def _country(where: str, country: object, known: Collection[str]) -> str:
    if isinstance(country, float) and math.isnan(country):
        # Namibia's code is what pandas takes for a missing value.
        fix = f"{_CODE} For NA, Namibia, read the file with keep_default_na=False."
        _refuse(f"{where}: the country is missing.", fix)
    code = country.strip().upper() if isinstance(country, str) else country
    if not isinstance(code, str) or code not in known:
        _refuse(f"{where}: {printable(ascii(country), 40)} is no code of a country.", _CODE)
    return code


def _usd(where: str, price: Any) -> float:
    shown = printable(ascii(price), 40)
    try:
        usd = math.nan if isinstance(price, bool) else float(price)
    except (TypeError, ValueError, OverflowError) as error:
        _refuse(f"{where}: {shown} is no price.", _USD, error)
    if not math.isfinite(usd) or usd < 0:
        _refuse(f"{where}: {shown} is no price.", _USD)
    return usd


def _refuse(problem: str, fix: str, cause: Exception | None = None) -> NoReturn:
    raise ConfigurationError(problem, hint=fix) from cause
