"""The SMS sandbox as a form: which Region, which numbers, and what can be done with each."""

import json
import threading

import ipywidgets
import pytest
import traitlets
from conftest import NOW

import cognito_explore as cx
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.widgets.sandbox_form import SandboxForm
from widgets.conftest import (
    CODE,
    button,
    click,
    enter,
    execute,
    find,
    give,
    is_shown,
    patient,
    read,
    state,
    walk,
)

NUMBER = "+12025550123"
MASKED = "+*******0123"
READS = (
    "cognito-idp:DescribeUserPool",
    "sns:GetSMSSandboxAccountStatus",
    "sns:ListSMSSandboxPhoneNumbers",
)
WRITES = {
    "Add number": "sns:CreateSMSSandboxPhoneNumber",
    "Verify number": "sns:VerifySMSSandboxPhoneNumber",
    "Remove number": "sns:DeleteSMSSandboxPhoneNumber",
}


@pytest.fixture
def session():
    """A session on an embedded AWS whose account is in the SMS sandbox."""
    return cx.connect("embedded", seed=1, now=NOW, scenario="sandbox, number not verified")


@pytest.fixture
def form(session):
    """A form that is looked at, on which every click counts."""
    made = patient(SandboxForm(session))
    look(made)
    return made


def look(form):
    """Look at a form, and wait for what AWS says."""
    form._look()


def add(form, number=NUMBER):
    """Add a number, and give the code that it got."""
    form.phone_number = number
    click(form)
    return form.session.aws.messages()[-1].code


def verify(form):
    """Add a number, and verify it."""
    form.received.fill(add(form))
    click(form, "Verify number")


def chosen(form):
    """Find the choice among the numbers."""
    return find(form, ipywidgets.Dropdown, "Number")


def requests(session):
    """Count what is asked of AWS from now on."""
    asked = []
    session.boto3_session.events.register(
        "before-call", lambda model, **_: asked.append(model.name)
    )
    return asked


def test_form_that_is_only_made_asks_nothing(session):
    """Neither a form nor an explorer asks AWS before anybody looks."""
    asked = requests(session)

    explorer = cx.Explorer(session)
    form = SandboxForm(session)

    assert asked == []
    assert (form.region, form.is_busy) == ("", False)
    assert explorer.forms["SMS sandbox"].children == ()


def test_tab_that_is_opened_reads_and_changes_nothing(session):
    """What a look asks for changes and costs nothing."""
    asked = requests(session)
    explorer = cx.Explorer(session)

    explorer.open_tab("SMS sandbox")
    look(explorer.forms["SMS sandbox"])

    assert "is in the SMS sandbox" in read(explorer.forms["SMS sandbox"])
    assert {
        it.removeprefix("Get").removeprefix("List").removeprefix("Describe") for it in asked
    } == {
        "UserPool",
        "SMSSandboxAccountStatus",
        "SMSSandboxPhoneNumbers",
        "VerifiedDestinationNumbers",
    }


def test_form_in_a_cell_is_looked_at(session):
    """What a cell shows has what AWS says in it, soon."""
    form = SandboxForm(session)
    seen = threading.Event()
    form.observe(lambda _: seen.set(), "region")

    form._repr_mimebundle_()

    assert seen.wait(60)


def test_region_is_that_of_the_route(form):
    """It says which Region it looks at, and why."""
    assert form.region == "us-east-1"
    assert "SMS leave from us-east-1." in read(form)
    assert "us-east-1 is in the SMS sandbox: SMS reach verified numbers only." in read(form)
    assert "0 of 10 numbers used." in read(form)


def test_both_regions_of_a_route_are_offered():
    """Where it is open which Region sends, both come first, and the likelier is looked at."""
    session = cx.connect("embedded", seed=1, now=NOW, scenario="SMS leave from another Region")
    form = patient(SandboxForm(session))

    look(form)
    labels = [label for label, _ in find(form, ipywidgets.Dropdown, "Region").options]
    first = read(form)
    form.region = "us-east-2"
    look(form)

    assert labels[:2] == [
        "us-east-1: the pool's SMS may leave from here",
        "us-east-2: the pool's SMS may leave from here",
    ]
    assert "us-east-1 is in the SMS sandbox" in first
    assert "us-east-2 is out of the SMS sandbox" in read(form)
    assert not is_shown(form, find(form, ipywidgets.Text, "Phone number"))


