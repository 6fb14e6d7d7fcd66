"""The sessions that join the steps of one sign-in.

Plain logic, without moto and botocore. AWS documents that a session is opaque and how long
it is valid. Not documented, and decided here: a wrong answer leaves it valid until it
expires, and there may be any number of them; a right one uses it up; for the wrong user,
app client or challenge it is no session at all.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.refused import Refused

# AWS's are about this long, and its pattern allows 20 to 4,096 characters.
_BYTES = 600


@dataclass(frozen=True, slots=True)
class AuthSession:
    """What is known of a sign-in that waits for an answer.

    Attributes:
        user_id: The `sub` of who signs in.
        client_id: Of the app client.
        challenge: By AWS's name, what is to be answered.
        code: The code that was sent; None if none was.
        address: Where it was sent; None likewise.
        choices: The challenges that may be chosen.
        is_proven: Whether the user has set up an authenticator meanwhile.
    """

    user_id: str
    client_id: str
    challenge: str
    code: str | None = None
    address: str | None = None
    choices: tuple[str, ...] = ()
    is_proven: bool = False


class AuthSessions:
    """The sessions that are open."""

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            clock: Tells when a session is too old.
            random: Where sessions come from.
        """
        self._clock = clock
        self._random = random
        self._open: dict[str, tuple[AuthSession, datetime]] = {}

    def begin(self, session: AuthSession, lifetime: timedelta) -> str:
        """Open a session, and give the text that stands for it."""
        text = base64.urlsafe_b64encode(self._random.randbytes(_BYTES)).decode()
        self._open[text] = session, self._clock.now() + lifetime
        return text

    def read(self, text: str) -> AuthSession:
        """Give an open session.

        Raises:
            Refused: It is none, used up, or expired.
        """
        session, expires_at = self._open.get(text, (None, None))
        if session is None or expires_at is None or expires_at <= self._clock.now():
            raise no_session()
        return session

    def find(self, text: str, user_id: str, client_id: str, challenge: str) -> AuthSession:
        """Give the open session of one user, app client and challenge.

        Raises:
            Refused: It is none, used up, expired, or another's.
        """
        session = self.read(text)
        if (session.user_id, session.client_id, session.challenge) != (
            user_id,
            client_id,
            challenge,
        ):
            raise no_session()
        return session

    def replace(self, text: str, session: AuthSession) -> str:
        """Go on with another text, which expires when the one before would have."""
        _, expires_at = self._open.pop(text)
        return self.begin(session, expires_at - self._clock.now())

    def end(self, text: str) -> None:
        """Use a session up."""
        self._open.pop(text, None)


def no_session() -> Refused:
    """Refuse a session that is none for this answer."""
    text = "Invalid session for the user, session is expired."
    return Refused("NotAuthorizedException", text)
