"""What the attempts of this session tell: codes that were sent, replaced, used, or too old.

All of it is local: a session knows what it did, and not what other programs did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from cognito_explore.codes_sent import (
    clock_time,
    codes_of,
    narrow,
    sent_this_hour,
    tried_this_hour,
    verified_last,
)
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, SMS, Family, Found, not_applicable
from cognito_explore.facts import (
    CODE_LIFETIME,
    SENDS_AN_HOUR,
    VERIFIABLE_ATTRIBUTES,
    VERIFICATIONS_AN_HOUR,
)
from cognito_explore.history import Attempt
from cognito_explore.masks import mask_addresses, mask_email, mask_phone_number
from cognito_explore.refusals import SEND, VERIFY
from cognito_explore.show import printable

CHECKS = Family()

_HOUR = timedelta(hours=1)
_QUOTAS = "https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"
_API = (
    "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
    "API_GetUserAttributeVerificationCode.html"
)
_KINDS = {SMS: "SMS", EMAIL: "e-mail"}

Look = Callable[[Case, list[Attempt]], Found]


def _check(
    check_id: str, asks: str, *causes: int, is_of_attribute: bool = True, link: str = _API
) -> Callable[[Look], Look]:
    """Register a check that looks at the user's codes and tries, if this session made any."""

    def register(look: Look) -> Look:
        def guarded(case: Case) -> Found:
            known = [it for it in case.attempts if it.operation in {SEND, VERIFY}]
            if not known:
                return not_applicable("This session knows of no code of this user.")
            return look(case, known)

        CHECKS.check(check_id, asks, causes=causes, is_of_attribute=is_of_attribute, link=link)(
            guarded
        )
        return look

    return register


@_check(
    "codes-this-hour",
    "Whether one more code may be sent this hour",
    11,
    is_of_attribute=False,
    link=_QUOTAS,
)
def codes_this_hour(case: Case, attempts: list[Attempt]) -> Found:
    """Count what was sent in the last hour; the codes of both attributes count."""
    sent = sent_this_hour(attempts, case.now)
    evidence = f"This session's history: {_times(sent, case)}."
    told = f"{len(sent)} of {SENDS_AN_HOUR} codes an hour were sent"
    if len(sent) < SENDS_AN_HOUR:
        return Found("ok", f"{told} to this user.", evidence)
    next_at = clock_time(sent[-SENDS_AN_HOUR].sent_at + _HOUR, case.now)
    fix = f"Wait until {next_at} UTC. Switch retries off: each spends one more."
    refused = "Cognito refuses the request (LimitExceededException), and makes no code."
    certain = [it for it in sent if it.outcome == "accepted"]
    if len(certain) < SENDS_AN_HOUR:
        title = f"{told} to this user, if those without an answer count."
        return Found("warning", title, evidence, fix, refused)
    return Found("problem", f"{told} to this user, so no more is sent.", evidence, fix, refused)


@_check(
    "tries-this-hour",
    "Whether a code may be tried this hour",
    62,
    is_of_attribute=False,
    link=_QUOTAS,
)
def tries_this_hour(case: Case, attempts: list[Attempt]) -> Found:
    """Count the tries at verifying of the last hour."""
    tries = tried_this_hour(attempts, case.now)
    title = f"{len(tries)} of {VERIFICATIONS_AN_HOUR} tries an hour were made by this user."
    evidence = "This session's history."
    if len(tries) < VERIFICATIONS_AN_HOUR:
        return Found("ok", title, evidence)
    next_at = clock_time(tries[-VERIFICATIONS_AN_HOUR].sent_at + _HOUR, case.now)
    fix = f"Wait until {next_at} UTC before the next code is typed."
    return Found("warning", title, evidence, fix, "A code arrives, and cannot be typed in yet.")


