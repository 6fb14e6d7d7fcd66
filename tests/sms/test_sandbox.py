"""The SMS sandbox: why a code reaches nobody, and the numbers that it can reach."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from conftest import NOW, Server
from embedded.sms_account import ANA, Account, open_account
from test_account import in_xml

import cognito_explore as cx
from cognito_explore import facts, frames
from cognito_explore.sms.sandbox import resend_after
from sms.test_phone_numbers import WRONG

MASKED = "+*******0123"
BEN = "+12025550145"
# Same last four digits as ANA's, and as long.
TWIN = "+13035550123"


@pytest.fixture
def account() -> Account:
    """An account in the sandbox, without a verified number."""
    return open_account(scenario="sandbox, number not verified")


@pytest.fixture
def sandbox(account: Account) -> cx.Sandbox:
    """The sandbox of its Region."""
    return account.session.sandbox()


def number(place: int) -> str:
    """Make up a number; the North American plan keeps 555-0100 to 555-0199 for this."""
    return f"+120255501{place:02}"


def fill(sandbox: cx.Sandbox, count: int = facts.SANDBOX_NUMBERS) -> None:
    """Add as many numbers."""
    for place in range(count):
        sandbox.add(number(place))


def fault(caught: pytest.ExceptionInfo[cx.InvalidRequestError]) -> cx.Fault:
    """Give the one thing that is wrong."""
    (one,) = caught.value.faults
    return one


def row(sandbox: cx.Sandbox) -> dict[str, Any]:
    """Give the one row of the numbers."""
    (told,) = sandbox.numbers().to_dict("records")
    return told


@pytest.fixture
def remote(server: Server, monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials, on a server that answers as it is told."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")
    return cx.connect(server.url, region_name="us-east-1")


def test_code_reaches_nobody_until_its_number_is_verified(account: Account, sandbox: cx.Sandbox):
    """The central lesson: accepted, never there, the log says why, and what mends it."""
    sent = account.send()
    arrived = account.inbox()
    (lost,) = account.session.delivery_log()
    sandbox.add(ANA)
    sandbox.verify(ANA, account.code())
    account.send()

    assert sent.outcome == "accepted"
    assert arrived == []
    assert lost.reason == "Sandboxed account unable to send to number."
    assert account.inbox() == [ANA, ANA]
    verified = account.session.verify_code(account.token, "phone_number", account.code())
    assert verified.outcome == "accepted"
    assert [it.status for it in account.session.delivery_log()] == ["FAILURE", "SUCCESS"]


def test_pending_number_gets_no_code_of_cognito_s(account: Account, sandbox: cx.Sandbox):
    """To add a number is half of it."""
    sandbox.add(ANA)
    account.send()

    assert len(account.inbox()) == 1
    assert [it.status for it in account.session.delivery_log()] == ["FAILURE"]


def test_status_counts_what_is_left(account: Account, sandbox: cx.Sandbox):
    """Verified, pending, and how many more fit."""
    before = sandbox.status()
    sandbox.add(ANA)
    sandbox.verify(ANA, account.code())
    sandbox.add(BEN)
    status = sandbox.status()

    assert (before.verified, before.pending, before.numbers_left) == (0, 0, 10)
    assert (status.verified, status.pending, status.numbers_left) == (1, 1, 8)
    assert status.is_in_sandbox is True
    assert status.findings == ()
    assert status.region_name == "us-east-1"
    assert str(status) == (
        "us-east-1 is in the SMS sandbox: SMS reach verified numbers only. "
        "1 verified, 1 pending, 8 left."
    )


def test_status_out_of_the_sandbox(account: Account, sandbox: cx.Sandbox):
    """What AWS support changes is seen at once."""
    account.aws.leave_sandbox()

    assert sandbox.status().is_in_sandbox is False
    assert (
        str(sandbox.status())
        == "us-east-1 is out of the SMS sandbox: numbers need not be verified."
    )


def test_each_region_has_its_own(account: Account, sandbox: cx.Sandbox):
    """Out of one sandbox is not out of another; neither are numbers shared."""
    account.sms("eu-west-1").numbers.add("US", "TOLL_FREE")
    other = account.session.sandbox("eu-west-1")
    other.add(ANA)

    assert other.status().is_in_sandbox is False
    assert sandbox.status().is_in_sandbox is True
    assert (other.status().pending, sandbox.status().pending) == (1, 0)
    assert other.region_name == "eu-west-1"
    assert repr(other) == "<Sandbox eu-west-1>"


def test_sandbox_of_a_region_is_the_same_object(account: Account, sandbox: cx.Sandbox):
    """It counts the codes it sent."""
    assert account.session.sandbox() is sandbox
    assert account.session.sandbox("us-east-1") is sandbox
    assert account.session.sandbox("eu-west-1") is not sandbox


@pytest.mark.parametrize("count", [0, 1])
def test_frame_has_the_columns_that_are_documented(sandbox: cx.Sandbox, count: int):
    """Also when it is empty."""
    fill(sandbox, count)

    frame = sandbox.numbers()

    assert len(frame) == count
    assert list(frame.columns) == list(frames.SANDBOX_NUMBERS)
    assert frame["status"].cat.categories.tolist() == ["Pending", "Verified"]
    assert frame.dtypes.drop("status").astype(str).to_dict() == {
        "phone_number": "string",
        "added_at": "datetime64[us, UTC]",
        "removable_at": "datetime64[us, UTC]",
        "codes_left": "Int64",
    }


def test_frame_tells_of_each_number(sandbox: cx.Sandbox):
    """Masked, with what the limits leave."""
    sandbox.add(ANA)

    assert row(sandbox) == {
        "phone_number": MASKED,
        "status": "Pending",
        "added_at": NOW,
        "removable_at": NOW + timedelta(hours=24),
        "codes_left": 4,
    }
    assert "5550123" not in sandbox.numbers().to_csv()


def test_times_are_missing_where_they_are_denied(remote: cx.Session, server: Server):
    """A policy may let SNS ask End User Messaging, and not the reader."""
    member = f"<member><PhoneNumber>{ANA}</PhoneNumber><Status>Pending</Status></member>"
    listed = in_xml("ListSMSSandboxPhoneNumbers", f"<PhoneNumbers>{member}</PhoneNumbers>")
    server.play(listed, ("AccessDeniedException", "no"))

    told = row(remote.sandbox())

    assert (told["phone_number"], told["status"]) == (MASKED, "Pending")
    assert told["added_at"] is pd.NaT
    assert told["removable_at"] is pd.NaT


def test_added_number_is_pending(account: Account, sandbox: cx.Sandbox):
    """And was sent one SMS with a code."""
    added = sandbox.add("+1 (202) 555-0123")

    assert (added.phone_number, added.status) == (cx.PhoneNumber(ANA), "Pending")
    assert (added.added_at, added.codes_left) == (NOW, 4)
    assert account.inbox() == [ANA]


def test_number_can_come_hidden(account: Account, sandbox: cx.Sandbox):
    """What a form holds is no bare text."""
    sandbox.add(cx.Sensitive(ANA))
    verified = sandbox.verify(cx.PhoneNumber(ANA), cx.Sensitive(account.code()))

    assert verified.status == "Verified"


def test_resent_code_replaces_the_one_before(account: Account, sandbox: cx.Sandbox):
    """The number stays as it is, with one code less."""
    sandbox.add(ANA)
    old = account.code()
    account.aws.clock.advance(minutes=20)
    again = sandbox.add(ANA)

    assert again.added_at == NOW
    assert again.removable_at == NOW + timedelta(hours=24, minutes=20)
    assert again.codes_left == 3
    assert len(sandbox.list_numbers()) == 1
    with pytest.raises(cx.VerificationError):
        sandbox.verify(ANA, old)
    assert sandbox.verify(ANA, account.code()).status == "Verified"


def test_advice_to_resend_has_minutes_and_codes(sandbox: cx.Sandbox):
    """What a form says beside the field."""
    assert resend_after(sandbox.add(ANA)) == (
        "If no code comes, send another after 15 minutes; this number gets 4 more in 24 hours."
    )


def test_verified_number_is_sent_nothing(account: Account, sandbox: cx.Sandbox):
    """To ask for it again is no mistake."""
    sandbox.add(ANA)
    sandbox.verify(ANA, account.code())

    assert sandbox.add(ANA).status == "Verified"
    assert len(account.inbox()) == 1


@pytest.mark.parametrize("language", facts.SANDBOX_LANGUAGES)
def test_every_language_is_taken(account: Account, sandbox: cx.Sandbox, language: str):
    """The embedded AWS refuses any other."""
    sandbox.add(ANA, language)

    assert account.inbox() == [ANA]


@pytest.mark.parametrize("language", ["de", "DE-DE", "", None, 5, ["en-US"], "\x1b[31m"])
def test_wrong_language_is_told_before_anything_is_sent(
    account: Account, sandbox: cx.Sandbox, language: Any
):
    """With those that there are."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.add(ANA, language)

    assert fault(caught).field == "language"
    assert "de-DE" in fault(caught).fix
    assert str(caught.value).replace("\n", "").isprintable()
    assert account.inbox() == []


