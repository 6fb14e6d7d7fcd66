"""Codes for many users in a real notebook: a frame of a cell, stopped and resumed by mouse."""

import re

import pytest

from browser.test_explorer import CONTRASTS, FORM

USERS = """
import pandas as pd
import cognito_explore as cx
session = cx.connect("embedded", seed=1)
rows = []
for number in range(60):
    name = f"user-{number}"
    made = {"UserPoolId": session.user_pool_id, "Username": name}
    cognito = session.aws.boto3_session.client("cognito-idp")
    number = {"Name": "phone_number", "Value": f"+1202555{number:04}"}
    cognito.admin_create_user(**made, MessageAction="SUPPRESS", UserAttributes=[number])
    cognito.admin_set_user_password(**made, Password="paper-lantern-3", Permanent=True)
    token = session.aws.issue_token(name, scope="aws.cognito.signin.user.admin").reveal()
    rows.append({"access_token": token, "attribute_name": "phone_number"})
users = pd.DataFrame(rows)
users["phone_number"] = "+12025550123"
users.loc[60] = [None, "phone_number", "+12025550123"]
cx.BatchForm(session)
"""

# Labels that end in an ellipsis.
CUT_OFF = """form => [...document.querySelectorAll(`${form} .widget-checkbox label`)]
    .filter(label => label.scrollWidth > label.clientWidth).map(label => label.textContent)"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_batch_is_looked_at_stopped_and_resumed_with_the_mouse(open_notebook, lab_page, theme):
    """Stop acts while it runs, and Resume sends the rest."""
    lab_page.use_theme(theme)
    notebook = open_notebook(USERS)

    notebook.click("Preview")
    notebook.see("60 of 61 rows would be sent")
    notebook.screenshot(f"batch-preview-{theme}")
    assert notebook.page.evaluate(CUT_OFF, FORM) == []
    notebook.field("Requests a second").fill("4")
    notebook.field("Journal").fill(f"{theme}.jsonl")
    notebook.click("Start")
    notebook.see(re.compile(r"of 61 rows: \d+ accepted"))
    notebook.screenshot(f"batch-running-{theme}")
    notebook.click("Stop")
    notebook.see("Stopped: ")
    notebook.screenshot(f"batch-stopped-{theme}")
    notebook.field("Requests a second").fill("5000")
    notebook.click("Resume")
    notebook.see("Done: 61 of 61 rows: 60 accepted, 1 not sent.")
    notebook.click("Export CSV")
    notebook.see(f"Saved as {theme}_results.csv.")
    notebook.screenshot(f"batch-saved-{theme}")

    ratios = notebook.page.evaluate(CONTRASTS, FORM)
    assert len(ratios) > 10
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}
    assert notebook.records.console_errors == []
