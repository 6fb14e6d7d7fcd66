"""The embedded AWS at an address: the same world, by any client, and nobody from elsewhere."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.model import ServiceModel
from botocore.parsers import create_parser

import cognito_explore as cx
from cognito_explore.embedded import EmbeddedServer
from cognito_explore.embedded.services import IAM_PREFIXES, models
from embedded.conftest import SENT_ONCE, User, refusal_of

COGNITO = "AWSCognitoIdentityProviderService"
JSON = "application/x-amz-json-1.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
MOST_BYTES = 1_048_576
# A question to each service, and what the answer has.
QUESTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "cognito-idp": ("list_user_pools", {"MaxResults": 5}, "UserPools"),
    "sns": ("get_sms_sandbox_account_status", {}, "IsInSandbox"),
    "pinpoint-sms-voice-v2": ("describe_phone_numbers", {}, "PhoneNumbers"),
    "logs": ("describe_log_groups", {}, "logGroups"),
    "cloudwatch": (
        "get_metric_data",
        {
            "StartTime": datetime(2026, 11, 1, tzinfo=UTC),
            "EndTime": datetime(2026, 11, 23, tzinfo=UTC),
            "MetricDataQueries": [
                {
                    "Id": "spent",
                    "MetricStat": {
                        "Metric": {"Namespace": "AWS/SNS", "MetricName": "SMSMonthToDateSpentUSD"},
                        "Period": 86_400,
                        "Stat": "Maximum",
                    },
                }
            ],
        },
        "MetricDataResults",
    ),
    "cloudtrail": ("lookup_events", {}, "Events"),
    "wafv2": ("list_web_acls", {"Scope": "REGIONAL"}, "WebACLs"),
    "iam": ("get_role", {"RoleName": "cognito-sms"}, "Role"),
    "lambda": ("get_policy", {"FunctionName": "nobody"}, ""),
    "kms": ("create_key", {}, "KeyMetadata"),
    "sesv2": ("get_email_identity", {"EmailIdentity": "ana@example.com"}, ""),
}


@pytest.fixture(scope="module")
def session() -> cx.Session:
    """One embedded AWS for the tests of this file; other programs go by the real time."""
    return cx.connect("embedded", seed=1)


@pytest.fixture(scope="module")
def server(session: cx.Session) -> Iterator[EmbeddedServer]:
    """One server for the tests of this file."""
    with session.aws.serve() as running:
        yield running


@pytest.fixture(scope="module")
def client(server: EmbeddedServer) -> Callable[..., Any]:
    """Make an ordinary boto3 client that knows nothing but the URL."""

    def make(service: str, region_name: str = "us-east-1", **config: Any) -> Any:
        return boto3.client(
            service,
            endpoint_url=server.url,
            region_name=region_name,
            aws_access_key_id="made-up",
            aws_secret_access_key="made-up",
            config=SENT_ONCE.merge(Config(**config)),
        )

    return make


class Wire:
    """One connection, which tells whether it is still the same."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def ask(
        self, body: bytes = b"", *, method: str = "POST", path: str = "/", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask, and give status, headers and body."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, told)
        answer = self.connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, names, answer.read()


@pytest.fixture
def wire(server: EmbeddedServer) -> Iterator[Wire]:
    """A connection of the test's own."""
    made = Wire(server)
    yield made
    made.connection.close()


