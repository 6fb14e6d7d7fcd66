"""InitiateAuth: sign in, the way to an access token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from cognito_explore.actions.base import Action, FrozenMapping, Response, as_secret, not_text
from cognito_explore.errors import ChallengeRequiredError, Fault
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.token import AccessToken

PASSWORD_FLOW = "USER_PASSWORD_AUTH"  # noqa: S105 -- a flow's name


@dataclass(frozen=True, kw_only=True, repr=False)
class Tokens(Response):
    """What a sign-in gives, hidden; one row.

    Attributes:
        access_token: Authorizes the actions of this library.
        id_token: Tells an application who the user is; authorizes nothing here.
        refresh_token: Gets new tokens; None if Cognito gave none.
        expires_at: Until when the access token is valid, in UTC.

    Source:
        Cognito `AuthenticationResultType`.
    """

    access_token: AccessToken
    id_token: Sensitive
    refresh_token: Sensitive | None
    expires_at: datetime


@dataclass(frozen=True, init=False)
class InitiateAuth(Action[Tokens]):
    """Begin to sign in; with username and password it is all there is to it.

    Attributes:
        auth_flow: AWS's name of the flow; `USER_PASSWORD_AUTH`.
        client_id: Of the app client.
        auth_parameters: By AWS's names, the password hidden.

    Source:
        Cognito `InitiateAuth`.
    """

    OPERATION: ClassVar[str] = "InitiateAuth"
    UNKNOWN_HINT: ClassVar[str] = (
        "A user with a second factor may have been sent a sign-in code: look for it before "
        "you sign in again."
    )

    auth_flow: str
    client_id: str
    auth_parameters: Mapping[str, str | Sensitive]

    def __init__(
        self, auth_flow: str, client_id: str, auth_parameters: Mapping[str, str | Sensitive]
    ) -> None:
        """Make a request.

        Args:
            auth_flow: AWS's name of the flow; `USER_PASSWORD_AUTH`.
            client_id: Of the app client.
            auth_parameters: By AWS's names: `USERNAME` and `PASSWORD`. All but
                the username is hidden.

        Raises:
            InvalidRequestError: A field is wrong; every fault is in the one error.
        """
        if isinstance(auth_parameters, Mapping):
            auth_parameters = FrozenMapping(
                {
                    name: text if name == "USERNAME" else as_secret(text)
                    for name, text in auth_parameters.items()
                }
            )
        self._set(auth_flow=auth_flow, client_id=client_id, auth_parameters=auth_parameters)

    @classmethod
    def with_password(cls, username: str, password: str | Sensitive, *, client_id: str) -> Self:
        """Make a request to sign in with username and password."""
        password = as_secret(password)
        return cls(PASSWORD_FLOW, client_id, {"USERNAME": username, "PASSWORD": password})

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, the password as `Sensitive`."""
        return {
            "AuthFlow": self.auth_flow,
            "AuthParameters": self.auth_parameters,
            "ClientId": self.client_id,
        }

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> Tokens:
        """Make the record of the tokens.

        Raises:
            ChallengeRequiredError: Cognito asks for one more step.
        """
        if answer.get("ChallengeName"):
            name = printable(answer["ChallengeName"], 60)
            msg = f"The password was right; Cognito now asks for {name}."
            raise ChallengeRequiredError(
                msg,
                code=name,
                request_id=common["request_id"],
                http_status=common["http_status"],
            )
        result = answer["AuthenticationResult"]
        lifetime = timedelta(seconds=int(result["ExpiresIn"]))
        refresh = result.get("RefreshToken")
        return Tokens(
            **common,
            access_token=AccessToken(result["AccessToken"]),
            id_token=Sensitive(result["IdToken"]),
            refresh_token=None if refresh is None else Sensitive(refresh),
            expires_at=common["sent_at"] + lifetime,
        )

    def _field_faults(self) -> list[Fault]:
        faults = []
        for field, value, fix in (
            ("auth_flow", self.auth_flow, f"Use {PASSWORD_FLOW}."),
            ("client_id", self.client_id, "Name the app client here, or to connect()."),
        ):
            if not isinstance(value, str):
                faults.append(not_text(field, value))
            elif not value:
                faults.append(Fault(field, "It is empty.", fix))
        if not isinstance(self.auth_parameters, Mapping):
            return [*faults, not_text("auth_parameters", self.auth_parameters)]
        for name, secret in self.auth_parameters.items():
            if not isinstance(secret, (str, Sensitive)):
                faults.append(not_text(str(name).lower(), secret))
            elif not secret:
                faults.append(Fault(str(name).lower(), "It is empty.", "Cognito needs it."))
        return faults
