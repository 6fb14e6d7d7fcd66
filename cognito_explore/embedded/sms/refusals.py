"""Refusals of AWS End User Messaging SMS, with the members of their shapes.

Every error of the service answers with HTTP 400, but for 500 of
`InternalServerException`.

Source:
    botocore's model of `pinpoint-sms-voice-v2`, and the pages of its operations such as
    https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_RequestPhoneNumber.html
"""

from __future__ import annotations

from collections.abc import Mapping

from cognito_explore.embedded.refused import Refused


def invalid(reason: str, message: str, fields: Mapping[str, str] | None = None) -> Refused:
    """Refuse what a request says.

    Args:
        reason: Of `ValidationExceptionReason`.
        message: In words of the embedded AWS.
        fields: What is wrong with each of them, by name.
    """
    if not fields:
        return Refused("ValidationException", message, Reason=reason)
    told = [{"Name": name, "Message": text} for name, text in fields.items()]
    return Refused("ValidationException", message, Reason=reason, Fields=told)


def invalid_field(name: str, message: str, reason: str = "INVALID_PARAMETER") -> Refused:
    """Refuse a request for one of its fields."""
    return invalid(reason, f"{name}: {message}", {name: message})


def conflict(reason: str, message: str, resource_type: str, resource_id: str) -> Refused:
    """Refuse what the state of a resource does not allow."""
    return Refused(
        "ConflictException",
        message,
        Reason=reason,
        ResourceType=resource_type,
        ResourceId=resource_id,
    )


def not_found(resource_type: str, resource_id: str) -> Refused:
    """Refuse a request that names what is not there."""
    return Refused(
        "ResourceNotFoundException",
        f"The {resource_type} {resource_id} could not be found.",
        ResourceType=resource_type,
        ResourceId=resource_id,
    )


def over_quota(reason: str, most: int) -> Refused:
    """Refuse one more than there may be."""
    return Refused(
        "ServiceQuotaExceededException", f"The quota of {most} is reached.", Reason=reason
    )
