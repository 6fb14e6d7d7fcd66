"""Signing in: the password, or the proof of it.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: that a user
must reset the password is told before the password is looked at, and that they are disabled
or unconfirmed only after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.embedded.accounts import Account, AppClient, check_no_reset
from cognito_explore.embedded.auth_sessions import AuthSessions
from cognito_explore.embedded.challenges import AFTER_PASSWORD, Answer, Challenge, Challenges
from cognito_explore.embedded.mfa import Mfa
from cognito_explore.embedded.mfa_setup import MfaSetup
from cognito_explore.embedded.refused import Refused, wrong_password
from cognito_explore.embedded.srp_challenges import SrpChallenges

PASSWORD_VERIFIER = "PASSWORD_VERIFIER"  # noqa: S105 -- a challenge's name
CHALLENGES = (PASSWORD_VERIFIER, *AFTER_PASSWORD)


class SignIn:
    """Those who are signing in to one embedded AWS.

    What gives a challenge gives None where there is none left: then there are tokens.

    Attributes:
        mfa: The users' second factors.
        set_up: Those who are setting up a second factor on their way in.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with nobody.

        Args:
            clock: Tells the time.
            random: Where sessions, codes and secrets come from.
        """
        self.mfa = Mfa(clock, random)
        sessions = AuthSessions(clock, random)
        self.set_up = MfaSetup(sessions, self.mfa.authenticators)
        self._challenges = Challenges(sessions, self.mfa)
        self._srp = SrpChallenges(clock, random)

    def with_password(
        self, account: Account | None, client: AppClient, parameters: Mapping[str, str]
    ) -> Challenge | None:
        """Begin with the password itself.

        Raises:
            Refused: In AWS's words.
        """
        _check_known(account, client)
        if account is None or not account.password:
            raise wrong_password()
        check_no_reset(account)
        if account.password != parameters["PASSWORD"]:
            raise wrong_password()
        return self._challenges.after_password(account, client)

    def with_srp(
        self, account: Account | None, client: AppClient, parameters: Mapping[str, str]
    ) -> Challenge:
        """Begin with SRP, which never shows the password.

        Raises:
            Refused: In AWS's words.
        """
        _check_known(account, client)
        if account:
            check_no_reset(account)
        made = self._srp.begin(account, client, parameters)
        return {"ChallengeName": PASSWORD_VERIFIER, "ChallengeParameters": made}

    def answer(
        self, account: Account | None, client: AppClient, answer: Answer
    ) -> Challenge | None:
        """Take the answer to a challenge.

        Raises:
            Refused: In AWS's words.
        """
        if answer.challenge != PASSWORD_VERIFIER:
            return self._challenges.answer(account, client, answer)
        proven = self._srp.check(account, client, answer.responses)
        return self._challenges.after_password(proven, client)


def _check_known(account: Account | None, client: AppClient) -> None:
    if account is None and not client.is_discreet:
        raise Refused("UserNotFoundException", "User does not exist.")
