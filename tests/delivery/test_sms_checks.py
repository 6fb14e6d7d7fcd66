"""The checks of the SMS account: Region, standing, sandbox, spend limit, type."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.delivery.checks import (
    CHECKS,
    country,
    destination,
    protect,
    sms,
    spending,
    trying,
)
from cognito_explore.embedded.denied import _ON_BEHALF
from cognito_explore.embedded.scenarios import SCENARIOS
from delivery.diagnosing import Told, diagnose_with, played, run_code, the

OWN = {
    it.check_id
    for family in (sms, spending, destination, country, protect, trying)
    for it in family.CHECKS
}
# What is decided here, and nowhere else: warnings say what may happen.
DECIDED = [
    it.name
    for it in SCENARIOS.values()
    if it.check_id in OWN and it.expected_status in {"ok", "problem"}
]
HEALTHY = ["direct path, events logged", None]


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_said_is_what_happens(name: str):
    """A code arrives where nothing is wrong, and never where there is a problem."""
    session, about = played(name)
    told = session.diagnose(**about)

    session.send_code(about["access_token"], "phone_number")

    is_bad = SCENARIOS[name].expected_status == "problem"
    assert told.outcome == ("will_not_arrive" if is_bad else "will_arrive")
    assert len(session.aws.messages()) == (0 if is_bad else 1)


@pytest.mark.parametrize("name", HEALTHY)
def test_healthy_pool_has_no_false_alarm(name: str | None):
    """On either path, with everything that may be asked."""
    session, about = played(name)

    told = session.diagnose(**about, allow_billed=True, dry_run=True)

    assert {it.status for it in told.findings} == {"ok", "not_applicable"}
    assert {it.check_id for it in told.findings} >= OWN


@pytest.mark.parametrize("name", HEALTHY)
@pytest.mark.parametrize(
    "action", sorted({action for it in CHECKS if it.check_id in OWN for action in it.actions})
)
def test_denied_action_makes_the_checks_that_use_it_unknown(action: str, name: str | None):
    """Those and no others, each naming the action."""
    session, about = played(name)
    asked = {**about, "allow_billed": True, "dry_run": True}
    before = session.diagnose(**asked)
    # SNS asks End User Messaging on behalf of its caller.
    through = {f"sns:{name}" for name, of in _ON_BEHALF.items() if action.partition(":")[2] in of}
    needed = {action} | (through if action.startswith("sms-voice:") else set())
    used = {it.check_id for it in before.findings if needed & {*it.actions}} & OWN
    session.aws.deny(action)

    told = session.diagnose(**asked)

    assert {it.check_id for it in told.findings if it.status == "unknown"} & OWN == used
    for it in told.findings:
        if it.check_id in used:
            assert action in f"{it.title} {it.evidence} {it.fix}"


def test_actions_that_are_named_are_those_that_are_used():
    """On the two paths together, so that a policy made of them is enough and not more."""
    used: dict[str, set[str]] = {check_id: set() for check_id in OWN}
    names = [
        *HEALTHY,
        "sandbox, number not verified",
        "sandbox on the direct path",
        "country that needs a sender ID",
        "country blocked by Protect",
    ]
    for name in names:
        session, about = played(name)
        for it in session.diagnose(**{**about, "allow_billed": True, "dry_run": True}).findings:
            if it.check_id in OWN:
                used[it.check_id].update(it.actions)

    common = {"cognito-idp:DescribeUserPool", "cognito-idp:AdminGetUser"}
    named = {it.check_id: {*it.actions} - common for it in CHECKS if it.check_id in OWN}
    assert {check_id: it - common for check_id, it in used.items()} == named


def test_neither_the_billed_look_nor_the_dry_run_is_made_unasked():
    """And each is, when it is asked for."""
    session, about = played(None)
    wanted = {"CarrierLookup", "SendTextMessage"}
    seen: list[str] = []
    session.aws.boto3_session.events.register(
        "before-call.pinpoint-sms-voice-v2", lambda model, **_: seen.append(model.name)
    )

    session.diagnose(**about)
    unasked = set(seen) & wanted
    session.diagnose(**about, allow_billed=True)
    billed = set(seen) & wanted
    session.diagnose(**about, dry_run=True)

    assert (unasked, billed) == (set(), {"CarrierLookup"})
    assert [it for it in seen if it in wanted] == ["CarrierLookup", "SendTextMessage"]


@pytest.mark.parametrize(
    ("name", "region_name"),
    [("Region of SMS not named", "us-east-1"), ("direct path not offered", "ap-southeast-1")],
)
def test_region_is_mended_by_its_call(name: str, region_name: str):
    """It is known then, and the code arrives from there; nothing else of the pool is changed."""
    session, about = played(name)
    found = the("sms-region", session.diagnose(**about))

    run_code(session, found)

    assert f"SmsConfiguration.SnsRegion: (absent) -> {region_name}" in found.difference
    assert all(it.startswith("SmsConfiguration.") for it in found.difference.splitlines())
    assert the("sms-region", session.diagnose(**about)).status == "ok"
    assert session.route().sms_regions == (region_name,)
    session.send_code(about["access_token"], "phone_number")
    assert len(session.aws.messages()) == 1


def test_region_that_is_not_in_the_table_has_no_call():
    """Which way there is from it, AWS does not say."""
    session = cx.connect("embedded", seed=1, now=NOW, region_name="ap-east-2")

    found = the("sms-region", session.diagnose(attribute_name="phone_number", username="ana"))

    assert (found.status, found.fix_calls, found.difference) == ("unknown", (), "")


def test_region_that_is_named_leaves_one_to_be_mended():
    """The sandbox of the Region that SMS leave from is told then, and left by its own fix."""
    session, about = played("SMS leave from another Region")
    before = session.diagnose(**about)

    run_code(session, the("sms-region", before))
    found = the("sms-sandbox", session.diagnose(**about))
    run_code(session, found)
    session.sandbox("us-east-1").verify("+12025550123", session.aws.messages()[-1].code)

    assert (the("sms-sandbox", before).status, found.status) == ("unknown", "problem")
    assert session.diagnose(**about).outcome == "will_arrive"
    session.send_code(about["access_token"], "phone_number")
    assert len(session.aws.messages()) == 2


@pytest.mark.parametrize("name", ["sandbox on the direct path", "sandbox, number not verified"])
def test_sandbox_is_mended_by_its_calls(name: str):
    """They send the code that verifies the number; then the user's code arrives."""
    session, about = played(name)
    found = the("sms-sandbox", session.diagnose(**about))

    run_code(session, found)
    sandbox = session.sandbox("us-east-1")
    sandbox.verify("+12025550123", session.aws.messages()[-1].code)

    assert the("sms-sandbox", session.diagnose(**about)).status == "ok"
    session.send_code(about["access_token"], "phone_number")
    assert len(session.aws.messages()) == 2


