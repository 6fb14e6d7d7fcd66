"""Resource policies of one Region: who may send from a number, a sender id or a pool.

Plain logic, without moto and botocore. Every identity begins with a policy that lets SNS send,
as the SNS developer guide has it. What AWS does not document, and this decides: that SNS sends
from an identity whose policy was deleted; the words of the refusals.

Source:
    https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cognito_explore.clock import Clock
from cognito_explore.delivery.resource_policy import lets_send, sending_policy
from cognito_explore.embedded.sms.refusals import invalid_field, not_found
from cognito_explore.errors import OutcomeUnknownError


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """One policy.

    Attributes:
        text: As it was put, in JSON.
        created_at: In UTC.
    """

    text: str
    created_at: datetime


class ResourcePolicies:
    """The policies of one Region, by what ends the ARN: `phone-number/phone-...`."""

    def __init__(self, clock: Clock) -> None:
        """Begin with those that everything has.

        Args:
            clock: Tells when a policy is put.
        """
        self._clock = clock
        self._began_at = clock.now()
        self._put: dict[str, ResourcePolicy | None] = {}

    def find(self, arn: str) -> ResourcePolicy | None:
        """Give the policy of a resource; None if it was deleted."""
        begun = ResourcePolicy(sending_policy(arn), self._began_at)
        return self._put.get(_end(arn), begun)

    def get(self, arn: str) -> ResourcePolicy:
        """Give the policy of a resource.

        Raises:
            Refused: It was deleted.
        """
        found = self.find(arn)
        if found is None:
            raise not_found("policy", arn)
        return found

    def put(self, arn: str, text: str) -> ResourcePolicy:
        """Set the policy of a resource.

        Raises:
            Refused: It is none.
        """
        try:
            lets_send(text)
        except OutcomeUnknownError:
            raise invalid_field("Policy", "It is no policy.") from None
        made = self._put[_end(arn)] = ResourcePolicy(text, self._clock.now())
        return made

    def delete(self, arn: str) -> ResourcePolicy:
        """Take the policy of a resource away.

        Raises:
            Refused: There is none.
        """
        gone = self.get(arn)
        self._put[_end(arn)] = None
        return gone

    def lets_sns_send(self, resource: str) -> bool:
        """Tell whether SNS may send from a resource, by what ends its ARN."""
        found = self._put.get(resource, _UNTOUCHED)
        return found is None or found is _UNTOUCHED or lets_send(found.text)


_UNTOUCHED = ResourcePolicy("", datetime.min)  # noqa: DTZ901 -- stands for the first policy


def _end(arn: str) -> str:
    return arn.rpartition(":")[2]
