"""The diagnosis in a real notebook: what is wrong, with the mouse, in both themes."""

import pytest

from browser.test_explorer import CONTRASTS, FORM
from browser.test_sms_forms import SANDBOX, look

DIAGNOSIS = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="sandbox, number not verified")
tokens = session.sign_in("ana", "correct-horse-1")
session.diagnose(tokens.access_token)
"""
OUTPUT = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea .cognito-explore"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lost_code_is_explained_with_the_mouse_alone(open_notebook, lab_page, theme):
    """From the sign-in to what keeps the code, and its fix as code."""
    lab_page.use_theme(theme)
    notebook = open_notebook(SANDBOX)

    notebook.click("Sign in")
    notebook.see("Signed in as ana")
    notebook.click("Diagnose", role="tab")
    notebook.see("For ana until")
    notebook.field("Attribute").select_option("phone_number")
    notebook.click("Find out why")
    notebook.see("A code for phone_number will not arrive because: The account is in the SMS")
    notebook.page.get_by_text("What to do, as code: boto3").click()
    notebook.see("sns.create_sms_sandbox_phone_number(")
    look(notebook, f"diagnose-{theme}")

    ratios = notebook.page.evaluate(CONTRASTS, FORM)
    assert len(ratios) > 20
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}
    assert notebook.records.console_errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_diagnosis_can_be_read_as_the_last_line_of_a_cell(open_notebook, lab_page, theme):
    """Without any form, and without the style of one; all of it once it is unfolded."""
    lab_page.use_theme(theme)
    notebook = open_notebook(DIAGNOSIS)

    notebook.see("A code for phone_number will not arrive because: The account is in the SMS")
    notebook.page.evaluate(
        "it => document.querySelectorAll(`${it} details`).forEach(it => { it.open = true })",
        OUTPUT,
    )
    notebook.see("Embedded AWS: nothing is really sent.")
    notebook.screenshot(f"diagnosis-{theme}")

    ratios = notebook.page.evaluate(CONTRASTS, OUTPUT)
    assert len(ratios) > 20
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}
    assert notebook.records.console_errors == []
