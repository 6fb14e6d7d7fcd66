"""The challenges after the password, and the answers to them.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: a user with
a new password is asked for the second factor after it; who was disabled meanwhile is told
so; which words refuse a choice that was not offered.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.embedded.accounts import (
    CONFIRMED,
    MUST_CHANGE_PASSWORD,
    Account,
    AppClient,
    check_may_sign_in,
)
from cognito_explore.embedded.auth_sessions import AuthSession, AuthSessions, no_session
from cognito_explore.embedded.mfa import ADDRESSES, EMAIL, SMS, TOKEN, Mfa
from cognito_explore.embedded.mfa_setup import SET_UP
from cognito_explore.embedded.new_password import read_new_attributes, tell_attributes
from cognito_explore.embedded.refused import Refused, check_given
from cognito_explore.embedded.verification import set_attributes

NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"  # noqa: S105 -- a challenge's name
SELECT = "SELECT_MFA_TYPE"
AFTER_PASSWORD = (NEW_PASSWORD, SMS, EMAIL, TOKEN, SELECT, SET_UP)

# The API reference names EMAIL_MFA as an answer, and EMAIL_OTP as the challenge.
_OTHER_NAMES = {"EMAIL_MFA": EMAIL}

Challenge = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a challenge.

    Attributes:
        challenge: By AWS's name.
        session: As the challenge had it; empty if none was sent.
        responses: By AWS's names.
        check_password: Refuses a new password that the pool's policy does not allow.
    """

    challenge: str
    session: str
    responses: Mapping[str, str]
    check_password: Callable[[str], None]


class Challenges:
    """What is asked of those whose password was right.

    What gives a challenge gives None where there is none left: then there are tokens.
    """

    def __init__(self, sessions: AuthSessions, mfa: Mfa) -> None:
        """Begin with nobody.

        Args:
            sessions: Of those who are on the way.
            mfa: The users' second factors.
        """
        self._sessions = sessions
        self._mfa = mfa

    def after_password(self, account: Account, client: AppClient) -> Challenge | None:
        """Go on with somebody whose password was right.

        Raises:
            Refused: The user may not sign in.
        """
        check_may_sign_in(account)
        if account.status != MUST_CHANGE_PASSWORD:
            return self._second_factor(account, client)
        parameters = tell_attributes(account.attributes, client.required)
        return self._challenge(account, client, NEW_PASSWORD, parameters)

    def answer(
        self, account: Account | None, client: AppClient, answer: Answer
    ) -> Challenge | None:
        """Take the answer to a challenge.

        Args:
            account: Who answers; None if there is no such user.
            client: Where.
            answer: The answer.

        Raises:
            Refused: In AWS's words; the session stays open.
        """
        check_given({"Session": answer.session}, "Session")
        if account is None:
            raise no_session()
        session = self._sessions.find(
            answer.session, account.user_id, client.client_id, answer.challenge
        )
        check_may_sign_in(account)
        following = self._take(account, client, session, answer)
        self._sessions.end(answer.session)
        return following

    def _take(
        self, account: Account, client: AppClient, session: AuthSession, answer: Answer
    ) -> Challenge | None:
        if session.challenge == NEW_PASSWORD:
            _set_password(account, client, answer)
            return self._second_factor(account, client)
        if session.challenge == SELECT:
            return self._ask(account, client, _choice(session, answer.responses))
        if session.challenge == SET_UP:
            if not session.is_proven:
                raise no_session()
            return None
        self._check_code(account, session, answer.responses)
        return None

    def _second_factor(self, account: Account, client: AppClient) -> Challenge | None:
        pool = client.second_factors
        asked = self._mfa.asked(account, pool)
        if len(asked) == 1:
            return self._ask(account, client, asked[0])
        if asked:
            parameters = {"MFAS_CAN_CHOOSE": json.dumps(asked, separators=(",", ":"))}
            return self._challenge(account, client, SELECT, parameters, choices=asked)
        if pool.demand != "ON":
            return None
        parameters = {"MFAS_CAN_SETUP": json.dumps(pool.factors, separators=(",", ":"))}
        return self._challenge(account, client, SET_UP, parameters)

    def _ask(self, account: Account, client: AppClient, factor: str) -> Challenge:
        """Ask for a second factor."""
        if factor == TOKEN:
            name = self._mfa.authenticators.device_name(account.user_id)
            parameters = {"FRIENDLY_DEVICE_NAME": name} if name else {}
            return self._challenge(account, client, TOKEN, parameters)
        sent = self._mfa.send(account, client.second_factors, factor)
        parameters = {"USERNAME": account.username} | sent.parameters
        known = {"code": sent.code, "address": sent.address}
        return self._challenge(account, client, factor, parameters, **known)

    def _challenge(
        self,
        account: Account,
        client: AppClient,
        name: str,
        parameters: Mapping[str, str],
        **known: Any,
    ) -> Challenge:
        session = AuthSession(account.user_id, client.client_id, name, **known)
        return {
            "ChallengeName": name,
            "ChallengeParameters": {"USER_ID_FOR_SRP": account.username} | dict(parameters),
            "Session": self._sessions.begin(session, client.session_lifetime),
        }

    def _check_code(
        self, account: Account, session: AuthSession, responses: Mapping[str, str]
    ) -> None:
        factor = session.challenge
        name = f"{factor}_CODE"
        check_given(responses, name)
        if factor == TOKEN:
            self._mfa.authenticators.use(account.user_id, responses[name])
            return
        if responses[name] != session.code:
            text = "Invalid code or auth state for the user."
            raise Refused("CodeMismatchException", text)
        attribute = ADDRESSES[factor]
        # AWS documents this for SMS; a code that came by e-mail proves as much.
        if account.attributes.get(attribute) == session.address:
            account.attributes[f"{attribute}_verified"] = "true"


def _set_password(account: Account, client: AppClient, answer: Answer) -> None:
    responses = answer.responses
    if account.status != MUST_CHANGE_PASSWORD:
        # It was set meanwhile, in another session of the same user.
        raise no_session()
    check_given(responses, "NEW_PASSWORD")
    changes = read_new_attributes(account.attributes, client.required, responses)
    answer.check_password(responses["NEW_PASSWORD"])
    set_attributes(account, changes)
    account.password, account.status = responses["NEW_PASSWORD"], CONFIRMED


def _choice(session: AuthSession, responses: Mapping[str, str]) -> str:
    check_given(responses, "ANSWER")
    chosen = _OTHER_NAMES.get(responses["ANSWER"], responses["ANSWER"])
    if chosen not in session.choices:
        raise Refused("InvalidParameterException", f"{chosen} is not among the MFA types.")
    return chosen
