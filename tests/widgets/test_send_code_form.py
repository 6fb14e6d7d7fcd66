"""Having a code sent with a form: whose token, which attribute, how often, and what came of it."""

import threading

import ipywidgets
import pytest
import traitlets
from conftest import NOW, make_token

import cognito_explore as cx
from widgets.conftest import (
    CODE,
    HOSTILE,
    LIMIT_S,
    SEND,
    button,
    click,
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
    walk,
)

HTML = b"<html>Welcome to the hotel</html>"


@pytest.fixture
def form(session, tokens):
    """A form on the embedded AWS, with ana signed in, on which every click counts."""
    return patient(cx.SendCodeForm(session, tokens))


@pytest.fixture
def elsewhere(remote, cognito):  # noqa: ARG001 -- it answers
    """A form with a pasted token, on a server that answers as it is told."""
    return patient(cx.SendCodeForm(remote, make_token()))


def radio(form):
    """Find the choice of the attribute."""
    return find(form, ipywidgets.RadioButtons, "Attribute")


def rows(form):
    """Give the two inputs of each row of metadata."""
    texts = [it for it in walk(form) if isinstance(it, ipywidgets.Text)]
    keys = [it for it in texts if it.placeholder == "key"]
    values = [it for it in texts if it.placeholder == "value"]
    return list(zip(keys, values, strict=True))


def until_seen(form, trait, source=None):
    """Give an event that is set when a trait changes."""
    seen = threading.Event()
    (source or form).observe(lambda _: seen.set(), trait)
    return seen


def test_code_is_sent_for_the_chosen_attribute(form):
    """The result is the delivery, and the card says where it goes."""
    form.attribute_name = "phone_number"

    click(form)

    assert isinstance(form.result, cx.CodeDelivery)
    assert form.result.attribute_name == "phone_number"
    assert "Accepted: a code goes to +*******0123 by SMS." in read(form)
    assert "Read it in the inbox: session.aws.inbox()." in read(form)


@pytest.mark.parametrize("kind", [str, cx.Sensitive, cx.AccessToken])
def test_token_of_any_kind_is_taken(session, tokens, kind):
    """A token as text, hidden or not, is as good as a sign-in."""
    form = cx.SendCodeForm(session, kind(tokens.access_token.reveal()))

    form.submit()

    assert isinstance(form.result, cx.CodeDelivery)
    assert form.code == "session.send_code(access_token, 'email')"


@pytest.mark.parametrize("wrong", [5, b"eyJ", ["eyJ"]])
def test_what_is_no_token_is_refused(session, wrong):
    """Something else than a token is a mistake of whoever wrote the line."""
    with pytest.raises(TypeError, match="text"):
        cx.SendCodeForm(session, wrong)


def test_without_anybody_signed_in_nothing_leaves(remote, cognito):
    """The form says so, and so does the error."""
    form = cx.SendCodeForm(remote)

    click(form)

    assert "Nobody is signed in: sign in first, or paste a token." in read(form)
    assert isinstance(form.error, cx.InvalidRequestError)
    assert "The token is empty." in read(form)
    assert cognito.server.received == []


def test_choices_tell_what_is_verified(remote, cognito):
    """What GetUser said is beside each attribute."""
    cognito.answers["GetUser"] = user(email_verified="true", phone_number_verified="false")

    form = cx.SendCodeForm(remote, make_token())

    assert [label for label, _ in radio(form).options] == [
        "email: a***@e***, verified",
        "phone_number: +*******0123, not verified",
    ]


def test_choices_are_two_names_where_get_user_fails(remote, cognito):
    """Without GetUser both attributes can be chosen."""
    cognito.answers["GetUser"] = refused("NotAuthorizedException")

    form = cx.SendCodeForm(remote, make_token())

    assert [label for label, _ in radio(form).options] == ["email", "phone_number"]
    assert form.attribute_name == "email"


