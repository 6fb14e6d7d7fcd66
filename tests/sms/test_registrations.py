"""A registration from its first draft to a code that arrives at a US phone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from embedded.registering import FORM, PNG, SAMPLE, TOLL_FREE
from embedded.sms_account import ANA, Account, open_account

import cognito_explore as cx
from cognito_explore import facts, frames

SAMPLE_PATH = "messageSamples.messageSample1"
PICTURE_PATH = "messagingUseCase.optInImage"
NO_OPT_OUT = "Example Corp: your code is 123456."
LONG_ENOUGH = timedelta(days=15)


@pytest.fixture
def account() -> Account:
    """An account without a number, which reaches no US phone."""
    return open_account(scenario="no origination number")


@pytest.fixture
def origination(account: Account) -> cx.Origination:
    """What its SMS are sent from."""
    return account.session.origination()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A screenshot of where users opt in."""
    path = tmp_path / "opt-in.png"
    path.write_bytes(PNG)
    return path


@pytest.fixture
def values(origination: cx.Origination, picture: Path) -> dict[str, Any]:
    """What the form of a toll-free number asks for, the picture handed in."""
    return FORM | {PICTURE_PATH: origination.attach(picture, confirm=True)}


def create(origination: cx.Origination, values: dict[str, Any], **changes: Any) -> str:
    """Request a number and write its registration; give the registration's id."""
    number = origination.request_number("US", "TOLL_FREE", confirm=True)
    made = origination.create_registration(
        values | changes, phone_number_id=number.phone_number_id, confirm=True
    )
    return made.registration_id


def status(origination: cx.Origination, registration_id: str) -> str:
    """Read where a registration stands."""
    return origination.registration(registration_id).status


def check_dtypes(frame: Any, dtypes: Any) -> None:
    """Compare a frame with what is documented of it."""
    assert list(frame.columns) == list(dtypes)
    for name, dtype in dtypes.items():
        if isinstance(dtype, tuple):
            assert frame[name].cat.categories[: len(dtype)].tolist() == list(dtype)
        else:
            assert str(frame[name].dtype) == dtype


def test_registration_is_refused_mended_and_done(account: Account, values: dict[str, Any]):
    """The whole story: no number, no opt-out, the reason, a copy, and the code arrives."""
    origination, clock = account.session.origination(), account.aws.clock
    account.send()
    which = create(origination, values, **{SAMPLE_PATH: NO_OPT_OUT})
    pending = origination.list_numbers()[0].status
    submitted = origination.submit_registration(which, confirm=True)
    clock.advance(LONG_ENOUGH)
    refused = origination.registration(which)
    first = origination.list_versions(which)[0]
    copied = origination.copy_registration(which, values={SAMPLE_PATH: SAMPLE}, confirm=True)
    carried = origination.registration_values(which)
    origination.submit_registration(which, confirm=True)
    clock.advance(LONG_ENOUGH)
    done = origination.registration(which)
    token = account.session.sign_in("ana", account.aws.demo.password).access_token
    account.session.send_code(token, "phone_number")

    (lost, *_) = account.session.delivery_log(since=timedelta(days=400))
    assert lost.reason.startswith("No origination")
    assert pending == "PENDING"
    assert (submitted.version, submitted.status, submitted.submitted_at) == (1, "SUBMITTED", NOW)
    assert (refused.status, refused.denied_version, refused.is_in_review) == (
        *("REQUIRES_UPDATES", 1, False),
    )
    assert first.status == "DENIED"
    assert first.denied_reasons.startswith("Message sample lacks opt-out")
    assert first.decided_at == NOW + timedelta(days=11)
    assert copied.current_version == 2
    assert carried == values | {SAMPLE_PATH: SAMPLE}
    assert (done.status, done.approved_version, done.denied_version) == ("COMPLETE", 2, 1)
    assert origination.list_numbers()[0].sends_sms is True
    assert account.inbox() == [ANA]


def test_frames_are_empty_at_first(origination: cx.Origination):
    """With the same columns."""
    frame = origination.registrations()

    assert len(frame) == 0
    check_dtypes(frame, frames.REGISTRATIONS)


