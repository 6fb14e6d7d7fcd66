"""Signing in with a form: by password, by SRP, step by step, or with a pasted token."""

import json
import time
from datetime import UTC, datetime, timedelta

import ipywidgets
import pytest
import traitlets
from conftest import make_token

import cognito_explore as cx
from cognito_explore.widgets import parts
from widgets.conftest import (
    ANSWER,
    CLIENT_SECRET,
    CODE,
    PASSWORD,
    SIGN_IN,
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
    signed_in,
    state,
    user,
)

HANDLE = "canary-handle-of-twenty-characters"
SCOPE = "aws.cognito.signin.user.admin"


def challenge(name, **parameters):
    """Make the answer that asks for one more step."""
    return {"ChallengeName": name, "Session": HANDLE, "ChallengeParameters": parameters}


SMS = challenge(
    "SMS_MFA",
    USER_ID_FOR_SRP="ana-sub",
    CODE_DELIVERY_DELIVERY_MEDIUM="SMS",
    CODE_DELIVERY_DESTINATION="+*******0123",
)
NEW_PASSWORD = challenge(
    "NEW_PASSWORD_REQUIRED",
    USER_ID_FOR_SRP="ana",
    requiredAttributes='["userAttributes.given_name"]',
)
CHOICE = challenge("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA", "SOFTWARE_TOKEN_MFA"]')


@pytest.fixture
def form(session):
    """A form on the embedded AWS, on which every click counts."""
    return patient(cx.SignInForm(session))


@pytest.fixture
def asked(remote, cognito):  # noqa: ARG001 -- it answers
    """A form that is filled in, on a server that can ask for more."""
    form = patient(cx.SignInForm(remote))
    form.username = "ana"
    give(form.password, PASSWORD)
    return form


def field(form, label):
    """Find a field for a secret."""
    return find(form, cx.SecretInput, label)


def shows(form, *labels):
    """Tell which of some secrets' fields show."""
    return [is_shown(form, field(form, label)) for label in labels]


def answer_form(form):
    """Give the step's field, whatever it is called now."""
    return form._steps.answer


def test_demo_user_is_filled_in(form):
    """On the embedded AWS the first click signs in."""
    assert (form.username, form.password.is_filled) == ("ana", True)
    assert form.client_id

    click(form)

    assert isinstance(form.result, cx.Tokens)
    assert "Signed in as ana until 13:00 UTC, for 60 minutes." in read(form)
    assert "a***@e***" in read(form)


def test_another_demo_user_can_be_chosen(form):
    """Choosing a demo user fills in name and password."""
    find(form, ipywidgets.Dropdown, "Demo user").value = "ben"

    click(form)

    assert form.signed_in.user.username == "ben"
    assert "Signed in as ben" in read(form)
    assert "none that this app client may read" in read(form)


def test_real_session_has_no_demo_users(remote):
    """Elsewhere nothing is filled in."""
    form = cx.SignInForm(remote)

    assert not is_shown(form, find(form, ipywidgets.Dropdown, "Demo user"))
    assert (form.username, form.password.is_filled) == ("", False)
    assert form.client_id == remote.client_id


def test_wrong_password_is_told(form):
    """Cognito's words and ours are on a card, and the password is gone."""
    give(form.password, "wrong-horse-1")

    click(form)

    assert isinstance(form.error, cx.NotAuthorizedError)
    assert "Incorrect username or password" in read(form)
    assert form.password.is_filled is False
    assert form.signed_in.access_token is None


def test_unconfirmed_user_is_told(form):
    """Cleo has not finished signing up, and the card says what to do."""
    find(form, ipywidgets.Dropdown, "Demo user").value = "cleo"

    click(form)

    assert isinstance(form.error, cx.UserNotConfirmedError)
    assert "User is not confirmed." in read(form)
    assert form.error.hint.partition("`")[0].partition("'")[0] in read(form)


def test_password_is_taken_once(form):
    """The second click finds no password, and nothing leaves."""
    give(form.password, "wrong-horse-1")
    click(form)

    click(form)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert "password" in form.error.message
    assert form.session.history[-1].outcome == "not_sent"


def test_demo_user_can_sign_in_again(form):
    """The password that was taken is filled in anew."""
    click(form)

    click(form)

    assert form.error is None
    assert form.signed_in.user.username == "ana"


