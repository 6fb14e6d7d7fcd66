"""Email day: the day in which Cognito's own sender takes 50 e-mails of an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from cognito_explore.facts import DEFAULT_EMAILS_RESET_AT


def began_at(now: datetime) -> datetime:
    """Give when the day that an instant is in began, in UTC.

    Args:
        now: In UTC.
    """
    reset = datetime.combine(now.date(), DEFAULT_EMAILS_RESET_AT)
    return reset if reset <= now else reset - timedelta(days=1)
