"""The SMS sandbox: its limits, and that SNS and End User Messaging share its numbers."""

from __future__ import annotations

from typing import Any

import pytest

from embedded.conftest import wrong
from embedded.sms_account import ANA, Account, open_account, refusal

ABROAD = "+4915112345678"


@pytest.fixture
def account() -> Account:
    """An account in the sandbox."""
    return open_account(scenario="sandbox, number not verified")


@pytest.fixture
def sns(account: Account) -> Any:
    """A client of SNS."""
    return account.client("sns")


@pytest.fixture
def eum(account: Account) -> Any:
    """A client of End User Messaging."""
    return account.client("pinpoint-sms-voice-v2")


def listed(sns: Any) -> dict[str, str]:
    """List the sandbox's numbers with their status, as SNS does."""
    numbers = sns.list_sms_sandbox_phone_numbers()["PhoneNumbers"]
    return {it["PhoneNumber"]: it["Status"] for it in numbers}


def test_number_is_verified_with_the_code_that_it_gets(account: Account, sns: Any):
    """Six digits arrive on the phone, although it is in no way verified yet."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD, LanguageCode="de-DE")
    pending = listed(sns)
    assert account.inbox() == [ABROAD]
    assert account.code().isdigit()
    assert len(account.code()) == 6

    sns.verify_sms_sandbox_phone_number(PhoneNumber=ABROAD, OneTimePassword=account.code())

    assert (pending, listed(sns)) == ({ABROAD: "Pending"}, {ABROAD: "Verified"})


def test_wrong_code_is_refused_and_the_right_one_still_works(account: Account, sns: Any):
    """A typing mistake costs nothing."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    code = account.code()

    refused = refusal(
        sns.verify_sms_sandbox_phone_number, PhoneNumber=ABROAD, OneTimePassword=wrong(code)
    )
    sns.verify_sms_sandbox_phone_number(PhoneNumber=ABROAD, OneTimePassword=code)

    assert (refused.code, refused.status) == ("VerificationException", 400)
    assert refused.answer["Status"] == "WRONG_CODE"
    assert listed(sns) == {ABROAD: "Verified"}


def test_adding_a_pending_number_again_sends_a_new_code(account: Account, sns: Any):
    """The new code counts, and the one before does not."""
    for _ in range(2):
        sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    first, second = (message.code for message in account.aws.messages())

    refused = refusal(
        sns.verify_sms_sandbox_phone_number, PhoneNumber=ABROAD, OneTimePassword=first
    )
    sns.verify_sms_sandbox_phone_number(PhoneNumber=ABROAD, OneTimePassword=second)

    assert refused.code == "VerificationException"
    assert listed(sns) == {ABROAD: "Verified"}


def test_code_is_too_old_after_a_day(account: Account, sns: Any):
    """What was sent yesterday proves nothing."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    account.aws.clock.advance(hours=24)

    refused = refusal(
        sns.verify_sms_sandbox_phone_number, PhoneNumber=ABROAD, OneTimePassword=account.code()
    )

    assert refused.answer["Status"] == "EXPIRED_CODE"
    assert listed(sns) == {ABROAD: "Pending"}


def test_verified_number_is_not_added_again(account: Account, sns: Any):
    """It needs no code any more."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    sns.verify_sms_sandbox_phone_number(PhoneNumber=ABROAD, OneTimePassword=account.code())

    for call, given in (
        (sns.create_sms_sandbox_phone_number, {}),
        (sns.verify_sms_sandbox_phone_number, {"OneTimePassword": account.code()}),
    ):
        refused = refusal(call, PhoneNumber=ABROAD, **given)
        assert (refused.code, refused.status) == ("UserError", 400)
    assert len(account.inbox()) == 1


def test_eleventh_number_is_refused(account: Account, sns: Any, eum: Any):
    """Ten numbers, by whichever service they were added."""
    for number in range(10):
        sns.create_sms_sandbox_phone_number(PhoneNumber=f"+49151123456{number:02}")

    of_sns = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=ABROAD)
    of_eum = refusal(eum.create_verified_destination_number, DestinationPhoneNumber=ABROAD)

    assert (of_sns.code, of_sns.status) == ("UserError", 400)
    assert (of_eum.code, of_eum.status) == ("ServiceQuotaExceededException", 400)
    assert of_eum.answer["Reason"] == "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT"
    assert len(account.inbox()) == len(listed(sns)) == 10


def test_sixth_code_in_a_day_is_refused(account: Account, sns: Any, eum: Any):
    """Five codes to a number in 24 hours, by whichever service; then there is one more."""
    for _ in range(5):
        sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
        account.aws.clock.advance(hours=1)
    found = eum.describe_verified_destination_numbers()["VerifiedDestinationNumbers"][0]
    channel = {"VerificationChannel": "TEXT"}
    given = {"VerifiedDestinationNumberId": found["VerifiedDestinationNumberId"]} | channel

    of_sns = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=ABROAD)
    of_eum = refusal(eum.send_destination_number_verification_code, **given)
    account.aws.clock.advance(hours=19)
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    again = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=ABROAD)

    assert of_sns.code == again.code == "UserError"
    assert of_eum.answer["Reason"] == "VERIFICATION_ATTEMPTS_PER_DAY"
    assert len(account.inbox()) == 6


