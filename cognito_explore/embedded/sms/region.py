"""The SMS account of one AWS Region: its tier, numbers, spend, opt-outs and log.

Plain logic, without moto and botocore. Decided here: the order in which reasons not to
deliver are looked for; that only destinations in the US need an origination number.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_uuid
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.sms import delivery_log as log
from cognito_explore.embedded.sms.attributes import SmsAttributes
from cognito_explore.embedded.sms.delivery_log import Delivery, DeliveryLog
from cognito_explore.embedded.sms.numbers import Numbers
from cognito_explore.embedded.sms.opt_outs import OptOuts
from cognito_explore.embedded.sms.registrations import Registrations
from cognito_explore.embedded.sms.routes import SNS
from cognito_explore.embedded.sms.sandbox import SandboxNumber, SandboxNumbers
from cognito_explore.embedded.sms.spend import PRICE_PER_PART_USD, Spend, count_parts

SANDBOX = "SANDBOX"
PRODUCTION = "PRODUCTION"

_DWELL_MS = (150, 900)
_NEEDS_NUMBER = "US"


class SmsRegion:
    """What decides whether a text message from one Region arrives.

    Attributes:
        name: Of the Region.
        tier: `SANDBOX` or `PRODUCTION`.
        sandbox: The numbers that the sandbox may send to.
        spend: What is spent, and the limit.
        opt_outs: Who wants no messages.
        numbers: What messages can be sent from.
        registrations: What those that need one are registered for.
        attributes: The settings that SNS keeps.
        log: What became of every message.
    """

    def __init__(self, name: str, clock: Clock, random: Random, inbox: Inbox) -> None:
        """Begin in production, without origination numbers.

        Args:
            name: Of the Region.
            clock: Tells the time.
            random: Where ids, codes and numbers come from.
            inbox: Where messages arrive.
        """
        self._clock = clock
        self._random = random
        self._inbox = inbox
        self.name = name
        self.tier = PRODUCTION
        self.sandbox = SandboxNumbers(clock, random)
        self.spend = Spend(clock)
        self.opt_outs = OptOuts(clock)
        self.numbers = Numbers(clock, random)
        self.registrations = Registrations(clock, random, self.numbers)
        self.attributes = SmsAttributes(random)
        self.log = DeliveryLog()

    def send(self, message: Message, path: str) -> None:
        """Deliver a message or not, pay for it if so, and log what became of it."""
        parts = count_parts(message.body)
        price = parts * PRICE_PER_PART_USD
        reason = self._why_not(message.to, price)
        if reason is None:
            self.spend.add(price)
            self._inbox.add(message)
        delivery = Delivery(
            at=self._clock.now(),
            message_id=make_uuid(self._random),
            destination=message.to,
            status=log.FAILURE if reason else log.SUCCESS,
            provider_response=reason or log.ACCEPTED,
            dwell_ms=self._random.randint(*_DWELL_MS),
            price_usd=None if reason else price,
            parts=None if reason else parts,
            path=path,
        )
        # The log of SNS has nothing of what Cognito sends without SNS.
        is_written = path == SNS and self.attributes.is_logged(is_delivered=reason is None)
        self.log.add(delivery, is_written=is_written)

    def has_origination_for(self, phone_number: str) -> bool:
        """Tell whether there is a number to send to a destination from, if it needs one."""
        return bool(self.numbers.usable_for(_NEEDS_NUMBER)) or (
            country_of(phone_number) != _NEEDS_NUMBER
        )

    def send_sandbox_code(self, number: SandboxNumber) -> str:
        """Send a number the code that verifies it for the sandbox.

        Returns:
            AWS's id of the message.

        Raises:
            SandboxError: It is verified, or got five in the last 24 hours.
        """
        code = self.sandbox.make_code(number)
        # AWS's text, and its translations, are not documented.
        body = f"Your verification code for the SMS sandbox is {code}."
        message = Message(self._clock.now(), "SMS", number.phone_number, None, body, code)
        self._inbox.add(message)
        return make_uuid(self._random)

    def _why_not(self, phone_number: str, price: Decimal) -> str | None:
        """Give the reason not to deliver, in AWS's words; None if there is none."""
        if self.tier == SANDBOX and not self.sandbox.is_verified(phone_number):
            return log.IN_SANDBOX
        if not self.spend.allows(price):
            return log.LIMIT_REACHED
        if self.opt_outs.find(phone_number):
            return log.OPTED_OUT
        if not self.has_origination_for(phone_number):
            return log.NO_ORIGINATION
        return None


def country_of(phone_number: str) -> str | None:
    """Give the country of a number in E.164, two letters; None if it has none.

    Of several countries with one calling code, a number that nobody can have counts as the
    first one's: +1 as the United States'.
    """
    # A tenth of a second, which nobody waits for whose messages arrive.
    import phonenumbers  # noqa: PLC0415

    try:
        parsed = phonenumbers.parse(phone_number)
    except phonenumbers.NumberParseException:
        return None
    calling_code = parsed.country_code or 0
    country = phonenumbers.region_code_for_number(parsed)
    return country or phonenumbers.region_code_for_country_code(calling_code)
