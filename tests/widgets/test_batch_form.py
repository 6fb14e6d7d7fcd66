"""Codes for many users as a form: choose a frame, look, start, stop, resume, save."""

import json
import math
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import IPython
import ipywidgets
import pandas as pd
import pytest
from batch.crowds import make_crowd
from conftest import make_token
from IPython.core.interactiveshell import InteractiveShell

import cognito_explore as cx
from cognito_explore.batch.saving import save_results
from cognito_explore.widgets import batch_form
from widgets.conftest import (
    LIMIT_S,
    SEND,
    button,
    click,
    execute,
    find,
    finishing,
    is_shown,
    patient,
    read,
    refused,
    state,
    user,
    walk,
)

USERS = 48
LOOK_UP = "Ask Cognito for addresses: one GetUser call a user"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Journals and files go where nothing is yet."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def crowd(session):
    """A frame that asks for a code for each of many users."""
    return make_crowd(session, USERS)


@pytest.fixture
def form(session, crowd):
    """A form with the frame, at a pace without waiting, on which every click counts."""
    return patient(cx.BatchForm(session, crowd, pace_per_s=math.inf))


def make_real(remote, users):
    """Make a form on a session whose messages may be real."""
    tokens = [make_token(sub=f"user-{number}") for number in range(users)]
    frame = pd.DataFrame({"access_token": tokens, "attribute_name": "phone_number"})
    return patient(cx.BatchForm(remote, frame, pace_per_s=math.inf))


@pytest.fixture
def real(remote, cognito):  # noqa: ARG001 -- it answers
    """A form on a session whose messages may be real, with forty users."""
    return make_real(remote, 40)


@pytest.fixture
def few(remote, cognito):  # noqa: ARG001 -- it answers
    """The same with three users: asking for addresses takes time, by its quota."""
    return make_real(remote, 3)


def outcomes(form):
    """Count the outcomes of the result."""
    return Counter(form.result["outcome"].astype("string").fillna("not tried"))


def stop_after(form, number):
    """Stop as soon as so many rows are done."""

    def look(_):
        if form._batch is not None and form._batch.counts.total() >= number:
            button(form, "Stop").click()

    form._message.observe(look, "value")
    return lambda: form._message.unobserve(look, "value")


def test_start_sends_a_code_for_each_row(form):
    """The result is the frame, and what is shown counts it."""
    click(form)

    assert form.error is None
    assert list(form.result["outcome"]) == ["accepted"] * USERS
    assert f"Done: {USERS} of {USERS} rows: {USERS} accepted." in read(form)
    assert len(form.session.aws.messages()) == USERS


def test_code_is_the_line_that_does_the_same(form, crowd, folder):
    """It names the frame, the pace and the journal."""
    form.pace_per_s = 50_000
    form.submit()
    (folder / "run.jsonl").unlink()

    other = cx.connect("embedded", seed=1, now=form.session.clock.now())
    again = execute(form.code, other, frame=make_crowd(other, USERS))["results"]

    line = "results = session.send_codes(frame, pace_per_s=50000, journal='run.jsonl')"
    assert form.code == line
    assert list(again["outcome"]) == list(form.result["outcome"])
    assert "access_token" in crowd.columns


@pytest.mark.parametrize("kind", ["email", "phone_number"])
def test_preview_says_what_would_be_sent_and_sends_nothing(form, crowd, kind):
    """Addresses of the frame show masked; duplicates and wrong rows with their numbers."""
    crowd[kind] = "ana@example.com" if kind == "email" else "+12025550123"
    crowd["attribute_name"] = kind
    crowd.loc[USERS] = crowd.loc[3]
    crowd.loc[3, "access_token"] = None

    click(form, "Preview")

    shown = read(form)
    assert form.error is None
    assert isinstance(form.result, cx.Plan)
    assert f"{USERS} of {USERS + 1} rows would be sent" in shown
    assert "It is missing." in shown
    assert {"email": "a***@e***", "phone_number": "+*******0123"}[kind] in shown
    assert "ana@example.com" not in form.to_html()
    assert "+12025550123" not in form.to_html()
    assert "session.plan(frame" in form.code
    assert form.session.aws.messages() == []


