"""Signing in with a password, refreshing, client secrets, and what a refusal tells of flows."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from conftest import POOL, Server, last, make_token, write_tracebacks

import cognito_explore as cx

CLIENT = "1example23456789"
OTHER_CLIENT = "2example34567890"
SECRET = "app-secret-canary-1"
PASSWORD = "canary-password-1"
NOT_ENABLED = ("InvalidParameterException", "USER_PASSWORD_AUTH flow not enabled for this client")
CREDENTIALS = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "made-up"}


def proof(username: str, client_id: str = CLIENT, secret: str = SECRET) -> str:
    """Compute a secret hash as the developer guide says."""
    digest = hmac.new(secret.encode(), f"{username}{client_id}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def signed_in(refresh_token: str | None = "refresh-canary-1", **claims: Any) -> dict[str, Any]:
    """Write the answer with tokens; a refresh token that is None is left out."""
    result = {"AccessToken": make_token(**claims), "IdToken": "id-canary-1", "ExpiresIn": 3600}
    given = {} if refresh_token is None else {"RefreshToken": refresh_token}
    return {"AuthenticationResult": result | given}


def describe(**client: Any) -> dict[str, Any]:
    """Write the answer of DescribeUserPoolClient, the secret in it."""
    return {"UserPoolClient": {"ClientId": CLIENT, "ClientSecret": SECRET, **client}}


@pytest.fixture
def confidential(server: Server) -> cx.Session:
    """A session whose app client has a secret."""
    return cx.connect(
        server.url, region_name="us-east-1", client_id=CLIENT, client_secret=cx.Sensitive(SECRET)
    )


@pytest.fixture
def administrator(server: Server) -> cx.Session:
    """A session with AWS credentials, which may read how app clients are set up."""
    return cx.connect(
        server.url, region_name="us-east-1", client_id=CLIENT, user_pool_id=POOL, **CREDENTIALS
    )


def test_secret_hash_is_that_of_openssl(confidential: cx.Session, server: Server):
    """`printf ana1example23456789 | openssl dgst -sha256 -hmac SECRET -binary | base64`."""
    server.play(signed_in())

    confidential.sign_in("ana", PASSWORD)

    assert server.received[0].json() == {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {
            "USERNAME": "ana",
            "PASSWORD": PASSWORD,
            "SECRET_HASH": "JbGZUM4Tc1x6fvwi7LBzxFhCruAgoLwLlVefmeug+8s=",
        },
        "ClientId": CLIENT,
    }


@pytest.mark.parametrize("username", ["ana", "ana@example.com", "+12025550123", "añá 日本"])
def test_secret_hash_is_of_the_name_that_was_given(
    confidential: cx.Session, server: Server, username: str
):
    """Whatever a user signs in by, the hash is of that."""
    server.play(signed_in())

    confidential.sign_in(username, PASSWORD)

    assert server.received[0].json()["AuthParameters"]["SECRET_HASH"] == proof(username)


@pytest.mark.parametrize("client_id", [None, "", CLIENT])
def test_own_secret_goes_with_the_own_app_client(
    confidential: cx.Session, server: Server, client_id: str | None
):
    """The session's app client may be named or not."""
    server.play(signed_in())

    confidential.sign_in("ana", PASSWORD, client_id=client_id)

    assert server.received[0].json()["ClientId"] == CLIENT
    assert server.received[0].json()["AuthParameters"]["SECRET_HASH"] == proof("ana")


def test_own_secret_does_not_go_with_another_app_client(confidential: cx.Session, server: Server):
    """A secret belongs to one app client, and proves nothing of another."""
    server.play(signed_in())

    confidential.sign_in("ana", PASSWORD, client_id=OTHER_CLIENT)

    assert server.received[0].json()["ClientId"] == OTHER_CLIENT
    assert "SECRET_HASH" not in server.received[0].json()["AuthParameters"]


