"""No password, token, code or client secret is in any widget's state, before, during or after."""

import json

import pytest
from conftest import make_token

import cognito_explore as cx
from widgets.conftest import (
    ANSWER,
    CLIENT_SECRET,
    CODE,
    LIMIT_S,
    PASSWORD,
    SEND,
    SIGN_IN,
    VERIFY,
    button,
    click,
    enter,
    find,
    finishing,
    give,
    patient,
    refused,
    signed_in,
    state,
    walk,
)

CANARY_ID, CANARY_REFRESH = "canary-id", "canary-refresh"


def assert_nothing_leaks(root, *secrets):
    """See that no secret is in a state, a representation, or what a page shows."""
    shown = root._repr_mimebundle_()
    for secret in secrets:
        assert secret not in state(root)
        assert secret not in json.dumps(shown)
        assert secret not in repr(root)
        assert all(secret not in repr(it) for it in walk(root))


@pytest.fixture
def signing_in(remote, cognito):  # noqa: ARG001 -- it answers
    """A form with everything filled in, on a server that can be held."""
    form = patient(cx.SignInForm(remote))
    form.username = "ana"
    give(form.password, PASSWORD)
    give(form.client_secret, CLIENT_SECRET)
    return form


@pytest.mark.parametrize("answer", [signed_in(), refused("NotAuthorizedException"), b"<html>"])
def test_sign_in_keeps_password_and_client_secret_to_itself(signing_in, cognito, answer):
    """Whatever becomes of it, neither is in a widget at any time."""
    cognito.answers[SIGN_IN] = answer
    cognito.held.add(SIGN_IN)

    assert_nothing_leaks(signing_in, PASSWORD, CLIENT_SECRET)
    with finishing(signing_in):
        enter(signing_in.password)
        assert cognito.arrived.wait(LIMIT_S)
        assert_nothing_leaks(signing_in, PASSWORD, CLIENT_SECRET)
        cognito.go.set()

    sent = json.dumps(cognito.received(SIGN_IN))
    assert PASSWORD in sent
    assert_nothing_leaks(signing_in, PASSWORD, CLIENT_SECRET, CANARY_ID, CANARY_REFRESH)


def test_tokens_of_a_sign_in_are_in_no_widget(remote, cognito):
    """The result is shown without the tokens in it."""
    token = make_token()
    answer = signed_in()
    answer["AuthenticationResult"]["AccessToken"] = token
    cognito.answers[SIGN_IN] = answer
    explorer = cx.Explorer(remote)
    form = explorer.forms["Sign in"]
    form.username = "ana"
    form.password.fill(PASSWORD)

    form.submit()
    explorer.forms["Send a code"].submit()

    assert explorer.tokens.access_token.reveal() == token
    assert_nothing_leaks(explorer, token, PASSWORD, CANARY_ID, CANARY_REFRESH)


@pytest.mark.usefixtures("remote")
def test_steps_keep_codes_passwords_and_handles_to_themselves(cognito, signing_in):
    """Neither the answers nor Cognito's handle of the sign-in are in a widget."""
    handle = "canary-handle-of-twenty-characters"
    cognito.answers[SIGN_IN] = {"ChallengeName": "SMS_MFA", "Session": handle}
    cognito.answers[ANSWER] = {
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": handle,
        "ChallengeParameters": {"USER_ID_FOR_SRP": "ana"},
    }
    new = "canary-new-password-3"

    signing_in.submit()
    give(find(signing_in, cx.SecretInput, "Sign-in code"), CODE)
    assert_nothing_leaks(signing_in, CODE, handle, PASSWORD, CLIENT_SECRET)
    signing_in.submit()
    assert_nothing_leaks(signing_in, CODE, handle, PASSWORD, CLIENT_SECRET)
    cognito.answers[ANSWER] = signed_in()
    give(find(signing_in, cx.SecretInput, "New password"), new)
    give(find(signing_in, cx.SecretInput, "Once more"), new)
    assert_nothing_leaks(signing_in, new)
    signing_in.submit()

    assert new in json.dumps(cognito.received(ANSWER))
    assert signing_in.result is not None
    assert_nothing_leaks(signing_in, CODE, handle, PASSWORD, CLIENT_SECRET, new)


