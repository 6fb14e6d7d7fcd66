"""An embedded AWS belongs to its session alone, and leaves everything beside it as it was."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from conftest import DELIVERED, NOW, Server
from moto import mock_aws
from moto.cognitoidp.models import cognitoidp_backends

import cognito_explore as cx
from embedded.conftest import PASSWORD, SENT_ONCE, User


@pytest.fixture(scope="module")
def twin() -> cx.Session:
    """An embedded AWS with the same seed and time as the other."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture(scope="module")
def stranger() -> cx.Session:
    """An embedded AWS with another seed."""
    return cx.connect("embedded", seed=2, now=NOW)


@pytest.fixture(params=["twin", "stranger"])
def other(request: pytest.FixtureRequest) -> cx.Session:
    """An embedded AWS beside the one under test."""
    return request.getfixturevalue(request.param)


def client_of(session: cx.Session) -> Any:
    """Make an ordinary boto3 client of an embedded AWS."""
    return session.aws.boto3_session.client("cognito-idp", config=SENT_ONCE)


def pool_ids(client: Any) -> list[str]:
    """List the pools that a client sees."""
    return [pool["Id"] for pool in client.list_user_pools(MaxResults=60)["UserPools"]]


def test_users_are_not_shared(other: cx.Session, user: User):
    """A user of one cannot sign in to the other."""
    with pytest.raises(cx.NotAuthorizedError):
        other.sign_in(user.username, PASSWORD)


def test_pools_are_not_shared(session: cx.Session, other: cx.Session):
    """A pool that is made in one is not in the other."""
    made = client_of(session).create_user_pool(PoolName="mine")["UserPool"]["Id"]

    assert made in pool_ids(client_of(session))
    assert pool_ids(client_of(other)) == [other.aws.demo.user_pool_id]


def test_inbox_is_not_shared(other: cx.Session, user: User):
    """A message that one sends is not shown by the other."""
    user.send("email")

    assert user.email in set(user.session.aws.inbox()["to"])
    assert user.email not in set(other.aws.inbox()["to"])


def test_codes_are_not_shared(session: cx.Session, other: cx.Session):
    """A code that one sent to `ana` is none of the other's."""
    ours = session.sign_in("ana", session.aws.demo.password).access_token
    theirs = other.sign_in("ana", other.aws.demo.password).access_token
    session.send_code(ours, "email")
    code = session.aws.inbox()["code"].iloc[-1]

    with pytest.raises(cx.ExpiredCodeError):
        other.verify_code(theirs, "email", code)


def test_tokens_are_not_shared(other: cx.Session, user: User):
    """The other knows no token that this one issued."""
    with pytest.raises(cx.NotAuthorizedError, match="Could not verify signature"):
        other.get_user(user.access_token)


def test_limits_are_not_shared(session: cx.Session, other: cx.Session):
    """The codes that `ana` spends in one are left to her in the other."""
    ours = session.sign_in("ana", session.aws.demo.password).access_token
    theirs = other.sign_in("ana", other.aws.demo.password).access_token
    for _ in range(5):
        other.send_code(theirs, "email")
    with pytest.raises(cx.LimitExceededError):
        other.send_code(theirs, "email")

    sent = session.send_code(ours, "email")

    assert sent.outcome == "accepted"


def test_clocks_are_not_shared(session: cx.Session, other: cx.Session):
    """When one's time moves on, the other's stands."""
    before = other.aws.clock.now()

    session.aws.clock.advance(hours=1)

    assert other.aws.clock.now() == before


def test_regions_of_one_are_apart(session: cx.Session):
    """Within one embedded AWS each Region has its own pools."""
    abroad = session.aws.boto3_session.client("cognito-idp", region_name="eu-central-1")

    made = abroad.create_user_pool(PoolName="abroad")["UserPool"]["Id"]

    assert made.startswith("eu-central-1_")
    assert made in pool_ids(abroad)
    assert made not in pool_ids(client_of(session))


def story(session: cx.Session) -> dict[str, list[Any]]:
    """Live through the same things, and tell what could differ."""
    tokens = session.sign_in("ana", session.aws.demo.password)
    sent = session.send_code(tokens.access_token, "email")
    refresh_token = tokens.refresh_token
    return {
        "ids": [session.aws.demo.user_pool_id, session.aws.demo.client_id],
        "users": [tokens.access_token.claims["sub"]],
        "tokens": [tokens.access_token, tokens.id_token, refresh_token],
        "codes": list(session.aws.inbox()["code"]),
        "requests": [tokens.request_id, sent.request_id],
    }


@pytest.fixture(scope="module")
def stories() -> dict[str, dict[str, list[Any]]]:
    """What five embedded AWS tell, by how they were made."""
    seeds = {"seed 3": 3, "seed 3 again": 3, "seed 4": 4, "no seed": None, "no seed again": None}
    return {name: story(cx.connect("embedded", seed=seed, now=NOW)) for name, seed in seeds.items()}


