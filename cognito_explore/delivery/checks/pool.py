"""Whether the pool's settings let a code be made."""

from __future__ import annotations

from cognito_explore.calls import Call
from cognito_explore.delivery import regions
from cognito_explore.delivery.case import MEDIA, Case
from cognito_explore.delivery.check import EMAIL, SMS, Family, Found, not_applicable
from cognito_explore.delivery.functions import arn_of
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.role_fixes import make_role
from cognito_explore.delivery.role_reading import Role
from cognito_explore.delivery.route import COGNITO_DEFAULT, CUSTOM_SMS_SENDER, SES, SNS
from cognito_explore.delivery.route import END_USER_MESSAGING as DIRECT
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, texts

CHECKS = Family()

_READ = ("cognito-idp:DescribeUserPool",)
_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
_PLACE = "{####}"
_ROLE_NAME = "CognitoSendsSms"
# Service model of botocore, SmsVerificationMessageType and EmailVerificationMessageType.
_LONGEST = {SMS: 140, EMAIL: 20_000}
_TEXTS = {
    SMS: ("SmsMessage", "SmsVerificationMessage"),
    EMAIL: ("EmailMessage", "EmailVerificationMessage"),
}
# Service model of botocore, UserPoolType.SmsConfigurationFailure.
_ROLE_FAILURE = "InvalidSmsRoleAccessPolicyException"
_SANDBOX_FAILURE = "SNSSandbox"
_FAILURES = {
    _ROLE_FAILURE: "The role for SMS is not set up as Cognito needs it: see sms-role, "
    "sms-external-id and sms-role-permission.",
    _SANDBOX_FAILURE: "The account is in the SMS sandbox: see sms-sandbox.",
}


@CHECKS.check(
    "sms-configured",
    "Whether the pool can send SMS at all",
    causes=(14,),
    actions=_READ,
    medium=SMS,
    link=f"{_GUIDE}cognito-user-pool-sms-settings.html",
)
def sms_configured(case: Case) -> Found:
    """Look for a role to send SMS with."""
    route = case.route()
    if route.sms_path == CUSTOM_SMS_SENDER:
        return not_applicable(
            "A Lambda function sends the SMS of this pool.",
            "DescribeUserPool: LambdaConfig.CustomSMSSender is set.",
        )
    if route.sms_path is not None:
        way = {SNS: "SNS", DIRECT: "End User Messaging directly"}[route.sms_path]
        evidence = (
            f"DescribeUserPool: SmsConfiguration is set, with {printable(route.sms_role_arn)}."
        )
        return Found("ok", f"The pool sends SMS, by {way}.", evidence)
    calls, difference = _configure(case)
    return Found(
        "problem",
        "The pool has no SMS configuration.",
        "DescribeUserPool: SmsConfiguration has neither SnsCallerArn nor EumsSms.",
        "Give the pool an IAM role that Cognito may send SMS with (UpdateUserPool, "
        "SmsConfiguration: SnsCallerArn and ExternalId, or EumsSms). The console makes such a "
        "role: User pools, Authentication methods, SMS.",
        "Cognito refuses the request with InvalidParameterException, and makes no code.",
        calls,
        difference,
    )


def _configure(case: Case) -> tuple[tuple[Call, ...], str]:
    """Make a role for the pool alone, and have the pool send with it, by SNS."""
    pool = case.pool()
    places = regions.allowed(case.region_name)
    if not places:
        return (), ""
    pool_id, pool_arn = need(exact, pool, "Id"), arn_of(pool)
    partition, account = pool_arn.split(":")[1], pool_arn.split(":")[4]
    role = Role(
        arn=f"arn:{partition}:iam::{account}:role/{_ROLE_NAME}",
        name=_ROLE_NAME,
        path="/",
        account=account,
        pool_arn=pool_arn,
        external_id=pool_id,
        is_direct=False,
        identity=None,
    )
    sms = {"SnsCallerArn": role.arn, "ExternalId": pool_id, "SnsRegion": places[0]}
    change = {"SmsConfiguration": sms}
    call, difference = pool_update(pool, change, region_name=case.region_name)
    return (*make_role(case, role), call), difference


