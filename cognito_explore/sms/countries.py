"""What each destination country needs SMS to be sent from, by AWS's own tables.

The facts are in `countries.json`, with their sources; this reads them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.show import printable

SENDER_ID = "SENDER_ID"
PRICES = "https://aws.amazon.com/end-user-messaging/pricing/"


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One kind of identity that messages to a country can, or cannot, be sent from; one row.

    Attributes:
        country: ISO code.
        identity: `TOLL_FREE`, `TEN_DLC`, `SHORT_CODE`, `LONG_CODE` or `SENDER_ID`.
        is_supported: Whether AWS sends to this country from it; None if AWS does not say.
        is_registration_required: None if AWS does not say.
        registration: The type of registration, where AWS's documentation names it.
        takes: How long, in AWS's words; None if AWS does not say. No promise of AWS's.
        can_be_requested: Whether `request_number` takes it; otherwise by a support case.
        note: What else there is to know.
        source: AWS's page.
    """

    country: str
    identity: str
    is_supported: bool | None
    is_registration_required: bool | None
    registration: str | None
    takes: str | None
    can_be_requested: bool | None
    note: str
    source: str


def requirements(country: object) -> list[Requirement]:
    """Tell what a country needs; see `Origination.requirements`.

    Raises:
        InvalidRequestError: There is no such country, or AWS's tables here lack it.
    """
    problem = country_problem(country)
    if problem:
        fix = "Give its ISO code of two letters, such as US."
        raise InvalidRequestError("requirements", (Fault("country", problem, fix),))
    code = str(country).strip().upper()
    told = _countries()[code]
    note = " ".join(told["notes"])
    return [*(_number(code, it, note) for it in told["number_types"]), _sender_id(code, told, note)]


def names() -> dict[str, str]:
    """Give the countries of AWS's tables: ISO code and name, by name."""
    return {code: told["name"] for code, told in sorted(_countries().items(), key=_by_name)}


def country_problem(country: object) -> str | None:
    """Say why something is no country that SMS can be sent to; None if it is one."""
    if country is None or (isinstance(country, str) and not country.strip()):
        return "It is missing."
    if not isinstance(country, str):
        return f"It is {type(country).__name__}, not text."
    code = country.strip().upper()
    if code in _countries():
        told = _countries()[code]
        return None if told["can_send"] is not False else f"AWS sends no SMS to {told['name']}."
    shown = printable(country, 40)
    named = [known for known, name in names().items() if name.upper() == code]
    if named:
        return f"{shown} is its name; its code is {named[0]}."
    return f"AWS's tables have no country {shown}."


def identity(country: str, number_type: str) -> Requirement | None:
    """Find what AWS says of one kind of number in a country; None if it says nothing."""
    return next((it for it in requirements(country) if it.identity == number_type), None)


def next_steps(need: Requirement | None) -> tuple[str, ...]:
    """Say what a number still takes before it sends."""
    if need is None or not need.is_registration_required:
        return ()
    kind = need.registration or "a registration"
    time = f"; AWS says it takes {need.takes}" if need.takes else ""
    return (f"It sends nothing before {kind} is COMPLETE{time}.",)


def costs() -> tuple[str, ...]:
    """Say what a number costs, as far as AWS's documentation does."""
    return (
        "A monthly price from the request on, also while the number is PENDING.",
        f"How much: `monthly_price_usd` of the answer, or AWS's price page {PRICES}.",
    )


@functools.cache
def _countries() -> dict[str, dict[str, Any]]:
    text = files(__package__).joinpath("countries.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)["countries"]
    return found


def _by_name(item: tuple[str, Mapping[str, Any]]) -> str:
    return str(item[1]["name"])


def _number(code: str, told: Mapping[str, Any], note: str) -> Requirement:
    only = "It only receives. " if told["inbound_only"] else ""
    return Requirement(
        country=code,
        identity=told["type"],
        is_supported=told["supported"] and not told["inbound_only"],
        is_registration_required=told["registration_required"],
        registration=told["registration"],
        takes=told["takes"],
        can_be_requested=told["api_can_request"],
        note=only + note,
        source=told["source"],
    )


def _sender_id(code: str, told: Mapping[str, Any], note: str) -> Requirement:
    known = told["sender_id"]
    return Requirement(
        country=code,
        identity=SENDER_ID,
        is_supported=None if known == "unknown" else known != "not_supported",
        is_registration_required={"supported": False, "registration_required": True}.get(known),
        registration=None,
        takes=told["sender_id_takes"],
        can_be_requested=False,
        note=note,
        source=told["sender_id_source"],
    )
