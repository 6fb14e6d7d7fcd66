"""Which way a user pool's e-mails go.

Plain logic, without moto and botocore.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.delivery.ses_source import Source, read_source

DEVELOPER = "DEVELOPER"
_ARN_ACCOUNT = 4


@dataclass(frozen=True, slots=True)
class EmailRoute:
    """The way of a pool's e-mails.

    Attributes:
        is_own: Whether they go by SES of the account, not by Cognito's own sender.
        source: The SES identity that they come from; None: Cognito's own address.
        configuration_set: Of SES, by its name; None: none.
        pool_arn: Of the pool.
        pool_region: Of the pool.
    """

    is_own: bool
    source: Source | None
    configuration_set: str | None
    pool_arn: str
    pool_region: str

    @property
    def account_id(self) -> str:
        """Whose the pool is."""
        return self.pool_arn.split(":")[_ARN_ACCOUNT]


def route_of(pool_arn: str, pool_region: str, configuration: Mapping[str, Any]) -> EmailRoute:
    """Tell which way a pool's e-mails go.

    Args:
        pool_arn: Of the user pool.
        pool_region: Of the user pool.
        configuration: Its `EmailConfiguration`.
    """
    return EmailRoute(
        is_own=configuration.get("EmailSendingAccount") == DEVELOPER,
        source=read_source(configuration.get("SourceArn") or ""),
        configuration_set=configuration.get("ConfigurationSet"),
        pool_arn=pool_arn,
        pool_region=pool_region,
    )
