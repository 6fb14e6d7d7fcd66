"""SNS's operations on text messages.

Thin adapters: what decides is in `sms`; here it is bound to requests and worded as SNS does.
Not documented by AWS, and decided here: the words of refusals, but for those about an
origination identity, which were seen on real AWS; that adding a verified number again is
refused; the value of a `VerificationException`'s `Status`; that opting in a number that is
not opted out does nothing. Languages are checked, and the text is English in any.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.sms.delivery_log import NO_ORIGINATION
from cognito_explore.embedded.sms.region import SANDBOX
from cognito_explore.embedded.sms.sandbox import (
    MOST_CODES_A_DAY,
    MOST_NUMBERS,
    Problem,
    SandboxError,
    SandboxNumber,
)
from cognito_explore.embedded.world import World

# botocore's service model: PhoneNumberString, OTPCode, LanguageCodeString, MaxItems.
_SANDBOX_NUMBER = r"\+[0-9]{8,19}|[0-9]{0,9}"
_ONE_TIME_PASSWORD = r"[0-9]{5,8}"  # noqa: S105 -- a pattern
_LANGUAGES = frozenset(
    {"en-US", "en-GB", "es-419", "es-ES", "de-DE", "fr-CA", "fr-FR"}
    | {"it-IT", "ja-JP", "pt-BR", "kr-KR", "zh-CN", "zh-TW"}
)
_MOST_SANDBOX_NUMBERS = 100
_MOST_ORIGINATION_NUMBERS = 30
_MOST_OPTED_OUT = 100

_E164 = r"\+[1-9][0-9]{6,14}"
_LIMIT = "MonthlySpendLimit"

_PROBLEMS = {
    Problem.TOO_MANY_NUMBERS: f"The SMS sandbox takes at most {MOST_NUMBERS} phone numbers.",
    Problem.TOO_MANY_CODES: (
        f"At most {MOST_CODES_A_DAY} one-time passwords can be sent to a phone number in 24 hours."
    ),
    Problem.TOO_EARLY_TO_REMOVE: (
        "A phone number can be deleted 24 hours after it was verified, "
        "or after the last attempt to verify it."
    ),
    Problem.ALREADY_VERIFIED: "The phone number is verified already.",
}


class SnsResponses(ServiceResponses):
    """SNS's operations on text messages, over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "sns")

    def get_sms_sandbox_account_status(self) -> ActionResult:
        """Tell whether the account is in the sandbox of this Region."""
        return answer(IsInSandbox=self.sms.tier == SANDBOX)

    def create_sms_sandbox_phone_number(self) -> ActionResult:
        """Add a number to the sandbox, or take up one that is pending, and send it a code."""
        number = self._sandbox_number()
        language = self.asked.get("LanguageCode", "en-US")
        if language not in _LANGUAGES:
            raise _invalid("LanguageCode")
        if self.sms.opt_outs.find(number):
            raise Refused("OptedOut", f"Phone number {number} is opted out.")
        if not self.sms.has_origination_for(number):
            raise Refused("UserError", NO_ORIGINATION)
        try:
            found = self.sms.sandbox.find(number) or self.sms.sandbox.add(number)
            self.sms.send_sandbox_code(found)
        except SandboxError as error:
            raise _worded(error) from None
        return answer()

    def verify_sms_sandbox_phone_number(self) -> ActionResult:
        """Verify a number with the code that it got."""
        found = self._found()
        code = self.asked["OneTimePassword"]
        if not re.fullmatch(_ONE_TIME_PASSWORD, code):
            raise _invalid("OneTimePassword")
        try:
            self.sms.sandbox.verify(found, code)
        except SandboxError as error:
            raise _worded(error) from None
        return answer()

    def list_sms_sandbox_phone_numbers(self) -> ActionResult:
        """List the sandbox's numbers."""
        told = [
            {"PhoneNumber": it.phone_number, "Status": it.status.capitalize()}
            for it in self.sms.sandbox.all()
        ]
        return self._paged(told, _MOST_SANDBOX_NUMBERS)

    def delete_sms_sandbox_phone_number(self) -> ActionResult:
        """Take a number out of the sandbox."""
        try:
            self.sms.sandbox.remove(self._found())
        except SandboxError as error:
            raise _worded(error) from None
        return answer()

    def list_origination_numbers(self) -> ActionResult:
        """List the numbers that messages can be sent from."""
        told = [
            {
                "CreatedAt": it.created_at,
                "PhoneNumber": it.phone_number,
                "Status": it.status.capitalize(),
                "Iso2CountryCode": it.iso_country_code,
                "RouteType": it.message_type.capitalize(),
                "NumberCapabilities": list(it.capabilities),
            }
            for it in self.sms.numbers.all()
        ]
        return self._paged(told, _MOST_ORIGINATION_NUMBERS)

    def get_sms_attributes(self) -> ActionResult:
        """Give the settings, or those that are asked for."""
        told = {_LIMIT: str(self.sms.spend.enforced_limit)} | self.sms.attributes.told()
        names = self.asked.get("attributes") or told
        return answer(attributes={name: told[name] for name in told if name in names})

    def set_sms_attributes(self) -> ActionResult:
        """Change settings; all of them or, where one is wrong, none."""
        given: dict[str, str] = self.asked.get("attributes", {})
        others = {name: value for name, value in given.items() if name != _LIMIT}
        wrong = self.sms.attributes.find_wrong(others)
        if wrong is not None:
            raise _invalid(wrong)
        if _LIMIT in given:
            self.sms.spend.override = self._new_limit(given[_LIMIT])
        self.sms.attributes.set(others)
        return answer()

    def check_if_phone_number_is_opted_out(self) -> ActionResult:
        """Tell whether a number wants no messages."""
        return answer(isOptedOut=self.sms.opt_outs.find(self._number()) is not None)

    def list_phone_numbers_opted_out(self) -> ActionResult:
        """List the numbers that want no messages."""
        told = [it.phone_number for it in self.sms.opt_outs.numbers()]
        token = self.asked.get("nextToken")
        numbers, following = page(told, token, _MOST_OPTED_OUT, _invalid("nextToken"))
        return answer(phoneNumbers=numbers, nextToken=following)

    def opt_in_phone_number(self) -> ActionResult:
        """Let a number have messages again, once in 30 days."""
        number = self._number()
        if not self.sms.opt_outs.find(number):
            return answer()
        if not self.sms.opt_outs.can_opt_in(number):
            text = "Invalid parameter: A phone number can be opted in only once every 30 days."
            raise Refused("InvalidParameter", text)
        self.sms.opt_outs.delete(number)
        return answer()

    def _number(self) -> str:
        number: str = self.asked["phoneNumber"]
        if not re.fullmatch(_E164, number):
            raise _invalid("phoneNumber")
        return number

    def _sandbox_number(self) -> str:
        number: str = self.asked["PhoneNumber"]
        # The pattern lets pass what is no number to send to.
        if not re.fullmatch(_SANDBOX_NUMBER, number) or not re.fullmatch(_E164, number):
            raise _invalid("PhoneNumber")
        return number

    def _found(self) -> SandboxNumber:
        number = self._sandbox_number()
        found = self.sms.sandbox.find(number)
        if found is None:
            text = f"Phone number {number} is not in the SMS sandbox."
            raise Refused("ResourceNotFound", text, status=HTTPStatus.NOT_FOUND)
        return found

    def _paged(self, told: list[dict[str, Any]], most: int) -> ActionResult:
        size = int(self.asked.get("MaxResults", most))
        if not 1 <= size <= most:
            raise _invalid("MaxResults")
        numbers, token = page(told, self.asked.get("NextToken"), size, _invalid("NextToken"))
        return answer(PhoneNumbers=numbers, NextToken=token)

    def _new_limit(self, text: str) -> int:
        most = self.sms.spend.max_limit
        if not re.fullmatch(r"\d{1,9}", text):
            raise _invalid(_LIMIT)
        if int(text) > most:
            text = f"Invalid parameter: {_LIMIT} is above the account's maximum of {most} USD."
            raise Refused("InvalidParameter", text)
        return int(text)


def _invalid(name: str) -> Refused:
    return Refused("InvalidParameter", f"Invalid parameter: {name}")


def _worded(error: SandboxError) -> Refused:
    """Word a problem with a sandbox number as SNS does."""
    if error.problem in {Problem.WRONG_CODE, Problem.EXPIRED_CODE}:
        text = f"The one-time password is not valid: {error}."
        return Refused("VerificationException", text, Status=error.problem.name)
    return Refused("UserError", _PROBLEMS[error.problem])
