"""What the sandbox form shows of numbers: which there are, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cognito_explore.facts import SANDBOX_CODES_A_DAY, SANDBOX_NUMBERS
from cognito_explore.findings import Finding
from cognito_explore.show import cell, html_table
from cognito_explore.sms.sandbox_records import SandboxNumber, SandboxStatus
from cognito_explore.widgets import cards

VERIFIED = "Verified"

_TIMES = "sms-voice:DescribeVerifiedDestinationNumbers"
_LIMITS = (
    f"A number gets {SANDBOX_CODES_A_DAY} codes in 24 hours at most, "
    "and stays for 24 hours after it was verified, or last tried."
)


def status_cards(status: SandboxStatus, numbers: Sequence[SandboxNumber] | None) -> str:
    """Show whether the account is in the sandbox, and what is not known."""
    kind: cards.Kind = "info" if status.is_in_sandbox is False else "warning"
    findings = [*status.findings, *_no_times(numbers or ())]
    first, _, counts = status.sentence.partition(". ")
    shown = (
        ""
        if status.is_in_sandbox is None
        else cards.card(kind, f"{first.removesuffix('.')}.", counts)
    )
    return shown + cards.findings_card(findings)


def numbers_table(numbers: Sequence[SandboxNumber], now: datetime) -> str:
    """Show the numbers, with what can be done with each."""
    if not numbers:
        return ""
    rows = [(it.phone_number.masked, it.status, can_be_done(it, now)) for it in numbers]
    table = html_table(rows, header=("number", "status", "what can be done"))
    return f'<div class="ce-wrapping">{table}</div>'


def can_be_done(number: SandboxNumber, now: datetime) -> str:
    """Say what can be done with a number."""
    return f"{_next_step(number)} {removal(number, now)}"


def removal(number: SandboxNumber, now: datetime) -> str:
    """Say when a number can be removed."""
    at = number.removable_at
    if at is None:
        return "When it can be removed is not known."
    return "It can be removed." if at <= now else f"It can be removed after {cell(at)}."


def room(numbers: Sequence[SandboxNumber] | None, now: datetime) -> str:
    """Say how many numbers there are, and what is to be known before another is added."""
    if numbers is None:
        return _LIMITS
    told = f"{len(numbers)} of {SANDBOX_NUMBERS} numbers used."
    if len(numbers) < SANDBOX_NUMBERS:
        return f"{told} {_LIMITS}"
    times = [it.removable_at for it in numbers if it.removable_at is not None]
    soonest = min(times, default=None)
    if soonest is None or soonest <= now:
        return f"{told} Remove one first."
    return f"{told} The first can be removed after {cell(soonest)}."


def _next_step(number: SandboxNumber) -> str:
    if number.status == VERIFIED:
        return "SMS reach it."
    if number.codes_left:
        return f"Type its code, or send another: {number.codes_left} left today."
    return "Type its code; it gets no more today."


def _no_times(numbers: Sequence[SandboxNumber]) -> list[Finding]:
    if all(it.added_at for it in numbers):
        return []
    return [
        Finding(
            "sandbox-times",
            "unknown",
            "Since when the numbers are there is not known, nor when they can be removed.",
            fix=f"Allow `{_TIMES}`, which tells; without it, AWS tells when it is too early.",
        )
    ]
