"""A function of one's own writes the messages of an embedded pool, as a preview of it showed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx

Handler = Callable[[Any, Any], Any]

SMS = "Our {campaign} sale: your code is {place}."
SPRING = {"campaign": "spring"}


@pytest.fixture
def session() -> cx.Session:
    """A session on an embedded AWS of its own, which is changed here."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def tokens(session: cx.Session) -> cx.Tokens:
    """The tokens of `ana`."""
    return session.sign_in("ana", "correct-horse-1")


def write(event: Any, _: Any) -> Any:
    """Write both texts, with the name of a campaign."""
    request = event["request"]
    campaign = request.get("clientMetadata", {}).get("campaign", "great")
    event["response"]["smsMessage"] = SMS.format(campaign=campaign, place=request["codeParameter"])
    return event


def returning(answer: Any) -> Handler:
    """Make a function that returns something."""
    return lambda *_: answer


def writing(**texts: Any) -> Handler:
    """Make a function that writes texts and returns the event."""

    def handler(event: Any, _: Any) -> Any:
        event["response"].update(texts)
        return event

    return handler


class Recorder:
    """A function that leaves the texts alone, and keeps the events."""

    def __init__(self) -> None:
        """Begin with none."""
        self.events: list[Any] = []

    def __call__(self, event: Any, _: Any) -> Any:
        """Keep an event."""
        self.events.append(event)
        return event

    @property
    def sources(self) -> list[str]:
        """What the events were for."""
        return [it["triggerSource"].removeprefix("CustomMessage_") for it in self.events]


def cognito(session: cx.Session) -> Any:
    """Make a client of the embedded AWS."""
    return session.aws.boto3_session.client("cognito-idp")


def settings(session: cx.Session) -> dict[str, Any]:
    """Give the settings of the demo pool, to be changed."""
    pool = session.aws._backends["us-east-1"].pools[session.aws.demo.user_pool_id]
    return pool.extended_config


def test_what_is_previewed_is_what_arrives(session: cx.Session, tokens: cx.Tokens):
    """The same text, with a code that verifies."""
    previewed = cx.triggers.preview(write, "phone_number", client_metadata=SPRING)
    session.aws.set_custom_message(write)

    session.send_code(tokens.access_token, "phone_number", client_metadata=SPRING)

    (message,) = session.aws.messages()
    body = previewed.messages["SMS"].body
    assert body is not None
    assert message.body == body.replace("123456", message.code)
    assert message.body.startswith("Our spring sale")
    session.verify_code(tokens.access_token, "phone_number", message.code)


def test_spaces_around_a_text_arrive_as_previewed(session: cx.Session, tokens: cx.Tokens):
    """They are the function's, and count."""
    handler = writing(smsMessage="\n {####}\u00a0")
    session.aws.set_custom_message(handler)

    session.send_code(tokens.access_token, "phone_number")

    (message,) = session.aws.messages()
    previewed = cx.triggers.preview(handler, "phone_number").messages["SMS"]
    assert message.body == (previewed.body or "").replace("123456", message.code)


def test_event_is_that_of_the_preview(session: cx.Session, tokens: cx.Tokens):
    """But for the user, the pool and the app client, which are the real ones."""
    seen = Recorder()
    session.aws.set_custom_message(seen)
    session.send_code(tokens.access_token, "phone_number", client_metadata=SPRING)
    user = session.get_user(tokens.access_token)

    previewed = cx.triggers.preview(
        write,
        "phone_number",
        client_metadata=SPRING,
        user_attributes={name: it.reveal() for name, it in user.attributes.items()},
        user_pool_id=session.aws.demo.user_pool_id,
        client_id=session.aws.demo.client_id,
    )

    assert seen.events == [previewed.event]


def test_event_without_metadata_has_no_member_for_it(session: cx.Session, tokens: cx.Tokens):
    """A function that counts on it fails there."""
    seen = Recorder()
    session.aws.set_custom_message(seen)

    session.send_code(tokens.access_token, "phone_number")

    assert "clientMetadata" not in seen.events[0]["request"]


def test_untouched_response_keeps_the_pool_s_text(session: cx.Session, tokens: cx.Tokens):
    """And so does a text for the other medium."""
    session.aws.set_custom_message(Recorder())
    session.send_code(tokens.access_token, "phone_number")
    session.aws.set_custom_message(writing(emailMessage="{####}"))
    session.send_code(tokens.access_token, "phone_number")

    bodies = [it.body.replace(it.code, "{####}") for it in session.aws.messages()]
    assert bodies == ["Your verification code is {####}."] * 2


