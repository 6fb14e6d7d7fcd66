"""IAM, Lambda and KMS of the embedded AWS, and what they do to a code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx
from cognito_explore.delivery.policies import document
from cognito_explore.embedded.identity import _is_trusted

ROLE = "cognito-sms"
OWN = document({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"})
TRUST = document(
    {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sts:AssumeRole"}
)
KEY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def session() -> cx.Session:
    """A session on an embedded AWS of its own, which is changed here."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def tokens(session: cx.Session) -> cx.Tokens:
    """The tokens of `ana`."""
    return session.sign_in("ana", "correct-horse-1")


def client(session: cx.Session, service: str) -> Any:
    """Make a client of the embedded AWS."""
    return session.aws.boto3_session.client(service)


def refusal(call: Any, **parameters: Any) -> tuple[str, int]:
    """Give the code and the HTTP status with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    told = refused.value.response
    return told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"]


def make_function(session: cx.Session, name: str = "write") -> Any:
    """Make a function, and give a client for it."""
    functions = client(session, "lambda")
    functions.create_function(
        FunctionName=name, Role="arn:aws:iam::123456789012:role/run", Code={"ZipFile": b"code"}
    )
    return functions


def test_demo_role_is_there_with_documents_that_botocore_decodes(session: cx.Session):
    """What IAM puts into URL encoding comes out as it went in."""
    iam = client(session, "iam")

    role = iam.get_role(RoleName=ROLE)["Role"]
    (name,) = iam.list_role_policies(RoleName=ROLE)["PolicyNames"]
    told = iam.get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"]

    assert role["Arn"] == "arn:aws:iam::123456789012:role/cognito-sms"
    assert role["CreateDate"] == NOW
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "cognito-idp.amazonaws.com"}
    assert "sns:Publish" in told["Statement"][0]["Action"]


def test_role_is_made_changed_and_deleted(session: cx.Session):
    """Its policies go first, as on AWS."""
    iam = client(session, "iam")
    arn = iam.create_role(RoleName="r", Path="/a/", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
    iam.put_role_policy(RoleName="r", PolicyName="own", PolicyDocument=OWN)

    assert arn == "arn:aws:iam::123456789012:role/a/r"
    assert refusal(iam.delete_role, RoleName="r") == ("DeleteConflict", 409)
    iam.delete_role_policy(RoleName="r", PolicyName="own")
    iam.delete_role(RoleName="r")
    assert refusal(iam.get_role, RoleName="r") == ("NoSuchEntity", 404)


def test_role_with_which_cognito_sends_e_mail_is_made_once(session: cx.Session):
    """It is linked to that service, and has AWS's own policy for it."""
    iam = client(session, "iam")
    asked = {"AWSServiceName": "email.cognito-idp.amazonaws.com"}
    name = iam.create_service_linked_role(**asked)["Role"]["RoleName"]

    role = iam.get_role(RoleName=name)["Role"]
    (policy,) = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    told = iam.get_policy_version(PolicyArn=policy["PolicyArn"], VersionId="v1")["PolicyVersion"]

    assert role["Path"] == "/aws-service-role/email.cognito-idp.amazonaws.com/"
    assert "ses:SendEmail" in str(told["Document"])
    assert refusal(iam.create_service_linked_role, **asked) == ("InvalidInput", 400)
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="service-linked roles"):
        iam.create_service_linked_role(AWSServiceName="es.amazonaws.com")


