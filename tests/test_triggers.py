"""A preview runs a CustomMessage function as Cognito would, and says what becomes of its answer."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.sms.parts import count_parts
from cognito_explore.triggers.judging import judge
from cognito_explore.triggers.running import Ran, run

Handler = Callable[[Any, Any], Any]

SMS = "Your code is {####}."
EMAIL = "<p>Your code is <b>{####}</b>.</p>"


def writing(**texts: Any) -> Handler:
    """Make a function that writes texts and returns the event."""

    def handler(event: Any, _: Any) -> Any:
        event["response"].update(texts)
        return event

    return handler


def returning(answer: Any) -> Handler:
    """Make a function that returns something."""
    return lambda *_: answer


def raising(error: BaseException) -> Handler:
    """Make a function that raises something."""

    def handler(*_: Any) -> Any:
        raise error

    return handler


def preview(handler: Handler, attribute_name: str = "phone_number", **more: Any) -> Any:
    """Preview a message."""
    return cx.triggers.preview(handler, attribute_name, **more)


def status(made: cx.MessagePreview, check_id: str) -> str:
    """Give the status of one finding."""
    return {it.check_id: it.status for it in made.findings}[check_id]


def found(made: cx.MessagePreview, check_id: str) -> cx.Finding:
    """Give one finding."""
    return next(it for it in made.findings if it.check_id == check_id)


def test_event_is_the_one_of_cognito():
    """Every member that AWS documents is there, in its form."""
    made = preview(writing(smsMessage=SMS), client_metadata={"campaign": "spring"})

    assert json.loads(json.dumps(made.event)) == {
        "version": "1",
        "region": "us-east-1",
        "userPoolId": "us-east-1_Example01",
        "userName": "ana",
        "callerContext": {
            "awsSdkVersion": "aws-sdk-unknown-unknown",
            "clientId": "1example23456789",
        },
        "triggerSource": "CustomMessage_VerifyUserAttribute",
        "request": {
            "userAttributes": {
                "cognito:user_status": "CONFIRMED",
                "sub": "11111111-2222-3333-4444-555555555555",
                "email_verified": "false",
                "phone_number_verified": "false",
                "phone_number": "+12025550123",
                "email": "ana@example.com",
            },
            "codeParameter": "{####}",
            "usernameParameter": None,
            "clientMetadata": {"campaign": "spring"},
        },
        "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    }


def test_event_has_what_is_given():
    """The user, the pool and the app client can be one's own; no metadata is no member."""
    made = preview(
        writing(),
        user_attributes={"locale": "de-DE", "email_verified": "true"},
        username="zoe",
        user_status="UNCONFIRMED",
        user_pool_id="eu-central-1_aBcDeFgHi",
        client_id="2example23456789",
    )

    assert made.event["region"] == "eu-central-1"
    assert made.event["userName"] == "zoe"
    assert made.event["callerContext"]["clientId"] == "2example23456789"
    attributes = made.event["request"]["userAttributes"]
    assert attributes["locale"] == "de-DE"
    assert attributes["email_verified"] == "true"
    assert attributes["cognito:user_status"] == "UNCONFIRMED"
    assert "clientMetadata" not in made.event["request"]


def test_function_gets_a_context_like_lambda_s():
    """What Lambda documents of it is there, and its time runs down."""
    seen: list[Any] = []

    def handler(event: Any, context: Any) -> Any:
        seen.append((context, context.get_remaining_time_in_millis()))
        return event

    preview(handler, timeout_s=2)

    ((context, left_ms),) = seen
    assert context.function_name == "custom-message"
    assert context.invoked_function_arn.endswith(":function:custom-message")
    assert context.memory_limit_in_mb == 128
    assert context.aws_request_id
    assert context.log_group_name == "/aws/lambda/custom-message"
    assert 0 < left_ms <= 2_000


