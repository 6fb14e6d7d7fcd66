"""Tokens and passwords that are typed into the forms are found nowhere again."""

import re
import subprocess
import sys

import nbformat

from browser.lab import write_notebook
from browser.leaks import canary_of, export, places_with, read_files, read_page

CONNECT = """
import os
import cognito_explore as cx
session = cx.connect("embedded", seed=1)
form = cx.SignInForm(session)
"""
SHOW_BOTH = """
send = cx.SendCodeForm(session)
verify = cx.VerifyCodeForm(session)
form
"""
# By files, because the kernel's log has the code that it runs, and what it answers.
SET_PASSWORD = """
from pathlib import Path
cognito = session.aws.boto3_session.client("cognito-idp")
_ = cognito.admin_set_user_password(
    UserPoolId=session.user_pool_id,
    Username="ana",
    Password=Path("password.txt").read_text(),
    Permanent=True,
)
"""
WRITE_TOKEN = """
_ = Path("token.txt").write_text(form.result.access_token.reveal())
"""
EMBED = """
from ipywidgets.embed import embed_minimal_html
embed_minimal_html({!r}, views=[form, send])
"""


def test_what_is_typed_into_forms_is_found_nowhere_again(open_notebook, home):
    """Not in what is saved, exported, shown, logged, or sent to a browser."""
    password, garbage = canary_of("password"), canary_of("token")
    code, secret_of_client = canary_of("code"), canary_of("client")
    notebook = open_notebook(CONNECT + SHOW_BOTH, "send", "verify")
    notebook.lab.save_widget_state(automatically=True)
    # The pool's policy asks for a symbol.
    (home.notebooks / "password.txt").write_text(f"{password}-1")
    notebook.execute(SET_PASSWORD)
    token = notebook.field("Access token").first
    materials = {}

    notebook.field("Password").fill(f"{password}-1")
    notebook.field("Password").press("Enter")
    notebook.see("Signed in as ana")
    notebook.click(re.compile("App client"))
    notebook.field("Client secret").fill(secret_of_client)
    notebook.field("Client secret").press("Tab")
    notebook.field("Code").fill(code)
    notebook.field("Code").press("Enter")
    notebook.see("Nothing was sent")
    with notebook.busy():
        token.fill(garbage)
        token.press("Tab")
        materials["saved while busy"] = notebook.save()
    notebook.see("This is not a JSON Web Token")
    notebook.execute(WRITE_TOKEN)
    real = (home.notebooks / "token.txt").read_text()
    token.fill(f"Bearer {real}")
    token.press("Tab")
    notebook.see("For ana until")
    materials["saved"] = notebook.save()
    materials["checkpoint"] = notebook.checkpoint()
    embedded = notebook.path.with_suffix(".html")
    notebook.execute(EMBED.format(str(embedded)))
    materials["embedded"] = embedded.read_text(encoding="utf-8")
    materials["HTML export"] = export(materials["saved"])
    notebook.reload()
    notebook.see("For ana until")
    materials["page"] = read_page(notebook)
    materials["frames from the kernel"] = b"\n".join(notebook.records.frames_from_kernel)
    materials["frames to the kernel"] = b"\n".join(notebook.records.frames_to_kernel)

    assert len(real) > 500
    for secret in (password, garbage, real, code, secret_of_client):
        assert places_with(materials, secret) == {"frames to the kernel"}
        assert places_with(read_files(home.folder, but=home.notebooks), secret) == set()


def test_an_executed_notebook_has_a_static_copy_and_no_secret(home):
    """Where widgets do not run, a form is seen as it was, but for its password."""
    password = canary_of("executed")
    fill = "form.password.fill(os.environ['SECRET'])\n"
    path = write_notebook(
        home.notebooks / "static.ipynb",
        f"{CONNECT}form.username = 'nobody'\n{fill}form.submit()\n{fill}form",
    )

    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--execute", "--to=notebook", "--inplace", path],
        env=home.environment() | {"SECRET": password},
        check=True,
        capture_output=True,
        timeout=120,
    )

    executed = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(executed, as_version=4)
    copy = notebook.cells[0].outputs[-1]["data"]["text/html"]
    assert "NotAuthorizedException: Incorrect username or password." in copy
    assert "<dt>Password</dt><dd>•••</dd>" in copy
    assert places_with({"notebook": executed, "HTML": export(executed)}, password) == set()
    del notebook.metadata["widgets"]
    assert "Incorrect username or password." in export(nbformat.writes(notebook))
