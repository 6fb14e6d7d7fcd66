"""Authenticator apps: their secrets, and the codes they show.

Plain logic, without moto and botocore. AWS documents RFC 6238's codes of six digits, a new
one every 30 seconds. Reported from real pools, but not documented: a code works once, and
the words that refuse it. Not documented, and decided here: a code of one step earlier or
later is good too; a new secret counts only once its first code is verified, and that code
is used up by it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from random import Random

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused
from cognito_explore.facts import TOTP_DIGITS, TOTP_STEP

# 52 characters of base32 and no padding, as AWS's.
_SECRET_BYTES = 32
_STEP_S = int(TOTP_STEP.total_seconds())


@dataclass(slots=True)
class _Authenticator:
    secret: bytes
    device_name: str | None = None
    last_step: int = -1

    def code_at(self, step: int) -> str:
        # SHA-1 is what authenticator apps use.
        totp = TOTP(self.secret, TOTP_DIGITS, SHA1(), _STEP_S)  # noqa: S303
        return totp.generate(step * _STEP_S).decode()

    def step_of(self, code: str, now: int) -> int | None:
        """Give the step near now at which it shows a code."""
        steps = (now - 1, now, now + 1)
        return next((step for step in steps if self.code_at(step) == code), None)


class Authenticators:
    """The authenticator apps of one embedded AWS's users."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            clock: What the apps go by.
            random: Where secrets come from.
        """
        self._clock = clock
        self._random = random
        self._offered: dict[str, _Authenticator] = {}
        self._verified: dict[str, _Authenticator] = {}

    def associate(self, user_id: str) -> str:
        """Give a user a new secret for the app, in base32."""
        secret = self._random.randbytes(_SECRET_BYTES)
        self._offered[user_id] = _Authenticator(secret)
        return base64.b32encode(secret).decode().rstrip("=")

    def register(self, user_id: str, device_name: str) -> None:
        """Register an app without asking for its first code: for users that are made up."""
        secret = self._random.randbytes(_SECRET_BYTES)
        self._verified[user_id] = _Authenticator(secret, device_name)

    def verify(self, user_id: str, code: str, device_name: str | None = None) -> None:
        """Register the app that has the new secret.

        Args:
            user_id: Whose it is.
            code: What the app shows.
            device_name: What the user calls the device; None if nothing.

        Raises:
            Refused: There is no new secret, or it is not the code.
        """
        offered = self._offered.get(user_id)
        if offered is None:
            raise not_set_up()
        step = offered.step_of(code, self._step())
        if step is None:
            text = "Code mismatch and fail enable Software Token MFA"
            raise Refused("EnableSoftwareTokenMFAException", text)
        offered.last_step, offered.device_name = step, device_name
        self._verified[user_id] = self._offered.pop(user_id)

    def use(self, user_id: str, code: str) -> None:
        """Use up a code of the app that is registered.

        Raises:
            Refused: There is no app, it is not the code, or it was used before.
        """
        app = self._verified.get(user_id)
        if app is None:
            raise not_set_up()
        step = app.step_of(code, self._step())
        if step is None:
            raise Refused("CodeMismatchException", "Invalid code received for user")
        if step <= app.last_step:
            text = "Your software token has already been used once."
            raise Refused("ExpiredCodeException", text)
        app.last_step = step

    def has(self, user_id: str) -> bool:
        """Tell whether an app of the user is registered."""
        return user_id in self._verified

    def device_name(self, user_id: str) -> str | None:
        """Give what the user calls the device; None if nothing."""
        app = self._verified.get(user_id)
        return None if app is None else app.device_name

    def shown(self, user_id: str) -> str:
        """Give the code that the user's app shows now, of the newest secret.

        Raises:
            KeyError: The user has no app.
        """
        apps = self._verified | self._offered
        return apps[user_id].code_at(self._step())

    def _step(self) -> int:
        return int(self._clock.now().timestamp()) // _STEP_S


def not_set_up() -> Refused:
    """Refuse somebody who has no authenticator; the words are AWS's."""
    text = "Software Token MFA does not exist for the user."
    return Refused("SoftwareTokenMFANotFoundException", text)