def test_number_is_removable_a_day_after_the_last_attempt(account: Account, sns: Any, eum: Any):
    """A wrong code is an attempt as well."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    account.aws.clock.advance(hours=23)
    refusal(
        sns.verify_sms_sandbox_phone_number,
        PhoneNumber=ABROAD,
        OneTimePassword=wrong(account.code()),
    )
    account.aws.clock.advance(hours=23, minutes=59)
    found = eum.describe_verified_destination_numbers()["VerifiedDestinationNumbers"][0]

    of_sns = refusal(sns.delete_sms_sandbox_phone_number, PhoneNumber=ABROAD)
    of_eum = refusal(
        eum.delete_verified_destination_number,
        VerifiedDestinationNumberId=found["VerifiedDestinationNumberId"],
    )
    account.aws.clock.advance(minutes=1)
    sns.delete_sms_sandbox_phone_number(PhoneNumber=ABROAD)

    assert (of_sns.code, of_sns.status) == ("UserError", 400)
    assert (of_eum.code, of_eum.status) == ("ConflictException", 400)
    assert of_eum.answer["Reason"] == "RESOURCE_DELETION_NOT_ALLOWED"
    assert listed(sns) == {}


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("verify_sms_sandbox_phone_number", {"OneTimePassword": "123456"}),
        ("delete_sms_sandbox_phone_number", {}),
    ],
)
def test_number_that_was_never_added_is_not_found(sns: Any, operation: str, given: dict[str, str]):
    """SNS answers 404."""
    refused = refusal(getattr(sns, operation), PhoneNumber=ABROAD, **given)

    assert (refused.code, refused.status) == ("ResourceNotFound", 404)
    assert refused.exception == "ResourceNotFoundException"


@pytest.mark.parametrize("number", ["", "12345", "+0123456789", "+12025550123x", "+1 2025550123"])
def test_malformed_number_is_refused(account: Account, sns: Any, number: str):
    """What is no number in E.164 is not added."""
    refused = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=number)

    assert (refused.code, refused.status) == ("InvalidParameter", 400)
    assert account.inbox() == []


def test_malformed_code_and_language_are_refused(account: Account, sns: Any):
    """Neither sends nor verifies anything."""
    create, verify = sns.create_sms_sandbox_phone_number, sns.verify_sms_sandbox_phone_number
    language = refusal(create, PhoneNumber=ABROAD, LanguageCode="xx-XX")
    sent = account.inbox()
    create(PhoneNumber=ABROAD)
    code = refusal(verify, PhoneNumber=ABROAD, OneTimePassword="12345x")

    assert [(it.code, it.status) for it in (language, code)] == [("InvalidParameter", 400)] * 2
    assert sent == []


def test_opted_out_number_gets_no_sandbox_code(account: Account, sns: Any, eum: Any):
    """Both services say so."""
    made = eum.create_verified_destination_number(DestinationPhoneNumber=ABROAD)
    eum.put_opted_out_number(OptOutListName="Default", OptedOutNumber=ABROAD)

    of_sns = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=ABROAD)
    of_eum = refusal(
        eum.send_destination_number_verification_code,
        VerifiedDestinationNumberId=made["VerifiedDestinationNumberId"],
        VerificationChannel="TEXT",
    )

    assert (of_sns.code, of_sns.status) == ("OptedOut", 400)
    assert of_eum.answer["Reason"] == "DESTINATION_PHONE_NUMBER_OPTED_OUT"
    assert account.inbox() == []


def test_number_in_the_us_gets_no_sandbox_code_without_origination():
    """AWS cannot send its own code either; the words were seen on real AWS."""
    account = open_account(scenario="no origination number")
    sns, eum = account.client("sns"), account.client("pinpoint-sms-voice-v2")
    made = eum.create_verified_destination_number(DestinationPhoneNumber="+12025550145")

    of_sns = refusal(sns.create_sms_sandbox_phone_number, PhoneNumber=ANA)
    of_eum = refusal(
        eum.send_destination_number_verification_code,
        VerifiedDestinationNumberId=made["VerifiedDestinationNumberId"],
        VerificationChannel="TEXT",
    )
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)

    assert of_sns.code == "UserError"
    assert of_sns.answer["Error"]["Message"] == "No origination entities available to send"
    assert of_eum.answer["Reason"] == "NO_ORIGINATION_IDENTITIES_FOUND"
    assert account.inbox() == [ABROAD]
    assert ANA not in listed(sns)


def test_services_share_their_numbers(account: Account, sns: Any, eum: Any):
    """What one service verifies the other lists, and the sandbox sends to it."""
    made = eum.create_verified_destination_number(DestinationPhoneNumber=ANA)
    number_id = made["VerifiedDestinationNumberId"]
    unsent = account.inbox()
    eum.send_destination_number_verification_code(
        VerifiedDestinationNumberId=number_id, VerificationChannel="TEXT"
    )
    eum.verify_destination_number(
        VerifiedDestinationNumberId=number_id, VerificationCode=account.code()
    )
    account.send()

    assert unsent == []
    assert listed(sns) == {ANA: "Verified"}
    assert account.inbox() == [ANA, ANA]


def test_sandbox_of_another_region_has_numbers_of_its_own(account: Account, sns: Any):
    """Verified in one Region is not verified in another."""
    sns.create_sms_sandbox_phone_number(PhoneNumber=ABROAD)
    other = account.client("sns", "eu-west-1")

    assert listed(other) == {}
    assert other.get_sms_sandbox_account_status()["IsInSandbox"] is False
    assert sns.get_sms_sandbox_account_status()["IsInSandbox"] is True
