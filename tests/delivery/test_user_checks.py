"""Whether the user may be sent a code, and where it goes, is read and told with what mends it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.model import ServiceModel
from conftest import Server, make_token

import cognito_explore as cx
from cognito_explore.calls import Call
from cognito_explore.delivery.checks import user
from cognito_explore.wire import make_loader
from delivery.found import Played, find

COGNITO = ServiceModel(make_loader().load_service_model("cognito-idp", "service-2"), "cognito-idp")
DENIED = ("AccessDeniedException", "User is not authorized to perform")
ANA = [
    {"Name": "email", "Value": "ana@example.com"},
    {"Name": "phone_number", "Value": "+12025550123"},
]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("NotAuthorizedException", "Access Token has been revoked"),
        ("NotAuthorizedException", "Access Token has expired"),
        ("UserNotFoundException", "User does not exist."),
        ("UserNotConfirmedException", "User is not confirmed."),
        ("PasswordResetRequiredException", "Password reset required for the user"),
        ("ResourceNotFoundException", "User pool client does not exist."),
    ],
)
def test_refused_token_is_told_in_the_words_of_aws(
    remote: cx.Session, server: Server, code: str, message: str
):
    """What GetUser is refused for, a code is refused for."""
    server.refuse(code, message)

    found = find(remote.diagnose(make_token(), "email"), "token-alive")

    assert found.status == "problem"
    assert message in found.evidence
    assert found.fix


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("TooManyRequestsException", 400),
        ("ForbiddenException", 403),
        ("OperationNotEnabledException", 400),
        ("InternalErrorException", 500),
        ("TomorrowException", 400),
    ],
)
def test_other_refusals_say_nothing_of_the_token(
    remote: cx.Session, server: Server, code: str, status: int
):
    """The token may live all the same."""
    server.refuse(code, "No.", status=status)

    found = find(remote.diagnose(make_token(), "email"), "token-alive")

    assert found.status == "unknown"
    assert code in found.evidence


@pytest.mark.parametrize("claims", [{"exp": 1}, {"token_use": "id"}, {"scope": "openid"}])
def test_token_that_is_refused_for_its_claims_is_not_sent(
    remote: cx.Session, server: Server, claims: dict[str, Any]
):
    """Cognito would say no more than the claims do."""
    found = find(remote.diagnose(make_token(**claims), "email"), "token-alive")

    assert found.status == "not_applicable"
    assert server.received == []


def test_disabled_user_is_enabled_by_the_fix():
    """After it, and a new sign-in, the code arrives."""
    played = Played("user disabled")
    finding = played.found("user-status")

    played.mend(finding)

    played.about["access_token"] = played.session.sign_in("ana", "correct-horse-1").access_token
    assert played.found("user-status").status == "ok"
    assert played.is_delivered()


def test_unfinished_sign_up_is_confirmed_by_the_fix():
    """An administrator may confirm the user."""
    played = Played("sign-up not finished")
    assert "ConfirmSignUp" in played.found("user-status").fix

    played.mend(played.found("user-status"))

    assert played.found("user-status").status == "ok"


def test_user_who_is_not_there_is_a_problem(session: cx.Session):
    """A refusal that is an answer."""
    found = find(session.diagnose(username="nobody"), "user-status")

    assert found.status == "problem"
    assert "no such user" in found.title


def test_user_who_may_not_be_read_is_not_known(session: cx.Session, tokens: cx.Tokens):
    """And the permission that would tell is named."""
    session.aws.deny("cognito-idp:AdminGetUser")

    found = find(session.diagnose(tokens.access_token), "user-status")

    assert found.status == "unknown"
    assert "`cognito-idp:AdminGetUser`" in found.title
    assert found.actions == ("cognito-idp:AdminGetUser",)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"UserStatus": "CONFIRMED", "Enabled": True}, "ok"),
        ({"UserStatus": "CONFIRMED"}, "ok"),
        ({"UserStatus": "CONFIRMED", "Enabled": "no"}, "unknown"),
        ({"UserStatus": "CONFIRMED", "Enabled": 0}, "unknown"),
        ({"UserStatus": "CONFIRMED", "Enabled": False}, "problem"),
        ({"UserStatus": "EXTERNAL_PROVIDER"}, "warning"),
        ({"UserStatus": "COMPROMISED"}, "unknown"),
        ({"UserStatus": "\x1b[31m"}, "unknown"),
        ({"UserStatus": 5}, "unknown"),
        ({"UserAttributes": "no list", "UserStatus": "CONFIRMED"}, "unknown"),
        ({"Username": "ana"}, "unknown"),
    ],
)
def test_status_of_a_user_is_judged(
    account: cx.Session, server: Server, told: dict[str, Any], status: str
):
    """What AWS may add, or what is no answer of AWS's, is not known."""
    answers(server, AdminGetUser={"Username": "ana"} | told)

    found = find(account.diagnose(username="ana", user_pool_id="us-east-1_x"), "user-status")

    assert found.status == status
    assert "\x1b" not in str(found)


@pytest.fixture
def account(remote: cx.Session, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials at a server of the test's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return remote


def answers(server: Server, **told: Any) -> None:
    """Answer operations by their names, and deny the others."""

    def answer(handler: Any) -> None:
        operation = handler.headers.get("X-Amz-Target", "").rpartition(".")[2]
        server.status = 200
        if operation in told and not isinstance(told[operation], tuple):
            server.body = json.dumps(told[operation]).encode()
        else:
            server.refuse(*told.get(operation, DENIED))
        server.reply(handler)

    server.answer = answer


def test_scope_is_allowed_by_the_fix():
    """The rest of the app client stays as it is, and what changes is shown."""
    played = Played("app client without the scope")
    before = played.session._account.call(played_call(played))["UserPoolClient"]
    finding = played.found("client-scope")
    assert finding.difference == (
        "AllowedOAuthScopes: openid, email -> openid, email, aws.cognito.signin.user.admin"
    )

    played.mend(finding)

    after = played.session._account.call(played_call(played))["UserPoolClient"]
    times = {"LastModifiedDate", "CreationDate"}
    assert {name for name in before if before[name] != after[name]} - times == {
        "AllowedOAuthScopes"
    }
    assert played.found("client-scope").status == "warning"


def played_call(played: Played) -> Any:
    """Give the call that reads the app client."""
    demo = played.aws.demo
    asked = {"UserPoolId": demo.user_pool_id, "ClientId": demo.client_id}
    return Call("cognito-idp", "DescribeUserPoolClient", "us-east-1", asked)


def test_fix_of_the_app_client_has_what_the_operation_takes():
    """Members that only tell are left out: AWS's model names them."""
    told = set(COGNITO.shape_for("UserPoolClientType").members)
    taken = set(COGNITO.shape_for("UpdateUserPoolClientRequest").members)

    assert told - taken == user._CLIENT_FACTS


def test_secret_of_an_app_client_is_in_no_fix():
    """It is told by the same operation."""
    session = cx.connect("embedded", seed=1)
    demo = session.aws.demo
    claims = {"client_id": demo.secret_client_id, "scope": "openid"}
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{demo.user_pool_id}"

    told = session.diagnose(make_token(**claims, iss=issuer), "email")

    found = find(told, "client-scope")
    assert found.status == "problem"
    assert demo.client_secret.reveal() not in str(found) + found.fix_code() + repr(found)


def test_statuses_are_those_of_aws():
    """Each that is judged is one of AWS's model."""
    assert set(user._STATUSES) <= set(COGNITO.shape_for("UserStatusType").enum)
