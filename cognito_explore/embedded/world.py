"""What belongs to one embedded AWS, and to no other."""

from __future__ import annotations

from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.cognito_service import CognitoService
from cognito_explore.embedded.email.world import EmailWorld
from cognito_explore.embedded.functions import Functions
from cognito_explore.embedded.identity import Identity
from cognito_explore.embedded.inbox import Inbox
from cognito_explore.embedded.issued_tokens import IssuedTokens
from cognito_explore.embedded.keys import Keys
from cognito_explore.embedded.log_groups import LogGroups
from cognito_explore.embedded.sign_in import SignIn
from cognito_explore.embedded.sms.world import SmsWorld
from cognito_explore.embedded.trail import Trail
from cognito_explore.embedded.user_notifications import UserNotifications
from cognito_explore.embedded.verification import Verification
from cognito_explore.facts import EMAIL_ROLE

ACCOUNT_ID = "123456789012"
_SEED_BITS = 64


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
        email: What decides whether an e-mail arrives there, by Region.
        tokens: The access tokens it issued.
        verification: Its codes and limits.
        sign_in: Those who are signing in.
        service: The rates and replicas of Cognito.
        others: The states of services that are moto's, by service and Region, made when they
            are first asked for.
        logs: The log groups that were made in it.
        notifications: What Cognito logs of messages that it could not hand over.
        trail: The requests to Cognito that were refused.
        identity: Its roles and policies.
        functions: Its Lambda functions.
        keys: Its KMS keys.
    """

    def __init__(
        self, clock: Clock, random: Random, sign_in_random: Random, sms_random: Random
    ) -> None:
        """Begin with nothing in it.

        Args:
            clock: Its time.
            random: Where its ids and codes come from.
            sign_in_random: Where what only signing in needs comes from.
            sms_random: Where what only its SMS and e-mail accounts need comes from.
        """
        self.clock = clock
        self.random = random
        self.sign_in_random = sign_in_random
        self.inbox = Inbox()
        self.logs = LogGroups(clock)
        self.notifications = UserNotifications(clock, self.logs)
        self.trail = Trail()
        self.sms = SmsWorld(clock, sms_random, self.inbox, self.logs, self.notifications)
        self.email = EmailWorld(clock, sms_random, self.inbox)
        self.tokens = IssuedTokens(clock)
        self.verification = Verification(clock, random)
        self.sign_in = SignIn(clock, sign_in_random)
        self.service = CognitoService(clock)
        self.others: dict[tuple[str, str], Any] = {}
        # Drawn after the seed of the SMS accounts, which stay as they are.
        ids = Random(sms_random.getrandbits(_SEED_BITS))  # noqa: S311 -- made up, to be repeatable
        self.identity = Identity(ACCOUNT_ID, clock, ids)
        self.functions = Functions(ACCOUNT_ID, clock)
        self.keys = Keys(ACCOUNT_ID, clock, ids)
        self.email.has_role = lambda: EMAIL_ROLE in self.identity.roles
