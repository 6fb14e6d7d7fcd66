"""What an answer of the embedded AWS looks like on the wire, and what botocore makes of it."""

from __future__ import annotations

import re
import threading
from email.utils import parsedate_to_datetime
from random import Random
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from botocore.exceptions import ClientError, ParamValidationError
from conftest import NOW

import cognito_explore as cx
from cognito_explore.clock import Clock
from cognito_explore.embedded.transport import Transport
from embedded.conftest import PASSWORD, User, attributes

JSON = "application/x-amz-json-1.1"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@pytest.fixture(
    params=[
        ("get_user", {"AccessToken": "x"}, "NotAuthorizedException"),
        ("describe_user_pool", {"UserPoolId": "us-east-1_x"}, "ResourceNotFoundException"),
    ],
    ids=["ours", "moto's"],
)
def refusal(request: pytest.FixtureRequest, cognito: Any) -> tuple[str, dict[str, Any]]:
    """A refusal of an operation of ours, and one of moto's; its code and boto3's answer."""
    operation, parameters, code = request.param
    with pytest.raises(ClientError) as refused:
        getattr(cognito, operation)(**parameters)
    return code, dict(refused.value.response)


def test_answer_is_of_amazons_json_type(cognito: Any, user: User):
    """Cognito speaks JSON 1.1."""
    answer = cognito.get_user(AccessToken=user.access_token.reveal())

    metadata = answer["ResponseMetadata"]
    assert metadata["HTTPStatusCode"] == 200
    assert metadata["HTTPHeaders"]["content-type"] == JSON


def test_answer_has_a_request_id(cognito: Any, user: User):
    """Each answer has a request id of its own, a random UUID."""
    answers = [cognito.get_user(AccessToken=user.access_token.reveal()) for _ in range(2)]

    ids = [answer["ResponseMetadata"]["RequestId"] for answer in answers]
    assert all(re.fullmatch(UUID, request_id) for request_id in ids)
    assert ids[0] != ids[1]
    header = answers[0]["ResponseMetadata"]["HTTPHeaders"]["x-amzn-requestid"]
    assert header == ids[0]


def test_record_has_the_request_id_of_the_answer(user: User):
    """The session's records tell the request id, and so does the history."""
    sent = user.send("email")

    assert re.fullmatch(UUID, str(sent.request_id))
    assert user.session.history[-1].request_id == sent.request_id


def test_refusal_has_a_request_id(user: User):
    """AWS support asks for the request id of what went wrong."""
    with pytest.raises(cx.ExpiredCodeError) as refused:
        user.verify("email", "123456")

    assert re.fullmatch(UUID, str(refused.value.request_id))
    assert refused.value.http_status == 400


def test_request_ids_are_repeatable():
    """The same seed gives the same request ids, in the same order."""
    runs = []
    for _ in range(2):
        session = cx.connect("embedded", seed=4, now=NOW)
        token = session.sign_in("ana", session.aws.demo.password).access_token
        session.send_code(token, "email")
        session.get_user(token)
        runs.append([attempt.request_id for attempt in session.history])

    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 3


def test_refusal_names_its_error_twice(refusal: tuple[str, dict[str, Any]]):
    """The error is in the body, which botocore reads, and in a header."""
    code, answer = refusal

    assert answer["Error"]["Code"] == code
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-amzn-errortype"] == code
    assert headers["x-amzn-errormessage"] == answer["Error"]["Message"]


def test_refusal_is_of_amazons_json_type(refusal: tuple[str, dict[str, Any]]):
    """A refusal is JSON 1.1 as well."""
    _, answer = refusal

    assert answer["ResponseMetadata"]["HTTPHeaders"]["content-type"] == JSON


def test_refusal_has_the_exception_of_boto3s_model(cognito: Any):
    """Who catches boto3's own exceptions catches those of the embedded AWS."""
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        cognito.get_user(AccessToken="x")


def test_answer_is_dated_by_the_embedded_clock(cognito: Any, session: cx.Session, user: User):
    """If an answer tells the time, it is the time that tokens and codes go by."""
    now = session.aws.clock.advance(hours=2)
    token = session.sign_in(user.username, PASSWORD).access_token

    headers = cognito.get_user(AccessToken=token.reveal())["ResponseMetadata"]["HTTPHeaders"]

    assert "date" not in headers or parsedate_to_datetime(headers["date"]) == now