@pytest.mark.parametrize(("text", "problem"), WRONG)
def test_malformed_number_is_not_sent(
    account: Account, sandbox: cx.Sandbox, text: str, problem: str
):
    """Of every kind, by all three verbs."""
    for act in (sandbox.add, lambda it: sandbox.verify(it, "123456"), sandbox.remove):
        with pytest.raises(cx.InvalidRequestError) as caught:
            act(text)
        assert problem in fault(caught).problem
    assert account.inbox() == []
    assert sandbox.list_numbers() == []


@pytest.mark.parametrize("value", [None, 12025550123, b"+12025550123", [ANA], float("nan")])
def test_what_is_no_text_is_not_sent(sandbox: cx.Sandbox, value: Any):
    """A number that pandas made an integer of is told."""
    for act in (sandbox.add, lambda it: sandbox.verify(it, "123456"), sandbox.remove):
        with pytest.raises(cx.InvalidRequestError, match="not text"):
            act(value)


def test_sixth_code_is_told_before_it_is_asked_for(account: Account, sandbox: cx.Sandbox):
    """Five in 24 hours, and it says when the next one goes."""
    left = []
    for _ in range(facts.SANDBOX_CODES_A_DAY):
        left.append(sandbox.add(ANA).codes_left)
        account.aws.clock.advance(minutes=15)
    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.add(ANA)
    account.aws.clock.advance(hours=22, minutes=45)
    after = sandbox.add(ANA)

    assert left == [4, 3, 2, 1, 0]
    assert "5 codes in 24 hours" in fault(caught).problem
    assert fault(caught).fix == "Send the next after 2026-11-23 12:00:00 UTC."
    assert len(account.inbox()) == 6
    assert after.codes_left == 0


