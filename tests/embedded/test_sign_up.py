"""Signing up: the code that confirms a new user, and what it verifies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

import cognito_explore as cx
from embedded.conftest import PASSWORD, SMS, Newcomer, Pool, attributes, newcomer, wrong

MakePool = Callable[..., Pool]

MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
EXPIRED = ("ExpiredCodeException", "Invalid code provided, please request a code again.")
SPENT = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")
UNKNOWN = ("UserNotFoundException", "User does not exist.")


@dataclass(frozen=True)
class Door:
    """The app client of a pool at which people sign up."""

    cognito: Any
    session: cx.Session
    pool: Pool

    def sign_up(self, new: Newcomer, *names: str) -> dict[str, Any]:
        """Sign up with the addresses that are named; default: both."""
        values = {name: getattr(new, name) for name in names or ("email", "phone_number")}
        answer = self.cognito.sign_up(
            ClientId=self.pool.client_id,
            Username=new.username,
            Password=PASSWORD,
            UserAttributes=attributes(**values),
        )
        return dict(answer)

    def confirm(self, new: Newcomer, code: str) -> None:
        """Confirm with a code."""
        self.cognito.confirm_sign_up(
            ClientId=self.pool.client_id, Username=new.username, ConfirmationCode=code
        )

    def resend(self, new: Newcomer) -> dict[str, Any]:
        """Ask for another code."""
        answer = self.cognito.resend_confirmation_code(
            ClientId=self.pool.client_id, Username=new.username
        )
        return dict(answer)

    def codes(self, new: Newcomer) -> list[str]:
        """Read the codes that arrived."""
        inbox = self.session.aws.inbox()
        return list(inbox[inbox["to"].isin((new.email, new.phone_number))]["code"])

    def sign_in(self, new: Newcomer) -> cx.User:
        """Sign in, and ask who it is."""
        tokens = self.session.sign_in(new.username, PASSWORD, client_id=self.pool.client_id)
        return self.session.get_user(tokens.access_token)


@pytest.fixture
def door(session: cx.Session, cognito: Any, demo: Pool) -> Door:
    """The demo pool, which verifies both addresses automatically."""
    return Door(cognito, session, demo)


@pytest.fixture
def new() -> Newcomer:
    """Somebody who is not there yet."""
    return newcomer()


def refusal(act: Callable[[], object]) -> tuple[str, str]:
    """Give the code and words with which Cognito refuses."""
    with pytest.raises(ClientError) as refused:
        act()
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_pool_that_verifies_both_sends_an_sms_only(door: Door, new: Newcomer):
    """With two addresses to verify, sign-up sends one code, by SMS."""
    answer = door.sign_up(new)

    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"] == {
        "Destination": f"+*******{new.phone_number[-4:]}",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }
    inbox = door.session.aws.inbox()
    assert new.email not in set(inbox["to"])
    assert inbox["to"].iloc[-1] == new.phone_number


def test_user_without_a_phone_is_sent_an_email(door: Door, new: Newcomer):
    """With only an e-mail address the code goes there."""
    answer = door.sign_up(new, "email")

    assert answer["CodeDeliveryDetails"] == {
        "Destination": "u***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    assert len(door.codes(new)) == 1


@pytest.mark.parametrize(("verified", "medium"), [(["email"], "EMAIL"), (["phone_number"], "SMS")])
def test_pool_that_verifies_one_sends_to_that(
    door: Door, new: Newcomer, make_pool: MakePool, verified: list[str], medium: str
):
    """The code goes to the address that the pool verifies, though the user has both."""
    pool = make_pool(AutoVerifiedAttributes=verified, SmsConfiguration=SMS)

    answer = Door(door.cognito, door.session, pool).sign_up(new)

    assert answer["CodeDeliveryDetails"]["DeliveryMedium"] == medium
    assert answer["CodeDeliveryDetails"]["AttributeName"] == verified[0]


def test_pool_that_verifies_nothing_sends_nothing(door: Door, new: Newcomer, make_pool: MakePool):
    """Without automatic verification there is no code, and nothing about one."""
    answer = Door(door.cognito, door.session, make_pool()).sign_up(new)

    assert answer["UserConfirmed"] is False
    assert "CodeDeliveryDetails" not in answer
    assert door.codes(new) == []


def test_user_id_is_the_sub(door: Door, new: Newcomer):
    """What sign-up calls UserSub is the user's `sub` ever after."""
    answer = door.sign_up(new)
    door.confirm(new, *door.codes(new))

    user = door.sign_in(new)

    assert user.attributes["sub"].reveal() == answer["UserSub"]