def raw(server: EmbeddedServer, sent: bytes, *, ended: bool = True) -> bytes:
    """Send bytes as they are, and give all that comes until the server ends the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(sent)
            if ended:
                connection.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65_536):
                received += piece
        return received


def get_user(token: str) -> bytes:
    """Write a whole request, as it is on the wire."""
    body = json.dumps({"AccessToken": token}).encode()
    lines = [
        "POST / HTTP/1.1",
        "Host: 127.0.0.1",
        f"X-Amz-Target: {COGNITO}.GetUser",
        f"Content-Type: {JSON}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def test_a_session_on_the_url_does_the_whole_job(session: cx.Session, server, user: User):
    """Sign in, send, verify: what is sent there arrives in the same inbox."""
    other = cx.connect(server.url, region_name="us-east-1", client_id=user.pool.client_id)

    tokens = other.sign_in(user.username, "correct-horse-1")
    sent = other.send_code(tokens.access_token, "phone_number")
    verified = other.verify_code(tokens.access_token, "phone_number", user.code())

    assert (sent.outcome, sent.delivery_medium) == ("accepted", "SMS")
    assert verified.outcome == "accepted"
    assert user.get().is_phone_number_verified
    assert session.aws.messages()[-1].to == user.phone_number


def test_a_session_on_the_url_finds_the_same_problems(monkeypatch):
    """A diagnosis asks every service over HTTP, and knows what one in this process knows."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    session = cx.connect("embedded", seed=1, scenario="sandbox, number not verified")
    token = session.sign_in("ana", "correct-horse-1").access_token
    inside = session.diagnose(token, "phone_number")

    with session.aws.serve() as server:
        other = cx.connect(server.url, region_name="us-east-1")
        outside = other.diagnose(token, "phone_number")

    here, there = ({it.check_id: it.status for it in told.findings} for told in (inside, outside))
    assert [it.check_id for it in outside.problems] == ["sms-sandbox"]
    # It is told that it goes to no endpoint of AWS, whose Region nobody knows.
    assert {name for name in here if here[name] != there[name]} == {"emulator", "token-region"}


def test_every_service_has_a_question():
    """A service that is added is asked over HTTP too."""
    named = {model.service_name for model in models().values()}

    assert named == set(QUESTIONS)
    assert len(models()) == len(IAM_PREFIXES)


@pytest.mark.parametrize("service", QUESTIONS)
def test_a_boto3_client_gets_the_answer_of_one_in_this_process(session, client, service):
    """Each protocol of AWS's, in both directions, refusals too."""
    operation, parameters, member = QUESTIONS[service]
    here = session.aws.boto3_session.client(service, region_name="us-east-1", config=SENT_ONCE)

    answers = []
    for asked in (here, client(service)):
        try:
            answers.append(getattr(asked, operation)(**parameters))
        except ClientError as error:
            answers.append(error.response)

    metadata = [it.pop("ResponseMetadata") for it in answers]
    inside, outside = answers
    assert (member or "Error") in outside
    # Every key that is made is another one.
    assert inside == outside or service == "kms"
    assert metadata[0]["HTTPStatusCode"] == metadata[1]["HTTPStatusCode"]
    assert re.fullmatch(UUID, metadata[1]["RequestId"])
    kinds = [it["HTTPHeaders"]["content-type"] for it in metadata]
    assert kinds[0] == kinds[1]


def test_the_region_is_the_one_that_the_request_is_signed_for(client):
    """One server has every Region, as one embedded AWS has."""
    client("sns", "eu-west-1").set_sms_attributes(attributes={"DefaultSenderID": "here"})

    asked = {"attributes": ["DefaultSenderID"]}
    told = [client("sns", name).get_sms_attributes(**asked) for name in ("eu-west-1", "us-east-1")]

    assert [it["attributes"] for it in told] == [{"DefaultSenderID": "here"}, {}]


def test_the_region_of_what_is_not_signed_is_that_of_the_embedded_aws():
    """A user's own requests have no signature, and so name no Region."""
    session = cx.connect("embedded", seed=1, region_name="eu-west-1")

    with session.aws.serve() as server:
        other = cx.connect(server.url, region_name="us-east-1")
        tokens = other.sign_in("ana", "correct-horse-1", client_id=session.aws.demo.client_id)

    assert "/eu-west-1_" in tokens.access_token.claims["iss"]


def test_a_permission_that_is_taken_away_is_refused_there_too(session: cx.Session, client):
    """What IAM says of a signed request does not depend on the way it came."""
    session.aws.deny("sns:GetSMSSandboxAccountStatus")

    code, message = refusal_of(client("sns").get_sms_sandbox_account_status)

    session.aws.allow("sns:GetSMSSandboxAccountStatus")
    assert code == "AuthorizationError"
    assert "is not authorized to perform: sns:GetSMSSandboxAccountStatus" in message


