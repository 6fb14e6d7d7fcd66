"""What mends the role that a pool sends SMS with: whole documents, which keep what was there."""

from __future__ import annotations

import json
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.policies import add_statement, document
from cognito_explore.delivery.role_reading import COGNITO, EXTERNAL_ID, Role, Trust

_POLICY = "cognito-sends-sms"


def make_role(case: Case, role: Role) -> tuple[Call, ...]:
    """Make the role anew, as the pool needs it."""
    trust = document(_trust_statement(role))
    asked = {"RoleName": role.name, "Path": role.path, "AssumeRolePolicyDocument": trust}
    return (_iam(case, "CreateRole", asked), *add_permission(case, role))


def mend_trust(case: Case, role: Role, trust: Trust) -> tuple[tuple[Call, ...], str]:
    """Let Cognito assume the role for this pool, and everybody else as before.

    Returns:
        The call, and the statement that it adds.
    """
    statement = _trust_statement(role)
    changed = add_statement(trust.document, statement)
    asked = {"RoleName": role.name, "PolicyDocument": changed}
    added = json.dumps(statement, indent=2).splitlines()
    difference = "\n".join(f"+ {line}" for line in added)
    return (_iam(case, "UpdateAssumeRolePolicy", asked),), difference


def add_permission(case: Case, role: Role) -> tuple[Call, ...]:
    """Let the role send, by a policy of its own beside those that it has."""
    statement = {"Effect": "Allow", "Action": role.action, "Resource": role.resource}
    asked = {
        "RoleName": role.name,
        "PolicyName": _POLICY,
        "PolicyDocument": document(statement),
    }
    return (_iam(case, "PutRolePolicy", asked),)


def _trust_statement(role: Role) -> dict[str, Any]:
    equals = {"aws:SourceAccount": role.pool_account}
    if role.external_id:
        equals[EXTERNAL_ID] = role.external_id
    return {
        "Effect": "Allow",
        "Principal": {"Service": COGNITO},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": equals, "ArnLike": {"aws:SourceArn": role.pool_arn}},
    }


def _iam(case: Case, operation: str, parameters: dict[str, Any]) -> Call:
    return Call("iam", operation, case.region_name, parameters)
