"""A rate that was set is kept: what is above it is throttled, and makes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx
from cognito_explore import facts
from embedded.conftest import SENT_ONCE

CODES = facts.CATEGORIES["GetUserAttributeVerificationCode"]
# Requests that are refused for another reason, had they come so far.
REQUESTS: dict[str, dict[str, Any]] = {
    "DescribeUserPool": {"UserPoolId": "us-east-1_none"},
    "DescribeUserPoolClient": {"UserPoolId": "us-east-1_none", "ClientId": "none"},
    "GetUser": {"AccessToken": "none"},
    "GetUserAttributeVerificationCode": {"AccessToken": "none", "AttributeName": "email"},
    "GetUserPoolMfaConfig": {"UserPoolId": "us-east-1_none"},
    "ResendConfirmationCode": {"ClientId": "none", "Username": "none"},
    "VerifyUserAttribute": {"AccessToken": "none", "AttributeName": "email", "Code": "123456"},
}


@pytest.fixture
def session() -> cx.Session:
    """A session whose clock stands."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def token(session: cx.Session) -> cx.AccessToken:
    """The token of a user who has sent nothing yet."""
    return session.sign_in("ana", "correct-horse-1").access_token


def accepted(session: cx.Session, token: cx.AccessToken, times: int) -> int:
    """Ask for the user so many times, and count the answers."""
    answers = 0
    for _ in range(times):
        try:
            session.get_user(token)
        except cx.TooManyRequestsError:
            continue
        answers += 1
    return answers


def code_of(session: cx.Session, operation: str) -> str:
    """Ask for an operation in a way that is refused, and name the error."""
    client = session.aws.boto3_session.client("cognito-idp", config=SENT_ONCE)
    with pytest.raises(ClientError) as caught:
        client._make_api_call(operation, REQUESTS[operation])
    return caught.value.response["Error"]["Code"]


def throttles(session: cx.Session, category: str) -> float:
    """Read from CloudWatch how many requests of a category were throttled."""
    metric = {
        "Namespace": "AWS/Usage",
        "MetricName": "ThrottleCount",
        "Dimensions": [
            {"Name": "Service", "Value": "Cognito user pool"},
            {"Name": "Type", "Value": "API"},
            {"Name": "Resource", "Value": category},
        ],
    }
    query = {"Id": "throttled", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}}
    told = session.aws.boto3_session.client("cloudwatch").get_metric_data(
        MetricDataQueries=[query],
        StartTime=session.aws.clock.now() - timedelta(hours=1),
        EndTime=session.aws.clock.now() + timedelta(minutes=1),
    )
    return sum(told["MetricDataResults"][0]["Values"])


def limit(session: cx.Session, category: str) -> dict[str, int]:
    """Ask for the limit of a category."""
    client = session.aws.boto3_session.client("cognito-idp")
    about = {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}
    told = client.get_provisioned_limit(LimitDefinition=about)["Limit"]
    return {name: value for name, value in told.items() if name != "LimitDefinition"}


def test_nothing_is_throttled_until_a_rate_is_set(session, token):
    """However many requests come at one instant."""
    most = max(facts.REQUESTS_A_SECOND.values())

    assert accepted(session, token, most + 1) == most + 1
    assert throttles(session, "UserRead") == 0


def test_what_is_above_the_rate_is_refused_and_makes_no_message(session, token):
    """It has AWS's error and words, and spends none of the user's five codes."""
    session.aws.set_rate(CODES, 1)
    session.send_code(token, "email")

    for _ in range(facts.SENDS_AN_HOUR):
        with pytest.raises(cx.TooManyRequestsError) as caught:
            session.send_code(token, "email")

    assert caught.value.message == "TooManyRequestsException: Rate exceeded"
    assert (caught.value.http_status, caught.value.outcome) == (400, "refused")
    assert len(session.aws.messages()) == 1
    session.aws.set_rate(CODES, None)
    for _ in range(facts.SENDS_AN_HOUR - 1):
        session.send_code(token, "email")
    assert len(session.aws.messages()) == facts.SENDS_AN_HOUR