@pytest.mark.parametrize("client_id", [CLIENT, OTHER_CLIENT])
@pytest.mark.parametrize("wrap", [str, cx.Sensitive])
def test_secret_that_is_given_wins(
    confidential: cx.Session, server: Server, client_id: str, wrap: type
):
    """An argument is meant, whatever the session has."""
    server.play(signed_in())

    confidential.sign_in("ana", PASSWORD, client_id=client_id, client_secret=wrap("other-secret-2"))

    sent = server.received[0].json()["AuthParameters"]["SECRET_HASH"]
    assert sent == proof("ana", client_id, "other-secret-2")


def test_empty_secret_is_none(server: Server):
    """A setting that is left empty makes no hash."""
    session = cx.connect(server.url, client_id=CLIENT, client_secret="")
    server.play(signed_in())

    session.sign_in("ana", PASSWORD, client_secret="")

    assert session.client_secret is None
    assert "SECRET_HASH" not in server.received[0].json()["AuthParameters"]


@pytest.mark.parametrize(
    ("message", "hint"),
    [
        (f"Client {CLIENT} is configured with secret but SECRET_HASH was not received", "give it"),
        (f"Unable to verify secret hash for client {CLIENT}", "do not belong together"),
    ],
)
def test_refused_secret_is_told(remote: cx.Session, server: Server, message: str, hint: str):
    """A secret that is missing is told from one that is wrong."""
    server.refuse("NotAuthorizedException", message)

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.sign_in("ana", PASSWORD)

    assert hint in caught.value.hint


@pytest.mark.parametrize("flow", ["", "user_password_auth", "ADMIN_NO_SRP_AUTH", None, ["x"]])
def test_unknown_flow_is_told_with_those_there_are(remote: cx.Session, server: Server, flow: Any):
    """Nothing leaves, and the attempt is kept."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.sign_in("ana", PASSWORD, flow=flow)

    assert caught.value.faults == (
        cx.Fault("flow", f"{flow!r} is none.", "Use USER_PASSWORD_AUTH or USER_SRP_AUTH."),
    )
    assert server.received == []
    assert (last(remote).operation, last(remote).outcome) == ("InitiateAuth", "not_sent")
    assert last(remote).error_code == "InvalidRequestError"


def test_refreshing_sends_the_refresh_token_alone(remote: cx.Session, server: Server):
    """No password and no username: the refresh token says it all."""
    server.play(signed_in(), signed_in(refresh_token=None, jti="new"))
    tokens = remote.sign_in("ana", PASSWORD)

    new = remote.refresh(tokens)

    assert server.received[1].json() == {
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": "refresh-canary-1"},
        "ClientId": CLIENT,
    }
    assert new.access_token.claims["jti"] == "new"
    assert [it.outcome for it in remote.history] == ["accepted", "accepted"]
    assert last(remote).operation == "InitiateAuth"


@pytest.mark.parametrize(
    ("answered", "kept"),
    [
        (None, "refresh-canary-1"),
        ("rotated-2", "rotated-2"),
        pytest.param(*("refresh-canary-1", "refresh-canary-1")),
    ],
)
def test_refresh_token_stays_until_there_is_another(
    remote: cx.Session, server: Server, answered: str | None, kept: str
):
    """Cognito gives a new one only where refresh tokens are rotated."""
    server.play(signed_in(), signed_in(refresh_token=answered))
    tokens = remote.sign_in("ana", PASSWORD)

    new = remote.refresh(tokens)

    assert new.refresh_token == cx.Sensitive(kept)


def test_refreshing_without_a_refresh_token_is_not_sent(remote: cx.Session, server: Server):
    """There is nothing to refresh with, and the attempt is kept."""
    server.play(signed_in(refresh_token=None))
    tokens = remote.sign_in("ana", PASSWORD)

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.refresh(tokens)

    assert tokens.refresh_token is None
    assert "tokens: There is no refresh token among them. Sign in again." in str(caught.value)
    assert len(server.received) == 1
    assert (last(remote).operation, last(remote).outcome) == ("InitiateAuth", "not_sent")


def test_secret_hash_of_a_refresh_is_of_the_username_in_the_token(
    confidential: cx.Session, server: Server
):
    """Whoever signed in by an alias has another name in the token, and that one counts."""
    server.play(signed_in(username="f3a1-ana"), signed_in())
    tokens = confidential.sign_in("ana@example.com", PASSWORD)

    confidential.refresh(tokens)

    first, second = (it.json()["AuthParameters"] for it in server.received)
    assert first["SECRET_HASH"] == proof("ana@example.com")
    assert second == {"REFRESH_TOKEN": "refresh-canary-1", "SECRET_HASH": proof("f3a1-ana")}


def test_refreshing_asks_the_app_client_of_the_tokens(confidential: cx.Session, server: Server):
    """Refresh tokens work with the app client that they are of, and so do secrets."""
    server.play(signed_in(client_id=OTHER_CLIENT), signed_in(), signed_in())
    tokens = confidential.sign_in("ana", PASSWORD, client_id=OTHER_CLIENT)

    confidential.refresh(tokens)
    confidential.refresh(tokens, client_secret="other-secret-2")

    _, bare, proven = (it.json() for it in server.received)
    assert bare["ClientId"] == proven["ClientId"] == OTHER_CLIENT
    assert "SECRET_HASH" not in bare["AuthParameters"]
    assert proven["AuthParameters"]["SECRET_HASH"] == proof("ana", OTHER_CLIENT, "other-secret-2")


@pytest.mark.parametrize("claim", [None, 5, ["x"]])
def test_token_that_names_no_app_client_is_of_the_sessions(
    remote: cx.Session, server: Server, claim: Any
):
    """An emulator's token may say nothing of it."""
    server.play(signed_in(client_id=claim), signed_in())
    tokens = remote.sign_in("ana", PASSWORD)

    remote.refresh(tokens)

    assert server.received[1].json()["ClientId"] == CLIENT


