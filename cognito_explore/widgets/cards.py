"""What forms show, as HTML: every text of a server or a user is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from cognito_explore.errors import CognitoExploreError, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.show import EMBEDDED, EMBEDDED_NOTE, html_text, printable, printable_lines

if TYPE_CHECKING:
    from cognito_explore.session import Session

Kind = Literal["ok", "warning", "problem", "info"]

_DEFECT = (
    "This is a defect of cognito_explore, not of what you typed. "
    "The exception is in the form's `error`."
)
_TWIN_NOTE = "A static copy: run the notebook to use the form."
_FINDING_KINDS: dict[str, Kind] = {
    "ok": "ok",
    "warning": "warning",
    "problem": "problem",
    "unknown": "warning",
    "not_applicable": "info",
}
_MARKS: dict[Kind, str] = {"ok": "✓", "warning": "!", "problem": "✗", "info": "i"}


def target_text(session: Session) -> str:
    """Say in one line where a session's requests go, and whether messages are real."""
    if session.name == EMBEDDED:
        return EMBEDDED_NOTE
    if session.name == f"aws {session.region_name}":
        profile = printable(session.boto3_session.profile_name, 60)
        return f"AWS {session.region_name}, profile {profile}: messages are really sent, and cost."
    return f"{session.name}: messages are sent if this endpoint sends them."


def banner(session: Session) -> str:
    """Show where a session's requests go."""
    kind = "embedded" if session.name == EMBEDDED else "real"
    return f'<p class="ce-banner ce-{kind}">{html_text(target_text(session))}</p>'


def card(kind: Kind, title: str, *texts: str) -> str:
    """Show a message: what happened, and below it what to do.

    Args:
        kind: Decides its colour and mark.
        title: What happened, in a line.
        texts: More, a paragraph each; empty ones are left out.
    """
    role = "alert" if kind == "problem" else "status"
    head = f'<p class="ce-title"><span aria-hidden="true">{_MARKS[kind]}</span> {_lines(title)}</p>'
    body = "".join(f"<p>{_lines(text)}</p>" for text in texts if text)
    return f'<div class="ce-card ce-{kind}" role="{role}">{head}{body}</div>'


def error_card(error: Exception) -> str:
    """Show what went wrong, and what to do; never a traceback, which could show locals."""
    if isinstance(error, InvalidRequestError):
        told = (f"{_label(it.field)}: {it.problem} {it.fix}".rstrip() for it in error.faults)
        return card("problem", "Nothing was sent: this is not right yet.", *told)
    if isinstance(error, CognitoExploreError):
        kind: Kind = "warning" if error.outcome == "unknown" else "problem"
        return card(kind, error.message, error.hint)
    return card("problem", f"{type(error).__name__}: {printable(error)}", _DEFECT)


def findings_card(findings: Iterable[Finding]) -> str:
    """Show findings, a card each."""
    return "".join(
        card(_FINDING_KINDS[it.status], it.title, it.evidence, it.fix) for it in findings
    )


def counted(findings: Sequence[Finding]) -> str:
    """Say how many findings there are, and how many of them are problems."""
    total = len(findings)
    problems = sum(it.status == "problem" for it in findings)
    if total == 1:
        return f"1 finding: {'it would be refused.' if problems else 'it is not decisive.'}"
    if not problems:
        return f"{total} findings, none of which is decisive."
    says = "says" if problems == 1 else "say"
    return f"{problems} of {total} findings {says} that it would be refused."


def busy(what: str) -> str:
    """Show that something goes on."""
    return f'<p class="ce-busy" role="status"><span></span>{html_text(what)}</p>'


def paragraph(text: str) -> str:
    """Show a plain text."""
    return f"<p>{_lines(text)}</p>"


def code_block(code: str) -> str:
    """Show code; one click on it marks it all, to be copied."""
    return f'<pre class="ce-code" tabindex="0">{_lines(code)}</pre>'


def framed(*parts: str) -> str:
    """Put pieces together where MathJax leaves them alone."""
    return f'<div class="ce tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def twin(*parts: str) -> str:
    """Put the pieces of a form together that cannot be used, and say so."""
    note = f'<p class="ce-note">{_TWIN_NOTE}</p>'
    return f'<div class="ce ce-twin tex2jax_ignore mathjax_ignore">{"".join(parts)}{note}</div>'


def inert_button(label: str) -> str:
    """Show where a form has a button."""
    return f'<p><span class="ce-button">{html_text(label)}</span></p>' if label else ""


def definition_list(rows: Sequence[tuple[str, str]]) -> str:
    """Show names with their values, without a table's lines."""
    items = "".join(f"<dt>{html_text(name)}</dt><dd>{html_text(text)}</dd>" for name, text in rows)
    return f"<dl>{items}</dl>"


def _label(field: str) -> str:
    """Give a field's name as a form would: `access_token` is the access token."""
    return field.replace("_", " ").capitalize()


def _lines(text: str) -> str:
    return html_text(printable_lines(text))
