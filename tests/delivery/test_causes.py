"""The causes: each is told by a check, or listed as one that no call can tell."""

from __future__ import annotations

import pytest

from cognito_explore.delivery.causes import UNDETECTABLE, causes
from cognito_explore.delivery.checks import CHECKS

NUMBERS = range(1, 66)
COVERED = {number for check in CHECKS for number in check.causes}


def test_every_cause_has_its_number():
    """They are counted through, in order."""
    assert list(causes()) == list(NUMBERS)
    assert all(number == it.number for number, it in causes().items())


def test_every_cause_is_told_by_a_check_or_cannot_be_detected():
    """What nobody looks at is named here."""
    assert sorted(set(NUMBERS) - COVERED - UNDETECTABLE.keys()) == []


def test_no_check_names_a_cause_that_there_is_not():
    """A number is one of the table's."""
    strangers = {check.check_id: set(check.causes) - set(NUMBERS) for check in CHECKS}

    assert {name: numbers for name, numbers in strangers.items() if numbers} == {}
    assert [check.check_id for check in CHECKS if not check.causes] == []


@pytest.mark.parametrize("number", NUMBERS)
def test_cause_says_how_to_find_out_and_what_to_do(number):
    """In whole sentences, with where it is from."""
    it = causes()[number]

    assert it.part in {"refused", "sms", "email", "looks_missing"}
    assert all(text.endswith(".") for text in (it.title, it.find_out, it.do))
    assert it.source
    assert str(it).splitlines()[0] == f"{number}. {it.title}"


@pytest.mark.parametrize("number", UNDETECTABLE)
def test_cause_that_no_call_can_tell_says_why_and_where_it_shows(number):
    """So that whoever finds nothing knows what is left."""
    it = causes()[number]

    assert not it.is_detectable
    assert UNDETECTABLE[number].endswith(".")
    assert "no call tells" in it.find_out.lower() or "log tells" in it.find_out


def test_parts_are_in_the_order_of_the_way():
    """Refused, lost by SMS, lost by e-mail, and there all the same."""
    parts = [it.part for it in causes().values()]

    assert list(dict.fromkeys(parts)) == ["refused", "sms", "email", "looks_missing"]
    assert [parts.count(it) for it in dict.fromkeys(parts)] == [25, 23, 9, 8]
