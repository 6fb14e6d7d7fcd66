"""Whether Cognito may send with the pool's role: what keeps it from it, and what mends that."""

from __future__ import annotations

from typing import Any

import pytest

import cognito_explore as cx
from cognito_explore.delivery.policies import document
from delivery.mending import Stage, healthy, play, statements

ROLE = "cognito-sms"
OF_ROLE = ("sms-role", "sms-external-id", "sms-role-permission")
BY_NAME = {"RoleName": ROLE}
NEXT = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}


def permit(stage: Stage, *given: dict[str, Any]) -> None:
    """Give the role a policy of its own in place of the one that it has."""
    stage.client("iam").put_role_policy(
        **BY_NAME, PolicyName="send-sms", PolicyDocument=document(*given)
    )


def direct(stage: Stage, **changed: str) -> None:
    """Have the pool send by End User Messaging."""
    pool = stage.session.aws._backends["us-east-1"].pools[stage.session.aws.demo.user_pool_id]
    role = pool.extended_config["SmsConfiguration"]["SnsCallerArn"]
    pool.extended_config["SmsConfiguration"] = {
        "EumsSms": {"CallerArn": role, "ExternalId": "cognito-explore-demo"} | changed
    }


def problems(stage: Stage) -> list[str]:
    """Name the checks that find a problem."""
    return [it.check_id for it in stage.diagnose().problems]


@pytest.mark.parametrize("check_id", OF_ROLE)
def test_healthy_role_is_right_on_either_path(check_id: str):
    """By SNS, and by End User Messaging without it."""
    stage = healthy()

    assert stage.find(check_id).status == "ok"
    direct(stage)
    assert stage.find(check_id).status == "ok"


@pytest.mark.parametrize(
    ("scenario", "check_id"),
    [
        ("SMS role deleted", "sms-role"),
        ("SMS role trusts another service", "sms-role"),
        ("SMS role for another pool", "sms-role"),
        ("ExternalId differs", "sms-external-id"),
        ("SMS role may publish to a topic only", "sms-role-permission"),
        ("number named as such, policy for its ARN", "sms-identity-form"),
    ],
)
def test_fix_mends_it_and_the_code_arrives(scenario: str, check_id: str):
    """Cognito refuses before, one check says why, and nothing is left to mend after."""
    stage = play(scenario)
    assert problems(stage) == [check_id]
    with pytest.raises(cx.ServiceError, match="Role does not have"):
        stage.send()

    stage.run(stage.find(check_id).fix_calls)

    assert problems(stage) == []
    assert len(stage.send()) == 6


def test_mended_trust_keeps_whoever_was_trusted_before():
    """Another pool may send with the same role."""
    stage = play("ExternalId differs")
    (call,) = stage.find("sms-external-id").fix_calls

    before, added = statements(call)

    assert before["Condition"] == {"StringEquals": {"sts:ExternalId": "of-an-older-pool"}}
    assert added["Condition"]["StringEquals"]["sts:ExternalId"] == "cognito-explore-demo"
    assert added["Condition"]["ArnLike"]["aws:SourceArn"].endswith(
        stage.session.aws.demo.user_pool_id
    )


@pytest.mark.parametrize(
    ("scenario", "part"),
    [
        ("SMS role is denied to publish", "denies sns:Publish"),
        ("SMS role within a boundary", "permissions boundary"),
    ],
)
def test_what_no_further_policy_mends_is_told_in_words_alone(scenario: str, part: str):
    """A policy more would change nothing there."""
    found = play(scenario).find("sms-role-permission")

    assert part in found.title
    assert found.fix
    assert found.fix_calls == ()


def test_denied_trust_is_told_in_words_alone():
    """A statement more does not help against one that denies."""
    stage = healthy()
    told = {"Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole"}
    denying = document({"Effect": "Allow", **told}, {"Effect": "Deny", **told})
    stage.client("iam").update_assume_role_policy(**BY_NAME, PolicyDocument=denying)

    found = stage.find("sms-role")

    assert found.status == "problem"
    assert "denies" in found.title
    assert found.fix_calls == ()


