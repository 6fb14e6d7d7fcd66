"""The path to an origination number as a form: each step, and what may not happen by accident."""

import dataclasses
import os
import threading

import ipywidgets
import pytest
import traitlets
from conftest import NOW

import cognito_explore as cx
from cognito_explore.sms.number_records import OriginationNumber
from cognito_explore.sms.proposals import Proposal
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.registration_records import Registration, RegistrationVersion
from cognito_explore.widgets import cards
from cognito_explore.widgets.denial_reasons import reasons_about
from cognito_explore.widgets.origination_form import OriginationForm
from cognito_explore.widgets.spend_limit import can_be_raised
from widgets.conftest import button, click, execute, find, is_shown, patient, read, state, walk

SERVICE = "pinpoint-sms-voice-v2"
TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
OPT_IN = (
    "Customers enter their phone number at https://www.example.com/signup and tick an empty "
    "box, which is not required: I agree to receive text messages with sign-in codes from "
    "Example Corp, one message per login attempt. Message and data rates may apply. Reply HELP "
    "for help, STOP to cancel. Privacy policy: https://www.example.com/privacy. Terms: "
    "https://www.example.com/terms."
)
EMAIL, PHONE = "support@example.com", "+12065550142"
VALUES = {
    "companyInfo.companyName": "Example Corp",
    "companyInfo.businessType": ["SOLE_PROPRIETOR"],
    "companyInfo.website": "https://www.example.com",
    "companyInfo.address1": "123 Any Street",
    "companyInfo.city": "Any Town",
    "companyInfo.state": "WA",
    "companyInfo.zipCode": "98101",
    "companyInfo.isoCountryCode": "US",
    "contactInfo.firstName": "Jane",
    "contactInfo.lastName": "Doe",
    "contactInfo.supportEmail": EMAIL,
    "contactInfo.supportPhoneNumber": PHONE,
    "messagingUseCase.monthlyMessageVolume": ["100"],
    "messagingUseCase.useCaseCategory": ["ONE_TIME_PASSCODES"],
    "messagingUseCase.useCaseDetails": "One-time codes for customers who sign in.",
    "messagingUseCase.optInType": ["DIGITAL_FORM"],
    "messagingUseCase.optInDescription": OPT_IN,
    "messagingUseCase.privacyPolicyUrl": "https://www.example.com/privacy",
    "messagingUseCase.termsAndConditionsUrl": "https://www.example.com/terms",
    "messageSamples.messageSample1": "Example Corp: your code is 123456. Reply STOP to opt out.",
}
PICTURE = "messagingUseCase.optInImage"
REQUEST, SAVE, SUBMIT = "Request a number", "Save the registration", "Submit for review"
HAND_IN, RAISE = "Hand the picture in", "Raise the limit"
NAME, DETAILS = "companyInfo.companyName", "messagingUseCase.useCaseDetails"
READS = {
    "DescribeSpendLimits": "The spend limit of us-east-1 is not known",
    "DescribeAccountAttributes": "The tier of us-east-1 is not known",
    "DescribePhoneNumbers": "Which numbers there are is not known",
    "DescribeRegistrations": "Which registrations there are is not known",
    "DescribeRegistrationFieldDefinitions": f"What {TOLL_FREE} asks for is not known",
    "DescribeRegistrationVersions": "What became of its versions is not known",
    "DescribeRegistrationFieldValues": "What is in its fields is not known",
}


@pytest.fixture
def session():
    """A session on an embedded AWS whose account has no number to send to the US from."""
    return cx.connect("embedded", seed=1, now=NOW, scenario="no origination number")


@pytest.fixture
def form(session):
    """A form that is looked at, for the US, on which every click counts."""
    return look(OriginationForm(session, country="US"))


def look(form):
    """Look at a form, and wait for what AWS says."""
    form._look()
    return patient(form)


def picture(session):
    """Hand AWS a picture, and give its id."""
    sms = session.boto3_session.client(SERVICE)
    made = sms.create_registration_attachment(AttachmentBody=b"\x89PNG\r\n\x1a\n made up")
    return made["RegistrationAttachmentId"]


def values(session, **changes):
    """Give the values of a registration that is not refused, but for the changes."""
    told = {**VALUES, PICTURE: picture(session)}
    return {path: changes.get(path.rpartition(".")[2], it) for path, it in told.items()}


