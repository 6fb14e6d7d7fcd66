"""Sending codes and verifying attributes, through a session, in AWS's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import cognito_explore as cx
from embedded.conftest import PASSWORD, Pool, User, wrong

MISMATCH = "CodeMismatchException: Invalid verification code provided, please try again."
EXPIRED = "ExpiredCodeException: Invalid code provided, please request a code again."
BOTH = ["email", "phone_number"]
MakeUser = Callable[..., User]
MakePool = Callable[..., Pool]


@pytest.mark.parametrize(
    ("attribute_name", "medium"), [("email", "EMAIL"), ("phone_number", "SMS")]
)
def test_attribute_decides_the_medium(user: User, attribute_name: str, medium: str):
    """A code for `email` goes by e-mail, one for `phone_number` by SMS."""
    sent = user.send(attribute_name)

    assert sent.outcome == "accepted"
    assert sent.attribute_name == attribute_name
    assert sent.delivery_medium == medium
    assert list(user.inbox()["medium"]) == [medium]


@pytest.mark.parametrize(
    ("attribute_name", "address", "destination"),
    [
        ("email", "zoe@books.example.org", "z***@b***"),
        ("email", "x@y.example", "x***@y***"),
        ("phone_number", "+12015550199", "+*******0199"),
        ("phone_number", "+4915112345678", "+*********5678"),
    ],
)
def test_destination_is_masked_as_by_aws(
    make_user: MakeUser, attribute_name: str, address: str, destination: str
):
    """Of an e-mail address two letters are told, of a phone number its last four digits."""
    user = make_user(**{attribute_name: address})

    sent = user.send(attribute_name)

    assert sent.destination == destination


def test_answer_is_nested_as_aws_nests_it(cognito: Any, user: User):
    """boto3 itself reads the three fields of CodeDeliveryDetails, and no others."""
    sent = cognito.get_user_attribute_verification_code(
        AccessToken=user.access_token.reveal(), AttributeName="email"
    )

    assert sent["CodeDeliveryDetails"] == {
        "Destination": "u***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }


@pytest.mark.parametrize("name", ["given_name", "sub", "email_verified", "Email", "+12025550123"])
def test_other_attribute_is_refused(session: cx.Session, user: User, name: str):
    """Only the two addresses can be verified, and their names must be exact."""
    with pytest.raises(cx.InvalidParameterError) as refused:
        session.send_code(user.access_token, name, allow_any_attribute=True)

    assert refused.value.message == (
        "InvalidParameterException: Invalid attribute name. "
        "Only phone_number and email can be verified."
    )
    assert user.inbox().empty


def test_other_attribute_cannot_be_verified_either(session: cx.Session, user: User):
    """VerifyUserAttribute refuses another attribute in the same words."""
    with pytest.raises(cx.InvalidParameterError) as refused:
        session.verify_code(user.access_token, "given_name", "123456", allow_any_attribute=True)

    assert refused.value.message == (
        "InvalidParameterException: Invalid attribute name. "
        "Only phone_number and email can be verified."
    )


def test_ben_has_no_phone(session: cx.Session):
    """A user of the demo pool without a phone number gets no SMS."""
    demo = session.aws.demo
    token = session.sign_in("ben", demo.users["ben"]).access_token

    with pytest.raises(cx.InvalidParameterError) as refused:
        session.send_code(token, "phone_number")

    assert refused.value.message == (
        "InvalidParameterException: User does not have a valid registered phone number"
    )


def test_user_without_email_gets_none(make_user: MakeUser):
    """Without an e-mail address there is nowhere to send to."""
    user = make_user(email="")

    with pytest.raises(cx.InvalidParameterError) as refused:
        user.send("email")

    assert refused.value.message == (
        "InvalidParameterException: User does not have a valid registered email address"
    )


def test_pool_without_sms_configuration_sends_no_sms(make_pool: MakePool, make_user: MakeUser):
    """A pool that nobody gave an SMS role says so."""
    user = make_user(make_pool())

    with pytest.raises(cx.InvalidParameterError) as refused:
        user.send("phone_number")

    assert refused.value.message == (
        "InvalidParameterException: User pool does not have SMS configuration to send messages."
    )
    assert user.inbox().empty


def test_pool_without_sms_configuration_sends_email(make_pool: MakePool, make_user: MakeUser):
    """E-mail needs no SMS role, and no attribute needs to be verified automatically."""
    user = make_user(make_pool())

    sent = user.send("email")

    assert sent.delivery_medium == "EMAIL"


def test_end_user_messaging_is_an_sms_configuration(make_pool: MakePool, make_user: MakeUser):
    """A pool may send SMS by End User Messaging instead of SNS."""
    role = "arn:aws:iam::123456789012:role/cognito-sms"
    user = make_user(make_pool(SmsConfiguration={"EumsSms": {"CallerArn": role}}))

    sent = user.send("phone_number")

    assert sent.delivery_medium == "SMS"


def test_client_metadata_is_taken(session: cx.Session, user: User):
    """ClientMetadata changes nothing about the code, for there is no trigger to read it."""
    sent = session.send_code(user.access_token, "email", client_metadata={"k": "v" * 131_072})

    assert sent.outcome == "accepted"
    assert len(user.inbox()) == 1


@pytest.mark.parametrize("attribute_name", BOTH)
def test_right_code_verifies_the_attribute(user: User, attribute_name: str):
    """The code that arrived turns the flag of its attribute, and of no other."""
    user.send(attribute_name)

    verified = user.verify(attribute_name, user.code())

    assert verified.outcome == "accepted"
    assert user.get().is_email_verified is (attribute_name == "email")
    assert user.get().is_phone_number_verified is (attribute_name == "phone_number")


def test_flags_are_the_texts_true_and_false(cognito: Any, user: User):
    """GetUser tells the flags as AWS does, as text."""
    user.send("email")
    user.verify("email", user.code())

    told = cognito.get_user(AccessToken=user.access_token.reveal())["UserAttributes"]

    values = {item["Name"]: item["Value"] for item in told}
    assert values["email_verified"] == "true"
    assert values["phone_number_verified"] == "false"


def test_verify_answers_nothing(cognito: Any, user: User):
    """The answer of VerifyUserAttribute is an empty structure."""
    user.send("email")

    answer = cognito.verify_user_attribute(
        AccessToken=user.access_token.reveal(), AttributeName="email", Code=user.code()
    )

    assert set(answer) == {"ResponseMetadata"}


def test_wrong_code_is_a_mismatch(user: User):
    """A wrong code is refused, and verifies nothing."""
    user.send("email")

    with pytest.raises(cx.CodeMismatchError) as refused:
        user.verify("email", wrong(user.code()))

    assert refused.value.message == MISMATCH
    assert user.get().is_email_verified is False


def test_right_code_works_after_a_wrong_one(user: User):
    """A wrong code does not use up the right one."""
    user.send("email")
    with pytest.raises(cx.CodeMismatchError):
        user.verify("email", wrong(user.code()))

    user.verify("email", user.code())

    assert user.get().is_email_verified is True


def test_code_without_a_send_is_expired(user: User):
    """Where no code was sent AWS asks to request one."""
    with pytest.raises(cx.ExpiredCodeError) as refused:
        user.verify("email", "123456")

    assert refused.value.message == EXPIRED


def test_consumed_code_is_expired(user: User):
    """A code that was accepted once is not accepted again."""
    user.send("email")
    user.verify("email", user.code())

    with pytest.raises(cx.ExpiredCodeError) as refused:
        user.verify("email", user.code())

    assert refused.value.message == EXPIRED
    assert user.get().is_email_verified is True


def test_code_of_yesterday_is_expired(session: cx.Session, user: User):
    """After 24 hours the code is too old, though the user signed in anew."""
    user.send("email")
    session.aws.clock.advance(hours=24)
    token = session.sign_in(user.username, PASSWORD).access_token

    with pytest.raises(cx.ExpiredCodeError) as refused:
        session.verify_code(token, "email", user.code())

    assert refused.value.message == EXPIRED


def test_code_lives_just_under_24_hours(session: cx.Session, user: User):
    """A second before its 24 hours are over the code is accepted."""
    user.send("email")
    session.aws.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    token = session.sign_in(user.username, PASSWORD).access_token

    verified = session.verify_code(token, "email", user.code())

    assert verified.outcome == "accepted"


def test_new_code_replaces_the_old(user: User):
    """After a second send only the second code is right."""
    user.send("email")
    old = user.code()
    user.send("email")

    with pytest.raises(cx.CodeMismatchError) as refused:
        user.verify("email", old)

    assert refused.value.message == MISMATCH
    assert user.verify("email", user.code()).outcome == "accepted"


def test_codes_of_the_two_attributes_are_independent(user: User):
    """A code for one attribute neither replaces nor answers for the other's."""
    user.send("email")
    user.send("phone_number")
    by_email, by_sms = user.code(user.email), user.code(user.phone_number)

    with pytest.raises(cx.CodeMismatchError):
        user.verify("email", by_sms)
    user.verify("email", by_email)
    user.verify("phone_number", by_sms)

    assert (user.get().is_email_verified, user.get().is_phone_number_verified) == (True, True)


