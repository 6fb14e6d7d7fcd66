"""End User Messaging's operations on the account, over JSON 1.0."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

import cognito_explore as cx
from embedded.conftest import wrong
from embedded.sms_account import ANA, Account, open_account, refusal

ABROAD = "+4915112345678"
ARN = "arn:aws:sms-voice:us-east-1:123456789012"
DEFAULT = {"OptOutListName": "Default"}


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


@pytest.fixture
def eum(account: Account) -> Any:
    """A client of End User Messaging."""
    return account.client("pinpoint-sms-voice-v2")


def add(eum: Any, number: str) -> str:
    """Add a number to the sandbox, and give its id."""
    made = eum.create_verified_destination_number(DestinationPhoneNumber=number)
    return str(made["VerifiedDestinationNumberId"])


def send(eum: Any, number_id: str) -> dict[str, Any]:
    """Have a code sent to a number of the sandbox."""
    told: dict[str, Any] = eum.send_destination_number_verification_code(
        VerifiedDestinationNumberId=number_id, VerificationChannel="TEXT"
    )
    return told


def listed(eum: Any, **asked: Any) -> list[str]:
    """List numbers of the sandbox."""
    told = eum.describe_verified_destination_numbers(**asked)["VerifiedDestinationNumbers"]
    return [it["DestinationPhoneNumber"] for it in told]


@pytest.mark.parametrize(
    ("scenario", "tier"), [(None, "PRODUCTION"), ("sandbox, number not verified", "SANDBOX")]
)
def test_account_tells_its_tier(scenario: str | None, tier: str):
    """AWS's model has the name; the values are those seen in practice."""
    eum = open_account(scenario=scenario).client("pinpoint-sms-voice-v2")

    told = eum.describe_account_attributes()["AccountAttributes"]

    assert told == [{"Name": "ACCOUNT_TIER", "Value": tier}]


def test_spend_limit_is_overridden_and_set_back(eum: Any):
    """Up to the most that AWS allows the account."""

    def told() -> tuple[int, int, bool]:
        (limit,) = eum.describe_spend_limits()["SpendLimits"]
        assert limit["Name"] == "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"
        return limit["EnforcedLimit"], limit["MaxLimit"], limit["Overridden"]

    before = told()
    set_to = eum.set_text_message_spend_limit_override(MonthlyLimit=100)["MonthlyLimit"]
    most = told()
    eum.set_text_message_spend_limit_override(MonthlyLimit=0)
    least = told()
    back_to = eum.delete_text_message_spend_limit_override()["MonthlyLimit"]

    assert (set_to, back_to) == (100, 100)
    assert (before, most, least) == ((100, 100, False), (100, 100, True), (0, 100, True))
    assert told() == before


def test_spend_limit_above_the_most_is_refused(eum: Any):
    """Raising it further takes a support case."""
    refused = refusal(eum.set_text_message_spend_limit_override, MonthlyLimit=101)

    assert (refused.code, refused.status) == ("ValidationException", 400)
    assert refused.answer["Reason"] == "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"
    assert [it["Name"] for it in refused.answer["Fields"]] == ["MonthlyLimit"]
    assert refused.answer["Message"] == refused.answer["Error"]["Message"]


def test_number_is_verified(account: Account, eum: Any):
    """Added, sent a code, verified: each answer tells the number whole."""
    made = eum.create_verified_destination_number(DestinationPhoneNumber=ABROAD)
    number_id = made["VerifiedDestinationNumberId"]
    sent = send(eum, number_id)
    verified = eum.verify_destination_number(
        VerifiedDestinationNumberId=made["VerifiedDestinationNumberArn"],
        VerificationCode=account.code(),
    )

    assert made["VerifiedDestinationNumberArn"] == f"{ARN}:verified-destination-number/{number_id}"
    assert (made["Status"], verified["Status"]) == ("PENDING", "VERIFIED")
    assert made["CreatedTimestamp"] == account.aws.clock.now()
    assert sent["MessageId"]
    for name in ("VerifiedDestinationNumberId", "DestinationPhoneNumber", "CreatedTimestamp"):
        assert verified[name] == made[name]


