"""Phone numbers: what they are, and what is wrong with one that is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.masks import mask_phone_number
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as Parsed

_EXAMPLE = "Write it as +, country and number: +12025550123."
_DIGITS_MAX = 20
# What `phonenumbers` has for numbers of no country, such as those of satellites.
_NO_COUNTRY = "001"
# E.164: fifteen digits at most. A form may group them.
_PARTS = r"[+\d\s().\-/]"


class PhoneNumber(Sensitive):
    """A phone number in E.164 form that shows by its last four digits only.

    It is a value as `Sensitive` is: `reveal()` gives the number itself.

    Attributes:
        masked: As Cognito masks it: `+*******0123`.
        country: ISO 3166-1 alpha-2 code, such as `US`; None if no one country has it.
        number_type: `mobile`, `fixed_line`, `fixed_line_or_mobile`, `toll_free`,
            `voip` or another kind of the library `phonenumbers`, or `unknown`. In North
            America a number does not tell mobile from landline.

    Source:
        Library `phonenumbers`, Google's metadata of the world's numbering plans.
    """

    __slots__ = ("country", "number_type")
    country: str | None
    number_type: str

    def __init__(self, text: str | Sensitive, *, field: str = "phone_number") -> None:
        """Read a phone number.

        Args:
            text: In international form, with `+`; spaces, dots, dashes and brackets
                between digits are dropped.
            field: What it is called in an error.

        Raises:
            InvalidRequestError: It is no phone number; the error says what is wrong.
        """
        if isinstance(text, PhoneNumber):
            super().__init__(text)
            self.country, self.number_type = text.country, text.number_type
            return
        read = _read(text.reveal() if isinstance(text, Sensitive) else text)
        del text
        if isinstance(read, _Wrong):
            raise InvalidRequestError("PhoneNumber", (Fault(field, read.problem, read.fix),))
        super().__init__(read.e164)
        self.country, self.number_type = read.country, read.number_type

    @classmethod
    def as_listed(cls, text: str) -> PhoneNumber:
        """Take a number as AWS lists it, whether its numbering plan is known here or not."""
        read = _read(text)
        number = cls.__new__(cls)
        Sensitive.__init__(number, text)
        number.country = read.country if isinstance(read, _Read) else None
        number.number_type = read.number_type if isinstance(read, _Read) else "unknown"
        return number

    @property
    def masked(self) -> str:
        """As Cognito masks it: its last four digits."""
        return mask_phone_number(self.reveal())

    def __repr__(self) -> str:
        return f"PhoneNumber('{self.masked}')"


def phone_number_faults(text: object, field: str = "phone_number") -> list[Fault]:
    """Say what is wrong with a phone number; empty when nothing is.

    Args:
        text: In international form.
        field: What it is called in a fault.
    """
    try:
        PhoneNumber(text, field=field)  # type: ignore[arg-type]
    except InvalidRequestError as error:
        return list(error.faults)
    return []


@dataclass(frozen=True, slots=True)
class _Wrong:
    problem: str
    fix: str = _EXAMPLE


@dataclass(frozen=True, slots=True)
class _Read:
    e164: str
    country: str | None
    number_type: str


def _read(text: object) -> _Read | _Wrong:
    if not isinstance(text, str):
        return _Wrong(f"It is {type(text).__name__}, not text.")
    bare = text.strip()
    wrong = _shape_wrong(bare)
    if wrong:
        return wrong
    # A quarter of a second, so only where there is a number.
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(re.sub(r"[^+0-9]", "", bare))
    except phonenumbers.NumberParseException as error:
        return _Wrong(_parse_problem(error, bare))
    return _possible(phonenumbers, parsed)


def _shape_wrong(bare: str) -> _Wrong | None:
    """Say what is wrong with the shape, in the order in which people get it wrong."""
    digits = sum(char.isdigit() for char in bare)
    odd = re.sub(_PARTS, "", bare, flags=re.ASCII)
    problems = (
        (not bare, "It is empty."),
        ("@" in bare, "It is an e-mail address."),
        (re.search(r"[^\W\d_]", bare), "There are letters in it."),
        (bare.startswith("00"), "It begins with 00, which not every country dials."),
        (not bare.startswith("+"), "The country is missing: it begins with no +."),
        (odd, f"{printable(ascii(odd[:1]), 20)} belongs in no phone number."),
        (not digits, "There are no digits in it."),
        ("+" in bare[1:], "There is a second + in it."),
        (digits > _DIGITS_MAX, f"It has {digits:,} digits; a phone number has fifteen at most."),
    )
    return next((_Wrong(problem) for is_wrong, problem in problems if is_wrong), None)


def _parse_problem(error: Any, bare: str) -> str:
    if error.error_type == error.INVALID_COUNTRY_CODE:
        return f"No country has the code that begins {bare[:4]}."
    if error.error_type in {error.TOO_SHORT_NSN, error.TOO_SHORT_AFTER_IDD}:
        return "It is too short."
    if error.error_type == error.TOO_LONG:
        return "It is too long."
    return "It is no phone number."


def _possible(phonenumbers: Any, parsed: Parsed) -> _Read | _Wrong:
    """Judge by length only: whether a number is assigned, metadata may not know yet."""
    country = phonenumbers.region_code_for_number(parsed)
    named = phonenumbers.region_code_for_country_code(parsed.country_code)
    place = (
        f"+{parsed.country_code}" if named == _NO_COUNTRY else f"{named} (+{parsed.country_code})"
    )
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    kinds = phonenumbers.ValidationResult
    if reason != kinds.IS_POSSIBLE:
        problem = {
            kinds.TOO_SHORT: "too short",
            kinds.TOO_LONG: "too long",
            kinds.IS_POSSIBLE_LOCAL_ONLY: "too short: its area code is missing",
        }.get(reason, "of a length that no number has")
        return _Wrong(f"For {place} it is {problem}.")
    if not phonenumbers.is_valid_number(parsed):
        return _Wrong(
            f"{place} has no such number: its first digits are not in use.",
            "Compare it digit by digit with what the user gave; if the number is new, "
            "upgrade the library phonenumbers.",
        )
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(parsed)).lower()
    e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return _Read(e164, None if country == _NO_COUNTRY else country, kind)
