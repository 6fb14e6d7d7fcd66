"""Challenges: what Cognito asks for after the password, and which answers it takes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from embedded.conftest import PASSWORD, Door, attributes, open_door, refusal_of, secret_hash, wrong

EXPIRED = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
MISMATCH = ("CodeMismatchException", "Invalid code or auth state for the user.")


def prefer(door: Door, username: str, *, preferred: str = "", **enabled: bool) -> None:
    """Set a user's second factors, as an administrator."""
    door.cognito.admin_set_user_mfa_preference(
        UserPoolId=door.pool.user_pool_id,
        Username=username,
        **{
            f"{name}MfaSettings": {"Enabled": is_enabled, "PreferredMfa": name == preferred}
            for name, is_enabled in enabled.items()
        },
    )


def admin_get(door: Door, username: str) -> Any:
    """Ask for a user, as an administrator."""
    return door.cognito.admin_get_user(UserPoolId=door.pool.user_pool_id, Username=username)


def attribute(user: Any, name: str) -> str | None:
    """Read one attribute of a user."""
    values = {it["Name"]: it["Value"] for it in user["UserAttributes"]}
    return values.get(name)


def claims(answer: Any) -> Any:
    """Read the claims of the access token."""
    return cx.AccessToken(answer["AuthenticationResult"]["AccessToken"]).claims


def test_demo_users_meet_the_challenges_that_the_demo_tells():
    """Each of the seven users shows one way in, or out."""
    door = open_door(3)
    users = door.aws.demo.users

    asked = {name: door.begin(name).get("ChallengeName") for name in users if name != "cleo"}

    assert list(users) == ["ana", "ben", "cleo", "dora", "emil", "fay", "gus"]
    assert asked == {
        "ana": None,
        "ben": None,
        "dora": "NEW_PASSWORD_REQUIRED",
        "emil": "SMS_MFA",
        "fay": "EMAIL_OTP",
        "gus": "SOFTWARE_TOKEN_MFA",
    }


def test_inbox_of_the_demo_begins_empty():
    """Making the users and their second factors leaves no message."""
    assert open_door(4).aws.inbox().empty


def test_seed_gives_the_codes_it_always_gave():
    """What only signing in needs is drawn apart: texts with codes of a seed stay true."""
    session = cx.connect("embedded", seed=1, now=NOW)
    token = session.sign_in("ana", "correct-horse-1").access_token

    sent = session.send_code(token, "phone_number")

    assert session.aws.demo.user_pool_id == "us-east-1_1jrqx2db4"
    assert session.aws.demo.client_id == "aqzi86bat7nhpbhpriihqka4ux"
    assert sent.request_id == "39b21c95-0554-45e8-b9bd-dea5d12982e4"
    assert session.aws.inbox()["code"].iloc[-1] == "018732"


def test_seed_repeats_the_ways_in():
    """Sessions, codes, the other app client and its secret come from the seed as well."""

    def seen(seed: int) -> list[str]:
        door = open_door(seed)
        demo = door.aws.demo
        session = door.begin("emil")["Session"]
        return [session, door.code(), demo.secret_client_id, demo.client_secret.reveal()]

    one, other = seen(1), seen(2)

    assert one == seen(1)
    assert not set(one) & set(other)


def test_code_by_sms_signs_in(door: Door):
    """The right code of the message gives tokens, and proves the phone number."""
    challenge = door.begin("emil")
    parameters = challenge["ChallengeParameters"]
    message = door.aws.inbox().iloc[-1]

    answer = door.answer(challenge, "emil", SMS_MFA_CODE=message["code"])

    assert parameters == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******0156",
        "USER_ID_FOR_SRP": "emil",
        "USERNAME": "emil",
    }
    assert (message["medium"], message["to"]) == ("SMS", "+12025550156")
    assert message["body"] == f"Your authentication code is {message['code']}."
    assert claims(answer)["username"] == "emil"
    assert attribute(door.user(answer), "phone_number_verified") == "true"


