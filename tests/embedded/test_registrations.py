"""Registrations of AWS End User Messaging SMS: submitted, reviewed, denied, corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW

from cognito_explore.embedded.sms import timeline
from cognito_explore.embedded.sms.associations import MOST_NUMBERS
from cognito_explore.embedded.sms.attachments import MOST_A_DAY, MOST_ATTACHMENTS
from cognito_explore.embedded.sms.registration import WAITING
from cognito_explore.embedded.sms.registrations import MOST_REGISTRATIONS, MOST_VERSIONS_A_DAY
from cognito_explore.embedded.sms.versions import UNDER_REVIEW
from embedded.registering import (
    BRAND,
    CAMPAIGN,
    FORM,
    MODEL,
    OPT_IN,
    PNG,
    SAMPLE,
    TOLL_FREE,
    Desk,
    open_desk,
    reason_of,
    refusal,
)

CONFLICT, INVALID = "ConflictException", "ValidationException"
QUOTA, MISSING = "ServiceQuotaExceededException", "ResourceNotFoundException"
LONG_ENOUGH = timedelta(days=15)
BRAND_FORM: dict[str, str | list[str]] = {
    "companyInfo.companyName": "Example Holding Corp",
    "companyInfo.taxIdIssuingCountry": "US",
    "companyInfo.taxId": "123456789",
    "companyInfo.legalType": ["PRIVATE_PROFIT"],
    "companyInfo.address": "123 Any Street",
    "companyInfo.city": "Any Town",
    "companyInfo.state": "WA",
    "companyInfo.zipCode": "98101",
    "companyInfo.isoCountryCode": "US",
    "contactInfo.dbaName": "Example Corp",
    "contactInfo.vertical": ["TECHNOLOGY"],
    "contactInfo.website": "https://example.com",
    "contactInfo.supportEmail": "support@example.com",
    "contactInfo.supportPhoneNumber": "+12065550142",
}
CAMPAIGN_FORM: dict[str, str | list[str]] = {
    "campaignInfo.campaignName": "Example Corp sends codes to customers who ask for them.",
    "campaignInfo.vertical": ["TECHNOLOGY"],
    "campaignInfo.optInWorkflow": OPT_IN,
    "campaignInfo.optInMessage": "Example Corp: you get codes now. Reply STOP to stop.",
    "campaignInfo.helpMessage": "Example Corp: help is at https://www.example.com/help",
    "campaignInfo.stopMessage": "Example Corp: you get no more messages from us.",
    "campaignCapabilities.numberCapabilities": ["SMS"],
    "campaignUseCase.useCase": ["TWO_FACTOR_AUTHENTICATION"],
    "campaignUseCase.subscriberOptIn": ["Yes"],
    "campaignUseCase.subscriberOptOut": ["Yes"],
    "campaignUseCase.subscriberHelp": ["Yes"],
    "campaignUseCase.directLending": ["No"],
    "campaignUseCase.embeddedLink": ["No"],
    "campaignUseCase.embeddedPhone": ["No"],
    "campaignUseCase.ageGated": ["No"],
    "messageSamples.messageSample1": SAMPLE,
}


@pytest.fixture
def desk() -> Desk:
    """An embedded AWS of the test's own."""
    return open_desk()


def complete(desk: Desk, registration_type: str, form: dict[str, Any], *others: str) -> str:
    """Register by another form, and wait until it is complete."""
    registration_id = desk.begin(registration_type)
    for other in others:
        desk.sms.create_registration_association(RegistrationId=registration_id, ResourceId=other)
    for path, value in form.items():
        desk.write(registration_id, path, value)
    desk.submit(registration_id)
    desk.aws.clock.advance(days=30)
    return registration_id


