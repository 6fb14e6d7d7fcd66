"""Sending codes and verifying attributes, as Cognito does it.

Plain logic, without moto and botocore. The words are AWS's, as seen on real pools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.codes import Codes, HourlyLimit, expired_code
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.outgoing import Outgoing
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.triggers import About
from cognito_explore.facts import (
    CODE_PLACE,
    SENDS_AN_HOUR,
    VERIFIABLE_ATTRIBUTES,
    VERIFICATIONS_AN_HOUR,
)
from cognito_explore.masks import mask_email, mask_phone_number
from cognito_explore.triggers import event

SIGN_UP = "sign-up"

# By default no app client may write these: WriteAttributes of botocore's service model.
_NOT_THEIRS = {"sub", *(f"{name}_verified" for name in VERIFIABLE_ATTRIBUTES)}

_ADDRESS_NAMES = {"email": "email address", "phone_number": "phone number"}


@dataclass(slots=True)
class Person:
    """A user, as far as this needs to know.

    Attributes:
        user_id: The user's `sub`.
        attributes: By name; changed in place.
        username: The user's own, not an alias.
        status: AWS's name of it; changed in place.
    """

    user_id: str
    attributes: dict[str, str]
    username: str
    status: str

    def about(self, source: str, changes: Mapping[str, str] | None = None) -> About:
        """Say what a message to the user is about, with attributes as they will be."""
        told = self.attributes | dict(changes or {})
        return About(source, self.username, self.status, told)


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """What a pool's settings say about messages.

    Attributes:
        sms_message: With `{####}` where the code goes.
        email_message: With `{####}` where the code goes.
        email_subject: Of its e-mails.
        has_sms: Whether it can send SMS.
        outgoing: The way out of its messages.
        auto_verified: The attributes whose changes send a code.
        verified_first: The attributes that change only once the new value is verified.
    """

    sms_message: str
    email_message: str
    email_subject: str
    has_sms: bool
    outgoing: Outgoing
    auto_verified: tuple[str, ...]
    verified_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is certain to be made.

    Attributes:
        purpose: What its code proves: an attribute's name, or `sign-up`.
        attribute_name: Which decides the medium.
        address: Where it goes.
        texts: That the pool's function wrote, by AWS's names.
    """

    purpose: str
    attribute_name: str
    address: str
    texts: Mapping[str, str]


