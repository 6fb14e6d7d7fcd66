"""What belongs to one embedded AWS, and to no other."""

from __future__ import annotations

from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.inbox import Inbox
from cognito_explore.embedded.issued_tokens import IssuedTokens
from cognito_explore.embedded.verification import Verification

ACCOUNT_ID = "123456789012"


class World:
    """The state of one embedded AWS that is not moto's.

    Attributes:
        clock: Its time.
        random: Where its ids and codes come from.
        inbox: What its users' devices show.
        tokens: The access tokens it issued.
        verification: Its codes and limits.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with nothing in it."""
        self.clock = clock
        self.random = random
        self.inbox = Inbox()
        self.tokens = IssuedTokens(clock)
        self.verification = Verification(clock, random, self.inbox)
