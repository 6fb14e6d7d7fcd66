"""What CloudTrail keeps of requests to Cognito that were refused.

Plain logic, without moto and botocore. Whether AWS keeps requests of operations that take no
credentials is not documented; here it does. That accepted ones are left out is decided here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from cognito_explore.embedded.refused import Refused

_SOURCE = "cognito-idp.amazonaws.com"


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One request that was refused.

    Attributes:
        at: When.
        region: Of the service.
        name: Of the operation.
        error_code: Of the refusal.
        error_message: Of the refusal.
        event_id: CloudTrail's id of it.
    """

    at: datetime
    region: str
    name: str
    error_code: str
    error_message: str
    event_id: str

    @property
    def source(self) -> str:
        """The service, as CloudTrail names it."""
        return _SOURCE

    def to_json(self) -> str:
        """Write it as CloudTrail does."""
        told = {
            "eventVersion": "1.11",
            "userIdentity": {"type": "Unknown"},
            "eventTime": f"{self.at:%Y-%m-%dT%H:%M:%SZ}",
            "eventSource": _SOURCE,
            "eventName": self.name,
            "awsRegion": self.region,
            "errorCode": self.error_code,
            "errorMessage": self.error_message,
            "eventID": self.event_id,
            "eventCategory": "Management",
        }
        return json.dumps(told)


class Trail:
    """The requests that were refused, oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._events: list[TrailEvent] = []

    def add(self, at: datetime, region: str, name: str, refused: Refused) -> None:
        """Keep a refusal."""
        event_id = f"{len(self._events):08x}-0000-4000-8000-000000000000"
        event = TrailEvent(at, region, name, refused.code, refused.message, event_id)
        self._events.append(event)

    def of(self, region: str) -> list[TrailEvent]:
        """Give those of a Region, newest first, as CloudTrail does."""
        return [it for it in reversed(self._events) if it.region == region]
