"""What becomes of a text message that Cognito accepted, and what the logs and metrics tell."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.embedded.sms.spend import PRICE_PER_PART_USD
from cognito_explore.sms.parts import count_parts
from embedded.sms_account import ANA, Account, open_account, refusal

ACCEPTED = "Message has been accepted by phone carrier"
IN_SANDBOX = "Sandboxed account unable to send to number."
OPTED_OUT = "Phone number is opted out"
NO_QUOTA = "No quota left for account"
NO_ORIGINATION = "No origination entities available to send"
ROLE = "arn:aws:iam::123456789012:role/cognito-sms"
GROUP = "sns/us-east-1/123456789012/DirectPublishToPhoneNumber"


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


def set_sms(account: Account, **configuration: Any) -> None:
    """Change which way the demo pool's messages go."""
    account.client("cognito-idp").set_user_pool_mfa_config(
        UserPoolId=account.aws.demo.user_pool_id,
        SmsMfaConfiguration={"SmsConfiguration": configuration},
        MfaConfiguration="OPTIONAL",
    )


def spent(account: Account, **asked: Any) -> dict[str, Any]:
    """Ask CloudWatch for the month's spending, of the last day if nothing else is asked."""
    now = account.aws.clock.now()
    metric = {"Namespace": "AWS/SNS", "MetricName": "SMSMonthToDateSpentUSD"}
    stat = {"Metric": metric, "Period": 300, "Stat": "Maximum"}
    given = {
        "MetricDataQueries": [{"Id": "spent", "MetricStat": stat}],
        "StartTime": now - timedelta(days=1),
        "EndTime": now + timedelta(seconds=1),
    } | asked
    told: dict[str, Any] = account.client("cloudwatch").get_metric_data(**given)
    return told


def test_delivered_message_is_logged_with_its_price(account: Account):
    """In the form of SNS's log, and without the code."""
    account.send()

    (told,) = account.log("")

    assert account.inbox() == [ANA]
    assert told["status"] == "SUCCESS"
    assert told["notification"]["timestamp"] == "2026-11-22 12:00:00.000"
    assert told["delivery"] == {
        "destination": ANA,
        "priceInUSD": float(PRICE_PER_PART_USD),
        "numberOfMessageParts": 1,
        "smsType": "Transactional",
        "providerResponse": ACCEPTED,
        "dwellTimeMs": told["delivery"]["dwellTimeMs"],
    }
    assert account.code() not in json.dumps(told)
    assert account.log() == []


def test_undelivered_message_is_logged_without_a_price(account: Account):
    """And is not in the inbox; the code that Cognito made is valid all the same."""
    account.sms().tier = "SANDBOX"
    sent = account.send()
    (told,) = account.log()
    account.sms().tier = "PRODUCTION"

    assert sent.outcome == "accepted"
    assert account.inbox() == []
    assert told["status"] == "FAILURE"
    assert told["delivery"].keys() == {
        *("destination", "smsType", "providerResponse", "dwellTimeMs")
    }
    assert told["delivery"]["providerResponse"] == IN_SANDBOX
    code = account.aws._world.verification._codes
    made = next(it.text for (_, what), it in code._codes.items() if what == "phone_number")
    assert made not in json.dumps(told)
    assert account.session.verify_code(account.token, "phone_number", made).outcome == "accepted"


def test_reasons_are_looked_for_in_order(account: Account):
    """Sandbox, spend limit, opted out, origination number: the first one is told."""
    sms = account.sms()
    sms.tier, sms.spend.override = "SANDBOX", 0
    sms.opt_outs.put(ANA)
    sms.numbers = type(sms.numbers)(account.aws.clock, sms._random)
    mends: list[Callable[[], object]] = [
        lambda: setattr(sms, "tier", "PRODUCTION"),
        lambda: setattr(sms.spend, "override", None),
        lambda: sms.opt_outs.delete(ANA),
        lambda: sms.numbers.add("US", "SHORT_CODE"),
    ]
    for mend in mends:
        account.send()
        mend()
    account.send()

    assert account.why() == [IN_SANDBOX, NO_QUOTA, OPTED_OUT, NO_ORIGINATION]
    assert account.inbox() == [ANA]


