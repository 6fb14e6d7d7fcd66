"""What Cognito asks before it signs a user in, and what answers it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
from typing import Any

import pytest
from conftest import Server, last, make_token, write_tracebacks

import cognito_explore as cx

CLIENT = "1example23456789"
SECRET = "app-secret-canary-1"
PASSWORD = "canary-password-1"
HANDLE = "session-canary-of-some-length"
CODE = "918273"
SIGNED_IN = {
    "AuthenticationResult": {
        "AccessToken": make_token(),
        "IdToken": "id-canary-1",
        "RefreshToken": "refresh-canary-1",
        "ExpiresIn": 3600,
    }
}
NEW_PASSWORD = {
    "USER_ID_FOR_SRP": "ana",
    "userAttributes": '{"email":"ana@example.com"}',
    "requiredAttributes": '["userAttributes.given_name","userAttributes.custom:team"]',
}
SMS = {
    "USER_ID_FOR_SRP": "ana",
    "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
    "CODE_DELIVERY_DESTINATION": "+*******0123",
}
EMAIL = {
    "USER_ID_FOR_SRP": "ana",
    "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
    "CODE_DELIVERY_DESTINATION": "a***@e***",
}
CHOICE = {"USER_ID_FOR_SRP": "ana", "MFAS_CAN_CHOOSE": '["SMS_MFA","SOFTWARE_TOKEN_MFA"]'}
APP = {"USER_ID_FOR_SRP": "ana", "FRIENDLY_DEVICE_NAME": "ana's phone"}

# Name, what Cognito says with it, the member that answers, the question.
CHALLENGES = [
    ("NEW_PASSWORD_REQUIRED", NEW_PASSWORD, "NEW_PASSWORD", "The user must set a new password."),
    (
        *("SMS_MFA", SMS, "SMS_MFA_CODE"),
        "Enter the code that was sent by SMS to +*******0123.",
    ),
    (
        *("EMAIL_OTP", EMAIL, "EMAIL_OTP_CODE"),
        "Enter the code that was sent by e-mail to a***@e***.",
    ),
    (
        *("SOFTWARE_TOKEN_MFA", APP, "SOFTWARE_TOKEN_MFA_CODE"),
        "Enter the code that the user's authenticator app shows.",
    ),
    (
        *("SELECT_MFA_TYPE", CHOICE, "ANSWER"),
        "Choose a second factor: SMS_MFA, SOFTWARE_TOKEN_MFA.",
    ),
]
NAMES = [name for name, *_ in CHALLENGES]
UNANSWERED = ["DEVICE_SRP_AUTH", "CUSTOM_CHALLENGE", "MFA_SETUP", "TOMORROW"]


def challenge_of(name: str, parameters: Any = None, **changes: Any) -> dict[str, Any]:
    """Write the answer with a challenge; a member that is None is left out."""
    answer = {"ChallengeName": name, "Session": HANDLE, "ChallengeParameters": parameters} | changes
    return {name: value for name, value in answer.items() if value is not None}


def proof(username: str, secret: str = SECRET) -> str:
    """Compute a secret hash as the developer guide says."""
    digest = hmac.new(secret.encode(), f"{username}{CLIENT}".encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def ask(session: cx.Session, **given: Any) -> cx.Challenge:
    """Sign in, and give what is asked."""
    with pytest.raises(cx.ChallengeRequiredError) as asked:
        session.sign_in("ana", PASSWORD, **given)
    assert asked.value.challenge is not None
    return asked.value.challenge


@pytest.mark.parametrize(("name", "parameters", "member", "question"), CHALLENGES, ids=NAMES)
def test_challenge_says_what_is_asked(
    remote: cx.Session, server: Server, name: str, parameters: Any, member: str, question: str
):
    """The error has the challenge, its question, and how to answer; the attempt was taken."""
    del member
    server.play(challenge_of(name, parameters))

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.sign_in("ana", PASSWORD)

    error, challenge = asked.value, asked.value.challenge
    assert challenge is not None
    assert (challenge.name, challenge.question) == (name, question)
    assert (challenge.client_id, challenge.username) == (CLIENT, "ana")
    assert challenge.session == cx.Sensitive(HANDLE)
    assert {name: text.reveal() for name, text in challenge.parameters.items()} == parameters
    assert error.message == f"Cognito asks for one more step, {name}. {question}"
    assert "session.answer_challenge(error.challenge," in error.hint
    assert (error.code, error.http_status, error.request_id) == (name, 200, "request-1")
    assert (last(remote).operation, last(remote).outcome) == ("InitiateAuth", "accepted")
    assert last(remote).error_code == name


@pytest.mark.parametrize(("name", "parameters", "member", "question"), CHALLENGES, ids=NAMES)
def test_answer_has_the_form_that_the_challenge_takes(
    remote: cx.Session, server: Server, name: str, parameters: Any, member: str, question: str
):
    """AWS's member for the answer, the user, and the handle of the sign-in."""
    del question
    server.play(challenge_of(name, parameters), SIGNED_IN)
    challenge = ask(remote)

    tokens = remote.answer_challenge(challenge, "answer-canary-1")

    assert server.received[1].operation == "RespondToAuthChallenge"
    assert server.received[1].json() == {
        "ClientId": CLIENT,
        "ChallengeName": name,
        "Session": HANDLE,
        "ChallengeResponses": {"USERNAME": "ana", member: "answer-canary-1"},
    }
    assert tokens.refresh_token == cx.Sensitive("refresh-canary-1")
    assert [it.operation for it in remote.history] == ["InitiateAuth", "RespondToAuthChallenge"]
    assert (last(remote).outcome, last(remote).error_code) == ("accepted", None)


