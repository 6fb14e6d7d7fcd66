"""GetUser: who the token belongs to, and which of their attributes are verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cognito_explore.actions.base import FrozenMapping, Response, TokenAction, as_token
from cognito_explore.masks import mask_address, mask_email, mask_phone_number
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.token import AccessToken


@dataclass(frozen=True, kw_only=True, repr=False)
class User(Response):
    """The signed-in user, addresses masked; one row.

    Only what the app client may read is told, so a missing attribute may just be unreadable.

    Attributes:
        username: Masked, if it is an address.
        email: The e-mail address, masked; None if there is none to be read.
        is_email_verified: Whether it is verified; None if Cognito does not say.
        phone_number: The phone number, masked; None if there is none to be read.
        is_phone_number_verified: Whether it is verified; None if Cognito does not say.
        attributes: Every attribute by its name, the values hidden.

    Source:
        Cognito `GetUserResponse`.
    """

    username: str
    email: str | None
    is_email_verified: bool | None
    phone_number: str | None
    is_phone_number_verified: bool | None
    attributes: Mapping[str, Sensitive] = field(repr=False)


@dataclass(frozen=True, init=False)
class GetUser(TokenAction[User]):
    """Ask who the token belongs to; it sends nothing, and is the cheap way to try a token.

    Attributes:
        access_token: Of the signed-in user, hidden.
        allow_any_token: Whether a token that is certain to be refused may leave.

    Source:
        Cognito `GetUser`.
    """

    OPERATION: ClassVar[str] = "GetUser"
    VERB: ClassVar[str | None] = "get_user"
    UNKNOWN_HINT: ClassVar[str] = "It sends and changes nothing, so it is safe to ask again."

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

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> User:
        """Make the record of the user."""
        values = {str(item["Name"]): str(item["Value"]) for item in answer["UserAttributes"]}
        email, number = values.get("email"), values.get("phone_number")
        return User(
            **common,
            username=printable(mask_address(str(answer["Username"]))),
            email=None if email is None else printable(mask_email(email)),
            is_email_verified=_boolean(values.get("email_verified")),
            phone_number=None if number is None else printable(mask_phone_number(number)),
            is_phone_number_verified=_boolean(values.get("phone_number_verified")),
            attributes=FrozenMapping({name: Sensitive(text) for name, text in values.items()}),
        )


def _boolean(text: str | None) -> bool | None:
    # Cognito sends "true" and "false"; AWS's model has no type for it.
    return None if text is None else text.lower() == "true"