def test_user_of_a_sign_in_is_not_called_a_pasted_one(session, tokens):
    """Where GetUser fails, the form still knows where its token is from."""
    session.send(cx.GlobalSignOut(tokens.access_token))

    form = cx.SendCodeForm(session, tokens)

    assert "pasted" not in read(form)


def test_attribute_follows_the_choice_both_ways(form):
    """The trait is the radio button."""
    form.attribute_name = "phone_number"
    seen = radio(form).value
    radio(form).value = "email"

    assert (seen, form.attribute_name) == ("phone_number", "email")


@pytest.mark.parametrize("wrong", ["given_name", "", None, "Email"])
def test_other_attributes_are_refused(form, wrong):
    """Two attributes can be verified."""
    with pytest.raises(traitlets.TraitError):
        form.attribute_name = wrong


def test_chosen_attribute_stays_chosen_when_get_user_answers_late(remote, cognito):
    """What was chosen while Cognito was being asked is what is sent for."""
    cognito.held.add("GetUser")
    form = cx.SendCodeForm(remote)
    cognito.answers["GetUser"] = user(email_verified="false")
    known = until_seen(form, "user", form.signed_in)
    give(form.token, make_token())
    assert cognito.arrived.wait(LIMIT_S)

    form.attribute_name = "phone_number"
    cognito.go.set()
    assert known.wait(LIMIT_S)
    form.submit()

    assert cognito.received(SEND)[0]["AttributeName"] == "phone_number"


def test_late_answer_about_another_token_is_not_shown(remote, cognito):
    """Who a token of before belongs to says nothing about the token that is used now."""
    form = cx.SendCodeForm(remote)
    cognito.held.add("GetUser")
    form.signed_in.use(make_token(username="ana"))
    looking = threading.Thread(target=form.signed_in.try_to_look)
    looking.start()
    assert cognito.arrived.wait(LIMIT_S)

    form.signed_in.use(make_token(username="ben"))
    cognito.go.set()
    looking.join(LIMIT_S)

    assert form.signed_in.user is None
    assert "For ana" not in read(form)


def test_metadata_goes_along(elsewhere, cognito):
    """Rows that are added and typed in are sent."""
    button(elsewhere, "Add a row").click()
    button(elsewhere, "Add a row").click()
    for (key, value), (name, text) in zip(
        rows(elsewhere), [("campaign", "spring"), ("empty", "")], strict=True
    ):
        key.value, value.value = name, text

    click(elsewhere)

    assert elsewhere.client_metadata == {"campaign": "spring", "empty": ""}
    assert cognito.received(SEND)[0]["ClientMetadata"] == {"campaign": "spring", "empty": ""}


def test_row_that_is_removed_is_not_sent(elsewhere, cognito):
    """A row can be taken away, and blank rows are none."""
    elsewhere.client_metadata = {"a": "1", "b": "2"}
    button(elsewhere, "Add a row").click()

    button(elsewhere, "Remove").click()
    click(elsewhere)

    assert elsewhere.client_metadata == {"b": "2"}
    assert len(rows(elsewhere)) == 2
    assert cognito.received(SEND)[0]["ClientMetadata"] == {"b": "2"}


def test_metadata_set_from_code_shows_as_rows(form):
    """What code sets can be edited by hand."""
    button(form, "Add a row").click()

    form.client_metadata = {"a": "1", HOSTILE: "2"}

    assert [(key.value, value.value) for key, value in rows(form)] == [("a", "1"), (HOSTILE, "2")]


@pytest.mark.parametrize("wrong", [{"a": 1}, {1: "a"}, "a=1"])
def test_metadata_is_text(form, wrong):
    """Keys and values are text."""
    with pytest.raises(traitlets.TraitError):
        form.client_metadata = wrong


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([("a", "1"), ("a", "2")], "The key &#x27;a&#x27; is there 2 times."),
        ([("", "1")], "A value has no key."),
    ],
    ids=["twice", "no key"],
)
def test_rows_that_cannot_be_sent_are_told(elsewhere, cognito, typed, told):
    """Nothing leaves while it is not clear what is meant."""
    for _ in typed:
        button(elsewhere, "Add a row").click()
    for (key, value), (name, text) in zip(rows(elsewhere), typed, strict=True):
        key.value, value.value = name, text

    click(elsewhere)

    assert isinstance(elsewhere.error, cx.InvalidRequestError)
    assert told in read(elsewhere)
    assert cognito.received(SEND) == []


