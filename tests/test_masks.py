"""Addresses are masked as Cognito masks them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_explore.masks import mask_address, mask_addresses, mask_email, mask_phone_number


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("test@example.com", "t***@e***"),
        ("zoe@b.example", "z***@b***"),
        ("a@b", "a***@b***"),
        ("no address", "n***@***"),
        ("", "***@***"),
    ],
)
def test_email_shows_two_letters(address: str, masked: str):
    """An e-mail address keeps the first letter of its name and of its domain."""
    assert mask_email(address) == masked


@given(name=st.from_regex(r"[^@]+", fullmatch=True), domain=st.text(min_size=1))
def test_email_hides_all_but_two_letters_and_its_length(name: str, domain: str):
    """Whatever is in an address, no more than two of its letters and no length are told."""
    masked = mask_email(f"{name}@{domain}")

    assert len(masked) <= len("a***@b***")
    assert masked == mask_email(f"{name}more@{domain}")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+12025550123", "+*******0123"),
        ("+491711234567", "+********4567"),
        ("12025550123", "+*******0123"),
        ("+", "+"),
        ("", "+"),
    ],
)
def test_phone_number_shows_four_digits(number: str, masked: str):
    """A phone number keeps its plus sign, its last four digits and its length."""
    assert mask_phone_number(number) == masked


@given(st.from_regex(r"\+[0-9]{5,15}", fullmatch=True))
def test_phone_number_keeps_its_length(number: str):
    """One star stands for each hidden digit, as seen on a real pool."""
    masked = mask_phone_number(number)

    assert len(masked) == len(number)
    assert masked.strip("+*") == number[-4:]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Failed for +12025550123.", "Failed for +*******0123."),
        ("to +1 (202) 555-0123 and bob@example.com", "to +*******0123 and b***@e***"),
        ("arn:aws:sts::123456789012:assumed-role/x/bob@corp.example", None),
        ("account 123456789012 of 2026-11-23", "account 123456789012 of 2026-11-23"),
    ],
)
def test_addresses_in_a_text_are_masked(text: str, masked: str | None):
    """And ids, times and the rest of an ARN stay."""
    expected = masked or "arn:aws:sts::123456789012:assumed-role/x/b***@c***"

    assert mask_addresses(text) == expected


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ana@example.com", "a***@e***"),
        ("+12025550123", "+*******0123"),
        ("ana", "ana"),
        ("11111111-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"),
        ("+anastasia", "+anastasia"),
        ("2026001234", "2026001234"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_only_addresses_are_masked(text: str, masked: str):
    """What looks like an address is masked as one; a plain username stays readable."""
    assert mask_address(text) == masked