def test_an_operation_that_is_not_here_says_so(client):
    """By a code that is none of AWS's, and 4xx: nothing was done."""
    with pytest.raises(ClientError) as refused:
        client("sns").create_topic(Name="news")

    error = refused.value.response["Error"]
    assert error["Code"] == "UnsupportedByEmbeddedError"
    assert error["Message"] == "The embedded AWS has no operation CreateTopic of sns."
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("headers", "body", "path"),
    [
        ({"X-Amz-Target": f"{COGNITO}.Nonsense"}, b"{}", "/"),
        ({"X-Amz-Target": "DynamoDB_20120810.ListTables"}, b"{}", "/"),
        ({"X-Amz-Target": "nonsense"}, b"{}", "/"),
        ({"X-Amz-Target": f"{COGNITO}.GetUser", "Content-Encoding": "gzip"}, b"{}", "/"),
        ({}, b"", "/nowhere"),
        ({}, b"{}", "/v2/email/nowhere"),
        (FORM, b"Action=ListUsers&Version=2010-05-08", "/"),
        (FORM, b"Action=ListQueues&Version=2012-11-05", "/"),
        (FORM, b"\xff\xfe=&&&", "/"),
        # Older SDKs speak so to CloudWatch.
        (FORM, b"Action=GetMetricData&Version=2010-08-01", "/"),
    ],
)
def test_what_is_not_spoken_says_so(wire: Wire, headers, body, path):
    """In the form of what was asked, with a request id."""
    status, told, answer = wire.ask(body, path=path, **headers)

    assert 400 <= status < 500
    assert b"UnsupportedByEmbeddedError" in answer
    assert re.fullmatch(UUID, told["x-amzn-requestid"])
    is_form = headers == FORM
    assert answer.startswith(b"<ErrorResponse" if is_form else b"{")
    assert told["content-type"] == ("text/xml" if is_form else JSON)
    assert (told["x-amzn-requestid"].encode() in answer) == is_form