def test_taking_it_off_brings_the_pool_s_text_back(session: cx.Session, tokens: cx.Tokens):
    """Metadata does nothing then."""
    session.aws.set_custom_message(write)
    session.aws.set_custom_message(None)

    session.send_code(tokens.access_token, "phone_number", client_metadata=SPRING)

    assert session.aws.messages()[-1].body.startswith("Your verification code is ")


def raise_error(*_: Any) -> Any:
    """Fail."""
    raise KeyError("campaign")


@pytest.mark.parametrize(
    ("handler", "error", "told"),
    [
        (
            raise_error,
            cx.UserLambdaValidationError,
            "CustomMessage failed with error 'campaign'.",
        ),
        (returning(None), cx.InvalidLambdaResponseError, "Unrecognizable lambda output"),
        (returning({"response": 1}), cx.InvalidLambdaResponseError, "Unrecognizable lambda output"),
        (returning({1, 2}), cx.InvalidLambdaResponseError, "Unrecognizable lambda output"),
        (writing(smsMessage="Welcome!"), cx.InvalidParameterError, "regular expression pattern"),
        (
            writing(smsMessage="{####}" + "a" * 135),
            cx.InvalidParameterError,
            "length less than or equal to 140",
        ),
    ],
)
def test_refused_message_is_refused_as_previewed_and_counts_no_send(
    session: cx.Session, tokens: cx.Tokens, handler: Handler, error: type[Exception], told: str
):
    """Five are left afterwards, of five."""
    previewed = cx.triggers.preview(handler, "phone_number")
    session.aws.set_custom_message(handler)

    for _ in range(6):
        with pytest.raises(error, match=told) as refused:
            session.send_code(tokens.access_token, "phone_number")
    session.aws.set_custom_message(None)
    for _ in range(5):
        session.send_code(tokens.access_token, "phone_number")

    assert getattr(refused.value, "code", None) == previewed.error_code
    assert len(session.aws.messages()) == 5
    with pytest.raises(cx.LimitExceededError):
        session.send_code(tokens.access_token, "phone_number")


def test_texts_of_an_e_mail_need_a_pool_that_sends_by_ses(session: cx.Session, tokens: cx.Tokens):
    """As AWS documents it; an SMS does not mind them."""
    session.aws.set_custom_message(
        writing(smsMessage="{####}", emailMessage="<b>{####}</b>", emailSubject="Hello")
    )

    with pytest.raises(cx.InvalidLambdaResponseError):
        session.send_code(tokens.access_token, "email")
    session.send_code(tokens.access_token, "phone_number")

    (message,) = session.aws.messages()
    assert message.body == message.code


def test_e_mail_has_the_function_s_subject_and_text(session: cx.Session, tokens: cx.Tokens):
    """Where the pool sends by SES."""
    session.aws.play("SES in good order")
    session.aws.set_custom_message(writing(emailMessage="<b>{####}</b>", emailSubject="Hello"))

    session.send_code(tokens.access_token, "email")

    (message,) = session.aws.messages()
    assert (message.subject, message.body) == ("Hello", f"<b>{message.code}</b>")


def test_every_message_of_the_pool_has_its_trigger_source(session: cx.Session, tokens: cx.Tokens):
    """With the metadata of the request, where AWS documents that it is handed on."""
    seen = Recorder()
    session.aws.set_custom_message(seen)
    client, demo = cognito(session), session.aws.demo
    zoe = {"ClientId": demo.client_id, "Username": "zoe"}
    phone = {"Name": "phone_number", "Value": "+12025550178"}

    client.sign_up(
        **zoe, Password="long-enough-1", UserAttributes=[phone], ClientMetadata={"n": "1"}
    )
    client.resend_confirmation_code(**zoe, ClientMetadata={"n": "2"})
    client.update_user_attributes(
        AccessToken=tokens.access_token.reveal(),
        UserAttributes=[phone],
        ClientMetadata={"n": "3"},
    )
    with pytest.raises(cx.ChallengeRequiredError):
        session.sign_in("emil", demo.users["emil"])

    assert seen.sources == ["SignUp", "ResendCode", "UpdateUserAttribute", "Authentication"]
    metadata = [it["request"].get("clientMetadata") for it in seen.events]
    assert metadata == [{"n": "1"}, {"n": "2"}, {"n": "3"}, None]
    assert [it["userName"] for it in seen.events] == ["zoe", "zoe", "ana", "emil"]
    assert {it["callerContext"]["clientId"] for it in seen.events} == {demo.client_id}
    status = [it["request"]["userAttributes"]["cognito:user_status"] for it in seen.events]
    assert status == ["UNCONFIRMED", "UNCONFIRMED", "CONFIRMED", "CONFIRMED"]
    changed = seen.events[2]["request"]["userAttributes"]["phone_number"]
    assert changed == "+12025550178"


