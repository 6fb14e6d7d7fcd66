"""SES's operations: on the account, its suppression list and configuration sets, and identities.

Thin adapters: what decides is in `email`; here it is bound to requests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.email.region import ConfigurationSet, Suppressed
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.ses_identities import IdentityResponses
from cognito_explore.embedded.ses_service import not_found


class SesResponses(IdentityResponses):
    """All operations of SES, version 2 of its API, that there are here."""

    def get_account(self) -> ActionResult:
        """Tell how the account stands in this Region."""
        email = self.email
        return answer(
            DedicatedIpAutoWarmupEnabled=False,
            EnforcementStatus=email.enforcement,
            ProductionAccessEnabled=email.has_production_access,
            SendQuota={
                "Max24HourSend": float(email.max_24_hours),
                "MaxSendRate": float(email.max_a_second),
                "SentLast24Hours": float(email.sent_last_24_hours),
            },
            SendingEnabled=email.is_sending,
            SuppressionAttributes={"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        )

    def put_account_sending_attributes(self) -> ActionResult:
        """Pause the account's sending, or go on with it."""
        self.email.is_sending = self.asked.get("SendingEnabled", False)
        return answer()

    def get_suppressed_destination(self) -> ActionResult:
        """Tell why nothing is sent to an address."""
        return answer(SuppressedDestination=_suppressed(self._suppressed()))

    def put_suppressed_destination(self) -> ActionResult:
        """Send nothing to an address from now on."""
        self.email.suppress(self.asked["EmailAddress"], self.asked["Reason"])
        return answer()

    def delete_suppressed_destination(self) -> ActionResult:
        """Send to an address again."""
        del self.email.suppressed[self._suppressed().address]
        return answer()

    def list_suppressed_destinations(self) -> ActionResult:
        """List the addresses that nothing is sent to."""
        self.refuse_unsupported("Reason", "StartDate", "EndDate", "TenantName")
        told = [_suppressed(it) for it in self.email.suppressed.values()]
        return self.paged("SuppressedDestinationSummaries", told)

    def create_configuration_set(self) -> ActionResult:
        """Make rules for messages."""
        asked, sets = self.asked, self.email.configuration_sets
        name = asked["ConfigurationSetName"]
        if name in sets:
            raise Refused("AlreadyExistsException", f"Configuration set {name} already exists.")
        made = ConfigurationSet(name)
        made.is_sending = asked.get("SendingOptions", {}).get("SendingEnabled", True)
        _suppress_for(made, asked.get("SuppressionOptions", {}))
        sets[name] = made
        return answer()

    def get_configuration_set(self) -> ActionResult:
        """Tell of rules for messages."""
        found = self._configuration_set()
        reasons = found.suppressed_reasons
        return answer(
            ConfigurationSetName=found.name,
            SendingOptions={"SendingEnabled": found.is_sending},
            SuppressionOptions=None if reasons is None else {"SuppressedReasons": list(reasons)},
            Tags=[],
        )

    def list_configuration_sets(self) -> ActionResult:
        """List the rules for messages."""
        return self.paged("ConfigurationSets", list(self.email.configuration_sets))

    def delete_configuration_set(self) -> ActionResult:
        """Delete rules for messages."""
        del self.email.configuration_sets[self._configuration_set().name]
        return answer()

    def put_configuration_set_sending_options(self) -> ActionResult:
        """Send the messages that name a configuration set, or not."""
        self._configuration_set().is_sending = self.asked.get("SendingEnabled", False)
        return answer()

    def put_configuration_set_suppression_options(self) -> ActionResult:
        """Set for which reasons messages that name a configuration set are kept back."""
        _suppress_for(self._configuration_set(), self.asked)
        return answer()

    def _suppressed(self) -> Suppressed:
        address = self.asked["EmailAddress"]
        found = self.email.suppressed.get(address)
        if found is None:
            raise not_found("Suppressed destination", address)
        return found

    def _configuration_set(self) -> ConfigurationSet:
        name = self.asked["ConfigurationSetName"]
        found = self.email.configuration_sets.get(name)
        if found is None:
            raise not_found("Configuration set", name)
        return found


def _suppressed(found: Suppressed) -> dict[str, Any]:
    return {"EmailAddress": found.address, "Reason": found.reason, "LastUpdateTime": found.at}


def _suppress_for(configuration_set: ConfigurationSet, asked: Mapping[str, Any]) -> None:
    if "SuppressedReasons" in asked:
        configuration_set.suppressed_reasons = tuple(asked["SuppressedReasons"])
