"""Whether a pool's settings let a code be made, and what mends those that do not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import POOL, Server

import cognito_explore as cx
from delivery.mending import Stage, healthy, play

READS = "cognito-idp:DescribeUserPool"
OF_POOL = [
    ("phone_number", "sms-configured"),
    ("phone_number", "sms-message-template"),
    ("phone_number", "sms-configuration-failure"),
    ("phone_number", "auto-verified"),
    ("email", "email-message-template"),
    ("email", "email-configuration-failure"),
]


def settings(stage: Stage) -> dict[str, Any]:
    """Give the settings of the demo pool, to be changed in place."""
    pools = stage.session.aws._backends["us-east-1"].pools
    found: dict[str, Any] = pools[stage.session.aws.demo.user_pool_id].extended_config
    return found


def with_settings(attribute_name: str, **changed: Any) -> Stage:
    """Set up a pool with some settings."""
    stage = healthy(attribute_name)
    settings(stage).update(changed)
    return stage


@pytest.mark.parametrize(("attribute_name", "check_id"), OF_POOL)
def test_denied_pool_is_not_known(attribute_name: str, check_id: str):
    """What cannot be read is neither right nor wrong, and the permission is named."""
    stage = healthy(attribute_name)
    stage.session.aws.deny(READS)

    found = stage.find(check_id)

    assert found.status == "unknown"
    assert found.actions == (READS,)


@pytest.mark.parametrize(("attribute_name", "check_id"), OF_POOL)
def test_pool_as_it_begins_is_healthy(attribute_name: str, check_id: str):
    """A check that finds fault with everything is of no use."""
    assert healthy(attribute_name).find(check_id).status == "ok"


def test_pool_without_sms_is_told_with_what_cognito_answers():
    """The evidence names both members that could have been set."""
    stage = play("no SMS configuration")

    found = stage.find("sms-configured")

    assert "SnsCallerArn" in found.evidence
    assert "EumsSms" in found.evidence
    with pytest.raises(cx.InvalidParameterError):
        stage.send()


def test_pool_without_sms_gets_a_role_and_sends_with_it():
    """The code of the fix, run: nothing else of the pool has changed, and the code arrives."""
    stage = play("no SMS configuration")
    cognito = stage.client("cognito-idp")
    pool_id = stage.session.user_pool_id
    before = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    found = stage.find("sms-configured")

    stage.run(found.fix_calls)

    after = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed <= {"SmsConfiguration", "LastModifiedDate"}
    assert "SmsConfiguration" in found.difference
    assert stage.diagnose().outcome == "will_arrive"
    assert stage.send()


@pytest.mark.parametrize(
    ("scenario", "check_id"),
    [
        ("SMS text without a code", "sms-message-template"),
        ("e-mail text without a code", "email-message-template"),
    ],
)
def test_text_without_a_code_is_mended_by_the_whole_update(scenario: str, check_id: str):
    """The message arrives without a code, and with one once the fix was made."""
    stage = play(scenario)
    found = stage.find(check_id)
    assert stage.send() == ""

    stage.run(found.fix_calls)

    assert "{####}" in found.difference
    assert stage.find(check_id).status == "ok"
    assert len(stage.send()) == 6


@pytest.mark.parametrize(
    ("attribute_name", "template", "status"),
    [
        ("phone_number", {"SmsMessage": "{####}" + "x" * 134}, "ok"),
        ("phone_number", {"SmsMessage": "{####}" + "x" * 135}, "warning"),
        ("email", {"EmailMessage": "{####}" + "x" * 19_994}, "ok"),
        ("email", {"EmailMessage": "{####}" + "x" * 19_995}, "warning"),
        ("email", {"SmsMessage": "no code"}, "ok"),
        ("phone_number", {"EmailMessage": "no code"}, "ok"),
    ],
)
def test_text_is_measured_by_the_limits_of_its_own_medium(
    attribute_name: str, template: dict[str, str], status: str
):
    """A text that is too long may arrive; the other medium's text has no part in it."""
    stage = with_settings(attribute_name, VerificationMessageTemplate=template)
    check_id = {"email": "email-message-template"}.get(attribute_name, "sms-message-template")

    assert stage.find(check_id).status == status


def test_older_text_counts_where_the_template_has_none():
    """Pools that were made long ago have their texts there."""
    stage = with_settings(
        "phone_number", SmsVerificationMessage="no code", VerificationMessageTemplate={}
    )

    found = stage.find("sms-message-template")

    assert found.status == "problem"
    assert "SmsVerificationMessage" in found.evidence


