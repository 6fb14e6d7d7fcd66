"""Resource policies of End User Messaging: whether one lets a service send.

Since 2024-09-25 SNS sends from an origination identity only where its resource policy lets it;
identities from before were given such a policy. By the SNS developer guide an identity has one
that does by default, and by its page on phone numbers it takes one even within one account.

Conditions are not weighed: an `Allow` with one counts, a `Deny` with one does not.

Source:
    https://aws.amazon.com/blogs/messaging-and-targeting/a-guide-to-the-new-resource-policies-for-sms-origination-identities-in-aws/
    https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html
    https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-long-code.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from cognito_explore.told import unreadable

LINK = "https://docs.aws.amazon.com/sns/latest/dg/sns-sms-access-management.html"
SENDER = "sns.amazonaws.com"
ACTION = "sms-voice:SendTextMessage"

_ARN_ACCOUNT = 4


def lets_send(document: str, service: str = SENDER) -> bool:
    """Tell whether a resource policy lets a service send.

    Args:
        document: The policy, as JSON.
        service: The principal, such as `sns.amazonaws.com`.

    Raises:
        OutcomeUnknownError: It is no policy.
    """
    told = [it for it in _statements(document) if _is_about(it, service)]
    denied = any(it.get("Effect") == "Deny" and not it.get("Condition") for it in told)
    return not denied and any(it.get("Effect") == "Allow" for it in told)


def sending_policy(arn: str, service: str = SENDER) -> str:
    """Write a resource policy that lets a service send from an identity, for its own account."""
    account_id = arn.split(":")[_ARN_ACCOUNT]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": ACTION,
        "Resource": arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _statements(document: str) -> Iterator[Mapping[str, Any]]:
    try:
        told = json.loads(document)
    except (ValueError, RecursionError):
        unreadable("Policy")
    if not isinstance(told, Mapping) or not told.get("Statement"):
        unreadable("Policy")
    for it in _listed(told["Statement"]):
        yield it if isinstance(it, Mapping) else unreadable("Policy.Statement")


def _is_about(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal")
    named = _listed(principal.get("Service")) if isinstance(principal, Mapping) else [principal]
    actions = [str(it).lower() for it in _listed(statement.get("Action"))]
    is_named = "*" in named or service in named
    return is_named and any(fnmatchcase(ACTION.lower(), it) for it in actions)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
