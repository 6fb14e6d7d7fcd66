"""Permissions that are taken away: each service says so in its own way."""

from __future__ import annotations

import re
from typing import Any

import botocore.session
import pytest
from botocore import xform_name

from cognito_explore.embedded.denied import _ON_BEHALF
from cognito_explore.embedded.end_user_messaging import EndUserMessagingResponses
from cognito_explore.embedded.services import actions
from cognito_explore.embedded.sns import SnsResponses
from embedded.sms_account import ANA, Account, open_account, refusal

LISTED = {
    "sns": {
        "get_sms_sandbox_account_status": {},
        "create_sms_sandbox_phone_number": {"PhoneNumber": ANA},
        "verify_sms_sandbox_phone_number": {"PhoneNumber": ANA, "OneTimePassword": "123456"},
        "list_sms_sandbox_phone_numbers": {},
        "delete_sms_sandbox_phone_number": {"PhoneNumber": ANA},
        "list_origination_numbers": {},
        "get_sms_attributes": {},
        "set_sms_attributes": {"attributes": {"DefaultSMSType": "Transactional"}},
        "check_if_phone_number_is_opted_out": {"phoneNumber": ANA},
        "list_phone_numbers_opted_out": {},
        "opt_in_phone_number": {"phoneNumber": ANA},
    },
    "pinpoint-sms-voice-v2": {
        "describe_account_attributes": {},
        "describe_spend_limits": {},
        "set_text_message_spend_limit_override": {"MonthlyLimit": 1},
        "delete_text_message_spend_limit_override": {},
        "create_verified_destination_number": {"DestinationPhoneNumber": ANA},
        "send_destination_number_verification_code": {
            "VerifiedDestinationNumberId": "x",
            "VerificationChannel": "TEXT",
        },
        "verify_destination_number": {"VerifiedDestinationNumberId": "x", "VerificationCode": "1"},
        "describe_verified_destination_numbers": {},
        "delete_verified_destination_number": {"VerifiedDestinationNumberId": "x"},
        "describe_opt_out_lists": {},
        "describe_opted_out_numbers": {"OptOutListName": "Default"},
        "put_opted_out_number": {"OptOutListName": "Default", "OptedOutNumber": ANA},
        "delete_opted_out_number": {"OptOutListName": "Default", "OptedOutNumber": ANA},
    },
    "logs": {"describe_log_groups": {}, "filter_log_events": {"logGroupName": "x"}},
    "cloudwatch": {"get_metric_data": {"MetricDataQueries": [], "StartTime": 1, "EndTime": 2}},
    "cognito-idp": {"list_user_pools": {"MaxResults": 1}},
}
CALLS = [
    (service, operation, given)
    for service, operations in LISTED.items()
    for operation, given in operations.items()
]
# By service: IAM's prefix, and code and status of the refusal.
REFUSALS = {
    "sns": ("sns", "AuthorizationError", 403),
    "pinpoint-sms-voice-v2": ("sms-voice", "AccessDeniedException", 400),
    "logs": ("logs", "AccessDeniedException", 400),
    "cloudwatch": ("cloudwatch", "AccessDenied", 403),
    "cognito-idp": ("cognito-idp", "AccessDeniedException", 400),
}


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


def words(action: str) -> str:
    """Give AWS's words."""
    return (
        "User: arn:aws:iam::123456789012:user/embedded is not authorized to perform: "
        f"{action} on resource: * because no identity-based policy allows the {action} action"
    )


@pytest.mark.parametrize(("service", "operation", "given"), CALLS)
def test_denied_operation_is_refused_as_its_service_does(
    account: Account, service: str, operation: str, given: dict[str, Any]
):
    """With its code, its status and AWS's words; nothing is done."""
    client = account.client(service)
    prefix, code, status = REFUSALS[service]
    action = f"{prefix}:{client.meta.method_to_api_mapping[operation]}"
    account.aws.deny(action)

    refused = refusal(getattr(client, operation), **given)

    assert (refused.code, refused.status) == (code, status)
    assert refused.answer["Error"]["Message"] == words(action)
    assert account.inbox() == []
    assert account.sms().sandbox.all() == account.sms().opt_outs.numbers() == []


def least(shape: Any) -> Any:
    """Make up the least that botocore lets through for a shape of its model."""
    if shape.type_name == "structure":
        return {name: least(shape.members[name]) for name in shape.required_members}
    if shape.type_name == "list":
        return [least(shape.member)]
    text = "x" * max(2, shape.metadata.get("min", 0))
    return {"string": text, "boolean": True, "map": {}}.get(shape.type_name, 1)


