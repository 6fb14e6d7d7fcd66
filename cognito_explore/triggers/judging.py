"""What Cognito makes of a CustomMessage function's answer: texts, or an error in their place.

Seen on real pools: the errors for a function that fails, takes too long or answers with junk,
and for an e-mail that does not match the pattern of botocore's service model. Documented: that
texts have the code and at most so many characters, and that the texts of an e-mail are refused
with InvalidLambdaResponseException where the pool does not send by SES. Not documented by AWS,
and decided here: that what is wrong with the text of the medium that is not used refuses nothing;
that texts which are too long, and SMS without the code, are refused as e-mails without it are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.facts import (
    CODE_PLACE,
    EMAIL_SUBJECT_MAX,
    EMAIL_TEXT_MAX,
    SMS_TEXT_MAX,
)
from cognito_explore.triggers.event import EMAIL_MESSAGE, EMAIL_SUBJECT, SMS_MESSAGE, TEXTS
from cognito_explore.triggers.running import Ran, error_text

SMS = "SMS"
EMAIL = "EMAIL"
BODIES = {SMS: SMS_MESSAGE, EMAIL: EMAIL_MESSAGE}
LONGEST = {
    SMS_MESSAGE: SMS_TEXT_MAX,
    EMAIL_MESSAGE: EMAIL_TEXT_MAX,
    EMAIL_SUBJECT: EMAIL_SUBJECT_MAX,
}
BY_SES = "DEVELOPER"
BY_COGNITO = "COGNITO_DEFAULT"

# Service model of botocore, SmsVerificationMessageType and EmailVerificationMessageType.
PATTERNS = {
    SMS_MESSAGE: r".*\{####\}.*",
    EMAIL_MESSAGE: r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
}
_KINDS = "LMSNP"
# What \s is in Java, whose patterns these are.
_SPACES = " \t\n\v\f\r"
# The first was seen on real pools, the others are named alike here.
_PLACES = {EMAIL_MESSAGE: "emailBody", SMS_MESSAGE: "smsBody", EMAIL_SUBJECT: "emailSubject"}

JUNK = "Unrecognizable lambda output"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that Cognito answers in place of sending a message.

    Attributes:
        code: By AWS's name.
        message: Its words.
        check_id: The check that tells of it.
        is_known: Whether that it answers just this is documented, or was seen.
    """

    code: str
    message: str
    check_id: str
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Cognito makes of an answer.

    Attributes:
        refusals: The errors that there is reason for; the first is the one that is answered.
        texts: Of the answer, by AWS's names; those of the pool's own stay out.
        is_failure: Whether there is no answer that could have texts.
    """

    refusals: tuple[Refusal, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    is_failure: bool = False

    @property
    def refusal(self) -> Refusal | None:
        """The error that is answered; None: the message is sent."""
        return self.refusals[0] if self.refusals else None


def judge(ran: Ran, medium: str, *, email_sending_account: str | None) -> Verdict:
    """Judge what became of a call of a function.

    Args:
        ran: What became of it.
        medium: Of the message, `SMS` or `EMAIL`.
        email_sending_account: The pool's; None if it is not known.
    """
    failed = _failure(ran)
    if failed:
        return Verdict((failed,), is_failure=True)
    texts = {name: text for name, text in ran.answer["response"].items() if name in TEXTS}
    if any(text is not None and not isinstance(text, str) for text in texts.values()):
        junk = Refusal("InvalidLambdaResponseException", JUNK, "answer")
        return Verdict((junk,), is_failure=True)
    texts = {name: text for name, text in texts.items() if text is not None}
    return Verdict(tuple(_refusals(texts, medium, email_sending_account)), texts)


def strange_characters(text: str) -> tuple[str, ...]:
    """Give the characters of an e-mail that the pattern of the service model does not allow."""
    return tuple(dict.fromkeys(it for it in text if not _is_allowed(it)))


def _failure(ran: Ran) -> Refusal | None:
    if ran.is_late:
        text = (
            "CustomMessage invocation failed due to error "
            "Socket timeout while invoking Lambda function."
        )
        return Refusal("UnexpectedLambdaException", text, "time")
    if ran.error is not None:
        text = f"CustomMessage failed with error {error_text(ran.error)}."
        return Refusal("UserLambdaValidationException", text, "runs")
    if ran.unwritable:
        return Refusal("InvalidLambdaResponseException", JUNK, "answer", is_known=False)
    if not isinstance(ran.answer, dict) or not isinstance(ran.answer.get("response"), dict):
        return Refusal("InvalidLambdaResponseException", JUNK, "answer")
    return None


def _refusals(texts: Mapping[str, str], medium: str, account: str | None) -> Iterator[Refusal]:
    used = [BODIES[medium], *([EMAIL_SUBJECT] if medium == EMAIL else [])]
    given = {name: texts[name] for name in used if name in texts}
    if medium == EMAIL and given and account == BY_COGNITO:
        yield Refusal("InvalidLambdaResponseException", JUNK, "email-account")
    for name, text in given.items():
        if name in PATTERNS and CODE_PLACE not in text:
            yield _breaks_pattern(name, text, "code")
        if name == EMAIL_MESSAGE and CODE_PLACE in text and strange_characters(text):
            yield _breaks_pattern(name, text, "characters")
        if is_too_long(name, text):
            limit = f"Member must have length less than or equal to {LONGEST[name]}"
            yield Refusal(*_constraint(name, text, limit), "length", is_known=False)


def is_too_long(name: str, text: str) -> bool:
    """Tell whether a text has more characters than it may: a code has as many as its place."""
    return len(text) > LONGEST[name]


def _breaks_pattern(name: str, text: str, check_id: str) -> Refusal:
    broken = f"Member must satisfy regular expression pattern: {PATTERNS[name]}"
    return Refusal(*_constraint(name, text, broken), check_id, is_known=name == EMAIL_MESSAGE)


def _constraint(name: str, text: str, broken: str) -> tuple[str, str]:
    at = f"Value '{text}' at '{_PLACES[name]}' failed to satisfy constraint"
    return "InvalidParameterException", f"1 validation error detected: {at}: {broken}"


def _is_allowed(char: str) -> bool:
    return unicodedata.category(char)[0] in _KINDS or char in _SPACES


def other(medium: str) -> str:
    """Give the medium that a message does not go by."""
    return EMAIL if medium == SMS else SMS


def members_changed(event: Mapping[str, Any], answer: Mapping[str, Any]) -> list[str]:
    """Name the members of the event that the answer lacks or has otherwise."""
    return [
        name
        for name, value in event.items()
        if name != "response" and (name not in answer or answer[name] != value)
    ]