@pytest.mark.parametrize("kind", [cx.SendCodeForm, cx.VerifyCodeForm])
def test_pasted_token_is_in_no_widget(remote, cognito, kind):
    """The token is taken as soon as it is there."""
    token = make_token()
    form = patient(kind(remote))
    cognito.held |= {SEND, VERIFY}

    give(form.token, token)
    assert_nothing_leaks(form, token)
    if kind is cx.VerifyCodeForm:
        give(form.received, CODE)
    with finishing(form):
        button(form, form.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        assert_nothing_leaks(form, token, CODE)
        cognito.go.set()

    assert form.result is not None
    assert_nothing_leaks(form, token, CODE)


@pytest.mark.usefixtures("cognito")
def test_token_pasted_to_sign_in_is_in_no_widget(remote):
    """Neither a good token nor garbage is kept."""
    form = patient(cx.SignInForm(remote))
    form.way = "paste"
    token, garbage = make_token(), "canary-garbage-that-is-no-token"

    give(form.token, token)
    assert_nothing_leaks(form, token)
    click(form)
    good = form.error
    give(form.token, garbage)
    click(form)

    assert good is None
    assert isinstance(form.error, cx.InvalidRequestError)
    assert_nothing_leaks(form, token, garbage)


def test_code_that_is_refused_is_in_no_widget(remote, cognito):
    """A wrong code is as secret as a right one."""
    form = cx.VerifyCodeForm(remote, make_token())
    cognito.answers[VERIFY] = refused("CodeMismatchException")
    give(form.received, CODE)

    click(form)

    assert isinstance(form.error, cx.CodeMismatchError)
    assert_nothing_leaks(form, CODE)


@pytest.mark.usefixtures("remote")
def test_secrets_that_a_server_sends_back_are_in_no_widget(cognito, signing_in):
    """A server that repeats a password in its error does not get it shown."""
    cognito.answers[SIGN_IN] = refused("NotAuthorizedException", f"not {PASSWORD}")

    click(signing_in)

    assert signing_in.error.message.startswith("NotAuthorizedException: not ")
    assert_nothing_leaks(signing_in, PASSWORD)


def languages(form):
    """Give what each language shows, by its name."""
    choice = next(it for it in walk(form) if getattr(it, "description", "") == "Copy as")
    texts = {}
    for name in choice.options:
        choice.value = name
        texts[name] = form._panel.children[1].value
        assert_nothing_leaks(form, PASSWORD, CLIENT_SECRET, CODE)
    return texts


def test_languages_of_a_sign_in_have_no_secret(signing_in):
    """Seven languages to copy the request in, and no password in any."""
    click(signing_in)

    texts = languages(signing_in)

    assert len(texts) == 8
    assert all("ana" in text for text in texts.values())
    assert not any(PASSWORD in text or CLIENT_SECRET in text for text in texts.values())


@pytest.mark.parametrize("kind", [cx.SendCodeForm, cx.VerifyCodeForm])
@pytest.mark.usefixtures("cognito")
def test_languages_of_a_request_with_a_token_have_no_secret(remote, kind):
    """The token is asked for where the code runs."""
    token = make_token()
    form = kind(remote, token)
    if kind is cx.VerifyCodeForm:
        give(form.received, CODE)

    click(form)

    texts = languages(form)
    assert form.error is None
    assert len(texts) == 8
    assert not any(token in text or CODE in text for text in texts.values())


@pytest.mark.usefixtures("remote")
def test_languages_of_a_step_have_no_secret(cognito, signing_in):
    """Neither the code nor Cognito's handle is copied."""
    handle = "canary-handle-of-twenty-characters"
    cognito.answers[SIGN_IN] = {"ChallengeName": "SMS_MFA", "Session": handle}
    signing_in.submit()
    give(find(signing_in, cx.SecretInput, "Sign-in code"), CODE)

    click(signing_in, "Go on")

    texts = languages(signing_in)
    assert len(texts) == 8
    assert not any(handle in text or CODE in text for text in texts.values())
