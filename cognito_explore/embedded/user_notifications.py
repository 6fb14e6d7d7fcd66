"""What Cognito logs of messages that it could not hand over, once a pool tells it to.

Plain logic, without moto and botocore. The form of a record is AWS's; what it says in
`details` is documented nowhere, and decided here.

Source:
    https://docs.aws.amazon.com/cognito/latest/developerguide/exporting-quotas-and-usage.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.log_groups import LogGroups
from cognito_explore.embedded.refused import Refused

_SOURCE = "userNotification"


class UserNotifications:
    """The logs that pools ask for.

    Attributes:
        held_back: The addresses to which Cognito holds messages back, as it may do where
            many go to one.
    """

    def __init__(self, clock: Clock, logs: LogGroups) -> None:
        """Begin with none asked for.

        Args:
            clock: Tells the time.
            logs: Where it is written.
        """
        self._clock = clock
        self._logs = logs
        self._configurations: dict[str, list[dict[str, Any]]] = {}
        self.held_back: set[str] = set()

    def configurations(self, pool_id: str) -> list[dict[str, Any]]:
        """Give what a pool has set, as `GetLogDeliveryConfiguration` does."""
        return self._configurations.get(pool_id, [])

    def configure(self, pool_id: str, configurations: Sequence[Mapping[str, Any]]) -> None:
        """Set what a pool wants logged; what is not named is logged no more.

        Raises:
            Refused: It is not to be had; the words are not documented by AWS.
        """
        for told in configurations:
            arn = told.get("CloudWatchLogsConfiguration", {}).get("LogGroupArn")
            if told["EventSource"] == _SOURCE and told["LogLevel"] != "ERROR":
                raise _invalid("userNotification has the LogLevel ERROR alone.")
            if told["EventSource"] == _SOURCE and not arn:
                raise _invalid("userNotification goes to CloudWatch Logs alone.")
            if arn and not self._logs.find(arn):
                raise _invalid("The log group does not exist.")
        self._configurations[pool_id] = [dict(it) for it in configurations]

    def write(self, pool_id: str, details: str) -> None:
        """Log that a message could not be handed over, if the pool wants that logged."""
        record = {
            "eventTimestamp": str(int(self._clock.now().timestamp() * 1_000)),
            "eventSource": "USER_NOTIFICATION",
            "logLevel": "ERROR",
            "message": {"details": details},
            "logSourceId": {"userPoolId": pool_id},
        }
        for told in self.configurations(pool_id):
            if told["EventSource"] == _SOURCE:
                arn = told["CloudWatchLogsConfiguration"]["LogGroupArn"]
                self._logs.write(arn, json.dumps(record, separators=(",", ":")))


def _invalid(text: str) -> Refused:
    return Refused("InvalidParameterException", text)
