"""The checks of a diagnosis, a module for each family, in the order in which they decide."""

from __future__ import annotations

from collections.abc import Collection

from cognito_explore.delivery.case import MEDIA
from cognito_explore.delivery.check import Check
from cognito_explore.delivery.checks import (
    addresses,
    cognito_logs,
    country,
    destination,
    direct,
    email,
    history,
    logs,
    origination,
    pool,
    protect,
    role,
    sending,
    service,
    ses,
    ses_account,
    ses_settings,
    sms,
    spending,
    token,
    triggers,
    trying,
    user,
)

CHECKS: tuple[Check, ...] = (
    *token.CHECKS,
    *user.CHECKS,
    *addresses.CHECKS,
    *history.CHECKS,
    *service.CHECKS,
    *pool.CHECKS,
    *role.CHECKS,
    *triggers.CHECKS,
    *ses.CHECKS,
    *email.CHECKS,
    *ses_settings.CHECKS,
    *ses_account.CHECKS,
    *sms.CHECKS,
    *spending.CHECKS,
    *destination.CHECKS,
    *country.CHECKS,
    *protect.CHECKS,
    *origination.CHECKS,
    *direct.CHECKS,
    *sending.CHECKS,
    *trying.CHECKS,
    *logs.CHECKS,
    *cognito_logs.CHECKS,
)
"""Every check: what gets a request refused first, what loses a message after it."""


def ids_for(causes: Collection[int], attribute_name: str) -> list[str]:
    """Name the checks that tell causes, in the order in which they decide.

    Args:
        causes: By their numbers.
        attribute_name: Whose code it is; empty where the attribute is another.
    """
    medium = MEDIA.get(attribute_name)
    return [
        it.check_id
        for it in CHECKS
        if it.medium in {"", medium} and not set(causes).isdisjoint(it.causes)
    ]
