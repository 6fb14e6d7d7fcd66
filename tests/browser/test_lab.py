"""What the tests of the forms rest on: a notebook that is run, asked, saved and loaded anew."""

import json

import pytest


def test_kernel_answers_unseen(open_notebook):
    """A question leaves no trace in the notebook, and sees what its cells made."""
    notebook = open_notebook("word = 'seven'", "print(word)")

    notebook.execute("word += '!'; print('not in an output')")

    assert notebook.evaluate("word") == "'seven!'"
    assert notebook.evaluate("len(In)") == "3"
    saved = json.loads(notebook.save())
    assert saved["cells"][-1]["outputs"][0]["text"] == ["seven\n"]
    assert saved["cells"][-1]["execution_count"] == 2
    assert not any(b"seven!" in frame for frame in notebook.records.frames_from_kernel)


def test_kernel_answers_beside_a_running_cell(open_notebook):
    """A question need not wait for the cell, if it is asked so."""
    notebook = open_notebook("word = 'seven'")

    with notebook.busy():
        assert notebook.evaluate("word", while_busy=True) == "'seven'"

    assert notebook.evaluate("word") == "'seven'"


def test_what_raises_in_the_kernel_fails_the_test(open_notebook):
    """Be it asked for or in a cell."""
    notebook = open_notebook("word = 'seven'")

    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.evaluate("1 / 0")
    with pytest.raises(AssertionError, match="NameError"):
        notebook.execute("nothing")
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        open_notebook("1 / 0", "2")


def test_page_is_watched(open_notebook):
    """Errors on the console, exceptions and alerts are written down."""
    script = "console.error('oops'); alert('hear'); setTimeout(() => { throw Error('lost') })"

    notebook = open_notebook(f"from IPython.display import Javascript\nJavascript({script!r})")
    notebook.reload()

    told = "\n".join(notebook.records.console_errors)
    assert "oops" in told
    assert "lost" in told
    assert notebook.records.alerts == ["hear"]


def test_kernel_has_nothing_of_the_user(open_notebook, home):
    """Neither credentials nor folders of whoever runs the tests."""
    notebook = open_notebook("import os, sys", "from pathlib import Path")

    aws = notebook.evaluate("sorted(name for name in os.environ if name.startswith('AWS_'))")

    expected = ["AWS_CONFIG_FILE", "AWS_EC2_METADATA_DISABLED", "AWS_SHARED_CREDENTIALS_FILE"]
    assert aws == repr(expected)
    assert notebook.evaluate("str(Path.home())") == repr(str(home.folder))
    assert notebook.evaluate("str(Path.cwd())") == repr(str(home.notebooks))
