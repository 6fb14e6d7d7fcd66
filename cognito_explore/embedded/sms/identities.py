"""From what the `OriginationIdentity` of a user pool sends, if from anything.

Plain logic, without moto and botocore. Decided here: a message whose identity is not there, or
cannot reach the destination, is dropped, where AWS documents only what End User Messaging
answers. What another account shares is named by its ARN, as botocore's model has it.
"""

from __future__ import annotations

from cognito_explore.embedded.sms.numbers import Numbers
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.sender_ids import SenderId

_ARN_REGION = 3


def can_send(numbers: Numbers, identity: str, region_name: str, country: str) -> bool:
    """Tell whether an identity reaches the phones of a country.

    Args:
        numbers: What there is in the Region.
        identity: As a user pool names it: a number in E.164, or an ARN; ids and names too.
        region_name: Of the pool, which is where the identity must be.
        country: ISO code.
    """
    if identity.startswith("arn:") and identity.split(":")[_ARN_REGION] != region_name:
        return False
    name = name_of(identity)
    found = [it for it in numbers.all() if _is_named(it, name, identity)]
    if found:
        return found[0].reaches(country)
    for pool in numbers.pools.all():
        if pool.pool_id == name:
            members = pool.identities()
            return pool.status == "ACTIVE" and any(_reaches(it, country) for it in members)
    bare, _, of_country = name.partition("/")
    known = numbers.sender_ids.find(bare, country)
    return known is not None and of_country in {"", country} and _reaches(known, country)


def numbers_of(numbers: Numbers, identity: str) -> list[PhoneNumber]:
    """Give the phone numbers that an identity stands for: one, those of a pool, or none.

    Args:
        numbers: What there is in the Region.
        identity: As a user pool names it.
    """
    name = name_of(identity)
    named = [it for it in numbers.all() if _is_named(it, name, identity)]
    pools = [it for it in numbers.pools.all() if it.pool_id == name]
    return named or [number for pool in pools for number in pool.numbers]


def name_of(identity: str) -> str:
    """Give the id of an identity that may be named by its ARN; a sender id's has its country."""
    if not identity.startswith("arn:"):
        return identity
    return identity.rpartition(":")[2].partition("/")[2]


def _is_named(number: PhoneNumber, name: str, identity: str) -> bool:
    if number.is_shared and not identity.startswith("arn:"):
        return False
    return name in {number.phone_number_id, number.phone_number}


def _reaches(identity: PhoneNumber | SenderId, country: str) -> bool:
    if isinstance(identity, PhoneNumber):
        return identity.reaches(country)
    is_for_codes = "TRANSACTIONAL" in identity.message_types
    return identity.iso_country_code == country and is_for_codes