def test_cbor_is_refused_in_cbor(wire: Wire):
    """SDKs that speak Smithy RPC v2 to CloudWatch read the refusal as what it is."""
    status, told, answer = wire.ask(
        b"\xa0",
        path="/service/GraniteServiceVersion20100801/operation/GetMetricData",
        **{"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"},
    )

    model: ServiceModel = models()["cloudwatch"]
    shape = model.operation_model("GetMetricData").output_shape
    given = {"status_code": status, "headers": told, "body": answer}
    read = create_parser("smithy-rpc-v2-cbor").parse(given, shape)
    assert status == 400
    assert read["Error"]["Code"] == "UnsupportedByEmbeddedError"
    assert "have the SDK speak JSON" in read["Error"]["Message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"5", b"\xff\xfe", b"[" * 200_000, b'{"a":1e}']
)
@pytest.mark.parametrize("target", ["GetUser", "SignUp"])
def test_a_body_that_is_no_json_object_is_refused(wire: Wire, target, body):
    """It is nobody's fault but the client's."""
    headers = {"X-Amz-Target": f"{COGNITO}.{target}", "Content-Type": JSON}

    status, told, _ = wire.ask(body, **headers)

    assert (status, told["x-amzn-errortype"]) == (400, "SerializationException")


@pytest.mark.parametrize(
    ("headers", "body", "path", "code"),
    [
        ({"X-Amz-Target": f"{COGNITO}.SignUp"}, b"{}", "/", "InvalidParameterException"),
        (
            {"X-Amz-Target": f"{COGNITO}.GetUser"},
            b'{"AccessToken": {}}',
            "/",
            "InvalidParameterException",
        ),
        (
            {"X-Amz-Target": "PinpointSMSVoiceV2.DescribePhoneNumbers"},
            b'{"PhoneNumberIds": 7}',
            "/",
            "ValidationException",
        ),
        ({}, b"{}", "/2015-03-31/functions", "ValidationException"),
        (FORM, b"Action=GetRole&Version=2010-05-08", "/", "ValidationError"),
    ],
)
def test_what_is_not_as_modelled_is_refused(wire: Wire, headers, body, path, code):
    """Where what looks at it fails: 5xx would say that something may have been done."""
    status, told, answer = wire.ask(body, path=path, **headers)

    assert status == 400
    assert b"is not as AWS's model of" in answer
    assert told.get("x-amzn-errortype") == code or f"<Code>{code}<".encode() in answer


def test_an_error_inside_is_amazons_and_shows_no_traceback(server, wire, monkeypatch, capfd):
    """Whoever asked cannot mend it, and learns neither where it was nor what was asked."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("eyJraWQ")

    monkeypatch.setattr(server._server.answer._transport, "_ask", fail)

    status, told, answer = wire.ask(
        b'{"AccessToken": "x"}', **{"X-Amz-Target": f"{COGNITO}.GetUser"}
    )

    assert status == 500
    assert told["x-amzn-errortype"] == "InternalErrorException"
    assert b"eyJraWQ" not in answer
    assert b"Traceback" not in answer
    assert capfd.readouterr() == ("", "")


def test_the_error_that_is_to_be_next_is_next_over_http(session: cx.Session, client):
    """What `refuse_next` prepares is for whoever asks first."""
    session.aws.refuse_next("InternalErrorException")

    with pytest.raises(ClientError) as refused:
        client("cognito-idp").list_user_pools(MaxResults=1)

    assert refused.value.response["Error"]["Code"] == "InternalErrorException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_requests_need_no_signature(client):
    """As most of a user's own on AWS have none."""
    told = client("cognito-idp", signature_version=UNSIGNED).list_user_pools(MaxResults=1)

    assert len(told["UserPools"]) == 1


def test_a_connection_is_kept(wire: Wire):
    """An SDK that asks often does not connect each time, after refusals neither."""
    wire.ask(b"{}", **{"X-Amz-Target": f"{COGNITO}.GetUser"})
    port = wire.connection.sock.getsockname()[1]

    wire.ask(b"", path="/nowhere")
    wire.ask(method="GET", path="/inbox")

    assert wire.connection.sock.getsockname()[1] == port


def test_requests_may_follow_each_other_at_once(server):
    """What was sent before an answer came is answered in its turn."""
    told = raw(server, get_user("one") + get_user("two"))

    assert told.count(b"HTTP/1.1 400") == 2


def test_a_body_in_chunks_is_read(server):
    """As a client sends it that does not know how long it is."""
    head = get_user("x").partition(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n"
    chunks = b'2;a=b\r\n{"\r\n10\r\nAccessToken": "x\r\n2\r\n"}\r\n0\r\nTrailer: x\r\n\r\n'

    told = raw(server, head + chunks + get_user("x"))

    assert told.count(b"Invalid Access Token") == 4
    assert told.count(b"HTTP/1.1 400") == 2


def test_who_waits_to_be_asked_for_the_body_is_asked(server):
    """`Expect: 100-continue`, as curl sends it with what is long."""
    sent = get_user("x").replace(b"Host:", b"Expect: 100-continue\r\nHost:")
    head, _, body = sent.partition(b"\r\n\r\n")

    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head + b"\r\n\r\n")
        asked = connection.recv(100)
        connection.sendall(body)
        answer = connection.recv(100)

    assert asked == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(b"HTTP/1.1 400")


def test_a_request_without_a_body_may_say_what_its_body_is(wire: Wire):
    """As some clients do of all that they ask."""
    status, _, answer = wire.ask(method="GET", path="/v2/email/account", Content_Type=JSON)

    assert status == 200
    assert "SendQuota" in json.loads(answer)


@pytest.mark.parametrize(
    "host",
    ["attacker.example", "attacker.example:80", "127.0.0.1.attacker.example", "", "[", "::1"],
)
def test_another_name_is_refused(wire: Wire, host):
    """A page in a browser could have its own name lead to this machine."""
    for path in ("/", "/inbox"):
        status, told, _ = wire.ask(method="GET", path=path, Host=host)

        assert (status, told["x-amzn-errortype"]) == (403, "ForeignHost")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1234", "LOCALHOST", "[::1]:80"])
def test_the_names_of_this_machine_are_taken(wire: Wire, host):
    """By any port, because something may stand between."""
    assert wire.ask(method="GET", path="/inbox", Host=host)[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /inbox HTTP/1.1\r\n\r\n",
        b"GET /inbox HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\n\r\n",
        b"GET http://attacker.example/inbox HTTP/1.1\r\nHost: attacker.example\r\n\r\n",
    ],
)
def test_a_name_that_is_not_clear_is_refused(server, sent):
    """Who names none, or two, is no SDK."""
    assert raw(server, sent).startswith(b"HTTP/1.1 403")


