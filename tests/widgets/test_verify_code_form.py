"""Verifying with a form: the right code, and what is wrong with the others."""

import json

import ipywidgets
import pytest
from conftest import make_token

import cognito_explore as cx
from widgets.conftest import (
    CODE,
    SEND,
    VERIFY,
    button,
    click,
    enter,
    execute,
    find,
    finishing,
    give,
    is_shown,
    patient,
    read,
    refused,
)


@pytest.fixture
def form(session, tokens):
    """A form on the embedded AWS, with ana signed in, on which every click counts."""
    return patient(cx.VerifyCodeForm(session, tokens))


@pytest.fixture
def send(session, tokens):
    """What has a code sent, and gives it."""

    def send(attribute_name="email"):
        session.send_code(tokens.access_token, attribute_name)
        return session.aws.messages()[-1].code

    return send


def wrong(code):
    """Make another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


def verify(form, code):
    """Type a code and click."""
    give(form.received, code)
    click(form)
    return read(form)


def test_right_code_verifies(form, send):
    """The card says so, with the user's addresses as they are now."""
    shown = verify(form, f" {send()} ")

    assert isinstance(form.result, cx.VerifiedAttribute)
    assert "Accepted: email is verified." in shown
    assert form.signed_in.user.is_email_verified is True
    assert ">verified<" in shown


def test_wrong_code_is_told(form, send):
    """Where there was one code only, it was mistyped."""
    shown = verify(form, wrong(send()))

    assert isinstance(form.error, cx.CodeMismatchError)
    assert "CodeMismatchException" in shown
    assert "replaced" not in shown
    assert form.received.is_filled is False


def test_used_code_is_told(form, send, session):
    """A code that was accepted is of no more use, and the card says when that was."""
    code = send()
    verify(form, code)
    form.attribute_name = "email"
    session.aws.clock.advance(minutes=3)

    shown = verify(form, code)

    assert isinstance(form.error, cx.ExpiredCodeError)
    assert "A code for email was accepted at 12:00 UTC: it was used then." in shown


def test_code_that_is_too_old_is_told(session, form, send):
    """After a day a code is worth nothing."""
    code = send()
    session.aws.clock.advance(hours=24)
    form.signed_in.use(session.sign_in("ana", "correct-horse-1"))

    shown = verify(form, code)

    assert isinstance(form.error, cx.ExpiredCodeError)
    assert "was sent at 2026-11-22 12:00 UTC: it is too old." in shown


def test_replaced_code_is_told(session, form, send):
    """Only the newest code is good, and the card says of when that is."""
    old = send()
    session.aws.clock.advance(minutes=5)
    send()

    shown = verify(form, old)

    assert isinstance(form.error, cx.CodeMismatchError)
    assert "type the newest, of 12:05 UTC." in shown


def test_code_of_another_attribute_is_told(form, send):
    """A code by SMS does not verify the e-mail address."""
    code = send("phone_number")
    form.attribute_name = "email"

    shown = verify(form, code)

    assert form.error is not None
    assert "This session sent no code for email" in shown


def test_no_code_never_leaves(form, session):
    """Without a code there is nothing to verify."""
    click(form)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert session.history[-1].outcome == "not_sent"


def test_form_follows_what_was_sent_last(session, tokens):
    """Where both forms are of one user, the verify form is about the last code."""
    sending = cx.SendCodeForm(session, tokens)
    form = cx.VerifyCodeForm(session, signed_in=sending.signed_in)
    seen = []

    for name in ("phone_number", "email", "phone_number"):
        sending.attribute_name = name
        sending.submit()
        seen.append(form.attribute_name)

    assert seen == ["phone_number", "email", "phone_number"]


def test_form_still_follows_after_a_choice_by_hand(session, tokens):
    """A code that is sent for the same attribute again is what the form is about again."""
    sending = cx.SendCodeForm(session, tokens)
    form = cx.VerifyCodeForm(session, signed_in=sending.signed_in)
    sending.attribute_name = "phone_number"
    sending.submit()
    form.attribute_name = "email"

    sending.submit()

    assert form.attribute_name == "phone_number"


def test_times_of_the_codes_are_told(session, form, send):
    """The form says when codes were sent for the attribute."""
    send()
    session.aws.clock.advance(minutes=2)
    send()

    form.refresh()

    assert "Codes for email were sent at 12:00, 12:02 UTC." in read(form)
    form.attribute_name = "phone_number"
    assert "Codes for" not in read(form)


def test_newest_code_fills_in(form, send):
    """On the embedded AWS the newest code is a click away."""
    hidden = is_shown(form, button(form, "Use "))
    send()
    newest = send()
    form.refresh()

    offered = button(form, f"Use {newest}")
    visible = is_shown(form, offered)
    offered.click()
    filled = form.received.is_filled
    click(form)

    assert (hidden, visible, filled) == (False, True, True)
    assert isinstance(form.result, cx.VerifiedAttribute)


