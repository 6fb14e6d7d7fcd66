"""The SMS accounts of one embedded AWS, one a Region, as AWS keeps them apart.

Plain logic, without moto and botocore. Decided here: what Cognito's own log says, and that
it says it of messages that End User Messaging refuses, of which it has no event, and of those
that Cognito holds back.
"""

from __future__ import annotations

from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.log_groups import LogGroups
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.sms import events
from cognito_explore.embedded.sms.carriers import Carriers
from cognito_explore.embedded.sms.delivery_log import Delivery
from cognito_explore.embedded.sms.region import SmsRegion, bare_name
from cognito_explore.embedded.sms.routes import EUM, SmsRoute
from cognito_explore.embedded.user_notifications import UserNotifications

_SEED_BITS = 64


class SmsWorld:
    """The SMS account of every Region, made when it is first asked for.

    Attributes:
        carriers: What carriers know of phone numbers, in whatever Region.
        notifications: What Cognito logs of messages that it cannot hand over.
        is_failing: Whether Cognito cannot hand text messages over at all.
    """

    def __init__(
        self,
        clock: Clock,
        random: Random,
        inbox: Inbox,
        logs: LogGroups,
        notifications: UserNotifications,
    ) -> None:
        """Begin with none made.

        Args:
            clock: Tells the time.
            random: Where ids, codes and numbers come from.
            inbox: Where messages arrive.
            logs: Where events are written.
            notifications: What Cognito logs of messages that it cannot hand over.
        """
        self._clock = clock
        self._inbox = inbox
        self._logs = logs
        self.notifications = notifications
        self._seed = random.getrandbits(_SEED_BITS)
        self._regions: dict[str, SmsRegion] = {}
        self.carriers = Carriers()
        self.is_failing = False

    def __getitem__(self, name: str) -> SmsRegion:
        if name not in self._regions:
            # Of its own, so that the order in which Regions are made changes nothing.
            random = Random(f"{self._seed} {name}")  # noqa: S311 -- made up, to be repeatable
            made = SmsRegion(name, self._clock, random, self._inbox, self.carriers)
            self._regions[name] = made
        return self._regions[name]

    def clear(self) -> None:
        """Forget every account: each begins anew when it is next asked for."""
        self._regions.clear()

    def send(self, message: Message, route: SmsRoute) -> None:
        """Deliver a message or not, as the account of its Region decides.

        Raises:
            Refused: Cognito cannot hand it over; the words are not documented by AWS.
        """
        if self.is_failing:
            text = "The verification code could not be delivered."
            raise Refused("CodeDeliveryFailureException", text)
        if message.to in self.notifications.held_back:
            details = f"SMS to {message.to} held back: too many messages to this destination."
            self.notifications.write(route.pool_id, details)
            return
        delivery = self[route.region].send(message, route)
        if route.path == EUM:
            self._tell(delivery, route)

    def _tell(self, delivery: Delivery, route: SmsRoute) -> None:
        """Write down what became of a message that Cognito handed to End User Messaging."""
        if delivery.price_usd is None:
            details = f"SMS to {delivery.destination} failed: {delivery.provider_response}"
            self.notifications.write(route.pool_id, details)
            return
        for found in self[route.region].configuration_sets.all():
            if found.name == bare_name(route.configuration_set or ""):
                for arn in events.log_groups(found, events.type_of(delivery)):
                    self._logs.write(arn, events.to_json(delivery))