def test_a_page_of_this_machine_may_ask(wire: Wire):
    """A front end that is being developed is served by this machine, at another port."""
    page = "http://localhost:3000"
    wanted = "content-type,x-amz-target"

    before = wire.ask(
        method="OPTIONS",
        Origin=page,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers=wanted,
    )
    asked = wire.ask(b"{}", Origin=page, X_Amz_Target=f"{COGNITO}.GetUser")

    assert before[0] == 204
    assert "POST" in before[1]["access-control-allow-methods"]
    assert before[1]["access-control-allow-headers"] == wanted
    assert asked[1]["access-control-allow-origin"] == page
    assert "x-amzn-errortype" in asked[1]["access-control-expose-headers"]


@pytest.mark.parametrize("origin", ["https://attacker.example", "null", "http://[", ""])
def test_a_page_from_elsewhere_may_not(wire: Wire, origin):
    """It may neither read what arrived nor have anything sent."""
    for method in ("GET", "OPTIONS", "POST"):
        status, told, _ = wire.ask(method=method, path="/inbox", Origin=origin)

        assert (status, told["x-amzn-errortype"]) == (403, "ForeignOrigin")
        assert "access-control-allow-origin" not in told


def test_whoever_asks_without_a_page_is_told_nothing_of_pages(wire: Wire):
    """As no SDK outside a browser needs it."""
    _, told, _ = wire.ask(method="GET", path="/inbox")

    assert not [name for name in told if name.startswith("access-control")]


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
        b"\x00\xff\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1.1\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"b" * 70_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1_0\r\n\r\n" + bytes(10),
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nab",
        b"POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}",
        b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n",
    ],
)
def test_garbage_is_refused_and_survived(server, wire, capfd, sent):
    """By one answer, after which the connection ends; others are as before."""
    told = raw(server, sent)

    head, _, body = told.rpartition(b"\r\n\r\n")
    assert not head or re.match(rb"HTTP/1.1 (4\d\d|505) ", head)
    assert json.loads(body)["message"]
    assert wire.ask(method="GET", path="/inbox")[0] == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("sent", [b"", b"POST / HT", get_user("x")[:-2]])
def test_who_goes_away_is_survived(server, wire, capfd, sent):
    """At any point of a request."""
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            # The connection ends by a reset, not in order.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            connection.sendall(sent)

    assert wire.ask(method="GET", path="/inbox")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_the_largest_request_is_read(wire: Wire):
    """One byte more is too much."""
    body = b'{"AccessToken": "' + b"x" * (MOST_BYTES - 19) + b'"}'

    status, told, _ = wire.ask(body, X_Amz_Target=f"{COGNITO}.GetUser")

    assert len(body) == MOST_BYTES
    assert (status, told["x-amzn-errortype"]) == (400, "NotAuthorizedException")


def test_a_request_that_is_too_large_is_refused(wire: Wire):
    """Whoever sends all of it reads the refusal."""
    for size in (10 * MOST_BYTES, MOST_BYTES + 1):
        status, told, answer = wire.ask(b"x" * size, X_Amz_Target=f"{COGNITO}.GetUser")

    assert status == 413
    assert told["connection"] == "close"
    assert "1,048,576 bytes" in json.loads(answer)["message"]


