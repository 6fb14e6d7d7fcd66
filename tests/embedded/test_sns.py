"""SNS's operations on text messages, over the query protocol."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

import cognito_explore as cx
from embedded.sms_account import ANA, Account, open_account, refusal


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


@pytest.fixture
def sns(account: Account) -> Any:
    """A client of SNS."""
    return account.client("sns")


def test_account_is_out_of_the_sandbox(sns: Any):
    """Without a scenario everything arrives."""
    assert sns.get_sms_sandbox_account_status()["IsInSandbox"] is False


def test_answers_and_refusals_carry_the_request_id(sns: Any):
    """In the header and in the XML, where botocore reads it."""
    answer = sns.get_sms_attributes()["ResponseMetadata"]
    refused = refusal(sns.opt_in_phone_number, phoneNumber="x").answer["ResponseMetadata"]

    for metadata in (answer, refused):
        assert re.fullmatch(r"[0-9a-f-]{36}", metadata["RequestId"])
        assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]
        assert metadata["HTTPHeaders"]["content-type"] == "text/xml"
    assert answer["RequestId"] != refused["RequestId"]


def test_sandbox_numbers_come_in_pages(sns: Any):
    """The paginator of boto3 finds every one, once, in order."""
    numbers = [f"+4915112345{number:03}" for number in range(5)]
    for number in numbers:
        sns.create_sms_sandbox_phone_number(PhoneNumber=number)

    pages = list(
        sns.get_paginator("list_sms_sandbox_phone_numbers").paginate(
            PaginationConfig={"PageSize": 2}
        )
    )

    assert [len(page["PhoneNumbers"]) for page in pages] == [2, 2, 1]
    assert [it["PhoneNumber"] for page in pages for it in page["PhoneNumbers"]] == numbers


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("list_sms_sandbox_phone_numbers", {"NextToken": "x"}),
        ("list_sms_sandbox_phone_numbers", {"MaxResults": 101}),
        ("list_origination_numbers", {"NextToken": "page-x"}),
        ("list_origination_numbers", {"MaxResults": 31}),
        ("list_phone_numbers_opted_out", {"nextToken": "x"}),
        ("check_if_phone_number_is_opted_out", {"phoneNumber": "2025550123"}),
        ("opt_in_phone_number", {"phoneNumber": ""}),
        ("set_sms_attributes", {"attributes": {"MonthlySpendLimit": "101"}}),
        ("set_sms_attributes", {"attributes": {"MonthlySpendLimit": "-1"}}),
        ("set_sms_attributes", {"attributes": {"MonthlySpendLimit": "1.5"}}),
        ("set_sms_attributes", {"attributes": {"DefaultSMSType": "Nonsense"}}),
        ("set_sms_attributes", {"attributes": {"DefaultSenderID": "123456"}}),
        ("set_sms_attributes", {"attributes": {"DeliveryStatusSuccessSamplingRate": "101"}}),
        ("set_sms_attributes", {"attributes": {"DeliveryStatusIAMRole": "role"}}),
        ("set_sms_attributes", {"attributes": {"Unknown": "x"}}),
    ],
)
def test_wrong_parameter_is_refused(sns: Any, operation: str, given: dict[str, Any]):
    """With SNS's code, and the class that boto3 has for it."""
    refused = refusal(getattr(sns, operation), **given)

    assert (refused.code, refused.status) == ("InvalidParameter", 400)
    assert refused.exception == "InvalidParameterException"


def test_origination_numbers_are_listed(account: Account, sns: Any):
    """One US toll-free number is there from the beginning; others are told whatever they are."""
    account.sms().numbers.add("US", "TEN_DLC", status="PENDING")

    pages = list(
        sns.get_paginator("list_origination_numbers").paginate(PaginationConfig={"PageSize": 1})
    )
    first, second = (it for page in pages for it in page["PhoneNumbers"])

    assert (first["Status"], second["Status"]) == ("Active", "Pending")
    assert first["Iso2CountryCode"] == "US"
    assert first["RouteType"] == "Transactional"
    assert first["NumberCapabilities"] == ["SMS"]
    assert first["CreatedAt"] == account.aws.clock.now()
    assert re.fullmatch(r"\+1\d{10}", first["PhoneNumber"])


