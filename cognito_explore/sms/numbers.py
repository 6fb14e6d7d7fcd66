"""What SMS are sent from: phone numbers, sender ids and pools of one Region."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, overload

from cognito_explore import frames
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.show import printable
from cognito_explore.sms import countries
from cognito_explore.sms.end_user_messaging import EndUserMessaging
from cognito_explore.sms.number_records import (
    OriginationNumber,
    name_identity,
    read_number,
    read_pool,
    read_sender_id,
)
from cognito_explore.sms.proposals import Proposal, is_confirmed, propose

if TYPE_CHECKING:
    import pandas as pd

# Service model of botocore, RequestableNumberType.
REQUESTABLE = ("LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR")


class Numbers(EndUserMessaging):
    """The numbers, sender ids and pools of one Region."""

    def numbers(self) -> pd.DataFrame:
        """List the phone numbers that SMS of this Region can be sent from.

        Returns:
            One row a number. Columns: `phone_number` (masked), `phone_number_id`,
            `country`, `number_type`, `status`, `message_type`, `capabilities`,
            `monthly_price_usd`, `registration_id`, `pool_id`, `created_at` (UTC).

        Raises:
            AccessDeniedError: The credentials may not list them.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribePhoneNumbers`.
        """
        return frames.frame_of(frames.ORIGINATION_NUMBERS, self.list_numbers())

    def list_numbers(self) -> list[OriginationNumber]:
        """Give what `numbers()` shows as records."""
        return [read_number(it) for it in self._pages("DescribePhoneNumbers", "PhoneNumbers")]

    def sender_ids(self) -> pd.DataFrame:
        """List the sender ids of this Region.

        Returns:
            One row a sender id and country. Columns: `sender_id`, `country`,
            `message_types`, `is_registered`, `registration_id`, `monthly_price_usd`.

        Raises:
            AccessDeniedError: The credentials may not list them.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribeSenderIds`.
        """
        listed = self._pages("DescribeSenderIds", "SenderIds")
        return frames.frame_of(frames.SENDER_IDS, [read_sender_id(it) for it in listed])

    def pools(self) -> pd.DataFrame:
        """List the pools of this Region, with what is in them.

        Returns:
            One row a pool. Columns: `pool_id`, `status`, `message_type`,
            `has_shared_routes`, `identities`, `created_at` (UTC). `identities` is
            missing where the credentials may not list them.

        Raises:
            AccessDeniedError: The credentials may not list pools.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            End User Messaging `DescribePools`, `ListPoolOriginationIdentities`.
        """
        pools = []
        for it in self._pages("DescribePools", "Pools"):
            read = partial(self._identities, it)
            identities, _ = self._account.ask("pool-identities", "What is in a pool", read)
            pools.append(read_pool(it, identities))
        return frames.frame_of(frames.POOLS, pools)

    @overload
    def request_number(
        self,
        country: str,
        number_type: str,
        *,
        message_type: str = ...,
        registration_id: str | None = ...,
        confirm: Literal[True],
    ) -> OriginationNumber: ...
    @overload
    def request_number(
        self,
        country: str,
        number_type: str,
        *,
        message_type: str = ...,
        registration_id: str | None = ...,
        confirm: bool = ...,
    ) -> Proposal | OriginationNumber: ...
    def request_number(
        self,
        country: str,
        number_type: str,
        *,
        message_type: str = "TRANSACTIONAL",
        registration_id: str | None = None,
        confirm: bool = False,
    ) -> Proposal | OriginationNumber:
        """Request a phone number, which AWS charges for by the month until it is released.

        Args:
            country: ISO code of the country that messages go to, such as `US`.
            number_type: `TOLL_FREE`, `TEN_DLC`, `LONG_CODE`, or `SIMULATOR`, which needs
                no registration and reaches no phone. Short codes take a support case.
            message_type: `TRANSACTIONAL`, as codes are, or `PROMOTIONAL`.
            registration_id: Of a registration to bind it to.
            confirm: Do it; without, it is only shown.

        Returns:
            What would be done, what it costs and the equal code; with `confirm=True`
            the number, one row.

        Raises:
            InvalidRequestError: Country or type cannot be requested, or `confirm` is no bool;
                nothing was sent.
            AccessDeniedError: The credentials may not; it names the action to allow.
            ServiceQuotaExceededError: The account has as many numbers as it may have.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `RequestPhoneNumber`.
        """
        is_meant = is_confirmed(confirm, "RequestPhoneNumber")
        faults = _request_faults(country, number_type, message_type)
        if faults:
            raise InvalidRequestError("RequestPhoneNumber", faults)
        country = country.strip().upper()
        parameters: dict[str, Any] = {
            "IsoCountryCode": country,
            "MessageType": message_type,
            "NumberCapabilities": ["SMS"],
            "NumberType": number_type,
        }
        if registration_id:
            parameters["RegistrationId"] = registration_id
        call = self._call("RequestPhoneNumber", **parameters)
        if is_meant:
            return read_number(self._account.call(call))
        need = countries.identity(country, number_type)
        return propose(
            self._account,
            f"Request a number ({country}, {number_type}) in {self.region_name}",
            [call],
            effects=(
                "The account has the number until it is released.",
                *countries.next_steps(need),
            ),
            costs=countries.costs(),
            findings=_doubts(country, number_type, need, registration_id),
        )

    @overload
    def release_number(
        self, phone_number_id: str, *, confirm: Literal[True]
    ) -> OriginationNumber: ...
    @overload
    def release_number(
        self, phone_number_id: str, *, confirm: bool = ...
    ) -> Proposal | OriginationNumber: ...
    def release_number(
        self, phone_number_id: str, *, confirm: bool = False
    ) -> Proposal | OriginationNumber:
        """Give a phone number back; it cannot be had again.

        Args:
            phone_number_id: As `numbers()` shows it.
            confirm: Do it; without, it is only shown.

        Returns:
            What would be done and the equal code; with `confirm=True` the number, one row.

        Raises:
            InvalidRequestError: `confirm` is no bool; nothing was sent.
            ResourceNotFoundError: There is no such number in this Region.
            ConflictError: It is protected, or in a pool.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            End User Messaging `ReleasePhoneNumber`.
        """
        is_meant = is_confirmed(confirm, "ReleasePhoneNumber")
        call = self._call("ReleasePhoneNumber", PhoneNumberId=phone_number_id)
        if is_meant:
            return read_number(self._account.call(call))
        return propose(
            self._account,
            f"Release the number {printable(phone_number_id, 100)} in {self.region_name}",
            [call],
            effects=("Nothing is sent from it any more, and AWS may give it to others.",),
        )

    def _identities(self, pool: Mapping[str, Any]) -> str:
        listed = self._pages(
            "ListPoolOriginationIdentities", "OriginationIdentities", PoolId=pool["PoolId"]
        )
        return ", ".join(name_identity(it) for it in listed)


def _doubts(
    country: str, number_type: str, need: countries.Requirement | None, registration_id: str | None
) -> tuple[Finding, ...]:
    """Say what a request for a number may be refused for, or be of no use for."""
    if number_type == "SIMULATOR":
        title = "A simulator reaches no phone: it is for trying calls."
        return (Finding("number-simulator", "warning", title, "User guide: test-phone-numbers."),)
    if need is None:
        title = f"AWS's tables do not say that {country} is reached from {number_type}."
        fix = f"origination.requirements({country!r}) shows what they say."
        return (Finding("number-type", "unknown", title, "", fix),)
    if number_type == "TEN_DLC" and not registration_id:
        title = "A 10DLC number takes a campaign that is registered: without one it is of no use."
        fix = "Register brand and campaign first, and give registration_id."
        return (Finding("number-registration", "warning", title, need.source, fix),)
    return ()


def _request_faults(
    country: object, number_type: object, message_type: object
) -> tuple[Fault, ...]:
    faults = []
    problem = countries.country_problem(country)
    if problem:
        faults.append(Fault("country", problem, "Give its ISO code of two letters, such as US."))
    if number_type not in REQUESTABLE:
        asked = str(number_type).upper()
        near = difflib.get_close_matches(asked, REQUESTABLE, n=1, cutoff=0.7)
        meant = f"Did you mean {near[0]}? " if near else ""
        if asked == "SHORT_CODE":
            meant = "Ask AWS Support for a short code, or: "
        problem = f"{printable(number_type, 40)} cannot be requested by a call."
        faults.append(Fault("number_type", problem, f"{meant}Use one of {', '.join(REQUESTABLE)}."))
    elif not faults:
        need = countries.identity(str(country), str(number_type))
        if need and need.is_supported is False:
            fix = f"requirements({country!r}) tells what does."
            problem = f"AWS sends nothing to {country} from {number_type}."
            faults.append(Fault("number_type", problem, fix))
    if message_type not in ("TRANSACTIONAL", "PROMOTIONAL"):
        fix = "Use TRANSACTIONAL, as codes are, or PROMOTIONAL."
        faults.append(Fault("message_type", f"There is no {printable(message_type, 40)}.", fix))
    return tuple(faults)
