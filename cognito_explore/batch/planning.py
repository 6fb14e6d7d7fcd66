"""Planning: reads the rows of a batch as it would, and sends none of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cognito_explore.account import Account
from cognito_explore.actions.get_user import GetUser, User
from cognito_explore.batch.batch import Batch, BatchOptions
from cognito_explore.batch.items import Item, Items
from cognito_explore.batch.journal import make_salt, path_of, read_journal
from cognito_explore.batch.journal_reading import Entry
from cognito_explore.batch.pace import PaceSource, read_pace
from cognito_explore.batch.plan import Plan, PlannedRow
from cognito_explore.batch.rows import LOOKING, SENDING, Ids, Row, Rows
from cognito_explore.batch.rules import Rules
from cognito_explore.batch.work import WayToSend
from cognito_explore.errors import CognitoExploreError, Fault, InvalidRequestError
from cognito_explore.masks import mask_email
from cognito_explore.show import printable
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.sms.prices import PriceTable, read_prices

_MEDIA = {"phone_number": "SMS", "email": "EMAIL"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a code would go.

    Attributes:
        masked: Of a phone number or an e-mail address.
        country: Of a phone number.
    """

    masked: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an address was not told.

    Attributes:
        code: Of the error.
        message: The same in one line.
    """

    code: str
    message: str


class _Notes:
    """Takes the outcomes that rows have before anything is sent, as `Outcomes` would."""

    def __init__(self) -> None:
        self.rows: dict[int, PlannedRow] = {}
        self.total = 0

    def begin(self, number: int) -> None:
        """Count a row."""
        self.total = number + 1

    def leave_out(self, row: Row, error: CognitoExploreError) -> None:
        """Note that a row is not sent, and why."""
        said = printable(" ".join(error.message.split()))
        code = error.code or type(error).__name__
        self.rows[row.number] = PlannedRow(
            will_be_sent=False, outcome="not_sent", error_code=code, error_message=said
        )

    def keep_earlier(self, number: int, entry: Entry) -> None:
        """Note what an earlier run did."""
        told = entry.told
        self.rows[number] = PlannedRow(
            will_be_sent=False,
            outcome=entry.outcome or "unknown",
            error_code=told.get("error_code"),
            error_message=told.get("error_message"),
            delivery_medium=told.get("delivery_medium"),
            destination=told.get("destination"),
        )


def make_plan(
    way: WayToSend,
    account: Account,
    given: Any,
    asked: BatchOptions,
    *,
    look_up: bool,
    prices: object,
    parts: int,
) -> Plan:
    """Read the rows, and say what a batch would do with them; see `Session.plan`."""
    faults = tuple(_faults(asked, parts))
    if faults:
        raise InvalidRequestError(SENDING.operation, faults)
    table = read_prices() if prices is None else read_prices().merged(prices)
    rows = Rows(given, SENDING)
    if rows.frame is None:
        _check_lasts(given)
    notes = _Notes()
    items = _read(way, rows, asked, notes)
    addresses = _told_addresses(rows, items)
    if look_up:
        # What the frame has is not asked again; neither is what of it cannot be read.
        missing = [item for item in items if item.number not in addresses]
        addresses |= _asked_addresses(way, account, missing, is_shown=asked.progress)
    for item in items:
        notes.rows[item.number] = _priced(item, addresses.get(item.number), table, parts)
    per_s, source = _pace(account, asked.pace_per_s)
    return Plan(
        rows=[notes.rows[number] for number in range(notes.total)],
        pace_per_s=per_s,
        pace_source=source,
        prices=table.note,
        session=way.name,
    )


def _pace(account: Account, given: float | None) -> tuple[float, PaceSource]:
    return read_pace(account, SENDING.operation) if given is None else (given, "given")


def _faults(asked: BatchOptions, parts: object) -> Iterator[Fault]:
    """Say what is wrong with what is asked for."""
    again = asked.send_again
    if asked.journal is None and isinstance(again, Collection) and len(again):
        fix = "Give journal= as well."
        yield Fault("send_again", "Only a journal knows which rows are unknown.", fix)
        asked = replace(asked, send_again=())
    yield from asked.faults()
    if not isinstance(parts, int) or isinstance(parts, bool) or parts < 1:
        problem = f"{printable(ascii(parts), 40)} is no number of parts."
        yield Fault("parts", problem, "Give a whole number from 1.")


def _check_lasts(given: Any) -> None:
    """Refuse what can be read only once: the batch after the plan would find nothing in it.

    Raises:
        TypeError: It is an iterator, such as a generator, or begins no new one.
    """
    if iter(given) is iter(given):
        msg = (
            "rows must be what can be read twice, as a frame or list(rows): planning uses up this "
            f"{type(given).__name__}, and send_codes would send none of it"
        )
        raise TypeError(msg)


def _read(way: WayToSend, rows: Rows, asked: BatchOptions, notes: _Notes) -> list[Item]:
    """Give the rows that would be sent; the others are noted."""
    journal = None if asked.journal is None else path_of(asked.journal)
    salt, earlier = _earlier(way, journal)
    rules = Rules(
        kind=SENDING,
        per_s=1,
        in_flight=1,
        skips_duplicates=not asked.allow_duplicates,
        send_again=frozenset(map(int, asked.send_again)),
    )
    return list(Items(rows, Ids(salt), rules, earlier=earlier, keeper=notes, way=way))


def _earlier(way: WayToSend, journal: Path | None) -> tuple[bytes, Mapping[int, Entry]]:
    """Read what an earlier run did, if there was one."""
    if journal is None:
        return make_salt(), {}
    kept = read_journal(journal, operation=SENDING.operation, session=way.name)
    return kept.salt or make_salt(), kept.entries


def _told_addresses(rows: Rows, items: list[Item]) -> dict[int, Address | Refusal]:
    """Take the addresses that the frame itself has, in columns named like the attributes."""
    if rows.frame is None:
        return {}
    has = list(rows.frame.columns)
    columns = {name: list(rows.frame[name]) for name in _MEDIA if has.count(name) == 1}
    found: dict[int, Address | Refusal] = {}
    for item in items:
        name = item.request.attribute_name  # type: ignore[attr-defined]
        text = columns[name][item.number] if name in columns else None
        if isinstance(text, str) and text:
            found[item.number] = _address(name, text)
    return found


def _asked_addresses(
    way: WayToSend, account: Account, items: list[Item], *, is_shown: bool
) -> dict[int, Address | Refusal]:
    """Ask Cognito for the addresses, once a user.

    Raises:
        KeyboardInterrupt: It was stopped: a plan would lack addresses, and not say so.
    """
    of_users: dict[bytes, list[Item]] = {}
    for item in items:
        of_users.setdefault(item.user, []).append(item)
    groups = list(of_users.values())
    found: dict[int, Address | Refusal] = {}

    def take(number: int, user: User) -> None:
        for item in groups[number]:
            name = item.request.attribute_name  # type: ignore[attr-defined]
            hidden = user.attributes.get(name)
            if hidden is None:
                found[item.number] = Refusal("NoAddress", f"The user has no {name}.")
            else:
                found[item.number] = _address(name, hidden.reveal())

    requests = [GetUser(group[0].request.access_token) for group in groups]
    batch = Batch(
        LOOKING, way, account, requests, BatchOptions(progress=is_shown), on_response=take
    )
    results = batch.run()
    if batch.is_stopped:
        raise KeyboardInterrupt
    refused = results[results["outcome"] != "accepted"]
    for number, code, said in refused[["error_code", "error_message"]].itertuples():
        refusal = Refusal(code, f"Its address is not known: {said}")
        found |= {item.number: refusal for item in groups[number]}
    return found


def _address(name: str, text: str) -> Address | Refusal:
    if name == "email":
        return Address(printable(mask_email(text)))
    try:
        number = PhoneNumber(text)
    except InvalidRequestError as error:
        return Refusal("UnreadableNumber", f"Its country is not known: {error.faults[0].problem}")
    return Address(number.masked, number.country)


def _priced(
    item: Item, address: Address | Refusal | None, table: PriceTable, parts: int
) -> PlannedRow:
    name = item.request.attribute_name  # type: ignore[attr-defined]
    medium = _MEDIA.get(name)
    row = PlannedRow(will_be_sent=True, delivery_medium=medium)
    if address is None:
        return row
    if isinstance(address, Refusal):
        return replace(row, error_code=address.code, error_message=address.message)
    row = replace(row, destination=address.masked, country=address.country)
    price = table.of(address.country) if medium == "SMS" else None
    if price is None:
        return row
    most = price.high_usd + (price.carrier_fee_usd or 0)
    return replace(row, price_usd=price.low_usd * parts, price_max_usd=most * parts)
