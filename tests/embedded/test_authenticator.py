"""Authenticator apps: codes that change by the clock, and the choice of second factors."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import pytest
from conftest import NOW

from embedded.conftest import PASSWORD, Door, User, attributes, open_door, refusal_of, wrong

MISMATCH = ("CodeMismatchException", "Invalid code received for user")
USED = ("ExpiredCodeException", "Your software token has already been used once.")
NOT_ENABLED = (
    "EnableSoftwareTokenMFAException",
    "Code mismatch and fail enable Software Token MFA",
)


def totp(secret: str, *, steps: int = 0) -> str:
    """Work out what an app shows some steps from now, straight from RFC 6238 and 4226."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    step = int(NOW.timestamp()) // 30 + steps
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def token_of(door: Door, username: str) -> str:
    """Sign in with the password alone."""
    return str(door.begin(username, PASSWORD)["AuthenticationResult"]["AccessToken"])


def set_up(door: Door, username: str, *, device: str | None = None) -> str:
    """Register an app, prefer it, and give its secret."""
    token = token_of(door, username)
    secret = door.cognito.associate_software_token(AccessToken=token)["SecretCode"]
    named = {"FriendlyDeviceName": device} if device else {}
    # A step early, so that the code of now is still to be used.
    door.cognito.verify_software_token(AccessToken=token, UserCode=totp(secret, steps=-1), **named)
    door.cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    return str(secret)


def test_code_of_the_app_signs_in(own_door: Door):
    """What the app of `gus` shows is the answer."""
    challenge = own_door.begin("gus")

    code = own_door.aws.authenticator_code("gus")
    answer = own_door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=code)

    assert challenge["ChallengeParameters"] == {
        "FRIENDLY_DEVICE_NAME": "gus's phone",
        "USER_ID_FOR_SRP": "gus",
    }
    assert own_door.user(answer)["Username"] == "gus"
    assert own_door.aws.inbox().empty


def test_app_shows_another_code_every_thirty_seconds(own_door: Door):
    """The clock of the embedded AWS is the app's clock."""
    shown = []
    for _ in range(4):
        shown.append(own_door.aws.authenticator_code("gus"))
        own_door.aws.clock.advance(seconds=15)

    assert shown[0] == shown[1] != shown[2] == shown[3]
    assert all(len(code) == 6 and code.isdigit() for code in shown)


def test_app_of_a_seed_shows_the_same(own_door: Door):
    """The secret comes from the seed."""
    assert own_door.aws.authenticator_code("gus") == open_door(1).aws.authenticator_code("gus")


@pytest.mark.parametrize("username", ["ana", "nobody"])
def test_who_has_no_app_is_a_key_error(door: Door, username: str):
    """There is nothing to show for them."""
    with pytest.raises(KeyError):
        door.aws.authenticator_code(username)


def test_wrong_code_is_refused_and_the_right_one_still_taken(own_door: Door):
    """A slip of the finger does not end the session."""
    challenge = own_door.begin("gus")
    code = own_door.aws.authenticator_code("gus")

    assert (
        refusal_of(lambda: own_door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=wrong(code)))
        == MISMATCH
    )
    assert own_door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=code)


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "é"])
def test_text_that_is_no_code_is_refused(door: Door, text: str):
    """Any text may be sent, and it is refused as a code, not as an accident."""
    challenge = door.begin("gus")

    code, _ = refusal_of(lambda: door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=text))

    assert code in {"CodeMismatchException", "InvalidParameterException"}


def test_code_works_once(own_door: Door):
    """Who looks over a shoulder cannot use the code again."""
    code = own_door.aws.authenticator_code("gus")
    own_door.answer(own_door.begin("gus"), "gus", SOFTWARE_TOKEN_MFA_CODE=code)
    challenge = own_door.begin("gus")

    assert (
        refusal_of(lambda: own_door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=code)) == USED
    )
    own_door.aws.clock.advance(seconds=30)
    code = own_door.aws.authenticator_code("gus")
    assert own_door.answer(challenge, "gus", SOFTWARE_TOKEN_MFA_CODE=code)


