"""What AWS charges for an SMS, by destination country, as of a day that is told with it.

The figures are in `prices.json`, with their sources; this reads them, and puts a caller's own
in their place. AWS's prices change, so none of them is without its date.
"""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any

from cognito_explore.sms import countries
from cognito_explore.sms.price_overrides import Given, read_overrides

GIVEN = "given by the caller"
_NAMED = 5


@dataclass(frozen=True, kw_only=True)
class Price:
    """What AWS charges for one part of an SMS to a country, or for one e-mail.

    Attributes:
        low_usd: The least, by the kind of number or route that it is sent from.
        high_usd: The most; often the same.
        carrier_fee_usd: The most that AWS adds for the carrier; None where it lists no such fee,
            and for a caller's own price.
        as_of: The day, or the month, whose price it is: `2026-03`.
        source: An address.
    """

    low_usd: float
    high_usd: float
    carrier_fee_usd: float | None
    as_of: str
    source: str


@dataclass(frozen=True, kw_only=True)
class PriceTable:
    """Prices by country.

    Attributes:
        prices: By ISO code. A country that is not in it is one whose price is not known.
        as_of: The day, or the month, of the table.
        given: The countries whose price is the caller's, in order.
    """

    prices: Mapping[str, Price]
    as_of: str
    given: tuple[str, ...] = ()

    def of(self, country: str | None) -> Price | None:
        """Give the price for a country.

        Args:
            country: Its ISO code, as `PhoneNumber.country` has it; None if there is none.

        Returns:
            None if it is not known, which is not nothing.
        """
        return None if country is None else self.prices.get(country)

    def merged(self, overrides: object) -> PriceTable:
        """Give a table with a caller's prices in place of these.

        Args:
            overrides: A mapping or a pandas Series of USD by ISO code; a frame with the columns
                `country` and `price_usd`; or the path of a JSON or CSV file of such, also of the
                CSV file that AWS's price page offers. A country that is there more than once has
                its least and its most.

        Raises:
            ConfigurationError: They cannot be read, or are no prices of countries.
        """
        known = {*self.prices, *countries.names()}
        own = _priced(read_overrides(overrides, known))
        return replace(
            self, prices={**self.prices, **own}, given=tuple(sorted({*self.given, *own}))
        )

    @property
    def note(self) -> str:
        """What is to be shown beside any figure that comes of it."""
        text = (
            f"AWS's list prices as of {self.as_of}, carriers' fees in the higher figure, "
            "without taxes; AWS may charge otherwise."
        )
        if not self.given:
            return text
        named = ", ".join(self.given[:_NAMED])
        more = len(self.given) - _NAMED
        return f"{text} {GIVEN.capitalize()}: {named}{f' and {more} more' if more > 0 else ''}."


@functools.cache
def read_prices() -> PriceTable:
    """Read the prices in the package."""
    text = files(__package__).joinpath("prices.json").read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)
    return PriceTable(
        prices={code: _price(it, told) for code, it in told["countries"].items()},
        as_of=told["as_of"],
    )


def _price(entry: Mapping[str, Any], told: Mapping[str, Any]) -> Price:
    source = told["sources"][entry["source"]]
    return Price(
        low_usd=entry["low_usd"],
        high_usd=entry["high_usd"],
        carrier_fee_usd=entry["carrier_fee_usd"],
        as_of=source["as_of"],
        source=source["url"],
    )


def _priced(given: Iterable[Given]) -> dict[str, Price]:
    """Make one price a country of what was given, a fee beside it where there is one."""
    prices: defaultdict[str, list[float]] = defaultdict(list)
    fees: defaultdict[str, list[float]] = defaultdict(list)
    for it in given:
        (fees if it.is_carrier_fee else prices)[it.country].append(it.usd)
    return {
        country: Price(
            low_usd=min(usd),
            high_usd=max(usd),
            carrier_fee_usd=max(fees[country], default=None),
            as_of=GIVEN,
            source=GIVEN,
        )
        for country, usd in prices.items()
    }