def _check_text(case: Case, medium: str) -> Found:
    pool = case.pool()
    template = part(pool, "VerificationMessageTemplate")
    newer, older = _TEXTS[medium]
    text = exact(template, newer)
    where = f"VerificationMessageTemplate.{newer}" if text else older
    text = text or exact(pool, older)
    kind = "text message" if medium == SMS else "e-mail"
    by_link = medium == EMAIL and exact(template, "DefaultEmailOption") == "CONFIRM_WITH_LINK"
    # Cognito developer guide, "Message templates": this action's have the format "code".
    note = " It has a code, though a new user's has a link (DefaultEmailOption)." if by_link else ""
    if not text:
        title = f"The {kind} has Cognito's own text.{note}"
        return Found("ok", title, f"DescribeUserPool: {where} is not set.")
    evidence = f"DescribeUserPool: {where} has {len(text):,} characters."
    has_place, most = _PLACE in text, _LONGEST[medium]
    if has_place and len(text) <= most:
        return Found("ok", f"The {kind} has a text with a place for the code.{note}", evidence)
    # As good as any, and known to be right: what AWS takes when nothing is set.
    right = f"Your verification code is {_PLACE}."
    change = {"VerificationMessageTemplate": {newer: right}}
    call, difference = pool_update(pool, change, region_name=case.region_name)
    fault = f"is longer than {most:,} characters" if has_place else f"lacks {_PLACE}"
    consequence = "AWS takes no such text any more." if has_place else "No code is in the message."
    is_rewritten = bool(exact(part(pool, "LambdaConfig"), "CustomMessage"))
    if is_rewritten:
        consequence += " LambdaConfig.CustomMessage is set: that function may write another text."
    return Found(
        "warning" if has_place or is_rewritten else "problem",
        f"The text that the pool has for the {kind} {fault}.",
        evidence,
        f"Put {_PLACE} where the code goes, in at most {most:,} characters.",
        consequence,
        (call,),
        difference,
    )


# A custom sender gets the code alone, and writes its own text.
for _id, _medium, _name, _paths in (
    ("sms-message-template", SMS, "text message", (SNS, DIRECT)),
    ("email-message-template", EMAIL, "e-mail", (COGNITO_DEFAULT, SES)),
):
    CHECKS.check(
        _id,
        f"Whether the text of the {_name} has a place for the code",
        causes=(21,),
        actions=_READ,
        medium=_medium,
        paths=_paths,
        link=f"{_API}API_VerificationMessageTemplateType.html",
    )(lambda case, _medium=_medium: _check_text(case, _medium))  # type: ignore[misc]


@CHECKS.check(
    "auto-verified",
    "Whether a change of the address sends a code by itself",
    causes=(24,),
    actions=_READ,
    link=f"{_GUIDE}signing-up-users-in-your-app.html",
)
def auto_verified(case: Case) -> Found:
    """Say which changes send a code: this action sends one in either case."""
    listed = texts(case.pool(), "AutoVerifiedAttributes")
    shown = ", ".join(printable(it, 40) for it in listed) or "empty"
    evidence = f"DescribeUserPool: AutoVerifiedAttributes is {shown}."
    missing = [name for name in MEDIA if name not in listed]
    if not missing:
        return Found("ok", "A change of an address sends a code by itself.", evidence)
    title = (
        f"A change of {' or '.join(missing)} sends no code by itself "
        "(UpdateUserAttributes): only this action does."
    )
    return Found("ok", title, evidence)


@CHECKS.check(
    "sms-configuration-failure",
    "Whether Cognito has told of a failure to send SMS",
    causes=(17, 26),
    actions=_READ,
    medium=SMS,
    paths=(SNS, DIRECT),
    link=f"{_API}API_UserPoolType.html",
)
def sms_configuration_failure(case: Case) -> Found:
    """Read what Cognito says of the pool's SMS; the checks of role and sandbox look closer."""
    told = exact(case.pool(), "SmsConfigurationFailure")
    if not told:
        evidence = "DescribeUserPool: SmsConfigurationFailure is not set."
        return Found("ok", "Cognito tells of no failure to send SMS.", evidence)
    said = printable(told.rstrip("."), 200)
    names = [it.strip() for it in told.split(",") if it.strip()]
    reasons = [_FAILURES.get(it, f"Cognito says {printable(it, 100)}.") for it in names]
    return Found(
        "warning",
        f"Cognito has told of a failure to send SMS: {said}.",
        f"DescribeUserPool: SmsConfigurationFailure is {said}. When it was found, it does not say.",
        " ".join(reasons),
        _consequence(names),
    )


def _consequence(names: list[str]) -> str:
    if names == [_SANDBOX_FAILURE]:
        return "Only numbers that are verified in the sandbox get a code."
    return "Unless it was mended since, Cognito refuses the request or the SMS is dropped."


@CHECKS.check(
    "email-configuration-failure",
    "Whether Cognito has told of a failure to send e-mail",
    causes=(19,),
    actions=_READ,
    medium=EMAIL,
    paths=(COGNITO_DEFAULT, SES),
    link=f"{_API}API_UserPoolType.html",
)
def email_configuration_failure(case: Case) -> Found:
    """Read what Cognito says of the pool's e-mail, which it hardly does any more."""
    told = exact(case.pool(), "EmailConfigurationFailure")
    if not told:
        return Found(
            "ok",
            "Cognito tells of no failure to send e-mail.",
            "DescribeUserPool: EmailConfigurationFailure is not set. AWS has given that member "
            "up: CloudTrail has such errors now.",
        )
    said = printable(told.rstrip("."), 200)
    return Found(
        "warning",
        f"Cognito has told of a failure to send e-mail: {said}.",
        f"DescribeUserPool: EmailConfigurationFailure is {said}. AWS has given "
        "that member up, so it may be old.",
        "Look at the SES identity of the pool, its Region and its policy.",
        "Unless it was mended since, Cognito refuses the request, or the e-mail is lost.",
    )
