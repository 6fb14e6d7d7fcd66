"""InitiateAuth: sign in, the way to an access token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from cognito_explore.actions.base import as_secret
from cognito_explore.actions.signing_in import (
    USERNAME,
    SignInStep,
    empty_faults,
    hidden_but_names,
    parameter_faults,
    with_proof,
)
from cognito_explore.errors import Fault
from cognito_explore.sensitive import Sensitive

PASSWORD_FLOW = "USER_PASSWORD_AUTH"  # noqa: S105 -- a flow's name
SRP_FLOW = "USER_SRP_AUTH"
REFRESH_FLOW = "REFRESH_TOKEN_AUTH"

_REFRESH_TOKEN = "REFRESH_TOKEN"  # noqa: S105 -- a parameter's name


@dataclass(frozen=True, init=False)
class InitiateAuth(SignInStep):
    """Begin to sign in; with username and password it is all there is to it.

    Attributes:
        auth_flow: AWS's name of the flow, such as `USER_PASSWORD_AUTH`.
        client_id: Of the app client.
        auth_parameters: By AWS's names, all but the username hidden.

    Source:
        Cognito `InitiateAuth`.
    """

    OPERATION: ClassVar[str] = "InitiateAuth"

    auth_flow: str
    client_id: str
    auth_parameters: Mapping[str, str | Sensitive]

    def __init__(
        self, auth_flow: str, client_id: str, auth_parameters: Mapping[str, str | Sensitive]
    ) -> None:
        """Make a request.

        Args:
            auth_flow: AWS's name of the flow, such as `USER_PASSWORD_AUTH`.
            client_id: Of the app client.
            auth_parameters: By AWS's names: for a password `USERNAME` and `PASSWORD`,
                and `SECRET_HASH` if the app client has a secret. All but the username
                is hidden.

        Raises:
            InvalidRequestError: A field is wrong; every fault is in the one error.
        """
        auth_parameters = hidden_but_names(auth_parameters)
        self._set(auth_flow=auth_flow, client_id=client_id, auth_parameters=auth_parameters)

    @classmethod
    def with_password(
        cls,
        username: str,
        password: str | Sensitive,
        *,
        client_id: str,
        client_secret: Sensitive | None = None,
    ) -> Self:
        """Make a request to sign in with username and password."""
        password = as_secret(password)
        given = {USERNAME: username, "PASSWORD": password}
        return cls(PASSWORD_FLOW, client_id, with_proof(given, client_id, client_secret))

    @classmethod
    def with_refresh_token(
        cls,
        refresh_token: str | Sensitive,
        *,
        client_id: str,
        username: str = "",
        client_secret: Sensitive | None = None,
    ) -> Self:
        """Make a request for new tokens; an app client with a secret needs the username."""
        refresh_token = as_secret(refresh_token)
        given = {_REFRESH_TOKEN: refresh_token}
        proven = with_proof(given, client_id, client_secret, username=username)
        return cls(REFRESH_FLOW, client_id, proven)

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, the password as `Sensitive`."""
        return {
            "AuthFlow": self.auth_flow,
            "AuthParameters": self.auth_parameters,
            "ClientId": self.client_id,
        }

    def _refreshed_with(self) -> str | Sensitive | None:
        # Cognito gives a new one only where refresh tokens are rotated.
        return self.auth_parameters.get(_REFRESH_TOKEN)

    def _named(self) -> str:
        named = self.auth_parameters.get(USERNAME)
        return named if isinstance(named, str) else ""

    def _field_faults(self) -> list[Fault]:
        named = {
            "auth_flow": (self.auth_flow, f"Use {PASSWORD_FLOW}."),
            "client_id": (self.client_id, "Name the app client here, or to connect()."),
        }
        return [*empty_faults(named), *parameter_faults("auth_parameters", self.auth_parameters)]
