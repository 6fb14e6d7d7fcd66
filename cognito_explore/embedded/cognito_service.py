"""What Cognito as a service does to requests: its rates, and where a pool has replicas.

Plain logic, without moto and botocore. Decided here: requests of the embedded AWS are never
throttled by themselves; a replica is a note that there is one, and has no users of its own.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused

# Cognito developer guide, quotas: requests a second by category.
_LIMITS = {
    "UserPoolClientRead": 15,
    "UserPoolRead": 15,
    "UserPoolResourceRead": 20,
    "UserRead": 120,
    "UserResourceRead": 50,
    "UserUpdate": 25,
}
_PRIMARY = "PRIMARY"
_SECONDARY = "SECONDARY"


class CognitoService:
    """The rates and replicas of one embedded AWS."""

    def __init__(self, clock: Clock) -> None:
        """Begin with no replicas, and nothing throttled.

        Args:
            clock: Tells when something is throttled.
        """
        self._clock = clock
        self._roles: dict[str, dict[str, str]] = {}
        self._throttled: defaultdict[str, list[datetime]] = defaultdict(list)

    def replicate(self, pool_id: str, *, primary: str, secondary: str) -> None:
        """Note in which Region a pool is primary, and in which it is secondary."""
        self._roles[pool_id] = {primary: _PRIMARY, secondary: _SECONDARY}

    def roles(self, pool_id: str) -> dict[str, str]:
        """Give the role of a pool by Region; empty if it has no replicas."""
        return dict(self._roles.get(pool_id, {}))

    def check_primary(self, pool_id: str, region_name: str) -> None:
        """Refuse what only the primary Region does; the words are not documented by AWS.

        Raises:
            Refused: It is a secondary Region.
        """
        if self.roles(pool_id).get(region_name) == _SECONDARY:
            text = "The operation is not available in this Region."
            raise Refused("OperationNotEnabledException", text)

    def limit(self, category: str) -> int:
        """Give how many requests a second of a category are let through.

        Raises:
            Refused: There is no such category here; the words are not documented by AWS.
        """
        if category not in _LIMITS:
            text = "The category of the limit definition is not known."
            raise Refused("InvalidParameterException", text)
        return _LIMITS[category]

    def throttle(self, category: str, times: int) -> None:
        """Note that so many requests of another program were throttled now."""
        self._throttled[category] += [self._clock.now()] * times

    def throttled(self, category: str) -> list[datetime]:
        """Give when requests of a category were throttled."""
        return list(self._throttled[category])