def test_code_by_email_signs_in(door: Door):
    """The right code of the e-mail gives tokens."""
    challenge = door.begin("fay")
    message = door.aws.inbox().iloc[-1]

    answer = door.answer(challenge, "fay", EMAIL_OTP_CODE=message["code"])

    assert challenge["ChallengeParameters"] == {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "f***@e***",
        "USER_ID_FOR_SRP": "fay",
        "USERNAME": "fay",
    }
    assert (message["medium"], message["to"]) == ("EMAIL", "fay@example.com")
    assert message["subject"] == "Your authentication code"
    assert claims(answer)["username"] == "fay"


def test_answer_may_name_the_user_by_sub(door: Door):
    """`sub` is a name of the user too."""
    challenge = door.begin("fay")
    sub = attribute(admin_get(door, "fay"), "sub")

    answer = door.answer(challenge, str(sub), EMAIL_OTP_CODE=door.code())

    assert claims(answer)["username"] == "fay"


@pytest.mark.parametrize(
    ("username", "name"), [("emil", "SMS_MFA_CODE"), ("fay", "EMAIL_OTP_CODE")]
)
def test_wrong_code_is_refused_and_the_right_one_still_taken(door: Door, username: str, name: str):
    """A slip of the finger does not end the session."""
    challenge = door.begin(username)
    code = door.code()

    for _ in range(2):
        assert refusal_of(lambda: door.answer(challenge, username, **{name: wrong(code)})) == (
            MISMATCH
        )
    assert door.answer(challenge, username, **{name: code})["AuthenticationResult"]


def test_right_code_uses_the_session_up(door: Door):
    """The same answer is good once."""
    challenge = door.begin("emil")
    code = door.code()
    door.answer(challenge, "emil", SMS_MFA_CODE=code)

    assert refusal_of(lambda: door.answer(challenge, "emil", SMS_MFA_CODE=code)) == EXPIRED


def test_each_sign_in_has_a_code_of_its_own(door: Door):
    """The code of one session is none in the other, and both stay open."""
    first = door.begin("emil")
    first_code = door.code()
    second = door.begin("emil")
    second_code = door.code()

    assert first_code != second_code
    assert refusal_of(lambda: door.answer(second, "emil", SMS_MFA_CODE=first_code)) == MISMATCH
    assert door.answer(first, "emil", SMS_MFA_CODE=first_code)["AuthenticationResult"]


def test_session_is_as_long_as_aws_allows_and_tells_nothing(door: Door):
    """It is opaque: nobody finds the user in it."""
    session = door.begin("emil")["Session"]

    assert 20 <= len(session) <= 2048
    assert "emil" not in session


def test_session_lasts_three_minutes_by_default(own_door: Door):
    """Until then the code is good, and not a moment longer."""
    first, second = own_door.begin("emil"), own_door.begin("fay")
    codes = own_door.aws.inbox()["code"]

    own_door.aws.clock.advance(minutes=2, seconds=59)
    assert own_door.answer(first, "emil", SMS_MFA_CODE=codes.iloc[0])["AuthenticationResult"]
    own_door.aws.clock.advance(seconds=1)
    assert (
        refusal_of(lambda: own_door.answer(second, "fay", EMAIL_OTP_CODE=codes.iloc[1])) == EXPIRED
    )


def test_session_lasts_as_the_app_client_says(own_door: Door):
    """AuthSessionValidity is in minutes."""
    own_door.cognito.update_user_pool_client(
        UserPoolId=own_door.pool.user_pool_id,
        ClientId=own_door.pool.client_id,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
        AuthSessionValidity=15,
    )
    challenge = own_door.begin("emil")

    own_door.aws.clock.advance(minutes=14)

    assert own_door.answer(challenge, "emil", SMS_MFA_CODE=own_door.code())


def test_session_that_nobody_began_is_refused(door: Door):
    """An invented session reads like an old one."""
    assert refusal_of(lambda: door.respond("SMS_MFA", "x" * 40, USERNAME="emil")) == EXPIRED


def test_session_of_another_user_is_refused(door: Door):
    """A session belongs to the user who began it."""
    challenge = door.begin("emil")

    for name in ("fay", "nobody"):
        assert refusal_of(lambda name=name: door.answer(challenge, name)) == EXPIRED