class Verification:
    """The codes, limits and messages of one embedded AWS.

    Not documented by AWS, and decided here: a refused send does not count; a code is
    bound to the address it was sent to; while a change waits for its code, `send` goes
    to the address that the user still has; of a change, the pool's function is told the
    attributes as they will be.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with nothing sent.

        Args:
            clock: Tells the time.
            random: Where codes come from.
        """
        self._clock = clock
        self._codes = Codes(clock, random)
        self._pending: dict[tuple[str, str], str] = {}
        self._sends = HourlyLimit(clock, SENDS_AN_HOUR)
        self._resends = HourlyLimit(clock, SENDS_AN_HOUR)
        self._verifications = HourlyLimit(clock, VERIFICATIONS_AN_HOUR)
        self._confirmations = HourlyLimit(clock, VERIFICATIONS_AN_HOUR)

    def send(self, person: Person, attribute_name: str, pool: PoolSettings) -> dict[str, str]:
        """Send a code for an attribute, verified already or not.

        Returns:
            AWS's code delivery details.

        Raises:
            Refused: In AWS's words.
        """
        _check_attribute_name(attribute_name)
        address = _address(person, attribute_name)
        texts = _check_way(attribute_name, pool, person.about(event.VERIFY_USER_ATTRIBUTE))
        self._sends.take(person.user_id)
        sent = Sent(attribute_name, attribute_name, address, texts)
        return self._deliver(person, sent, pool)

    def verify(self, person: Person, attribute_name: str, text: str) -> None:
        """Verify an attribute with a code.

        Raises:
            Refused: In AWS's words.
        """
        _check_attribute_name(attribute_name)
        self._verifications.take(person.user_id)
        address = self._codes.use(person.user_id, attribute_name, text)
        expected = self._pending.pop((person.user_id, attribute_name), None)
        if address not in {person.attributes.get(attribute_name), expected}:
            # The address was changed since, so this code proves nothing any more.
            raise expired_code()
        person.attributes[attribute_name] = address
        person.attributes[f"{attribute_name}_verified"] = "true"

    def send_sign_up(
        self, person: Person, pool: PoolSettings, source: str = event.SIGN_UP
    ) -> dict[str, str] | None:
        """Send the code that confirms a new user: by SMS, if the pool verifies both.

        Returns:
            AWS's code delivery details; None if the pool verifies nothing the user has.
        """
        for name in ("phone_number", "email"):
            if name in pool.auto_verified and person.attributes.get(name):
                texts = _check_way(name, pool, person.about(source))
                if source == event.RESEND_CODE:
                    self._resends.take(person.user_id)
                sent = Sent(SIGN_UP, name, person.attributes[name], texts)
                return self._deliver(person, sent, pool)
        return None

    def resend_sign_up(self, person: Person, pool: PoolSettings) -> dict[str, str] | None:
        """Send the code that confirms a new user once more."""
        return self.send_sign_up(person, pool, event.RESEND_CODE)

    def confirm_sign_up(self, person: Person, text: str) -> None:
        """Confirm a new user, whose address is verified by that.

        Raises:
            Refused: In AWS's words.
        """
        self._confirmations.take(person.user_id)
        address = self._codes.use(person.user_id, SIGN_UP, text)
        for name in VERIFIABLE_ATTRIBUTES:
            if person.attributes.get(name) == address:
                person.attributes[f"{name}_verified"] = "true"

    def update(
        self,
        person: Person,
        changes: Mapping[str, str],
        pool: PoolSettings,
        *,
        is_administrator: bool = False,
    ) -> list[dict[str, Any]]:
        """Change attributes: a new address is not verified, and gets a code.

        A value that does not change sends nothing. A blank value deletes the attribute.
        An administrator's change sends a code only where the pool verifies first, and
        their word that an address is verified is taken.

        Returns:
            AWS's code delivery details, one for each code sent.

        Raises:
            Refused: In AWS's words; nothing is changed or sent.
        """
        if not is_administrator:
            check_own_changes(changes)
        new_addresses = {
            name: value
            for name, value in changes.items()
            if name in VERIFIABLE_ATTRIBUTES
            and value not in {"", person.attributes.get(name)}
            and changes.get(f"{name}_verified") != "true"
        }
        proven = pool.verified_first if is_administrator else pool.auto_verified
        to_prove = [name for name in new_addresses if name in proven]
        texts = {
            name: _check_way(name, pool, person.about(event.UPDATE_USER_ATTRIBUTE, changes))
            for name in to_prove
        }
        # The old value stays until the code proves the new one.
        later = {name: new_addresses[name] for name in to_prove if name in pool.verified_first}
        set_attributes(person, {name: changes[name] for name in changes if name not in later})
        self._pending |= {(person.user_id, name): value for name, value in later.items()}
        sent = [Sent(name, name, new_addresses[name], texts[name]) for name in to_prove]
        return [self._deliver(person, it, pool) for it in sent]

    def _deliver(self, person: Person, sent: Sent, pool: PoolSettings) -> dict[str, str]:
        address = sent.address
        code = self._codes.make(person.user_id, sent.purpose, address)
        if sent.attribute_name == "email":
            medium, masked = "EMAIL", mask_email(address)
            subject = sent.texts.get(event.EMAIL_SUBJECT, pool.email_subject)
            template = sent.texts.get(event.EMAIL_MESSAGE, pool.email_message)
        else:
            medium, masked, subject = "SMS", mask_phone_number(address), None
            template = sent.texts.get(event.SMS_MESSAGE, pool.sms_message)
        body = template.replace(CODE_PLACE, code)
        shown = code if code in body else ""
        pool.outgoing.send(Message(self._clock.now(), medium, address, subject, body, shown))
        return {
            "Destination": masked,
            "DeliveryMedium": medium,
            "AttributeName": sent.attribute_name,
        }


def check_own_changes(names: Iterable[str]) -> None:
    """Refuse what no user may write of themselves; AWS's code for it is not documented.

    Raises:
        Refused: One of the names is such.
    """
    if _NOT_THEIRS.intersection(names):
        text = "A client attempted to write unauthorized attribute"
        raise Refused("NotAuthorizedException", text)


def set_attributes(person: Person, changes: Mapping[str, str]) -> None:
    """Set attributes: a new address is not verified; a blank value deletes."""
    for name, value in changes.items():
        flag = f"{name}_verified"
        if name in VERIFIABLE_ATTRIBUTES and flag not in changes:
            if not value:
                person.attributes.pop(flag, None)
            elif value != person.attributes.get(name):
                person.attributes[flag] = "false"
        if value:
            person.attributes[name] = value
        else:
            person.attributes.pop(name, None)


def _check_attribute_name(name: str) -> None:
    if name not in VERIFIABLE_ATTRIBUTES:
        raise Refused(
            "InvalidParameterException",
            "Invalid attribute name. Only phone_number and email can be verified.",
        )


def _address(person: Person, attribute_name: str) -> str:
    address = person.attributes.get(attribute_name)
    if not address:
        what = _ADDRESS_NAMES[attribute_name]
        raise Refused("InvalidParameterException", f"User does not have a valid registered {what}")
    return address


def _check_way(attribute_name: str, pool: PoolSettings, about: About) -> Mapping[str, str]:
    """Refuse what cannot be sent; give the texts that the pool's function wrote."""
    if attribute_name == "phone_number" and not pool.has_sms:
        raise Refused(
            "InvalidParameterException",
            "User pool does not have SMS configuration to send messages.",
        )
    return pool.outgoing.check("EMAIL" if attribute_name == "email" else "SMS", about)
