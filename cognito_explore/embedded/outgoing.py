"""What a pool's messages go through on their way out: functions, the role, SMS and e-mail.

Plain logic, without moto and botocore. Decided here: where a function sends the messages,
neither the pool's role for SMS nor its SES identity is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cognito_explore.embedded.email.routes import EmailRoute
from cognito_explore.embedded.email.world import EmailWorld
from cognito_explore.embedded.identity import Identity, SmsRoleUse
from cognito_explore.embedded.inbox import Inbox, Message
from cognito_explore.embedded.sms.routes import SmsRoute
from cognito_explore.embedded.sms.world import SmsWorld
from cognito_explore.embedded.triggers import About, Triggers


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """The way out of one pool.

    Attributes:
        inbox: Where what functions send arrives.
        sms: What decides whether text messages arrive.
        sms_route: Which way text messages go.
        email: What decides whether e-mails arrive.
        email_route: Which way e-mails go.
        identity: Knows the pool's role.
        role_use: How the pool uses it; None: the pool has none.
        triggers: The functions that are called.
    """

    inbox: Inbox
    sms: SmsWorld
    sms_route: SmsRoute
    email: EmailWorld
    email_route: EmailRoute
    identity: Identity
    role_use: SmsRoleUse | None
    triggers: Triggers

    def check(self, medium: str, about: About) -> Mapping[str, str]:
        """Refuse a message that Cognito could not make or hand over.

        Args:
            medium: `SMS` or `EMAIL`.
            about: What it is about.

        Returns:
            The texts that the pool's function wrote for it, by AWS's names; a text that is
            not there is the pool's own.

        Raises:
            Refused: In AWS's words.
        """
        texts = self.triggers.customise(medium, about)
        if self.triggers.sender(medium):
            return {}
        if medium == "EMAIL":
            self.email.check(self.email_route)
        elif self.role_use:
            self.identity.check_sms_role(self.role_use)
        return texts

    def send(self, message: Message) -> None:
        """Let a message go: whether it arrives is not told to whoever asked for it."""
        sender = self.triggers.sender(message.medium)
        if sender:
            if self.triggers.hand_over(sender):
                self.inbox.add(message)
        elif message.medium == "EMAIL":
            self.email.send(message, self.email_route)
        else:
            self.sms.send(message, self.sms_route)