def test_preview_costs_what_the_list_says_once_addresses_are_looked_up(form):
    """Without, it is not known; with, each user is asked once, and nothing is sent."""
    click(form, "Preview")
    before, asked, line = read(form), len(form.session.history), form.code
    find(form, ipywidgets.Checkbox, LOOK_UP).value = True

    click(form, "Preview")

    shown = read(form)
    assert f"What {USERS} SMS would cost is not known." in before
    assert "Tick “Ask Cognito for addresses” to have them." in before
    assert asked == 0
    assert line == 'session.plan(frame, pace_per_s=float("inf"), look_up=False)'
    # A US number is 0.007 USD, with the carrier's fee 0.01002.
    assert f"Its {USERS} SMS may cost 0.34 to 0.48 USD: AWS&#x27;s list prices" in shown
    assert "+*******0007" in shown
    assert "+12025550007" not in form.to_html()
    assert "Tick “" not in shown
    assert Counter(it.operation for it in form.session.history) == {"GetUser": USERS}
    assert form.session.aws.messages() == []
    assert form.code == 'session.plan(frame, pace_per_s=float("inf"), look_up=True)'


def test_line_of_a_preview_tells_the_same(form):
    """It asks as the form did."""
    form.look_up = True
    click(form, "Preview")

    again = eval(form.code, {"session": form.session, "frame": form._choice.frame})  # noqa: S307 -- what is told can be run

    assert again.cost_usd == form.result.cost_usd == (0.336, 0.48096)


def test_addresses_of_the_frame_are_not_asked_for(form, crowd):
    """Only those that it lacks."""
    crowd["phone_number"] = ["+12025550123"] * (USERS - 2) + [None] * 2
    form.look_up = True

    click(form, "Preview")

    assert form.result.unpriced == 0
    assert [it.operation for it in form.session.history] == ["GetUser"] * 2


@pytest.mark.parametrize("number", [1, 5])
def test_stop_in_the_middle_leaves_the_rest_to_resume(form, monkeypatch, number):
    """Each row is sent once, before the stop or after it."""
    monkeypatch.setattr(batch_form, "_SHOW_EVERY_S", 0)
    watched = stop_after(form, number)
    click(form)
    first, told = outcomes(form), read(form)
    watched()

    click(form, "Resume")

    assert first["accepted"] >= number
    assert first == {"accepted": first["accepted"], "not tried": USERS - first["accepted"]}
    assert first["not tried"]
    assert f"Stopped: {first['accepted']} of {USERS} rows are done." in told
    assert "Resume sends the rest" in told
    assert list(form.result["outcome"]) == ["accepted"] * USERS
    assert len(form.session.aws.messages()) == USERS
    assert form.code.endswith("journal='run.jsonl', resume=True)")


def test_stop_acts_while_requests_are_on_their_way(real, cognito):
    """Those come back, and none of the others leaves."""
    click(real)
    cognito.held.add(SEND)

    with finishing(real):
        button(real, "Send 40 codes").click()
        assert cognito.arrived.wait(LIMIT_S)
        before = button(real, "Stop").disabled, real.is_busy
        button(real, "Stop").click()
        after = button(real, "Stop").disabled, read(real)
        cognito.go.set()

    assert before == (False, True)
    assert after[0]
    assert "Stopping: those on their way are waited for" in after[1]
    assert 1 <= outcomes(real)["accepted"] < 40
    assert len(cognito.received(SEND)) == outcomes(real)["accepted"]
    assert button(real, "Stop").disabled