def test_same_seed_and_time_tell_the_same_story(stories: dict[str, Any]):
    """Ids, codes, tokens and request ids are repeatable."""
    assert stories["seed 3"] == stories["seed 3 again"]


@pytest.mark.parametrize(
    "pair",
    [("seed 3", "seed 4"), ("no seed", "no seed again"), ("no seed", "seed 3")],
    ids=" and ".join,
)
def test_other_seeds_tell_other_stories(stories: dict[str, Any], pair: tuple[str, str]):
    """Without a seed, or with different ones, nothing is the same."""
    one, another = (stories[name] for name in pair)

    for name in ("ids", "users", "tokens", "requests"):
        assert not set(one[name]) & set(another[name])


def test_times_are_the_clocks():
    """What AWS dates, it dates by the embedded clock."""
    fresh = cx.connect("embedded", seed=3, now=NOW)

    pool = client_of(fresh).describe_user_pool(UserPoolId=fresh.aws.demo.user_pool_id)["UserPool"]
    user = client_of(fresh).admin_get_user(UserPoolId=fresh.aws.demo.user_pool_id, Username="ana")

    assert (pool["CreationDate"], pool["LastModifiedDate"]) == (NOW, NOW)
    assert (user["UserCreateDate"], user["UserLastModifiedDate"]) == (NOW, NOW)


@pytest.fixture
def ordinary(server: Server) -> Iterator[Any]:
    """A client of an ordinary boto3 session, which goes to a server on loopback."""
    client = boto3.Session(region_name="us-east-1").client(
        "cognito-idp", endpoint_url=server.url, config=SENT_ONCE
    )
    yield client
    client.close()


def test_ordinary_client_still_goes_to_the_network(user: User, ordinary: Any, server: Server):
    """While an embedded AWS is there, other boto3 sessions stay real."""
    user.send("email")

    answer = ordinary.get_user_attribute_verification_code(
        AccessToken=user.access_token.reveal(), AttributeName="email"
    )

    assert answer["CodeDeliveryDetails"] == DELIVERED["CodeDeliveryDetails"]
    assert len(server.received) == 1
    assert len(user.inbox()) == 1


def test_default_session_still_goes_to_the_network(user: User, server: Server):
    """`boto3.client` is not the embedded AWS either."""
    client = boto3.client(
        "cognito-idp", region_name="us-east-1", endpoint_url=server.url, config=SENT_ONCE
    )

    client.get_user_attribute_verification_code(
        AccessToken=user.access_token.reveal(), AttributeName="email"
    )

    client.close()
    assert len(server.received) == 1
    assert user.inbox().empty


@pytest.mark.parametrize(
    ("service", "operation", "parameters", "named"),
    [
        ("s3", "list_buckets", {}, ("ListBuckets", "s3")),
        ("sts", "get_caller_identity", {}, ("GetCallerIdentity", "sts")),
        ("dynamodb", "list_tables", {}, ("ListTables", "dynamodb")),
        ("cognito-identity", "list_identity_pools", {"MaxResults": 1}, ("ListIdentityPools",)),
        (
            "cognito-idp",
            "describe_risk_configuration",
            {"UserPoolId": "us-east-1_aBcDeFgHi"},
            ("DescribeRiskConfiguration", "cognito-identity-provider"),
        ),
        (
            "cognito-idp",
            "revoke_token",
            {"Token": "x", "ClientId": "1example23456789"},
            ("RevokeToken", "cognito-identity-provider"),
        ),
    ],
)
@pytest.mark.usefixtures("socket_disabled")
def test_what_is_not_there_is_named_and_never_asked_of_the_network(
    session: cx.Session,
    service: str,
    operation: str,
    parameters: dict[str, Any],
    named: tuple[str, ...],
):
    """Every client of the boto3 session is embedded, whatever its service."""
    ask = getattr(session.aws.boto3_session.client(service), operation)

    with pytest.raises(cx.UnsupportedByEmbeddedError) as missing:
        ask(**parameters)

    assert all(name in missing.value.message for name in named)


def test_operation_of_a_user_that_is_not_there_is_named(session: cx.Session, user: User):
    """With a good token, too, it is the embedded AWS that lacks the operation."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="no operation ListDevices of"):
        client_of(session).list_devices(AccessToken=user.access_token.reveal())


@pytest.mark.usefixtures("socket_disabled")
def test_no_socket_is_opened():
    """Connecting, signing in, sending and verifying need no socket at all."""
    session = cx.connect("embedded")
    token = session.sign_in("ana", session.aws.demo.password).access_token
    session.send_code(token, "email")

    verified = session.verify_code(token, "email", session.aws.inbox()["code"].iloc[-1])

    assert verified.outcome == "accepted"


def test_environment_is_left_as_it_was():
    """Connecting sets no variable."""
    before = dict(os.environ)

    cx.connect("embedded", region_name="eu-central-1")

    assert dict(os.environ) == before


def test_motos_own_state_has_none_of_it(session: cx.Session):
    """moto's process-wide backends know no pool of the embedded AWS."""
    client_of(session).create_user_pool(PoolName="mine")

    known = [
        pool_id
        for regions in cognitoidp_backends.values()
        for backend in regions.values()
        for pool_id in backend.user_pools
    ]

    assert known == []