def test_delivery_of_a_code_is_told(remote: cx.Session, server: Server):
    """Medium and destination, as Cognito masks it; None where no code was sent."""
    server.play(challenge_of("EMAIL_OTP", EMAIL), challenge_of("SOFTWARE_TOKEN_MFA", APP))

    sent, shown = ask(remote), ask(remote)

    assert (sent.delivery_medium, sent.destination) == ("EMAIL", "a***@e***")
    assert (shown.delivery_medium, shown.destination) == (None, None)


def test_code_without_a_destination_is_asked_for(remote: cx.Session, server: Server):
    """An emulator may not say where it went."""
    server.play(challenge_of("SMS_MFA"))

    assert ask(remote).question == "Enter the code that was sent by SMS."


def test_choices_are_told(remote: cx.Session, server: Server):
    """What can be answered is a tuple of names."""
    server.play(challenge_of("SELECT_MFA_TYPE", CHOICE))

    assert ask(remote).choices == ("SMS_MFA", "SOFTWARE_TOKEN_MFA")


def test_attributes_are_set_with_a_new_password(remote: cx.Session, server: Server):
    """What the challenge requires is named as a user's attributes are, and sent as AWS does."""
    server.play(challenge_of("NEW_PASSWORD_REQUIRED", NEW_PASSWORD), SIGNED_IN)
    challenge = ask(remote)

    remote.answer_challenge(
        challenge, "new-canary-1", attributes={"given_name": "Ana", "custom:team": "a"}
    )

    assert challenge.required_attributes == ("given_name", "custom:team")
    assert server.received[1].json()["ChallengeResponses"] == {
        "USERNAME": "ana",
        "NEW_PASSWORD": "new-canary-1",
        "userAttributes.given_name": "Ana",
        "userAttributes.custom:team": "a",
    }


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("SMS_MFA", CODE),
        ("EMAIL_OTP", CODE),
        ("SOFTWARE_TOKEN_MFA", CODE),
        ("NEW_PASSWORD_REQUIRED", f" {CODE}\n"),
    ],
)
@pytest.mark.parametrize("wrap", [str, cx.Sensitive])
def test_white_space_around_codes_goes_and_in_passwords_stays(
    remote: cx.Session, server: Server, name: str, sent: str, wrap: type
):
    """A code is pasted with a line break; a password may end with a space."""
    server.play(challenge_of(name), SIGNED_IN)
    challenge = ask(remote)

    remote.answer_challenge(challenge, wrap(f" {CODE}\n"))

    assert sent in server.received[1].json()["ChallengeResponses"].values()


