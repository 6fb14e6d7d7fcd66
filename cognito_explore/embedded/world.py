"""What belongs to one embedded AWS, and to no other."""

from __future__ import annotations

from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.inbox import Inbox
from cognito_explore.embedded.issued_tokens import IssuedTokens
from cognito_explore.embedded.sign_in import SignIn
from cognito_explore.embedded.sms.world import SmsWorld
from cognito_explore.embedded.verification import Verification

ACCOUNT_ID = "123456789012"


class World:
    """The state of one embedded AWS that is not moto's.

    Attributes:
        clock: Its time.
        random: Where its ids and codes come from.
        sign_in_random: Where what only signing in needs comes from: sessions, second
            factors, secrets of app clients. So the codes of a seed stay as they are,
            however users sign in.
        inbox: What its users' devices show.
        sms: What decides whether a text message arrives there, by Region.
        tokens: The access tokens it issued.
        verification: Its codes and limits.
        sign_in: Those who are signing in.
    """

    def __init__(
        self, clock: Clock, random: Random, sign_in_random: Random, sms_random: Random
    ) -> None:
        """Begin with nothing in it.

        Args:
            clock: Its time.
            random: Where its ids and codes come from.
            sign_in_random: Where what only signing in needs comes from.
            sms_random: Where what only its SMS accounts need comes from.
        """
        self.clock = clock
        self.random = random
        self.sign_in_random = sign_in_random
        self.inbox = Inbox()
        self.sms = SmsWorld(clock, sms_random, self.inbox)
        self.tokens = IssuedTokens(clock)
        self.verification = Verification(clock, random, self.inbox, self.sms)
        self.sign_in = SignIn(clock, sign_in_random, self.inbox, self.sms)