@_check("code-replaced", "Whether the newest code is the one that is typed", 59)
def code_replaced(case: Case, attempts: list[Attempt]) -> Found:
    """Look whether more than one code is out, so that an older may be typed."""
    codes = [
        it
        for it in codes_of(attempts, case.attribute_name)
        if it.sent_at + CODE_LIFETIME > case.now
    ]
    evidence = f"This session's history: {_times(codes, case)}."
    used = verified_last(attempts, case.attribute_name)
    if len(codes) < 2 or used:  # noqa: PLR2004 -- one replaces the other
        return Found("ok", "There is one code at most that could be typed.", evidence)
    newest = clock_time(codes[-1].sent_at, case.now)
    return Found(
        "warning",
        f"{len(codes)} codes were sent for {case.attribute_name}, the newest at {newest} UTC.",
        evidence,
        f"Type the one of {newest} UTC, and send no other before.",
        "AWS does not document whether an older one still works.",
    )


@_check("code-too-old", "Whether the last code is too old", 60, link=_QUOTAS)
def code_too_old(case: Case, attempts: list[Attempt]) -> Found:
    """Look how old the last code is that was not used."""
    codes = codes_of(attempts, case.attribute_name)
    if not codes or verified_last(attempts, case.attribute_name):
        return Found("ok", f"No code for {case.attribute_name} waits to be typed here.")
    at = clock_time(codes[-1].sent_at, case.now)
    evidence = f"This session's history: sent at {at} UTC."
    if codes[-1].sent_at + CODE_LIFETIME > case.now:
        return Found("ok", f"The last code for {case.attribute_name} is not too old.", evidence)
    return Found(
        "warning",
        f"The last code for {case.attribute_name} is older than 24 hours.",
        evidence,
        "Have a new one sent.",
        "Cognito takes that code no more (ExpiredCodeException).",
    )


@_check("code-used", "Whether the last code was used already", 61)
def code_used(case: Case, attempts: list[Attempt]) -> Found:
    """Look whether a code that was accepted is typed again."""
    used = verified_last(attempts, case.attribute_name)
    if used is None:
        return Found("ok", f"No code for {case.attribute_name} was accepted since the last.")
    at = clock_time(used.sent_at, case.now)
    evidence = f"This session's history: accepted at {at} UTC."
    again = [
        it
        for it in _about(attempts, case.attribute_name, VERIFY)
        if it.attempt > used.attempt and it.outcome == "refused"
    ]
    if not again:
        return Found("ok", f"The last code for {case.attribute_name} was accepted.", evidence)
    return Found(
        "warning",
        f"The code for {case.attribute_name} that is typed now was accepted at {at} UTC already.",
        evidence,
        f"Nothing is to be done: {case.attribute_name} is verified.",
        "A code works once (ExpiredCodeException).",
    )


@_check("code-elsewhere", "Whether the last code went to the other medium", 58)
def code_elsewhere(case: Case, attempts: list[Attempt]) -> Found:
    """Look whether the code that is waited for was sent by the other medium."""
    codes = codes_of(attempts, case.attribute_name)
    medium = codes[-1].delivery_medium if codes else None
    if medium and medium != case.medium:
        at = clock_time(codes[-1].sent_at, case.now)
        other = _KINDS.get(medium, printable(medium, 40))
        title = f"Cognito says that the last code for {case.attribute_name} went by {other}."
        evidence = f"Its answer of {at} UTC: DeliveryMedium is {printable(medium, 40)}."
        return Found("warning", title, evidence, "Look there.", "It is not where it is looked for.")
    if codes:
        return Found("ok", f"The last code for {case.attribute_name} went by its own medium.")
    others = codes_of(attempts)
    if not others:
        return Found("ok", "No code went to another medium.")
    name, at = others[-1].attribute_name, clock_time(others[-1].sent_at, case.now)
    return Found(
        "warning",
        f"This session sent no code for {case.attribute_name}, but one for {name}.",
        f"This session's history: sent at {at} UTC.",
        f"Look there; or have one sent for {case.attribute_name}.",
        "It is not where it is looked for.",
    )


