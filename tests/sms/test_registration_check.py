"""What a registration is refused for is found before it is sent, field by field."""

import difflib
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from cognito_explore.errors import InvalidRequestError, OutcomeUnknownError
from cognito_explore.sms.registration_fields import RegistrationField, read_field
from cognito_explore.sms.review.check import FieldFinding, check_values
from cognito_explore.sms.review.draft import read_draft
from cognito_explore.sms.review.kinds import kinds_of, rules_file
from cognito_explore.sms.review.rules import FORM_RULES, REVIEW_RULES
from tests.sms.registration_drafts import (
    DETAILS,
    GOOD,
    OPT_IN,
    OTHER_SAMPLE,
    SAMPLE,
    TYPES,
    definition,
    form,
    found_in,
    ordinary_registrations,
)

FAMILIES = list(GOOD)
RULES = {rule["id"]: rule for rule in rules_file()["rules"]}
# They need more than the values: what is associated, the bytes of a file.
NOT_OF_VALUES = {
    "brand_not_registered",
    "wait_for_vetting",
    "number_not_associated",
    "opt_in_image_form",
}


@dataclass(frozen=True)
class Case:
    """A rule, the change of a good registration that trips it, and one that does not."""

    rule: str
    family: str
    at: str
    bad: dict[str, Any]
    near: dict[str, Any] = field(default_factory=dict)
    status: str = "problem"


def opt_in(old: str, new: str = "") -> str:
    """Change the good description in one place."""
    assert old in OPT_IN
    return OPT_IN.replace(old, new)


