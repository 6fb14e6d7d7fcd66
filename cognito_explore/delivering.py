"""Delivering: the verbs of a session that ask what lies between a code and its reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cognito_explore import frames
from cognito_explore.account import Account
from cognito_explore.delivery.log import read_deliveries
from cognito_explore.delivery.route import Route, read_route
from cognito_explore.errors import ConfigurationError, Fault, InvalidRequestError
from cognito_explore.show import printable
from cognito_explore.sms.origination import Origination
from cognito_explore.sms.sandbox import Sandbox

if TYPE_CHECKING:
    import pandas as pd


class Delivering:
    """What a session asks of the AWS account around a user pool.

    Attributes:
        region_name: Of the session.
        user_pool_id: Of its user pool; None where it is not known.
    """

    region_name: str
    user_pool_id: str | None
    _account: Account
    _sandboxes: dict[str, Sandbox]

    def route(self, user_pool_id: str | None = None) -> Route:
        """Tell which way the messages of a user pool go.

        Reads the pool's settings once, with the credentials of the session.

        Args:
            user_pool_id: Of the pool; default: the session's.

        Returns:
            One row: the path and Region of SMS and e-mail, what they are sent with, and
            the evidence for each.

        Raises:
            ConfigurationError: No pool is named.
            AccessDeniedError: The credentials may not read the pool.
            ResourceNotFoundError: There is no such pool in this Region.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            Cognito `DescribeUserPool`.
        """
        user_pool_id = user_pool_id or self.user_pool_id
        if not user_pool_id:
            msg = "No user pool is named."
            raise ConfigurationError(msg, hint='Name it: session.route("eu-central-1_EXAMPLE").')
        return read_route(self._account, user_pool_id)

    def sandbox(self, region: str | None = None) -> Sandbox:
        """Look at the SMS sandbox of a Region: its status and numbers.

        Args:
            region: The Region that the pool's SMS leave from, which `route` tells;
                default: the session's.

        Returns:
            The same object each time, because it counts the codes it sent.

        Source:
            SNS developer guide, "SMS sandbox".
        """
        name = region or self.region_name
        return self._sandboxes.setdefault(name, Sandbox(self._account, name))

    def origination(self, region: str | None = None) -> Origination:
        """Look at what SMS of a Region are sent from: numbers, registrations, limits.

        Args:
            region: The Region that the pool's SMS leave from, which `route` tells;
                default: the session's.

        Source:
            AWS End User Messaging SMS, `pinpoint-sms-voice-v2`; formerly Amazon Pinpoint.
        """
        return Origination(self._account, region or self.region_name)

    def delivery_log(self, region: str | None = None, *, hours: float = 72) -> pd.DataFrame:
        """Read what became of SMS after Cognito had handed them to SNS.

        The log is off until the account gives SNS a role to write it with
        (`SetSMSAttributes`, `DeliveryStatusIAMRole`); a receipt may take 72 hours.

        Args:
            region: The Region that the pool's SMS leave from; default: the session's.
            hours: How far back; above 0.

        Returns:
            One row a message, oldest first. Columns: `logged_at` (UTC), `status`
            (`SUCCESS` or `FAILURE`), `destination` (masked), `reason` (in SNS's or the
            carrier's words), `price_usd`, `parts`, `message_id`.

        Raises:
            InvalidRequestError: `hours` is no span of time; nothing was sent.
            AccessDeniedError: The credentials may not read it.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            CloudWatch Logs `FilterLogEvents`, of SNS's groups of SMS deliveries.
        """
        since = _hours_before(self._account.clock.now(), hours)
        found = read_deliveries(self._account, region or self.region_name, since)
        return frames.frame_of(frames.DELIVERIES, found)


def _hours_before(now: datetime, hours: float) -> datetime:
    """Go back some hours, to the first of our dates at most.

    Raises:
        InvalidRequestError: That is no number of hours.
    """
    is_number = isinstance(hours, (int, float)) and not isinstance(hours, bool)
    if not is_number or not hours > 0:
        problem = f"{printable(hours, 40)} is no number of hours to look back."
        fault = Fault("hours", problem, "Give a number above 0, such as 72.")
        raise InvalidRequestError("FilterLogEvents", (fault,))
    try:
        return now - timedelta(hours=hours)
    except OverflowError:
        return datetime.min.replace(tzinfo=now.tzinfo)