def test_frames_tell_where_each_stands(account: Account, values: dict[str, Any]):
    """One row a registration; one row a version, newest first."""
    origination = account.session.origination()
    which = create(origination, values, **{SAMPLE_PATH: NO_OPT_OUT})
    origination.submit_registration(which, confirm=True)
    account.aws.clock.advance(LONG_ENOUGH)
    origination.copy_registration(which, confirm=True)

    registrations = origination.registrations()
    versions = origination.registration_versions(which)

    check_dtypes(registrations, frames.REGISTRATIONS)
    check_dtypes(versions, frames.REGISTRATION_VERSIONS)
    (row,) = registrations.to_dict("records")
    assert (row["registration_id"], row["registration_type"]) == (which, TOLL_FREE)
    assert (row["current_version"], row["denied_version"]) == (2, 1)
    assert row["created_at"] == NOW
    assert versions["version"].tolist() == [2, 1]
    assert versions["status"].tolist() == ["DRAFT", "DENIED"]
    assert versions["denied_reasons"].str.contains("Reply STOP").tolist() == [False, True]
    assert versions["submitted_at"].isna().tolist() == [True, False]
    page = origination.list_versions(which)[1]._repr_html_()
    assert "Message sample lacks opt-out" in page


def test_form_lists_what_is_asked(origination: cx.Origination):
    """In AWS's order, required or not, with what a field takes."""
    form = origination.registration_form()

    check_dtypes(form, frames.REGISTRATION_FIELDS)
    assert set(FORM) <= set(form["field_path"])
    by_path = form.set_index("field_path")
    assert by_path.loc["companyInfo.companyName", "requirement"] == "REQUIRED"
    assert by_path.loc[PICTURE_PATH, "field_type"] == "ATTACHMENT"
    category = by_path.loc["messagingUseCase.useCaseCategory"]
    assert "ONE_TIME_PASSCODES" in category["options"].split(", ")
    assert TOLL_FREE in origination.registration_types()


def test_form_of_an_unknown_type_is_refused(origination: cx.Origination):
    """By AWS, which knows its types."""
    with pytest.raises(cx.CognitoExploreError) as caught:
        origination.registration_form("US_FAX_REGISTRATION")

    assert caught.value.outcome == "refused"


def test_create_is_shown_first(account: Account, origination: cx.Origination, values: Any):
    """With what speaks against it; nothing is made."""
    proposal = origination.create_registration(values | {SAMPLE_PATH: NO_OPT_OUT})

    assert isinstance(proposal, cx.Proposal)
    assert "Nothing was done" in str(proposal)
    assert any("opt out" in it.title for it in proposal.findings)
    assert "create_registration(" in proposal._repr_html_()
    assert account.sms().registrations.all() == []


def test_shown_code_makes_the_same_registration(account: Account, values: dict[str, Any]):
    """The program takes the id from the first answer; it is whole."""
    origination = account.session.origination()
    number = origination.request_number("US", "TOLL_FREE", confirm=True)
    proposal = origination.create_registration(values, phone_number_id=number.phone_number_id)

    code = proposal.as_code().replace("import boto3", "")
    exec(code, {"boto3": account.aws.boto3_session})  # noqa: S102 -- what a reader would run

    (made,) = origination.list_registrations()
    assert origination.registration_values(made.registration_id) == values
    assert origination.list_numbers()[0].registration_id == made.registration_id


def test_shown_shell_command_hands_the_id_on(origination: cx.Origination):
    """As a variable of the shell."""
    shown = origination.create_registration({SAMPLE_PATH: SAMPLE}).as_code("cli")

    assert shown.startswith("REGISTRATION_ID=$(aws pinpoint-sms-voice-v2 create-registration \\")
    assert "--query RegistrationId --output text)" in shown
    assert '--registration-id "$REGISTRATION_ID"' in shown


WRONG_VALUES = [
    ({"companyInfo.companyname": "x"}, "companyInfo.companyname", "companyInfo.companyName"),
    ({"nonsense": "x"}, "nonsense", "registration_form()"),
    ({"companyInfo.companyName": 5}, "companyInfo.companyName", "text"),
    ({"companyInfo.companyName": ["x"]}, "companyInfo.companyName", "text"),
    ({"messagingUseCase.useCaseCategory": 5}, "messagingUseCase.useCaseCategory", "text"),
    ({"messagingUseCase.useCaseCategory": [5]}, "messagingUseCase.useCaseCategory", "text"),
    ({PICTURE_PATH: b"png"}, PICTURE_PATH, "text"),
    ({5: "x"}, "5", "registration_form()"),
    ([], "values", "dict"),
    ("text", "values", "dict"),
    (None, "values", "dict"),
]


