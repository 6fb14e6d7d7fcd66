"""Prices are AWS's with their date and source, or the caller's, and never made up."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import phonenumbers
import pytest

import cognito_explore as cx
from cognito_explore.sms import countries
from cognito_explore.sms.prices import GIVEN, PriceTable, read_prices

DATA = json.loads(files("cognito_explore.sms").joinpath("prices.json").read_text(encoding="utf-8"))
DAY = r"20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?"
AWS_FILE = """\
ISO Country,Country Name,CarrierName,Number Type,Price ($USD)
US,United States,All Networks,Toll free,0.008
US,United States,All Networks,Toll free carrier fee,0.004
US,United States,All Networks,10DLC,0.009
US,United States,All Networks,10DLC carrier fee,0.003
NA,Namibia,All Networks,All number types,0.09
BQ,"Bonaire, Sint Eustatius and Saba",All Networks,All number types,0.05
"""
# What is given for prices, and what is said of it.
WRONG: list[tuple[Any, str]] = [
    ({"DE": -0.01}, "Prices, 'DE': -0.01 is no price."),
    ({"DE": float("nan")}, "Prices, 'DE': nan is no price."),
    ({"DE": float("inf")}, "Prices, 'DE': inf is no price."),
    ({"DE": None}, "Prices, 'DE': None is no price."),
    ({"DE": True}, "Prices, 'DE': True is no price."),
    ({"DE": "0,11"}, "Prices, 'DE': '0,11' is no price."),
    ({"DE": 10**400}, "is no price."),
    ({"DE": pd.NA}, "Prices, 'DE': <NA> is no price."),
    ({"Germany": 0.1}, "Prices, 'Germany': 'Germany' is no code of a country."),
    ({"ZZ": 0.1}, "'ZZ' is no code of a country."),
    ({49: 0.1}, "Prices, 49: 49 is no code of a country."),
    ({"": 0.1}, "'' is no code of a country."),
    ({"\x1b[31m" + "x" * 9_999: 0.1}, "is no code of a country."),
    (None, "Prices cannot be NoneType."),
    (0.05, "Prices cannot be float."),
    ([("DE", 0.1)], "Prices cannot be list."),
    (pd.DataFrame({"country": ["DE"]}), "lacks the column price_usd; it has: country."),
    (pd.DataFrame({"price_usd": [0.1]}), "lacks the column country; it has: price_usd."),
    (pd.DataFrame(), "lacks the column country; it has: none."),
    (
        pd.DataFrame({"country": ["DE", float("nan")], "price_usd": [0.1, 0.1]}),
        "Prices, row 2: the country is missing.",
    ),
]
WRONG_FILES = [
    ("prices.json", "{", "The prices in prices.json are no JSON."),
    ("prices.json", "[" * 100_000, "The prices in prices.json are no JSON."),
    ("prices.json", "3", "The JSON in prices.json is neither an object nor a list of such."),
    ("prices.json", '["DE"]', "is neither an object nor a list of such."),
    ("prices.json", '{"DE": NaN}', "prices.json, 'DE': nan is no price."),
    ("prices.json", '[{"country": "DE"}]', "prices.json lacks the column price_usd"),
    ("prices.csv", "", "prices.csv lacks the column country; it has: none."),
    ("prices.csv", "land,preis\nDE,0.1\n", "lacks the column country; it has: land, preis."),
    ("prices.csv", "country,price_usd\nDE,0.1\nXX,1\n", "prices.csv, row 2: 'XX' is no code"),
    ("prices.csv", "country,price_usd\nDE\n", "prices.csv, row 1: None is no price."),
    (
        "prices.csv",
        'country,price_usd\nDE,"' + "1" * 200_000,
        "The prices in prices.csv are no CSV",
    ),
    ("prices.txt", "DE 0.1", "read from .json and .csv files, and prices.txt is neither."),
    ("prices", "DE 0.1", "and prices is neither."),
]


@pytest.fixture
def table() -> PriceTable:
    """The prices in the package."""
    return read_prices()


def usd(table: PriceTable, country: str) -> tuple[float, float, float | None]:
    """Give the three figures of a country whose price is known."""
    price = table.of(country)
    assert price is not None
    return price.low_usd, price.high_usd, price.carrier_fee_usd


@pytest.mark.parametrize("code", DATA["countries"])
def test_every_price_has_figures_a_date_and_a_source(table: PriceTable, code: str):
    """A figure of which nobody can say where it is from is none."""
    price = table.of(code)

    assert price is not None
    assert 0 < price.low_usd <= price.high_usd < 1
    assert price.carrier_fee_usd is None or 0 < price.carrier_fee_usd < 0.1
    assert re.fullmatch(DAY, price.as_of)
    assert urlsplit(price.source).scheme == "https"
    assert re.fullmatch("[A-Z]{2}", code)


def test_sources_cannot_change_behind_their_address():
    """What is quoted from a repository is quoted from a commit; each source is used."""
    used = {it["source"] for it in DATA["countries"].values()}

    assert used == set(DATA["sources"])
    for source in DATA["sources"].values():
        parts = urlsplit(source["url"])
        if parts.netloc == "github.com":
            assert re.search(r"/blob/[0-9a-f]{40}/", parts.path)


def test_table_is_dated_by_its_oldest_price(table: PriceTable):
    """No figure in it is older than it says; the day of one that is newer is its own."""
    dates = {it.as_of for it in table.prices.values()}

    assert table.as_of == min(dates)
    assert len(dates) > 1


def test_prices_that_differ_by_number_or_route_are_a_range(table: PriceTable):
    """In Canada by number, in India by route; carriers' fees stand beside them."""
    assert usd(table, "CA") == (0.007, 0.02183, 0.00767)
    assert usd(table, "IN") == (0.004, 0.071, None)
    assert usd(table, "US") == (0.007, 0.007, 0.00302)
    assert usd(table, "DE") == (0.10719, 0.10719, None)