def test_change_by_an_administrator_names_no_app_client(session: cx.Session):
    """Its request has none."""
    seen = Recorder()
    session.aws.set_custom_message(seen)
    settings(session)["UserAttributeUpdateSettings"] = {
        "AttributesRequireVerificationBeforeUpdate": ["phone_number"]
    }

    cognito(session).admin_update_user_attributes(
        UserPoolId=session.aws.demo.user_pool_id,
        Username="ana",
        UserAttributes=[{"Name": "phone_number", "Value": "+12025550178"}],
        ClientMetadata=SPRING,
    )

    (event,) = seen.events
    assert event["triggerSource"] == "CustomMessage_UpdateUserAttribute"
    assert event["callerContext"]["clientId"] == "CLIENT_ID_NOT_APPLICABLE"
    assert event["request"]["clientMetadata"] == SPRING


def test_code_of_a_sign_in_has_the_function_s_text(session: cx.Session):
    """Second factors are messages of the pool, too."""
    session.aws.set_custom_message(write)

    with pytest.raises(cx.ChallengeRequiredError):
        session.sign_in("emil", session.aws.demo.users["emil"])

    (message,) = session.aws.messages()
    assert message.body == f"Our great sale: your code is {message.code}."


def test_refused_resend_is_not_counted(session: cx.Session):
    """A new user has five an hour as well."""
    cleo = {"ClientId": session.aws.demo.client_id, "Username": "cleo"}
    client = cognito(session)
    session.aws.set_custom_message(returning(None))
    for _ in range(6):
        with pytest.raises(client.exceptions.InvalidLambdaResponseException):
            client.resend_confirmation_code(**cleo)

    session.aws.set_custom_message(None)
    client.resend_confirmation_code(**cleo)

    assert len(session.aws.messages()) == 1


def test_change_that_is_refused_changes_nothing(session: cx.Session, tokens: cx.Tokens):
    """The old address stays, and nothing is sent."""
    session.aws.set_custom_message(returning(None))
    client = cognito(session)

    with pytest.raises(client.exceptions.InvalidLambdaResponseException):
        client.update_user_attributes(
            AccessToken=tokens.access_token.reveal(),
            UserAttributes=[{"Name": "phone_number", "Value": "+12025550178"}],
        )

    user = session.get_user(tokens.access_token)
    assert user.attributes["phone_number"].reveal() == "+12025550123"
    assert session.aws.messages() == []


def test_custom_sender_has_a_text_of_its_own(session: cx.Session, tokens: cx.Tokens):
    """It gets the code, and no text of CustomMessage."""
    session.aws.play("sms sender works")
    session.aws.set_custom_message(write)

    session.send_code(tokens.access_token, "phone_number")

    assert session.aws.messages()[-1].body.startswith("Your verification code is ")


def test_long_text_costs_each_of_its_parts(session: cx.Session, tokens: cx.Tokens):
    """As many as the preview counted."""
    handler = writing(smsMessage="{####} 🌷" + "a" * 100)
    parts = cx.triggers.preview(handler, "phone_number").messages["SMS"].parts
    session.aws.set_custom_message(handler)
    spend = session.aws._world.sms["us-east-1"].spend
    before = spend.month_to_date

    session.send_code(tokens.access_token, "phone_number")
    after_two = spend.month_to_date
    session.aws.set_custom_message(None)
    session.send_code(tokens.access_token, "phone_number")

    assert parts == 2
    assert after_two - before == 2 * (spend.month_to_date - after_two)