def test_right_code_confirms_and_verifies_the_address_it_was_sent_to(door: Door, new: Newcomer):
    """The SMS proves the phone number; the e-mail address stays unverified."""
    door.sign_up(new)

    door.confirm(new, *door.codes(new))

    user = door.sign_in(new)
    assert user.is_phone_number_verified is True
    assert user.is_email_verified is False


def test_email_code_verifies_the_email(door: Door, new: Newcomer):
    """Confirmed by e-mail, the e-mail address is verified."""
    door.sign_up(new, "email")

    door.confirm(new, *door.codes(new))

    assert door.sign_in(new).is_email_verified is True


def test_nobody_signs_up_verified(door: Door, new: Newcomer):
    """Who signs up cannot say that their address is verified."""
    claimed = attributes(email=new.email, email_verified="true")

    with pytest.raises(ClientError):
        door.cognito.sign_up(
            ClientId=door.pool.client_id,
            Username=new.username,
            Password=PASSWORD,
            UserAttributes=claimed,
        )

    assert door.codes(new) == []


def test_unconfirmed_user_cannot_sign_in(door: Door, new: Newcomer):
    """Before the code there are no tokens."""
    door.sign_up(new)

    with pytest.raises(cx.UserNotConfirmedError):
        door.sign_in(new)


def test_wrong_code_is_a_mismatch(door: Door, new: Newcomer):
    """A wrong code confirms nobody, and the right one still does."""
    door.sign_up(new)
    (code,) = door.codes(new)

    assert refusal(lambda: door.confirm(new, wrong(code))) == MISMATCH
    with pytest.raises(cx.UserNotConfirmedError):
        door.sign_in(new)
    door.confirm(new, code)
    assert door.sign_in(new).username == new.username


def test_code_of_yesterday_is_expired(door: Door, new: Newcomer):
    """A sign-up code lives 24 hours."""
    door.sign_up(new)
    door.session.aws.clock.advance(hours=24)

    assert refusal(lambda: door.confirm(new, *door.codes(new))) == EXPIRED


def test_code_that_was_never_sent_is_expired(door: Door, new: Newcomer, make_pool: MakePool):
    """Where sign-up sent no code, AWS asks to request one."""
    door = Door(door.cognito, door.session, make_pool())
    door.sign_up(new)

    assert refusal(lambda: door.confirm(new, "123456")) == EXPIRED


def test_resent_code_replaces_the_first(door: Door, new: Newcomer):
    """ResendConfirmationCode sends another code to the same address."""
    sent = door.sign_up(new)["CodeDeliveryDetails"]

    again = door.resend(new)["CodeDeliveryDetails"]

    first, second = door.codes(new)
    assert again == sent
    assert refusal(lambda: door.confirm(new, first)) == MISMATCH
    door.confirm(new, second)
    assert door.sign_in(new).is_phone_number_verified is True


def test_resending_helps_after_a_day(door: Door, new: Newcomer):
    """When the first code is too old, a second one confirms."""
    door.sign_up(new)
    door.session.aws.clock.advance(hours=25)

    door.resend(new)

    door.confirm(new, door.codes(new)[-1])
    assert door.sign_in(new).username == new.username