def test_price_that_is_not_known_is_none(table: PriceTable):
    """A country that AWS does not send to, no country at all, and what is no country."""
    assert table.of("CU") is None
    assert table.of(None) is None
    assert table.of("ZZ") is None
    assert table.of("") is None


def test_countries_that_aws_sends_to_have_a_price(table: PriceTable):
    """And those to which it does not send have none."""
    priced = {code for code in countries.names() if table.of(code)}

    sends = {code for code in countries.names() if countries.country_problem(code) is None}
    assert priced == sends


def test_country_of_a_number_leads_to_its_price(table: PriceTable):
    """The codes are those that a phone number has."""
    assert table.of(cx.PhoneNumber("+4915112345678").country) == table.prices["DE"]
    assert set(phonenumbers.SUPPORTED_REGIONS) - set(table.prices) == {
        *("CU", "IR", "KP", "SD", "SY"),
        # Tristan da Cunha has no row of its own in AWS's file.
        "TA",
    }


def test_note_says_what_the_figures_are(table: PriceTable):
    """It can stand beside any sum, and says nothing that is not so."""
    assert table.note == (
        "AWS's list prices as of 2026-03, carriers' fees in the higher figure, "
        "without taxes; AWS may charge otherwise."
    )


@pytest.mark.parametrize(
    "overrides",
    [
        {"DE": 0.08, "US": 0.02},
        {" de ": "0.08", "us": "0.02"},
        pd.Series({"DE": 0.08, "US": 0.02}),
        pd.DataFrame({"country": ["DE", "US"], "price_usd": [0.08, 0.02]}),
        pd.DataFrame(
            {"price_usd": [0.08, 0.02], "country": ["DE", "US"], "note": "x"}, index=[7, 7]
        ),
    ],
    ids=["mapping", "texts", "series", "frame", "odd frame"],
)
def test_prices_of_the_caller_go_before_those_of_the_package(table: PriceTable, overrides: Any):
    """The others stay, and the note says whose is whose."""
    merged = table.merged(overrides)

    assert usd(merged, "DE") == (0.08, 0.08, None)
    assert usd(merged, "US") == (0.02, 0.02, None)
    assert {merged.prices[it].as_of for it in merged.given} == {GIVEN}
    assert {merged.prices[it].source for it in merged.given} == {GIVEN}
    assert merged.of("FR") is table.of("FR")
    assert merged.given == ("DE", "US")
    assert merged.note == f"{table.note} Given by the caller: DE, US."
    assert read_prices() == table
    assert usd(table, "DE") == (0.10719, 0.10719, None)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.json", '{"DE": 0.08, "US": 0.02}'),
        (
            "prices.json",
            '[{"country": "DE", "price_usd": 0.08}, {"country": "US", "price_usd": 0.02}]',
        ),
        ("prices.csv", "country,price_usd\nDE,0.08\nUS,0.02\n"),
        ("PRICES.CSV", "\ufeffprice_usd,country\r\n0.08,DE\r\n\r\n0.02,US\r\n"),
    ],
)
@pytest.mark.parametrize("kind", [str, Path])
def test_prices_are_read_from_a_file(
    table: PriceTable, tmp_path: Path, name: str, text: str, kind: type
):
    """A path as text or as `Path`; Excel's mark and line ends do no harm."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")

    merged = table.merged(kind(path))

    assert (usd(merged, "DE"), usd(merged, "US")) == ((0.08, 0.08, None), (0.02, 0.02, None))
    assert merged.given == ("DE", "US")


def test_file_that_aws_offers_is_read_as_it_is(table: PriceTable, tmp_path: Path):
    """The way to newer prices: download the file, and give its path."""
    path = tmp_path / "SMS pricing.csv"
    path.write_text(AWS_FILE, encoding="utf-8")

    merged = table.merged(path)

    assert usd(merged, "US") == (0.008, 0.009, 0.004)
    assert usd(merged, "NA") == (0.09, 0.09, None)
    assert usd(merged, "BQ") == (0.05, 0.05, None)


def test_country_that_is_there_twice_has_a_range(table: PriceTable):
    """The least and the most of what the caller gives."""
    frame = pd.DataFrame({"country": ["DE", "FR", "DE"], "price_usd": [0.09, 0.07, 0.05]})

    assert usd(table.merged(frame), "DE") == (0.05, 0.09, None)


def test_caller_may_price_what_aws_does_not(table: PriceTable):
    """A price of nothing is the caller's to say, as is one of a country without any."""
    merged = table.merged({"CU": 0.3, "US": 0})

    assert usd(merged, "CU") == (0.3, 0.3, None)
    assert usd(merged, "US") == (0, 0, None)


