"""The forms for what SMS need outside Cognito, in a real notebook, with the mouse."""

import re

import pytest

from browser.test_explorer import CONTRASTS, FORM

SANDBOX = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="sandbox, number not verified")
session
"""
ORIGINATION = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="no origination number")
with open("opt-in.png", "wb") as file:
    file.write(b"\\x89PNG\\r\\n\\x1a\\n made up")
session
"""
SPENT = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="spend limit reached")
session
"""
OPT_IN = (
    "Customers enter their phone number at https://www.example.com/signup and tick an empty "
    "box, which is not required: I agree to receive text messages with sign-in codes from "
    "Example Corp, one message per login attempt. Message and data rates may apply. Reply HELP "
    "for help, STOP to cancel. Privacy policy: https://www.example.com/privacy. Terms: "
    "https://www.example.com/terms."
)
TEXTS = {
    "Company name": "Example Corp",
    "Company website": "https://www.example.com",
    "Address 1": "123 Any Street",
    "City": "Any Town",
    "State or province": "WA",
    "Zip or postal code": "98101",
    "Country": "US",
    "First name": "Jane",
    "Last name": "Doe",
    "Support email": "support@example.com",
    "Support phone number": "+12065550142",
    "Use case details": "One-time codes for customers who sign in.",
    "Opt-in workflow description": OPT_IN,
    "Privacy policy URL": "https://www.example.com/privacy",
    "Terms and conditions URL": "https://www.example.com/terms",
    "Message sample 1": "Example Corp: your code is 123456. Reply STOP to opt out.",
}
CHOICES = {
    "Business type": "SOLE_PROPRIETOR",
    "Monthly SMS volume": "100",
    "Use case category": "ONE_TIME_PASSCODES",
    "Opt-in type": "DIGITAL_FORM",
}


def assert_nothing_cut_off(notebook):
    """See that the form is as wide as its room, and no button's text is cut off."""
    wide = notebook.page.evaluate(
        "it => [document.querySelector(it).scrollWidth, document.querySelector(it).clientWidth]",
        FORM,
    )
    cut = notebook.page.evaluate(
        "it => [...document.querySelectorAll(`${it} button, ${it} .lm-TabBar-tabLabel`)]"
        ".filter(it => it.checkVisibility() && it.scrollWidth > it.clientWidth + 1)"
        ".map(it => it.textContent)",
        FORM,
    )
    assert wide[0] <= wide[1]
    assert cut == []


def look(notebook, name):
    """Take a picture at normal and at narrow width."""
    notebook.screenshot(name)
    notebook.page.set_viewport_size({"width": 720, "height": 1000})
    notebook.page.wait_for_timeout(300)
    notebook.screenshot(f"{name}-narrow")
    assert_nothing_cut_off(notebook)
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})


def test_a_sandbox_number_is_verified_and_removed_with_the_mouse_alone(open_notebook):
    """From the sign-in to the verified number, and a day later to the empty sandbox."""
    notebook = open_notebook(SANDBOX)

    notebook.click("Sign in")
    notebook.see("Signed in as ana")
    notebook.click("SMS sandbox", role="tab")
    notebook.see("us-east-1 is in the SMS sandbox: SMS reach verified numbers only.")
    notebook.click("Use +*******0123, the signed-in user's")
    look(notebook, "sandbox")
    notebook.click("Add number")
    notebook.see("A code goes to +*******0123 by SMS.")
    look(notebook, "sandbox-pending")
    notebook.click(re.compile("^Use .* the newest code in the inbox$"))
    notebook.click("Verify number")
    notebook.see("+*******0123 is verified: SMS reach it.")
    look(notebook, "sandbox-verified")
    notebook.click("Remove number")
    notebook.see("AWS keeps a number for 24 hours after it was verified, or last tried.")
    notebook.click("Let a day pass")
    notebook.see("On the embedded AWS it is")
    notebook.click("Remove number")

    notebook.see("The number was removed.")
    notebook.expect("len(session.sandbox().list_numbers())", 0)
    assert notebook.records.console_errors == []


def fill_in(notebook):
    """Fill in the registration as its fields are read."""
    for label, text in TEXTS.items():
        notebook.field(label).fill(text)
    for label, choice in CHOICES.items():
        notebook.field(label).select_option(choice)
    notebook.field("Opt-in workflow image").fill("opt-in.png")
    notebook.field("Opt-in workflow image").blur()
    notebook.click("Hand the picture in…")
    notebook.see("Hand in opt-in.png in us-east-1? Nothing was done yet.")
    look(notebook, "origination-picture")
    notebook.click("Yes, hand it in")
    notebook.see("The picture is handed in: its id is in the field.")


