"""What registrations are refused for: how people agree to get messages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from cognito_explore.findings import Status
from cognito_explore.sms.review.brand import naming_fault
from cognito_explore.sms.review.draft import Draft, Offence
from cognito_explore.sms.review.kinds import rules_file

# https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-10dlc-register-campaign.html
_SHORTEST, _LONGEST = 40, 2_048
# Decided here: words that show where consent is a condition, or a box is ticked already.
_CONDITION = r"\bby (?:sign|regist|creat|log|us)[a-z]{0,9}\b[^.]{0,80}\b(?:agree|consent)"
_CONSTITUTES = r"\bconstitutes? (?:[a-z]{1,12} ){0,3}consent"
_TICKED = r"\bpre-? ?(?:check|select|tick)ed\b|\b(?:checked|selected|ticked) by default\b"
_NOT_BEFORE = r"\b(?:not|cannot|never|no|non|nor|without|un)\b[^.]{0,15}$|n['\u2019]t[^.]{0,15}$"
_NOT_TICKED = (
    r"\bun-?(?:check|select|tick|mark)ed\b"
    r"|(?:\b(?:not|cannot|never)|n['\u2019]t) (?:(?:be|been|ever|already|automatically) ){0,2}"
    r"(?:pre-? ?)?(?:check|select|tick)ed\b"
    r"|\b(?:empty|blank) (?:by default|(?:check|tick)?box)"
    r"|\b(?:is|are|left|starts?|stays?|remains?|initially) (?:empty|blank)\b"
)
_LOOK_BACK = 30
NOT_NAMED = {
    "problem": "does not name the registered company",
    "warning": "names the registered company in part only",
}
"""What is wrong with a text that lacks the brand, by how sure that is."""


def opt_in_missing(draft: Draft) -> Iterator[Offence]:
    """Look for a description that is none, or a picture that nobody can see."""
    described = draft.texts("opt_in_description")
    for field, text in described:
        # The shortest of 10DLC, which `opt_in_length` holds; elsewhere decided here.
        if draft.family != "ten_dlc" and len(text.strip()) < _SHORTEST:
            title = f"{field.title} is too short to show how people agree."
            yield Offence(field, title, "warning")
    for field in draft.of_kind("opt_in_description", "opt_in_image"):
        if draft.lacks(field) and field.requirement == "OPTIONAL":
            if field.field_type != "ATTACHMENT":
                yield Offence(field, f"{field.title} is missing.")
            elif described and not any(re.search(r"https?://", text) for _, text in described):
                title = f"{field.title} is missing, and the description has no link to it."
                yield Offence(field, title, "warning")


def opt_in_no_consent(draft: Draft) -> Iterator[Offence]:
    """Look for a deliberate act of consent; the words are this project's choice."""
    for field, text in draft.texts("opt_in_description"):
        if not has_element("consent", text):
            yield Offence(field, f"{field.title} does not say how people agree.", "warning")
        elif re.search(f"{_CONDITION}|{_CONSTITUTES}", text, re.IGNORECASE):
            title = f"{field.title} makes consent a condition of something else."
            yield Offence(field, title, "warning")


def opt_in_checkbox(draft: Draft) -> Iterator[Offence]:
    """Look for a box that is ticked already, or is not said to be empty."""
    is_form = "DIGITAL_FORM" in draft.choices("opt_in_type")
    for field, text in draft.texts("opt_in_description"):
        if _is_ticked(text):
            yield Offence(field, f"{field.title} speaks of a box that is ticked already.")
        elif is_form and not re.search(_NOT_TICKED, text, re.IGNORECASE):
            title = f"{field.title} does not say that the box is unchecked."
            yield Offence(field, title, "warning")


def opt_in_brand(draft: Draft) -> Iterator[Offence]:
    """Look for the brand in the words of consent."""
    for field, text in draft.texts("opt_in_description"):
        status = naming_fault(draft.brands, text)
        if status:
            yield Offence(field, f"{field.title} {NOT_NAMED[status]}.", status)


def opt_in_purpose(draft: Draft) -> Iterator[Offence]:
    """Look for the kinds of message; the words are this project's choice."""
    yield from _without(draft, "purpose", "which kinds of message come", "warning")


def opt_in_frequency(draft: Draft) -> Iterator[Offence]:
    """Look for how often messages come."""
    yield from _without(draft, "frequency", "how often messages come")


def opt_in_data_rates(draft: Draft) -> Iterator[Offence]:
    """Look for what messages cost those who get them."""
    yield from _without(draft, "data_rates", "that message and data rates may apply")


def opt_in_help_stop(draft: Draft) -> Iterator[Offence]:
    """Look for the words HELP and STOP."""
    for field, text in draft.texts("opt_in_description"):
        missing = [word for word in ("HELP", "STOP") if not has_element(word.lower(), text)]
        if missing:
            title = f"{field.title} does not explain {' and '.join(missing)}."
            yield Offence(field, title)


def opt_in_privacy(draft: Draft) -> Iterator[Offence]:
    """Look for the privacy policy."""
    yield from _without(draft, "privacy", "where the privacy policy is")


def opt_in_terms(draft: Draft) -> Iterator[Offence]:
    """Look for the terms and conditions."""
    yield from _without(draft, "terms", "where the terms are")


def opt_in_length(draft: Draft) -> Iterator[Offence]:
    """Hold the description against the lengths of a 10DLC campaign."""
    for field, text in draft.texts("opt_in_description"):
        if not _SHORTEST <= len(text) <= _LONGEST:
            title = f"{field.title} has {len(text):,} characters, not {_SHORTEST} to {_LONGEST:,}."
            yield Offence(field, title)
        elif text != text.strip():
            yield Offence(field, f"{field.title} begins or ends with a space.")


def has_element(element_id: str, text: str) -> bool:
    """Tell whether a text has what AWS asks for in the words of consent.

    Args:
        element_id: Of `opt_in_elements` in the rules: `frequency`, `stop`, ...
        text: To look in.
    """
    return re.search(_element(element_id), text, re.IGNORECASE) is not None


@functools.cache
def _element(element_id: str) -> str:
    elements = {it["id"]: it["patterns"] for it in rules_file()["opt_in_elements"]}
    return "|".join(f"(?:{pattern})" for pattern in elements[element_id])


def _without(
    draft: Draft, element_id: str, says: str, status: Status = "problem"
) -> Iterator[Offence]:
    for field, text in draft.texts("opt_in_description"):
        if not has_element(element_id, text):
            yield Offence(field, f"{field.title} does not say {says}.", status)


def _is_ticked(text: str) -> bool:
    for found in re.finditer(_TICKED, text, re.IGNORECASE):
        before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
        if not re.search(_NOT_BEFORE, before, re.IGNORECASE):
            return True
    return False