def test_code_of_another_user_is_refused(make_user: MakeUser):
    """A code is its user's, not whoever's types it."""
    ours, theirs = make_user(), make_user()
    ours.send("email")

    with pytest.raises(cx.ExpiredCodeError):
        theirs.verify("email", ours.code())

    assert theirs.get().is_email_verified is False


def test_verified_attribute_gets_a_fresh_code_and_verifies_again(user: User):
    """An attribute that is verified already is no reason for a missing code."""
    user.send("email")
    user.verify("email", user.code())

    sent = user.send("email")
    verified = user.verify("email", user.code())

    assert sent.outcome == verified.outcome == "accepted"
    assert len(set(user.inbox()["code"])) == 2
    assert user.get().is_email_verified is True


def test_sending_a_code_does_not_unverify(user: User):
    """A verified attribute stays verified while a new code is out."""
    user.send("email")
    user.verify("email", user.code())

    user.send("email")

    assert user.get().is_email_verified is True


def test_new_user_is_unverified(user: User):
    """Addresses begin unverified, and are shown masked."""
    told = user.get()

    assert (told.is_email_verified, told.is_phone_number_verified) == (False, False)
    assert told.email == "u***@e***"
    assert told.attributes["email"].reveal() == user.email


def test_only_readable_attributes_are_told(make_client: Callable[..., str], make_user: MakeUser):
    """What the app client may not read is missing, though the user has it."""
    readable = make_client(ReadAttributes=["email", "email_verified"])
    user = make_user(client_id=readable)

    told = user.get()

    assert set(told.attributes) == {"sub", "email", "email_verified"}
    assert told.phone_number is None
    assert told.is_phone_number_verified is None


def test_attribute_that_cannot_be_read_can_be_verified(
    make_client: Callable[..., str], make_user: MakeUser
):
    """A code is sent to an address that the app client may not read."""
    user = make_user(client_id=make_client(ReadAttributes=["email"]))

    sent = user.send("phone_number")

    assert sent.delivery_medium == "SMS"
