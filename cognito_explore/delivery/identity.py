"""Identity: what a user pool of the direct path names to send from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from cognito_explore.delivery.case import Case
from cognito_explore.masks import mask_phone_number
from cognito_explore.show import printable
from cognito_explore.told import exact, part

NUMBER = "phone-number"
POOL = "pool"
SENDER_ID = "sender-id"

# arn:partition:sms-voice:region:account:kind/id; a sender id has its country behind that.
_ARN = re.compile(r"arn:[\w-]+:sms-voice:([\w-]+):(\d{12}):([\w-]+)/(.+)")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`SmsConfiguration.EumsSms.OriginationIdentity`, taken apart.

    Attributes:
        told: As the pool names it.
        kind: `phone-number`, `pool` or `sender-id`.
        name: Number in E.164, id, or the sender id itself.
        country: Of a sender id's ARN; empty otherwise.
        region_name: Of the ARN; None if it is none.
        account_id: Likewise.
    """

    told: str
    kind: str
    name: str
    country: str = ""
    region_name: str | None = None
    account_id: str | None = None

    @property
    def shown(self) -> str:
        """For people: a number is masked."""
        is_number = self.kind == NUMBER and not self.name.startswith("phone-")
        return mask_phone_number(self.name) if is_number else printable(self.told, 256)


def direct_settings(case: Case) -> dict[str, Any]:
    """Read `SmsConfiguration.EumsSms` of the pool; empty if it has none.

    Raises:
        CognitoExploreError: The pool cannot be read.
    """
    return dict(part(part(case.pool(), "SmsConfiguration"), "EumsSms"))


def identity_of(case: Case) -> Identity | None:
    """Read what the pool names to send from; None if it names nothing.

    Raises:
        CognitoExploreError: The pool cannot be read.
    """
    told = exact(direct_settings(case), "OriginationIdentity")
    return read_identity(told) if told else None


def read_identity(told: str) -> Identity:
    """Take apart what End User Messaging is told to send from.

    Cognito documents a number in E.164 and ARNs; `SendTextMessage` takes ids and names too.
    """
    found = _ARN.fullmatch(told)
    if found:
        region_name, account_id, kind, name = found.groups()
        name, _, country = name.partition("/")
        place = {"region_name": region_name, "account_id": account_id}
        return Identity(told=told, kind=kind, name=name, country=country, **place)
    if re.fullmatch(r"\+?\d+|phone-\w+", told):
        return Identity(told=told, kind=NUMBER, name=told)
    is_pool = re.fullmatch(r"pool-\w+", told)
    return Identity(told=told, kind=POOL if is_pool else SENDER_ID, name=told)