def test_number_becomes_active_after_a_denial_was_mended(desk: Desk):
    """Pending, denied for want of an opt-out, written anew, complete: then it sends."""
    number_id, registration_id = desk.prepare(messageSample1="Example Corp: your code is 1234.")
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    assert desk.status(registration_id) == "REQUIRES_UPDATES"
    assert desk.number(number_id)["Status"] == "PENDING"
    (denied,) = desk.versions(registration_id)
    assert denied["RegistrationVersionStatus"] == "DENIED"
    (why,) = denied["DeniedReasons"]
    assert why["Reason"] == "MESSAGE_SAMPLE_LACKS_OPT_OUT"
    assert "Reply STOP" in why["LongDescription"]

    version = desk.sms.create_registration_version(RegistrationId=registration_id)
    assert (version["VersionNumber"], version["RegistrationVersionStatus"]) == (2, "DRAFT")
    blank = desk.sms.describe_registration_field_values(RegistrationId=registration_id)
    assert (blank["VersionNumber"], blank["RegistrationFieldValues"]) == (2, [])
    desk.fill(registration_id)
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    assert desk.status(registration_id) == "COMPLETE"
    assert desk.number(number_id)["Status"] == "ACTIVE"
    (told,) = desk.sms.describe_registrations()["Registrations"]
    assert (told["ApprovedVersionNumber"], told["LatestDeniedVersionNumber"]) == (2, 1)


@pytest.mark.parametrize("aws_review", [False, True])
def test_states_follow_the_clock(desk: Desk, *, aws_review: bool):
    """Submitted, reviewed by AWS if asked, reviewed, provisioned, complete: at their times."""
    number_id, registration_id = desk.prepare()
    submitted = desk.submit(registration_id, AwsReview=aws_review)
    assert submitted["AwsReview"] is aws_review

    days = [("SUBMITTED", timeline.ACCEPTED_AFTER)]
    days += [("AWS_REVIEWING", timeline.AWS_REVIEW)] if aws_review else []
    days += [("REVIEWING", timeline.REVIEW[TOLL_FREE]), ("PROVISIONING", timeline.PROVISIONING)]
    for status, lasts in days:
        assert desk.status(registration_id) == status
        desk.aws.clock.advance(lasts - timedelta(seconds=1))
        assert desk.status(registration_id) == status
        assert desk.number(number_id)["Status"] == "PENDING"
        desk.aws.clock.advance(seconds=1)

    assert desk.status(registration_id) == "COMPLETE"
    assert desk.number(number_id)["Status"] == "ACTIVE"


def test_history_holds_the_times_of_the_states_not_of_the_questions(desk: Desk):
    """A version that nobody looked at meanwhile tells when it came to each state."""
    _, registration_id = desk.prepare()
    desk.submit(registration_id)
    desk.aws.clock.advance(days=100)

    (version,) = desk.versions(registration_id)

    history = version["RegistrationVersionStatusHistory"]
    accepted = NOW + timeline.ACCEPTED_AFTER
    assert history == {
        "DraftTimestamp": NOW,
        "SubmittedTimestamp": NOW,
        "ReviewingTimestamp": accepted,
        "ApprovedTimestamp": accepted + timeline.REVIEW[TOLL_FREE],
    }


def test_review_keeps_within_what_aws_says():
    """Fifteen business days are three weeks, and a toll-free review takes no longer."""
    steps = timeline.steps(TOLL_FREE, NOW, aws_review=True, is_approved=True)

    assert steps[-1].at - NOW <= timedelta(days=21)


def test_number_is_active_without_a_look_at_the_registration(desk: Desk):
    """What sends messages sees the number active, though nobody asked for its registration."""
    _, registration_id = desk.prepare()
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    usable = desk.aws._world.sms["us-east-1"].numbers.usable_for("US")

    assert [number.registration_id for number in usable] == [registration_id]