def request(form):
    """Request a number, and confirm it."""
    click(form, REQUEST)
    click(form, "Yes, request it")


def save(form, **changes):
    """Fill in the registration, and save it."""
    form.values = values(form.session, **changes)
    click(form, SAVE)
    click(form, "Yes, save it")


def submit(form):
    """Submit the registration."""
    click(form, SUBMIT)
    click(form, "Yes, submit it")


def proposed(form, name):
    """Give what shows of a proposal."""
    return form._confirming[name]._shown.value


def told(form):
    """Give what shows of the last click."""
    return form._message.value


def states(form):
    """Give the state of each step, as it is shown."""
    return [it.partition("</small>")[0] for it in form._steps._list.value.split("<small>")[1:]]


def opened(form):
    """Give the numbers of the steps that are open."""
    return [place for place, it in enumerate(form._steps._folds, 1) if it.is_open]


def field(form, label, kind=ipywidgets.Text):
    """Find a field of the registration."""
    return find(form, kind, label)


def hint(form, path):
    """Give what shows below a field."""
    return form._steps._inputs._hints[path].value


def test_form_that_is_only_made_asks_nothing(session):
    """Nobody is asked before somebody looks; a country can be chosen already."""
    asked = []
    session.boto3_session.events.register("before-call", lambda **_: asked.append(1))

    form = OriginationForm(session, country="US")
    form.country = "DE"
    explorer = cx.Explorer(session)

    assert asked == []
    assert explorer.forms["Origination number"].children == ()


def test_path_begins_with_the_country(session):
    """The steps are shown with their state in words, and the first is open."""
    form = look(OriginationForm(session))

    assert states(form) == ["now", "later", "later", "later", "later"]
    assert opened(form) == [1]
    assert 'aria-current="step"' in read(form)
    assert not is_shown(form, button(form, REQUEST))


def test_country_shows_what_it_needs(form):
    """The table has what sends there, its registration, how long, and AWS's page."""
    shown = read(form)

    assert states(form) == ["done", "now", "later", "later", "later"]
    assert opened(form) == [1, 2]
    assert "<td>TOLL_FREE</td><td>US_TOLL_FREE_REGISTRATION</td><td>up to 15 business days" in shown
    assert 'href="https://docs.aws.amazon.com/' in shown
    assert form.number_type == "TOLL_FREE"


def test_country_is_chosen_from_a_list(session):
    """Choosing one by hand is as good as naming it."""
    form = look(OriginationForm(session))

    find(form, ipywidgets.Dropdown, "To country").value = "US"
    look(form)

    assert (form.country, form.number_type) == ("US", "TOLL_FREE")
    assert states(form)[1] == "now"


@pytest.mark.parametrize("wrong", ["USA", "U", "??", "United States"])
def test_what_is_no_country_is_refused(form, wrong):
    """A country is named by its code of two letters."""
    with pytest.raises(traitlets.TraitError):
        form.country = wrong


def test_country_without_requestable_numbers_says_so(form):
    """Where only a support case or a sender id helps, there is nothing to click."""
    form.country = "FR"
    look(form)

    assert "No number for this country can be requested here first" in read(form)
    assert not is_shown(form, button(form, REQUEST))


def test_another_country_takes_another_type(form):
    """What is offered is of the country that is chosen."""
    form.country = "AU"
    look(form)

    assert form.number_type in dict(form._steps._kind.options).values()
    assert "US_TOLL_FREE_REGISTRATION" not in read(form)


def test_request_is_shown_first(form, session):
    """What it would do and cost, and the code; nothing is done."""
    click(form, REQUEST)

    assert isinstance(form.result, Proposal)
    shown = read(form)
    assert "Request a number (US, TOLL_FREE) in us-east-1? Nothing was done yet." in shown
    assert "Costs: A monthly price from the request on" in shown
    assert "sms_voice.request_phone_number(" in shown
    assert session.origination().list_numbers() == []
    assert is_shown(form, button(form, "Yes, request it"))


@pytest.mark.parametrize("label", ["Yes, request it", "Yes, save it", "Yes, submit it"])
def test_confirming_takes_something_that_was_shown(form, session, label):
    """The button that does it is hidden, and does nothing, before there is anything to do."""
    assert not is_shown(form, button(form, label))

    click(form, label)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert session.origination().list_numbers() == []
    assert session.origination().list_registrations() == []