def test_click_right_after_a_stop_is_meant(form, monkeypatch):
    """It is no second half of the click that started."""
    monkeypatch.setattr(batch_form, "_SHOW_EVERY_S", 0)
    form._timer = lambda: 100.0
    watched = stop_after(form, 1)
    click(form)
    watched()

    click(form, "Resume")

    assert list(form.result["outcome"]) == ["accepted"] * USERS


def test_stop_of_what_does_not_run_does_nothing(form):
    """There is nothing to stop, and the next start is none that was stopped."""
    form.stop()

    form.submit()

    assert button(form, "Stop").disabled
    assert list(form.result["outcome"]) == ["accepted"] * USERS
    assert form.resume is False


def test_progress_counts_outcomes(form, monkeypatch):
    """As rows are done, in words."""
    monkeypatch.setattr(batch_form, "_SHOW_EVERY_S", 0)
    shown = []
    form._message.observe(lambda change: shown.append(change["new"]), "value")

    form.submit()

    assert any(f"1 of {USERS} rows: 1 accepted." in it for it in shown)
    assert any(f"{USERS} of {USERS} rows: {USERS} accepted." in it for it in shown)


def test_progress_is_not_shown_row_by_row(form, monkeypatch):
    """Within the time between two views nothing is shown."""
    monkeypatch.setattr(batch_form.time, "monotonic", lambda: 5.0)
    shown = []
    form._message.observe(lambda change: shown.append(change["new"]), "value")

    form.submit()

    assert len([it for it in shown if "ce-busy" in it and " rows: " in it]) <= 2


def test_messages_that_are_real_take_a_second_click(real, cognito):
    """The first says how many and what it costs; the second sends, and there is no third."""
    click(real)
    shown, sent = read(real), len(cognito.received(SEND))

    click(real, "Send 40 codes")

    assert "Send 40 codes? Nothing was sent yet." in shown
    assert "What 40 SMS would cost is not known." in shown
    assert sent == 0
    assert len(cognito.received(SEND)) == 40
    assert not is_shown(real, button(real, "Send 40 codes"))


def test_second_click_costs_what_was_shown_and_asks_nobody_again(few, cognito):
    """Addresses are looked up for the first click alone."""
    few.look_up = True
    click(few)
    shown, asked = read(few), len(cognito.received("GetUser"))

    click(few, "Send 3 codes")

    # A US number is 0.007 USD, with the carrier's fee 0.01002.
    assert "Its 3 SMS may cost 0.02 to 0.03 USD: AWS&#x27;s list prices" in shown
    assert "+*******0123" in shown
    assert asked == 3
    assert len(cognito.received("GetUser")) == 3
    assert len(cognito.received(SEND)) == 3
    assert list(few.result["outcome"]) == ["accepted"] * 3


def test_what_changed_while_addresses_were_asked_is_not_sent(few, cognito):
    """What was shown may have been before the change or after it."""
    few.look_up = True
    cognito.held.add("GetUser")
    with finishing(few):
        button(few, few.BUTTON).click()
        assert cognito.arrived.wait(LIMIT_S)
        told = read(few)
        few._choice.frame.loc[0, "access_token"] = None
        cognito.go.set()

    click(few, "Send 3 codes")

    assert "Asking Cognito for the addresses of 3 rows…" in told
    assert "not what was shown any more" in read(few)
    assert cognito.received(SEND) == []


def test_address_that_is_not_told_has_no_price(few, cognito):
    """It is sent all the same, and the others' price stands."""
    cognito.answers["GetUser"] = [refused("NotAuthorizedException"), *[user()] * 3]
    few.look_up = True

    click(few)

    shown = read(few)
    assert "Its 3 SMS may cost 0.01 to 0.02 USD; the price of 1 is not known" in shown
    assert "Where no address is known, neither is the price." in shown
    assert "Tick “" not in shown