def test_codes_of_one_number_are_not_those_of_another(sandbox: cx.Sandbox):
    """Each number has five."""
    for _ in range(3):
        sandbox.add(ANA)

    assert sandbox.add(BEN).codes_left == 4


def test_sixth_code_that_another_session_asks_for_is_refused_by_aws(account: Account):
    """What this session cannot know, AWS tells, with a hint."""
    for _ in range(facts.SANDBOX_CODES_A_DAY):
        account.session.sandbox().add(ANA)
    other = cx.Sandbox(account.session._account, "us-east-1")

    with pytest.raises(cx.UserError, match="At most 5") as caught:
        other.add(ANA)

    assert caught.value.outcome == "refused"


def test_eleventh_number_says_when_there_is_room(account: Account, sandbox: cx.Sandbox):
    """Before it is asked for: none can go before tomorrow."""
    fill(sandbox)

    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.add(number(10))

    assert "10 numbers" in fault(caught).problem
    assert fault(caught).fix == "The first can be removed after 2026-11-23 12:00:00 UTC."
    assert len(account.inbox()) == 10
    assert sandbox.status().numbers_left == 0


def test_eleventh_number_names_one_that_can_go(account: Account, sandbox: cx.Sandbox):
    """And once that is gone, there is room."""
    sandbox.add(number(0))
    account.aws.clock.advance(hours=1)
    for place in range(1, 10):
        sandbox.add(number(place))
    account.aws.clock.advance(hours=23)

    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.add(number(10))
    sandbox.remove("+*******0100")
    sandbox.add(number(10))

    assert fault(caught).fix == "Remove one first: remove('+*******0100')."
    assert len(sandbox.list_numbers()) == 10


