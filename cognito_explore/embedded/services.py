"""Which services the embedded AWS has, and what each is called where."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

from botocore.model import ServiceModel

from cognito_explore.embedded.backend import Backends
from cognito_explore.embedded.cloudtrail import CloudTrailResponses
from cognito_explore.embedded.cloudwatch import CloudWatchResponses
from cognito_explore.embedded.cloudwatch_logs import CloudWatchLogsResponses
from cognito_explore.embedded.end_user_messaging import EndUserMessagingResponses
from cognito_explore.embedded.iam import IamResponses
from cognito_explore.embedded.kms import KmsResponses
from cognito_explore.embedded.lambda_functions import LambdaResponses
from cognito_explore.embedded.pool_service import PoolServiceResponses
from cognito_explore.embedded.ses import SesResponses
from cognito_explore.embedded.sns import SnsResponses
from cognito_explore.embedded.transport import Responder
from cognito_explore.embedded.wording import (
    Wording,
    in_end_user_messaging_json,
    in_iam_query,
    in_query,
    in_query_compatible_json,
    in_rest_json,
)
from cognito_explore.embedded.world import World
from cognito_explore.wire import make_loader

# botocore names its events by service id.
_COGNITO = "cognito-identity-provider"
_SNS = "sns"
_END_USER_MESSAGING = "pinpoint-sms-voice-v2"
_LOGS = "cloudwatch-logs"
_CLOUDWATCH = "cloudwatch"
_CLOUDTRAIL = "cloudtrail"
_WAF = "wafv2"
_IAM = "iam"
_LAMBDA = "lambda"
_KMS = "kms"
_SES = "sesv2"

IAM_PREFIXES = {
    _COGNITO: "cognito-idp",
    _SNS: "sns",
    _END_USER_MESSAGING: "sms-voice",
    _LOGS: "logs",
    _CLOUDWATCH: "cloudwatch",
    _CLOUDTRAIL: "cloudtrail",
    _WAF: "wafv2",
    _IAM: "iam",
    _LAMBDA: "lambda",
    _KMS: "kms",
    _SES: "ses",
}
"""By service id, what IAM calls the service."""

WORDINGS: Mapping[str, Wording] = {
    _SNS: in_query,
    _END_USER_MESSAGING: in_end_user_messaging_json,
    _CLOUDWATCH: in_query_compatible_json,
    _IAM: in_iam_query,
    _LAMBDA: in_rest_json,
    _SES: in_rest_json,
}
"""By service id, how it refuses; the others do so in JSON 1.1."""

# By IAM's prefix, botocore's name where it is another.
_BOTOCORE_NAMES = {"sms-voice": "pinpoint-sms-voice-v2", "ses": "sesv2"}


def make_responders(backends: Backends) -> dict[str, Callable[[], Responder]]:
    """Give what answers a request, by service id."""
    world = backends.world
    return {
        _COGNITO: lambda: PoolServiceResponses(backends),
        _SNS: lambda: SnsResponses(world),
        _END_USER_MESSAGING: lambda: EndUserMessagingResponses(world),
        _LOGS: lambda: CloudWatchLogsResponses(world),
        _CLOUDWATCH: lambda: CloudWatchResponses(world),
        _CLOUDTRAIL: lambda: CloudTrailResponses(world),
        _WAF: lambda: _make_waf(world),
        _IAM: lambda: IamResponses(world),
        _LAMBDA: lambda: LambdaResponses(world),
        _KMS: lambda: KmsResponses(world),
        _SES: lambda: SesResponses(world),
    }


def _make_waf(world: World) -> Responder:
    from cognito_explore.embedded.waf import WafResponses  # noqa: PLC0415 -- light to connect

    return WafResponses(world)


@functools.cache
def models() -> Mapping[str, ServiceModel]:
    """Give botocore's model of each service, by service id."""
    loader = make_loader()
    found = {}
    for service_id, prefix in IAM_PREFIXES.items():
        name = _BOTOCORE_NAMES.get(prefix, prefix)
        found[service_id] = ServiceModel(loader.load_service_model(name, "service-2"), name)
    return found


@functools.cache
def actions() -> frozenset[str]:
    """Name every action of IAM for these services: the operations of botocore's models."""
    return frozenset(
        f"{IAM_PREFIXES[service_id]}:{operation}"
        for service_id, model in models().items()
        for operation in model.operation_names
    )
