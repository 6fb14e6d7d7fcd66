"""Sending policy: whether the policies of an SES identity let Cognito send with it.

Source:
    Cognito developer guide, "Authorizing Amazon Cognito to send Amazon SES email on your
    behalf".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cognito_explore.delivery.policies import Asked, Decision, Statement, decide, read_policy
from cognito_explore.delivery.policies import document as write_document

ACTIONS = ("ses:SendEmail", "ses:SendRawEmail")
PRINCIPAL = "email.cognito-idp.amazonaws.com"


@dataclass(frozen=True, slots=True)
class Sending:
    """What Cognito would do.

    Attributes:
        identity_arns: Of the identity, by whichever name.
        pool_arn: For which pool.
        pool_region: Of that pool.
        account_id: Of its account.
    """

    identity_arns: tuple[str, ...]
    pool_arn: str
    pool_region: str
    account_id: str


def judge(policies: Iterable[str], sending: Sending) -> Decision:
    """Say what the policies of an identity say to Cognito's sending.

    Args:
        policies: Each as JSON.
        sending: What Cognito would do.

    Raises:
        OutcomeUnknownError: One of them is none.
    """
    statements = [it for policy in policies for it in read_policy(policy)]
    found = _judge_as(PRINCIPAL, statements, sending)
    if found != "not_allowed":
        return found
    # AWS documents the one principal; it may take others of Cognito's in some Regions.
    others = ("cognito-idp.amazonaws.com", f"cognito-idp.{sending.pool_region}.amazonaws.com")
    is_other = any(_judge_as(it, statements, sending) != "not_allowed" for it in others)
    return "undecided" if is_other else "not_allowed"


def write_policy(identity_arn: str, pool_arn: str, account_id: str) -> str:
    """Write the policy that lets Cognito send for one pool, as JSON."""
    return write_document(
        {
            "Effect": "Allow",
            "Principal": {"Service": PRINCIPAL},
            "Action": list(ACTIONS),
            "Resource": identity_arn,
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account_id},
                "ArnLike": {"aws:SourceArn": pool_arn},
            },
        }
    )


def _judge_as(service: str, statements: list[Statement], sending: Sending) -> Decision:
    """Say what the statements say to one principal; to both of its actions, if they agree."""
    context = {"aws:sourceaccount": sending.account_id, "aws:sourcearn": sending.pool_arn}
    found: set[Decision] = set()
    for action in ACTIONS:
        told = {
            decide(statements, Asked(action, arn, service, context))
            for arn in sending.identity_arns
        }
        order: tuple[Decision, ...] = ("denied", "allowed", "undecided", "not_allowed")
        found.add(next(it for it in order if it in told))
    if "denied" in found:
        return "denied"
    return found.pop() if len(found) == 1 else "undecided"