def test_session_of_another_challenge_is_refused(door: Door):
    """A session does not let anybody answer what was not asked."""
    challenge = door.begin("emil")

    for name in ("EMAIL_OTP", "NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA", "MFA_SETUP"):
        given = {"USERNAME": "emil", "NEW_PASSWORD": "another-horse-2"}
        assert (
            refusal_of(
                lambda name=name, given=given: door.respond(name, challenge["Session"], **given)
            )
            == EXPIRED
        )


def test_session_of_another_app_client_is_refused(door: Door, secret_door: Door):
    """A session belongs to the app client where it began."""
    challenge = door.begin("emil")
    client_id = secret_door.pool.client_id
    hashed = secret_hash(door.aws.demo.client_secret.reveal(), "emil", client_id)

    def answer_there() -> Any:
        return secret_door.answer(challenge, "emil", SMS_MFA_CODE=door.code(), SECRET_HASH=hashed)

    assert refusal_of(answer_there) == EXPIRED


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "USERNAME"),
        ({"USERNAME": "emil"}, "SMS_MFA_CODE"),
        ({"USERNAME": "emil", "SMS_MFA_CODE": ""}, "SMS_MFA_CODE"),
    ],
)
def test_missing_part_of_an_answer_is_named(door: Door, given: dict[str, str], missing: str):
    """What is left out, or empty, is told by its name."""
    session = door.begin("emil")["Session"]

    assert refusal_of(lambda: door.respond("SMS_MFA", session, **given)) == (
        "InvalidParameterException",
        f"Missing required parameter {missing}",
    )


def test_missing_session_is_named(door: Door):
    """Only the proof of a password has no session."""

    def answer() -> Any:
        return door.cognito.respond_to_auth_challenge(
            ClientId=door.pool.client_id,
            ChallengeName="SMS_MFA",
            ChallengeResponses={"USERNAME": "emil", "SMS_MFA_CODE": "123456"},
        )

    assert refusal_of(answer) == (
        "InvalidParameterException",
        "Missing required parameter Session",
    )


def test_user_who_is_disabled_meanwhile_does_not_come_in(own_door: Door):
    """The code may be right, the user may not."""
    challenge = own_door.begin("emil")
    own_door.cognito.admin_disable_user(UserPoolId=own_door.pool.user_pool_id, Username="emil")

    assert refusal_of(lambda: own_door.answer(challenge, "emil", SMS_MFA_CODE=own_door.code())) == (
        "NotAuthorizedException",
        "User is disabled.",
    )


def test_wrong_password_sends_no_code(door: Door):
    """Whoever does not know the password does not reach the second factor."""
    before = len(door.aws.inbox())

    assert refusal_of(lambda: door.begin("emil", "wrong-sill-5"))[0] == "NotAuthorizedException"
    assert len(door.aws.inbox()) == before


def test_sign_in_codes_leave_the_codes_of_attributes_alone(door: Door):
    """They are no sends of the hour, and the code of an attribute stays good."""
    challenge = door.begin("emil")
    token = door.answer(challenge, "emil", SMS_MFA_CODE=door.code())["AuthenticationResult"][
        "AccessToken"
    ]
    door.cognito.get_user_attribute_verification_code(
        AccessToken=token, AttributeName="phone_number"
    )
    code = door.code()

    for _ in range(8):
        door.begin("emil")

    door.cognito.verify_user_attribute(AccessToken=token, AttributeName="phone_number", Code=code)
    for _ in range(4):
        door.cognito.get_user_attribute_verification_code(
            AccessToken=token, AttributeName="phone_number"
        )


def test_messages_are_those_of_the_pool(own_door: Door):
    """SetUserPoolMfaConfig words the messages."""
    own_door.cognito.set_user_pool_mfa_config(
        UserPoolId=own_door.pool.user_pool_id,
        SmsMfaConfiguration={"SmsAuthenticationMessage": "SMS says {####}"},
        EmailMfaConfiguration={"Message": "E-mail says {####}", "Subject": "Knock knock"},
        MfaConfiguration="OPTIONAL",
    )

    own_door.begin("emil")
    own_door.begin("fay")

    sms, email = own_door.aws.inbox().itertuples()
    assert sms.body == f"SMS says {sms.code}"
    assert (email.subject, email.body) == ("Knock knock", f"E-mail says {email.code}")


