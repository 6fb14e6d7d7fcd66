"""Tokens, passwords and codes are in no log, error, traceback, record or frame."""

import json
import pickle
import traceback

import pytest
from conftest import make_token
from IPython.core.ultratb import VerboseTB

import cognito_explore as cx

PASSWORD = "canary-password-1"
CODE = "918273"


def test_the_debug_log_of_the_main_job_has_no_secret(session, everything_logged):
    """botocore logs parameters and answers at DEBUG; ours carry no secret."""
    tokens = session.sign_in("ana", "correct-horse-1")
    session.send_code(tokens.access_token, "email")
    code = session.aws.inbox()["code"].iloc[-1]
    session.verify_code(tokens.access_token, "email", code)
    session.get_user(tokens.access_token)
    session.send(cx.GlobalSignOut(tokens.access_token))

    log = "\n".join(everything_logged)

    assert "before-call.cognito-identity-provider.InitiateAuth: " in log
    assert "before-call.cognito-identity-provider.GlobalSignOut: " in log
    for secret in (tokens.access_token, tokens.id_token, tokens.refresh_token):
        assert secret.reveal() not in log
    for text in ("correct-horse-1", code, "ana@example.com", "+12025550123"):
        assert text not in log


def test_the_debug_log_shows_the_token_of_a_plain_boto3_client(session, everything_logged):
    """The test above can fail: boto3 by itself does log the token."""
    token = session.sign_in("ana", "correct-horse-1").access_token.reveal()
    client = session.aws.boto3_session.client("cognito-idp")

    client.get_user(AccessToken=token)

    assert token in "\n".join(everything_logged)


def test_the_debug_log_of_a_failure_has_no_secret(everything_logged, remote, server):
    """Neither has the log of a request that comes to nothing over real HTTP."""
    token = make_token()
    server.status, server.body = 500, b"oops"

    with pytest.raises(cx.OutcomeUnknownError):
        remote.verify_code(token, "email", CODE)

    log = "\n".join(everything_logged)
    assert "before-call.cognito-identity-provider." in log
    assert token not in log
    assert CODE not in log


def test_a_server_that_echoes_the_token_does_not_get_it_shown(everything_logged, remote, server):
    """An error text with the token in it is shown without."""
    token = make_token()
    server.refuse("NotAuthorizedException", f"Token {token} is not good")

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.send_code(token, "email")

    assert "Token ••• is not good" in str(caught.value)
    assert token not in remote.history.to_frame().to_csv()
    assert token not in "\n".join(everything_logged)


def test_a_server_that_echoes_a_password_does_not_get_it_shown(everything_logged, remote, server):
    """Not even as JSON escapes it."""
    password = 'pa"ss\\word-é1'
    server.refuse("NotAuthorizedException", f"you sent {password}")
    server.headers["x-amzn-ErrorMessage"] = "you sent something"

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.sign_in("ana", password)

    log = "\n".join(everything_logged)
    assert "you sent •••" in str(caught.value)
    for form in (password, json.dumps(password)[1:-1], "é1", "00e91"):
        assert form not in log.replace("Content-Length", "")


def failures(remote, server):
    """Give calls that fail in every way, each with its secrets."""
    token = make_token()

    def answered(status, body):
        server.status, server.body = status, body

    def refused():
        server.refuse("NotAuthorizedException", "Access Token has expired")
        remote.send_code(token, "email")

    def unreadable():
        answered(200, b"<html>")
        remote.verify_code(token, "email", CODE)

    def wrong_form():
        answered(200, b'{"AuthenticationResult": {"AccessToken": "' + token.encode() + b'"}}')
        remote.sign_in("ana", PASSWORD)

    def invalid():
        remote.verify_code(f"x{token}", "nonsense", f"{CODE} {CODE}")

    def never_built():
        cx.VerifyUserAttribute(token, "nonsense", CODE)

    def no_client():
        cx.InitiateAuth.with_password("ana", PASSWORD, client_id="")

    def not_sent():
        lost = cx.connect("http://127.0.0.1:9", region_name="us-east-1", client_id="c")
        lost.sign_in("ana", PASSWORD)

    calls = (refused, unreadable, wrong_form, invalid, never_built, no_client, not_sent)
    return calls, (token, CODE, PASSWORD)


