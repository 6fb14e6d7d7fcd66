"""The forms for what SMS need outside Cognito, in a real notebook, with the mouse."""

import re

SANDBOX = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="sms_sandbox")
session
"""
ORIGINATION = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1, scenario="no_origination_number")
sms = session.boto3_session.client("pinpoint-sms-voice-v2")
picture = sms.create_registration_attachment(AttachmentBody=b"\\x89PNG\\r\\n\\x1a\\n made up")
session
"""
FORM = ".jp-NotebookPanel:not(.lm-mod-hidden) .cognito-explore-form"
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
    notebook.see("AWS keeps it for 24 hours after its last code.")
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
    picture = notebook.evaluate("picture['RegistrationAttachmentId']").strip("'")
    notebook.field("Opt-in workflow image").fill(picture)
    notebook.field("Opt-in workflow image").blur()


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
    notebook.click("Check")
    look(notebook, "origination-checked")
    notebook.click("Save the registration…")
    notebook.click("Yes, save it as a draft")
    notebook.see("The registration is saved as a draft.")
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
