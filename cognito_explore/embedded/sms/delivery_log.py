"""What became of every text message, as SNS writes it down.

Plain logic, without moto and botocore. The form is the one of SNS's delivery status logs:
https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html. The texts are documented
there, or were seen on real AWS; a failure that no carrier saw has no price, as it was seen.
The code is not in it. Decided here: the texts about a blocked country, a country without SMS
and a Region without End User Messaging, of which AWS documents none; that a blocked number and
a landline have the texts that they have.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

SUCCESS = "SUCCESS"
FAILURE = "FAILURE"

ACCEPTED = "Message has been accepted by phone carrier"
OPTED_OUT = "Phone number is opted out"
# Not documented. The first two were seen in delivery logs of real accounts. The third was
# seen where SNS refuses to send a sandbox's one-time password, and told of deliveries.
IN_SANDBOX = "Sandboxed account unable to send to number."
LIMIT_REACHED = "No quota left for account"
NO_ORIGINATION = "No origination entities available to send"
# Seen in logs too, where more was sent than a number may send in a second.
RATE_EXCEEDED = "Rate exceeded"
# Nobody logs it: on the direct path there is no log but by a configuration set.
NO_CONFIGURATION_SET = "The configuration set is not there"
# Seen in delivery logs, with more words after it.
UNDER_REVIEW = "Your account requires additional review prior to being able to send SMS messages."
# Documented words; that they are used for this is decided here.
NUMBER_BLOCKED = "Destination is on a blocked list"
INVALID_NUMBER = "Invalid phone number"
LANDLINE = "Unknown error attempting to reach phone"
# Words of this project: AWS documents none.
COUNTRY_BLOCKED = "Destination country is blocked by the protect configuration"
NO_SMS_THERE = "Destination country is not supported"
NOT_OFFERED = "End User Messaging is not offered in this Region"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver a text message.

    Attributes:
        at: When.
        message_id: Of the message.
        destination: The whole number, as AWS logs it.
        status: `SUCCESS` or `FAILURE`.
        provider_response: Why, in AWS's words.
        dwell_ms: How long it took.
        price_usd: What it cost; None if it did not leave for a carrier.
        parts: How many parts it was sent in; None if it did not.
        path: `SNS`, or `EUM` where Cognito goes to End User Messaging itself.
    """

    at: datetime
    message_id: str
    destination: str
    status: str
    provider_response: str
    dwell_ms: int
    price_usd: Decimal | None
    parts: int | None
    path: str

    def to_json(self) -> str:
        """Write it as SNS does."""
        delivery: dict[str, object] = {"destination": self.destination}
        if self.price_usd is not None:
            delivery |= {"priceInUSD": float(self.price_usd), "numberOfMessageParts": self.parts}
        delivery |= {
            "smsType": "Transactional",
            "providerResponse": self.provider_response,
            "dwellTimeMs": self.dwell_ms,
        }
        timestamp = f"{self.at:%Y-%m-%d %H:%M:%S}.{self.at.microsecond // 1000:03}"
        notification = {"messageId": self.message_id, "timestamp": timestamp}
        told = {"notification": notification, "delivery": delivery, "status": self.status}
        return json.dumps(told, separators=(",", ":"))


class DeliveryLog:
    """Every attempt of one Region, oldest first."""

    def __init__(self) -> None:
        """Begin with none."""
        self._deliveries: list[Delivery] = []
        self._written: list[Delivery] = []
        self._places: dict[str, int] = {}

    def add(self, delivery: Delivery, *, is_written: bool) -> None:
        """Keep an attempt.

        Args:
            delivery: What became of it.
            is_written: Whether SNS writes it to CloudWatch Logs.
        """
        self._places[delivery.message_id] = len(self._deliveries)
        self._deliveries.append(delivery)
        if is_written:
            self._written.append(delivery)

    def deliveries(self) -> list[Delivery]:
        """Give every attempt."""
        return list(self._deliveries)

    def place(self, delivery: Delivery) -> int:
        """Count the attempts before one."""
        return self._places[delivery.message_id]

    def written(self, status: str) -> list[Delivery]:
        """Give what CloudWatch Logs has of one status."""
        return [it for it in self._written if it.status == status]
