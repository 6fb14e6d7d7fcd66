"""What a person sees of a diagnosis: verdict, ticket, policy, support case, JSON, page."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from botocore.model import ServiceModel
from conftest import NOW

import cognito_explore as cx
from cognito_explore.calls import _PREFIXES, Call
from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.delivery.route import Route
from cognito_explore.embedded.scenarios import SCENARIOS
from cognito_explore.embedded.services import actions
from cognito_explore.wire import make_loader

NUMBER = "+12025550123"
EMAIL = "ana@example.com"
HOSTILE = "<script>alert(1)</script> $x$ \u202eevil\x1b[31m"
ARRIVES = "A code for phone_number will arrive, as far as can be known"
VOID = {"br", "img", "hr", "input", "meta", "link"}
SERVICES = {prefix: service for service, prefix in _PREFIXES.items()}


def finding(status: Any = "problem", check_id: str = "made-up", **told: Any) -> CheckFinding:
    """Make a finding."""
    told.setdefault("title", f"It is {status}.")
    return CheckFinding(check_id, status, **told)


def diagnosis(*findings: CheckFinding, names: tuple[str, ...] = ("phone_number",), **told: Any):
    """Make a diagnosis of findings."""
    known: dict[str, Any] = {
        "attribute_names": names,
        "user_pool_id": "eu-central-1_EXAMPLE",
        "destinations": {"phone_number": "+*******0123"},
        "made_at": NOW,
        "elapsed_ms": 12.3456,
        "session": "aws eu-central-1",
    }
    return cx.Diagnosis(findings=findings, **{**known, **told})


@pytest.fixture(scope="module")
def sandboxed() -> cx.Diagnosis:
    """A diagnosis that has found a problem on the embedded AWS."""
    session = cx.connect("embedded", seed=1, now=NOW, scenario="sandbox, number not verified")
    return session.diagnose(session.sign_in("ana", "correct-horse-1").access_token)


@pytest.mark.parametrize(
    ("statuses", "verdict", "exit_status"),
    [
        (["ok"], f"{ARRIVES}.", 0),
        (["not_applicable"], f"{ARRIVES}.", 0),
        (
            ["ok", "warning"],
            f"{ARRIVES}; 1 warning: It is warning.",
            0,
        ),
        (
            ["warning"] * 4,
            f"{ARRIVES}; 4 warnings: It is warning. It is warning. It is warning. ...",
            0,
        ),
        (
            ["warning", "unknown"],
            "Cannot tell whether a code for phone_number will arrive: It is unknown.",
            2,
        ),
        (
            ["unknown", "problem"],
            "A code for phone_number will not arrive because: It is problem.",
            1,
        ),
    ],
)
def test_verdict_is_one_sentence(statuses, verdict, exit_status):
    """A problem decides, then what is not known; warnings are told with what arrives."""
    told = diagnosis(*(finding(it) for it in statuses))

    assert told.verdict == verdict
    assert told.exit_status == exit_status
    assert repr(told) == f"<Diagnosis: {verdict}>"


def test_verdict_says_how_many_checks_wait_for_credentials():
    """With a token alone, most of it."""
    waiting = finding("unknown", waits_for="credentials")

    told = diagnosis(waiting, waiting, finding("ok"), finding("not_applicable"))

    assert told.verdict == (
        "Cannot tell whether a code for phone_number will arrive: 2 of 3 checks wait for AWS "
        "credentials, which would tell more."
    )


def test_verdict_has_a_sentence_for_each_attribute_and_the_worst_decides():
    """What is about one attribute says nothing of the other."""
    told = diagnosis(
        finding(attribute_name="email"), finding("ok"), names=("phone_number", "email")
    )

    assert told.verdict == (
        "A code for phone_number will arrive, as far as can be known. "
        "A code for email will not arrive because: It is problem."
    )
    assert told.outcome == "will_not_arrive"


def test_explanation_tells_all_of_a_problem(sandboxed):
    """Evidence, consequence, fix, code in both languages, link, and what no call can tell."""
    text = sandboxed.explain()

    (problem,) = sandboxed.problems
    for told in (sandboxed.verdict, problem.evidence, problem.consequence, problem.fix):
        assert told in text
    assert problem.link in text
    assert "    sns.create_sms_sandbox_phone_number(" in text
    assert "    aws sns create-sms-sandbox-phone-number \\" in text
    assert "Destination of phone_number: +*******0123" in text
    assert "SMS: by SNS from us-east-1" in text
    assert "Fine: token-shape" in text
    assert "What no call can tell" in text
    assert "- The phone is off" in text
    assert "session.delivery_log()" in text
    assert repr(text) == str(text)


def test_explanation_names_the_permission_of_what_is_not_known():
    """That is what whoever reads the ticket has to give."""
    told = diagnosis(
        finding("unknown", actions=("sns:GetSMSAttributes",), waits_for="permission")
    ).explain()

    assert "Not known: 1" in told
    assert "Permissions: sns:GetSMSAttributes" in told


@pytest.mark.parametrize(
    ("names", "there", "not_there"),
    [(("phone_number",), {42, 64}, {53, 56}), (("email",), {53, 56, 64}, {42})],
)
def test_what_no_call_can_tell_is_of_the_medium(names, there, not_there):
    """A carrier loses no e-mail."""
    numbers = {it.number for it in diagnosis(names=names).undetectable}

    assert there <= numbers
    assert not numbers & not_there


def texts(told: cx.Diagnosis) -> list[str]:
    """Give everything that a diagnosis can be written as."""
    frame = told.to_frame().to_csv()
    shown = [str(told), repr(told), told._repr_html_(), frame]
    return [*shown, told.explain(), told.to_json(), told.iam_policy(), told.support_case()]


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_address_and_no_token_is_shown(name):
    """Whatever is wrong, and however it is written."""
    session = cx.connect("embedded", seed=1, now=NOW, region_name=SCENARIOS[name].region_name)
    about = session.aws.play(name)
    token = cx.Sensitive(about["access_token"]).reveal() if about["access_token"] else "no token"

    told = texts(session.diagnose(**about))

    # The one that says how numbers are written is nobody's secret.
    told = [text.replace(f"number: {NUMBER}", "") for text in told]
    for secret in (NUMBER, NUMBER[1:], EMAIL, token):
        assert [text for text in told if secret in text] == []


def test_json_has_every_field_and_its_names_stay(sandboxed):
    """A program may rely on them."""
    told = json.loads(sandboxed.to_json())

    assert list(told) == [
        *("verdict", "outcome", "exit_status", "attribute_names", "destinations"),
        *("user_pool_id", "account_id", "sms_path", "sms_regions", "email_path", "session"),
        *("made_at", "elapsed_ms", "findings", "undetectable"),
    ]
    assert told["outcome"] == "will_not_arrive"
    assert told["destinations"] == {"phone_number": "+*******0123", "email": "a***@e***"}
    assert told["made_at"] == NOW.isoformat()
    assert told["account_id"] == "123456789012"
    assert len(told["findings"]) == len(sandboxed.findings)
    first = told["findings"][0]
    assert list(first) == [
        *("check_id", "status", "attribute_name", "title", "evidence", "consequence", "fix"),
        *("fix_code", "difference", "link", "actions", "causes", "waits_for", "elapsed_ms"),
    ]
    assert first["check_id"] == "sms-sandbox"
    assert first["causes"] == [26, 27]
    assert first["fix_code"]["boto3"].startswith("import os")
    assert first["fix_code"]["cli"].startswith("aws sns create-sms-sandbox-phone-number")


def allowed(policy: str) -> list[str]:
    """Give the actions that a policy allows, after a look at the rest."""
    told = json.loads(policy)
    assert told.keys() == {"Version", "Statement"}
    assert told["Version"] == "2012-10-17"
    (statement,) = told["Statement"]
    assert statement.keys() == {"Sid", "Effect", "Action", "Resource"}
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")
    named = statement["Action"]
    assert named == sorted(set(named))
    return named


def operations(prefix: str) -> set[str]:
    """Give the operations of a service by IAM's name of it."""
    name = SERVICES.get(prefix, prefix)
    assert Call(name, "Any", "us-east-1").prefix == prefix
    return set(ServiceModel(make_loader().load_service_model(name, "service-2")).operation_names)


