"""Whether Cognito may send SMS with the pool's role."""

from __future__ import annotations

import re
from collections.abc import Callable

from cognito_explore.delivery import role_reading
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found, Look, not_applicable
from cognito_explore.delivery.policies import decide, is_action_like
from cognito_explore.delivery.role_fixes import add_permission, make_role, mend_trust
from cognito_explore.delivery.role_reading import Power, Role
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.masks import mask_addresses
from cognito_explore.show import printable

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_SETTINGS = f"{_GUIDE}cognito-user-pool-sms-settings.html"
_BOTH = (SNS, END_USER_MESSAGING)
_POOL = "cognito-idp:DescribeUserPool"
_ROLE = (_POOL, "iam:GetRole")
_POLICIES = (
    *_ROLE,
    "iam:SimulatePrincipalPolicy",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
)
_NO_TRUST = (
    "Cognito refuses the request with InvalidSmsRoleTrustRelationshipException, and makes no code."
)
_NO_ACCESS = (
    "Cognito refuses the request with InvalidSmsRoleAccessPolicyException: no code is made."
)
_E164 = re.compile(r"\+[1-9]\d{6,14}")


def _with_role(look: Callable[[Case, Role], Found]) -> Look:
    """Look at a role of the pool's account that is there: `sms-role` tells if it is not."""

    def look_at(case: Case) -> Found:
        role = role_reading.role_of(case)
        if role.is_foreign:
            return _foreign(role)
        try:
            return look(case, role)
        except ResourceNotFoundError as error:
            return not_applicable("The role for SMS is not there.", mask_addresses(error.message))

    return look_at


@CHECKS.check(
    "sms-role",
    "Whether Cognito may take on the role for SMS",
    causes=(15,),
    actions=_ROLE,
    medium=SMS,
    paths=_BOTH,
    link=_SETTINGS,
)
@_with_role
def sms_role(case: Case, role: Role) -> Found:
    """Look whether the role is there, and lets Cognito assume it for this pool."""
    try:
        trust = role_reading.trust_of(case, role)
    except ResourceNotFoundError:
        return _missing(case, role)
    decision = decide(trust.statements, role.assuming(with_external_id=False))
    evidence = f"iam:GetRole: the trust policy of {role.name}."
    if decision == "allowed":
        return Found("ok", f"The role {role.name} lets Cognito assume it.", evidence)
    if decision == "undecided":
        return _undecided(f"Whether the role {role.name} lets Cognito assume it", evidence)
    anyhow = decide(trust.statements, role.assuming(anyhow=True))
    if decision == "denied":
        why = "has a statement that denies it to Cognito"
    elif anyhow == "not_allowed":
        why = "does not let cognito-idp.amazonaws.com assume it"
    else:
        why = "lets Cognito assume it for another pool or account, not for this one"
    calls, difference = mend_trust(case, role, trust) if decision != "denied" else ((), "")
    return Found(
        "problem",
        f"The role for SMS, {role.name}, {why}.",
        f"{evidence} The pool is {printable(role.pool_arn)}.",
        "Let cognito-idp.amazonaws.com assume the role: sts:AssumeRole, with the pool's "
        "ExternalId, account and ARN as conditions. It may take a minute to hold.",
        _NO_TRUST,
        calls,
        difference,
    )


@CHECKS.check(
    "sms-external-id",
    "Whether pool and role name the same ExternalId",
    causes=(16,),
    actions=_ROLE,
    medium=SMS,
    paths=_BOTH,
    link=_SETTINGS,
)
@_with_role
def sms_external_id(case: Case, role: Role) -> Found:
    """Compare the ExternalId that Cognito will name with the one that the role asks for."""
    trust = role_reading.trust_of(case, role)
    if decide(trust.statements, role.assuming(with_external_id=False)) != "allowed":
        return not_applicable("The role does not let Cognito in, whatever its ExternalId.")
    evidence = f"iam:GetRole and DescribeUserPool: {role.name}, SmsConfiguration.ExternalId."
    decision = decide(trust.statements, role.assuming())
    if decision == "allowed":
        wanted = "names the ExternalId that" if trust.external_ids else "asks for no ExternalId, so"
        return Found("ok", f"The role {role.name} {wanted} the pool's is right.", evidence)
    if decision == "undecided":
        return _undecided("Whether the role takes the pool's ExternalId", evidence)
    given = (
        f"ExternalId {printable(role.external_id, 200)}" if role.external_id else "no ExternalId"
    )
    calls, difference = mend_trust(case, role, trust)
    return Found(
        "problem",
        f"The pool names {given}, and the role {role.name} asks for another.",
        f"{evidence} The role asks for {', '.join(trust.external_ids) or 'another'}.",
        "Put the pool's ExternalId into the role's trust policy, or the role's into the pool.",
        _NO_TRUST,
        calls,
        difference,
    )


