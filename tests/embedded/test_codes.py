"""Codes and hourly limits, by themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from conftest import NOW

from cognito_explore.clock import Clock
from cognito_explore.embedded.codes import Codes, HourlyLimit
from cognito_explore.embedded.refused import Refused
from embedded.conftest import wrong

EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
SPENT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")

A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock(NOW)


@pytest.fixture
def codes(clock: Clock) -> Codes:
    """No codes yet."""
    return Codes(clock, Random(1))  # noqa: S311 -- made-up codes, to be repeatable


@pytest.fixture
def limit(clock: Clock) -> HourlyLimit:
    """Three times an hour."""
    return HourlyLimit(clock, 3)


def refusal(act: Callable[[], object]) -> tuple[str, str]:
    """Give the code and the words of a refusal."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.code, refused.value.message


def test_code_gives_the_address_it_was_sent_to(codes: Codes):
    """The right code tells which address it proves."""
    code = codes.make("ana", "email", "ana@example.com")

    assert codes.use("ana", "email", code) == "ana@example.com"


def test_code_works_until_just_before_24_hours(codes: Codes, clock: Clock):
    """One moment before its 24 hours are over a code still works."""
    code = codes.make("ana", "email", "ana@example.com")

    clock.advance(timedelta(hours=24) - A_MOMENT)

    assert codes.use("ana", "email", code) == "ana@example.com"


def test_code_is_too_old_at_24_hours(codes: Codes, clock: Clock):
    """When its 24 hours are over a code has expired."""
    code = codes.make("ana", "email", "ana@example.com")

    clock.advance(hours=24)

    assert refusal(lambda: codes.use("ana", "email", code)) == EXPIRED


def test_new_code_makes_the_old_one_a_mismatch(codes: Codes):
    """Of two codes for one attribute only the second works."""
    old = codes.make("ana", "email", "ana@example.com")
    new = codes.make("ana", "email", "ana@example.com")

    assert old != new
    assert refusal(lambda: codes.use("ana", "email", old)) == MISMATCH
    assert codes.use("ana", "email", new) == "ana@example.com"


def test_new_code_lives_its_own_24_hours(codes: Codes, clock: Clock):
    """A code that replaces another counts its 24 hours from when it was made."""
    codes.make("ana", "email", "ana@example.com")
    clock.advance(hours=23)
    new = codes.make("ana", "email", "ana@example.com")

    clock.advance(hours=23)

    assert codes.use("ana", "email", new) == "ana@example.com"


@pytest.mark.parametrize("other", [("ana", "phone_number"), ("ana", "sign-up"), ("ben", "email")])
def test_code_belongs_to_one_user_and_purpose(codes: Codes, other: tuple[str, str]):
    """A code for another attribute or user neither replaces nor answers for this one."""
    code = codes.make("ana", "email", "ana@example.com")
    codes.make(*other, "other@example.com")

    assert refusal(lambda: codes.use(*other, code)) == MISMATCH
    assert codes.use("ana", "email", code) == "ana@example.com"


def test_code_that_was_never_made_is_expired(codes: Codes):
    """Where there is no code AWS speaks of an expired one."""
    assert refusal(lambda: codes.use("ana", "email", "123456")) == EXPIRED


def test_consumed_code_is_expired(codes: Codes):
    """A code works once."""
    code = codes.make("ana", "email", "ana@example.com")
    codes.use("ana", "email", code)

    assert refusal(lambda: codes.use("ana", "email", code)) == EXPIRED


def test_wrong_code_does_not_use_up_the_right_one(codes: Codes):
    """After a wrong guess the right code still works."""
    code = codes.make("ana", "email", "ana@example.com")

    assert refusal(lambda: codes.use("ana", "email", wrong(code))) == MISMATCH
    assert codes.use("ana", "email", code) == "ana@example.com"


def test_wrong_code_that_is_too_old_as_well_is_expired(codes: Codes, clock: Clock):
    """An expired code tells nobody whether a guess was right."""
    code = codes.make("ana", "email", "ana@example.com")

    clock.advance(hours=24)

    assert refusal(lambda: codes.use("ana", "email", wrong(code))) == EXPIRED


def test_codes_have_six_digits_leading_zeros_included(codes: Codes):
    """Every code has six digits, and the small numbers among them keep their zeros."""
    made = [codes.make("ana", "email", "ana@example.com") for _ in range(500)]

    assert all(len(code) == 6 and code.isdecimal() and code.isascii() for code in made)
    assert any(code.startswith("0") for code in made)
    assert len(set(made)) > 490


def test_same_seed_makes_the_same_codes(clock: Clock):
    """Two sources of codes with one seed go the same way."""
    made = [twenty_codes(clock, seed) for seed in (1, 1)]

    assert made[0] == made[1]


def test_another_seed_makes_other_codes(clock: Clock):
    """Two sources of codes with different seeds part at once."""
    made = [twenty_codes(clock, seed) for seed in (1, 2)]

    assert made[0] != made[1]


def twenty_codes(clock: Clock, seed: int) -> list[str]:
    """Make some codes from a seed."""
    codes = Codes(clock, Random(seed))  # noqa: S311 -- made-up codes, to be repeatable
    return [codes.make("ana", "email", "ana@example.com") for _ in range(20)]


def test_limit_refuses_the_one_too_many(limit: HourlyLimit):
    """As many as allowed go through, and the next does not."""
    for _ in range(3):
        limit.take("ana")

    assert refusal(lambda: limit.take("ana")) == SPENT


def test_limit_counts_each_user_alone(limit: HourlyLimit):
    """What one user has spent is no other's loss."""
    for _ in range(3):
        limit.take("ana")

    limit.take("ben")

    assert refusal(lambda: limit.take("ana")) == SPENT


def test_limit_is_spent_until_just_before_an_hour_has_passed(limit: HourlyLimit, clock: Clock):
    """One moment before the hour is over the limit still holds."""
    for _ in range(3):
        limit.take("ana")

    clock.advance(timedelta(hours=1) - A_MOMENT)

    assert refusal(lambda: limit.take("ana")) == SPENT


def test_limit_is_whole_again_after_an_hour(limit: HourlyLimit, clock: Clock):
    """An hour later the same number goes through again, and no more."""
    for _ in range(3):
        limit.take("ana")

    clock.advance(hours=1)
    for _ in range(3):
        limit.take("ana")

    assert refusal(lambda: limit.take("ana")) == SPENT


def test_limit_slides(limit: HourlyLimit, clock: Clock):
    """Each one taken comes back an hour after itself, not all at the hour."""
    for _ in range(3):
        limit.take("ana")
        clock.advance(minutes=20)

    limit.take("ana")

    assert refusal(lambda: limit.take("ana")) == SPENT
    clock.advance(minutes=20)
    limit.take("ana")


def test_what_is_refused_is_not_counted(limit: HourlyLimit, clock: Clock):
    """Asking in vain does not put off the end of the hour."""
    for _ in range(3):
        limit.take("ana")
    clock.advance(minutes=59)
    assert refusal(lambda: limit.take("ana")) == SPENT

    clock.advance(minutes=1)

    for _ in range(3):
        limit.take("ana")
