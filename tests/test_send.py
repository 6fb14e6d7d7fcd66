"""One attempt per send, and the truth about what became of it: four outcomes, never two."""

import json
import os
import signal
import socket
import ssl
import threading
import traceback
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from conftest import DELIVERED, make_token

import cognito_explore as cx

SENDS = "GetUserAttributeVerificationCode"


def send(session, **changes):
    """Send a code with a good token."""
    return session.send_code(make_token(**changes), "phone_number")


def last(session):
    """Give the newest attempt."""
    return session.history[-1]


# -- once -----------------------------------------------------------------------------


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


# -- the wire -------------------------------------------------------------------------


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


# -- accepted -------------------------------------------------------------------------


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


# -- refused --------------------------------------------------------------------------


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


# -- not sent -------------------------------------------------------------------------


def test_a_refused_connection_is_not_sent(free_port):
    """Nobody listens: nothing left, and it is safe to try again."""
    session = cx.connect(f"http://127.0.0.1:{free_port}", region_name="us-east-1")

    with pytest.raises(cx.NotSentError) as caught:
        send(session)

    assert caught.value.outcome == last(session).outcome == "not_sent"
    assert "safe to try again" in caught.value.hint
    assert last(session).error_code == "EndpointConnectionError"


def test_a_name_that_cannot_be_resolved_is_not_sent():
    """A host that does not exist: nothing left."""
    session = cx.connect("http://no-such-host.invalid", region_name="us-east-1")

    with pytest.raises(cx.NotSentError):
        send(session)

    assert last(session).outcome == "not_sent"


def test_a_region_that_does_not_exist_is_not_sent_and_the_nearest_is_named(monkeypatch):
    """A mistyped Region fails to resolve, and the hint names the one that was meant."""

    def refuse(host, *_):
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    # What a name server says; this machine's may be out of reach.
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    session = cx.connect("aws", region_name="eu-centrall-1")

    with pytest.raises(cx.NotSentError) as caught:
        send(session)

    assert "no Region eu-centrall-1 with Cognito: did you mean eu-central-1?" in caught.value.hint
    assert last(session).outcome == "not_sent"


def test_an_untrusted_certificate_is_not_sent(tls_port):
    """The handshake fails before the request is written."""
    session = cx.connect(f"https://127.0.0.1:{tls_port}", region_name="us-east-1")

    with pytest.raises(cx.NotSentError) as caught:
        send(session)

    assert caught.value.outcome == last(session).outcome == "not_sent"


def test_tls_to_a_server_without_tls_is_not_sent(server):
    """https:// where http:// was meant: the handshake fails."""
    session = cx.connect(server.url.replace("http:", "https:"), region_name="us-east-1")

    with pytest.raises(cx.NotSentError):
        send(session)

    assert last(session).outcome == "not_sent"
    assert server.received == []


def test_a_wrong_request_is_not_sent_and_kept_in_the_history(remote, server):
    """What the record itself refuses never leaves, and is an attempt all the same."""
    with pytest.raises(cx.InvalidRequestError):
        remote.send_code("garbage", "email")

    assert server.received == []
    assert last(remote).outcome == "not_sent"
    assert last(remote).operation == SENDS
    assert last(remote).attribute_name == "email"
    assert last(remote).error_code == "InvalidRequestError"


# -- unknown --------------------------------------------------------------------------


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


def test_an_answer_of_50_mb_is_unknown(remote, server):
    """No answer of Cognito's is that long, whatever it says."""
    padding = b" " * 50_000_000
    server.body = b"{" + padding + b"}"

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        send(remote)

    assert "50,000,002 bytes" in str(caught.value)
    assert last(remote).outcome == "unknown"


def test_a_read_timeout_is_unknown(server):
    """The request left and no answer came in time."""
    session = cx.connect(server.url, region_name="us-east-1", config=Config(read_timeout=0.2))
    released = threading.Event()
    server.answer = lambda _: released.wait(10)

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        send(session)
    released.set()

    assert caught.value.outcome == last(session).outcome == "unknown"
    assert caught.value.code == "ReadTimeoutError"


def test_a_connection_dropped_after_the_request_is_unknown(remote, server):
    """The server took the request and hung up."""

    def hang_up(handler):
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    server.answer = hang_up

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        send(remote)

    assert caught.value.outcome == last(remote).outcome == "unknown"
    assert len(server.received) == 1


def test_an_answer_cut_short_is_unknown(remote, server):
    """Fewer bytes than were announced."""

    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "500")
        handler.end_headers()
        handler.wfile.write(b'{"CodeDeliveryDetails"')
        handler.wfile.flush()
        handler.close_connection = True

    server.answer = cut

    with pytest.raises(cx.OutcomeUnknownError):
        send(remote)

    assert last(remote).outcome == "unknown"


def interrupt_the_waiting(handler):
    """Press Ctrl-C once the request has arrived and its sender waits for the answer."""
    threading.Event().wait(0.2)
    os.kill(os.getpid(), signal.SIGINT)
    # This waits until the sender has hung up.
    handler.rfile.peek(1)
    handler.close_connection = True