SAMPLE_1 = "messageSamples.messageSample1"
OPT_IN_TEXT = "messagingUseCase.optInDescription"
WEBSITE = "companyInfo.website"


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (SAMPLE_1, "Your code is 1. Reply STOP to opt out.", "MESSAGE_SAMPLE_LACKS_BRAND_NAME"),
        (SAMPLE_1, "Example Corp: your code is 123456.", "MESSAGE_SAMPLE_LACKS_OPT_OUT"),
        (SAMPLE_1, "Example Corp: non-stop service, code 1.", "MESSAGE_SAMPLE_LACKS_OPT_OUT"),
        (OPT_IN_TEXT, "They opt in to SMS.", "MISSING_COMPLIANT_OPT_IN"),
        (OPT_IN_TEXT, "They write their numbers on our page. " * 3, "UNCLEAR_OPT_IN_LANGUAGE"),
        (OPT_IN_TEXT, "They agree to our terms on our page. " * 3, "UNCLEAR_OPT_IN_LANGUAGE"),
        (WEBSITE, "example", "INVALID_WEBSITE"),
        (WEBSITE, "http://www.example.com", "INVALID_WEBSITE"),
        (WEBSITE, "https://[broken", "INVALID_WEBSITE"),
        ("contactInfo.supportEmail", "corp@mail.example.net", "UNOFFICIAL_BUSINESS_EMAIL"),
        (SAMPLE_1, "Example Corp: hello. Reply STOP to opt out.", "MESSAGE_USE_CASE_MISMATCH"),
        (SAMPLE_1, "Example Corp: code 1, 20% off. Reply STOP.", "MESSAGE_USE_CASE_MISMATCH"),
    ],
)
def test_review_denies_for_what_was_written(desk: Desk, path: str, text: str, reason: str):
    """Each fault is denied for its own reason, which stands at its field too."""
    _, registration_id = desk.prepare(**{path.rpartition(".")[2]: text})
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    (version,) = desk.versions(registration_id)

    assert [why["Reason"] for why in version["DeniedReasons"]] == [reason]
    (why,) = version["DeniedReasons"]
    assert set(why) == set(MODEL.shape_for("RegistrationDeniedReasonInformation").members)
    values = desk.sms.describe_registration_field_values(RegistrationId=registration_id)
    marked = {
        item["FieldPath"]: item["DeniedReason"]
        for item in values["RegistrationFieldValues"]
        if "DeniedReason" in item
    }
    assert marked == {path: why["ShortDescription"]}


@pytest.mark.parametrize(
    "changes",
    [
        {"messageSample1": "EXAMPLE CORP code 1. Text STOP to end."},
        {"messageSample1": "Example Corp: code 1. Unsubscribe at any time."},
        {"website": "https://shop.example.com/about"},
        {"supportEmail": "help@mail.example.com"},
        {
            "useCaseCategory": ["PROMOTIONS_AND_MARKETING"],
            "messageSample1": "Example Corp: the sale begins. Reply STOP to opt out.",
        },
    ],
)
def test_review_approves_what_is_in_order(desk: Desk, changes: dict[str, Any]):
    """Other words for the same, and promotions where they are registered, pass."""
    _, registration_id = desk.prepare(**changes)
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    assert desk.status(registration_id) == "COMPLETE"


def test_every_fault_is_named_at_once(desk: Desk):
    """A denial names all that is wrong, and none of it before the review is over."""
    _, registration_id = desk.prepare(messageSample1="Hello.", website="no")
    desk.submit(registration_id)
    desk.aws.clock.advance(days=5)
    (under_review,) = desk.versions(registration_id)
    desk.aws.clock.advance(days=10)

    (denied,) = desk.versions(registration_id)

    assert "DeniedReasons" not in under_review
    assert {why["Reason"] for why in denied["DeniedReasons"]} == {
        "INVALID_WEBSITE",
        "MESSAGE_SAMPLE_LACKS_BRAND_NAME",
        "MESSAGE_SAMPLE_LACKS_OPT_OUT",
        "MESSAGE_USE_CASE_MISMATCH",
    }