@pytest.mark.parametrize(
    ("number_type", "status", "country", "arrives"),
    [
        ("TOLL_FREE", "ACTIVE", "US", True),
        ("TEN_DLC", "ACTIVE", "US", True),
        ("SHORT_CODE", "ACTIVE", "US", True),
        ("TOLL_FREE", "PENDING", "US", False),
        ("SIMULATOR", "ACTIVE", "US", False),
        ("LONG_CODE", "ACTIVE", "CA", False),
    ],
)
def test_us_destination_takes_a_usable_us_number(
    number_type: str,
    status: str,
    country: str,
    arrives: bool,  # noqa: FBT001 -- a parameter
):
    """Active, of the US, and no simulator."""
    account = open_account(scenario="no origination number")
    account.sms().numbers.add(country, number_type, status=status)

    account.send()

    assert account.inbox() == [ANA] * arrives
    assert account.why() == [NO_ORIGINATION] * (not arrives)


def test_destination_abroad_needs_no_us_number():
    """Only the US asks for one here."""
    account = open_account(scenario="no origination number")
    abroad = "+4915112345678"
    account.client("cognito-idp").update_user_attributes(
        AccessToken=account.token.reveal(),
        UserAttributes=[{"Name": "phone_number", "Value": abroad}],
    )

    assert account.inbox() == [abroad]


def test_sign_in_code_goes_the_same_way(account: Account):
    """A second factor by SMS is no exception."""
    account.sms().tier = "SANDBOX"
    with pytest.raises(cx.ChallengeRequiredError):
        account.session.sign_in("emil", account.aws.demo.users["emil"])
    sent = account.inbox()
    account.aws.leave_sandbox()
    with pytest.raises(cx.ChallengeRequiredError):
        account.session.sign_in("emil", account.aws.demo.users["emil"])

    assert sent == []
    assert account.why() == [IN_SANDBOX]
    assert account.inbox() == ["+12025550156"]


def test_emails_are_none_of_its_business(account: Account):
    """In the sandbox of SMS e-mails arrive, and are not logged there."""
    account.sms().tier = "SANDBOX"

    account.session.send_code(account.token, "email")

    assert account.inbox() == ["ana@example.com"]
    assert account.why() == []


@pytest.mark.parametrize(
    ("pool_region", "configuration", "sent_from"),
    [
        ("us-east-2", {}, "us-east-1"),
        ("us-east-2", {"SnsRegion": "us-east-2"}, "us-east-2"),
        ("eu-central-1", {}, "eu-west-1"),
        ("eu-west-3", {}, "eu-west-3"),
        ("ap-northeast-2", {}, "ap-northeast-1"),
        ("ap-east-1", {}, "ap-southeast-1"),
    ],
)
def test_region_that_sends_is_cognitos_choice(
    pool_region: str, configuration: dict[str, str], sent_from: str
):
    """SnsRegion, or the legacy Region, or the forced one, or the pool's own."""
    account = open_account(region_name=pool_region)
    set_sms(account, SnsCallerArn=ROLE, **configuration)
    account.sms(sent_from).tier = "SANDBOX"

    account.send()

    assert account.why(sent_from) == [IN_SANDBOX]
    assert account.inbox() == []


def test_direct_path_sends_from_the_pools_region_and_not_to_the_logs_of_sns():
    """Cognito goes to End User Messaging itself, which has no legacy Region."""
    account = open_account(region_name="us-east-2")
    set_sms(account, SnsCallerArn=ROLE)
    pool = account.aws._backends["us-east-2"].pools[account.aws.demo.user_pool_id]
    pool.extended_config["SmsConfiguration"] = {"EumsSms": {"CallerArn": ROLE}}

    account.send()
    account.sms().tier = "SANDBOX"
    account.send()

    told = account.sms("us-east-2").log.deliveries()
    assert [(it.path, it.status) for it in told] == [("EUM", "SUCCESS"), ("EUM", "FAILURE")]
    assert account.inbox() == [ANA]
    assert account.log("") == account.log() == []


def test_demo_pool_sends_from_where_it_may():
    """Seoul's pools send from Tokyo, and there is a number there."""
    account = open_account(region_name="ap-northeast-2")

    account.send()

    assert account.inbox() == [ANA]
    assert len(account.log("", "ap-northeast-1")) == 1


def test_spending_counts_up_to_the_limit_and_begins_anew_each_month(account: Account):
    """The message that would go over it is not sent; on the first of the month there is more."""
    sms = account.sms()
    sms.spend.begin_with(99 + 98 * PRICE_PER_PART_USD, NOW)
    for _ in range(3):
        account.send()
    arrived = len(account.inbox())
    account.aws.clock.advance(days=9)
    token = account.session.sign_in("ana", account.aws.demo.password).access_token
    account.session.send_code(token, "phone_number")

    assert arrived == 2
    assert account.why() == [NO_QUOTA]
    assert len(account.inbox()) == 3
    assert sms.spend.month_to_date == PRICE_PER_PART_USD


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("🦉" * 35, 1),
        ("🦉" * 36, 2),
    ],
)
def test_long_messages_are_sent_in_parts(body: str, parts: int):
    """By the alphabet of SMS, or 16 bits a character."""
    assert count_parts(body).parts == parts