def test_region_is_chosen_by_hand(form):
    """Another Region has a sandbox of its own, and keeps being looked at."""
    verify(form)

    find(form, ipywidgets.Dropdown, "Region").value = "eu-west-1"
    look(form)

    assert form.region == "eu-west-1"
    assert MASKED not in form._list.value
    assert "eu-west-1 is out of the SMS sandbox" in read(form)
    look(form)
    assert form.region == "eu-west-1"


def test_session_without_pool_looks_at_its_own_region(remote):
    """Without a pool there is no route, and the form says so."""
    form = SandboxForm(remote)

    form._find_region()

    assert form.region == "us-east-1"
    assert "This session names no user pool" in read(form)


@pytest.mark.parametrize("wrong", ["Frankfurt", "eu-central", "eu-central-1 ", "<b>"])
def test_what_is_no_region_is_refused(form, wrong):
    """A Region is named as AWS names it."""
    with pytest.raises(traitlets.TraitError, match="AWS Region"):
        form.region = wrong


def test_number_is_added_verified_and_removed(form, session):
    """The whole story, by clicks."""
    code = add(form)
    added = form.result
    told = read(form)
    form.received.fill(code)
    click(form, "Verify number")
    verified = form.result
    click(form, "Remove number")
    too_early = form.error
    click(form, "Let a day pass")
    click(form, "Remove number")

    assert (added.status, verified.status) == ("Pending", "Verified")
    assert f"A code goes to {MASKED} by SMS." in told
    assert "4 left today. It can be removed after 2026-11-23 12:00:00 UTC." in told
    assert "24 hours after it was verified, or last tried" in str(too_early)
    assert form.error is None
    assert form.result.numbers_left == 10
    assert "The number was removed." in read(form)
    assert session.sandbox().list_numbers() == []


def test_code_in_the_inbox_is_offered(form):
    """On the embedded AWS, one click fills in the code."""
    add(form)

    button(form, "Use ").click()
    click(form, "Verify number")

    assert form.result.status == "Verified"
    assert not is_shown(form, form.received)
    assert not is_shown(form, button(form, "Use "))


def test_number_of_the_signed_in_user_is_offered(session):
    """Whoever signed in need not type their number."""
    explorer = cx.Explorer(session)
    explorer.forms["Sign in"].submit()
    form = patient(explorer.forms["SMS sandbox"])
    explorer.open_tab("SMS sandbox")
    look(form)
    mine = button(form, f"Use {MASKED}")

    mine.click()
    typed = form.phone_number
    click(form)

    assert typed == NUMBER
    assert form.result.phone_number.reveal() == NUMBER
    assert not is_shown(form, mine)


def test_verified_number_leads_to_sending(session):
    """What comes next is to send a code, once a number is verified."""
    explorer = cx.Explorer(session)
    form = patient(explorer.forms["SMS sandbox"])
    explorer.open_tab("SMS sandbox")
    add(form)
    before = is_shown(form, button(form, "Next"))

    form.received.fill(session.aws.messages()[-1].code)
    click(form, "Verify number")

    assert before is False
    assert is_shown(form, button(form, "Next: Send a code"))


def test_submit_adds_the_number_without_a_look(session):
    """From code a form can be used at once, also in a tab that nobody opened."""
    form = cx.Explorer(session).forms["SMS sandbox"]
    form.phone_number, form.language = NUMBER, "de-DE"

    added = form.submit()

    assert added.status == "Pending"
    assert form.region == "us-east-1"
    assert form.phone_number == ""


def test_code_lines_can_be_run(form):
    """What a click did is a line that does it again."""
    code = add(form)
    adding = form.code
    form.received.fill(code)
    click(form, "Verify number")
    verifying = form.code
    other = cx.connect("embedded", seed=1, now=NOW, scenario="sandbox, number not verified")

    execute(adding, other, typed=NUMBER)
    execute(verifying, other, typed=other.aws.messages()[-1].code)

    assert [it.status for it in other.sandbox().list_numbers()] == ["Verified"]
    other.aws.clock.advance(days=1)
    click(form, "Let a day pass")
    click(form, "Remove number")
    execute(form.code, other)
    assert other.sandbox().list_numbers() == []


def test_line_with_getpass_shows_its_import(form):
    """What is copied runs as it is."""
    add(form)

    assert form._panel.text("this session (Python)").startswith("import getpass\n")


def test_numbers_that_look_alike_are_told_apart(form):
    """A mask that fits two names neither, so the line asks for the number."""
    add(form)
    code = add(form, "+13125550123")

    form.received.fill(code)
    click(form, "Verify number")

    assert form.result.phone_number.reveal() == "+13125550123"
    assert 'verify(getpass.getpass("Phone number: ")' in form.code


