"""What a diagnosis is told by others is not trusted: no form of it makes news, or leaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import NOW, Server, make_token

import cognito_explore as cx
from cognito_explore.account_exchange import Told
from delivery.diagnosing import diagnose_with, played, the

NUMBER, EMAIL = "+12025550199", "bob.smith@secret.example"
SECRETS = (NUMBER, NUMBER[1:], EMAIL)


def texts(diagnosis: cx.Diagnosis) -> list[str]:
    """Write a diagnosis in every way."""
    return [
        *(str(diagnosis), str(diagnosis.explain()), str(diagnosis.to_json())),
        *(diagnosis._repr_html_(), diagnosis.to_frame().to_csv(), repr(diagnosis.findings)),
    ]


@pytest.fixture
def account(remote: cx.Session, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials at a server of the test's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return remote


def test_answers_with_nothing_in_them_tell_nothing(account: cx.Session, server: Server):
    """As a stub gives them: neither the pool nor the user is known by them."""
    server.body = b"{}"

    told = account.diagnose(user_pool_id="us-east-1_abcdef", username="ana")

    assert told.outcome == "cannot_tell"
    assert told.problems == []


@pytest.mark.parametrize(
    ("operation", "answer", "check_id"),
    [
        ("DescribeUserPool", {"UserPool": {}}, "sms-message-template"),
        ("CheckIfPhoneNumberIsOptedOut", {}, "sms-opt-out"),
    ],
)
def test_answer_without_what_is_always_there_is_not_known(
    operation: str, answer: dict[str, Any], check_id: str
):
    """A member that AWS never leaves out is not taken for its default."""
    session, about = played(None)

    told = diagnose_with(session, about, **{operation: Told(answer)})

    assert the(check_id, told).status == "unknown"


@pytest.mark.parametrize("member", ["message", "Message"])
def test_addresses_in_refusals_are_masked(account: cx.Session, server: Server, member: str):
    """Wherever a service repeats them."""
    server.status = 400
    told = {"__type": "InternalFailure", member: f"Failed to reach {NUMBER} and {EMAIL}"}
    server.body = json.dumps(told).encode()

    found = texts(account.diagnose(make_token(), "phone_number"))

    assert any("Failed to reach" in it for it in found)
    assert [it for it in found for secret in SECRETS if secret in it] == []


def test_addresses_in_what_cloudtrail_kept_are_masked():
    """It has the error as Cognito worded it."""
    session, about = played(None)
    said = {"errorCode": "CodeDeliveryFailureException", "errorMessage": f"No: {NUMBER}, {EMAIL}"}
    event = {"CloudTrailEvent": json.dumps(said)}

    told = diagnose_with(session, about, LookupEvents=Told({"Events": [event]}))

    assert the("cognito-errors", told).status == "warning"
    assert [it for it in texts(told) for secret in SECRETS if secret in it] == []


def test_refusal_of_the_other_medium_is_none_of_this_one():
    """The role for text messages has no part in an e-mail."""
    session, about = played("SMS role may publish to a topic only")
    with pytest.raises(cx.InvalidSmsRoleAccessPolicyError):
        session.send_code(about["access_token"], "phone_number")

    by_sms = the("cognito-errors", session.diagnose(about["access_token"], "phone_number"))
    by_email = the("cognito-errors", session.diagnose(about["access_token"], "email"))

    assert (by_sms.status, by_email.status) == ("warning", "ok")


def test_escapes_in_settings_reach_no_terminal():
    """A role may be named, and trust, what it likes."""
    session, about = played("ExternalId differs")
    iam = session.aws.boto3_session.client("iam")
    trust = iam.get_role(RoleName="cognito-sms")["Role"]["AssumeRolePolicyDocument"]
    written = json.dumps(trust).replace("of-an-older-pool", "\\u001b[31mred")
    iam.update_assume_role_policy(RoleName="cognito-sms", PolicyDocument=written)

    told = session.diagnose(**about)

    assert the("sms-external-id", told).status == "problem"
    assert [it for it in texts(told) if "\x1b" in it] == []


@pytest.mark.parametrize("name", ["allow_billed", "dry_run"])
@pytest.mark.parametrize("value", ["no", "false", 1, None])
def test_consent_is_true_or_false(session: cx.Session, name: str, value: object):
    """No other value is taken for a yes."""
    with pytest.raises(cx.InvalidRequestError, match=name):
        session.diagnose(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [["email"], {}, "", "name", 5])
def test_attribute_that_is_none_is_told(session: cx.Session, value: Any):
    """With what there is."""
    with pytest.raises(cx.InvalidRequestError, match=r"attribute_name.*cannot be verified"):
        session.diagnose(attribute_name=value)


@pytest.mark.parametrize("value", ["nonsense", " ", "arn:aws:cognito-idp:us-east-1:1:userpool/x"])
def test_pool_id_that_is_none_is_told(session: cx.Session, value: str):
    """Before anything is asked of it."""
    with pytest.raises(cx.InvalidRequestError, match="is no user pool id"):
        session.diagnose(user_pool_id=value)


def test_verdict_names_what_was_not_given(session: cx.Session):
    """A pool alone does not say whose code it is."""
    told = session.diagnose(user_pool_id=session.user_pool_id, attribute_name="email")

    assert told.outcome == "cannot_tell"
    assert "Give diagnose() username=" in told.verdict


def test_key_and_function_that_are_both_wrong_are_both_told():
    """And what is known of one is told where the other may not be read."""
    session, about = played("sms sender for nobody")

    session.aws.deny("kms:DescribeKey")
    told = the("custom-sms-sender", session.diagnose(**about))

    assert told.status == "problem"
    assert "does not let Cognito call it" in told.title


@pytest.mark.parametrize("value", [True, 5, ["x"]])
@pytest.mark.parametrize("member", ["SnsRegion", "ExternalId", "SnsCallerArn"])
def test_settings_of_another_form_are_not_known(member: str, value: Any):
    """And never taken for text."""
    session, about = played(None)
    pool = session.aws.boto3_session.client("cognito-idp").describe_user_pool(
        UserPoolId=session.user_pool_id
    )["UserPool"]
    sms = pool["SmsConfiguration"] | {member: value}

    told = diagnose_with(
        session, about, DescribeUserPool=Told({"UserPool": pool | {"SmsConfiguration": sms}})
    )

    assert told.problems == []
    assert told.outcome == "cannot_tell"


@pytest.fixture
def session() -> cx.Session:
    """A session on the embedded AWS, at a time that stands."""
    return cx.connect("embedded", seed=1, now=NOW)
