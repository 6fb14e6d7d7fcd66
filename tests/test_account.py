"""The account around a pool is asked safely: writes once, secrets hidden, refusals explained."""

import json
import traceback
from socket import SHUT_RDWR
from urllib.parse import parse_qs

import pytest
from botocore import exceptions as botocore_errors
from conftest import Server, write_tracebacks

import cognito_explore as cx

NUMBER = "+12025550123"


def in_xml(operation: str, result: str = "") -> bytes:
    """Answer as SNS does."""
    space = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"'
    inner = f"<{operation}Result>{result}</{operation}Result>"
    return f"<{operation}Response {space}>{inner}</{operation}Response>".encode()


LISTED = in_xml("ListSMSSandboxPhoneNumbers", "<PhoneNumbers/>")
ADDED = in_xml("CreateSMSSandboxPhoneNumber")
VERIFIED = in_xml("VerifySMSSandboxPhoneNumber")


@pytest.fixture
def account(server: Server, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials, on a server that answers as it is told."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")
    return cx.connect(server.url, region_name="us-east-1")


def refuse_in_xml(server: Server, code: str, message: str, status: int) -> None:
    """Answer every request as SNS refuses."""
    server.status = status
    server.headers["Content-Type"] = "text/xml"
    error = f"<Code>{code}</Code><Message>{message}</Message>"
    server.body = f"<ErrorResponse><Error>{error}</Error></ErrorResponse>".encode()


def operations(server: Server) -> list[str]:
    """Give the operation of each request that the server saw."""
    queries = [parse_qs(it.body.decode()) for it in server.received]
    return [
        query["Action"][0] if "Action" in query else received.operation
        for query, received in zip(queries, server.received, strict=True)
    ]


def request(session: cx.Session) -> object:
    """Request a number, which costs money."""
    return session.origination().request_number("US", "TOLL_FREE", confirm=True)


def test_everything_is_asked_at_the_session_s_endpoint(account: cx.Session, server: Server):
    """What is meant for an emulator never reaches AWS, whatever the service."""
    server.body = json.dumps({"PhoneNumbers": []}).encode()

    account.origination().numbers()

    (asked,) = server.received
    assert asked.headers["X-Amz-Target"] == "PinpointSMSVoiceV2.DescribePhoneNumbers"
    assert "/us-east-1/sms-voice/aws4_request" in asked.headers["Authorization"]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_what_costs_money_is_asked_once(account: cx.Session, server: Server, status: int):
    """A retry could buy two numbers."""
    server.refuse("InternalServerException", "Try again", status)

    with pytest.raises(cx.CognitoExploreError):
        request(account)

    assert operations(server) == ["RequestPhoneNumber"]


def test_reading_is_asked_again_when_aws_is_busy(account: cx.Session, server: Server):
    """End User Messaging takes one question a second, which is no reason to fail."""
    server.play(("ThrottlingException", "Rate exceeded"), {"PhoneNumbers": []})

    assert account.origination().list_numbers() == []
    assert operations(server) == ["DescribePhoneNumbers"] * 2


def test_number_and_code_reach_the_wire_and_no_log(
    account: cx.Session, server: Server, everything_logged: list[str]
):
    """botocore prints what it is given in its debug log; it is given neither."""
    no_times = {"VerifiedDestinationNumbers": []}
    server.play(LISTED, no_times, ADDED, VERIFIED, no_times)

    sandbox = account.sandbox()
    sandbox.add("+1 202 555 0123")
    sandbox.verify(NUMBER, "739104")

    bodies = [parse_qs(it.body.decode()) for it in server.received]
    sent = [it for it in bodies if "PhoneNumber" in it]
    assert [it["PhoneNumber"] for it in sent] == [[NUMBER], [NUMBER]]
    assert sent[1]["OneTimePassword"] == ["739104"]
    assert everything_logged
    assert not any("739104" in line or "2025550123" in line for line in everything_logged)


def test_number_and_code_are_in_no_traceback(account: cx.Session, server: Server):
    """An error of AWS that repeats what it was sent shows none of it."""
    refuse_in_xml(server, "InvalidParameter", f"No {NUMBER} with 739104", 400)

    with pytest.raises(cx.InvalidParameterError) as caught:
        account.sandbox().verify(NUMBER, "739104")

    told = write_tracebacks(caught.value)
    assert "InvalidParameter" in told
    assert "739104" not in told
    assert "2025550123" not in told


@pytest.mark.parametrize("code", ["AuthorizationError", "AccessDenied"])
def test_denied_action_is_named(account: cx.Session, server: Server, code: str):
    """Whoever is denied reads which action to allow."""
    refuse_in_xml(server, code, "You shall not pass", 403)

    with pytest.raises(cx.AccessDeniedError) as caught:
        account.sandbox().list_numbers()

    assert caught.value.action == "sns:ListSMSSandboxPhoneNumbers"
    assert "Allow `sns:ListSMSSandboxPhoneNumbers`" in caught.value.hint
    assert caught.value.outcome == "refused"
    assert caught.value.http_status == 403


