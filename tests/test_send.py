"""One attempt per send, and the truth about what an answer says: four outcomes, never two."""

import json
from datetime import UTC, datetime

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from conftest import DELIVERED, last, make_token, send

import cognito_explore as cx

SENDS = "GetUserAttributeVerificationCode"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("LimitExceededException", 400),
        ("TooManyRequestsException", 400),
        ("TooManyRequestsException", 429),
        ("InternalErrorException", 500),
        ("ServiceUnavailable", 503),
        ("RequestTimeout", 408),
    ],
)
def test_no_error_is_sent_again(remote, server, code, status):
    """Whatever the server answers, one send is one request on the wire."""
    server.refuse(code, "Rate exceeded", status)

    with pytest.raises(cx.CognitoExploreError):
        send(remote)

    assert len(server.received) == 1
    assert len(remote.history) == 1


def test_boto3_by_itself_sends_a_throttled_call_three_times(server):
    """The reason for all this: botocore's default retries, on the same server."""
    server.refuse("LimitExceededException", "Attempt limit exceeded, please try after some time.")
    client = boto3.client(
        "cognito-idp",
        "us-east-1",
        endpoint_url=server.url,
        config=Config(signature_version=UNSIGNED),
    )

    with pytest.raises(client.exceptions.LimitExceededException):
        client.get_user_attribute_verification_code(AccessToken="t", AttributeName="email")

    assert len(server.received) == 3


def test_a_users_own_retry_settings_do_not_bring_retries_back(server):
    """Retries stay off, whatever configuration is passed in."""
    config = Config(retries={"total_max_attempts": 5, "mode": "adaptive"}, read_timeout=7)
    session = cx.connect(server.url, region_name="us-east-1", config=config)
    server.refuse("TooManyRequestsException")

    with pytest.raises(cx.TooManyRequestsError):
        send(session)

    assert len(server.received) == 1
    assert session._sender.client.meta.config.read_timeout == 7


def test_environment_cannot_bring_retries_back(server, monkeypatch):
    """AWS_MAX_ATTEMPTS and AWS_RETRY_MODE change nothing."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    session = cx.connect(server.url, region_name="us-east-1")
    server.refuse("TooManyRequestsException")

    with pytest.raises(cx.TooManyRequestsError):
        send(session)

    assert len(server.received) == 1


def test_a_request_sent_twice_makes_two_attempts(remote, server):
    """A request is a record: sending it again is another attempt."""
    request = cx.GetUserAttributeVerificationCode(make_token(), "email")

    remote.send(request)
    remote.send(request)

    assert len(server.received) == 2
    assert [attempt.attempt for attempt in remote.history] == [1, 2]


def test_somebodys_own_retry_handler_does_not_send_again(server):
    """botocore's events can ask for a retry: it is kept from happening."""
    own = boto3.Session(region_name="us-east-1")
    own.events.register(
        "needs-retry.cognito-idp", lambda attempts, **_: 0 if attempts < 3 else None
    )
    session = cx.Session(own, server.url)
    server.status = 500

    with pytest.raises(cx.OutcomeUnknownError):
        send(session)

    assert len(server.received) == 1


def test_what_leaves_is_what_the_record_shows(remote, server):
    """The body on the wire is `to_json()`, the headers are `to_headers()`."""
    request = cx.GetUserAttributeVerificationCode(
        make_token(), "email", {'quote"': "back\\slash", "ü": "日本\n"}
    )

    remote.send(request)

    received = server.received[0]
    assert received.body.decode() == request.to_json()
    assert received.path == request.to_path()
    assert request.to_headers().items() <= received.headers.items()


def test_no_credentials_are_needed_and_none_are_sent(remote, server):
    """The action is not signed: it works with no credentials configured."""
    send(remote)

    assert "Authorization" not in server.received[0].headers


