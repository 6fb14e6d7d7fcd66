"""What is read of the role that a pool sends SMS with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cognito_explore.account_exchange import Told
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.policies import (
    ANY,
    Asked,
    Decision,
    Statement,
    decide,
    read_policy,
)
from cognito_explore.delivery.route import END_USER_MESSAGING
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import ResourceNotFoundError, ServiceError
from cognito_explore.told import exact, need, part, texts, unreadable, yes_no

COGNITO = "cognito-idp.amazonaws.com"
EXTERNAL_ID = "sts:ExternalId"

_ROLE_ARN = re.compile(r"arn:[^:]+:iam::(\d{12}):role(/(?:.*/)?)([^/]+)")
_ACCOUNT_AT = 4
# IAM API reference, EvaluationResult.EvalDecision.
_DECISIONS: dict[str, Decision] = {
    "allowed": "allowed",
    "explicitDeny": "denied",
    "implicitDeny": "not_allowed",
}
_BOUNDARY = "permissions boundary"
_LIMITS = (
    ("organization", "OrganizationsDecisionDetail", "AllowedByOrganizations"),
    (_BOUNDARY, "PermissionsBoundaryDecisionDetail", "AllowedByPermissionsBoundary"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """The role of a pool, as the pool's settings have it.

    Attributes:
        arn: Its ARN.
        name: Its name.
        path: Of its name.
        account: That it is of.
        pool_arn: Of the pool.
        external_id: That Cognito names when it assumes it; None: none.
        is_direct: Whether it is for End User Messaging without SNS.
        identity: That the pool sends from; None: it names none.
    """

    arn: str
    name: str
    path: str
    account: str
    pool_arn: str
    external_id: str | None
    is_direct: bool
    identity: str | None

    @property
    def pool_account(self) -> str:
        """Of the pool."""
        return self.pool_arn.split(":")[_ACCOUNT_AT]

    @property
    def is_foreign(self) -> bool:
        """Whether it is of another account than the pool."""
        return self.account != self.pool_account

    @property
    def action(self) -> str:
        """The IAM action that it must allow."""
        return "sms-voice:SendTextMessage" if self.is_direct else "sns:Publish"

    @property
    def resource(self) -> str:
        """On what: a message to a phone number has no ARN, so that only `*` covers it."""
        identity = self.identity or ""
        return identity if self.is_direct and identity.startswith("arn:") else "*"

    @property
    def what(self) -> str:
        """The same in words."""
        return self.resource if self.is_direct else "phone numbers"

    def assuming(self, *, with_external_id: bool = True, anyhow: bool = False) -> Asked:
        """Give what Cognito asks when it assumes the role.

        Args:
            with_external_id: Whether the ExternalId must be right.
            anyhow: Whether no condition matters at all.
        """
        context: dict[str, str | None] = {
            "aws:sourcearn": ANY if anyhow else self.pool_arn,
            "aws:sourceaccount": ANY if anyhow else self.pool_account,
            "sts:externalid": self.external_id if with_external_id and not anyhow else ANY,
        }
        return Asked("sts:AssumeRole", service=COGNITO, context=context)


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may assume a role.

    Attributes:
        document: As IAM gave it.
        statements: Of it.
        boundary: ARN of the role's permissions boundary; None: it has none.
    """

    document: object
    statements: tuple[Statement, ...]
    boundary: str | None

    @property
    def external_ids(self) -> list[str]:
        """The ExternalIds that its conditions name."""
        return [value for it in self.statements for value in it.condition_values(EXTERNAL_ID)]


@dataclass(frozen=True, slots=True)
class Power:
    """Whether a role may send.

    Attributes:
        decision: What its policies come to.
        evidence: How that is known.
        limit: What else than the role's policies does not allow it; empty: nothing does.
    """

    decision: Decision
    evidence: str
    limit: str = ""


def role_of(case: Case) -> Role:
    """Read which role a pool has, and how it uses it.

    Raises:
        CognitoExploreError: The pool cannot be read, or names no role.
    """
    pool, route = case.pool(), case.route()
    arn = route.sms_role_arn or ""
    found = _ROLE_ARN.fullmatch(arn)
    pool_arn = need(exact, pool, "Arn")
    if found is None:
        unreadable("SmsConfiguration: ARN of the role")
    if pool_arn.count(":") <= _ACCOUNT_AT:
        unreadable("Arn of the pool")
    return Role(
        arn=arn,
        name=found[3],
        path=found[2],
        account=found[1],
        pool_arn=pool_arn,
        external_id=route.sms_external_id,
        is_direct=route.sms_path == END_USER_MESSAGING,
        identity=route.origination_identity,
    )


