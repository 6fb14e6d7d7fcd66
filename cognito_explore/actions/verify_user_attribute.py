"""VerifyUserAttribute: prove with a code that an address is the user's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cognito_explore.actions.base import (
    Response,
    TokenAction,
    as_secret,
    as_token,
    not_text,
)
from cognito_explore.actions.get_user_attribute_verification_code import attribute_faults
from cognito_explore.errors import Fault
from cognito_explore.facts import CODE_MAX
from cognito_explore.sensitive import Sensitive
from cognito_explore.token import AccessToken


@dataclass(frozen=True, kw_only=True, repr=False)
class VerifiedAttribute(Response):
    """Cognito took the code: the attribute is verified; one row.

    Attributes:
        attribute_name: The attribute that is verified now.

    Source:
        Cognito `VerifyUserAttributeResponse`, which is empty.
    """

    attribute_name: str


@dataclass(frozen=True, init=False)
class VerifyUserAttribute(TokenAction[VerifiedAttribute]):
    """Verify an attribute of the user with the code that was sent to it.

    Attributes:
        access_token: Of the signed-in user, hidden.
        attribute_name: `email` or `phone_number`.
        code: The code, hidden.
        allow_any_attribute: Whether other attribute names may leave.
        allow_any_token: Whether a token that is certain to be refused may leave.

    Source:
        Cognito `VerifyUserAttribute`.
    """

    OPERATION: ClassVar[str] = "VerifyUserAttribute"
    VERB: ClassVar[str | None] = "verify_code"
    UNKNOWN_HINT: ClassVar[str] = (
        "The code may have been taken: see `get_user` for whether the attribute is verified."
    )

    access_token: AccessToken
    attribute_name: str
    code: Sensitive
    allow_any_attribute: bool = field(repr=False)
    allow_any_token: bool = field(repr=False)

    def __init__(
        self,
        access_token: str | Sensitive,
        attribute_name: str,
        code: str | Sensitive,
        *,
        allow_any_attribute: bool = False,
        allow_any_token: bool = False,
    ) -> None:
        """Make a request.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            attribute_name: `email` or `phone_number`.
            code: As the user received it; text, because it may begin with a zero.
                White space around it is dropped.
            allow_any_attribute: Let other attribute names leave, to see Cognito refuse them.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Raises:
            InvalidRequestError: A field is wrong; every fault is in the one error.
        """
        access_token, code = as_token(access_token), as_secret(code)
        if isinstance(code, Sensitive):
            code = Sensitive(code.reveal().strip())
        self._set(
            access_token=access_token,
            attribute_name=attribute_name,
            code=code,
            allow_any_attribute=allow_any_attribute,
            allow_any_token=allow_any_token,
        )

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, token and code as `Sensitive`."""
        return {
            "AccessToken": self.access_token,
            "AttributeName": self.attribute_name,
            "Code": self.code,
        }

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> VerifiedAttribute:
        """Make the record of the verification; the answer itself is empty."""
        del answer
        return VerifiedAttribute(**common, attribute_name=self.attribute_name)

    def _field_faults(self) -> list[Fault]:
        return [
            *super()._field_faults(),
            *attribute_faults(self.attribute_name, allow_any=self.allow_any_attribute),
            *_code_faults(self.code),
        ]


def _code_faults(code: object) -> list[Fault]:
    fix = "Give the code as the user received it."
    if not isinstance(code, Sensitive):
        return [not_text("code", code)]
    text = code.reveal()
    if not text:
        return [Fault("code", "It is empty.", fix)]
    if len(text) > CODE_MAX:
        return [Fault("code", f"It has {len(text):,} characters: that is no code.", fix)]
    if any(char.isspace() for char in text):
        return [Fault("code", "There is white space in it.", fix)]
    return []