def test_code_that_was_used_is_offered_no_more(form, send):
    """What was accepted cannot be used again, so nothing is to be filled in."""
    verify(form, send())

    form.attribute_name = "email"

    assert not is_shown(form, button(form, "Use "))


def test_code_is_of_the_user_who_is_signed_in(session):
    """Another user whose address is masked alike has a code of their own."""
    admin = session.aws.boto3_session.client("cognito-idp")
    who = {"UserPoolId": session.aws.demo.user_pool_id, "Username": "abe"}
    attributes = [{"Name": "email", "Value": "abe@example.com"}]
    admin.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    admin.admin_set_user_password(**who, Password="correct-horse-1", Permanent=True)
    ana = session.sign_in("ana", "correct-horse-1")
    abe = session.sign_in("abe", "correct-horse-1")
    session.send_code(ana.access_token, "email")
    hers = session.aws.messages()[-1].code
    session.send_code(abe.access_token, "email")

    form = cx.VerifyCodeForm(session, ana)

    assert button(form, "Use ").description.startswith(f"Use {hers}")


@pytest.mark.usefixtures("cognito")
def test_real_session_offers_no_code(remote):
    """Elsewhere nobody but the user can read it."""
    token = make_token()
    remote.send_code(token, "email")

    form = cx.VerifyCodeForm(remote, token)

    assert not is_shown(form, button(form, "Use "))


def test_enter_verifies_once(remote, cognito):
    """Enter after the code does what the button does, and only once."""
    form = cx.VerifyCodeForm(remote, make_token())
    form._timer = lambda: 1.0
    give(form.received, CODE)

    with finishing(form):
        enter(form.received)
        enter(form.received)

    assert len(cognito.received(VERIFY)) == 1
    assert cognito.received(VERIFY)[0]["Code"] == CODE


def test_code_may_begin_with_a_zero(remote, cognito):
    """A code is text."""
    form = cx.VerifyCodeForm(remote, make_token())

    verify(form, "000123")

    assert cognito.received(VERIFY)[0]["Code"] == "000123"


def test_attribute_of_the_click_is_what_is_verified(remote, cognito):
    """The choice is in the request and in the line."""
    form = cx.VerifyCodeForm(remote, make_token())
    form.attribute_name = "phone_number"

    verify(form, CODE)

    assert cognito.received(VERIFY)[0]["AttributeName"] == "phone_number"
    assert "'phone_number'" in form.code


def test_refreshing_does_not_change_the_attribute(session, form, send):
    """The form is about the same attribute after the token was renewed on the way."""
    code = send("phone_number")
    form.attribute_name = "phone_number"
    session.aws.clock.advance(minutes=59)

    verify(form, wrong(code))

    assert isinstance(form.error, cx.CodeMismatchError)
    assert form.attribute_name == "phone_number"


def test_without_anybody_signed_in_nothing_leaves(remote, cognito):
    """The form says so, and so does the error."""
    form = cx.VerifyCodeForm(remote)
    give(form.received, CODE)

    click(form)

    assert "Nobody is signed in" in read(form)
    assert isinstance(form.error, cx.InvalidRequestError)
    assert cognito.server.received == []


@pytest.mark.parametrize("wrong", [5, b"eyJ"])
def test_what_is_no_token_is_refused(session, wrong):
    """Something else than a token is a mistake of whoever wrote the line."""
    with pytest.raises(TypeError, match="text"):
        cx.VerifyCodeForm(session, wrong)


def test_user_that_cognito_does_not_tell_is_no_failure(remote, cognito):
    """The attribute is verified, whatever GetUser says."""
    cognito.answers["GetUser"] = refused("NotAuthorizedException")
    form = cx.VerifyCodeForm(remote, make_token())

    shown = verify(form, CODE)

    assert form.error is None
    assert "Accepted: email is verified." in shown


@pytest.mark.parametrize("attribute_name", ["email", "phone_number"])
def test_code_makes_the_same_request(remote, cognito, attribute_name):
    """The line that is shown does what the click did."""
    form = cx.VerifyCodeForm(remote, make_token())
    form.attribute_name = attribute_name
    verify(form, CODE)

    execute(form.code, remote, access_token=form.signed_in.access_token, typed=CODE)

    first, second = cognito.received(VERIFY)
    assert first == second
    assert CODE not in form.code


def test_choice_is_a_radio_button(form):
    """Trait and input go together."""
    radio = find(form, ipywidgets.RadioButtons, "Attribute")

    radio.value = "phone_number"

    assert form.attribute_name == "phone_number"


def test_pasted_token_is_used(remote, cognito):
    """A token from elsewhere does here as well."""
    token = make_token()
    form = cx.VerifyCodeForm(remote)
    give(form.token, token)

    verify(form, CODE)

    assert cognito.received(VERIFY)[0]["AccessToken"] == token
    assert cognito.received(SEND) == []
    assert token not in json.dumps(form._repr_mimebundle_())