def test_number_without_its_plus_is_the_same(eum: Any):
    """AWS's pattern takes both."""
    add(eum, ABROAD.removeprefix("+"))

    refused = refusal(eum.create_verified_destination_number, DestinationPhoneNumber=ABROAD)

    assert listed(eum) == [ABROAD]
    assert (refused.code, refused.status) == ("ConflictException", 400)
    assert refused.answer["Reason"] == "RESOURCE_ALREADY_EXISTS"


def test_wrong_old_and_used_codes_are_refused(account: Account, eum: Any):
    """Each with its own reason."""
    number_id = add(eum, ABROAD)
    given = {"VerifiedDestinationNumberId": number_id}
    verify = eum.verify_destination_number
    unsent = refusal(verify, VerificationCode="123456", **given)
    send(eum, number_id)
    mistyped = refusal(verify, VerificationCode=wrong(account.code()), **given)
    account.aws.clock.advance(hours=24)
    old = refusal(verify, VerificationCode=account.code(), **given)
    send(eum, number_id)
    verify(VerificationCode=account.code(), **given)
    used = refusal(verify, VerificationCode=account.code(), **given)
    resent = refusal(
        eum.send_destination_number_verification_code, VerificationChannel="TEXT", **given
    )

    told = [(it.code, it.status, it.answer["Reason"]) for it in (unsent, mistyped, old, used)]
    assert told == [
        ("ConflictException", 400, "VERIFICATION_CODE_EXPIRED"),
        ("ValidationException", 400, "VERIFICATION_CODE_MISMATCH"),
        ("ConflictException", 400, "VERIFICATION_CODE_EXPIRED"),
        ("ConflictException", 400, "VERIFICATION_ALREADY_COMPLETE"),
    ]
    assert resent.answer["Reason"] == "VERIFICATION_ALREADY_COMPLETE"


def test_voice_is_not_there(eum: Any):
    """Nobody is called."""
    number_id = add(eum, ABROAD)
    call = eum.send_destination_number_verification_code
    given = {"VerifiedDestinationNumberId": number_id}

    with pytest.raises(cx.UnsupportedByEmbeddedError, match="no calls"):
        call(VerificationChannel="VOICE", **given)
    other = refusal(call, VerificationChannel="PIGEON", **given)

    assert (other.code, other.answer["Reason"]) == ("ValidationException", "INVALID_PARAMETER")


def test_numbers_are_found_by_number_id_and_status(account: Account, eum: Any):
    """All without a question, or those that are asked for."""
    first, second = add(eum, ABROAD), add(eum, ANA)
    send(eum, second)
    eum.verify_destination_number(
        VerifiedDestinationNumberId=second, VerificationCode=account.code()
    )

    def of_status(*values: str) -> list[str]:
        return listed(eum, Filters=[{"Name": "status", "Values": [*values]}])

    assert listed(eum) == [ABROAD, ANA]
    assert listed(eum, DestinationPhoneNumbers=[ANA]) == [ANA]
    assert listed(eum, VerifiedDestinationNumberIds=[second, first]) == [ANA, ABROAD]
    assert of_status("VERIFIED") == [ANA]
    assert of_status("PENDING") == [ABROAD]
    assert of_status("PENDING", "VERIFIED") == [ABROAD, ANA]
    assert listed(eum, Filters=[{"Name": "rcs-agent-id", "Values": ["x"]}]) == []


def test_numbers_come_in_pages(eum: Any):
    """The paginator of boto3 finds every one, once."""
    numbers = [f"+4915112345{number:03}" for number in range(5)]
    for number in numbers:
        add(eum, number)
    paginator = eum.get_paginator("describe_verified_destination_numbers")

    pages = [
        [it["DestinationPhoneNumber"] for it in page["VerifiedDestinationNumbers"]]
        for page in paginator.paginate(PaginationConfig={"PageSize": 2})
    ]

    assert pages == [numbers[:2], numbers[2:4], numbers[4:]]