def verify(door: Door, username: str, steps: int) -> Any:
    """Set up an app whose clock is some steps off."""
    token = token_of(door, username)
    secret = door.cognito.associate_software_token(AccessToken=token)["SecretCode"]
    return door.cognito.verify_software_token(AccessToken=token, UserCode=totp(secret, steps=steps))


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_clocks_may_differ_by_one_step(door: Door, user: User, steps: int):
    """An app that is half a minute off is good."""
    assert verify(door, user.username, steps)["Status"] == "SUCCESS"


@pytest.mark.parametrize("steps", [-2, 2])
def test_clocks_that_differ_by_more_are_refused(door: Door, user: User, steps: int):
    """An app that is a minute off is not."""
    assert refusal_of(lambda: verify(door, user.username, steps)) == NOT_ENABLED


def test_secret_is_base32_of_its_own(door: Door, user: User):
    """Every call gives another secret, that any app can take."""
    token = token_of(door, user.username)
    secrets = [
        door.cognito.associate_software_token(AccessToken=token)["SecretCode"] for _ in range(2)
    ]

    assert secrets[0] != secrets[1]
    for secret in secrets:
        assert len(base64.b32decode(secret + "=" * (-len(secret) % 8))) == 32


def test_app_shows_the_code_of_the_rfc(door: Door, user: User):
    """The secret of AssociateSoftwareToken makes the codes that RFC 6238 defines."""
    secret = door.cognito.associate_software_token(AccessToken=token_of(door, user.username))

    assert door.aws.authenticator_code(user.username) == totp(secret["SecretCode"])


def test_user_sets_up_an_app_and_signs_in_with_it(door: Door, user: User):
    """Associate, verify, prefer: from then on the app is asked for."""
    secret = set_up(door, user.username, device="the old phone")

    challenge = door.begin(user.username, PASSWORD)
    answer = door.answer(challenge, user.username, SOFTWARE_TOKEN_MFA_CODE=totp(secret))

    assert challenge["ChallengeParameters"]["FRIENDLY_DEVICE_NAME"] == "the old phone"
    assert door.user(answer)["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    assert door.user(answer)["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]


def test_device_without_a_name_has_none(door: Door, user: User):
    """FRIENDLY_DEVICE_NAME is there only if somebody gave one."""
    set_up(door, user.username)

    assert door.begin(user.username, PASSWORD)["ChallengeParameters"] == {
        "USER_ID_FOR_SRP": user.username
    }


def test_app_counts_only_once_it_is_verified(door: Door, user: User):
    """A secret that nobody proved to have is no second factor."""
    token = token_of(door, user.username)
    code = totp(door.cognito.associate_software_token(AccessToken=token)["SecretCode"])

    assert (
        refusal_of(
            lambda: door.cognito.verify_software_token(AccessToken=token, UserCode=wrong(code))
        )
        == NOT_ENABLED
    )
    assert refusal_of(
        lambda: door.cognito.set_user_mfa_preference(
            AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True}
        )
    ) == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    )
    assert door.begin(user.username, PASSWORD)["AuthenticationResult"]


def test_verifying_without_a_secret_is_refused(door: Door, user: User):
    """There is nothing to verify before AssociateSoftwareToken."""
    code, _ = refusal_of(
        lambda: door.cognito.verify_software_token(
            AccessToken=token_of(door, user.username), UserCode="123456"
        )
    )

    assert code == "SoftwareTokenMFANotFoundException"