def test_diagnosis_sees_the_function_and_that_it_failed(session: cx.Session, tokens: cx.Tokens):
    """It is a function of the pool as any other is."""

    def status() -> str:
        made = session.diagnose(tokens.access_token, "phone_number")
        return {it.check_id: it.status for it in made.findings}["custom-message-trigger"]

    before = status()
    session.aws.set_custom_message(write)
    fine = status()
    session.aws.set_custom_message(raise_error)
    with pytest.raises(cx.UserLambdaValidationError):
        session.send_code(tokens.access_token, "phone_number")

    assert (before, fine, status()) == ("not_applicable", "ok", "warning")


def test_function_belongs_to_one_embedded_aws(session: cx.Session):
    """Another has its own."""
    session.aws.set_custom_message(write)
    other = cx.connect("embedded", seed=1, now=NOW)

    other.send_code(other.sign_in("ana", "correct-horse-1").access_token, "phone_number")

    assert other.aws.messages()[-1].body.startswith("Your verification code is ")


def test_another_pool_can_have_one(session: cx.Session, tokens: cx.Tokens):
    """The demo pool keeps its own text."""
    made = cognito(session).create_user_pool(PoolName="other")["UserPool"]["Id"]

    session.aws.set_custom_message(write, user_pool_id=made)
    session.send_code(tokens.access_token, "phone_number")

    told = cognito(session).describe_user_pool(UserPoolId=made)["UserPool"]["LambdaConfig"]
    assert told["CustomMessage"].endswith(f":function:custom-message-{made}")
    assert session.aws.messages()[-1].body.startswith("Your verification code is ")


@pytest.mark.parametrize(
    ("handler", "pool", "told"),
    [
        (3, None, "A handler can be called, and this is int"),
        (write, "us-east-1_no", "no pool"),
        (write, "", "no pool"),
    ],
)
def test_what_cannot_be_set_is_told(session: cx.Session, handler: Any, pool: Any, told: str):
    """At once, not when a code is sent."""
    with pytest.raises(cx.ConfigurationError, match=told):
        session.aws.set_custom_message(handler, user_pool_id=pool)


def test_function_that_asks_the_same_embedded_aws_is_told_at_once(
    session: cx.Session, tokens: cx.Tokens
):
    """It would wait for the request that waits for it, and then send codes that nobody asked."""
    told: list[cx.CognitoExploreError] = []

    def handler(event: Any, _: Any) -> Any:
        try:
            session.send_code(tokens.access_token, "email")
        except cx.CognitoExploreError as error:
            told.append(error)
        return event

    session.aws.set_custom_message(handler)
    session.send_code(tokens.access_token, "phone_number")

    assert [type(it) for it in told] == [cx.UnsupportedByEmbeddedError]
    assert "GetUserAttributeVerificationCode from a function" in str(told[0])
    assert [it.medium for it in session.aws.messages()] == ["SMS"]


def test_function_may_ask_another_embedded_aws(session: cx.Session, tokens: cx.Tokens):
    """That one waits for nobody."""
    other = cx.connect("embedded", seed=2)

    def handler(event: Any, _: Any) -> Any:
        other.sign_in("ana", "correct-horse-1")
        return event

    session.aws.set_custom_message(handler)

    assert session.send_code(tokens.access_token, "phone_number").outcome == "accepted"


def test_function_that_ends_the_program_is_kept_by_the_name_of_that(
    session: cx.Session, tokens: cx.Tokens
):
    """Its exit status is no error code."""

    def handler(*_: Any) -> Any:
        raise SystemExit(3)

    session.aws.set_custom_message(handler)

    with pytest.raises(SystemExit):
        session.send_code(tokens.access_token, "phone_number")

    last = session.history.to_frame().iloc[-1]
    assert (last["outcome"], last["error_code"]) == ("unknown", "SystemExit")


def test_function_that_takes_too_long_is_told_in_its_log(session: cx.Session, tokens: cx.Tokens):
    """It has five seconds on AWS, and fewer here."""
    done, functions = threading.Event(), session.aws._world.functions
    functions.limit_s = 0.001
    session.aws.set_custom_message(lambda *_: done.wait())

    with pytest.raises(cx.UnexpectedLambdaError, match="Socket timeout"):
        session.send_code(tokens.access_token, "phone_number")
    done.set()

    (function,) = functions.of("us-east-1").values()
    assert [text for _, text in function.log] == ["Task timed out after 0.00 seconds"]
    assert session.aws.messages() == []
