"""Refusals: which causes of a missing code an error of Cognito may have.

Causes go by their numbers in `delivery/causes.json`; the checks of a diagnosis tell them apart.
"""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """What an error tells of its cause.

    Attributes:
        code: AWS's error code.
        part: Of AWS's text, where one code stands for several causes; empty: any text.
        causes: The numbers of those that it may have.
    """

    code: str
    part: str
    causes: tuple[int, ...]


# The texts were seen on real pools, as those of `errors.HINTS`.
REFUSALS: tuple[Refusal, ...] = (
    Refusal("NotAuthorizedException", "expired", (2,)),
    Refusal("NotAuthorizedException", "revoked", (3,)),
    Refusal("NotAuthorizedException", "required scopes", (4, 5)),
    Refusal("NotAuthorizedException", "verify signature", (6,)),
    Refusal("NotAuthorizedException", "Invalid Access Token", (1,)),
    Refusal("NotAuthorizedException", "disabled", (3,)),
    Refusal("NotAuthorizedException", "", (1, 3, 6)),
    Refusal("ResourceNotFoundException", "", (6,)),
    Refusal("OperationNotEnabledException", "", (7,)),
    Refusal("InvalidParameterException", "Only phone_number and email", (8,)),
    Refusal("InvalidParameterException", "registered email address", (9,)),
    Refusal("InvalidParameterException", "registered phone number", (9,)),
    Refusal("InvalidParameterException", "SMS configuration", (14,)),
    Refusal("InvalidParameterException", "satisfy constraint", (21,)),
    Refusal("UserNotConfirmedException", "", (10,)),
    Refusal("PasswordResetRequiredException", "", (10,)),
    Refusal("UserNotFoundException", "", (10,)),
    Refusal("LimitExceededException", "daily", (22,)),
    Refusal("LimitExceededException", "", (11, 62)),
    Refusal("TooManyRequestsException", "", (12,)),
    Refusal("ForbiddenException", "", (13,)),
    Refusal("InvalidSmsRoleTrustRelationshipException", "", (15, 16)),
    Refusal("InvalidSmsRoleAccessPolicyException", "", (17, 18)),
    Refusal("InvalidEmailRoleAccessPolicyException", "", (19,)),
    Refusal("UnexpectedLambdaException", "", (20,)),
    Refusal("UserLambdaValidationException", "", (20,)),
    Refusal("InvalidLambdaResponseException", "", (20, 21)),
    Refusal("CodeDeliveryFailureException", "", (23,)),
    Refusal("CodeMismatchException", "", (58, 59)),
    Refusal("ExpiredCodeException", "", (60, 61)),
)


# What a code is asked for, and typed, with; and what tries a token before.
SEND = "GetUserAttributeVerificationCode"
VERIFY = "VerifyUserAttribute"
_OPERATIONS = (SEND, VERIFY, "GetUser")
# The hourly limit of each operation is a cause of its own.
_OF_OTHERS = {SEND: {62}, VERIFY: {11}}


def causes_of(operation: str, code: str | None, message: str) -> tuple[int, ...]:
    """Name the causes that a refusal may have; empty where it tells none.

    Args:
        operation: That was refused; those that neither send nor verify a code have none.
        code: AWS's error code, if there is one.
        message: AWS's text.
    """
    if operation not in _OPERATIONS:
        return ()
    found = (it.causes for it in REFUSALS if it.code == code and it.part in message)
    others = _OF_OTHERS.get(operation, set())
    return tuple(it for it in next(found, ()) if it not in others)
