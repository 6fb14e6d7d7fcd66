"""Origination: what SMS of one Region are sent from, and what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cognito_explore import frames
from cognito_explore.sms import countries
from cognito_explore.sms.account_changes import AccountChanges
from cognito_explore.sms.limits import SmsLimits, read_limits
from cognito_explore.sms.numbers import Numbers
from cognito_explore.sms.registration_writing import WritableRegistrations

if TYPE_CHECKING:
    import pandas as pd


class Origination(Numbers, WritableRegistrations, AccountChanges):
    """What SMS of one Region are sent from: numbers, registrations, limits.

    AWS End User Messaging SMS, formerly Amazon Pinpoint. What reads, reads at once; what
    costs money or changes the account is shown first, and done with `confirm=True`.

    Attributes:
        region_name: The Region.
    """

    def requirements(self, country: str) -> pd.DataFrame:
        """Tell what a destination country needs messages to be sent from, and how long it takes.

        Nothing is asked: it is AWS's documentation, as a table of this library.

        Args:
            country: ISO code of the country that messages go to, such as `US`.

        Returns:
            One row for each kind of number, and one for sender ids. Columns: `country`,
            `identity` (`TOLL_FREE`, ..., `SENDER_ID`), `is_supported`,
            `is_registration_required`, `registration` (its type), `takes` (as AWS says
            it, who promises nothing), `can_be_requested` (by `request_number`; otherwise
            by a support case), `note`, `source`. What AWS does not say is missing.

        Raises:
            InvalidRequestError: There is no such country, or AWS's table here lacks it.

        Source:
            AWS End User Messaging SMS user guide, "Supported countries and regions".
        """
        return frames.frame_of(frames.REQUIREMENTS, countries.requirements(country))

    def limits(self, *, price_usd: float | None = None) -> SmsLimits:
        """Tell the tier, the monthly limit, and about how many messages are left.

        Args:
            price_usd: Of one message to your users' country; default: the mean of the
                last messages in the delivery log.

        Returns:
            One row. What the credentials may not see is None, with a finding.

        Raises:
            InvalidRequestError: `price_usd` is no price.

        Source:
            End User Messaging `DescribeAccountAttributes`, `DescribeSpendLimits`;
            CloudWatch `GetMetricData`.
        """
        return read_limits(self._account, self.region_name, price_usd)