def test_iam_trap_of_sns_names_the_action_behind(account: cx.Session, server: Server):
    """A policy with sns:* is not enough: AWS's words name the action it calls for you."""
    words = (
        "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: "
        "sms-voice:DescribeVerifiedDestinationNumbers on resource: *"
    )
    refuse_in_xml(server, "AuthorizationError", words, 403)

    with pytest.raises(cx.AccessDeniedError) as caught:
        account.sandbox().list_numbers()

    assert caught.value.action == "sms-voice:DescribeVerifiedDestinationNumbers"
    assert "sns:* alone is not enough" in caught.value.hint


def test_denied_action_of_another_service_has_no_word_of_sns(account: cx.Session, server: Server):
    """The trap is SNS's alone."""
    server.refuse("AccessDeniedException", "no")

    with pytest.raises(cx.AccessDeniedError) as caught:
        account.origination().list_numbers()

    assert caught.value.hint == (
        "Allow `sms-voice:DescribePhoneNumbers` for the credentials of this session."
    )


def test_reason_decides_the_hint(account: cx.Session, server: Server):
    """End User Messaging's reasons say more than its codes."""
    server.status = 400
    reason = {"__type": "ConflictException", "Reason": "REGISTRATION_NOT_COMPLETE", "Message": "no"}
    server.body = json.dumps(reason).encode()

    with pytest.raises(cx.ConflictError, match="REGISTRATION_NOT_COMPLETE") as caught:
        request(account)

    assert "until the registration is COMPLETE" in caught.value.hint


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ConflictException", cx.ConflictError),
        ("ResourceNotFoundException", cx.ResourceNotFoundError),
        ("ServiceQuotaExceededException", cx.ServiceQuotaExceededError),
        ("ThrottlingException", cx.ThrottlingError),
        ("ValidationException", cx.ValidationError),
        ("InternalServerException", cx.InternalServerError),
        ("ExpiredTokenException", cx.CredentialsError),
        ("UnrecognizedClientException", cx.CredentialsError),
        ("SomethingNewException", cx.ServiceError),
    ],
)
def test_errors_have_their_class(
    account: cx.Session, server: Server, code: str, kind: type[Exception]
):
    """Each error can be caught by its class; one that AWS adds comes as a ServiceError."""
    server.refuse(code, "AWS's words")

    with pytest.raises(kind, match="AWS's words") as caught:
        request(account)

    assert type(caught.value) is kind
    assert caught.value.hint


def test_unknown_error_with_a_server_s_status_is_unknown(account: cx.Session, server: Server):
    """Nobody knows whether the number was bought."""
    server.refuse("SomethingNewException", "words", 500)

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        request(account)

    assert caught.value.outcome == "unknown"


def test_no_credentials_say_how_to_get_some(server: Server):
    """The action needs none, so whoever only sent codes until now has none."""
    session = cx.connect(server.url, region_name="us-east-1")

    with pytest.raises(cx.CredentialsError, match="Unable to locate credentials") as caught:
        session.origination().list_numbers()

    assert "profile_name" in caught.value.hint
    assert server.received == []


@pytest.mark.usefixtures("account")
def test_no_connection_is_not_sent():
    """Nothing left this machine, and it says so."""
    closed = cx.connect("http://127.0.0.1:9", region_name="us-east-1")

    with pytest.raises(cx.NotSentError) as caught:
        request(closed)

    assert caught.value.outcome == "not_sent"


@pytest.mark.parametrize(
    "body", [b"", b"<html>Sign in to the Wi-Fi</html>", b'{"PhoneNumberId": "phone', b"[]", b"{}"]
)
def test_answer_that_is_not_aws_s_is_unknown(account: cx.Session, server: Server, body: bytes):
    """botocore makes an empty success of it, which would be a number nobody has."""
    server.body = body

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        request(account)

    assert caught.value.code == "UnreadableAnswer"


@pytest.mark.parametrize("body", [b"{}", b"<html>Sign in</html>", b"<a/>"])
def test_answer_that_is_not_sns_s_is_unknown(account: cx.Session, server: Server, body: bytes):
    """A portal's page is no list of numbers."""
    server.body = body

    with pytest.raises(cx.OutcomeUnknownError):
        account.sandbox().list_numbers()


def test_answer_that_never_comes_is_unknown_and_says_to_look(account: cx.Session, server: Server):
    """Whether the number was bought, only the list of numbers tells."""
    server.answer = lambda handler: handler.connection.shutdown(SHUT_RDWR)

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        request(account)

    assert "Look whether it was done" in caught.value.hint
    assert operations(server) == ["RequestPhoneNumber"]


