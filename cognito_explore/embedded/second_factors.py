"""Cognito's operations on second factors.

Thin adapters, as in `cognito`: moto knows SMS and authenticator only, with one secret for
everybody, and takes any code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.authenticators import Authenticators
from cognito_explore.embedded.cognito import Responses
from cognito_explore.embedded.mfa import EMAIL, SMS, TOKEN, Mfa
from cognito_explore.embedded.pools import UserPool
from cognito_explore.embedded.records import editing, set_second_factors, tell_second_factors
from cognito_explore.embedded.refused import Refused
from cognito_explore.errors import UnsupportedByEmbeddedError

_SETTINGS = {"SMSMfaSettings": SMS, "EmailMfaSettings": EMAIL, "SoftwareTokenMfaSettings": TOKEN}
_OFFERS = {
    "SmsMfaConfiguration",
    "SoftwareTokenMfaConfiguration",
    "EmailMfaConfiguration",
}


class SecondFactorResponses(Responses):
    """All of Cognito's operations over one world, with those on second factors."""

    @property
    def _mfa(self) -> Mfa:
        return self.world.sign_in.mfa

    @property
    def _authenticators(self) -> Authenticators:
        return self._mfa.authenticators

    def admin_get_user(self) -> ActionResult:
        """Tell of a user, and of the second factors."""
        asked = self.parameters
        user = self.backend.admin_get_user(asked["UserPoolId"], asked["Username"])
        told = user.to_json(extended=True, attributes_key="UserAttributes")
        # What moto tells of them is its own.
        kept = {
            name: value
            for name, value in told.items()
            if name not in {"PreferredMfaSetting", "UserMFASettingList"}
        }
        return ActionResult(kept | self._mfa.preferences(user.id).told())

    def set_user_mfa_preference(self) -> ActionResult:
        """Change the second factors of the user."""
        settings = _settings(self.parameters)
        with editing(self.signed_in.user) as account:
            self._mfa.prefer(account, self.signed_in.pool.second_factors, settings)
        return ActionResult({})

    def admin_set_user_mfa_preference(self) -> ActionResult:
        """Change the second factors of a user, as an administrator."""
        asked = self.parameters
        user = self.backend.admin_get_user(asked["UserPoolId"], asked["Username"])
        pool = self.backend.pools[asked["UserPoolId"]]
        with editing(user) as account:
            self._mfa.prefer(account, pool.second_factors, _settings(asked))
        return ActionResult({})

    def set_user_pool_mfa_config(self) -> ActionResult:
        """Set which second factors a pool offers and demands."""
        asked = self.parameters
        pool = self._pool()
        _check_config(asked)
        set_second_factors(pool, asked)
        return ActionResult(tell_second_factors(pool))

    def get_user_pool_mfa_config(self) -> ActionResult:
        """Tell which second factors a pool offers and demands."""
        return ActionResult(tell_second_factors(self._pool()))

    def associate_software_token(self) -> ActionResult:
        """Give a secret for an authenticator app, to a user or to who is signing in."""
        if self._is_signed_in():
            _check_offers_token(self.signed_in.pool)
            secret = self._authenticators.associate(self.signed_in.user.id)
            return ActionResult({"SecretCode": secret})
        secret, session = self.world.sign_in.set_up.associate(self.parameters["Session"])
        return ActionResult({"SecretCode": secret, "Session": session})

    def verify_software_token(self) -> ActionResult:
        """Register an authenticator app with a code of its new secret."""
        asked = self.parameters
        code, name = asked["UserCode"], asked.get("FriendlyDeviceName")
        if self._is_signed_in():
            self._authenticators.verify(self.signed_in.user.id, code, name)
            return ActionResult({"Status": "SUCCESS"})
        session = self.world.sign_in.set_up.verify(asked["Session"], code, name)
        return ActionResult({"Status": "SUCCESS", "Session": session})

    def _pool(self) -> UserPool:
        """Give the pool that the request names."""
        pool_id = self.parameters["UserPoolId"]
        self.backend.describe_user_pool(pool_id)
        return self.backend.pools[pool_id]

    def _is_signed_in(self) -> bool:
        """Tell whether the request has an access token, and not a session.

        Raises:
            Refused: It has both or neither; the words are not documented by AWS.
        """
        given = [name for name in ("AccessToken", "Session") if self.parameters.get(name)]
        if len(given) != 1:
            text = "Give either AccessToken or Session."
            raise Refused("InvalidParameterException", text)
        return given == ["AccessToken"]


def _settings(asked: Mapping[str, Any]) -> dict[str, Mapping[str, bool]]:
    if asked.get("WebAuthnMfaSettings"):
        msg = "The embedded AWS has no passkeys as second factors."
        raise UnsupportedByEmbeddedError(msg)
    return {factor: asked[name] for name, factor in _SETTINGS.items() if asked.get(name)}


def _check_config(asked: Mapping[str, Any]) -> None:
    """Refuse settings that make no sense; the words are moto's, AWS documents none."""
    if asked.get("MfaConfiguration") not in {"ON", "OFF", "OPTIONAL"}:
        text = "[MfaConfiguration] must be one of 'ON', 'OFF', or 'OPTIONAL'."
        raise Refused("InvalidParameterException", text)
    if asked["MfaConfiguration"] != "OFF" and not _OFFERS & set(asked):
        text = f"At least one of {sorted(_OFFERS)} must be provided."
        raise Refused("InvalidParameterException", text)


def _check_offers_token(pool: UserPool) -> None:
    if TOKEN not in pool.second_factors.factors:
        text = "Software Token MFA is not enabled for the user pool."
        raise Refused("SoftwareTokenMFANotFoundException", text)