def test_event_of_a_preview_stays_as_the_function_got_it():
    """The function changes a copy."""
    made = preview(writing(smsMessage=SMS))

    assert made.event["response"]["smsMessage"] is None
    assert made.response == {"smsMessage": SMS, "emailMessage": None, "emailSubject": None}


def test_message_is_shown_as_its_user_sees_it():
    """With a code in its place, and how an SMS is sent."""
    made = preview(writing(smsMessage=SMS, emailMessage=EMAIL, emailSubject="Hello"))

    assert made.messages == {
        "SMS": cx.PreviewedMessage("SMS", None, "Your code is 123456.", "GSM-7", 20, 1),
        "EMAIL": cx.PreviewedMessage(
            "EMAIL", "Hello", "<p>Your code is <b>123456</b>.</p>", characters=34
        ),
    }
    assert made.is_ok
    assert made.error_code is None
    assert repr(made) == "<MessagePreview: Cognito sends the function's text by SMS.>"
    assert str(made).endswith("SMS (GSM-7, one part)\n    Your code is 123456.")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (None, "The function returned None."),
        ([1], "The function returned list, not the event."),
        ("text", "The function returned str, not the event."),
        (7, "The function returned int, not the event."),
        ({}, "no object `response`"),
        ({"response": None}, "no object `response`"),
        ({"response": {"smsMessage": 7}}, "Not text in its response: smsMessage."),
    ],
)
def test_answer_that_is_not_the_event_is_junk(answer: Any, told: str):
    """Cognito cannot read it, and answers that."""
    made = preview(returning(answer))

    assert found(made, "handler-answer").status == "problem"
    assert told in found(made, "handler-answer").title
    assert (made.error_code, made.error_message) == (
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    )
    assert made.messages == {}
    assert not made.is_ok


@pytest.mark.parametrize(
    "answer", [{1, 2}, b"bytes", object(), float("nan"), {"response": {"smsMessage": "\ud800"}}]
)
def test_answer_that_is_no_json_is_told(answer: Any):
    """Lambda writes answers as JSON; which error Cognito makes of one it cannot is not known."""
    made = preview(returning(answer))

    assert "cannot be written as JSON" in found(made, "handler-answer").title
    assert "does not document" in found(made, "handler-answer").evidence
    assert made.error_code == "InvalidLambdaResponseException"


def test_answer_that_contains_itself_is_told():
    """It has no end, and so no JSON."""
    answer: dict[str, Any] = {"response": {}}
    answer["response"]["again"] = answer

    assert "cannot be written as JSON" in found(preview(returning(answer)), "handler-answer").title


def test_async_function_is_told_as_such():
    """Lambda's Python does not wait for it, and nor does Python warn of that here."""

    async def handler(event: Any, _: Any) -> Any:
        return event

    finding = found(preview(handler), "handler-answer")

    assert "async" in finding.title
    assert finding.fix == "Write `def`, not `async def`."


def test_event_that_came_back_changed_is_not_known_to_be_taken():
    """AWS documents the event with a response, and nothing else."""
    made = preview(returning({"response": {"smsMessage": SMS}, "userName": "ben"}))

    assert status(made, "handler-answer") == "unknown"
    assert "userName" in found(made, "handler-answer").title
    assert not made.is_ok
    assert made.error_code is None
    assert made.verdict.startswith("Cannot tell")


def test_exception_is_told_with_its_traceback():
    """Cognito tells its words to whoever called; the traceback is for whoever wrote it."""
    made = preview(raising(KeyError("campaign")))

    assert made.error_code == "UserLambdaValidationException"
    assert made.error_message == "CustomMessage failed with error 'campaign'."
    assert found(made, "handler-runs").title == "The function raised KeyError: 'campaign'"
    assert isinstance(made.error, KeyError)
    assert made.error.__traceback__ is not None
    assert [it.check_id for it in made.findings] == ["handler-runs"]


