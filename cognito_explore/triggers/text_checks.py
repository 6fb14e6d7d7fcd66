"""How the texts of a function fare on their way to the user."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cognito_explore.facts import CODE_PLACE
from cognito_explore.findings import Finding, Status
from cognito_explore.show import printable
from cognito_explore.sms.parts import count_parts
from cognito_explore.triggers.case import Case, answered, filled
from cognito_explore.triggers.event import EMAIL_MESSAGE, EMAIL_SUBJECT
from cognito_explore.triggers.judging import (
    BODIES,
    BY_SES,
    EMAIL,
    LONGEST,
    SMS,
    is_too_long,
    other,
    strange_characters,
)

_NAMES = {SMS: "SMS", EMAIL: "e-mail"}
_WITH_ARTICLE = {SMS: "an SMS", EMAIL: "an e-mail"}
# Without braces in it, so that each character is looked at once.
_LINK = re.compile(r"\{##(?!##\})[^{]*?##\}")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SHOWN = 5


def used(case: Case) -> Iterator[Finding]:
    """Look which text goes out."""
    name, medium = BODIES[case.medium], _NAMES[case.medium]
    if case.body is not None:
        yield Finding("text-used", "ok", f"The {medium} has the function's text.", name)
        return
    if not case.texts:
        title = "The function wrote no text, so the pool's own goes out."
        evidence = f"The response is as it was, for triggerSource {case.event['triggerSource']}."
        fix = "Handle this trigger source, if the text is to be yours."
    elif BODIES[other(case.medium)] in case.texts:
        title = f"The function wrote for the other medium only: the {medium} has the pool's text."
        evidence = f"{BODIES[other(case.medium)]} is set, {name} is not."
        fix = f"Set {name} as well: the attribute decides the medium."
    else:
        title = "The function wrote a subject only: the e-mail has the pool's text."
        evidence, fix = f"{EMAIL_SUBJECT} is set, {EMAIL_MESSAGE} is not.", f"Set {name} as well."
    yield Finding("text-used", "warning", title, evidence, fix)


def code(case: Case) -> Iterator[Finding]:
    """Look for the place of the code."""
    if case.body is None:
        return
    refusal = case.refusal("code")
    if refusal:
        yield Finding(
            "text-code",
            "problem",
            f"{CODE_PLACE} is missing in {BODIES[case.medium]}, so the code has no place.",
            answered(refusal),
            "Put event['request']['codeParameter'] where the code goes.",
        )
    else:
        yield Finding("text-code", "ok", f"The code goes where {CODE_PLACE} stands.")


def length(case: Case) -> Iterator[Finding]:
    """Look whether the texts that go out are too long."""
    used = [BODIES[case.medium], *([EMAIL_SUBJECT] if case.medium == EMAIL else [])]
    for name in (it for it in used if it in case.texts):
        length, limit = len(case.texts[name]), LONGEST[name]
        told = f"{name} has {length:,} of at most {limit:,} characters."
        if is_too_long(name, case.texts[name]):
            evidence = "The code is counted. AWS does not document which error Cognito answers."
            yield Finding("text-length", "problem", told, evidence, "Write less.")
        else:
            yield Finding("text-length", "ok", told)


def characters(case: Case) -> Iterator[Finding]:
    """Look for characters that an e-mail may not have."""
    refusal = case.refusal("characters")
    if refusal:
        yield Finding(
            "text-characters",
            "problem",
            f"{EMAIL_MESSAGE} has characters that Cognito's pattern for e-mails does not allow: "
            f"{_shown(strange_characters(case.texts[EMAIL_MESSAGE]))}.",
            answered(refusal),
            "Leave them out, or write them as HTML does: &nbsp; for a space that breaks no line.",
        )


def parts(case: Case) -> Iterator[Finding]:
    """Count the parts that an SMS is sent in, each of which costs."""
    if case.medium != SMS or case.body is None:
        return
    sent = count_parts(filled(case.body))
    told = f"The SMS has {sent.characters} characters in {sent.encoding}: {counted(sent.parts)}."
    if sent.beyond:
        why = f"Not in GSM-7: {_shown(sent.beyond)}. One part has room for 70 instead of 160."
        fix = "Write others in their place, if 160 are to fit."
        yield Finding("sms-parts", "warning", told, why, fix)
    elif sent.parts > 1:
        why = "Each part costs; one has room for 160, and some characters count twice."
        yield Finding("sms-parts", "warning", told, why, "Write less, if one part is to do.")
    else:
        yield Finding("sms-parts", "ok", told)


def account(case: Case) -> Iterator[Finding]:
    """Look whether the pool takes a function's texts for e-mails."""
    name = "email-account"
    if case.medium != EMAIL or not {EMAIL_MESSAGE, EMAIL_SUBJECT} & set(case.texts):
        return
    rule = "AWS documents that the texts of an e-mail are taken only where EmailSendingAccount is "
    rule += f"{BY_SES}, and are refused with InvalidLambdaResponseException elsewhere."
    fix = "Have the pool send by Amazon SES, or leave both texts alone."
    if case.refusal(name):
        title = "The pool sends e-mails by Cognito's own sender, which takes no texts of a function"
        yield Finding(name, "problem", f"{title}.", rule, fix)
    elif case.email_sending_account == BY_SES:
        yield Finding(name, "ok", "The pool sends by SES, so the texts may be the function's.")
    else:
        title = "Whether the pool takes a function's texts for e-mails is not known."
        fix = 'Give email_sending_account="DEVELOPER" if DescribeUserPool tells so.'
        yield Finding(name, "unknown", title, rule, fix)


def link(case: Case) -> Iterator[Finding]:
    """Look for the place of a link."""
    if case.body is not None and _LINK.search(case.body):
        yield Finding(
            "text-link",
            "warning",
            "The text has a place for a link, and this action sends a code, never a link.",
            printable(_LINK.findall(case.body)[0], 60),
            f"Write {CODE_PLACE} alone.",
        )


def tags(case: Case) -> Iterator[Finding]:
    """Look for HTML in an SMS."""
    if case.medium == SMS and case.body is not None and _TAG.search(case.body):
        tag = printable(_TAG.findall(case.body)[0], 60)
        title = "The SMS has HTML in it, which a phone shows as it is written."
        yield Finding("sms-html", "warning", title, tag, "Write plain text.")


def beside(case: Case) -> Iterator[Finding]:
    """Warn of what would be wrong, had the message gone by the other medium."""
    medium = other(case.medium)
    name = BODIES[medium]
    text = case.texts.get(name)
    if text is None:
        return
    wrong = [] if CODE_PLACE in text else [f"{CODE_PLACE} is missing"]
    if is_too_long(name, text):
        wrong.append(f"it has {len(text):,} of at most {LONGEST[name]:,} characters")
    status: Status = "warning" if wrong else "ok"
    title = f"{name} is not used: the code does not go by {_WITH_ARTICLE[medium]}."
    if wrong:
        title = f"{name}, which is not used this time, is not right: {', and '.join(wrong)}."
    fix = "Mend it before a code goes that way." if wrong else ""
    yield Finding("other-text", status, title, "", fix)


def _shown(characters: tuple[str, ...]) -> str:
    """Name characters, so that those which do not show are told as well."""
    named = [
        f"{printable(it)} ({unicodedata.name(it, f'U+{ord(it):04X}')})"
        for it in characters[:_SHOWN]
    ]
    more = len(characters) - _SHOWN
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def counted(parts: int) -> str:
    """Say how many parts."""
    return "one part" if parts == 1 else f"{parts} parts"
