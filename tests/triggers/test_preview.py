"""What a preview shows, and what it does not."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cognito_explore as cx
from triggers.handlers import EMAIL, SMS, preview, raising, returning, writing


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


@pytest.mark.parametrize("base", [Exception, list])
def test_name_of_a_class_is_made_safe_to_print(base: type):
    """It is the function's as well, and need not be one that Python's grammar has."""
    odd = type("Odd\x1b[31m", (base,), {})()
    made = preview(raising(odd) if base is Exception else returning(odd))

    assert "Odd\\x1b[31m" in str(made)
    assert "\x1b" not in str(made) + repr(made)


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


def test_module_is_reached_from_the_package():
    """`cx.triggers` is loaded when it is first used."""
    assert cx.triggers is sys.modules["cognito_explore.triggers"]
    assert cx.triggers.MessagePreview is cx.MessagePreview