def test_policy_names_operations_that_there_are(sandboxed):
    """Of those checks that apply, and what they read; each only reads."""
    named = allowed(sandboxed.iam_policy())

    assert {"cognito-idp:DescribeUserPool", "sns:ListSMSSandboxPhoneNumbers"} <= set(named)
    for action in named:
        prefix, _, operation = action.partition(":")
        assert operation in operations(prefix)


@pytest.mark.parametrize("check", CHECKS, ids=lambda it: it.check_id)
def test_registered_actions_are_operations(check):
    """As botocore's model names them, by IAM's prefix."""
    for action in check.actions:
        prefix, _, operation = action.partition(":")
        assert operation in operations(prefix)


def test_policy_is_enough():
    """With nothing else allowed, all is known, though SNS asks End User Messaging itself."""
    session = cx.connect("embedded", seed=1, now=NOW)
    token = session.sign_in("ana", "correct-horse-1").access_token
    told = session.diagnose(token)
    session.aws.deny(*(actions() - set(allowed(told.iam_policy()))))
    again = session.diagnose(token)

    assert [it for it in again.findings if it.status == "unknown"] == []
    assert again.outcome == "will_arrive"


def test_policy_has_what_is_billed_only_when_it_is_asked_for():
    """Whoever does not look, needs no permission to."""
    billed = {action for it in CHECKS if it.is_billed for action in it.actions}
    session = cx.connect("embedded", seed=1, now=NOW)
    token = session.sign_in("ana", "correct-horse-1").access_token
    others = {action for it in CHECKS if not it.is_billed for action in it.actions}

    without = allowed(session.diagnose(token).iam_policy())
    with_it = allowed(session.diagnose(token, allow_billed=True).iam_policy())

    assert set(without) & (billed - others) == set()
    assert billed <= set(with_it)