def test_field_that_has_no_place_is_denied(desk: Desk):
    """A sole proprietor who writes a tax id is denied, and may leave it out."""
    _, registration_id = desk.prepare()
    desk.write(registration_id, "companyInfo.taxId", "12-3456789")
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    (version,) = desk.versions(registration_id)

    assert [why["Reason"] for why in version["DeniedReasons"]] == ["CONDITIONAL_FIELD_NOT_ALLOWED"]


def test_missing_fields_are_named(desk: Desk):
    """A form that is not complete is not submitted, and its fields are named."""
    _, registration_id = desk.prepare(businessType=["PRIVATE_PROFIT"])
    gone = "contactInfo.firstName"
    desk.sms.delete_registration_field_value(RegistrationId=registration_id, FieldPath=gone)

    answer = refusal(lambda: desk.submit(registration_id))

    assert (answer["Error"]["Code"], answer["Reason"]) == (INVALID, "FIELD_VALIDATION_FAILED")
    assert {item["Name"] for item in answer["Fields"]} == {
        gone,
        "companyInfo.taxId",
        "companyInfo.taxIdAuthority",
        "companyInfo.taxIdCountry",
    }
    assert desk.status(registration_id) == "CREATED"


def test_number_is_associated_before_the_form_is_submitted(desk: Desk):
    """A toll-free form without its number is not submitted."""
    registration_id = desk.begin()
    desk.fill(registration_id)

    refused = reason_of(lambda: desk.submit(registration_id))
    number_id = desk.lease()["PhoneNumberId"]
    both = {"RegistrationId": registration_id, "ResourceId": number_id}
    made = desk.sms.create_registration_association(**both)
    again = reason_of(lambda: desk.sms.create_registration_association(**both))
    desk.submit(registration_id)

    assert refused == (CONFLICT, "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")
    assert made["ResourceType"] == "phone-number"
    assert made["ResourceArn"].endswith(f":phone-number/{number_id}")
    assert again == (CONFLICT, "RESOURCE_ALREADY_ASSOCIATED")


def test_associations_are_listed(desk: Desk):
    """What a registration is associated with comes in pages and by filters."""
    registration_id = desk.begin()
    numbers = [desk.lease(RegistrationId=registration_id) for _ in range(MOST_NUMBERS)]
    asked = {"RegistrationId": registration_id}

    pages = desk.pages("list_registration_associations", 2, **asked)
    filters = [{"Name": "iso-country-code", "Values": ["CA"]}]
    others = desk.sms.list_registration_associations(**asked, Filters=filters)

    listed = [one for page in pages for one in page["RegistrationAssociations"]]
    assert [one["PhoneNumber"] for one in listed] == [item["PhoneNumber"] for item in numbers]
    assert {item["RegistrationId"] for item in numbers} == {registration_id}
    assert pages[0]["RegistrationType"] == TOLL_FREE
    assert others["RegistrationAssociations"] == []
    over = reason_of(lambda: desk.lease(RegistrationId=registration_id))
    assert over == (QUOTA, "PHONE_NUMBERS_PER_REGISTRATION")


def test_association_that_does_not_fit_is_refused(desk: Desk):
    """A simulator, a number of another registration, and a late one are refused."""
    number_id, registration_id = desk.prepare()
    other = desk.begin()

    def associate(registration: str, resource: str) -> tuple[str, str]:
        given = {"RegistrationId": registration, "ResourceId": resource}
        return reason_of(lambda: desk.sms.create_registration_association(**given))

    simulator = desk.lease("SIMULATOR")["PhoneNumberId"]
    assert associate(other, simulator) == (INVALID, "INVALID_REGISTRATION_ASSOCIATION")
    assert associate(other, registration_id) == (INVALID, "INVALID_REGISTRATION_ASSOCIATION")
    taken = (CONFLICT, "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION")
    assert associate(other, number_id) == taken
    desk.submit(registration_id)
    late = desk.lease()["PhoneNumberId"]
    assert associate(registration_id, late) == (CONFLICT, "RESOURCE_MODIFICATION_NOT_ALLOWED")


