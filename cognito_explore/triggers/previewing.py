"""preview: run a CustomMessage function on the event that Cognito would give it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cognito_explore.actions.get_user_attribute_verification_code import (
    attribute_faults,
    metadata_faults,
)
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.facts import EMAIL_TEXT_MAX
from cognito_explore.findings import Finding, most_decisive_first
from cognito_explore.show import printable, printable_lines
from cognito_explore.sms.parts import count_parts
from cognito_explore.triggers import answer_checks, text_checks
from cognito_explore.triggers.case import Case, filled
from cognito_explore.triggers.event import (
    EMAIL_SUBJECT,
    VERIFY_USER_ATTRIBUTE,
    Occasion,
)
from cognito_explore.triggers.judging import BODIES, BY_COGNITO, BY_SES, EMAIL, SMS, judge
from cognito_explore.triggers.preview_html import preview_html
from cognito_explore.triggers.running import LIMIT_S, Handler, run

MEDIA = {"phone_number": SMS, "email": EMAIL}
OWN_TEXT = "(the pool's own text)"

_BY = {SMS: "SMS", EMAIL: "e-mail"}
_ANSWER_CHECKS = (answer_checks.runs, answer_checks.time, answer_checks.answer)
_TEXT_CHECKS = (
    *(text_checks.used, text_checks.code, text_checks.length, text_checks.characters),
    *(text_checks.parts, text_checks.account, text_checks.link, text_checks.tags),
    *(answer_checks.names, text_checks.beside),
)
_POOL = "us-east-1_Example01"
_CLIENT = "1example23456789"
_USERNAME = "ana"
# RFC 2606 keeps example.com, and the North American plan 555-0100 to 555-0199, for this.
_ATTRIBUTES = {
    "sub": "11111111-2222-3333-4444-555555555555",
    "email_verified": "false",
    "phone_number_verified": "false",
    "phone_number": "+12025550123",
    "email": "ana@example.com",
}


@dataclass(frozen=True, slots=True)
class PreviewedMessage:
    """One message as its user sees it, with a made-up code.

    Attributes:
        medium: `SMS` or `EMAIL`.
        subject: Of an e-mail; None for SMS, and where the pool's own is used.
        body: The text; None where the pool's own is used.
        encoding: Of an SMS, `GSM-7` or `UCS-2`.
        characters: Of the body; of an SMS as they count, some of them twice.
        parts: How many messages an SMS is sent in.
    """

    medium: str
    subject: str | None
    body: str | None
    encoding: str | None = None
    characters: int | None = None
    parts: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class MessagePreview:
    """What a CustomMessage function makes of a message, and what Cognito makes of that.

    Attributes:
        attribute_name: The attribute that the code verifies.
        medium: By which the code goes, `SMS` or `EMAIL`.
        event: As the function got it, client metadata and all.
        response: What the function wrote; None if its answer holds none.
        findings: What every check found, most decisive first.
        messages: By medium, the messages as their user would see them; empty without an answer
            that could have texts.
        error_code: The error that Cognito answers and sends nothing, by AWS's name; None: it
            sends.
        error_message: Its words.
        error: What the function raised, with its traceback; None: nothing.
    """

    attribute_name: str
    medium: str
    event: dict[str, Any]
    response: dict[str, Any] | None
    findings: tuple[Finding, ...]
    messages: dict[str, PreviewedMessage]
    error_code: str | None = None
    error_message: str | None = None
    error: BaseException | None = field(default=None, compare=False)

    @property
    def problems(self) -> list[Finding]:
        """The findings that keep the message from being sent."""
        return [it for it in self.findings if it.status == "problem"]

    @property
    def is_ok(self) -> bool:
        """Whether Cognito sends the message; False as well where that is not known."""
        return not any(it.status in {"problem", "unknown"} for it in self.findings)

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        if self.problems:
            answer = f" and answers {self.error_code}" if self.error_code else ""
            return f"Cognito sends nothing{answer}: {self.problems[0].title}"
        unknown = [it for it in self.findings if it.status == "unknown"]
        if unknown:
            return f"Cannot tell whether Cognito sends this: {unknown[0].title}"
        is_own = self.messages[self.medium].body is not None
        whose = "the function's text" if is_own else "the pool's own text"
        return f"Cognito sends {whose} by {_BY[self.medium]}."

    def __str__(self) -> str:
        open_ones = [it for it in self.findings if it.status in {"problem", "warning", "unknown"}]
        message = self.messages.get(self.medium)
        shown = [_written(message, is_sent=not self.error_code)] if message else []
        return "\n".join([self.verdict, *map(str, open_ones), *shown])

    def __repr__(self) -> str:
        return f"<MessagePreview: {self.verdict}>"

    def _repr_html_(self) -> str:
        return preview_html(self)


def preview(
    handler: Handler,
    attribute_name: str,
    *,
    client_metadata: Mapping[str, str] | None = None,
    user_attributes: Mapping[str, str] | None = None,
    username: str = _USERNAME,
    user_status: str = "CONFIRMED",
    user_pool_id: str = _POOL,
    client_id: str = _CLIENT,
    email_sending_account: str | None = None,
    timeout_s: float = LIMIT_S,
) -> MessagePreview:
    """Run a CustomMessage function on the event that Cognito gives it for this action.

    Nothing is sent, and the function is called once, on a thread of this process. What it
    does, it does: where it calls AWS, it calls AWS.

    Args:
        handler: The function, `handler(event, context)`, as Lambda would call it.
        attribute_name: `email` or `phone_number`, which decides the medium.
        client_metadata: As the request has it.
        user_attributes: More of the user, or other ones than the made-up user has, as
            `{"locale": "de-DE"}`; all of them are text.
        username: Of the user.
        user_status: Of the user.
        user_pool_id: Of the pool, with its Region.
        client_id: Of the app client.
        email_sending_account: The pool's, `DEVELOPER` or `COGNITO_DEFAULT`; None if you do not
            know it. AWS documents that the second takes no texts of a function.
        timeout_s: How long the function may take, in seconds: Cognito's five, or its own
            timeout where that is shorter.

    Returns:
        Both messages as the user would see them, and what is wrong with them.

    Raises:
        InvalidRequestError: An argument is wrong; the function was not called.

    Source:
        Cognito developer guide, "Custom message Lambda trigger".
    """
    given = {
        "user_attributes": user_attributes,
        "username": username,
        "user_status": user_status,
        "user_pool_id": user_pool_id,
        "client_id": client_id,
    }
    faults = [
        *_handler_faults(handler),
        *(replace(it, anyway="") for it in attribute_faults(attribute_name, allow_any=False)),
        *metadata_faults(client_metadata),
        *_faults(given, email_sending_account, timeout_s),
    ]
    if faults:
        raise InvalidRequestError("preview", tuple(faults))
    occasion = Occasion(
        source=VERIFY_USER_ATTRIBUTE,
        user_pool_id=user_pool_id,
        username=username,
        status=user_status,
        attributes=_ATTRIBUTES | dict(user_attributes or {}),
        client_id=client_id,
        client_metadata=client_metadata or {},
    )
    return _preview(handler, occasion, attribute_name, email_sending_account, timeout_s)


def _preview(
    handler: Handler, occasion: Occasion, attribute_name: str, account: str | None, limit_s: float
) -> MessagePreview:
    event, medium = occasion.to_event(), MEDIA[attribute_name]
    ran = run(handler, event, limit_s=limit_s)
    verdict = judge(ran, medium, email_sending_account=account)
    case = Case(event=event, ran=ran, verdict=verdict, medium=medium, email_sending_account=account)
    response = ran.answer.get("response") if isinstance(ran.answer, dict) else None
    refusal = verdict.refusal
    return MessagePreview(
        attribute_name=attribute_name,
        medium=medium,
        event=event,
        response=response if isinstance(response, dict) else None,
        findings=tuple(most_decisive_first(_find(case))),
        messages={} if verdict.is_failure else _messages(verdict.texts),
        error_code=refusal.code if refusal else None,
        error_message=refusal.message if refusal else None,
        error=ran.error,
    )


def _find(case: Case) -> Iterator[Finding]:
    """Check an answer; one without texts is checked no further."""
    checks = _ANSWER_CHECKS if case.verdict.is_failure else _ANSWER_CHECKS + _TEXT_CHECKS
    for check in checks:
        yield from check(case)


def _messages(texts: Mapping[str, str]) -> dict[str, PreviewedMessage]:
    sms, email = (_filled(texts.get(BODIES[it])) for it in (SMS, EMAIL))
    subject = texts.get(EMAIL_SUBJECT)
    sent = None if sms is None else count_parts(sms)
    return {
        SMS: PreviewedMessage(SMS, None, sms, sent.encoding, sent.characters, sent.parts)
        if sent
        else PreviewedMessage(SMS, None, None),
        EMAIL: PreviewedMessage(
            EMAIL, subject, email, characters=None if email is None else len(email)
        ),
    }


def _filled(text: str | None) -> str | None:
    return None if text is None else filled(text)


def _written(message: PreviewedMessage, *, is_sent: bool) -> str:
    """Write a message as plain text, with how it is sent."""
    body = printable_lines(_or_own(message.body), EMAIL_TEXT_MAX).replace("\n", "\n    ")
    notes = [] if is_sent else ["not sent"]
    if message.medium == EMAIL:
        about = f", subject: {printable(_or_own(message.subject))}"
    else:
        about = ""
        parts = text_checks.counted(message.parts or 0)
        notes = [f"{message.encoding}", parts, *notes] if message.parts else notes
    told = f" ({', '.join(notes)})" if notes else ""
    name = "E-mail" if message.medium == EMAIL else "SMS"
    return f"{name}{told}{about}\n    {body}"


def _or_own(text: str | None) -> str:
    return OWN_TEXT if text is None else text


def _handler_faults(handler: object) -> list[Fault]:
    if callable(handler):
        return []
    problem = f"It is {type(handler).__name__}, which cannot be called."
    return [Fault("handler", problem, "Give the function itself: handler(event, context).")]


def _faults(given: Mapping[str, object], account: object, timeout_s: object) -> Iterator[Fault]:
    for name, value in given.items():
        if name == "user_attributes":
            yield from _attribute_faults(value)
        elif not isinstance(value, str) or not value:
            problem = "It is empty." if value == "" else f"It is {type(value).__name__}, not text."
            yield Fault(name, problem, "Give it as a str.")
    if account not in (None, BY_SES, BY_COGNITO):
        problem = f"It is {printable(ascii(account), 40)}."
        yield Fault("email_sending_account", problem, f'Use "{BY_SES}" or "{BY_COGNITO}".')
    is_number = isinstance(timeout_s, int | float) and not isinstance(timeout_s, bool)
    if not is_number or not 0 < timeout_s <= LIMIT_S:  # type: ignore[operator]
        fix = f"Give seconds, at most {LIMIT_S:g}: Cognito waits no longer."
        yield Fault("timeout_s", f"It is {printable(ascii(timeout_s), 40)}.", fix)


def _attribute_faults(attributes: object) -> Iterator[Fault]:
    name = "user_attributes"
    if attributes is None:
        return
    if not isinstance(attributes, Mapping):
        problem = f"It is {type(attributes).__name__}, not a mapping."
        yield Fault(name, problem, 'Use a dict, as in {"locale": "de-DE"}.')
        return
    for key, value in attributes.items():
        if not isinstance(key, str) or not isinstance(value, str):
            problem = f"The value of {printable(ascii(key), 40)} is {type(value).__name__}."
            yield Fault(name, problem, 'All of them are text, "true" and "false" too.')