CASES = [
    Case(
        "field_missing",
        "toll_free",
        "companyName",
        {"companyName": " "},
        {"companyName": "Example"},
    ),
    Case(
        "conditional_field_missing",
        "ten_dlc",
        "subUseCases",
        {"useCase": "MIXED"},
        {"useCase": "MIXED", "subUseCases": ["MARKETING", "FRAUD_ALERT"]},
    ),
    Case(
        "conditional_field_not_allowed",
        "ten_dlc",
        "subUseCases",
        {"subUseCases": ["MARKETING"]},
        {"useCase": "LOW_VOLUME", "subUseCases": ["MARKETING"]},
    ),
    Case(
        "field_value_invalid",
        "toll_free",
        "optInType",
        {"optInType": ["DIGITAL"]},
        {"optInType": ["VERBAL"]},
    ),
    Case(
        "text_repeated",
        "ten_dlc",
        "messageSample2",
        {"messageSample2": f" {SAMPLE.upper()}  "},
        {"messageSample2": SAMPLE.replace("123456", "123457")},
    ),
    Case(
        "tax_id_form",
        "toll_free",
        "taxId",
        {"taxId": "123456789"},
        {"taxId": "123456789", "taxIdAuthority": "CBN", "taxIdCountry": "CA"},
    ),
    Case(
        "tax_id_form",
        "toll_free",
        "taxIdCountry",
        {"taxIdCountry": "CA"},
        {"taxIdAuthority": "VAT", "taxIdCountry": "CA"},
    ),
    Case(
        "tax_id_missing",
        "toll_free",
        "taxId",
        {"taxId": ""},
        {
            "businessType": "SOLE_PROPRIETOR",
            "taxId": None,
            "taxIdAuthority": [],
            "taxIdCountry": "",
        },
    ),
    Case(
        "email_invalid",
        "toll_free",
        "supportEmail",
        {"supportEmail": "help@example"},
        {"supportEmail": "help.me+sms@example.com"},
    ),
    Case("email_invalid", "toll_free", "supportEmail", {"supportEmail": "help me@example.com"}),
    Case("email_invalid", "toll_free", "supportEmail", {"supportEmail": "a@b@example.com"}),
    Case("email_invalid", "toll_free", "supportEmail", {"supportEmail": "he\u202elp@example.com"}),
    Case(
        "email_invalid", "toll_free", "supportEmail", {"supportEmail": f"{'h' * 250}@example.com"}
    ),
    Case(
        "email_public_domain",
        "toll_free",
        "supportEmail",
        {"supportEmail": "example@Gmail.com"},
        {"supportEmail": "gmail.com@example.com"},
    ),
    Case(
        "email_public_domain",
        "toll_free",
        "supportEmail",
        {"supportEmail": "example@gmx.de"},
        status="warning",
    ),
    Case(
        "email_other_domain",
        "toll_free",
        "supportEmail",
        {"supportEmail": "help@myexample.com"},
        {"supportEmail": "help@mail.example.com"},
    ),
    Case(
        "phone_invalid",
        "toll_free",
        "supportPhoneNumber",
        {"supportPhoneNumber": "206 555 0142"},
        {"supportPhoneNumber": "+442079460018"},
    ),
    Case(
        "phone_invalid",
        "toll_free",
        "supportPhoneNumber",
        {"supportPhoneNumber": "+1 (206) 555-0142"},
    ),
    Case(
        "third_party",
        "toll_free",
        "companyName",
        {"messageSample1": SAMPLE.replace("Example", "Other"), "messageSample2": ""},
        {"messageSample1": SAMPLE.replace("Example", "Other")},
        "warning",
    ),
    Case(
        "website_unreachable",
        "toll_free",
        "website",
        {"website": "www.example.com"},
        {"website": "http://shop.example.com:8080/a?b"},
    ),
    Case(
        "website_unreachable",
        "toll_free",
        "website",
        {"website": "https://192.168.0.1"},
        {"website": "https://93.184.216.34", "supportEmail": "help@93.184.216.34"},
    ),
    Case("website_unreachable", "toll_free", "website", {"website": f"https://{'a.' * 130}com"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://localhost"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://shop.local"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://[::1]/"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://[a.b"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://a.com:port"}),
    Case("website_unreachable", "toll_free", "website", {"website": "https://a b.com"}),
    Case("website_unreachable", "toll_free", "website", {"website": "ftp://example.com"}),
    Case(
        "privacy_url_missing",
        "toll_free",
        "privacyPolicyUrl",
        {"privacyPolicyUrl": "see our page"},
        {"privacyPolicyUrl": f"https://example.com/{'p' * 480}"},
    ),
    Case(
        "privacy_url_missing",
        "toll_free",
        "privacyPolicyUrl",
        {"privacyPolicyUrl": f"https://example.com/{'p' * 481}"},
    ),
    Case(
        "privacy_url_missing",
        "ten_dlc",
        "privacyPolicyLink",
        {"privacyPolicyLink": ""},
        {"privacyPolicyLink": "", "privacyPolicyFile": "registration-attachment-2"},
    ),
    Case(
        "terms_url_missing",
        "ten_dlc",
        "termsAndConditionsLink",
        {"termsAndConditionsLink": None},
        {"termsAndConditionsLink": "https://example.com/terms"},
    ),
    Case(
        "opt_in_missing",
        "toll_free",
        "optInDescription",
        {"optInDescription": "On paper."},
        {"optInDescription": "On paper, at the till, at our own shop.."},
        "warning",
    ),
    Case(
        "opt_in_missing",
        "ten_dlc",
        "optInScreenshot",
        {"optInScreenshot": "", "optInWorkflow": opt_in("https://www.example.com/join", "paper")},
        {"optInScreenshot": ""},
        "warning",
    ),
    Case(
        "opt_in_no_consent",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("tick an unchecked box: I agree to", "may")},
        {"optInDescription": opt_in("tick an unchecked box: I agree to", "may opt in to")},
        "warning",
    ),
    Case(
        "opt_in_no_consent",
        "toll_free",
        "optInDescription",
        {"optInDescription": f"{OPT_IN} By signing up you agree to messages."},
        {"optInDescription": f"{OPT_IN} By ticking it you agree to messages."},
        "warning",
    ),
    Case(
        "opt_in_checkbox",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("unchecked", "pre-checked")},
        {"optInDescription": opt_in("unchecked box", "box (which is not pre-checked)")},
    ),
    Case(
        "opt_in_checkbox",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("an unchecked", "the")},
        {"optInDescription": opt_in("an unchecked", "the"), "optInType": "PAPER_FORM"},
        "warning",
    ),
    Case(
        "opt_in_brand",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("from Example", "from us").replace("example", "other")},
        {
            "companyName": "The Example Group, Inc.",
            "optInDescription": f"{OPT_IN} The example's group.",
            "messageSample1": f"TheExample Group {SAMPLE}",
            "messageSample2": f"The Example Group: {OTHER_SAMPLE}",
        },
    ),
    Case(
        "opt_in_purpose",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("sign-in codes", "texts")},
        {"optInDescription": opt_in("sign-in codes", "order updates")},
        "warning",
    ),
    Case(
        "opt_in_frequency",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("One message per login attempt.")},
        {"optInDescription": opt_in("One message per login attempt", "Up to 4 msgs/month")},
    ),
    Case(
        "opt_in_data_rates",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("data rates")},
        {"optInDescription": opt_in("Message and data rates", "Msg & data rates")},
    ),
    Case(
        "opt_in_help_stop",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("STOP", "unstoppable")},
        {"optInDescription": opt_in("STOP", "stop")},
    ),
    Case(
        "opt_in_privacy",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("privacy")},
        {"optInDescription": opt_in("privacy policy", "Privacy Notice")},
    ),
    Case(
        "opt_in_terms",
        "toll_free",
        "optInDescription",
        {"optInDescription": opt_in("terms", "termites")},
        {"optInDescription": opt_in("terms", "Terms of Service")},
    ),
    Case(
        "opt_in_length",
        "ten_dlc",
        "optInWorkflow",
        {"optInWorkflow": "x" * 39},
        {"optInWorkflow": f"{'x' * 40}"},
    ),
    Case(
        "opt_in_length",
        "ten_dlc",
        "optInWorkflow",
        {"optInWorkflow": f"{OPT_IN} "},
        {"optInWorkflow": OPT_IN.ljust(2_048, ".")},
    ),
    Case(
        "opt_in_message",
        "ten_dlc",
        "optInMessage",
        {"optInMessage": "Example: welcome. Reply HELP for help, STOP to cancel."},
        {
            "optInMessage": "Example: 4 msgs/month. Message and data rates may apply. "
            "Text help or stop."
        },
    ),
    Case(
        "sample_brand",
        "toll_free",
        "messageSample2",
        {"messageSample2": "Use the code 654321 to set a new password."},
        {"companyName": "Ex Ample GmbH & Co. KG"},
    ),
    Case(
        "sample_opt_out",
        "toll_free",
        "messageSample1",
        {"messageSample1": "Example: 123456 is your code. Reply QUIT to cancel."},
        {"messageSample1": "Example: 123456 is your code. reply stop to end"},
    ),
    Case(
        "sample_opt_out",
        "ten_dlc",
        "messageSample1",
        {"messageSample1": "Example: 123456 is your code until the end of the day."},
        {"messageSample1": "Example: 123456 is your code. Reply QUIT to cancel."},
    ),
    Case(
        "sample_count",
        "toll_free",
        "messageSample2",
        {"messageSample2": ""},
        {"messageSample2": SAMPLE.replace("123456", "[code]")},
        "warning",
    ),
    Case(
        "sample_count",
        "toll_free",
        "messageSample2",
        {"messageSample2": f"{SAMPLE} "},
        status="warning",
    ),
    Case(
        "sample_use_case",
        "toll_free",
        "messageSample1",
        {
            "messageSample1": "Example: your parcel is here. Reply STOP to opt out.",
            "messageSample2": "Example: your parcel is late.",
        },
        {
            "messageSample1": "Example: your parcel is here. Reply STOP to opt out.",
            "messageSample2": "Example: your parcel is late.",
            "useCaseCategory": "ACCOUNT_NOTIFICATIONS",
        },
        "warning",
    ),
    Case(
        "sample_short_url",
        "toll_free",
        "messageSample2",
        {"messageSample2": f"{OTHER_SAMPLE} https://BIT.ly/3x"},
        {"messageSample2": f"{OTHER_SAMPLE} https://habit.ly/3x https://t.com bit.ly.example.com"},
    ),
    Case(
        "sample_short_url",
        "toll_free",
        "messageSample2",
        {"messageSample2": f"{OTHER_SAMPLE} t.co/3x."},
        status="warning",
    ),
    Case(
        "sample_length",
        "ten_dlc",
        "messageSample2",
        {"messageSample2": "Example: code 123456"[:19]},
        {"messageSample2": "Example: code 123456"},
    ),
    Case(
        "sample_placeholder",
        "toll_free",
        "messageSample2",
        {"messageSample2": "This is a test message."},
        {"messageSample2": "Example: this is a test message of your alarm."},
        "warning",
    ),
    Case(
        "sample_placeholder",
        "toll_free",
        "messageSample2",
        {"messageSample2": "Example: Lorem  ipsum dolor"},
        status="warning",
    ),
    Case(
        "sample_for_testing",
        "ten_dlc",
        "campaignName",
        {"campaignName": "This campaign is for testing of our integration."},
        {"campaignName": "Results of laboratory tests, sent to the patients who asked."},
        "warning",
    ),
    Case(
        "restricted_content",
        "toll_free",
        "useCaseDetails",
        {"useCaseDetails": f"{DETAILS} It is a Casino."},
        {"useCaseDetails": f"{DETAILS} A cryptographic code."},
        "warning",
    ),
    Case(
        "help_message",
        "ten_dlc",
        "helpMessage",
        {"helpMessage": "Example: ask us for help, any day."},
        {"helpMessage": "Example: for help call +1 206 555 0142."},
    ),
    Case(
        "help_message",
        "ten_dlc",
        "helpMessage",
        {"helpMessage": "Example: help@example.com".ljust(161, ".")},
        {"helpMessage": "Example: help@example.com".ljust(160, ".")},
    ),
    Case(
        "stop_message",
        "ten_dlc",
        "stopMessage",
        {"stopMessage": "You are unsubscribed and get no more messages."},
        {"stopMessage": "Example: you have opted out; no further messages come."},
    ),
    Case(
        "stop_message",
        "ten_dlc",
        "stopMessage",
        {"stopMessage": "Example: thank you, and good bye."},
        status="warning",
    ),
    Case(
        "sender_id_form", "sender_id", "senderId", {"senderId": "123456"}, {"senderId": "1EXAMPLE2"}
    ),
    Case("sender_id_form", "sender_id", "senderId", {"senderId": "EXAMPLE\n"}),
    Case("sender_id_form", "sender_id", "senderId", {"senderId": "-EXAMPLE"}),
    Case("sender_id_form", "sender_id", "senderId", {"senderId": "EXAMPLECORP1"}),
    Case("sender_id_form", "sender_id", "senderId", {"senderId": "ÄXAMPLE"}),
    Case("sender_id_form", "sender_id", "senderId", {"senderId": "EX"}, status="warning"),
    Case(
        "sender_id_france",
        "sender_id",
        "senderId",
        {"senderId": "EX-AMPLE"},
        {"senderId": "EXAMPLE1"},
    ),
    Case(
        "sender_id_connection",
        "sender_id",
        "senderId",
        {"senderId": "ACME"},
        {"senderId": "ACME", "senderIdDescription": "Acme is our brand."},
        "warning",
    ),
    Case(
        "sender_id_connection",
        "sender_id",
        "senderId",
        {"senderId": "EOX", "companyName": "Example of Things Ltd"},
        {"senderId": "EOT", "companyName": "Example of Things Ltd"},
        "warning",
    ),
]
NAMES = [f"{case.rule}-{number}" for number, case in enumerate(CASES)]