def test_confirming_twice_does_it_once(form, session):
    """Two clicks are one number, however far apart."""
    request(form)

    click(form, "Yes, request it")

    assert "There is nothing to confirm" in str(form.error)
    assert len(session.origination().list_numbers()) == 1


def test_double_click_does_it_once(form, session):
    """The second half of a double click is part of the first."""
    click(form, REQUEST)
    form._timer = lambda: 5.0

    click(form, "Yes, request it")
    button(form, "Yes, request it").click()

    assert isinstance(form.result, OriginationNumber)
    assert len(session.origination().list_numbers()) == 1


@pytest.mark.parametrize("change", [("country", "CA"), ("region", "us-west-2")])
def test_what_was_shown_is_dropped_with_any_change(form, change):
    """What is confirmed is what was shown."""
    click(form, REQUEST)

    setattr(form, *change)

    assert not is_shown(form, button(form, "Yes, request it"))
    click(form, "Yes, request it")
    assert "There is nothing to confirm" in str(form.error)


def test_proposal_can_be_left(form, session):
    """No is an answer."""
    click(form, REQUEST)

    button(form._confirming["number"], "No, leave it").click()

    assert not is_shown(form, button(form, "Yes, request it"))
    assert session.origination().list_numbers() == []


def test_whole_path_leads_to_complete(form, session):
    """From the country to the number that sends."""
    request(form)
    after_request = states(form)
    save(form)
    after_save = states(form)
    submit(form)
    handed_in = form.result
    click(form, "Let a day pass")
    reviewing = read(form)
    click(form, "Let 15 days pass")

    assert after_request == ["done", "done", "now", "later", "later"]
    assert after_save == ["done", "done", "done", "now", "later"]
    assert isinstance(handed_in, RegistrationVersion)
    assert "Now: the carriers look at it." in reviewing
    assert states(form) == ["done"] * 5
    assert opened(form) == [5]
    assert "is ACTIVE." in read(form)
    assert "there is nothing to set" in read(form)
    (registration,) = session.origination().list_registrations()
    assert registration.status == "COMPLETE"


def test_code_lines_can_be_run(form, session, monkeypatch):
    """What the clicks did are lines that do it again."""
    monkeypatch.setenv("SUPPORT_EMAIL", EMAIL)
    monkeypatch.setenv("SUPPORT_PHONE_NUMBER", PHONE)
    other = cx.connect("embedded", seed=2, now=NOW, scenario="no origination number")
    lines = []
    form.observe(lambda change: lines.append(change["new"]), "code")

    request(form)
    save(form)
    submit(form)
    mine, theirs = ids(session), picture(other)
    for line in lines:
        told = line
        for name, its in zip(mine, [*ids(other), *mine], strict=False):
            told = told.replace(name, its)
        execute(told.replace(form.values[PICTURE], theirs), other, os=os)

    (registration,) = other.origination().list_registrations()
    assert len(lines) == 6
    assert registration.status == "SUBMITTED"
    written = other.origination().registration_values(registration.registration_id)
    assert written["contactInfo.supportPhoneNumber"] == PHONE


def ids(session):
    """Give AWS's ids of the numbers and registrations that there are."""
    origination = session.origination()
    numbers = [it.phone_number_id for it in origination.list_numbers()]
    return [*numbers, *(it.registration_id for it in origination.list_registrations())]


def test_refused_version_is_corrected(form):
    """Its values and reasons are there, and a new version has them with what was changed."""
    request(form)
    save(form, optInDescription="They sign up.")
    submit(form)
    click(form, "Let 15 days pass")
    shown = states(form), read(form)

    form.values = {**form.values, "messagingUseCase.optInDescription": OPT_IN}
    click(form, SAVE)
    proposed = form.code
    click(form, "Yes, save it")
    copied = form.result
    submit(form)
    click(form, "Let 15 days pass")

    assert shown[0] == ["done", "done", "now", "later", "later"]
    assert "It was refused before." in shown[1]
    assert "Refused before: Missing compliant opt-in" in shown[1]
    assert form.values["companyInfo.companyName"] == "Example Corp"
    assert "copy_registration" in proposed
    assert "companyName" not in proposed
    assert isinstance(copied, Registration)
    assert copied.current_version == 2
    assert states(form) == ["done"] * 5


