"""Which way a user pool's text messages go.

Plain logic, without moto and botocore.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.delivery import regions

SNS = "SNS"
EUM = "EUM"


@dataclass(frozen=True, slots=True)
class SmsRoute:
    """The way of a pool's text messages.

    Attributes:
        path: `SNS`, or `EUM` for End User Messaging without SNS.
        region: From which Region they are sent.
    """

    path: str
    region: str


def route_of(pool_region: str, configuration: Mapping[str, Any]) -> SmsRoute:
    """Tell which way a pool's text messages go.

    Where AWS documents two Regions, this takes the legacy one, as it was seen to be.

    Args:
        pool_region: Of the user pool.
        configuration: Its `SmsConfiguration`.
    """
    if configuration.get("EumsSms"):
        return SmsRoute(EUM, pool_region)
    return SmsRoute(SNS, regions.candidates(pool_region, configuration.get("SnsRegion"))[0])
