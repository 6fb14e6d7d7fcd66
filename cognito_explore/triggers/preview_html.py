"""A preview as HTML: the verdict, both messages as their user sees them, and the findings.

Every text of a function is escaped, the HTML of an e-mail too: it is shown as it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.diagnosis_html import counted, findings_html
from cognito_explore.facts import EMAIL_TEXT_MAX
from cognito_explore.show import html_text, printable_lines

if TYPE_CHECKING:
    from cognito_explore.triggers.previewing import MessagePreview, PreviewedMessage

# Grey that is see-through frames a text on any page, be it dark.
_FRAME = "1px solid rgba(128, 128, 128, .6)"
_LINES = "white-space: pre-wrap; overflow-wrap: anywhere; text-align: left"
_PHONE = (
    f"border: {_FRAME}; border-radius: 18px 18px 18px 4px; background: rgba(128, 128, 128, .15); "
    f"padding: 8px 14px; display: inline-block; max-width: 300px; {_LINES}"
)
_MAIL = f"border: {_FRAME}; border-radius: 4px; max-width: 560px"
_OWN = "The pool's own text"


def preview_html(preview: MessagePreview) -> str:
    """Show a preview."""
    findings = [
        CheckFinding(it.check_id, it.status, it.title, it.evidence, it.fix)
        for it in preview.findings
    ]
    shown = "".join(_message(preview, it) for it in preview.messages.values())
    # The classes keep MathJax of both kinds away.
    return (
        '<div class="cognito-explore tex2jax_ignore mathjax_ignore" style="max-width: 820px">'
        f"<p><strong>{_text(preview.verdict)}</strong></p>{shown}"
        f"<p>{_text(counted(findings))}</p>{findings_html(findings)}</div>"
    )


def _message(preview: MessagePreview, message: PreviewedMessage) -> str:
    is_sms = message.medium == "SMS"
    name = "SMS" if is_sms else "E-mail"
    note = ", not used for this attribute"
    if message.medium == preview.medium:
        note = ", not sent" if preview.error_code else ""
    inside = _bubble(message) if is_sms else _mail(message)
    return (
        '<div style="margin: 8px 0">'
        f'<p style="margin: 2px 0"><b>{name}</b>{note}{_text(_size(message))}</p>{inside}</div>'
    )


def _size(message: PreviewedMessage) -> str:
    if message.body is None:
        return ""
    told = f": {message.characters:,} characters"
    if message.parts is None:
        return told
    return (
        f"{told} in {message.encoding}, {message.parts} {'part' if message.parts == 1 else 'parts'}"
    )


def _bubble(message: PreviewedMessage) -> str:
    return f'<div style="{_PHONE}">{_body(message.body)}</div>'


def _mail(message: PreviewedMessage) -> str:
    return (
        f'<div style="{_MAIL}">'
        f'<div style="border-bottom: {_FRAME}; padding: 6px 12px; {_LINES}">'
        f"Subject: <b>{_body(message.subject)}</b></div>"
        f'<div style="padding: 8px 12px; {_LINES}">{_body(message.body)}</div></div>'
    )


def _body(text: str | None) -> str:
    return f"<em>{_OWN}</em>" if text is None else _text(text)


def _text(text: str) -> str:
    # Longer than any text that is sent would be no help to a notebook.
    return html_text(printable_lines(text, EMAIL_TEXT_MAX))