@pytest.mark.parametrize("label", ["Username", "App client id", "User pool id"])
def test_enter_in_a_text_signs_in_once(form, label):
    """Enter does what the button does."""
    form._timer = lambda: 1.0
    typed = find(form, ipywidgets.Text, label)

    with finishing(form):
        enter(typed)
        enter(typed)

    assert [it.operation for it in form.session.history] == ["InitiateAuth", "GetUser"]
    assert isinstance(form.result, cx.Tokens)


@pytest.mark.parametrize("name", ["way", "username", "client_id", "user_pool_id"])
def test_fields_can_be_set_from_code(form, name):
    """Every trait is tied to its input, both ways."""
    values = {"way": "USER_SRP_AUTH"}
    value = values.get(name, "given")
    labels = {
        "way": "How",
        "username": "Username",
        "client_id": "App client id",
        "user_pool_id": "User pool id",
    }
    kind = ipywidgets.Dropdown if name == "way" else ipywidgets.Text
    typed = find(form, kind, labels[name])

    setattr(form, name, value)
    seen = typed.value
    typed.value = "paste" if name == "way" else "typed"

    assert seen == value
    assert getattr(form, name) == typed.value


def test_unknown_way_is_refused(form):
    """There are four ways."""
    with pytest.raises(traitlets.TraitError):
        form.way = "CUSTOM_AUTH"


def test_srp_asks_for_the_pool(asked, cognito):
    """SRP computes with the pool's id; without it nothing leaves, and the field unfolds."""
    fold = asked._app
    before = fold.is_open

    asked.way = "USER_SRP_AUTH"
    click(asked)

    assert (before, fold.is_open) == (False, True)
    assert isinstance(asked.error, cx.InvalidRequestError)
    assert "User pool id" in read(asked)
    assert cognito.received(SIGN_IN) == []


def test_srp_begins_without_the_password(asked, cognito):
    """What leaves is a number, and the user's name."""
    asked.way = "USER_SRP_AUTH"
    asked.user_pool_id = "us-east-1_aBcDeFgHi"
    cognito.answers[SIGN_IN] = refused("NotAuthorizedException")

    click(asked)

    sent = cognito.received(SIGN_IN)[0]
    assert sent["AuthFlow"] == "USER_SRP_AUTH"
    assert PASSWORD not in json.dumps(sent)


def test_client_secret_proves_the_app_client(asked, cognito):
    """A typed client secret becomes the hash that Cognito wants."""
    give(asked.client_secret, CLIENT_SECRET)

    click(asked)

    sent = cognito.received(SIGN_IN)[0]["AuthParameters"]
    assert "SECRET_HASH" in sent
    assert CLIENT_SECRET not in json.dumps(sent)
    assert "client_secret=getpass.getpass(" in asked.code


def test_flow_that_is_not_allowed_is_told(session, form):
    """The card names the flows that the app client does allow."""
    admin = session.aws.boto3_session.client("cognito-idp")
    made = admin.create_user_pool_client(
        UserPoolId=session.aws.demo.user_pool_id,
        ClientName="srp only",
        ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH"],
    )
    form.client_id = made["UserPoolClient"]["ClientId"]

    click(form)

    assert isinstance(form.error, cx.InvalidParameterError)
    assert "USER_PASSWORD_AUTH flow not enabled for this client" in read(form)
    assert "It allows: USER_SRP_AUTH." in read(form)


@pytest.mark.parametrize("written", ["{}", "Bearer {}", 'Authorization: Bearer "{}"\n'])
def test_pasted_token_is_used(remote, cognito, written):
    """A token from elsewhere is as good as a sign-in, with whatever was copied along."""
    token = make_token()
    form = cx.SignInForm(remote)
    form.way = "paste"
    give(form.token, written.format(token))

    click(form)

    assert form.error is None
    assert form.result == form.signed_in.access_token == cx.Sensitive(token)
    assert "Signed in as ana" in read(form)
    assert cognito.received("GetUser")[0]["AccessToken"] == token
    assert form.code.startswith("user = session.get_user(access_token := cx.AccessToken(")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (make_token(token_use="id"), "This is the ID token"),
        (make_token(exp=int((datetime.now(UTC) - timedelta(days=3)).timestamp())), "It expired"),
        (make_token(scope="openid"), f"The scope `{SCOPE}` is missing."),
        (make_token(username=None), "It belongs to no user"),
        ("a.b.c.d.e", "most likely the refresh token"),
        ("garbage", "This is not a JSON Web Token"),
        ("", "The token is empty."),
    ],
    ids=["ID token", "expired", "scope", "no user", "refresh token", "garbage", "empty"],
)
def test_hopeless_token_never_leaves(remote, cognito, text, told):
    """What a token tells by itself is on the card, and Cognito is not asked."""
    form = cx.SignInForm(remote)
    form.way = "paste"
    give(form.token, text)

    click(form)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert told in read(form)
    assert cognito.server.received == []
    assert form.result is None