def test_exception_that_cannot_be_told_is_told_by_its_type():
    """A mistake in the exception itself hides nothing."""

    class WrongError(Exception):
        def __str__(self) -> str:
            raise ValueError

    made = preview(raising(WrongError()))

    assert made.error_message == "CustomMessage failed with error WrongError."


def test_exception_while_the_answer_is_written_is_told_by_its_type_too():
    """An answer may be of a class of one's own, whose mistakes are that of its exception."""

    class WrongError(Exception):
        def __str__(self) -> str:
            raise ValueError

    class Answer(dict[str, Any]):
        def items(self) -> Any:
            raise WrongError

    made = preview(returning(Answer(response={})))

    assert found(made, "handler-answer").title.endswith("cannot be written as JSON: WrongError")


def test_answer_that_is_never_written_takes_too_long():
    """Lambda writes it in the function's time, so nobody waits for it here either."""
    given_up = threading.Event()

    class Answer(dict[str, Any]):
        def items(self) -> Any:
            given_up.wait()
            return super().items()

    made = preview(returning(Answer(response={})), timeout_s=0.05)
    given_up.set()

    assert status(made, "handler-time") == "problem"
    assert made.error_code == "UnexpectedLambdaException"


@pytest.mark.parametrize("base", [Exception, list])
def test_name_of_a_class_is_made_safe_to_print(base: type):
    """It is the function's as well, and need not be one that Python's grammar has."""
    odd = type("Odd\x1b[31m", (base,), {})()
    made = preview(raising(odd) if base is Exception else returning(odd))

    assert "Odd\\x1b[31m" in str(made)
    assert "\x1b" not in str(made) + repr(made)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(3)])
def test_interrupt_goes_through(error: BaseException):
    """Whoever stops the program stops it."""
    with pytest.raises(type(error)) as stopped:
        preview(raising(error))

    assert stopped.value is error


def test_function_that_does_not_end_is_left_behind():
    """Cognito would wait for five seconds, and call it again."""
    done = threading.Event()

    made = preview(lambda *_: done.wait(), timeout_s=0.001)
    done.set()

    assert status(made, "handler-time") == "problem"
    assert "0.001 seconds" in found(made, "handler-time").title
    assert made.error_code == "UnexpectedLambdaException"
    assert "Socket timeout" in str(made.error_message)


@pytest.mark.parametrize(("took_s", "is_late"), [(5.0, False), (5.1, True)])
def test_function_has_five_seconds(took_s: float, is_late: bool):  # noqa: FBT001
    """What counts is how long it took."""
    times = iter([0.0, took_s])

    ran = run(lambda event, _: event, {"response": {}}, timer=lambda: next(times))

    assert ran.is_late == is_late
    verdict = judge(ran, "SMS", email_sending_account=None)
    assert (verdict.refusal is not None) == is_late


def test_function_runs_where_no_thread_can_start(monkeypatch: pytest.MonkeyPatch):
    """In a browser's Python it is waited for."""

    def start(_: Any) -> None:
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr(threading.Thread, "start", start)

    assert preview(writing(smsMessage=SMS)).is_ok


@pytest.mark.parametrize(
    ("attribute_name", "texts", "is_known"),
    [
        ("phone_number", {"smsMessage": "Welcome!", "emailMessage": EMAIL}, False),
        ("email", {"smsMessage": SMS, "emailMessage": "Welcome!"}, True),
        ("phone_number", {"smsMessage": ""}, False),
    ],
)
def test_text_without_the_place_of_the_code_is_refused(
    attribute_name: str,
    texts: dict[str, str],
    is_known: bool,  # noqa: FBT001
):
    """The error was seen for e-mails; for SMS it is not documented, and that is said."""
    made = preview(writing(**texts), attribute_name, email_sending_account="DEVELOPER")

    finding = found(made, "text-code")
    assert finding.status == "problem"
    assert made.error_code == "InvalidParameterException"
    assert "failed to satisfy constraint" in str(made.error_message)
    assert ("does not document" in finding.evidence) != is_known