@pytest.mark.parametrize(
    "message",
    [
        "Invalid Refresh Token",
        "Refresh Token has been revoked",
        "Refresh Token has expired",
    ],
)
def test_refused_refresh_token_says_sign_in_again(remote: cx.Session, server: Server, message: str):
    """To refresh once more, as an expired access token is told, would be of no use."""
    server.play(signed_in(), ("NotAuthorizedException", message))
    tokens = remote.sign_in("ana", PASSWORD)

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.refresh(tokens)

    assert caught.value.hint == "Sign in again: this one gives no new tokens."
    assert (last(remote).outcome, last(remote).error_message) == (
        "refused",
        f"NotAuthorizedException: {message}",
    )


def test_refreshed_tokens_work_on_the_embedded_aws(session: cx.Session, tokens: cx.Tokens):
    """The whole of it on real boto3."""
    new = session.refresh(tokens)

    assert session.get_user(new.access_token).username == "ana"
    assert new.refresh_token == tokens.refresh_token
    assert new.access_token.user == tokens.access_token.user


def test_flows_that_the_app_client_allows_are_told(administrator: cx.Session, server: Server):
    """With AWS credentials and the pool's id, the hint says what would work."""
    flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ADMIN_NO_SRP_AUTH"]
    server.play(NOT_ENABLED, describe(ExplicitAuthFlows=flows))

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    assert caught.value.hint == (
        "Use a flow that the app client allows, or add this one to its ExplicitAuthFlows. "
        "It allows: ADMIN_NO_SRP_AUTH, REFRESH_TOKEN_AUTH, USER_SRP_AUTH."
    )
    asked, described = server.received
    assert (asked.operation, described.operation) == ("InitiateAuth", "DescribeUserPoolClient")
    assert described.json() == {"UserPoolId": POOL, "ClientId": CLIENT}
    assert "Authorization" not in asked.headers
    assert "AKIAIOSFODNN7EXAMPLE" in described.headers["Authorization"]