def test_chunks_that_are_too_large_together_are_refused(server):
    """No length is told before them."""
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"80000\r\n" + b"x" * 0x80000 + b"\r\n"

    assert raw(server, head + 3 * chunk).startswith(b"HTTP/1.1 413")


def test_a_client_that_is_too_slow_is_sent_away(session: cx.Session, capfd):
    """Its thread is not kept for ever."""
    with session.aws.serve(timeout_s=0.05) as server:
        silent = raw(server, b"", ended=False)
        in_headers = raw(server, b"POST / HTTP/1.1\r\nHost: loc", ended=False)
        in_body = raw(server, get_user("x")[:-2], ended=False)

    assert (silent, in_headers) == (b"", b"")
    assert in_body.startswith(b"HTTP/1.1 408")
    assert capfd.readouterr() == ("", "")


def test_users_of_many_threads_get_one_message_for_each_request(session, client, make_user):
    """Nothing is lost, doubled or mixed up."""
    cognito = client("cognito-idp")
    users = [make_user() for _ in range(40)]
    before = len(session.aws.messages())

    def send(number: int) -> Any:
        user = users[number % len(users)]
        return cognito.get_user_attribute_verification_code(
            AccessToken=user.access_token.reveal(), AttributeName="phone_number"
        )

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(200)))

    arrived = session.aws.messages(after=before)
    assert len(arrived) == 200
    assert Counter(it.to for it in arrived) == dict.fromkeys((it.phone_number for it in users), 5)
    assert len({it.code for it in arrived}) > 190
    ids = {it["ResponseMetadata"]["RequestId"] for it in answers}
    assert len(ids) == 200


def test_the_inbox_is_read_over_http(wire: Wire, user: User):
    """By programs that cannot ask `session.aws`."""
    user.send("phone_number")

    status, told, answer = wire.ask(method="GET", path="/inbox")

    shown = json.loads(answer)[-1]
    (message,) = user.session.aws.messages()[-1:]
    assert (status, told["content-type"]) == (200, "application/json")
    assert list(shown) == ["at", "medium", "to", "subject", "body", "code"]
    assert datetime.fromisoformat(shown.pop("at")) == message.at
    assert shown == {name: getattr(message, name) for name in shown}


def test_nothing_is_logged(server, wire, everything_logged, capfd):
    """A token is in what is asked."""
    wire.ask(b'{"AccessToken": "eyJsecret"}', **{"X-Amz-Target": f"{COGNITO}.GetUser"})
    raw(server, b"eyJsecret\r\n\r\n")

    assert "eyJsecret" not in "\n".join(everything_logged)
    assert capfd.readouterr() == ("", "")


def test_words_of_a_user_make_no_header(wire: Wire):
    """A line break in a name that AWS repeats stays in its header."""
    body = json.dumps({"UserPoolId": "x\r\nSet-Cookie: a=b\u2026"}).encode()

    _, told, answer = wire.ask(body, **{"X-Amz-Target": f"{COGNITO}.DescribeUserPool"})

    assert "set-cookie" not in told
    assert "Set-Cookie: a=b" in told["x-amzn-errormessage"]
    assert "\u2026" in json.loads(answer)["message"]


def test_a_function_of_the_pool_that_fails_is_told_as_ever(session: cx.Session, wire, user):
    """It runs on a thread of the server's, and is Cognito's to answer for."""

    def handler(_event: object, _context: object) -> None:
        raise ValueError("eyJsecret")

    session.aws.set_custom_message(handler)
    body = {"AccessToken": user.access_token.reveal(), "AttributeName": "email"}

    target = f"{COGNITO}.GetUserAttributeVerificationCode"
    status, told, _ = wire.ask(json.dumps(body).encode(), **{"X-Amz-Target": target})

    session.aws.set_custom_message(None)
    assert (status, told["x-amzn-errortype"]) == (400, "UserLambdaValidationException")


