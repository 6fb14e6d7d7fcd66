"""The ways to a token that a sign-in form offers, each with what it needs."""

from __future__ import annotations

from dataclasses import dataclass

from cognito_explore.actions.initiate_auth import PASSWORD_FLOW, SRP_FLOW
from cognito_explore.facts import USER_ADMIN_SCOPE

PASTE = "paste"
ELSEWHERE = "elsewhere"

ELSEWHERE_TEXT = (
    "A form cannot show a hosted sign-in page, use a passkey, or go to another identity "
    "provider. Sign in there with your application, and paste its access token here.\n"
    f"The token must have the scope {USER_ADMIN_SCOPE}: allow it for the app client "
    "(AllowedOAuthScopes), and ask for it in the authorize URL as well, as in\n"
    "https://<your domain>/oauth2/authorize?response_type=code&client_id=<app client>"
    f"&redirect_uri=<callback>&scope=openid+{USER_ADMIN_SCOPE}\n"
    "Tokens of a machine (client_credentials) have no user, and cannot be used."
)


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a token.

    Attributes:
        label: As the form offers it.
        note: What to know of it.
        needs_password: Whether username, password and app client are asked for.
        needs_pool: Whether the user pool's id is.
        needs_token: Whether a token is.
    """

    label: str
    note: str = ""
    needs_password: bool = False
    needs_pool: bool = False
    needs_token: bool = False


WAYS: dict[str, Way] = {
    PASSWORD_FLOW: Way(f"Password ({PASSWORD_FLOW})", needs_password=True),
    SRP_FLOW: Way(
        f"Password, proven without sending it ({SRP_FLOW})",
        needs_password=True,
        needs_pool=True,
    ),
    PASTE: Way("Paste an access token", needs_token=True),
    ELSEWHERE: Way(
        "Hosted page, passkey, another identity provider", ELSEWHERE_TEXT, needs_token=True
    ),
}