def test_warnings_about_metadata_are_there(form):
    """What Cognito does not do with it is said where it is typed, once it is unfolded."""
    folded = read(form)
    button(form, "▸ Client metadata").click()
    shown = read(form)

    assert "encrypt" not in folded

    for told in ("does not store it", "does not check it", "does not encrypt it"):
        assert told in shown
    assert "Lambda triggers" in shown


def test_count_of_this_hour_moves_on(session, form):
    """Codes of the last hour count, each for an hour."""
    told = []
    for minutes in (0, 30, 29, 1, 31):
        session.aws.clock.advance(minutes=minutes)
        form.refresh()
        told.append(read(form).partition(" of 5 sent this hour")[0][-1])
        if minutes in {0, 30}:
            form.submit()

    assert told == ["0", "1", "2", "1", "0"]


def test_refused_codes_do_not_count(elsewhere, cognito):
    """Only what may have been sent counts."""
    cognito.answers[SEND] = refused("TooManyRequestsException")

    click(elsewhere)

    assert "0 of 5 sent this hour" in read(elsewhere)


def test_sixth_code_of_an_hour_is_refused_with_the_times(form):
    """The card says when the five were sent."""
    for _ in range(5):
        form.submit()

    form.submit()

    assert isinstance(form.error, cx.LimitExceededError)
    shown = read(form)
    assert "5 of 5 sent this hour" in shown
    assert "5 of 5 codes in the last hour: 12:00, 12:00, 12:00, 12:00, 12:00 UTC." in shown


def test_unknown_outcome_blocks_another_send(elsewhere, cognito):
    """A code may be on its way: the button waits, and so does code."""
    cognito.answers[SEND] = HTML
    click(elsewhere)
    shown = read(elsewhere)
    blocked = button(elsewhere, "Send code").disabled

    click(elsewhere)
    again = elsewhere.error
    elsewhere.submit()

    assert "ce-warning" in shown
    assert "a code may be on its way, so wait until" in shown
    assert blocked is True
    assert isinstance(again, cx.InvalidRequestError)
    assert "say that none came" in read(elsewhere)
    assert len(cognito.received(SEND)) == 1
    assert elsewhere.is_busy is False


def test_who_looked_may_send_once(elsewhere, cognito):
    """Having looked lets one request through, not more."""
    cognito.answers[SEND] = HTML
    box = next(it for it in walk(elsewhere) if isinstance(it, ipywidgets.Checkbox))
    before = is_shown(elsewhere, box)
    click(elsewhere)
    offered = is_shown(elsewhere, box)

    box.value = True
    free = not button(elsewhere, "Send code").disabled
    click(elsewhere)

    assert (before, offered, free) == (False, True, True)
    assert len(cognito.received(SEND)) == 2
    assert elsewhere.has_looked is False
    assert button(elsewhere, "Send code").disabled is True


def test_cool_down_ends_with_a_success(elsewhere, cognito):
    """An answer that can be read ends the wait."""
    cognito.answers[SEND] = [HTML, {}]
    click(elsewhere)
    elsewhere.has_looked = True

    click(elsewhere)

    assert isinstance(elsewhere.result, cx.CodeDelivery)
    assert "so wait" not in read(elsewhere)
    assert button(elsewhere, "Send code").disabled is False


def test_cool_down_is_of_one_user(elsewhere, cognito):
    """Another user's codes are their own."""
    cognito.answers[SEND] = [HTML, {}]
    click(elsewhere)

    give(elsewhere.token, make_token(sub="another"))

    assert button(elsewhere, "Send code").disabled is False
    assert "so wait" not in read(elsewhere)