def test_credentials_that_are_there_are_not_sent(server, monkeypatch):
    """With credentials configured, the request still carries none."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    session = cx.connect(server.url, region_name="us-east-1")

    send(session)

    assert "Authorization" not in server.received[0].headers


@pytest.mark.parametrize("body", [b"{}", b'{"CodeDeliveryDetails": null}'])
def test_an_answer_without_details_is_accepted(remote, server, body):
    """Some emulators send no details: it is a success, with nothing told."""
    server.body = body

    sent = send(remote)

    assert sent.outcome == "accepted"
    assert sent.code_delivery_details is None
    assert sent.attribute_name == "phone_number"
    assert last(remote).outcome == "accepted"


def test_a_medium_that_aws_adds_later_is_kept(remote, server):
    """A delivery medium that is not known yet is shown as it came."""
    details = DELIVERED["CodeDeliveryDetails"] | {"DeliveryMedium": "WHATSAPP"}
    server.body = json.dumps({"CodeDeliveryDetails": details}).encode()

    sent = send(remote)

    assert sent.delivery_medium == "WHATSAPP"
    assert list(remote.history.to_frame()["delivery_medium"]) == ["WHATSAPP"]


def test_a_refusal_is_an_error_with_aws_text_a_hint_and_the_request_id(remote, server):
    """A 4xx answer of Cognito is `refused`, and says what to do."""
    server.refuse("LimitExceededException", "Attempt limit exceeded, please try after some time.")

    with pytest.raises(cx.LimitExceededError) as caught:
        send(remote)

    assert caught.value.code == "LimitExceededException"
    assert caught.value.request_id == "request-1"
    assert caught.value.http_status == 400
    assert caught.value.outcome == last(remote).outcome == "refused"
    assert "Attempt limit exceeded" in str(caught.value)
    assert "an hour" in caught.value.hint
    assert last(remote).error_code == "LimitExceededException"
    assert last(remote).http_status == 400
    assert last(remote).request_id == "request-1"


def test_an_error_that_aws_adds_later_is_a_service_error_with_its_text(remote, server):
    """A code that is not known yet is no crash."""
    server.refuse("BrandNewException", "Something new.")

    with pytest.raises(cx.ServiceError) as caught:
        send(remote)

    assert type(caught.value) is cx.ServiceError
    assert "BrandNewException: Something new." in str(caught.value)


def test_a_refused_token_of_another_region_is_told_as_such():
    """What the token tells locally is added to Cognito's bare refusal."""
    session = cx.connect("embedded", region_name="eu-central-1", seed=1)
    elsewhere = cx.connect("embedded", region_name="us-west-2", seed=2)
    token = elsewhere.sign_in("ana", "correct-horse-1").access_token

    with pytest.raises(cx.NotAuthorizedError) as caught:
        session.send_code(token, "email")

    assert "It was issued in us-west-2" in caught.value.hint
    assert 'region_name="us-west-2"' in caught.value.hint


def test_a_wrong_request_is_not_sent_and_kept_in_the_history(remote, server):
    """What the record itself refuses never leaves, and is an attempt all the same."""
    with pytest.raises(cx.InvalidRequestError):
        remote.send_code("garbage", "email")

    assert server.received == []
    assert last(remote).outcome == "not_sent"
    assert last(remote).operation == SENDS
    assert last(remote).attribute_name == "email"
    assert last(remote).error_code == "InvalidRequestError"


@pytest.mark.parametrize(
    "secret", ["x", "t", "_", "e", " ", "a", "password", "NotAuthorized", "400"]
)
def test_a_short_secret_does_not_garble_the_answer(remote, server, secret):
    """What is taken out of a server's text is never part of AWS's own words."""
    server.refuse("NotAuthorizedException", "Incorrect username or password.")

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.sign_in("ana", secret)

    assert caught.value.code == "NotAuthorizedException"
    assert caught.value.message.endswith("Incorrect username or password.")
    assert "app client" in caught.value.hint


def test_a_sign_in_without_an_answer_tells_of_the_second_factor(remote, server):
    """InitiateAuth can make Cognito send a code as well."""
    server.status = 500

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.sign_in("ana", "secret")

    assert "second factor" in caught.value.hint


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        (200, b"<html><body>Sign in to the airport</body></html>", "text/html"),
        (200, b"", "application/x-amz-json-1.1"),
        (200, b'{"CodeDeliveryDetails": {"Dest', "application/x-amz-json-1.1"),
        (200, b"[]", "application/x-amz-json-1.1"),
        (200, b'{"foo": 1}', "application/x-amz-json-1.1"),
        (200, b'{"__type": "LimitExceededException"}', "application/x-amz-json-1.1"),
        (200, json.dumps(DELIVERED | {"__type": "LimitExceededException"}).encode(), "text/plain"),
        (400, b"{}", "application/x-amz-json-1.1"),
        (403, b'{"message": "Forbidden"}', "application/json"),
        (408, b'{"message": "Request timeout"}', "application/json"),
        (400, b'{"__type": 5, "message": 5}', "application/json"),
        (400, b'{"__type": ["x"]}', "application/json"),
        (200, b'"accepted"', "application/x-amz-json-1.1"),
        (200, b'{"CodeDeliveryDetails": "SMS"}', "application/x-amz-json-1.1"),
        (200, b'{"CodeDeliveryDetails": {"Destination": 5}}', "application/x-amz-json-1.1"),
        (200, b"\xff\xfe\x00", "application/x-amz-json-1.1"),
        (200, b"[" * 200_000, "application/x-amz-json-1.1"),
        (302, b"<html>moved</html>", "text/html"),
        (403, b"<html>blocked by a proxy</html>", "text/html"),
        (400, b"", "text/plain"),
        (500, b'{"__type": "InternalErrorException", "message": "oops"}', "application/json"),
        (500, b'{"__type": "NotAuthorizedException", "message": "x"}', "application/json"),
        (502, b"<html>bad gateway</html>", "text/html"),
        (503, b"", "text/plain"),
        (504, b"{}", "application/json"),
    ],
)
def test_an_answer_that_tells_nothing_is_unknown(remote, server, status, body, content_type):
    """Neither success nor failure: a code may be on its way."""
    server.status, server.body = status, body
    server.headers["Content-Type"] = content_type

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        send(remote)

    assert caught.value.outcome == last(remote).outcome == "unknown"
    assert "A code may be on its way" in caught.value.hint
    assert last(remote).http_status == status
    assert len(server.received) == 1


