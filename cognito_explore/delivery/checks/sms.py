"""Whether the account that text messages leave from lets any through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Answered, Call
from cognito_explore.delivery import regions
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Family, Found
from cognito_explore.delivery.identity import direct_settings
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.route import END_USER_MESSAGING, SNS
from cognito_explore.service_errors import AccessDeniedError
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.limits import read_account_attributes, read_tier
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.told import exact, need, text, yes_no

CHECKS = Family()

_BOTH = (SNS, END_USER_MESSAGING)
API = "https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2"
DROPPED = "The message is taken and then dropped: Cognito answers 200, and no code comes."
# botocore's model names no values of ACCOUNT_TIER, so letters of either case are taken.
_SANDBOX, _PRODUCTION = "SANDBOX", "PRODUCTION"
# botocore's model, AccessDeniedExceptionReason: no policy helps against these.
_BARRED = {
    "ACCOUNT_DISABLED": "AWS has disabled the account for SMS",
    "INSUFFICIENT_ACCOUNT_REPUTATION": "AWS holds the account's reputation for too low for SMS",
}


@CHECKS.check(
    "sms-region",
    "From which Region SMS leave",
    causes=(28, 48),
    actions=("cognito-idp:DescribeUserPool",),
    medium=SMS,
    paths=_BOTH,
    link=regions.SOURCE,
)
def sms_region(case: Case) -> Found:
    """Tell the Region as the pool's route does."""
    finding = next(it for it in case.route().findings if it.check_id == "sms-region")
    change, word = _other_region(case, finding.status)
    consequence = {
        "problem": "The pool has no way to send SMS there: no code comes.",
        "warning": "What is mended in one of them mends nothing if SMS leave from the other.",
    }.get(finding.status, "")
    told = (finding.status, finding.title, finding.evidence)
    if not change:
        return Found(*told, finding.fix, consequence)
    call, difference = pool_update(
        case.pool(), {"SmsConfiguration": change}, region_name=case.region_name
    )
    return Found(*told, f"{finding.fix} {word}", consequence, (call,), difference)


def _other_region(case: Case, status: str) -> tuple[dict[str, str | None], str]:
    """Give the settings of SMS by which the Region is known and has a path, and a word on them."""
    places = case.route().sms_regions
    if status == "warning":
        word = f"Such pools were seen to send from {places[0]}: to name it moves nothing. "
        word += f"Name {places[1]} if your numbers and limits are there."
        return {"SnsRegion": places[0]}, word
    if status == "problem":
        direct = direct_settings(case)
        named = {
            "SnsCallerArn": exact(direct, "CallerArn"),
            "ExternalId": exact(direct, "ExternalId"),
            "SnsRegion": regions.allowed(case.region_name)[0],
        }
        word = "The policy of the role must allow sns:Publish, too."
        return {name: it for name, it in named.items() if it}, word
    return {}, ""


@CHECKS.check(
    "account-reputation",
    "Whether AWS lets the account send SMS",
    causes=(45,),
    actions=("sms-voice:DescribeAccountAttributes",),
    medium=SMS,
    paths=_BOTH,
    link=f"{API}/API_DescribeAccountAttributes.html",
)
def account_reputation(case: Case) -> Found:
    """Look whether AWS refuses a reading call, not for a policy but for the account."""
    return case.in_sms_regions(lambda region_name: _reputation_in(case, region_name))


def _reputation_in(case: Case, region_name: str) -> Found:
    evidence = f"sms-voice:DescribeAccountAttributes in {region_name}"
    try:
        read_account_attributes(case.reads, region_name)
    except AccessDeniedError as error:
        if error.reason not in _BARRED:
            raise
        return Found(
            "problem",
            f"{_BARRED[error.reason]} in {region_name}.",
            f"{evidence} is refused: {error.reason}.",
            "Open a case with AWS support: no policy and no setting helps.",
            DROPPED,
        )
    # What AWS lets read may still be under review, and only the delivery log tells that.
    return Found(
        "ok",
        f"AWS does not bar the account from SMS in {region_name}, as far as it lets be read.",
        f"{evidence} is answered. That an account is under review, the delivery log alone "
        "says: 'requires additional review'.",
    )


