"""What a pool's Lambda functions do to a message: who may call them, and whether they fail."""

from __future__ import annotations

from typing import Any

import pytest

import cognito_explore as cx
from cognito_explore.embedded.functions import Function
from delivery.mending import Stage, healthy, play

SENDERS = [("sms", "custom-sms-sender"), ("email", "custom-email-sender")]


def function_of(stage: Stage, name: str = "write-message") -> Function:
    """Give a function of the embedded AWS."""
    return stage.session.aws._world.functions.of("us-east-1")[name]


def config_of(stage: Stage) -> dict[str, Any]:
    """Give the triggers of the demo pool, to be changed in place."""
    pool = stage.session.aws._backends["us-east-1"].pools[stage.session.aws.demo.user_pool_id]
    found: dict[str, Any] = pool.extended_config["LambdaConfig"]
    return found


@pytest.mark.parametrize(
    "check_id", ["custom-message-trigger", "custom-sms-sender", "custom-email-sender"]
)
def test_pool_without_functions_is_not_asked_about_them(check_id: str):
    """Nothing of Lambda is read then."""
    stage = healthy()

    found = stage.find(check_id)

    assert found.status == "not_applicable"
    assert not any(it.startswith(("lambda", "logs", "kms")) for it in found.actions)


@pytest.mark.parametrize(
    ("scenario", "check_id"),
    [
        ("message function not there", "custom-message-trigger"),
        ("message function for nobody", "custom-message-trigger"),
        ("message function for another pool", "custom-message-trigger"),
    ],
)
def test_fix_lets_cognito_write_the_message_again(scenario: str, check_id: str):
    """Cognito refuses before; after it, the code arrives."""
    stage = play(scenario)
    with pytest.raises(cx.UnexpectedLambdaError):
        stage.send()

    stage.run(stage.find(check_id).fix_calls)

    assert stage.find(check_id).status in {"ok", "not_applicable"}
    assert len(stage.send()) == 6


@pytest.mark.parametrize(("kind", "check_id"), SENDERS)
@pytest.mark.parametrize("what", ["sender for nobody", "sender's key disabled"])
def test_fix_lets_the_sender_send_again(kind: str, check_id: str, what: str):
    """Cognito accepts before, and nothing comes; after it, the code arrives."""
    stage = play(f"{kind} {what}")
    assert stage.send() == ""

    stage.run(stage.find(check_id).fix_calls)

    assert stage.find(check_id).status == "ok"
    assert len(stage.send()) == 6


@pytest.mark.parametrize(("kind", "check_id"), SENDERS)
def test_sender_is_said_to_stand_for_the_usual_way(kind: str, check_id: str):
    """So nobody looks for the message in SNS or SES."""
    found = play(f"{kind} sender works").find(check_id)

    assert found.status == "ok"
    assert "instead of" in found.title


def test_errors_of_the_last_hour_are_told_without_addresses_and_codes():
    """What a function logs is its own, and the report may go into a ticket."""
    stage = play("message function works")
    line = "[ERROR] no ana@example.com, +12025550123, code 123456\n\x1b[31m"
    function_of(stage).log.append((stage.session.aws.clock.now(), line))

    found = stage.find("custom-message-trigger")

    assert found.status == "warning"
    assert "[ERROR] no •••, •••, code •••" in found.evidence
    assert found.evidence.isprintable()


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("[ERROR] KeyError", "warning"),
        ('{"errorMessage": "no", "errorType": "Error"}', "warning"),
        ("2026 Task timed out after 3.00 seconds", "warning"),
        ("INFO sent", "ok"),
    ],
)
def test_errors_are_known_in_each_form_that_lambda_writes(line: str, status: str):
    """And nothing else is taken for one."""
    stage = play("message function works")
    function_of(stage).log.append((stage.session.aws.clock.now(), line))

    assert stage.find("custom-message-trigger").status == status


