"""The SMS account of one AWS Region: its tier, numbers, spend, opt-outs and log.

Plain logic, without moto and botocore. Decided here: the order in which reasons not to
deliver are looked for; that only destinations in the US need an origination number; that the
opt-out list that counts is the one of the number which a message comes from, and `Default`
where it comes from no number that is known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.delivery import regions
from cognito_explore.embedded.ids import make_uuid
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.sms import delivery_log as log
from cognito_explore.embedded.sms.attributes import SmsAttributes
from cognito_explore.embedded.sms.carriers import INVALID, LANDLINE, Carriers
from cognito_explore.embedded.sms.configuration_sets import ConfigurationSets
from cognito_explore.embedded.sms.delivery_log import Delivery, DeliveryLog
from cognito_explore.embedded.sms.identities import can_send, numbers_of
from cognito_explore.embedded.sms.numbers import Numbers
from cognito_explore.embedded.sms.opt_outs import DEFAULT, OptOuts
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.protect import Protect
from cognito_explore.embedded.sms.registrations import Registrations
from cognito_explore.embedded.sms.resource_policies import ResourcePolicies
from cognito_explore.embedded.sms.routes import SNS, SmsRoute
from cognito_explore.embedded.sms.sandbox import SandboxNumber, SandboxNumbers
from cognito_explore.embedded.sms.spend import PRICE_PER_PART_USD, Spend
from cognito_explore.sms.parts import count_parts

SANDBOX = "SANDBOX"
PRODUCTION = "PRODUCTION"

_DWELL_MS = (150, 900)
# ITU-T E.164: a +, and fifteen digits at most.
_E164 = r"\+[1-9]\d{1,14}"
_NEEDS_NUMBER = "US"
# AWS's table of countries: Cuba, Iran, North Korea, Sudan and Syria get no SMS.
# https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-supported-countries.html
_NO_SMS = ("+53", "+98", "+850", "+249", "+963")
_LINES = {INVALID: log.INVALID_NUMBER, LANDLINE: log.LANDLINE}


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
        configuration_sets: What says where events of messages go.
        policies: Who may send from what there is.
        is_flooded: Whether others send as much as its numbers can.
        attributes: The settings that SNS keeps.
        protect: Which countries and numbers get no messages.
        carriers: What carriers know of phone numbers.
        denied_reason: Why End User Messaging refuses the account everything, one of
            botocore's `AccessDeniedExceptionReason`; None: it does not.
        log: What became of every message.
        phone_answers: What carriers and phones answer for a number, in the log's words, where
            they take no message.
    """

    def __init__(
        self, name: str, clock: Clock, random: Random, inbox: Inbox, carriers: Carriers
    ) -> None:
        """Begin in production, without origination numbers.

        Args:
            name: Of the Region.
            clock: Tells the time.
            random: Where ids, codes and numbers come from.
            inbox: Where messages arrive.
            carriers: What they know of phone numbers.
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
        self.configuration_sets = ConfigurationSets(clock)
        self.policies = ResourcePolicies(clock)
        self.is_flooded = False
        self.attributes = SmsAttributes(random)
        self.log = DeliveryLog()
        self.protect = Protect(clock, random)
        self.carriers = carriers
        self.denied_reason: str | None = None
        self.phone_answers: dict[str, str] = {}

    def send(self, message: Message, route: SmsRoute) -> Delivery:
        """Deliver a message or not, pay for it if it leaves, and log what became of it."""
        parts = count_parts(message.body).parts
        price = parts * PRICE_PER_PART_USD
        reason = self.why_not(message.to, route, price)
        is_sent = reason is None
        reason = reason or self.phone_answers.get(message.to)
        reason = reason or _LINES.get(self.carriers.kind_of(message.to))
        if is_sent:
            self.spend.add(price)
        if reason is None:
            self._inbox.add(message)
        delivery = Delivery(
            at=self._clock.now(),
            message_id=make_uuid(self._random),
            destination=message.to,
            status=log.FAILURE if reason else log.SUCCESS,
            provider_response=reason or log.ACCEPTED,
            dwell_ms=self._random.randint(*_DWELL_MS),
            price_usd=price if is_sent else None,
            parts=parts if is_sent else None,
            path=route.path,
        )
        # The log of SNS has nothing of what Cognito sends without SNS.
        is_written = route.path == SNS and self.attributes.is_logged(is_delivered=reason is None)
        self.log.add(delivery, is_written=is_written)
        return delivery

    def why_not(
        self, phone_number: str, route: SmsRoute, price: Decimal = PRICE_PER_PART_USD
    ) -> str | None:
        """Give the reason why AWS would not send a message, in its words; None if it would.

        Args:
            phone_number: Where to, in E.164.
            route: Which way it would go.
            price: What it would cost; by default as much as a short one.
        """
        reasons: tuple[tuple[Callable[[], bool], str], ...] = (
            (lambda: not re.fullmatch(_E164, phone_number), log.INVALID_NUMBER),
            (lambda: not self._is_offered(route), log.NOT_OFFERED),
            (lambda: self.denied_reason is not None, log.UNDER_REVIEW),
            (lambda: not self._is_out_of_sandbox_for(phone_number), log.IN_SANDBOX),
            (lambda: not self.spend.allows(price), log.LIMIT_REACHED),
            (lambda: self._is_opted_out(phone_number, route), log.OPTED_OUT),
            (lambda: self.protect.blocks_number(phone_number), log.NUMBER_BLOCKED),
            (lambda: self._is_country_blocked(phone_number), log.COUNTRY_BLOCKED),
            (lambda: phone_number.startswith(_NO_SMS), log.NO_SMS_THERE),
            (lambda: not self._has_set_of(route), log.NO_CONFIGURATION_SET),
            (lambda: not self.has_origination_for(phone_number, route), log.NO_ORIGINATION),
            (lambda: self.is_flooded, log.RATE_EXCEEDED),
        )
        return next((reason for is_so, reason in reasons if is_so()), None)

    def has_origination_for(self, phone_number: str, route: SmsRoute | None = None) -> bool:
        """Tell whether there is something to send to a destination from, if it needs that."""
        if route and route.identity:
            country = country_of(phone_number) or ""
            return can_send(self.numbers, route.identity, self.name, country)
        usable = self.numbers.usable_for(_NEEDS_NUMBER)
        if route and route.path == SNS:
            ends = ((it, f"phone-number/{it.phone_number_id}") for it in usable)
            usable = [it for it, end in ends if self.policies.lets_sns_send(end)]
        return bool(usable) or country_of(phone_number) != _NEEDS_NUMBER

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

    def _is_offered(self, route: SmsRoute) -> bool:
        return route.path == SNS or regions.has_eum_direct(self.name)

    def _is_out_of_sandbox_for(self, phone_number: str) -> bool:
        return self.tier != SANDBOX or self.sandbox.is_verified(phone_number)

    def _is_opted_out(self, phone_number: str, route: SmsRoute) -> bool:
        name = DEFAULT
        # A number's country takes its time to tell, so only where it matters.
        if self.opt_outs.names() != [DEFAULT]:
            used = self._used_for(phone_number, route)
            name = used[0].opt_out_list_name if used else DEFAULT
        return name in self.opt_outs.names() and bool(self.opt_outs.find(phone_number, name))

    def _used_for(self, phone_number: str, route: SmsRoute) -> list[PhoneNumber]:
        if route.identity:
            return numbers_of(self.numbers, route.identity)
        return self.numbers.usable_for(country_of(phone_number) or "")

    def _is_country_blocked(self, phone_number: str) -> bool:
        if not self.protect.may_block_a_country():
            return False
        return self.protect.blocks_country(phone_number, country_of(phone_number))

    def _has_set_of(self, route: SmsRoute) -> bool:
        name = bare_name(route.configuration_set or "")
        return not name or name in {it.name for it in self.configuration_sets.all()}


def bare_name(text: str) -> str:
    """Give the name of what is named by it or by its ARN."""
    return text.rpartition("/")[2]


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
