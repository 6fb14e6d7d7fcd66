"""The time a session goes by: the machine's, or one that can be moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A clock in aware UTC that can be moved forward.

    Without an argument it runs with the machine's clock. Given an instant it
    stands still there until it is moved, so that what is shown is repeatable.
    """

    def __init__(self, now: datetime | None = None) -> None:
        """Start the clock.

        Args:
            now: Where it stands still, an aware instant; None lets it run.

        Raises:
            TypeError: `now` is no datetime.
            ValueError: `now` has no time zone.
        """
        if now is not None and not isinstance(now, datetime):
            msg = f"now must be a datetime, not {type(now).__name__}"
            raise TypeError(msg)
        if now is not None and now.tzinfo is None:
            msg = f"now={now.isoformat()} has no time zone: use datetime(..., tzinfo=UTC)"
            raise ValueError(msg)
        self._standing_at = None if now is None else now.astimezone(UTC)
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Tell the time, in UTC."""
        return (self._standing_at or datetime.now(UTC)) + self._ahead

    def timer(self) -> float:
        """Count seconds from some fixed point; a standing clock counts none."""
        return time.perf_counter() if self._standing_at is None else 0.0

    def advance(
        self,
        by: timedelta | None = None,
        *,
        days: float = 0,
        hours: float = 0,
        minutes: float = 0,
        seconds: float = 0,
    ) -> datetime:
        """Move the clock forward.

        Args:
            by: How far, as a `timedelta`; added to the units given by name.
            days: Days to add.
            hours: Hours to add.
            minutes: Minutes to add.
            seconds: Seconds to add.

        Returns:
            The time it shows now.

        Raises:
            ValueError: The clock would go back, or further than there are dates.
        """
        far = "a clock cannot go that far: dates end with the year 9999"
        try:
            step = (by or timedelta()) + timedelta(
                days=days, hours=hours, minutes=minutes, seconds=seconds
            )
        except OverflowError:
            raise ValueError(far) from None
        if step < timedelta():
            msg = f"a clock only goes forward, not by {step}"
            raise ValueError(msg)
        try:
            _ = self.now() + step
        except OverflowError:
            raise ValueError(far) from None
        self._ahead += step
        return self.now()

    def __repr__(self) -> str:
        return f"<Clock {self.now():%Y-%m-%d %H:%M:%S} UTC>"
