"""Addresses as Cognito shows them: enough to recognise, too little to use."""

_SHOWN_DIGITS = 4


def mask_email(address: str) -> str:
    """Mask an e-mail address as Cognito does: `t***@e***`, its length hidden.

    Source:
        Cognito API reference, `CodeDeliveryDetails`; seen alike on real pools.
    """
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain[:1]}***"


def mask_phone_number(number: str) -> str:
    """Mask a phone number as Cognito does: `+********8920`, its last four digits.

    Source:
        Seen on a real pool; the number of stars followed the number's length.
    """
    digits = number.removeprefix("+")
    return "+" + "*" * max(0, len(digits) - _SHOWN_DIGITS) + digits[-_SHOWN_DIGITS:]


def mask_address(text: str) -> str:
    """Mask what looks like an e-mail address or a phone number; leave other text."""
    if "@" in text:
        return mask_email(text)
    if text.startswith("+") and text[1:].isdigit():
        return mask_phone_number(text)
    return text
