"""The SMS accounts of one embedded AWS, one a Region, as AWS keeps them apart.

Plain logic, without moto and botocore.
"""

from __future__ import annotations

from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.sms.region import SmsRegion
from cognito_explore.embedded.sms.routes import SmsRoute

_SEED_BITS = 64


class SmsWorld:
    """The SMS account of every Region, made when it is first asked for."""

    def __init__(self, clock: Clock, random: Random, inbox: Inbox) -> None:
        """Begin with none made.

        Args:
            clock: Tells the time.
            random: Where ids, codes and numbers come from.
            inbox: Where messages arrive.
        """
        self._clock = clock
        self._inbox = inbox
        self._seed = random.getrandbits(_SEED_BITS)
        self._regions: dict[str, SmsRegion] = {}

    def __getitem__(self, name: str) -> SmsRegion:
        if name not in self._regions:
            # Of its own, so that the order in which Regions are made changes nothing.
            random = Random(f"{self._seed} {name}")  # noqa: S311 -- made up, to be repeatable
            self._regions[name] = SmsRegion(name, self._clock, random, self._inbox)
        return self._regions[name]

    def clear(self) -> None:
        """Forget every account: each begins anew when it is next asked for."""
        self._regions.clear()

    def send(self, message: Message, route: SmsRoute) -> None:
        """Deliver a message or not, as the account of its Region decides."""
        self[route.region].send(message, route.path)