def of_rule(rule: str, findings: list[FieldFinding]) -> list[FieldFinding]:
    """Give the findings of one rule."""
    return [it for it in findings if it.check_id == f"registration-{rule.replace('_', '-')}"]


@pytest.mark.parametrize("family", FAMILIES)
def test_good_registration_has_no_finding(family):
    """Nothing speaks against a complete registration: no problem, no warning."""
    assert found_in(family) == []


@pytest.mark.parametrize("family", FAMILIES)
def test_good_registration_is_looked_at_by_all_rules_of_its_family(family):
    """The fields of the good registration are of the kinds that the rules look at."""
    kinds = {kind for path in GOOD[family] for kind in kinds_of(path)}
    ruled = [
        rule
        for name, rule in RULES.items()
        if name in REVIEW_RULES and family in rule["applies_to"] and name != "tax_id_missing"
    ]

    assert ruled
    for rule in ruled:
        assert kinds & set(rule["local_check"]["field_kinds"]), rule["id"]


def test_every_rule_that_can_be_checked_has_a_function():
    """No rule is forgotten, and nothing is looked for that no rule tells."""
    checkable = {name for name, rule in RULES.items() if rule["local_check"]["possible"]}

    assert FORM_RULES.keys() | REVIEW_RULES.keys() == checkable - NOT_OF_VALUES
    assert not FORM_RULES.keys() & REVIEW_RULES.keys()
    assert checkable > NOT_OF_VALUES