def test_errors_before_the_last_hour_are_over():
    """Whatever failed then was likely mended."""
    stage = play("message function fails")
    function_of(stage).error = None
    stage.session.aws.clock.advance(minutes=61)

    assert stage.find("custom-message-trigger").status == "ok"


@pytest.mark.parametrize(
    ("state", "status"), [("Active", "ok"), ("Inactive", "warning"), ("Failed", "problem")]
)
def test_state_of_a_function_counts(state: str, status: str):
    """One that failed to be made runs nothing."""
    stage = play("message function works")
    function_of(stage).state = state

    assert stage.find("custom-message-trigger").status == status


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (None, "ok"),
        ({"StringEquals": {"AWS:SourceAccount": "123456789012"}}, "ok"),
        ({"StringEquals": {"AWS:SourceAccount": "210987654321"}}, "problem"),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, "unknown"),
    ],
)
def test_resource_policy_is_read_with_its_conditions(condition: dict[str, Any] | None, status: str):
    """What they leave open is not known."""
    stage = play("message function works")
    (statement,) = function_of(stage).statements
    statement.pop("Condition")
    if condition:
        statement["Condition"] = condition

    assert stage.find("custom-message-trigger").status == status


def test_policy_that_denies_is_told_in_words_alone():
    """A permission more would change nothing there."""
    stage = play("message function works")
    (statement,) = function_of(stage).statements
    function_of(stage).statements.append(statement | {"Effect": "Deny", "Sid": "never"})

    found = stage.find("custom-message-trigger")

    assert found.status == "problem"
    assert found.fix_calls == ()


@pytest.mark.parametrize(
    "action", ["lambda:GetFunctionConfiguration", "lambda:GetPolicy", "logs:FilterLogEvents"]
)
def test_denied_look_at_a_function_is_not_known(action: str):
    """The permission is named, and no look that was made is told for the whole."""
    stage = play("message function works")
    stage.session.aws.deny(action)

    found = stage.find("custom-message-trigger")

    assert found.status == "unknown"
    assert action in found.title


def test_denied_key_is_not_known():
    """A sender that cannot read its codes sends none."""
    stage = play("sms sender works")
    stage.session.aws.deny("kms:DescribeKey")

    found = stage.find("custom-sms-sender")

    assert found.status == "unknown"
    assert "kms:DescribeKey" in found.title


@pytest.mark.parametrize(
    "key",
    [
        None,
        "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-4000-8000-000000000000",
        "asymmetric",
        "to be deleted",
    ],
)
def test_key_that_hides_no_code_is_a_problem(key: str | None):
    """Without a key that works, Cognito has nothing to hand over, and nothing comes."""
    stage = play("sms sender works")
    kms = stage.client("kms")
    if key == "asymmetric":
        key = kms.create_key(KeySpec="RSA_2048")["KeyMetadata"]["Arn"]
    elif key == "to be deleted":
        key = kms.create_key()["KeyMetadata"]["Arn"]
        kms.schedule_key_deletion(KeyId=key)
    config_of(stage)["KMSKeyID"] = key

    found = stage.find("custom-sms-sender")

    assert found.status == "problem"
    assert found.fix_calls == ()
    assert stage.send() == ""


@pytest.mark.parametrize("arn", ["write-message", "arn:aws:lambda:us-east-1:1:function:x", 7])
def test_function_that_is_none_is_not_known(arn: object):
    """AWS takes no such ARN, so nothing is concluded from it."""
    stage = play("message function works")
    config_of(stage)["CustomMessage"] = arn

    assert stage.find("custom-message-trigger").status == "unknown"


def test_version_of_a_function_is_asked_about_as_such():
    """Each version and alias has a policy of its own; the embedded AWS has none."""
    stage = play("message function works")
    config_of(stage)["CustomMessage"] += ":live"

    found = stage.find("custom-message-trigger")

    assert found.status == "unknown"
    assert "versions and aliases" in found.evidence