def test_attributes_are_told_all_or_some(sns: Any):
    """The spend limit is always there, and the others once they are set."""
    told = sns.get_sms_attributes()["attributes"]
    some = sns.get_sms_attributes(attributes=["MonthlySpendLimit", "DefaultSMSType"])["attributes"]

    assert told["MonthlySpendLimit"] == "100"
    assert told["DeliveryStatusSuccessSamplingRate"] == "100"
    assert some == {"MonthlySpendLimit": "100"}


def test_attributes_are_set(account: Account, sns: Any):
    """What is not named stays; the spend limit is End User Messaging's too."""
    sns.set_sms_attributes(attributes={"MonthlySpendLimit": "7", "DefaultSMSType": "Transactional"})

    told = sns.get_sms_attributes()["attributes"]
    limits = account.client("pinpoint-sms-voice-v2").describe_spend_limits()["SpendLimits"]

    assert (told["MonthlySpendLimit"], told["DefaultSMSType"]) == ("7", "Transactional")
    assert told["DeliveryStatusSuccessSamplingRate"] == "100"
    assert [(it["EnforcedLimit"], it["Overridden"]) for it in limits] == [(7, True)]


def test_one_wrong_attribute_leaves_all_as_they_were(sns: Any):
    """Nothing is half done."""
    before = sns.get_sms_attributes()["attributes"]

    refusal(sns.set_sms_attributes, attributes={"DefaultSMSType": "x", "MonthlySpendLimit": "5"})
    refusal(
        sns.set_sms_attributes,
        attributes={"DefaultSMSType": "Promotional", "MonthlySpendLimit": "101"},
    )

    assert sns.get_sms_attributes()["attributes"] == before


def test_opting_in_works_once_in_thirty_days(account: Account, sns: Any):
    """The second time within 30 days it is refused, and then it works again."""
    eum = account.client("pinpoint-sms-voice-v2")
    out = {"OptOutListName": "Default", "OptedOutNumber": ANA}
    eum.put_opted_out_number(**out)
    before = sns.check_if_phone_number_is_opted_out(phoneNumber=ANA)["isOptedOut"]
    sns.opt_in_phone_number(phoneNumber=ANA)
    between = sns.check_if_phone_number_is_opted_out(phoneNumber=ANA)["isOptedOut"]
    eum.put_opted_out_number(**out)
    account.aws.clock.advance(timedelta(days=30) - timedelta(seconds=1))
    refused = refusal(sns.opt_in_phone_number, phoneNumber=ANA)
    account.aws.clock.advance(seconds=1)
    sns.opt_in_phone_number(phoneNumber=ANA)

    assert (before, between) == (True, False)
    assert (refused.code, refused.status) == ("InvalidParameter", 400)
    assert sns.list_phone_numbers_opted_out()["phoneNumbers"] == []


def test_opting_in_who_is_in_does_nothing(sns: Any):
    """It is no error, and does not count."""
    sns.opt_in_phone_number(phoneNumber=ANA)

    assert sns.check_if_phone_number_is_opted_out(phoneNumber=ANA)["isOptedOut"] is False


def test_opted_out_numbers_come_by_the_hundred(account: Account, sns: Any):
    """A page has a hundred."""
    numbers = [f"+4915112345{number:03}" for number in range(101)]
    for number in numbers:
        account.sms().opt_outs.put(number)

    pages = list(sns.get_paginator("list_phone_numbers_opted_out").paginate())

    assert [len(page["phoneNumbers"]) for page in pages] == [100, 1]
    assert [it for page in pages for it in page["phoneNumbers"]] == numbers


@pytest.mark.parametrize(
    ("operation", "given"),
    [("list_topics", {}), ("publish", {"PhoneNumber": ANA, "Message": "hello"})],
)
def test_other_operations_are_not_there(sns: Any, operation: str, given: dict[str, str]):
    """They are named, and nothing is sent."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="of sns"):
        getattr(sns, operation)(**given)