def test_submitted_version_is_locked(desk: Desk):
    """Nothing is written, submitted, discarded or begun while others have it."""
    _, registration_id = desk.prepare()
    desk.submit(registration_id)
    asked = {"RegistrationId": registration_id}
    path = "companyInfo.city"
    edit = "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED"
    acts = {
        lambda: desk.write(registration_id, path, "Other Town"): edit,
        lambda: desk.sms.delete_registration_field_value(**asked, FieldPath=path): edit,
        lambda: desk.submit(registration_id): "REGISTRATION_ALREADY_SUBMITTED",
        lambda: desk.sms.discard_registration_version(
            **asked
        ): "DISCARD_REGISTRATION_VERSION_NOT_ALLOWED",
        lambda: desk.sms.create_registration_version(
            **asked
        ): "CREATE_REGISTRATION_VERSION_NOT_ALLOWED",
        lambda: desk.sms.delete_registration(**asked): "RESOURCE_DELETION_NOT_ALLOWED",
    }

    assert {act: reason_of(act) for act in acts} == {
        act: (CONFLICT, reason) for act, reason in acts.items()
    }


def test_denied_version_is_locked_until_there_is_a_new_one(desk: Desk):
    """A denied version is neither written nor submitted again; the next one is."""
    _, registration_id = desk.prepare(website="no")
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    write = reason_of(lambda: desk.write(registration_id, "companyInfo.city", "Other Town"))
    submit = reason_of(lambda: desk.submit(registration_id))
    desk.sms.create_registration_version(RegistrationId=registration_id)
    desk.write(registration_id, "companyInfo.city", "Other Town")

    assert write == (CONFLICT, "EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED")
    assert submit == (CONFLICT, "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")
    old = desk.sms.describe_registration_field_values(
        RegistrationId=registration_id, VersionNumber=1, FieldPaths=["companyInfo.city"]
    )
    assert old["RegistrationFieldValues"][0]["TextValue"] == FORM["companyInfo.city"]


def test_draft_is_discarded_and_begun_again(desk: Desk):
    """A discarded version stays in the list, and a new one follows it."""
    registration_id = desk.begin()
    asked = {"RegistrationId": registration_id}
    second = reason_of(lambda: desk.sms.create_registration_version(**asked))

    gone = desk.sms.discard_registration_version(**asked)
    desk.sms.create_registration_version(**asked)

    assert second == (CONFLICT, "CREATE_REGISTRATION_VERSION_NOT_ALLOWED")
    assert gone["RegistrationVersionStatus"] == "DISCARDED"
    assert gone["RegistrationVersionStatusHistory"]["DiscardedTimestamp"] == NOW
    statuses = [item["RegistrationVersionStatus"] for item in desk.versions(registration_id)]
    assert statuses == ["DISCARDED", "DRAFT"]


def test_versions_are_found_by_number_status_and_page(desk: Desk):
    """Versions come by their numbers, by filters, and a page at a time."""
    registration_id = desk.begin()
    asked = {"RegistrationId": registration_id}
    for _ in range(2):
        desk.sms.discard_registration_version(**asked)
        desk.sms.create_registration_version(**asked)

    def numbers(**more: Any) -> list[int]:
        found = desk.sms.describe_registration_versions(**asked, **more)
        return [item["VersionNumber"] for item in found["RegistrationVersions"]]

    assert numbers() == [1, 2, 3]
    assert numbers(VersionNumbers=[2]) == [2]
    filters = [{"Name": "registration-version-status", "Values": ["DRAFT"]}]
    assert numbers(Filters=filters) == [3]
    assert len(desk.pages("describe_registration_versions", **asked)) == 3
    unknown = reason_of(lambda: numbers(VersionNumbers=[9]))
    assert unknown == (INVALID, "UNKNOWN_REGISTRATION_VERSION")


