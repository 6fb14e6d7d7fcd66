"""Which services the embedded AWS has, and what each is called where."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from botocore.model import ServiceModel

from cognito_explore.embedded.backend import Backends
from cognito_explore.embedded.cloudwatch import CloudWatchResponses
from cognito_explore.embedded.cloudwatch_logs import CloudWatchLogsResponses
from cognito_explore.embedded.end_user_messaging import EndUserMessagingResponses
from cognito_explore.embedded.second_factors import SecondFactorResponses
from cognito_explore.embedded.sns import SnsResponses
from cognito_explore.embedded.transport import Responder
from cognito_explore.embedded.wording import (
    Wording,
    in_end_user_messaging_json,
    in_query,
    in_query_compatible_json,
)
from cognito_explore.wire import make_loader

# botocore names its events by service id.
_COGNITO = "cognito-identity-provider"
_SNS = "sns"
_END_USER_MESSAGING = "pinpoint-sms-voice-v2"
_LOGS = "cloudwatch-logs"
_CLOUDWATCH = "cloudwatch"

IAM_PREFIXES = {
    _COGNITO: "cognito-idp",
    _SNS: "sns",
    _END_USER_MESSAGING: "sms-voice",
    _LOGS: "logs",
    _CLOUDWATCH: "cloudwatch",
}
"""By service id, what IAM calls the service."""

WORDINGS: Mapping[str, Wording] = {
    _SNS: in_query,
    _END_USER_MESSAGING: in_end_user_messaging_json,
    _CLOUDWATCH: in_query_compatible_json,
}
"""By service id, how it refuses; the others do so in JSON 1.1."""

# By IAM's prefix, botocore's name where it is another.
_BOTOCORE_NAMES = {"sms-voice": "pinpoint-sms-voice-v2"}


def make_responders(backends: Backends) -> dict[str, Callable[[], Responder]]:
    """Give what answers a request, by service id."""
    world = backends.world
    return {
        _COGNITO: lambda: SecondFactorResponses(backends),
        _SNS: lambda: SnsResponses(world),
        _END_USER_MESSAGING: lambda: EndUserMessagingResponses(world),
        _LOGS: lambda: CloudWatchLogsResponses(world),
        _CLOUDWATCH: lambda: CloudWatchResponses(world),
    }


@functools.cache
def actions() -> frozenset[str]:
    """Name every action of IAM for these services: the operations of botocore's models."""
    loader = make_loader()
    found = set()
    for prefix in IAM_PREFIXES.values():
        name = _BOTOCORE_NAMES.get(prefix, prefix)
        model = ServiceModel(loader.load_service_model(name, "service-2"), name)
        found |= {f"{prefix}:{operation}" for operation in model.operation_names}
    return frozenset(found)