def test_another_code_for_one_of_ten_is_no_eleventh_number(sandbox: cx.Sandbox):
    """There is room for those that are there."""
    fill(sandbox)

    assert sandbox.add(number(3)).codes_left == 3


def test_eleventh_number_is_aws_s_to_refuse_where_the_list_is_denied(account: Account):
    """The limit is told late, and not taken for another mistake."""
    fill(account.session.sandbox())
    account.aws.deny("sns:ListSMSSandboxPhoneNumbers")

    with pytest.raises(cx.UserError, match="at most 10"):
        account.session.sandbox().add(number(10))


def test_removal_before_24_hours_is_told(account: Account, sandbox: cx.Sandbox):
    """With the time from which it goes, and then it goes."""
    sandbox.add(ANA)
    account.aws.clock.advance(hours=23, minutes=59)
    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.remove(ANA)
    account.aws.clock.advance(minutes=1)
    sandbox.remove(ANA)

    assert "24 hours" in fault(caught).problem
    assert fault(caught).fix == "Remove it after 2026-11-23 12:00:00 UTC."
    assert sandbox.list_numbers() == []


@pytest.mark.parametrize("is_right", [True, False])
def test_typing_a_code_begins_the_24_hours_anew(
    account: Account,
    sandbox: cx.Sandbox,
    is_right: bool,  # noqa: FBT001 -- a parameter
):
    """AWS counts from when the number was verified, or last tried."""
    sandbox.add(ANA)
    code = account.code()
    account.aws.clock.advance(hours=10)
    if is_right:
        assert sandbox.verify(ANA, code).removable_at == NOW + timedelta(hours=34)
    else:
        with pytest.raises(cx.VerificationError):
            sandbox.verify(ANA, f"{(int(code) + 1) % 1_000_000:06}")
    account.aws.clock.advance(hours=23)

    assert row(sandbox)["removable_at"] == NOW + timedelta(hours=34)
    with pytest.raises(cx.InvalidRequestError, match="2026-11-23 22:00:00"):
        sandbox.remove(ANA)
    account.aws.clock.advance(hours=1)
    sandbox.remove(ANA)


def test_removal_that_another_session_made_too_early_is_refused_by_aws(account: Account):
    """What this session cannot know, AWS tells."""
    account.session.sandbox().add(ANA)
    account.aws.clock.advance(hours=23)
    account.session.sandbox().add(ANA)
    account.aws.clock.advance(hours=2)
    other = cx.Sandbox(account.session._account, "us-east-1")

    with pytest.raises(cx.UserError) as caught:
        other.remove(ANA)

    assert "24 hours" in caught.value.hint
    assert len(other.list_numbers()) == 1


def test_removal_by_masked_number(account: Account, sandbox: cx.Sandbox):
    """As the frame shows it, and the other one stays."""
    sandbox.add(ANA)
    sandbox.add(BEN)
    account.aws.clock.advance(hours=24)
    sandbox.remove(MASKED)

    assert [it.phone_number.reveal() for it in sandbox.list_numbers()] == [BEN]


def test_number_that_was_never_added(sandbox: cx.Sandbox):
    """Neither verified nor removed; the hint names the Region."""
    for act in (lambda: sandbox.remove(ANA), lambda: sandbox.verify(ANA, "123456")):
        with pytest.raises(cx.ResourceNotFoundError) as caught:
            act()
        assert "Region" in caught.value.hint
    for masked in (lambda: sandbox.remove(MASKED), lambda: sandbox.verify(MASKED, "123456")):
        with pytest.raises(cx.InvalidRequestError, match="No numbers of this sandbox"):
            masked()


def test_number_is_verified_by_what_the_frame_shows(account: Account, sandbox: cx.Sandbox):
    """So that nobody has to write it again."""
    sandbox.add(ANA)
    verified = sandbox.verify(f" {MASKED} ", f" {account.code()} ")

    assert (verified.status, verified.added_at) == ("Verified", NOW)
    assert row(sandbox)["status"] == "Verified"


