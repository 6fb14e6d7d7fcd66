"""The scenarios: a code is accepted and never arrives, the log says why, and what mends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import cognito_explore as cx
from cognito_explore.embedded import EmbeddedAWS
from embedded.sms_account import ANA, Account, open_account

# By scenario: why nothing arrives, and from which Region it should have come.
WHY = {
    "sandbox, number not verified": ("Sandboxed account unable to send to number.", "us-east-1"),
    "spend limit reached": ("No quota left for account", "us-east-1"),
    "number opted out": ("Phone number is opted out", "us-east-1"),
    "no origination number": ("No origination entities available to send", "us-east-1"),
    "SMS leave from another Region": ("Sandboxed account unable to send to number.", "us-east-1"),
}


def verify_in_sandbox(account: Account, region_name: str = "us-east-1") -> None:
    """Verify the number of `ana` for the sandbox of a Region."""
    sns = account.client("sns", region_name)
    sns.create_sms_sandbox_phone_number(PhoneNumber=ANA)
    sns.verify_sms_sandbox_phone_number(PhoneNumber=ANA, OneTimePassword=account.code())


def set_spend_limit(account: Account) -> None:
    """Allow two dollars."""
    account.client("sns").set_sms_attributes(attributes={"MonthlySpendLimit": "2"})


def override_spend_limit(account: Account) -> None:
    """Allow two dollars, at End User Messaging."""
    client = account.client("pinpoint-sms-voice-v2")
    client.set_text_message_spend_limit_override(MonthlyLimit=2)


def opt_in(account: Account) -> None:
    """Let `ana` have messages again."""
    account.client("sns").opt_in_phone_number(phoneNumber=ANA)


def delete_opted_out(account: Account) -> None:
    """Let `ana` have messages again, at End User Messaging."""
    client = account.client("pinpoint-sms-voice-v2")
    client.delete_opted_out_number(OptOutListName="Default", OptedOutNumber=ANA)


def add_number(account: Account) -> None:
    """Get a number to send from."""
    account.sms().numbers.add("US", "TOLL_FREE")


def name_sns_region(account: Account) -> None:
    """Have the pool send from its own Region."""
    role = "arn:aws:iam::123456789012:role/cognito-sms"
    account.client("cognito-idp").update_user_pool(
        UserPoolId=account.aws.demo.user_pool_id,
        AutoVerifiedAttributes=["email", "phone_number"],
        SmsConfiguration={"SnsCallerArn": role, "SnsRegion": "us-east-2"},
    )


MENDS: list[tuple[str, Callable[[Account], Any]]] = [
    ("sandbox, number not verified", verify_in_sandbox),
    ("sandbox, number not verified", lambda account: account.aws.leave_sandbox()),
    ("spend limit reached", set_spend_limit),
    ("spend limit reached", override_spend_limit),
    ("number opted out", opt_in),
    ("number opted out", delete_opted_out),
    ("no origination number", add_number),
    ("SMS leave from another Region", name_sns_region),
    ("SMS leave from another Region", verify_in_sandbox),
    ("SMS leave from another Region", lambda account: account.aws.leave_sandbox("us-east-1")),
]


@pytest.mark.parametrize("scenario", WHY)
def test_code_is_accepted_and_never_arrives_and_the_log_says_why(scenario: str):
    """Cognito answers as it always does; only the delivery log knows better."""
    reason, region_name = WHY[scenario]
    account = open_account(scenario=scenario)

    sent = account.send()

    assert (sent.outcome, sent.delivery_medium) == ("accepted", "SMS")
    assert account.inbox() == []
    assert account.why(region_name) == [reason]


@pytest.mark.parametrize(("scenario", "mend"), MENDS)
def test_what_mends_it_makes_the_code_arrive(scenario: str, mend: Callable[[Account], Any]):
    """The next code is in the inbox, and verifies the number."""
    account = open_account(scenario=scenario)
    account.send()

    mend(account)
    account.send()

    assert account.inbox()[-1] == ANA
    account.session.verify_code(account.token, "phone_number", account.code())
    assert account.session.get_user(account.token).is_phone_number_verified is True


@pytest.mark.parametrize("mend", [lambda account: account.aws.leave_sandbox(), None])
def test_mending_the_wrong_region_mends_nothing(mend: Callable[[Account], Any] | None):
    """The pool's own Region is in production all along."""
    account = open_account(scenario="SMS leave from another Region")
    if mend:
        mend(account)
    else:
        verify_in_sandbox(account, "us-east-2")
    before = account.inbox()
    account.send()

    assert account.inbox() == before
    assert len(account.why("us-east-1")) == 1