@pytest.mark.parametrize(("given", "field", "fix"), WRONG_VALUES)
def test_wrong_values_are_refused_before_anything_is_made(
    account: Account, origination: cx.Origination, given: Any, field: str, fix: str
):
    """No half-written draft stays behind."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        origination.create_registration(given, confirm=True)

    (fault,) = caught.value.faults
    assert fault.field == field
    assert fix in fault.fix
    assert account.sms().registrations.all() == []


@pytest.mark.parametrize("empty", [None, "", "  ", [], ()])
def test_empty_values_are_left_out(origination: cx.Origination, empty: object):
    """AWS takes no empty text."""
    made = origination.create_registration(
        {SAMPLE_PATH: SAMPLE, "companyInfo.companyName": empty}, confirm=True
    )

    assert origination.registration_values(made.registration_id) == {SAMPLE_PATH: SAMPLE}


def test_value_that_aws_refuses_names_the_draft(origination: cx.Origination):
    """What was made is there, and the rest can be written."""
    bad = {SAMPLE_PATH: SAMPLE, "companyInfo.zipCode": "9" * 500}

    with pytest.raises(cx.ValidationError) as caught:
        origination.create_registration(bad, confirm=True)
    (made,) = origination.list_registrations()
    shown = origination.write_registration(made.registration_id, {"companyInfo.zipCode": "98101"})
    origination.write_registration(
        made.registration_id, {"companyInfo.zipCode": "98101"}, confirm=True
    )

    assert "companyInfo.zipCode" in str(caught.value)
    assert made.registration_id in caught.value.hint
    assert "write_registration()" in caught.value.hint
    assert isinstance(shown, cx.Proposal)
    assert "Write 1 value of" in shown.title
    assert origination.registration_values(made.registration_id) == {
        SAMPLE_PATH: SAMPLE,
        "companyInfo.zipCode": "98101",
    }


def test_missing_fields_are_named_and_can_be_written(origination: cx.Origination, values: Any):
    """AWS's error names them; the draft takes them, and goes."""
    city = "companyInfo.city"
    which = create(origination, values, **{city: None})
    proposal = origination.submit_registration(which)
    with pytest.raises(cx.ValidationError) as caught:
        origination.submit_registration(which, confirm=True)
    origination.write_registration(which, {city: "Any Town"}, confirm=True)
    submitted = origination.submit_registration(which, confirm=True)

    assert "FIELD_VALIDATION_FAILED" in str(caught.value)
    assert city in str(caught.value)
    assert isinstance(proposal, cx.Proposal)
    assert city in [it.field_path for it in proposal.findings if it.status == "problem"]
    assert submitted.status == "SUBMITTED"


def test_submit_is_shown_first(origination: cx.Origination, values: dict[str, Any]):
    """It cannot be taken back."""
    which = create(origination, values)
    proposal = origination.submit_registration(which)

    assert "cannot be changed until the review ends" in str(proposal)
    assert "https://aws.amazon.com/end-user-messaging/pricing/" in str(proposal)
    assert status(origination, which) == "CREATED"


def test_copy_in_review_is_refused_and_said_before(
    origination: cx.Origination, values: dict[str, Any]
):
    """The proposal says it, and AWS refuses."""
    which = create(origination, values)
    origination.submit_registration(which, confirm=True)

    proposal = origination.copy_registration(which)
    with pytest.raises(cx.ConflictError):
        origination.copy_registration(which, confirm=True)

    assert isinstance(proposal, cx.Proposal)
    assert "A version is in review" in proposal.findings[0].title
    assert origination.registration(which).is_in_review is True
    assert len(origination.list_versions(which)) == 1


def test_copy_beside_a_draft_is_refused_and_said_before(
    origination: cx.Origination, values: dict[str, Any]
):
    """There is one draft at most."""
    which = create(origination, values)

    proposal = origination.copy_registration(which)
    with pytest.raises(cx.ConflictError):
        origination.copy_registration(which, confirm=True)

    assert isinstance(proposal, cx.Proposal)
    assert "Version 1 is still a draft" in proposal.findings[0].title
    assert "write_registration()" in proposal.findings[0].fix


