"""Troubleshooting: whoever looks for the text they got lands on the page that says what to do."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import botocore.session
import pytest

import cognito_explore as cx
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.embedded.scenarios import SCENARIOS
from cognito_explore.errors import HINTS

DOCS = Path(__file__).parent.parent.parent / "docs"
MAKE = runpy.run_path(str(DOCS / "_make" / "troubleshooting.py"))
PAGES = MAKE["read"]()
ACTIONS = ("GetUserAttributeVerificationCode", "VerifyUserAttribute")
SECTIONS = ("Why", "What to do", "See it without an account", "Related")
NO_TEXT = "AWS documents no text for it"
LOG = json.loads(
    files("cognito_explore.delivery").joinpath("provider_texts.json").read_text(encoding="utf-8")
)

every_page = pytest.mark.parametrize("trouble", PAGES, ids=lambda it: it.name)


def says(text: str, message: str) -> bool:
    """Tell whether a message has a page's text in it; the text's dots stand for anything."""
    pattern = ".*".join(re.escape(it) for it in text.split("..."))
    return re.search(pattern, message) is not None


def pages_of(code: str, message: str) -> list[str]:
    """Name the pages for a refusal: by its text, or by its code where AWS documents no text."""
    return [
        it.name
        for it in PAGES
        if any(says(text, message) for text in it.texts)
        or (code in it.errors and not it.texts and NO_TEXT in it.body)
    ]


def sections_of(body: str) -> dict[str, str]:
    """Give the sections of a page by their headings."""
    parts = re.split(r"^## (.*)\n", body, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def refusal(session: cx.Session, *sent: Any, verb: str = "send_code") -> tuple[str, str]:
    """Send what is refused, whatever this library thinks of it, and give code and text."""
    options = {"allow_any_token": True, "allow_any_attribute": True}
    with pytest.raises(cx.ServiceError) as caught:
        getattr(session, verb)(*sent, **options)
    assert caught.value.code
    return caught.value.code, session.history[-1].error_message or ""


def sent_by(scenario: str) -> tuple[str, str] | None:
    """Send a code in a scenario; give the code and text of the refusal, None if it is taken."""
    session = cx.connect("embedded", seed=1, region_name=SCENARIOS[scenario].region_name)
    about = session.aws.play(scenario)
    if about["access_token"] is None:
        return None
    token, name = about["access_token"], about["attribute_name"]
    try:
        session.send_code(token, name, allow_any_token=True, allow_any_attribute=True)
    except cx.ServiceError as error:
        return error.code or "", error.message
    return None


@pytest.mark.parametrize("action", ACTIONS)
def test_every_error_of_the_model_has_a_page(action: str):
    """Whatever Cognito may answer, by botocore's service model."""
    model = botocore.session.get_session().get_service_model("cognito-idp")
    told = {code for it in PAGES for code in it.errors}

    assert {it.name for it in model.operation_model(action).error_shapes} <= told


@pytest.mark.parametrize(("code", "part", "hint"), HINTS)
def test_every_text_with_a_hint_of_its_own_has_a_page(code: str, part: str, hint: str):
    """Where one code has several causes, the text leads to the right one."""
    del hint

    found = [it for it in PAGES if code in it.errors and any(part in text for text in it.texts)]

    assert found


@pytest.mark.parametrize(
    "scenario",
    [it.name for it in SCENARIOS.values() if it.expected_status in {"problem", "warning"}],
)
def test_every_refusal_of_a_scenario_has_a_page(scenario: str):
    """What the embedded AWS answers to who sends a code."""
    refused = sent_by(scenario)

    assert refused is None or pages_of(*refused)


def test_scenarios_are_refused_in_many_ways():
    """What is checked above is something."""
    names = ["scope missing", "user deleted", "no phone number", "ExternalId differs"]

    refused = [sent_by(it) for it in names]

    assert len({code for code, _ in filter(None, refused)}) == len(names)


def test_every_refusal_of_a_code_has_a_page(session: cx.Session, tokens: cx.Tokens):
    """What the embedded AWS answers to who types a code, or asks for too many."""
    token = tokens.access_token
    verify = {"verb": "verify_code"}

    refused = [refusal(session, token, "phone_number", "000000", **verify)]
    session.send_code(token, "phone_number")
    refused.append(refusal(session, token, "phone_number", "000000", **verify))
    refused.append(refusal(session, token, "given_name", "000000", **verify))
    refused.append(refusal(session, token, "given_name"))
    for _ in range(4):
        session.send_code(token, "phone_number")
    refused.append(refusal(session, token, "phone_number"))

    assert {code for code, _ in refused} == {
        "CodeMismatchException",
        "ExpiredCodeException",
        "InvalidParameterException",
        "LimitExceededException",
    }
    assert all(pages_of(*it) for it in refused)


@pytest.mark.parametrize("text", [it["text"] for it in LOG["texts"]])
def test_every_text_of_a_delivery_log_has_a_page(text: str):
    """What became of a message is looked for in the log's own words."""
    assert any(text in seen for it in PAGES for seen in it.texts)