def test_number_that_waits_is_sent_a_code_again_on_the_direct_path():
    """It is there already, so it is not added a second time."""
    session, about = played("account in good standing")
    region = session.aws._world.sms["us-east-1"]
    region.tier = "SANDBOX"
    region.sandbox.add("+12025550123")

    found = the("sms-sandbox", session.diagnose(**about))

    assert found.status == "problem"
    assert "waits to be verified" in found.title
    operations = [it.operation for it in found.fix_calls]
    assert operations == ["SendDestinationNumberVerificationCode"]
    run_code(session, found)
    assert session.aws.messages()[-1].to == "+12025550123"


def test_sandbox_says_that_cognito_has_met_it():
    """SmsConfigurationFailure is evidence, and no finding of this check alone."""
    session, about = played("sandbox, number not verified")
    pool = session.aws._backends["us-east-1"].pools[session.aws.demo.user_pool_id]
    pool.extended_config["SmsConfigurationFailure"] = "SNSSandbox"

    found = the("sms-sandbox", session.diagnose(**about))

    assert "SmsConfigurationFailure is SNSSandbox" in found.evidence


@pytest.mark.parametrize(
    ("tier", "status"),
    [("Sandbox", "problem"), ("production", "ok"), ("PILOT", "unknown"), (None, "unknown")],
)
def test_tier_is_read_in_either_case_and_never_guessed(tier: str | None, status: str):
    """AWS's model names no values, so that another one is not known."""
    session, about = played("account in good standing")
    attributes = [{"Name": "ACCOUNT_TIER", "Value": tier}] if tier else []

    told = diagnose_with(session, about, DescribeAccountAttributes=attributes)

    assert the("sms-sandbox", told).status == status