@pytest.mark.parametrize(
    ("parameters", "username"),
    [
        ({"USER_ID_FOR_SRP": "f3a1", "USERNAME": "other"}, "f3a1"),
        ({"USERNAME": "other"}, "other"),
        ({"USER_ID_FOR_SRP": "", "USERNAME": ""}, "ana"),
        ({}, "ana"),
        (None, "ana"),
    ],
)
def test_answer_names_the_user_as_cognito_does(
    remote: cx.Session, server: Server, parameters: Any, username: str
):
    """Whoever signs in by an alias has another name from here on, if Cognito gives one."""
    server.play(challenge_of("SMS_MFA", parameters), SIGNED_IN)
    challenge = ask(remote)

    remote.answer_challenge(challenge, CODE)

    assert challenge.username == username
    assert server.received[1].json()["ChallengeResponses"]["USERNAME"] == username


def test_challenge_after_challenge(remote: cx.Session, server: Server):
    """A new password, a code, and at last tokens; every step is an attempt."""
    second = challenge_of("SMS_MFA", {}, Session="second-handle-canary")
    server.play(challenge_of("NEW_PASSWORD_REQUIRED", {"USERNAME": "f3a1"}), second, SIGNED_IN)
    first = ask(remote)

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.answer_challenge(first, "new-canary-1")
    assert asked.value.challenge is not None
    tokens = remote.answer_challenge(asked.value.challenge, CODE)

    # The second says nothing of the user: the name stays that of the first.
    assert server.received[2].json() == {
        "ClientId": CLIENT,
        "ChallengeName": "SMS_MFA",
        "Session": "second-handle-canary",
        "ChallengeResponses": {"USERNAME": "f3a1", "SMS_MFA_CODE": CODE},
    }
    assert tokens.outcome == "accepted"
    assert [(it.outcome, it.error_code) for it in remote.history] == [
        ("accepted", "NEW_PASSWORD_REQUIRED"),
        ("accepted", "SMS_MFA"),
        ("accepted", None),
    ]


