"""End User Messaging's operations on protect configurations.

Thin adapters over `sms.protect`. Decided here: the filters by date, and those on deletion
protection, are not there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses
from cognito_explore.embedded.eum_service import e164
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.sms.listing import check_few, filtered, page
from cognito_explore.embedded.sms.protect import Configuration, Override, Protect
from cognito_explore.embedded.sms.refusals import invalid_field
from cognito_explore.embedded.sms.region import country_of
from cognito_explore.errors import UnsupportedByEmbeddedError

# botocore's service model: NumberCapability.
_CAPABILITIES = ("SMS", "VOICE", "MMS", "RCS")
_FILTERS = {
    "account-default": "AccountDefault",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
}
_OVERRIDE_FILTERS = {"iso-country-code": "IsoCountryCode", "action": "Action"}
_BEGINS_WITH = "destination-phone-number-begins-with"


class ProtectResponses(RegionResponses):
    """Operations on protect configurations."""

    @property
    def _protect(self) -> Protect:
        return self.sms.protect

    def create_protect_configuration(self) -> ActionResult:
        """Make a configuration, which allows every country."""
        made = self._protect.create(is_protected=bool(self.asked.get("DeletionProtectionEnabled")))
        return ActionResult(
            {**self._told_configuration(made), "Tags": self.asked.get("Tags") or []}
        )

    def describe_protect_configurations(self) -> ActionResult:
        """Tell of configurations."""
        check_few(self.asked, "ProtectConfigurationIds")
        for wanted in self.asked.get("ProtectConfigurationIds") or []:
            self._protect.get(wanted.rpartition("/")[2])
        rows = [self._told_configuration(it) for it in self._protect.all()]
        rows = self.chosen(rows, "ProtectConfigurationIds", "ProtectConfigurationId")
        kept = filtered(rows, self.asked, _FILTERS)
        return ActionResult(page(kept, self.asked, "ProtectConfigurations"))

    def delete_protect_configuration(self) -> ActionResult:
        """Delete a configuration."""
        return ActionResult(
            self._told_configuration(self._protect.delete(self._configuration().configuration_id))
        )

    def set_account_default_protect_configuration(self) -> ActionResult:
        """Put the messages of the account under a configuration."""
        found = self._configuration()
        self._protect.default_id = found.configuration_id
        return self._told_default_configuration(found)

    def delete_account_default_protect_configuration(self) -> ActionResult:
        """Put the messages of the account under none."""
        if self._protect.default_id is None:
            text = "There is no account default protect configuration."
            raise Refused("ResourceNotFoundException", text, ResourceType="protect-configuration")
        found = self._protect.get(self._protect.default_id)
        self._protect.default_id = None
        return self._told_default_configuration(found)

    def get_protect_configuration_country_rule_set(self) -> ActionResult:
        """Tell the rule of every country."""
        return self._told_rule_set(self._configuration())

    def update_protect_configuration_country_rule_set(self) -> ActionResult:
        """Change the rules of countries."""
        found = self._configuration()
        updates = self.asked["CountryRuleSetUpdates"].items()
        statuses = {code: rule["ProtectStatus"] for code, rule in updates}
        found.update(statuses, self._asked_capability())
        return self._told_rule_set(found)

    def put_protect_configuration_rule_set_number_override(self) -> ActionResult:
        """Allow or block a number, whatever its country's rule is."""
        number = e164(self.asked, "DestinationPhoneNumber")
        until = self.asked.get("ExpirationTimestamp")
        made = self._configuration().override(
            number,
            self.asked["Action"],
            country_of(number),
            self.now,
            expires_at=None if until is None else datetime.fromtimestamp(until, UTC),
        )
        return answer(**self._name_of_configuration(self._configuration()), **_told_override(made))

    def delete_protect_configuration_rule_set_number_override(self) -> ActionResult:
        """Treat a number as its country again."""
        found = self._configuration()
        gone = found.remove_override(e164(self.asked, "DestinationPhoneNumber"))
        return answer(**self._name_of_configuration(found), **_told_override(gone))

    def list_protect_configuration_rule_set_number_overrides(self) -> ActionResult:
        """Tell which numbers are allowed or blocked."""
        found = self._configuration()
        rows = [_told_override(it) for it in found.overrides.values()]
        others = []
        for wanted in self.asked.get("Filters") or []:
            if wanted["Name"] == _BEGINS_WITH:
                begins = tuple(wanted["Values"])
                rows = [it for it in rows if it["DestinationPhoneNumber"].startswith(begins)]
            elif wanted["Name"] in _OVERRIDE_FILTERS:
                others.append(wanted)
            else:
                msg = f"The embedded AWS's overrides have no filter {wanted['Name']}."
                raise UnsupportedByEmbeddedError(msg)
        kept = filtered(rows, {"Filters": others}, _OVERRIDE_FILTERS)
        told = page(kept, self.asked, "RuleSetNumberOverrides")
        return ActionResult({**self._name_of_configuration(found), **told})

    def _configuration(self) -> Configuration:
        return self._protect.get(self.named("ProtectConfigurationId"))

    def _asked_capability(self) -> str:
        capability: str = self.asked["NumberCapability"]
        if capability not in _CAPABILITIES:
            raise invalid_field("NumberCapability", f"It is {', '.join(_CAPABILITIES)}.")
        return capability

    def _name_of_configuration(self, configuration: Configuration) -> dict[str, Any]:
        name = configuration.configuration_id
        arn = self.arn("protect-configuration", name)
        return {"ProtectConfigurationArn": arn, "ProtectConfigurationId": name}

    def _told_configuration(self, configuration: Configuration) -> dict[str, Any]:
        return {
            **self._name_of_configuration(configuration),
            "CreatedTimestamp": configuration.created_at,
            "AccountDefault": configuration.configuration_id == self._protect.default_id,
            "DeletionProtectionEnabled": configuration.is_protected,
        }

    def _told_default_configuration(self, configuration: Configuration) -> ActionResult:
        named = self._name_of_configuration(configuration)
        return ActionResult({f"Default{name}": value for name, value in named.items()})

    def _told_rule_set(self, configuration: Configuration) -> ActionResult:
        capability = self._asked_capability()
        rules = configuration.rule_set(capability).items()
        told = {code: {"ProtectStatus": status} for code, status in rules}
        named = self._name_of_configuration(configuration)
        return ActionResult({**named, "NumberCapability": capability, "CountryRuleSet": told})


def _told_override(override: Override) -> dict[str, Any]:
    told = {
        "DestinationPhoneNumber": override.phone_number,
        "CreatedTimestamp": override.created_at,
        "Action": override.action,
        "IsoCountryCode": override.country,
        "ExpirationTimestamp": override.expires_at,
    }
    return {name: value for name, value in told.items() if value is not None}
