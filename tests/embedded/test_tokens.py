"""Tokens: what they say of themselves, and how Cognito judges one that comes back."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from botocore.exceptions import ClientError
from conftest import NOW, make_token

import cognito_explore as cx
from embedded.conftest import PASSWORD, Pool, User, attributes

EXPIRED = "NotAuthorizedException: Access Token has expired"
REVOKED = "NotAuthorizedException: Access Token has been revoked"
INVALID = "NotAuthorizedException: Invalid Access Token"
UNSIGNED = "NotAuthorizedException: Could not verify signature for Access Token"
NO_SCOPE = "NotAuthorizedException: Access Token does not have required scopes"
DISABLED = "NotAuthorizedException: User is disabled."
GONE = "UserNotFoundException: User does not exist."
UNCONFIRMED = "UserNotConfirmedException: User is not confirmed."

MakeUser = Callable[..., User]
MakeClient = Callable[..., str]
MakePool = Callable[..., Pool]


def refusal(session: cx.Session, token: cx.Sensitive | str) -> str:
    """Give the code and words with which Cognito refuses a token."""
    with pytest.raises(cx.ServiceError) as refused:
        session.send_code(token, "email", allow_any_token=True)
    return refused.value.message


def as_user_of(user: User) -> dict[str, str]:
    """Name the user as administrators do."""
    return {"UserPoolId": user.pool.user_pool_id, "Username": user.username}


def refresh(cognito: Any, user: User) -> dict[str, Any]:
    """Ask for new tokens."""
    token = user.tokens.refresh_token
    assert token is not None
    answer = cognito.initiate_auth(
        ClientId=user.pool.client_id,
        AuthFlow="REFRESH_TOKEN_AUTH",
        AuthParameters={"REFRESH_TOKEN": token.reveal()},
    )
    return dict(answer["AuthenticationResult"])


def test_access_token_says_whose_it_is(session: cx.Session, user: User):
    """The claims are those of Cognito's access tokens."""
    claims = user.access_token.claims

    assert claims["token_use"] == "access"
    assert claims["username"] == user.username
    assert claims["sub"] == user.get().attributes["sub"].reveal()
    assert claims["client_id"] == user.pool.client_id
    assert claims["scope"] == "aws.cognito.signin.user.admin"
    assert claims["iss"] == (
        f"https://cognito-idp.us-east-1.amazonaws.com/{user.pool.user_pool_id}"
    )
    assert claims["iat"] == claims["auth_time"] == int(session.aws.clock.now().timestamp())
    assert {"jti", "origin_jti"} <= set(claims)
    assert not {"aud", "cognito:username"} & set(claims)


def test_id_token_says_who_the_user_is(user: User):
    """The ID token names its app client and user in other claims, and has no scope."""
    claims = jwt.decode(user.tokens.id_token.reveal(), options={"verify_signature": False})

    assert claims["token_use"] == "id"
    assert claims["aud"] == user.pool.client_id
    assert claims["cognito:username"] == user.username
    assert claims["sub"] == user.access_token.claims["sub"]
    assert not {"client_id", "username", "scope"} & set(claims)


def test_tokens_are_signed_with_rs256(user: User):
    """Header and three parts are those of a signed JWT."""
    token = user.access_token.reveal()

    header = jwt.get_unverified_header(token)

    assert header["alg"] == "RS256"
    assert "kid" in header
    assert token.count(".") == 2


def test_refresh_token_is_encrypted(user: User):
    """A refresh token has five parts, of which only the header can be read."""
    token = user.tokens.refresh_token
    assert token is not None

    header, *others = token.reveal().split(".")

    decoded = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    assert decoded == {"cty": "JWT", "enc": "A256GCM", "alg": "RSA-OAEP"}
    assert len(others) == 4
    assert all(others)