def test_language_goes_along(form):
    """The line names the language that was chosen."""
    find(form, ipywidgets.Dropdown, "Language").value = "de-DE"

    add(form)

    assert form.code.endswith("'de-DE')")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("", "It is empty."),
        ("12025550123", "The country is missing"),
        ("ana@example.com", "It is an e-mail address."),
        ("+999123456789", "No country has the code"),
        ("+1202<b>", "There are letters in it."),
    ],
)
def test_bad_number_is_told_and_nothing_sent(form, session, wrong, told):
    """What is wrong is told, and what was typed stays to be mended."""
    form.phone_number = wrong

    click(form)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert told in read(form)
    assert form.phone_number == wrong
    assert session.aws.messages() == []


def test_wrong_code_is_told(form):
    """The number stays pending, and the code is forgotten."""
    add(form)
    form.received.fill("000000")

    click(form, "Verify number")

    assert "VerificationException" in read(form)
    assert form.received.is_filled is False
    assert "Pending" in read(form)


@pytest.mark.parametrize("wrong", ["", "12", "abcdef"])
def test_what_is_no_code_is_told(form, wrong):
    """Nothing is sent for what cannot be a code."""
    add(form)
    form.received.fill(wrong)

    click(form, "Verify number")

    assert "A code is five to eight digits." in read(form)


def test_limits_are_told_before_they_bite(form, session):
    """The eleventh number, and the sixth code a day."""
    for last in range(10):
        session.sandbox().add(f"+1202555010{last}")
    look(form)
    full = read(form)
    add(form)
    eleventh = str(form.error)
    for _ in range(5):
        click(form, "Send another code")

    assert "10 of 10 numbers used. The first can be removed after 2026-11-23 12:00:00 UTC." in full
    assert "There are 10 numbers in this sandbox" in eleventh
    assert "It was sent 5 codes in 24 hours" in str(form.error)
    assert "Type its code; it gets no more today." in read(form)


def test_another_code_goes_to_the_number_that_is_chosen(form, session):
    """It is the one in the list, not what was typed last."""
    add(form)
    add(form, "+13125550145")
    chosen(form).value = chosen(form).options[0][1]

    click(form, "Send another code")

    assert session.aws.messages()[-1].to == NUMBER


def test_code_of_one_number_is_not_anothers(form):
    """Choosing another number forgets what was typed."""
    add(form)
    add(form, "+13125550145")
    form.received.fill(CODE)

    chosen(form).value = chosen(form).options[0][1]

    assert form.received.is_filled is False


def test_enter_adds_and_verifies(form, session):
    """Enter in a field does what the button beside it does."""
    form.phone_number = NUMBER
    field = find(form, ipywidgets.Text, "Phone number")
    with_enter(form, field)
    added = form.result
    give(form.received, session.aws.messages()[-1].code)
    with_enter(form, form.received)

    assert (added.status, form.result.status) == ("Pending", "Verified")


def with_enter(form, field):
    """Press Enter, and wait for what comes of it."""
    done = threading.Event()
    form.observe(lambda change: change["new"] or done.set(), "is_busy")
    enter(field)
    assert done.wait(60)


def test_double_click_sends_one_code(form, session):
    """The second of two quick clicks is part of the first."""
    form._timer = lambda: 5.0
    form.phone_number = NUMBER

    click(form)
    form.phone_number = NUMBER
    button(form, form.BUTTON).click()

    assert form.is_busy is False
    assert len(session.aws.messages()) == 1


@pytest.mark.parametrize("action", READS)
def test_missing_permission_to_read_is_a_card(session, action):
    """It names the action; what else is there can still be used."""
    session.aws.deny(action)
    form = patient(SandboxForm(session))
    look(form)
    told = read(form)

    verify(form)

    assert f"AWS denies `{action}`" in told
    assert "ce-warning" in told
    if action == READS[-1]:
        # Without the list there is nothing to choose from.
        assert "No number is chosen." in str(form.error)
    else:
        assert form.result.status == "Verified"


def test_missing_permission_to_see_times_is_a_card(session):
    """SNS works, and when numbers can be removed is not known."""
    form = patient(SandboxForm(session))
    session.sandbox().add(NUMBER)
    session.sandbox()._codes.clear()
    session.sandbox()._added = refuse
    look(form)

    assert "Allow `sms-voice:DescribeVerifiedDestinationNumbers`" in read(form)
    assert "When it can be removed is not known." in read(form)


def refuse():
    """Refuse, as AWS does whoever may not see the times."""
    msg = "not authorized"
    raise cx.ServiceError(msg)


