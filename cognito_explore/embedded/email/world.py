"""The e-mail of one embedded AWS: SES, one account a Region, and Cognito's own sender.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: the words
for e-mails above the day's 50, of which only "daily" and "limit" are known, and that their
code is `LimitExceededException`; the words for an identity that Cognito may not use; that
the 50 are counted for all Regions together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.delivery import email_day
from cognito_explore.delivery.sending_policy import Sending, judge
from cognito_explore.delivery.ses_source import Source
from cognito_explore.embedded.email.identities import Identity
from cognito_explore.embedded.email.region import EmailRegion
from cognito_explore.embedded.email.routes import EmailRoute
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import DEFAULT_EMAILS_A_DAY

_SEED_BITS = 64


class EmailWorld:
    """The SES account of every Region, made when it is first asked for.

    Attributes:
        has_role: Tells whether the account has the service-linked role with which Cognito
            sends by SES.
    """

    def __init__(self, clock: Clock, random: Random, inbox: Inbox) -> None:
        """Begin with none made.

        Args:
            clock: Tells the time.
            random: Where tokens come from.
            inbox: Where messages arrive.
        """
        self._clock = clock
        self._inbox = inbox
        self._seed = random.getrandbits(_SEED_BITS)
        self._regions: dict[str, EmailRegion] = {}
        self._by_default: list[datetime] = []
        self.has_role: Callable[[], bool] = lambda: False

    def __getitem__(self, name: str) -> EmailRegion:
        if name not in self._regions:
            # Of its own, so that the order in which Regions are made changes nothing.
            random = Random(f"{self._seed} {name}")  # noqa: S311 -- made up, to be repeatable
            self._regions[name] = EmailRegion(self._clock, random, self._inbox)
        return self._regions[name]

    def clear(self) -> None:
        """Forget every account, and what was sent: each begins anew."""
        self._regions.clear()
        self._by_default.clear()

    def begin_with(self, sent: int) -> None:
        """Have Cognito's own sender have sent so many e-mails just now."""
        self._by_default.extend([self._clock.now()] * sent)

    def check(self, route: EmailRoute) -> None:
        """Refuse what Cognito cannot send, before a code is made.

        Raises:
            Refused: In AWS's words.
        """
        if route.is_own or route.source is not None:
            self._identity(route)
        if not route.is_own and self._sent_today() >= DEFAULT_EMAILS_A_DAY:
            text = "Exceeded daily email limit for the operation or the account."
            raise Refused("LimitExceededException", text)

    def send(self, message: Message, route: EmailRoute) -> None:
        """Deliver a message or not: Cognito tells its caller nothing of that."""
        if route.is_own:
            source, identity = self._identity(route)
            self[source.region_name].send(message, identity, route.configuration_set)
        else:
            self._by_default.append(self._clock.now())
            self._inbox.add(message)

    def _sent_today(self) -> int:
        since = email_day.began_at(self._clock.now())
        self._by_default = [at for at in self._by_default if at >= since]
        return len(self._by_default)

    def _identity(self, route: EmailRoute) -> tuple[Source, Identity]:
        """Find the identity that a pool sends as.

        Raises:
            Refused: Cognito may not use it.
        """
        source, found = route.source, None
        if source is not None and source.account_id == route.account_id:
            found = self[source.region_name].identities.covering(source.name)
        if source is None or found is None or not found.is_verified:
            raise _not_allowed()
        arns = (source.arn, source.arn_of(found.name))
        sending = Sending(arns, route.pool_arn, route.pool_region, route.account_id)
        decision = judge(found.policies.values(), sending)
        has_role = decision != "denied" and route.is_own and self.has_role()
        if decision != "allowed" and not has_role:
            raise _not_allowed()
        return source, found


def _not_allowed() -> Refused:
    text = "Cognito is not allowed to use your email identity."
    return Refused("InvalidEmailRoleAccessPolicyException", text)