def operations_of_end_user_messaging() -> list[str]:
    """Name every operation that the embedded AWS has of it."""
    known = botocore.session.Session().get_service_model("pinpoint-sms-voice-v2").operation_names
    return [name for name in known if hasattr(EndUserMessagingResponses, xform_name(name))]


@pytest.mark.parametrize("operation", operations_of_end_user_messaging())
def test_each_operation_of_end_user_messaging_can_be_denied(account: Account, operation: str):
    """Whatever is added later is refused as well, before anything is done."""
    client = account.client("pinpoint-sms-voice-v2")
    model = client.meta.service_model.operation_model(operation)
    account.aws.deny(f"sms-voice:{operation}")

    refused = refusal(getattr(client, xform_name(operation)), **least(model.input_shape))

    assert (refused.code, refused.status) == ("AccessDeniedException", 400)
    assert refused.answer["Error"]["Message"] == words(f"sms-voice:{operation}")


def test_every_operation_of_sns_is_looked_at():
    """An operation that is added has to be refused as well."""
    own = {name for name in vars(SnsResponses) if not name.startswith("_")}

    assert own == {*LISTED["sns"]}
    assert {*LISTED["pinpoint-sms-voice-v2"]} <= {
        xform_name(name) for name in operations_of_end_user_messaging()
    }


@pytest.mark.parametrize(
    ("operation", "action"),
    [(operation, action) for operation, needed in _ON_BEHALF.items() for action in needed],
)
def test_sns_is_refused_what_it_does_at_end_user_messaging(
    account: Account, operation: str, action: str
):
    """A policy of sns:* alone does not do: the refusal names the other action."""
    client = account.client("sns")
    names = {api: name for name, api in client.meta.method_to_api_mapping.items()}
    account.aws.deny(f"sms-voice:{action}")

    refused = refusal(getattr(client, names[operation]), **LISTED["sns"][names[operation]])

    assert (refused.code, refused.status) == ("AuthorizationError", 403)
    assert refused.exception == "AuthorizationErrorException"
    assert refused.answer["Error"]["Message"] == words(f"sms-voice:{action}")


def test_every_operation_of_sns_has_something_done_on_its_behalf(account: Account):
    """And what it needs is an action of IAM."""
    client = account.client("sns")

    expected = {client.meta.method_to_api_mapping[name] for name in LISTED["sns"]}

    assert set(_ON_BEHALF) == expected
    assert {f"sms-voice:{it}" for needed in _ON_BEHALF.values() for it in needed} <= actions()


def test_allowing_gives_it_back(account: Account):
    """And denying twice is denying once."""
    sns = account.client("sns")
    account.aws.deny("sns:GetSMSAttributes", "sms-voice:DescribeSpendLimits")
    account.aws.deny("sns:GetSMSAttributes")
    account.aws.allow("sns:GetSMSAttributes", "sms-voice:DescribeSpendLimits")
    account.aws.allow("sns:ListSMSSandboxPhoneNumbers")

    assert sns.get_sms_attributes()["attributes"]["MonthlySpendLimit"] == "100"


def test_other_operations_still_answer(account: Account):
    """What is denied is denied alone."""
    account.aws.deny("sns:GetSMSAttributes")

    assert account.client("sns").list_sms_sandbox_phone_numbers()["PhoneNumbers"] == []


def test_user_operations_need_no_permission(account: Account):
    """Cognito asks no IAM for what comes with an access token."""
    account.aws.deny("cognito-idp:GetUserAttributeVerificationCode", "cognito-idp:GetUser")

    account.send()

    assert account.inbox() == [ANA]
    assert account.session.get_user(account.token).username == "ana"


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("sns:ListSmsSandboxPhoneNumbers", "sns:ListSMSSandboxPhoneNumbers"),
        ("sms-voice:DescribePhoneNumber", "sms-voice:DescribePhoneNumbers"),
        ("GetMetricData", "cloudwatch:GetMetricData"),
        ("cognito-idp:Nonsense", "cognito-idp:"),
        ("", ":"),
    ],
)
def test_unknown_action_is_told_with_the_nearest(account: Account, wrong: str, near: str):
    """Neither of the two takes it, and nothing changes."""
    for change in (account.aws.deny, account.aws.allow):
        with pytest.raises(
            ValueError, match=f"no action {re.escape(repr(wrong))}: did you mean"
        ) as caught:
            change("sns:GetSMSAttributes", wrong)
        assert near in str(caught.value)

    assert account.client("sns").get_sms_attributes()["attributes"]


def test_another_embedded_aws_is_not_affected(account: Account):
    """Each has its own permissions."""
    account.aws.deny("sns:GetSMSAttributes")

    assert open_account().client("sns").get_sms_attributes()["attributes"]
