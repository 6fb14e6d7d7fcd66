"""IAM's operations on roles and policies.

Thin adapters: what decides is in `identity`; here it is bound to requests. AWS's own managed
policies are moto's copy of them. Not documented by AWS, and decided here: the words of
refusals. `SimulatePrincipalPolicy` knows roles of the account and their boundaries, no
organization's policies, and takes neither policies nor context of its own.
"""

from __future__ import annotations

import functools
import json
from typing import Any
from urllib.parse import quote

from moto.core.responses import ActionResult

from cognito_explore.delivery.policies import Asked, Statement, decide, read_policy
from cognito_explore.delivery.sending_policy import PRINCIPAL
from cognito_explore.embedded.identity import Policy, Role, check_document, not_found
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

_OF_AWS = "arn:aws:iam::aws:policy/"
_MOST = 1_000
# IAM API reference, EvaluationResult.
_DECISIONS = {
    "allowed": "allowed",
    "denied": "explicitDeny",
    "not_allowed": "implicitDeny",
    "undecided": "implicitDeny",
}
_VERSION = "v1"


class IamResponses(ServiceResponses):
    """IAM's operations on roles and policies, over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "iam")

    def create_role(self) -> ActionResult:
        """Make a role."""
        asked = self.asked
        trust, path = asked["AssumeRolePolicyDocument"], asked.get("Path", "/")
        role = self.world.identity.create_role(asked["RoleName"], trust, path)
        role.boundary = asked.get("PermissionsBoundary")
        return answer(Role=_told_role(role))

    def create_service_linked_role(self) -> ActionResult:
        """Make the role with which Cognito sends by SES."""
        if self.asked["AWSServiceName"] != PRINCIPAL:
            msg = f"The embedded AWS's IAM has service-linked roles of {PRINCIPAL} only."
            raise UnsupportedByEmbeddedError(msg)
        return answer(Role=_told_role(self.world.identity.create_email_role()))

    def get_role(self) -> ActionResult:
        """Give a role, with who may assume it."""
        return answer(Role=_told_role(self._role))

    def delete_role(self) -> ActionResult:
        """Delete a role that has no policies any more."""
        role = self._role
        if role.inline or role.attached:
            text = "Cannot delete entity, must delete policies first."
            raise Refused("DeleteConflict", text, status=409)
        del self.world.identity.roles[role.name]
        return answer()

    def update_assume_role_policy(self) -> ActionResult:
        """Change who may assume a role."""
        role = self._role
        role.trust = check_document(self.asked["PolicyDocument"])
        return answer()

    def put_role_policy(self) -> ActionResult:
        """Give a role a policy of its own."""
        role = self._role
        role.inline[self.asked["PolicyName"]] = check_document(self.asked["PolicyDocument"])
        return answer()

    def get_role_policy(self) -> ActionResult:
        """Give a role's own policy."""
        role, name = self._role, self.asked["PolicyName"]
        if name not in role.inline:
            text = f"The role policy with name {name} cannot be found."
            raise not_found(text)
        return answer(RoleName=role.name, PolicyName=name, PolicyDocument=quote(role.inline[name]))

    def delete_role_policy(self) -> ActionResult:
        """Take a role's own policy away."""
        self.get_role_policy()
        del self._role.inline[self.asked["PolicyName"]]
        return answer()

    def list_role_policies(self) -> ActionResult:
        """List a role's own policies."""
        return self._listed("PolicyNames", list(self._role.inline))

    def attach_role_policy(self) -> ActionResult:
        """Give a role a managed policy."""
        role, arn = self._role, self._policy().arn
        if arn not in role.attached:
            role.attached.append(arn)
        return answer()

    def detach_role_policy(self) -> ActionResult:
        """Take a managed policy from a role."""
        role, arn = self._role, self.asked["PolicyArn"]
        if arn not in role.attached:
            text = f"Policy {arn} was not found."
            raise not_found(text)
        role.attached.remove(arn)
        return answer()

    def list_attached_role_policies(self) -> ActionResult:
        """List the managed policies of a role."""
        told = [
            {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn} for arn in self._role.attached
        ]
        return self._listed("AttachedPolicies", told)

    def put_role_permissions_boundary(self) -> ActionResult:
        """Bound what a role may do."""
        self._role.boundary = self._policy(self.asked["PermissionsBoundary"]).arn
        return answer()

    def delete_role_permissions_boundary(self) -> ActionResult:
        """Lift the bound."""
        self._role.boundary = None
        return answer()

    def create_policy(self) -> ActionResult:
        """Make a managed policy."""
        asked = self.asked
        made = self.world.identity.create_policy(
            asked["PolicyName"], asked["PolicyDocument"], asked.get("Path", "/")
        )
        return answer(Policy=_told_policy(made))

    def get_policy(self) -> ActionResult:
        """Give a managed policy, without its document."""
        return answer(Policy=_told_policy(self._policy()))

    def get_policy_version(self) -> ActionResult:
        """Give the document of a managed policy."""
        found = self._policy()
        if self.asked["VersionId"] != _VERSION:
            text = f"Policy {found.arn} version {self.asked['VersionId']} does not exist."
            raise not_found(text)
        told = {
            "Document": quote(found.document),
            "VersionId": _VERSION,
            "IsDefaultVersion": True,
            "CreateDate": found.created_at,
        }
        return answer(PolicyVersion=told)

    def simulate_principal_policy(self) -> ActionResult:
        """Tell what a role may do."""
        asked = self.asked
        if {"PolicyInputList", "ResourcePolicy", "ContextEntries"} & asked.keys():
            msg = "The embedded AWS's IAM simulates with the role's own policies only."
            raise UnsupportedByEmbeddedError(msg)
        roles = self.world.identity.roles.values()
        role = next((it for it in roles if it.arn == asked["PolicySourceArn"]), None)
        if role is None:
            text = f"There is no role {asked['PolicySourceArn']}."
            raise not_found(text)
        return answer(
            EvaluationResults=[
                self._simulated(role, action, resource)
                for action in asked["ActionNames"]
                for resource in asked.get("ResourceArns", ["*"])
            ],
            IsTruncated=False,
        )

    def _simulated(self, role: Role, action: str, resource: str) -> dict[str, Any]:
        asked = Asked(action, resource)
        arns = role.attached
        texts = [*role.inline.values(), *(self._policy(arn).document for arn in arns)]
        decision = decide(_read_all(texts), asked)
        told: dict[str, Any] = {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "MatchedStatements": [],
            "MissingContextValues": _condition_keys(texts),
        }
        if role.boundary:
            within = decide(_read_all([self._policy(role.boundary).document]), asked)
            is_within = within == "allowed"
            told["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": is_within}
            decision = decision if is_within else "not_allowed"
        return told | {"EvalDecision": _DECISIONS[decision]}

    @property
    def _role(self) -> Role:
        return self.world.identity.role(self.asked["RoleName"])

    def _policy(self, arn: str | None = None) -> Policy:
        """Find a managed policy: the one that the request names, if none is named here."""
        arn = arn or str(self.asked["PolicyArn"])
        identity = self.world.identity
        if arn.startswith(_OF_AWS) and arn not in identity.policies:
            name = arn.rpartition("/")[2]
            told = _aws_policies().get(name)
            if told:
                text, path = json.dumps(told["Document"]), told.get("Path", "/")
                identity.policies[arn] = Policy(name, arn, "ANPAAWS", path, text, self.now)
        return identity.policy(arn)

    def _listed(self, member: str, told: list[Any]) -> ActionResult:
        wrong = Refused("ValidationError", "Invalid Marker")
        size = min(int(self.asked.get("MaxItems", 100)), _MOST)
        shown, marker = page(told, self.asked.get("Marker"), size, wrong)
        return answer(**{member: shown}, IsTruncated=marker is not None, Marker=marker)


def _told_role(role: Role) -> dict[str, Any]:
    told: dict[str, Any] = {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.role_id,
        "Arn": role.arn,
        "CreateDate": role.created_at,
        "AssumeRolePolicyDocument": quote(role.trust),
    }
    if role.boundary:
        told["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": role.boundary,
        }
    return told


def _told_policy(policy: Policy) -> dict[str, Any]:
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": _VERSION,
        "IsAttachable": True,
        "CreateDate": policy.created_at,
    }


def _read_all(texts: list[str]) -> list[Statement]:
    return [statement for text in texts for statement in read_policy(text)]


def _condition_keys(texts: list[str]) -> list[str]:
    found = {
        key
        for statement in _read_all(texts)
        for keys in statement.told.get("Condition", {}).values()
        for key in keys
    }
    return sorted(found)


@functools.cache
def _aws_policies() -> dict[str, dict[str, Any]]:
    """Give AWS's own managed policies by name: a large file, read when one is asked for."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data  # noqa: PLC0415

    told: dict[str, dict[str, Any]] = json.loads(aws_managed_policies_data)
    return told
