"""What IAM lets the user of an embedded AWS do.

Plain logic, without moto and botocore. Everything is allowed until it is denied. The words
are those with which AWS refuses; that they name `*` as the resource is decided here, as is
which actions of End User Messaging each operation of SNS takes: AWS documents them for all
of SNS's SMS operations together, in its managed policy AmazonSNSFullAccess.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.world import ACCOUNT_ID

_USER = f"arn:aws:iam::{ACCOUNT_ID}:user/embedded"
_FORBIDDEN = 403
_BAD_REQUEST = 400

# By IAM's prefix: code and HTTP status of the refusal.
_REFUSALS = {
    "sns": ("AuthorizationError", _FORBIDDEN),
    "cloudwatch": ("AccessDenied", _FORBIDDEN),
    "iam": ("AccessDenied", _FORBIDDEN),
    "lambda": ("AccessDeniedException", _FORBIDDEN),
    "ses": ("AccessDeniedException", _FORBIDDEN),
}
_OTHER_REFUSAL = ("AccessDeniedException", _BAD_REQUEST)

# What SNS does at End User Messaging on its caller's behalf.
_ON_BEHALF = {
    "GetSMSSandboxAccountStatus": ("DescribeAccountAttributes",),
    "CreateSMSSandboxPhoneNumber": (
        "DescribeVerifiedDestinationNumbers",
        "CreateVerifiedDestinationNumber",
        "SendDestinationNumberVerificationCode",
    ),
    "VerifySMSSandboxPhoneNumber": (
        "DescribeVerifiedDestinationNumbers",
        "VerifyDestinationNumber",
    ),
    "ListSMSSandboxPhoneNumbers": ("DescribeVerifiedDestinationNumbers",),
    "DeleteSMSSandboxPhoneNumber": (
        "DescribeVerifiedDestinationNumbers",
        "DeleteVerifiedDestinationNumber",
    ),
    "ListOriginationNumbers": ("DescribePhoneNumbers",),
    "GetSMSAttributes": ("DescribeSpendLimits",),
    "SetSMSAttributes": ("DescribeSpendLimits", "SetTextMessageSpendLimitOverride"),
    "CheckIfPhoneNumberIsOptedOut": ("DescribeOptedOutNumbers",),
    "ListPhoneNumbersOptedOut": ("DescribeOptedOutNumbers",),
    "OptInPhoneNumber": ("DeleteOptedOutNumber",),
}


class Permissions:
    """What is allowed, for one embedded AWS."""

    def __init__(self, actions: Callable[[], Collection[str]]) -> None:
        """Allow everything.

        Args:
            actions: Gives IAM's names of all that there is, as `sns:GetSMSAttributes`;
                asked when it is needed, because reading them takes its time.
        """
        self._actions = actions
        self._denied: set[str] = set()

    def deny(self, *actions: str) -> None:
        """Deny actions.

        Raises:
            ValueError: There is no such action; none is denied.
        """
        self._check_known(actions)
        self._denied.update(actions)

    def allow(self, *actions: str) -> None:
        """Allow actions again.

        Raises:
            ValueError: There is no such action; none is allowed.
        """
        self._check_known(actions)
        self._denied.difference_update(actions)

    def check(self, prefix: str, operation: str) -> None:
        """Refuse an operation that is denied, or does on behalf of its caller what is.

        Args:
            prefix: IAM's name of the service.
            operation: AWS's name of it.

        Raises:
            Refused: As that service does.
        """
        needed = [f"{prefix}:{operation}"]
        if prefix == "sns":
            needed += [f"sms-voice:{name}" for name in _ON_BEHALF.get(operation, ())]
        for action in needed:
            if action in self._denied:
                code, status = _REFUSALS.get(prefix, _OTHER_REFUSAL)
                text = (
                    f"User: {_USER} is not authorized to perform: {action} on resource: * "
                    f"because no identity-based policy allows the {action} action"
                )
                raise Refused(code, text, status=status)

    def _check_known(self, actions: Collection[str]) -> None:
        known = self._actions()
        for action in actions:
            if action not in known:
                near = [it for it in known if it.endswith(f":{action}")]
                near = near or difflib.get_close_matches(str(action), known, n=1, cutoff=0)
                msg = f"There is no action {action!r}: did you mean {near[0]!r}?"
                raise ValueError(msg)