def test_an_interrupt_while_waiting_is_kept_as_unknown(remote, server):
    """Stop in the notebook: the interrupt goes on, and the history tells the truth."""
    server.answer = interrupt_the_waiting

    with pytest.raises(KeyboardInterrupt) as caught:
        remote.verify_code(make_token(), "email", "918273")

    assert last(remote).outcome == "unknown"
    assert last(remote).error_code == "KeyboardInterrupt"
    told = traceback.TracebackException(
        caught.type, caught.value, caught.traceback[1]._rawentry, capture_locals=True
    )
    assert "918273" not in "".join(told.format())


def test_the_session_works_after_an_interrupt(remote, server):
    """It has a fresh connection, and no attempt is missing."""
    server.answer = interrupt_the_waiting
    with pytest.raises(KeyboardInterrupt):
        send(remote)
    server.answer = None

    sent = send(remote)

    assert sent.outcome == "accepted"
    assert [attempt.attempt for attempt in remote.history] == [1, 2]


def test_an_interrupt_as_an_attempt_is_kept_loses_nothing(remote, monkeypatch):
    """Before or after the row is there: it is there once."""
    add, calls = cx.History.add, []

    def interrupted(self, **fields):
        calls.append(fields)
        if len(calls) == 1:
            raise KeyboardInterrupt
        add(self, **fields)
        if len(calls) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(cx.History, "add", interrupted)

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            send(remote)

    assert len(remote.history) == 2


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_drops_the_connection_after_the_request_is_unknown(scheme, tmp_path):
    """The proxy took the request: nobody knows what it did with it."""
    received = []

    def drop(connection):
        if scheme == "https":
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(make_certificate(tmp_path / "certificate.pem"))
            connection = context.wrap_socket(connection, server_side=True)
        received.append(connection.recv(65536))
        connection.close()

    with listening(drop) as port:
        proxies = {scheme: f"http://127.0.0.1:{port}"}
        session = cx.connect(
            f"{scheme}://pool.example:9229", config=Config(proxies=proxies, read_timeout=5)
        )
        # The certificate is nobody's.
        session._sender.client._endpoint.http_session._verify = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(cx.OutcomeUnknownError):
                send(session)

    assert received
    assert last(session).outcome == "unknown"


def test_a_proxy_that_is_not_there_is_not_sent(free_port):
    """Nothing left."""
    config = Config(proxies={"http": f"http://127.0.0.1:{free_port}"})
    session = cx.connect("http://pool.example:9229", config=config)

    with pytest.raises(cx.NotSentError):
        send(session)


def test_plain_text_after_the_handshake_is_unknown(tmp_path):
    """TLS stood and the request left; that OpenSSL speaks of a wrong version is no matter."""
    received = []

    def answer(connection):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(make_certificate(tmp_path / "certificate.pem"))
        secure = context.wrap_socket(connection, server_side=True)
        received.append(secure.recv(65536))
        os.write(secure.fileno(), b"HTTP/1.1 200 OK\r\n\r\n")
        secure.close()

    with listening(answer) as port:
        session = cx.connect(f"https://localhost:{port}", region_name="us-east-1")
        session._sender.client._endpoint.http_session._verify = False
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(cx.OutcomeUnknownError):
                send(session)

    assert received


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


def test_a_forked_process_has_a_connection_of_its_own(remote):
    """Else two processes would read each other's answers."""
    send(remote)
    before = remote._sender.client
    reading, writing = os.pipe()

    with warnings.catch_warnings():
        # Python 3.12 and later warn of threads; the child does nothing but this.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        sent = send(remote)
        told = f"{sent.outcome} {remote._sender.client is before}"
        os.write(writing, told.encode())
        os._exit(0)
    os.waitpid(child, 0)

    assert os.read(reading, 100) == b"accepted False"
    assert remote._sender.client is before


def test_an_unknown_outcome_of_what_sends_nothing_does_not_speak_of_codes(remote, server):
    """GetUser makes no message, so its hint says that it may be asked again."""
    server.body = b"<html>"

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        remote.get_user(make_token())

    assert "safe to ask again" in caught.value.hint


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


# -- other actions --------------------------------------------------------------------


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


# -- servers --------------------------------------------------------------------------


@contextmanager
def listening(serve):
    """Listen on loopback for one connection, and let a function have it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept():
        connection, _ = listener.accept()
        with connection:
            serve(connection)

    thread = threading.Thread(target=accept)
    thread.start()
    yield listener.getsockname()[1]
    thread.join()
    listener.close()


@pytest.fixture
def free_port():
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def tls_port(tmp_path):
    """A TLS server whose certificate nobody trusts."""
    certificate = make_certificate(tmp_path / "certificate.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def accept():
        connection, _ = listening.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True)
            except (ssl.SSLError, ConnectionError):
                return

    thread = threading.Thread(target=accept)
    thread.start()
    yield listening.getsockname()[1]
    thread.join()
    listening.close()


def make_certificate(path):
    """Make a certificate that signs itself."""
    from datetime import timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