def test_managed_policies_are_attached_and_read(session: cx.Session):
    """Those of the account, and those of AWS."""
    iam = client(session, "iam")
    mine = iam.create_policy(PolicyName="mine", PolicyDocument=OWN)["Policy"]["Arn"]
    of_aws = "arn:aws:iam::aws:policy/AmazonSNSFullAccess"
    for arn in (mine, of_aws):
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)

    pages = iam.get_paginator("list_attached_role_policies").paginate(
        RoleName=ROLE, PaginationConfig={"PageSize": 1}
    )
    listed = [it["PolicyArn"] for page in pages for it in page["AttachedPolicies"]]
    versions = [iam.get_policy(PolicyArn=it)["Policy"]["DefaultVersionId"] for it in listed]
    told = [
        iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        for arn, version in zip(listed, versions, strict=True)
    ]

    assert listed == [mine, of_aws]
    assert told[0] == json.loads(OWN)
    assert "sns:*" in str(told[1])
    iam.detach_role_policy(RoleName=ROLE, PolicyArn=mine)
    assert refusal(iam.detach_role_policy, RoleName=ROLE, PolicyArn=mine)[0] == "NoSuchEntity"


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        (
            "create_role",
            {"RoleName": ROLE, "AssumeRolePolicyDocument": TRUST},
            "EntityAlreadyExists",
        ),
        (
            "create_role",
            {"RoleName": "r", "AssumeRolePolicyDocument": "{}"},
            "MalformedPolicyDocument",
        ),
        ("get_role_policy", {"RoleName": ROLE, "PolicyName": "no"}, "NoSuchEntity"),
        ("get_policy", {"PolicyArn": "arn:aws:iam::aws:policy/NoSuchPolicy"}, "NoSuchEntity"),
        (
            "simulate_principal_policy",
            {
                "PolicySourceArn": "arn:aws:iam::123456789012:role/no",
                "ActionNames": ["sns:Publish"],
            },
            "NoSuchEntity",
        ),
    ],
)
def test_iam_refuses_as_it_does(
    session: cx.Session, operation: str, parameters: dict[str, Any], code: str
):
    """By the codes of botocore's model."""
    assert refusal(getattr(client(session, "iam"), operation), **parameters)[0] == code


def test_simulation_tells_what_a_role_may_do(session: cx.Session):
    """Each action on each resource."""
    told = client(session, "iam").simulate_principal_policy(
        PolicySourceArn="arn:aws:iam::123456789012:role/cognito-sms",
        ActionNames=["sns:Publish", "sns:Subscribe"],
    )

    decisions = {it["EvalActionName"]: it["EvalDecision"] for it in told["EvaluationResults"]}
    assert decisions == {"sns:Publish": "allowed", "sns:Subscribe": "implicitDeny"}


@pytest.mark.parametrize(
    ("service", "action", "call", "parameters", "code"),
    [
        ("iam", "iam:GetRole", "get_role", {"RoleName": ROLE}, "AccessDenied"),
        ("kms", "kms:DescribeKey", "describe_key", {"KeyId": KEY}, "AccessDeniedException"),
        (
            "lambda",
            "lambda:GetPolicy",
            "get_policy",
            {"FunctionName": "write"},
            "AccessDeniedException",
        ),
    ],
)
def test_what_is_denied_is_refused_as_each_service_does(
    session: cx.Session, service: str, action: str, call: str, parameters: dict[str, Any], code: str
):
    """The words name the action."""
    session.aws.deny(action)

    with pytest.raises(ClientError, match=f"not authorized to perform: {action}") as refused:
        getattr(client(session, service), call)(**parameters)

    assert refused.value.response["Error"]["Code"] == code


def test_permissions_of_a_function_are_added_and_removed(session: cx.Session):
    """Without any there is no policy."""
    functions = make_function(session)
    asked = {
        "FunctionName": "write",
        "StatementId": "cognito",
        "Action": "lambda:InvokeFunction",
        "Principal": "cognito-idp.amazonaws.com",
        "SourceAccount": "123456789012",
    }
    assert refusal(functions.get_policy, FunctionName="write")[0] == "ResourceNotFoundException"

    functions.add_permission(**asked)
    (statement,) = json.loads(functions.get_policy(FunctionName="write")["Policy"])["Statement"]

    assert statement["Condition"] == {"StringEquals": {"AWS:SourceAccount": "123456789012"}}
    assert refusal(functions.add_permission, **asked)[0] == "ResourceConflictException"
    functions.remove_permission(FunctionName="write", StatementId="cognito")
    assert refusal(functions.get_policy, FunctionName="write")[0] == "ResourceNotFoundException"


def test_function_is_of_one_region_and_found_by_name_or_arn(session: cx.Session):
    """What is not there is refused by Lambda's code."""
    functions = make_function(session)
    arn = functions.get_function_configuration(FunctionName="write")["FunctionArn"]

    assert arn == "arn:aws:lambda:us-east-1:123456789012:function:write"
    assert functions.get_function_configuration(FunctionName=arn)["State"] == "Active"
    elsewhere = session.aws.boto3_session.client("lambda", region_name="eu-west-1")
    told = refusal(elsewhere.get_function_configuration, FunctionName="write")
    assert told == ("ResourceNotFoundException", 404)
    functions.delete_function(FunctionName="write")
    assert refusal(functions.get_function_configuration, FunctionName="write") == told