@CHECKS.check(
    "sms-sandbox",
    "Whether the SMS sandbox lets the number through",
    causes=(26, 27),
    actions=(
        "sns:GetSMSSandboxAccountStatus",
        "sns:ListSMSSandboxPhoneNumbers",
        "sms-voice:DescribeAccountAttributes",
        "sms-voice:DescribeVerifiedDestinationNumbers",
    ),
    medium=SMS,
    paths=_BOTH,
    link="https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html",
)
def sms_sandbox(case: Case) -> Found:
    """Look for the number among those that the sandbox lets through, if there is one."""
    if case.route().sms_path == SNS:
        return case.in_sms_regions(lambda region_name: _sns_sandbox(case, region_name))
    return case.in_sms_regions(lambda region_name: _direct_sandbox(case, region_name))


def _sns_sandbox(case: Case, region_name: str) -> Found:
    told = case.call("sns", "GetSMSSandboxAccountStatus", region_name=region_name)
    evidence = f"sns:GetSMSSandboxAccountStatus in {region_name}."
    if not need(yes_no, told, "IsInSandbox"):
        return _out_of_sandbox(region_name, evidence)
    number = case.phone_number()
    listed = case.pages(
        "sns", "ListSMSSandboxPhoneNumbers", "PhoneNumbers", region_name=region_name
    )
    statuses = {exact(it, "PhoneNumber"): exact(it, "Status") or "" for it in listed}
    status = statuses.get(number.reveal())
    evidence = f"{evidence} sns:ListSMSSandboxPhoneNumbers: {_counted(listed)}."
    evidence += _failure(case)
    add = Call("sns", "CreateSMSSandboxPhoneNumber", region_name, {"PhoneNumber": number})
    return _in_sandbox(number, region_name, status, evidence, () if status else (add,))


def _direct_sandbox(case: Case, region_name: str) -> Found:
    tier = read_tier(case.reads, region_name)
    evidence = f"sms-voice:DescribeAccountAttributes in {region_name}: ACCOUNT_TIER is {tier}."
    if tier is None or tier.upper() not in {_SANDBOX, _PRODUCTION}:
        title = f"Whether the account is in the SMS sandbox of {region_name} is not known."
        return Found("unknown", title, evidence, "See it in the console of End User Messaging.")
    if tier.upper() == _PRODUCTION:
        return _out_of_sandbox(region_name, evidence)
    number = case.phone_number()
    listed = case.sms_voice_pages(
        "DescribeVerifiedDestinationNumbers", "VerifiedDestinationNumbers", region_name
    )
    found = next(
        (it for it in listed if exact(it, "DestinationPhoneNumber") == number.reveal()), None
    )
    status = None if found is None else exact(found, "Status") or ""
    evidence += f" sms-voice:DescribeVerifiedDestinationNumbers: {_counted(listed)}."
    evidence += _failure(case)
    calls = _code_calls(number, region_name, found)
    return _in_sandbox(number, region_name, status, evidence, calls)


def _code_calls(
    number: PhoneNumber, region_name: str, found: Mapping[str, Any] | None
) -> tuple[Call, ...]:
    """Give the calls that send a number the code which verifies it."""
    add = Call(
        SERVICE, "CreateVerifiedDestinationNumber", region_name, {"DestinationPhoneNumber": number}
    )
    member = "VerifiedDestinationNumberId"
    number_id = exact(found, member) if found else Answered(add.operation, member)
    asked = {member: number_id, "VerificationChannel": "TEXT"}
    send = Call(SERVICE, "SendDestinationNumberVerificationCode", region_name, asked)
    return (send,) if found else (add, send)


def _out_of_sandbox(region_name: str, evidence: str) -> Found:
    return Found("ok", f"The account is out of the SMS sandbox in {region_name}.", evidence)


def _in_sandbox(
    number: PhoneNumber,
    region_name: str,
    status: str | None,
    evidence: str,
    calls: tuple[Call, ...],
) -> Found:
    where = f"The account is in the SMS sandbox of {region_name}"
    if status is not None and status.upper() == "VERIFIED":
        return Found("ok", f"{where}, and {number.masked} is verified there.", evidence)
    state = "is not verified" if status is None else "waits to be verified"
    return Found(
        "problem",
        f"{where}, and {number.masked} {state} there.",
        evidence,
        f'Verify the number: session.sandbox("{region_name}"), add() and verify(). Or ask AWS '
        "support to take the account out of the sandbox.",
        DROPPED,
        calls,
    )


def _counted(listed: list[Any]) -> str:
    return f"{len(listed)} number{'s' if len(listed) != 1 else ''}"


def _failure(case: Case) -> str:
    """Say so where Cognito itself has met the sandbox."""
    told = text(case.pool(), "SmsConfigurationFailure") or ""
    return " DescribeUserPool: SmsConfigurationFailure is SNSSandbox." * ("SNSSandbox" in told)
