"""Whether SES of the account lets an e-mail through to the user."""

from __future__ import annotations

from cognito_explore.calls import Call
from cognito_explore.delivery import ses
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, Family, Found
from cognito_explore.delivery.route import SES
from cognito_explore.delivery.ses_source import Source
from cognito_explore.masks import mask_email
from cognito_explore.told import instant, need, number, part, text, texts, yes_no

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/"
_NEAR = 0.9
# SES developer guide, "Mailbox simulator": it takes mail from the sandbox too.
_SIMULATOR = "@simulator.amazonses.com"


@CHECKS.check(
    "ses-sending",
    "Whether SES lets the account send",
    causes=(50,),
    actions=("ses:GetAccount",),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_GUIDE}faqs-enforcement.html",
)
@ses.with_source
def ses_sending(case: Case, source: Source) -> Found:
    """Look whether the account's sending is paused, by itself or by AWS."""
    told, place = ses.account(case, source), source.region_name
    is_sending = need(yes_no, told, "SendingEnabled")
    status = need(text, told, "EnforcementStatus")
    evidence = (
        f"ses:GetAccount in {place}: SendingEnabled is {str(is_sending).lower()}, "
        f"EnforcementStatus {status}."
    )
    if status == "SHUTDOWN":
        return Found(
            "problem",
            f"AWS has paused the account's sending in {place}.",
            evidence,
            "Mend what AWS wrote to the account about, and ask AWS support to resume sending.",
            ses.LOST,
        )
    if not is_sending:
        resume = Call(ses.SERVICE, "PutAccountSendingAttributes", place, {"SendingEnabled": True})
        return Found(
            "problem",
            f"The account's sending is paused in {place}.",
            evidence,
            "Find out why it was paused, and let the account send again.",
            ses.LOST,
            (resume,),
        )
    if status == "HEALTHY":
        return Found("ok", f"SES lets the account send in {place}.", evidence)
    return Found(
        "warning",
        f"AWS reviews the account's sending in {place}, and may pause it.",
        evidence,
        "Mend what AWS wrote to the account about: bounces and complaints, as a rule.",
        "E-mails go out as yet.",
    )


@CHECKS.check(
    "ses-sandbox",
    "Whether the SES sandbox lets the address through",
    causes=(49,),
    actions=("ses:GetAccount", "ses:GetEmailIdentity"),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_GUIDE}request-production-access.html",
)
@ses.with_source
def ses_sandbox(case: Case, source: Source) -> Found:
    """Look for the address among the verified identities, if the account is in the sandbox."""
    place = source.region_name
    evidence = f"ses:GetAccount in {place}: ProductionAccessEnabled"
    if need(yes_no, ses.account(case, source), "ProductionAccessEnabled"):
        title = f"The account is out of the SES sandbox in {place}."
        return Found("ok", title, f"{evidence} is true.")
    address = case.email()
    masked, where = mask_email(address.reveal()), f"The account is in the SES sandbox of {place}"
    evidence = f"{evidence} is false."
    if address.reveal().lower().endswith(_SIMULATOR):
        return Found("ok", f"{where}, which lets the mailbox simulator through.", evidence)
    identity = ses.find_identity(case, source, address)
    evidence = f"{evidence} ses:GetEmailIdentity of {masked} and its domain: "
    if identity and identity.is_verified:
        return Found("ok", f"{where}, and {masked} is verified there.", f"{evidence}verified.")
    verify = Call(ses.SERVICE, "CreateEmailIdentity", place, {"EmailIdentity": address})
    return Found(
        "problem",
        f"{where}, and {masked} is not verified there.",
        f"{evidence}{'not verified' if identity else 'none'}.",
        "Ask AWS for production access in that Region: the SES console, or PutAccountDetails. To "
        "try it out, verify the address: its owner clicks the link that SES sends.",
        f"SES turns the message away: {ses.LOST}",
        () if identity and "@" in identity.name else (verify,),
    )


@CHECKS.check(
    "ses-quota",
    "Whether SES has some of the day's quota left",
    causes=(51,),
    actions=("ses:GetAccount",),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_GUIDE}manage-sending-quotas.html",
)
@ses.with_source
def ses_quota(case: Case, source: Source) -> Found:
    """Compare what was sent in 24 hours with what may be."""
    quota, place = part(ses.account(case, source), "SendQuota"), source.region_name
    most, sent, rate = (
        need(number, quota, name) for name in ("Max24HourSend", "SentLast24Hours", "MaxSendRate")
    )
    evidence = (
        f"ses:GetAccount in {place}: SentLast24Hours {sent:,.0f}, Max24HourSend {most:,.0f}, "
        f"MaxSendRate {rate:g} a second."
    )
    # -1 is no limit: botocore's service model.
    if most < 0 or sent < most * _NEAR:
        return Found("ok", f"SES has some of the day's quota left in {place}.", evidence)
    fix = "Ask AWS for a higher quota: Service Quotas, Amazon SES, sending quota."
    if sent < most:
        title = f"The SES quota of {most:,.0f} e-mails in 24 hours is nearly used up in {place}."
        return Found("warning", title, evidence, fix, "Soon SES turns messages away.")
    return Found(
        "problem",
        f"The SES quota of {most:,.0f} e-mails in 24 hours is used up in {place}.",
        evidence,
        f"{fix} Or wait: what was sent 24 hours ago no longer counts.",
        f"SES turns the message away: {ses.LOST}",
    )


@CHECKS.check(
    "ses-suppression",
    "Whether SES holds back what goes to the address",
    causes=(52,),
    actions=("ses:GetSuppressedDestination", "ses:GetEmailIdentity", "ses:GetConfigurationSet"),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_GUIDE}sending-email-suppression-list.html",
)
@ses.with_source
def ses_suppression(case: Case, source: Source) -> Found:
    """Look for the address on the account's suppression list."""
    address, place = case.email(), source.region_name
    masked, asked = mask_email(address.reveal()), {"EmailAddress": address}
    told = ses.or_none(
        lambda: case.call(ses.SERVICE, "GetSuppressedDestination", asked, region_name=place)
    )
    evidence = f"ses:GetSuppressedDestination of {masked} in {place}"
    if told is None:
        title = f"{masked} is not on the account's suppression list in {place}."
        return Found("ok", title, f"{evidence}: there is none.")
    found = part(told, "SuppressedDestination")
    reason, at = need(text, found, "Reason"), need(instant, found, "LastUpdateTime")
    evidence = f"{evidence}: Reason {reason}, LastUpdateTime {at:%Y-%m-%d %H:%M} UTC."
    title = f"{masked} is on the account's suppression list in {place}, since {at:%Y-%m-%d}."
    fix = "See that the mailbox exists and wants the mail, and take the address off the list."
    remove = (Call(ses.SERVICE, "DeleteSuppressedDestination", place, asked),)
    if _overrides(case, source, reason):
        why = " The configuration set has a rule of its own for such addresses."
        return Found("warning", title, evidence + why, fix, "SES may send it all the same.", remove)
    gone = "SES takes the message, and does not send it: Cognito answers 200, and none comes."
    return Found("problem", title, evidence, fix, gone, remove)


def _overrides(case: Case, source: Source, reason: str) -> bool:
    """Tell whether a configuration set leaves the reason out for which an address is listed."""
    name = ses.configuration_set(case, source)
    told = ses.read_configuration_set(case, source, name) if name else None
    options = part(told or {}, "SuppressionOptions")
    return "SuppressedReasons" in options and reason not in texts(options, "SuppressedReasons")
