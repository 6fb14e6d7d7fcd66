"""A refused code is explained by what the session knows of the codes that it had sent."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from conftest import DELIVERED, NOW, Server, make_token

import cognito_explore as cx
from cognito_explore import codes_sent

LIMIT = cx.LimitExceededError.hint
MISMATCH = cx.CodeMismatchError.hint
EXPIRED = cx.ExpiredCodeError.hint
WRONG = "nonsense"
HTML = b"<html>Sign in to the airport</html>"


def outside(session: cx.Session) -> Any:
    """Give a client whose requests the session knows nothing of."""
    return session.aws.boto3_session.client("cognito-idp")


def newest_code(session: cx.Session) -> str:
    """Read the code that arrived last."""
    return str(session.aws.inbox()["code"].iloc[-1])


def sign_in(session: cx.Session, username: str = "ana") -> cx.AccessToken:
    """Give a token of now."""
    return session.sign_in(username, session.aws.demo.users[username]).access_token


def refuse(
    session: cx.Session, token: cx.AccessToken, name: str = "email", code: str = WRONG
) -> str:
    """Have a code refused, and give the hint."""
    with pytest.raises((cx.CodeMismatchError, cx.ExpiredCodeError)) as caught:
        session.verify_code(token, name, code)
    return caught.value.hint


def refuse_send(session: cx.Session, token: cx.AccessToken) -> str:
    """Have a send refused because of the limit, and give the hint."""
    with pytest.raises(cx.LimitExceededError) as caught:
        session.send_code(token, "email")
    return caught.value.hint


def attempt(**changes: Any) -> cx.Attempt:
    """Make an attempt that sent a code."""
    told = {
        "sent_at": NOW,
        "operation": "GetUserAttributeVerificationCode",
        "attribute_name": "email",
        "delivery_medium": None,
        "destination": None,
        "outcome": "accepted",
        "error_code": None,
        "error_message": None,
        "http_status": 200,
        "request_id": None,
        "elapsed_ms": 1.0,
        "session": "embedded",
        "attempt": 1,
    }
    return cx.Attempt(**told | changes)


def test_wrong_code_is_wrong_and_nothing_more(session: cx.Session, tokens: cx.Tokens):
    """One code was sent: there is no other that it could be."""
    session.send_code(tokens.access_token, "email")

    assert refuse(session, tokens.access_token) == MISMATCH


def test_replaced_code_is_told_with_the_time_of_the_newest(session: cx.Session, tokens: cx.Tokens):
    """Whoever reads the older message learns which to look for."""
    session.send_code(tokens.access_token, "email")
    older = newest_code(session)
    session.aws.clock.advance(minutes=5)
    session.send_code(tokens.access_token, "email")

    assert refuse(session, tokens.access_token, code=older) == (
        f"{MISMATCH} This session sent 2 codes: type the newest, of 12:05 UTC."
    )


def test_code_of_another_attribute_replaces_none(session: cx.Session, tokens: cx.Tokens):
    """Each attribute has a code of its own."""
    session.send_code(tokens.access_token, "email")
    session.send_code(tokens.access_token, "phone_number")

    assert refuse(session, tokens.access_token) == MISMATCH


def test_code_of_the_other_attribute_is_told(session: cx.Session, tokens: cx.Tokens):
    """A code that this session did not send is refused, and it sent one elsewhere."""
    session.send_code(tokens.access_token, "email")
    session.aws.clock.advance(minutes=7)
    outside(session).get_user_attribute_verification_code(
        AccessToken=tokens.access_token.reveal(), AttributeName="phone_number"
    )

    assert refuse(session, tokens.access_token, "phone_number") == (
        f"{MISMATCH} This session sent no code for phone_number, but one for email at 12:00 UTC."
    )


def test_wrong_code_that_others_sent_is_wrong_and_nothing_more(
    session: cx.Session, tokens: cx.Tokens
):
    """Where this session sent none, it knows nothing."""
    outside(session).get_user_attribute_verification_code(
        AccessToken=tokens.access_token.reveal(), AttributeName="email"
    )

    assert refuse(session, tokens.access_token) == MISMATCH


def test_used_code_is_told_with_when(session: cx.Session, tokens: cx.Tokens):
    """It was accepted before: nothing is wrong."""
    session.send_code(tokens.access_token, "email")
    code = newest_code(session)
    session.aws.clock.advance(minutes=1)
    session.verify_code(tokens.access_token, "email", code)
    session.aws.clock.advance(minutes=1)

    assert refuse(session, tokens.access_token, code=code) == (
        f"{EXPIRED} A code for email was accepted at 12:01 UTC: it was used then."
    )


def test_code_used_elsewhere_is_told_as_not_used_here(session: cx.Session, tokens: cx.Tokens):
    """Another program may have used it: that is all there is to say."""
    session.send_code(tokens.access_token, "email")
    code = newest_code(session)
    outside(session).verify_user_attribute(
        AccessToken=tokens.access_token.reveal(), AttributeName="email", Code=code
    )

    assert refuse(session, tokens.access_token, code=code) == (
        f"{EXPIRED} The last code for email was sent at 12:00 UTC, and was not used yet here."
    )


def test_code_sent_after_one_was_used_counts(session: cx.Session, tokens: cx.Tokens):
    """What is told is of the newest code."""
    session.send_code(tokens.access_token, "email")
    session.verify_code(tokens.access_token, "email", newest_code(session))
    session.aws.clock.advance(minutes=3)
    session.send_code(tokens.access_token, "email")
    code = newest_code(session)
    outside(session).verify_user_attribute(
        AccessToken=tokens.access_token.reveal(), AttributeName="email", Code=code
    )

    assert refuse(session, tokens.access_token, code=code).endswith(
        "The last code for email was sent at 12:03 UTC, and was not used yet here."
    )


def test_code_used_for_the_other_attribute_was_not_used(session: cx.Session, tokens: cx.Tokens):
    """Each attribute has a code of its own."""
    session.send_code(tokens.access_token, "phone_number")
    session.verify_code(tokens.access_token, "phone_number", newest_code(session))

    assert refuse(session, tokens.access_token) == (
        f"{EXPIRED} This session sent no code for email."
    )


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (24, "sent at 2026-11-22 12:00 UTC: it is too old."),
        (25, "sent at 2026-11-22 12:00 UTC: it is too old."),
    ],
)
def test_old_code_is_told_with_its_day(session: cx.Session, hours: int, told: str):
    """A token of its own time, because the first has expired as well."""
    session.send_code(sign_in(session), "email")
    code = newest_code(session)
    session.aws.clock.advance(hours=hours)

    hint = refuse(session, sign_in(session), code=code)

    assert hint == f"{EXPIRED} The last code for email was {told}"


def test_code_that_was_never_sent_is_told(session: cx.Session, tokens: cx.Tokens):
    """There is none that could be right."""
    assert refuse(session, tokens.access_token) == (
        f"{EXPIRED} This session sent no code for email."
    )


def test_refused_send_sent_nothing(session: cx.Session):
    """Only what Cognito took counts: ben has no phone number."""
    token = sign_in(session, "ben")
    with pytest.raises(cx.InvalidParameterError):
        session.send_code(token, "phone_number")

    hint = refuse(session, token, "phone_number")

    assert hint.endswith("This session sent no code for phone_number.")


def test_limit_is_told_with_the_times(session: cx.Session, tokens: cx.Tokens):
    """The first of them tells when there will be one more; both attributes count."""
    for name in ("email", "phone_number", "email", "email", "phone_number"):
        session.send_code(tokens.access_token, name)
        session.aws.clock.advance(minutes=2)

    assert refuse_send(session, tokens.access_token) == (
        f"{LIMIT} This session sent 5 of 5 codes in the last hour: "
        "12:00, 12:02, 12:04, 12:06, 12:08 UTC."
    )


def test_limit_that_others_spent_is_told_as_far_as_it_is_known(
    session: cx.Session, tokens: cx.Tokens
):
    """The rest was sent by another program."""
    given = {"AccessToken": tokens.access_token.reveal(), "AttributeName": "email"}
    for _ in range(3):
        outside(session).get_user_attribute_verification_code(**given)
    session.send_code(tokens.access_token, "email")
    session.send_code(tokens.access_token, "email")

    assert refuse_send(session, tokens.access_token).endswith(
        "This session sent 2 of 5 codes in the last hour: 12:00, 12:00 UTC."
    )


def test_limit_that_others_spent_alone_is_not_explained(session: cx.Session, tokens: cx.Tokens):
    """This session knows of no code."""
    given = {"AccessToken": tokens.access_token.reveal(), "AttributeName": "email"}
    for _ in range(5):
        outside(session).get_user_attribute_verification_code(**given)

    assert refuse_send(session, tokens.access_token) == LIMIT


def test_limit_of_verifying_is_not_told_as_one_of_sending(session: cx.Session, tokens: cx.Tokens):
    """One code was sent, and fifteen were tried: it is the tries that are spent."""
    session.send_code(tokens.access_token, "email")
    for _ in range(15):
        refuse(session, tokens.access_token)

    with pytest.raises(cx.LimitExceededError) as caught:
        session.verify_code(tokens.access_token, "email", WRONG)

    assert "1 of 5" not in caught.value.hint


def test_attempts_of_another_user_do_not_count(session: cx.Session, tokens: cx.Tokens):
    """Two users at one session have nothing to do with each other."""
    ben = sign_in(session, "ben")
    session.send_code(ben, "email")
    session.verify_code(ben, "email", newest_code(session))

    assert refuse(session, tokens.access_token) == (
        f"{EXPIRED} This session sent no code for email."
    )


def test_tokens_of_the_same_user_count_together(session: cx.Session):
    """Signing in again changes neither the user nor their codes."""
    session.send_code(sign_in(session), "email")
    session.aws.clock.advance(minutes=5)
    session.send_code(sign_in(session), "email")

    hint = refuse(session, sign_in(session))

    assert "type the newest, of 12:05 UTC." in hint


def test_code_whose_fate_is_unknown_may_have_replaced_another(remote: cx.Session, server: Server):
    """A code may be on its way, so the newest is looked for."""
    token = make_token()
    server.play(DELIVERED, HTML, ("CodeMismatchException", "Invalid verification code provided"))
    remote.send_code(token, "email")
    with pytest.raises(cx.OutcomeUnknownError):
        remote.send_code(token, "email")

    assert "type the newest" in refuse(remote, cx.AccessToken(token))


def test_verification_whose_fate_is_unknown_is_no_use(remote: cx.Session, server: Server):
    """It may have been taken or not: it is not told as used."""
    token = make_token()
    server.play(DELIVERED, HTML, ("ExpiredCodeException", "Invalid code provided"))
    remote.send_code(token, "email")
    with pytest.raises(cx.OutcomeUnknownError):
        remote.verify_code(token, "email", "918273")

    assert "and was not used yet here" in refuse(remote, cx.AccessToken(token))


def test_token_that_names_no_user_has_no_past(remote: cx.Session, server: Server):
    """Without `sub` and username nobody knows whose attempts they are."""
    token = cx.AccessToken(make_token(sub=None, username=None))
    server.play(DELIVERED)
    remote.send_code(token, "phone_number", allow_any_token=True)

    assert remote.history.of_user(token) == []
    assert len(remote.history) == 1


def test_other_errors_are_not_explained(remote: cx.Session, server: Server):
    """What codes were sent says nothing of them."""
    token = make_token()
    server.play(DELIVERED, ("AliasExistsException", "An account with the email already exists."))
    remote.send_code(token, "email")

    with pytest.raises(cx.AliasExistsError) as caught:
        remote.verify_code(token, "email", "918273")

    assert caught.value.hint == cx.AliasExistsError.hint


@pytest.mark.parametrize(
    ("age", "counted"),
    [
        (timedelta(), True),
        (timedelta(minutes=59, seconds=59), True),
        (timedelta(hours=1) - timedelta(microseconds=1), True),
        (timedelta(hours=1), False),
        (timedelta(days=2), False),
    ],
)
def test_hour_of_the_limit_is_the_last(age: timedelta, counted: bool):  # noqa: FBT001 -- a case
    """It begins an hour ago, not at the full hour."""
    one = attempt(sent_at=NOW - age)

    assert codes_sent.sent_this_hour([one], NOW) == ([one] if counted else [])


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({"outcome": "accepted"}, True),
        ({"outcome": "unknown"}, True),
        ({"outcome": "refused"}, False),
        ({"outcome": "not_sent"}, False),
        ({"attribute_name": "phone_number"}, True),
        ({"attribute_name": None}, True),
        ({"operation": "VerifyUserAttribute"}, False),
        ({"operation": "InitiateAuth"}, False),
    ],
)
def test_what_may_have_sent_a_code_counts(changes: dict[str, Any], counted: bool):  # noqa: FBT001 -- a case
    """Of whatever attribute."""
    one = attempt(**changes)

    assert codes_sent.codes_of([one]) == ([one] if counted else [])
    assert codes_sent.sent_this_hour([one], NOW) == ([one] if counted else [])


def test_codes_of_one_attribute_are_in_their_order():
    """Oldest first, and of no other attribute."""
    attempts = [
        attempt(attempt=1),
        attempt(attempt=2, attribute_name="phone_number"),
        attempt(attempt=3),
    ]

    assert [it.attempt for it in codes_sent.codes_of(attempts, "email")] == [1, 3]
    assert [it.attempt for it in codes_sent.codes_of(attempts, "phone_number")] == [2]
    assert codes_sent.codes_of(attempts, "address") == []


def test_after_an_unknown_outcome_there_is_a_minute_to_wait(remote: cx.Session, server: Server):
    """A code may be on its way: to send at once would replace it."""
    server.play(HTML)
    token = cx.AccessToken(make_token())
    with pytest.raises(cx.OutcomeUnknownError):
        remote.send_code(token, "email")
    attempts = remote.history.of_user(token)
    sent_at = attempts[-1].sent_at

    until = codes_sent.cool_down_until(attempts, sent_at)

    assert until == sent_at + timedelta(seconds=60)
    assert codes_sent.cool_down_until(attempts, until - timedelta(microseconds=1)) == until
    assert codes_sent.cool_down_until(attempts, until) is None


@pytest.mark.parametrize(
    ("answers", "is_waiting"),
    [
        ([json.dumps(DELIVERED).encode()], False),
        ([HTML, DELIVERED], False),
        ([DELIVERED, HTML], True),
        ([HTML, ("LimitExceededException", "Attempt limit exceeded")], True),
        ([("TooManyRequestsException", "Rate exceeded")], False),
    ],
    ids=["accepted", "then accepted", "then unknown", "then refused", "refused"],
)
def test_only_the_last_code_is_waited_for(
    remote: cx.Session,
    server: Server,
    answers: list[Any],
    is_waiting: bool,  # noqa: FBT001 -- a case
):
    """A refusal sends nothing, so what went before it is still on its way."""
    server.play(*answers)
    token = cx.AccessToken(make_token())
    for _ in answers:
        with suppress(cx.CognitoExploreError):
            remote.send_code(token, "email")

    until = codes_sent.cool_down_until(remote.history.of_user(token), remote.history[-1].sent_at)

    assert (until is not None) == is_waiting


def test_without_attempts_there_is_nothing_to_wait_for():
    """Nor with one that sends no codes."""
    assert codes_sent.cool_down_until([], NOW) is None
    other = attempt(operation="VerifyUserAttribute", outcome="unknown")
    assert codes_sent.cool_down_until([other], NOW) is None


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOW, "12:00"),
        (NOW.replace(hour=0, minute=1), "00:01"),
        (NOW - timedelta(hours=13), "2026-11-21 23:00"),
        (NOW + timedelta(days=1), "2026-11-23 12:00"),
        (datetime(2026, 11, 23, 1, 30, tzinfo=timezone(timedelta(hours=2))), "2026-11-22 23:30"),
    ],
)
def test_time_is_told_in_utc_with_its_day_unless_it_is_today(at: datetime, told: str):
    """Whatever zone it comes in; the last is of today in UTC."""
    now = NOW.astimezone(timezone(timedelta(hours=9)))

    assert codes_sent.clock_time(at, now) == told.removeprefix("2026-11-22 ")