def test_error_keeps_no_frames_of_the_request(account: cx.Session, server: Server):
    """Frames hold the body, and the body the code."""
    server.answer = lambda handler: handler.connection.shutdown(SHUT_RDWR)

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        account.sandbox().verify(NUMBER, "739104")

    cause = caught.value.__cause__
    assert cause is not None
    assert traceback.extract_tb(cause.__traceback__) == []


def test_answers_with_numbers_are_in_no_log(
    account: cx.Session, server: Server, everything_logged: list[str]
):
    """botocore prints what it parses, and a list of numbers is full of them."""
    member = "<member><PhoneNumber>+13105550111</PhoneNumber><Status>Verified</Status></member>"
    listed = in_xml("ListSMSSandboxPhoneNumbers", f"<PhoneNumbers>{member}</PhoneNumbers>")
    server.play(listed, {"VerifiedDestinationNumbers": []})

    (number,) = account.sandbox().list_numbers()

    assert number.phone_number == cx.PhoneNumber("+13105550111")
    assert everything_logged
    assert not any("3105550111" in line for line in everything_logged)


def test_answer_that_cannot_be_parsed_is_not_quoted(account: cx.Session, server: Server):
    """botocore's error has the whole of it, with other people's numbers."""
    server.body = in_xml("ListSMSSandboxPhoneNumbers", "<PhoneNumber>+13105550111<")

    with pytest.raises(cx.OutcomeUnknownError) as caught:
        account.sandbox().list_numbers()

    assert "3105550111" not in write_tracebacks(caught.value)


def test_short_code_and_number_without_plus_are_taken_out(account: cx.Session, server: Server):
    """A server may repeat them in another form."""
    refuse_in_xml(server, "InvalidParameter", "No 12025550123 with 73910", 400)

    with pytest.raises(cx.InvalidParameterError) as caught:
        account.sandbox().verify(NUMBER, "73910")

    told = write_tracebacks(caught.value)
    assert "73910" not in told
    assert "2025550123" not in told


def test_interrupt_shows_no_code(account: cx.Session, server: Server):
    """Ctrl-C prints a traceback of its own."""

    def interrupt(**_: object) -> None:
        raise KeyboardInterrupt

    account.boto3_session.events.register("before-send.sns", interrupt)

    with pytest.raises(KeyboardInterrupt) as caught:
        account.sandbox().verify(NUMBER, "739104")

    told = write_tracebacks(caught.value)
    assert "739104" not in told
    assert "2025550123" not in told
    assert server.received == []


@pytest.mark.parametrize(
    "answer", [{"__type": "AccessDeniedException"}, {"message": "proxy"}, {"a": 1, "b": 2}]
)
def test_somebody_else_s_json_is_no_empty_list(
    account: cx.Session, server: Server, answer: dict[str, object]
):
    """A proxy's words with status 200 would be "no numbers"."""
    server.body = json.dumps(answer).encode()

    with pytest.raises(cx.OutcomeUnknownError):
        account.origination().list_numbers()


def test_empty_pages_are_read_on(account: cx.Session, server: Server):
    """A search through a log gives many pages with nothing before the one that has it."""
    empty = [{"PhoneNumbers": [], "NextToken": f"page-{number}"} for number in range(150)]
    server.play(*empty, {"PhoneNumbers": [{"PhoneNumberId": "phone-1"}]})

    (number,) = account.origination().list_numbers()

    assert number.phone_number_id == "phone-1"


def test_endless_list_ends(account: cx.Session, server: Server):
    """What never ends is told, and not taken for the whole."""

    def answer(handler: object) -> None:
        token = f"page-{len(server.received)}"
        server.body = json.dumps({"PhoneNumbers": [], "NextToken": token}).encode()
        server.reply(handler)

    server.answer = answer

    with pytest.raises(cx.OutcomeUnknownError, match="more than 1,000 pages"):
        account.origination().list_numbers()


def test_told_does_not_show_itself(account: cx.Session, server: Server):
    """An answer stands in frames of a traceback, with its numbers."""
    server.body = json.dumps({"PhoneNumbers": [{"PhoneNumber": "+13105550111"}]}).encode()

    with pytest.raises(cx.OutcomeUnknownError, match="PhoneNumberId") as caught:
        account.origination().list_numbers()

    assert "3105550111" not in write_tracebacks(caught.value)


def test_credentials_are_looked_for_without_asking_aws(session, monkeypatch):
    """Whether there are any; what keeps boto3 from finding out is told as well."""
    account, boto3_session = session._account, session.aws.boto3_session
    account.check_credentials()
    monkeypatch.setattr(boto3_session, "get_credentials", lambda: None)
    with pytest.raises(cx.CredentialsError, match="Unable to locate credentials"):
        account.check_credentials()

    def fail():
        raise botocore_errors.SSOTokenLoadError(error_msg="no token for profile dev")

    monkeypatch.setattr(boto3_session, "get_credentials", fail)
    with pytest.raises(cx.CredentialsError, match="no token for profile dev"):
        account.check_credentials()