def test_message_of_the_pool_itself_is_used(door: Door):
    """SmsAuthenticationMessage of CreateUserPool words the SMS."""
    pool_id = door.cognito.create_user_pool(
        PoolName="test",
        SmsConfiguration={"SnsCallerArn": "arn:aws:iam::123456789012:role/cognito-sms"},
        SmsAuthenticationMessage="Pool says {####}",
        MfaConfiguration="ON",
    )["UserPool"]["Id"]
    made = door.cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="test", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )
    who = {"UserPoolId": pool_id, "Username": "ida"}
    door.cognito.admin_create_user(
        **who, UserAttributes=attributes(phone_number="+12025550199"), MessageAction="SUPPRESS"
    )
    door.cognito.admin_set_user_password(**who, Password="Correct-horse-1", Permanent=True)

    challenge = door.cognito.initiate_auth(
        ClientId=made["UserPoolClient"]["ClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ida", "PASSWORD": "Correct-horse-1"},
    )

    assert challenge["ChallengeName"] == "SMS_MFA"
    assert door.aws.inbox()["body"].iloc[-1] == f"Pool says {door.code()}"


def test_pool_without_second_factors_asks_for_none(own_door: Door):
    """With MfaConfiguration OFF the password is enough, whatever users prefer."""
    own_door.cognito.set_user_pool_mfa_config(
        UserPoolId=own_door.pool.user_pool_id, MfaConfiguration="OFF"
    )

    assert own_door.begin("emil")["AuthenticationResult"]


def test_second_factors_of_a_pool_are_changed_with_the_pool(own_door: Door):
    """UpdateUserPool sets MfaConfiguration, which is OFF unless it is named."""
    who = {"UserPoolId": own_door.pool.user_pool_id}

    def demand() -> Any:
        return own_door.cognito.describe_user_pool(**who)["UserPool"]["MfaConfiguration"]

    assert demand() == "OPTIONAL"
    own_door.cognito.update_user_pool(**who, MfaConfiguration="OPTIONAL")
    assert own_door.begin("fay")["ChallengeName"] == "EMAIL_OTP"
    own_door.cognito.update_user_pool(**who)
    assert own_door.begin("fay")["AuthenticationResult"]
    assert demand() == "OFF"


def test_new_password_is_asked_for_with_the_attributes(door: Door):
    """The parameters are texts of JSON, as AWS gives them."""
    challenge = door.begin("dora")
    parameters = challenge["ChallengeParameters"]

    assert set(parameters) == {"USER_ID_FOR_SRP", "userAttributes", "requiredAttributes"}
    assert json.loads(parameters["requiredAttributes"]) == []
    assert json.loads(parameters["userAttributes"]) == {
        "email": "dora@example.com",
        "email_verified": "false",
        "phone_number": "+12025550134",
        "phone_number_verified": "false",
    }


def test_new_password_signs_in_and_confirms(own_door: Door):
    """The user is confirmed, and the old password is gone."""
    challenge = own_door.begin("dora")

    answer = own_door.answer(challenge, "dora", NEW_PASSWORD="paper-ship-44")

    assert claims(answer)["username"] == "dora"
    assert admin_get(own_door, "dora")["UserStatus"] == "CONFIRMED"
    assert own_door.begin("dora", "paper-ship-44")["AuthenticationResult"]
    assert refusal_of(lambda: own_door.begin("dora"))[1] == "Incorrect username or password."