def test_what_changed_since_it_was_shown_is_not_sent(real, cognito):
    """Another frame under the name, or other rows in it, are looked at once more."""
    click(real)
    real._choice.frame.loc[0, "access_token"] = None

    click(real, "Send 40 codes")

    assert isinstance(real.error, cx.InvalidRequestError)
    assert "not what was shown any more" in read(real)
    assert cognito.received(SEND) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("pace_per_s", 5.0), ("journal", "other.jsonl"), ("resume", True), ("look_up", True)],
)
def test_what_waits_for_a_click_is_dropped_by_a_change(real, name, value):
    """It was for what the fields said before."""
    click(real)

    setattr(real, name, value)

    assert not is_shown(real, button(real, "Send 40 codes"))


def test_rows_that_are_all_wrong_are_not_asked_about(real):
    """There is nothing to confirm."""
    real._choice.frame["access_token"] = None

    click(real)

    assert "0 of 40 rows would be sent" in read(real)
    assert not is_shown(real, real._confirming)


def test_refusals_show_by_their_code(real, cognito):
    """How many rows, and which."""
    cognito.answers[SEND] = refused("NotAuthorizedException")
    click(real)

    click(real, "Send 40 codes")

    assert outcomes(real) == {"refused": 40}
    assert "NotAuthorizedException" in read(real)
    assert "0, 1, 2, 3, 4, 5, 6, 7, …" in read(real)


def test_what_is_unknown_is_said_to_be_sent_perhaps(real, cognito):
    """Resume does not send it again."""
    cognito.answers[SEND] = b"<html>"
    click(real)

    click(real, "Send 40 codes")

    assert outcomes(real) == {"unknown": 40}
    assert "may have been sent" in read(real)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"attribute_name": ["email"]}), "has no column &#x27;access_token&#x27;"),
        (pd.DataFrame(), "has no column &#x27;access_token&#x27;"),
        (
            pd.DataFrame(
                [["a", "b", "c"]], columns=["access_token", "attribute_name", "access_token"]
            ),
            "2 columns &#x27;access_token&#x27;",
        ),
    ],
)
def test_frame_that_cannot_be_sent_says_why(session, frame, told):
    """Its button is disabled; from code it is an error."""
    form = cx.BatchForm(session, frame)

    form.submit()

    assert button(form, form.BUTTON).disabled
    assert "frame: cannot be sent" in form.to_html()
    assert told in read(form)
    assert isinstance(form.error, cx.ConfigurationError)


def test_frame_without_rows_is_done_at_once(session):
    """Nothing to send is no error."""
    form = cx.BatchForm(session, pd.DataFrame(columns=["access_token", "attribute_name"]))

    form.submit()

    assert form.error is None
    assert len(form.result) == 0


@pytest.mark.parametrize("wrong", [[], {"access_token": []}, "df"])
def test_what_is_no_frame_is_refused(session, wrong):
    """A form takes a pandas frame."""
    with pytest.raises(TypeError, match="pandas DataFrame"):
        cx.BatchForm(session, wrong)


def test_frames_are_chosen_from(session, crowd):
    """The first that can be sent is chosen; the others say that they cannot be."""
    form = cx.BatchForm(session)

    form.frames = {"prices": pd.DataFrame({"a": [1]}), "users": crowd}

    labels = [label for label, _ in find(form, ipywidgets.Dropdown, "Frame").options]
    assert labels == ["prices: cannot be sent", f"users: {USERS} rows"]
    assert form.frame_name == "users"
    assert not button(form, form.BUTTON).disabled


def test_without_a_frame_nothing_can_be_started(session):
    """It says what is needed."""
    form = cx.BatchForm(session)

    form.submit()

    assert button(form, form.BUTTON).disabled
    assert "access_token, attribute_name" in read(form)
    assert isinstance(form.error, cx.InvalidRequestError)


@pytest.fixture
def notebook(monkeypatch):
    """The shell of a notebook."""
    shell = InteractiveShell()
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    return shell


