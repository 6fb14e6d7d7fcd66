"""The forms of registrations: their definitions, and the values that their fields take."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import botocore.model
import pytest

from cognito_explore.embedded.sms import timeline
from cognito_explore.embedded.sms.denials import Denial
from cognito_explore.embedded.sms.field_checks import requirement
from embedded.registering import (
    BRAND,
    CAMPAIGN,
    MODEL,
    PNG,
    TOLL_FREE,
    Desk,
    open_desk,
    reason_of,
    refusal,
)

INVALID = "ValidationException"
TYPES = [TOLL_FREE, BRAND, CAMPAIGN]
DATA: Any = json.loads(
    files("cognito_explore.embedded.sms").joinpath("registration_types.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def desk() -> Desk:
    """One embedded AWS for the file: definitions do not change."""
    return open_desk()


@pytest.fixture
def registration_id() -> tuple[Desk, str]:
    """A toll-free registration of the test's own, and its desk."""
    own = open_desk()
    return own, own.begin()


def definitions(desk: Desk, registration_type: str, **more: Any) -> list[Any]:
    """Read the fields of a form, all pages."""
    asked = {"RegistrationType": registration_type, **more}
    pages = desk.pages("describe_registration_field_definitions", 10, **asked)
    return [item for page in pages for item in page["RegistrationFieldDefinitions"]]


def faults(shape: botocore.model.Shape, value: Any, where: str = "") -> Iterator[str]:
    """Name what of an answer is not as botocore's model has it."""
    if shape.type_name == "structure":
        yield from (f"{where}: no {name}" for name in shape.required_members if name not in value)
        for name, item in value.items():
            if name in shape.members:
                yield from faults(shape.members[name], item, f"{where}.{name}")
            else:
                yield f"{where}: {name}?"
    elif shape.type_name == "list":
        for item in value:
            yield from faults(shape.member, item, where)
    elif getattr(shape, "enum", None) and value not in shape.enum:
        yield f"{where}: {value}"
    elif "pattern" in shape.metadata and not re.fullmatch(shape.metadata["pattern"], value):
        yield f"{where}: {value} is not {shape.metadata['pattern']}"


def test_types_are_told_as_the_model_has_them(desk: Desk):
    """Every form, with what it is associated with, in members of the model alone."""
    pages = desk.pages("describe_registration_type_definitions")
    told = [item for page in pages for item in page["RegistrationTypeDefinitions"]]

    assert [item["RegistrationType"] for item in told] == TYPES == list(timeline.REVIEW)
    shape = MODEL.shape_for("RegistrationTypeDefinition")
    assert [fault for item in told for fault in faults(shape, item)] == []
    (association,) = told[0]["SupportedAssociations"]
    assert association["AssociationBehavior"] == "ASSOCIATE_BEFORE_SUBMIT"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("supported-association-resource-type", "phone-number", [TOLL_FREE, CAMPAIGN]),
        ("supported-association-resource-type", "registration", [CAMPAIGN]),
        ("supported-association-iso-country-code", "US", [TOLL_FREE, CAMPAIGN]),
        ("supported-association-iso-country-code", "DE", []),
    ],
)
def test_types_are_filtered(desk: Desk, name: str, value: str, expected: list[str]):
    """Forms are found by what they are for."""
    filters = [{"Name": name, "Values": [value]}]

    found = desk.sms.describe_registration_type_definitions(Filters=filters)

    names = [item["RegistrationType"] for item in found["RegistrationTypeDefinitions"]]
    assert names == expected


@pytest.mark.parametrize("registration_type", TYPES)
def test_definitions_in_the_file_are_of_the_models_shapes(registration_type: str):
    """Sections and fields have the members, enums and patterns that botocore's model has."""
    form = DATA["types"][registration_type]
    section = MODEL.shape_for("RegistrationSectionDefinition")
    field = MODEL.shape_for("RegistrationFieldDefinition")

    found = [fault for item in form["Sections"] for fault in faults(section, item)]
    found += [fault for item in form["Fields"] for fault in faults(field, item)]

    assert found == []
    paths = [item["FieldPath"] for item in form["Fields"]]
    assert len(paths) == len(set(paths))
    sections = {item["SectionPath"] for item in form["Sections"]}
    assert {item["SectionPath"] for item in form["Fields"]} == sections


@pytest.mark.parametrize("registration_type", TYPES)
def test_every_field_says_how_it_is_checked(registration_type: str):
    """Texts have limits, choices have options, conditions depend on fields of the form."""
    fields = {item["FieldPath"]: item for item in DATA["types"][registration_type]["Fields"]}

    for path, item in fields.items():
        assert path.startswith(f"{item['SectionPath']}.")
        assert ("TextValidation" in item) == (item["FieldType"] == "TEXT")
        assert ("SelectValidation" in item) == (item["FieldType"] == "SELECT")
        conditional = item["FieldRequirement"] == "CONDITIONAL"
        assert ("ConditionalBehavior" in item) == conditional
        if conditional:
            for rule in item["ConditionalBehavior"]["Rules"]:
                for condition in rule["Conditions"]:
                    options = fields[condition["DependsOnFieldPath"]]["SelectValidation"]
                    assert set(condition["Values"]) <= set(options["Options"])
                    assert condition["Operator"] == "IN"