def test_later_approval_archives_the_one_before(desk: Desk):
    """A complete registration can have a new version, which takes the place of the old."""
    number_id, registration_id = desk.prepare()
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)
    desk.sms.create_registration_version(RegistrationId=registration_id)
    assert desk.status(registration_id) == "COMPLETE"
    desk.fill(registration_id, city="Other Town")
    desk.submit(registration_id)
    desk.aws.clock.advance(LONG_ENOUGH)

    statuses = [item["RegistrationVersionStatus"] for item in desk.versions(registration_id)]

    assert statuses == ["ARCHIVED", "APPROVED"]
    assert desk.number(number_id)["Status"] == "ACTIVE"


def test_released_number_closes_its_registration(desk: Desk):
    """The number of a form under review stays; when the last one goes, the form is closed."""
    number_id, registration_id = desk.prepare()
    desk.submit(registration_id)
    release = {"PhoneNumberId": number_id}
    held = reason_of(lambda: desk.sms.release_phone_number(**release))
    desk.aws.clock.advance(LONG_ENOUGH)
    asked = {"RegistrationId": registration_id}
    owned = reason_of(lambda: desk.sms.delete_registration(**asked))

    desk.sms.release_phone_number(**release)
    closed = desk.status(registration_id)
    deleted = desk.sms.delete_registration(**asked)

    in_use = (CONFLICT, "PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION")
    assert (held, owned) == (in_use, in_use)
    assert (closed, deleted["RegistrationStatus"]) == ("CLOSED", "DELETED")
    assert refusal(lambda: desk.status(registration_id))["Error"]["Code"] == MISSING


def test_registrations_are_found_by_type_status_and_page(desk: Desk):
    """Registrations come by filters, by ARN, and a page at a time; one token makes one."""
    once = {"RegistrationType": BRAND, "ClientToken": "once"}
    brand, again = (desk.sms.create_registration(**once) for _ in range(2))
    toll_free = desk.begin()

    def found(name: str, *values: str) -> list[str]:
        filters = [{"Name": name, "Values": list(values)}]
        answer = desk.sms.describe_registrations(Filters=filters)
        return [item["RegistrationId"] for item in answer["Registrations"]]

    assert brand["RegistrationId"] == again["RegistrationId"]
    assert found("registration-type", TOLL_FREE) == [toll_free]
    assert found("registration-status", "CREATED") == [brand["RegistrationId"], toll_free]
    assert found("registration-status", "COMPLETE") == []
    assert desk.status(brand["RegistrationArn"]) == "CREATED"
    assert len(desk.pages("describe_registrations")) == 2


def test_campaign_follows_its_brand_and_lets_its_numbers_send(desk: Desk):
    """Brand, then campaign, then number: each waits for the one before."""
    brand = desk.begin(BRAND)
    campaign = desk.begin(CAMPAIGN)
    both = {"RegistrationId": campaign, "ResourceId": brand}
    early = reason_of(lambda: desk.sms.create_registration_association(**both))
    number_id = desk.lease("TEN_DLC")["PhoneNumberId"]
    number = {"RegistrationId": campaign, "ResourceId": number_id}
    too_early = reason_of(lambda: desk.sms.create_registration_association(**number))

    brand = complete(desk, BRAND, BRAND_FORM)
    campaign = complete(desk, CAMPAIGN, CAMPAIGN_FORM, brand)
    desk.sms.create_registration_association(RegistrationId=campaign, ResourceId=number_id)
    associating = desk.number(number_id)["Status"]
    desk.aws.clock.advance(timeline.PROVISIONING)

    assert early == too_early == (CONFLICT, "REGISTRATION_NOT_COMPLETE")
    assert desk.status(campaign) == "COMPLETE"
    assert (associating, desk.number(number_id)["Status"]) == ("ASSOCIATING", "ACTIVE")
    needed = reason_of(lambda: desk.sms.delete_registration(RegistrationId=brand))
    assert needed == (CONFLICT, "RESOURCE_NOT_EMPTY")


