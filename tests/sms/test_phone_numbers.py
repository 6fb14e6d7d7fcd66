"""A phone number is read, hidden, and told what is wrong with it."""

import copy

import pytest

import cognito_explore as cx
from cognito_explore.sms.phone_numbers import phone_number_faults

# What people write, and the word by which they are told what is wrong.
WRONG = [
    ("", "empty"),
    ("   ", "empty"),
    ("ana@example.com", "e-mail address"),
    ("+1800FLOWERS", "letters"),
    ("tel:+12025550123", "letters"),
    ("+12025550123;ext=4", "letters"),
    ("0012025550123", "begins with 00"),
    ("2025550123", "country is missing"),
    ("(202) 555-0123", "country is missing"),
    ("+", "no digits"),
    ("+ - ()", "no digits"),
    ("+1+2025550123", "second +"),
    ("+12025550123\x1b[31m", "letters"),
    ("+12025550123\x00", "'\\x00' belongs"),
    ("+1202555012\u0663", "belongs in no phone number"),
    ("+12025550123\u202e", "belongs in no phone number"),
    ("+1202#5550123", "'#' belongs"),
    ("+" + "1" * 40, "40 digits"),
    ("+" + "9" * 100_000, "100,000 digits"),
    ("+999123456", "No country has the code that begins +999"),
    ("+0123456789", "No country has the code"),
    ("+1202555", "For US (+1) it is too short"),
    ("+120255501234567", "For US (+1) it is too long"),
    ("+491", "too short"),
    ("+11234567890", "US (+1) has no such number"),
    ("+882123456789", "+882 has no such number"),
]


@pytest.mark.parametrize(("text", "problem"), WRONG)
def test_wrong_number_says_what_is_wrong_with_it(text: str, problem: str):
    """Every kind of mistake has its own sentence, and a way to write it right."""
    (fault,) = phone_number_faults(text)

    assert problem in fault.problem
    assert fault.fix
    assert fault.problem.isprintable()
    assert len(fault.problem) < 120


@pytest.mark.parametrize("value", [None, 12025550123, 1.5, b"+12025550123", ["+12025550123"]])
def test_what_is_no_text_is_told(value: object):
    """A number that pandas made an integer of is told, not guessed at."""
    (fault,) = phone_number_faults(value)

    assert fault.problem == f"It is {type(value).__name__}, not text."


@pytest.mark.parametrize(
    ("text", "country", "kind"),
    [
        ("+12025550123", "US", "fixed_line_or_mobile"),
        (" +1 (202) 555-0123 ", "US", "fixed_line_or_mobile"),
        ("+1.202.555.0123", "US", "fixed_line_or_mobile"),
        ("+1\t202/555 0123", "US", "fixed_line_or_mobile"),
        ("+18335550100", "US", "toll_free"),
        ("+14165550123", "CA", "fixed_line_or_mobile"),
        ("+4915112345678", "DE", "mobile"),
        ("+493012345678", "DE", "fixed_line"),
        ("+442079460018", "GB", "fixed_line"),
        ("+919876543210", "IN", "mobile"),
    ],
)
def test_country_and_kind_are_read(text: str, country: str, kind: str):
    """What a number tells of itself decides what it can be sent from."""
    number = cx.PhoneNumber(text)

    assert (number.country, number.number_type) == (country, kind)


def test_number_becomes_e164_and_shows_its_last_four_digits():
    """What AWS takes is one form; what people see is four digits."""
    number = cx.PhoneNumber("+1 (202) 555-0123")

    assert number.reveal() == "+12025550123"
    assert number.masked == "+*******0123"
    assert repr(number) == "PhoneNumber('+*******0123')"
    assert f"{number}" == str(number) == repr(number)


def test_number_in_another_form_is_the_same_number():
    """Numbers are compared by what they are, not by how they were written."""
    number = cx.PhoneNumber("+1 202 555 0123")

    assert number == cx.PhoneNumber("+12025550123")
    assert cx.PhoneNumber(number) == number
    assert cx.PhoneNumber(cx.Sensitive("+12025550123")) == number
    assert copy.deepcopy(number) is number
    assert len({number, cx.PhoneNumber("+12025550123")}) == 1


def test_number_that_aws_lists_is_taken_as_it_is():
    """A new numbering plan, or a short code, is no reason to fail on AWS's own list."""
    listed = cx.PhoneNumber.as_listed("12345")

    assert listed.reveal() == "12345"
    assert listed.country is None
    assert listed.number_type == "unknown"


def test_error_names_the_field_that_was_given():
    """A form or a frame has its own name for the number."""
    with pytest.raises(cx.InvalidRequestError, match="destination: It is empty") as caught:
        cx.PhoneNumber("", field="destination")

    assert caught.value.outcome == "not_sent"
