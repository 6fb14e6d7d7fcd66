"""App clients: what a user signs in with, and how it is set up, where that can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cognito_explore.actions.base import Action, Response
from cognito_explore.errors import CognitoExploreError
from cognito_explore.exchange import Exchange, send_once
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable

if TYPE_CHECKING:
    from botocore.client import BaseClient

PERMISSION = "cognito-idp:DescribeUserPoolClient"

# Service model of botocore, CreateUserPoolClient: the flows of a client that names none.
_DEFAULT_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")


@dataclass(frozen=True, slots=True)
class App:
    """The app client that a user signs in with.

    Attributes:
        client_id: Its id; empty where none is named.
        client_secret: Its secret, if it has one.
        user_pool_id: Of its user pool, where it is known.
    """

    client_id: str
    client_secret: Sensitive | None
    user_pool_id: str | None


@dataclass(frozen=True)
class _DescribeUserPoolClient(Action[Response]):
    """Ask how an app client is set up; its answer has the client's secret, so nobody logs it."""

    OPERATION: ClassVar[str] = "DescribeUserPoolClient"
    UNKNOWN_HINT: ClassVar[str] = ""

    user_pool_id: str
    client_id: str

    def parameters(self) -> dict[str, Any]:
        return {"UserPoolId": self.user_pool_id, "ClientId": self.client_id}

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> Response:
        del answer
        return Response(**common)


def read_flows(client: BaseClient, user_pool_id: str | None, client_id: str) -> str:
    """Say which sign-in flows an app client allows, or why that cannot be read.

    Args:
        client: One that `exchange.watch` was called for.
        user_pool_id: Of its user pool; None where it is not known.
        client_id: Of the app client.
    """
    if user_pool_id is None:
        return "To be told which flows it allows: connect(..., user_pool_id=...)."
    try:
        answer = send_once(client, _DescribeUserPoolClient(user_pool_id, client_id), Exchange())
    except CognitoExploreError as error:
        what = error.code or error.message
        return f"Which flows it allows cannot be read ({what}); it takes {PERMISSION}."
    told = answer.get("UserPoolClient")
    if not isinstance(told, dict):
        return "Which flows it allows cannot be read: the answer is not of the form that AWS has."
    flows = told.get("ExplicitAuthFlows")
    named = [str(name) for name in flows] if isinstance(flows, list) else []
    shown = sorted(printable(name, 60).removeprefix("ALLOW_") for name in named or _DEFAULT_FLOWS)
    return f"It allows: {', '.join(shown)}."
