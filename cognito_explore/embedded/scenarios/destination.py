"""Scenarios of the phone number: its line, opt-outs, Protect, its country, what is tried."""

from __future__ import annotations

from typing import Any

from cognito_explore.embedded.scenarios.origination import live_in, take_direct_path
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.scenarios.sms import send_from_own_number
from cognito_explore.embedded.sms.carriers import INVALID, MOBILE, VOIP
from cognito_explore.embedded.sms.sender_ids import SenderId

SCENARIOS = Scenarios()

# Ofcom keeps the first for films; the others are the examples of the library `phonenumbers`.
_BRITISH_LANDLINE = "+442079460123"
_BRITISH_MOBILE = "+447400123456"
_CUBAN = "+5351234567"
_INDIAN = "+918123456789"

_LIST = "Alerts"


def _protect(stage: Stage, **rules: str) -> Any:
    """Put the account under a protect configuration with rules of countries."""
    client = stage.client("pinpoint-sms-voice-v2", region_name=stage.region.name)
    made = {
        "ProtectConfigurationId": client.create_protect_configuration()["ProtectConfigurationId"]
    }
    client.update_protect_configuration_country_rule_set(
        **made,
        NumberCapability="SMS",
        CountryRuleSetUpdates={code: {"ProtectStatus": rule} for code, rule in rules.items()},
    )
    client.set_account_default_protect_configuration(**made)
    return lambda number, action: client.put_protect_configuration_rule_set_number_override(
        **made, DestinationPhoneNumber=number, Action=action
    )


@SCENARIOS.scenario("phone number is a landline", "phone-number-line", "warning")
def landline(stage: Stage) -> None:
    """The user's phone number is one of London's landlines."""
    live_in(stage, _BRITISH_LANDLINE)


@SCENARIOS.scenario("phone number is a mobile phone's", "phone-number-line", "ok")
def mobile(stage: Stage) -> None:
    """The user's phone number is a British mobile phone's."""
    live_in(stage, _BRITISH_MOBILE)


@SCENARIOS.scenario("number opted out", "sms-opt-out", "problem")
def opted_out(stage: Stage) -> None:
    """The user answered STOP to an earlier message."""
    stage.region.opt_outs.put(stage.phone_number, is_by_end_user=True)


@SCENARIOS.scenario("number opted out of the sender's own list", "sms-opt-out", "problem")
def opted_out_of_own_list(stage: Stage) -> None:
    """The account's one number has an opt-out list of its own, and the user is on it."""
    for number in stage.region.numbers.all():
        number.opt_out_list_name = _LIST
    stage.region.opt_outs.add(_LIST)
    stage.region.opt_outs.put(stage.phone_number, _LIST, is_by_end_user=True)


@SCENARIOS.scenario("number opted out on the direct path", "sms-opt-out", "problem")
def opted_out_on_the_direct_path(stage: Stage) -> None:
    """SMS go by End User Messaging directly, from a number with a list that the user is on."""
    opted_out_of_own_list(stage)
    send_from_own_number(stage)


@SCENARIOS.scenario("number opted out of one of two lists", "sms-opt-out", "warning")
def opted_out_of_one_list(stage: Stage) -> None:
    """Of the account's two numbers, the one that is taken has a list that the user is on."""
    stage.region.numbers.add("US", "TEN_DLC").opt_out_list_name = _LIST
    stage.region.opt_outs.add(_LIST)
    stage.region.opt_outs.put(stage.phone_number, _LIST, is_by_end_user=True)


@SCENARIOS.scenario("number opted out of a list that nothing uses", "sms-opt-out", "ok")
def opted_out_of_unused_list(stage: Stage) -> None:
    """The user is on an opt-out list that none of the account's numbers has."""
    stage.region.opt_outs.add(_LIST)
    stage.region.opt_outs.put(stage.phone_number, _LIST, is_by_end_user=True)


@SCENARIOS.scenario("country blocked by Protect", "protect-country", "problem")
def country_blocked(stage: Stage) -> None:
    """The account's default protect configuration blocks the United States."""
    _protect(stage, US="BLOCK")


@SCENARIOS.scenario("country blocked by Protect on the direct path", "protect-country", "problem")
def country_blocked_on_the_direct_path(stage: Stage) -> None:
    """SMS go by End User Messaging directly, and Protect blocks the United States."""
    _protect(stage, US="BLOCK")
    send_from_own_number(stage)


@SCENARIOS.scenario("number blocked by Protect", "protect-country", "problem")
def number_blocked(stage: Stage) -> None:
    """The account's default protect configuration blocks the user's number alone."""
    _protect(stage, CA="BLOCK")(stage.phone_number, "BLOCK")


