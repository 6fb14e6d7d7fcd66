"""The functions that a pool calls on a message's way.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: a custom
sender that works writes a text of its own around the code and hands it to a provider, by which
it arrives: no text, SMS configuration or limit of the pool or account has a say; where it
cannot be called, fails, or its key is of no use, Cognito answers as if it had sent, and the
message is gone; what CustomMessage writes is not used there. What Cognito makes of the answer of
CustomMessage is in `cognito_explore.triggers.judging`, as for a preview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.embedded.functions import Functions
from cognito_explore.embedded.keys import Keys
from cognito_explore.embedded.refused import Refused
from cognito_explore.triggers.event import NO_CLIENT, Occasion
from cognito_explore.triggers.judging import judge

_SENDERS = {"SMS": "CustomSMSSender", "EMAIL": "CustomEmailSender"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for a message.

    Attributes:
        client_id: Of the app client.
        client_metadata: Of the request.
    """

    client_id: str = NO_CLIENT
    client_metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about.

    Attributes:
        source: The trigger source, by AWS's name.
        username: The user's own.
        status: Of the user.
        attributes: Of the user.
    """

    source: str
    username: str
    status: str
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Triggers:
    """What a pool's settings say of functions.

    Attributes:
        functions: Where they are.
        keys: The keys with which codes for custom senders are hidden.
        config: The pool's `LambdaConfig`.
        pool_arn: Of the pool.
        caller: Who asks for a message.
        email_sending_account: The pool's, `DEVELOPER` or `COGNITO_DEFAULT`.
    """

    functions: Functions
    keys: Keys
    config: Mapping[str, Any]
    pool_arn: str
    caller: Caller
    email_sending_account: str

    def customise(self, medium: str, about: About) -> Mapping[str, str]:
        """Call CustomMessage, if the pool has it.

        Returns:
            The texts that it wrote, by AWS's names.

        Raises:
            Refused: It cannot be called, fails, or answers what is of no use; in AWS's words.
        """
        arn = self.config.get("CustomMessage")
        if not arn:
            return {}
        occasion = Occasion(
            source=about.source,
            user_pool_id=self.pool_arn.rpartition("/")[2],
            username=about.username,
            status=about.status,
            attributes=about.attributes,
            client_id=self.caller.client_id,
            client_metadata=self.caller.client_metadata,
        )
        try:
            ran = self.functions.run(arn, self.pool_arn, occasion.to_event())
        except Refused as refused:
            text = f"CustomMessage invocation failed due to error {refused.code}."
            raise Refused("UnexpectedLambdaException", text) from None
        verdict = judge(ran, medium, email_sending_account=self.email_sending_account)
        if verdict.refusal:
            raise Refused(verdict.refusal.code, verdict.refusal.message)
        return verdict.texts

    def sender(self, medium: str) -> str | None:
        """Name the function that sends messages of a medium; None: Cognito does itself."""
        arn = (self.config.get(_SENDERS[medium]) or {}).get("LambdaArn")
        return str(arn) if arn else None

    def hand_over(self, arn: str) -> bool:
        """Give a message to a custom sender, and tell whether it arrives."""
        if not self.keys.is_usable(self.config.get("KMSKeyID")):
            return False
        try:
            return self.functions.invoke(arn, self.pool_arn) is None
        except Refused:
            # Nobody is told: the caller was answered that a code is on its way.
            return False