def test_number_that_was_never_tried_is_removed_at_once(account: Account, eum: Any):
    """There was no attempt to wait after."""
    number_id = add(eum, ABROAD)

    told = eum.delete_verified_destination_number(VerifiedDestinationNumberId=number_id)

    assert (told["VerifiedDestinationNumberId"], "Status" in told) == (number_id, False)
    assert told["CreatedTimestamp"] == account.aws.clock.now()
    assert listed(eum) == []


@pytest.mark.parametrize(
    ("operation", "given", "kind"),
    [
        (
            "send_destination_number_verification_code",
            {"VerifiedDestinationNumberId": "vn-x", "VerificationChannel": "TEXT"},
            "verified-destination-number",
        ),
        (
            "verify_destination_number",
            {"VerifiedDestinationNumberId": "vn-x", "VerificationCode": "123456"},
            "verified-destination-number",
        ),
        (
            "delete_verified_destination_number",
            {"VerifiedDestinationNumberId": "vn-x"},
            "verified-destination-number",
        ),
        (
            "describe_verified_destination_numbers",
            {"VerifiedDestinationNumberIds": ["vn-x"]},
            "verified-destination-number",
        ),
        (
            "describe_verified_destination_numbers",
            {"DestinationPhoneNumbers": [ABROAD]},
            "verified-destination-number",
        ),
        ("describe_opt_out_lists", {"OptOutListNames": ["x"]}, "opt-out-list"),
        ("describe_opted_out_numbers", {"OptOutListName": "x"}, "opt-out-list"),
        ("put_opted_out_number", {"OptOutListName": "x", "OptedOutNumber": ANA}, "opt-out-list"),
        ("delete_opted_out_number", {"OptOutListName": "x", "OptedOutNumber": ANA}, "opt-out-list"),
        ("describe_opted_out_numbers", DEFAULT | {"OptedOutNumbers": [ANA]}, "opted-out-number"),
        ("delete_opted_out_number", DEFAULT | {"OptedOutNumber": ANA}, "opted-out-number"),
    ],
)
def test_what_is_not_there_is_named(eum: Any, operation: str, given: dict[str, Any], kind: str):
    """With its kind and id, in the members of the error's shape."""
    refused = refusal(getattr(eum, operation), **given)

    assert (refused.code, refused.status) == ("ResourceNotFoundException", 400)
    assert refused.exception == "ResourceNotFoundException"
    assert refused.answer["ResourceType"] == kind
    assert refused.answer["ResourceId"] in str(given)


