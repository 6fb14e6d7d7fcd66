"""What the attempts of one user tell of their codes: sent, replaced, used, too old.

Cognito says no more than that a code is wrong or expired. Which it is, and since when,
is known to whoever sent it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cognito_explore.errors import (
    CodeMismatchError,
    CognitoExploreError,
    ExpiredCodeError,
    LimitExceededError,
)
from cognito_explore.facts import CODE_LIFETIME, SENDS_AN_HOUR
from cognito_explore.history import Attempt
from cognito_explore.refusals import SEND, VERIFY

# The causes that the attempts of a session tell, as the checks of `diagnose` have them.
TOLD_BY_ATTEMPTS = frozenset({11, 58, 59, 60, 61, 62})

COOL_DOWN = timedelta(seconds=60)

_HOUR = timedelta(hours=1)


def codes_of(attempts: Sequence[Attempt], attribute_name: str | None = None) -> list[Attempt]:
    """Pick the attempts that sent a code, or may have.

    Args:
        attempts: Of one user, oldest first.
        attribute_name: Of this attribute only; default: of any.
    """
    return [
        it
        for it in attempts
        if it.operation == SEND
        and it.outcome in {"accepted", "unknown"}
        and attribute_name in {None, it.attribute_name}
    ]


def sent_this_hour(attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """Pick the codes that count for this hour's limit, as far as this session knows."""
    return [it for it in codes_of(attempts) if it.sent_at > now - _HOUR]


def tried_this_hour(attempts: Sequence[Attempt], now: datetime) -> list[Attempt]:
    """Pick the tries that count for this hour's limit, as far as this session knows."""
    return [
        it
        for it in attempts
        if it.operation == VERIFY
        and it.outcome in {"accepted", "refused", "unknown"}
        and it.sent_at > now - _HOUR
    ]


def verified_last(attempts: Sequence[Attempt], attribute_name: str) -> Attempt | None:
    """Pick the attempt that used the last code up; None if it was not used yet."""
    codes = codes_of(attempts, attribute_name)
    used = [
        it
        for it in attempts
        if it.operation == VERIFY
        and it.outcome == "accepted"
        and it.attribute_name == attribute_name
        and (not codes or it.attempt > codes[-1].attempt)
    ]
    return used[-1] if used else None


def cool_down_until(attempts: Sequence[Attempt], now: datetime) -> datetime | None:
    """Tell until when to wait for a code that may be on its way; None: no need to."""
    codes = codes_of(attempts)
    if not codes or codes[-1].outcome != "unknown":
        return None
    until = codes[-1].sent_at + COOL_DOWN
    return until if now < until else None


def explain(
    error: CognitoExploreError,
    attempts: Sequence[Attempt],
    operation: str,
    attribute_name: str,
    now: datetime,
) -> str:
    """Say what the attempts know of the cause of a refusal; empty if nothing.

    Args:
        error: The refusal.
        attempts: Of the user, oldest first.
        operation: What was refused.
        attribute_name: The attribute it was about.
        now: The time it is.
    """
    if isinstance(error, LimitExceededError):
        return _explain_limit(attempts, operation, now)
    if isinstance(error, CodeMismatchError):
        return _explain_mismatch(attempts, attribute_name, now)
    if isinstance(error, ExpiredCodeError):
        return _explain_expiry(attempts, attribute_name, now)
    return ""


def narrow(
    causes: tuple[int, ...],
    error_code: str | None,
    attempts: Sequence[Attempt],
    attribute_name: str,
    now: datetime,
) -> tuple[int, ...]:
    """Leave of the causes of a refusal those that the attempts speak for; all, if for none.

    Args:
        causes: As `causes_of` gives them.
        error_code: AWS's code of the refusal.
        attempts: Of the user before it, oldest first.
        attribute_name: The attribute it was about.
        now: The time it was.
    """
    codes = codes_of(attempts, attribute_name)
    told = set()
    if error_code == "CodeMismatchException":
        told = {59} if len(codes) > 1 else {58} if codes_of(attempts) and not codes else set()
    elif error_code == "ExpiredCodeException":
        is_old = bool(codes) and codes[-1].sent_at + CODE_LIFETIME <= now
        told = {61} if verified_last(attempts, attribute_name) else {60} if is_old else set()
    return tuple(it for it in causes if it in told) or causes


def clock_time(at: datetime, now: datetime) -> str:
    """Tell a time of today by the minute, another with its date; UTC."""
    at, now = at.astimezone(UTC), now.astimezone(UTC)
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at:%Y-%m-%d %H:%M}"


def _explain_limit(attempts: Sequence[Attempt], operation: str, now: datetime) -> str:
    if operation != SEND:
        tries = tried_this_hour(attempts, now)
        return f"This session tried {len(tries)} times in the last hour." if tries else ""
    sent = sent_this_hour(attempts, now)
    if not sent:
        return ""
    times = ", ".join(clock_time(it.sent_at, now) for it in sent)
    return f"This session sent {len(sent)} of {SENDS_AN_HOUR} codes in the last hour: {times} UTC."


def _explain_mismatch(attempts: Sequence[Attempt], attribute_name: str, now: datetime) -> str:
    codes = codes_of(attempts, attribute_name)
    if len(codes) > 1:
        newest = clock_time(codes[-1].sent_at, now)
        return f"This session sent {len(codes)} codes: type the newest, of {newest} UTC."
    others = codes_of(attempts)
    if others and not codes:
        return (
            f"This session sent no code for {attribute_name}, but one for "
            f"{others[-1].attribute_name} at {clock_time(others[-1].sent_at, now)} UTC."
        )
    return ""


def _explain_expiry(attempts: Sequence[Attempt], attribute_name: str, now: datetime) -> str:
    used, codes = verified_last(attempts, attribute_name), codes_of(attempts, attribute_name)
    if used:
        at = clock_time(used.sent_at, now)
        return f"A code for {attribute_name} was accepted at {at} UTC: it was used then."
    if not codes:
        return f"This session sent no code for {attribute_name}."
    at = clock_time(codes[-1].sent_at, now)
    if codes[-1].sent_at + CODE_LIFETIME <= now:
        return f"The last code for {attribute_name} was sent at {at} UTC: it is too old."
    return f"The last code for {attribute_name} was sent at {at} UTC, and was not used yet here."
