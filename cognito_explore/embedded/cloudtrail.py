"""CloudTrail's LookupEvents, of what Cognito refused.

A thin adapter over `trail`.
"""

from __future__ import annotations

from datetime import UTC, datetime

from moto.core.responses import ActionResult

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.trail import TrailEvent
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

# botocore's service model: MaxResults.
_MOST = 50


class CloudTrailResponses(ServiceResponses):
    """CloudTrail's operations over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "cloudtrail")

    def lookup_events(self) -> ActionResult:
        """Look events up by one attribute and time, newest first."""
        found = [it for it in self.world.trail.of(self.region) if self._is_asked_for(it)]
        size = self.asked.get("MaxResults", _MOST)
        wrong = Refused("InvalidNextTokenException", "The token is not valid.")
        events, token = page(found, self.asked.get("NextToken"), size, wrong)
        told = [
            {
                "EventId": it.event_id,
                "EventName": it.name,
                "EventTime": it.at,
                "EventSource": it.source,
                "Resources": [],
                "CloudTrailEvent": it.to_json(),
            }
            for it in events
        ]
        return answer(Events=told, NextToken=token)

    def _is_asked_for(self, event: TrailEvent) -> bool:
        kept = {"EventName": event.name, "EventSource": event.source, "EventId": event.event_id}
        for wanted in self.asked.get("LookupAttributes", []):
            if wanted["AttributeKey"] not in kept:
                msg = f"The embedded AWS's CloudTrail looks events up by {', '.join(kept)}."
                raise UnsupportedByEmbeddedError(msg)
            if kept[wanted["AttributeKey"]] != wanted["AttributeValue"]:
                return False
        begin, end = (self.asked.get(name) for name in ("StartTime", "EndTime"))
        return (begin is None or _time(begin) <= event.at) and (
            end is None or event.at <= _time(end)
        )


def _time(value: float) -> datetime:
    return datetime.fromtimestamp(value, UTC)