def test_reason_is_beside_the_field_it_is_about(form):
    """The other fields have none."""
    request(form)
    save(form, optInDescription="They sign up.")
    submit(form)
    click(form, "Let 15 days pass")

    assert "Refused before" in hint(form, "messagingUseCase.optInDescription")
    assert "Refused before" not in hint(form, "companyInfo.companyName")
    assert "Refused before" not in hint(form, "messagingUseCase.useCaseDetails")


@pytest.mark.parametrize(
    ("reason", "path"),
    [
        ("Message sample lacks brand name", "messageSamples.messageSample1"),
        ("Missing compliant opt-in", "campaignInfo.optInWorkflow"),
        ("Website is not reachable", "companyInfo.website"),
        ("E-mail is of another domain", "contactInfo.supportEmail"),
        ("Use case does not match", "messagingUseCase.useCaseCategory"),
    ],
)
def test_reasons_are_matched_to_fields(reason, path):
    """By the words that AWS's page of reasons has."""
    about = RegistrationField(
        field_path=path,
        section=path.partition(".")[0],
        title="",
        field_type="TEXT",
        requirement="REQUIRED",
        min_length=None,
        max_length=None,
        pattern=None,
        choices=(),
        description="",
        example=None,
    )

    assert reasons_about(about, f"{reason}\nSomething else") == [reason]


def test_fields_are_those_that_aws_asks_for(form, session):
    """One input a field, selects as dropdowns, each with what belongs into it."""
    request(form)
    asked = session.origination().registration_fields(TOLL_FREE)

    assert set(form._steps._inputs._inputs) == {it.field_path for it in asked}
    choices = field(form, "Business type", ipywidgets.Dropdown).options
    assert ("SOLE_PROPRIETOR", "SOLE_PROPRIETOR") in choices
    assert "letter for letter as it is registered" in hint(form, "companyInfo.companyName")
    assert is_shown(form, field(form, "Company name"))
    assert not is_shown(form, field(form, "First name"))


def test_findings_come_while_one_types(form):
    """A field that was left shows what speaks against it; the others wait."""
    request(form)

    field(form, "Company website").value = "not a website"

    assert "ce-problem" in hint(form, "companyInfo.website")
    assert "ce-problem" not in hint(form, "companyInfo.companyName")
    assert form.values == {"companyInfo.website": "not a website"}
    field(form, "Company website").value = "https://www.example.com"
    assert "ce-problem" not in hint(form, "companyInfo.website")


def test_check_shows_every_finding(form):
    """Also those of fields that nobody was at, in the sections that are opened for it."""
    request(form)

    click(form, "Check")

    assert {it.field_path for it in form.result} >= {"companyInfo.companyName"}
    assert "Company name is missing." in hint(form, "companyInfo.companyName")
    assert is_shown(form, field(form, "First name"))
    assert button(form, "▾ Company info").description.endswith("fields to do")


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["problem"], "1 finding: it would be refused."),
        (["warning"], "1 finding: it is not decisive."),
        (["warning", "problem"], "1 of 2 findings says that it would be refused."),
        (["problem", "problem"], "2 of 2 findings say that it would be refused."),
        (["warning", "unknown"], "2 findings, none of which is decisive."),
    ],
)
def test_findings_are_counted_in_words(statuses, told):
    """One is one, and only a problem is one."""
    assert cards.counted([cx.Finding("a-check", it, "Title.") for it in statuses]) == told


def test_draft_is_written_on(form, session):
    """What was missing is typed, saved into the same draft, and submitted."""
    request(form)
    save(form, companyName="")
    after_first = states(form)

    form.values = {**form.values, NAME: "Example Corp"}
    click(form, SAVE)
    line = form.code
    before = written(session)
    click(form, "Yes, save it")
    after_second = states(form), told(form)
    submit(form)

    assert after_first == ["done", "done", "now", "later", "later"]
    assert (
        f".write_registration({registration_id(session)!r}, {{{NAME!r}: 'Example Corp'}})" in line
    )
    assert NAME not in before
    assert after_second[0] == ["done", "done", "done", "now", "later"]
    assert "The registration is saved as a draft." in after_second[1]
    assert "ce-problem" not in after_second[1]
    assert isinstance(form.result, RegistrationVersion)
    assert written(session)[NAME] == "Example Corp"