def test_copy_is_shown_first(account: Account, values: dict[str, Any]):
    """With as many values; one is left out by None, and of another version than the newest."""
    origination = account.session.origination()
    which = create(origination, values, **{SAMPLE_PATH: NO_OPT_OUT})
    origination.submit_registration(which, confirm=True)
    account.aws.clock.advance(LONG_ENOUGH)

    proposal = origination.copy_registration(which, 1, values={"companyInfo.city": None})

    assert isinstance(proposal, cx.Proposal)
    assert proposal.title == f"New version of {which} with {len(values) - 1} values"
    assert any(it.check_id != "registration-version" for it in proposal.findings)
    assert len(origination.list_versions(which)) == 1
    with pytest.raises(cx.InvalidRequestError, match="nonsense"):
        origination.copy_registration(which, values={"nonsense": "x"}, confirm=True)
    with pytest.raises(cx.CognitoExploreError):
        origination.copy_registration(which, 9, confirm=True)
    assert len(origination.list_versions(which)) == 1


def test_submitted_registration_takes_no_value(origination: cx.Origination, values: dict[str, Any]):
    """It is locked while it is in review."""
    which = create(origination, values)
    origination.submit_registration(which, confirm=True)

    with pytest.raises(cx.ConflictError):
        origination.write_registration(which, {SAMPLE_PATH: SAMPLE}, confirm=True)


@pytest.mark.parametrize(
    "act",
    [
        lambda it: it.registration("registration-none"),
        lambda it: it.registration_versions("registration-none"),
        lambda it: it.registration_values("registration-none"),
        lambda it: it.submit_registration("registration-none"),
        lambda it: it.submit_registration("registration-none", confirm=True),
        lambda it: it.copy_registration("registration-none"),
        lambda it: it.write_registration("registration-none", {}),
    ],
)
def test_registration_that_does_not_exist(origination: cx.Origination, act: Any):
    """Told as such by every verb, shown or done; the hint names the Region."""
    with pytest.raises(cx.ResourceNotFoundError) as caught:
        act(origination)

    assert "Region" in caught.value.hint


def test_attach_is_shown_first(origination: cx.Origination, account: Account, picture: Path):
    """The code opens the same file."""
    proposal = origination.attach(picture)
    before = account.sms().registrations.attachments.all()
    read = f'open("{picture}", "rb").read()'
    code = proposal.as_code().replace("import boto3", "").replace(read, "content")
    exec(code, {"boto3": account.aws.boto3_session, "content": PNG})  # noqa: S102 -- a reader's

    assert isinstance(proposal, cx.Proposal)
    assert read in proposal._repr_html_().replace("&quot;", '"')
    assert f"{len(PNG)} bytes" in str(proposal)
    assert before == []
    assert len(account.sms().registrations.attachments.all()) == 1
    assert f"fileb://{picture}" in proposal.as_code("cli")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is no PNG file"),
        (b"GIF89a", "is no PNG file"),
        (PNG[1:], "is no PNG file"),
        (PNG + bytes(facts.OPT_IN_IMAGE_MAX_BYTES), "bytes"),
    ],
)
def test_file_that_is_no_such_picture_is_not_sent(
    account: Account, origination: cx.Origination, tmp_path: Path, content: bytes, problem: str
):
    """Neither shown nor done."""
    path = tmp_path / "picture.png"
    path.write_bytes(content)

    for confirm in (False, True):
        with pytest.raises(cx.InvalidRequestError) as caught:
            origination.attach(path, confirm=confirm)
        assert problem in caught.value.faults[0].problem
        assert "400,000 bytes at most" in caught.value.faults[0].fix
    assert account.sms().registrations.attachments.all() == []


def test_largest_picture_is_taken(origination: cx.Origination, tmp_path: Path):
    """The limit itself is within it."""
    path = tmp_path / "picture.png"
    path.write_bytes(PNG.ljust(facts.OPT_IN_IMAGE_MAX_BYTES, b"\0"))

    assert origination.attach(path, confirm=True).startswith("attachment-")


