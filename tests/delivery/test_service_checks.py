"""What Cognito lets through at all is read, and what cannot be read is not known."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest
from conftest import NOW, Server, make_token
from moto.wafv2.models import FakeWebACL

import cognito_explore as cx
from cognito_explore.delivery.asking import make_cases
from cognito_explore.delivery.checks import service
from delivery.found import Played, find

ROLES = [
    {"RegionName": "us-east-1", "Role": "SECONDARY", "Status": "ACTIVE"},
    {"RegionName": "eu-west-1", "Role": "PRIMARY", "Status": "ACTIVE"},
]


@pytest.fixture
def account(remote: cx.Session, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials at a server of the test's."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return remote


def find_told(account: cx.Session, server: Server, check_id: str, **told: Any) -> Any:
    """Diagnose where operations answer as told by their names, and the others are denied."""

    def answer(handler: Any) -> None:
        operation = handler.headers.get("X-Amz-Target", "").rpartition(".")[2]
        server.status = 200
        if operation in told:
            server.body = json.dumps(told[operation]).encode()
        else:
            server.refuse("AccessDeniedException", "You may not.")
        server.reply(handler)

    server.answer = answer
    return find(account.diagnose(make_token(), "email"), check_id)


def test_emulator_is_named_without_its_password(server: Server):
    """What shows where requests go shows no secret."""
    server.refuse("NotAuthorizedException", "Access Token has been revoked")
    url = server.url.replace("http://", "http://user:hidden-1@")
    session = cx.connect(url, region_name="us-east-1")

    found = find(session.diagnose(make_token(), "email"), "emulator")

    assert found.status == "warning"
    assert "127.0.0.1" in found.title
    assert "hidden-1" not in str(found)


def test_secondary_region_names_the_primary():
    """Where the code is to be asked for."""
    played = Played("secondary Region")

    found = played.found("replica-region")

    assert 'region_name="eu-west-1"' in found.fix
    with pytest.raises(cx.OperationNotEnabledError):
        played.session.send_code(played.about["access_token"], "phone_number")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, "ok"),
        ({"UserPoolReplicas": []}, "ok"),
        ({"UserPoolReplicas": ROLES}, "problem"),
        ({"UserPoolReplicas": ROLES[1:]}, "ok"),
        ({"UserPoolReplicas": [{"RegionName": "us-east-1"}]}, "unknown"),
        ({"UserPoolReplicas": [{"RegionName": "us-east-1", "Role": 5}]}, "unknown"),
        ({"UserPoolReplicas": "none"}, "unknown"),
        ({"UserPoolReplicas": [5]}, "unknown"),
        ({"UserPoolReplicas": [], "NextToken": "again"}, "unknown"),
    ],
)
def test_replicas_are_judged(
    account: cx.Session, server: Server, told: dict[str, Any], status: str
):
    """A list that has no end, or another form, is no answer."""
    found = find_told(account, server, "replica-region", ListUserPoolReplicas=told)

    assert found.status == status


def test_throttled_requests_are_counted():
    """Those of the last hour, with the limit that they met."""
    found = Played("throttled this hour").found("category-throttle")

    assert "throttled 12 requests" in found.title
    assert "50 requests a second" in found.evidence


@pytest.mark.parametrize(
    ("limit", "results", "status"),
    [
        (50, [], "ok"),
        (50, [{"Id": "throttled0", "Values": [0.0]}], "ok"),
        (50, [{"Id": "throttled0", "Values": [1.0]}, {"Id": "throttled1"}], "warning"),
        (50, [{"Id": "throttled1", "Values": [1.0]}], "warning"),
        ("fifty", [], "unknown"),
        (None, [], "unknown"),
        (50, [{"Id": "throttled0", "Values": ["many"]}], "unknown"),
        (50, [{"Id": "throttled0", "Values": 5}], "unknown"),
        (50, [{"Values": [1.0]}], "unknown"),
    ],
)
def test_throttling_is_judged(
    account: cx.Session, server: Server, limit: object, results: list[Any], status: str
):
    """Either form of the metric counts; an answer of another form is none."""
    found = find_told(
        account,
        server,
        "category-throttle",
        GetProvisionedLimit={"Limit": {"ProvisionedLimitValue": limit}},
        GetMetricData={"MetricDataResults": results},
    )

    assert found.status == status


def test_metric_is_asked_for_with_and_without_its_class(account: cx.Session, server: Server):
    """The pages of AWS do not say alike whether it has one."""
    limit = {"Limit": {"ProvisionedLimitValue": 50}}
    find_told(account, server, "category-throttle", GetProvisionedLimit=limit)

    (asked,) = [it.json() for it in server.received if it.body.startswith(b'{"MetricDataQueries')]
    sets = [
        {it["Name"]: it["Value"] for it in query["MetricStat"]["Metric"]["Dimensions"]}
        for query in asked["MetricDataQueries"]
    ]
    plain = {"Service": "Cognito user pool", "Type": "API", "Resource": "UserResourceRead"}
    assert sets == [plain, plain | {"Class": "None"}]


@pytest.mark.parametrize(
    ("check_id", "action"),
    [
        ("replica-region", "cognito-idp:ListUserPoolReplicas"),
        ("category-throttle", "cognito-idp:GetProvisionedLimit"),
        ("category-throttle", "cloudwatch:GetMetricData"),
        ("web-acl", "cognito-idp:DescribeUserPool"),
        ("web-acl", "wafv2:GetWebACLForResource"),
    ],
)
def test_what_may_not_be_read_is_not_known(
    session: cx.Session, tokens: cx.Tokens, check_id: str, action: str
):
    """And the permission that would answer is named."""
    session.aws.deny(action)

    found = find(session.diagnose(tokens.access_token), check_id)

    assert found.status == "unknown"
    assert f"`{action}`" in found.title


def test_web_acl_is_named():
    """With how many rules it has, and what it does otherwise."""
    found = Played("web ACL before the pool").found("web-acl")

    assert "web ACL sign-in" in found.title
    assert "0 rules, otherwise Allow" in found.evidence


def test_web_acl_that_is_taken_off_is_gone():
    """As moto has it."""
    played = Played("web ACL before the pool")
    pool = {"UserPoolId": played.aws.demo.user_pool_id}
    arn = played.client().describe_user_pool(**pool)["UserPool"]["Arn"]

    played.client("wafv2").disassociate_web_acl(ResourceArn=arn)

    assert played.found("web-acl").status == "ok"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, "ok"),
        ({"WebACL": None}, "ok"),
        ({"WebACL": {"Name": "\x1b[31m", "DefaultAction": {"Block": {}}}}, "warning"),
        ({"WebACL": {}}, "ok"),
        ({"WebACL": "sign-in"}, "unknown"),
        ({"WebACL": {"Name": 5}}, "unknown"),
        ({"WebACL": {"Name": "sign-in", "Rules": "all"}}, "unknown"),
    ],
)
def test_web_acl_is_judged(account: cx.Session, server: Server, told: Any, status: str):
    """An answer of another form is none, and no name of a rule is shown raw."""
    pool = {"UserPool": {"Id": "us-east-1_x", "Arn": "arn:aws:cognito-idp:x"}}

    found = find_told(account, server, "web-acl", DescribeUserPool=pool, GetWebACLForResource=told)

    assert found.status == status
    assert "\x1b" not in str(found)


def test_web_acls_belong_to_one_embedded_aws():
    """Neither another embedded AWS nor moto's own list has them."""
    before = len(FakeWebACL.instances_tracked)
    played = Played("web ACL before the pool")
    listed = played.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"]
    other = cx.connect("embedded", now=NOW).aws.boto3_session.client("wafv2")

    assert [it["Name"] for it in listed] == ["sign-in"]
    assert other.list_web_acls(Scope="REGIONAL")["WebACLs"] == []
    assert len(FakeWebACL.instances_tracked) == before


def test_limits_of_the_embedded_aws_are_those_of_the_guide(session: cx.Session):
    """By category; what is none is refused."""
    cognito = session.aws.boto3_session.client("cognito-idp")
    told = cognito.get_provisioned_limit(LimitDefinition=category("UserResourceRead"))

    assert told["Limit"]["ProvisionedLimitValue"] == 50
    with pytest.raises(cognito.exceptions.InvalidParameterException):
        cognito.get_provisioned_limit(LimitDefinition=category("UserTea"))


def category(name: str) -> dict[str, Any]:
    """Name a category as AWS's operation takes it."""
    return {"LimitClass": "API_CATEGORY", "Attributes": {"Category": name}}


def test_real_aws_is_no_emulator():
    """A session without an endpoint of its own asks AWS."""
    session = cx.Session(boto3.Session(region_name="eu-central-1"))
    (case,) = make_cases(
        cx.AccessToken(make_token()),
        "email",
        user_pool_id=None,
        username=None,
        phone_number=None,
        session=session,
    )

    found = service.emulator(case)

    assert (found.status, found.title) == ("ok", "Requests go to AWS.")
    assert "eu-central-1" in found.evidence