def test_campaign_stays_when_its_number_goes(desk: Desk):
    """A campaign without numbers is still complete, and can be deleted, then its brand."""
    brand = complete(desk, BRAND, BRAND_FORM)
    campaign = complete(desk, CAMPAIGN, CAMPAIGN_FORM, brand)
    number_id = desk.lease("TEN_DLC", RegistrationId=campaign)["PhoneNumberId"]
    desk.sms.release_phone_number(PhoneNumberId=number_id)

    left = desk.status(campaign)
    gone = [desk.sms.delete_registration(RegistrationId=item) for item in (campaign, brand)]

    assert left == "COMPLETE"
    assert [item["RegistrationStatus"] for item in gone] == ["DELETED", "DELETED"]


def test_campaign_without_its_brand_is_not_submitted(desk: Desk):
    """A campaign is associated with a brand first."""
    campaign = desk.begin(CAMPAIGN)
    for path, value in CAMPAIGN_FORM.items():
        desk.write(campaign, path, value)

    refused = reason_of(lambda: desk.submit(campaign))

    assert refused == (CONFLICT, "SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED")


def test_samples_of_a_campaign_carry_the_name_of_its_brand(desk: Desk):
    """The legal name or the brand's will do, another will not."""
    brand = complete(desk, BRAND, BRAND_FORM)
    sample = "messageSamples.messageSample1"
    text = "Your code is {}123456. Reply STOP to opt out."
    legal = CAMPAIGN_FORM | {sample: f"Example Holding Corp: {text}"}
    other = CAMPAIGN_FORM | {sample: f"Somebody Else: {text}"}

    assert desk.status(complete(desk, CAMPAIGN, legal, brand)) == "COMPLETE"
    denied = complete(desk, CAMPAIGN, other, brand)
    (version,) = desk.versions(denied)
    reasons = [why["Reason"] for why in version["DeniedReasons"]]
    assert reasons == ["MESSAGE_SAMPLE_LACKS_BRAND_NAME"]


def test_files_come_and_go(desk: Desk):
    """A file is taken once for a token, described, deleted."""
    once = {"AttachmentBody": PNG, "ClientToken": "once"}
    first, again = (desk.sms.create_registration_attachment(**once) for _ in range(2))
    desk.sms.create_registration_attachment(AttachmentUrl="s3://bucket/opt-in.PDF")
    asked = {"RegistrationAttachmentIds": [first["RegistrationAttachmentArn"]]}

    described = desk.sms.describe_registration_attachments(**asked)["RegistrationAttachments"]
    filters = [{"Name": "attachment-status", "Values": ["UPLOAD_FAILED"]}]
    failed = desk.sms.describe_registration_attachments(Filters=filters)
    pages = desk.pages("describe_registration_attachments")
    gone = desk.sms.delete_registration_attachment(
        RegistrationAttachmentId=first["RegistrationAttachmentId"]
    )

    assert first["RegistrationAttachmentId"] == again["RegistrationAttachmentId"]
    assert [item["AttachmentStatus"] for item in described] == ["UPLOAD_COMPLETE"]
    assert failed["RegistrationAttachments"] == []
    assert len(pages) == 2
    assert gone["AttachmentStatus"] == "DELETED"
    assert refusal(lambda: desk.sms.describe_registration_attachments(**asked))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({}, "MISSING_PARAMETER"),
        (
            {"AttachmentBody": PNG, "AttachmentUrl": "s3://b/a.png"},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
        ),
        ({"AttachmentBody": b"GIF89a"}, "ATTACHMENT_TYPE_NOT_SUPPORTED"),
        ({"AttachmentBody": PNG + bytes(5 * 1024 * 1024)}, "MAXIMUM_SIZE_EXCEEDED"),
        ({"AttachmentUrl": "https://www.example.com/a.png"}, "INVALID_PARAMETER"),
        ({"AttachmentUrl": "s3://bucket/a.gif"}, "ATTACHMENT_TYPE_NOT_SUPPORTED"),
    ],
)
def test_wrong_file_is_refused(desk: Desk, given: dict[str, Any], reason: str):
    """A file is one PDF, JPEG or PNG of at most 5 MB, here or in S3."""
    refused = reason_of(lambda: desk.sms.create_registration_attachment(**given))

    assert refused == (INVALID, reason)


