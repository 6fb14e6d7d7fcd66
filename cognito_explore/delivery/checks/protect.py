"""Whether a protect configuration keeps text messages from the number or its country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found
from cognito_explore.delivery.checks.sms import DROPPED
from cognito_explore.delivery.configuration_sets import read_configuration_set
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.delivery.threads import in_threads
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.limits import read_account_attributes
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.told import exact, instant, need, part

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)


@CHECKS.check(
    "protect-country",
    "Whether a protect configuration blocks the number",
    causes=(38,),
    actions=(
        "sms-voice:DescribeAccountAttributes",
        "sms-voice:DescribeConfigurationSets",
        "sms-voice:GetProtectConfigurationCountryRuleSet",
        "sms-voice:ListProtectConfigurationRuleSetNumberOverrides",
    ),
    medium=SMS,
    paths=_BOTH,
    link="https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-configuration.html",
)
def protect_country(case: Case) -> Found:
    """Look at the rule of the number's country, and at what is said of the number itself."""
    return case.in_sms_regions(lambda region_name: _protect_in(case, region_name))


def _protect_in(case: Case, region_name: str) -> Found:
    number = case.phone_number()
    by_set, by_default = in_threads(
        [lambda: _of_set(case, region_name), lambda: _of_account(case, region_name)]
    )
    configuration_id = by_set or by_default
    if configuration_id is None:
        title = f"No protect configuration is over these SMS in {region_name}."
        evidence = f"sms-voice:DescribeAccountAttributes in {region_name}: no default of it."
        return Found("ok", title, evidence)
    asked = {"ProtectConfigurationId": configuration_id}
    listed = {
        **asked,
        "Filters": [{"Name": "destination-phone-number-begins-with", "Values": [number]}],
    }
    rules, overrides = in_threads(
        [
            lambda: case.sms_voice(
                "GetProtectConfigurationCountryRuleSet",
                region_name,
                {**asked, "NumberCapability": "SMS"},
            ),
            lambda: case.sms_voice_pages(
                "ListProtectConfigurationRuleSetNumberOverrides",
                "RuleSetNumberOverrides",
                region_name,
                listed,
            ),
        ]
    )
    own = next((it for it in overrides if _is_of(it, number, case)), None)
    return _judge_protect(number, region_name, configuration_id, rules, own)


def _of_set(case: Case, region_name: str) -> str | None:
    """Read the protect configuration of the pool's configuration set, which goes first."""
    name = case.route().configuration_set
    if not name:
        return None
    found = read_configuration_set(case.reads, region_name, name)
    return exact(found, "ProtectConfigurationId") if found else None


def _of_account(case: Case, region_name: str) -> str | None:
    attributes = read_account_attributes(case.reads, region_name)
    return attributes.get("DEFAULT_PROTECT_CONFIGURATION_ID") or None


def _is_of(override: Mapping[str, Any], number: PhoneNumber, case: Case) -> bool:
    ends_at = instant(override, "ExpirationTimestamp")
    listed = need(exact, override, "DestinationPhoneNumber")
    is_same = listed.removeprefix("+") == number.reveal().removeprefix("+")
    return is_same and (ends_at is None or ends_at > case.now)


def _judge_protect(
    number: PhoneNumber,
    region_name: str,
    configuration_id: str,
    rules: Mapping[str, Any],
    own: Mapping[str, Any] | None,
) -> Found:
    """Judge by the number's override, which goes before its country's rule.

    Source:
        https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-rule-override.html
    """
    country = number.country or ""
    status = exact(part(part(rules, "CountryRuleSet"), country), "ProtectStatus")
    action = None if own is None else need(exact, own, "Action")
    evidence = (
        f"Protect configuration {configuration_id} in {region_name}: {country or 'no country'} is "
        f"{printable(status or 'not in it', 40)}; the number itself is "
        f"{printable(action or 'not in it', 40)}."
    )
    asked = {"ProtectConfigurationId": configuration_id}
    allow = Call(
        SERVICE,
        "PutProtectConfigurationRuleSetNumberOverride",
        region_name,
        {**asked, "DestinationPhoneNumber": number, "Action": "ALLOW"},
    )
    if action == "BLOCK":
        remove = Call(
            SERVICE,
            "DeleteProtectConfigurationRuleSetNumberOverride",
            region_name,
            {**asked, "DestinationPhoneNumber": number},
        )
        # Where the country is blocked as well, taking the override away mends nothing.
        mend = allow if status == "BLOCK" else remove
        title = f"A protect configuration blocks {number.masked} by a rule of its own."
        fix = "Allow the number, or take its rule away."
        return Found("problem", title, evidence, fix, DROPPED, (mend,))
    if action == "ALLOW" or status in {"ALLOW", "MONITOR"}:
        title = f"The protect configuration lets SMS to {number.masked} through."
        return Found("ok", title, evidence)
    if status == "BLOCK":
        title = f"A protect configuration blocks SMS to {country}."
        fix = f"Allow {country}, or this number alone."
        return Found(
            "problem",
            title,
            evidence,
            fix,
            DROPPED,
            (_allow_country(asked, country, region_name),),
        )
    if status == "FILTER":
        title = f"A protect configuration filters SMS to {country} by its model of risk."
        fix = "Allow this number, so that it is not filtered."
        consequence = "A message that the model takes for fraud is dropped."
        return Found("warning", title, evidence, fix, consequence, (allow,))
    title = f"What the protect configuration does with SMS to {number.masked} is not known."
    return Found("unknown", title, evidence, "See its country rules in the console.")


def _allow_country(asked: Mapping[str, str], country: str, region_name: str) -> Call:
    updates = {country: {"ProtectStatus": "ALLOW"}}
    parameters = {**asked, "NumberCapability": "SMS", "CountryRuleSetUpdates": updates}
    return Call(SERVICE, "UpdateProtectConfigurationCountryRuleSet", region_name, parameters)