def test_each_part_is_paid_for(account: Account):
    """A template in another alphabet costs more."""
    pool = account.aws._backends["us-east-1"].pools[account.aws.demo.user_pool_id]
    pool.extended_config["SmsVerificationMessage"] = "ж" * 100 + " {####}"

    account.send()

    (told,) = account.log("")
    assert told["delivery"]["numberOfMessageParts"] == 2
    assert told["delivery"]["priceInUSD"] == float(2 * PRICE_PER_PART_USD)
    assert account.sms().spend.month_to_date == 2 * PRICE_PER_PART_USD


def test_log_groups_are_there_once_something_was_written(account: Account):
    """As on AWS: a group that nothing was written to is not found."""
    logs = account.client("logs")
    before = logs.describe_log_groups()["logGroups"]
    missing = refusal(logs.filter_log_events, logGroupName=GROUP)
    account.send()
    account.sms().tier = "SANDBOX"
    account.send()

    def names(**asked: str) -> list[str]:
        return [it["logGroupName"] for it in logs.describe_log_groups(**asked)["logGroups"]]

    assert before == []
    assert (missing.code, missing.status) == ("ResourceNotFoundException", 400)
    assert names() == [GROUP, f"{GROUP}/Failure"]
    assert names(logGroupNamePattern="Failure") == [f"{GROUP}/Failure"]
    assert names(logGroupNamePrefix="other") == []
    pages = logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["logGroups"]) for page in pages] == [1, 1]


def test_log_events_are_found_by_time_and_term(account: Account):
    """Milliseconds, both ends included; every term must be there."""
    logs = account.client("logs")
    for _ in range(3):
        account.send()
        account.aws.clock.advance(minutes=1)
    begin = int(NOW.timestamp() * 1000)

    def found(**asked: Any) -> list[int]:
        events = logs.filter_log_events(logGroupName=GROUP, **asked)["events"]
        return [(it["timestamp"] - begin) // 60_000 for it in events]

    assert found() == [0, 1, 2]
    assert found(startTime=begin + 60_000) == [1, 2]
    assert found(endTime=begin + 60_000) == [0, 1]
    assert found(filterPattern=f'SUCCESS "{ANA}"') == [0, 1, 2]
    assert found(filterPattern="SUCCESS FAILURE") == []
    assert found(filterPattern="?SUCCESS ?FAILURE") == [0, 1, 2]
    assert found(filterPattern="?FAILURE ?other") == []
    paginator = logs.get_paginator("filter_log_events")
    pages = paginator.paginate(logGroupName=GROUP, PaginationConfig={"PageSize": 2})
    assert [len(page["events"]) for page in pages] == [2, 1]


@pytest.mark.parametrize("pattern", ['{ $.status = "FAILURE" }', "-a", "%a%", "[a, b]"])
def test_other_filter_patterns_are_not_there(account: Account, pattern: str):
    """They are refused, and never taken for something else."""
    account.send()

    with pytest.raises(cx.UnsupportedByEmbeddedError, match="plain terms"):
        account.client("logs").filter_log_events(logGroupName=GROUP, filterPattern=pattern)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("describe_log_groups", {"nextToken": "x"}),
        ("describe_log_groups", {"limit": 51}),
        ("describe_log_groups", {"logGroupNamePrefix": "a", "logGroupNamePattern": "b"}),
        ("filter_log_events", {"logGroupName": GROUP, "nextToken": "x"}),
        ("filter_log_events", {"logGroupName": GROUP, "limit": 10_001}),
    ],
)
def test_wrong_parameter_of_the_logs_is_refused(
    account: Account, operation: str, given: dict[str, Any]
):
    """With the code of CloudWatch Logs."""
    account.send()

    refused = refusal(getattr(account.client("logs"), operation), **given)

    assert (refused.code, refused.status) == ("InvalidParameterException", 400)


def test_what_the_logs_have_not_is_named(account: Account):
    """Rather than left out of the question."""
    account.send()

    with pytest.raises(cx.UnsupportedByEmbeddedError, match="logStreamNames"):
        account.client("logs").filter_log_events(logGroupName=GROUP, logStreamNames=["x"])


