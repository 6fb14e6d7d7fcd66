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
        identity: What they are sent from, by `OriginationIdentity`; None: what there is.
        configuration_set: The one that is applied to them; None: none.
        pool_id: Of the pool.
    """

    path: str
    region: str
    identity: str | None = None
    configuration_set: str | None = None
    pool_id: str = ""


def route_of(pool_region: str, configuration: Mapping[str, Any], pool_id: str = "") -> SmsRoute:
    """Tell which way a pool's text messages go.

    Where AWS documents two Regions, this takes the legacy one, as it was seen to be.

    Args:
        pool_region: Of the user pool.
        configuration: Its `SmsConfiguration`.
        pool_id: Of it.
    """
    direct = configuration.get("EumsSms")
    if direct:
        named = (direct.get("OriginationIdentity"), direct.get("ConfigurationSetName"))
        return SmsRoute(EUM, pool_region, *named, pool_id=pool_id)
    region = regions.candidates(pool_region, configuration.get("SnsRegion"))[0]
    return SmsRoute(SNS, region, pool_id=pool_id)
