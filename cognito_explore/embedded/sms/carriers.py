"""What kind of line a phone number is, as carriers know it; alike in every Region.

Plain logic, without moto and botocore. Decided here: every number is a mobile phone's, until
it is said to be another; a landline gets no text messages, and a VoIP line does.
"""

from __future__ import annotations

MOBILE = "MOBILE"
LANDLINE = "LANDLINE"
VOIP = "VOIP"
INVALID = "INVALID"
# botocore's service model: PhoneNumberType.
KINDS = (MOBILE, LANDLINE, VOIP, "PREPAID", "OTHER", INVALID)


class Carriers:
    """What carriers know of phone numbers."""

    def __init__(self) -> None:
        """Begin with mobile phones alone."""
        self._kinds: dict[str, str] = {}

    def kind_of(self, phone_number: str) -> str:
        """Tell the kind of a number in E.164, one of `KINDS`."""
        return self._kinds.get(phone_number, MOBILE)

    def set(self, phone_number: str, kind: str) -> None:
        """Make a number one of another kind.

        Raises:
            ValueError: There is no such kind.
        """
        if kind not in KINDS:
            msg = f"There is no kind {kind!r}: use one of {', '.join(KINDS)}."
            raise ValueError(msg)
        self._kinds[phone_number] = kind
