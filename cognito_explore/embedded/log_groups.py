"""Log groups that were made in CloudWatch Logs, and what services wrote to them.

Plain logic, without moto and botocore. Those that SNS makes for itself are in `sms`. Decided
here: what is written to a group that is not there is lost, as nobody is told on AWS either.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused

_ARN_REGION, _ARN_NAME = 3, 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log group.

    Attributes:
        at: When it was written.
        message: Its text.
        place: Among those of its instant.
    """

    at: datetime
    message: str
    place: int


@dataclass(slots=True)
class LogGroup:
    """A log group.

    Attributes:
        name: Of it.
        created_at: When it was made.
        lines: What was written to it, oldest first.
    """

    name: str
    created_at: datetime
    lines: list[Line] = field(default_factory=list)


class LogGroups:
    """The log groups of one account, by Region."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none.

        Args:
            clock: Tells the time.
        """
        self._clock = clock
        self._groups: dict[str, dict[str, LogGroup]] = defaultdict(dict)

    def of(self, region: str) -> dict[str, LogGroup]:
        """Give the groups of a Region, by name."""
        return self._groups[region]

    def create(self, region: str, name: str) -> LogGroup:
        """Make a group.

        Raises:
            Refused: There is one of this name.
        """
        if name in self._groups[region]:
            text = "The specified log group already exists"
            raise Refused("ResourceAlreadyExistsException", text)
        made = LogGroup(name, self._clock.now())
        self._groups[region][name] = made
        return made

    def find(self, arn: str) -> LogGroup | None:
        """Find a group by its ARN, which may end in `:*`; None if there is none."""
        said = arn.split(":")
        if len(said) <= _ARN_NAME:
            return None
        return self._groups[said[_ARN_REGION]].get(said[_ARN_NAME])

    def write(self, arn: str, message: str) -> None:
        """Write a line to a group, if it is there."""
        group = self.find(arn)
        if group:
            group.lines.append(Line(self._clock.now(), message, len(group.lines)))