@pytest.mark.parametrize(
    ("statement", "status"),
    [
        ({"Effect": "Allow", "Action": "sns:*", "Resource": "*"}, "ok"),
        ({"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*"}, "problem"),
        ({"Effect": "Allow", "Action": "sns:Subscribe", "Resource": "*"}, "problem"),
        ({"Effect": "Deny", "Action": "sns:Publish", "Resource": "*"}, "problem"),
        (NEXT | {"Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}, "unknown"),
    ],
)
@pytest.mark.parametrize("is_simulated", [True, False])
def test_policies_are_read_where_iam_may_not_be_asked_to_simulate(
    statement: dict[str, Any],
    status: str,
    is_simulated: bool,  # noqa: FBT001
):
    """Either way the answer is the same."""
    stage = healthy()
    permit(stage, statement)
    if not is_simulated:
        stage.session.aws.deny("iam:SimulatePrincipalPolicy")

    found = stage.find("sms-role-permission")

    assert found.status == status
    assert ("the policies of" in found.evidence) is (not is_simulated or status == "unknown")


def test_boundary_counts_where_iam_may_not_be_asked_to_simulate():
    """It is read as well, beside the policies."""
    stage = play("SMS role within a boundary")
    stage.session.aws.deny("iam:SimulatePrincipalPolicy")

    found = stage.find("sms-role-permission")

    assert found.status == "problem"
    assert "permissions boundary" in found.title


@pytest.mark.parametrize(
    ("action", "unknown"),
    [
        ("iam:GetRole", ["sms-role", "sms-external-id", "sms-role-permission"]),
        ("iam:ListRolePolicies", ["sms-role-permission"]),
        ("iam:GetRolePolicy", ["sms-role-permission"]),
        ("iam:ListAttachedRolePolicies", ["sms-role-permission"]),
        ("iam:GetPolicy", []),
    ],
)
def test_denied_permission_is_named(action: str, unknown: list[str]):
    """Where simulating is denied too, each of the others is needed."""
    stage = healthy()
    stage.session.aws.deny("iam:SimulatePrincipalPolicy", action)

    found = [it for it in stage.diagnose().findings if it.check_id in OF_ROLE]

    assert [it.check_id for it in found if it.status == "unknown"] == unknown
    assert all(
        action in it.actions and action in it.title for it in found if it.check_id in unknown
    )


def test_role_that_is_gone_is_told_once():
    """The other checks of the role have nothing to look at."""
    found = {it.check_id: it.status for it in play("SMS role deleted").diagnose().findings}

    assert [found[it] for it in OF_ROLE] == ["problem", "not_applicable", "not_applicable"]


def test_untrusted_role_is_told_once():
    """Whose ExternalId differs does not matter before."""
    found = {it.check_id: it.status for it in play("SMS role for another pool").diagnose().findings}

    assert [found[it] for it in OF_ROLE] == ["problem", "not_applicable", "ok"]


@pytest.mark.parametrize("arn", ["", "no ARN", "arn:aws:iam::12:role/x"])
def test_role_that_is_no_role_is_not_known(arn: str):
    """AWS takes no such ARN, so nothing is concluded from it."""
    stage = healthy()
    direct(stage, CallerArn=arn)

    assert stage.find("sms-role").status == "unknown"


@pytest.mark.parametrize(
    ("identity", "resource", "form", "permission"),
    [
        ("+12025550199", "arn:aws:sms-voice:*", "problem", "ok"),
        ("phone-0123456789abcdef", "arn:aws:sms-voice:*", "warning", "ok"),
        ("+12025550199", "*", "ok", "ok"),
        ("arn:aws:sms-voice:us-east-1:123456789012:pool/p-1", "arn:aws:sms-voice:*", "ok", "ok"),
        ("arn:aws:sms-voice:us-east-1:1:pool/p-1", "arn:aws:sms-voice:*:2:*", "ok", "problem"),
        ("", "*", "not_applicable", "ok"),
    ],
)
def test_form_of_the_identity_matters_only_to_a_policy_for_arns(
    identity: str, resource: str, form: str, permission: str
):
    """A number that is named as such is covered by `*` alone."""
    stage = healthy()
    direct(stage, OriginationIdentity=identity)
    permit(stage, {"Effect": "Allow", "Action": "sms-voice:*", "Resource": resource})

    found = {it.check_id: it for it in stage.diagnose().findings}

    assert found["sms-identity-form"].status == form
    assert found["sms-role-permission"].status == permission
    assert "+12025550199" not in str(found["sms-identity-form"])


def test_number_of_a_role_that_may_not_send_at_all_is_told_once():
    """How the number is named does not matter before."""
    stage = healthy()
    direct(stage, OriginationIdentity="+12025550199")
    permit(stage, {"Effect": "Allow", "Action": "sns:*", "Resource": "*"})

    found = {it.check_id: it.status for it in stage.diagnose().findings}

    assert found["sms-role-permission"] == "problem"
    assert found["sms-identity-form"] == "not_applicable"


def test_role_has_no_part_in_what_a_function_sends():
    """Nor has it on the embedded AWS: the message arrives without it."""
    stage = play("sms sender works")
    stage.session.aws.play("SMS role deleted")

    assert stage.find("sms-role").status == "not_applicable"
    assert len(stage.send()) == 6
