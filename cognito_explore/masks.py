"""Addresses as Cognito shows them: enough to recognise, too little to use."""

import re

_SHOWN_DIGITS = 4
_EMAIL = re.compile(r"[^\s@<>\"'/:]+@[^\s@<>\"']+")
# Behind a plus, digits may be parted.
_PHONE_NUMBER = re.compile(r"\+\d(?:[ ().-]{0,2}\d){6,18}")


def mask_email(address: str) -> str:
    """Mask an e-mail address as Cognito does: `t***@e***`, its length hidden.

    Source:
        Cognito API reference, `CodeDeliveryDetails`; seen alike on real pools.
    """
    name, at, domain = address.rpartition("@")
    if not at:
        name, domain = address, ""
    return f"{name[:1]}***@{domain[:1]}***"


def mask_phone_number(number: str) -> str:
    """Mask a phone number as Cognito does: `+********8920`, its last four digits.

    Source:
        Seen on a real pool; the number of stars followed the number's length.
    """
    digits = number.removeprefix("+")
    # A number of four digits or fewer is none; nothing of it is shown.
    shown = digits[-_SHOWN_DIGITS:] if len(digits) > _SHOWN_DIGITS else ""
    return "+" + "*" * (len(digits) - len(shown)) + shown


def mask_address(text: str) -> str:
    """Mask what looks like an e-mail address or a phone number; leave other text."""
    if "@" in text:
        return mask_email(text)
    if re.fullmatch(r"\+[\d ()-]+", text):
        return mask_phone_number(text)
    return text


def mask_addresses(text: str) -> str:
    """Mask every e-mail address and every phone number with a plus in a text; leave the rest."""
    text = _EMAIL.sub(lambda found: mask_email(found[0]), text)
    return _PHONE_NUMBER.sub(lambda found: mask_phone_number(_digits(found[0])), text)


def _digits(text: str) -> str:
    return re.sub(r"[^\d+]", "", text)