def test_embedded_aws_outlives_a_mock(user: User):
    """What was there before `mock_aws()` is there within and after it."""
    user.send("email")
    with mock_aws():
        user.send("email")
        within = user.get().outcome
    user.verify("email", user.code())

    assert within == "accepted"
    assert len(user.inbox()) == 2
    assert user.get().is_email_verified is True


def test_mock_sees_no_pool_of_the_embedded_aws(session: cx.Session):
    """Within `mock_aws()` an ordinary client finds moto's pools, which are none."""
    with mock_aws():
        seen = pool_ids(boto3.client("cognito-idp", region_name="us-east-1"))

    assert seen == []
    assert session.aws.demo.user_pool_id in pool_ids(client_of(session))


def test_embedded_aws_sees_no_pool_of_a_mock(session: cx.Session):
    """What an ordinary client makes within `mock_aws()` is moto's alone."""
    before = pool_ids(client_of(session))
    with mock_aws():
        ordinary = boto3.client("cognito-idp", region_name="us-east-1")
        made = ordinary.create_user_pool(PoolName="moto's")["UserPool"]["Id"]
        within = pool_ids(client_of(session))
        theirs = pool_ids(ordinary)

    assert theirs == [made]
    assert within == before
    assert pool_ids(client_of(session)) == before


def test_mock_hears_nothing_of_what_is_asked_of_the_embedded_aws(session: cx.Session):
    """A pool that is made within `mock_aws()` by an embedded client is made once, there."""
    with mock_aws():
        made = client_of(session).create_user_pool(PoolName="mine")["UserPool"]["Id"]
        seen = pool_ids(boto3.client("cognito-idp", region_name="us-east-1"))

    assert seen == []
    assert made in pool_ids(client_of(session))


def test_embedded_aws_that_is_made_within_a_mock_is_no_part_of_it():
    """Connecting within `mock_aws()` gives an AWS that outlives the block."""
    with mock_aws():
        session = cx.connect("embedded", seed=1, now=NOW)
        token = session.sign_in("ana", session.aws.demo.password).access_token
        session.send_code(token, "email")
        seen = pool_ids(boto3.client("cognito-idp", region_name="us-east-1"))
    verified = session.verify_code(token, "email", session.aws.inbox()["code"].iloc[-1])

    assert seen == []
    assert verified.outcome == "accepted"


def test_mock_works_after_the_embedded_aws(session: cx.Session):
    """`mock_aws()` answers ordinary clients as it always did."""
    session.sign_in("ana", session.aws.demo.password)

    with mock_aws():
        identity = boto3.client("sts", region_name="us-east-1").get_caller_identity()

    assert identity["Account"] == "123456789012"


def test_what_it_holds_is_gone_with_it():
    """When the last name of a session goes, its pool, app client and users go too."""
    session = cx.connect("embedded")
    demo = session.aws.demo
    pool = session.aws._backends["us-east-1"].pools[demo.user_pool_id]
    held = {"pool": pool, "client": pool.clients[demo.client_id], "user": pool.users["ana"]}
    left = {name: weakref.ref(model) for name, model in held.items()}

    del session, demo, pool, held
    gc.collect()

    assert [name for name, model in left.items() if model() is not None] == []


def test_threads_lose_nothing(session: cx.Session, make_user: Any):
    """Eight threads, each sending for a user of its own, get what they would get alone."""
    users = [make_user() for _ in range(8)]
    before = len(session.history)
    start = threading.Barrier(len(users))

    def send(user: User) -> list[str | None]:
        start.wait(timeout=30)
        return [user.send(name).request_id for name in ("email", "phone_number") * 2]

    with ThreadPoolExecutor(len(users)) as threads:
        request_ids = [made for answers in threads.map(send, users) for made in answers]

    assert len(set(request_ids)) == 32
    assert [len(user.inbox()) for user in users] == [4] * 8
    attempts = session.history[before:]
    assert {attempt.request_id for attempt in attempts} == set(request_ids)
    assert [attempt.attempt for attempt in attempts] == list(range(before + 1, before + 33))


def test_threads_of_one_user_share_the_five_codes(user: User):
    """Of forty sends at the same time five are accepted, and the last code is the one."""
    start = threading.Barrier(8)

    def send(_: int) -> list[str]:
        start.wait(timeout=30)
        return [try_to_send(user) for _ in range(5)]

    with ThreadPoolExecutor(8) as threads:
        outcomes = [outcome for made in threads.map(send, range(8)) for outcome in made]

    assert sorted(outcomes) == ["accepted"] * 5 + ["refused"] * 35
    assert len(user.inbox()) == 5
    assert user.verify("email", user.code()).outcome == "accepted"


def try_to_send(user: User) -> str:
    """Send, and tell what became of it."""
    try:
        return user.send("email").outcome
    except cx.LimitExceededError as error:
        return str(error.outcome)
