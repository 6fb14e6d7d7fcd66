"""Cognito's operations on what a pool has logged.

Thin adapters over `user_notifications`; `userAuthEvents` are kept, and nothing is written of
them.
"""

from __future__ import annotations

from moto.core.responses import ActionResult

from cognito_explore.embedded.second_factors import SecondFactorResponses


class LogDeliveryResponses(SecondFactorResponses):
    """All of Cognito's operations over one world, with those on logs."""

    def set_log_delivery_configuration(self) -> ActionResult:
        """Set what a pool wants logged, and where."""
        pool_id = self.parameters["UserPoolId"]
        self.backend.describe_user_pool(pool_id)
        self.world.notifications.configure(pool_id, self.parameters["LogConfigurations"])
        return self.get_log_delivery_configuration()

    def get_log_delivery_configuration(self) -> ActionResult:
        """Tell what a pool wants logged, and where."""
        pool_id = self.parameters["UserPoolId"]
        self.backend.describe_user_pool(pool_id)
        told = self.world.notifications.configurations(pool_id)
        return ActionResult(
            {"LogDeliveryConfiguration": {"UserPoolId": pool_id, "LogConfigurations": told}}
        )
