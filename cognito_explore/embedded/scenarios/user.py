"""Scenarios: whether the user can be sent a code, and where it would go."""

from __future__ import annotations

from typing import Any

from cognito_explore.embedded.scenarios.scenario import Arguments, Scenarios, Stage
from cognito_explore.facts import USER_ADMIN_SCOPE

SCENARIOS = Scenarios()

# A number of Berlin's, which Germany keeps for films: Bundesnetzagentur, "Drama numbers".
_LANDLINE = "+493023125123"
_SHORT = "+4930"
_READABLE = ["email", "email_verified"]


@SCENARIOS.scenario("token alive", "token-alive", "ok")
def token_alive(stage: Stage) -> None:
    """The user has signed in, and nobody revoked it."""
    del stage


@SCENARIOS.scenario("signed out everywhere", "token-alive", "problem")
def signed_out_everywhere(stage: Stage) -> Arguments:
    """The user signed out everywhere, which revoked the token that is given."""
    token = stage.token(USER_ADMIN_SCOPE)
    _cognito(stage).admin_user_global_sign_out(**_user(stage))
    return {"access_token": token}


@SCENARIOS.scenario("user deleted", "token-alive", "problem")
def user_deleted(stage: Stage) -> Arguments:
    """The user was deleted after signing in."""
    token = stage.token(USER_ADMIN_SCOPE)
    _cognito(stage).admin_delete_user(**_user(stage))
    return {"access_token": token}


@SCENARIOS.scenario("user disabled", "user-status", "problem")
def user_disabled(stage: Stage) -> Arguments:
    """An administrator disabled the user after the sign-in."""
    token = stage.token(USER_ADMIN_SCOPE)
    _cognito(stage).admin_disable_user(**_user(stage))
    return {"access_token": token}


@SCENARIOS.scenario("password reset required", "user-status", "problem")
def password_reset_required(stage: Stage) -> Arguments:
    """An administrator reset the password after the sign-in."""
    token = stage.token(USER_ADMIN_SCOPE)
    # Only who has a verified address can reset a password.
    _change(stage, "email_verified", "true")
    _cognito(stage).admin_reset_user_password(**_user(stage))
    return {"access_token": token}


@SCENARIOS.scenario("sign-up not finished", "user-status", "problem")
def sign_up_not_finished(stage: Stage) -> Arguments:
    """The user, `cleo`, has not confirmed the sign-up, so there is no token."""
    return _named(stage, "cleo")


@SCENARIOS.scenario("new password needed", "user-status", "warning")
def new_password_needed(stage: Stage) -> Arguments:
    """The user, `dora`, has a temporary password, so there is no token."""
    return _named(stage, "dora")


@SCENARIOS.scenario("user confirmed", "user-status", "ok")
def user_confirmed(stage: Stage) -> None:
    """The user is confirmed and enabled."""
    del stage


@SCENARIOS.scenario("app client without the scope", "client-scope", "problem")
def client_without_the_scope(stage: Stage) -> Arguments:
    """The token lacks the scope, and the app client does not allow it."""
    stage.client_settings["AllowedOAuthScopes"] = ["openid", "email"]
    return {"access_token": stage.token("openid email")}


@SCENARIOS.scenario("scope not asked for", "client-scope", "warning")
def scope_not_asked_for(stage: Stage) -> Arguments:
    """The app client allows the scope, and the authorize URL did not ask for it."""
    stage.client_settings["AllowedOAuthScopes"] = ["openid", USER_ADMIN_SCOPE]
    return {"access_token": stage.token("openid")}


@SCENARIOS.scenario("scope granted", "client-scope", "not_applicable")
def scope_granted(stage: Stage) -> None:
    """The token has the scope, so the app client need not be looked at."""
    del stage


@SCENARIOS.scenario("no phone number", "user-address", "problem")
def no_phone_number(stage: Stage) -> None:
    """The user has no phone number."""
    _cognito(stage).admin_delete_user_attributes(
        **_user(stage), UserAttributeNames=["phone_number"]
    )


@SCENARIOS.scenario("no e-mail address", "user-address", "problem", attribute_name="email")
def no_email_address(stage: Stage) -> None:
    """The user has no e-mail address."""
    _cognito(stage).admin_delete_user_attributes(**_user(stage), UserAttributeNames=["email"])


