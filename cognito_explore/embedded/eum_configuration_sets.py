"""End User Messaging's operations on configuration sets.

Thin adapters over `sms.configuration_sets`.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses, bare_id
from cognito_explore.embedded.sms.configuration_sets import (
    KINDS,
    MOST_SETS,
    ConfigurationSet,
    ConfigurationSets,
    EventDestination,
)
from cognito_explore.embedded.sms.listing import check_few, page
from cognito_explore.errors import UnsupportedByEmbeddedError


class ConfigurationSetsResponses(RegionResponses):
    """Operations on configuration sets."""

    @property
    def _sets(self) -> ConfigurationSets:
        return self.sms.configuration_sets

    def _set(self, found: ConfigurationSet) -> dict[str, Any]:
        arn = self.arn("configuration-set", found.name)
        return {"ConfigurationSetArn": arn, "ConfigurationSetName": found.name}

    def create_configuration_set(self) -> ActionResult:
        """Make a configuration set."""
        asked = self.asked
        made = self._sets.create(asked["ConfigurationSetName"], asked.get("ClientToken"))
        told = {"CreatedTimestamp": made.created_at, "Tags": asked.get("Tags") or []}
        return ActionResult(self._set(made) | told)

    def describe_configuration_sets(self) -> ActionResult:
        """Tell of configuration sets: of all, or of those that are named."""
        check_few(self.asked, "ConfigurationSetNames")
        if self.asked.get("Filters"):
            msg = "The embedded AWS does not filter configuration sets (Filters)."
            raise UnsupportedByEmbeddedError(msg)
        names = self.asked.get("ConfigurationSetNames") or []
        found = [self._sets.get(bare_id(it)) for it in names] or self._sets.all()
        rows = [self._set(it) | it.told() for it in found]
        return ActionResult(page(rows, self.asked, "ConfigurationSets"))

    def delete_configuration_set(self) -> ActionResult:
        """Delete a configuration set."""
        gone = self._sets.delete(self.named("ConfigurationSetName"))
        return ActionResult(self._set(gone) | gone.told())

    def create_event_destination(self) -> ActionResult:
        """Let events of a set go somewhere."""
        asked = self.asked
        made = self._sets.add_destination(
            self.named("ConfigurationSetName"),
            asked["EventDestinationName"],
            asked["MatchingEventTypes"],
            self._places(),
        )
        return self._told_destination(made)

    def update_event_destination(self) -> ActionResult:
        """Change where events of a set go."""
        asked = self.asked
        changed = self._sets.update_destination(
            self.named("ConfigurationSetName"),
            asked["EventDestinationName"],
            is_enabled=asked.get("Enabled"),
            event_types=asked.get("MatchingEventTypes"),
            places=self._places(),
        )
        return self._told_destination(changed)

    def delete_event_destination(self) -> ActionResult:
        """Let events of a set no longer go somewhere."""
        name = self.asked["EventDestinationName"]
        return self._told_destination(
            self._sets.delete_destination(self.named("ConfigurationSetName"), name)
        )

    def _places(self) -> dict[str, Any]:
        return {name: self.asked[name] for name in KINDS if self.asked.get(name)}

    def _told_destination(self, destination: EventDestination) -> ActionResult:
        found = self._sets.get(self.named("ConfigurationSetName"))
        return ActionResult(self._set(found) | {"EventDestination": destination.told()})

    def configuration_set_limits(self) -> list[tuple[str, int, int]]:
        """Give the limit on what is here: name, used, most."""
        return [("CONFIGURATION_SETS", len(self._sets.all()), MOST_SETS)]
