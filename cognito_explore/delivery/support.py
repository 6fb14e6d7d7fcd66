"""Support: what to ask AWS support for, as texts to paste into a case.

Source:
    AWS End User Messaging SMS user guide, "SMS/MMS and Voice sandbox" and "Set an SMS, MMS or
    voice spending limit"; Amazon SES developer guide, "Request production access" and "Managing
    your Amazon SES sending limits"; Amazon Cognito developer guide, "Quotas in Amazon Cognito".
    They ask for a case for each Region, and for every field to be filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cognito_explore.delivery.route import region_of_pool
from cognito_explore.show import Text

if TYPE_CHECKING:
    from cognito_explore.delivery.check import CheckFinding
    from cognito_explore.delivery.diagnosis import Diagnosis

_NONE = "Nothing that was found takes AWS support."
_USE = """\
What we send: one-time codes, by Amazon Cognito, with which a user of <website or app> verifies
  their own address. Each is asked for by the user it goes to; there is no advertising.
How users agree: <where they enter their address, and what they read there>"""
_VOLUME = """\
Countries: <such as US, DE>
Messages a month: <number>; to one user at most five an hour"""
_SMS_SERVICE = "Service Quotas, category AWS End User Messaging SMS (Pinpoint)"
_SMS_LINK = "https://docs.aws.amazon.com/sms-voice/latest/userguide/sandbox.html"
_SPEND_LINK = "https://docs.aws.amazon.com/sms-voice/latest/userguide/spend-limit.html"
_SES_LINK = "https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html"
_SES_LIMITS_LINK = "https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas.html"
_SES_REVIEW_LINK = "https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"
_COGNITO_LINK = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"


@dataclass(frozen=True, slots=True)
class _Request:
    """What a case is about.

    Attributes:
        causes: By their numbers, those that take it.
        subject: In a line.
        place: Whose Region it is about.
        service: To choose in the form.
        asks: In sentences.
        details: What AWS wants to know.
        link: Where AWS says how.
    """

    causes: frozenset[int]
    subject: str
    place: Literal["sms", "email", "pool"]
    service: str
    asks: str
    details: str
    link: str


_REQUESTS = (
    _Request(
        frozenset({26, 27}),
        "Move the SMS account out of the sandbox",
        "sms",
        _SMS_SERVICE,
        "Please move this account out of the SMS sandbox in the Region above.",
        f"{_USE}\n{_VOLUME}\nLimit: <USD> a month",
        _SMS_LINK,
    ),
    _Request(
        frozenset({29}),
        "Raise the monthly spend limit for SMS",
        "sms",
        _SMS_SERVICE,
        "Please raise the account's monthly spend limit for SMS in the Region above. Below it, "
        "we set the limit that is enforced ourselves.",
        f"{_USE}\n{_VOLUME}\nLimit: <USD> a month; now <USD>",
        _SPEND_LINK,
    ),
    _Request(
        frozenset({45}),
        "SMS account under review or disabled",
        "sms",
        "AWS End User Messaging SMS",
        "SMS of this account are refused, because it is reviewed or disabled. Please say what is "
        "missing, and let it send again.",
        f"{_USE}\n{_VOLUME}\nWhat changed lately: <new traffic, a test, an attack>",
        _SMS_LINK,
    ),
    _Request(
        frozenset({46}),
        "Cognito holds verification messages back",
        "pool",
        "Amazon Cognito",
        "The log of user notifications says that messages to a destination are held back. Please "
        "say why, and until when.",
        "Message of the log: <details>\nSince: <time in UTC>",
        _COGNITO_LINK,
    ),
    _Request(
        frozenset({12}),
        "Raise a request quota of Amazon Cognito user pools",
        "pool",
        "Service Quotas, Amazon Cognito User Pools",
        "Please raise the quota of the category that is throttled.",
        "Category: <as in GetProvisionedLimit>\nRequests a second: <number>; now <number>",
        _COGNITO_LINK,
    ),
    _Request(
        frozenset({49}),
        "Amazon SES production access",
        "email",
        "Amazon SES, request production access",
        "Please give this account production access in the Region above.",
        f"Mail type: transactional\n{_USE}\nMessages a day: <number>\n"
        "Bounces and complaints: <how they are taken off>",
        _SES_LINK,
    ),
    _Request(
        frozenset({50}),
        "Amazon SES sending paused or under review",
        "email",
        "Amazon SES, the case that SES opened",
        "SES has paused this account's sending, or reviews it. This is what happened, and what "
        "we changed.",
        f"{_USE}\nWhat made messages bounce: <reason>\nWhat we changed: <change>",
        _SES_REVIEW_LINK,
    ),
    _Request(
        frozenset({51}),
        "Raise the sending quota of Amazon SES",
        "email",
        "Service Quotas, Amazon SES",
        "Please raise the sending quota of this account in the Region above.",
        f"Mail type: transactional\n{_USE}\nMessages a day: <number>; a second: <number>",
        _SES_LIMITS_LINK,
    ),
)


def write_support_case(diagnosis: Diagnosis) -> Text:
    """Write what to ask AWS support for; see `Diagnosis.support_case`."""
    found = [it for it in diagnosis.findings if it.status in {"problem", "warning"}]
    cases = []
    for request in _REQUESTS:
        about = [it for it in found if request.causes & set(it.causes)]
        if about:
            cases.append(_write(request, about, diagnosis))
    return Text("\n\n\n".join(cases) or _NONE)


def _write(request: _Request, found: list[CheckFinding], diagnosis: Diagnosis) -> str:
    seen = [f"- {it.title} ({it.evidence.rstrip('.')})" for it in found]
    return "\n".join(
        [
            f"Subject: {request.subject}",
            f"Service: {request.service}",
            f"Account: {diagnosis.account_id or '<account id>'}",
            f"Region: {_region(request, diagnosis)}",
            f"User pool: {diagnosis.user_pool_id or '<user pool id>'}",
            "",
            request.asks,
            "",
            request.details,
            "",
            f"Seen at {diagnosis.made_at:%Y-%m-%d %H:%M} UTC:",
            *seen,
            f"How to ask: {request.link}",
        ]
    )


def _region(request: _Request, diagnosis: Diagnosis) -> str:
    """Name the Region; where two may be meant, the case is to name one."""
    route = diagnosis.route
    known = {
        "pool": region_of_pool(diagnosis.user_pool_id or ""),
        "sms": " or ".join(route.sms_regions) if route else None,
        "email": route.email_region if route else None,
    }
    return known[request.place] or "<Region>"
