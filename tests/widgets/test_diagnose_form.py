"""The diagnosis as a form: it fills in as checks come back, and shows what decides first."""

import json
import re

import ipywidgets
import pytest
import traitlets
from conftest import NOW, make_token

import cognito_explore as cx
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.widgets import diagnose_form
from widgets.conftest import (
    LIMIT_S,
    button,
    click,
    enter,
    execute,
    find,
    finishing,
    give,
    patient,
    read,
    state,
    walk,
)

NUMBER = "+12025550123"


@pytest.fixture
def session():
    """A session on an embedded AWS whose account is in the SMS sandbox."""
    return cx.connect("embedded", seed=1, now=NOW, scenario="sandbox, number not verified")


@pytest.fixture
def form(session):
    """A form for the demo user."""
    return patient(cx.DiagnoseForm(session, session.sign_in("ana", "correct-horse-1")))


def test_click_says_why_and_how_to_mend_it(form):
    """The verdict on top, then the problem with its fix as code."""
    click(form)

    shown = read(form)
    assert form.error is None
    assert form.result.outcome == "will_not_arrive"
    (problem,) = form.result.problems
    assert shown.index("A code for phone_number will not arrive because") < shown.index(
        "</span> Problem: "
    )
    assert problem.consequence in shown
    assert "create_sms_sandbox_phone_number" in shown
    assert "create-sms-sandbox-phone-number" in shown


@pytest.mark.parametrize("attribute_name", ["", "phone_number", "email"])
def test_attribute_is_chosen(form, attribute_name):
    """One of them, or both."""
    find(form, ipywidgets.Dropdown, "Attribute").value = attribute_name

    form.submit()

    names = (attribute_name,) if attribute_name else ("phone_number", "email")
    assert form.attribute_name == attribute_name
    assert form.result.attribute_names == names


def test_attribute_that_there_is_not_is_refused(session):
    """As the session would."""
    with pytest.raises(traitlets.TraitError):
        cx.DiagnoseForm(session, attribute_name="name")


def test_code_is_the_line_that_does_the_same(form):
    """The phone number is asked for where the line runs."""
    form.username, form.phone_number, form.attribute_name = "ben", "+12025550199", "phone_number"

    form.submit()
    space = execute(
        f"again = {form.code}",
        form.session,
        tokens=form.signed_in.tokens,
        typed="+12025550199",
    )

    assert form.result.destinations == {"phone_number": "+*******0199"}
    assert space["again"].destinations == form.result.destinations
    assert space["again"].verdict == form.result.verdict
    assert "2025550199" not in form.code


def test_code_without_a_user_names_the_pool(session):
    """The pool alone tells part of it."""
    form = cx.DiagnoseForm(session)
    form.user_pool_id = f" {session.user_pool_id} "

    form.submit()

    assert form.code == f"session.diagnose(user_pool_id='{session.user_pool_id}')"
    assert "Nobody is signed in" in read(form)
    assert form.result.outcome == "cannot_tell"


def test_wrong_phone_number_is_told(form):
    """Nothing is asked."""
    form.phone_number = "555"
    before = len(form.session.history)

    form.submit()

    assert isinstance(form.error, cx.InvalidRequestError)
    assert form.result is None
    assert "Phone number: " in read(form)
    assert len(form.session.history) == before


def test_enter_in_a_field_is_a_click(form):
    """As in every form."""
    with finishing(form):
        enter(find(form, ipywidgets.Text, "Username"))

    assert form.result is not None


def test_it_fills_in_as_checks_come_back(form, monkeypatch):
    """Problems first, with how many of how many there are, until the verdict stands."""
    monkeypatch.setattr(diagnose_form, "_SHOW_EVERY_S", 0)
    shown = []
    form._message.observe(lambda change: shown.append(change["new"]), "value")

    form.submit()

    *filling, last = [it for it in shown if " checks" in it]
    told = [int(re.search(rf"(\d+) of {len(CHECKS)} checks", it)[1]) for it in filling]
    assert len(filling) == len(form.result.findings)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (1, len(CHECKS))
    for it in filling:
        assert "will not arrive because" not in it
    assert any("</span> Problem: " in it for it in filling)
    assert "will not arrive because" in last
    assert f" of {len(CHECKS)} checks" not in last


def test_it_is_busy_while_checks_run(remote, cognito):
    """A second click does nothing meanwhile."""
    form = patient(cx.DiagnoseForm(remote, make_token()))
    cognito.held.add("GetUser")

    with finishing(form):
        button(form, form.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        assert form.is_busy
        assert button(form, form.BUTTON).disabled
        cognito.go.set()

    assert not form.is_busy
    assert form.result.outcome == "cannot_tell"
    assert len(cognito.received("GetUser")) == 1


@pytest.mark.usefixtures("cognito")
def test_token_and_phone_number_are_in_no_page(remote):
    """A pasted token is in no widget; a phone number is masked where no widgets run."""
    token = make_token()
    form = patient(cx.DiagnoseForm(remote))
    give(form.token, token)
    form.phone_number = NUMBER

    click(form)

    page = json.dumps(form._repr_mimebundle_()["text/html"])
    assert form.error is None
    assert token not in state(form)
    assert token not in page
    assert all(token not in repr(it) for it in walk(form))
    assert NUMBER[1:] not in page
    assert NUMBER not in form._message.value + form.code
    assert "+*******0123" in page


def test_explorer_shares_its_user_and_makes_the_tab_when_it_is_opened(session):
    """Until then it is an empty box."""
    explorer = cx.Explorer(session)
    form = patient(explorer.forms["Diagnose"])
    assert form.children == ()
    sign_in = explorer.forms["Sign in"]
    sign_in.username = "ana"
    sign_in.password.fill("correct-horse-1")
    sign_in.submit()

    explorer.open_tab("Diagnose")

    assert "For ana until" in read(form)
    click(form)
    assert explorer.result is form.result
    assert explorer.code == form.code == "session.diagnose(tokens.access_token)"
    assert "tokens" in explorer.code


def test_form_that_was_not_opened_can_be_submitted(session):
    """By code, as the others can."""
    form = cx.Explorer(session).forms["Diagnose"]

    form.submit()

    assert form.result is not None
    assert form.children


def test_field_of_a_token_is_there_before_the_tab_is_opened(session):
    """As the others' are."""
    form = cx.Explorer(session).forms["Diagnose"]

    form.token.fill(make_token())

    assert form.signed_in.access_token is not None


def test_closed_form_shows_the_last_diagnosis_where_widgets_do_not_run(form):
    """Every status is there in words."""
    form.submit()

    page = form.to_html()

    assert "<h3>Diagnose</h3>" in page
    assert "Problem: " in page
    assert "Fine: " in page
    assert form.code in page