@pytest.mark.parametrize(
    ("operation", "given", "reason"),
    [
        ("describe_account_attributes", {"NextToken": "x"}, "INVALID_NEXT_TOKEN"),
        ("describe_spend_limits", {"MaxResults": 101}, "INVALID_PARAMETER"),
        (
            "create_verified_destination_number",
            {"DestinationPhoneNumber": "+0151"},
            "INVALID_PARAMETER",
        ),
        (
            "put_opted_out_number",
            DEFAULT | {"OptedOutNumber": "+1 202 555 0123"},
            "INVALID_PARAMETER",
        ),
        (
            "describe_verified_destination_numbers",
            {"Filters": [{"Name": "x", "Values": ["y"]}]},
            "INVALID_FILTER_VALUES",
        ),
        (
            "describe_opted_out_numbers",
            DEFAULT | {"Filters": [{"Name": "status", "Values": ["y"]}]},
            "INVALID_FILTER_VALUES",
        ),
        (
            "describe_verified_destination_numbers",
            {"VerifiedDestinationNumberIds": ["x"], "DestinationPhoneNumbers": [ANA]},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
    ],
)
def test_wrong_parameter_is_refused(eum: Any, operation: str, given: dict[str, Any], reason: str):
    """With a reason of botocore's model and the field."""
    refused = refusal(getattr(eum, operation), **given)

    assert (refused.code, refused.status) == ("ValidationException", 400)
    assert refused.exception == "ValidationException"
    assert refused.answer["Reason"] == reason
    assert refused.answer["Fields"][0]["Name"]


def test_every_reason_is_one_of_botocores(eum: Any):
    """What refuses here could refuse on AWS by that name."""
    from cognito_explore.embedded import eum_sandbox

    model = eum.meta.service_model

    for code, reason, _ in eum_sandbox._PROBLEMS.values():
        assert reason in model.shape_for(code).members["Reason"].enum


def test_opt_out_list_is_there(account: Account, eum: Any):
    """`Default` is, from the beginning."""
    expected = {
        "OptOutListArn": f"{ARN}:opt-out-list/Default",
        "OptOutListName": "Default",
        "CreatedTimestamp": account.aws.clock.now(),
    }

    assert eum.describe_opt_out_lists()["OptOutLists"] == [expected]
    by_arn = eum.describe_opt_out_lists(OptOutListNames=[expected["OptOutListArn"]])
    assert by_arn["OptOutLists"] == [expected]


def test_numbers_are_opted_out_and_in(account: Account, eum: Any):
    """Putting twice keeps the first time; SNS sees the same list."""
    put = eum.put_opted_out_number(OptedOutNumber=ANA, **DEFAULT)
    account.aws.clock.advance(hours=1)
    again = eum.put_opted_out_number(OptedOutNumber=ANA.removeprefix("+"), **DEFAULT)
    told = eum.describe_opted_out_numbers(**DEFAULT)
    in_sns = account.client("sns").list_phone_numbers_opted_out()["phoneNumbers"]
    deleted = eum.delete_opted_out_number(OptedOutNumber=ANA, **DEFAULT)

    assert (put["OptedOutNumber"], put["EndUserOptedOut"]) == (ANA, False)
    assert again["OptedOutTimestamp"] == put["OptedOutTimestamp"]
    assert told["OptOutListName"] == deleted["OptOutListName"] == "Default"
    assert [it["OptedOutNumber"] for it in told["OptedOutNumbers"]] == in_sns == [ANA]
    assert eum.describe_opted_out_numbers(**DEFAULT)["OptedOutNumbers"] == []


def test_opted_out_numbers_are_filtered_by_who_did_it(account: Account, eum: Any):
    """Whoever answered STOP, or whom the account put there."""
    account.sms().opt_outs.put(ABROAD, is_by_end_user=True)
    eum.put_opted_out_number(OptedOutNumber=ANA, **DEFAULT)

    def told(**asked: Any) -> list[str]:
        numbers = eum.describe_opted_out_numbers(**DEFAULT, **asked)["OptedOutNumbers"]
        return [it["OptedOutNumber"] for it in numbers]

    assert told(Filters=[{"Name": "end-user-opted-out", "Values": ["true"]}]) == [ABROAD]
    assert told(Filters=[{"Name": "end-user-opted-out", "Values": ["false"]}]) == [ANA]
    assert told(OptedOutNumbers=[ANA]) == [ANA]


def test_number_is_taken_off_once_in_thirty_days(account: Account, eum: Any):
    """And SNS's opting in counts as well."""
    eum.put_opted_out_number(OptedOutNumber=ANA, **DEFAULT)
    account.client("sns").opt_in_phone_number(phoneNumber=ANA)
    eum.put_opted_out_number(OptedOutNumber=ANA, **DEFAULT)

    refused = refusal(eum.delete_opted_out_number, OptedOutNumber=ANA, **DEFAULT)
    account.aws.clock.advance(timedelta(days=30))
    eum.delete_opted_out_number(OptedOutNumber=ANA, **DEFAULT)

    assert (refused.code, refused.status) == ("ValidationException", 400)
    assert refused.answer["Reason"] == "PHONE_NUMBER_CANNOT_BE_OPTED_IN"
    assert eum.describe_opted_out_numbers(**DEFAULT)["OptedOutNumbers"] == []


@pytest.mark.parametrize("given", [{"RcsAgentId": "x"}, {"Tags": [{"Key": "a", "Value": "b"}]}])
def test_what_numbers_have_not_is_not_dropped_in_silence(eum: Any, given: dict[str, Any]):
    """It is named instead."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match=next(iter(given))):
        eum.create_verified_destination_number(DestinationPhoneNumber=ABROAD, **given)


def test_other_operations_are_not_there(eum: Any):
    """They are named."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="no operation DescribeKeywords"):
        eum.describe_keywords(OriginationIdentity="x")
