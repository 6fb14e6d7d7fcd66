"""What keeps messages of an account from going out, and can be mended by a call."""

from __future__ import annotations

from typing import Literal, overload

from cognito_explore.calls import Call
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.sms.end_user_messaging import EndUserMessaging
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.sms.proposals import Proposal, is_confirmed, propose
from cognito_explore.told import need, whole


class AccountChanges(EndUserMessaging):
    """What changes the account of one Region, beside its numbers."""

    @overload
    def set_spend_limit(self, limit_usd: int, *, confirm: Literal[True]) -> int: ...
    @overload
    def set_spend_limit(self, limit_usd: int, *, confirm: bool = ...) -> Proposal | int: ...
    def set_spend_limit(self, limit_usd: int, *, confirm: bool = False) -> Proposal | int:
        """Set what AWS lets the account spend on SMS a month, up to the maximum.

        Args:
            limit_usd: Whole USD; `limits()` tells the maximum, which AWS Support raises.
            confirm: Do it; without, it is only shown.

        Returns:
            What would be done and the equal code; with `confirm=True` the limit in USD.

        Raises:
            InvalidRequestError: It is no whole number of USD, or `confirm` is no bool;
                nothing was sent.
            ValidationError: It is above the maximum.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `SetTextMessageSpendLimitOverride`.
        """
        is_meant = is_confirmed(confirm, "SetTextMessageSpendLimitOverride")
        if isinstance(limit_usd, bool) or not isinstance(limit_usd, int) or limit_usd < 0:
            problem = f"{printable(limit_usd, 40)} is no whole number of USD."
            fault = Fault("limit_usd", problem, "Give it as an int, such as 20.")
            raise InvalidRequestError("SetTextMessageSpendLimitOverride", (fault,))
        call = self._call("SetTextMessageSpendLimitOverride", MonthlyLimit=limit_usd)
        if is_meant:
            return need(whole, self._account.call(call), "MonthlyLimit")
        return propose(
            self._account,
            f"Set the monthly limit of {self.region_name} to {limit_usd} USD",
            [call],
            effects=("SMS go out until so much is spent in a month, by whatever sends them.",),
            costs=(f"Up to {limit_usd} USD a month for messages.",),
        )

    @overload
    def opt_in(self, phone_number: str | Sensitive, *, confirm: Literal[True]) -> PhoneNumber: ...
    @overload
    def opt_in(
        self, phone_number: str | Sensitive, *, confirm: bool = ...
    ) -> Proposal | PhoneNumber: ...
    def opt_in(
        self, phone_number: str | Sensitive, *, confirm: bool = False
    ) -> Proposal | PhoneNumber:
        """Let messages go to a number again that had answered STOP.

        Only if its owner wants it; AWS allows it once in 30 days a number.

        Args:
            phone_number: In international form.
            confirm: Do it; without, it is only shown.

        Returns:
            What would be done and the equal code; with `confirm=True` the number.

        Raises:
            InvalidRequestError: It is no phone number, or `confirm` is no bool; nothing was sent.
            InvalidParameterError: It was opted in within 30 days, or is not opted out.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            SNS `OptInPhoneNumber`.
        """
        is_meant = is_confirmed(confirm, "OptInPhoneNumber")
        number = phone_number = PhoneNumber(phone_number)
        call = Call("sns", "OptInPhoneNumber", self.region_name, {"phoneNumber": number})
        if is_meant:
            self._account.call(call)
            return number
        return propose(
            self._account,
            f"Opt {number.masked} in again in {self.region_name}",
            [call],
            effects=("Messages go to it again; only its owner may want that.",),
        )
