"""The forms in a real notebook: the whole job with the mouse, and by keyboard; looks."""

import re

import pytest
from playwright.sync_api import expect

SESSION = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1)
session
"""
VERIFYING = """
import cognito_explore as cx
session = cx.connect("embedded", seed=1)
tokens = session.sign_in("ana", "correct-horse-1")
form = cx.VerifyCodeForm(session, tokens)
form
"""
MARKUP = "<img src=x onerror=\"alert('hear')\">$x$\u202egnp.exe"
HOSTILE = f"""
import json, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import cognito_explore as cx

MARKUP = {MARKUP!r}

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({{"__type": "NotAuthorizedException", "message": MARKUP}}).encode()
        self.send_response(400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
session = cx.connect(f"http://127.0.0.1:{{server.server_port}}", client_id="client")
form = cx.SignInForm(session)
form.username = MARKUP
form
"""
FORM = ".jp-NotebookPanel:not(.lm-mod-hidden) .cognito-explore-form"
# The contrast of every text that shows, with the first background behind it that is not
# transparent, as WCAG 2 computes it.
CONTRASTS = """selector => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(it => it / 255)
    .map(it => it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)
    .reduce((sum, it, i) => sum + it * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let it = element; it; it = it.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(it).backgroundColor);
      if (alpha > 0.5) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = {};
  const walker = document.createTreeWalker(
    document.querySelector(selector), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [text, element] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
    if (!text || !element.checkVisibility() || element.tagName === "STYLE") continue;
    const [front, back] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    found[`${text} <${element.className}>`] = Math.round(ratio * 100) / 100;
  }
  return found;
}"""


def sign_in_and_send(page):
    """Have a code sent with the mouse alone, by what the forms offer next."""
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("Signed in as ana").wait_for()
    page.get_by_role("button", name="Next: Send a code").click()
    page.get_by_text("phone_number: +*******0123").filter(visible=True).click()
    page.get_by_role("button", name="Send code", exact=True).click()
    page.get_by_text("Accepted: a code goes to +*******0123 by SMS.").wait_for()


def read_and_verify(page):
    """Read the code where it arrives, verify with it, and look back."""
    page.get_by_role("button", name="Next: Inbox").click()
    page.get_by_text("Your verification code is").wait_for()
    page.get_by_role("button", name="Next: Verify").click()
    page.get_by_role("button", name=re.compile("newest code in the inbox")).click()
    page.get_by_role("button", name="Verify", exact=True).click()
    page.get_by_text("Accepted: phone_number is verified.").wait_for()
    page.get_by_role("button", name="Next: History").click()
    page.get_by_text("5 of 5 attempts.").wait_for()


def test_a_newcomer_sends_and_verifies_a_code_with_the_mouse_alone(open_notebook):
    """From the session in a cell to the history, by what the forms offer next."""
    notebook = open_notebook(SESSION)

    sign_in_and_send(notebook.page)
    notebook.screenshot("explorer")
    read_and_verify(notebook.page)
    notebook.screenshot("explorer-history")

    attempts = [
        ("InitiateAuth", "accepted"),
        ("GetUser", "accepted"),
        ("GetUserAttributeVerificationCode", "accepted"),
        ("VerifyUserAttribute", "accepted"),
        ("GetUser", "accepted"),
    ]
    notebook.expect("[(it.operation, it.outcome) for it in session.history]", attempts)
    assert notebook.records.console_errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_can_be_read_in_both_themes(open_notebook, lab_page, theme):
    """Each stands out from what it is written on, by the ratio that WCAG asks for."""
    lab_page.use_theme(theme)
    notebook = open_notebook(SESSION)
    sign_in_and_send(notebook.page)
    notebook.screenshot(f"explorer-{theme}")

    ratios = notebook.page.evaluate(CONTRASTS, FORM)

    assert len(ratios) > 20
    assert {text: ratio for text, ratio in ratios.items() if ratio < 4.5} == {}


def test_a_narrow_output_cuts_nothing_off(open_notebook):
    """On a small screen the form is as wide as its room; tables scroll by themselves."""
    notebook = open_notebook(SESSION)
    notebook.page.set_viewport_size({"width": 720, "height": 1000})
    sign_in_and_send(notebook.page)
    notebook.screenshot("explorer-narrow")

    wide = notebook.page.evaluate(
        "it => [document.querySelector(it).scrollWidth, document.querySelector(it).clientWidth]",
        FORM,
    )

    cut = notebook.page.evaluate(
        "it => [...document.querySelectorAll(`${it} .lm-TabBar-tabLabel`)]"
        ".filter(label => label.scrollWidth > label.clientWidth + 1).length",
        FORM,
    )
    notebook.page.set_viewport_size({"width": 1280, "height": 1000})
    assert cut == 0
    assert wide[0] <= wide[1]
    assert wide[1] < 500


def test_the_keyboard_alone_signs_in(open_notebook):
    """Tab goes through the fields in the order in which they are read, and Enter submits."""
    notebook = open_notebook(
        SESSION.replace("\nsession\n", "\nform = cx.SignInForm(session)\nform\n")
    )
    keyboard = notebook.page.keyboard
    focused = "() => document.activeElement.labels?.[0].textContent"

    notebook.field("How").focus()
    labels = []
    for _ in range(3):
        keyboard.press("Tab")
        labels.append(notebook.page.evaluate(focused))
    keyboard.type("correct-horse-1")
    keyboard.press("Enter")

    notebook.see("Signed in as ana")
    assert labels == ["Demo user", "Username", "Password"]


@pytest.mark.parametrize("how", ["double click", "Enter and click", "click and Enter"])
def test_two_gestures_that_mean_one_make_one_attempt(open_notebook, how):
    """A later click is another."""
    notebook = open_notebook(VERIFYING)
    field = notebook.field("Code")
    button = notebook.page.get_by_role("button", name="Verify", exact=True)
    tries = "sum(it.operation == 'VerifyUserAttribute' for it in session.history)"
    # Both gestures arrive, however long a machine takes between them.
    notebook.execute("form._timer = lambda: 0.0")

    field.fill("111111")
    if how == "double click":
        button.dblclick()
    elif how == "Enter and click":
        field.press("Enter")
        button.click()
    else:
        button.click()
        field.press("Enter")
    notebook.see("ExpiredCodeException")
    notebook.expect("form.is_busy", value=False)

    notebook.expect(tries, 1)
    notebook.execute("form._timer = lambda: 60.0")
    button.click()
    notebook.expect(tries, 2)


def test_markup_of_a_server_is_shown_as_text(open_notebook):
    """No element is made of it, no formula is typeset, and no script runs."""
    notebook = open_notebook(HOSTILE)
    notebook.field("Password").fill("wrong-password")
    notebook.field("Password").press("Enter")

    shown = notebook.see(re.compile("NotAuthorizedException")).inner_text()

    assert "<img src=x onerror" in shown
    assert "$x$" in shown
    assert "\\u202e" in shown
    made = notebook.page.locator(f"{FORM} img, {FORM} mjx-container")
    assert made.count() == 0
    assert notebook.records.alerts == []


def test_voila_shows_the_explorer_and_sends_a_code(open_in_voila):
    """A page without a notebook does the same job."""
    page = open_in_voila(SESSION)

    sign_in_and_send(page)

    read_and_verify(page)


def use_form(open_notebook, options=""):
    """Open a sign-in form of its own."""
    form = f"\nform = cx.SignInForm(session{options})\nform\n"
    return open_notebook(SESSION.replace("\nsession\n", form))


def test_a_token_can_be_pasted_with_the_mouse_and_keyboard(open_notebook):
    """Choosing how shows the field, and hides those of the password."""
    notebook = use_form(open_notebook)
    hidden = notebook.field("Access token").count()

    notebook.field("How").select_option("Paste an access token")
    notebook.field("Access token").fill("not.a.token")
    notebook.screenshot("paste")
    notebook.field("Access token").press("Enter")

    notebook.see("Nothing was sent: this is not right yet.")
    assert hidden == 0
    assert notebook.field("Password").count() == 0


def test_a_second_factor_is_asked_for_step_by_step(open_notebook):
    """Only the field that the step needs shows, and the code can be filled in."""
    notebook = use_form(open_notebook, ", username='emil'")

    notebook.click("Sign in")
    notebook.see("Enter the code that was sent by SMS to +*******0156.")
    notebook.screenshot("second-factor")
    fields = [notebook.field(label).count() for label in ("Sign-in code", "Once more", "Password")]
    notebook.click(re.compile("^Use .* the newest code in the inbox$"))
    notebook.click("Go on")

    notebook.see("Signed in as emil")
    assert fields == [1, 0, 0]


def test_a_new_password_is_typed_twice(open_notebook):
    """Both fields show, and the sign-in goes on with what is in them."""
    notebook = use_form(open_notebook, ", username='dora'")

    notebook.click("Sign in")
    notebook.see("The user must set a new password.")
    # While it is busy, it still takes what was typed before.
    expect(notebook.page.get_by_role("button", name="Go on")).to_be_enabled()
    for label in ("New password", "Once more"):
        notebook.field(label).fill("new-paper-boat-44")
    notebook.click("Go on")

    notebook.see("Signed in as dora")


def test_labels_belong_to_their_own_fields(open_notebook):
    """However many secret fields there are, no two share an id."""
    notebook = open_notebook(
        "import cognito_explore as cx, ipywidgets\n"
        "ipywidgets.VBox([cx.SecretInput(f'Secret {n}') for n in range(30)])"
    )
    notebook.field("Secret 29").wait_for()

    ids = notebook.page.evaluate(
        "() => [...document.querySelectorAll('.cognito-explore-secret input')].map(it => it.id)"
    )

    assert len(set(ids)) == len(ids) == 30


def test_the_keyboard_opens_what_is_folded(open_notebook):
    """The client secret can be reached without a mouse."""
    notebook = use_form(open_notebook)

    notebook.field("Password").focus()
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")

    notebook.field("Client secret").wait_for()


def test_a_quick_click_finds_what_was_chosen_last(open_notebook):
    """A browser holds changes back while one is being taken, but not clicks."""
    notebook = open_notebook(
        SESSION.replace(
            "\nsession\n",
            "\ntokens = session.sign_in('ana', 'correct-horse-1')\n"
            "form = cx.SendCodeForm(session, tokens)\nform\n",
        )
    )
    notebook.see("phone_number: +*******0123")

    notebook.page.evaluate(
        """selector => {
          const form = document.querySelector(selector);
          const [email, phone] = form.querySelectorAll("input[type=radio]");
          const send = [...form.querySelectorAll("button")].find(
            it => it.textContent.trim() === "Send code");
          for (const it of [phone, email, phone, email, send]) it.click();
        }""",
        FORM,
    )

    notebook.see("Accepted: a code goes to a***@e*** by EMAIL.")
