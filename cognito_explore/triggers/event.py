"""The event that Cognito gives a CustomMessage function, and the context that Lambda gives it.

Source:
    Cognito developer guide, "Custom message Lambda trigger" and "User pool Lambda trigger common
    parameters": the members and their types. AWS documents neither what stands in members that
    have no value nor the SDK's version; as seen on real pools, and decided here:
    `usernameParameter` is null but for invitations, the texts of the response are null,
    `clientMetadata` is left out where the request had none, and `version` is "1". Also seen, not
    documented, and left out: `linkParameter`, of no use for a code, and the user's aliases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.facts import CODE_PLACE

VERIFY_USER_ATTRIBUTE = "CustomMessage_VerifyUserAttribute"
UPDATE_USER_ATTRIBUTE = "CustomMessage_UpdateUserAttribute"
SIGN_UP = "CustomMessage_SignUp"
RESEND_CODE = "CustomMessage_ResendCode"
AUTHENTICATION = "CustomMessage_Authentication"

SMS_MESSAGE = "smsMessage"
EMAIL_MESSAGE = "emailMessage"
EMAIL_SUBJECT = "emailSubject"
TEXTS = (SMS_MESSAGE, EMAIL_MESSAGE, EMAIL_SUBJECT)

# Seen of requests by an administrator, which name no app client; not documented by AWS.
NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE"

_VERSION = "1"
_SDK = "aws-sdk-unknown-unknown"
_STATUS = "cognito:user_status"
_FUNCTION = "custom-message"
_ACCOUNT = "123456789012"


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """Why Cognito is about to send a message, and to whom.

    Attributes:
        source: By AWS's name, such as `CustomMessage_VerifyUserAttribute`.
        user_pool_id: Of the user.
        username: The user's own, not an alias.
        status: Of the user, such as `CONFIRMED`.
        attributes: Of the user, `sub` among them.
        client_id: Of the app client.
        client_metadata: Of the request.
    """

    source: str
    user_pool_id: str
    username: str
    status: str
    attributes: Mapping[str, str]
    client_id: str = NO_CLIENT
    client_metadata: Mapping[str, str] = field(default_factory=dict)

    def to_event(self) -> dict[str, Any]:
        """Write the event as the function gets it."""
        attributes = {name: text for name, text in self.attributes.items() if name != _STATUS}
        request: dict[str, Any] = {
            "userAttributes": {_STATUS: self.status} | attributes,
            "codeParameter": CODE_PLACE,
            "usernameParameter": None,
        }
        if self.client_metadata:
            request["clientMetadata"] = dict(self.client_metadata)
        return {
            "version": _VERSION,
            "region": region_of(self.user_pool_id),
            "userPoolId": self.user_pool_id,
            "userName": self.username,
            "callerContext": {"awsSdkVersion": _SDK, "clientId": self.client_id},
            "triggerSource": self.source,
            "request": request,
            "response": dict.fromkeys(TEXTS),
        }


def region_of(user_pool_id: str) -> str:
    """Read the Region from the id of a pool."""
    return user_pool_id.partition("_")[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaContext:
    """What Lambda gives a Python function beside its event; its data is made up.

    Attributes:
        function_name: Of the function.
        function_version: Of it.
        invoked_function_arn: Of it.
        memory_limit_in_mb: What it may use; it is not limited here.
        aws_request_id: Of this call.
        log_group_name: Where it would log; here it logs nowhere.
        log_stream_name: Likewise.
        identity: None, as for every trigger of a user pool.
        client_context: Likewise.
        remaining_ms: Tells how much of its time is left, in milliseconds.

    Source:
        Lambda developer guide, "Using the Lambda context object to retrieve Python function
        information".
    """

    remaining_ms: Callable[[], int] = field(repr=False)
    function_name: str = _FUNCTION
    function_version: str = "$LATEST"
    invoked_function_arn: str = f"arn:aws:lambda:us-east-1:{_ACCOUNT}:function:{_FUNCTION}"
    memory_limit_in_mb: int = 128
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"
    log_group_name: str = f"/aws/lambda/{_FUNCTION}"
    log_stream_name: str = "2026/01/01/[$LATEST]00000000000000000000000000000000"
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Tell how much of its time is left, in milliseconds."""
        return self.remaining_ms()
