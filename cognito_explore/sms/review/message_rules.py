"""What registrations are refused for: the messages, and what they are said to be for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from cognito_explore.findings import Status
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.brand import naming_fault
from cognito_explore.sms.review.draft import Draft, Offence
from cognito_explore.sms.review.kinds import rules_file
from cognito_explore.sms.review.opt_in_rules import NOT_NAMED, has_element

# https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-10dlc-register-campaign.html
_SAMPLE_SHORTEST, _ANSWER_SHORTEST, _ANSWER_LONGEST = 20, 20, 160
_SAMPLES_ADVISED = 2
_DESCRIBING = ("use_case_details", "opt_in_description", "message_sample")
# From here on words that are decided here.
_OF_CODES = r"PASSCODE|ONE_TIME|TWO_FACTOR|2FA|OTP|AUTHENTICATION"
_A_CODE = r"\b(?:codes?|passcodes?|passwords?|otp|pin)\b|[0-9]{4,8}"
_PLACEHOLDER = (
    r"\W*(?:(?:this is )?(?:a |an )?(?:test|sample|example)(?: (?:sms|text|message))?s?"
    r"|message|todo|tbd|n/?a|x+)\W*"
)
_TESTING = r"\b(?:for|only|just) (?:internal )?test(?:ing|s)?\b|\btest(?:ing)? (?:purposes?|only)\b"
_CONTACT = r"@\w|https?://|\bwww\.|\w\.[a-z]{2,}\b|\d[\d\s().-]{5,20}\d"
_ACKNOWLEDGED = r"\b(?:un-?subscribed|opted[ -]?out|removed|stopped|cancell?ed)\b"
_NO_MORE = r"\b(?:no (?:more|further|longer)|not (?:receive|get|send|be sent)|won't)\b"


def text_repeated(draft: Draft) -> Iterator[Offence]:
    """Look for one text in several fields."""
    first: dict[str, RegistrationField] = {}
    for field, text in draft.texts(*_DESCRIBING):
        known = first.setdefault(_folded(text), field)
        if known is not field:
            yield Offence(field, f"{field.title} is the same text as {known.title}.")


def third_party(draft: Draft) -> Iterator[Offence]:
    """Look for a company that none of the messages is of."""
    samples = draft.whole("message_sample")
    if not samples or any(naming_fault(draft.brands, it) != "problem" for _, it in samples):
        return
    for field, _ in draft.texts("company_name"):
        yield Offence(field, f"{field.title} stands in none of the samples.", "warning")


def sample_brand(draft: Draft) -> Iterator[Offence]:
    """Look for the brand in each sample."""
    for field, text in draft.texts("message_sample"):
        status = naming_fault(draft.brands, text)
        if status:
            yield Offence(field, f"{field.title} {NOT_NAMED[status]}.", status)


def sample_opt_out(draft: Draft) -> Iterator[Offence]:
    """Look for a way to opt out in one of the samples."""
    samples = draft.whole("message_sample")
    if samples and not any(_says_opt_out(draft.family, text) for _, text in samples):
        field = samples[0][0]
        yield Offence(field, f"{field.title} does not say how to opt out, nor does another.")


def sample_count(draft: Draft) -> Iterator[Offence]:
    """Advise a second sample."""
    samples = draft.whole("message_sample")
    different = {_folded(text) for _, text in samples}
    # Of samples of 10DLC that are alike, `text_repeated` speaks.
    if len(samples if draft.family == "ten_dlc" else different) != _SAMPLES_ADVISED - 1:
        return
    for field in draft.of_kind("message_sample"):
        if field != samples[0][0] and field.requirement != "REQUIRED":
            yield Offence(field, f"{field.title} would be a second sample.", "warning")
            return


def sample_use_case(draft: Draft) -> Iterator[Offence]:
    """Look for a code in the samples of what is to send codes."""
    cases = (re.sub(r"\W+", "_", it.upper()) for it in draft.choices("use_case"))
    samples = draft.whole("message_sample")
    if not samples or not any(re.search(_OF_CODES, case) for case in cases):
        return
    if not any(re.search(_A_CODE, text, re.IGNORECASE) for _, text in samples):
        field = samples[0][0]
        title = f"{field.title} has no code, nor has another, and the use case is codes."
        yield Offence(field, title, "warning")


def sample_short_url(draft: Draft) -> Iterator[Offence]:
    """Look for links of public shorteners."""
    for field, text in draft.texts("message_sample"):
        found = _shorteners().search(text)
        if found:
            host = found["host"].lower()
            is_named_by_aws = host in rules_file()["url_shorteners"]["named_by_aws"]
            status: Status = "problem" if is_named_by_aws else "warning"
            yield Offence(field, f"{field.title} has a link of the shortener {host}.", status)


def sample_length(draft: Draft) -> Iterator[Offence]:
    """Hold the samples against the least length of a 10DLC campaign."""
    for field, text in draft.texts("message_sample"):
        if len(text) < _SAMPLE_SHORTEST:
            title = f"{field.title} has {len(text)} characters, not {_SAMPLE_SHORTEST} at least."
            yield Offence(field, title)


def sample_placeholder(draft: Draft) -> Iterator[Offence]:
    """Look for samples that nobody will send."""
    for field, text in draft.texts("message_sample"):
        if "lorem ipsum" in _folded(text) or re.fullmatch(_PLACEHOLDER, text, re.IGNORECASE):
            yield Offence(field, f"{field.title} is placeholder text.", "warning")


def sample_for_testing(draft: Draft) -> Iterator[Offence]:
    """Look for a campaign that is a test."""
    for field, text in draft.texts("use_case_details"):
        if re.search(_TESTING, text, re.IGNORECASE):
            yield Offence(field, f"{field.title} speaks of tests, not of subscribers.", "warning")


def restricted_content(draft: Draft) -> Iterator[Offence]:
    """Look for words of what carriers forbid or restrict: a hint, no more."""
    for field, text in draft.texts(*_DESCRIBING):
        found = _restricted().search(text)
        if found:
            title = f"{field.title} has the word {found[0].lower()}, which carriers look for."
            yield Offence(field, title, "warning")


def opt_in_message(draft: Draft) -> Iterator[Offence]:
    """Look for the five things in the message that confirms the opt-in."""
    parts = {
        "how often messages come": "frequency",
        "that message and data rates may apply": "data_rates",
        "HELP": "help",
        "STOP": "stop",
    }
    for field, text in draft.texts("opt_in_message"):
        wrong = [says for says, element in parts.items() if not has_element(element, text)]
        yield from _lacking(draft, field, text, wrong, [])


def help_message(draft: Draft) -> Iterator[Offence]:
    """Look for the brand and a contact in the answer to HELP."""
    for field, text in draft.texts("help_message"):
        wrong = [] if re.search(_CONTACT, text, re.IGNORECASE) else ["a contact"]
        yield from _lacking(draft, field, text, [*_wrong_length(text), *wrong], [])


def stop_message(draft: Draft) -> Iterator[Offence]:
    """Look for the brand and the end of all messages in the answer to STOP."""
    parts = {"that the opt-out is done": _ACKNOWLEDGED, "that no more messages come": _NO_MORE}
    for field, text in draft.texts("stop_message"):
        hints = [says for says, it in parts.items() if not re.search(it, text, re.IGNORECASE)]
        yield from _lacking(draft, field, text, _wrong_length(text), hints)


def _lacking(
    draft: Draft, field: RegistrationField, text: str, wrong: list[str], hints: list[str]
) -> Iterator[Offence]:
    """Make one offence of all that a message lacks."""
    status = naming_fault(draft.brands, text)
    if status == "problem":
        wrong = ["the company's name", *wrong]
    elif status:
        hints = ["the company's whole name", *hints]
    if wrong or hints:
        title = f"{field.title} lacks {', '.join([*wrong, *hints])}."
        yield Offence(field, title, "problem" if wrong else "warning")


def _wrong_length(text: str) -> list[str]:
    if _ANSWER_SHORTEST <= len(text) <= _ANSWER_LONGEST:
        return []
    return [f"a length of {_ANSWER_SHORTEST} to {_ANSWER_LONGEST} characters"]


def _says_opt_out(family: str | None, text: str) -> bool:
    """Tell whether a text has a word to opt out: in capitals, or after `reply`."""
    known = rules_file()["opt_out_words"]
    listed = known["toll_free"] if family == "toll_free" else known["words"]
    words = "|".join(map(re.escape, listed))
    asked = rf"\b(?:reply|text|send|answer)\W{{1,3}}(?:with\W{{1,3}})?(?:{words})\b"
    return re.search(rf"\b(?:{words})\b|(?i:{asked})", text) is not None


@functools.cache
def _shorteners() -> re.Pattern[str]:
    known = rules_file()["url_shorteners"]
    hosts = "|".join(map(re.escape, [*known["named_by_aws"], *known["decided_here"]]))
    return re.compile(rf"(?<![\w.-])(?:www\.)?(?P<host>{hosts})(?![\w-]|\.\w)", re.IGNORECASE)


@functools.cache
def _restricted() -> re.Pattern[str]:
    words = [it for listed in rules_file()["restricted_words"]["words"].values() for it in listed]
    return re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