@pytest.mark.parametrize("password", ["short-1", "no-number-here", "12345678-"])
def test_new_password_must_follow_the_policy(door: Door, password: str):
    """What the pool's policy refuses does not use the session up, or change anything."""
    challenge = door.begin("dora")

    code, _ = refusal_of(lambda: door.answer(challenge, "dora", NEW_PASSWORD=password))

    assert code == "InvalidPasswordException"
    assert refusal_of(lambda: door.answer(challenge, "dora")) == (
        "InvalidParameterException",
        "Missing required parameter NEW_PASSWORD",
    )
    assert admin_get(door, "dora")["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_new_password_is_set_once(own_door: Door):
    """Who began twice cannot change it again by the other session."""
    first, second = own_door.begin("dora"), own_door.begin("dora")
    own_door.answer(first, "dora", NEW_PASSWORD="paper-ship-44")

    assert (
        refusal_of(lambda: own_door.answer(second, "dora", NEW_PASSWORD="paper-kite-44")) == EXPIRED
    )
    assert own_door.begin("dora", "paper-ship-44")["AuthenticationResult"]


def test_new_password_comes_with_attributes(own_door: Door):
    """They are set with it; a new address is unverified."""
    challenge = own_door.begin("dora")

    own_door.answer(
        challenge,
        "dora",
        NEW_PASSWORD="paper-ship-44",
        **{"userAttributes.name": "Dora", "userAttributes.email": "other@example.com"},
    )

    user = admin_get(own_door, "dora")
    assert attribute(user, "name") == "Dora"
    assert attribute(user, "email") == "other@example.com"
    assert attribute(user, "email_verified") == "false"


@pytest.mark.parametrize("name", ["sub", "email_verified"])
def test_new_password_does_not_come_with_what_is_not_theirs(door: Door, name: str):
    """Nobody verifies an address by saying so."""
    challenge = door.begin("dora")
    given = {"NEW_PASSWORD": "paper-ship-44", f"userAttributes.{name}": "true"}

    assert refusal_of(lambda: door.answer(challenge, "dora", **given)) == (
        "NotAuthorizedException",
        "A client attempted to write unauthorized attribute",
    )
    assert admin_get(door, "dora")["UserStatus"] == "FORCE_CHANGE_PASSWORD"


@pytest.fixture(scope="module")
def strict(door: Door) -> Any:
    """A pool whose users must have an e-mail address and a name; `jon` has the address."""
    made = door.cognito.create_user_pool(
        PoolName="strict",
        Schema=[{"Name": name, "Required": True, "Mutable": True} for name in ("email", "name")],
    )["UserPool"]["Id"]
    client = door.cognito.create_user_pool_client(
        UserPoolId=made, ClientName="test", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    door.cognito.admin_create_user(
        UserPoolId=made,
        Username="jon",
        TemporaryPassword=PASSWORD,
        UserAttributes=attributes(email="jon@example.com"),
        MessageAction="SUPPRESS",
    )

    def begin() -> Any:
        return door.cognito.initiate_auth(
            ClientId=client,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "jon", "PASSWORD": PASSWORD},
        )

    def answer(challenge: Any, **given: str) -> Any:
        named = {f"userAttributes.{name}": value for name, value in given.items()}
        return door.cognito.respond_to_auth_challenge(
            ClientId=client,
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "jon", "NEW_PASSWORD": "Another-horse-2"} | named,
        )

    return begin, answer


def test_required_attributes_are_named_and_wanted(strict: Any):
    """What every user must have and this one lacks comes with the new password."""
    begin, answer = strict
    challenge = begin()

    required = json.loads(challenge["ChallengeParameters"]["requiredAttributes"])
    assert required == ["userAttributes.name"]
    assert refusal_of(lambda: answer(challenge)) == (
        "InvalidParameterException",
        "Invalid attributes given, name is missing",
    )
    assert refusal_of(lambda: answer(challenge, name="Jon", email="other@example.com")) == (
        "NotAuthorizedException",
        "Cannot modify an already provided email",
    )
    assert answer(challenge, name="Jon")["AuthenticationResult"]


def test_new_password_is_followed_by_the_second_factor(own_door: Door):
    """There are no tokens before both."""
    prefer(own_door, "dora", SMS=True)
    challenge = own_door.begin("dora")

    following = own_door.answer(challenge, "dora", NEW_PASSWORD="paper-ship-44")
    answer = own_door.answer(following, "dora", SMS_MFA_CODE=own_door.code())

    assert following["ChallengeName"] == "SMS_MFA"
    assert following["Session"] != challenge["Session"]
    assert claims(answer)["username"] == "dora"