def test_every_function_has_a_case_that_trips_it_and_one_that_does_not():
    """The cases below leave no rule out."""
    assert {case.rule for case in CASES} == FORM_RULES.keys() | REVIEW_RULES.keys()
    assert {case.rule for case in CASES if case.near} == {case.rule for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_rule_finds_what_offends(case):
    """One change of a good registration trips the rule, at the field to change."""
    found = of_rule(case.rule, found_in(case.family, **case.bad))

    assert [(it.field_path.rpartition(".")[2], it.status) for it in found] == [
        (case.at, case.status)
    ]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_finding_says_what_where_why_and_what_to_do(case):
    """It names the field, AWS's reasons and page, and the mend."""
    rule = RULES[case.rule]

    (found,) = of_rule(case.rule, found_in(case.family, **case.bad))

    assert f"The {case.at} " in found.title
    assert found.title.endswith(".")
    assert rule["source"] in found.evidence
    assert all(reason in found.evidence for reason in rule["aws_reasons"])
    assert ("Refused as" in found.evidence) == bool(rule["aws_reasons"])
    assert found.fix
    if case.rule not in FORM_RULES and case.rule != "phone_invalid":
        assert found.fix == rule["mend"]


@pytest.mark.parametrize(
    "case",
    [it for it in CASES if it.near],
    ids=[name for name, it in zip(NAMES, CASES, strict=True) if it.near],
)
def test_rule_lets_pass_what_comes_near(case):
    """A change that only looks like the other one trips nothing."""
    assert of_rule(case.rule, found_in(case.family, **case.near)) == []


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_rule_applies_to_its_families_only(case):
    """In a family of types that the rule does not apply to, its function is not asked."""
    if case.rule in FORM_RULES:
        applies = [TYPES[case.family], "US_LONG_CODE_REGISTRATION"]
        spared = []
    else:
        applies = [TYPES[family] for family in RULES[case.rule]["applies_to"]]
        spared = [it for it in [*TYPES.values(), "US_LONG_CODE_REGISTRATION"] if it not in applies]
    paths = {path.rpartition(".")[2]: path for path in GOOD[case.family]}
    values = dict(GOOD[case.family]) | {paths[name]: it for name, it in case.bad.items()}

    for registration_type in spared:
        found = list(check_values(form(case.family), values, registration_type))
        assert of_rule(case.rule, found) == []
    if case.rule in FORM_RULES:
        for registration_type in applies:
            assert of_rule(
                case.rule, list(check_values(form(case.family), values, registration_type))
            )


@pytest.mark.parametrize("family", ["toll_free", "ten_dlc", "sender_id"])
def test_fields_tell_what_is_registered(family):
    """Without AWS's name of the type, the fields' paths say which rules apply."""
    assert read_draft(form(family), {}).family == family


@pytest.mark.parametrize(
    ("path", "kinds"),
    [
        ("companyInfo.taxIdCountry", {"tax_id_country"}),
        ("messagingUseCase.monthlyMessageVolume", set()),
        ("websiteInfo.title", set()),
        ("campaignUseCase.subUseCases", {"sub_use_case"}),
        ("senderIdInfo.senderId", {"sender_id"}),
        ("senderIdInfo.senderIdDescription", {"sender_id_description"}),
        ("contactInfo.emailAddress", {"email", "address"}),
    ],
)
def test_kind_of_a_field_is_told_by_its_name(path, kinds):
    """The section does not count, nor a word that is part of a longer one."""
    assert kinds_of(path) == kinds


def test_fields_that_tell_nothing_are_held_to_their_form_only():
    """A type that no rule is about has its definition, and no more."""
    asked = [it for it in form("toll_free") if it.section == "companyInfo"]
    values = {"companyInfo.website": "nowhere"}

    assert read_draft(asked, values).family is None
    assert {it.check_id for it in check_values(asked, values)} == {
        "registration-field-missing",
        "registration-conditional-field-missing",
    }


def test_unknown_field_is_named_with_the_nearest():
    """A path that AWS does not have is refused, and the one that was meant is told."""
    values = GOOD["toll_free"] | {"companyInfo.compnyname": "Example"}

    (found,) = check_values(form("toll_free"), values)

    assert (found.check_id, found.status) == ("registration-unknown-field", "problem")
    assert found.field_path == "companyInfo.compnyname"
    assert found.fix == "Did you mean companyInfo.companyName?"


def test_unknown_field_like_no_other_points_to_the_form():
    """Where nothing is near, nothing is guessed."""
    (found,) = check_values(form("toll_free"), GOOD["toll_free"] | {"zzz": "Example"})

    assert found.fix == "registration_form() lists the fields."


@pytest.mark.parametrize("key", ["a\x1b[31mb\nc", "x" * 100_000, 7, None, ("a", "b"), b"\xff"])
def test_hostile_names_of_fields_are_shown_harmless(key):
    """A name of a field is a text of somebody else, or none at all."""
    (found,) = check_values(form("toll_free"), GOOD["toll_free"] | {key: "Example"})

    assert found.check_id == "registration-unknown-field"
    assert found.title.isprintable()
    assert len(found.title) < 200


def test_nothing_given_is_missing_once_each():
    """Each required field is named once; what is conditional is advice."""
    found = list(check_values(form("toll_free"), {}, TYPES["toll_free"]))

    assert [it.field_path for it in found if it.status == "problem"] == [
        it.field_path for it in form("toll_free") if it.requirement == "REQUIRED"
    ]
    assert [it.field_path for it in found if it.status == "warning"] == [
        it.field_path for it in form("toll_free") if it.requirement == "CONDITIONAL"
    ]
    assert len(found) == len(form("toll_free")) - 1


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    "value",
    [None, "", " \n", 7, 0.5, True, b"text", {}, {"a": "b"}, {1}, object, ["x"], [None, {}, 7]],
    ids=repr,
)
def test_wrong_value_has_one_finding_and_no_more(family, value):
    """Whatever is given for a field, a malformed or missing field is named once at most."""
    for asked in form(family):
        values = GOOD[family] | {asked.field_path: value}

        found = check_values(form(family), values, TYPES[family])

        about = [it for it in found if it.field_path == asked.field_path]
        is_empty = value is None or value in ("", " \n")
        least = 0 if is_empty and asked.requirement != "REQUIRED" else 1
        assert least <= len(about) <= 1, (asked.field_path, about)


