"""The tables on sending SMS are well formed, and agree with the models that state such things."""

import json
import re
from collections import Counter
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

SMS_VOICE = ServiceModel(
    Loader().load_service_model("pinpoint-sms-voice-v2", "service-2"), "pinpoint-sms-voice-v2"
)
GUIDE = "https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-supported-countries"
# AWS's examples of what an opt-in says: user guide, best practices and opt-in checklist.
AWS_SAYS = {
    "frequency": ["2 msgs/month", "Up to 4 msgs/month", "one message per login attempt"],
    "data_rates": ["Msg & data rates may apply.", "Message and data rates may apply."],
    "stop": ["Reply STOP to cancel"],
    "help": ["Reply HELP for help"],
    "privacy": ["read our privacy policy at https://example.com/privacy"],
    "terms": ["Terms and Conditions"],
    "purpose": ["Text YES to join ExampleCorp alerts."],
    "consent": ["agrees to receive messages", "the customer opts in"],
}


def read(name: str) -> dict[str, Any]:
    """Read a table that ships with the package."""
    text = files("cognito_explore").joinpath("sms", name).read_text(encoding="utf-8")
    table: dict[str, Any] = json.loads(text)
    return table


COUNTRIES = read("countries.json")
RULES = read("review/rules.json")
NUMBERS = [
    (code, number)
    for code, country in COUNTRIES["countries"].items()
    for number in country["number_types"]
]


def enum(shape: str) -> list[str]:
    """Give the values that AWS's model allows for a shape."""
    values: list[str] = SMS_VOICE.shape_for(shape).enum
    return values


def sources(part: Any) -> list[str]:
    """Find every address that a table cites."""
    if isinstance(part, dict):
        cited = [part[key] for key in part if key.endswith("source") and isinstance(part[key], str)]
        return cited + [found for value in part.values() for found in sources(value)]
    return [found for value in part for found in sources(value)] if isinstance(part, list) else []


@pytest.mark.parametrize("code", COUNTRIES["countries"])
def test_country_codes_are_those_of_phone_numbers(code: str):
    """A number's country, as phonenumbers names it, can be looked up."""
    assert code in phonenumbers.SUPPORTED_REGIONS


def test_number_types_are_the_models():
    """Each type is a NumberType, and what can be requested is requestable."""
    assert {number["type"] for _, number in NUMBERS} <= set(enum("NumberType"))
    requestable = {number["type"] for _, number in NUMBERS if number["api_can_request"]}
    assert requestable <= set(enum("RequestableNumberType"))


def test_registrations_have_the_models_form():
    """A registration type could be handed to CreateRegistration, and is for a supported number."""
    pattern = SMS_VOICE.shape_for("RegistrationType").metadata["pattern"]
    named = [number for _, number in NUMBERS if number["registration"]]

    assert named
    for number in named:
        assert re.fullmatch(pattern, number["registration"])
        assert number["registration_required"] is True
        assert number["supported"] is True


def test_what_cannot_be_had_says_nothing_more():
    """A number type that a country does not have has no registration, wait or request."""
    for code, number in NUMBERS:
        if not number["supported"]:
            rest = (number["registration"], number["registration_required"], number["takes"])
            assert rest == (None, None, None), code
            assert not number["api_can_request"], code
            assert not number["inbound_only"], code


def test_each_country_lists_a_type_once():
    """No number type is told twice for one country."""
    assert max(Counter((code, number["type"]) for code, number in NUMBERS).values()) == 1


def test_entries_are_complete():
    """Every country and every number type has the same keys, of the kinds a reader expects."""
    for country in COUNTRIES["countries"].values():
        assert country["sender_id"] in {
            "supported",
            "not_supported",
            "registration_required",
            "unknown",
        }
        assert {type(country["can_send"])} == {bool}
        assert country["two_way"] in {True, False, None}
        assert country["international_sending"] in {True, False, None}
        assert country["sender_id_takes"] is None or (
            country["sender_id"] == "registration_required"
        )
        assert all(isinstance(note, str) and note for note in country["notes"])
    assert len({frozenset(country) for country in COUNTRIES["countries"].values()}) == 1
    assert len({frozenset(number) for _, number in NUMBERS}) == 1