def registration_id(session):
    """Give the id of the one registration that there is."""
    (registration,) = session.origination().list_registrations()
    return registration.registration_id


def written(session):
    """Give what AWS has of the one registration that there is."""
    return session.origination().registration_values(registration_id(session))


def test_saving_tells_how_many_findings_are_problems(form):
    """Nobody submits unknowingly: also where the draft stands, and in the proposal to submit."""
    request(form)
    save(form, companyName="", firstName="")
    saved = told(form)
    click(form, SUBMIT)
    shown = proposed(form, "review")

    assert "2 of 3 findings say that it would be refused." in saved
    assert "ce-problem" in saved
    assert "It is saved as a draft with 2 problems." in read(form)
    assert "Company name is missing." in shown
    assert shown.index("2 of 3 findings") < shown.index("Nothing was done yet")


def test_proposal_with_advice_alone_begins_with_what_it_does(form, session):
    """Only what would be refused comes first."""
    request(form)
    save(form)
    session.aws.deny("sms-voice:DescribeRegistrationFieldValues")
    click(form, SUBMIT)
    shown = proposed(form, "review")

    assert "sms-voice:DescribeRegistrationFieldValues" in shown
    assert shown.index("Nothing was done yet") < shown.index("1 finding: it is not decisive.")


def test_long_list_of_problems_is_cut_short(form):
    """A blank registration lacks more than anybody reads in a card."""
    request(form)

    click(form, SAVE)

    count = sum(it.status == "problem" for it in form.result.findings)
    assert f"And {count - 8} more." in proposed(form, "registration")


def test_whoever_has_a_draft_enters_there(form, session):
    """Another form shows its values, and writes on to it."""
    request(form)
    save(form, companyName="")

    other = look(OriginationForm(session))
    field(other, "Company name").value = "Example Corp"
    click(other, SAVE)
    click(other, "Yes, save it")

    assert other.values["companyInfo.city"] == "Any Town"
    assert written(session)[NAME] == "Example Corp"
    assert len(session.origination().list_registrations()) == 1


def test_what_is_typed_and_not_saved_is_told_before_it_is_submitted(form):
    """AWS has what was saved."""
    request(form)
    save(form)
    form.values = {**form.values, DETAILS: "Codes for customers who sign in to our shop."}

    click(form, SUBMIT)

    shown = proposed(form, "review")
    title = "What is typed in 1 field is not saved: the draft goes without it."
    assert form.result.findings[0].title == title
    assert shown.index(title) < shown.index("Nothing was done yet")


def test_emptied_field_of_a_draft_is_not_passed_over(form, session):
    """AWS would keep what is there, so that form and draft were different."""
    request(form)
    save(form)
    field(form, "Use case details", ipywidgets.Textarea).value = ""

    click(form, SAVE)

    assert "The draft has a value there" in read(form)
    assert [it.field for it in form.error.faults] == [DETAILS]
    assert DETAILS in written(session)


def test_draft_with_all_that_is_typed_is_not_saved_again(form):
    """There is nothing to do."""
    request(form)
    save(form)

    click(form, SAVE)

    assert "The draft has all that is typed." in read(form)
    assert not is_shown(form, button(form, "Yes, save it"))


def test_draft_that_was_written_in_part_loses_nothing_that_was_typed(session):
    """What AWS did not take is still in the fields, and is saved by the next click."""
    puts = []

    def deny(**_):
        puts.append(1)
        if len(puts) == 3:
            session.aws.deny("sms-voice:PutRegistrationFieldValue")

    session.boto3_session.events.register(f"before-call.{SERVICE}.PutRegistrationFieldValue", deny)
    form = look(OriginationForm(session, country="US"))
    request(form)
    save(form)
    failed, typed = form.error, dict(form.values)
    part = written(session)
    session.aws.allow("sms-voice:PutRegistrationFieldValue")
    click(form, SAVE)
    click(form, "Yes, save it")

    assert isinstance(failed, cx.AccessDeniedError)
    assert 0 < len(part) < len(typed) == len(VALUES) + 1
    assert written(session) == typed


def picture_file(folder, content=b"\x89PNG\r\n\x1a\n made up"):
    """Write a picture of where users opt in."""
    path = folder / "opt in.png"
    path.write_bytes(content)
    return str(path)


