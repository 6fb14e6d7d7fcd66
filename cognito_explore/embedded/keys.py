"""The KMS keys of one embedded AWS.

Plain logic, without moto and botocore: keys are there, enabled or not, and hide nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_uuid
from cognito_explore.embedded.refused import Refused

SYMMETRIC = "SYMMETRIC_DEFAULT"
ENABLED = "Enabled"
DISABLED = "Disabled"
PENDING_DELETION = "PendingDeletion"

_REGION_AT = 3


@dataclass(slots=True)
class Key:
    """A key.

    Attributes:
        key_id: Its id.
        arn: Its ARN.
        spec: `SYMMETRIC_DEFAULT`, or of a key that cannot do what Cognito needs.
        usage: Such as `ENCRYPT_DECRYPT`.
        policy: Who may use it, as JSON.
        created_at: When.
        state: `Enabled`, `Disabled` or `PendingDeletion`.
    """

    key_id: str
    arn: str
    spec: str
    usage: str
    policy: str
    created_at: datetime
    state: str = ENABLED


class Keys:
    """The keys of one account, by Region."""

    def __init__(self, account_id: str, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            account_id: Of the account.
            clock: Dates what is made.
            random: Where ids come from.
        """
        self._account_id = account_id
        self._clock = clock
        self._random = random
        self._regions: defaultdict[str, dict[str, Key]] = defaultdict(dict)

    def create(self, region_name: str, *, spec: str, usage: str, policy: str | None) -> Key:
        """Make a key, as CreateKey does."""
        key_id = make_uuid(self._random)
        key = Key(
            key_id=key_id,
            arn=f"arn:aws:kms:{region_name}:{self._account_id}:key/{key_id}",
            spec=spec,
            usage=usage,
            policy=policy or self._own_policy(),
            created_at=self._clock.now(),
        )
        self._regions[region_name][key_id] = key
        return key

    def find(self, region_name: str, key_id: str) -> Key:
        """Find a key by id or ARN.

        Raises:
            Refused: There is none.
        """
        key = self._regions[region_name].get(key_id.rpartition("/")[2])
        if key is None or (key_id.startswith("arn:") and key.arn != key_id):
            arn = key_id if key_id.startswith("arn:") else f"key/{key_id}"
            raise Refused("NotFoundException", f"Key '{arn}' does not exist")
        return key

    def is_usable(self, arn: object) -> bool:
        """Tell whether Cognito can hide a code with a key."""
        if not isinstance(arn, str) or arn.count(":") <= _REGION_AT:
            return False
        try:
            key = self.find(arn.split(":")[_REGION_AT], arn)
        except Refused:
            return False
        return key.state == ENABLED and key.spec == SYMMETRIC

    def _own_policy(self) -> str:
        """Write the policy that a key has by default: the account's IAM decides."""
        statement = {
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{self._account_id}:root"},
            "Action": "kms:*",
            "Resource": "*",
        }
        return json.dumps({"Version": "2012-10-17", "Id": "key-default", "Statement": [statement]})
