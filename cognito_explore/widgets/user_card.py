"""Who is signed in, until when, and which of their addresses are verified."""

from __future__ import annotations

from datetime import datetime

from cognito_explore.actions.get_user import User
from cognito_explore.codes_sent import clock_time
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.show import html_table
from cognito_explore.widgets import cards
from cognito_explore.widgets.signed_in import SignedIn

_VERIFIED = {True: "verified", False: "not verified", None: "Cognito does not say"}


def user_card(signed_in: SignedIn, now: datetime) -> str:
    """Show the user, with the token's remaining time."""
    user = signed_in.user
    who = f"Signed in as {user.username}" if user else "Signed in"
    until = until_text(signed_in, now)
    if user is None:
        note = "GetUser did not say more: see the history."
        return cards.card("warning", f"{who}{until}.", note)
    return cards.card("ok", f"{who}{until}.") + attribute_table(user)


def attribute_table(user: User | None) -> str:
    """Show which of the user's addresses are verified, if that is known."""
    if user is None:
        return ""
    rows = [(name, *_state(user, name)) for name in VERIFIABLE_ATTRIBUTES]
    return html_table(rows, header=("attribute", "address", "state"))


def choices(user: User | None) -> list[tuple[str, str]]:
    """Give the attributes that a code can be sent for, each with what is known of it."""
    if user is None:
        return [(name, name) for name in VERIFIABLE_ATTRIBUTES]
    told = {name: ", ".join(filter(None, _state(user, name))) for name in VERIFIABLE_ATTRIBUTES}
    return [(f"{name}: {told[name]}", name) for name in VERIFIABLE_ATTRIBUTES]


def until_text(signed_in: SignedIn, now: datetime) -> str:
    """Say how long the token lives, to be put after who it is of."""
    at = signed_in.access_token.expires_at if signed_in.access_token else None
    if at is None:
        return ""
    if at <= now:
        return f", until {clock_time(at, now)} UTC: it is expired"
    minutes = int((at - now).total_seconds() // 60)
    return f" until {clock_time(at, now)} UTC, for {minutes} minutes"


def _state(user: User, name: str) -> tuple[str, str]:
    address = getattr(user, name)
    if address is None:
        return "", "none that this app client may read"
    return address, _VERIFIED[getattr(user, f"is_{name}_verified")]
