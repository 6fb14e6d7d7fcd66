"""End User Messaging's operations on the numbers of the SMS sandbox.

Thin adapters: what decides is in `sms`, which SNS's operations share; here it is bound to
requests and worded as End User Messaging does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_service import EndUserMessagingService, e164, invalid, not_found
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.sms.sandbox import MOST_NUMBERS, Problem, SandboxError, SandboxNumber
from cognito_explore.errors import UnsupportedByEmbeddedError

_Made = TypeVar("_Made")


_CHANNEL = "VerificationChannel"

# By problem: code, reason, text.
_PROBLEMS = {
    Problem.TOO_MANY_NUMBERS: (
        "ServiceQuotaExceededException",
        "VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT",
        "The account has as many verified destination numbers as it can have.",
    ),
    Problem.TOO_MANY_CODES: (
        "ServiceQuotaExceededException",
        "VERIFICATION_ATTEMPTS_PER_DAY",
        "No more verification codes can be sent to this number today.",
    ),
    Problem.TOO_EARLY_TO_REMOVE: (
        "ConflictException",
        "RESOURCE_DELETION_NOT_ALLOWED",
        "A number can be deleted 24 hours after the last attempt to verify it.",
    ),
    Problem.ALREADY_THERE: (
        "ConflictException",
        "RESOURCE_ALREADY_EXISTS",
        "The destination number was added already.",
    ),
    Problem.ALREADY_VERIFIED: (
        "ConflictException",
        "VERIFICATION_ALREADY_COMPLETE",
        "The destination number is verified already.",
    ),
    Problem.WRONG_CODE: (
        "ValidationException",
        "VERIFICATION_CODE_MISMATCH",
        "The verification code is wrong.",
    ),
    Problem.EXPIRED_CODE: (
        "ConflictException",
        "VERIFICATION_CODE_EXPIRED",
        "The verification code is too old, or none was sent.",
    ),
}


class SandboxResponses(EndUserMessagingService):
    """The operations on verified destination numbers."""

    def create_verified_destination_number(self) -> ActionResult:
        """Add a number to the sandbox; it gets a code when one is asked for."""
        self._refuse_unsupported("RcsAgentId", "Tags")
        number = e164(self.asked, "DestinationPhoneNumber")
        made = _try(lambda: self.sms.sandbox.add(number))
        return ActionResult(self._verified_number(made))

    def send_destination_number_verification_code(self) -> ActionResult:
        """Send a number of the sandbox the code that verifies it."""
        found = self._found()
        if self.asked[_CHANNEL] == "VOICE":
            msg = "The embedded AWS makes no calls: use the verification channel TEXT."
            raise UnsupportedByEmbeddedError(msg)
        if self.asked[_CHANNEL] != "TEXT":
            raise invalid(_CHANNEL, "It is TEXT or VOICE.")
        if self.sms.opt_outs.find(found.phone_number):
            raise _conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT", "The number is opted out.", found)
        if not self.sms.has_origination_for(found.phone_number):
            text = "There is no origination identity to send to this number from."
            raise _conflict("NO_ORIGINATION_IDENTITIES_FOUND", text, found)
        return answer(MessageId=_try(lambda: self.sms.send_sandbox_code(found)))

    def verify_destination_number(self) -> ActionResult:
        """Verify a number of the sandbox with the code that it got."""
        found = self._found()
        _try(lambda: self.sms.sandbox.verify(found, self.asked["VerificationCode"]))
        return ActionResult(self._verified_number(found))

    def sandbox_limits(self) -> list[tuple[str, int, int]]:
        """Give the limits on what is here: name, used, most."""
        used = len(self.sms.sandbox.all())
        return [("VERIFIED_DESTINATION_NUMBERS", used, MOST_NUMBERS)]

    def describe_verified_destination_numbers(self) -> ActionResult:
        """List the sandbox's numbers, or those that are asked for."""
        self.refuse_unknown_filters("status", "rcs-agent-id")
        sandbox = self.sms.sandbox
        found = sandbox.all()
        ids, numbers = (
            self.asked.get(name) or []
            for name in ("VerifiedDestinationNumberIds", "DestinationPhoneNumbers")
        )
        if ids and numbers:
            text = "Give either ids or numbers."
            raise invalid(
                "DestinationPhoneNumbers", text, reason="PARAMETERS_CANNOT_BE_USED_TOGETHER"
            )
        if ids:
            found = [self._find(number_id) for number_id in ids]
        if numbers:
            found = [self._find_number(f"+{it.removeprefix('+')}") for it in numbers]
        told = [self._verified_number(it) for it in found]
        for wanted in self.asked.get("Filters") or []:
            name = {"status": "Status", "rcs-agent-id": "RcsAgentId"}[wanted["Name"]]
            told = [it for it in told if it.get(name) in wanted["Values"]]
        return self.paged("VerifiedDestinationNumbers", told)

    def delete_verified_destination_number(self) -> ActionResult:
        """Take a number out of the sandbox."""
        found = self._found()
        _try(lambda: self.sms.sandbox.remove(found))
        told = self._verified_number(found)
        del told["Status"]
        return ActionResult(told)

    def _refuse_unsupported(self, *names: str) -> None:
        for name in names:
            if self.asked.get(name):
                msg = f"The embedded AWS's verified destination numbers have no {name}."
                raise UnsupportedByEmbeddedError(msg)

    def _found(self) -> SandboxNumber:
        return self._find(self.asked["VerifiedDestinationNumberId"])

    def _find(self, number_id: str) -> SandboxNumber:
        # An ARN is as good as the id in it.
        found = self.sms.sandbox.find_id(number_id.rpartition("/")[2])
        if found is None:
            raise not_found("verified-destination-number", number_id)
        return found

    def _find_number(self, phone_number: str) -> SandboxNumber:
        found = self.sms.sandbox.find(phone_number)
        if found is None:
            raise not_found("verified-destination-number", phone_number)
        return found

    def _verified_number(self, number: SandboxNumber) -> dict[str, Any]:
        return {
            "VerifiedDestinationNumberArn": self.arn(
                "verified-destination-number", number.number_id
            ),
            "VerifiedDestinationNumberId": number.number_id,
            "DestinationPhoneNumber": number.phone_number,
            "Status": number.status,
            "CreatedTimestamp": number.created_at,
        }


def _conflict(reason: str, text: str, number: SandboxNumber) -> Refused:
    return Refused(
        "ConflictException",
        text,
        Reason=reason,
        ResourceType="verified-destination-number",
        ResourceId=number.number_id,
    )


def _try(act: Callable[[], _Made]) -> _Made:
    """Do it, or word why it cannot be done as End User Messaging does."""
    try:
        return act()
    except SandboxError as error:
        code, reason, text = _PROBLEMS[error.problem]
        raise Refused(code, text, Reason=reason) from None
