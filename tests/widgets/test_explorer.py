"""The explorer: forms as tabs of one user, and what a session shows in a notebook."""

import copy
import json
import pickle

import IPython
import ipywidgets
import pytest
from conftest import make_token
from IPython.core.interactiveshell import InteractiveShell

import cognito_explore as cx
from cognito_explore.widgets import explorer as explorer_module
from cognito_explore.widgets.form import Form
from widgets.conftest import (
    SIGN_IN,
    button,
    click,
    find,
    is_shown,
    patient,
    read,
    refused,
    walk,
)

VIEW = "application/vnd.jupyter.widget-view+json"
TITLES = [
    *("Sign in", "Send a code", "Inbox", "Verify", "History"),
    *("Diagnose", "SMS sandbox", "Origination number", "Many users"),
]


@pytest.fixture
def explorer(session):
    """An explorer of the embedded AWS, on which every click counts."""
    made = cx.Explorer(session)
    for form in made.forms.values():
        patient(form)
    return made


def tabs(explorer):
    """Find the tabs."""
    return next(it for it in walk(explorer) if isinstance(it, ipywidgets.Tab))


def opened(explorer):
    """Tell which tab is open."""
    return tabs(explorer).titles[tabs(explorer).selected_index]


def test_tabs_are_in_the_order_of_the_work(explorer):
    """Sign in, send, read, verify, look back."""
    assert list(tabs(explorer).titles) == TITLES
    assert list(explorer.forms) == TITLES
    assert list(tabs(explorer).children) == list(explorer.forms.values())
    assert opened(explorer) == "Sign in"


def test_real_session_has_no_inbox(remote):
    """Elsewhere nobody but the user can read messages."""
    assert list(cx.Explorer(remote).forms) == [it for it in TITLES if it != "Inbox"]


@pytest.mark.parametrize("wrong", [None, "embedded"])
def test_what_is_no_session_is_refused(wrong):
    """An explorer takes a session, and says where one comes from."""
    with pytest.raises(TypeError, match=r"connect\(\)"):
        cx.Explorer(wrong)


def test_unknown_arguments_are_refused(session):
    """A misspelt argument is no argument."""
    with pytest.raises(TypeError, match="sesion"):
        cx.Explorer(session, sesion=session)


def test_tabs_share_the_user(explorer):
    """Who signs in on one tab is signed in on all."""
    before = explorer.tokens
    click(explorer.forms["Sign in"])

    assert before is None
    assert explorer.tokens is explorer.forms["Sign in"].result
    assert "For ana until 13:00 UTC" in read(explorer.forms["Send a code"])
    assert "For ana until 13:00 UTC" in read(explorer.forms["Verify"])


@pytest.mark.usefixtures("cognito")
def test_pasted_token_is_shared_too(remote):
    """A token of elsewhere is every tab's, though no tokens of a sign-in."""
    explorer = cx.Explorer(remote)
    form = explorer.forms["Sign in"]
    form.way = "paste"
    form.token.fill(make_token())

    form.submit()

    assert explorer.tokens is None
    assert explorer.forms["Verify"].signed_in.access_token == form.result


def test_whole_job_is_done_with_clicks(explorer, session):
    """From sign-in to a verified address, by the buttons that come next."""
    click(explorer.forms["Sign in"])
    button(explorer.forms["Sign in"], "Next").click()
    sending = explorer.forms["Send a code"]
    sending.attribute_name = "phone_number"
    click(sending)
    button(sending, "Next").click()
    inbox = opened(explorer), session.aws.messages()[-1].code in read(explorer.forms["Inbox"])
    button(explorer.forms["Inbox"], "Next").click()
    verifying = explorer.forms["Verify"]
    button(verifying, "Use ").click()
    click(verifying)
    button(verifying, "Next").click()

    assert inbox == ("Inbox", True)
    assert verifying.result.attribute_name == "phone_number"
    assert verifying.signed_in.user.is_phone_number_verified is True
    assert opened(explorer) == "History"
    assert "VerifyUserAttribute" in read(explorer.forms["History"])