def test_merging_again_keeps_what_was_given(table: PriceTable):
    """The later one wins where both have a price; nothing given changes nothing."""
    merged = table.merged({"DE": 0.1, "FR": 0.1}).merged({"DE": 0.2}).merged({})

    assert (usd(merged, "DE")[0], usd(merged, "FR")[0]) == (0.2, 0.1)
    assert merged.given == ("DE", "FR")
    assert table.merged({}) == replace(table, prices=dict(table.prices))


def test_note_names_a_few_of_many(table: PriceTable):
    """A note stays a line, however many prices are the caller's."""
    merged = table.merged(dict.fromkeys(table.prices, 0.1))

    assert merged.note.endswith(" Given by the caller: AC, AD, AE, AF, AG and 241 more.")


@pytest.mark.parametrize(("overrides", "problem"), WRONG)
def test_what_is_no_price_is_told(table: PriceTable, overrides: Any, problem: str):
    """Which one, what is wrong with it and how to write it, in a line that can be printed."""
    with pytest.raises(cx.ConfigurationError) as caught:
        table.merged(overrides)

    assert problem in caught.value.message
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200
    assert caught.value.hint


@pytest.mark.parametrize(("name", "text", "problem"), WRONG_FILES)
def test_file_that_has_no_prices_is_told(
    table: PriceTable, tmp_path: Path, name: str, text: str, problem: str
):
    """By its name and row, not by a traceback of a parser."""
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(cx.ConfigurationError) as caught:
        table.merged(tmp_path / name)

    assert problem in caught.value.message
    assert caught.value.hint


def test_missing_country_of_a_frame_is_told_to_be_namibia_perhaps(table: PriceTable):
    """The code NA is what pandas takes for nothing."""
    frame = pd.DataFrame({"country": [float("nan")], "price_usd": [0.1]})

    with pytest.raises(cx.ConfigurationError, match="country is missing") as caught:
        table.merged(frame)

    assert "keep_default_na=False" in caught.value.hint


@pytest.mark.parametrize("name", ["none.csv", "folder.csv", "latin.csv"])
def test_file_that_cannot_be_read_is_told(table: PriceTable, tmp_path: Path, name: str):
    """That is not there, that is a folder, that is no text."""
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "latin.csv").write_bytes(b"country,price_usd\nDE,0.1\xff\n")

    with pytest.raises(cx.ConfigurationError, match=f"The prices in {name} cannot be read: "):
        table.merged(tmp_path / name)