@pytest.mark.parametrize("chosen", ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"])
def test_chosen_factor_is_asked_for(remote: cx.Session, server: Server, chosen: str):
    """The answer to a choice comes back as the name of the next challenge."""
    server.play(challenge_of("SELECT_MFA_TYPE", CHOICE), challenge_of(chosen), SIGNED_IN)
    choice = ask(remote)

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.answer_challenge(choice, chosen)
    assert asked.value.challenge is not None

    assert asked.value.challenge.name == asked.value.code == chosen
    assert remote.answer_challenge(asked.value.challenge, CODE).outcome == "accepted"


def test_handle_that_stays_the_same_is_kept(remote: cx.Session, server: Server):
    """An emulator may go on with the handle that it gave first."""
    server.play(challenge_of("SMS_MFA", SMS), challenge_of("EMAIL_OTP", EMAIL))
    challenge = ask(remote)

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.answer_challenge(challenge, CODE)

    assert asked.value.challenge is not None
    assert asked.value.challenge.session == challenge.session


def test_name_that_is_the_password_as_well_is_kept(remote: cx.Session, server: Server):
    """It is a bad password, and signs in all the same."""
    server.play(challenge_of("SMS_MFA", {"USER_ID_FOR_SRP": "test-user-1"}))

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.sign_in("test-user-1", "test-user-1")

    assert asked.value.challenge is not None
    assert asked.value.challenge.username == "test-user-1"


def test_wrong_code_can_be_answered_again(remote: cx.Session, server: Server):
    """A challenge is a record: it is not used up by an answer that was refused."""
    mismatch = ("CodeMismatchException", "Invalid code received for user")
    server.play(challenge_of("SMS_MFA", SMS), mismatch, SIGNED_IN)
    challenge = ask(remote)

    with pytest.raises(cx.CodeMismatchError):
        remote.answer_challenge(challenge, "000000")
    tokens = remote.answer_challenge(challenge, CODE)

    assert tokens.outcome == "accepted"
    assert [it.outcome for it in remote.history] == ["accepted", "refused", "accepted"]


def test_sign_in_that_took_too_long_says_begin_again(remote: cx.Session, server: Server):
    """The handle of a sign-in lives for some minutes."""
    late = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
    server.play(challenge_of("SMS_MFA", SMS), late)
    challenge = ask(remote)

    with pytest.raises(cx.NotAuthorizedError) as caught:
        remote.answer_challenge(challenge, CODE)

    assert "sign in again from the start" in caught.value.hint


def test_answer_without_an_answer_is_unknown(remote: cx.Session, server: Server):
    """What became of it is kept as such."""
    server.play(challenge_of("SMS_MFA", SMS), b"<html>")
    challenge = ask(remote)

    with pytest.raises(cx.OutcomeUnknownError):
        remote.answer_challenge(challenge, CODE)

    assert (last(remote).operation, last(remote).outcome) == ("RespondToAuthChallenge", "unknown")


def test_challenge_without_a_handle_is_answered_without(remote: cx.Session, server: Server):
    """An emulator may have none; the answer leaves the member out."""
    server.play(challenge_of("SMS_MFA", SMS, Session=None), SIGNED_IN)
    challenge = ask(remote)

    remote.answer_challenge(challenge, CODE)

    assert challenge.session is None
    assert "Session" not in server.received[1].json()


def test_secret_hash_of_an_answer_is_of_the_name_in_it(server: Server):
    """Not of the alias that the user signed in by."""
    session = cx.connect(server.url, client_id=CLIENT, client_secret=SECRET)
    server.play(challenge_of("SMS_MFA", {"USER_ID_FOR_SRP": "f3a1"}), SIGNED_IN)
    challenge = ask(session)

    session.answer_challenge(challenge, CODE)

    first, second = (it.json() for it in server.received)
    assert first["AuthParameters"]["SECRET_HASH"] == proof("ana")
    assert second["ChallengeResponses"]["SECRET_HASH"] == proof("f3a1")


def test_own_secret_answers_for_the_own_app_client_only(server: Server):
    """A secret that is given wins, here as well."""
    own = cx.connect(server.url, client_id=CLIENT, client_secret=SECRET)
    other = cx.connect(server.url, client_id="2example34567890", client_secret="other-secret-2")
    server.play(challenge_of("SMS_MFA", SMS), SIGNED_IN, SIGNED_IN)
    challenge = ask(own)

    other.answer_challenge(challenge, CODE)
    other.answer_challenge(challenge, CODE, client_secret=SECRET)

    _, bare, proven = (it.json() for it in server.received)
    assert bare["ClientId"] == proven["ClientId"] == CLIENT
    assert "SECRET_HASH" not in bare["ChallengeResponses"]
    assert proven["ChallengeResponses"]["SECRET_HASH"] == proof("ana")


@pytest.mark.parametrize("name", UNANSWERED)
def test_challenge_without_an_answer_here_says_where_to_go(
    remote: cx.Session, server: Server, name: str
):
    """There is no question, and the hint does not promise what would be refused."""
    server.play(challenge_of(name))

    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.sign_in("ana", PASSWORD)

    assert asked.value.challenge is not None
    assert asked.value.challenge.question == ""
    assert asked.value.message.endswith(f"This library has no answer to {name}.")
    assert asked.value.hint == cx.ChallengeRequiredError.hint
    assert "answer_challenge" not in asked.value.hint


@pytest.mark.parametrize("name", UNANSWERED)
def test_challenge_without_an_answer_here_is_not_answered(
    remote: cx.Session, server: Server, name: str
):
    """Nothing is sent, and the attempt is kept."""
    server.play(challenge_of(name))
    challenge = ask(remote)

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.answer_challenge(challenge, CODE)

    assert f"challenge: There is no answer to {name} here." in str(caught.value)
    assert len(server.received) == 1
    kept = (last(remote).operation, last(remote).outcome)
    assert kept == ("RespondToAuthChallenge", "not_sent")


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", "sms_mfa_code: It is empty."),
        (" \n", "sms_mfa_code: It is empty."),
        (918273, "sms_mfa_code: It is int, not text."),
        (None, "sms_mfa_code: It is NoneType, not text."),
    ],
)
def test_answer_that_is_none_is_not_sent(
    remote: cx.Session, server: Server, answer: Any, fault: str
):
    """It is told what is wrong with it, without the answer itself."""
    server.play(challenge_of("SMS_MFA", SMS))
    challenge = ask(remote)

    with pytest.raises(cx.InvalidRequestError) as caught:
        remote.answer_challenge(challenge, answer)

    assert fault in str(caught.value)
    assert len(server.received) == 1
    assert last(remote).outcome == "not_sent"
    assert CODE not in write_tracebacks(caught.value)


