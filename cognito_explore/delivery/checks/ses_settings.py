"""Whether SES takes the pool's e-mails as they are set up, and mailboxes trust them."""

from __future__ import annotations

from collections.abc import Mapping

from cognito_explore.calls import Call
from cognito_explore.delivery import ses
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, Family, Found, not_applicable
from cognito_explore.delivery.route import SES
from cognito_explore.delivery.ses_source import Source
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, text, yes_no

CHECKS = Family()

_SES_GUIDE = "https://docs.aws.amazon.com/ses/latest/dg/"

# botocore's service model, MailFromAttributes: in these states SES does as
# BehaviorOnMxFailure says.
_MAIL_FROM_BROKEN = {"PENDING", "FAILED", "TEMPORARY_FAILURE"}


@CHECKS.check(
    "ses-configuration-set",
    "Whether the pool's SES configuration set is there and sends",
    causes=(55,),
    actions=("ses:GetEmailIdentity", "ses:GetConfigurationSet"),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_SES_GUIDE}using-configuration-sets.html",
)
@ses.with_source
def ses_configuration_set(case: Case, source: Source) -> Found:
    """Look for the configuration set that the pool names, or its identity."""
    name = ses.configuration_set(case, source)
    if not name:
        return not_applicable("Neither the pool nor its SES identity names a configuration set.")
    place, asked = source.region_name, {"ConfigurationSetName": name}
    told = ses.read_configuration_set(case, source, name)
    shown = printable(name)
    evidence = f"ses:GetConfigurationSet {shown} in {place}"
    if told is None:
        return Found(
            "problem",
            f"SES in {place} has no configuration set {shown}, which the pool's e-mails name.",
            f"{evidence}: there is none.",
            "Make it there, or have pool and identity name none.",
            "SES takes no message that names it, and no e-mail comes.",
            (Call(ses.SERVICE, "CreateConfigurationSet", place, asked),),
        )
    if need(yes_no, part(told, "SendingOptions"), "SendingEnabled"):
        title = f"SES has the configuration set {shown} of the pool's e-mails, and it sends."
        return Found("ok", title, f"{evidence}: SendingEnabled is true.")
    sends = {**asked, "SendingEnabled": True}
    return Found(
        "problem",
        f"The configuration set {shown} of the pool's e-mails is paused.",
        f"{evidence}: SendingOptions.SendingEnabled is false.",
        "Find out why it was paused, and let it send again.",
        ses.LOST,
        (Call(ses.SERVICE, "PutConfigurationSetSendingOptions", place, sends),),
    )


@CHECKS.check(
    "ses-authentication",
    "Whether mailboxes can tell that the pool's e-mails are genuine",
    causes=(54,),
    actions=("ses:GetEmailIdentity",),
    medium=EMAIL,
    paths=(SES,),
    link=f"{_SES_GUIDE}configure-identities.html",
)
@ses.with_source
def ses_authentication(case: Case, source: Source) -> Found:
    """Look at DKIM and the MAIL FROM domain of the identity."""
    identity = ses.find_identity(case, source)
    if identity is None:
        return not_applicable("The identity is not there: see ses-identity.")
    dkim = part(identity.told, "DkimAttributes")
    mail_from = part(identity.told, "MailFromAttributes")
    status = text(dkim, "Status") or "not told"
    is_signed = need(yes_no, dkim, "SigningEnabled")
    domain, found = text(mail_from, "MailFromDomain"), text(mail_from, "MailFromDomainStatus")
    evidence = (
        f"ses:GetEmailIdentity {printable(identity.name)} in {source.region_name}: DKIM "
        f"SigningEnabled is {str(is_signed).lower()}, Status {status}; MailFromDomain is "
        f"{f'{domain}, {found}' if domain else 'not set'}."
    )
    if domain and found in _MAIL_FROM_BROKEN:
        return _bounces(identity, mail_from, source, evidence)
    if is_signed and status == "SUCCESS":
        title = "SES signs the pool's e-mails, so that mailboxes can tell that they are genuine."
        return Found("ok", title, evidence)
    return Found(
        "warning",
        "The pool's e-mails are not signed by DKIM, so that mailboxes may take them for spam.",
        evidence,
        "Let SES sign with a domain of yours, publish its DKIM records, and send as an address "
        "of that domain.",
        "The e-mail may end in the spam folder, or be turned away.",
    )


def _bounces(
    identity: ses.Identity, mail_from: Mapping[str, object], source: Source, evidence: str
) -> Found:
    """Say what becomes of messages whose MAIL FROM domain is not found."""
    domain = exact(mail_from, "MailFromDomain")
    title = f"The DNS of the MAIL FROM domain {printable(domain)} is not as SES needs it"
    words = "Publish its MX record as SES shows it, or let SES use its own domain until then."
    if exact(mail_from, "BehaviorOnMxFailure") != "REJECT_MESSAGE":
        return Found(
            "warning",
            f"{title}: SES sends from its own domain instead.",
            evidence,
            words,
            "Mailboxes may trust the e-mail less.",
        )
    change = {
        "EmailIdentity": identity.name,
        "MailFromDomain": domain,
        "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
    }
    call = Call(ses.SERVICE, "PutEmailIdentityMailFromAttributes", source.region_name, change)
    return Found(
        "problem",
        f"{title}, and SES is set to send nothing then.",
        f"{evidence} BehaviorOnMxFailure is REJECT_MESSAGE.",
        words,
        ses.LOST,
        (call,),
    )
