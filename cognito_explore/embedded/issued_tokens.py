"""Access tokens that were issued, and how Cognito judges one that comes back.

Plain logic, without moto and botocore. The order of the checks is not documented by
AWS: shape, signature, expiry, scope, and later user and revocation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import USER_ADMIN_SCOPE
from cognito_explore.token import AccessToken


class IssuedTokens:
    """Every access token of one embedded AWS, with its claims."""

    def __init__(self, clock: Clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._claims: dict[str, Mapping[str, Any]] = {}
        self._revoked: set[str] = set()

    def add(self, token: str, claims: Mapping[str, Any]) -> None:
        """Remember a token that is issued."""
        self._claims[token] = claims

    def revoke_user(self, user_id: str) -> None:
        """Revoke every token of a user."""
        self._revoked |= {
            token for token, claims in self._claims.items() if claims["sub"] == user_id
        }

    def read(self, token: str) -> Mapping[str, Any]:
        """Give the claims of a token that may be used, if its user may.

        Raises:
            Refused: It is no access token of this AWS, is expired, or lacks the scope.
        """
        claims = self._claims.get(token)
        if claims is None:
            shown = AccessToken(token)
            is_whole = shown.reveal() == token
            is_access = is_whole and shown.claims.get("token_use") == "access"
            text = "Could not verify signature for Access Token"
            raise _not_authorized(text if is_access else "Invalid Access Token")
        if claims["exp"] <= self._clock.now().timestamp():
            raise _not_authorized("Access Token has expired")
        if USER_ADMIN_SCOPE not in claims["scope"].split():
            raise _not_authorized("Access Token does not have required scopes")
        return claims

    def check_not_revoked(self, token: str) -> None:
        """Refuse a token that was revoked.

        Raises:
            Refused: It was.
        """
        if token in self._revoked:
            raise _not_authorized("Access Token has been revoked")


def _not_authorized(message: str) -> Refused:
    return Refused("NotAuthorizedException", message)
