"""Errors of the services around a user pool: SNS, End User Messaging and the others.

ServiceError
├── AccessDeniedError           the credentials may not do this
├── ConflictError               not in the state that something is in
├── OptedOutError               the recipient answered STOP
├── ServiceQuotaExceededError   as many as an account may have
├── ThrottlingError             too many calls a second
├── UserError                   not now: SNS says why
├── ValidationError             a value is not what the service takes
└── VerificationError           not the code that was sent
ConfigurationError
└── CredentialsError            there are no credentials that AWS takes
OutcomeUnknownError
└── InternalServerError         the service failed inside
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    InvalidParameterError,
    OutcomeUnknownError,
    ResourceNotFoundError,
    ServiceError,
)
from cognito_explore.show import printable


class CredentialsError(ConfigurationError):
    """There are no AWS credentials, or none that AWS takes."""

    hint = (
        "What is asked here belongs to the AWS account, so it takes credentials: "
        'connect("aws", profile_name=...), after `aws sso login` or `aws configure`.'
    )


class AccessDeniedError(ServiceError):
    """The credentials of this session may not do this.

    Attributes:
        action: The IAM action to allow, such as `sns:GetSMSSandboxAccountStatus`.
    """

    def __init__(self, message: str, *, action: str = "", **told: Any) -> None:
        """Make an error that names the action; the rest is as in the base."""
        super().__init__(message, **told)
        self.action = action


class ConflictError(ServiceError):
    """Something is not in the state that this takes."""

    hint = "AWS's reason above names the state: look at it, and ask again when it has changed."


class OptedOutError(ServiceError):
    """The recipient answered STOP to an earlier message."""

    hint = (
        "Let them text START to your number, or opt them in by OptInPhoneNumber, "
        "which AWS allows once in 30 days a number."
    )


class ServiceQuotaExceededError(ServiceError):
    """The account has as many as it may have, or has asked as often as it may."""

    hint = "AWS's reason above names the quota: remove one that is not needed, or ask for more."


class ThrottlingError(ServiceError):
    """More calls a second than the service takes."""

    hint = "Wait some seconds and ask again."


class UserError(ServiceError):
    """SNS does not do this now."""

    hint = (
        "AWS's text above says why. A sandbox number can be removed 24 hours after it was verified "
        "or last tried; a US phone gets a sandbox code only from a US number of the account."
    )


class ValidationError(ServiceError):
    """A value is not what the service takes."""

    hint = "AWS's text above names the field and what it takes."


class VerificationError(ServiceError):
    """The code is not the one that was sent to this number."""

    hint = "Type the newest code that this number received."


class InternalServerError(OutcomeUnknownError):
    """The service failed inside."""

    hint = "Look whether it was done before you ask again: AWS failed, and did not say."


_CLASSES: dict[str, type[CognitoExploreError]] = {
    "AccessDenied": AccessDeniedError,
    "AccessDeniedException": AccessDeniedError,
    "AuthorizationError": AccessDeniedError,
    "AuthorizationErrorException": AccessDeniedError,
    "ConflictException": ConflictError,
    "InternalError": InternalServerError,
    "InternalErrorException": InternalServerError,
    "InternalServerException": InternalServerError,
    "InternalServiceError": InternalServerError,
    "InternalServiceFault": InternalServerError,
    "ServiceUnavailableException": InternalServerError,
    "InvalidParameter": InvalidParameterError,
    "InvalidParameterException": InvalidParameterError,
    "NoSuchEntity": ResourceNotFoundError,
    "NotFoundException": ResourceNotFoundError,
    "OptedOut": OptedOutError,
    "ResourceNotFound": ResourceNotFoundError,
    "ResourceNotFoundException": ResourceNotFoundError,
    "ServiceQuotaExceededException": ServiceQuotaExceededError,
    "Throttled": ThrottlingError,
    "Throttling": ThrottlingError,
    "ThrottlingException": ThrottlingError,
    "TooManyRequestsException": ThrottlingError,
    "UserError": UserError,
    "ValidationError": ValidationError,
    "ValidationException": ValidationError,
    "VerificationException": VerificationError,
    **dict.fromkeys(
        (
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "UnrecognizedClientException",
        ),
        CredentialsError,
    ),
}
"""Error code of a service to the class that stands for it."""

# What the classes of Cognito's errors say fits Cognito alone.
_OWN_HINTS: dict[type[CognitoExploreError], str] = {
    ResourceNotFoundError: "There is none in this Region: compare its name, and the Region.",
    InvalidParameterError: "AWS's text above names the value and what it takes.",
}

# Service model of botocore for `pinpoint-sms-voice-v2`: the reasons of its errors.
_REASON_HINTS = {
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": (
        "The account is in the SMS sandbox: verify this number there, or leave the sandbox."
    ),
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": OptedOutError.hint,
    "INSUFFICIENT_ACCOUNT_REPUTATION": "Ask AWS support: a policy does not help here.",
    "ACCOUNT_DISABLED": "Ask AWS support: a policy does not help here.",
    "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT": (
        "Raise the enforced limit up to the maximum, and the maximum by a support case."
    ),
    "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT": (
        "An account has ten sandbox numbers at most: remove one that is not needed."
    ),
    "VERIFICATION_ATTEMPTS_PER_DAY": "Five codes a day go to one number: wait until tomorrow.",
    "VERIFICATION_CODE_EXPIRED": "Send a new code to this number, and type that.",
    "VERIFICATION_CODE_MISMATCH": VerificationError.hint,
    "VERIFICATION_ALREADY_COMPLETE": "This number is verified: there is nothing to do.",
    "REGISTRATION_NOT_COMPLETE": "Wait until the registration is COMPLETE: see registrations().",
    "PHONE_NUMBER_NOT_IN_REGISTRATION_REGION": (
        "Number and registration belong in one Region: make them both in the pool's SMS Region."
    ),
}

# AWS_SNS managed policy AmazonSNSFullAccess since 2024-09-24: SNS asks End User Messaging
# on behalf of whoever calls it.
_SNS_TRAP = (
    "SNS's SMS operations call End User Messaging on your behalf, so a policy with sns:* alone "
    "is not enough: the managed policy AmazonSNSFullAccess lists the sms-voice actions it takes."
)


def account_error(
    answer: Mapping[str, Any], *, service_prefix: str, action: str, operation: str
) -> CognitoExploreError:
    """Make the error for a refusal of one of these services.

    Args:
        answer: As botocore's `ClientError.response`, its texts made safe.
        service_prefix: Of the service's IAM actions, such as `sns`.
        action: That was called, such as `sns:GetSMSSandboxAccountStatus`.
        operation: AWS's name of it.
    """
    told = answer.get("Error", {})
    code = printable(told.get("Code") or "UnknownError", 100)
    message = printable(told.get("Message") or "")
    reason = printable(answer.get("Reason") or told.get("Reason") or "", 100)
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode")
    kind = _CLASSES.get(code, ServiceError)
    if kind is ServiceError and isinstance(status, int):
        is_refusal = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        kind = ServiceError if is_refusal else InternalServerError
    text = f"{code} ({reason}): {message}" if reason else f"{code}: {message}"
    text += _fields(answer.get("Fields"), message)
    about: dict[str, Any] = {
        "code": code,
        "request_id": answer.get("ResponseMetadata", {}).get("RequestId"),
        "http_status": status,
        "hint": _REASON_HINTS.get(reason) or _OWN_HINTS.get(kind),
    }
    if kind is AccessDeniedError:
        denied = _denied_action(message) or action
        about |= {
            "action": denied,
            "hint": about["hint"] or _permission_hint(denied, service_prefix),
        }
    made = kind(f"{operation}: {text}", **about)
    made.reason = reason
    return made


def _fields(told: object, message: str) -> str:
    """Name the fields that End User Messaging finds wrong, but for those its words name."""
    fields = [it for it in told if isinstance(it, Mapping)] if isinstance(told, list) else []
    named = [
        f"{printable(it.get('Name'), 100)}: {printable(it.get('Message') or 'wrong', 200)}"
        for it in fields
        if str(it.get("Name")) not in message
    ]
    return f" ({'; '.join(named)})" if named else ""


def _denied_action(message: str) -> str | None:
    """Read which action was denied; AWS's words name it, which is not always the one called."""
    found = re.search(r"not authorized to perform: ([A-Za-z0-9-]+):([A-Za-z0-9]+)", message)
    return f"{found[1].lower()}:{found[2]}" if found else None


def _permission_hint(action: str, service_prefix: str) -> str:
    allow = f"Allow `{action}` for the credentials of this session."
    return f"{allow} {_SNS_TRAP}" if service_prefix == "sns" else allow