@pytest.mark.parametrize("client", [{}, {"ExplicitAuthFlows": []}, {"ExplicitAuthFlows": None}])
def test_app_client_that_names_no_flows_has_those_of_aws(
    administrator: cx.Session, server: Server, client: dict[str, Any]
):
    """What AWS takes by default is told, not nothing."""
    server.play(NOT_ENABLED, describe(**client))

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    assert "It allows: CUSTOM_AUTH, REFRESH_TOKEN_AUTH, USER_SRP_AUTH." in caught.value.hint


def test_flows_are_told_of_the_app_client_and_pool_that_were_named(
    administrator: cx.Session, server: Server
):
    """The arguments of the sign-in count, not the session's own."""
    server.play(NOT_ENABLED, describe())

    with pytest.raises(cx.InvalidParameterError):
        administrator.sign_in(
            "ana", PASSWORD, client_id=OTHER_CLIENT, user_pool_id="us-east-1_oTheR"
        )

    asked = server.received[1].json()
    assert asked == {"UserPoolId": "us-east-1_oTheR", "ClientId": OTHER_CLIENT}


def test_flows_are_told_when_refreshing_is_not_allowed(administrator: cx.Session, server: Server):
    """To refresh is a flow as well."""
    refused = ("InvalidParameterException", "REFRESH_TOKEN_AUTH flow not enabled for this client")
    described = describe(ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"])
    server.play(signed_in(), refused, described)
    tokens = administrator.sign_in("ana", PASSWORD)

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.refresh(tokens)

    assert caught.value.hint.endswith("It allows: USER_PASSWORD_AUTH.")


def test_flows_of_the_embedded_aws_are_told(session: cx.Session):
    """The same on real boto3, where the pool is known without being named."""
    cognito = session.aws.boto3_session.client("cognito-idp")
    made = cognito.create_user_pool_client(
        UserPoolId=session.aws.demo.user_pool_id,
        ClientName="test",
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
    )

    with pytest.raises(cx.InvalidParameterError) as caught:
        session.sign_in("ana", "correct-horse-1", client_id=str(made["UserPoolClient"]["ClientId"]))

    assert caught.value.hint.endswith("It allows: USER_SRP_AUTH.")


def test_without_the_pool_the_hint_says_what_it_takes_to_be_told(
    remote: cx.Session, server: Server
):
    """An app client is described by its pool: nothing is asked without."""
    server.play(NOT_ENABLED)

    with pytest.raises(cx.InvalidParameterError) as caught:
        remote.sign_in("ana", PASSWORD)

    assert caught.value.hint.endswith(
        "To be told which flows it allows: connect(..., user_pool_id=...)."
    )
    assert len(server.received) == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (("AccessDeniedException", "User is not authorized"), "AccessDeniedException"),
        (("ResourceNotFoundException", "User pool client does not exist."), "ResourceNotFound"),
        (b"<html>", "UnreadableAnswer"),
        ([], "UnreadableAnswer"),
    ],
)
def test_flows_that_cannot_be_read_are_told_as_such(
    administrator: cx.Session, server: Server, answer: Any, why: str
):
    """The refusal of the sign-in stays the error, and says what would be needed."""
    server.play(NOT_ENABLED, answer)

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    assert f"Which flows it allows cannot be read ({why}" in caught.value.hint
    assert caught.value.hint.endswith("it takes cognito-idp:DescribeUserPoolClient.")
    assert caught.value.message.endswith("flow not enabled for this client")


