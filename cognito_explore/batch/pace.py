"""Pace: how many requests leave a second, kept under what the account is let through.

A token bucket that holds hardly anything: requests leave evenly, because a quota of fifty a
second is met by fifty at once, and by none for the rest of it. Of the quota 98 % are used, and
at most 20 ms are made up for, so that in no second more than the quota leaves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

from cognito_explore.account import Account
from cognito_explore.calls import Call
from cognito_explore.errors import CognitoExploreError
from cognito_explore.facts import CATEGORIES, REQUESTS_A_SECOND
from cognito_explore.wire import SERVICE

PaceSource = Literal["given", "GetProvisionedLimit", "AWS's default"]

USED_OF_QUOTA = 0.98
_SLACK_S = 0.02


class Pace:
    """When the next request may leave."""

    def __init__(self, per_s: float, timer: Callable[[], float]) -> None:
        """Begin now.

        Args:
            per_s: Requests a second; infinite for no limit.
            timer: Counts seconds.
        """
        self.per_s = per_s
        self._timer = timer
        self._next_at = timer()

    def wait_s(self) -> float:
        """Tell how long to wait for the next one, in seconds."""
        return max(0.0, self._next_at - self._timer())

    def take(self) -> None:
        """Let one leave."""
        began = max(self._next_at, self._timer() - _SLACK_S)
        self._next_at = began + 1 / self.per_s

    def pause(self, seconds: float) -> None:
        """Let none leave for some time, because one was throttled."""
        self._next_at = max(self._next_at, self._timer() + seconds)


def pace_of(account: Account, operation: str) -> float:
    """Tell how many requests of an operation a batch sends in a second; see `read_pace`."""
    return read_pace(account, operation)[0]


def read_pace(account: Account, operation: str) -> tuple[float, PaceSource]:
    """Tell how many requests of an operation a batch sends in a second, and who says so.

    Args:
        account: Is asked for the account's limit, where its credentials may.
        operation: AWS's name of it.

    Source:
        Cognito `GetProvisionedLimit`; where it cannot be asked, the developer guide's quotas.
    """
    category = CATEGORIES[operation]
    about = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}
    call = Call(SERVICE, "GetProvisionedLimit", account.region_name, {"LimitDefinition": about})
    try:
        told = _number(account.call(call))
    except CognitoExploreError:
        # Without credentials, on an emulator, or in an older Region: the guide's own number.
        told = None
    if told is None:
        return USED_OF_QUOTA * REQUESTS_A_SECOND[category], "AWS's default"
    return USED_OF_QUOTA * told, "GetProvisionedLimit"


def _number(told: dict[str, Any]) -> float | None:
    limit = told.get("Limit")
    value = limit.get("ProvisionedLimitValue") if isinstance(limit, dict) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and value > 0 else None