def test_boto3_retries_as_it_does_by_default(
    session: cx.Session, user: User, monkeypatch: pytest.MonkeyPatch
):
    """A client with botocore's own settings asks three times when the five codes are spent."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    eager = session.aws.boto3_session.client("cognito-idp")
    given = {"AccessToken": user.access_token.reveal(), "AttributeName": "email"}
    for _ in range(5):
        eager.get_user_attribute_verification_code(**given)

    with pytest.raises(eager.exceptions.LimitExceededException) as refused:
        eager.get_user_attribute_verification_code(**given)

    assert refused.value.response["ResponseMetadata"]["RetryAttempts"] == 2
    assert len(waited) == 2
    assert len(user.inbox()) == 5


def test_session_asks_once(user: User, monkeypatch: pytest.MonkeyPatch):
    """The session's own client never tries again, and never waits."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    asked: list[str] = []
    events = user.session._sender.client.meta.events
    events.register("before-send", lambda event_name, **_: asked.append(event_name))
    for _ in range(5):
        user.send("email")

    with pytest.raises(cx.LimitExceededError):
        user.send("email")

    assert len(asked) == 6
    assert waited == []


def test_boto3_still_checks_parameters(cognito: Any):
    """What boto3 finds wrong never reaches the embedded AWS."""
    with pytest.raises(ParamValidationError, match="Missing required parameter"):
        cognito.get_user_attribute_verification_code(AttributeName="email")


def test_text_beyond_ascii_survives_the_wire(cognito: Any, user: User):
    """Names in any script go there and back."""
    name = "Zoë 王 🦉"
    cognito.update_user_attributes(
        AccessToken=user.access_token.reveal(), UserAttributes=attributes(name=name)
    )

    told = user.get()

    assert told.attributes["name"].reveal() == name


def test_paginators_work(cognito: Any, user: User):
    """Long lists come in pages, as from AWS."""
    paginator = cognito.get_paginator("list_users")
    pages = paginator.paginate(UserPoolId=user.pool.user_pool_id, PaginationConfig={"PageSize": 1})

    names = [person["Username"] for page in pages for person in page["Users"]]

    assert {"ana", "ben", "cleo", user.username} <= set(names)
    assert len(names) == len(set(names))


def test_missing_operation_leaves_the_rest_working(cognito: Any, user: User):
    """After something that is not there, what is there still answers."""
    with pytest.raises(cx.UnsupportedByEmbeddedError):
        cognito.describe_risk_configuration(UserPoolId=user.pool.user_pool_id)

    sent = user.send("email")

    assert sent.outcome == "accepted"


def test_missing_operation_says_what_to_do(cognito: Any, user: User):
    """The error points to a real pool or an emulator, and is one of this library's."""
    with pytest.raises(cx.UnsupportedByEmbeddedError) as missing:
        cognito.describe_risk_configuration(UserPoolId=user.pool.user_pool_id)

    assert isinstance(missing.value, cx.ConfigurationError)
    assert missing.value.outcome == "not_sent"
    assert 'connect("aws"' in missing.value.hint


def test_requests_are_answered_one_at_a_time():
    """A second request waits until the first is answered."""
    steps: list[str] = []

    class Slow:
        def _dispatch(self, _: Any, url: str, __: Any) -> tuple[int, dict[str, str], str]:
            steps.append(f"begin {url}")
            if url == "https://first":
                second.start()
                second.join(timeout=0.05)
            steps.append(f"end {url}")
            return 200, {}, "{}"

    random = Random(1)  # noqa: S311 -- made-up request ids
    transport = Transport({"slow": Slow}, clock=Clock(NOW), random=random)
    second = threading.Thread(target=lambda: transport(request_to("https://second"), EVENT))

    transport(request_to("https://first"), EVENT)

    second.join(timeout=30)
    assert steps == [
        "begin https://first",
        "end https://first",
        "begin https://second",
        "end https://second",
    ]


EVENT = "before-send.slow.Answer"


def request_to(url: str) -> AWSPreparedRequest:
    """Make a request as botocore hands it over."""
    return AWSPreparedRequest("POST", url, HTTPHeaders(), b"{}", stream_output=False)