def test_hopeless_token_does_not_take_the_place_of_a_good_one(form):
    """Who is signed in stays so when something else is pasted by mistake."""
    click(form)
    good = form.signed_in.access_token
    form.way = "paste"
    give(form.token, "garbage")

    click(form)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert form.signed_in.access_token == good


def test_revoked_token_is_told(remote, cognito):
    """Only Cognito knows that a token was revoked."""
    cognito.answers["GetUser"] = refused("NotAuthorizedException", "Access Token has been revoked")
    form = cx.SignInForm(remote)
    form.way = "paste"
    give(form.token, make_token())

    click(form)

    assert isinstance(form.error, cx.NotAuthorizedError)
    assert "Access Token has been revoked" in read(form)


def test_ways_show_what_they_need(form):
    """Username and password, or a token: not both."""
    with_password = shows(form, "Password", "Access token")
    form.way = "paste"
    with_token = shows(form, "Password", "Access token")
    form.way = "elsewhere"

    assert (with_password, with_token) == ([True, False], [False, True])
    assert shows(form, "Password", "Access token") == [False, True]


def test_text_for_elsewhere_names_the_scope_in_both_places(form):
    """The scope has to be allowed for the app client, and asked for."""
    form.way = "elsewhere"

    shown = read(form)

    assert shown.count(SCOPE) == 2
    assert "AllowedOAuthScopes" in shown
    assert f"scope=openid+{SCOPE}" in shown


def test_user_that_cognito_does_not_tell_is_signed_in_all_the_same(asked, cognito):
    """A sign-in without the right to GetUser is still one."""
    cognito.answers["GetUser"] = refused("NotAuthorizedException", "Access Token is missing scope")

    click(asked)

    assert isinstance(asked.result, cx.Tokens)
    assert "GetUser did not say more" in read(asked)


@pytest.mark.parametrize(
    ("step", "question"),
    [
        (SMS, "Enter the code that was sent by SMS to +*******0123."),
        (challenge("EMAIL_OTP"), "Enter the code that was sent by e-mail."),
        (challenge("SOFTWARE_TOKEN_MFA"), "authenticator app shows."),
        (NEW_PASSWORD, "The user must set a new password."),
        (CHOICE, "Choose a second factor: SMS_MFA, SOFTWARE_TOKEN_MFA."),
    ],
    ids=["sms", "e-mail", "authenticator", "new password", "choice"],
)
def test_step_says_what_it_asks_for(asked, cognito, step, question):
    """One more step is no failure: it shows instead of the first."""
    cognito.answers[SIGN_IN] = step

    click(asked)

    assert asked.error is None
    assert asked.result is None
    assert asked.challenge.name == step["ChallengeName"]
    assert question.replace("'", "&#x27;") in read(asked)
    assert not is_shown(asked, asked.password)
    assert button(asked, "Go on").description == "Go on"


