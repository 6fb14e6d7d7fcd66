"""End User Messaging's operations on phone numbers, sender ids and pools.

Thin adapters over `sms.numbers`.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses, bare_id
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.sms.listing import check_few, filtered, page
from cognito_explore.embedded.sms.numbers import MOST_NUMBERS, Numbers
from cognito_explore.embedded.sms.phone_number import DEFAULT_OPT_OUT_LIST, PhoneNumber
from cognito_explore.embedded.sms.pools import MOST_POOLS, Identity, Pool
from cognito_explore.embedded.sms.refusals import invalid
from cognito_explore.embedded.sms.sender_ids import MOST_SENDER_IDS, SenderId
from cognito_explore.embedded.world import ACCOUNT_ID
from cognito_explore.errors import UnsupportedByEmbeddedError

# Of whoever shares numbers.
OTHER_ACCOUNT_ID = "210987654321"

_NUMBER_FILTERS = {
    "status": "Status",
    "iso-country-code": "IsoCountryCode",
    "message-type": "MessageType",
    "number-capability": "NumberCapabilities",
    "number-type": "NumberType",
    "two-way-enabled": "TwoWayEnabled",
    "self-managed-opt-outs-enabled": "SelfManagedOptOutsEnabled",
    "opt-out-list-name": "OptOutListName",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
    "two-way-channel-arn": "TwoWayChannelArn",
}
_SENDER_ID_FILTERS = {
    "sender-id": "SenderId",
    "iso-country-code": "IsoCountryCode",
    "message-type": "MessageTypes",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
    "registered": "Registered",
}
_POOL_FILTERS = {
    "status": "Status",
    "message-type": "MessageType",
    "two-way-enabled": "TwoWayEnabled",
    "self-managed-opt-outs-enabled": "SelfManagedOptOutsEnabled",
    "opt-out-list-name": "OptOutListName",
    "shared-routes-enabled": "SharedRoutesEnabled",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
    "two-way-channel-arn": "TwoWayChannelArn",
}
_IDENTITY_FILTERS = {
    "iso-country-code": "IsoCountryCode",
    "number-capability": "NumberCapabilities",
}
# What UpdatePhoneNumber changes here, by AWS's members.
_SETTINGS = {
    "OptOutListName": "opt_out_list_name",
    "InternationalSendingEnabled": "is_international",
    "DeletionProtectionEnabled": "is_protected",
}
_TWO_WAY = (
    "TwoWayEnabled",
    "TwoWayChannelArn",
    "TwoWayChannelRole",
    "SelfManagedOptOutsEnabled",
)


class NumbersResponses(RegionResponses):
    """Operations on phone numbers, sender ids and pools."""

    @property
    def _numbers(self) -> Numbers:
        return self.sms.numbers

    def _told_number(self, number: PhoneNumber) -> dict[str, Any]:
        account_id = OTHER_ACCOUNT_ID if number.is_shared else ACCOUNT_ID
        arn = self.arn("phone-number", number.phone_number_id, account_id=account_id)
        return {"PhoneNumberArn": arn, **number.told()}

    def _told_sender_id(self, sender_id: SenderId) -> dict[str, Any]:
        arn = self.arn("sender-id", sender_id.sender_id, sender_id.iso_country_code)
        return {"SenderIdArn": arn, **sender_id.told()}

    def _told_pool(self, pool: Pool) -> dict[str, Any]:
        return {"PoolArn": self.arn("pool", pool.pool_id), **pool.told()}

    def _told_identity(self, identity: Identity) -> dict[str, Any]:
        if isinstance(identity, SenderId):
            return {
                "OriginationIdentityArn": self._told_sender_id(identity)["SenderIdArn"],
                "OriginationIdentity": identity.sender_id,
                "IsoCountryCode": identity.iso_country_code,
                "NumberCapabilities": ["SMS"],
            }
        return {
            "OriginationIdentityArn": self._told_number(identity)["PhoneNumberArn"],
            "OriginationIdentity": identity.phone_number_id,
            "IsoCountryCode": identity.iso_country_code,
            "NumberCapabilities": list(identity.capabilities),
            "PhoneNumber": identity.phone_number,
        }

    def request_phone_number(self) -> ActionResult:
        """Lease a phone number."""
        asked = self.asked
        if asked.get("NumberPreference"):
            # Its numbers are made up one after the other: there is none to choose.
            msg = "The embedded AWS lets nobody choose a number (NumberPreference)."
            raise UnsupportedByEmbeddedError(msg)
        number, is_new = self._numbers.request(
            asked["IsoCountryCode"],
            asked["NumberType"],
            asked["MessageType"],
            client_token=asked.get("ClientToken"),
        )
        if is_new:
            self._set_up(number)
        return ActionResult({**self._told_number(number), "Tags": asked.get("Tags") or []})

    def _set_up(self, number: PhoneNumber) -> None:
        """Give a new number what its request says, or give it back."""
        asked = self.asked
        number.capabilities = tuple(asked["NumberCapabilities"])
        number.opt_out_list_name = bare_id(asked.get("OptOutListName") or DEFAULT_OPT_OUT_LIST)
        number.is_international = bool(asked.get("InternationalSendingEnabled"))
        try:
            if asked.get("PoolId"):
                self._numbers.pools.associate(self.named("PoolId"), number)
            if asked.get("RegistrationId"):
                registration_id = self.named("RegistrationId")
                self.sms.registrations.associate(registration_id, number.phone_number_id)
        except Refused:
            self._numbers.take_back(number)
            raise
        number.is_protected = bool(asked.get("DeletionProtectionEnabled"))

    def describe_phone_numbers(self) -> ActionResult:
        """Tell of phone numbers."""
        ids = self.asked.get("PhoneNumberIds") or []
        if ids and self.asked.get("Owner"):
            text = "Give one of them."
            fields = {"PhoneNumberIds": text, "Owner": text}
            raise invalid("PARAMETERS_CANNOT_BE_USED_TOGETHER", text, fields)
        for number_id in ids:
            self._numbers.get(bare_id(number_id))
        # AWS tells of what others share only where it is asked for, or named.
        found = [it for it in self._numbers.all() if ids or it.is_shared == self.is_shared_asked]
        rows = [self._told_number(number) for number in found]
        rows = self.chosen(rows, "PhoneNumberIds", "PhoneNumberId")
        return ActionResult(
            page(filtered(rows, self.asked, _NUMBER_FILTERS), self.asked, "PhoneNumbers")
        )

    def update_phone_number(self) -> ActionResult:
        """Change settings of a phone number; there is no two-way messaging here."""
        if any(self.asked.get(name) for name in _TWO_WAY):
            msg = f"The embedded AWS has no two-way messaging ({', '.join(_TWO_WAY)})."
            raise UnsupportedByEmbeddedError(msg)
        changes = {
            own: self.asked[name]
            for name, own in _SETTINGS.items()
            if self.asked.get(name) is not None
        }
        number = self._numbers.update(self.named("PhoneNumberId"), **changes)
        return ActionResult(self._told_number(number))

    def release_phone_number(self) -> ActionResult:
        """Give a phone number back."""
        number = self.sms.registrations.release_number(self.named("PhoneNumberId"))
        return ActionResult(self._told_number(number))

    def request_sender_id(self) -> ActionResult:
        """Take a sender id."""
        asked = self.asked
        wanted = SenderId(
            sender_id=asked["SenderId"],
            iso_country_code=asked["IsoCountryCode"],
            message_types=tuple(asked.get("MessageTypes") or ["TRANSACTIONAL"]),
            is_protected=bool(asked.get("DeletionProtectionEnabled")),
        )
        made = self._numbers.sender_ids.request(wanted)
        return ActionResult({**self._told_sender_id(made), "Tags": asked.get("Tags") or []})

    def describe_sender_ids(self) -> ActionResult:
        """Tell of sender ids."""
        check_few(self.asked, "SenderIds")
        found = self._numbers.sender_ids.all()
        if self.asked.get("SenderIds"):
            found = [
                self._numbers.sender_ids.get(bare_id(item["SenderId"]), item["IsoCountryCode"])
                for item in self.asked["SenderIds"]
            ]
        rows = [] if self.is_shared_asked else [self._told_sender_id(item) for item in found]
        kept = filtered(rows, self.asked, _SENDER_ID_FILTERS)
        return ActionResult(page(kept, self.asked, "SenderIds"))

    def release_sender_id(self) -> ActionResult:
        """Give a sender id back."""
        name, country = self.named("SenderId"), self.asked["IsoCountryCode"]
        self._numbers.pools.check_not_in_one(self._numbers.sender_ids.get(name, country))
        gone = self._numbers.sender_ids.release(name, country)
        return ActionResult(self._told_sender_id(gone))

    def create_pool(self) -> ActionResult:
        """Make a pool."""
        asked = self.asked
        pool = self._numbers.pools.create(
            self._identity(),
            asked["MessageType"],
            is_protected=bool(asked.get("DeletionProtectionEnabled")),
            client_token=asked.get("ClientToken"),
        )
        return ActionResult({**self._told_pool(pool), "Tags": asked.get("Tags") or []})

    def describe_pools(self) -> ActionResult:
        """Tell of pools."""
        for pool_id in self.asked.get("PoolIds") or []:
            self._numbers.pools.get(bare_id(pool_id))
        rows = [self._told_pool(pool) for pool in self._numbers.pools.all()]
        rows = [] if self.is_shared_asked else self.chosen(rows, "PoolIds", "PoolId")
        return ActionResult(page(filtered(rows, self.asked, _POOL_FILTERS), self.asked, "Pools"))

    def delete_pool(self) -> ActionResult:
        """Delete a pool."""
        return ActionResult(self._told_pool(self._numbers.pools.delete(self.named("PoolId"))))

    def associate_origination_identity(self) -> ActionResult:
        """Put a phone number or sender id into a pool."""
        identity = self._identity()
        pool = self._numbers.pools.associate(self.named("PoolId"), identity)
        return self._told_member(pool, identity)

    def disassociate_origination_identity(self) -> ActionResult:
        """Take a phone number or sender id out of a pool."""
        identity = self._identity()
        pool = self._numbers.pools.disassociate(self.named("PoolId"), identity)
        return self._told_member(pool, identity)

    def _told_member(self, pool: Pool, identity: Identity) -> ActionResult:
        own = self._told_pool(pool)
        return ActionResult(
            {
                "PoolArn": own["PoolArn"],
                "PoolId": own["PoolId"],
                **{
                    name: value
                    for name, value in self._told_identity(identity).items()
                    if name not in {"NumberCapabilities", "PhoneNumber"}
                },
            }
        )

    def list_pool_origination_identities(self) -> ActionResult:
        """Tell what is in a pool."""
        pool = self._numbers.pools.get(self.named("PoolId"))
        rows = [self._told_identity(item) for item in pool.identities()]
        kept = filtered(rows, self.asked, _IDENTITY_FILTERS)
        own = self._told_pool(pool)
        answer = page(kept, self.asked, "OriginationIdentities")
        return ActionResult({"PoolArn": own["PoolArn"], "PoolId": own["PoolId"], **answer})

    def _identity(self) -> Identity:
        """Find the phone number or sender id that a request names."""
        name, country = self.named("OriginationIdentity"), self.asked.get("IsoCountryCode")
        found = self._numbers.sender_ids.find(name, country) if country else None
        return found or self._numbers.get(name)

    def account_limits(self) -> list[tuple[str, int, int]]:
        """Give the limits on what is here: name, used, most."""
        numbers = self._numbers
        return [
            ("PHONE_NUMBERS", len(numbers.all()), MOST_NUMBERS),
            ("POOLS", len(numbers.pools.all()), MOST_POOLS),
            ("SENDER_IDS", len(numbers.sender_ids.all()), MOST_SENDER_IDS),
        ]

    def describe_account_limits(self) -> ActionResult:
        """Tell of the quotas, and how much of each is used."""
        rows = [
            {"Name": name, "Used": used, "Max": most} for name, used, most in self.account_limits()
        ]
        return ActionResult(page(rows, self.asked, "AccountLimits"))
