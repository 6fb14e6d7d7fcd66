"""What every form has: read-only traits, one click at a time, and errors that show."""

import gc
import json
import re
import threading
import traceback
import weakref

import boto3
import ipywidgets
import pytest
import traitlets
from conftest import make_token

import cognito_explore as cx
from cognito_explore.widgets.form import SETTLE_S, Form
from widgets.conftest import (
    HOSTILE,
    LIMIT_S,
    PASSWORD,
    SEND,
    SIGN_IN,
    VERIFY,
    button,
    click,
    enter,
    finishing,
    patient,
    read,
    ready,
    refused,
    user,
    walk,
)

FORMS = [
    *(cx.SignInForm, cx.SendCodeForm, cx.VerifyCodeForm, cx.InboxView, cx.HistoryView),
    *(cx.DiagnoseForm, cx.SandboxForm, cx.OriginationForm, cx.BatchForm),
]
OPERATIONS = {cx.SignInForm: SIGN_IN, cx.SendCodeForm: SEND, cx.VerifyCodeForm: VERIFY}
VIEW = "application/vnd.jupyter.widget-view+json"

every_form = pytest.mark.parametrize("kind", FORMS)
every_sending_form = pytest.mark.parametrize("kind", OPERATIONS)


class Timer:
    """A clock of seconds that goes when it is told."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        """Tell the time."""
        return self.now


class Told(Form):
    """A form whose action is given."""

    TITLE = "Told"
    BUTTON = "Do"

    def __init__(self, session, action):
        self.action = action
        super().__init__(session)

    def _make_fields(self):
        return []

    def _act(self):
        return self.action()

    def _show_result(self, result):
        return f"<p>{result}</p>"


class Falling(cx.Session):
    """A session with a defect in each verb."""

    def _fall(self, *_, **__):
        msg = f"out of order {HOSTILE}"
        raise ZeroDivisionError(msg)

    sign_in = send_code = verify_code = _fall


def attempts(session, kind):
    """Give the attempts of what a form is for."""
    return [it for it in session.history if it.operation == OPERATIONS[kind]]


@every_form
@pytest.mark.parametrize("name", ["result", "error", "is_busy", "code"])
def test_what_became_of_a_click_is_read_only(idle, kind, name):
    """Only a click decides on the result, the error, the busy flag and the code."""
    form = kind(idle)

    with pytest.raises(traitlets.TraitError, match="read-only"):
        setattr(form, name, getattr(form, name))


@every_form
def test_form_begins_with_nothing(idle, kind):
    """Before the first click there is neither result nor error nor code."""
    form = kind(idle)

    assert (form.result, form.error, form.is_busy, form.code) == (None, None, False, "")


@every_form
@pytest.mark.parametrize("wrong", [None, "embedded", 5, boto3.Session])
def test_what_is_no_session_is_refused(kind, wrong):
    """A form takes a session, and says where one comes from."""
    with pytest.raises(TypeError, match=r"connect\(\)"):
        kind(wrong)


@every_form
def test_unknown_arguments_are_refused(idle, kind):
    """A misspelt argument is no argument."""
    with pytest.raises(TypeError, match="sesion"):
        kind(idle, sesion=idle)


@every_form
def test_submit_gives_the_result_and_tells_the_code(session, kind):
    """What a button does can be done from code."""
    form, _ = ready(kind, session)
    if kind is cx.VerifyCodeForm:
        session.send_code(form.signed_in.access_token, "email")
        form.received.fill(session.aws.messages()[-1].code)

    result = form.submit()

    assert result is not None
    assert form.result is result
    assert form.error is None
    assert form.code.startswith(("session.", "tokens = session.", "results = session."))


@every_sending_form
def test_form_is_busy_while_a_call_is_on_its_way(remote, cognito, kind):
    """The flag is up and the button is disabled until the answer is there."""
    form, _ = ready(kind, remote)
    cognito.held.add(OPERATIONS[kind])

    with finishing(form):
        button(form, form.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        seen = form.is_busy, button(form, form.BUTTON).disabled, form.BUSY in read(form)
        cognito.go.set()

    assert seen == (True, True, True)
    assert (form.is_busy, button(form, form.BUTTON).disabled) == (False, False)
    assert form.BUSY not in read(form)
    assert form.result is not None


@every_sending_form
def test_double_click_is_one_request(remote, cognito, kind):
    """The second of two quick clicks finds the form busy."""
    form, _ = ready(kind, remote)
    cognito.held.add(OPERATIONS[kind])

    with finishing(form):
        button(form, form.BUTTON).click()
        button(form, form.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        button(form, form.BUTTON).click()
        cognito.go.set()

    assert len(attempts(remote, kind)) == 1
    assert len(cognito.received(OPERATIONS[kind])) == 1


@pytest.mark.parametrize("kind", [cx.SignInForm, cx.VerifyCodeForm])
def test_enter_and_click_together_are_one_request(remote, cognito, kind):
    """Enter in a field and a click on the button do not both send."""
    form, _ = ready(kind, remote)
    field = form.password if kind is cx.SignInForm else form.received
    cognito.held.add(OPERATIONS[kind])

    with finishing(form):
        enter(field)
        button(form, form.BUTTON).click()
        enter(field)
        assert cognito.arrived.wait(LIMIT_S)
        cognito.go.set()

    assert len(attempts(remote, kind)) == 1
    assert len(cognito.received(OPERATIONS[kind])) == 1


@every_sending_form
def test_click_within_the_settling_time_is_part_of_the_last_one(remote, cognito, kind):
    """Where answers are quick, the second half of a double click comes after the first's end."""
    form, _ = ready(kind, remote)
    form._timer = timer = Timer()
    click(form)

    timer.now += SETTLE_S * 0.9
    button(form, form.BUTTON).click()

    assert form.is_busy is False
    assert len(attempts(remote, kind)) == 1
    assert len(cognito.received(OPERATIONS[kind])) == 1