@SCENARIOS.scenario("phone number not readable", "user-address", "warning")
def phone_number_not_readable(stage: Stage) -> None:
    """The user has a phone number, and the app client may not read it."""
    stage.client_settings["ReadAttributes"] = list(_READABLE)


@SCENARIOS.scenario("another number given", "user-address", "warning")
def another_number_given(stage: Stage) -> Arguments:
    """The number that is asked about is not the user's."""
    del stage
    return {"phone_number": "+12025550145"}


@SCENARIOS.scenario("phone number there", "user-address", "ok")
def phone_number_there(stage: Stage) -> None:
    """The user has a phone number, and the app client may read it."""
    del stage


@SCENARIOS.scenario("landline", "address-form", "warning")
def landline(stage: Stage) -> None:
    """The user's phone number is a landline's."""
    _change(stage, "phone_number", _LANDLINE)


@SCENARIOS.scenario("number too short", "address-form", "warning")
def number_too_short(stage: Stage) -> None:
    """The user's phone number lacks most of its digits."""
    _change(stage, "phone_number", _SHORT)


@SCENARIOS.scenario("number without a country", "address-form", "problem")
def number_without_a_country(stage: Stage) -> None:
    """The user's phone number has no +, as pools of old may have it."""
    _change(stage, "phone_number", "2025550123")


@SCENARIOS.scenario("number in order", "address-form", "ok")
def number_in_order(stage: Stage) -> None:
    """The user's phone number may be a mobile's."""
    del stage


@SCENARIOS.scenario("mistyped domain", "address-form", "warning", attribute_name="email")
def mistyped_domain(stage: Stage) -> None:
    """The domain of the user's e-mail address is nearly that of a large provider."""
    _change(stage, "email", "ana@gmial.com")


@SCENARIOS.scenario("verified already", "already-verified", "ok")
def verified_already(stage: Stage) -> None:
    """The user's phone number is verified, and a code is sent all the same."""
    _change(stage, "phone_number_verified", "true")


@SCENARIOS.scenario("user may not be read", "already-verified", "unknown")
def user_may_not_be_read(stage: Stage) -> Arguments:
    """There is no token, and the credentials may not read the user."""
    stage.needs_session().aws.deny("cognito-idp:AdminGetUser")
    return _named(stage, stage.demo.username)


@SCENARIOS.scenario(
    "sign-up verified the phone only", "both-attributes", "warning", attribute_name="email"
)
def sign_up_verified_the_phone_only(stage: Stage) -> None:
    """The pool verifies both at sign-up, where the user got an SMS, and no e-mail."""
    _change(stage, "phone_number_verified", "true")


@SCENARIOS.scenario("nothing verified yet", "both-attributes", "ok", attribute_name="email")
def nothing_verified_yet(stage: Stage) -> None:
    """The user was made by an administrator, and neither attribute is verified."""
    del stage


@SCENARIOS.scenario("changes wait for their code", "pending-change", "warning")
def changes_wait_for_their_code(stage: Stage) -> None:
    """The pool keeps a new phone number back until its code is typed."""
    first = {"AttributesRequireVerificationBeforeUpdate": ["phone_number"]}
    stage.settings["UserAttributeUpdateSettings"] = first


@SCENARIOS.scenario("changes are in place at once", "pending-change", "ok")
def changes_are_in_place_at_once(stage: Stage) -> None:
    """The pool takes a new phone number before it is verified."""
    del stage


def _cognito(stage: Stage) -> Any:
    return stage.client("cognito-idp", region_name=stage.pool_region)


def _user(stage: Stage) -> dict[str, str]:
    return {"UserPoolId": stage.demo.user_pool_id, "Username": stage.demo.username}


def _named(stage: Stage, username: str) -> Arguments:
    """Ask about a user of whom there is no token."""
    pool_id = stage.demo.user_pool_id
    return {"access_token": None, "user_pool_id": pool_id, "username": username}


def _change(stage: Stage, name: str, value: str) -> None:
    changed = [{"Name": name, "Value": value}]
    _cognito(stage).admin_update_user_attributes(**_user(stage), UserAttributes=changed)
