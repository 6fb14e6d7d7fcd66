"""Second factors: which ones a user has, which one is asked for, and the codes that are sent.

Plain logic, without moto and botocore. AWS documents the preferences, and that a user with
several factors and no preferred one is asked to choose. Not documented, and decided here:
the order in which factors are listed; that a factor cannot be switched on without an address
or an app for it, or in a pool that does not offer it; that one that lost its address is not
asked for; that a pool with MFA off asks for none; the text and subject of its e-mails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.accounts import Account, SecondFactors
from cognito_explore.embedded.authenticators import Authenticators
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import CODE_PLACE
from cognito_explore.masks import mask_email, mask_phone_number
from cognito_explore.triggers import event

SMS = "SMS_MFA"
EMAIL = "EMAIL_OTP"
TOKEN = "SOFTWARE_TOKEN_MFA"  # noqa: S105 -- a challenge's name

# By factor, where its codes go.
ADDRESSES = {SMS: "phone_number", EMAIL: "email"}

_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Preferences:
    """A user's second factors.

    Attributes:
        enabled: By AWS's names, in the order in which AWS lists them.
        preferred: The one that is asked for; None if none is.
    """

    enabled: tuple[str, ...] = ()
    preferred: str | None = None

    def told(self) -> dict[str, object]:
        """Tell of them as GetUser does: what there is none of is left out."""
        told: dict[str, object] = {}
        if self.preferred:
            told["PreferredMfaSetting"] = self.preferred
        if self.enabled:
            told["UserMFASettingList"] = list(self.enabled)
        return told


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way.

    Attributes:
        code: The code.
        address: Where it was sent.
        parameters: AWS's challenge parameters that tell of it.
    """

    code: str
    address: str
    parameters: dict[str, str]


class Mfa:
    """The second factors of one embedded AWS's users.

    Attributes:
        authenticators: The users' authenticator apps.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with nobody's.

        Args:
            clock: Tells the time.
            random: Where codes come from.
        """
        self._clock = clock
        self._random = random
        self._preferences: dict[str, Preferences] = {}
        self.authenticators = Authenticators(clock, random)

    def preferences(self, user_id: str) -> Preferences:
        """Give a user's second factors."""
        return self._preferences.get(user_id, Preferences())

    def prefer(
        self, account: Account, pool: SecondFactors, settings: Mapping[str, Mapping[str, bool]]
    ) -> None:
        """Change a user's second factors.

        Args:
            account: The user.
            pool: What the pool offers.
            settings: By factor, AWS's `Enabled` and `PreferredMfa`; a factor that is not
                in it stays as it is.

        Raises:
            Refused: A factor cannot be used, or several are preferred.
        """
        now = self.preferences(account.user_id)
        enabled, preferred = set(now.enabled), now.preferred
        wanted = [name for name, setting in settings.items() if setting.get("PreferredMfa")]
        if len(wanted) > 1 or any(not settings[name].get("Enabled") for name in wanted):
            text = "Only one factor can be preferred, and it must be enabled."
            raise Refused("InvalidParameterException", text)
        for name, setting in settings.items():
            if setting.get("Enabled"):
                self._check_usable(account, pool, name)
                enabled.add(name)
            else:
                enabled.discard(name)
        preferred = None if preferred in settings else preferred
        listed = tuple(name for name in (SMS, EMAIL, TOKEN) if name in enabled)
        self._preferences[account.user_id] = Preferences(listed, (*wanted, preferred)[0])

    def asked(self, account: Account, pool: SecondFactors) -> tuple[str, ...]:
        """Give the factors of which one is asked for: none, one, or a choice.

        Where the pool demands one and the user enabled none, those count for which the
        user has an address.
        """
        if pool.demand == "OFF":
            return ()
        mine = self.preferences(account.user_id)
        usable = [name for name in mine.enabled if self._is_usable(account, pool, name)]
        if mine.preferred in usable:
            return (str(mine.preferred),)
        if not usable and pool.demand == "ON":
            usable = [name for name in (SMS, EMAIL, TOKEN) if self._is_usable(account, pool, name)]
        return tuple(usable)

    def send(self, account: Account, pool: SecondFactors, factor: str) -> SentCode:
        """Send a code of its own, beside those that verify attributes, and their limits."""
        medium = "EMAIL" if factor == EMAIL else "SMS"
        texts = pool.outgoing.check(medium, account.about(event.AUTHENTICATION))
        address = account.attributes[ADDRESSES[factor]]
        code = f"{self._random.randrange(10**_DIGITS):0{_DIGITS}}"
        if factor == EMAIL:
            masked = mask_email(address)
            subject = texts.get(event.EMAIL_SUBJECT, pool.email_subject)
            template = texts.get(event.EMAIL_MESSAGE, pool.email_message)
        else:
            masked, subject = mask_phone_number(address), None
            template = texts.get(event.SMS_MESSAGE, pool.sms_message)
        body = template.replace(CODE_PLACE, code)
        message = Message(self._clock.now(), medium, address, subject, body, code)
        pool.outgoing.send(message)
        parameters = {
            "CODE_DELIVERY_DELIVERY_MEDIUM": medium,
            "CODE_DELIVERY_DESTINATION": masked,
        }
        return SentCode(code, address, parameters)

    def _is_usable(self, account: Account, pool: SecondFactors, factor: str) -> bool:
        if factor not in pool.factors:
            return False
        if factor == TOKEN:
            return self.authenticators.has(account.user_id)
        return bool(account.attributes.get(ADDRESSES[factor]))

    def _check_usable(self, account: Account, pool: SecondFactors, factor: str) -> None:
        if not self._is_usable(account, pool, factor):
            text = f"User does not have delivery config set to turn on {factor}"
            raise Refused("InvalidParameterException", text)