def test_whole_job_is_done_from_code(session):
    """What buttons do can be written down."""
    explorer = cx.Explorer(session)

    explorer.forms["Sign in"].submit()
    explorer.forms["Send a code"].submit()
    explorer.forms["Verify"].received.fill(session.aws.messages()[-1].code)
    done = explorer.forms["Verify"].submit()

    assert done.attribute_name == "email"
    assert [it.outcome for it in session.history] == ["accepted"] * len(session.history)


@pytest.mark.parametrize(
    ("title", "following"),
    [
        ("Sign in", "Send a code"),
        ("Send a code", "Inbox"),
        ("Inbox", "Verify"),
        ("Verify", "History"),
    ],
)
def test_next_button_opens_the_tab_it_names(explorer, title, following):
    """The button says where it goes, and goes there."""
    following_button = button(explorer.forms[title], "Next")

    following_button.click()

    assert following_button.description == f"Next: {following} →"
    assert opened(explorer) == following


def test_last_tab_has_no_next_button(explorer):
    """After the history there is nothing to go on to."""
    form = explorer.forms["History"]
    form.submit()

    assert not any(
        is_shown(form, it)
        for it in walk(form)
        if isinstance(it, ipywidgets.Button) and it.description.startswith("Next")
    )


def test_without_an_inbox_verifying_comes_after_sending(remote):
    """A tab that is not there is passed over."""
    explorer = cx.Explorer(remote)

    assert button(explorer.forms["Send a code"], "Next").description == "Next: Verify →"


def test_next_button_waits_for_a_success(explorer):
    """A failed click leads nowhere."""
    form = explorer.forms["Sign in"]
    form.password.fill("wrong-horse-1")
    click(form)
    after_failure = is_shown(form, button(form, "Next"))
    form.password.fill("correct-horse-1")

    click(form)

    assert after_failure is False
    assert is_shown(form, button(form, "Next"))


def test_next_button_waits_for_the_last_step(remote, cognito):
    """A sign-in that asks for one more step has not succeeded yet."""
    cognito.answers[SIGN_IN] = {"ChallengeName": "SMS_MFA", "Session": "s" * 20}
    explorer = cx.Explorer(remote)
    form = explorer.forms["Sign in"]
    form.username = "ana"
    form.password.fill("correct-horse-1")

    form.submit()

    assert not is_shown(form, button(form, "Next"))


@pytest.mark.parametrize("title", TITLES)
def test_tab_is_opened_by_its_title(explorer, title):
    """Code can open a tab as a click does."""
    explorer.open_tab(title)

    assert opened(explorer) == title


def test_unknown_tab_is_refused(explorer):
    """A misspelt title is no tab."""
    with pytest.raises(KeyError):
        explorer.open_tab("Sing in")


def test_tab_that_is_opened_shows_what_is_new(explorer, session, tokens):
    """What was done from code is there when the tab comes into view."""
    session.send_code(tokens.access_token, "email")

    for title in ("Inbox", "History"):
        explorer.open_tab(title)

    assert session.aws.messages()[0].code in read(explorer.forms["Inbox"])
    assert "GetUserAttributeVerificationCode" in read(explorer.forms["History"])


def test_verify_tab_is_about_what_was_sent(explorer):
    """The attribute of the last code is chosen already."""
    explorer.forms["Sign in"].submit()
    sending = explorer.forms["Send a code"]
    sending.attribute_name = "phone_number"

    sending.submit()

    assert explorer.forms["Verify"].attribute_name == "phone_number"


def test_explorer_shows_as_text_widget_and_page(explorer):
    """A page without widgets shows all tabs, a terminal a short text."""
    bundle = explorer._repr_mimebundle_()

    assert bundle["text/plain"] == "Explorer(<Session embedded: nothing is really sent>)"
    assert VIEW in bundle
    for title in TITLES:
        assert f"<h3>{title}</h3>" in bundle["text/html"]
    assert bundle["text/html"].count('class="ce-banner') == 1


def test_banner_is_there_once(explorer):
    """One banner is above all tabs."""
    assert read(explorer).count('class="ce-banner') == 1


@pytest.fixture
def notebook(monkeypatch):
    """The shell of a kernel: it has a browser at its other end."""
    shell = InteractiveShell()
    shell.kernel = object()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