def test_quotas_of_registrations_and_files(desk: Desk):
    """One registration or file too many is refused."""
    for _ in range(MOST_REGISTRATIONS):
        desk.begin()
    for number in range(MOST_ATTACHMENTS):
        if number and number % MOST_A_DAY == 0:
            a_day = reason_of(lambda: desk.sms.create_registration_attachment(AttachmentBody=PNG))
            assert a_day == (QUOTA, "REGISTRATION_ATTACHMENTS_CREATED_PER_DAY")
            desk.aws.clock.advance(days=1)
        desk.sms.create_registration_attachment(AttachmentBody=PNG)

    assert reason_of(desk.begin) == (QUOTA, "REGISTRATIONS_PER_ACCOUNT")
    one_more = reason_of(lambda: desk.sms.create_registration_attachment(AttachmentBody=PNG))
    assert one_more == (QUOTA, "REGISTRATION_ATTACHMENTS_PER_ACCOUNT")


def test_quota_of_versions(desk: Desk):
    """One version too many in a day is refused, and not on the next day."""
    asked = {"RegistrationId": desk.begin()}
    for _ in range(MOST_VERSIONS_A_DAY - 1):
        desk.sms.discard_registration_version(**asked)
        desk.sms.create_registration_version(**asked)
    desk.sms.discard_registration_version(**asked)

    refused = reason_of(lambda: desk.sms.create_registration_version(**asked))
    desk.aws.clock.advance(days=1)
    made = desk.sms.create_registration_version(**asked)

    assert refused == (QUOTA, "REGISTRATION_VERSIONS_CREATED_PER_DAY")
    assert made["VersionNumber"] == MOST_VERSIONS_A_DAY + 1


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("describe_registration_versions", {}),
        ("describe_registration_field_values", {}),
        ("list_registration_associations", {}),
        ("create_registration_version", {}),
        ("discard_registration_version", {}),
        ("submit_registration_version", {}),
        ("delete_registration", {}),
        ("put_registration_field_value", {"FieldPath": "a.b", "TextValue": "c"}),
        ("delete_registration_field_value", {"FieldPath": "a.b"}),
        ("create_registration_association", {"ResourceId": "phone-x"}),
    ],
)
def test_registration_that_is_not_there_is_not_found(
    desk: Desk, operation: str, more: dict[str, str]
):
    """Every operation on a registration refuses one that is not there."""
    act = getattr(desk.sms, operation)

    answer = refusal(lambda: act(RegistrationId="registration-x", **more))

    assert (answer["Error"]["Code"], answer["ResourceType"]) == (MISSING, "registration")


def test_states_are_those_of_the_model():
    """The states that reviews go through are AWS's, with a time for each in the history."""
    registration = set(MODEL.shape_for("RegistrationStatus").enum)
    version = set(MODEL.shape_for("RegistrationVersionStatus").enum)
    steps = [
        step
        for name in timeline.REVIEW
        for is_approved in (False, True)
        for step in timeline.steps(name, NOW, aws_review=True, is_approved=is_approved)
    ]

    assert {step.registration_status for step in steps} <= registration
    assert {step.version_status for step in steps} <= version
    assert {*WAITING, "CREATED", "CLOSED", "DELETED"} <= registration
    assert {*UNDER_REVIEW, "DRAFT", "DISCARDED", "ARCHIVED"} <= version
