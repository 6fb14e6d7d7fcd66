"""KMS's operations on keys.

Thin adapters over `keys`. Not documented by AWS, and decided here: the words of refusals.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.keys import DISABLED, ENABLED, PENDING_DELETION, SYMMETRIC, Key
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer
from cognito_explore.embedded.world import ACCOUNT_ID, World

# KMS API reference, ScheduleKeyDeletion: the default.
_DAYS_UNTIL_DELETION = 30


class KmsResponses(ServiceResponses):
    """KMS's operations on keys, over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "kms")

    def create_key(self) -> ActionResult:
        """Make a key."""
        key = self.world.keys.create(
            self.region,
            spec=self.asked.get("KeySpec", SYMMETRIC),
            usage=self.asked.get("KeyUsage", "ENCRYPT_DECRYPT"),
            policy=self.asked.get("Policy"),
        )
        return answer(KeyMetadata=_told(key))

    def describe_key(self) -> ActionResult:
        """Tell of a key."""
        return answer(KeyMetadata=_told(self._key))

    def get_key_policy(self) -> ActionResult:
        """Give who may use a key."""
        return answer(Policy=self._key.policy, PolicyName="default")

    def disable_key(self) -> ActionResult:
        """Switch a key off."""
        self._usable_key().state = DISABLED
        return answer()

    def enable_key(self) -> ActionResult:
        """Switch a key on."""
        self._usable_key().state = ENABLED
        return answer()

    def schedule_key_deletion(self) -> ActionResult:
        """Have a key deleted later; until then it cannot be used."""
        key = self._usable_key()
        key.state = PENDING_DELETION
        days = self.asked.get("PendingWindowInDays", _DAYS_UNTIL_DELETION)
        return answer(
            KeyId=key.arn,
            DeletionDate=self.now + timedelta(days=days),
            KeyState=key.state,
            PendingWindowInDays=days,
        )

    def cancel_key_deletion(self) -> ActionResult:
        """Keep a key; it is switched off then."""
        self._key.state = DISABLED
        return answer(KeyId=self._key.arn)

    @property
    def _key(self) -> Key:
        return self.world.keys.find(self.region, self.asked["KeyId"])

    def _usable_key(self) -> Key:
        key = self._key
        if key.state == PENDING_DELETION:
            raise Refused("KMSInvalidStateException", f"{key.arn} is pending deletion.")
        return key


def _told(key: Key) -> dict[str, Any]:
    return {
        "AWSAccountId": ACCOUNT_ID,
        "KeyId": key.key_id,
        "Arn": key.arn,
        "CreationDate": key.created_at,
        "Enabled": key.state == ENABLED,
        "KeyUsage": key.usage,
        "KeyState": key.state,
        "Origin": "AWS_KMS",
        "KeyManager": "CUSTOMER",
        "KeySpec": key.spec,
        "MultiRegion": False,
    }