@pytest.mark.parametrize(
    ("settings", "successes", "failures"),
    [
        ({"DeliveryStatusSuccessSamplingRate": "0"}, 0, 1),
        ({"DeliveryStatusIAMRole": ""}, 0, 0),
        ({}, 5, 1),
    ],
)
def test_logging_is_set_by_the_attributes_of_sns(
    account: Account, settings: dict[str, str], successes: int, failures: int
):
    """A rate of 0 logs failures only, and without a role nothing is logged."""
    account.client("sns").set_sms_attributes(attributes=settings)
    for _ in range(4):
        account.send()
    account.client("sns").set_sms_attributes(attributes={})
    account.sms().tier = "SANDBOX"
    account.send()
    account.sms().tier = "PRODUCTION"
    with pytest.raises(cx.ChallengeRequiredError):
        account.session.sign_in("emil", account.aws.demo.users["emil"])

    assert (len(account.log("")), len(account.log())) == (successes, failures)
    assert len(account.sms().log.deliveries()) == 6


def test_sample_of_successes_is_logged(account: Account):
    """Half of them, more or less."""
    attributes = account.sms().attributes
    attributes.set({"DeliveryStatusSuccessSamplingRate": "50"})

    logged = sum(attributes.is_logged(is_delivered=True) for _ in range(1000))

    assert 400 < logged < 600
    assert all(attributes.is_logged(is_delivered=False) for _ in range(100))


def test_metric_tells_the_most_of_each_period(account: Account):
    """Newest first, as CloudWatch does by default, with the times of the periods."""
    for minutes in (2, 6, 7):
        account.send()
        account.aws.clock.advance(minutes=minutes)

    (told,) = spent(account)["MetricDataResults"]
    (ascending,) = spent(account, ScanBy="TimestampAscending")["MetricDataResults"]

    assert told["Values"] == [0.03, 0.02]
    assert told["Timestamps"] == [NOW + timedelta(minutes=5), NOW]
    assert ascending["Values"] == [0.02, 0.03]
    assert (told["Id"], told["StatusCode"]) == ("spent", "Complete")


def test_metric_comes_in_pages(account: Account):
    """A page of data points, and the token of the next."""
    account.send()
    account.aws.clock.advance(hours=1)
    token = account.session.sign_in("ana", account.aws.demo.password).access_token
    account.session.send_code(token, "phone_number")

    first = spent(account, MaxDatapoints=1)
    second = spent(account, MaxDatapoints=1, NextToken=first["NextToken"])

    assert [it["MetricDataResults"][0]["Values"] for it in (first, second)] == [[0.02], [0.01]]
    assert "NextToken" not in second


def test_metric_without_spending_has_no_values(account: Account):
    """And neither before the first message, nor in another Region."""
    told = spent(account)

    assert told["MetricDataResults"][0]["Values"] == []
    headers = told["ResponseMetadata"]["HTTPHeaders"]
    assert headers["content-type"] == "application/x-amz-json-1.0"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"StartTime": NOW, "EndTime": NOW}, "ValidationError"),
        ({"NextToken": "x"}, "InvalidNextToken"),
    ],
)
def test_wrong_parameter_of_the_metric_is_refused(
    account: Account, given: dict[str, datetime | str], code: str
):
    """With CloudWatch's code and status."""
    refused = refusal(lambda: spent(account, **given))

    assert (refused.code, refused.status) == (code, 400)
    headers = refused.answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amzn-query-error"] == f"{code};Sender"


def test_other_metrics_are_not_there(account: Account):
    """They are refused, and never told as nothing."""
    metric = {"Namespace": "AWS/SNS", "MetricName": "SMSSuccessRate"}
    stat = {"Metric": metric, "Period": 300, "Stat": "Maximum"}

    with pytest.raises(cx.UnsupportedByEmbeddedError, match="SMSMonthToDateSpentUSD"):
        spent(account, MetricDataQueries=[{"Id": "x", "MetricStat": stat}])


def test_what_sms_needs_is_repeatable():
    """The same seed gives a Region the same numbers, whichever Regions were made before."""
    told = []
    for others in ((), ("eu-west-1", "eu-west-3")):
        account = open_account()
        for name in others:
            account.sms(name).numbers.add("US", "TEN_DLC")
        account.sms("sa-east-1").numbers.add("US", "TEN_DLC")
        account.sms("sa-east-1").sandbox.add(ANA)
        told.append(
            [account.sms("sa-east-1").numbers.all(), account.sms("sa-east-1").sandbox.all()]
        )

    assert told[0] == told[1]
    assert told[0][0][0].phone_number != account.sms("us-east-1").numbers.all()[0].phone_number
