"""Plan: what a batch would send, to whom, how long it takes and what it may cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from cognito_explore import frames
from cognito_explore.batch.items import DUPLICATE, HOURLY_LIMIT
from cognito_explore.batch.pace import USED_OF_QUOTA, PaceSource
from cognito_explore.show import html_table, note_of

if TYPE_CHECKING:
    import pandas as pd

_REASONS = {
    HOURLY_LIMIT: "over their user's hour",
    DUPLICATE: "the same as another row",
    "InvalidRequestError": "not right",
}
_OF_QUOTA = f"{USED_OF_QUOTA * 100:g} % of"
_PACE_SOURCES: dict[PaceSource, str] = {
    "given": "",
    "GetProvisionedLimit": f" ({_OF_QUOTA} the account's limit)",
    "AWS's default": f" ({_OF_QUOTA} AWS's default)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What a batch would do with one row.

    Attributes:
        will_be_sent: Whether a request would leave.
        outcome: What an earlier run did with it, or `not_sent` where it is left out; missing
            where it would be sent.
        error_code: Why it is left out, or its address is not known; or of the earlier run.
        error_message: The same in one line.
        delivery_medium: `SMS` or `EMAIL`, by its attribute.
        destination: Where the code would go, masked; missing where it is not known.
        country: Of a phone number, by ISO code; missing where it is not known.
        price_usd: The least that AWS lists for the message; missing where it is not known.
        price_max_usd: The most, with the carrier's fee.
    """

    will_be_sent: bool
    outcome: str | None = None
    error_code: str | None = None
    error_message: str | None = None
    delivery_medium: str | None = None
    destination: str | None = None
    country: str | None = None
    price_usd: float | None = None
    price_max_usd: float | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class Plan:
    """What a batch would do; nothing of it was sent.

    Attributes:
        rows: What it would do with each row, in order.
        pace_per_s: Requests a second.
        pace_source: Whose pace it is: `given`, or 98 % of what `GetProvisionedLimit` told of the
            account, or of `AWS's default` where that could not be asked.
        prices: What is to be said of every price: whose it is, and of when.
        session: The name of the session.
    """

    rows: Sequence[PlannedRow] = field(repr=False)
    pace_per_s: float
    pace_source: PaceSource
    prices: str
    session: str

    @property
    def to_send(self) -> int:
        """How many requests would leave."""
        return sum(row.will_be_sent for row in self.rows)

    @property
    def left_out(self) -> Mapping[str, int]:
        """How many rows would not be sent, by the error code that says why."""
        return Counter(row.error_code or "" for row in self.rows if row.outcome == "not_sent")

    @property
    def duration(self) -> timedelta:
        """How long it takes at the pace, answers apart."""
        return timedelta(seconds=self.to_send / self.pace_per_s)

    @property
    def cost_usd(self) -> tuple[float, float]:
        """The least and the most that its SMS cost, as far as their prices are known."""
        low = sum(row.price_usd or 0 for row in self.rows)
        high = sum(row.price_max_usd or 0 for row in self.rows)
        return round(low, 5), round(high, 5)

    @property
    def unpriced(self) -> int:
        """How many SMS would be sent whose price is not known."""
        return sum(
            row.will_be_sent and row.delivery_medium == "SMS" and row.price_usd is None
            for row in self.rows
        )

    def to_frame(self) -> pd.DataFrame:
        """Give what it would do with each row.

        Returns:
            One row for each that was given, in order. Columns: `will_be_sent`, `outcome`,
            `error_code`, `error_message`, `delivery_medium`, `destination` (masked), `country`,
            `price_usd`, `price_max_usd`.
        """
        return frames.frame_of(frames.PLAN, self.rows)

    def countries(self) -> pd.DataFrame:
        """Give what it may cost by country.

        Returns:
            One row a country that SMS would go to, the dearest first; one without a code for
            numbers whose country is not known. Columns: `country`, `messages`, `cost_usd` and
            `cost_max_usd`, missing where no price is known.
        """
        sms = [row for row in self.rows if row.will_be_sent and row.delivery_medium == "SMS"]
        by_country: dict[str | None, list[PlannedRow]] = {}
        for row in sms:
            by_country.setdefault(row.country, []).append(row)
        made = [CountryCost.of(country, rows) for country, rows in by_country.items()]
        made.sort(key=lambda it: -(it.cost_max_usd or 0))
        return frames.frame_of(frames.PLAN_COUNTRIES, made)

    def __str__(self) -> str:
        parts = [f"{count:,} {why}" for why, count in self._stay().items()]
        left_out = f"; left out: {', '.join(parts)}." if parts else "."
        pace = f"{self.pace_per_s:g} a second{_PACE_SOURCES[self.pace_source]}"
        lines = [
            f"{self.to_send:,} of {_counted(len(self.rows), 'row')} would be sent{left_out}",
            self._unfound_text(),
            f"At {pace} that takes {_duration(self.duration)}.",
            self._cost_text(),
        ]
        return " ".join(filter(None, lines))

    def _stay(self) -> Mapping[str, int]:
        """Count the rows that would not be sent, by what is said of them."""
        known = {None, "not_sent", "unknown"}
        counts = {_REASONS.get(code, code): count for code, count in self.left_out.items()}
        counts["done before"] = sum(row.outcome not in known for row in self.rows)
        counts["unknown: may have been sent"] = sum(row.outcome == "unknown" for row in self.rows)
        return {why: count for why, count in counts.items() if count}

    def _unfound(self) -> Mapping[str, int]:
        """Count the rows that would be sent nobody knows where, by why."""
        return Counter(row.error_code for row in self.rows if row.will_be_sent and row.error_code)

    def _unfound_text(self) -> str:
        counts = self._unfound()
        if not counts:
            return ""
        codes = [code if len(counts) == 1 else f"{counts[code]:,} {code}" for code in counts]
        return f"Of {sum(counts.values()):,} the address is not known: {', '.join(codes)}."

    def _cost_text(self) -> str:
        low, high = self.cost_usd
        sms = sum(row.will_be_sent and row.delivery_medium == "SMS" for row in self.rows)
        if not sms:
            return ""
        if self.unpriced == sms:
            return f"What {_counted(sms, 'SMS')} would cost is not known."
        span = f"{low:,.2f}" if f"{low:,.2f}" == f"{high:,.2f}" else f"{low:,.2f} to {high:,.2f}"
        unknown = f"; the price of {self.unpriced:,} is not known" if self.unpriced else ""
        return f"Its {_counted(sms, 'SMS')} may cost {span} USD{unknown}: {self.prices}"

    def __repr__(self) -> str:
        return f"<Plan: {self}>"

    def _repr_html_(self) -> str:
        shown = [
            ("rows", len(self.rows)),
            ("would be sent", self.to_send),
            *((f"address not known: {code}", count) for code, count in self._unfound().items()),
            *self._stay().items(),
        ]
        note = " ".join(filter(None, [str(self), note_of(self.session)]))
        return html_table(shown, title="Plan: nothing was sent", note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCost:
    """What the SMS to one country may cost.

    Attributes:
        country: Its ISO code; missing for numbers whose country is not known.
        messages: How many would be sent.
        cost_usd: The least that AWS lists for them; missing where it is not known.
        cost_max_usd: The most, with the carriers' fees.
    """

    country: str | None
    messages: int
    cost_usd: float | None
    cost_max_usd: float | None

    @classmethod
    def of(cls, country: str | None, rows: Sequence[PlannedRow]) -> CountryCost:
        """Add the rows of a country up."""
        low = [row.price_usd for row in rows if row.price_usd is not None]
        high = [row.price_max_usd for row in rows if row.price_max_usd is not None]
        return cls(
            country=country,
            messages=len(rows),
            cost_usd=round(sum(low), 5) if low else None,
            cost_max_usd=round(sum(high), 5) if high else None,
        )


def _counted(number: int, what: str) -> str:
    ending = "" if number == 1 or what.isupper() else "s"
    return f"{number:,} {what}{ending}"


def _duration(length: timedelta) -> str:
    seconds = length.total_seconds()
    for unit, size in (("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"about {_counted(round(seconds / size), unit)}"
    return f"about {_counted(round(seconds), 'second')}" if seconds >= 1 else "less than a second"
