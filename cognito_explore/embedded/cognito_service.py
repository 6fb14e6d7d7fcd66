"""What Cognito as a service does to requests: its rates, and where a pool has replicas.

Plain logic, without moto and botocore. Decided here: requests of the embedded AWS are throttled
by a rate that was set and by nothing else, all Regions together; a rate is a bucket of as many
requests as it lets through in a second, filled as the clock goes, and a request is counted once IAM
allows it, before its token and parameters are looked at; a replica is a note that there is one, and
has no users of its own.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import CATEGORIES, REQUESTS_A_SECOND

_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_PRIMARY = "PRIMARY"
_SECONDARY = "SECONDARY"


class _Bucket:
    """How many requests are left, in whole numbers: parts of a request are not lost."""

    def __init__(self, per_s: int, now: datetime) -> None:
        self.per_s = per_s
        self._full = self._left = per_s * (_SECOND // _MICROSECOND)
        self._seen_at = now

    def take(self, now: datetime) -> bool:
        """Take one request out, if there is one."""
        filled = max(0, (now - self._seen_at) // _MICROSECOND) * self.per_s
        self._left = min(self._full, self._left + filled)
        self._seen_at = now
        one = _SECOND // _MICROSECOND
        if self._left < one:
            return False
        self._left -= one
        return True


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
        self._buckets: dict[str, _Bucket] = {}

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
        if category not in REQUESTS_A_SECOND:
            text = "The category of the limit definition is not known."
            raise Refused("InvalidParameterException", text)
        if category in self._buckets:
            return self._buckets[category].per_s
        return REQUESTS_A_SECOND[category]

    def set_rate(self, category: str, per_s: int | None) -> None:
        """Let so many requests a second through; None: as many as come."""
        if per_s is None:
            self._buckets.pop(category, None)
        else:
            self._buckets[category] = _Bucket(per_s, self._clock.now())

    def count(self, operation: str) -> None:
        """Count a request against the rate of its category, if it has one.

        Raises:
            Refused: It is above the rate.
        """
        category = CATEGORIES.get(operation, "")
        bucket = self._buckets.get(category)
        if bucket and not bucket.take(self._clock.now()):
            self.throttle(category, 1)
            raise Refused("TooManyRequestsException", "Rate exceeded")

    def throttle(self, category: str, times: int) -> None:
        """Note that so many requests were throttled now, of this program or another."""
        self._throttled[category] += [self._clock.now()] * times

    def throttled(self, category: str) -> list[datetime]:
        """Give when requests of a category were throttled."""
        return list(self._throttled[category])
