"""The settings for text messages that SNS keeps for a Region.

Plain logic, without moto and botocore. Decided here: the account has switched delivery
status logging on for every message, in every Region; on AWS it is off until somebody does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

_ALL = 100
_RULES = {
    "DeliveryStatusIAMRole": r"(arn:aws[a-z-]*:iam::\d{12}:role/.+)?",
    "DeliveryStatusSuccessSamplingRate": r"\d{1,2}|100",
    "DefaultSenderID": r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}",
    "DefaultSMSType": r"Promotional|Transactional",
    "UsageReportS3Bucket": r".+",
}
_ROLE = "arn:aws:iam::123456789012:role/sns-delivery-status"


class SmsAttributes:
    """The settings of one Region, but for the spend limit, which the spend has."""

    def __init__(self, random: Random) -> None:
        """Begin with every delivery logged.

        Args:
            random: Which messages of a sample are logged.
        """
        self._random = random
        self._values = {
            "DeliveryStatusIAMRole": _ROLE,
            "DeliveryStatusSuccessSamplingRate": str(_ALL),
        }

    def told(self) -> dict[str, str]:
        """Give those that are set, by AWS's names."""
        return {name: value for name, value in self._values.items() if value}

    def find_wrong(self, values: Mapping[str, str]) -> str | None:
        """Name the first that is unknown or has a wrong value; None if all are right."""
        for name, value in values.items():
            if name not in _RULES or not re.fullmatch(_RULES[name], value):
                return name
        return None

    def set(self, values: Mapping[str, str]) -> None:
        """Set some; the others stay."""
        self._values |= values

    def is_logged(self, *, is_delivered: bool) -> bool:
        """Tell whether SNS writes a message to CloudWatch Logs."""
        if not self._values["DeliveryStatusIAMRole"]:
            return False
        rate = int(self._values["DeliveryStatusSuccessSamplingRate"])
        if not is_delivered or rate == _ALL:
            return True
        return self._random.randrange(_ALL) < rate
