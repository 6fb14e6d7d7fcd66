"""Causes: why a code does not arrive, or seems not to; what checks are numbered by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Part = Literal["refused", "sms", "email", "looks_missing"]

UNDETECTABLE = {
    41: "What a carrier filters, it tells nobody before a message is sent.",
    42: "Nothing tells whether a phone can be reached, before a message is sent.",
    46: "When Cognito holds messages back is not documented, and nothing counts them.",
    53: "AWS lets nobody read the suppression list of Cognito's own e-mail sender.",
    56: "That an address is well-formed does not say that it is the user's.",
    59: "Nothing tells which of several codes a user types.",
    64: "A receipt comes up to 72 hours late, so that none is no proof.",
}
"""By number, the causes that no call can tell before a code is sent, and why."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why a code does not arrive, or seems not to.

    Attributes:
        number: Of the cause; a check of a diagnosis names those it tells.
        part: `refused`: Cognito makes no code; `sms` or `email`: Cognito answers 200, and the
            message is lost; `looks_missing`: the code is there, or will be.
        title: In one sentence.
        find_out: Where it shows.
        do: What mends it.
        source: The document of AWS, or where it was seen.
    """

    number: int
    part: Part
    title: str
    find_out: str
    do: str
    source: str

    @property
    def is_detectable(self) -> bool:
        """Whether some call or local look can tell it before a code is sent."""
        return self.number not in UNDETECTABLE

    def __str__(self) -> str:
        return f"{self.number}. {self.title}\n    {self.find_out}\n    {self.do}"


@cache
def causes() -> dict[int, Cause]:
    """Give every cause by its number."""
    told = json.loads(files(__package__).joinpath("causes.json").read_text(encoding="utf-8"))
    return {it["number"]: Cause(**it) for it in told}
