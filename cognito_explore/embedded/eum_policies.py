"""End User Messaging's operations on resource policies.

Thin adapters over `sms.resource_policies`.
"""

from __future__ import annotations

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses
from cognito_explore.embedded.sms.refusals import invalid_field
from cognito_explore.embedded.sms.resource_policies import ResourcePolicy


class PoliciesResponses(RegionResponses):
    """Operations on resource policies."""

    def get_resource_policy(self) -> ActionResult:
        """Tell the policy of a resource."""
        return self._told_policy(self.sms.policies.get(self._policed()))

    def put_resource_policy(self) -> ActionResult:
        """Set the policy of a resource."""
        return self._told_policy(self.sms.policies.put(self._policed(), self.asked["Policy"]))

    def delete_resource_policy(self) -> ActionResult:
        """Take the policy of a resource away."""
        return self._told_policy(self.sms.policies.delete(self._policed()))

    def _policed(self) -> str:
        """Read the ARN of a resource that is there."""
        arn: str = self.asked["ResourceArn"]
        kind, _, name = arn.rpartition(":")[2].partition("/")
        numbers = self.sms.numbers
        if kind == "phone-number":
            numbers.get(name)
        elif kind == "pool":
            numbers.pools.get(name)
        elif kind == "sender-id":
            numbers.sender_ids.get(*name.split("/", 1))
        else:
            raise invalid_field("ResourceArn", "It is no phone number, sender id or pool.")
        return arn

    def _told_policy(self, policy: ResourcePolicy) -> ActionResult:
        return ActionResult(
            {
                "ResourceArn": self.asked["ResourceArn"],
                "Policy": policy.text,
                "CreatedTimestamp": policy.created_at,
            }
        )