def test_frames_of_the_notebook_show_after_each_cell(notebook, session, crowd):
    """Those with a name of their own, though not what IPython keeps."""
    form = cx.BatchForm(session)
    before = form.frame_name
    notebook.user_ns["given"] = crowd

    notebook.run_cell("users = given; _hidden = given; number = 5").raise_error()

    assert before == ""
    assert set(form.frames) == {"given", "users"}
    assert form.frame_name in form.frames


def test_given_frame_has_the_name_that_the_notebook_has_for_it(notebook, session, crowd):
    """So that the line can be run."""
    notebook.user_ns["users"] = crowd

    form = cx.BatchForm(session, crowd, pace_per_s=math.inf)
    form.submit()

    assert form.code == (
        "results = session.send_codes(users, pace_per_s=float(\"inf\"), journal='run.jsonl')"
    )


def test_journal_that_is_there_is_offered_to_be_resumed(form):
    """To begin it anew is refused."""
    form.submit()
    told = read(form)

    form.submit()

    assert "run.jsonl is there already. Tick Resume" in told
    assert isinstance(form.error, cx.InvalidRequestError)
    assert len(form.session.aws.messages()) == USERS


def test_journal_that_is_not_there_is_not_resumed(form):
    """It says so before the click, and nothing is sent."""
    form.resume = True
    told = read(form)

    form.submit()

    assert "There is no run.jsonl to go on with: untick Resume to begin it." in told
    assert isinstance(form.error, cx.ConfigurationError)
    assert form.session.aws.messages() == []


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan"])
@pytest.mark.parametrize("label", ["Preview", "Start"])
def test_pace_that_is_none_is_told(form, text, label):
    """Nothing is sent."""
    find(form, ipywidgets.Text, "Requests a second").value = text

    click(form, label)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert "Pace per s: " in read(form)
    assert form.session.aws.messages() == []


def test_pace_is_typed(form):
    """As text, which may be empty."""
    field = find(form, ipywidgets.Text, "Requests a second")
    before = field.value

    field.value = " 12.5 "
    typed = form.pace_per_s
    field.value = ""

    assert (before, typed, form.pace_per_s) == ("inf", 12.5, None)


def test_no_token_is_in_a_widget(form, crowd):
    """Neither in a trait, nor in a state, nor on a page, whatever was clicked."""
    crowd["id_token"] = crowd["access_token"]
    crowd.loc[USERS] = ["eve", "eyJhbGciOiJIUzI1NiJ9.garbage.x", "email", crowd["access_token"][0]]
    tokens = [*crowd["access_token"], *crowd["id_token"]]
    for label in ("Preview", "Start", "Export CSV"):
        click(form, label)

        page = json.dumps(form._repr_mimebundle_()) + state(form) + form.code
        assert not any(token in page for token in tokens)
        assert not any(token in repr(it) for it in walk(form) for token in tokens)
        if label != "Start":
            # The result keeps the columns of the frame, as `send_codes` does.
            values = repr([it.trait_values() for it in walk(form)])
            assert not any(token in values for token in tokens)


def test_export_saves_the_results_without_secrets(form, crowd, folder):
    """Beside the journal, under a name that says so; tokens of other columns are hidden."""
    crowd["id_token"] = crowd["access_token"]
    (folder / "runs").mkdir()
    form.journal = "runs/spring.jsonl"
    form.submit()
    results = form.result

    click(form, "Export CSV")

    saved = pd.read_csv(folder / "runs/spring_results.csv")
    text = (folder / "runs/spring_results.csv").read_text(encoding="utf-8")
    assert "Saved as runs/spring_results.csv." in read(form)
    assert str(form.result) == "runs/spring_results.csv"
    assert list(saved.columns) == list(results.columns)
    assert list(saved["destination"]) == list(results["destination"])
    assert set(saved["id_token"]) == {"•••"}
    assert "eyJ" not in text


def test_line_of_an_export_writes_the_same(form, folder):
    """With the results that the line before it names."""
    form.submit()
    results = form.result
    click(form, "Export CSV")

    first = form.result.read_bytes()
    execute(form.code, form.session, results=results)

    assert (folder / "run_results-2.csv").read_bytes() == first


