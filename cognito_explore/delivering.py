"""Delivering: the verbs of a session that ask what lies between a code and its reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cognito_explore import frames
from cognito_explore.account import Account
from cognito_explore.errors import ConfigurationError, Fault, InvalidRequestError
from cognito_explore.show import printable

if TYPE_CHECKING:
    import pandas as pd

    from cognito_explore.delivery.route import Route
    from cognito_explore.sms.origination import Origination
    from cognito_explore.sms.sandbox import Sandbox

# Cognito developer guide; user guide of AWS End User Messaging SMS, "Event destinations".
_OTHER_LOGS = {
    "EumsSms": (
        "Its events go where the configuration set in EumsSms.ConfigurationSetName sends them; "
        "without one they go nowhere."
    ),
    "CustomSMSSender": "Look at the log of the function: route() names it.",
}


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
        if user_pool_id is not None and not isinstance(user_pool_id, str):
            msg = f"user_pool_id must be text, not {type(user_pool_id).__name__}."
            raise ConfigurationError(msg, hint="It is such as eu-central-1_EXAMPLE.")
        if not user_pool_id:
            msg = "No user pool is named."
            raise ConfigurationError(msg, hint='Name it: session.route("eu-central-1_EXAMPLE").')
        from cognito_explore.delivery.route import read_route  # noqa: PLC0415 -- light import

        return read_route(self._account, user_pool_id)

    def sandbox(self, region: str | None = None) -> Sandbox:
        """Look at the SMS sandbox of a Region: its status and numbers.

        Args:
            region: Default: the one that the pool's SMS leave from, where the pool is known
                and can be read; otherwise the session's.

        Returns:
            The same object each time, because it counts the codes it sent.

        Raises:
            ConfigurationError: The pool's SMS may leave from two Regions, so that one is to
                be named; or there is no such Region.

        Source:
            SNS developer guide, "SMS sandbox".
        """
        from cognito_explore.sms.sandbox import Sandbox  # noqa: PLC0415 -- light import

        name = self._sms_region(region)
        return self._sandboxes.setdefault(name, Sandbox(self._account, name))

    def origination(self, region: str | None = None) -> Origination:
        """Look at what SMS of a Region are sent from: numbers, registrations, limits.

        Args:
            region: Default: the one that the pool's SMS leave from, where the pool is known
                and can be read; otherwise the session's.

        Raises:
            ConfigurationError: The pool's SMS may leave from two Regions, so that one is to
                be named; or there is no such Region.

        Source:
            AWS End User Messaging SMS, `pinpoint-sms-voice-v2`; formerly Amazon Pinpoint.
        """
        from cognito_explore.sms.origination import Origination  # noqa: PLC0415 -- light import

        return Origination(self._account, self._sms_region(region))

    def delivery_log(self, region: str | None = None, *, hours: float = 72) -> pd.DataFrame:
        """Read what became of SMS after Cognito had handed them to SNS.

        The log is off until the account gives SNS a role to write it with
        (`SetSMSAttributes`, `DeliveryStatusIAMRole`); a receipt may take 72 hours.

        Args:
            region: Default: wherever the pool's SMS leave from, where the pool is known;
                otherwise the session's.
            hours: How far back; above 0.

        Returns:
            One row a message, oldest first. Columns: `logged_at` (UTC), `region_name`, `status`
            (`SUCCESS` or `FAILURE`), `destination` (masked), `reason` (in SNS's or the
            carrier's words), `price_usd`, `parts`, `message_id`.

        Raises:
            InvalidRequestError: `hours` is no span of time; nothing was sent.
            ConfigurationError: The pool's SMS do not go by SNS, whose log this is; or there
                is no such Region.
            AccessDeniedError: The credentials may not read it, or the pool: name a Region.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            CloudWatch Logs `FilterLogEvents`, of SNS's groups of SMS deliveries.
        """
        from cognito_explore.delivery.log import read_deliveries  # noqa: PLC0415 -- light import

        since = _hours_before(self._account.clock.now(), hours)
        places = self._log_regions() if region is None else (self._sms_region(region),)
        found = [made for place in places for made in read_deliveries(self._account, place, since)]
        ordered = sorted(found, key=lambda it: it.logged_at)
        return frames.frame_of(frames.DELIVERIES, ordered)

    def _sms_region(self, region: str | None) -> str:
        """Give the Region to look at: as named, or the one that the pool's SMS leave from.

        Raises:
            ConfigurationError: There is none such, or more than one may be meant.
        """
        if region is not None:
            self._account.check_region(region)
            return region
        if not self.user_pool_id:
            return self.region_name
        route, _ = self._account.ask("sms-region", "Where SMS leave from", self.route)
        places = route.sms_regions if route else ()
        if len(places) > 1:
            hint = f"Look at both, one after the other: name {', then '.join(map(repr, places))}."
            msg = f"This pool's SMS may leave from {' or '.join(places)}."
            raise ConfigurationError(msg, hint=hint)
        return places[0] if places else self.region_name

    def _log_regions(self) -> tuple[str, ...]:
        """Give the Regions whose SNS may have a log of the pool's SMS.

        Raises:
            ConfigurationError: They do not go by SNS.
        """
        if not self.user_pool_id:
            return (self.region_name,)
        route = self.route()
        if route.sms_path in _OTHER_LOGS:
            msg = f"This pool's SMS do not go by SNS, but by {route.sms_path}: SNS logs none."
            raise ConfigurationError(msg, hint=_OTHER_LOGS[route.sms_path])
        return route.sms_regions or (self.region_name,)


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