def test_several_factors_without_a_preferred_one_are_a_choice(own_door: Door):
    """The user chooses, and is asked for what they chose."""
    prefer(own_door, "emil", SMS=True, Email=True)
    challenge = own_door.begin("emil")
    assert own_door.aws.inbox().empty

    following = own_door.answer(challenge, "emil", ANSWER="EMAIL_OTP")
    answer = own_door.answer(following, "emil", EMAIL_OTP_CODE=own_door.code())

    assert challenge["ChallengeName"] == "SELECT_MFA_TYPE"
    assert challenge["ChallengeParameters"] == {
        "MFAS_CAN_CHOOSE": '["SMS_MFA","EMAIL_OTP"]',
        "USER_ID_FOR_SRP": "emil",
    }
    assert following["ChallengeName"] == "EMAIL_OTP"
    assert claims(answer)["username"] == "emil"


def test_choice_is_among_what_was_offered(own_door: Door):
    """Another factor is refused, and the choice stays open."""
    prefer(own_door, "emil", SMS=True, Email=True)
    challenge = own_door.begin("emil")

    for chosen in ("SOFTWARE_TOKEN_MFA", "nothing"):
        code, _ = refusal_of(
            lambda chosen=chosen: own_door.answer(challenge, "emil", ANSWER=chosen)
        )
        assert code == "InvalidParameterException"
    following = own_door.answer(challenge, "emil", ANSWER="EMAIL_MFA")
    assert following["ChallengeName"] == "EMAIL_OTP"
    assert refusal_of(lambda: own_door.answer(challenge, "emil", ANSWER="SMS_MFA")) == EXPIRED


def test_preferred_factor_is_asked_for(own_door: Door):
    """With a preferred one there is no choice."""
    prefer(own_door, "emil", preferred="Email", SMS=True, Email=True)

    assert own_door.begin("emil")["ChallengeName"] == "EMAIL_OTP"


def test_factor_whose_address_is_gone_is_not_asked_for(own_door: Door):
    """Nobody can be sent a code without an address."""
    own_door.cognito.admin_delete_user_attributes(
        UserPoolId=own_door.pool.user_pool_id,
        Username="emil",
        UserAttributeNames=["phone_number"],
    )

    assert own_door.begin("emil")["AuthenticationResult"]


ADMIN_FLOW = "ADMIN_USER_PASSWORD_AUTH"


@pytest.fixture(scope="module")
def office(door: Door) -> Any:
    """An app client where administrators sign users in."""
    client = door.cognito.create_user_pool_client(
        UserPoolId=door.pool.user_pool_id,
        ClientName="office",
        ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )["UserPoolClient"]["ClientId"]
    return {"UserPoolId": door.pool.user_pool_id, "ClientId": client}


def test_administrator_needs_the_right_password_too(door: Door, office: Any):
    """AdminInitiateAuth lets nobody in without it."""

    def begin(password: str) -> Any:
        return door.cognito.admin_initiate_auth(
            **office,
            AuthFlow=ADMIN_FLOW,
            AuthParameters={"USERNAME": "ana", "PASSWORD": password},
        )

    assert refusal_of(lambda: begin("wrong-horse-1")) == (
        "NotAuthorizedException",
        "Incorrect username or password.",
    )
    assert claims(begin("correct-horse-1"))["username"] == "ana"


def test_administrator_needs_the_right_code_too(door: Door, office: Any):
    """AdminRespondToAuthChallenge takes no made-up code."""
    challenge = door.cognito.admin_initiate_auth(
        **office,
        AuthFlow=ADMIN_FLOW,
        AuthParameters={"USERNAME": "emil", "PASSWORD": door.aws.demo.users["emil"]},
    )
    code = door.code()

    def answer(text: str) -> Any:
        return door.cognito.admin_respond_to_auth_challenge(
            **office,
            ChallengeName="SMS_MFA",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "emil", "SMS_MFA_CODE": text},
        )

    assert refusal_of(lambda: answer(wrong(code))) == MISMATCH
    assert claims(answer(code))["username"] == "emil"