def test_path_of_a_picture_is_handed_in(form, session, tmp_path):
    """With its own proposal; the id comes into the field, and the line does the same."""
    other = cx.connect("embedded", seed=2, now=NOW)
    path = picture_file(tmp_path)
    request(form)
    hidden = is_shown(form, button(form, HAND_IN))

    field(form, "Opt-in workflow image").value = path
    offered = is_shown(form, button(form, HAND_IN))
    click(form, HAND_IN)
    proposal, line = form.result, form.code
    untouched = form.values[PICTURE]
    click(form, "Yes, hand it in")

    assert (hidden, offered) == (False, True)
    assert isinstance(proposal, Proposal)
    assert line == f"session.origination('us-east-1').attach({path!r})"
    assert untouched == path
    assert form.values[PICTURE] == form.result == field(form, "Opt-in workflow image").value
    assert not is_shown(form, button(form, HAND_IN))
    assert attachments(session) == [form.result]
    execute(form.code, other)
    assert len(attachments(other)) == 1
    form.values = {**VALUES, PICTURE: form.result}
    click(form, SAVE)
    click(form, "Yes, save it")
    assert written(session)[PICTURE] == form.values[PICTURE]


def attachments(session):
    """Give the ids of the pictures that AWS has."""
    told = session.boto3_session.client(SERVICE).describe_registration_attachments()
    return [it["RegistrationAttachmentId"] for it in told["RegistrationAttachments"]]


def test_path_is_not_saved_as_an_id(form, session, tmp_path):
    """The picture is handed in first."""
    request(form)
    form.values = {**VALUES, PICTURE: picture_file(tmp_path)}

    click(form, SAVE)

    assert "Hand the picture in first" in read(form)
    assert session.origination().list_registrations() == []


@pytest.mark.parametrize("content", [b"GIF89a", None])
def test_what_is_no_picture_is_told(form, session, tmp_path, content):
    """Before anything is sent."""
    request(form)
    path = str(tmp_path / "none.png") if content is None else picture_file(tmp_path, content)
    form.values = {PICTURE: path}

    click(form, HAND_IN)

    assert isinstance(form.error, cx.InvalidRequestError)
    assert "Give a PNG file" in told(form)
    assert not is_shown(form, button(form, "Yes, hand it in"))
    assert attachments(session) == []


def test_other_path_drops_what_was_proposed(form, session, tmp_path):
    """What is handed in is what was shown."""
    request(form)
    form.values = {PICTURE: picture_file(tmp_path)}
    click(form, HAND_IN)

    form.values = {PICTURE: "elsewhere.png"}

    click(form, "Yes, hand it in")
    assert "There is nothing to confirm" in str(form.error)
    assert attachments(session) == []


@pytest.fixture
def spent():
    """A form for an account whose month is spent, with 1 of the 100 USD it may have."""
    session = cx.connect("embedded", seed=1, now=NOW, scenario="spend limit reached")
    return look(OriginationForm(session, country="US"))


def test_limits_are_told(form):
    """A sentence; where nothing is wrong, there is nothing to raise."""
    assert "SMS of us-east-1: 100.00 USD a month" in read(form)
    assert not is_shown(form, button(form, RAISE))


def test_reached_limit_is_raised(spent):
    """Shown, proposed, and done by a button of its own; then there is nothing to raise."""
    shown = read(spent)
    spent.limit_usd = 20
    click(spent, RAISE)
    proposal, line = spent.result, spent.code
    before = spent.session.origination().limits().limit_usd
    click(spent, "Yes, raise it")

    assert "The monthly spend limit is reached" in shown
    assert isinstance(proposal, Proposal)
    assert line == "session.origination('us-east-1').set_spend_limit(20)"
    assert before == 1.0
    assert spent.code == "session.origination('us-east-1').set_spend_limit(20, confirm=True)"
    assert spent.session.origination().limits().limit_usd == 20.0
    assert "The monthly limit is 20 USD now." in told(spent)
    assert "The monthly spend limit is reached" not in read(spent)
    assert not is_shown(spent, button(spent, RAISE))


def test_limit_that_only_a_support_case_raises_is_not_offered(spent):
    """Where AWS lets it be no more, the card says what to do."""
    limits = spent.session.origination().limits()

    assert can_be_raised(limits)
    assert not can_be_raised(dataclasses.replace(limits, limit_max_usd=limits.limit_usd))
    assert not can_be_raised(dataclasses.replace(limits, limit_max_usd=None))