def test_confirmed_user_cannot_be_confirmed_again(door: Door, new: Newcomer):
    """Confirming twice is refused with the user's status."""
    door.sign_up(new)
    (code,) = door.codes(new)
    door.confirm(new, code)

    assert refusal(lambda: door.confirm(new, code)) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )


def test_confirmed_user_is_sent_no_sign_up_code(door: Door, new: Newcomer):
    """Resending to a confirmed user is refused, and sends nothing."""
    door.sign_up(new)
    door.confirm(new, *door.codes(new))

    assert refusal(lambda: door.resend(new)) == (
        "InvalidParameterException",
        "User is already confirmed.",
    )
    assert len(door.codes(new)) == 1


def test_administrator_confirms_without_a_code(door: Door, new: Newcomer):
    """AdminConfirmSignUp lets the user in, but proves no address."""
    door.sign_up(new)

    door.cognito.admin_confirm_sign_up(UserPoolId=door.pool.user_pool_id, Username=new.username)

    assert door.sign_in(new).is_phone_number_verified is False


def test_sixth_resend_in_an_hour_is_refused(door: Door, new: Newcomer):
    """A new user gets five more codes an hour."""
    door.sign_up(new)
    for _ in range(5):
        door.resend(new)

    assert refusal(lambda: door.resend(new)) == SPENT
    door.session.aws.clock.advance(hours=1)
    door.resend(new)
    assert len(door.codes(new)) == 7


def test_sixteenth_confirmation_in_an_hour_is_refused(door: Door, new: Newcomer):
    """A new user may try fifteen codes an hour; then even the right one must wait."""
    door.sign_up(new)
    (code,) = door.codes(new)
    for _ in range(15):
        assert refusal(lambda: door.confirm(new, wrong(code))) == MISMATCH

    assert refusal(lambda: door.confirm(new, code)) == SPENT
    door.session.aws.clock.advance(hours=1)
    door.confirm(new, code)
    assert door.sign_in(new).username == new.username


def test_sign_up_code_is_no_attribute_code(door: Door, new: Newcomer):
    """A code that was sent for one thing does not do for the other."""
    door.sign_up(new)
    (code,) = door.codes(new)
    door.cognito.admin_confirm_sign_up(UserPoolId=door.pool.user_pool_id, Username=new.username)
    token = door.session.sign_in(new.username, PASSWORD).access_token

    with pytest.raises(cx.ExpiredCodeError):
        door.session.verify_code(token, "phone_number", code)


def test_email_is_verified_afterwards_with_a_code_of_its_own(door: Door, new: Newcomer):
    """When sign-up sent only the SMS, the app asks for the e-mail's code itself."""
    door.sign_up(new)
    door.confirm(new, *door.codes(new))
    token = door.session.sign_in(new.username, PASSWORD).access_token

    door.session.send_code(token, "email")
    door.session.verify_code(token, "email", door.codes(new)[-1])

    user = door.session.get_user(token)
    assert (user.is_email_verified, user.is_phone_number_verified) == (True, True)


@pytest.mark.parametrize("act", ["confirm", "resend"])
def test_unknown_user_is_told(door: Door, new: Newcomer, make_pool: MakePool, act: str):
    """With a legacy app client who never signed up is told so."""
    door = Door(door.cognito, door.session, make_pool())
    parameters = ("123456",) if act == "confirm" else ()

    assert refusal(lambda: getattr(door, act)(new, *parameters)) == UNKNOWN


def test_cleo_can_finish_signing_up(session: cx.Session, cognito: Any):
    """The demo user who has not finished can be sent a new code, and confirmed with it."""
    demo = session.aws.demo
    name = {"ClientId": demo.client_id, "Username": "cleo"}

    cognito.resend_confirmation_code(**name)
    cognito.confirm_sign_up(**name, ConfirmationCode=session.aws.inbox()["code"].iloc[-1])

    assert session.sign_in("cleo", demo.users["cleo"]).outcome == "accepted"
