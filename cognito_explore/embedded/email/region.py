"""The SES account of one AWS Region: its identities, suppression list, quota and standing.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: the order in
which reasons not to deliver are looked for; the quota and rate that an account begins with;
that Cognito answers 200 when SES takes no message for want of its configuration set.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.email.identities import Identities, Identity
from cognito_explore.embedded.inbox import Inbox, Message

HEALTHY = "HEALTHY"
PROBATION = "PROBATION"
SHUTDOWN = "SHUTDOWN"

_DAY = timedelta(hours=24)
# SES developer guide, "Mailbox simulator": it takes mail from the sandbox too.
_SIMULATOR = "@simulator.amazonses.com"


@dataclass(frozen=True, slots=True)
class Suppressed:
    """An address that SES sends nothing to.

    Attributes:
        address: The whole address.
        reason: `BOUNCE` or `COMPLAINT`.
        at: Since when, in UTC.
    """

    address: str
    reason: str
    at: datetime


@dataclass(slots=True)
class ConfigurationSet:
    """Rules for messages that name it.

    Attributes:
        name: Of it.
        is_sending: Whether messages that name it are sent.
        suppressed_reasons: The reasons for which it keeps a message back; None: the
            account's.
    """

    name: str
    is_sending: bool = True
    suppressed_reasons: tuple[str, ...] | None = None


class EmailRegion:
    """What decides whether an e-mail from one Region arrives.

    Attributes:
        identities: What it may send from.
        suppressed: To whom it sends nothing, by address.
        configuration_sets: By name.
        has_production_access: Whether it is out of the sandbox.
        is_sending: Whether the account has not paused its own sending.
        enforcement: `HEALTHY`, `PROBATION` or `SHUTDOWN`.
        max_24_hours: How many e-mails it may send in 24 hours.
        max_a_second: Likewise in a second; that limit is told, not kept.
    """

    def __init__(self, clock: Clock, random: Random, inbox: Inbox) -> None:
        """Begin in production, without identities.

        Args:
            clock: Tells the time.
            random: Where tokens come from.
            inbox: Where messages arrive.
        """
        self._clock = clock
        self._inbox = inbox
        self.identities = Identities(random)
        self.suppressed: dict[str, Suppressed] = {}
        self.configuration_sets: dict[str, ConfigurationSet] = {}
        self.has_production_access = True
        self.is_sending = True
        self.enforcement = HEALTHY
        self.max_24_hours = 50_000
        self.max_a_second = 14
        self._sent: deque[datetime] = deque()

    @property
    def sent_last_24_hours(self) -> int:
        """How many e-mails it sent in the last 24 hours."""
        while self._sent and self._sent[0] <= self._clock.now() - _DAY:
            self._sent.popleft()
        return len(self._sent)

    def begin_with(self, sent: int) -> None:
        """Have sent so many e-mails just now."""
        self._sent.extend([self._clock.now()] * sent)

    def suppress(self, address: str, reason: str) -> None:
        """Send nothing to an address from now on."""
        self.suppressed[address] = Suppressed(address, reason, self._clock.now())

    def send(self, message: Message, identity: Identity, configuration_set: str | None) -> None:
        """Deliver a message or not, and count it if SES took it."""
        configuration_set = configuration_set or identity.configuration_set
        if not self._takes(message.to, identity, configuration_set):
            return
        self._sent.append(self._clock.now())
        if not self._suppresses(message.to, configuration_set):
            self._inbox.add(message)

    def _takes(self, address: str, identity: Identity, configuration_set: str | None) -> bool:
        if not self.is_sending or self.enforcement == SHUTDOWN or identity.rejects:
            return False
        if configuration_set is not None:
            chosen = self.configuration_sets.get(configuration_set)
            if chosen is None or not chosen.is_sending:
                return False
        is_allowed = self.has_production_access or address.lower().endswith(_SIMULATOR)
        if not is_allowed and not self.identities.is_verified(address):
            return False
        return self.sent_last_24_hours < self.max_24_hours

    def _suppresses(self, address: str, configuration_set: str | None) -> bool:
        found = self.suppressed.get(address)
        if found is None:
            return False
        chosen = self.configuration_sets[configuration_set] if configuration_set else None
        reasons = chosen.suppressed_reasons if chosen else None
        return reasons is None or found.reason in reasons