@pytest.mark.parametrize("flow", ["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"])
def test_administrators_flow_is_not_the_users(door: Door, flow: str):
    """InitiateAuth needs no credentials, so it has no flow of administrators."""
    code, _ = refusal_of(lambda: door.initiate(flow, USERNAME="ana", PASSWORD=PASSWORD))

    assert code == "InvalidParameterException"


def test_administrators_flow_must_be_allowed(door: Door):
    """The app client of the demo does not allow it."""
    who = {"UserPoolId": door.pool.user_pool_id, "ClientId": door.pool.client_id}
    given = {"USERNAME": "ana", "PASSWORD": PASSWORD}

    for flow in (ADMIN_FLOW, "USER_PASSWORD_AUTH"):
        code, _ = refusal_of(
            lambda flow=flow: door.cognito.admin_initiate_auth(
                **who, AuthFlow=flow, AuthParameters=given
            )
        )
        assert code == "InvalidParameterException"


def test_administrator_names_the_pool_of_the_app_client(door: Door, office: Any):
    """An app client of another pool is not there."""
    other = door.cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    there = office | {"UserPoolId": other}
    given = {"USERNAME": "ana", "PASSWORD": PASSWORD}
    challenge = door.begin("emil")

    def begin() -> Any:
        return door.cognito.admin_initiate_auth(**there, AuthFlow=ADMIN_FLOW, AuthParameters=given)

    def answer() -> Any:
        return door.cognito.admin_respond_to_auth_challenge(
            **(there | {"ClientId": door.pool.client_id}),
            ChallengeName="SMS_MFA",
            Session=challenge["Session"],
            ChallengeResponses={"USERNAME": "emil", "SMS_MFA_CODE": door.code()},
        )

    for act in (begin, answer):
        assert refusal_of(act)[0] == "ResourceNotFoundException"


@pytest.mark.parametrize("flow", ["CUSTOM_AUTH", "USER_AUTH"])
def test_flow_that_is_not_there_says_so(door: Door, flow: str):
    """Custom and choice-based sign-in could only be done wrong."""
    client = door.cognito.create_user_pool_client(
        UserPoolId=door.pool.user_pool_id, ClientName="test", ExplicitAuthFlows=[f"ALLOW_{flow}"]
    )["UserPoolClient"]["ClientId"]

    with pytest.raises(cx.UnsupportedByEmbeddedError, match=f"no sign-in by {flow}"):
        door.cognito.initiate_auth(
            ClientId=client, AuthFlow=flow, AuthParameters={"USERNAME": "ana"}
        )


@pytest.mark.parametrize("name", ["CUSTOM_CHALLENGE", "DEVICE_SRP_AUTH", "WEB_AUTHN"])
def test_challenge_that_is_not_there_says_so(door: Door, name: str):
    """What is never asked for cannot be answered."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match=f"no challenge {name}"):
        door.respond(name, "x" * 40, USERNAME="ana")


def test_refreshing_keeps_when_and_where_the_user_signed_in(own_door: Door):
    """New tokens are of the same sign-in, and there is no new refresh token."""
    first = own_door.begin("ana")
    own_door.aws.clock.advance(minutes=30)

    second = own_door.initiate(
        "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=first["AuthenticationResult"]["RefreshToken"]
    )

    before, after = claims(first), claims(second)
    assert "RefreshToken" not in second["AuthenticationResult"]
    assert before["auth_time"] == after["auth_time"]
    assert before["origin_jti"] == after["origin_jti"]
    assert after["iat"] == before["iat"] + 30 * 60
    assert after["jti"] != before["jti"]


def test_refresh_token_of_another_app_client_is_refused(door: Door, office: Any):
    """A refresh token belongs to the app client that got it."""
    token = door.begin("ana")["AuthenticationResult"]["RefreshToken"]

    def refresh() -> Any:
        return door.cognito.initiate_auth(
            ClientId=office["ClientId"],
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": token},
        )

    assert refusal_of(refresh) == ("NotAuthorizedException", "Invalid Refresh Token")
