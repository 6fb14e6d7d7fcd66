"""SecretInput in JupyterLab: it takes what is typed, once, and whole."""

import pytest
from playwright.sync_api import expect

FIELD = """
import ipywidgets
from IPython.display import display
from cognito_explore.widgets.secret_input import SecretInput

seen, submitted = [], []
field = SecretInput("Access token", placeholder="paste it here")
field.on_fill(lambda it: seen.append(it.take().reveal()))
field.on_submit(lambda it: submitted.append(list(seen)))
display(field)
"""


@pytest.fixture
def notebook(open_notebook):
    """A notebook with a field that hands on what is typed."""
    return open_notebook(FIELD)


def test_label_leads_to_the_field(notebook):
    """Whoever clicks the label, or hears it read, is in the field."""
    notebook.output().get_by_text("Access token").click()

    expect(notebook.field("Access token")).to_be_focused()
    expect(notebook.field("Access token")).to_have_attribute("type", "password")


def test_field_that_was_left_is_empty(notebook):
    """What was typed goes to the kernel, and not a character stays."""
    field = notebook.field("Access token")

    field.fill("one two")
    field.press("Tab")

    expect(field).to_have_value("")
    notebook.expect("seen", ["one two"])
    assert notebook.evaluate("submitted") == "[]"


def test_enter_submits_after_the_secret_arrived(notebook):
    """Whoever is called on Enter finds the secret there."""
    field = notebook.field("Access token")

    field.press_sequentially("one")
    field.press("Enter")

    notebook.expect("submitted", [["one"]])
    expect(field).to_have_value("")


@pytest.mark.parametrize("text", ["pässwörd", "密码🔑", "a\u0301 \"'\\<&>%20"])
def test_any_text_arrives_whole(notebook, text):
    """Letters of any alphabet, and characters that mean something elsewhere."""
    field = notebook.field("Access token")

    field.fill(text)
    field.press("Tab")

    notebook.expect("seen", [text])


def test_keys_are_no_shortcuts_of_the_notebook(notebook):
    """A token with a `b` or `dd` in it neither adds a cell nor deletes one."""
    cells = notebook.page.locator(".jp-NotebookPanel:visible .jp-Cell")
    field = notebook.field("Access token")

    field.press_sequentially("abddxyz00m")
    field.press("Tab")

    notebook.expect("seen", ["abddxyz00m"])
    expect(cells).to_have_count(1)
    expect(notebook.page.get_by_role("dialog")).to_have_count(0)


def test_field_is_disabled_when_told(notebook):
    """Nothing can be typed, and then again."""
    field = notebook.field("Access token")

    notebook.execute("field.disabled = True")
    expect(field).to_be_disabled()
    notebook.execute("field.disabled = False")

    expect(field).to_be_enabled()


def test_field_says_that_a_secret_waits(notebook):
    """What code puts in shows as filled in, until it is taken."""
    field = notebook.field("Access token")
    expect(field).to_have_attribute("placeholder", "paste it here")

    notebook.execute("field._on_fill.callbacks.clear(); field.fill('one')")
    expect(field).to_have_attribute("placeholder", "•••  filled in")
    notebook.execute("field.take()")

    expect(field).to_have_attribute("placeholder", "paste it here")


def test_what_is_typed_while_a_cell_runs_is_taken(notebook):
    """It leaves the field at once, and a busy kernel has it when it is through, if not before."""
    field = notebook.field("Access token")

    with notebook.busy():
        field.fill("meanwhile")
        field.press("Tab")
        expect(field).to_have_value("")

    notebook.expect("seen", ["meanwhile"])


def test_the_browser_has_nothing_to_complain_about(notebook):
    """No error on the console, no alert, in light colours and in dark ones."""
    for theme in ("light", "dark"):
        notebook.lab.use_theme(theme)
        expect(notebook.field("Access token")).to_be_visible()
        notebook.screenshot(f"secret-input-{theme}")

    assert notebook.records.console_errors == []
    assert notebook.records.alerts == []


def test_field_takes_in_voila(open_in_voila):
    """Where no code is shown, it works as in a notebook."""
    page = open_in_voila(
        FIELD,
        "said = ipywidgets.Label()\n"
        "field.on_submit(lambda _: setattr(said, 'value', f'{len(seen[-1])} characters'))\n"
        "said",
    )
    field = page.get_by_label("Access token")

    field.fill("one two")
    field.press("Enter")

    expect(page.get_by_text("7 characters")).to_be_visible()
    expect(field).to_have_value("")