def test_groups_are_a_claim(cognito: Any, session: cx.Session, user: User):
    """A user's groups are in their tokens."""
    pool_id = user.pool.user_pool_id
    cognito.create_group(UserPoolId=pool_id, GroupName="editors")
    cognito.admin_add_user_to_group(**as_user_of(user), GroupName="editors")

    tokens = session.sign_in(user.username, PASSWORD)

    assert tokens.access_token.claims["cognito:groups"] == ["editors"]
    assert "cognito:groups" not in user.access_token.claims


@pytest.mark.parametrize(
    ("settings", "seconds"),
    [
        ({}, 3_600),
        ({"AccessTokenValidity": 2}, 7_200),
        ({"AccessTokenValidity": 300, "TokenValidityUnits": {"AccessToken": "seconds"}}, 300),
        ({"AccessTokenValidity": 5, "TokenValidityUnits": {"AccessToken": "minutes"}}, 300),
        ({"AccessTokenValidity": 3, "TokenValidityUnits": {"AccessToken": "hours"}}, 10_800),
        ({"AccessTokenValidity": 1, "TokenValidityUnits": {"AccessToken": "days"}}, 86_400),
        ({"AccessTokenValidity": 3, "TokenValidityUnits": {"IdToken": "minutes"}}, 10_800),
    ],
    ids=["default", "no unit", "seconds", "minutes", "hours", "days", "unit of another token"],
)
def test_app_client_decides_how_long_a_token_lives(
    make_client: MakeClient, make_user: MakeUser, settings: dict[str, Any], seconds: int
):
    """AccessTokenValidity counts in its unit, in hours without one, and is an hour if unset."""
    tokens = make_user(client_id=make_client(**settings)).tokens

    claims = tokens.access_token.claims

    assert claims["exp"] - claims["iat"] == seconds
    assert tokens.expires_at - tokens.sent_at == timedelta(seconds=seconds)


def test_demo_tokens_live_an_hour(user: User):
    """The demo's app client gives tokens of sixty minutes."""
    claims = user.access_token.claims

    assert claims["exp"] - claims["iat"] == 3_600


def test_session_sees_an_expired_token_by_the_embedded_clock(session: cx.Session, user: User):
    """When the embedded clock moves on, the session keeps the expired token back."""
    session.aws.clock.advance(hours=1)

    with pytest.raises(cx.InvalidRequestError, match="It expired 0 seconds ago"):
        user.send("email")


def test_expired_token_is_refused(session: cx.Session, user: User):
    """Let through, an expired token is refused as expired."""
    session.aws.clock.advance(hours=1)

    assert refusal(session, user.access_token) == EXPIRED


def test_token_works_until_its_last_second(session: cx.Session, user: User):
    """One second before it expires a token is good."""
    session.aws.clock.advance(minutes=59, seconds=59)

    sent = user.send("email")

    assert sent.outcome == "accepted"


def test_global_sign_out_revokes_every_token(session: cx.Session, user: User):
    """After GlobalSignOut neither this sign-in's token nor an earlier one's is good."""
    again = session.sign_in(user.username, PASSWORD)

    session.send(cx.GlobalSignOut(again.access_token))

    assert refusal(session, again.access_token) == REVOKED
    assert refusal(session, user.access_token) == REVOKED


def test_sign_in_after_global_sign_out_gives_a_good_token(session: cx.Session, user: User):
    """Who signed out everywhere may sign in again."""
    session.send(cx.GlobalSignOut(user.access_token))

    again = session.sign_in(user.username, PASSWORD)

    assert session.send_code(again.access_token, "email").outcome == "accepted"


def test_global_sign_out_leaves_other_users_alone(session: cx.Session, make_user: MakeUser):
    """Only the user who signs out loses their tokens."""
    leaving, staying = make_user(), make_user()

    session.send(cx.GlobalSignOut(leaving.access_token))

    assert staying.send("email").outcome == "accepted"


def test_global_sign_out_revokes_the_refresh_token(session: cx.Session, cognito: Any, user: User):
    """No new tokens come from a refresh token after GlobalSignOut."""
    session.send(cx.GlobalSignOut(user.access_token))

    with pytest.raises(cognito.exceptions.NotAuthorizedException) as refused:
        refresh(cognito, user)

    assert refused.value.response["Error"]["Message"] == "Refresh Token has been revoked"