@pytest.mark.parametrize("amount", [-1, 0, 1, 101])
def test_limit_that_would_not_help_is_refused(spent, amount):
    """What is no raise, or more than AWS lets it be."""
    spent.limit_usd = amount

    click(spent, RAISE)

    assert isinstance(spent.error, cx.InvalidRequestError)
    assert not is_shown(spent, button(spent, "Yes, raise it"))


def test_another_amount_drops_what_was_proposed(spent):
    """What is spent is what was shown."""
    spent.limit_usd = 20
    click(spent, RAISE)

    spent.limit_usd = 90

    click(spent, "Yes, raise it")
    assert "There is nothing to confirm" in str(spent.error)
    assert spent.session.origination().limits().limit_usd == 1.0


def test_missing_permission_to_raise_is_a_card(spent):
    """It names the action."""
    action = "sms-voice:SetTextMessageSpendLimitOverride"
    spent.session.aws.deny(action)
    spent.limit_usd = 20

    click(spent, RAISE)
    click(spent, "Yes, raise it")

    assert f"Allow `{action}`" in spent.error.hint
    assert action in told(spent)


def test_limits_are_asked_once_a_region(session):
    """They take a look into a month's log, which no click needs again but "Look again"."""
    asked = []
    session.boto3_session.events.register(
        f"before-call.{SERVICE}.DescribeSpendLimits", lambda **_: asked.append(1)
    )

    form = look(OriginationForm(session, country="US"))
    request(form)
    look(form)
    before = len(asked)
    click(form)
    again = len(asked)
    form.region = "us-west-2"
    look(form)

    assert (before, again) == (1, 2)
    assert len(asked) == 3
    assert "SMS of us-west-2:" in read(form)


def test_misspelt_region_is_a_card(session):
    """It says what is meant, nothing is waited for, and the right one takes it away."""
    form = look(OriginationForm(session, region="us-esat-1", country="US"))
    shown = read(form)
    click(form, REQUEST)
    refused = form.error

    form.region = "us-east-1"
    look(form)

    assert "boto3 knows no Region us-esat-1" in shown
    assert "us-east-1" in shown
    assert "Looking…" not in shown
    assert isinstance(refused, cx.ConfigurationError)
    assert "boto3 knows no Region" not in read(form)
    assert states(form)[0] == "done"


def test_typing_is_kept_while_aws_is_asked(form):
    """A look does not put AWS's values over what is typed."""
    request(form)
    field(form, "Company name").value = "Example Corp"

    look(form)

    assert field(form, "Company name").value == "Example Corp"
    assert form.values == {"companyInfo.companyName": "Example Corp"}


def test_whoever_has_a_number_enters_at_the_registration(session):
    """What is begun is found, with its country."""
    session.origination().request_number("US", "TOLL_FREE", confirm=True)

    form = look(OriginationForm(session))

    assert form.country == "US"
    assert states(form) == ["done", "done", "now", "later", "later"]


def test_whoever_is_in_review_enters_there(form, session):
    """The values are shown, and cannot be handed in again."""
    request(form)
    save(form)
    submit(form)

    other = look(OriginationForm(session))

    assert states(other) == ["done", "done", "done", "now", "later"]
    assert other.values["companyInfo.companyName"] == "Example Corp"
    assert not is_shown(other, button(other, SUBMIT))
    click(other, SAVE)
    assert "There is a registration already: it is SUBMITTED." in str(other.error)


def test_whoever_has_everything_is_done(form, session):
    """An ACTIVE number leads to the last step; another can be requested."""
    request(form)
    save(form)
    submit(form)
    click(form, "Let 15 days pass")

    other = look(OriginationForm(session))
    before = states(other)
    find(other, ipywidgets.Dropdown, "Number").value = "new"
    look(other)

    assert before == ["done"] * 5
    assert states(other)[1] == "now"
    assert is_shown(other, button(other, REQUEST))


def test_bad_number_type_is_told(form):
    """What AWS does not take is told before anything is sent."""
    form.number_type = "SHORT_CODE"

    click(form, REQUEST)

    assert "SHORT_CODE cannot be requested by a call." in read(form)