def test_old_app_stays_until_the_new_one_is_verified(own_door: Door):
    """Who begins to change phones is not locked out."""
    old = set_up(own_door, "ana")
    challenge = own_door.begin("ana")
    token = own_door.answer(challenge, "ana", SOFTWARE_TOKEN_MFA_CODE=totp(old))[
        "AuthenticationResult"
    ]["AccessToken"]
    new = own_door.cognito.associate_software_token(AccessToken=token)["SecretCode"]

    assert own_door.answer(own_door.begin("ana"), "ana", SOFTWARE_TOKEN_MFA_CODE=totp(old, steps=1))
    own_door.cognito.verify_software_token(AccessToken=token, UserCode=totp(new))
    challenge = own_door.begin("ana")
    own_door.aws.clock.advance(seconds=30)
    assert (
        refusal_of(
            lambda: own_door.answer(challenge, "ana", SOFTWARE_TOKEN_MFA_CODE=totp(old, steps=2))
        )
        == MISMATCH
    )
    assert own_door.answer(challenge, "ana", SOFTWARE_TOKEN_MFA_CODE=totp(new, steps=1))


def test_pool_that_offers_no_apps_gives_no_secret(own_door: Door):
    """SoftwareTokenMfaConfiguration switches them on."""
    own_door.cognito.set_user_pool_mfa_config(
        UserPoolId=own_door.pool.user_pool_id,
        EmailMfaConfiguration={},
        MfaConfiguration="OPTIONAL",
    )
    token = token_of(own_door, "ana")

    code, _ = refusal_of(lambda: own_door.cognito.associate_software_token(AccessToken=token))

    assert code == "SoftwareTokenMFANotFoundException"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"AccessToken": "a.b.c", "Session": "x" * 40},
    ],
)
def test_either_a_token_or_a_session_is_wanted(door: Door, given: dict[str, str]):
    """AWS takes one of the two."""
    code, _ = refusal_of(lambda: door.cognito.associate_software_token(**given))

    assert code in {"InvalidParameterException", "NotAuthorizedException"}


def test_user_without_factors_sets_one_up_where_the_pool_demands_it(own_door: Door):
    """MFA_SETUP goes by associate, verify and answer, each with the session before."""
    own_door.cognito.set_user_pool_mfa_config(
        UserPoolId=own_door.pool.user_pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="ON",
    )
    own_door.cognito.admin_delete_user_attributes(
        UserPoolId=own_door.pool.user_pool_id,
        Username="ana",
        UserAttributeNames=["phone_number"],
    )
    challenge = own_door.begin("ana")

    first = own_door.cognito.associate_software_token(Session=challenge["Session"])
    early = refusal_of(lambda: own_door.respond("MFA_SETUP", first["Session"], USERNAME="ana"))
    second = own_door.cognito.verify_software_token(
        Session=first["Session"], UserCode=totp(first["SecretCode"])
    )
    answer = own_door.respond("MFA_SETUP", second["Session"], USERNAME="ana")

    assert challenge["ChallengeName"] == "MFA_SETUP"
    assert '"SOFTWARE_TOKEN_MFA"' in challenge["ChallengeParameters"]["MFAS_CAN_SETUP"]
    assert early[0] == "NotAuthorizedException"
    assert second["Status"] == "SUCCESS"
    assert len({challenge["Session"], first["Session"], second["Session"]}) == 3
    assert own_door.user(answer)["Username"] == "ana"


def test_session_of_another_challenge_sets_nothing_up(door: Door):
    """Only who must set up a factor gets a secret before the tokens."""
    session = door.begin("emil")["Session"]

    assert refusal_of(lambda: door.cognito.associate_software_token(Session=session)) == (
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    )


def told(door: Door, username: str) -> tuple[Any, Any]:
    """Give what an administrator is told of a user's second factors."""
    user = door.cognito.admin_get_user(UserPoolId=door.pool.user_pool_id, Username=username)
    return user.get("PreferredMfaSetting"), user.get("UserMFASettingList")


def prefer(door: Door, username: str, **settings: Any) -> None:
    """Set the second factors of a user, as an administrator."""
    door.cognito.admin_set_user_mfa_preference(
        UserPoolId=door.pool.user_pool_id, Username=username, **settings
    )


ON, OFF, FIRST = {"Enabled": True}, {"Enabled": False}, {"Enabled": True, "PreferredMfa": True}


