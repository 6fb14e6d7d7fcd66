"""A diagnosis as HTML: problems first, and every status in words as well as in colour."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cognito_explore.delivery.check import CheckFinding
from cognito_explore.findings import Status
from cognito_explore.show import html_text, note_of, printable_lines

if TYPE_CHECKING:
    from cognito_explore.delivery.diagnosis import Diagnosis

# Colours only frame, so that a text is as readable as its page's, be it dark.
_LOOKS: dict[Status, tuple[str, str, str]] = {
    "problem": ("✗", "Problem", "#d32f2f"),
    "warning": ("!", "Warning", "#c77700"),
    "unknown": ("?", "Not known", "#7b5ea7"),
    "ok": ("✓", "Fine", "#2e7d32"),
    "not_applicable": ("-", "Does not apply", "#808080"),
}
_OPEN: tuple[Status, ...] = ("problem", "warning", "unknown")
_FOLDED: tuple[Status, ...] = ("ok", "not_applicable")
_LANGUAGES = (("boto3", "boto3"), ("cli", "AWS CLI"))


def diagnosis_html(diagnosis: Diagnosis) -> str:
    """Show a diagnosis: the verdict, what decides it, and the rest folded away."""
    # The classes keep MathJax of both kinds away.
    return (
        '<div class="cognito-explore tex2jax_ignore mathjax_ignore" style="max-width: 820px">'
        f"{verdict_html(diagnosis)}{findings_html(diagnosis.findings)}"
        f"{_undetectable(diagnosis)}{_paragraph(note_of(diagnosis.session), 'em')}</div>"
    )


def verdict_html(diagnosis: Diagnosis) -> str:
    """Show the verdict, where codes go, and how much of what was found."""
    places = ", ".join(f"{name} {text}" for name, text in diagnosis.destinations.items())
    where = _paragraph(f"Codes go to: {places}") if places else ""
    told = "".join(_paragraph(it, "strong") for it in diagnosis.verdicts.values())
    return told + where + _paragraph(counted(diagnosis.findings))


def findings_html(findings: Sequence[CheckFinding]) -> str:
    """Show findings: those that decide one by one, the others folded."""
    shown = [_finding(it) for it in findings if it.status in _OPEN]
    folded = [_fold(status, [it for it in findings if it.status == status]) for status in _FOLDED]
    return "".join([*shown, *folded])


def counted(findings: Iterable[CheckFinding]) -> str:
    """Say how many there are of each status."""
    statuses = [it.status for it in findings]
    words = [
        f"{word.lower()}: {statuses.count(it)}"
        for it, (_, word, _) in _LOOKS.items()
        if it in statuses
    ]
    return f"{len(statuses)} checks: {', '.join(words)}." if words else ""


def _finding(finding: CheckFinding) -> str:
    mark, word, colour = _LOOKS[finding.status]
    style = f"border-left: 4px solid {colour}; margin: 8px 0; padding: 1px 12px"
    title = (
        f'<p style="margin: 2px 0"><strong><span aria-hidden="true">{mark}</span> '
        f"{word}: {_text(finding.title)}</strong>{_about(finding)}</p>"
    )
    told = [
        ("What was read", finding.evidence),
        ("What it means", finding.consequence),
        ("What to do", finding.fix),
        ("What that changes", finding.difference),
    ]
    told += [("Permissions", ", ".join(finding.missing_actions))]
    texts = "".join(_named(name, text) for name, text in told if text)
    return f'<section style="{style}">{title}{texts}{_codes(finding)}{_link(finding)}</section>'


def _about(finding: CheckFinding) -> str:
    return f" ({html_text(finding.attribute_name)})" if finding.attribute_name else ""


def _named(name: str, text: str) -> str:
    return f'<p style="margin: 2px 0; white-space: pre-line"><b>{name}:</b> {_text(text)}</p>'


def _codes(finding: CheckFinding) -> str:
    codes = ((word, finding.fix_code(name)) for name, word in _LANGUAGES)
    return "".join(
        f"<details><summary>What to do, as code: {word}</summary>{_code(code)}</details>"
        for word, code in codes
        if code
    )


def _code(code: str) -> str:
    style = "user-select: all; white-space: pre-wrap; overflow-wrap: anywhere"
    title = "One click marks it all, to be copied"
    return f'<pre class="ce-code" tabindex="0" title="{title}" style="{style}">{_text(code)}</pre>'


def _link(finding: CheckFinding) -> str:
    name = _text(finding.check_id)
    if not finding.link.startswith("https://"):
        return f'<p style="margin: 2px 0">Check: {name}</p>'
    place = html.escape(finding.link)
    return (
        f'<p style="margin: 2px 0">Check: {name}; '
        f'<a href="{place}" target="_blank" rel="noopener" style="text-decoration: underline">'
        "what AWS says of it</a></p>"
    )


def _fold(status: Status, findings: Sequence[CheckFinding]) -> str:
    if not findings:
        return ""
    mark, word, _ = _LOOKS[status]
    items = "".join(f"<li>{_line(it)}</li>" for it in findings)
    summary = f'<span aria-hidden="true">{mark}</span> {word}: {len(findings)}'
    return f"<details><summary>{summary}</summary><ul>{items}</ul></details>"


def _line(finding: CheckFinding) -> str:
    evidence = f" ({_text(finding.evidence)})" if finding.evidence else ""
    return f"{_text(finding.title)}{_about(finding)}{evidence} [{_text(finding.check_id)}]"


def _undetectable(diagnosis: Diagnosis) -> str:
    causes = diagnosis.undetectable
    items = "".join(f"<li>{_text(f'{it.title} {it.find_out} {it.do}')}</li>" for it in causes)
    return (
        f"<details><summary>What no call can tell before a code is sent: {len(causes)}</summary>"
        f"<ul>{items}</ul></details>"
    )


def _paragraph(text: str, tag: str = "span") -> str:
    return f"<p><{tag}>{_text(text)}</{tag}></p>" if text else ""


def _text(text: str) -> str:
    return html_text(printable_lines(text))
