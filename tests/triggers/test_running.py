"""A preview runs a function as Lambda does for Cognito: its event, its time, its answer."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from cognito_explore.triggers.judging import judge
from cognito_explore.triggers.running import Ran, run
from triggers.handlers import SMS, found, preview, raising, returning, status, writing


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


def test_function_that_needs_other_arguments_is_told_as_one_that_fails():
    """Lambda gives it two."""
    made = preview(lambda event: event)

    assert made.error_code == "UserLambdaValidationException"
    assert "takes 1 positional argument" in str(made.error_message)


def test_ran_without_anything_is_junk():
    """None is what a function returns that forgets to."""
    verdict = judge(Ran(), "SMS", email_sending_account=None)

    assert verdict.refusal
    assert verdict.refusal.message == "Unrecognizable lambda output"