@SCENARIOS.scenario("country filtered by Protect", "protect-country", "warning")
def country_filtered(stage: Stage) -> None:
    """The account's default protect configuration filters SMS to the United States."""
    _protect(stage, US="FILTER")


@SCENARIOS.scenario("country blocked by Protect, number allowed", "protect-country", "ok")
def number_allowed(stage: Stage) -> None:
    """Protect blocks the United States, and lets the user's number through."""
    _protect(stage, US="BLOCK")(stage.phone_number, "ALLOW")


@SCENARIOS.scenario("country without SMS", "destination-country", "problem")
def country_without_sms(stage: Stage) -> None:
    """The user's phone is in Cuba, where AWS sends no SMS to."""
    live_in(stage, _CUBAN)


@SCENARIOS.scenario("country that needs a sender ID", "destination-country", "warning")
def country_needs_sender_id(stage: Stage) -> None:
    """The user's phone is in the United Kingdom, for which no sender ID is registered."""
    live_in(stage, _BRITISH_MOBILE)


@SCENARIOS.scenario("sender ID registered for the country", "destination-country", "ok")
def sender_id_registered(stage: Stage) -> None:
    """The user's phone is in the United Kingdom, for which a sender ID is registered."""
    live_in(stage, _BRITISH_MOBILE)
    wanted = SenderId(sender_id="Example", iso_country_code="GB", is_registered=True)
    stage.region.numbers.sender_ids.request(wanted)


@SCENARIOS.scenario("India without DLT", "india-dlt", "warning")
def india_without_dlt(stage: Stage) -> None:
    """The user's phone is in India, and SNS cannot name the registered entity and template."""
    live_in(stage, _INDIAN)


@SCENARIOS.scenario("India without template on the direct path", "india-dlt", "warning")
def india_without_template(stage: Stage) -> None:
    """The user's phone is in India, and the pool names the entity without the template."""
    live_in(stage, _INDIAN)
    take_direct_path(stage, InEntityId="1101234567890123456")


@SCENARIOS.scenario("India with DLT", "india-dlt", "ok")
def india_with_dlt(stage: Stage) -> None:
    """The user's phone is in India, and the pool names the registered entity and template."""
    live_in(stage, _INDIAN)
    ids = {"InEntityId": "1101234567890123456", "InTemplateId": "1107123456789012345"}
    take_direct_path(stage, **ids)


@SCENARIOS.scenario("carriers know no such number", "carrier-lookup", "problem")
def nobodys_number(stage: Stage) -> dict[str, Any]:
    """By the carriers the user's number is nobody's; the look costs, and is allowed."""
    stage.region.carriers.set(stage.phone_number, INVALID)
    return {"allow_billed": True}


@SCENARIOS.scenario("carriers know a VoIP line", "carrier-lookup", "warning")
def voip_line(stage: Stage) -> dict[str, Any]:
    """By the carriers the user's number is a VoIP line, where codes arrive for now."""
    stage.region.carriers.set(stage.phone_number, VOIP)
    return {"allow_billed": True}


@SCENARIOS.scenario("carriers know a mobile phone", "carrier-lookup", "ok")
def known_mobile(stage: Stage) -> dict[str, Any]:
    """By the carriers the user's number is a mobile phone's; the look costs, and is allowed."""
    stage.region.carriers.set(stage.phone_number, MOBILE)
    return {"allow_billed": True}


@SCENARIOS.scenario("dry run refused", "dry-run", "problem")
def dry_run_refused(stage: Stage) -> dict[str, Any]:
    """A message that is tried without being sent is refused: the user is opted out."""
    opted_out(stage)
    return {"dry_run": True}


@SCENARIOS.scenario("dry run refused on the direct path", "dry-run", "problem")
def dry_run_refused_on_the_direct_path(stage: Stage) -> dict[str, Any]:
    """A message that is tried from the pool's own identity is refused: Protect blocks it."""
    country_blocked_on_the_direct_path(stage)
    return {"dry_run": True}


@SCENARIOS.scenario("dry run accepted", "dry-run", "ok")
def dry_run_accepted(stage: Stage) -> dict[str, Any]:
    """A message that is tried without being sent would be sent, from the first of two numbers."""
    stage.region.numbers.add("US", "TEN_DLC")
    return {"dry_run": True}


@SCENARIOS.scenario("dry run accepted on the direct path", "dry-run", "ok")
def dry_run_accepted_on_the_direct_path(stage: Stage) -> dict[str, Any]:
    """A message that is tried from the pool's own identity would be sent."""
    send_from_own_number(stage)
    return {"dry_run": True}


@SCENARIOS.scenario("dry run with nothing to send from", "dry-run", "not_applicable")
def dry_run_without_number(stage: Stage) -> dict[str, Any]:
    """By SNS, and without a number of the account's own, there is nothing to try with."""
    stage.region.numbers.clear()
    return {"dry_run": True}
