"""What becomes of the texts that a function wrote: refused, counted, or sent."""

from __future__ import annotations

import time

import pytest

import cognito_explore as cx
from triggers.handlers import EMAIL, SMS, found, preview, status, writing


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