def test_factors_are_told_in_one_order(door: Door, user: User):
    """GetUser and AdminGetUser show what is enabled and what is preferred."""
    assert told(door, user.username) == (None, None)

    prefer(door, user.username, EmailMfaSettings=FIRST)
    prefer(door, user.username, SMSMfaSettings=ON)

    assert told(door, user.username) == ("EMAIL_OTP", ["SMS_MFA", "EMAIL_OTP"])
    assert told(door, "gus") == ("SOFTWARE_TOKEN_MFA", ["SOFTWARE_TOKEN_MFA"])


def test_preference_moves_and_goes(door: Door, user: User):
    """One factor is preferred, or none; a factor that is switched off is not."""
    prefer(door, user.username, EmailMfaSettings=FIRST, SMSMfaSettings=ON)
    prefer(door, user.username, SMSMfaSettings=FIRST)
    assert told(door, user.username) == ("SMS_MFA", ["SMS_MFA", "EMAIL_OTP"])

    prefer(door, user.username, SMSMfaSettings=ON)
    assert told(door, user.username) == (None, ["SMS_MFA", "EMAIL_OTP"])

    prefer(door, user.username, SMSMfaSettings=FIRST)
    prefer(door, user.username, SMSMfaSettings=OFF, EmailMfaSettings=OFF)
    assert told(door, user.username) == (None, None)


@pytest.mark.parametrize(
    "settings",
    [
        {"SMSMfaSettings": FIRST, "EmailMfaSettings": FIRST},
        {"SMSMfaSettings": {"Enabled": False, "PreferredMfa": True}},
        {"SoftwareTokenMfaSettings": ON},
    ],
    ids=["two preferred", "preferred but off", "no app"],
)
def test_preference_that_cannot_be_is_refused(door: Door, settings: dict[str, Any]):
    """Nothing changes by a refused request."""
    code, _ = refusal_of(lambda: prefer(door, "ana", **settings))

    assert code == "InvalidParameterException"
    assert told(door, "ana") == (None, None)


def test_factor_needs_an_address(door: Door):
    """`ben` has no phone number to be sent a code."""
    assert refusal_of(
        lambda: door.cognito.admin_set_user_mfa_preference(
            UserPoolId=door.pool.user_pool_id, Username="ben", SMSMfaSettings=ON
        )
    ) == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SMS_MFA",
    )


def test_factors_of_users_of_the_same_name_are_their_own(door: Door):
    """Another pool's `gus` has no app."""
    pool_id = door.cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    door.cognito.admin_create_user(
        UserPoolId=pool_id,
        Username="gus",
        UserAttributes=attributes(email="gus@example.com"),
        MessageAction="SUPPRESS",
    )

    user = door.cognito.admin_get_user(UserPoolId=pool_id, Username="gus")

    assert "UserMFASettingList" not in user


def test_pool_tells_its_second_factors(own_door: Door):
    """GetUserPoolMfaConfig gives back what SetUserPoolMfaConfig took."""
    settings = {
        "SoftwareTokenMfaConfiguration": {"Enabled": True},
        "EmailMfaConfiguration": {"Message": "Code {####}", "Subject": "Code"},
        "MfaConfiguration": "OPTIONAL",
    }
    who = {"UserPoolId": own_door.pool.user_pool_id}

    answers = (
        own_door.cognito.set_user_pool_mfa_config(**who, **settings),
        own_door.cognito.get_user_pool_mfa_config(**who),
    )

    for answer in answers:
        assert {name: answer.get(name) for name in settings} == settings
        assert "SmsMfaConfiguration" not in answer


@pytest.mark.parametrize("settings", [{}, {"MfaConfiguration": "ON"}])
def test_settings_that_make_no_sense_are_refused(door: Door, settings: dict[str, str]):
    """A pool cannot demand a second factor and offer none."""
    code, _ = refusal_of(
        lambda: door.cognito.set_user_pool_mfa_config(UserPoolId=door.pool.user_pool_id, **settings)
    )

    assert code == "InvalidParameterException"
