"""Signing in: who may, by which flow, and what is said to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

import cognito_explore as cx
from embedded.conftest import PASSWORD, Pool, User, attributes, newcomer

MakeClient = Callable[..., str]
MakeUser = Callable[..., User]
REFUSED_OR_NOT_THERE = (ClientError, cx.UnsupportedByEmbeddedError)
WRONG = "NotAuthorizedException: Incorrect username or password."


def refusal(session: cx.Session, *name_and_password: str, client_id: str | None = None) -> str:
    """Give the code and words with which Cognito refuses a sign-in."""
    with pytest.raises(cx.ServiceError) as refused:
        session.sign_in(*name_and_password, client_id=client_id)
    return refused.value.message


def test_first_users_of_the_demo_sign_in_as_described(session: cx.Session):
    """Two can sign in with the password alone, and one has not finished signing up."""
    users = session.aws.demo.users

    assert session.sign_in("ana", users["ana"]).access_token.claims["username"] == "ana"
    assert session.sign_in("ben", users["ben"]).access_token.claims["username"] == "ben"
    assert refusal(session, "cleo", users["cleo"]) == (
        "UserNotConfirmedException: User is not confirmed."
    )
    assert (session.aws.demo.username, session.aws.demo.password) == ("ana", users["ana"])


def test_wrong_password_is_refused(session: cx.Session, user: User):
    """Cognito does not say which of the two is wrong."""
    assert refusal(session, user.username, "wrong-horse-1") == WRONG


def test_unknown_user_reads_like_a_wrong_password(session: cx.Session):
    """With PreventUserExistenceErrors nobody learns which users there are."""
    assert refusal(session, "nobody", PASSWORD) == WRONG


@pytest.mark.parametrize("settings", [{}, {"PreventUserExistenceErrors": "LEGACY"}])
def test_legacy_app_client_tells_that_a_user_is_unknown(
    session: cx.Session, make_client: MakeClient, settings: dict[str, str]
):
    """Without PreventUserExistenceErrors an unknown user is told as one."""
    client_id = make_client(**settings)

    assert refusal(session, "nobody", PASSWORD, client_id=client_id) == (
        "UserNotFoundException: User does not exist."
    )


def test_unconfirmed_user_with_a_wrong_password_learns_nothing(session: cx.Session):
    """That a user is unconfirmed is told to who knows the password only."""
    assert refusal(session, "cleo", "wrong-horse-1") == WRONG


def test_disabled_user_is_told(session: cx.Session, cognito: Any, user: User):
    """A disabled user cannot sign in."""
    cognito.admin_disable_user(UserPoolId=user.pool.user_pool_id, Username=user.username)

    assert refusal(session, user.username, PASSWORD) == "NotAuthorizedException: User is disabled."


def test_user_who_must_reset_the_password_is_told(session: cx.Session, cognito: Any, user: User):
    """After AdminResetUserPassword the old password is no good."""
    name = {"UserPoolId": user.pool.user_pool_id, "Username": user.username}
    cognito.admin_update_user_attributes(**name, UserAttributes=attributes(email_verified="true"))
    cognito.admin_reset_user_password(**name)

    with pytest.raises(cx.PasswordResetRequiredError):
        session.sign_in(user.username, PASSWORD)


def test_unknown_app_client_is_told(session: cx.Session, user: User):
    """An app client that is not there is named."""
    assert refusal(session, user.username, PASSWORD, client_id="1unknown23456789") == (
        "ResourceNotFoundException: User pool client 1unknown23456789 does not exist."
    )


def test_app_client_of_another_pool_does_not_know_the_user(
    session: cx.Session, make_pool: Callable[..., Pool], user: User
):
    """A user signs in to the pool they belong to."""
    other = make_pool()

    assert refusal(session, user.username, PASSWORD, client_id=other.client_id) == (
        "UserNotFoundException: User does not exist."
    )


@pytest.mark.parametrize(
    "flows",
    [
        [],
        ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        ["ALLOW_ADMIN_USER_PASSWORD_AUTH"],
        ["ADMIN_NO_SRP_AUTH"],
    ],
    ids=["AWS's defaults", "others", "the administrator's", "legacy"],
)
def test_flow_that_the_app_client_does_not_allow_is_refused(
    session: cx.Session, make_client: MakeClient, user: User, flows: list[str]
):
    """The app client decides how users sign in, and by default not by password."""
    client_id = make_client(ExplicitAuthFlows=flows)

    assert refusal(session, user.username, PASSWORD, client_id=client_id) == (
        "InvalidParameterException: USER_PASSWORD_AUTH flow not enabled for this client"
    )


@pytest.mark.parametrize("flow", ["ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"])
def test_flow_is_allowed_by_its_new_and_its_old_name(
    session: cx.Session, make_client: MakeClient, user: User, flow: str
):
    """Older app clients name the flow without `ALLOW_`."""
    client_id = make_client(ExplicitAuthFlows=[flow])

    tokens = session.sign_in(user.username, PASSWORD, client_id=client_id)

    assert tokens.outcome == "accepted"


@pytest.mark.parametrize("flow", ["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"])
def test_default_app_client_allows_srp_and_refreshing(
    cognito: Any, make_client: MakeClient, user: User, flow: str
):
    """An app client that lists no flows has AWS's defaults."""
    client_id = make_client(ExplicitAuthFlows=[])
    given = {"USERNAME": user.username, "SRP_A": "a1b2c3", "REFRESH_TOKEN": "unknown"}

    try:
        cognito.initiate_auth(ClientId=client_id, AuthFlow=flow, AuthParameters=given)
    except REFUSED_OR_NOT_THERE as error:
        message = str(error)
    else:
        message = ""

    assert "flow not enabled" not in message


