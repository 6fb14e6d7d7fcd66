"""Configuration sets of one Region, with the destinations that events go to.

Plain logic, without moto and botocore. What AWS does not document, and this decides: the quota
of sets; a set that is made again with its client token is the same.

Source:
    botocore's model of `pinpoint-sms-voice-v2`: `CreateEventDestination` has up to five
    destinations in a set, each of exactly one kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.sms.refusals import conflict, invalid, not_found, over_quota

MOST_SETS = 25
MOST_DESTINATIONS = 5
KINDS = ("CloudWatchLogsDestination", "KinesisFirehoseDestination", "SnsDestination")


@dataclass(slots=True)
class EventDestination:
    """Where events go.

    Attributes:
        name: Within its set.
        event_types: Of `EventType`.
        places: By AWS's member, one of `KINDS`.
        is_enabled: Whether they do go there.
    """

    name: str
    event_types: list[str]
    places: dict[str, Any]
    is_enabled: bool = True

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members."""
        return {
            "EventDestinationName": self.name,
            "Enabled": self.is_enabled,
            "MatchingEventTypes": self.event_types,
            **self.places,
        }


@dataclass(slots=True)
class ConfigurationSet:
    """One set.

    Attributes:
        name: In the Region.
        created_at: In UTC.
        destinations: By name.
    """

    name: str
    created_at: datetime
    destinations: dict[str, EventDestination] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN."""
        return {
            "ConfigurationSetName": self.name,
            "EventDestinations": [it.told() for it in self.destinations.values()],
            "CreatedTimestamp": self.created_at,
        }

    def find(self, name: str) -> EventDestination:
        """Give a destination.

        Raises:
            Refused: There is none.
        """
        if name not in self.destinations:
            raise not_found("event-destination", name)
        return self.destinations[name]


class ConfigurationSets:
    """The sets of one Region."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none.

        Args:
            clock: Tells when a set is made.
        """
        self._clock = clock
        self._sets: dict[str, ConfigurationSet] = {}
        self._by_token: dict[str, str] = {}

    def all(self) -> list[ConfigurationSet]:
        """Give every set, oldest first."""
        return list(self._sets.values())

    def get(self, name: str) -> ConfigurationSet:
        """Give a set.

        Raises:
            Refused: There is none.
        """
        if name not in self._sets:
            raise not_found("configuration-set", name)
        return self._sets[name]

    def create(self, name: str, client_token: str | None = None) -> ConfigurationSet:
        """Make a set, without destinations.

        Raises:
            Refused: There is one of this name, or the quota is reached.
        """
        if client_token is not None and self._by_token.get(client_token) in self._sets:
            return self._sets[self._by_token[client_token]]
        if name in self._sets:
            text = "There is a configuration set of this name."
            raise conflict("RESOURCE_ALREADY_EXISTS", text, "configuration-set", name)
        if len(self._sets) >= MOST_SETS:
            raise over_quota("CONFIGURATION_SETS_PER_ACCOUNT", MOST_SETS)
        made = self._sets[name] = ConfigurationSet(name, self._clock.now())
        if client_token is not None:
            self._by_token[client_token] = name
        return made

    def delete(self, name: str) -> ConfigurationSet:
        """Delete a set and its destinations.

        Raises:
            Refused: There is none.
        """
        self.get(name)
        return self._sets.pop(name)

    def add_destination(
        self, set_name: str, name: str, event_types: list[str], places: Mapping[str, Any]
    ) -> EventDestination:
        """Let events of a set go somewhere.

        Raises:
            Refused: There is no such set, it has one of this name or as many as it may, or
                it is not one place.
        """
        found = self.get(set_name)
        _check_place(places)
        if name in found.destinations:
            text = "The set has an event destination of this name."
            raise conflict("RESOURCE_ALREADY_EXISTS", text, "event-destination", name)
        if len(found.destinations) >= MOST_DESTINATIONS:
            raise over_quota("EVENT_DESTINATIONS_PER_CONFIGURATION_SET", MOST_DESTINATIONS)
        made = found.destinations[name] = EventDestination(name, event_types, dict(places))
        return made

    def update_destination(
        self,
        set_name: str,
        name: str,
        *,
        is_enabled: bool | None = None,
        event_types: list[str] | None = None,
        places: Mapping[str, Any] | None = None,
    ) -> EventDestination:
        """Change where events go, which, or whether; what is not given stays.

        Raises:
            Refused: There is no such set or destination, or it is not one place.
        """
        found = self.get(set_name).find(name)
        if places:
            _check_place(places)
            found.places = dict(places)
        if is_enabled is not None:
            found.is_enabled = is_enabled
        if event_types is not None:
            found.event_types = event_types
        return found

    def delete_destination(self, set_name: str, name: str) -> EventDestination:
        """Let events of a set no longer go somewhere.

        Raises:
            Refused: There is no such set or destination.
        """
        found = self.get(set_name)
        found.find(name)
        return found.destinations.pop(name)


def _check_place(places: Mapping[str, Any]) -> None:
    if len(places) != 1:
        text = f"Give one of {', '.join(KINDS)}."
        raise invalid("DESTINATION_REQUIRED", text, dict.fromkeys(KINDS, text))
