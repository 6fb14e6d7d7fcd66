"""GlobalSignOut: end every session of the user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cognito_explore.actions.base import Response, TokenAction, as_token
from cognito_explore.sensitive import Sensitive
from cognito_explore.token import AccessToken


@dataclass(frozen=True, kw_only=True, repr=False)
class SignedOut(Response):
    """Every token of the user is revoked; one row.

    Source:
        Cognito `GlobalSignOutResponse`, which is empty.
    """


@dataclass(frozen=True, init=False)
class GlobalSignOut(TokenAction[SignedOut]):
    """Revoke every token of the user, on every device.

    Attributes:
        access_token: Of the signed-in user, hidden.
        allow_any_token: Whether a token that is certain to be refused may leave.

    Source:
        Cognito `GlobalSignOut`.
    """

    OPERATION: ClassVar[str] = "GlobalSignOut"
    UNKNOWN_HINT: ClassVar[str] = (
        "The tokens may be revoked already: see with `get_user` whether this one still lives."
    )

    access_token: AccessToken
    allow_any_token: bool = field(repr=False)

    def __init__(self, access_token: str | Sensitive, *, allow_any_token: bool = False) -> None:
        """Make a request.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Raises:
            InvalidRequestError: The token is none.
        """
        access_token = as_token(access_token)
        self._set(access_token=access_token, allow_any_token=allow_any_token)

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, the token as `Sensitive`."""
        return {"AccessToken": self.access_token}

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> SignedOut:
        """Make the record of the sign-out; the answer itself is empty."""
        del answer
        return SignedOut(**common)