def test_place_of_the_code_is_missing_in_the_other_medium_only():
    """That keeps nothing from being sent, this time."""
    made = preview(writing(smsMessage=SMS, emailMessage="Welcome!"))

    assert status(made, "other-text") == "warning"
    assert made.is_ok


@pytest.mark.parametrize(
    ("attribute_name", "name", "longest"),
    [
        ("phone_number", "smsMessage", 140),
        ("email", "emailMessage", 20_000),
        ("email", "emailSubject", 140),
    ],
)
def test_texts_have_a_longest_length(attribute_name: str, name: str, longest: int):
    """It includes the code, and one character more is too long."""

    def made(length: int) -> cx.MessagePreview:
        text = "{####}" + "a" * (length - 6)
        return preview(writing(**{name: text}), attribute_name, email_sending_account="DEVELOPER")

    assert {it.status for it in made(longest).findings if it.check_id == "text-length"} == {"ok"}
    assert made(longest).error_code is None
    assert status(made(longest + 1), "text-length") == "problem"
    assert made(longest + 1).error_code == "InvalidParameterException"


def test_long_text_of_the_other_medium_is_a_warning():
    """It would be too long, had it been used."""
    made = preview(writing(smsMessage=SMS, emailMessage="{####}" + "a" * 20_000))

    assert status(made, "other-text") == "warning"
    assert made.is_ok


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({}, "wrote no text"),
        ({"smsMessage": SMS}, "wrote for the other medium only"),
        ({"emailSubject": "Hello"}, "wrote a subject only"),
    ],
)
def test_pool_s_own_text_goes_out_where_the_function_wrote_none(texts: dict[str, str], told: str):
    """That is no error, and often not what was meant."""
    made = preview(writing(**texts), "email", email_sending_account="DEVELOPER")

    assert status(made, "text-used") == "warning"
    assert told in found(made, "text-used").title
    assert made.messages["EMAIL"].body is None
    assert made.verdict == "Cognito sends the pool's own text by e-mail."


@pytest.mark.parametrize(
    ("account", "expected"),
    [(None, "unknown"), ("COGNITO_DEFAULT", "problem"), ("DEVELOPER", "ok")],
)
def test_e_mail_s_text_needs_a_pool_that_sends_by_ses(account: str | None, expected: str):
    """So AWS documents it; what is not known is never fine."""
    made = preview(writing(emailMessage=EMAIL), "email", email_sending_account=account)

    assert status(made, "email-account") == expected
    assert made.is_ok == (expected == "ok")
    refused = "InvalidLambdaResponseException" if expected == "problem" else None
    assert made.error_code == refused


def test_characters_that_the_pattern_of_e_mails_does_not_allow_are_named():
    """A space that breaks no line looks like any other."""
    text = "Hi\u00a0Ana,\u200b your code:\n\t{####} ✓ 🌷 £5"
    made = preview(writing(emailMessage=text), "email", email_sending_account="DEVELOPER")

    finding = found(made, "text-characters")
    assert finding.status == "problem"
    assert "NO-BREAK SPACE" in finding.title
    assert "ZERO WIDTH SPACE" in finding.title
    assert "TULIP" not in finding.title
    assert made.error_code == "InvalidParameterException"


@pytest.mark.parametrize(
    ("body", "encoding", "characters", "parts"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        # An escaped character does not fit into the last place of a part.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 135, "UCS-2", 135, 3),
        ("🌷" * 35, "UCS-2", 70, 1),
        ("🌷" * 36, "UCS-2", 72, 2),
        ("ж" * 66 + "🌷" + "ж" * 66, "UCS-2", 134, 3),
        ("", "GSM-7", 0, 1),
    ],
)
def test_parts_of_an_sms_are_counted_by_its_alphabet(
    body: str, encoding: str, characters: int, parts: int
):
    """Extension characters count twice, and what counts twice is not split."""
    counted = count_parts(body)

    assert (counted.encoding, counted.characters, counted.parts) == (encoding, characters, parts)


