"""Scenarios: whether what a text message is sent from may send it, and how much of them."""

from __future__ import annotations

import json

from cognito_explore.delivery import regions
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.scenarios.origination import numbers_of, take_direct_path
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.routes import SNS, SmsRoute

SCENARIOS = Scenarios()

_OTHERS = "+12025550199"


def _number(stage: Stage) -> PhoneNumber:
    return numbers_of(stage).usable_for("US")[0]


def _arn(stage: Stage) -> str:
    voice = stage.client("pinpoint-sms-voice-v2", region_name=stage.region.name)
    told = voice.describe_phone_numbers(PhoneNumberIds=[_number(stage).phone_number_id])
    return str(told["PhoneNumbers"][0]["PhoneNumberArn"])


@SCENARIOS.scenario("SNS may send from the number", "origination-sharing", "ok")
def sns_may_send(stage: Stage) -> None:
    """The resource policy of the account's number lets SNS send, as it does by default."""
    _number(stage)


@SCENARIOS.scenario("SNS may not send from the number", "origination-sharing", "problem")
def sns_may_not_send(stage: Stage) -> None:
    """The resource policy of the account's number lets only Amazon Connect send."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "connect.amazonaws.com"},
        "Action": "sms-voice:SendTextMessage",
        "Resource": "*",
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    voice = stage.client("pinpoint-sms-voice-v2", region_name=stage.region.name)
    voice.put_resource_policy(ResourceArn=_arn(stage), Policy=policy)


@SCENARIOS.scenario("number without resource policy", "origination-sharing", "warning")
def no_resource_policy(stage: Stage) -> None:
    """The account's number has no resource policy."""
    voice = stage.client("pinpoint-sms-voice-v2", region_name=stage.region.name)
    voice.delete_resource_policy(ResourceArn=_arn(stage))


@SCENARIOS.scenario(
    "number in another Region", "origination-sharing", "problem", region_name="us-east-2"
)
def number_in_another_region(stage: Stage) -> None:
    """The pool sends from another Region than its own, where the account has no number."""
    other = regions.candidates(stage.pool_region, None)[0]
    stage.settings["SmsConfiguration"]["SnsRegion"] = other
    stage.sms[other].numbers.clear()


@SCENARIOS.scenario("direct path, number of another Region", "origination-sharing", "problem")
def direct_number_of_another_region(stage: Stage) -> None:
    """The pool names a number of another Region, which the direct path cannot use."""
    arn = _arn(stage).replace(stage.region.name, "eu-west-1")
    take_direct_path(stage, OriginationIdentity=arn)


@SCENARIOS.scenario("direct path, shared number by its id", "origination-sharing", "problem")
def direct_shared_number(stage: Stage) -> None:
    """The pool names another account's number by its id, where it must by its ARN."""
    number = _number(stage)
    take_direct_path(stage, OriginationIdentity=number.phone_number_id)
    number.is_shared = True


@SCENARIOS.scenario("direct path, shared number by its ARN", "origination-sharing", "ok")
def direct_shared_number_by_arn(stage: Stage) -> None:
    """The pool names another account's number by its ARN, as it must."""
    number = _number(stage)
    number.is_shared = True
    voice = stage.client("pinpoint-sms-voice-v2", region_name=stage.region.name)
    told = voice.describe_phone_numbers(Owner="SHARED")["PhoneNumbers"]
    take_direct_path(stage, OriginationIdentity=told[0]["PhoneNumberArn"])


@SCENARIOS.scenario("within the limits of the number", "throughput", "ok")
def within_limits(stage: Stage) -> None:
    """Nobody sends more than the account's number may send."""
    _number(stage)


@SCENARIOS.scenario("direct path, within the limits of the number", "throughput", "ok")
def direct_within_limits(stage: Stage) -> None:
    """The pool sends by End User Messaging, and no more than its number may send."""
    take_direct_path(stage, OriginationIdentity=_number(stage).phone_number)


@SCENARIOS.scenario("more than the number may send", "throughput", "warning")
def too_many(stage: Stage) -> None:
    """The account sends more messages a second than its number may, and some are lost."""
    stage.region.is_flooded = True
    message = Message(stage.clock.now(), "SMS", _OTHERS, None, "Your order is on its way.", "")
    stage.sms.send(message, SmsRoute(SNS, stage.region.name))