@pytest.mark.parametrize("number", range(7))
def test_no_traceback_has_a_secret(remote, server, number):
    """Not in the text, not in the causes, and not among the locals that notebooks can show."""
    calls, secrets = failures(remote, server)

    with pytest.raises(cx.CognitoExploreError) as caught:
        calls[number]()

    error = caught.value
    # The library's frames; those of this test hold the secrets by right.
    inner = caught.traceback[2]._rawentry
    texts = [
        str(error),
        repr(error),
        repr(error.args),
        pickle.dumps(error).decode("latin-1"),
        "".join(
            traceback.TracebackException(type(error), error, inner, capture_locals=True).format()
        ),
        VerboseTB(theme_name="nocolor").text(type(error), error, inner),
    ]
    for text in texts:
        for secret in secrets:
            assert secret not in text


@pytest.mark.parametrize("code", [918273, b"918273", 918273.0, ["918273"]])
def test_a_code_that_is_no_text_is_not_shown(remote, code):
    """A number where text belongs is a secret all the same."""
    token = make_token()

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.verify_code(token, "email", code)

    inner = caught.traceback[2]._rawentry
    told = traceback.TracebackException(caught.type, caught.value, inner, capture_locals=True)
    text = "".join(told.format())
    assert f"It is {type(code).__name__}, not text" in text
    assert "918273" not in text


@pytest.mark.parametrize("wrap", [str.encode, lambda token: [token], lambda token: {token: 1}])
def test_a_token_that_is_no_text_is_not_shown(remote, wrap):
    """Bytes from a file, or a list of tokens: told, and not shown."""
    token = make_token()

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.get_user(wrap(token))

    inner = caught.traceback[2]._rawentry
    told = traceback.TracebackException(caught.type, caught.value, inner, capture_locals=True)
    text = "".join(told.format())
    assert "not text" in text
    assert token not in text


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (400, {}, {"__type": "{secret}", "message": "m"}),
        (400, {"x-amzn-RequestId": "{secret}"}, {"__type": "NotAuthorizedException"}),
        (400, {"X-Odd": "{secret}"}, {"__type": "NotAuthorizedException"}),
        (200, {"Content-Type": "{secret}"}, "<html>"),
        (200, {"X-Odd": "{secret}"}, {}),
        (200, {}, {"CodeDeliveryDetails": {"Destination": "{secret}"}}),
        (500, {"X-Odd": "{secret}"}, "{secret}"),
    ],
)
def test_a_secret_that_comes_back_is_shown_nowhere(
    everything_logged, remote, server, status, headers, body
):
    """Wherever in its answer a server puts it."""
    secret = make_token()
    server.status = status
    server.headers |= {name: text.format(secret=secret) for name, text in headers.items()}
    server.body = json.dumps(body).replace("{secret}", secret).encode()

    shown = []
    try:
        sent = remote.send_code(secret, "email")
        shown += [repr(sent), sent._repr_html_()]
    except cx.CognitoExploreError as error:
        shown += [str(error), repr(error.__cause__), str(error.code), str(error.request_id)]
        shown.append(pickle.dumps(error).decode("latin-1"))
    shown += [remote.history.to_frame().to_csv(), "\n".join(everything_logged)]

    assert all(secret not in text for text in shown)


def test_records_show_no_secret(session, tokens):
    """Not in repr, HTML, frames or the request's preview."""
    request = cx.VerifyUserAttribute(tokens.access_token, "email", CODE)
    flow = cx.InitiateAuth.with_password("ana", PASSWORD, client_id="client")
    secrets = [tokens.access_token, tokens.id_token, tokens.refresh_token]
    user = session.get_user(tokens.access_token)

    shown = "\n".join(
        [
            repr(request),
            request.preview(),
            repr(flow),
            flow.preview(),
            repr(tokens),
            tokens._repr_html_(),
            repr(user),
            user._repr_html_(),
            repr(session),
            session._repr_html_(),
            session.history._repr_html_(),
            session.history[0]._repr_html_(),
            session.history.to_frame().to_csv(),
        ]
    )

    for text in [CODE, PASSWORD, "ana@example.com", *(secret.reveal() for secret in secrets)]:
        assert text not in shown
    assert "•••" in shown


def test_the_body_is_the_one_place_that_shows_the_secrets(tokens):
    """`to_json()` gives what is sent, as it says."""
    request = cx.VerifyUserAttribute(tokens.access_token, "email", CODE)

    body = request.to_json()

    assert tokens.access_token.reveal() in body
    assert CODE in body


def test_a_url_with_a_password_in_it_is_shown_without():
    """The session's name and records do not carry it."""
    session = cx.connect(f"http://user:{PASSWORD}@127.0.0.1:9", region_name="us-east-1")

    with pytest.raises(cx.NotSentError) as caught:
        session.get_user(make_token())

    shown = [repr(session), session._repr_html_(), str(caught.value), session.name]
    shown.append(session.history.to_frame().to_csv())
    assert all(PASSWORD not in text for text in shown)
