"""What is typed into a SecretInput is found nowhere again; into a plain Password, it is."""

import base64
import html
import json
import subprocess
import sys
import urllib.parse

import pytest

from browser.lab import write_notebook
from browser.leaks import canary_of, export, has, places_with, read_files, read_page

CANARY = canary_of("any")

USING = """
import os
import ipywidgets
from IPython.display import display
from cognito_explore.widgets.secret_input import SecretInput

said = ipywidgets.Label()


def say(secret):
    said.value = f"{len(secret)} characters"
"""
SECRET_INPUT = """
field = SecretInput("Secret")
field.on_fill(lambda it: say(it.take().reveal()))
display(field, said)
"""
PASSWORD = """
field = ipywidgets.Password(description="Secret")
field.observe(lambda change: say(change.new), "value")
display(field, said)
"""
EMBED = """
from ipywidgets.embed import embed_minimal_html
embed_minimal_html({!r}, views=[field, said])
"""
LEAKS_OF_A_PASSWORD = {
    "saved while idle",
    "saved while busy",
    "checkpoint",
    "HTML export",
    "embedded",
    "frames from the kernel",
    "page",
    "page after reload",
}


def use(notebook, canary):
    """Type a canary, again and again, and collect what is left of it everywhere."""
    field = notebook.field("Secret")
    materials = {}
    notebook.lab.save_widget_state(automatically=True)

    for typed, key in ((canary, "Tab"), (f"{canary}!", "Enter")):
        field.fill(typed)
        field.press(key)
        notebook.see(f"{len(typed)} characters")
    materials["page"] = read_page(notebook)
    materials["saved while idle"] = notebook.save()
    materials["checkpoint"] = notebook.checkpoint()
    with notebook.busy():
        field.fill(f"{canary}!!")
        field.press("Tab")
        materials["saved while busy"] = notebook.save()
    notebook.see(f"{len(canary) + 2} characters")
    embedded = notebook.path.with_suffix(".html")
    notebook.execute(EMBED.format(str(embedded)))
    materials["embedded"] = embedded.read_text(encoding="utf-8")
    materials["HTML export"] = export(notebook.save())
    notebook.reload()
    notebook.see(f"{len(canary) + 2} characters")
    materials["page after reload"] = read_page(notebook)
    materials["frames from the kernel"] = b"\n".join(notebook.records.frames_from_kernel)
    materials["frames to the kernel"] = b"\n".join(notebook.records.frames_to_kernel)
    return materials


@pytest.mark.parametrize(
    ("widget", "leaks", "logs"),
    [(SECRET_INPUT, set(), set()), (PASSWORD, LEAKS_OF_A_PASSWORD, {"jupyterlab.log"})],
    ids=["SecretInput", "Password"],
)
def test_what_is_typed_is_found_nowhere_again(open_notebook, home, widget, leaks, logs, request):
    """But on its way to the kernel; a plain password shows that what is searched has it."""
    canary = canary_of(request.node.callspec.id)
    notebook = open_notebook(USING, widget)

    materials = use(notebook, canary)

    assert places_with(materials, canary) == leaks | {"frames to the kernel"}
    # Logs, workspaces, settings, histories.
    written = read_files(home.folder, but=home.notebooks)
    assert {"jupyterlab.log", "workspaces", "ipython"} <= {name.split("/")[0] for name in written}
    assert places_with(written, canary) == logs


def test_what_code_fills_in_is_not_in_an_executed_notebook(home):
    """Although nbconvert stores the state of all widgets; of a plain password, the value too."""
    secret, password = canary_of("secret"), canary_of("password")
    path = write_notebook(
        home.notebooks / "executed.ipynb",
        USING,
        "field = SecretInput('Secret'); field.fill(os.environ['SECRET']); field",
        "SecretInput('Not shown').fill(os.environ['SECRET'])",
        "ipywidgets.Password(value=os.environ['PASSWORD'])",
    )

    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to=notebook", "--inplace", path],
        env=home.environment() | {"SECRET": secret, "PASSWORD": password},
        check=True,
        capture_output=True,
        timeout=120,
    )

    executed = path.read_text(encoding="utf-8")
    materials = {"notebook": executed, "HTML": export(executed)}
    assert places_with(materials, secret) == set()
    assert places_with(materials, password) == {"notebook", "HTML"}


def test_the_kernel_logs_where_leaks_are_searched(open_notebook, lab):
    """The log that has no secret is the one that kernels write to."""
    open_notebook("get_ipython().kernel.log.warning('a %s of the kernel', 'word')")

    assert "a word of the kernel" in lab.log


@pytest.mark.parametrize(
    "write",
    [
        str.encode,
        lambda text: text.encode("utf-16"),
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex().upper(),
        lambda text: json.dumps(json.dumps({"value": f"é {text}"})),
        lambda text: html.escape(json.dumps({"value": text})),
        lambda text: urllib.parse.quote_plus(f"a&b={text}"),
        lambda text: base64.b64encode(text.encode()),
        lambda text: base64.b64encode(f"é{text}>".encode()),
        lambda text: base64.urlsafe_b64encode(f"?{text}?".encode()),
    ],
)
def test_canary_is_found_however_it_is_written(write):
    """A search that misses a form would prove nothing."""
    assert has(write(CANARY), CANARY)


def test_other_canaries_are_not_found():
    """A search that finds it everywhere would prove nothing either."""
    assert not has("\n".join(map(canary_of, ("other", "an", "anyway"))), CANARY)