def test_parts_are_those_of_the_text_with_its_code():
    """Each brace of the placeholder counts twice, and the code has none."""
    made = preview(writing(smsMessage="{####}" + "€" * 77))

    assert made.messages["SMS"].parts == 1
    assert found(made, "sms-parts").title == "The SMS has 160 characters in GSM-7: one part."
    assert status(made, "sms-parts") == "ok"


@pytest.mark.parametrize("text", ["{##", "{#### ", "€"])
def test_text_of_a_million_characters_is_soon_judged(text: str):
    """And shown by its beginning: no text that is sent is as long."""
    begun = time.monotonic()
    made = preview(writing(smsMessage=SMS + text * (1_000_000 // len(text))))
    shown, page = str(made), made._repr_html_()

    assert time.monotonic() - begun < 20
    assert status(made, "text-length") == "problem"
    assert shown.endswith("characters)")
    assert len(shown) < 30_000
    assert len(page) < 30_000


def test_characters_that_change_the_alphabet_are_named():
    """Typographic quotes are the usual ones."""
    made = preview(writing(smsMessage="It\u2019s \u201c{####}\u201d 🌷"))

    finding = found(made, "sms-parts")
    assert finding.status == "warning"
    for name in ("RIGHT SINGLE QUOTATION MARK", "LEFT DOUBLE QUOTATION MARK", "TULIP"):
        assert name in finding.evidence
    assert made.messages["SMS"].encoding == "UCS-2"


@given(st.text(max_size=400))
def test_no_part_is_fuller_than_it_can_be(body: str):
    """Parts are as few as their room allows, give or take what is not split."""
    counted = count_parts(body)
    alone, each = {"GSM-7": (160, 153), "UCS-2": (70, 67)}[counted.encoding]

    assert (counted.parts == 1) == (counted.characters <= alone)
    assert counted.characters <= counted.parts * max(each, alone if counted.parts == 1 else 0)
    assert bool(counted.beyond) == (counted.encoding == "UCS-2")


def test_place_of_a_link_is_told():
    """This action sends a code, never a link."""
    made = preview(writing(smsMessage="{####} or {##Verify##}"))

    assert status(made, "text-link") == "warning"
    assert found(made, "text-link").evidence == "{##Verify##}"
    assert "text-link" not in {it.check_id for it in preview(writing(smsMessage=SMS)).findings}


def test_html_in_an_sms_is_told():
    """A phone shows it as it is written."""
    assert status(preview(writing(smsMessage="<b>{####}</b>")), "sms-html") == "warning"
    plain = preview(writing(smsMessage="{####} < 5 > 4"))
    assert "sms-html" not in {it.check_id for it in plain.findings}


def test_misspelt_member_of_the_response_is_told():
    """Cognito would say nothing of it."""
    made = preview(writing(smsmessage=SMS))

    assert status(made, "response-names") == "warning"
    assert "'smsmessage'" in found(made, "response-names").title


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
RESPONSES = st.dictionaries(
    st.sampled_from(["smsMessage", "emailMessage", "emailSubject", "other"]),
    st.text(max_size=200) | st.just(SMS) | JSON,
)


@given(
    answer=JSON | st.fixed_dictionaries({"response": RESPONSES}),
    attribute_name=st.sampled_from(["email", "phone_number"]),
)
def test_whatever_comes_back_is_told_and_shown(answer: Any, attribute_name: str):
    """No answer makes a preview fail, and none of its HTML is a tag of the page."""
    made = preview(returning(answer), attribute_name, email_sending_account="DEVELOPER")

    assert made.findings
    assert str(made).startswith("Cognito sends") or str(made).startswith("Cannot tell")
    made._repr_html_().encode()
    assert (made.error_code is None) == (not made.problems)


def test_html_of_a_function_is_shown_as_it_is_written():
    """Nothing of it is run, be it a script, a formula or an override of the direction."""
    text = "<script>alert(1)</script><img src=x onerror=alert(1)> $x$ \u202e {####}"
    made = preview(
        writing(smsMessage=text, emailMessage=text, emailSubject=text),
        "email",
        email_sending_account="DEVELOPER",
    )

    page = made._repr_html_()

    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert page.count("$") == page.count("<span>$</span>") > 0
    assert "\u202e" not in page
    assert "tex2jax_ignore" in page


def test_exception_of_a_function_is_escaped_too():
    """Its words are the function's as well."""
    page = preview(raising(ValueError("<script>")))._repr_html_()

    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_what_is_not_sent_is_shown_as_such():
    """A bubble alone would look like a message that arrives."""
    made = preview(writing(smsMessage="Welcome!"))

    assert "<b>SMS</b>, not sent" in made._repr_html_()
    assert "SMS (GSM-7, one part, not sent)" in str(made)
    assert "<b>E-mail</b>, not used for this attribute" in made._repr_html_()


def test_empty_text_is_not_taken_for_the_pool_s_own():
    """A function that writes nothing in it has written all the same."""
    account = "DEVELOPER"
    subject = preview(
        writing(emailMessage=EMAIL, emailSubject=""), "email", email_sending_account=account
    )

    assert "the pool's own text" not in str(preview(writing(smsMessage="")))
    assert "the pool's own text" not in str(subject)


def test_metadata_is_neither_logged_nor_shown(
    everything_logged: list[str], capsys: pytest.CaptureFixture[str]
):
    """It may be anything, and only the event has it."""
    made = preview(writing(smsMessage=SMS), client_metadata={"k": "hush-hush"})

    shown = [repr(made), str(made), made._repr_html_(), *everything_logged]
    assert not any("hush-hush" in it for it in shown)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"handler": 3}, "handler"),
        ({"attribute_name": "phone"}, "attribute_name"),
        ({"attribute_name": None}, "attribute_name"),
        ({"client_metadata": {"k": 1}}, "client_metadata"),
        ({"client_metadata": "k=v"}, "client_metadata"),
        ({"user_attributes": {"email_verified": True}}, "user_attributes"),
        ({"user_attributes": ["email"]}, "user_attributes"),
        ({"username": ""}, "username"),
        ({"user_pool_id": None}, "user_pool_id"),
        ({"email_sending_account": "SES"}, "email_sending_account"),
        ({"timeout_s": 6}, "timeout_s"),
        ({"timeout_s": 0}, "timeout_s"),
        ({"timeout_s": "5"}, "timeout_s"),
    ],
)
def test_wrong_arguments_are_told_before_the_function_runs(arguments: dict[str, Any], field: str):
    """Each with what would be right."""
    calls: list[Any] = []
    given_: dict[str, Any] = {"handler": lambda *_: calls.append(1), "attribute_name": "email"}

    with pytest.raises(cx.InvalidRequestError) as refused:
        cx.triggers.preview(**given_ | arguments)

    assert [it.field for it in refused.value.faults] == [field]
    assert refused.value.faults[0].fix
    assert "allow_any_attribute" not in str(refused.value)
    assert calls == []


def test_function_that_needs_other_arguments_is_told_as_one_that_fails():
    """Lambda gives it two."""
    made = preview(lambda event: event)

    assert made.error_code == "UserLambdaValidationException"
    assert "takes 1 positional argument" in str(made.error_message)


def test_module_is_reached_from_the_package():
    """`cx.triggers` is loaded when it is first used."""
    assert cx.triggers is sys.modules["cognito_explore.triggers"]
    assert cx.triggers.MessagePreview is cx.MessagePreview


def test_ran_without_anything_is_junk():
    """None is what a function returns that forgets to."""
    verdict = judge(Ran(), "SMS", email_sending_account=None)

    assert verdict.refusal
    assert verdict.refusal.message == "Unrecognizable lambda output"
