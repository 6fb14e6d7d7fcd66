"""Whether SES knows what the pool's e-mails come from, and lets Cognito send with it."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_explore.calls import Call
from cognito_explore.delivery import ses
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, Family, Found, not_applicable
from cognito_explore.delivery.policies import Decision
from cognito_explore.delivery.route import COGNITO_DEFAULT, SES
from cognito_explore.delivery.sending_policy import Sending, judge, write_policy
from cognito_explore.delivery.ses_source import Source, read_source
from cognito_explore.facts import EMAIL_ROLE
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, text, texts

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_EMAIL_LINK = f"{_GUIDE}user-pool-email.html"
_POLICY_LINK = f"{_GUIDE}cognito-user-pool-settings-ses-authorization-to-send-email.html"

_POLICY_NAME = "CognitoSends"


@CHECKS.check(
    "ses-identity",
    "Whether the pool's SES identity is there and verified",
    causes=(19, 55),
    actions=("ses:GetEmailIdentity",),
    medium=EMAIL,
    paths=(SES, COGNITO_DEFAULT),
    link=_EMAIL_LINK,
)
def ses_identity(case: Case) -> Found:
    """Look for the identity in the Region that its ARN names."""
    settings = ses.email_settings(case)
    arn = exact(settings, "SourceArn")
    if not arn:
        return _no_source(case)
    shown = f"DescribeUserPool: EmailConfiguration.SourceArn is {printable(arn)}."
    source, owner = read_source(arn), ses.account_of(case)
    if source is None:
        title = "Which SES identity the pool's e-mails come from is not known: its ARN is none."
        return Found("unknown", title, shown)
    if owner and source.account_id != owner:
        return Found(
            "problem",
            f"The pool's SES identity is of another account, {source.account_id}.",
            f"{shown} The pool is of {owner}.",
            "Verify the address or domain in SES of the pool's account, and name that identity.",
            ses.REFUSED,
        )
    identity = ses.find_identity(case, source)
    read = f"{shown} ses:GetEmailIdentity in {source.region_name}"
    if identity is None:
        return _gone(source, f"{read}: there is none.")
    status = text(identity.told, "VerificationStatus") or "not told"
    read = f"{read}: {printable(identity.name)}, VerificationStatus {status}."
    if identity.is_verified:
        title = f"SES in {source.region_name} has the pool's identity, and it is verified."
        return Found("ok", title, read)
    return Found(
        "problem",
        f"The pool's SES identity {printable(identity.name)} is not verified in "
        f"{source.region_name}.",
        read,
        _how_to_verify(identity.name, identity.told),
        ses.REFUSED,
    )


@CHECKS.check(
    "ses-identity-policy",
    "Whether Cognito may send with the pool's SES identity",
    causes=(19,),
    actions=("ses:GetEmailIdentity", "iam:GetRole"),
    medium=EMAIL,
    paths=(SES, COGNITO_DEFAULT),
    link=_POLICY_LINK,
)
@ses.with_source
def ses_identity_policy(case: Case, source: Source) -> Found:
    """Judge the identity's policies, and look for the role that Cognito sends with."""
    identity = ses.find_identity(case, source)
    if identity is None:
        return not_applicable("The identity is not there: see ses-identity.")
    pool_arn, owner = need(exact, case.pool(), "Arn"), ses.account_of(case) or source.account_id
    policies = part(identity.told, "Policies")
    names = ", ".join(map(printable, policies)) or "none"
    evidence = f"ses:GetEmailIdentity in {source.region_name}: Policies: {names}."
    arns = (source.arn, source.arn_of(identity.name))
    verdict = judge(
        texts({"Policies": list(policies.values())}, "Policies"),
        Sending(arns, pool_arn, case.region_name, owner),
    )
    if verdict == "allowed":
        return Found("ok", "A policy of the SES identity lets Cognito send with it.", evidence)
    fix = Call(
        ses.SERVICE,
        "CreateEmailIdentityPolicy",
        source.region_name,
        {
            "EmailIdentity": identity.name,
            "PolicyName": _POLICY_NAME,
            "Policy": write_policy(source.arn_of(identity.name), pool_arn, owner),
        },
    )
    return _not_by_policy(case, verdict, evidence, fix)


def _not_by_policy(case: Case, verdict: Decision, evidence: str, fix: Call) -> Found:
    """Say whether Cognito may send, where no policy of the identity clearly lets it."""
    if verdict != "not_allowed":
        return _doubt(evidence)
    is_own = case.route().email_path == SES
    if is_own and _has_role(case):
        title = f"Cognito sends with its service-linked role {EMAIL_ROLE}."
        return Found("ok", title, f"{evidence} iam:GetRole: it is there.")
    if is_own:
        evidence = f"{evidence} iam:GetRole: there is no {EMAIL_ROLE}."
    words = "Let Cognito send with the identity, by a policy of it."
    if is_own:
        words += (
            " Or save the pool's e-mail settings again with iam:CreateServiceLinkedRole, which "
            "has Cognito make its role."
        )
    title = "Cognito may not send with the pool's SES identity: no policy of it lets it"
    title += ", and its service-linked role is not there." if is_own else "."
    return Found("problem", title, evidence, words, ses.REFUSED, (fix,))


def _doubt(evidence: str) -> Found:
    return Found(
        "warning",
        "The policies of the pool's SES identity may keep Cognito from sending with it.",
        evidence,
        "Compare them with the policy that AWS documents: Allow ses:SendEmail and "
        "ses:SendRawEmail for email.cognito-idp.amazonaws.com, for this pool and account.",
        "If they do, Cognito refuses the request, and makes no code.",
    )


def _has_role(case: Case) -> bool:
    told = ses.or_none(
        lambda: case.call("iam", "GetRole", {"RoleName": EMAIL_ROLE}), "NoSuchEntity"
    )
    return told is not None


def _no_source(case: Case) -> Found:
    if case.route().email_path == COGNITO_DEFAULT:
        return not_applicable("Cognito sends as no-reply@verificationemail.com.")
    return Found(
        "problem",
        "The pool sends by SES, and names no identity to send as.",
        "DescribeUserPool: EmailConfiguration.SourceArn is absent.",
        "Name a verified identity of SES: EmailConfiguration.SourceArn.",
        ses.REFUSED,
    )


def _gone(source: Source, evidence: str) -> Found:
    asked = {"EmailIdentity": source.name}
    return Found(
        "problem",
        f"SES in {source.region_name} has no identity for {printable(source.name)}, which the "
        "pool sends as.",
        evidence,
        "Make it there again and verify it, or name another: EmailConfiguration.SourceArn.",
        ses.REFUSED,
        (Call(ses.SERVICE, "CreateEmailIdentity", source.region_name, asked),),
    )


def _how_to_verify(name: str, told: Mapping[str, object]) -> str:
    if "@" in name:
        return "Click the link in the e-mail that SES sent to it; SES sends another on request."
    tokens = texts(part(told, "DkimAttributes"), "Tokens")
    records = ", ".join(f"{printable(it)}._domainkey.{printable(name)}" for it in tokens)
    return f"Publish its DKIM records, three CNAMEs as SES shows them: {records or 'none told'}."