def test_demo_app_client_allows_refreshing(cognito: Any, user: User):
    """The demo's refresh tokens are good for something."""
    assert user.tokens.refresh_token is not None

    answer = cognito.initiate_auth(
        ClientId=user.pool.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": user.tokens.refresh_token.reveal()},
    )

    assert answer["AuthenticationResult"]["AccessToken"]


@pytest.fixture
def careful_user(cognito: Any, user: User) -> User:
    """A user who wants an SMS as a second factor."""
    cognito.admin_set_user_mfa_preference(
        UserPoolId=user.pool.user_pool_id,
        Username=user.username,
        SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
    )
    return user


def test_second_factor_is_a_challenge(session: cx.Session, careful_user: User):
    """A user with a second factor gets no tokens for the password alone."""
    with pytest.raises(cx.ChallengeRequiredError) as asked:
        session.sign_in(careful_user.username, PASSWORD)

    assert asked.value.code == "SMS_MFA"


def test_temporary_password_is_a_challenge(session: cx.Session, cognito: Any, demo: Pool):
    """A user with a temporary password must choose another before there are tokens."""
    name = newcomer().username
    cognito.admin_create_user(
        UserPoolId=demo.user_pool_id,
        Username=name,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        session.sign_in(name, PASSWORD)

    assert asked.value.code == "NEW_PASSWORD_REQUIRED"
    assert asked.value.outcome == "accepted"


def test_new_password_finishes_the_sign_in(session: cx.Session, cognito: Any, demo: Pool):
    """With RespondToAuthChallenge the user gets tokens, and keeps the new password."""
    name = newcomer().username
    cognito.admin_create_user(
        UserPoolId=demo.user_pool_id,
        Username=name,
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )
    challenge = cognito.initiate_auth(
        ClientId=demo.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
    )

    answer = cognito.respond_to_auth_challenge(
        ClientId=demo.client_id,
        ChallengeName="NEW_PASSWORD_REQUIRED",
        Session=challenge["Session"],
        ChallengeResponses={"USERNAME": name, "NEW_PASSWORD": "another-horse-2"},
    )

    token = answer["AuthenticationResult"]["AccessToken"]
    assert session.get_user(token).username == name
    assert refusal(session, name, PASSWORD) == WRONG
    assert session.sign_in(name, "another-horse-2").outcome == "accepted"


def test_changed_password_is_the_one_that_works(session: cx.Session, cognito: Any, user: User):
    """After ChangePassword the new password signs in, and the old one does not."""
    cognito.change_password(
        AccessToken=user.access_token.reveal(),
        PreviousPassword=PASSWORD,
        ProposedPassword="Another-horse-2",
    )

    tokens = session.sign_in(user.username, "Another-horse-2")

    assert tokens.outcome == "accepted"
    assert refusal(session, user.username, PASSWORD) == WRONG


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("forgot_password", {}),
        ("confirm_forgot_password", {"ConfirmationCode": "123456", "Password": "another-horse-2"}),
    ],
)
def test_forgotten_passwords_are_not_there(
    cognito: Any, user: User, operation: str, parameters: dict[str, str]
):
    """An operation that could only be done wrong is not done at all."""
    ask = getattr(cognito, operation)

    with pytest.raises(cx.UnsupportedByEmbeddedError):
        ask(ClientId=user.pool.client_id, Username=user.username, **parameters)