def test_administrator_revokes_tokens(session: cx.Session, cognito: Any, user: User):
    """AdminUserGlobalSignOut revokes as GlobalSignOut does."""
    cognito.admin_user_global_sign_out(**as_user_of(user))

    assert refusal(session, user.access_token) == REVOKED


def test_administrator_revokes_refresh_tokens_of_users_with_email_names(
    session: cx.Session,
    cognito: Any,
    make_pool: Callable[..., Pool],
    make_client: MakeClient,
):
    """It does not matter by which name the user signed in."""
    pool_id = make_pool(UsernameAttributes=["email"]).user_pool_id
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    client_id = make_client(pool_id, ExplicitAuthFlows=flows)
    name = {"UserPoolId": pool_id, "Username": "named@example.com"}
    made = cognito.admin_create_user(**name, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**name, Password=PASSWORD, Permanent=True)
    tokens = session.sign_in("named@example.com", PASSWORD, client_id=client_id)

    cognito.admin_user_global_sign_out(UserPoolId=pool_id, Username=made["User"]["Username"])

    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.initiate_auth(
            ClientId=client_id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": tokens.refresh_token.reveal()},
        )


def test_refreshed_token_is_good(session: cx.Session, cognito: Any, user: User):
    """A refresh token gives a new access token of the same sign-in."""
    session.aws.clock.advance(hours=2)

    fresh = cx.AccessToken(refresh(cognito, user)["AccessToken"])

    assert session.send_code(fresh, "email").outcome == "accepted"
    assert fresh.claims["origin_jti"] == user.access_token.claims["origin_jti"]
    assert fresh.claims["jti"] != user.access_token.claims["jti"]


def test_disabled_user_is_refused(session: cx.Session, cognito: Any, user: User):
    """A disabled user's token is no good."""
    cognito.admin_disable_user(**as_user_of(user))

    assert refusal(session, user.access_token) == DISABLED


def test_disabling_revokes_for_good(session: cx.Session, cognito: Any, user: User):
    """A user who is enabled again must sign in again."""
    cognito.admin_disable_user(**as_user_of(user))
    cognito.admin_enable_user(**as_user_of(user))

    assert refusal(session, user.access_token) == REVOKED
    token = session.sign_in(user.username, PASSWORD).access_token
    assert session.send_code(token, "email").outcome == "accepted"


def test_deleted_user_does_not_exist(session: cx.Session, cognito: Any, user: User):
    """The token of a user who was deleted belongs to nobody."""
    cognito.admin_delete_user(**as_user_of(user))

    assert refusal(session, user.access_token) == GONE


def test_refresh_token_of_a_deleted_user_is_refused(cognito: Any, user: User):
    """Nobody gets new tokens for a user who was deleted."""
    cognito.admin_delete_user(**as_user_of(user))

    with pytest.raises(ClientError):
        refresh(cognito, user)


def test_token_of_a_deleted_user_is_no_good_for_a_namesake(
    session: cx.Session, cognito: Any, user: User
):
    """A new user of the same name is another user."""
    cognito.admin_delete_user(**as_user_of(user))
    cognito.admin_create_user(**as_user_of(user), MessageAction="SUPPRESS")

    assert refusal(session, user.access_token) == GONE


def test_token_of_a_deleted_app_client_is_refused(
    cognito: Any, make_client: MakeClient, make_user: MakeUser
):
    """An app client that is gone takes its tokens along."""
    client_id = make_client()
    user = make_user(client_id=client_id)

    cognito.delete_user_pool_client(UserPoolId=user.pool.user_pool_id, ClientId=client_id)

    with pytest.raises(cx.ResourceNotFoundError):
        user.send("email")
    with pytest.raises(cx.ResourceNotFoundError):
        user.get()


def test_id_token_is_invalid(session: cx.Session, user: User):
    """The ID token is of the wrong type."""
    assert refusal(session, user.tokens.id_token) == INVALID