def test_clock_that_stands_lets_through_a_second_of_requests(session, token):
    """Until it is moved, and then what that time is worth."""
    session.aws.set_rate("UserRead", 10)

    at_once = accepted(session, token, 25)
    session.aws.clock.advance(seconds=0.3)
    after_a_part = accepted(session, token, 25)
    session.aws.clock.advance(minutes=30)
    after_a_while = accepted(session, token, 25)

    assert (at_once, after_a_part, after_a_while) == (10, 3, 10)


def test_parts_of_a_request_add_up(session, token):
    """A rate of three gives three requests a second in whatever steps the clock goes."""
    session.aws.set_rate("UserRead", 3)
    accepted(session, token, 3)

    answers = 0
    for _ in range(1000):
        session.aws.clock.advance(timedelta(milliseconds=1))
        answers += accepted(session, token, 1)

    assert answers == 3


def test_throttled_requests_are_told_by_the_metric_and_the_check(session, token):
    """Whoever asks why codes fail sees how many were throttled, and at what rate."""
    session.aws.set_rate(CODES, 2)
    for _ in range(2):
        session.send_code(token, "email")
    for _ in range(3):
        with pytest.raises(cx.TooManyRequestsError):
            session.send_code(token, "email")

    diagnosis = session.diagnose(token, "email")

    found = next(it for it in diagnosis.findings if it.check_id == "category-throttle")
    assert throttles(session, CODES) == 3
    assert found.title == "Cognito throttled 3 requests of UserResourceRead in the last hour."
    assert "2 requests a second of UserResourceRead" in found.evidence


def test_limit_that_is_told_is_the_rate(session):
    """What is included at no cost stays AWS's default."""
    before = limit(session, CODES)
    session.aws.set_rate(CODES, 500)

    during = limit(session, CODES)
    session.aws.set_rate(CODES, None)

    assert before == limit(session, CODES) == {"ProvisionedLimitValue": 50, "FreeLimitValue": 50}
    assert during == {"ProvisionedLimitValue": 500, "FreeLimitValue": 50}


@pytest.mark.parametrize("operation", facts.CATEGORIES)
def test_operation_counts_for_its_own_category(session, operation):
    """It is throttled by the rate of its category, and by no other's."""
    own = facts.CATEGORIES[operation]
    for category in facts.REQUESTS_A_SECOND:
        session.aws.set_rate(category, 1)

    codes = [code_of(session, operation) for _ in range(2)]

    assert codes[0] != "TooManyRequestsException"
    assert codes[1] == "TooManyRequestsException"
    session.aws.set_rate(own, None)
    assert code_of(session, operation) == codes[0]


def test_operations_of_no_known_category_are_let_through(session):
    """Signing in belongs to a category that is not among the facts."""
    for category in facts.REQUESTS_A_SECOND:
        session.aws.set_rate(category, 1)

    tokens = [session.sign_in("ana", "correct-horse-1") for _ in range(3)]

    assert len({it.access_token.reveal() for it in tokens}) == 3


def test_setting_a_rate_begins_a_new_one(session, token):
    """What was counted before is forgotten."""
    session.aws.set_rate("UserRead", 1)
    accepted(session, token, 1)

    session.aws.set_rate("UserRead", 2)

    assert accepted(session, token, 3) == 2


@pytest.mark.parametrize("category", ["UserResource", None, 3, [], "\x1b[31m" + "x" * 9_999])
def test_category_that_is_not_known_is_told_with_the_nearest(session, category):
    """In a line that can be printed, whatever it is."""
    with pytest.raises(ValueError, match=r"^There is no category .*did you mean '") as caught:
        session.aws.set_rate(category, 5)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("per_s", [0, -1, 2.5, True, "50", float("nan")])
def test_what_is_no_rate_is_told(session, per_s):
    """A rate that lets nothing through, or half a request, is a slip of the pen."""
    with pytest.raises(ValueError, match="is a whole number of requests a second, 1 or more"):
        session.aws.set_rate(CODES, per_s)