@pytest.mark.parametrize("event", [it for it in LOG["events"] if it["status"] != "PENDING"])
def test_every_last_event_of_a_message_has_a_page(event: dict[str, Any]):
    """End User Messaging tells by the type of an event."""
    assert any(event["event_type"] in it.texts for it in PAGES)


@pytest.mark.parametrize(
    ("code", "message", "name"),
    [
        ("NotAuthorizedException", "Access Token has expired", "access_token_has_expired"),
        (
            "ResourceNotFoundException",
            "User pool client 1example does not exist.",
            "user_pool_client_does_not_exist",
        ),
        ("ForbiddenException", "Request not allowed due to WAF", "forbidden"),
        ("UserNotFoundException", "User does not exist.", "user_does_not_exist"),
        (
            "AuthorizationError",
            "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: sns:Publish",
            "is_not_authorized_to_perform",
        ),
        (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
            "the_security_token_included_in_the_request_is_expired",
        ),
    ],
)
def test_text_leads_to_one_page(code: str, message: str, name: str):
    """Not to several, between which nobody in distress can choose."""
    assert pages_of(code, message) == [name]


def test_no_text_has_two_pages():
    """Each literal text is on one page."""
    texts = [text for it in PAGES for text in it.texts]

    assert len(texts) == len(set(texts))


@every_page
def test_heading_is_what_the_sufferer_sees(trouble: Any):
    """The text, where there is one, else the code, else the symptom in words."""
    if trouble.texts:
        assert trouble.title.startswith(trouble.texts[0])
    elif trouble.errors:
        assert trouble.title in trouble.errors
    else:
        assert " " in trouble.title


@every_page
def test_sufferers_own_words_are_read_and_searched(trouble: Any):
    """Front matter, which the index has, and the line below the first paragraph agree."""
    _, _, below, *_ = trouble.body.strip().split("\n\n")
    line = f"Also searched as: {', '.join(trouble.also)}."

    assert trouble.body.count("Also searched as:") == bool(trouble.also)
    assert below == line or not trouble.also


@every_page
def test_symptom_is_told_in_several_ways(trouble: Any):
    """Nobody without an error text to look for uses our words; a comma would split a phrase."""
    fewest = 0 if trouble.texts or trouble.errors else 3

    assert fewest <= len(trouble.also) <= 6
    assert not any("," in words for words in trouble.also)


def test_no_words_of_sufferers_have_two_pages():
    """What is searched leads to one page."""
    words = [it.lower() for trouble in PAGES for it in trouble.also]

    assert words
    assert len(words) == len(set(words))


def test_missing_moto_says_what_its_page_is_about():
    """Without the extra, connecting prints the page's text."""
    block = "import sys; sys.modules['moto'] = None; import cognito_explore as cx; "
    page = next(it for it in PAGES if it.name == "the_embedded_aws_needs_moto")

    done = subprocess.run(
        [sys.executable, "-c", f"{block}cx.connect('embedded')"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"{page.errors[0]}: {page.texts[0]}" in done.stderr


@every_page
def test_sections_stand_in_their_order(trouble: Any):
    """Every page has one shape: a reader of two knows where to look on the third."""
    found = list(sections_of(trouble.body))

    assert found[:2] == ["Why", "What to do"]
    assert found == [it for it in SECTIONS if it in found]


@every_page
def test_what_can_be_seen_is_what_the_page_is_about(trouble: Any):
    """What the block prints has the page's text or error code in it."""
    seen = sections_of(trouble.body).get("See it without an account")
    if seen is None:
        return
    printed = "".join(re.findall(r"^```text\n(.*?)^```", seen, flags=re.DOTALL | re.MULTILINE))

    assert printed
    told = [*trouble.texts, *trouble.errors]
    assert not told or any(says(it, printed) for it in told)


@every_page
def test_checks_that_are_named_are_there(trouble: Any):
    """A diagnosis has them under the same id, and its reference has their headings."""
    named = set(re.findall(r"reference/checks\.md#([a-z-]+)", trouble.body))

    assert named <= {it.check_id for it in CHECKS}


@every_page
def test_pages_of_troubleshooting_that_are_linked_are_there(trouble: Any):
    """A link leads on, not to nowhere."""
    linked = set(re.findall(r"\]\(([a-z_]+)\.md\)", trouble.body))

    assert linked <= {it.name for it in PAGES} - {trouble.name}


def test_index_is_what_the_pages_say():
    """`make reference` makes it anew."""
    assert (DOCS / "troubleshooting" / "index.md").read_text(encoding="utf-8") == MAKE["page"]()


@every_page
def test_index_leads_to_every_page_by_all_that_is_seen(trouble: Any):
    """Every text has a line of its own, with the link."""
    index = (DOCS / "troubleshooting" / "index.md").read_text(encoding="utf-8")
    seen = [f"`{it}`" for it in trouble.texts] or [trouble.title]

    assert all(f"[{it}]({trouble.name}.md)" in index for it in seen)
    assert f"]({trouble.name}.md): {', '.join(trouble.also)} |" in index or not trouble.also