@pytest.mark.parametrize("name", ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"])
def test_code_of_a_step_signs_in(asked, cognito, name):
    """The code is sent under the name that the step has for it."""
    cognito.answers[SIGN_IN] = challenge(name, USER_ID_FOR_SRP="ana-sub")
    click(asked)
    give(field(asked, "Sign-in code"), f" {CODE} ")

    click(asked, "Go on")

    sent = cognito.received(ANSWER)[0]
    assert sent["ChallengeName"] == name
    assert sent["Session"] == HANDLE
    assert sent["ChallengeResponses"] == {"USERNAME": "ana-sub", f"{name}_CODE": CODE}
    assert isinstance(asked.result, cx.Tokens)
    assert asked.challenge is None
    assert asked.signed_in.tokens is asked.result
    assert is_shown(asked, asked.password)
    assert button(asked, "Sign in").description == "Sign in"


def test_enter_answers_a_step(asked, cognito):
    """Enter in the code's field goes on."""
    cognito.answers[SIGN_IN] = SMS
    asked.submit()
    code = field(asked, "Sign-in code")
    give(code, CODE)

    with finishing(asked):
        enter(code)

    assert len(cognito.received(ANSWER)) == 1
    assert isinstance(asked.result, cx.Tokens)


def test_wrong_code_can_be_tried_again(asked, cognito):
    """After a typing mistake the same step is still there."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = [refused("CodeMismatchException"), signed_in()]
    click(asked)
    give(field(asked, "Sign-in code"), "000000")
    click(asked, "Go on")
    first, step = asked.error, asked.challenge

    give(field(asked, "Sign-in code"), CODE)
    click(asked, "Go on")

    assert isinstance(first, cx.CodeMismatchError)
    assert step.name == "SMS_MFA"
    assert asked.error is None
    assert isinstance(asked.result, cx.Tokens)


def test_step_keeps_the_client_secret_until_it_is_over(asked, cognito):
    """Each answer is proven with the secret of the first step, and then it is dropped."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = [refused("CodeMismatchException"), signed_in()]
    give(asked.client_secret, CLIENT_SECRET)
    click(asked)
    for text in ("000000", CODE):
        give(field(asked, "Sign-in code"), text)
        click(asked, "Go on")

    sent = cognito.received(ANSWER)

    assert len(sent) == 2
    assert all("SECRET_HASH" in it["ChallengeResponses"] for it in sent)
    assert asked._steps.client_secret is None


def test_empty_code_never_leaves(asked, cognito):
    """Without a code there is nothing to answer with, and the step stays."""
    cognito.answers[SIGN_IN] = SMS
    click(asked)

    click(asked, "Go on")

    assert isinstance(asked.error, cx.InvalidRequestError)
    assert cognito.received(ANSWER) == []
    assert asked.challenge is not None


def test_session_that_expired_goes_back_to_the_first_step(asked, cognito):
    """After some minutes Cognito knows the sign-in no more: it begins anew."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = refused(
        "NotAuthorizedException", "Invalid session for the user, session is expired."
    )
    give(asked.client_secret, CLIENT_SECRET)
    click(asked)
    give(field(asked, "Sign-in code"), CODE)

    click(asked, "Go on")

    assert isinstance(asked.error, cx.NotAuthorizedError)
    assert "session is expired" in read(asked)
    assert asked.challenge is None
    assert is_shown(asked, asked.password)
    assert asked._steps.client_secret is None
    assert button(asked, "Sign in").description == "Sign in"


@pytest.mark.parametrize(
    "answer",
    [b"<html>", refused("NotAuthorizedException"), refused("InternalErrorException")],
)
def test_step_with_another_end_begins_anew(asked, cognito, answer):
    """What nobody can answer again is over."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = answer
    click(asked)
    give(field(asked, "Sign-in code"), CODE)

    click(asked, "Go on")

    assert asked.error is not None
    assert asked.challenge is None


@pytest.mark.parametrize(
    "code", ["CodeMismatchException", "ExpiredCodeException", "LimitExceededException"]
)
def test_step_that_was_refused_can_be_taken_again(asked, cognito, code):
    """Going back would have another code sent."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = refused(code)
    click(asked)
    give(field(asked, "Sign-in code"), CODE)

    click(asked, "Go on")

    assert asked.error.code == code
    assert asked.challenge.name == "SMS_MFA"


def test_start_again_drops_the_step(asked, cognito):
    """The button beside a step goes back, and nothing typed is left."""
    cognito.answers[SIGN_IN] = SMS
    give(asked.client_secret, CLIENT_SECRET)
    click(asked)
    code = field(asked, "Sign-in code")
    give(code, CODE)

    button(asked, "Start again").click()

    assert asked.challenge is None
    assert is_shown(asked, asked.password)
    assert not is_shown(asked, code)
    assert code.take() is None
    assert asked._steps.client_secret is None
    assert "Enter the code that was sent" not in read(asked)


def test_new_password_is_typed_twice(asked, cognito):
    """A typing mistake in a password that does not show is found before it leaves."""
    cognito.answers[SIGN_IN] = NEW_PASSWORD
    click(asked)
    give(field(asked, "New password"), "canary-new-1")
    give(field(asked, "Once more"), "canary-new-2")

    click(asked, "Go on")

    assert isinstance(asked.error, cx.InvalidRequestError)
    assert "The two are not the same." in read(asked)
    assert cognito.received(ANSWER) == []
    assert asked.challenge.name == "NEW_PASSWORD_REQUIRED"
    assert "canary-new" not in state(asked)


def test_secret_that_comes_after_its_click_counts(asked, cognito, monkeypatch):
    """A kernel may take the two in two threads, and the click first."""
    cognito.answers[SIGN_IN] = NEW_PASSWORD
    click(asked)
    find(asked, ipywidgets.Text, "given_name").value = "Ana"
    monkeypatch.setattr(parts, "QUIET_S", 2)
    give(field(asked, "New password"), "new-paper-boat-44")

    with finishing(asked):
        button(asked, "Go on").click()
        time.sleep(0.2)
        give(field(asked, "Once more"), "new-paper-boat-44")

    assert isinstance(asked.result, cx.Tokens)


def test_new_password_comes_with_what_the_pool_requires(asked, cognito):
    """Missing attributes of the user are asked for, and sent along."""
    cognito.answers[SIGN_IN] = NEW_PASSWORD
    click(asked)
    masked = field(asked, "New password").is_masked
    find(asked, ipywidgets.Text, "given_name").value = "Ana"
    for label in ("New password", "Once more"):
        give(field(asked, label), " new password ")

    click(asked, "Go on")

    assert masked is True
    assert cognito.received(ANSWER)[0]["ChallengeResponses"] == {
        "USERNAME": "ana",
        "NEW_PASSWORD": " new password ",
        "userAttributes.given_name": "Ana",
    }
    assert isinstance(asked.result, cx.Tokens)


def test_new_password_that_the_pool_refuses_can_be_tried_again(asked, cognito):
    """The policy's words are shown, and the step stays."""
    cognito.answers[SIGN_IN] = NEW_PASSWORD
    cognito.answers[ANSWER] = refused("InvalidPasswordException", "Password not long enough")
    click(asked)
    find(asked, ipywidgets.Text, "given_name").value = "Ana"
    for label in ("New password", "Once more"):
        give(field(asked, label), "short")

    click(asked, "Go on")

    assert "Password not long enough" in read(asked)
    assert asked.challenge is not None


def test_choice_leads_to_the_next_step(asked, cognito):
    """A chosen second factor is asked for next."""
    cognito.answers[SIGN_IN] = CHOICE
    cognito.answers[ANSWER] = [challenge("SOFTWARE_TOKEN_MFA"), signed_in()]
    click(asked)
    choice = find(asked, ipywidgets.Dropdown, "Second factor")
    visible = is_shown(asked, choice), is_shown(asked, answer_form(asked))
    choice.value = "SOFTWARE_TOKEN_MFA"

    click(asked, "Go on")
    give(field(asked, "Sign-in code"), CODE)
    click(asked, "Go on")

    sent = cognito.received(ANSWER)
    assert visible == (True, False)
    assert sent[0]["ChallengeResponses"]["ANSWER"] == "SOFTWARE_TOKEN_MFA"
    assert sent[1]["ChallengeResponses"]["SOFTWARE_TOKEN_MFA_CODE"] == CODE
    assert isinstance(asked.result, cx.Tokens)


@pytest.mark.parametrize("name", ["DEVICE_SRP_AUTH", "CUSTOM_CHALLENGE", "WEB_AUTHN", "MFA_SETUP"])
def test_step_that_cannot_be_answered_here_is_told(asked, cognito, name):
    """The first step stays, and the card says that there is no answer here."""
    cognito.answers[SIGN_IN] = challenge(name)

    click(asked)

    assert isinstance(asked.error, cx.ChallengeRequiredError)
    assert f"This library has no answer to {name}." in read(asked)
    assert asked.challenge is None
    assert is_shown(asked, asked.password)


def test_unanswerable_step_after_another_begins_anew(asked, cognito):
    """A step into nowhere leaves nothing of the one before."""
    cognito.answers[SIGN_IN] = SMS
    cognito.answers[ANSWER] = challenge("DEVICE_SRP_AUTH")
    give(asked.client_secret, CLIENT_SECRET)
    click(asked)
    give(field(asked, "Sign-in code"), CODE)

    click(asked, "Go on")

    assert isinstance(asked.error, cx.ChallengeRequiredError)
    assert asked.challenge is None
    assert asked._steps.client_secret is None


def test_code_that_was_sent_can_be_filled_in_on_the_embedded_aws(session, form):
    """The newest message's code is a click away, if the embedded AWS sent one."""
    admin = session.aws.boto3_session.client("cognito-idp")
    admin.admin_set_user_mfa_preference(
        UserPoolId=session.aws.demo.user_pool_id,
        Username="ana",
        SMSMfaSettings={"Enabled": True, "PreferredMfa": True},
    )

    click(form)

    assert form.error is None
    assert form.challenge.name == "SMS_MFA"
    offered = button(form, "Use ")
    assert is_shown(form, offered) is bool(session.aws.messages())


@pytest.mark.parametrize(
    ("changes", "typed"),
    [
        ({}, [PASSWORD]),
        ({"client_id": "2other2345678901"}, [PASSWORD]),
        ({"client_secret": CLIENT_SECRET}, [PASSWORD, CLIENT_SECRET]),
        ({"username": "o'ana \"\\"}, [PASSWORD]),
    ],
    ids=["password", "app client", "client secret", "quotes"],
)
def test_code_of_a_sign_in_makes_the_same_request(remote, cognito, asked, changes, typed):
    """The line that is shown does what the click did."""
    secret = changes.get("client_secret")
    if secret:
        give(asked.client_secret, secret)
    for name in changes.keys() - {"client_secret"}:
        setattr(asked, name, changes[name])
    click(asked)

    space = execute(asked.code, remote, typed=typed)

    first, second = cognito.received(SIGN_IN)
    assert first == second
    assert isinstance(space["tokens"], cx.Tokens)


def test_code_of_a_sign_in_by_srp_makes_the_same_attempt(remote, cognito, asked):
    """The line names the pool that was typed: SRP takes it."""
    asked.way = "USER_SRP_AUTH"
    asked.user_pool_id = "us-east-1_aBcDeFgHi"
    cognito.answers[SIGN_IN] = refused("NotAuthorizedException")
    click(asked)

    with pytest.raises(cx.NotAuthorizedError):
        execute(asked.code, remote, typed=PASSWORD)

    assert len(cognito.received(SIGN_IN)) == 2


@pytest.mark.parametrize(
    ("step", "labels", "text"),
    [(SMS, ["Sign-in code"], CODE), (NEW_PASSWORD, ["New password", "Once more"], "new-1")],
    ids=["code", "new password"],
)
def test_code_of_a_step_makes_the_same_request(remote, cognito, asked, step, labels, text):
    """The line answers the challenge of the error that was raised before."""
    cognito.answers[SIGN_IN] = step
    click(asked)
    error = cx.ChallengeRequiredError("asked", challenge=asked.challenge)
    for name in asked.challenge.required_attributes:
        find(asked, ipywidgets.Text, name).value = "Ana"
    for label in labels:
        give(field(asked, label), text)
    click(asked, "Go on")

    execute(asked.code, remote, error=error, typed=text)

    first, second = cognito.received(ANSWER)
    assert first == second


def test_code_of_a_step_proves_the_app_client(remote, cognito, asked):
    """Where the step took a client secret, its line does."""
    cognito.answers[SIGN_IN] = SMS
    give(asked.client_secret, CLIENT_SECRET)
    click(asked)
    error = cx.ChallengeRequiredError("asked", challenge=asked.challenge)
    give(field(asked, "Sign-in code"), CODE)
    click(asked, "Go on")

    execute(asked.code, remote, error=error, typed=[CODE, CLIENT_SECRET])

    first, second = cognito.received(ANSWER)
    assert first == second


@pytest.mark.usefixtures("cognito")
def test_code_of_a_pasted_token_gives_the_same_token(remote):
    """The line asks for the token, and keeps it hidden."""
    token = make_token()
    form = cx.SignInForm(remote)
    form.way = "paste"
    give(form.token, token)
    click(form)

    space = execute(form.code, remote, typed=token)

    assert space["access_token"] == form.result


def test_users_verified_addresses_are_told(asked, cognito):
    """The card says which address is verified, masked."""
    cognito.answers["GetUser"] = user(email_verified="true", phone_number_verified="false")

    click(asked)

    shown = asked._message.value
    assert "a***@e***" in shown
    assert "+*******0123" in shown
    assert shown.count(">verified<") == shown.count(">not verified<") == 1
