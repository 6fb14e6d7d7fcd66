"""Scenarios of the direct path: whether what the pool names is there."""

from __future__ import annotations

from cognito_explore.embedded.scenarios.origination import (
    GERMAN,
    INDIAN,
    live_in,
    numbers_of,
    take_direct_path,
)
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.sender_ids import SenderId

SCENARIOS = Scenarios()

_SET = "codes"
_NAME = "EXAMPLE"


def arn_of(stage: Stage, *resource: str) -> str:
    """Write the ARN of something of the account, in the Region that the pool sends from."""
    account_id = stage.settings["SmsConfiguration"]["EumsSms"]["CallerArn"].split(":")[4]
    return f"arn:aws:sms-voice:{stage.region.name}:{account_id}:{'/'.join(resource)}"


def _number(stage: Stage) -> PhoneNumber:
    numbers = numbers_of(stage)
    numbers.clear()
    return numbers.add("US", "TOLL_FREE")


def _name(stage: Stage, *resource: str) -> None:
    take_direct_path(stage)
    take_direct_path(stage, OriginationIdentity=arn_of(stage, *resource))


@SCENARIOS.scenario("direct path, number there", "origination-identity", "ok")
def number_there(stage: Stage) -> None:
    """The pool names a number that the account has."""
    _name(stage, "phone-number", _number(stage).phone_number_id)


@SCENARIOS.scenario("direct path, number gone", "origination-identity", "problem")
def number_gone(stage: Stage) -> None:
    """The pool names a number that was released; the account has another."""
    gone = _number(stage)
    take_direct_path(stage, OriginationIdentity=gone.phone_number)
    numbers_of(stage).release(gone.phone_number_id)
    numbers_of(stage).add("US", "TEN_DLC")


@SCENARIOS.scenario("direct path, simulator named", "origination-identity", "problem")
def simulator_named(stage: Stage) -> None:
    """The pool names a simulator, which reaches no phone."""
    simulator = numbers_of(stage).add("US", "SIMULATOR")
    take_direct_path(stage, OriginationIdentity=simulator.phone_number)


@SCENARIOS.scenario("direct path, pool there", "origination-identity", "ok")
def pool_there(stage: Stage) -> None:
    """The user pool names a phone pool that has a number for the United States."""
    pool = numbers_of(stage).pools.create(_number(stage), "TRANSACTIONAL")
    _name(stage, "pool", pool.pool_id)


@SCENARIOS.scenario("direct path, pool gone", "origination-identity", "problem")
def pool_gone(stage: Stage) -> None:
    """The user pool names a phone pool that was deleted."""
    pool_there(stage)
    pools = numbers_of(stage).pools
    pools.delete(pools.all()[0].pool_id)


@SCENARIOS.scenario("direct path, pool of another country", "origination-identity", "problem")
def pool_of_another_country(stage: Stage) -> None:
    """The user pool names a phone pool with a German number only."""
    german = numbers_of(stage).add("DE", "LONG_CODE")
    _name(stage, "pool", numbers_of(stage).pools.create(german, "TRANSACTIONAL").pool_id)


@SCENARIOS.scenario("direct path, sender id there", "origination-identity", "ok")
def sender_id_there(stage: Stage) -> None:
    """The user is in Germany, and the pool names a sender id for Germany."""
    _sender_id(stage, "DE")
    live_in(stage, GERMAN)


@SCENARIOS.scenario("direct path, sender id gone", "origination-identity", "problem")
def sender_id_gone(stage: Stage) -> None:
    """The user is in Germany, and the pool names a sender id that was given back."""
    sender_id_there(stage)
    numbers_of(stage).sender_ids.release(_NAME, "DE")


@SCENARIOS.scenario("direct path, sender id for Germany", "sender-id", "ok")
def sender_id_for_germany(stage: Stage) -> None:
    """Germany takes sender ids, and the user is there."""
    sender_id_there(stage)


@SCENARIOS.scenario("direct path, sender id for the United States", "sender-id", "problem")
def sender_id_for_us(stage: Stage) -> None:
    """The pool sends from a sender id, which the United States do not take."""
    _sender_id(stage, "DE")


@SCENARIOS.scenario("direct path, sender id not registered", "sender-id", "warning")
def sender_id_not_registered(stage: Stage) -> None:
    """The user is in India, and the pool's sender id is not registered there."""
    _sender_id(stage, "IN")
    live_in(stage, INDIAN)


def _sender_id(stage: Stage, country: str) -> None:
    numbers_of(stage).sender_ids.request(SenderId(sender_id=_NAME, iso_country_code=country))
    _name(stage, "sender-id", _NAME, country)


@SCENARIOS.scenario("configuration set there", "configuration-set", "ok")
def configuration_set_there(stage: Stage) -> None:
    """The pool names a configuration set whose events go to CloudWatch Logs."""
    sets = stage.region.configuration_sets
    sets.create(_SET)
    role = "arn:aws:iam::123456789012:role/events"
    group = "arn:aws:logs:us-east-1:123456789012:log-group:codes:*"
    place = {"CloudWatchLogsDestination": {"IamRoleArn": role, "LogGroupArn": group}}
    sets.add_destination(_SET, "logs", ["TEXT_ALL"], place)
    take_direct_path(stage, ConfigurationSetName=_SET)


@SCENARIOS.scenario("configuration set gone", "configuration-set", "problem")
def configuration_set_gone(stage: Stage) -> None:
    """The pool names a configuration set that was deleted."""
    configuration_set_there(stage)
    stage.region.configuration_sets.delete(_SET)
