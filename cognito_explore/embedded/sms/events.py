"""What End User Messaging tells of a message: an event.

Plain logic, without moto and botocore. The form is AWS's; which type goes with which text is
decided here, and so is that a message has one event, its last.

Source:
    https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from cognito_explore.embedded.sms.configuration_sets import ConfigurationSet
from cognito_explore.embedded.sms.delivery_log import SUCCESS, Delivery

_TYPES = {
    "Blocked as spam by phone carrier": "TEXT_SPAM",
    "Phone carrier has blocked this message": "TEXT_CARRIER_BLOCKED",
    "Phone carrier is currently unreachable/unavailable": "TEXT_CARRIER_UNREACHABLE",
    "Phone is currently unreachable/unavailable": "TEXT_UNREACHABLE",
    "Phone has blocked SMS": "TEXT_BLOCKED",
    "Phone is on a blocked list": "TEXT_BLOCKED",
    "Invalid phone number": "TEXT_INVALID",
    "Message body is invalid": "TEXT_INVALID_MESSAGE",
}
_ALL = {"ALL", "TEXT_ALL"}
_SUCCESSFUL = "TEXT_SUCCESSFUL"
_UNKNOWN = "TEXT_UNKNOWN"


def type_of(delivery: Delivery) -> str:
    """Give the type of a message's event, such as `TEXT_SPAM`."""
    if delivery.status == SUCCESS:
        return _SUCCESSFUL
    return _TYPES.get(delivery.provider_response, _UNKNOWN)


def log_groups(configuration_set: ConfigurationSet, event_type: str) -> Iterator[str]:
    """Give the ARNs of the log groups that a set sends events of a type to."""
    for destination in configuration_set.destinations.values():
        arn = destination.places.get("CloudWatchLogsDestination", {}).get("LogGroupArn")
        is_taken = {event_type, *_ALL}.intersection(destination.event_types)
        if arn and destination.is_enabled and is_taken:
            yield arn


def to_json(delivery: Delivery) -> str:
    """Write the event of a message as AWS does."""
    event_type = type_of(delivery)
    sent_at = int(delivery.at.timestamp() * 1_000)
    told = {
        "eventType": event_type,
        "eventVersion": "1.0",
        "eventTimestamp": sent_at + delivery.dwell_ms,
        "isFinal": True,
        "destinationPhoneNumber": delivery.destination,
        "messageId": delivery.message_id,
        "messageRequestTimestamp": sent_at,
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": event_type.removeprefix("TEXT_"),
        "messageStatusDescription": delivery.provider_response,
        "totalMessageParts": delivery.parts,
        "totalMessagePrice": float(delivery.price_usd or 0),
        "totalCarrierFee": 0.0,
    }
    return json.dumps(told, separators=(",", ":"))
