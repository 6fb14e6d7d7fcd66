"""Scenarios: whether Cognito may send SMS with the pool's role."""

from __future__ import annotations

from typing import Any

from cognito_explore.delivery.policies import document
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage

SCENARIOS = Scenarios()

_POLICY = "send-sms"
_PUBLISH = "sns:Publish"
_SEND = "sms-voice:SendTextMessage"


def _allow(action: str, resource: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def _trust(stage: Stage, **condition: dict[str, str]) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cognito-idp.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": condition,
    }
    stage.client("iam").update_assume_role_policy(
        RoleName=stage.sms_role, PolicyDocument=document(statement)
    )


def _permit(stage: Stage, *statements: dict[str, Any]) -> None:
    stage.client("iam").put_role_policy(
        RoleName=stage.sms_role, PolicyName=_POLICY, PolicyDocument=document(*statements)
    )


def _send_directly(stage: Stage, identity: str) -> None:
    """Have the pool send by End User Messaging, with the role and numbers it has."""
    sms = stage.settings["SmsConfiguration"]
    stage.settings["SmsConfiguration"] = {
        "EumsSms": {
            "CallerArn": sms["SnsCallerArn"],
            "ExternalId": sms["ExternalId"],
            "OriginationIdentity": identity,
        }
    }


def _number(stage: Stage) -> tuple[str, str]:
    """Give the demo account's number in the pool's Region, and its ARN."""
    client = stage.client("pinpoint-sms-voice-v2", region_name=stage.pool_region)
    told = client.describe_phone_numbers()["PhoneNumbers"][0]
    return told["PhoneNumber"], told["PhoneNumberArn"]


@SCENARIOS.scenario("SMS role deleted", "sms-role", "problem")
def role_deleted(stage: Stage) -> None:
    """The role that the pool sends SMS with was deleted."""
    iam = stage.client("iam")
    iam.delete_role_policy(RoleName=stage.sms_role, PolicyName=_POLICY)
    iam.delete_role(RoleName=stage.sms_role)


@SCENARIOS.scenario("SMS role trusts another service", "sms-role", "problem")
def role_trusts_another(stage: Stage) -> None:
    """The role lets another service assume it, and not Cognito."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    stage.client("iam").update_assume_role_policy(
        RoleName=stage.sms_role, PolicyDocument=document(statement)
    )


@SCENARIOS.scenario("SMS role for another pool", "sms-role", "problem")
def role_for_another_pool(stage: Stage) -> None:
    """The role lets Cognito in for another pool, as one that was made again has another id."""
    arn = f"arn:aws:cognito-idp:{stage.pool_region}:{stage.account}:userpool/"
    _trust(stage, ArnLike={"aws:SourceArn": f"{arn}{stage.pool_region}_oldPool12"})


@SCENARIOS.scenario("SMS role for this pool", "sms-role", "ok")
def role_for_this_pool(stage: Stage) -> None:
    """The role lets Cognito in for this pool alone."""
    arn = f"arn:aws:cognito-idp:{stage.pool_region}:{stage.account}:userpool/"
    _trust(
        stage,
        ArnLike={"aws:SourceArn": arn + stage.demo.user_pool_id},
        StringEquals={
            "aws:SourceAccount": stage.account,
            "sts:ExternalId": stage.settings["SmsConfiguration"]["ExternalId"],
        },
    )


@SCENARIOS.scenario("SMS role of another account", "sms-role", "unknown")
def role_of_another_account(stage: Stage) -> None:
    """The pool names a role of another account, which these credentials do not see."""
    arn = f"arn:aws:iam::210987654321:role/{stage.sms_role}"
    stage.settings["SmsConfiguration"]["SnsCallerArn"] = arn


@SCENARIOS.scenario("ExternalId differs", "sms-external-id", "problem")
def external_id_differs(stage: Stage) -> None:
    """The role asks for another ExternalId than the pool names."""
    _trust(stage, StringEquals={"sts:ExternalId": "of-an-older-pool"})


@SCENARIOS.scenario("ExternalId not asked for", "sms-external-id", "ok")
def external_id_not_asked(stage: Stage) -> None:
    """The role asks for no ExternalId."""
    _trust(stage, StringEquals={"aws:SourceAccount": stage.account})


@SCENARIOS.scenario("SMS role may publish to a topic only", "sms-role-permission", "problem")
def role_for_a_topic(stage: Stage) -> None:
    """The role's policy names the ARN of a topic, which covers no phone number."""
    _permit(stage, _allow(_PUBLISH, f"arn:aws:sns:{stage.region.name}:{stage.account}:codes"))


@SCENARIOS.scenario("SMS role is denied to publish", "sms-role-permission", "problem")
def role_denied(stage: Stage) -> None:
    """A statement of the role's policy denies what another allows."""
    denial = {"Effect": "Deny", "Action": "sns:*", "Resource": "*"}
    _permit(stage, _allow(_PUBLISH, "*"), denial)


@SCENARIOS.scenario("SMS role within a boundary", "sms-role-permission", "problem")
def role_within_boundary(stage: Stage) -> None:
    """The role's permissions boundary does not let it publish, though its policy does."""
    iam = stage.client("iam")
    made = iam.create_policy(
        PolicyName="no-messages", PolicyDocument=document(_allow("logs:*", "*"))
    )
    iam.put_role_permissions_boundary(
        RoleName=stage.sms_role, PermissionsBoundary=made["Policy"]["Arn"]
    )


@SCENARIOS.scenario("SMS role's permission hangs on a condition", "sms-role-permission", "unknown")
def role_on_condition(stage: Stage) -> None:
    """The role's policy allows to publish only over TLS, which Cognito's calls may well use."""
    condition = {"Bool": {"aws:SecureTransport": "true"}}
    _permit(stage, _allow(_PUBLISH, "*") | {"Condition": condition})


@SCENARIOS.scenario("SMS role has a policy of AWS's", "sms-role-permission", "ok")
def role_with_managed_policy(stage: Stage) -> None:
    """The role may publish by a managed policy, and has none of its own."""
    iam = stage.client("iam")
    iam.delete_role_policy(RoleName=stage.sms_role, PolicyName=_POLICY)
    policy = "arn:aws:iam::aws:policy/AmazonSNSFullAccess"
    iam.attach_role_policy(RoleName=stage.sms_role, PolicyArn=policy)


@SCENARIOS.scenario("number named as such, policy for its ARN", "sms-identity-form", "problem")
def number_and_arn(stage: Stage) -> None:
    """The direct path names its number as a number, and the role's policy has its ARN."""
    number, arn = _number(stage)
    _send_directly(stage, number)
    _permit(stage, _allow(_SEND, arn))


@SCENARIOS.scenario("number named by its ARN", "sms-identity-form", "ok")
def arn_and_arn(stage: Stage) -> None:
    """The direct path names its number by the ARN that the role's policy has."""
    _, arn = _number(stage)
    _send_directly(stage, arn)
    _permit(stage, _allow(_SEND, arn))
