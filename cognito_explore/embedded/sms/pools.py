"""Pools of one Region: phone numbers and sender ids that are used as one.

What AWS does not document, and this decides: the quotas; a pool is `ACTIVE` at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex
from cognito_explore.embedded.sms.phone_number import DEFAULT_OPT_OUT_LIST, PhoneNumber
from cognito_explore.embedded.sms.refusals import conflict, not_found, over_quota
from cognito_explore.embedded.sms.sender_ids import SenderId

Identity = PhoneNumber | SenderId
"""What messages come from."""

MOST_POOLS = 25
MOST_IDENTITIES = 100


@dataclass(slots=True, kw_only=True)
class Pool:
    """Phone numbers and sender ids that are used as one.

    Attributes:
        pool_id: As AWS makes them.
        message_type: Of `MessageType`.
        opt_out_list_name: That of the identity it was made with.
        is_protected: It cannot be deleted.
        created_at: In UTC.
        status: Of `PoolStatus`.
        numbers: Those in it.
        sender_ids: Those in it.
    """

    pool_id: str
    message_type: str
    opt_out_list_name: str
    is_protected: bool
    created_at: datetime
    status: str = "ACTIVE"
    numbers: list[PhoneNumber] = field(default_factory=list)
    sender_ids: list[SenderId] = field(default_factory=list)

    def identities(self) -> list[Identity]:
        """Give what is in it, phone numbers first."""
        return [*self.numbers, *self.sender_ids]

    def put(self, identity: Identity) -> None:
        """Take an identity in.

        Raises:
            Refused: It does not match the pool.
        """
        if isinstance(identity, SenderId):
            _check_sender_id(identity, self)
            self.sender_ids.append(identity)
        else:
            _check_number(identity, self)
            self.numbers.append(identity)
            identity.pool_id = self.pool_id

    def remove(self, identity: Identity) -> None:
        """Let an identity go."""
        if isinstance(identity, SenderId):
            self.sender_ids.remove(identity)
        else:
            self.numbers.remove(identity)
            identity.pool_id = None

    def told(self) -> dict[str, Any]:
        """Give it in AWS's members, without its ARN."""
        return {
            "PoolId": self.pool_id,
            "Status": self.status,
            "MessageType": self.message_type,
            "TwoWayEnabled": False,
            "SelfManagedOptOutsEnabled": False,
            "OptOutListName": self.opt_out_list_name,
            "SharedRoutesEnabled": False,
            "DeletionProtectionEnabled": self.is_protected,
            "CreatedTimestamp": self.created_at,
        }


class Pools:
    """The pools of one Region."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with none.

        Args:
            clock: Tells when a pool is made.
            random: Where ids come from.
        """
        self._clock = clock
        self._random = random
        self._pools: dict[str, Pool] = {}
        self._by_token: dict[str, str] = {}

    def all(self) -> list[Pool]:
        """Give every pool, oldest first."""
        return list(self._pools.values())

    def get(self, pool_id: str) -> Pool:
        """Give a pool.

        Raises:
            Refused: There is none.
        """
        if pool_id not in self._pools:
            raise not_found("pool", pool_id)
        return self._pools[pool_id]

    def create(
        self,
        identity: Identity,
        message_type: str,
        *,
        is_protected: bool = False,
        client_token: str | None = None,
    ) -> Pool:
        """Make a pool that has the settings of its first identity.

        Args:
            identity: A phone number or a sender id.
            message_type: Of `MessageType`; the identity's own.
            is_protected: The pool cannot be deleted.
            client_token: A request that is repeated with it gives the same pool.

        Raises:
            Refused: The identity is not to be had, or the quota is reached.
        """
        if client_token in self._by_token:
            return self.get(self._by_token[client_token])
        if len(self._pools) >= MOST_POOLS:
            raise over_quota("POOLS_PER_ACCOUNT", MOST_POOLS)
        pool = Pool(
            pool_id=f"pool-{make_hex(self._random)}",
            message_type=message_type,
            opt_out_list_name=_opt_out_list(identity),
            is_protected=is_protected,
            created_at=self._clock.now(),
        )
        pool.put(identity)
        self._pools[pool.pool_id] = pool
        if client_token is not None:
            self._by_token[client_token] = pool.pool_id
        return pool

    def associate(self, pool_id: str, identity: Identity) -> Pool:
        """Put an identity into a pool.

        Raises:
            Refused: There is no such pool, the identity is in one, or does not match it.
        """
        pool = self.get(pool_id)
        if len(pool.identities()) >= MOST_IDENTITIES:
            raise over_quota("ORIGINATION_IDENTITIES_PER_POOL", MOST_IDENTITIES)
        pool.put(identity)
        return pool

    def disassociate(self, pool_id: str, identity: Identity) -> Pool:
        """Take an identity out of a pool.

        Raises:
            Refused: There is no such pool, or the identity is not in it, or the last one.
        """
        pool = self.get(pool_id)
        if identity not in pool.identities():
            text = "The identity is not in the pool."
            raise conflict("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", text, "pool", pool_id)
        if len(pool.identities()) == 1:
            text = "A pool keeps its last identity: delete the pool."
            raise conflict("LAST_PHONE_NUMBER", text, "pool", pool_id)
        pool.remove(identity)
        return pool

    def delete(self, pool_id: str) -> Pool:
        """Delete a pool, and let its identities go.

        Raises:
            Refused: There is none, or it is protected.
        """
        pool = self.get(pool_id)
        if pool.is_protected:
            text = "The pool is protected from deletion."
            raise conflict("DELETION_PROTECTION_ENABLED", text, "pool", pool_id)
        for identity in pool.identities():
            pool.remove(identity)
        del self._pools[pool_id]
        pool.status = "DELETING"
        return pool

    def check_not_in_one(self, sender_id: SenderId) -> None:
        """Refuse to release a sender id that is in a pool."""
        for pool in self.all():
            if sender_id in pool.sender_ids:
                text = "The sender id is in a pool."
                raise conflict("SENDER_ID_ASSOCIATED_TO_POOL", text, "pool", pool.pool_id)


def _opt_out_list(identity: Identity) -> str:
    if isinstance(identity, SenderId):
        return DEFAULT_OPT_OUT_LIST
    return identity.opt_out_list_name


def _check_sender_id(sender_id: SenderId, pool: Pool) -> None:
    """Refuse a sender id that the pool cannot take."""
    reason = None
    if sender_id in pool.sender_ids:
        reason = "SENDER_ID_ASSOCIATED_TO_POOL"
    elif pool.message_type not in sender_id.message_types:
        reason = "MESSAGE_TYPE_MISMATCH"
    if reason is not None:
        text = "The pool cannot take the sender id."
        raise conflict(reason, text, "sender-id", sender_id.sender_id)


def _check_number(number: PhoneNumber, pool: Pool) -> None:
    """Refuse a phone number that the pool cannot take."""
    reason = None
    if number.pool_id is not None:
        reason = "PHONE_NUMBER_ASSOCIATED_TO_POOL"
    elif number.status != "ACTIVE":
        reason = "RESOURCE_NOT_ACTIVE"
    elif number.message_type != pool.message_type:
        reason = "MESSAGE_TYPE_MISMATCH"
    elif number.opt_out_list_name != pool.opt_out_list_name:
        reason = "OPT_OUT_LIST_MISMATCH"
    if reason is not None:
        text = "The pool cannot take the phone number."
        raise conflict(reason, text, "phone-number", number.phone_number_id)