def save(notebook):
    """Save the registration, with whatever is wrong."""
    notebook.click("Save the registration…")
    notebook.click("Yes, save it as a draft")
    notebook.see("The registration is saved as a draft.")


def open_sections(notebook):
    """Unfold what is folded of the registration."""
    for name in ("Contact info", "Messaging use case", "Message samples"):
        notebook.page.get_by_role("button", name=re.compile(f"^▸ {name}")).click()


def test_a_number_is_requested_registered_and_reviewed(open_notebook):
    """From the country to COMPLETE, each step after the one before."""
    notebook = open_notebook(ORIGINATION)

    notebook.click("Origination number", role="tab")
    notebook.see("SMS leave from us-east-1.")
    look(notebook, "origination")
    notebook.field("To country").select_option("United States")
    notebook.click("Request a number…")
    notebook.see("Nothing was done yet.")
    look(notebook, "origination-request")
    notebook.expect("len(session.origination().list_numbers())", 0)
    notebook.click("Yes, request it: it costs by the month")
    notebook.see("it is the account's now")
    look(notebook, "origination-registration")
    open_sections(notebook)
    fill_in(notebook)
    notebook.field("Company name").fill("")
    notebook.click("Check")
    look(notebook, "origination-checked")
    save(notebook)
    notebook.see("1 of 2 findings says that it would be refused.")
    look(notebook, "origination-draft")
    notebook.field("Company name").fill("Example Corp")
    save(notebook)
    notebook.click("Submit for review…")
    look(notebook, "origination-submit")
    notebook.click("Yes, submit it")
    notebook.see("Version 1 is handed in: SUBMITTED.")
    notebook.click("Let a day pass")
    notebook.see("Now: the carriers look at it.")
    look(notebook, "origination-review")
    notebook.click("Let 15 days pass")

    notebook.see(re.compile(r"\+\*+\d{4} is ACTIVE\."))
    look(notebook, "origination-done")
    statuses = "[it.status for it in session.origination().list_registrations()]"
    notebook.expect(statuses, ["COMPLETE"])
    assert notebook.records.console_errors == []


def test_a_reached_limit_is_raised_with_the_mouse(open_notebook):
    """What keeps SMS from going out is told where they leave from, with what mends it."""
    notebook = open_notebook(SPENT)

    notebook.click("Origination number", role="tab")
    notebook.see("The monthly spend limit is reached: no SMS goes out until the month ends.")
    notebook.field("New limit in USD").fill("20")
    notebook.click("Raise the limit…")
    notebook.see("Set the monthly limit of us-east-1 to 20 USD? Nothing was done yet.")
    look(notebook, "origination-limit")
    notebook.expect("session.origination().limits().limit_usd", 1.0)
    notebook.click("Yes, raise it")

    notebook.see("The monthly limit is 20 USD now.")
    notebook.expect("session.origination().limits().limit_usd", 20.0)
    assert notebook.records.console_errors == []


def assert_texts_can_be_read(notebook):
    """See that each text stands out from what it is written on, by the ratio of WCAG."""
    ratios = notebook.page.evaluate(CONTRASTS, FORM)
    assert len(ratios) > 20
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sandbox_can_be_read_in_both_themes(open_notebook, lab_page, theme):
    """With a number to verify, and after a refusal."""
    lab_page.use_theme(theme)
    notebook = open_notebook(SANDBOX)
    notebook.click("SMS sandbox", role="tab")
    notebook.field("Phone number").fill("+12025550123")
    notebook.click("Add number")
    notebook.see("A code goes to +*******0123 by SMS.")
    notebook.screenshot(f"sandbox-{theme}")
    assert_texts_can_be_read(notebook)

    notebook.field("Code").fill("111111")
    notebook.click("Verify number")
    notebook.see("Type the newest code that this number received.")

    notebook.screenshot(f"sandbox-refused-{theme}")
    assert_texts_can_be_read(notebook)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_origination_number_can_be_read_in_both_themes(open_notebook, lab_page, theme):
    """With what it costs, with all that is wrong in the registration, and with its draft."""
    lab_page.use_theme(theme)
    notebook = open_notebook(ORIGINATION)
    notebook.click("Origination number", role="tab")
    notebook.field("To country").select_option("United States")
    notebook.click("Request a number…")
    notebook.see("Nothing was done yet.")
    notebook.screenshot(f"origination-request-{theme}")
    assert_texts_can_be_read(notebook)

    notebook.click("Yes, request it: it costs by the month")
    notebook.see("it is the account's now")
    notebook.click("Check")
    notebook.see("Company name is missing.")
    notebook.click("Save the registration…")
    notebook.see("findings say that it would be refused.")

    notebook.screenshot(f"origination-refused-{theme}")
    assert_texts_can_be_read(notebook)
