"""Addresses as Cognito shows them: enough to recognise, too little to use."""

import re

_SHOWN_DIGITS = 4


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