def test_refresh_token_is_invalid(session: cx.Session, user: User):
    """The refresh token is no access token either."""
    assert user.tokens.refresh_token is not None

    assert refusal(session, user.tokens.refresh_token) == INVALID


@pytest.mark.parametrize("token", ["x", "a.b.c", "....", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", ""])
def test_garbage_is_invalid(cognito: Any, token: str):
    """What is no token is refused as an invalid one."""
    with pytest.raises(cognito.exceptions.NotAuthorizedException) as refused:
        cognito.get_user_attribute_verification_code(AccessToken=token, AttributeName="email")

    assert refused.value.response["Error"]["Message"] == "Invalid Access Token"


@pytest.mark.parametrize("pasted", ["Bearer {}", " {}", "{}\n", '"{}"'])
def test_token_with_something_around_it_is_invalid(cognito: Any, user: User, pasted: str):
    """Cognito does not repair what was pasted, as this library does."""
    token = pasted.format(user.access_token.reveal())

    with pytest.raises(cognito.exceptions.NotAuthorizedException) as refused:
        cognito.get_user(AccessToken=token)

    assert refused.value.response["Error"]["Message"] == "Invalid Access Token"


def test_foreign_token_has_no_good_signature(session: cx.Session):
    """An access token that nobody here issued is told by its signature."""
    assert refusal(session, make_token()) == UNSIGNED


def test_token_of_another_embedded_aws_has_no_good_signature(session: cx.Session):
    """Another embedded AWS is another AWS."""
    other = cx.connect("embedded", seed=2, now=NOW)
    token = other.sign_in("ana", other.aws.demo.password).access_token

    assert refusal(session, token) == UNSIGNED


def test_changed_token_has_no_good_signature(session: cx.Session, user: User):
    """Who changes a token's claims spoils its signature."""
    header, _, signature = user.access_token.reveal().split(".")
    claims = json.dumps({**user.access_token.claims, "username": "cleo"}).encode()
    body = base64.urlsafe_b64encode(claims).rstrip(b"=").decode()

    assert refusal(session, f"{header}.{body}.{signature}") == UNSIGNED


def test_token_of_another_region_has_no_good_signature(session: cx.Session, user: User):
    """A client of another Region knows nothing of this Region's pools."""
    abroad = session.aws.boto3_session.client("cognito-idp", region_name="eu-central-1")

    with pytest.raises(abroad.exceptions.NotAuthorizedException) as refused:
        abroad.get_user(AccessToken=user.access_token.reveal())

    assert refused.value.response["Error"]["Message"] == (
        "Could not verify signature for Access Token"
    )


@pytest.mark.parametrize("region", ["eu-central-1", "ap-southeast-2", "us-gov-west-1"])
def test_pool_is_in_the_region_of_the_session(region: str):
    """Pool id and issuer name the Region that was asked for."""
    session = cx.connect("embedded", region_name=region)

    token = session.sign_in("ana", session.aws.demo.password).access_token

    pool_id = session.aws.demo.user_pool_id
    assert pool_id.startswith(f"{region}_")
    assert token.claims["iss"] == f"https://cognito-idp.{region}.amazonaws.com/{pool_id}"
    assert session.send_code(token, "email").outcome == "accepted"


@pytest.mark.parametrize(
    "scope", ["openid email", "phone", "aws.cognito.signin.user.administrator"]
)
def test_token_without_the_scope_is_refused(session: cx.Session, user: User, scope: str):
    """A hosted sign-in that did not ask for the scope gives a token that is no good here."""
    token = session.aws.issue_token(user.username, scope=scope)

    assert refusal(session, token) == NO_SCOPE


def test_token_with_the_scope_among_others_is_good(session: cx.Session, user: User):
    """It is enough that the scope is among those asked for."""
    token = session.aws.issue_token(
        user.username, scope="openid aws.cognito.signin.user.admin email"
    )

    assert session.send_code(token, "email").outcome == "accepted"


def test_issue_token_knows_its_users(session: cx.Session):
    """A token can only be issued to a user of the demo pool."""
    with pytest.raises(KeyError):
        session.aws.issue_token("nobody", scope="openid")


def test_unconfirmed_user_is_refused(session: cx.Session):
    """A user who has not finished signing up gets no code."""
    token = session.aws.issue_token("cleo", scope="aws.cognito.signin.user.admin")

    assert refusal(session, token) == UNCONFIRMED


def test_user_who_must_reset_the_password_is_refused(cognito: Any, user: User):
    """After AdminResetUserPassword the user's token is no good until it is reset."""
    cognito.admin_update_user_attributes(
        **as_user_of(user), UserAttributes=attributes(email_verified="true")
    )
    cognito.admin_reset_user_password(**as_user_of(user))

    with pytest.raises(cx.PasswordResetRequiredError):
        user.send("email")


@pytest.mark.parametrize(
    "ask",
    [
        lambda session, token: session.get_user(token, allow_any_token=True),
        lambda session, token: session.verify_code(token, "email", "123456", allow_any_token=True),
        lambda session, token: session.send(cx.GlobalSignOut(token, allow_any_token=True)),
    ],
    ids=["GetUser", "VerifyUserAttribute", "GlobalSignOut"],
)
def test_every_operation_judges_tokens_alike(
    session: cx.Session, user: User, ask: Callable[..., object]
):
    """The other operations refuse a token in the same words."""
    session.aws.clock.advance(hours=1)

    with pytest.raises(cx.NotAuthorizedError) as refused:
        ask(session, user.access_token)

    assert refused.value.message == EXPIRED


def test_reasons_come_in_order(session: cx.Session, cognito: Any, user: User):
    """Of several things that are wrong the one is told that is looked at first."""
    token = session.aws.issue_token(user.username, scope="openid")
    good = session.aws.issue_token(user.username, scope="aws.cognito.signin.user.admin")

    cognito.admin_disable_user(**as_user_of(user))
    of_disabled = refusal(session, good), refusal(session, token)
    cognito.admin_delete_user(**as_user_of(user))
    of_deleted = refusal(session, good), refusal(session, token)
    session.aws.clock.advance(hours=1)
    of_old = refusal(session, good), refusal(session, token)

    assert of_disabled == (DISABLED, NO_SCOPE)
    assert of_deleted == (GONE, NO_SCOPE)
    assert of_old == (EXPIRED, EXPIRED)


def test_token_is_judged_before_the_request(session: cx.Session, user: User):
    """With a bad token and a bad attribute name, the token is what is told."""
    session.aws.clock.advance(hours=1)

    with pytest.raises(cx.NotAuthorizedError) as refused:
        session.send_code(
            user.access_token, "given_name", allow_any_token=True, allow_any_attribute=True
        )

    assert refused.value.message == EXPIRED


def test_refresh_token_lives_thirty_days(session: cx.Session):
    """Which is AWS's default; a day before that it still gives new tokens."""
    tokens = session.sign_in("ana", "correct-horse-1")

    session.aws.clock.advance(days=29)
    again = session.refresh(tokens)
    session.aws.clock.advance(days=1)

    assert again.access_token != tokens.access_token
    with pytest.raises(cx.NotAuthorizedError, match="Refresh Token has expired"):
        session.refresh(tokens)


def test_app_client_decides_how_long_refresh_tokens_live(session: cx.Session, cognito: Any):
    """In days, where it names no unit."""
    made = cognito.create_user_pool_client(
        UserPoolId=session.aws.demo.user_pool_id,
        ClientName="short",
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        RefreshTokenValidity=2,
    )["UserPoolClient"]["ClientId"]
    tokens = session.sign_in("ana", "correct-horse-1", client_id=made)

    session.aws.clock.advance(hours=47)
    session.refresh(tokens)
    session.aws.clock.advance(hours=1)

    with pytest.raises(cx.NotAuthorizedError, match="Refresh Token has expired"):
        session.refresh(tokens)
