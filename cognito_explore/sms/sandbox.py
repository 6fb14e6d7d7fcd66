"""Sandbox: the SNS SMS sandbox of one Region, and the numbers verified in it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from cognito_explore import frames
from cognito_explore.account import Account
from cognito_explore.actions.base import as_secret
from cognito_explore.calls import Call
from cognito_explore.errors import (
    CognitoExploreError,
    Fault,
    InvalidRequestError,
    OutcomeUnknownError,
)
from cognito_explore.facts import (
    SANDBOX_CODE_PATTERN,
    SANDBOX_CODES_A_DAY,
    SANDBOX_LANGUAGES,
    SANDBOX_NUMBERS,
    SANDBOX_REMOVABLE_AFTER,
    SANDBOX_RESEND_AFTER,
)
from cognito_explore.sensitive import Sensitive
from cognito_explore.service_errors import VerificationError
from cognito_explore.show import cell, printable
from cognito_explore.sms.end_user_messaging import SERVICE
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.sms.sandbox_records import SandboxNumber, SandboxStatus
from cognito_explore.told import exact, instant, need, text, yes_no

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")

_ADD = "CreateSMSSandboxPhoneNumber"
_VERIFY = "VerifySMSSandboxPhoneNumber"
_REMOVE = "DeleteSMSSandboxPhoneNumber"
_DAY = timedelta(hours=24)


class Sandbox:
    """The SNS SMS sandbox of one Region.

    An account begins in it, in each Region anew. While it is there, an SMS to a number
    that is not verified here is accepted by Cognito, and reaches nobody.

    Attributes:
        region_name: Whose sandbox it is.
    """

    def __init__(self, account: Account, region_name: str) -> None:
        """Look at a Region; see `Session.sandbox`."""
        self.region_name = region_name
        self._account = account
        # When each number was sent a code, and when one was typed, as far as this object knows.
        self._codes: dict[PhoneNumber, list[datetime]] = {}
        self._typed: dict[PhoneNumber, datetime] = {}
        # Two clicks look at the same room, and one of them takes it.
        self._adding = threading.Lock()

    def status(self) -> SandboxStatus:
        """Tell whether the account is in the sandbox, and how many numbers it has.

        Returns:
            One row. What the credentials may not see is None, with a finding.

        Source:
            SNS `GetSMSSandboxAccountStatus`, `ListSMSSandboxPhoneNumbers`.
        """
        told, missing = self._account.ask(
            "sandbox-status",
            f"Whether {self.region_name} is in the SMS sandbox",
            lambda: need(yes_no, self._call("GetSMSSandboxAccountStatus"), "IsInSandbox"),
        )
        numbers, missing_numbers = self._account.ask(
            "sandbox-numbers", f"Which numbers are verified in {self.region_name}", self._list
        )
        verified = None if numbers is None else _count(numbers, "Verified")
        return SandboxStatus(
            region_name=self.region_name,
            is_in_sandbox=told,
            verified=verified,
            pending=None if numbers is None else len(numbers) - (verified or 0),
            numbers_left=None if numbers is None else max(0, SANDBOX_NUMBERS - len(numbers)),
            findings=(*missing, *missing_numbers),
            session=self._account.name,
        )

    def numbers(self) -> pd.DataFrame:
        """List the numbers of the sandbox.

        Returns:
            One row a number. Columns: `phone_number` (masked), `status` (`Pending` or
            `Verified`), `added_at`, `removable_at` (UTC, missing where the credentials
            may not see it), `codes_left` (in 24 hours, as far as this session knows).

        Raises:
            AccessDeniedError: The credentials may not list them.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            SNS `ListSMSSandboxPhoneNumbers`; for the times End User Messaging
            `DescribeVerifiedDestinationNumbers`.
        """
        return frames.frame_of(frames.SANDBOX_NUMBERS, self.list_numbers())

    def list_numbers(self) -> list[SandboxNumber]:
        """Give what `numbers()` shows as records, with the numbers themselves, hidden."""
        listed = self._list()
        added = self._if_allowed(self._added) or {}
        return [self._record(number, it, added.get(number)) for number, it in listed.items()]

    def add(self, phone_number: str | Sensitive, language: str = "en-US") -> SandboxNumber:
        """Add a number, or send it another code; AWS sends an SMS with the code to it.

        Before anything is sent, it is looked whether there is room: an account has ten
        numbers, each gets five codes in 24 hours, and stays for 24 hours after it was
        verified, or last tried.

        Args:
            phone_number: In international form.
            language: Of the SMS, such as `de-DE`.

        Returns:
            One row, `Pending`. A number that is verified already is sent nothing.

        Raises:
            InvalidRequestError: It is no phone number, or there is no room; nothing was sent.
            OptedOutError: The number answered STOP.
            AccessDeniedError: The credentials may not; it names the action to allow.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            SNS `CreateSMSSandboxPhoneNumber`.
        """
        number = phone_number = PhoneNumber(phone_number)
        if language not in SANDBOX_LANGUAGES:
            fix = f"Use one of {', '.join(SANDBOX_LANGUAGES)}."
            problem = f"AWS writes no sandbox SMS in {printable(repr(language), 40)}."
            raise _refused(_ADD, "language", problem, fix)
        with self._adding:
            return self._add(number, language)

    def _add(self, number: PhoneNumber, language: str) -> SandboxNumber:
        listed = self._if_allowed(self.list_numbers) or []
        self._check_room(number, listed)
        mine = [it for it in listed if it.phone_number == number]
        if mine and mine[0].status == "Verified":
            return mine[0]
        now = self._account.clock.now()
        try:
            self._call(_ADD, PhoneNumber=number, LanguageCode=language)
        except OutcomeUnknownError:
            # A code may be on its way.
            self._codes.setdefault(number, []).append(now)
            raise
        self._codes.setdefault(number, []).append(now)
        return self._record(number, "Pending", mine[0].added_at if mine else now)

    def verify(self, phone_number: str | Sensitive, code: str | Sensitive) -> SandboxNumber:
        """Verify a number with the code that it received.

        Args:
            phone_number: In international form, or masked as `numbers()` shows it.
            code: Five to eight digits; text, because it may begin with a zero.

        Returns:
            One row, `Verified`.

        Raises:
            InvalidRequestError: Number or code cannot be right; nothing was sent.
            VerificationError: It is not the code that was sent to this number.
            ResourceNotFoundError: The number was not added in this Region.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            SNS `VerifySMSSandboxPhoneNumber`.
        """
        phone_number, code = _hide(phone_number), as_secret(code)
        if not isinstance(code, Sensitive) or not re.fullmatch(
            SANDBOX_CODE_PATTERN, code.reveal().strip()
        ):
            fix = "Give it as text, as the number received it."
            raise _refused(_VERIFY, "code", "A code is five to eight digits.", fix)
        number = self._find(phone_number, _VERIFY)
        bare = Sensitive(code.reveal().strip())
        try:
            self._call(_VERIFY, PhoneNumber=number, OneTimePassword=bare)
        except VerificationError:
            self._typed[number] = self._account.clock.now()
            raise
        self._typed[number] = self._account.clock.now()
        added = self._if_allowed(self._added) or {}
        return self._record(number, "Verified", added.get(number))

    def remove(self, phone_number: str | Sensitive) -> None:
        """Remove a number, so that another can be added.

        Args:
            phone_number: In international form, or masked as `numbers()` shows it.

        Raises:
            InvalidRequestError: It is known to be too early: less than 24 hours after it was
                verified, or last tried.
            UserError: AWS finds it too early.
            ResourceNotFoundError: The number is not in this Region's sandbox.
            CognitoExploreError: It could not be done; the class tells why.

        Source:
            SNS `DeleteSMSSandboxPhoneNumber`.
        """
        phone_number = _hide(phone_number)
        number = self._find(phone_number, _REMOVE)
        listed = self._if_allowed(self.list_numbers) or []
        found = [it for it in listed if it.phone_number == number]
        at = found[0].removable_at if found else None
        if at is not None and at > self._account.clock.now():
            fix = f"Remove it after {cell(at)}."
            problem = "AWS keeps a number for 24 hours after it was verified, or last tried."
            raise _refused(_REMOVE, "phone_number", problem, fix)
        self._call(_REMOVE, PhoneNumber=number)
        self._codes.pop(number, None)
        self._typed.pop(number, None)

    def _call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        return self._account.call(Call("sns", operation, self.region_name, parameters))

    def _list(self) -> dict[PhoneNumber, str]:
        call = Call("sns", "ListSMSSandboxPhoneNumbers", self.region_name)
        listed = self._account.pages(call, "PhoneNumbers")
        return {
            PhoneNumber.as_listed(need(exact, it, "PhoneNumber")): need(text, it, "Status")
            for it in listed
        }

    def _added(self) -> dict[PhoneNumber, datetime]:
        """Read when numbers were added, which only End User Messaging tells."""
        call = Call(SERVICE, "DescribeVerifiedDestinationNumbers", self.region_name)
        listed = self._account.pages(call, "VerifiedDestinationNumbers")
        return {
            PhoneNumber.as_listed(need(exact, it, "DestinationPhoneNumber")): at
            for it in listed
            if (at := instant(it, "CreatedTimestamp")) is not None
        }

    def _if_allowed(self, read: Callable[[], T]) -> T | None:
        """Read what helps to tell a limit early; without it, AWS tells it late."""
        try:
            return read()
        except CognitoExploreError:
            return None

    def _record(self, number: PhoneNumber, status: str, added_at: datetime | None) -> SandboxNumber:
        tried = [added_at, self._typed.get(number), *self._codes.get(number, [])]
        last = max(filter(None, tried), default=None)
        return SandboxNumber(
            phone_number=number,
            status=status,
            added_at=added_at,
            removable_at=None if last is None else last + SANDBOX_REMOVABLE_AFTER,
            codes_left=max(0, SANDBOX_CODES_A_DAY - len(self._recent(number))),
        )

    def _recent(self, number: PhoneNumber) -> list[datetime]:
        since = self._account.clock.now() - _DAY
        return [at for at in self._codes.get(number, []) if at > since]

    def _check_room(self, number: PhoneNumber, listed: Sequence[SandboxNumber]) -> None:
        """Tell a limit before it bites.

        Raises:
            InvalidRequestError: There is no room.
        """
        recent = self._recent(number)
        if len(recent) >= SANDBOX_CODES_A_DAY:
            at = cell(recent[0] + _DAY)
            problem = f"It was sent {len(recent)} codes in 24 hours, which is as many as AWS sends."
            raise _refused(_ADD, "phone_number", problem, f"Send the next after {at}.")
        if len(listed) < SANDBOX_NUMBERS or any(it.phone_number == number for it in listed):
            return
        now = self._account.clock.now()
        can_go = [it for it in listed if it.removable_at is None or it.removable_at <= now]
        soonest = min((it.removable_at for it in listed if it.removable_at), default=None)
        if can_go:
            fix = f"Remove one first: remove({can_go[0].phone_number.masked!r})."
        else:
            fix = f"The first can be removed after {cell(soonest)}."
        problem = f"There are {len(listed)} numbers in this sandbox, which is as many as AWS takes."
        raise _refused(_ADD, "phone_number", problem, fix)

    def _find(self, phone_number: str | Sensitive, operation: str) -> PhoneNumber:
        """Find a number that may be given by what `numbers()` shows of it."""
        if isinstance(phone_number, str):
            found = [it for it in self._list() if it.masked == phone_number.strip()]
            if len(found) == 1:
                return found[0]
            problem = f"{len(found) or 'No'} numbers of this sandbox look like that."
            fix = "Give the whole number." if found else "See numbers()."
            raise _refused(operation, "phone_number", problem, fix)
        return PhoneNumber(phone_number)

    def __repr__(self) -> str:
        return f"<Sandbox {self.region_name}>"


def _hide(phone_number: str | Sensitive) -> str | Sensitive:
    """Hide a number at once, so that no frame holds it bare; a masked one shows already."""
    if isinstance(phone_number, str) and "*" not in phone_number:
        return PhoneNumber(phone_number)
    return phone_number


def resend_after(number: SandboxNumber) -> str:
    """Say when to offer another code, as AWS advises."""
    minutes = SANDBOX_RESEND_AFTER // timedelta(minutes=1)
    return (
        f"If no code comes, send another after {minutes} minutes; "
        f"this number gets {number.codes_left} more in 24 hours."
    )


def _count(numbers: dict[PhoneNumber, str], status: str) -> int:
    return sum(it == status for it in numbers.values())


def _refused(operation: str, field: str, problem: str, fix: str) -> InvalidRequestError:
    return InvalidRequestError(operation, (Fault(field, problem, fix),))