def test_an_unknown_outcome_of_what_sends_nothing_does_not_speak_of_codes(remote, server):
    """GetUser makes no message, so its hint says that it may be asked again."""
    server.body = b"<html>"

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.get_user(make_token())

    assert "safe to ask again" in caught.value.hint


def test_what_an_interrupt_left_is_not_used_again(remote, server, monkeypatch):
    """A lock or a connection may be in any state."""
    raised = [KeyboardInterrupt(), RuntimeError("broken")]

    def interrupt(_):
        raise raised.pop(0)

    monkeypatch.setattr(remote._sender.client._endpoint.http_session, "send", interrupt)

    with pytest.raises(KeyboardInterrupt):
        send(remote)
    send(remote)

    assert [it.outcome for it in remote.history] == ["unknown", "accepted"]
    assert len(server.received) == 1


def test_who_answers_in_this_process_sees_what_would_leave(remote, server):
    """An emulator such as moto answers botocore's event, and reads its headers and body."""
    seen = []
    events = remote._sender.client.meta.events
    events.register("before-send", lambda request, **_: seen.append(request))

    send(remote)

    (request,), (received,) = seen, server.received
    assert request.body == received.body
    assert request.headers["Content-Length"] == str(len(received.body))
    assert {name.lower() for name in request.headers} <= {it.lower() for it in received.headers}


def test_the_session_works_after_every_kind_of_failure(remote, server):
    """Nothing that was there is lost, and the next send is like the first."""
    server.status, server.body = 500, b"oops"
    with pytest.raises(cx.OutcomeUnknownError):
        send(remote)
    with pytest.raises(cx.InvalidRequestError):
        remote.send_code("garbage", "email")
    server.status, server.body = 200, json.dumps(DELIVERED).encode()

    sent = send(remote)

    assert sent.outcome == "accepted"
    outcomes = [attempt.outcome for attempt in remote.history]
    assert outcomes == ["unknown", "not_sent", "accepted"]


def test_the_answer_to_a_sign_in_without_tokens_is_unknown(remote, server):
    """JSON of another form is no answer."""
    server.body = b'{"AuthenticationResult": {}}'

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.sign_in("ana", "secret")

    assert caught.value.outcome == "unknown"


def test_a_challenge_is_told_with_its_name(remote, server):
    """A second factor is one more step, not a failure."""
    server.body = json.dumps({"ChallengeName": "SMS_MFA", "Session": "s" * 30}).encode()

    with pytest.raises(cx.ChallengeRequiredError) as caught:
        remote.sign_in("ana", "secret")

    assert caught.value.code == "SMS_MFA"
    assert last(remote).outcome == "accepted"


def test_tokens_expire_when_cognito_says(remote, server):
    """`expires_at` is when the request was sent, plus what the answer says."""
    result = {
        "AccessToken": make_token(),
        "IdToken": "id",
        "RefreshToken": "refresh",
        "ExpiresIn": 300,
    }
    server.body = json.dumps({"AuthenticationResult": result}).encode()
    before = datetime.now(UTC)

    tokens = remote.sign_in("ana", "secret")

    assert 299 < (tokens.expires_at - before).total_seconds() < 310
    assert tokens.access_token.reveal() == result["AccessToken"]
    assert server.received[0].json() == {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": "secret"},
        "ClientId": "1example23456789",
    }
