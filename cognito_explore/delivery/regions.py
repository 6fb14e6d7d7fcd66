"""From which AWS Regions a user pool's SMS messages are sent.

What is true of a Region is in `sms_regions.json`, as Amazon Cognito's developer guide has it;
this reads it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = json.loads(
    files(__package__).joinpath("sms_regions.json").read_text(encoding="utf-8")
)

SOURCE: str = _TABLE["source"]
"""The page that the table is taken from."""

SOURCE_DATE: str = _TABLE["date"]
"""When it was, as in `2026-11-22`."""


def candidates(pool_region: str, sns_region: str | None) -> tuple[str, ...]:
    """Tell from which Regions SNS may send a pool's messages.

    Args:
        pool_region: Of the user pool.
        sns_region: What the pool's `SmsConfiguration.SnsRegion` says; None if nothing.

    Returns:
        The likeliest first. Two only where a pool without `SnsRegion` may use the legacy
        alternate or its own Region. A Region that the table does not have stands for itself.

    Source:
        `SOURCE`, "SMS message settings for Amazon Cognito user pools".
    """
    if sns_region:
        return (sns_region,)
    if pool_region in _TABLE["forced"]:
        return (_TABLE["forced"][pool_region],)
    legacy = _TABLE["default_without_sns_region"].get(pool_region)
    return (legacy, pool_region) if legacy else (pool_region,)


def allowed(pool_region: str) -> tuple[str, ...]:
    """Tell which Regions a pool's `SnsRegion` may name.

    Args:
        pool_region: Of the user pool.

    Returns:
        The pool's own first, where it is one of them. Empty for a Region that the table
        does not have.

    Source:
        `SOURCE`, "SMS message settings for Amazon Cognito user pools".
    """
    if pool_region in _TABLE["forced"]:
        return (_TABLE["forced"][pool_region],)
    if pool_region in _TABLE["legacy_alternate"]:
        return (pool_region, _TABLE["legacy_alternate"][pool_region])
    return (pool_region,) if pool_region in _TABLE["same_region"] else ()


def has_eum_direct(region: str) -> bool:
    """Tell whether a pool in a Region can use End User Messaging without SNS.

    Source:
        `SOURCE`, which names the Regions that cannot.
    """
    return region not in _TABLE["no_eum_direct"]


def with_legacy_alternate() -> tuple[str, ...]:
    """Give the Regions whose pools may send from another Region as well as their own."""
    return tuple(_TABLE["legacy_alternate"])