@_check("last-destination", "Whether the last code went to the address of now", 56, 63)
def last_destination(case: Case, attempts: list[Attempt]) -> Found:
    """Compare where the last code went with the address that the user has."""
    codes = [it for it in codes_of(attempts, case.attribute_name) if it.destination]
    if not codes:
        return not_applicable("It is not known where a code went.")
    went = printable(codes[-1].destination, 100)
    address = case.address()
    if not address:
        return not_applicable("There is no address to compare it with.")
    mask = mask_email if case.medium == EMAIL else mask_phone_number
    now = mask(address.reveal())
    evidence = f"This session's history: sent to {went}. The address now: {now}."
    if _core(went) == _core(now):
        return Found("ok", f"The last code went to {now}, the address of now.", evidence)
    return Found(
        "warning",
        f"The last code went to {went}, and the address now is {now}.",
        evidence,
        "Look there, or have a new one sent.",
        "The address was changed since, or a change waits for its code.",
    )


@_check("attribute-name", "Whether the attribute is asked for by its name", 8)
def attribute_name(case: Case, attempts: list[Attempt]) -> Found:
    """Look whether a code was asked for under a name that Cognito does not take."""
    wrong = [
        it
        for it in attempts
        if it.operation == SEND and it.attribute_name not in VERIFIABLE_ATTRIBUTES
    ]
    right = _about(attempts, case.attribute_name, SEND)
    if not wrong or (right and right[-1].attempt > wrong[-1].attempt):
        return Found("ok", f"The last code was asked for as {case.attribute_name}, or not at all.")
    name = printable(wrong[-1].attribute_name, 60)
    return Found(
        "warning",
        f"The last code was asked for as {name}, which Cognito does not verify.",
        f"This session's history: at {clock_time(wrong[-1].sent_at, case.now)} UTC.",
        f"Ask for exactly `{case.attribute_name}`.",
        "Cognito refuses the request (InvalidParameterException), and makes no code.",
    )


@_check(
    "last-attempt",
    "What became of the last request for a code",
    *(12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23),
)
def last_attempt(case: Case, attempts: list[Attempt]) -> Found:
    """Say what AWS said to the last request for this attribute."""
    asked = _about(attempts, case.attribute_name, SEND)
    if not asked:
        return not_applicable(f"This session asked for no code for {case.attribute_name}.")
    last = asked[-1]
    at = clock_time(last.sent_at, case.now)
    evidence = f"This session's history, attempt {last.attempt} at {at} UTC: {last.outcome}."
    if last.outcome == "accepted":
        return Found("ok", "Cognito took the last request for a code.", evidence)
    said = mask_addresses(printable(last.error_message or last.error_code or "", 300))
    if last.outcome == "unknown":
        fix = "Wait a minute, and look for it before you send again."
        title = "What became of the last request for a code is not known: one may be on its way."
        return Found("warning", title, f"{evidence} {said}", fix)
    before = [it for it in attempts if it.attempt < last.attempt]
    causes = narrow(last.causes, last.error_code, before, case.attribute_name, last.sent_at)
    told = f" The causes that it may have: {', '.join(map(str, causes))}." if causes else ""
    what = "refused" if last.outcome == "refused" else "not sent"
    return Found(
        "warning",
        f"The last request for a code was {what}: {said.rstrip('.')}.",
        evidence + told,
        "Mend what the other findings name, then send again.",
        "No code was made then.",
    )


def _about(attempts: list[Attempt], name: str, operation: str) -> list[Attempt]:
    return [it for it in attempts if it.operation == operation and it.attribute_name == name]


def _times(attempts: list[Attempt], case: Case) -> str:
    times = ", ".join(clock_time(it.sent_at, case.now) for it in attempts)
    return f"sent at {times} UTC" if times else "none sent"


def _core(masked: str) -> str:
    """Take a mask without its length, which AWS does not document."""
    return re.sub(r"\*+", "*", masked)