def test_support_case_is_ready_to_be_pasted(sandboxed):
    """With what is known filled in, and what only its writer knows to be filled in."""
    text = sandboxed.support_case()

    assert text.startswith("Subject: Move the SMS account out of the sandbox\n")
    assert "\nAccount: 123456789012\nRegion: us-east-1\n" in text
    assert f"\nUser pool: {sandboxed.user_pool_id}\n" in text
    assert f"- {sandboxed.problems[0].title} (" in text
    assert "<website or app>" in text
    assert text.count("Subject:") == 1


@pytest.mark.parametrize(
    ("cause", "subject"),
    [
        (26, "Move the SMS account out of the sandbox"),
        (29, "Raise the monthly spend limit for SMS"),
        (45, "SMS account under review or disabled"),
        (46, "Cognito holds verification messages back"),
        (12, "Raise a request quota of Amazon Cognito user pools"),
        (49, "Amazon SES production access"),
        (50, "Amazon SES sending paused or under review"),
        (51, "Raise the sending quota of Amazon SES"),
    ],
)
def test_support_case_is_for_what_applies(cause, subject):
    """One case for each thing to ask for; what is not known leaves a place to fill in."""
    told = diagnosis(finding(causes=(cause,)), user_pool_id=None).support_case()

    assert told.count("Subject:") == 1
    assert f"Subject: {subject}\n" in told
    assert "Account: <account id>\nRegion: <Region>\nUser pool: <user pool id>\n" in told


@pytest.mark.parametrize("status", ["ok", "unknown", "not_applicable"])
def test_no_support_case_without_need(status):
    """What is fine, or not known, is nothing to ask AWS for."""
    told = diagnosis(finding(status, causes=(26,)), finding(causes=(1,))).support_case()

    assert told == "Nothing that was found takes AWS support."


def test_support_case_names_each_region_that_may_be_meant(sandboxed):
    """AWS takes a case for each."""
    route = replace(sandboxed.route, sms_regions=("us-east-1", "us-west-2"))
    assert isinstance(route, Route)

    told = diagnosis(finding(causes=(29,)), route=route).support_case()

    assert "Region: us-east-1 or us-west-2\n" in told


class Page(HTMLParser):
    """Reads a page, and sees that it is whole and loads nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.folded: list[str] = []
        self.texts: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element."""
        self.tags.add(tag)
        named = dict(attrs)
        assert not {name for name in named if name.startswith("on") or name == "src"}
        assert (named.get("href") or "https://").startswith("https://")
        assert "url(" not in (named.get("style") or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """See that it was open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        (self.folded if "details" in self.open else self.texts).append(data)


def read(told: cx.Diagnosis) -> Page:
    """Read a diagnosis as a browser would."""
    page = Page()
    page.feed(told._repr_html_())
    page.close()
    assert page.open == []
    assert not {"script", "style", "img", "link", "iframe"} & page.tags
    return page


def test_page_says_every_status_in_words_and_problems_first():
    """Colour and mark are not needed; what is fine is folded away."""
    statuses = ("problem", "warning", "unknown", "ok", "not_applicable")

    page = read(diagnosis(*(finding(it, title=f"Title of {it}.") for it in statuses)))

    shown = " ".join(page.texts)
    places = [shown.index(f"{word}: Title of") for word in ("Problem", "Warning", "Not known")]
    assert places == sorted(places)
    assert "problem: 1, warning: 1, not known: 1, fine: 1, does not apply: 1" in shown
    assert "Title of ok." not in shown
    assert "Title of ok." in " ".join(page.folded)
    assert "Title of not_applicable." in " ".join(page.folded)


def test_page_shows_all_of_a_problem(sandboxed):
    """With the fix as code, in both languages."""
    page = read(sandboxed)

    (problem,) = sandboxed.problems
    shown = "".join(page.texts)
    sentences = sandboxed.verdicts.values()
    for told in (*sentences, problem.evidence, problem.consequence, problem.fix):
        assert told in shown
    assert "create_sms_sandbox_phone_number" in "".join(page.folded)
    assert "create-sms-sandbox-phone-number" in "".join(page.folded)
    assert "Embedded AWS: nothing is really sent." in shown


def test_page_makes_hostile_texts_harmless():
    """Nothing of it is an element, a formula or a control character."""
    told = finding(
        title=HOSTILE, evidence=HOSTILE, consequence=HOSTILE, fix=HOSTILE, difference=HOSTILE
    )
    told = replace(told, link="javascript:alert(1)", check_id=HOSTILE)

    html = diagnosis(told, finding("ok", title=HOSTILE))._repr_html_()

    read(diagnosis(told))
    assert "<script" not in html
    assert "javascript" not in html
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert 'class="cognito-explore tex2jax_ignore mathjax_ignore"' in html


def test_explanation_makes_hostile_texts_harmless():
    """A terminal is not told what to do."""
    text = diagnosis(finding(title=HOSTILE, evidence=HOSTILE)).explain()

    assert "\x1b" not in text
    assert "\u202e" not in text