def lost(session, form):
    """Keep an attempt of the form's user of which nobody knows what became."""
    session.history.add(
        sent_at=session.clock.now(),
        operation=SEND,
        attribute_name="email",
        delivery_medium=None,
        destination=None,
        outcome="unknown",
        error_code=None,
        error_message=None,
        http_status=None,
        request_id=None,
        elapsed_ms=1.0,
        session=session.name,
        user=form.signed_in.access_token.user,
    )


def test_cool_down_ends_with_time(session, form):
    """After a minute a code would have come."""
    lost(session, form)
    told = []
    for seconds in (0, 59, 1):
        session.aws.clock.advance(seconds=seconds)
        form.refresh()
        told.append(button(form, "Send code").disabled)

    form.submit()

    assert told == [True, True, False]
    assert isinstance(form.result, cx.CodeDelivery)


def test_note_says_until_when_to_wait(session, form):
    """The time is told to the second."""
    lost(session, form)

    form.refresh()

    assert f"wait until {NOW.replace(minute=1):%H:%M:%S} UTC" in read(form)


def test_unknown_code_counts_for_the_hour(elsewhere, cognito):
    """What may have been sent counts as sent."""
    cognito.answers[SEND] = HTML

    click(elsewhere)

    assert "1 of 5 sent this hour" in read(elsewhere)


@pytest.mark.usefixtures("cognito")
def test_pasted_token_is_used_at_once(remote):
    """Leaving the field is enough: the user is asked for in the background."""
    form = cx.SendCodeForm(remote)
    known = until_seen(form, "user", form.signed_in)

    give(form.token, make_token())

    assert known.wait(LIMIT_S)
    assert form.signed_in.user.username == "ana"
    assert form.token.is_filled is False
    assert "Nobody is signed in" not in read(form)


@pytest.mark.parametrize(
    ("text", "told"),
    [("garbage", "This is not a JSON Web Token"), (make_token(token_use="id"), "the ID token")],
    ids=["garbage", "ID token"],
)
def test_findings_of_a_pasted_token_show_at_once(remote, cognito, monkeypatch, text, told):
    """What is wrong with a token is told before any click, and Cognito is not asked."""

    def start(_):
        msg = "can't start new thread"
        raise RuntimeError(msg)

    # So that what is done in the background is done when the token is there.
    monkeypatch.setattr(threading.Thread, "start", start)
    form = cx.SendCodeForm(remote)

    give(form.token, text)

    assert told in read(form)
    assert len(remote.history) == 0
    assert cognito.server.received == []


def test_findings_of_a_good_token_are_not_shown(elsewhere):
    """What is right needs no words."""
    assert "It is an access token." not in read(elsewhere)


def test_token_near_its_end_is_refreshed_before_sending(session, form):
    """A sign-in lives on while it can be refreshed."""
    session.aws.clock.advance(minutes=59)
    before = form.signed_in.access_token

    form.submit()

    operations = [it.operation for it in session.history]
    assert operations[-2:] == ["InitiateAuth", SEND]
    assert form.signed_in.access_token != before
    assert isinstance(form.result, cx.CodeDelivery)


def test_refreshing_does_not_change_the_attribute(session, form):
    """The code goes where it was asked for, also when the token was renewed on the way."""
    form.attribute_name = "phone_number"
    session.aws.clock.advance(minutes=59)

    form.submit()

    assert form.result.attribute_name == "phone_number"
    assert form.attribute_name == "phone_number"


def test_token_that_cannot_be_refreshed_is_judged_by_cognito(session, form):
    """A refresh that is refused leaves the old token to be tried."""
    session.send(cx.GlobalSignOut(form.signed_in.access_token))
    session.aws.clock.advance(minutes=59)

    form.submit()

    assert [(it.operation, it.outcome) for it in session.history][-2:] == [
        ("InitiateAuth", "refused"),
        (SEND, "refused"),
    ]
    assert isinstance(form.error, cx.NotAuthorizedError)