@pytest.mark.parametrize(
    ("spent", "limit", "status"),
    [
        ("0.79", 1, "ok"),
        ("0.80", 1, "warning"),
        ("0.99", 1, "warning"),
        ("1", 1, "problem"),
        ("1.5", 1, "problem"),
        (None, 1, "ok"),
        (None, 0, "problem"),
    ],
)
def test_spend_is_judged_by_the_limit(spent: str | None, limit: int, status: str):
    """Four fifths are nearly all; a limit of nothing is used up from the first."""
    session, about = played(None)
    amounts = [] if spent is None else [float(spent)]

    told = diagnose_with(
        session,
        about,
        DescribeSpendLimits=[
            {
                "Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
                "EnforcedLimit": limit,
                "MaxLimit": 5,
                "Overridden": True,
            }
        ],
        GetMetricData=[{"Id": "spent", "Values": amounts}],
    )

    assert the("sms-spend-limit", told).status == status


@pytest.mark.parametrize("name", ["spend limit reached", "spend limit reached on the direct path"])
def test_spend_limit_is_mended_by_its_call(name: str):
    """Raised within what AWS allows, and the code arrives."""
    session, about = played(name)

    run_code(session, the("sms-spend-limit", session.diagnose(**about)))
    session.send_code(about["access_token"], "phone_number")

    assert the("sms-spend-limit", session.diagnose(**about)).status == "ok"
    assert len(session.aws.messages()) == 1


def test_limit_that_cannot_be_raised_has_no_call():
    """Only AWS support raises it then."""
    session, about = played("spend limit reached")
    session.aws._world.sms["us-east-1"].spend.max_limit = 1

    found = the("sms-spend-limit", session.diagnose(**about))

    assert found.fix_calls == ()
    assert "AWS support" in found.fix


@pytest.mark.parametrize(
    "answers",
    [
        {"GetSMSAttributes": Told({"attributes": {"MonthlySpendLimit": "many"}})},
        {"GetSMSAttributes": Told({"attributes": {"MonthlySpendLimit": "nan"}})},
        {"GetSMSAttributes": Told({"attributes": {"MonthlySpendLimit": "-1"}})},
        {"GetSMSAttributes": Told({"attributes": []})},
        {"DescribeSpendLimits": []},
        {"DescribeSpendLimits": [{"Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"}]},
        {"GetMetricData": [{"Id": "spent", "Values": ["1"]}]},
    ],
)
def test_answer_of_another_form_is_not_known(answers: dict[str, Any]):
    """And the other checks go on."""
    session, about = played(None)

    told = diagnose_with(session, about, **answers)

    assert the("sms-spend-limit", told).status == "unknown"
    assert the("sms-sandbox", told).status == "ok"


def test_lower_of_the_two_limits_counts():
    """SNS and End User Messaging may tell different ones."""
    session, about = played(None)

    told = diagnose_with(
        session,
        about,
        GetSMSAttributes=Told({"attributes": {"MonthlySpendLimit": "1"}}),
        GetMetricData=[{"Id": "spent", "Values": [2.0]}],
    )

    assert the("sms-spend-limit", told).status == "problem"


@pytest.mark.parametrize("reason", ["ACCOUNT_DISABLED", "INSUFFICIENT_ACCOUNT_REPUTATION"])
def test_account_that_aws_bars_is_a_problem_and_no_missing_permission(reason: str):
    """A policy does not help, so none is named."""
    session, about = played(None)
    session.aws._world.sms["us-east-1"].denied_reason = reason

    found = the("account-reputation", session.diagnose(**about))

    assert found.status == "problem"
    assert reason in found.evidence
    assert "AWS support" in found.fix


def test_type_is_mended_by_its_call():
    """Transactional from then on."""
    session, about = played("SMS are promotional by default")

    run_code(session, the("sms-type", session.diagnose(**about)))

    assert the("sms-type", session.diagnose(**about)).status == "ok"


def test_type_is_of_sns_alone():
    """On the direct path the message itself says what it is."""
    session, about = played("account in good standing")

    assert the("sms-type", session.diagnose(**about)).status == "not_applicable"