@pytest.mark.parametrize(
    ("value", "kind"), [(7, "int"), (b"Example", "bytes"), ({}, "dict"), (["Example"], "list")]
)
def test_text_of_another_kind_is_told_so(value, kind):
    """The kind that was given is named, the value is not shown."""
    (found,) = found_in("toll_free", companyName=value)

    assert found.title == f"The companyName is {kind}, not text."
    assert found.status == "problem"


def test_overlong_text_says_by_how_much():
    """A text over the definition's length is one finding, with what to cut."""
    (found,) = found_in("toll_free", optInDescription="x" * 1_603)

    assert found.check_id == "registration-field-value-invalid"
    assert found.title == "The optInDescription has 1,603 characters; it takes 1,500."
    assert found.fix == "Shorten it by 103."


def test_text_is_never_longer_than_aws_takes_of_any_field():
    """A definition without a length has that of the operation itself."""
    asked = [read_field(definition("companyInfo.city", TextValidation={}))]

    assert list(check_values(asked, {"companyInfo.city": "x" * 2_048})) == []
    (found,) = check_values(asked, {"companyInfo.city": "x" * 2_049})
    assert found.title == "The city has 2,049 characters; it takes 2,048."


def test_short_text_says_the_least_length():
    """A text under the definition's length is told what the least is."""
    asked = [read_field(definition("companyInfo.city", TextValidation={"MinLength": 3}))]

    (found,) = check_values(asked, {"companyInfo.city": "xy"})

    assert found.title == "The city has 2 characters; it takes 3 at least."


def test_text_that_does_not_match_shows_the_pattern_and_the_example():
    """What AWS's pattern asks for is shown, with AWS's own example."""
    hints = {"Title": "The city", "ExampleTextValue": "WA"}
    text = {"Pattern": "^[A-Z]{2}$"}
    asked = [read_field(definition("companyInfo.city", TextValidation=text, DisplayHints=hints))]

    (found,) = check_values(asked, {"companyInfo.city": "wa"})

    assert found.title == "The city is not of the form that AWS takes."
    assert "Pattern: ^[A-Z]{2}$." in found.evidence
    assert found.fix == "For example: WA"
    assert list(check_values(asked, {"companyInfo.city": "WA"})) == []


@pytest.mark.parametrize(
    "pattern", [r"\p{L}+", "[a-z&&[^b]]+", "[[a]b]+", "(", "a{99999999999}", "[a--b]"]
)
def test_pattern_that_is_not_pythons_is_left_to_aws(pattern):
    """A pattern in another dialect says nothing here, and warns of nothing."""
    asked = [read_field(definition("companyInfo.city", TextValidation={"Pattern": pattern}))]

    assert list(check_values(asked, {"companyInfo.city": "Any Town"})) == []


def test_choice_that_there_is_not_is_told_with_the_nearest():
    """A choice written otherwise is refused, and the one that was meant is told."""
    (found,) = found_in("toll_free", optInType="digital form")

    assert found.title == "The optInType takes no digital form."
    assert found.fix == "Did you mean DIGITAL_FORM?"


def test_many_wrong_choices_are_one_finding():
    """However many choices are wrong, the first is named and the rest counted."""
    (found,) = found_in("toll_free", optInType=["x"] * 100_000)

    assert found.title == "The optInType takes no x, and 99,999 more."
    assert found.fix == "Use one of VERBAL, DIGITAL_FORM, PAPER_FORM."


def test_too_many_choices_are_counted():
    """One choice too many is told with how many there may be."""
    (found,) = found_in("toll_free", businessType=["PRIVATE_PROFIT", "GOVERNMENT"])

    assert found.title == "The businessType takes 1 of its choices, not 2."


def test_too_few_choices_are_counted():
    """One choice too few is told with how many there must be."""
    rules = {"MinChoices": 2, "MaxChoices": 3, "Options": ["A", "B", "C"]}
    told = definition("campaignUseCase.subUseCases", SelectValidation=rules)

    (found,) = check_values([read_field(told)], {"campaignUseCase.subUseCases": ["A"]})

    assert found.title == "The subUseCases takes 2 choices at least, not 1."


@pytest.mark.parametrize("value", ["C:\\opt in.png", "x" * 257, "a\nb"])
def test_attachment_is_an_id_and_no_file(value):
    """A path or a text in the place of an attachment's id is told apart."""
    (found,) = found_in("toll_free", optInImage=value)

    assert found.title == "The optInImage is no id of an attachment."


