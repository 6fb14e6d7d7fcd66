"""What a check found: one record for everything this library has an opinion on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

Status = Literal["ok", "warning", "problem", "unknown", "not_applicable"]

_MARKS: dict[Status, str] = {
    "problem": "✗",
    "warning": "!",
    "unknown": "?",
    "ok": "✓",
    "not_applicable": "-",
}
_ORDER = {status: place for place, status in enumerate(_MARKS)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check_id: Stable name of the check, such as `token-expiry`.
        status: `ok`, `warning`, `problem`, `unknown` or `not_applicable`.
            `unknown` is an answer: it never means `ok`.
        title: The finding in one sentence.
        evidence: What was read, and where.
        fix: What to do about it; empty when there is nothing to do.
    """

    check_id: str
    status: Status
    title: str
    evidence: str = ""
    fix: str = ""

    def __str__(self) -> str:
        lines = [f"{_MARKS[self.status]} {self.title}"]
        lines += [f"    {text}" for text in (self.evidence, self.fix) if text]
        return "\n".join(lines)


_F = TypeVar("_F", bound=Finding)


def most_decisive_first(findings: Iterable[_F]) -> list[_F]:
    """Sort findings so that what decides comes first, otherwise as they came."""
    return sorted(findings, key=lambda finding: _ORDER[finding.status])