def test_session_shows_the_explorer_in_a_notebook(notebook, session):
    """A session on the last line of a cell is the working tool."""
    bundle, _ = notebook.display_formatter.format(session)

    assert bundle["text/plain"] == repr(session)
    assert VIEW in bundle
    assert "<h3>Sign in</h3>" in bundle["text/html"]


@pytest.mark.usefixtures("notebook")
def test_session_shows_the_same_explorer_each_time(session):
    """What was typed in one cell is there in the next."""
    first = session._repr_mimebundle_()
    session._explorer.forms["Sign in"].submit()

    second = session._repr_mimebundle_()

    assert first[VIEW]["model_id"] == second[VIEW]["model_id"]
    assert "Signed in as ana" not in first["text/html"]
    assert "Signed in as ana" in second["text/html"]


def test_session_shows_itself_in_a_terminal(monkeypatch, session):
    """IPython in a terminal has a shell, and no kernel."""
    shell = InteractiveShell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)

    bundle, _ = shell.display_formatter.format(session)

    assert bundle["text/plain"] == "<Session embedded: nothing is really sent>"
    assert VIEW not in bundle
    assert session._repr_mimebundle_() == {}
    assert session._explorer is None


def test_session_without_ipython_shows_itself(session, monkeypatch):
    """Outside of IPython there is no shell at all."""
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)

    assert session._repr_mimebundle_() == {}


def told(act):
    """Tell what becomes of an action: its result's type, or its error."""
    try:
        return type(act())
    except Exception as error:  # noqa: BLE001 -- which it is, is what is compared
        return type(error), str(error)


def acts(session):
    """Copy and pickle a session."""
    return [
        told(lambda: copy.copy(session)),
        told(lambda: copy.deepcopy(session)),
        told(lambda: pickle.dumps(session)),
    ]


@pytest.mark.usefixtures("notebook")
def test_having_been_shown_changes_nothing_about_copies(server):
    """A session is copied and pickled, or not, as it was before it was shown."""
    session = cx.connect(server.url, region_name="us-east-1")
    before = acts(session)

    session._repr_mimebundle_()

    assert acts(session) == before


@pytest.mark.usefixtures("notebook")
def test_copy_of_a_session_shows_its_own_explorer(session):
    """A copy that is shown sends with itself."""
    session._repr_mimebundle_()
    other = copy.copy(session)

    other._repr_mimebundle_()

    assert other._explorer.session is other


class Extra(Form):
    """A form that somebody added."""

    TITLE = "Extra"
    BUTTON = "Go"

    def _make_fields(self):
        return []

    def _act(self):
        self._say("session.region_name")
        return self.session.region_name

    def _show_result(self, result):
        return f"<p>{result}</p>"


def test_new_tab_is_a_class_and_a_line(session, monkeypatch):
    """A form that is added to the list is a tab like the others."""
    monkeypatch.setattr(explorer_module, "TABS", [*explorer_module.TABS, Extra])

    explorer = cx.Explorer(session)
    explorer.open_tab("Extra")
    result = explorer.forms["Extra"].submit()

    assert opened(explorer) == "Extra"
    assert result == "us-east-1"
    assert explorer.forms["Extra"].code == "session.region_name"
    assert "us-east-1" in read(explorer.forms["Extra"])


def test_explorer_after_a_refusal_is_used_on(remote, cognito):
    """A failed tab does not stop the others."""
    explorer = cx.Explorer(remote)
    explorer.forms["Sign in"].signed_in.use(make_token())
    cognito.answers["VerifyUserAttribute"] = refused("CodeMismatchException")
    explorer.forms["Verify"].received.fill("000000")

    explorer.forms["Verify"].submit()
    explorer.forms["Send a code"].submit()

    assert isinstance(explorer.forms["Verify"].error, cx.CodeMismatchError)
    assert isinstance(explorer.forms["Send a code"].result, cx.CodeDelivery)
    assert json.dumps(explorer._repr_mimebundle_())


def test_chosen_demo_user_is_everybodys(explorer):
    """Choosing another user and signing in changes whom all tabs are about."""
    form = explorer.forms["Sign in"]
    click(form)
    find(form, ipywidgets.Dropdown, "Demo user").value = "ben"

    click(form)

    assert "For ben" in read(explorer.forms["Send a code"])
    assert "For ana" not in read(explorer.forms["Send a code"])