def test_export_saves_what_was_done_before_the_executor_broke(form, folder, monkeypatch):
    """Which rows were sent is not lost with it."""
    submit, taken = ThreadPoolExecutor.submit, []

    def break_after_five(executor, job):
        taken.append(job)
        if len(taken) > 5:
            msg = "can't start new thread"
            raise RuntimeError(msg)
        return submit(executor, job)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", break_after_five)
    form.submit()

    click(form, "Export CSV")

    saved = pd.read_csv(folder / "run_results.csv")
    assert form.error is None
    assert list(saved["outcome"][:6]) == ["accepted"] * 5 + ["not_sent"]
    assert saved["outcome"][6:].isna().all()
    assert len(form.session.aws.messages()) == 5


def test_executor_that_breaks_is_told(form, monkeypatch):
    """In words that do not say that nothing was sent."""
    monkeypatch.setattr(ThreadPoolExecutor, "submit", lambda *_: 1 / 0)

    form.submit()

    assert isinstance(form.error, cx.ExecutorError)
    assert "The executor takes no more jobs: ZeroDivisionError" in read(form)
    assert "Some rows may have been sent" in read(form)
    assert not button(form, "Export CSV").disabled


def test_export_before_a_run_is_told(form):
    """There is nothing yet, and the button says so."""
    assert button(form, "Export CSV").disabled

    click(form, "Export CSV")

    assert isinstance(form.error, cx.InvalidRequestError)


def test_export_that_cannot_be_written_is_told(form, folder):
    """The results stay."""
    (folder / "runs").mkdir()
    form.journal = "runs/a.jsonl"
    form.submit()
    for it in (folder / "runs").iterdir():
        it.unlink()
    (folder / "runs").rmdir()

    click(form, "Export CSV")

    assert isinstance(form.error, cx.ConfigurationError)
    assert not button(form, "Export CSV").disabled


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\uff1d1"]
)
def test_cell_of_a_file_is_no_formula(tmp_path, text):
    """Neither in a column, nor as a column's name, nor as the index."""
    results = pd.DataFrame({text: [text], "destination": "+*******0123"}, index=[text])

    saved = pd.read_csv(save_results(results, tmp_path / "a.csv"), index_col=0)

    assert saved.columns[0] == f"'{text}"
    assert list(saved[f"'{text}"]) == [f"'{text}"]
    assert list(saved.index) == [f"'{text}"]


def test_masks_and_numbers_of_a_file_stay_as_they_are(tmp_path):
    """They are no formula, and are compared with other frames'."""
    results = pd.DataFrame({"destination": ["+*******0123", None], "change": [-1.5, 2]})

    saved = pd.read_csv(save_results(results, tmp_path / "a.csv"))

    assert saved["destination"][0] == "+*******0123"
    assert list(saved["change"]) == [-1.5, 2]


def test_no_file_is_overwritten(tmp_path):
    """The next has a number."""
    results, path = pd.DataFrame({"a": [1]}), tmp_path / "a.csv"

    names = [save_results(results, path).name for _ in range(3)]

    assert names == ["a.csv", "a-2.csv", "a-3.csv"]


def test_explorer_makes_the_tab_when_it_is_opened(session, crowd):
    """Until then it is an empty box, which can be submitted all the same."""
    form = patient(cx.Explorer(session).forms["Many users"])
    before = form.children
    form.frames = {"users": crowd}
    form.pace_per_s = math.inf

    form.submit()

    assert before == ()
    assert list(form.result["outcome"]) == ["accepted"] * USERS


def test_closed_form_shows_the_last_run_where_widgets_do_not_run(form):
    """What became of the rows is there in words."""
    form.submit()

    page = form.to_html()

    assert "<h3>Many users</h3>" in page
    assert f"frame: {USERS} rows" in page
    assert f"{USERS} accepted" in page