@pytest.mark.parametrize(
    ("attribute_name", "member", "check_id"),
    [
        ("phone_number", "SmsMessage", "sms-message-template"),
        ("email", "EmailMessage", "email-message-template"),
    ],
)
def test_text_that_a_function_may_write_anew_is_a_warning(
    attribute_name: str, member: str, check_id: str
):
    """What CustomMessage writes goes out instead, and nobody knows it from outside."""
    stage = with_settings(attribute_name, VerificationMessageTemplate={member: "no code"})
    assert stage.find(check_id).status == "problem"

    stage.session.aws.play("message function works")

    found = stage.find(check_id)
    assert found.status == "warning"
    assert "CustomMessage" in found.consequence


@pytest.mark.parametrize(
    ("kind", "attribute_name", "older", "check_id"),
    [
        ("sms", "phone_number", "SmsVerificationMessage", "sms-message-template"),
        ("email", "email", "EmailVerificationMessage", "email-message-template"),
    ],
)
def test_text_has_no_part_in_what_a_function_sends(
    kind: str, attribute_name: str, older: str, check_id: str
):
    """It gets the code alone; on the embedded AWS, the code arrives in another text."""
    stage = with_settings(attribute_name, **{older: "no code"})
    stage.session.aws.play(f"{kind} sender works")

    assert stage.find(check_id).status == "not_applicable"
    assert len(stage.send()) == 6


def test_sender_needs_no_sms_configuration():
    """The pool's SMS configuration is for Cognito's own way of sending."""
    stage = with_settings("phone_number", SmsConfiguration={})
    stage.session.aws.play("sms sender works")

    assert stage.diagnose().problems == []
    assert len(stage.send()) == 6


def test_link_for_new_users_is_said_to_be_none_here():
    """Whoever waits for a link is told that a code comes."""
    assert (
        "DefaultEmailOption"
        in play("e-mail links for new users").find("email-message-template").title
    )


def test_address_that_is_not_auto_verified_gets_a_code_all_the_same():
    """It is a reason why a change sent none, and none why this action should not."""
    stage = play("phone number not auto-verified")

    assert "phone_number" in stage.find("auto-verified").title
    assert len(stage.send()) == 6


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ("SNSSandbox", "sms-sandbox"),
        ("InvalidSmsRoleAccessPolicyException", "sms-role-permission"),
        ("SNSSandbox, InvalidSmsRoleAccessPolicyException", "sms-sandbox"),
        ("SomethingNew", "SomethingNew"),
    ],
)
def test_failure_that_cognito_tells_of_names_the_check_that_looks_closer(told: str, part: str):
    """It may be mended since, so it is a warning, whatever it says."""
    found = with_settings("phone_number", SmsConfigurationFailure=told).find(
        "sms-configuration-failure"
    )

    assert found.status == "warning"
    assert part in found.fix


def test_failure_to_send_sms_does_not_matter_to_a_custom_sender():
    """The pool's own settings have no part in what a function sends."""
    stage = play("sms sender works")
    settings(stage)["SmsConfigurationFailure"] = "SNSSandbox"

    assert stage.find("sms-configuration-failure").status == "not_applicable"
    assert stage.find("sms-configured").status == "not_applicable"


@pytest.mark.parametrize(
    ("member", "value", "check_id"),
    [
        ("VerificationMessageTemplate", {"SmsMessage": 7}, "sms-message-template"),
        ("AutoVerifiedAttributes", [7], "auto-verified"),
        ("SmsConfigurationFailure", ["SNSSandbox"], "sms-configuration-failure"),
        ("EmailConfigurationFailure", True, "email-configuration-failure"),
    ],
)
def test_setting_of_another_form_is_not_known(
    server: Server, member: str, value: object, check_id: str, monkeypatch: pytest.MonkeyPatch
):
    """Such an answer is not AWS's, so nothing is concluded from it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    pool = {"Id": POOL, "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::1:role/x"}}
    server.body = json.dumps({"UserPool": pool | {member: value}}).encode()
    session = cx.connect(server.url, region_name="us-east-1", client_id="1example23456789")
    medium = "email" if check_id.startswith("email") else "phone_number"

    told = session.diagnose(attribute_name=medium, user_pool_id=POOL, timeout_s=20)

    (found,) = [it for it in told.findings if it.check_id == check_id]
    assert found.status == "unknown"
    assert "has not the form" in found.evidence
