"""Route: which way a user pool's messages go, and from which Region."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from cognito_explore.account import Account
from cognito_explore.calls import Call
from cognito_explore.delivery import regions
from cognito_explore.errors import OutcomeUnknownError
from cognito_explore.findings import Finding, most_decisive_first
from cognito_explore.show import Text, html_table, note_of, printable, short_repr
from cognito_explore.told import part, text
from cognito_explore.wire import SERVICE

SNS = "SNS"
END_USER_MESSAGING = "EumsSms"
CUSTOM_SMS_SENDER = "CustomSMSSender"
COGNITO_DEFAULT = "COGNITO_DEFAULT"
SES = "SES"
CUSTOM_EMAIL_SENDER = "CustomEmailSender"

_ARN_REGION = 3
_SENT_BY = {CUSTOM_SMS_SENDER: "SMS", CUSTOM_EMAIL_SENDER: "E-mail"}


@dataclass(frozen=True, kw_only=True, repr=False)
class Route:
    """Which way a user pool's messages go; one row.

    Attributes:
        user_pool_id: Of the pool.
        sms_path: `SNS`; `EumsSms`, which is End User Messaging directly;
            `CustomSMSSender`, a Lambda function of the pool's own; None: no SMS at all.
        sms_regions: Where its SMS leave from; two where AWS's documentation leaves open
            which, so that both are to be looked at.
        sms_role_arn: What Cognito sends SMS as.
        sms_external_id: That the role's trust policy must name.
        origination_identity: What SMS are sent from; None on the SNS path, where
            End User Messaging chooses.
        configuration_set: Where events of SMS go, on the direct path.
        email_path: `COGNITO_DEFAULT`, Cognito's own sender; `SES`; or
            `CustomEmailSender`, a Lambda function of the pool's own.
        email_region: Of the SES identity; None where there is none.
        email_identity: ARN of the SES identity; None where there is none.
        custom_senders: Lambda functions that send instead of Cognito, by trigger.
        findings: The evidence, most decisive first.
        session: The session that asked.

    Source:
        Cognito `DescribeUserPool`; developer guide, "SMS message settings".
    """

    user_pool_id: str
    sms_path: str | None
    sms_regions: tuple[str, ...]
    sms_role_arn: str | None
    sms_external_id: str | None
    origination_identity: str | None
    configuration_set: str | None
    email_path: str
    email_region: str | None
    email_identity: str | None
    custom_senders: Mapping[str, str]
    findings: tuple[Finding, ...]
    session: str

    @property
    def sms_region(self) -> str | None:
        """Where its SMS leave from; None where it has none, or more than one may be meant."""
        return self.sms_regions[0] if len(self.sms_regions) == 1 else None

    def __repr__(self) -> str:
        return short_repr(self, ["user_pool_id", "sms_path", "sms_regions", "email_path"])

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))

    def _repr_html_(self) -> str:
        names = (field.name for field in fields(self))
        rows = [
            (name, _cell(getattr(self, name)))
            for name in names
            if name not in {"findings", "session"} and getattr(self, name)
        ]
        rows += [(it.check_id, Text(it)) for it in self.findings]
        return html_table(rows, title="Route", note=note_of(self.session))


def read_route(account: Account, user_pool_id: str) -> Route:
    """Read a pool's settings, and say which way its messages go; see `Session.route`.

    Raises:
        CognitoExploreError: The pool cannot be read.
    """
    region_name = region_of_pool(user_pool_id) or account.region_name
    call = Call(SERVICE, "DescribeUserPool", region_name, {"UserPoolId": user_pool_id})
    pool = account.call(call).get("UserPool")
    if not isinstance(pool, dict):
        raise OutcomeUnknownError("The answer has no UserPool in it.", hint="Ask again.")
    return route_of(pool, region_name=region_name, session=account.name)


def region_of_pool(user_pool_id: str) -> str | None:
    """Read the Region that the id of a pool begins with; the session may be in another."""
    found = re.match(r"([a-z]{2}(?:-[a-z]+)+-\d+)_", user_pool_id)
    return found[1] if found else None


def route_of(pool: Mapping[str, Any], *, region_name: str, session: str) -> Route:
    """Say which way a pool's messages go, by its settings.

    Args:
        pool: As `DescribeUserPool` gives it.
        region_name: Of the pool.
        session: The session that asked.
    """
    sms, triggers = part(pool, "SmsConfiguration"), part(pool, "LambdaConfig")
    direct = part(sms, "EumsSms")
    senders = _senders(triggers)
    email = part(pool, "EmailConfiguration")
    identity = _text(email, "SourceArn")
    path = _sms_path(sms, direct, senders)
    places = _sms_regions(path, region_name, _text(sms, "SnsRegion"))
    email_path = _email_path(email, senders)
    findings = [
        *_sms_findings(path, places, region_name, sms, direct),
        *_failure_findings(pool),
        _email_finding(email_path, identity, email),
        *_sender_findings(senders),
    ]
    return Route(
        user_pool_id=str(pool.get("Id")),
        sms_path=path,
        sms_regions=places,
        sms_role_arn=_text(direct, "CallerArn") or _text(sms, "SnsCallerArn"),
        sms_external_id=_text(direct, "ExternalId") or _text(sms, "ExternalId"),
        origination_identity=_text(direct, "OriginationIdentity"),
        configuration_set=_text(direct, "ConfigurationSetName"),
        email_path=email_path,
        email_region=_region_of(identity),
        email_identity=identity,
        custom_senders=senders,
        findings=tuple(most_decisive_first(findings)),
        session=session,
    )


def _senders(triggers: Mapping[str, Any]) -> dict[str, str]:
    names = (CUSTOM_SMS_SENDER, CUSTOM_EMAIL_SENDER)
    found = {name: _text(part(triggers, name), "LambdaArn") for name in names}
    return {name: arn for name, arn in found.items() if arn}


def _sms_path(
    sms: Mapping[str, Any], direct: Mapping[str, Any], senders: Mapping[str, str]
) -> str | None:
    if CUSTOM_SMS_SENDER in senders:
        return CUSTOM_SMS_SENDER
    if direct:
        return END_USER_MESSAGING
    return SNS if sms.get("SnsCallerArn") else None


def _sms_regions(path: str | None, region_name: str, sns_region: str | None) -> tuple[str, ...]:
    if path == SNS:
        return regions.candidates(region_name, sns_region)
    return (region_name,) if path == END_USER_MESSAGING else ()


def _email_path(email: Mapping[str, Any], senders: Mapping[str, str]) -> str:
    if CUSTOM_EMAIL_SENDER in senders:
        return CUSTOM_EMAIL_SENDER
    return SES if email.get("EmailSendingAccount") == "DEVELOPER" else COGNITO_DEFAULT


def _sms_findings(
    path: str | None,
    places: tuple[str, ...],
    region_name: str,
    sms: Mapping[str, Any],
    direct: Mapping[str, Any],
) -> list[Finding]:
    if path is None:
        return [
            Finding(
                "sms-path",
                "problem",
                "This pool sends no SMS: it has no SMS configuration.",
                "DescribeUserPool: SmsConfiguration is empty.",
                "Give it SmsConfiguration: EumsSms (End User Messaging), or SnsCallerArn (SNS).",
            )
        ]
    if path == CUSTOM_SMS_SENDER:
        return []
    way = "SNS" if path == SNS else "End User Messaging directly"
    where = "SmsConfiguration.EumsSms" if direct else "SmsConfiguration.SnsCallerArn"
    told = Finding("sms-path", "ok", f"SMS go by {way}.", f"DescribeUserPool: {where} is set.")
    return [told, _region_finding(path, places, region_name, _text(sms, "SnsRegion"))]


def _region_finding(
    path: str, places: tuple[str, ...], region_name: str, sns_region: str | None
) -> Finding:
    if path == END_USER_MESSAGING:
        return _direct_finding(region_name)
    evidence = f"DescribeUserPool: SnsRegion is {sns_region or 'absent'}."
    if not regions.allowed(region_name):
        title = f"Whether SMS leave from {places[0]} is not known: AWS's table lacks {region_name}."
        fix = "The direct path may be the one there: SmsConfiguration.EumsSms."
        return Finding("sms-region", "unknown", title, f"{evidence} {regions.SOURCE}", fix)
    if len(places) == 1:
        title = f"SMS leave from {places[0]}."
        if places[0] != region_name:
            title += f" The pool is in {region_name}: sandbox, limit and numbers are not there."
        return Finding("sms-region", "ok", title, f"{evidence} {regions.SOURCE}")
    return Finding(
        "sms-region",
        "warning",
        f"SMS leave from {' or '.join(places)}: look at both.",
        f"{evidence} {regions.SOURCE}",
        "Set SmsConfiguration.SnsRegion, so that it is known.",
    )


def _direct_finding(region_name: str) -> Finding:
    if regions.has_eum_direct(region_name):
        title = f"SMS leave from {region_name}, as the direct path always does."
        return Finding("sms-region", "ok", title, regions.SOURCE)
    title = f"AWS does not offer the direct path in {region_name}."
    fix = "Use SNS there: SmsConfiguration.SnsCallerArn and SnsRegion."
    return Finding("sms-region", "problem", title, regions.SOURCE, fix)


def _failure_findings(pool: Mapping[str, Any]) -> list[Finding]:
    told = _text(pool, "SmsConfigurationFailure")
    if not told:
        return []
    return [
        Finding(
            "sms-configuration-failure",
            "problem",
            f"Cognito could not send SMS the last time: {told}.",
            "DescribeUserPool: SmsConfigurationFailure.",
            "SNSSandbox: verify the number, or leave the sandbox. InvalidSmsRole...: the role.",
        )
    ]


def _email_finding(path: str, identity: str | None, email: Mapping[str, Any]) -> Finding:
    if path == SES:
        title = f"E-mail goes by SES, as {printable(identity or 'no identity')}."
    elif path == COGNITO_DEFAULT:
        title = "E-mail goes by Cognito's own sender: 50 a day for the whole account."
    else:
        title = "E-mail goes by a Lambda function of the pool's own."
    account = email.get("EmailSendingAccount", "absent")
    return Finding(
        "email-path",
        "ok",
        title,
        f"DescribeUserPool: EmailConfiguration.EmailSendingAccount is {printable(account)}.",
    )


def _sender_findings(senders: Mapping[str, str]) -> list[Finding]:
    return [
        Finding(
            "custom-senders",
            "warning",
            f"{_SENT_BY[name]} is sent by a Lambda function, so the pool's own settings for it "
            "do not matter.",
            f"DescribeUserPool: LambdaConfig.{name} is {arn}.",
            "Look at the log of that function.",
        )
        for name, arn in senders.items()
    ]


def _region_of(arn: str | None) -> str | None:
    """Read the Region of an ARN: arn:partition:service:region:..."""
    parts = (arn or "").split(":")
    return parts[_ARN_REGION] or None if len(parts) > _ARN_REGION else None


def _text(told: Mapping[str, Any], member: str) -> str | None:
    return text(told, member) or None


def _cell(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {it}" for name, it in value.items())
    return ", ".join(value) if isinstance(value, tuple) else str(value)