def test_two_numbers_that_end_alike_are_told_apart_by_the_whole(
    account: Account, sandbox: cx.Sandbox
):
    """It is not guessed which one is meant."""
    sandbox.add(ANA)
    sandbox.add(TWIN)

    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.verify(MASKED, account.code())
    verified = sandbox.verify(TWIN, account.code())

    assert fault(caught).problem == "2 numbers of this sandbox look like that."
    assert fault(caught).fix == "Give the whole number."
    assert verified.phone_number.reveal() == TWIN
    assert list(sandbox.numbers()["status"]) == ["Pending", "Verified"]


def test_wrong_code_is_refused(account: Account, sandbox: cx.Sandbox):
    """And the number is pending as before."""
    sandbox.add(ANA)

    with pytest.raises(cx.VerificationError) as caught:
        sandbox.verify(ANA, f"{(int(account.code()) + 1) % 1_000_000:06}")

    assert "newest code" in caught.value.hint
    assert row(sandbox)["status"] == "Pending"


def test_expired_code_is_refused(account: Account, sandbox: cx.Sandbox):
    """A day later it takes another one."""
    sandbox.add(ANA)
    account.aws.clock.advance(hours=24)

    with pytest.raises(cx.VerificationError):
        sandbox.verify(ANA, account.code())

    sandbox.add(ANA)
    assert sandbox.verify(ANA, account.code()).status == "Verified"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "1234",
        "123456789",
        "12a456",
        "\uff11\uff12\uff13\uff14\uff15\uff16",
        None,
        123456,
        ["123456"],
        b"123456",
    ],
)
def test_code_of_wrong_shape_is_not_sent(account: Account, sandbox: cx.Sandbox, code: Any):
    """Five to eight digits, as text."""
    sandbox.add(ANA)

    with pytest.raises(cx.InvalidRequestError) as caught:
        sandbox.verify(ANA, code)

    assert fault(caught).field == "code"
    assert "five to eight digits" in fault(caught).problem
    assert "123456" not in str(caught.value)
    # It was no try: the code is still good, and so is the time to remove the number.
    assert sandbox.verify(ANA, account.code()).removable_at == NOW + timedelta(hours=24)


DENIED = [
    ("sns:GetSMSSandboxAccountStatus", "is_in_sandbox"),
    ("sms-voice:DescribeAccountAttributes", "is_in_sandbox"),
    ("sns:ListSMSSandboxPhoneNumbers", "verified"),
    ("sms-voice:DescribeVerifiedDestinationNumbers", "verified"),
]


@pytest.mark.parametrize(("action", "unknown"), DENIED)
def test_denied_status_tells_the_rest_and_names_the_permission(
    account: Account, sandbox: cx.Sandbox, action: str, unknown: str
):
    """SNS's own action, or the one behind it, which is the IAM trap."""
    sandbox.add(ANA)
    account.aws.deny(action)

    status = sandbox.status()

    told = {"is_in_sandbox": True, "verified": 0, "pending": 1, "numbers_left": 9}
    missing = {"is_in_sandbox"} if unknown == "is_in_sandbox" else {*told} - {"is_in_sandbox"}
    for name, value in told.items():
        assert getattr(status, name) == (None if name in missing else value)
    (finding,) = status.findings
    assert finding.status == "unknown"
    assert f"AWS denies `{action}`" in finding.title
    assert f"Allow `{action}`" in finding.fix
    assert "sns:* alone is not enough" in finding.fix
    assert action in str(status)
    assert action in status._repr_html_()


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("sns:CreateSMSSandboxPhoneNumber", "add"),
        ("sms-voice:CreateVerifiedDestinationNumber", "add"),
        ("sms-voice:SendDestinationNumberVerificationCode", "add"),
        ("sns:VerifySMSSandboxPhoneNumber", "verify"),
        ("sms-voice:VerifyDestinationNumber", "verify"),
        ("sns:DeleteSMSSandboxPhoneNumber", "remove"),
        ("sms-voice:DeleteVerifiedDestinationNumber", "remove"),
        ("sns:ListSMSSandboxPhoneNumbers", "numbers"),
    ],
)
def test_denied_verb_names_the_permission(
    account: Account, sandbox: cx.Sandbox, action: str, act: str
):
    """Nothing is done."""
    sandbox.add(ANA)
    code = account.code()
    account.aws.clock.advance(hours=24)
    account.aws.deny(action)
    arguments = {"add": (BEN,), "verify": (ANA, code), "remove": (ANA,), "numbers": ()}[act]

    with pytest.raises(cx.AccessDeniedError) as caught:
        getattr(sandbox, act)(*arguments)

    assert caught.value.action == action
    assert f"Allow `{action}`" in caught.value.hint
    account.aws.allow(action)
    assert list(sandbox.numbers()["status"]) == ["Pending"]
    assert len(account.inbox()) == 1


