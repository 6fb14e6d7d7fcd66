"""MFA_SETUP: those who must set up an authenticator before they get in.

Plain logic, without moto and botocore. AWS documents the steps: AssociateSoftwareToken,
VerifySoftwareToken, and the answer, each with the session of the one before. Not
documented, and decided here: each step has a new session, and all of them expire when the
first one would have.
"""

from __future__ import annotations

from dataclasses import replace

from cognito_explore.embedded.auth_sessions import AuthSession, AuthSessions, no_session
from cognito_explore.embedded.authenticators import Authenticators

SET_UP = "MFA_SETUP"


class MfaSetup:
    """Those who are setting up a second factor on their way in."""

    def __init__(self, sessions: AuthSessions, authenticators: Authenticators) -> None:
        """Begin with nobody.

        Args:
            sessions: Of those who are on the way.
            authenticators: The users' authenticator apps.
        """
        self._sessions = sessions
        self._authenticators = authenticators

    def associate(self, session_text: str) -> tuple[str, str]:
        """Give a secret to somebody who must set up a second factor to get in.

        Returns:
            The secret, and the session with which to go on.

        Raises:
            Refused: It is no session of somebody who must.
        """
        session = self._setting_up(session_text)
        secret = self._authenticators.associate(session.user_id)
        return secret, self._sessions.replace(session_text, session)

    def verify(self, session_text: str, code: str, device_name: str | None) -> str:
        """Register the authenticator of somebody who must set one up.

        Returns:
            The session that answers the challenge.

        Raises:
            Refused: In AWS's words.
        """
        session = self._setting_up(session_text)
        self._authenticators.verify(session.user_id, code, device_name)
        return self._sessions.replace(session_text, replace(session, is_proven=True))

    def _setting_up(self, session_text: str) -> AuthSession:
        session = self._sessions.read(session_text)
        if session.challenge != SET_UP:
            raise no_session()
        return session