def test_temporary_password_of_the_embedded_aws_is_replaced(session: cx.Session):
    """The whole of it on real boto3: the challenge, the new password, and a sign-in with it."""
    cognito = session.aws.boto3_session.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=session.aws.demo.user_pool_id,
        Username="newcomer",
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
    )
    with pytest.raises(cx.ChallengeRequiredError) as asked:
        session.sign_in("newcomer", PASSWORD)
    assert asked.value.challenge is not None

    tokens = session.answer_challenge(asked.value.challenge, "another-horse-2")

    assert session.get_user(tokens.access_token).username == "newcomer"
    assert session.sign_in("newcomer", "another-horse-2").outcome == "accepted"


@pytest.mark.parametrize("parameters", ["text", 5, ["x"], True])
def test_parameters_that_are_no_mapping_are_unknown(
    remote: cx.Session, server: Server, parameters: Any
):
    """JSON of another form is no challenge, and no crash."""
    server.play(challenge_of("SMS_MFA", parameters))

    with pytest.raises(cx.OutcomeUnknownError):
        remote.sign_in("ana", PASSWORD)

    assert last(remote).outcome == "unknown"


@pytest.mark.parametrize("handle", [5, ["x"], {"x": 1}])
def test_handle_that_is_no_text_is_unknown(remote: cx.Session, server: Server, handle: Any):
    """It could not be sent back."""
    server.play(challenge_of("SMS_MFA", SMS, Session=handle))

    with pytest.raises(cx.OutcomeUnknownError):
        remote.sign_in("ana", PASSWORD)


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("no JSON", ()),
        ("", ()),
        ("null", ()),
        ("5", ()),
        ('"given_name"', ()),
        ('{"given_name": 1}', ()),
        ("[1, null]", ("1", "None")),
        ('["userAttributes.a\\u001b[31m"]', ("a\\x1b[31m",)),
        pytest.param("[" * 100_000, ()),
    ],
    ids=["text", "empty", "null", "number", "string", "object", "others", "escapes", "deep"],
)
def test_list_of_another_form_is_none(
    remote: cx.Session, server: Server, listed: str, names: tuple[str, ...]
):
    """The challenge can be answered all the same."""
    server.play(challenge_of("NEW_PASSWORD_REQUIRED", {"requiredAttributes": listed}))

    assert ask(remote).required_attributes == names


def test_what_a_server_says_is_safe_to_print(remote: cx.Session, server: Server):
    """No escape of a terminal, and nothing endless."""
    hostile = "\x1b[2J\u202e" * 200
    told = {"CODE_DELIVERY_DESTINATION": hostile, "CODE_DELIVERY_DELIVERY_MEDIUM": hostile}
    server.play(challenge_of("SMS_MFA", told), challenge_of(hostile))

    known, other = ask(remote), ask(remote)

    for text in (
        known.question,
        repr(known),
        repr(other),
        *(it.error_message for it in remote.history),
    ):
        assert text.isprintable()
        assert len(text) < 1500


