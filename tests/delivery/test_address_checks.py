"""Where a code goes, and whether a message can reach it, is told with the address masked."""

from __future__ import annotations

import pytest

import cognito_explore as cx
from delivery.found import Played, find

NUMBER = "+12025550123"


@pytest.mark.parametrize(
    ("number", "status", "said"),
    [
        (NUMBER, "ok", "fixed_line_or_mobile"),
        ("+4915112345678", "ok", "mobile"),
        ("+493023125123", "warning", "landline"),
        ("+18005550123", "warning", "toll-free"),
        ("+4930", "warning", "too short"),
        ("+4420794600", "warning", "too short"),
        ("+999123456789", "warning", "No country"),
        ("2025550199", "problem", "begins with no +"),
        ("00493012345678", "problem", "00"),
        ("+0123456789", "problem", ""),
        ("+1234567890123456", "problem", "too long"),
        ("+1 202 555 0123", "problem", "not written as E.164"),
        ("ana@example.com", "problem", "e-mail address"),
        ("", "not_applicable", ""),
    ],
)
def test_number_is_judged(number: str, status: str, said: str):
    """What no carrier takes is a problem; what metadata doubts is a warning."""
    played = Played("number in order")
    played.change("phone_number", number)

    diagnosis = played.diagnose()

    found = find(diagnosis, "address-form")
    assert found.status == status
    assert said in found.title + found.evidence
    if number:
        assert number not in str(diagnosis) + diagnosis.to_frame().to_csv()
        assert number not in str(diagnosis.destinations)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("ana@example.com", "ok", ""),
        ("ana@gmail.com", "ok", ""),
        ("ana@gmx.de", "ok", ""),
        ("ana+code@mail.example.co.uk", "ok", ""),
        ("ana@gmial.com", "warning", "gmail.com"),
        ("ana@HOTMIAL.com", "warning", "hotmail.com"),
        ("ana", "problem", "is none"),
        ("ana@localhost", "problem", "is none"),
        ("ana@@example.com", "problem", "is none"),
        ("ana b@example.com", "problem", "is none"),
        ("ana@example..com", "problem", "is none"),
        ("@example.com", "problem", "is none"),
    ],
)
def test_email_is_judged(address: str, status: str, said: str):
    """By its form, and by likeness to large providers."""
    played = Played("nothing verified yet")
    played.change("email", address)

    diagnosis = played.diagnose()

    found = find(diagnosis, "address-form")
    assert found.status == status
    assert said in found.title
    assert address not in str(found)


@pytest.mark.parametrize("denied", ["DescribeUserPoolClient", "AdminGetUser"])
def test_hidden_attribute_is_not_known_without_its_permission(denied: str):
    """Missing in GetUser is not missing: it may be unreadable."""
    played = Played("phone number not readable")
    played.aws.deny(f"cognito-idp:{denied}")

    found = played.found("user-address")

    assert found.status == "unknown"
    assert f"`cognito-idp:{denied}`" in found.title


def test_attribute_that_is_neither_readable_nor_there_is_missing():
    """The administrator sees what the app client may not."""
    played = Played("phone number not readable")
    attributes = {"UserAttributeNames": ["phone_number"]}
    played.client().admin_delete_user_attributes(**played.user(), **attributes)

    assert played.found("user-address").status == "problem"


def test_user_without_a_token_is_read_as_an_administrator(session: cx.Session):
    """Where the address is from is told."""
    told = session.diagnose(attribute_name="phone_number", username="ben")

    assert find(told, "user-address").evidence.startswith("AdminGetUser")
    assert find(told, "user-address").status == "problem"


def test_number_alone_is_judged_without_a_user(session: cx.Session):
    """Nobody need be named to see that a number is a landline's."""
    told = session.diagnose(phone_number="+493023125123")

    assert find(told, "user-address").status == "not_applicable"
    assert find(told, "address-form").status == "warning"


def test_pool_alone_says_that_no_user_is_named(session: cx.Session):
    """Whether there is an address cannot be known then, and how to name one is told."""
    told = session.diagnose(attribute_name="email")

    assert find(told, "user-address").status == "unknown"
    assert "username=" in find(told, "user-address").fix
    assert find(told, "address-form").status == "not_applicable"


def test_both_attributes_are_looked_at(session: cx.Session, tokens: cx.Tokens):
    """What is about an attribute is asked of each that is diagnosed."""
    told = session.diagnose(tokens.access_token)

    found = [it.attribute_name for it in told.findings if it.check_id == "user-address"]
    assert found == ["phone_number", "email"]


def test_code_that_sign_up_left_out_is_sent_by_the_fix():
    """It goes to the e-mail address, and the finding is gone."""
    played = Played("sign-up verified the phone only")

    played.mend(played.found("both-attributes"))

    (message,) = played.aws.messages()
    assert (message.medium, message.to) == ("EMAIL", "ana@example.com")


def test_code_that_was_asked_for_is_not_left_out():
    """Whoever has sent one for the e-mail address knows."""
    played = Played("sign-up verified the phone only")
    assert played.is_delivered()

    assert played.found("both-attributes").status == "ok"


@pytest.mark.parametrize("verified", [["phone_number"], ["email"], []])
def test_pool_that_verifies_one_sends_to_that(verified: list[str]):
    """Only both at once leave the e-mail out."""
    played = Played("sign-up verified the phone only")
    pool = {"UserPoolId": played.aws.demo.user_pool_id}
    played.client().update_user_pool(**pool, AutoVerifiedAttributes=verified)

    assert played.found("both-attributes").status == "ok"


def test_verified_address_gets_a_code_all_the_same():
    """It is no reason for a missing code."""
    played = Played("verified already")

    found = played.found("already-verified")

    assert "all the same" in found.title
    assert played.is_delivered()


def test_change_that_waits_is_of_its_attribute_alone():
    """The pool keeps phone numbers back, and no e-mail address."""
    played = Played("changes wait for their code")

    found = played.found("pending-change", attribute_name="email")

    assert found.status == "ok"


def test_pool_that_may_not_be_read_leaves_changes_unknown():
    """And the permission that would tell is named."""
    played = Played("changes are in place at once")
    played.aws.deny("cognito-idp:DescribeUserPool")

    found = played.found("pending-change")

    assert found.status == "unknown"
    assert "`cognito-idp:DescribeUserPool`" in found.title