def test_lambda_has_no_other_operations(session: cx.Session):
    """Above all, no code is run."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="no operation Invoke"):
        make_function(session).invoke(FunctionName="write")


def test_key_is_switched_off_and_on(session: cx.Session):
    """And found by id or ARN."""
    kms = client(session, "kms")
    key = kms.create_key()["KeyMetadata"]

    kms.disable_key(KeyId=key["KeyId"])
    assert kms.describe_key(KeyId=key["Arn"])["KeyMetadata"]["KeyState"] == "Disabled"
    kms.enable_key(KeyId=key["Arn"])
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["Enabled"] is True
    assert "root" in kms.get_key_policy(KeyId=key["KeyId"])["Policy"]
    assert refusal(kms.describe_key, KeyId=KEY)[0] == "NotFoundException"


def test_key_that_is_to_be_deleted_cannot_be_switched_on(session: cx.Session):
    """Unless that is cancelled."""
    kms = client(session, "kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.schedule_key_deletion(KeyId=key)

    assert refusal(kms.enable_key, KeyId=key)[0] == "KMSInvalidStateException"
    kms.cancel_key_deletion(KeyId=key)
    kms.enable_key(KeyId=key)


def test_refused_role_makes_no_code_and_counts_for_nothing(session: cx.Session, tokens: cx.Tokens):
    """As often as it is tried, the five of this hour are left."""
    iam = client(session, "iam")
    trust = iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"]
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=TRUST)
    for _ in range(6):
        with pytest.raises(cx.InvalidSmsRoleTrustRelationshipError):
            session.send_code(tokens.access_token, "phone_number")

    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    session.send_code(tokens.access_token, "phone_number")

    assert len(session.aws.messages()) == 1


def test_role_for_sms_has_no_part_in_e_mails(session: cx.Session, tokens: cx.Tokens):
    """Nor has it in a sign-in code by e-mail."""
    client(session, "iam").update_assume_role_policy(RoleName=ROLE, PolicyDocument=TRUST)

    session.send_code(tokens.access_token, "email")
    with pytest.raises(cx.ChallengeRequiredError):
        session.sign_in("fay", "garden-gate-6")

    assert [it.medium for it in session.aws.messages()] == ["EMAIL", "EMAIL"]


def test_sign_in_code_by_sms_needs_the_role_too(session: cx.Session):
    """It goes the same way."""
    client(session, "iam").update_assume_role_policy(RoleName=ROLE, PolicyDocument=TRUST)

    with pytest.raises(cx.InvalidSmsRoleTrustRelationshipError):
        session.sign_in("emil", "window-sill-5")

    assert session.aws.messages() == []


def test_functions_and_roles_are_of_one_embedded_aws(session: cx.Session):
    """Another has none of them."""
    make_function(session)
    client(session, "iam").delete_role_policy(RoleName=ROLE, PolicyName="send-sms")
    other = cx.connect("embedded", seed=1, now=NOW)

    names = client(other, "iam").list_role_policies(RoleName=ROLE)["PolicyNames"]

    assert names == ["send-sms"]
    told = refusal(client(other, "lambda").get_function_configuration, FunctionName="write")
    assert told[0] == "ResourceNotFoundException"


def test_unchanged_documents_are_read_once(session: cx.Session, tokens: cx.Tokens):
    """So sending a code is as quick as it was."""
    session.send_code(tokens.access_token, "phone_number")
    before = _is_trusted.cache_info()
    session.send_code(tokens.access_token, "phone_number")
    after = _is_trusted.cache_info()

    assert (after.hits, after.misses) == (before.hits + 1, before.misses)


def test_function_s_log_is_in_its_group(session: cx.Session, tokens: cx.Tokens):
    """It is there once something was written."""
    session.aws.play("message function fails")
    with pytest.raises(cx.UserLambdaValidationError, match="CustomMessage failed with error"):
        session.send_code(tokens.access_token, "phone_number")

    logs = client(session, "logs")
    (group,) = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
    pattern = '?ERROR ?"Task timed out"'
    found = logs.filter_log_events(logGroupName=group["logGroupName"], filterPattern=pattern)

    assert group["logGroupName"] == "/aws/lambda/write-message"
    assert [it["message"] for it in found["events"]] == ["[ERROR] Exception: KeyError: 'name'"] * 2
    none = logs.filter_log_events(logGroupName=group["logGroupName"], filterPattern="?no ?none")
    assert none["events"] == []