def trust_of(case: Case, role: Role) -> Trust:
    """Read who may assume a role.

    Raises:
        ResourceNotFoundError: There is no such role.
        CognitoExploreError: It cannot be read.
    """
    told = part(case.call("iam", "GetRole", {"RoleName": role.name}), "Role")
    document = Told(told)["AssumeRolePolicyDocument"]
    boundary = exact(part(told, "PermissionsBoundary"), "PermissionsBoundaryArn")
    return Trust(document, read_policy(document), boundary)


def power_of(case: Case, role: Role) -> Power:
    """Find out whether a role may send.

    IAM's own simulation knows best; where it cannot be had, the policies are read, in which
    an organization's are not.

    Raises:
        ResourceNotFoundError: There is no such role.
        CognitoExploreError: Neither can be read.
    """
    try:
        told = _simulated(case, role)
    except ResourceNotFoundError:
        raise
    except ServiceError:
        return _read(case, role)
    # Conditions may be of statements that have no part in this, which the policies tell.
    return _read(case, role) if told.decision == "undecided" else told


def statements_of(case: Case, role: Role) -> list[Statement]:
    """Read the policies of a role.

    Raises:
        CognitoExploreError: They cannot be read.
    """
    named = {"RoleName": role.name}
    names, attached = in_threads(
        [
            lambda: _names(case, named),
            lambda: case.pages("iam", "ListAttachedRolePolicies", "AttachedPolicies", named),
        ]
    )
    jobs: list[Callable[[], tuple[Statement, ...]]] = [
        lambda name=name: _inline(case, role, name)  # type: ignore[misc]
        for name in names
    ]
    jobs += [
        lambda arn=arn: managed(case, arn)  # type: ignore[misc]
        for arn in [need(exact, it, "PolicyArn") for it in attached]
    ]
    return [it for found in (in_threads(jobs) if jobs else []) for it in found]


def managed(case: Case, arn: str) -> tuple[Statement, ...]:
    """Read a managed policy, as it is in force.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    policy = part(case.call("iam", "GetPolicy", {"PolicyArn": arn}), "Policy")
    asked = {"PolicyArn": arn, "VersionId": need(exact, policy, "DefaultVersionId")}
    version = part(case.call("iam", "GetPolicyVersion", asked), "PolicyVersion")
    return read_policy(Told(version)["Document"])


def _names(case: Case, named: dict[str, Any]) -> list[str]:
    told = case.call("iam", "ListRolePolicies", named)
    if yes_no(told, "IsTruncated"):
        # A role may have more than a page of them: how many, its quota of characters limits.
        told = case.call("iam", "ListRolePolicies", {**named, "MaxItems": 1000})
    return texts(told, "PolicyNames")


def _inline(case: Case, role: Role, name: str) -> tuple[Statement, ...]:
    told = case.call("iam", "GetRolePolicy", {"RoleName": role.name, "PolicyName": name})
    return read_policy(told["PolicyDocument"])


def _simulated(case: Case, role: Role) -> Power:
    asked = {
        "PolicySourceArn": role.arn,
        "ActionNames": [role.action],
        "ResourceArns": [role.resource],
    }
    told = case.call("iam", "SimulatePrincipalPolicy", asked)["EvaluationResults"]
    if not isinstance(told, list) or len(told) != 1 or not isinstance(told[0], dict):
        unreadable("EvaluationResults")
    (result,) = told
    decision = _DECISIONS.get(need(exact, result, "EvalDecision")) or unreadable("EvalDecision")
    missing = texts(result, "MissingContextValues")
    evidence = f"iam:SimulatePrincipalPolicy: {role.action} on {role.resource} is {decision}"
    limits = [
        words for words, detail, member in _LIMITS if yes_no(part(result, detail), member) is False
    ]
    if missing and decision != "denied" and not limits:
        return Power("undecided", f"{evidence}, but for conditions on {', '.join(missing)}.")
    return Power(decision, f"{evidence.replace('_', ' ')}.", (*limits, "")[0])


def _read(case: Case, role: Role) -> Power:
    statements, bounds = in_threads(
        [lambda: statements_of(case, role), lambda: _bounds_of(case, role)]
    )
    asked = Asked(role.action, role.resource)
    decision = decide(statements, asked)
    evidence = f"iam: the policies of {role.name}. An organization's policies are not seen by them."
    if decision != "allowed" or bounds is None:
        return Power(decision, evidence)
    within = decide(bounds, asked)
    limit = _BOUNDARY if within == "not_allowed" else ""
    return Power(within, f"{evidence} Its boundary is read too.", limit)


def _bounds_of(case: Case, role: Role) -> tuple[Statement, ...] | None:
    """Read the permissions boundary of a role; None: it has none."""
    boundary = trust_of(case, role).boundary
    return managed(case, boundary) if boundary else None
