"""AWS End User Messaging SMS of one Region: what is asked of it is asked here."""

from __future__ import annotations

from typing import Any

from cognito_explore.account import Account
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call

# boto3's name; formerly Amazon Pinpoint SMS.
SERVICE = "pinpoint-sms-voice-v2"


class EndUserMessaging:
    """One Region of an account.

    Attributes:
        region_name: The Region.
    """

    def __init__(self, account: Account, region_name: str) -> None:
        """Look at a Region; see `Session.origination`."""
        self.region_name = region_name
        self._account = account

    def _call(self, operation: str, **parameters: Any) -> Call:
        return Call(SERVICE, operation, self.region_name, parameters)

    def _pages(self, operation: str, member: str, **parameters: Any) -> list[Told]:
        return self._account.pages(self._call(operation, **parameters), member)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.region_name}>"
