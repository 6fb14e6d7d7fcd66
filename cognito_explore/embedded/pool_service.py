"""Cognito's operations on replicas and rates, none of which moto has.

Thin adapters, as in `cognito`, over `cognito_service`.
"""

from __future__ import annotations

from moto.core.responses import ActionResult

from cognito_explore.embedded.log_delivery import LogDeliveryResponses
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import REQUESTS_A_SECOND


class PoolServiceResponses(LogDeliveryResponses):
    """All of Cognito's operations over one world, with those on replicas and rates."""

    def _authenticate_and_authorize_normal_action(self, resource: str = "*") -> None:
        """Count the request, and then judge its token; moto calls this before every operation."""
        self.world.service.count(self._get_action())
        super()._authenticate_and_authorize_normal_action(resource)

    def get_user_attribute_verification_code(self) -> ActionResult:
        """Send a code for an attribute, in the primary Region."""
        self._check_primary()
        return super().get_user_attribute_verification_code()

    def verify_user_attribute(self) -> ActionResult:
        """Verify an attribute with a code, in the primary Region."""
        self._check_primary()
        return super().verify_user_attribute()

    def list_user_pool_replicas(self) -> ActionResult:
        """Tell in which Regions a pool is, and as what; a pool without replicas has none."""
        pool = self._pool()
        replicas = [
            {
                "RegionName": region_name,
                "Status": "ACTIVE",
                "Role": role,
                "UserPoolArn": pool.arn.replace(pool.region, region_name),
            }
            for region_name, role in self.world.service.roles(pool.id).items()
        ]
        return ActionResult({"UserPoolReplicas": replicas})

    def get_provisioned_limit(self) -> ActionResult:
        """Tell how many requests a second of a category are let through."""
        about = self.parameters["LimitDefinition"]
        if about.get("LimitClass") != "API_CATEGORY":
            raise Refused("InvalidParameterException", "The limit class is not known.")
        category = about["Attributes"].get("Category", "")
        told = {
            "LimitDefinition": about,
            "ProvisionedLimitValue": self.world.service.limit(category),
            "FreeLimitValue": REQUESTS_A_SECOND[category],
        }
        return ActionResult({"Limit": told})

    def _check_primary(self) -> None:
        self.world.service.check_primary(self.signed_in.pool.id, self.region)