@pytest.mark.parametrize(
    ("region", "rows"),
    # North America's page says 34 and lists 33.
    [
        ("africa", 54),
        ("asia", 46),
        ("europe", 51),
        ("north-america", 33),
        ("oceania", 18),
        ("south-america", 13),
    ],
)
def test_tables_are_whole(region: str, rows: int):
    """As many countries of a region are here as AWS's page of the region lists."""
    page = f"{GUIDE}-{region}.html"
    here = [code for code, entry in COUNTRIES["countries"].items() if entry["source"] == page]

    assert len(here) == rows


def test_us_needs_a_registered_number():
    """The country most readers come for: no sender ID, no plain long code, registrations known."""
    country = COUNTRIES["countries"]["US"]
    numbers = {number["type"]: number for number in country["number_types"]}

    assert country["sender_id"] == "not_supported"
    assert numbers["TOLL_FREE"]["registration"] == "US_TOLL_FREE_REGISTRATION"
    assert numbers["TOLL_FREE"]["takes"] == "up to 15 business days"
    assert numbers["TEN_DLC"]["registration"] == "US_TEN_DLC_CAMPAIGN_REGISTRATION"
    assert not numbers["LONG_CODE"]["supported"]


@pytest.mark.parametrize("table", [COUNTRIES, RULES], ids=["countries", "rules"])
def test_sources_are_pages_of_aws(table: dict[str, Any]):
    """Nothing is cited but AWS's own pages, over https."""
    cited = sources(table) + table["source"]

    assert len(cited) > len(table["source"])
    for address in cited:
        parts = urlsplit(address)
        assert parts.scheme == "https"
        assert parts.netloc in {"docs.aws.amazon.com", "aws.amazon.com"}
        assert parts.path.strip("/")


def test_every_entry_cites_a_source():
    """A country, a number type, a rule or an element without a source is no fact."""
    entries = [*COUNTRIES["countries"].values(), *(number for _, number in NUMBERS)]
    entries += [*RULES["rules"], *RULES["opt_in_elements"], *RULES["sample_elements"]]
    entries += [*RULES["lengths"], RULES["opt_out_words"], RULES["restricted_words"]]

    assert all(entry["source"] for entry in entries)


def test_rules_are_told_once_and_whole():
    """Each rule has its own id, says what is wrong and how to mend it, and what can be checked."""
    rules = RULES["rules"]
    kinds = {*RULES["field_kinds"]["path_words"], "any", "association"}

    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        check = rule["local_check"]
        assert rule["wrong"], rule["id"]
        assert rule["mend"], rule["id"]
        assert set(rule["applies_to"]) <= {"toll_free", "ten_dlc", "short_code", "sender_id"}
        assert check["possible"] is (check["how"] is not None), rule["id"]
        assert set(check["field_kinds"]) <= kinds, rule["id"]
        assert not check["possible"] or check["field_kinds"], rule["id"]


@pytest.mark.parametrize(
    ("element", "words"),
    [(element, words) for element, texts in AWS_SAYS.items() for words in texts],
)
def test_patterns_find_what_aws_gives_as_example(element: str, words: str):
    """The words AWS asks for are recognised."""
    patterns = {entry["id"]: entry["patterns"] for entry in RULES["opt_in_elements"]}

    assert any(re.search(pattern, words, re.IGNORECASE) for pattern in patterns[element])


@pytest.mark.parametrize("element", AWS_SAYS)
def test_patterns_do_not_find_what_is_not_there(element: str):
    """A description that says nothing is not taken for one that does."""
    patterns = {entry["id"]: entry["patterns"] for entry in RULES["opt_in_elements"]}
    nothing = "People enter a phone number on our page and press a button."

    assert not any(re.search(pattern, nothing, re.IGNORECASE) for pattern in patterns[element])


def test_opt_out_words_are_upper_case_and_once():
    """The words can be looked for as they stand, and toll-free's are among them."""
    words = RULES["opt_out_words"]

    assert len(set(words["words"])) == len(words["words"])
    assert all(word == word.upper() for word in words["words"])
    assert set(words["toll_free"]) <= set(words["words"])