@pytest.mark.parametrize("kind", [cx.SignInForm, cx.VerifyCodeForm])
def test_click_after_something_new_is_another(remote, cognito, kind):
    """Whoever types or fills in a secret in between means it, however quick they are."""
    form, fill = ready(kind, remote)
    form._timer = Timer()
    click(form)
    fill()

    click(form)

    assert len(cognito.received(OPERATIONS[kind])) == 2


@every_sending_form
def test_click_after_the_settling_time_is_another(remote, cognito, kind):
    """A click that is meant is made."""
    form, fill = ready(kind, remote)
    form._timer = timer = Timer()
    click(form)
    fill()

    timer.now += SETTLE_S
    click(form)

    assert len(attempts(remote, kind)) == 2
    assert len(cognito.received(OPERATIONS[kind])) == 2


@every_sending_form
def test_submit_during_a_click_does_nothing(remote, cognito, kind):
    """There is one request at a time, whoever asks."""
    form, fill = ready(kind, remote)
    cognito.held.add(OPERATIONS[kind])

    with finishing(form):
        button(form, form.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        fill()
        told = form.submit()
        cognito.go.set()

    assert told is None
    assert len(attempts(remote, kind)) == 1
    assert form.result is not None


@every_sending_form
def test_submits_right_after_each_other_are_all_made(remote, cognito, kind):
    """The settling time is for fingers, not for code."""
    form, fill = ready(kind, remote)
    form._timer = Timer()

    form.submit()
    fill()
    form.submit()

    assert len(cognito.received(OPERATIONS[kind])) == 2


# A batch is sent by threads, unless the line says by what else.
@pytest.mark.parametrize("kind", [it for it in FORMS if it is not cx.BatchForm])
def test_form_works_where_there_are_no_threads(session, kind, monkeypatch):
    """Python in a browser cannot start threads, so the click is worked on at once."""
    form, _ = ready(kind, session)

    def start(_):
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr(threading.Thread, "start", start)
    button(form, form.BUTTON).click()

    assert form.is_busy is False
    assert (form.result is None) == (kind is cx.VerifyCodeForm)
    assert isinstance(form.error, cx.ExpiredCodeError | None)


@every_sending_form
def test_refusal_shows_with_its_hint(remote, cognito, kind):
    """Our errors are in `error`, and on a card with what to do."""
    form, _ = ready(kind, remote)
    cognito.answers[OPERATIONS[kind]] = refused("NotAuthorizedException", "Go <away>.")

    click(form)

    assert isinstance(form.error, cx.NotAuthorizedError)
    assert form.result is None
    assert form.error.hint
    assert "NotAuthorizedException: Go &lt;away&gt;." in read(form)
    assert re.split("['`\"]", form.error.hint)[0] in read(form)
    assert 'role="alert"' in read(form)


@every_sending_form
def test_submit_does_not_raise_our_errors(remote, cognito, kind):
    """After `submit` the error is where it is after a click."""
    form, _ = ready(kind, remote)
    cognito.answers[OPERATIONS[kind]] = refused("NotAuthorizedException")

    assert form.submit() is None

    assert isinstance(form.error, cx.NotAuthorizedError)


@every_sending_form
def test_form_can_be_used_again_after_a_refusal(remote, cognito, kind):
    """A failure leaves nothing behind."""
    form, fill = ready(kind, remote)
    good = cognito.answers[OPERATIONS[kind]]
    cognito.answers[OPERATIONS[kind]] = [refused("TooManyRequestsException"), good]
    patient(form)
    click(form)
    first = form.error
    fill()

    click(form)

    assert isinstance(first, cx.TooManyRequestsError)
    assert form.error is None
    assert form.result is not None
    assert "TooManyRequestsException" not in read(form)


@every_sending_form
def test_our_error_keeps_no_frames(remote, cognito, kind):
    """The frames of an error hold what was typed, so they are dropped with it."""
    form, _ = ready(kind, remote)
    cognito.answers[OPERATIONS[kind]] = refused("NotAuthorizedException")

    click(form)

    seen = form.error
    while seen is not None:
        assert seen.__traceback__ is None
        seen = seen.__cause__ or seen.__context__


@every_sending_form
def test_defect_shows_as_one_without_traceback(server, kind):
    """What nobody foresaw is called a defect, and shows no frames and no locals."""
    form, _ = ready(kind, Falling(boto3.Session(region_name="us-east-1"), server.url))
    server.refuse("NotAuthorizedException")

    click(form)

    assert isinstance(form.error, ZeroDivisionError)
    assert form.result is None
    shown = read(form)
    assert "ZeroDivisionError: out of order" in shown
    assert "defect" in shown
    assert "Traceback" not in shown
    assert "line " not in shown
    assert "<img" not in shown


@every_sending_form
def test_submit_raises_a_defect(server, kind):
    """Who calls from code sees a defect as Python shows it, and the form is free again."""
    form, _ = ready(kind, Falling(boto3.Session(region_name="us-east-1"), server.url))

    with pytest.raises(ZeroDivisionError, match="out of order"):
        form.submit()

    assert isinstance(form.error, ZeroDivisionError)
    assert form.is_busy is False


@pytest.mark.parametrize("kind", [cx.SignInForm, cx.VerifyCodeForm])
def test_frames_of_a_defect_show_no_secret(server, kind):
    """A defect keeps its traceback, whose locals hide what was typed."""
    form, _ = ready(kind, Falling(boto3.Session(region_name="us-east-1"), server.url))
    field = form.password if kind is cx.SignInForm else form.received
    field.fill(PASSWORD)

    click(form)

    shown = traceback.TracebackException.from_exception(form.error, capture_locals=True)
    text = "".join(shown.format())
    assert "_act" in text
    assert PASSWORD not in text


def test_result_that_cannot_be_shown_is_a_defect(session):
    """A mistake in showing is told as well, and there is no result without a view."""
    form = Told(session, lambda: 5)
    form._show_result = lambda result: result / 0

    with pytest.raises(ZeroDivisionError):
        form.submit()

    assert form.result is None
    assert isinstance(form.error, ZeroDivisionError)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_interrupt_leaves_the_form_usable(session, stop):
    """After Ctrl-C during a `submit` the next one works."""

    def fall():
        raise stop

    form = Told(session, fall)

    with pytest.raises(stop):
        form.submit()

    assert (form.is_busy, form.error, form.result) == (False, None, None)
    assert form.BUSY not in read(form)
    form.action = lambda: 5
    assert form.submit() == 5


def test_error_of_before_is_gone_while_the_next_click_is_worked_on(session):
    """What shows is of this click."""
    seen = []

    def look():
        seen.append((form.result, form.error))
        msg = "no"
        raise cx.ConfigurationError(msg)

    form = Told(session, look)
    form.submit()
    form.submit()

    assert seen == [(None, None), (None, None)]


def test_observer_that_fails_does_not_keep_the_form_busy(session):
    """Somebody's own observer may not reckon with the None between two results."""
    form = Told(session, lambda: "one")
    form.observe(lambda change: change["new"].upper(), "result")
    form.submit()

    with pytest.raises(AttributeError):
        form.submit()

    assert form.is_busy is False


def test_view_that_cannot_be_refreshed_does_not_keep_the_form_busy(session):
    """What goes wrong while it is shown is told, and the form can be used again."""

    class Broken(cx.InboxView):
        def refresh(self):
            if self.result is not None:
                raise LookupError

    form = Broken(session)

    with pytest.raises(LookupError):
        form.submit()

    assert form.is_busy is False


def test_inbox_is_there_on_the_embedded_aws_only(remote):
    """Another session's users have devices of their own."""
    with pytest.raises(cx.ConfigurationError, match="on the embedded AWS only"):
        cx.InboxView(remote)


@every_form
def test_form_in_a_notebook_is_a_widget_with_text_and_a_twin(idle, kind):
    """A page without widgets shows the twin, and a terminal a short text."""
    bundle = kind(idle)._repr_mimebundle_()

    assert set(bundle) == {"text/plain", "text/html", VIEW}
    name = kind.__name__
    assert bundle["text/plain"] == f"{name}(<Session embedded: nothing is really sent>)"
    assert f"<h3>{kind.TITLE}</h3>" in bundle["text/html"]
    assert "nothing is really sent" in bundle["text/html"]
    assert "A static copy: run the notebook to use the form." in bundle["text/html"]


def test_twin_shows_where_buttons_are_and_has_none(session):
    """What cannot be clicked does not look for a click, and what unfolds nothing is left out."""
    page = cx.SendCodeForm(session).to_html()

    assert '<span class="ce-button">Send code</span>' in page
    assert "<button" not in page
    assert "▸" not in page


@every_form
def test_twin_is_the_same_each_time(session, kind):
    """Stored outputs are compared, so nothing random is in them."""
    again = cx.connect("embedded", seed=1, now=session.clock.now())

    assert kind(session).to_html() == kind(again).to_html()
    assert repr(kind(session)) == repr(kind(again))


@every_form
def test_twin_goes_along_with_the_form(session, kind):
    """After a click the twin shows what became of it, with the code."""
    form, _ = ready(kind, session)
    before = form.to_html()

    form.submit()

    assert 'class="ce-code"' not in before
    assert 'class="ce-code"' in form.to_html()
    assert form._message.value in form.to_html()


@every_form
def test_first_widget_tells_where_requests_go(remote, session, kind):
    """A banner tells the embedded AWS from what may really send."""
    assert "Embedded AWS: nothing is really sent." in read(kind(session))
    if kind.is_for(remote):
        assert remote.name in read(kind(remote))


def test_form_of_an_account_says_that_messages_cost():
    """On AWS itself the banner names Region and profile."""
    real = cx.Session(boto3.Session(region_name="eu-central-1"))

    shown = read(cx.SendCodeForm(real))

    assert "AWS eu-central-1, profile default: messages are really sent, and cost." in shown


def assert_harmless(form):
    """See that nothing of HOSTILE gets through in what a browser takes for HTML."""
    texts = [it.value for it in walk(form) if isinstance(it, ipywidgets.HTML)]
    for text in [*texts, form.to_html()]:
        assert "<img" not in text
        assert "$x$" not in text
        assert "\u202e" not in text
        assert "\x1b" not in text


@every_sending_form
def test_hostile_error_message_is_escaped(remote, cognito, kind):
    """What a server says of an error does no harm."""
    form, _ = ready(kind, remote)
    cognito.answers[OPERATIONS[kind]] = refused("NotAuthorizedException", HOSTILE)

    click(form)

    assert "onerror" in read(form)
    assert_harmless(form)


@every_sending_form
def test_hostile_error_code_is_escaped(remote, cognito, kind):
    """AWS may add an error; a server may add anything."""
    form, _ = ready(kind, remote)
    cognito.answers[OPERATIONS[kind]] = refused(HOSTILE)

    click(form)

    assert form.error is not None
    assert_harmless(form)


@every_sending_form
def test_hostile_user_is_escaped(remote, cognito, kind):
    """Names and addresses of GetUser do no harm."""
    cognito.answers["GetUser"] = user(HOSTILE, email=HOSTILE, phone_number=HOSTILE)
    form, _ = ready(kind, remote)

    click(form)

    assert form.signed_in.user.username
    assert "onerror" in form.to_html()
    assert_harmless(form)


def test_hostile_delivery_is_escaped(remote, cognito):
    """Destination and medium of an answer do no harm."""
    form, _ = ready(cx.SendCodeForm, remote)
    told = dict.fromkeys(("Destination", "DeliveryMedium", "AttributeName"), HOSTILE)
    cognito.answers[SEND] = {"CodeDeliveryDetails": told}

    click(form)

    history = cx.HistoryView(remote)
    assert "onerror" in read(form)
    assert "onerror" in read(history)
    assert_harmless(form)
    assert_harmless(history)


def test_hostile_typing_is_escaped(session):
    """A username or metadata that looks like HTML shows as it is."""
    form = cx.SignInForm(session)
    form.username = HOSTILE
    form.submit()
    sending = cx.SendCodeForm(session, session.sign_in("ana", "correct-horse-1"))
    sending.client_metadata = {HOSTILE: HOSTILE}
    sending.submit()

    assert "onerror" in form.to_html()
    assert "onerror" in sending.to_html()
    assert_harmless(form)
    assert_harmless(sending)


def test_hostile_token_is_escaped(session):
    """What a pasted token says of itself does no harm."""
    form = cx.SendCodeForm(session, make_token(token_use=HOSTILE, scope=HOSTILE, username=HOSTILE))

    form.submit()

    assert "onerror" in read(form)
    assert_harmless(form)


@every_form
def test_part_of_an_explorer_has_no_banner_of_its_own(idle, kind):
    """Where forms share a user, the banner is above them all."""
    alone = kind(idle)

    part = kind(idle, signed_in=alone.signed_in)

    assert "ce-banner" in read(alone)
    assert "ce-banner" not in read(part)


@every_form
def test_next_button_shows_after_a_success_only(session, kind):
    """What comes next is offered once there is something to go on with."""
    form, _ = ready(kind, session)
    opened = []
    form.offer_next("Elsewhere", lambda: opened.append(1))
    hidden = "ce-hidden" in button(form, "Next: Elsewhere")._dom_classes

    form.submit()
    done = form.error is None and (kind is not cx.InboxView or bool(session.aws.messages()))
    # A number that was added has still to be verified.
    done = done and kind is not cx.SandboxForm
    button(form, "Next: Elsewhere").click()

    assert hidden
    assert ("ce-hidden" not in button(form, "Next: Elsewhere")._dom_classes) is done
    assert opened == [1]


@every_form
def test_states_of_all_widgets_are_json(session, kind):
    """A notebook can keep the state of every widget."""
    form, _ = ready(kind, session)
    form.submit()

    for it in walk(form):
        state, _, _ = ipywidgets.widgets.widget._remove_buffers(it.get_state())
        json.dumps(state)


@every_form
def test_values_are_filled_in_by_name(session, kind):
    """Each attribute can be given when the form is made, and no other name."""
    with pytest.raises(TypeError, match=f"{kind.__name__} has no 'attribut' to fill in"):
        kind(session, attribut="email")


def test_misspelt_attribute_is_refused():
    """It would be set, and the code be sent for the other one."""
    form = cx.SendCodeForm(cx.connect("embedded"), attribute_name="phone_number")

    with pytest.raises(TypeError, match="did you mean 'attribute_name'"):
        form.attribute_nam = "email"

    assert form.attribute_name == "phone_number"


def test_form_is_not_busy_for_ever_when_it_cannot_begin(session, tokens):
    """An observer that raises as soon as the form is busy leaves it free."""
    form = cx.VerifyCodeForm(session, tokens)

    def fail(change):
        if change["new"]:
            raise LookupError

    form.observe(fail, "is_busy")
    with pytest.raises(LookupError):
        form.submit()
    form.unobserve(fail, "is_busy")
    form.submit()

    assert isinstance(form.error, cx.InvalidRequestError)
    assert form.is_busy is False


def test_widgets_are_let_go_of(session):
    """What is closed is no longer kept, and neither is its session."""
    form = cx.SignInForm(session)
    kept = weakref.ref(form)

    for it in [*walk(form)]:
        it.close()
    del form, it
    gc.collect()

    assert kept() is None