def test_every_scenario_is_tested_and_mended():
    """Whose reason is shown here is mended here, too."""
    assert set(WHY) == {scenario for scenario, _ in MENDS}
    assert set(WHY) <= set(EmbeddedAWS.scenarios()["name"])


def test_scenarios_are_listed_with_a_line_each():
    """The same from the class and from an embedded AWS."""
    told = EmbeddedAWS.scenarios()

    assert told.equals(cx.connect("embedded").aws.scenarios())
    assert all(line.endswith(".") and "\n" not in line for line in told["description"])


def test_without_a_scenario_everything_arrives():
    """Production, a number, a limit of 100 USD, nobody opted out."""
    account = open_account()

    account.send()

    assert account.inbox() == [ANA]
    assert account.why() == []
    assert len(account.client("sns").list_origination_numbers()["PhoneNumbers"]) == 1


@pytest.mark.parametrize("scenario", [None, *WHY])
def test_codes_of_a_seed_are_the_same_in_every_scenario(scenario: str | None):
    """Whether it arrives or not, Cognito makes the code of the seed."""
    account = open_account(scenario=scenario)
    account.session.send_code(account.token, "email")

    assert account.code() == open_code()


def open_code() -> str:
    """Give the first code without a scenario."""
    account = open_account()
    account.session.send_code(account.token, "email")
    return account.code()


def test_spend_limit_is_told_by_aws():
    """One dollar of one, and the metric agrees."""
    account = open_account(scenario="spend limit reached")
    now = account.aws.clock.now()
    metric = {"Namespace": "AWS/SNS", "MetricName": "SMSMonthToDateSpentUSD"}
    told = account.client("cloudwatch").get_metric_data(
        MetricDataQueries=[
            {"Id": "a", "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Maximum"}}
        ],
        StartTime=now.replace(hour=0),
        EndTime=now,
    )

    limits = account.client("pinpoint-sms-voice-v2").describe_spend_limits()["SpendLimits"]

    assert (limits[0]["EnforcedLimit"], limits[0]["MaxLimit"]) == (1, 100)
    assert told["MetricDataResults"][0]["Values"] == [1.0]


def test_spend_limit_ends_with_the_month():
    """Time mends it too."""
    account = open_account(scenario="spend limit reached")
    account.aws.clock.advance(days=9)
    token = account.session.sign_in("ana", account.aws.demo.password).access_token

    account.session.send_code(token, "phone_number")

    assert account.inbox() == [ANA]


def test_opt_out_is_told_as_the_users_own():
    """They answered STOP."""
    account = open_account(scenario="number opted out")

    told = account.client("pinpoint-sms-voice-v2").describe_opted_out_numbers(
        OptOutListName="Default"
    )

    assert [it["EndUserOptedOut"] for it in told["OptedOutNumbers"]] == [True]


@pytest.mark.parametrize("region_name", ["us-east-2", "eu-central-1", "ap-south-1"])
def test_wrong_region_can_be_in_every_region_with_a_legacy_alternate(region_name: str):
    """The pool names no SnsRegion, and its own Region would do."""
    account = open_account(scenario="SMS leave from another Region", region_name=region_name)

    account.send()

    pool = account.client("cognito-idp").describe_user_pool(
        UserPoolId=account.aws.demo.user_pool_id
    )["UserPool"]
    assert "SnsRegion" not in pool["SmsConfiguration"]
    assert account.inbox() == []
    assert account.client("sns").get_sms_sandbox_account_status()["IsInSandbox"] is False


def test_wrong_region_elsewhere_is_one_clear_error():
    """With the Regions in which it can be."""
    with pytest.raises(cx.ConfigurationError, match="eu-west-3 has not") as caught:
        cx.connect("embedded", scenario="SMS leave from another Region", region_name="eu-west-3")

    assert "us-east-2" in caught.value.hint
    assert "eu-west-3" not in caught.value.hint


@pytest.mark.parametrize(
    ("scenario", "near"),
    [
        ("sandbox, not verified", "sandbox, number not verified"),
        ("number opted-out", "number opted out"),
        ("", "did you mean"),
        (["x"], ""),
    ],
)
def test_unknown_scenario_is_told_with_those_there_are(scenario: Any, near: str):
    """And the nearest of them."""
    with pytest.raises(cx.ConfigurationError, match="There is no scenario") as caught:
        cx.connect("embedded", scenario=scenario)

    assert near in caught.value.message
    assert "scenarios() lists all" in caught.value.hint