CONDITION = {"DependsOnFieldPath": "companyInfo.businessType"}


@pytest.mark.parametrize(
    ("operator", "values", "kind", "holds"),
    [
        ("EQUALS", ["GOVERNMENT"], "GOVERNMENT", True),
        ("EQUALS", ["GOVERNMENT"], "PRIVATE_PROFIT", False),
        ("IN", ["GOVERNMENT", "PRIVATE_PROFIT"], ["GOVERNMENT"], True),
        ("IN", ["GOVERNMENT"], None, False),
        ("NOT_EQUALS", ["GOVERNMENT"], "PRIVATE_PROFIT", True),
        ("NOT_IN", ["GOVERNMENT"], "GOVERNMENT", False),
        ("HAS_VALUE", None, "GOVERNMENT", True),
        ("HAS_VALUE", None, "", False),
        ("NO_VALUE", None, [], True),
        ("NO_VALUE", None, "GOVERNMENT", False),
        ("SOUNDS_LIKE", ["GOVERNMENT"], "GOVERNMENT", False),
    ],
)
def test_condition_of_aws_says_whether_a_field_is_needed(operator, values, kind, holds):
    """AWS's own condition decides; one with an operator of tomorrow does not hold."""
    condition = CONDITION | {"Operator": operator} | ({"Values": values} if values else {})
    rule = {"Conditions": [condition], "RuleBehavior": "REQUIRED"}
    behavior = {"Rules": [rule], "DefaultBehavior": "OPTIONAL"}
    told = definition("companyInfo.stockSymbol", "CONDITIONAL", ConditionalBehavior=behavior)

    found = check_values([read_field(told)], {"companyInfo.businessType": kind})

    missing = of_rule("conditional_field_missing", list(found))
    assert [it.status for it in missing] == (["problem"] if holds else [])


def test_condition_of_aws_can_rule_a_field_out_and_change_its_form():
    """The first rule that holds decides, with its own lengths and choices."""
    private = {"Conditions": [CONDITION | {"Operator": "EQUALS", "Values": ["PRIVATE_PROFIT"]}]}
    longer = {"RuleBehavior": "OPTIONAL", "ConditionalValidation": {"MinLength": 5}}
    behavior = {"Rules": [private | longer], "DefaultBehavior": "DISALLOWED"}
    told = definition("companyInfo.stockSymbol", "CONDITIONAL", ConditionalBehavior=behavior)
    asked = [*form("toll_free"), read_field(told)]
    values = GOOD["toll_free"] | {"companyInfo.stockSymbol": "EXMP"}

    (private_found,) = check_values(asked, values)
    (other_found,) = check_values(asked, values | {"companyInfo.businessType": "GOVERNMENT"})

    assert private_found.title == "The stockSymbol has 4 characters; it takes 5 at least."
    assert other_found.check_id == "registration-conditional-field-not-allowed"


def test_field_of_an_unknown_condition_is_advice():
    """A conditional field that AWS tells no condition of may be needed, or not."""
    asked = [read_field(definition("senderIdInfo.letterOfAuthorization", "CONDITIONAL"))]

    (found,) = check_values(asked, {})

    assert found.status == "warning"
    assert found.title == "The letterOfAuthorization is empty, and needed in some cases."


@pytest.mark.parametrize(
    ("company", "sample"),
    [
        ("Example, L.L.C.", "EXAMPLE: your code"),
        ("Any Company Inc", "AnyCompany: your code"),
        ("AnyCompany Ltd.", "Any Company: your code"),
        ("Müller & Söhne GmbH", "müller söhne: your code"),
        ("\uff25xample Co", "Example's code"),
        ("Company", "Company: your code"),
        ("!!!", "your code"),
    ],
)
def test_company_is_known_by_its_name_without_its_legal_form(company, sample):
    """Case, accents' forms, spaces and legal forms do not matter."""
    found = found_in("toll_free", companyName=company, messageSample1=f"{sample} 1234. STOP")

    assert "messageSamples.messageSample1" not in [it.field_path for it in found]


def test_brand_name_counts_as_the_companys():
    """A DBA name in the messages is enough."""
    found = found_in("ten_dlc", companyName="Holding 7 LLC", dbaName="Example")

    assert found == []


def test_address_at_a_public_provider_is_not_blamed_twice():
    """That it is not of the website's domain goes without saying."""
    (found,) = found_in("toll_free", supportEmail="example@gmail.com")

    assert found.check_id == "registration-email-public-domain"


def test_phone_number_of_odd_spaces_is_shown_harmless():
    """What the number begins with is quoted without its line breaks."""
    (found,) = found_in("toll_free", supportPhoneNumber="+\n99 9123 4567")

    assert found.title.isprintable()


def test_malformed_sample_is_not_taken_for_one_that_lacks_something():
    """What one of the samples is to say, a malformed one may say."""
    found = found_in("toll_free", messageSample1=SAMPLE + "x" * 2_048)

    assert [it.check_id for it in found] == ["registration-field-value-invalid"]


@pytest.mark.parametrize(
    ("country", "registration_type", "status"),
    [
        ("FR", "", "warning"),
        ("US", "", None),
        ("FR", "GB_SENDER_ID_REGISTRATION", None),
        ("US", "FR_SENDER_ID_REGISTRATION", "problem"),
    ],
)
def test_hyphen_matters_where_france_is_sent_to(country, registration_type, status):
    """The type of registration names the country; without it the company's is a hint."""
    changed = {"senderIdInfo.senderId": "EX-AMPLE", "companyInfo.isoCountryCode": country}

    found = list(check_values(form("sender_id"), GOOD["sender_id"] | changed, registration_type))

    assert [it.status for it in of_rule("sender_id_france", found)] == ([status] if status else [])


