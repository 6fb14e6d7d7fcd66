"""Whether Cognito's own sender has e-mails left for the day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery import email_day, ses
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, Family, Found
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.route import COGNITO_DEFAULT
from cognito_explore.errors import CognitoExploreError
from cognito_explore.facts import DEFAULT_EMAILS_A_DAY
from cognito_explore.history import Attempt
from cognito_explore.masks import mask_addresses
from cognito_explore.told import exact, need, parts, yes_no

CHECKS = Family()

_NEAR = 0.8
_LISTED = 1_000
_NOT_ASKED = (
    "What the account has sent today, and AWS's own list of addresses that bounced, cannot be "
    "asked for."
)
_TO_SES = "Send by SES of the account: EmailConfiguration.EmailSendingAccount DEVELOPER."


@CHECKS.check(
    "default-sender",
    "Whether Cognito's own sender has e-mails left today",
    causes=(22, 53),
    actions=("ses:ListEmailIdentities",),
    medium=EMAIL,
    paths=(COGNITO_DEFAULT,),
    link="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html",
)
def default_sender(case: Case) -> Found:
    """Count this session's e-mails of the day, and look for a refusal for the daily limit."""
    since = email_day.began_at(case.now)
    today = [it for it in case.attempts if it.sent_at >= since]
    sent = sum(it.delivery_medium == EMAIL and it.outcome == "accepted" for it in today)
    counted = (
        f"Of this user, this session's history has {sent} accepted e-mails since "
        f"{since:%Y-%m-%d %H:%M} UTC. {_NOT_ASKED}"
    )
    limit = f"{DEFAULT_EMAILS_A_DAY} e-mails a day that Cognito's own sender takes of an account"
    refused = next((it for it in reversed(today) if _is_daily_limit(it)), None)
    if refused or sent >= DEFAULT_EMAILS_A_DAY:
        call, difference = _to_ses(case)
        told = (
            f"Attempt {refused.attempt}: {mask_addresses(refused.error_message or '')} "
            if refused
            else ""
        )
        return Found(
            "problem",
            f"The {limit} are used up.",
            f"{told}{counted}",
            f"Wait until 09:00 UTC. {_TO_SES}",
            "Cognito refuses the request with LimitExceededException, and makes no code.",
            call,
            difference,
        )
    if sent >= DEFAULT_EMAILS_A_DAY * _NEAR:
        call, difference = _to_ses(case)
        title = f"The {limit} are nearly used up."
        after = "After that Cognito refuses until 09:00 UTC."
        return Found("warning", title, counted, _TO_SES, after, call, difference)
    title = f"Nothing says that the {limit} are used up, which nobody can ask AWS."
    fix = "If no e-mail comes to an address that once bounced, only SES or another address helps."
    return Found("ok", title, counted, fix)


def _is_daily_limit(attempt: Attempt) -> bool:
    """Tell whether an attempt was refused for the day's limit, of whose text little is known."""
    said = (attempt.error_message or "").lower()
    is_limit = attempt.error_code == "LimitExceededException"
    return is_limit and "daily" in said and "limit" in said


def _to_ses(case: Case) -> tuple[tuple[Call, ...], str]:
    """Make the call that has the pool send by SES, if there is an identity to send as."""
    identity = _verified_identity(case)
    if identity is None:
        return (), ""
    name = need(exact, identity, "IdentityName")
    pool_arn = need(exact, case.pool(), "Arn").split(":")
    partition, account_id = pool_arn[1], ses.account_of(case)
    settings = {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": f"arn:{partition}:ses:{case.region_name}:{account_id}:identity/{name}",
    }
    settings["From"] = name if "@" in name else f"no-reply@{name}"
    change = {"EmailConfiguration": settings}
    call, difference = pool_update(case.pool(), change, region_name=case.region_name)
    return (call,), difference


def _verified_identity(case: Case) -> Mapping[str, Any] | None:
    try:
        told = case.call(ses.SERVICE, "ListEmailIdentities", {"PageSize": _LISTED})
    except CognitoExploreError:
        # The finding is known without it: then the fix is in words alone.
        return None
    found = parts(told, "EmailIdentities")
    # A domain first: an address of it can be anyone's.
    found = sorted(found, key=lambda it: "@" in (exact(it, "IdentityName") or ""))
    return next((it for it in found if yes_no(it, "SendingEnabled")), None)