@pytest.mark.parametrize("label", WRITES)
def test_missing_permission_to_change_is_a_card(form, session, label):
    """It names the action, and the rest is still there."""
    if label != "Add number":
        form.received.fill(add(form))
        session.aws.clock.advance(days=0 if label == "Verify number" else 1)
    session.aws.deny(WRITES[label])
    form.phone_number = NUMBER

    click(form, label)

    assert form.error is not None
    assert f"Allow `{WRITES[label]}`" in form.error.hint
    assert WRITES[label] in read(form)
    session.aws.allow(WRITES[label])
    assert "is in the SMS sandbox" in read(form)


def test_code_is_in_no_widget(form):
    """The one-time password is in no trait, state, line, or twin."""
    add(form)

    give(form.received, CODE)
    before = state(form), form.to_html(), repr(form)
    click(form, "Verify number")

    for text in (*before, state(form), form.to_html(), repr(form), form.code, repr(form.error)):
        assert CODE not in text


def test_number_shows_while_it_is_typed_only(form):
    """Lines, cards, results and the twin show its last four digits."""
    form.phone_number = NUMBER
    twin = form.to_html()
    click(form)
    form.received.fill(form.session.aws.messages()[-1].code)
    click(form, "Verify number")

    assert NUMBER not in twin
    assert MASKED in twin
    for text in (form.to_html(), form.code, repr(form.result), read(form)):
        assert "2025550" not in text
    shown = [it.get_state() for it in walk(form) if not isinstance(it, ipywidgets.Text)]
    assert "2025550" not in json.dumps(shown, default=repr)


def test_hostile_answers_are_escaped(form, session):
    """What a list holds does no harm."""
    sandbox = session.sandbox()
    sandbox._list = lambda: {PhoneNumber.as_listed("<img src=x>$x$"): "<b>Pending</b>"}

    look(form)

    assert "<img" not in read(form)
    assert "<b>" not in read(form)


def test_every_field_has_a_label(form):
    """A screen reader says what each is for."""
    verify(form)
    kinds = (ipywidgets.Text, ipywidgets.Dropdown, ipywidgets.Button)

    for it in walk(form):
        if isinstance(it, kinds) and is_shown(form, it):
            assert it.description


def test_what_is_unforeseen_in_the_background_shows(form, session):
    """A defect while looking is a card, not silence."""
    session.sandbox().status = lambda: 1 / 0

    look(form)

    assert "ZeroDivisionError" in read(form)


def test_late_answer_about_another_region_is_not_shown(form, session):
    """Who went on to another Region sees that one."""
    slow, go = threading.Event(), threading.Event()
    sandbox = session.sandbox("us-east-1")
    status = sandbox.status

    def wait():
        slow.set()
        assert go.wait(60)
        return status()

    sandbox.status = wait
    looking = threading.Thread(target=form._look)
    looking.start()
    assert slow.wait(60)
    form.region = "eu-west-1"
    look(form)
    go.set()
    looking.join(60)

    assert "eu-west-1 is out of the SMS sandbox" in read(form)
    assert "us-east-1 is in" not in read(form)


@pytest.mark.parametrize("name", ["phone", "number", "sesion"])
def test_unknown_values_are_refused(session, name):
    """A misspelt value would do nothing."""
    with pytest.raises(TypeError, match=name):
        SandboxForm(session, **{name: NUMBER})


def test_values_are_filled_in_by_name(session):
    """Each can be given when the form is made."""
    form = SandboxForm(session, region="eu-west-1", phone_number=NUMBER, language="fr-FR")

    assert find(form, ipywidgets.Text, "Phone number").value == NUMBER
    assert find(form, ipywidgets.Dropdown, "Region").value == "eu-west-1"
    assert find(form, ipywidgets.Dropdown, "Language").value == "fr-FR"


def test_static_copy_says_each_thing_once(form):
    """What stands beside a button in the midst of the fields is not said again below them."""
    add(form)

    assert form.to_html().count("of 10 numbers used") == 1
    assert form.to_html().count("A code goes to") == 1


def test_misspelt_region_is_a_card(session):
    """It says what is meant, nothing is waited for, and the right one takes it away."""
    form = patient(SandboxForm(session, region="us-esat-1"))
    look(form)
    shown = read(form)
    form.phone_number = NUMBER
    click(form)
    refused = form.error

    form.region = "us-east-1"
    look(form)

    assert "boto3 knows no Region us-esat-1" in shown
    assert "us-east-1" in shown
    assert "Looking…" not in shown
    assert isinstance(refused, cx.ConfigurationError)
    assert "boto3 knows no Region" not in read(form)
    assert "us-east-1 is in the SMS sandbox" in read(form)
