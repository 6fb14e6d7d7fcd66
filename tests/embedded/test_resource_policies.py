"""Resource policies of End User Messaging say whether SNS may send from a number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedded.sms_account import Account, open_account, refusal

OTHERS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "connect.amazonaws.com"},
                "Action": "sms-voice:SendTextMessage",
                "Resource": "*",
            }
        ],
    }
)


@pytest.fixture
def account() -> Account:
    """An account with one toll-free number."""
    return open_account()


@pytest.fixture
def voice(account: Account) -> Any:
    """A client of End User Messaging in the pool's Region."""
    return account.client("pinpoint-sms-voice-v2")


@pytest.fixture
def arn(voice: Any) -> dict[str, str]:
    """The number, as these operations name it."""
    return {"ResourceArn": voice.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumberArn"]}


def test_number_begins_with_a_policy_that_lets_sns_send(voice: Any, arn: dict[str, str]):
    """As the SNS developer guide has it."""
    policy = json.loads(voice.get_resource_policy(**arn)["Policy"])

    assert policy["Statement"][0]["Principal"] == {"Service": "sns.amazonaws.com"}


def test_policy_that_is_put_is_the_one_that_counts(
    account: Account, voice: Any, arn: dict[str, str]
):
    """SNS may not send any more, and its log says that there is nothing to send from."""
    voice.put_resource_policy(**arn, Policy=OTHERS)

    account.send()

    assert voice.get_resource_policy(**arn)["Policy"] == OTHERS
    assert account.inbox() == []
    assert account.why() == ["No origination entities available to send"]


def test_direct_path_does_not_ask_whether_sns_may(account: Account, voice: Any, arn: Any):
    """Cognito's own role sends there."""
    voice.put_resource_policy(**arn, Policy=OTHERS)
    role = {"CallerArn": "arn:aws:iam::123456789012:role/cognito-sms"}
    account.client("cognito-idp").update_user_pool(
        UserPoolId=account.aws.demo.user_pool_id, SmsConfiguration={"EumsSms": role}
    )

    account.send()

    assert account.inbox() == ["+12025550123"]


def test_deleted_policy_is_gone(account: Account, voice: Any, arn: dict[str, str]):
    """It is not there to be read, and forbids nothing here."""
    gone = voice.delete_resource_policy(**arn)

    assert json.loads(gone["Policy"])
    assert refusal(voice.get_resource_policy, **arn).code == "ResourceNotFoundException"
    account.send()
    assert account.inbox() == ["+12025550123"]


@pytest.mark.parametrize("policy", ["text", "{}"])
def test_policy_that_is_none_is_refused(voice: Any, arn: dict[str, str], policy: str):
    """And the one before stays."""
    told_off = refusal(voice.put_resource_policy, **arn, Policy=policy)

    assert told_off.code == "ValidationException"
    assert "sns.amazonaws.com" in voice.get_resource_policy(**arn)["Policy"]


@pytest.mark.parametrize(
    ("resource", "code"),
    [
        ("phone-number/phone-missing", "ResourceNotFoundException"),
        ("pool/pool-missing", "ResourceNotFoundException"),
        ("sender-id/MISSING/DE", "ResourceNotFoundException"),
        ("configuration-set/codes", "ValidationException"),
    ],
)
def test_resource_that_is_not_there_is_refused(voice: Any, resource: str, code: str):
    """Numbers, pools and sender ids have policies here."""
    arn = f"arn:aws:sms-voice:us-east-1:123456789012:{resource}"

    assert refusal(voice.get_resource_policy, ResourceArn=arn).code == code


def test_pools_and_sender_ids_have_policies_too(voice: Any):
    """As numbers do."""
    made = voice.request_sender_id(SenderId="EXAMPLE", IsoCountryCode="DE")
    pool = voice.create_pool(
        OriginationIdentity="EXAMPLE", IsoCountryCode="DE", MessageType="TRANSACTIONAL"
    )

    for arn in (made["SenderIdArn"], pool["PoolArn"]):
        assert arn in voice.get_resource_policy(ResourceArn=arn)["Policy"]


def test_shared_number_is_told_of_where_it_is_asked_for(account: Account, voice: Any):
    """Another account's number is not among the account's own."""
    account.sms().numbers.all()[0].is_shared = True

    own = voice.describe_phone_numbers()["PhoneNumbers"]
    shared = voice.describe_phone_numbers(Owner="SHARED")["PhoneNumbers"]

    assert own == voice.describe_phone_numbers(Owner="SELF")["PhoneNumbers"] == []
    assert ":210987654321:phone-number/" in shared[0]["PhoneNumberArn"]