# Each is the longest text that the rules read: AWS takes 2,048 characters.
HOSTILE = {
    "control": "\x1b[31m\x00\x07\r\n" * 200,
    "surrogate": "\ud800" * 2_048,
    "right to left": "\u202e\u2066" * 1_024,
    "digits": "1" * 2_048,
    "dots": "a." * 1_024,
    "ats": "@" * 2_048,
    "spaces": "msg" + " " * 2_044 + "x",
    "messages": "msg / " * 341,
    "agreement": "by signing " * 186,
    "boxes": "pre-checked not " * 128,
    "hyphens": "-" * 2_048,
    "numbers": "1 (" * 682,
    "numbers apart": "1" + "(" * 2_047,
    "shorteners": "bit.ly." * 292,
    "replies": "reply  " * 292,
    "tests": "a test " * 292,
    "consent": "constitutes a a " * 128,
    "link": "https://" + "a." * 1_020,
    "ligatures": "\ufdfa" * 2_048,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_text_is_judged_and_shown_harmless(family, text):
    """Any text in any field gives findings that can be printed, and are short."""
    for asked in form(family):
        values = GOOD[family] | {asked.field_path: text}

        found = list(check_values(form(family), values, TYPES[family]))

        for it in found:
            assert it.title.isprintable()
            assert it.evidence.isprintable()
            assert len(it.title) < 500


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(
    "name", ["supportEmail", "supportPhoneNumber", "website", "privacyPolicyUrl", "taxId"]
)
def test_hostile_text_is_no_address_and_no_number(name, text):
    """What has a form is not taken for right because it is long or odd."""
    found = found_in("toll_free", **{name: text})

    assert [it.status for it in found if it.field_path.endswith(name)] == ["problem"]


@pytest.mark.parametrize("asked", form("toll_free"), ids=lambda it: it.field_path)
def test_endless_text_has_one_finding(asked):
    """A hundred thousand characters are counted, and not read."""
    found = check_values(
        form("toll_free"), GOOD["toll_free"] | {asked.field_path: "x" * 100_000}, TYPES["toll_free"]
    )

    (about,) = [it for it in found if it.field_path == asked.field_path]
    assert about.check_id == "registration-field-value-invalid"
    assert len(str(about)) < 1_000


def test_titles_of_aws_are_used_as_they_are():
    """A field without a title is called by its path."""
    bare: RegistrationField = replace(form("toll_free")[0], title="companyInfo.companyName")

    found = next(check_values([bare], {}))

    assert found.title == "companyInfo.companyName is missing."


@pytest.mark.parametrize(
    "changed", ordinary_registrations().values(), ids=ordinary_registrations().keys()
)
def test_ordinary_registration_has_no_finding(changed):
    """Companies that name themselves as people do are not told that they do not."""
    assert found_in("toll_free", **changed) == []


@pytest.mark.parametrize("company", [it for it in ordinary_registrations() if it[:3] != "The"])
def test_ordinary_company_is_missed_in_the_messages_of_another(company):
    """However a name may be spelled, that of another company is not taken for it."""
    found = found_in("toll_free", companyName=company)

    assert [it.status for it in of_rule("sample_brand", found)] == ["problem", "problem"]
    assert [it.status for it in of_rule("opt_in_brand", found)] == ["problem"]


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Johnson & Sons", "Johnson and Sons"),
        ("Smith und S\u00f6hne KG", "Smith & Soehne"),
        ("Mueller Versand", "M\u00fcller Versand"),
        ("Muller Versand", "M\u00fcller Versand"),
        ("M\u00fcller Stra\u00dfenbau", "MUELLER STRASSENBAU"),
        ("\u00d8rsted A/S", "Orsted"),
        ("A. P. M\u00f8ller - M\u00e6rsk A/S", "AP Moeller Maersk"),
        ("McDonalds Corp.", "McDonald's"),
        ("Lands' End, Inc.", "Lands End"),
        ("L'Or\u00e9al S. A.", "Loreal"),
        ("Y Combinator", "Y Combinator"),
        ("AT&T Inc.", "AT&T"),
        ("Globex Technologies Group, Inc.", "Globex"),
        ("Nowak Sp. z o.o.", "Nowak"),
        ("The Company", "The Company"),
        ("The The", "The The"),
    ],
)
def test_company_is_named_as_people_spell_it(company, name):
    """Articles, the word and, accents, apostrophes and general words do not matter."""
    found = found_in("toll_free", companyName=company, messageSample1=f"{name}: code 1234. STOP")

    assert "messageSamples.messageSample1" not in [it.field_path for it in found]


def test_first_word_of_a_company_is_a_hint_that_it_is_named():
    """A part of the name may be the brand: that is advice, and no refusal."""
    toll_free = found_in("toll_free", companyName="Example Bakery LLC")
    ten_dlc = found_in("ten_dlc", companyName="Example Bakery LLC", dbaName="Example Breads")

    assert {(it.check_id, it.status) for it in toll_free} == {
        ("registration-sample-brand", "warning"),
        ("registration-opt-in-brand", "warning"),
    }
    assert {it.status for it in ten_dlc} == {"warning"}
    (stop,) = of_rule("stop_message", ten_dlc)
    assert stop.title == "The stopMessage lacks the company's whole name."


