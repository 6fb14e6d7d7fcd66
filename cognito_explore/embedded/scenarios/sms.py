"""Scenarios of the SMS account: sandbox, spend limit, standing, type, Region."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from cognito_explore.delivery import regions
from cognito_explore.embedded.scenarios.origination import take_direct_path
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.sms.region import SANDBOX

SCENARIOS = Scenarios()

_LIMIT_USD = 1


def send_from_own_number(stage: Stage) -> None:
    """Have the pool's SMS go by End User Messaging directly, from the number that is there."""
    numbers = stage.sms[stage.pool_region].numbers.all()
    take_direct_path(
        stage, **({"OriginationIdentity": numbers[0].phone_number_id} if numbers else {})
    )


def spend(stage: Stage, usd: str) -> None:
    """Have spent something of a limit of 1 USD this month."""
    now = stage.clock.now()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    stage.region.spend.override = _LIMIT_USD
    stage.region.spend.begin_with(Decimal(usd), max(month, now - timedelta(hours=1)))


@SCENARIOS.scenario("sandbox, number not verified", "sms-sandbox", "problem")
def sandbox_number_not_verified(stage: Stage) -> None:
    """The account is new: in the SMS sandbox, no number verified, 1 USD a month."""
    stage.region.tier = SANDBOX
    stage.region.spend.max_limit = _LIMIT_USD


@SCENARIOS.scenario("sandbox, number verified", "sms-sandbox", "ok")
def sandbox_number_verified(stage: Stage) -> None:
    """The account is in the SMS sandbox, and the user's number is verified there."""
    stage.region.tier = SANDBOX
    stage.region.sandbox.add(stage.phone_number).is_verified = True


@SCENARIOS.scenario("sandbox, number waits to be verified", "sms-sandbox", "problem")
def sandbox_number_pending(stage: Stage) -> None:
    """The user's number was added to the SMS sandbox, and its code was never typed."""
    stage.region.tier = SANDBOX
    stage.region.sandbox.add(stage.phone_number)


@SCENARIOS.scenario("sandbox on the direct path", "sms-sandbox", "problem")
def sandbox_on_the_direct_path(stage: Stage) -> None:
    """SMS go by End User Messaging directly, whose account is in the SMS sandbox as well."""
    stage.region.tier = SANDBOX
    send_from_own_number(stage)


@SCENARIOS.scenario("sandbox on the direct path, number verified", "sms-sandbox", "ok")
def sandbox_on_the_direct_path_verified(stage: Stage) -> None:
    """SMS go by End User Messaging directly, and its sandbox has the number verified."""
    sandbox_number_verified(stage)
    send_from_own_number(stage)


@SCENARIOS.scenario("spend limit reached", "sms-spend-limit", "problem")
def spend_limit_reached(stage: Stage) -> None:
    """The month's spend limit of 1 USD, which may be raised to 100, is used up."""
    spend(stage, "1")


@SCENARIOS.scenario("spend limit reached on the direct path", "sms-spend-limit", "problem")
def spend_limit_reached_on_the_direct_path(stage: Stage) -> None:
    """SMS go by End User Messaging directly, and the month's limit of 1 USD is used up."""
    spend(stage, "1")
    send_from_own_number(stage)


@SCENARIOS.scenario("spend limit nearly reached", "sms-spend-limit", "warning")
def spend_limit_nearly_reached(stage: Stage) -> None:
    """Of the month's spend limit of 1 USD, 0.90 are used up."""
    spend(stage, "0.90")


@SCENARIOS.scenario("spend limit far away", "sms-spend-limit", "ok")
def spend_limit_far_away(stage: Stage) -> None:
    """Of the month's spend limit of 1 USD, 0.10 are used up."""
    spend(stage, "0.10")


@SCENARIOS.scenario("account disabled for SMS", "account-reputation", "problem")
def account_disabled(stage: Stage) -> None:
    """AWS has disabled the account, and refuses it even to read its settings."""
    stage.region.denied_reason = "ACCOUNT_DISABLED"


@SCENARIOS.scenario("account in good standing", "account-reputation", "ok")
def account_in_good_standing(stage: Stage) -> None:
    """AWS lets the account read its settings, here on the direct path."""
    send_from_own_number(stage)


@SCENARIOS.scenario("SMS are promotional by default", "sms-type", "warning")
def promotional(stage: Stage) -> None:
    """The account's SMS are for promotion where nothing else is said; codes arrive even so."""
    stage.region.attributes.set({"DefaultSMSType": "Promotional"})


@SCENARIOS.scenario("SMS are transactional by default", "sms-type", "ok")
def transactional(stage: Stage) -> None:
    """The account's SMS are transactional where nothing else is said."""
    stage.region.attributes.set({"DefaultSMSType": "Transactional"})


@SCENARIOS.scenario(
    "SMS leave from another Region", "sms-sandbox", "unknown", region_name="us-east-2"
)
def another_region(stage: Stage) -> None:
    """The pool names no SnsRegion, and sends from a legacy Region that is in the sandbox."""
    del stage.settings["SmsConfiguration"]["SnsRegion"]
    legacy = stage.sms[regions.candidates(stage.pool_region, None)[0]]
    legacy.tier = SANDBOX
    legacy.numbers.add("US", "TOLL_FREE")


@SCENARIOS.scenario("Region of SMS not named", "sms-region", "warning", region_name="us-east-2")
def region_not_named(stage: Stage) -> None:
    """The pool names no SnsRegion, and sends from a legacy Region where all is well."""
    del stage.settings["SmsConfiguration"]["SnsRegion"]
    stage.sms[regions.candidates(stage.pool_region, None)[0]].numbers.add("US", "TOLL_FREE")


@SCENARIOS.scenario("other Region of SMS named", "sms-region", "ok", region_name="us-east-2")
def other_region_named(stage: Stage) -> None:
    """The pool's SnsRegion is its legacy alternate, where all is well."""
    other = regions.candidates(stage.pool_region, None)[0]
    stage.settings["SmsConfiguration"]["SnsRegion"] = other
    stage.sms[other].numbers.add("US", "TOLL_FREE")


@SCENARIOS.scenario("direct path not offered", "sms-region", "problem", region_name="ap-east-1")
def direct_path_not_offered(stage: Stage) -> None:
    """SMS go by End User Messaging directly, in a Region that has none of it."""
    send_from_own_number(stage)


@SCENARIOS.scenario("no origination number", "origination-number", "problem")
def no_origination_number(stage: Stage) -> None:
    """The account has no number to send to the United States from."""
    stage.region.numbers.clear()
