"""The functions that a pool calls on a message's way.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: a custom
sender that works writes a text of its own around the code and hands it to a provider, by which
it arrives: no text, SMS configuration or limit of the pool or account has a say; where it
cannot be called, fails, or its key is of no use, Cognito answers as if it had sent, and the
message is gone; CustomMessage leaves the texts alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.embedded.functions import Functions
from cognito_explore.embedded.keys import Keys
from cognito_explore.embedded.refused import Refused

_SENDERS = {"SMS": "CustomSMSSender", "EMAIL": "CustomEmailSender"}


@dataclass(frozen=True, slots=True)
class Triggers:
    """What a pool's settings say of functions.

    Attributes:
        functions: Where they are.
        keys: The keys with which codes for custom senders are hidden.
        config: The pool's `LambdaConfig`.
        pool_arn: Of the pool.
    """

    functions: Functions
    keys: Keys
    config: Mapping[str, Any]
    pool_arn: str

    def customise(self) -> None:
        """Call CustomMessage, if the pool has it.

        Raises:
            Refused: It cannot be called, or fails; in AWS's words.
        """
        arn = self.config.get("CustomMessage")
        if not arn:
            return
        try:
            error = self.functions.invoke(arn, self.pool_arn)
        except Refused as refused:
            text = f"CustomMessage invocation failed due to error {refused.code}."
            raise Refused("UnexpectedLambdaException", text) from None
        if error:
            text = f"CustomMessage failed with error {error}."
            raise Refused("UserLambdaValidationException", text)

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
