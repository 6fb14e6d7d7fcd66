"""The review of a registration: by rule, so that the outcome follows from what was written.

On AWS people of the carriers review. What they look at is documented; where they draw
the line is not, and this decides:

* a description of the opt-in has 80 characters or more, and names both consent and
  text messages;
* every sample has the company's name, upper or lower case;
* one sample or more has an opt-out word;
* the website begins with `https://` and has a host with a dot. AWS's form takes a bare
  domain too;
* the support address is at the domain of the website;
* samples of one-time passcodes speak of a code, and samples of what is no promotion
  have no words of one.

Nothing is looked up, and pictures are not looked at.

Source:
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-quickstart.html
    https://docs.aws.amazon.com/sms-voice/latest/userguide/registration-help-review-criteria.html
    https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from cognito_explore.embedded.sms import denials
from cognito_explore.embedded.sms.definitions import fields
from cognito_explore.embedded.sms.denials import Denial
from cognito_explore.embedded.sms.field_checks import Values, not_allowed

_BRIEFEST_OPT_IN = 80
_CONSENT = re.compile(r"\b(opt(s|ed|ing)?[ -]?in|consent\w*|agree\w*)\b", re.IGNORECASE)
_MESSAGES = re.compile(r"\b(sms|texts?|messages?)\b", re.IGNORECASE)
_OPT_OUT = re.compile(
    r"\bSTOP\b|(?i:\b(reply|text|send) \W?stop\b|\bopt(ing)?[ -]?out\b|\bunsubscribe\b)"
)
_CODE = re.compile(r"\b(code|passcode|password|otp|pin)\b", re.IGNORECASE)
_PROMOTION = re.compile(r"\b(sale|discount|coupon|promo|offer)s?\b|% off\b", re.IGNORECASE)

_OPT_INS = ("messagingUseCase.optInDescription", "campaignInfo.optInWorkflow")
_WEBSITES = ("companyInfo.website", "contactInfo.website")
_EMAIL = "contactInfo.supportEmail"
_USE_CASES = ("messagingUseCase.useCaseCategory", "campaignUseCase.useCase")
_CODES = {"ONE_TIME_PASSCODES", "TWO_FACTOR_AUTHENTICATION"}
_PROMOTIONS = {"PROMOTIONS_AND_MARKETING", "MARKETING", "MIXED", "LOW_VOLUME"}
_SAMPLES = "messageSamples."


def review(registration_type: str, values: Values, brands: Sequence[str]) -> list[Denial]:
    """Review what was written.

    Args:
        registration_type: Which form it is.
        values: By the path of a field.
        brands: The names that messages may go by, besides the form's own company name.

    Returns:
        Why it is denied; nothing if it is approved.
    """
    texts = {path: value["TextValue"] for path, value in values.items() if "TextValue" in value}
    chosen = {
        path: value["SelectChoices"] for path, value in values.items() if "SelectChoices" in value
    }
    own = texts.get("companyInfo.companyName")
    samples = {path: text for path, text in texts.items() if path.startswith(_SAMPLES)}
    use_case = next((chosen[path][0] for path in _USE_CASES if path in chosen), "")
    return [
        *(denials.no_place(path) for path in not_allowed(fields(registration_type), values)),
        *_review_company(texts),
        *_review_opt_in(texts),
        *_review_samples(samples, [*brands, own] if own else brands),
        *_review_use_case(use_case, samples),
    ]


def _review_company(texts: dict[str, str]) -> Iterator[Denial]:
    for path in _WEBSITES:
        if path not in texts:
            continue
        host = _host(texts[path])
        if host is None:
            yield denials.bad_website(path)
        elif _EMAIL in texts and not _is_at(texts[_EMAIL], host):
            yield denials.other_email(_EMAIL)


def _host(url: str) -> str | None:
    """Read the host of a public page, or None where it is none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    is_public = parts.scheme == "https" and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)
    return host if is_public else None


def _is_at(email: str, host: str) -> bool:
    domain, host = email.rpartition("@")[2].lower(), host.removeprefix("www.")
    return f".{host}".endswith(f".{domain}") or f".{domain}".endswith(f".{host}")


def _review_opt_in(texts: dict[str, str]) -> Iterator[Denial]:
    for path in _OPT_INS:
        text = texts.get(path)
        if text is None:
            continue
        if len(text) < _BRIEFEST_OPT_IN:
            yield denials.missing_opt_in(path)
        elif not (_CONSENT.search(text) and _MESSAGES.search(text)):
            yield denials.unclear_opt_in(path)


def _review_samples(samples: dict[str, str], brands: Sequence[str]) -> Iterator[Denial]:
    for path, text in samples.items():
        if not any(brand.casefold() in text.casefold() for brand in brands):
            yield denials.no_brand(path)
    if samples and not any(_OPT_OUT.search(text) for text in samples.values()):
        yield denials.no_opt_out(min(samples))


def _review_use_case(use_case: str, samples: dict[str, str]) -> Iterator[Denial]:
    for path, text in samples.items():
        is_code = use_case in _CODES and not _CODE.search(text)
        if is_code or (use_case not in _PROMOTIONS and _PROMOTION.search(text)):
            yield denials.other_use_case(path)