@pytest.mark.parametrize(
    "words",
    [
        "left empty by default",
        "never pre-checked",
        "not pre-checked",
        "unticked",
        "isn\u2019t ticked",
    ],
)
def test_box_is_said_to_be_unchecked_in_many_ways(words):
    """None of them is taken for a box that is ticked, or for one that nothing is said of."""
    text = opt_in("an unchecked box", f"a box ({words})")

    assert of_rule("opt_in_checkbox", found_in("toll_free", optInDescription=text)) == []


@pytest.mark.parametrize("words", ["pre-checked", "not large, and it is ticked by default"])
def test_box_that_is_ticked_is_told(words):
    """A negation of something else does not help."""
    text = opt_in("an unchecked box", f"a box ({words})")

    (found,) = of_rule("opt_in_checkbox", found_in("toll_free", optInDescription=text))
    assert found.status == "problem"


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (r"^(a+)+$", "a" * 60 + "!"),
        (r"^(?:a|aa)+$", "a" * 60 + "!"),
        (r"^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 60),
        (r"^(?P<name>(?:x?a)*)*$", "a" * 60 + "!"),
        (r"^([)]*a*){9,}$", "a" * 60 + "!"),
        (r"^(a?){60}a{60}$", "a" * 59),
        (r"^.*.*.*.*=$", "a" * 2_000),
        (f"^{'a?' * 60}{'a' * 60}$", "a" * 59),
    ],
)
def test_pattern_that_may_take_for_ever_is_left_to_aws(pattern, value):
    """Repetitions of repetitions are not searched for, so nothing hangs and nothing is told."""
    asked = [read_field(definition("companyInfo.city", TextValidation={"Pattern": pattern}))]

    assert list(check_values(asked, {"companyInfo.city": value})) == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"^[0-9]{2}-[0-9]{7}$",
        r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
        r"^(EIN|VAT)-?[(+*)]{1,3}$",
        r"^\(+(abc)+\)+$",
        r"^https?://(www\.)?[a-z]+$",
        r"^(?=\s*\d)[\s\d]+$",
    ],
)
def test_ordinary_pattern_is_searched_for(pattern):
    """What cannot take long is held against the value."""
    asked = [read_field(definition("companyInfo.city", TextValidation={"Pattern": pattern}))]

    (found,) = check_values(asked, {"companyInfo.city": "Any Town!"})

    assert found.title == "The city is not of the form that AWS takes."


@pytest.mark.parametrize("values", [None, 5, "text", [("companyInfo.city", "Any Town")]])
def test_values_that_are_no_mapping_are_told_at_once(values):
    """The error names what was given, before anything is looked at."""
    with pytest.raises(InvalidRequestError) as told:
        check_values(form("toll_free"), values)

    (fault,) = told.value.faults
    assert fault.field == "values"
    assert fault.problem == f"It is {type(values).__name__}, not a mapping."


def test_long_names_of_fields_are_cut_before_they_are_compared(monkeypatch):
    """What compares them takes time with the square of their length."""
    known = "companyInfo.companyName"
    values = {f"{known}{number}{known * 5_000}": "x" for number in range(5)} | {5: "x", None: "x"}
    compared, compare = [], difflib.get_close_matches

    def keep(word, *rest, **options):
        compared.append(len(word))
        return compare(word, *rest, **options)

    monkeypatch.setattr(difflib, "get_close_matches", keep)
    found = list(check_values(form("toll_free"), GOOD["toll_free"] | values))

    assert [it.check_id for it in found] == ["registration-unknown-field"] * 7
    assert len(compared) == 7
    assert max(compared) <= 100


@pytest.mark.parametrize(
    ("name", "wrong"), [("MinLength", "1"), ("MaxLength", 0.5), ("Pattern", [5])]
)
def test_malformed_constraint_is_told(name, wrong):
    """A length or pattern of another type is no answer of AWS's, also where a rule brings it."""
    rule = {"RuleBehavior": "REQUIRED", "ConditionalValidation": {name: wrong}}

    for told in (
        definition("companyInfo.city", TextValidation={name: wrong}),
        definition("companyInfo.city", ConditionalBehavior={"Rules": [rule]}),
    ):
        with pytest.raises(OutcomeUnknownError, match=name):
            read_field(told)


GOOD_RULE = {
    "Conditions": [CONDITION | {"Operator": "HAS_VALUE"}],
    "RuleBehavior": "REQUIRED",
    "ConditionalValidation": {"MinLength": 3},
}


@pytest.mark.parametrize(
    "behavior",
    [
        "x",
        {"Rules": [GOOD_RULE | {"Conditions": 5}]},
        {"Rules": [GOOD_RULE | {"Conditions": [CONDITION | {"Operator": ["EQUALS"]}]}]},
        {"Rules": [GOOD_RULE | {"RuleBehavior": None}]},
        {"Rules": [GOOD_RULE | {"ConditionalValidation": {"AllowedValues": [5]}}]},
        {"Rules": [], "DefaultBehavior": ["REQUIRED"]},
    ],
    ids=repr,
)
def test_malformed_condition_is_told(behavior):
    """Rules of another form are no answer of AWS's, so nothing is made of them."""
    told = definition("companyInfo.stockSymbol", "CONDITIONAL", ConditionalBehavior=behavior)

    with pytest.raises(OutcomeUnknownError, match="has not the form"):
        read_field(told)


def test_select_without_choices_is_left_to_aws():
    """Which choices there are, an answer without them does not say."""
    told = definition("companyInfo.kind", FieldType="SELECT", SelectValidation={"Options": None})

    assert list(check_values([read_field(told)], {"companyInfo.kind": "ANY"})) == []
    assert len(list(check_values([read_field(told)], {"companyInfo.kind": [{}]}))) == 1
