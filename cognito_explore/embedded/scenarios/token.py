"""Scenarios: what an access token tells by itself."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

from cognito_explore.embedded.scenarios.scenario import Arguments, Scenarios, Stage
from cognito_explore.facts import USER_ADMIN_SCOPE

SCENARIOS = Scenarios()

_ELSEWHERE = ("eu-west-1", "us-east-1")


@SCENARIOS.scenario("token, as it was issued", "token-shape", "ok")
def token_as_issued(stage: Stage) -> None:
    """The user has signed in, and the access token is given as it came."""
    del stage


@SCENARIOS.scenario("token is garbage", "token-shape", "problem")
def token_is_garbage(stage: Stage) -> Arguments:
    """What is given for a token is a text of another kind."""
    del stage
    return {"access_token": "not-a-token"}


@SCENARIOS.scenario("refresh token", "token-shape", "problem")
def refresh_token(stage: Stage) -> Arguments:
    """The refresh token of the sign-in is given, which is encrypted."""
    return {"access_token": _sign_in(stage)["RefreshToken"]}


@SCENARIOS.scenario("ID token", "token-kind", "problem")
def id_token(stage: Stage) -> Arguments:
    """The ID token of the sign-in is given."""
    return {"access_token": _sign_in(stage)["IdToken"]}


@SCENARIOS.scenario("access token", "token-kind", "ok")
def access_token(stage: Stage) -> Arguments:
    """The access token of the sign-in is given."""
    return {"access_token": _sign_in(stage)["AccessToken"]}


@SCENARIOS.scenario("token of an application", "token-user", "problem")
def token_of_an_application(stage: Stage) -> Arguments:
    """An application got the token for itself (client credentials), so it has no user."""
    claims = _claims(stage) | {"sub": stage.demo.client_id, "scope": f"api/read {USER_ADMIN_SCOPE}"}
    return {"access_token": _unsigned(claims)}


@SCENARIOS.scenario("token of a user", "token-user", "ok")
def token_of_a_user(stage: Stage) -> None:
    """The token names its user."""
    del stage


@SCENARIOS.scenario("scope missing", "token-scope", "problem")
def scope_missing(stage: Stage) -> Arguments:
    """The hosted sign-in page was asked for other scopes than the one that is needed."""
    return {"access_token": stage.token("openid email")}


@SCENARIOS.scenario("scope among others", "token-scope", "ok")
def scope_among_others(stage: Stage) -> Arguments:
    """The hosted sign-in page was asked for the scope that is needed, and for others."""
    return {"access_token": stage.token(f"openid {USER_ADMIN_SCOPE} email")}


@SCENARIOS.scenario("token expired", "token-expiry", "problem")
def token_expired(stage: Stage) -> Arguments:
    """The user signed in two hours ago, and a token lives for one."""
    token = stage.token(USER_ADMIN_SCOPE)
    stage.clock.advance(hours=2)
    return {"access_token": token}


@SCENARIOS.scenario("token expires soon", "token-expiry", "warning")
def token_expires_soon(stage: Stage) -> Arguments:
    """The user signed in 59 minutes ago, and a token lives for an hour."""
    token = stage.token(USER_ADMIN_SCOPE)
    stage.clock.advance(minutes=59)
    return {"access_token": token}


@SCENARIOS.scenario("token fresh", "token-expiry", "ok")
def token_fresh(stage: Stage) -> None:
    """The user has just signed in."""
    del stage


@SCENARIOS.scenario("token of another Region", "token-region", "warning")
def token_of_another_region(stage: Stage) -> Arguments:
    """The token was issued by a pool in another Region than the session asks."""
    elsewhere = next(it for it in _ELSEWHERE if it != stage.pool_region)
    claims = _claims(stage) | {"username": stage.demo.username, "scope": USER_ADMIN_SCOPE}
    issuer = f"https://cognito-idp.{elsewhere}.amazonaws.com/{elsewhere}_aBcDeFgHi"
    return {"access_token": _unsigned(claims | {"iss": issuer})}


@SCENARIOS.scenario("token of this Region", "token-region", "ok")
def token_of_this_region(stage: Stage) -> None:
    """The token was issued in the Region that the session asks."""
    del stage


def _sign_in(stage: Stage) -> dict[str, str]:
    cognito = stage.client("cognito-idp", region_name=stage.pool_region)
    told = cognito.initiate_auth(
        ClientId=stage.demo.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": stage.demo.username, "PASSWORD": stage.demo.password},
    )
    tokens: dict[str, str] = told["AuthenticationResult"]
    return tokens


def _claims(stage: Stage) -> dict[str, Any]:
    """Make the claims that every access token has, for one of which nothing else is known."""
    now = stage.clock.now()
    return {
        "sub": "11111111-2222-3333-4444-555555555555",
        "iss": f"https://cognito-idp.{stage.pool_region}.amazonaws.com/{stage.demo.user_pool_id}",
        "client_id": stage.demo.client_id,
        "token_use": "access",
        "exp": int((now + timedelta(hours=1)).timestamp()),
    }


def _unsigned(claims: dict[str, Any]) -> str:
    """Write a token that reads well, and that nobody signed."""
    parts = [json.dumps(it).encode() for it in ({"alg": "RS256"}, claims)]
    encoded = [base64.urlsafe_b64encode(it).rstrip(b"=").decode() for it in (*parts, b"made up")]
    return ".".join(encoded)
