"""SECRET_HASH: what an app client with a secret must send, and others must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP

from embedded.conftest import (
    PASSWORD,
    Door,
    Pool,
    attributes,
    newcomer,
    open_door,
    refusal_of,
    secret_hash,
)

REFUSED = "NotAuthorizedException"


@pytest.fixture(scope="module")
def shop() -> Door:
    """An app client with a secret that allows passwords as well; its users may change."""
    door = open_door(1)
    made = door.cognito.create_user_pool_client(
        UserPoolId=door.pool.user_pool_id,
        ClientName="shop",
        GenerateSecret=True,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", *REFRESHING],
    )["UserPoolClient"]
    return replace(door, pool=Pool(door.pool.user_pool_id, made["ClientId"]))


REFRESHING = ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]


def secret_of(door: Door) -> str:
    """Read the secret of an app client, as an administrator can."""
    told = door.cognito.describe_user_pool_client(
        UserPoolId=door.pool.user_pool_id, ClientId=door.pool.client_id
    )
    return str(told["UserPoolClient"]["ClientSecret"])


def hash_of(door: Door, username: str) -> str:
    """Make the right hash."""
    return secret_hash(secret_of(door), username, door.pool.client_id)


def missing(door: Door) -> tuple[str, str]:
    """Word the refusal of a request without the hash."""
    text = f"Client {door.pool.client_id} is configured with secret"
    return REFUSED, f"{text} but SECRET_HASH was not received"


def wrong(door: Door) -> tuple[str, str]:
    """Word the refusal of a wrong hash."""
    return REFUSED, f"Unable to verify secret hash for client {door.pool.client_id}"


def unwanted(door: Door) -> tuple[str, str]:
    """Word the refusal of a hash where there is no secret."""
    text = f"Client {door.pool.client_id} is not configured for secret"
    return REFUSED, f"{text} but secret hash was received"


def begin_by_password(door: Door, **more: str) -> Any:
    """Begin with the password."""
    return door.begin("ana", **more)


def begin_by_srp(door: Door, **more: str) -> Any:
    """Begin with SRP."""
    return door.initiate("USER_SRP_AUTH", USERNAME="ana", SRP_A="a1b2c3", **more)


def begin_by_administrator(door: Door, **more: str) -> Any:
    """Begin with the password, as an administrator."""
    given = {"USERNAME": "ana", "PASSWORD": door.aws.demo.password}
    return door.cognito.admin_initiate_auth(
        UserPoolId=door.pool.user_pool_id,
        ClientId=door.pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters=given | more,
    )


BEGINNINGS = [begin_by_password, begin_by_srp, begin_by_administrator]
Begin = Callable[..., Any]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_right_hash_is_taken(shop: Door, begin: Begin):
    """With the hash of the secret, the sign-in goes its way."""
    answer = begin(shop, SECRET_HASH=hash_of(shop, "ana"))

    assert answer.get("ChallengeName") == "PASSWORD_VERIFIER" or answer["AuthenticationResult"]


@pytest.mark.parametrize("begin", BEGINNINGS)
def test_missing_hash_is_told(shop: Door, begin: Begin):
    """Without the hash nobody begins."""
    assert refusal_of(lambda: begin(shop)) == missing(shop)


@pytest.mark.parametrize("begin", BEGINNINGS)
@pytest.mark.parametrize("name", ["ben", "Ana", ""])
def test_hash_of_another_name_is_refused(shop: Door, begin: Begin, name: str):
    """The hash is of the name in the same request."""
    hashed = hash_of(shop, name)

    assert refusal_of(lambda: begin(shop, SECRET_HASH=hashed)) == wrong(shop)


@pytest.mark.parametrize("text", ["made up", "é"])
def test_made_up_hash_is_refused(shop: Door, text: str):
    """Any text may be sent, and only one is right."""
    assert refusal_of(lambda: begin_by_password(shop, SECRET_HASH=text)) == wrong(shop)


@pytest.mark.parametrize("begin", [begin_by_password, begin_by_srp])
def test_hash_for_an_app_client_without_a_secret_is_told(door: Door, begin: Begin):
    """An app client without a secret has nothing to compare it with."""
    assert refusal_of(lambda: begin(door, SECRET_HASH="made up")) == unwanted(door)


def test_wrong_hash_says_nothing_of_the_user(shop: Door):
    """The app client is looked at before the user."""
    assert refusal_of(lambda: shop.begin("nobody", PASSWORD)) == missing(shop)
    assert refusal_of(lambda: shop.begin("nobody", PASSWORD, SECRET_HASH="x")) == wrong(shop)


def test_secret_of_the_demo_is_that_of_its_app_client(secret_door: Door):
    """The demo tells the secret, and hides it until it is revealed."""
    secret = secret_door.aws.demo.client_secret

    assert secret.reveal() == secret_of(secret_door)
    assert secret.reveal() not in repr(secret_door.aws.demo)


def refresh(door: Door, **more: str) -> Any:
    """Sign in, and get new tokens."""
    first = begin_by_password(door, SECRET_HASH=hash_of(door, "ana"))["AuthenticationResult"]
    return door.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=first["RefreshToken"], **more)


def test_refreshing_takes_the_hash_of_either_name(shop: Door):
    """The request names nobody: the hash is of the username, or of the `sub`."""
    sub = next(
        it["Value"]
        for it in shop.user(begin_by_password(shop, SECRET_HASH=hash_of(shop, "ana")))[
            "UserAttributes"
        ]
        if it["Name"] == "sub"
    )

    for name in ("ana", sub):
        answer = refresh(shop, SECRET_HASH=hash_of(shop, name))
        assert shop.user(answer)["Username"] == "ana"


def test_refreshing_without_the_right_hash_is_refused(shop: Door):
    """A refresh token that was stolen is no good without the secret."""
    assert refusal_of(lambda: refresh(shop)) == missing(shop)
    assert refusal_of(lambda: refresh(shop, SECRET_HASH=hash_of(shop, "ben"))) == wrong(shop)


def test_refreshing_with_a_hash_nobody_wants_is_refused(door: Door):
    """An app client without a secret refuses it here too."""
    token = begin_by_password(door)["AuthenticationResult"]["RefreshToken"]

    assert refusal_of(
        lambda: door.initiate("REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token, SECRET_HASH="x")
    ) == unwanted(door)


def test_answer_takes_the_hash_of_its_own_name(shop: Door):
    """Every answer to a challenge has the hash once more."""
    challenge = shop.begin("emil", SECRET_HASH=hash_of(shop, "emil"))
    code = shop.code()

    def answer(**more: str) -> Any:
        return shop.answer(challenge, "emil", SMS_MFA_CODE=code, **more)

    assert refusal_of(answer) == missing(shop)
    assert refusal_of(lambda: answer(SECRET_HASH=hash_of(shop, "ana"))) == wrong(shop)
    assert answer(SECRET_HASH=hash_of(shop, "emil"))["AuthenticationResult"]


def test_answer_with_a_hash_nobody_wants_is_refused(door: Door):
    """An app client without a secret refuses it here too."""
    challenge = door.begin("emil")

    assert refusal_of(
        lambda: door.answer(challenge, "emil", SMS_MFA_CODE=door.code(), SECRET_HASH="x")
    ) == unwanted(door)


def test_proof_of_a_password_has_the_hash_too(secret_door: Door):
    """A client that knows the password and not the secret stays outside."""
    demo = secret_door.aws.demo
    prover = AWSSRP(
        username="ana",
        password=demo.password,
        pool_id=demo.user_pool_id,
        client_id=demo.secret_client_id,
        client=secret_door.cognito,
        client_secret=demo.client_secret.reveal(),
    )
    challenge = secret_door.initiate("USER_SRP_AUTH", **prover.get_auth_params())
    proof = prover.process_challenge(challenge["ChallengeParameters"], prover.get_auth_params())

    def answer(**changes: str) -> Any:
        return secret_door.cognito.respond_to_auth_challenge(
            ClientId=demo.secret_client_id,
            ChallengeName="PASSWORD_VERIFIER",
            ChallengeResponses={name: text for name, text in (proof | changes).items() if text},
        )

    assert refusal_of(lambda: answer(SECRET_HASH="")) == missing(secret_door)
    assert refusal_of(lambda: answer(SECRET_HASH="x")) == wrong(secret_door)
    # What was refused for its hash was not looked at, so the proof is still good.
    assert answer()["AuthenticationResult"]


def test_signing_up_takes_the_hash(shop: Door):
    """SignUp, its code and its confirmation each have a hash."""
    new = newcomer()
    who = {"ClientId": shop.pool.client_id, "Username": new.username}
    hashed = {"SecretHash": hash_of(shop, new.username)}

    shop.cognito.sign_up(
        **who, **hashed, Password=PASSWORD, UserAttributes=attributes(email=new.email)
    )
    shop.cognito.resend_confirmation_code(**who, **hashed)
    shop.cognito.confirm_sign_up(**who, **hashed, ConfirmationCode=shop.code())

    user = shop.cognito.admin_get_user(UserPoolId=shop.pool.user_pool_id, Username=new.username)
    assert user["UserStatus"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("sign_up", {"Password": PASSWORD}),
        ("resend_confirmation_code", {}),
        ("confirm_sign_up", {"ConfirmationCode": "123456"}),
    ],
)
def test_signing_up_without_the_right_hash_is_refused(
    shop: Door, door: Door, operation: str, more: dict[str, str]
):
    """Missing, wrong and unwanted are told in the same words as at sign-in."""

    def ask(at: Door, **hashed: str) -> Any:
        act = getattr(at.cognito, operation)
        return act(ClientId=at.pool.client_id, Username="cleo", **more, **hashed)

    assert refusal_of(lambda: ask(shop)) == missing(shop)
    assert refusal_of(lambda: ask(shop, SecretHash="x")) == wrong(shop)
    assert refusal_of(lambda: ask(door, SecretHash="x")) == unwanted(door)