@pytest.mark.parametrize("registration_type", TYPES)
def test_examples_are_taken_by_their_fields(registration_type: str):
    """What a hint shows as an example is a value that its field takes."""
    desk = open_desk()
    begun = desk.begin(registration_type)
    examples = {
        item["FieldPath"]: item["DisplayHints"]["ExampleTextValue"]
        for item in definitions(desk, registration_type)
        if "ExampleTextValue" in item["DisplayHints"]
    }

    for path, example in examples.items():
        assert desk.write(begun, path, example)["TextValue"] == example
    assert examples


def test_file_says_where_it_is_from():
    """The data has its sources, its date, and what was decided."""
    assert all(source.startswith(("https://", "Public")) for source in DATA["source"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", DATA["date"])
    assert "Decided here" in DATA["note"]


def test_sections_are_told(desk: Desk):
    """Sections come all, by their paths, and a page at a time."""
    asked = {"RegistrationType": TOLL_FREE}

    pages = desk.pages("describe_registration_section_definitions", **asked)
    one = desk.sms.describe_registration_section_definitions(**asked, SectionPaths=["contactInfo"])

    paths = [page["RegistrationSectionDefinitions"][0]["SectionPath"] for page in pages]
    assert paths == ["companyInfo", "contactInfo", "messagingUseCase", "messageSamples"]
    assert one["RegistrationSectionDefinitions"][0]["DisplayHints"]["Title"] == "Contact info"


def test_fields_are_told_by_section_and_path(desk: Desk):
    """Fields come all, those of a section, or those that are named."""
    everything = definitions(desk, TOLL_FREE)
    samples = definitions(desk, TOLL_FREE, SectionPath="messageSamples")
    named = definitions(desk, TOLL_FREE, FieldPaths=["messagingUseCase.optInImage"])

    assert everything == DATA["types"][TOLL_FREE]["Fields"]
    assert [item["FieldPath"][-1] for item in samples] == ["1", "2", "3"]
    assert [item["FieldType"] for item in named] == ["ATTACHMENT"]


@pytest.mark.parametrize(
    ("operation", "asked", "reason"),
    [
        ("create_registration", {"RegistrationType": "X"}, "UNKNOWN_REGISTRATION_TYPE"),
        (
            "describe_registration_type_definitions",
            {"RegistrationTypes": ["X"]},
            "UNKNOWN_REGISTRATION_TYPE",
        ),
        (
            "describe_registration_section_definitions",
            {"RegistrationType": "X"},
            "UNKNOWN_REGISTRATION_TYPE",
        ),
        (
            "describe_registration_section_definitions",
            {"RegistrationType": TOLL_FREE, "SectionPaths": ["x"]},
            "UNKNOWN_REGISTRATION_SECTION",
        ),
        (
            "describe_registration_field_definitions",
            {"RegistrationType": TOLL_FREE, "SectionPath": "x"},
            "UNKNOWN_REGISTRATION_SECTION",
        ),
        (
            "describe_registration_field_definitions",
            {"RegistrationType": TOLL_FREE, "FieldPaths": ["x.y"]},
            "UNKNOWN_REGISTRATION_FIELD",
        ),
        (
            "describe_registration_field_definitions",
            {"RegistrationType": TOLL_FREE, "FieldPaths": list("abcdef")},
            "INVALID_PARAMETER",
        ),
    ],
)
def test_unknown_form_section_or_field_is_refused(
    desk: Desk, operation: str, asked: dict[str, Any], reason: str
):
    """What is no part of a form is refused for what it is."""
    assert reason_of(lambda: getattr(desk.sms, operation)(**asked)) == (INVALID, reason)


def test_values_are_written_read_replaced_and_deleted(registration_id: tuple[Desk, str]):
    """Text, choices and files are read as they were written last."""
    desk, begun = registration_id
    asked = {"RegistrationId": begun}
    picture = desk.sms.create_registration_attachment(AttachmentBody=PNG)
    desk.write(begun, "companyInfo.city", "Other Town")
    put = desk.write(begun, "companyInfo.city", "Any Town")
    desk.write(begun, "messagingUseCase.optInType", ["TEXT"])
    desk.sms.put_registration_field_value(
        **asked,
        FieldPath="messagingUseCase.optInImage",
        RegistrationAttachmentId=picture["RegistrationAttachmentArn"],
    )

    pages = desk.pages("describe_registration_field_values", **asked)
    values = [page["RegistrationFieldValues"][0] for page in pages]
    section = desk.sms.describe_registration_field_values(**asked, SectionPath="companyInfo")
    gone = desk.sms.delete_registration_field_value(**asked, FieldPath="companyInfo.city")
    twice = reason_of(
        lambda: desk.sms.delete_registration_field_value(**asked, FieldPath="companyInfo.city")
    )

    assert (put["VersionNumber"], put["TextValue"]) == (1, "Any Town")
    attached = picture["RegistrationAttachmentId"]
    assert values == [
        {"FieldPath": "companyInfo.city", "TextValue": "Any Town"},
        {"FieldPath": "messagingUseCase.optInType", "SelectChoices": ["TEXT"]},
        {"FieldPath": "messagingUseCase.optInImage", "RegistrationAttachmentId": attached},
    ]
    assert section["RegistrationFieldValues"] == values[:1]
    assert gone["TextValue"] == "Any Town"
    assert twice == (INVALID, "REGISTRATION_FIELD_CANNOT_BE_DELETED")


@pytest.mark.parametrize(
    ("path", "given", "reason", "field"),
    [
        ("x.y", {"TextValue": "a"}, "UNKNOWN_REGISTRATION_FIELD", "FieldPath"),
        ("companyInfo.city", {}, "MISSING_PARAMETER", "TextValue"),
        ("companyInfo.city", {"SelectChoices": ["a"]}, "MISSING_PARAMETER", "TextValue"),
        ("messagingUseCase.optInType", {"TextValue": "a"}, "MISSING_PARAMETER", "SelectChoices"),
        (
            "companyInfo.city",
            {"TextValue": "a", "SelectChoices": ["a"]},
            "PARAMETERS_CANNOT_BE_USED_TOGETHER",
            "TextValue",
        ),
        ("companyInfo.city", {"TextValue": "a" * 101}, "INVALID_PARAMETER", None),
        ("messagingUseCase.useCaseDetails", {"TextValue": "a" * 501}, "INVALID_PARAMETER", None),
        ("companyInfo.isoCountryCode", {"TextValue": "us"}, "INVALID_PARAMETER", None),
        ("contactInfo.supportEmail", {"TextValue": "nobody"}, "INVALID_PARAMETER", None),
        ("contactInfo.supportPhoneNumber", {"TextValue": "2065550142"}, "INVALID_PARAMETER", None),
        ("messagingUseCase.privacyPolicyUrl", {"TextValue": "none"}, "INVALID_PARAMETER", None),
        ("messagingUseCase.optInType", {"SelectChoices": ["FAX"]}, "INVALID_PARAMETER", None),
        ("messagingUseCase.optInType", {"SelectChoices": []}, "INVALID_PARAMETER", None),
        (
            "messagingUseCase.optInType",
            {"SelectChoices": ["TEXT", "VERBAL"]},
            "INVALID_PARAMETER",
            None,
        ),
    ],
)
def test_value_that_does_not_fit_is_refused(
    registration_id: tuple[Desk, str],
    path: str,
    given: dict[str, Any],
    reason: str,
    field: str | None,
):
    """A value of another kind, length, shape or choice is refused, and its field named."""
    desk, begun = registration_id
    asked = {"RegistrationId": begun, "FieldPath": path, **given}

    answer = refusal(lambda: desk.sms.put_registration_field_value(**asked))

    assert (answer["Error"]["Code"], answer["Reason"]) == (INVALID, reason)
    assert answer["Fields"][0]["Name"] == (field or path)
    kept = desk.sms.describe_registration_field_values(RegistrationId=begun)
    assert kept["RegistrationFieldValues"] == []


def test_file_that_is_not_there_is_not_taken(registration_id: tuple[Desk, str]):
    """A field takes a file that was uploaded."""
    desk, begun = registration_id
    asked = {"RegistrationId": begun, "FieldPath": "messagingUseCase.optInImage"}

    answer = refusal(
        lambda: desk.sms.put_registration_field_value(
            **asked, RegistrationAttachmentId="attachment-x"
        )
    )

    assert answer["Error"]["Code"] == "ResourceNotFoundException"
    assert answer["ResourceType"] == "registration-attachment"


def test_text_is_never_longer_than_the_model_allows(desk: Desk):
    """A definition may allow 4096 characters, a request 2048."""
    begun = desk.begin(CAMPAIGN)
    path = "campaignInfo.campaignName"

    refused = reason_of(lambda: desk.write(begun, path, "a" * 2049))

    assert refused == (INVALID, "INVALID_PARAMETER")
    assert len(desk.write(begun, path, "a" * 2048)["TextValue"]) == 2048


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(["PUBLIC_PROFIT"], "REQUIRED"), (["NON_PROFIT"], "DISALLOWED"), (None, "DISALLOWED")],
)
def test_condition_decides_whether_a_field_is_required(choice: list[str] | None, expected: str):
    """A stock symbol is asked of companies on a stock exchange, and of no others."""
    fields = {item["FieldPath"]: item for item in DATA["types"][BRAND]["Fields"]}
    values = {"companyInfo.legalType": {"SelectChoices": choice}} if choice else {}

    assert requirement(fields["companyInfo.stockSymbol"], values) == expected
    assert requirement(fields["companyInfo.city"], values) == "REQUIRED"


def test_reason_is_the_title_in_capitals():
    """The code of a denial follows from its title."""
    denial = Denial("a.b", "Message sample lacks opt-out", "Why.")

    assert denial.told()["Reason"] == "MESSAGE_SAMPLE_LACKS_OPT_OUT"
    assert denial.told()["DocumentationLink"].startswith("https://docs.aws.amazon.com/")