def test_stopping_gives_port_and_threads_back(session: cx.Session):
    """An open connection that asks nothing does not hold it."""
    before = set(threading.enumerate())
    server = session.aws.serve()
    idle = Wire(server)
    idle.ask(method="GET", path="/inbox")
    started = set(threading.enumerate()) - before

    server.stop()

    assert len(started) == 2
    assert not [it for it in started if it.is_alive()]
    assert idle.connection.sock.recv(1) == b""
    idle.connection.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))
    with session.aws.serve(server.port) as again:
        assert again.port == server.port


def test_stopping_twice_does_no_harm(session: cx.Session):
    """In a `with`, too."""
    with session.aws.serve() as server:
        server.stop()
        server.stop()


def test_what_was_asked_is_answered_before_it_stops(session: cx.Session, user: User):
    """A message that is made is answered for."""
    asked, go_on = threading.Event(), threading.Event()

    def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
        asked.set()
        go_on.wait(10)
        return event

    token = user.access_token.reveal()
    body = json.dumps({"AccessToken": token, "AttributeName": "phone_number"}).encode()
    target = f"{COGNITO}.GetUserAttributeVerificationCode"
    server = session.aws.serve()
    session.aws.set_custom_message(handler)
    wire, idle = Wire(server), Wire(server)
    with ThreadPoolExecutor(2) as pool:
        answer = pool.submit(partial(wire.ask, body, **{"X-Amz-Target": target}))
        asked.wait(10)
        idle.ask(method="GET", path="/inbox")
        stopping = pool.submit(server.stop)
        # It came after the one that waits, and is ended after it.
        assert idle.connection.sock.recv(1) == b""
        go_on.set()
        stopping.result(10)
    session.aws.set_custom_message(None)

    assert answer.result()[0] == 200
    wire.connection.close()
    idle.connection.close()


def test_several_servers_have_one_world(session: cx.Session, wire, user: User):
    """Each embedded AWS has as many addresses as it is given."""
    with session.aws.serve() as second:
        other = Wire(second)
        user.send("phone_number")
        inboxes = [it.ask(method="GET", path="/inbox")[2] for it in (wire, other)]
        other.connection.close()

    assert inboxes[0] == inboxes[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_it_is_served_on_loopback(session: cx.Session, host):
    """By whichever of its names."""
    with session.aws.serve(host=host) as server:
        expected = "[::1]" if ":" in host else "127.0.0.1"
        other = cx.connect(server.url, region_name="us-east-1")
        with pytest.raises(cx.NotAuthorizedError):
            other.send(cx.GetUser("x", allow_any_token=True))

    assert server.url == f"http://{expected}:{server.port}"
    assert repr(server) == f"<EmbeddedServer {server.url}: nothing is really sent>"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.1", "example.com", None, 5])  # noqa: S104
def test_no_other_address_is_taken(session: cx.Session, host):
    """Nobody else is to reach it."""
    with pytest.raises(cx.ConfigurationError, match="for this machine alone"):
        session.aws.serve(host=host)


def test_a_port_that_is_taken_is_told(session: cx.Session, server):
    """With the next step, and nothing on standard error."""
    with pytest.raises(cx.ConfigurationError) as refused:
        session.aws.serve(server.port)

    assert str(refused.value).startswith(f"Port {server.port} of 127.0.0.1 is taken")
    assert "0 for a free one" in str(refused.value)


@pytest.mark.parametrize("port", [-1, 65_536, "80", 1.5, None, True])
def test_what_is_no_port_is_told(session: cx.Session, port):
    """Before anything is taken."""
    with pytest.raises(cx.ConfigurationError, match="There is no port"):
        session.aws.serve(port)


def test_who_waits_for_a_message_gets_it_when_it_comes(session: cx.Session, user: User):
    """Without asking again and again."""
    known = len(session.aws.messages())

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(session.aws.messages, after=known, wait_s=10)
        user.send("phone_number")
        (message,) = waiting.result(10)

    assert message.to == user.phone_number
    assert session.aws.messages(after=known + 1, wait_s=0.01) == []
