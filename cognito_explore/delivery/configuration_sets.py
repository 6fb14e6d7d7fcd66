"""The configuration set that a pool names for its SMS, as it is in the account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.log_groups import Asks
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.told import parts, texts

# botocore's service model, EventType: these two, and each event of SMS by its own name.
_ALL = "ALL"
_TEXT = "TEXT_"


def read_configuration_set(asks: Asks, region_name: str, name: str) -> Mapping[str, Any] | None:
    """Read a configuration set; None if it is not there.

    Args:
        asks: The account.
        region_name: That the SMS leave from.
        name: Its name or ARN.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    asked = {"ConfigurationSetNames": [name]}
    call = Call("pinpoint-sms-voice-v2", "DescribeConfigurationSets", region_name, asked)
    try:
        return next(iter(asks.pages(call, "ConfigurationSets")), None)
    except ResourceNotFoundError:
        return None


def text_destinations(configuration_set: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the event destinations that take events of SMS, whether they are on or off."""
    return [
        it
        for it in parts(configuration_set, "EventDestinations")
        if any(kind == _ALL or kind.startswith(_TEXT) for kind in texts(it, "MatchingEventTypes"))
    ]
