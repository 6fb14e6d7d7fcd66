"""The calls that switch the logs of a pool's messages on, complete.

Source:
    https://docs.aws.amazon.com/sns/latest/dg/topics-attrib-prereq.html
    https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-cloud-watch-creating-role.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.told import exact, need, unreadable

_IAM = "iam"
_LOGS = "logs"
_SMS_VOICE = "pinpoint-sms-voice-v2"
# Names that are free to choose.
_SNS_ROLE = "sns-sms-delivery-log"
_EUM_ROLE = "sms-voice-event-log"
_CONFIGURATION_SET = "cognito-sms"
_DESTINATION = "cloudwatch-logs"
_EUM_GROUP = "/sms-voice/{}"
_POLICY = "write-logs"
_VERSION = "2012-10-17"

_ARN_PARTS = 6


def switch_on_sns(pool: Mapping[str, Any], region_name: str) -> tuple[Call, ...]:
    """Give SNS a role to log with, and have it log every message of a Region.

    Args:
        pool: As `DescribeUserPool` gives it; its account is the role's.
        region_name: That the SMS leave from.
    """
    partition, _, account = _place_of(pool)
    actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    role = f"arn:{partition}:iam::{account}:role/{_SNS_ROLE}"
    attributes = {"DeliveryStatusIAMRole": role, "DeliveryStatusSuccessSamplingRate": "100"}
    return (
        *_role_calls(
            _SNS_ROLE, "sns.amazonaws.com", actions, f"arn:{partition}:logs:*:*:*", region_name
        ),
        Call("sns", "SetSMSAttributes", region_name, {"attributes": attributes}),
    )


def switch_on_events(
    pool: Mapping[str, Any], configuration_set: str | None, *, is_there: bool
) -> tuple[tuple[Call, ...], str]:
    """Have End User Messaging send the events of a pool's SMS to a log group.

    Args:
        pool: As `DescribeUserPool` gives it.
        configuration_set: That the pool names, by name or ARN; None if it names none.
        is_there: Whether there is such a configuration set.

    Returns:
        The calls, and what they change in the pool; empty if nothing.
    """
    partition, region_name, account = _place_of(pool)
    name = (configuration_set or _CONFIGURATION_SET).rpartition("/")[2]
    group = _EUM_GROUP.format(name)
    group_arn = f"arn:{partition}:logs:{region_name}:{account}:log-group:{group}"
    calls = [
        Call(_LOGS, "CreateLogGroup", region_name, {"logGroupName": group}),
        *_role_calls(
            _EUM_ROLE,
            "sms-voice.amazonaws.com",
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            f"{group_arn}:*",
            region_name,
        ),
    ]
    if not is_there:
        made = {"ConfigurationSetName": name}
        calls.append(Call(_SMS_VOICE, "CreateConfigurationSet", region_name, made))
    destination = {
        "IamRoleArn": f"arn:{partition}:iam::{account}:role/{_EUM_ROLE}",
        "LogGroupArn": group_arn,
    }
    asked = {
        "ConfigurationSetName": name,
        "EventDestinationName": _DESTINATION,
        "MatchingEventTypes": ["TEXT_ALL"],
        "CloudWatchLogsDestination": destination,
    }
    calls.append(Call(_SMS_VOICE, "CreateEventDestination", region_name, asked))
    if configuration_set:
        return tuple(calls), ""
    change = {"SmsConfiguration": {"EumsSms": {"ConfigurationSetName": name}}}
    update, difference = pool_update(pool, change)
    return (*calls, update), difference


def switch_on_destination(
    region_name: str, configuration_set: str, destination: str
) -> tuple[Call, ...]:
    """Have an event destination that is off take events again.

    Args:
        region_name: Of the pool.
        configuration_set: Whose, by name or ARN.
        destination: Its name.
    """
    asked = {
        "ConfigurationSetName": configuration_set,
        "EventDestinationName": destination,
        "Enabled": True,
    }
    return (Call(_SMS_VOICE, "UpdateEventDestination", region_name, asked),)


def _role_calls(
    name: str, service: str, actions: list[str], resource: str, region_name: str
) -> tuple[Call, Call]:
    """Make a role that a service writes logs with."""
    trust = _document(Principal={"Service": service}, Action="sts:AssumeRole")
    policy = _document(Action=actions, Resource=resource)
    made = {"RoleName": name, "AssumeRolePolicyDocument": trust}
    put = {"RoleName": name, "PolicyName": _POLICY, "PolicyDocument": policy}
    return (
        Call(_IAM, "CreateRole", region_name, made),
        Call(_IAM, "PutRolePolicy", region_name, put),
    )


def _document(**statement: Any) -> str:
    return json.dumps({"Version": _VERSION, "Statement": [{"Effect": "Allow", **statement}]})


def _place_of(pool: Mapping[str, Any]) -> tuple[str, str, str]:
    """Read partition, Region and account of a pool's ARN."""
    said = need(exact, pool, "Arn").split(":")
    if len(said) < _ARN_PARTS:
        unreadable("Arn")
    return said[1], said[3], said[4]