def test_verbs_do_without_what_only_helps(account: Account, sandbox: cx.Sandbox):
    """The list is there to tell limits early; add, verify and remove do without it."""
    account.aws.deny("sns:ListSMSSandboxPhoneNumbers")

    added = sandbox.add(ANA)
    verified = sandbox.verify(ANA, account.code())
    account.aws.clock.advance(hours=24)
    sandbox.remove(ANA)

    assert (added.status, verified.status) == ("Pending", "Verified")
    assert account.sms().sandbox.all() == []


def test_opted_out_number_says_what_to_do(account: Account, sandbox: cx.Sandbox):
    """A number that answered STOP gets no code of the sandbox either."""
    account.sms().opt_outs.put(ANA)

    with pytest.raises(cx.OptedOutError) as caught:
        sandbox.add(ANA)

    assert "START" in caught.value.hint
    assert "5550123" not in str(caught.value)


def test_nothing_shows_a_number_or_a_code(account: Account, sandbox: cx.Sandbox):
    """In the reprs, the HTML and the errors of a whole story."""
    added = sandbox.add(ANA)
    code = account.code()
    with pytest.raises(cx.VerificationError) as caught:
        sandbox.verify(ANA, f"{(int(code) + 1) % 1_000_000:06}")
    verified = sandbox.verify(ANA, code)
    status = sandbox.status()

    shown = [added, verified, status, sandbox, caught.value, sandbox.numbers().to_string()]
    texts = [text for it in shown for text in (str(it), repr(it))]
    texts += [it._repr_html_() for it in (added, verified, status)]
    assert not any("5550123" in text or code in text for text in texts)
    assert MASKED in added._repr_html_()


def test_status_shows_briefly(sandbox: cx.Sandbox):
    """One line for a console, a table for a notebook, that nothing is really sent."""
    status = sandbox.status()

    assert repr(status) == (
        "SandboxStatus(region_name='us-east-1', is_in_sandbox=True, verified=0, pending=0, "
        "numbers_left=10)"
    )
    assert status._repr_html_().count("<tr>") == 5
    assert "nothing is really sent" in status._repr_html_()


def test_finding_keeps_its_lines_in_html(account: Account, sandbox: cx.Sandbox):
    """Title, evidence and what to do, each in a line; no escape of a line break."""
    account.aws.deny("sns:GetSMSSandboxAccountStatus")

    page = sandbox.status()._repr_html_()

    assert page.count("<br>") == 2
    assert "\\n" not in page


def test_hostile_words_of_a_server_are_harmless(remote: cx.Session, server: Server):
    """In terminals and in pages."""
    server.status = 403
    server.headers["Content-Type"] = "text/xml"
    words = "&lt;script&gt;alert(1)&lt;/script&gt;&#x202e;&#x85;"
    server.body = (
        "<ErrorResponse><Error><Code>AuthorizationError</Code>"
        f"<Message>{words}</Message></Error></ErrorResponse>"
    ).encode()

    status = remote.sandbox().status()

    assert len(status.findings) == 2
    for text in (str(status), repr(status)):
        assert text.replace("\n", "").isprintable()
    assert "<script>" not in status._repr_html_()
    assert "&lt;script&gt;" in status._repr_html_()


def test_many_threads_add_a_number_as_often_as_it_gets_codes(sandbox: cx.Sandbox):
    """Each looks whether there is room and takes it, one after the other."""
    refused = []

    def add() -> None:
        try:
            sandbox.add(ANA)
        except cx.InvalidRequestError as error:
            refused.append(error)

    threads = [threading.Thread(target=add) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 5
    (number,) = sandbox.list_numbers()
    assert number.codes_left == 0