def test_without_credentials_flows_cannot_be_read(server: Server):
    """Signing in takes none, so that there may be none; nothing more is sent then."""
    session = cx.connect(server.url, region_name="us-east-1", client_id=CLIENT, user_pool_id=POOL)
    server.play(NOT_ENABLED)

    with pytest.raises(cx.InvalidParameterError) as caught:
        session.sign_in("ana", PASSWORD)

    assert "cannot be read (NoCredentialsError)" in caught.value.hint
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"UserPoolClient": None},
        {"UserPoolClient": {"ExplicitAuthFlows": [5]}},
        {"UserPoolClient": {"ExplicitAuthFlows": ["\x1b[31mALLOW_\u202e"]}},
    ],
    ids=["nothing", "null", "number", "escapes"],
)
def test_flows_of_another_form_spoil_no_error(
    administrator: cx.Session, server: Server, answer: Any
):
    """Whatever an emulator says of its app client, the refusal is what is raised."""
    server.play(NOT_ENABLED, answer)

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    assert caught.value.hint.isprintable()


def test_other_refusals_ask_for_no_flows(administrator: cx.Session, server: Server):
    """The app client is described for the one refusal that it explains."""
    server.play(("InvalidParameterException", "Missing required parameter USERNAME"))

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    assert "It allows" not in caught.value.hint
    assert len(server.received) == 1


def test_history_has_the_sign_in_that_was_refused(administrator: cx.Session, server: Server):
    """One attempt, with AWS's words."""
    server.play(NOT_ENABLED, describe())

    with pytest.raises(cx.InvalidParameterError):
        administrator.sign_in("ana", PASSWORD)

    signing_in = [it for it in administrator.history if it.operation == "InitiateAuth"]
    assert [it.outcome for it in signing_in] == ["refused"]
    assert signing_in[0].error_message == ": ".join(NOT_ENABLED)