def test_success_elsewhere_promises_no_message(elsewhere):
    """That Cognito took the job is not that the message arrives."""
    click(elsewhere)

    assert "that the message arrives is not certain" in read(elsewhere)


def test_answer_without_details_is_shown(elsewhere, cognito):
    """Some emulators tell nothing of the delivery."""
    cognito.answers[SEND] = {}

    click(elsewhere)

    assert "Accepted: a code goes to the user&#x27;s" in read(elsewhere)


@pytest.mark.parametrize("metadata", [{}, {"campaign": "spring", 'quote"': "it's"}])
@pytest.mark.parametrize("attribute_name", ["email", "phone_number"])
def test_code_makes_the_same_attempt(session, form, tokens, metadata, attribute_name):
    """The line that is shown does what the click did."""
    form.attribute_name = attribute_name
    form.client_metadata = metadata
    click(form)

    execute(form.code, session, tokens=tokens)

    first, second = [it for it in session.history if it.operation == SEND]
    names = ("operation", "attribute_name", "outcome", "destination", "error_code")
    assert [getattr(first, it) for it in names] == [getattr(second, it) for it in names]
    assert first.attribute_name == attribute_name
    assert ("client_metadata" in form.code) is bool(metadata)


def test_code_with_a_pasted_token_makes_the_same_request(remote, cognito, elsewhere):
    """Metadata and attribute are in the line, the token by its name."""
    elsewhere.client_metadata = {"campaign": "spring"}
    click(elsewhere)

    execute(elsewhere.code, remote, access_token=elsewhere.signed_in.access_token)

    first, second = cognito.received(SEND)
    assert first == second


def test_code_is_told_when_nothing_left_as_well(form):
    """A click that could not be sent has its line, too."""
    form.signed_in.use("garbage")

    click(form)

    assert form.code == "session.send_code(access_token, 'email')"
    assert isinstance(form.error, cx.InvalidRequestError)


def test_code_of_the_message_is_not_in_the_form(session, form):
    """Sending shows where a code goes, not the code."""
    click(form)

    assert session.aws.messages()[-1].code not in state(form)
    assert CODE not in state(form)


@pytest.fixture
def running_out(remote, cognito):
    """A form with tokens that have half a minute left, and a refresh token."""
    told = signed_in()
    told["AuthenticationResult"]["ExpiresIn"] = 30
    cognito.answers["InitiateAuth"] = told
    return cx.SendCodeForm(remote, remote.sign_in("ana", "canary"))


def test_slow_refresh_does_not_put_the_last_user_back(running_out, cognito):
    """Whoever signed in meanwhile stays signed in."""
    cognito.held.add("InitiateAuth")
    other = make_token(sub="22222222-2222-3333-4444-555555555555", username="ben")

    with finishing(running_out):
        button(running_out, "Send code").click()
        assert cognito.arrived.wait(LIMIT_S)
        running_out.signed_in.use(other)
        cognito.go.set()

    assert running_out.signed_in.access_token == cx.Sensitive(other)
    assert running_out.signed_in.tokens is None


def test_a_refresh_that_fails_does_not_keep_from_sending(running_out, cognito):
    """The old token still lives, so Cognito is asked with it."""
    cognito.answers["InitiateAuth"] = HTML

    click(running_out)

    assert isinstance(running_out.result, cx.CodeDelivery)


def test_look_for_one_user_is_none_for_another(elsewhere):
    """Whose codes were looked for is whose next one may be sent."""
    elsewhere.has_looked = True

    elsewhere.signed_in.use(make_token(sub="22222222-2222-3333-4444-555555555555"))

    assert elsewhere.has_looked is False


def test_reading_of_a_token_grows_old_with_it(session):
    """A pasted token that ran out while the form was open is told so before a send."""
    form = cx.SendCodeForm(session, session.sign_in("ana", "correct-horse-1").access_token)
    before = read(form)

    session.aws.clock.advance(hours=2)
    form.refresh()

    assert "expired" not in before
    assert "expired" in read(form)