@pytest.mark.parametrize("operation", READS)
def test_missing_permission_to_read_is_a_card(form, session, operation):
    """It names the action, and the rest of the path is there."""
    request(form)
    save(form)
    action = f"sms-voice:{operation}"
    session.aws.deny(action)

    other = look(OriginationForm(session, country="US"))

    assert f"{READS[operation]}: AWS denies `{action}`" in read(other)
    assert states(other)[0] == "done"
    assert "up to 15 business days" in other._steps._needs.value


def test_missing_permission_to_read_the_pool_is_a_card(session):
    """Then the session's Region is looked at."""
    session.aws.deny("cognito-idp:DescribeUserPool")

    form = look(OriginationForm(session, country="US"))

    assert "AWS denies `cognito-idp:DescribeUserPool`" in read(form)
    assert form.region == "us-east-1"
    request(form)
    assert isinstance(form.result, OriginationNumber)


@pytest.mark.parametrize(
    ("operation", "acts"),
    [
        ("RequestPhoneNumber", [request]),
        ("CreateRegistration", [request, save]),
        ("CreateRegistrationAssociation", [request, save]),
        ("PutRegistrationFieldValue", [request, save]),
        ("SubmitRegistrationVersion", [request, save, submit]),
    ],
)
def test_missing_permission_to_change_is_a_card(form, session, operation, acts):
    """It names the action, and nothing else breaks."""
    session.aws.deny(f"sms-voice:{operation}")

    for act in acts:
        act(form)

    assert isinstance(form.error, cx.CognitoExploreError)
    assert f"Allow `sms-voice:{operation}`" in form.error.hint
    assert f"sms-voice:{operation}" in read(form)
    session.aws.allow(f"sms-voice:{operation}")
    click(form)
    assert form.error is None


def test_look_again_gives_the_numbers(form):
    """The button only reads."""
    request(form)

    frame = form.submit()

    assert list(frame["status"]) == ["PENDING"]
    assert form.code == "session.origination('us-east-1').numbers()"


def test_addresses_show_while_they_are_typed_only(form):
    """Lines, cards, results and the twin show no phone number and no e-mail address."""
    request(form)
    form.values = values(form.session)
    click(form, "Check")
    told = [form.code, read(form), form.to_html()]
    click(form, SAVE)
    told += [form.code, read(form), repr(form.result), form.to_html()]
    click(form, "Yes, save it")
    told += [form.code, read(form), repr(form.result), form.to_html()]

    for text in told:
        assert EMAIL not in text
        assert PHONE not in text


def test_hostile_values_are_escaped(form):
    """What looks like HTML shows as it is."""
    request(form)

    form.values = {**values(form.session), "companyInfo.companyName": "<img src=x>$x$"}
    click(form, SAVE)
    click(form, "Yes, save it")

    for text in (read(form), form.to_html()):
        assert "<img" not in text
        assert "$x$" not in text


def test_every_field_has_a_label(form):
    """A screen reader says what each is for."""
    request(form)
    click(form, "Check")
    kinds = (ipywidgets.Text, ipywidgets.Textarea, ipywidgets.Dropdown, ipywidgets.Button)

    shown = [it for it in walk(form) if isinstance(it, kinds) and is_shown(form, it)]

    assert len(shown) > 25
    assert all(it.description for it in shown)


def test_late_answer_about_another_country_is_not_shown(session):
    """Whoever went on to another country sees that one."""
    form = OriginationForm(session, country="US")
    slow, go = threading.Event(), threading.Event()

    def wait(**_):
        if threading.current_thread() is looking:
            slow.set()
            assert go.wait(60)

    session.boto3_session.events.register(f"before-call.{SERVICE}", wait)
    looking = threading.Thread(target=form._look)
    looking.start()
    assert slow.wait(60)
    form.country = "AU"
    look(form)
    go.set()
    looking.join(60)

    assert form._standing.country == "AU"


def test_state_holds_no_secret_id_of_a_token(form, session):
    """Who is signed in elsewhere is in none of its widgets."""
    tokens = session.sign_in("ana", "correct-horse-1")
    form.signed_in.use(tokens)

    request(form)

    assert tokens.access_token.reveal() not in state(form)


@pytest.mark.parametrize("name", ["contry", "registration"])
def test_unknown_values_are_refused(session, name):
    """A misspelt value would do nothing."""
    with pytest.raises(TypeError, match=name):
        OriginationForm(session, **{name: "US"})