@pytest.mark.parametrize("path", ["/no/such.png", "/", "/dev/zero", "", "\0", None, 5])
def test_what_is_no_file_is_not_sent(account: Account, origination: cx.Origination, path: Any):
    """A folder, a device that never ends, nothing at all."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        origination.attach(path, confirm=True)

    assert caught.value.message.replace("\n", "").isprintable()
    assert account.sms().registrations.attachments.all() == []


READS = {
    "DescribeRegistrations": lambda it, _: it.registrations(),
    "DescribeRegistrationVersions": lambda it, which: it.registration_versions(which),
    "DescribeRegistrationTypeDefinitions": lambda it, _: it.registration_types(),
    "DescribeRegistrationFieldDefinitions": lambda it, _: it.registration_form(),
    "DescribeRegistrationFieldValues": lambda it, which: it.registration_values(which),
    "CreateRegistration": lambda it, _: it.create_registration({}, confirm=True),
    "PutRegistrationFieldValue": lambda it, which: it.write_registration(
        which, {SAMPLE_PATH: SAMPLE}, confirm=True
    ),
    "SubmitRegistrationVersion": lambda it, which: it.submit_registration(which, confirm=True),
    "CreateRegistrationVersion": lambda it, which: it.copy_registration(which, confirm=True),
    "CreateRegistrationAssociation": lambda it, _: it.create_registration(
        {}, phone_number_id=it.list_numbers()[0].phone_number_id, confirm=True
    ),
}


@pytest.mark.parametrize("operation", READS)
def test_denied_call_names_its_permission(
    account: Account, origination: cx.Origination, values: dict[str, Any], operation: str
):
    """Each in turn."""
    which = create(origination, values)
    account.aws.deny(f"sms-voice:{operation}")

    with pytest.raises(cx.AccessDeniedError) as caught:
        READS[operation](origination, which)

    assert caught.value.action == f"sms-voice:{operation}"
    assert f"Allow `sms-voice:{operation}`" in caught.value.hint


def test_denied_picture_names_its_permission(
    account: Account, origination: cx.Origination, picture: Path
):
    """And the body is in no error."""
    account.aws.deny("sms-voice:CreateRegistrationAttachment")

    with pytest.raises(cx.AccessDeniedError) as caught:
        origination.attach(picture, confirm=True)

    assert caught.value.action == "sms-voice:CreateRegistrationAttachment"


def test_what_was_done_is_told_though_reading_is_denied(
    account: Account, origination: cx.Origination, values: dict[str, Any]
):
    """An error after the act would look as if nothing was done."""
    which = create(origination, values, **{SAMPLE_PATH: NO_OPT_OUT})
    account.aws.deny("sms-voice:DescribeRegistrationVersions", "sms-voice:DescribeRegistrations")
    made = origination.create_registration({}, confirm=True)
    submitted = origination.submit_registration(which, confirm=True)
    account.aws.allow("sms-voice:DescribeRegistrations")
    account.aws.clock.advance(LONG_ENOUGH)
    shown = origination.copy_registration(which)
    copied = origination.copy_registration(which, confirm=True)

    assert (made.status, made.current_version) == ("CREATED", 1)
    assert (submitted.version, submitted.status) == (1, "SUBMITTED")
    assert isinstance(shown, cx.Proposal)
    assert copied.current_version == 2


@pytest.mark.parametrize(
    "operation", ["DescribeRegistrationFieldDefinitions", "DescribeRegistrationFieldValues"]
)
def test_submit_is_shown_though_the_check_is_denied(
    account: Account, origination: cx.Origination, values: dict[str, Any], operation: str
):
    """It says that it is not known whether the draft is complete."""
    which = create(origination, values)
    account.aws.deny(f"sms-voice:{operation}")

    proposal = origination.submit_registration(which)

    assert isinstance(proposal, cx.Proposal)
    (finding,) = proposal.findings
    assert finding.status == "unknown"
    assert f"AWS denies `sms-voice:{operation}`" in finding.title


def test_registrations_are_those_of_a_region(account: Account, origination: cx.Origination):
    """Another Region has none of them."""
    made = origination.create_registration({}, confirm=True)
    other = account.session.origination("eu-west-1")

    assert len(other.registrations()) == 0
    with pytest.raises(cx.ResourceNotFoundError):
        other.registration(made.registration_id)


def test_records_show_briefly(origination: cx.Origination, values: dict[str, Any]):
    """In a console and on a page."""
    which = create(origination, values)
    registration, version = origination.registration(which), origination.list_versions(which)[0]

    assert repr(registration).startswith(f"Registration(registration_id='{which}'")
    assert "2026-11-22 12:00:00 UTC" in repr(version)
    assert "CREATED" in registration._repr_html_()
    assert "DRAFT" in version._repr_html_()