def test_repr_of_a_challenge_shows_where_the_code_went(remote: cx.Session, server: Server):
    """And nothing of the handle, the user or the other parameters."""
    server.play(challenge_of("SMS_MFA", SMS))

    assert repr(ask(remote)) == (
        "Challenge(name='SMS_MFA', delivery_medium='SMS', destination='+*******0123')"
    )


def test_challenge_is_a_value(remote: cx.Session, server: Server):
    """It can be compared and hashed, so that a form can keep it."""
    server.play(challenge_of("SMS_MFA", SMS), challenge_of("SMS_MFA", SMS))

    one, two = ask(remote), ask(remote)

    assert one == two
    assert len({one, two}) == 1


def test_log_of_a_challenge_has_no_secret(
    everything_logged: list[str], remote: cx.Session, server: Server
):
    """Handle, parameters, answer and secret hash are hidden from botocore's DEBUG log."""
    server.play(challenge_of("NEW_PASSWORD_REQUIRED", NEW_PASSWORD), SIGNED_IN)
    challenge = ask(remote)

    remote.answer_challenge(
        challenge, "new-canary-1", attributes={"name": "name-canary"}, client_secret=SECRET
    )

    log = "\n".join(everything_logged)
    assert "before-call.cognito-identity-provider.RespondToAuthChallenge: " in log
    for secret in (
        *(PASSWORD, HANDLE, "new-canary-1", "name-canary", SECRET, proof("ana")),
        *("ana@example.com", "refresh-canary-1", "id-canary-1"),
        SIGNED_IN["AuthenticationResult"]["AccessToken"],
    ):
        assert secret not in log


def test_records_of_a_challenge_show_no_secret(remote: cx.Session, server: Server):
    """Challenge, error, answer and history."""
    server.play(challenge_of("NEW_PASSWORD_REQUIRED", NEW_PASSWORD))
    challenge = ask(remote)
    answer = cx.RespondToAuthChallenge.answering(
        challenge, "new-canary-1", client_secret=cx.Sensitive(SECRET)
    )

    shown = [
        *(repr(it) for it in (challenge, vars(challenge), answer, remote.history)),
        *(str(answer.preview()), remote.history.to_frame().to_csv()),
        json.dumps(dict(challenge.parameters), default=repr),
    ]

    assert any("NEW_PASSWORD" in text for text in shown)
    for secret in (HANDLE, "new-canary-1", SECRET, proof("ana"), "ana@example.com"):
        assert not [text for text in shown if secret in text]


def test_tracebacks_of_a_challenge_have_no_secret(remote: cx.Session, server: Server):
    """Of the challenge itself, and of an answer that was refused."""
    server.play(challenge_of("SMS_MFA", SMS), ("CodeMismatchException", "Invalid code"))
    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.sign_in("ana", PASSWORD)
    assert asked.value.challenge is not None

    with pytest.raises(cx.CodeMismatchError) as refused:
        remote.answer_challenge(asked.value.challenge, CODE)

    shown = write_tracebacks(asked.value) + write_tracebacks(refused.value)
    for secret in (PASSWORD, HANDLE, CODE):
        assert secret not in shown


def test_secret_that_is_given_with_an_answer_is_in_no_traceback(remote: cx.Session, server: Server):
    """Given as plain text, it is wrapped at once as the answer is."""
    server.play(challenge_of("SMS_MFA", SMS), ("CodeMismatchException", "Invalid code"))
    challenge = ask(remote)

    with pytest.raises(cx.CodeMismatchError) as refused:
        remote.answer_challenge(challenge, CODE, client_secret=SECRET)

    assert SECRET not in write_tracebacks(refused.value)


def test_error_with_a_challenge_can_be_pickled(remote: cx.Session, server: Server):
    """As every other error can, so that it comes back from another process; without secrets."""
    server.play(challenge_of("SMS_MFA", SMS))
    with pytest.raises(cx.ChallengeRequiredError) as asked:
        remote.sign_in("ana", PASSWORD)

    pickled = pickle.dumps(asked.value)

    assert HANDLE not in pickled.decode("latin-1")
