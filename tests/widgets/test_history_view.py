"""Looking back: every attempt in a table, to be filtered, and saved without secrets."""

import ipywidgets
import pandas as pd
import pytest
import traitlets
from conftest import make_token

import cognito_explore as cx
from widgets.conftest import SEND, button, click, execute, find, patient, read, refused

SAVES = {"csv": "Save as CSV", "parquet": "Save as Parquet"}
READERS = {"csv": pd.read_csv, "parquet": pd.read_parquet}
TOKEN = make_token()

every_kind = pytest.mark.parametrize("kind", SAVES)


@pytest.fixture
def busy(remote, cognito):
    """A session with two accepted attempts, one refused, one not sent and one unknown."""
    remote.send_code(TOKEN, "email")
    remote.send_code(TOKEN, "phone_number")
    for answer in (refused("LimitExceededException"), b"<html>"):
        cognito.answers[SEND] = answer
        with pytest.raises(cx.CognitoExploreError):
            remote.send_code(TOKEN, "email")
    with pytest.raises(cx.InvalidRequestError):
        remote.send_code("garbage", "email")
    return remote


@pytest.fixture
def view(busy, tmp_path):
    """A view of it, which saves where nothing is yet."""
    form = patient(cx.HistoryView(busy))
    form.folder = tmp_path
    return form


def test_attempts_show_newest_first(view):
    """Each attempt is a row, with what became of it."""
    shown = read(view)

    assert "5 of 5 attempts." in shown
    places = [shown.index(f'<tr><td style="text-align: left">{n}</td>') for n in (5, 4, 3, 2, 1)]
    assert places == sorted(places)
    assert "LimitExceededException" in shown


@pytest.mark.parametrize(
    ("outcome", "count"), [("accepted", 2), ("refused", 1), ("not_sent", 1), ("unknown", 1)]
)
def test_attempts_are_filtered_by_outcome(view, outcome, count):
    """The table, the result and the line have the attempts that were chosen."""
    find(view, ipywidgets.Dropdown, "Outcome").value = outcome

    click(view)

    assert view.outcome == outcome
    assert f"{count} of 5 attempts." in read(view)
    assert list(view.result["outcome"]) == [outcome] * count
    again = execute(f"frame = {view.code}", view.session)["frame"]
    pd.testing.assert_frame_equal(view.result, again)


def test_unknown_outcome_is_refused(view):
    """There are four outcomes, and all."""
    with pytest.raises(traitlets.TraitError):
        view.outcome = "lost"


def test_filter_without_a_hit_is_an_empty_table(session):
    """Nothing there is no error."""
    view = cx.HistoryView(session)

    view.submit()

    assert "0 of 0 attempts." in read(view)
    assert view.error is None
    assert len(view.result) == 0


def test_look_again_shows_what_came_since(view, busy, cognito):
    """The button shows the attempts that there are now."""
    cognito.answers[SEND] = {}
    busy.send_code(TOKEN, "email")
    before = read(view)

    click(view)

    assert "5 of 5 attempts." in before
    assert "6 of 6 attempts." in read(view)
    assert view.code == "session.history.to_frame()"


@pytest.mark.usefixtures("cognito")
def test_long_history_shows_its_end(remote):
    """Fifty attempts are shown, and how many there are is said."""
    for _ in range(51):
        remote.send_code(TOKEN, "email")

    shown = read(cx.HistoryView(remote))

    assert "51 of 51 attempts, of which the last 50 are shown." in shown
    assert shown.count("<tr>") == 51


@every_kind
def test_saved_file_has_the_frame(view, tmp_path, kind):
    """A file has every column of the frame, and a row for each attempt that is shown."""
    click(view, SAVES[kind])

    path = tmp_path / f"cognito-attempts.{kind}"
    frame = view.session.history.to_frame()
    saved = READERS[kind](path)
    assert view.result == path
    assert f"Saved as {path}." in read(view)
    assert list(saved.columns) == list(frame.columns)
    assert list(saved["attempt"]) == [1, 2, 3, 4, 5]
    assert list(saved["outcome"]) == list(frame["outcome"])


def test_parquet_keeps_what_csv_cannot(view):
    """Types and times come back from Parquet as they were."""
    saved = pd.read_parquet(view.save("parquet"))

    pd.testing.assert_frame_equal(saved, view.session.history.to_frame())


@every_kind
def test_saved_file_has_what_is_shown_only(view, kind):
    """A filter holds for the file as well."""
    view.outcome = "refused"

    saved = READERS[kind](view.save(kind))

    assert list(saved["outcome"]) == ["refused"]


@every_kind
def test_no_secret_is_saved(view, kind):
    """The token that every attempt was made with is in no file, nor the addresses."""
    raw = view.save(kind).read_bytes()

    assert TOKEN.encode() not in raw
    assert b"garbage" not in raw
    assert b"ana@example.com" not in raw
    assert b"+*******0123" in raw


@every_kind
def test_no_file_is_overwritten(view, tmp_path, kind):
    """A second file has a number, and the first stays as it was."""
    first = view.save(kind)
    first.write_text("mine")

    others = [view.save(kind), view.save(kind)]

    assert first.read_text() == "mine"
    assert [it.name for it in others] == [f"cognito-attempts-{n}.{kind}" for n in (2, 3)]
    assert len(list(tmp_path.iterdir())) == 3


@every_kind
def test_folder_that_is_missing_is_told(view, tmp_path, kind):
    """The card names the path and the way out."""
    view.folder = tmp_path / "missing"

    click(view, SAVES[kind])

    assert isinstance(view.error, cx.ConfigurationError)
    assert str(tmp_path / "missing") in view.error.message
    assert "None" not in view.error.message
    assert "Set `folder` to one that can." in read(view)
    assert view.result is None


@every_kind
def test_folder_that_is_a_file_is_told(view, tmp_path, kind):
    """What is no folder cannot be written into."""
    view.folder = tmp_path / "file"
    view.folder.write_text("")

    click(view, SAVES[kind])

    assert isinstance(view.error, cx.ConfigurationError)
    assert "cannot be written" in view.error.message


def test_parquet_without_pyarrow_is_told(view, monkeypatch):
    """pyarrow is no dependency, so the card says how to get it."""
    for name in ("pyarrow", "pyarrow.parquet", "fastparquet"):
        monkeypatch.setitem(__import__("sys").modules, name, None)

    click(view, SAVES["parquet"])

    assert isinstance(view.error, cx.ConfigurationError)
    assert "need pyarrow" in read(view)
    assert "pip install pyarrow" in read(view)


@pytest.mark.parametrize("kind", ["xlsx", "", "CSV"])
def test_unknown_kind_is_refused(view, kind):
    """Two kinds of files can be saved."""
    with pytest.raises(ValueError, match="csv, parquet"):
        view.save(kind)


@every_kind
def test_code_of_a_save_writes_the_same(view, tmp_path, monkeypatch, kind):
    """The line that is shown writes what the button wrote."""
    monkeypatch.chdir(tmp_path)
    view.outcome = "accepted"
    click(view, SAVES[kind])

    saved = READERS[kind](view.result)
    view.result.unlink()
    execute(view.code, view.session)

    pd.testing.assert_frame_equal(READERS[kind](view.result), saved)


def test_default_folder_is_the_working_folder(busy, tmp_path, monkeypatch):
    """Without a word, files go where the kernel is."""
    monkeypatch.chdir(tmp_path)

    assert cx.HistoryView(busy).folder == tmp_path


def test_save_buttons_are_two(view):
    """One for each kind of file."""
    assert [button(view, label).description for label in SAVES.values()] == list(SAVES.values())