@CHECKS.check(
    "sms-role-permission",
    "Whether the role may send SMS",
    causes=(17,),
    actions=_POLICIES,
    medium=SMS,
    paths=_BOTH,
    link=_SETTINGS,
)
@_with_role
def sms_role_permission(case: Case, role: Role) -> Found:
    """Ask IAM what the role may do; where that may not be asked, read its policies."""
    power = role_reading.power_of(case, role)
    if power.decision == "allowed":
        title = f"The role {role.name} may send SMS: {role.action}."
        return Found("ok", title, power.evidence)
    if power.decision == "undecided":
        return _undecided(f"Whether the role {role.name} allows {role.action}", power.evidence)
    if power.decision == "not_allowed" and _is_scoped(case, role):
        title = f"The role {role.name} allows {role.action} on some ARNs: see sms-identity-form."
        return Found("ok", title, power.evidence)
    return _no_permission(case, role, power)


def _no_permission(case: Case, role: Role, power: Power) -> Found:
    if power.decision == "denied":
        why, fix = f"denies {role.action}", "Take that statement away, or except SMS from it."
    elif power.limit:
        why = f"has a limit that does not allow {role.action}: its {power.limit}"
        fix = f"Let the {power.limit} allow it as well, or use another role."
    else:
        why = f"does not allow {role.action} on {role.what}"
        fix = f"Allow {role.action} on {role.resource}."
        if role.action == "sns:Publish":
            fix += " A policy for the ARNs of topics does not cover phone numbers."
    calls = add_permission(case, role) if fix.startswith("Allow") else ()
    title = f"The role for SMS, {role.name}, {why}."
    return Found("problem", title, power.evidence, fix, _NO_ACCESS, calls)


@CHECKS.check(
    "sms-identity-form",
    "Whether the role's policy covers the form in which the pool names its number",
    causes=(18,),
    actions=_POLICIES,
    medium=SMS,
    paths=(END_USER_MESSAGING,),
    link=_SETTINGS,
)
@_with_role
def sms_identity_form(case: Case, role: Role) -> Found:
    """Compare a policy for ARNs with a pool that names its number otherwise."""
    identity = printable(role.identity or "", 200)
    if not identity:
        return not_applicable("The pool names no OriginationIdentity.", "DescribeUserPool.")
    evidence = "DescribeUserPool: EumsSms.OriginationIdentity is "
    if identity.startswith("arn:"):
        return Found("ok", "The pool names its origination identity by its ARN.", evidence + "one.")
    shown = "a phone number" if _E164.fullmatch(identity) else identity
    evidence += f"{shown}."
    power = role_reading.power_of(case, role)
    if power.decision == "allowed":
        title = "The role may send by any origination identity, in whatever form it is named."
        return Found("ok", title, f"{evidence} {power.evidence}")
    if power.decision != "not_allowed" or not _is_scoped(case, role):
        return not_applicable("The role may not send at all: see sms-role-permission.")
    is_number = _E164.fullmatch(identity) is not None
    return Found(
        "problem" if is_number else "warning",
        f"The role may send by some ARNs, and the pool names its origination identity as {shown}.",
        f"{evidence} {power.evidence}",
        "Name the identity in the pool by the ARN that the policy has, or allow "
        f"{role.action} on *.",
        _NO_ACCESS,
        add_permission(case, role),
    )


def _is_scoped(case: Case, role: Role) -> bool:
    """Tell whether the role may send by some identities, where the pool names none by ARN."""
    if not role.is_direct or role.resource != "*":
        return False
    return any(
        it.effect == "Allow" and any(is_action_like(name, role.action) for name in it.actions)
        for it in role_reading.statements_of(case, role)
    )


def _undecided(what: str, evidence: str) -> Found:
    title = f"{what} hangs on conditions that its policy alone does not tell."
    return Found("unknown", title, evidence, "Read its policies, or send a code and see.")


def _missing(case: Case, role: Role) -> Found:
    return Found(
        "problem",
        f"The role for SMS, {role.name}, is not there.",
        f"iam:GetRole: there is no role {role.name} in account {role.account}.",
        "Make the role, or name another in the pool's SmsConfiguration.",
        _NO_TRUST,
        make_role(case, role),
    )


def _foreign(role: Role) -> Found:
    return Found(
        "unknown",
        f"The role for SMS is of account {role.account}, which these credentials do not see.",
        "DescribeUserPool: the ARN of the role has another account than the pool's.",
        "Look with credentials of that account.",
    )