def test_secret_of_the_app_client_is_not_logged(
    everything_logged: list[str], administrator: cx.Session, server: Server
):
    """DescribeUserPoolClient answers with it, and botocore logs answers at DEBUG."""
    server.play(NOT_ENABLED, describe(ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"]))

    with pytest.raises(cx.InvalidParameterError) as caught:
        administrator.sign_in("ana", PASSWORD)

    log = "\n".join(everything_logged)
    assert "before-call.cognito-identity-provider.DescribeUserPoolClient: " in log
    for secret in (SECRET, PASSWORD, CREDENTIALS["aws_secret_access_key"]):
        assert secret not in log
        assert secret not in write_tracebacks(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        {"AuthenticationResult": None},
        {"AuthenticationResult": []},
        {"AuthenticationResult": "tokens"},
        {"AuthenticationResult": {"AccessToken": "a", "IdToken": "i", "ExpiresIn": "soon"}},
        {"AuthenticationResult": {"AccessToken": "a", "IdToken": "i", "ExpiresIn": 10**20}},
        {"AuthenticationResult": {"AccessToken": 5, "IdToken": "i", "ExpiresIn": 3600}},
        {"AuthenticationResult": {"AccessToken": "a", "IdToken": None, "ExpiresIn": 3600}},
        {"ChallengeName": None, "ChallengeParameters": {}},
    ],
)
def test_answer_of_another_form_is_unknown(remote: cx.Session, server: Server, body: Any):
    """Nobody knows whether the user is signed in."""
    server.play(body)

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.sign_in("ana", PASSWORD)

    assert "second factor" in caught.value.hint
    assert last(remote).outcome == "unknown"


def test_log_of_a_confidential_sign_in_has_no_secret(
    everything_logged: list[str], confidential: cx.Session, server: Server
):
    """Neither of the sign-in nor of the refresh: password, secret, its hash, tokens."""
    server.play(signed_in(), signed_in(refresh_token="rotated-canary-2"))

    new = confidential.refresh(confidential.sign_in("ana", PASSWORD))

    log = "\n".join(everything_logged)
    assert log.count("InitiateAuth: calling handler functools.partial(<function _send") == 2
    for secret in (
        *(PASSWORD, SECRET, proof("ana"), "refresh-canary-1", "rotated-canary-2", "id-canary-1"),
        new.access_token.reveal(),
    ):
        assert secret not in log
        assert json.dumps(secret)[1:-1] not in log


def test_records_of_a_confidential_sign_in_show_no_secret(confidential: cx.Session, server: Server):
    """Session, request, tokens and history, as text and as HTML."""
    server.play(signed_in())
    tokens = confidential.sign_in("ana", PASSWORD)
    requests = [
        cx.InitiateAuth.with_password(
            "ana", PASSWORD, client_id=CLIENT, client_secret=cx.Sensitive(SECRET)
        ),
        cx.InitiateAuth.with_refresh_token(
            "refresh-canary-1",
            client_id=CLIENT,
            username="ana",
            client_secret=cx.Sensitive(SECRET),
        ),
    ]

    shown = [
        *(repr(it) for it in (confidential, tokens, confidential.history, *requests)),
        *(str(it) for it in (confidential, tokens, *requests)),
        *(it._repr_html_() for it in (confidential, tokens, confidential.history)),
        *(str(it.preview()) for it in requests),
        repr(vars(confidential)),
        confidential.history.to_frame().to_csv(),
    ]

    assert any("SECRET_HASH" in text for text in shown)
    for secret in (PASSWORD, SECRET, proof("ana"), "refresh-canary-1", "id-canary-1"):
        assert not [text for text in shown if secret in text]


def refuse_sign_in(session: cx.Session, server: Server, **given: Any) -> str:
    """Have a sign-in refused, and write its tracebacks."""
    server.play(("NotAuthorizedException", "Incorrect username or password."))
    with pytest.raises(cx.NotAuthorizedError) as caught:
        session.sign_in("ana", PASSWORD, **given)
    return write_tracebacks(caught.value)


def refuse_refresh(session: cx.Session, server: Server, **given: Any) -> str:
    """Have a refresh refused, and write its tracebacks."""
    server.play(signed_in(), ("NotAuthorizedException", "Refresh Token has been revoked"))
    tokens = session.sign_in("ana", PASSWORD)
    with pytest.raises(cx.NotAuthorizedError) as caught:
        session.refresh(tokens, **given)
    return write_tracebacks(caught.value)


@pytest.mark.parametrize("refuse", [refuse_sign_in, refuse_refresh])
def test_tracebacks_of_a_confidential_sign_in_have_no_secret(
    confidential: cx.Session, server: Server, refuse: Any
):
    """The session's own secret is among no frame's locals, nor is what is made of it."""
    shown = refuse(confidential, server)

    for secret in (PASSWORD, SECRET, proof("ana"), "refresh-canary-1"):
        assert secret not in shown


@pytest.mark.parametrize("refuse", [refuse_sign_in, refuse_refresh])
def test_secret_that_is_given_is_in_no_traceback(remote: cx.Session, server: Server, refuse: Any):
    """Given as plain text, it is wrapped at once as passwords are."""
    assert SECRET not in refuse(remote, server, client_secret=SECRET)


@pytest.mark.parametrize("wrong", [918273, b"918273", ["918273"]])
def test_secret_that_is_no_text_is_told_and_not_shown(
    remote: cx.Session, server: Server, wrong: Any
):
    """A number where text belongs is a secret all the same."""
    with pytest.raises((cx.InvalidRequestError, TypeError)) as caught:
        remote.sign_in("ana", PASSWORD, client_secret=wrong)

    assert type(wrong).__name__ in str(caught.value)
    assert "918273" not in write_tracebacks(caught.value)
    assert server.received == []


@pytest.mark.parametrize(
    "field",
    [
        "username",
        pytest.param("client_id"),
    ],
)
def test_field_that_is_no_text_is_told(remote: cx.Session, server: Server, field: str):
    """One clear error, whatever is given."""
    given = {"username": "ana", "password": PASSWORD} | {field: ["x"]}

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.sign_in(**given)

    assert f"{field}: It is list, not text." in str(caught.value)
    assert server.received == []
