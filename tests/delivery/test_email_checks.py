"""What the checks of e-mail decide: the SES identity, the account, Cognito's own sender."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call, as_code
from cognito_explore.delivery import email_day
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.checks import email, ses, ses_account, ses_settings
from cognito_explore.delivery.diagnose import run_checks
from cognito_explore.delivery.policies import document
from cognito_explore.delivery.reads import Reads
from cognito_explore.delivery.sending_policy import Sending, judge, write_policy
from cognito_explore.delivery.ses_source import identities_for, read_source
from cognito_explore.embedded.scenarios import SCENARIOS
from cognito_explore.errors import ServiceError
from cognito_explore.history import Attempt
from cognito_explore.service_errors import AccessDeniedError

CHECKS = (*ses.CHECKS, *email.CHECKS, *ses_settings.CHECKS, *ses_account.CHECKS)
ACCOUNT = "123456789012"
POOL = "eu-central-1_aBcDeFgHi"
POOL_ARN = f"arn:aws:cognito-idp:eu-central-1:{ACCOUNT}:userpool/{POOL}"
SOURCE = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/codes@example.org"
DOMAIN_ARN = f"arn:aws:ses:eu-west-1:{ACCOUNT}:identity/example.org"
POLICY = write_policy(DOMAIN_ARN, POOL_ARN, ACCOUNT)
VERIFIED = {
    "IdentityType": "DOMAIN",
    "VerifiedForSendingStatus": True,
    "VerificationStatus": "SUCCESS",
    "DkimAttributes": {"SigningEnabled": True, "Status": "SUCCESS"},
    "MailFromAttributes": {"BehaviorOnMxFailure": "USE_DEFAULT_VALUE"},
    "Policies": {"CognitoSends": POLICY},
}
GOOD = {
    "EnforcementStatus": "HEALTHY",
    "ProductionAccessEnabled": True,
    "SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 1.0, "SentLast24Hours": 0.0},
    "SendingEnabled": True,
}
OF_EMAIL = [name for name, it in SCENARIOS.items() if it.attribute_name == "email"]
OURS = {check.check_id for check in CHECKS}
NAMES = [name for name in OF_EMAIL if SCENARIOS[name].check_id in OURS]
DAY_BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Answers:
    """An account that answers as it is told, by operation, and by the name that is asked for."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        """Take the answers; what is not there is not found."""
        self.told = told
        self.region_name = "eu-central-1"
        self.asked: list[tuple[str, str]] = []

    def check_credentials(self) -> None:
        """Have some."""

    def call(self, call: Call) -> Told:
        """Answer a call, or refuse it."""
        self.asked.append((call.operation, call.region_name))
        name = next(iter(call.parameters.values()), None)
        name = name.reveal() if isinstance(name, cx.Sensitive) else name
        answer = self.told.get(f"{call.operation} {name}", self.told.get(call.operation))
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            code = "NoSuchEntity" if call.service == "iam" else "NotFoundException"
            msg = f"{call.operation}: none"
            raise ServiceError(msg, code=code)
        return Told(answer)


def told(**changes: Any) -> dict[str, Any]:
    """Give the answers of an account where all is well; operations can be changed."""
    settings = {"EmailSendingAccount": "DEVELOPER", "SourceArn": SOURCE}
    pool = {"Id": POOL, "Arn": POOL_ARN, "EmailConfiguration": settings | changes.pop("pool", {})}
    person = {
        "Username": "ana",
        "Enabled": True,
        "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}],
    }
    answers = {
        "DescribeUserPool": {"UserPool": pool},
        "AdminGetUser": person,
        "GetEmailIdentity example.org": VERIFIED,
        "GetAccount": GOOD,
    }
    return answers | {name.replace("__", " "): it for name, it in changes.items()}


def look(check_id: str, answers: Mapping[str, Any] | Answers, **changes: Any) -> CheckFinding:
    """Make one check of an account."""
    account: Any = answers if isinstance(answers, Answers) else Answers(answers)
    about: dict[str, Any] = {
        "attribute_name": "email",
        "access_token": None,
        "user_pool_id": POOL,
        "client_id": None,
        "username": "ana",
        "given_number": None,
        "region_name": "eu-central-1",
        "endpoint_url": None,
        "session": "aws",
        "attempts": [],
        "now": NOW,
        "reads": Reads(account),
        "get_user": lambda _: pytest.fail("there is no token"),
    }
    case = Case(**(about | changes))
    checks = [it for it in CHECKS if it.check_id == check_id]
    (found,) = run_checks([case], allow_billed=False, dry_run=False, timeout_s=10, checks=checks)
    return found


def identity(**changes: Any) -> dict[str, Any]:
    """Give the answers with a changed identity."""
    return told(**{"GetEmailIdentity example.org": VERIFIED | changes})


def denied(action: str) -> AccessDeniedError:
    """Refuse an action."""
    return AccessDeniedError("no", code="AccessDeniedException", action=action)


def diagnose(scenario: str) -> tuple[cx.Session, dict[str, Any], cx.Diagnosis]:
    """Play a scenario and diagnose it."""
    session = cx.connect("embedded", seed=1, now=NOW)
    arguments = session.aws.play(scenario)
    return session, arguments, session.diagnose(**arguments)


def arrives(session: cx.Session, arguments: Mapping[str, Any]) -> bool:
    """Have a code sent, and tell whether it arrives."""
    before = len(session.aws.messages())
    with contextlib.suppress(cx.CognitoExploreError):
        session.send_code(arguments["access_token"], "email")
    return len(session.aws.messages()) > before


def of(diagnosis: cx.Diagnosis, check_id: str) -> CheckFinding:
    """Give the finding of one check."""
    return next(it for it in diagnosis.findings if it.check_id == check_id)


# What is found agrees with what happens.


@pytest.mark.parametrize("name", NAMES)
def test_code_arrives_as_the_scenario_says(name: str):
    """A problem keeps the code from arriving; without one it arrives."""
    session, arguments, _ = diagnose(name)

    does_arrive = arrives(session, arguments)

    # What the doubtful policy does nobody can tell: here it is refused.
    doubtful = name == "SES identity with a doubtful policy"
    assert does_arrive == (SCENARIOS[name].expected_status != "problem" and not doubtful)


@pytest.mark.parametrize("name", [it for it in NAMES if SCENARIOS[it].expected_status == "problem"])
def test_one_problem_is_the_one_that_is_found(name: str):
    """No other check of e-mail takes it for a problem of its own."""
    _, _, found = diagnose(name)

    assert {it.check_id for it in found.problems} == {SCENARIOS[name].check_id}


@pytest.mark.parametrize("name", ["SES in good order", "SES configuration set sends"])
def test_pool_on_ses_in_good_order_is_wholly_ok(name: str):
    """No check of e-mail has a problem, a warning or something it does not know."""
    _, _, found = diagnose(name)

    ours = [it for it in found.findings if it.check_id in OURS]
    assert {it.status for it in ours} == {"ok", "not_applicable"}
    assert [it.check_id for it in ours if it.status == "not_applicable"] == (
        ["default-sender"]
        if name == "SES configuration set sends"
        else ["default-sender", "ses-configuration-set"]
    )


def test_demo_pool_has_nothing_to_say_of_ses():
    """It sends by Cognito's own sender, from Cognito's own address."""
    _, _, found = diagnose("Cognito's own sender")

    statuses = {it.check_id: it.status for it in found.findings if it.check_id in OURS}
    assert statuses.pop("default-sender") == "ok"
    assert set(statuses.values()) == {"not_applicable"}


# What mends it.


def run(session: cx.Session, finding: CheckFinding) -> None:
    """Run the fix of a finding as the program that it is shown as."""
    program = str(as_code(finding.fix_calls)).replace("import boto3\n", "")
    exec(program, {"boto3": session.aws.boto3_session})  # noqa: S102 -- our own program


@pytest.mark.parametrize(
    "name",
    [
        "SES identity without a policy",
        "neither role nor policy lets Cognito send",
        "SES configuration set deleted",
        "SES configuration set paused",
        "SES identity's configuration set paused",
        "MAIL FROM domain not found",
        "SES sending paused",
        "SES suppresses the address",
    ],
)
def test_fix_lets_the_code_arrive(name: str, monkeypatch: pytest.MonkeyPatch):
    """The program of the fix mends it: the check has no complaint, and the code comes."""
    session, arguments, found = diagnose(name)
    monkeypatch.setenv("EMAIL_ADDRESS", "ana@example.com")

    run(session, of(found, SCENARIOS[name].check_id))

    again = session.diagnose(**arguments)
    assert of(again, SCENARIOS[name].check_id).status in {"ok", "warning"}
    assert not again.problems
    assert arrives(session, arguments)


def test_address_in_the_sandbox_is_verified_by_its_owner(monkeypatch: pytest.MonkeyPatch):
    """The fix has SES ask the owner, and the code comes once they said yes."""
    session, arguments, found = diagnose("SES sandbox, address not verified")
    monkeypatch.setenv("EMAIL_IDENTITY", "ana@example.com")
    run(session, of(found, "ses-sandbox"))
    waiting = of(session.diagnose(**arguments), "ses-sandbox")

    session.aws.verify_identity("ana@example.com")

    assert waiting.status == "problem"
    assert not waiting.fix_calls
    assert of(session.diagnose(**arguments), "ses-sandbox").status == "ok"
    assert arrives(session, arguments)


def test_deleted_identity_is_made_again_and_verified():
    """The fix makes it, and its owner verifies it."""
    session, arguments, found = diagnose("SES identity deleted")
    run(session, of(found, "ses-identity"))
    waiting = of(session.diagnose(**arguments), "ses-identity")

    session.aws.verify_identity("example.org")

    assert "_domainkey.example.org" in waiting.fix
    assert of(session.diagnose(**arguments), "ses-identity").status == "ok"


def test_pool_whose_day_is_used_up_goes_to_ses_and_keeps_its_other_settings():
    """The whole UpdateUserPool is given, as an identity that is verified there."""
    session = cx.connect("embedded", seed=1, now=NOW)
    made = session.aws.boto3_session.client("sesv2")
    for name in ("someone@example.net", "example.org", "example.edu"):
        made.create_email_identity(EmailIdentity=name)
    session.aws.verify_identity("someone@example.net")
    session.aws.verify_identity("example.org")
    pool_id = session.aws.demo.user_pool_id
    arn = f"arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{pool_id}"
    source = f"arn:aws:ses:us-east-1:{ACCOUNT}:identity/example.org"
    made.create_email_identity_policy(
        EmailIdentity="example.org", PolicyName="a", Policy=write_policy(source, arn, ACCOUNT)
    )
    arguments = session.aws.play("Cognito's own sender, day used up")
    finding = of(session.diagnose(**arguments), "default-sender")

    run(session, finding)

    assert "EmailConfiguration.EmailSendingAccount: COGNITO_DEFAULT -> DEVELOPER" in (
        finding.difference
    )
    assert "SmsConfiguration" in finding.fix_calls[0].parameters
    assert finding.fix_calls[0].parameters["EmailConfiguration"]["SourceArn"] == source
    assert not session.diagnose(**arguments).problems
    assert arrives(session, arguments)


def test_without_an_identity_the_way_to_ses_is_in_words_alone():
    """There is nothing yet to send as, so there is no program."""
    _, _, found = diagnose("Cognito's own sender, day used up")

    finding = of(found, "default-sender")
    assert finding.fix_calls == ()
    assert "DEVELOPER" in finding.fix
    assert "09:00 UTC" in finding.fix


# The identity.


def test_address_of_a_verified_domain_needs_no_identity_of_its_own():
    """SES sends as any address of a domain that is verified."""
    found = look("ses-identity", told())

    assert found.status == "ok"
    assert "example.org" in found.evidence


def test_verified_domain_goes_before_an_address_that_is_not():
    """SES sends with what is verified, whichever it is."""
    waiting = VERIFIED | {"VerifiedForSendingStatus": False}

    found = look("ses-identity", told(**{"GetEmailIdentity codes@example.org": waiting}))

    assert found.status == "ok"


def test_ses_is_asked_in_the_region_of_the_identity():
    """Not in the pool's, where there may be another account's worth of settings."""
    account = Answers(told())

    for check in CHECKS:
        look(check.check_id, account)

    regions = dict(account.asked)
    assert regions.pop("DescribeUserPool") == regions.pop("AdminGetUser") == "eu-central-1"
    assert set(regions.values()) == {"eu-west-1"}


@pytest.mark.parametrize(
    ("arn", "status"),
    [
        ("", "problem"),
        ("example.org", "unknown"),
        ("arn:aws:iam::123456789012:role/x", "unknown"),
        (SOURCE.replace(ACCOUNT, "210987654321"), "problem"),
    ],
)
def test_source_that_is_none_of_ours_is_told_once(arn: str, status: str):
    """The other checks leave it to the one that is about it."""
    answers = told(pool={"SourceArn": arn})

    found = {check.check_id: look(check.check_id, answers).status for check in CHECKS}

    assert found.pop("ses-identity") == status
    assert set(found.values()) == {"not_applicable"}


@pytest.mark.parametrize(
    ("name", "fix"),
    [("codes@example.org", "Click the link"), ("example.org", "tok._domainkey.example.org")],
)
def test_how_to_verify_an_identity_is_told(name: str, fix: str):
    """An address by its link, a domain by its records."""
    waiting = VERIFIED | {
        "VerifiedForSendingStatus": False,
        "VerificationStatus": "PENDING",
        "DkimAttributes": {"SigningEnabled": True, "Status": "PENDING", "Tokens": ["tok"]},
    }
    answers = told(pool={"SourceArn": SOURCE.replace("codes@example.org", name)})
    answers.pop("GetEmailIdentity example.org")

    found = look("ses-identity", answers | {f"GetEmailIdentity {name}": waiting})

    assert found.status == "problem"
    assert fix in found.fix
    assert "PENDING" in found.evidence
    assert "InvalidEmailRoleAccessPolicyException" in found.consequence


def test_names_that_stand_for_an_address_are_itself_and_its_domains():
    """The nearest first; a top-level domain is nobody's."""
    assert identities_for("Ana@Mail.Example.org") == [
        "Ana@Mail.Example.org",
        "mail.example.org",
        "example.org",
    ]
    assert identities_for("example.org") == ["example.org"]
    assert identities_for("localhost") == ["localhost"]


def test_arn_of_another_identity_is_beside_the_source():
    """Same Region, same account."""
    source = read_source(SOURCE)

    assert source is not None
    assert source.arn_of("example.org") == DOMAIN_ARN


# Who may send with it.


def sending(**changes: Any) -> Sending:
    """Give what Cognito would do."""
    about: dict[str, Any] = {
        "identity_arns": (SOURCE, DOMAIN_ARN),
        "pool_arn": POOL_ARN,
        "pool_region": "eu-central-1",
        "account_id": ACCOUNT,
    }
    return Sending(**(about | changes))


STATEMENT: dict[str, Any] = json.loads(POLICY)["Statement"][0]


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({}, "allowed"),
        ({"Resource": SOURCE}, "allowed"),
        ({"Resource": "*", "Action": "SES:*", "Condition": {}}, "allowed"),
        ({"Resource": DOMAIN_ARN.replace("example.org", "example.net")}, "not_allowed"),
        ({"Action": "ses:SendEmail"}, "undecided"),
        ({"Action": "ses:GetAccount"}, "not_allowed"),
        ({"Principal": {"Service": "cognito-idp.eu-central-1.amazonaws.com"}}, "undecided"),
        ({"Principal": {"Service": "sns.amazonaws.com"}}, "not_allowed"),
        ({"Principal": "*"}, "undecided"),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": "210987654321"}}}, "not_allowed"),
        ({"Condition": {"ArnLike": {"aws:SourceArn": f"{POOL_ARN}x"}}}, "not_allowed"),
        ({"Condition": {"StringLike": {"ses:FromAddress": "*@example.org"}}}, "undecided"),
        ({"Effect": "Deny"}, "denied"),
    ],
)
def test_policy_is_judged_for_what_cognito_does(changes: dict[str, Any], decision: str):
    """Both actions, by Cognito's service, with the identity, for this pool and account."""
    assert judge([document(STATEMENT | changes)], sending()) == decision


def test_denial_goes_before_what_allows():
    """Whichever policy it is in."""
    denial = document(STATEMENT | {"Effect": "Deny", "Action": "ses:SendRawEmail"})

    assert judge([POLICY, denial], sending()) == "denied"
    assert judge([], sending()) == "not_allowed"


def test_role_lets_cognito_send_where_no_policy_does():
    """AWS documents that it needs no policy then."""
    answers = identity(Policies={}) | {"GetRole": {"Role": {}}}

    found = look("ses-identity-policy", answers)

    assert found.status == "ok"
    assert "AWSServiceRoleForAmazonCognitoIdpEmailService" in found.title


def test_neither_policy_nor_role_is_a_problem_with_the_policy_to_write():
    """The policy is whole: identity, pool and account."""
    found = look("ses-identity-policy", identity(Policies={}))

    assert found.status == "problem"
    (call,) = found.fix_calls
    assert call.operation == "CreateEmailIdentityPolicy"
    assert call.parameters["EmailIdentity"] == "example.org"
    assert judge([call.parameters["Policy"]], sending()) == "allowed"
    assert "there is no AWSServiceRoleForAmazonCognitoIdpEmailService" in found.evidence


def test_role_that_may_not_be_looked_for_is_not_known():
    """It may be there."""
    answers = identity(Policies={}) | {"GetRole": denied("iam:GetRole")}

    found = look("ses-identity-policy", answers)

    assert found.status == "unknown"
    assert "iam:GetRole" in found.title


@pytest.mark.parametrize(
    "policy",
    [
        document(STATEMENT | {"Action": "ses:SendEmail"}),
        document(STATEMENT, STATEMENT | {"Effect": "Deny", "Principal": "*"}),
        document(STATEMENT, STATEMENT | {"Effect": "Deny"}),
    ],
)
def test_policy_that_leaves_it_open_is_a_warning_with_or_without_the_role(policy: str):
    """Never ok, and never a problem that is none."""
    answers = identity(Policies={"a": policy})

    found = [look("ses-identity-policy", answers | it) for it in ({}, {"GetRole": {"Role": {}}})]

    assert [it.status for it in found] == ["warning", "warning"]


def test_own_sender_has_no_use_for_the_role():
    """Cognito's own sender needs the policy to send as an address of the account."""
    answers = identity(Policies={}) | {"GetRole": {"Role": {}}}
    answers["DescribeUserPool"]["UserPool"]["EmailConfiguration"]["EmailSendingAccount"] = (
        "COGNITO_DEFAULT"
    )

    assert look("ses-identity-policy", answers).status == "problem"


# The account.


@pytest.mark.parametrize(
    ("quota", "status"),
    [
        ({"Max24HourSend": -1.0, "SentLast24Hours": 5_000_000.0}, "ok"),
        ({"SentLast24Hours": 179.0}, "ok"),
        ({"SentLast24Hours": 180.0}, "warning"),
        ({"SentLast24Hours": 199.0}, "warning"),
        ({"SentLast24Hours": 200.0}, "problem"),
    ],
)
def test_quota_is_told_by_what_is_left(quota: dict[str, float], status: str):
    """Minus one is no limit; nine tenths are near it."""
    account = GOOD | {"SendQuota": GOOD["SendQuota"] | quota}  # type: ignore[operator]

    assert look("ses-quota", told(GetAccount=account)).status == status


@pytest.mark.parametrize(
    ("address", "status"),
    [("ana@example.com", "problem"), ("success@simulator.amazonses.com", "ok")],
)
def test_sandbox_lets_the_mailbox_simulator_through(address: str, status: str):
    """It needs no verification."""
    named = [{"Name": "email", "Value": address}]
    person = {"Username": "ana", "Enabled": True, "UserAttributes": named}
    account = GOOD | {"ProductionAccessEnabled": False}

    found = look("ses-sandbox", told(GetAccount=account, AdminGetUser=person))

    assert found.status == status


def test_sandbox_lets_a_verified_domain_of_the_recipient_through():
    """Not the address alone can be verified."""
    account = GOOD | {"ProductionAccessEnabled": False}
    answers = told(GetAccount=account, **{"GetEmailIdentity example.com": VERIFIED})

    assert look("ses-sandbox", answers).status == "ok"


def test_no_finding_shows_the_address():
    """It is masked in texts, and hidden in the programs."""
    account = GOOD | {"ProductionAccessEnabled": False}
    listed = {
        "EmailAddress": "ana@example.com",
        "Reason": "BOUNCE",
        "LastUpdateTime": datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    }
    answers = told(GetAccount=account, GetSuppressedDestination={"SuppressedDestination": listed})

    found = [look(it, answers) for it in ("ses-sandbox", "ses-suppression")]

    shown = "\n".join(f"{it!r}{it.fix_code()}{it.fix_code('cli')}" for it in found)
    assert "a***@e***" in shown
    assert "ana@" not in shown
    assert "2026-01-02 03:04 UTC" in found[1].evidence
    assert "BOUNCE" in found[1].evidence


# What AWS does not say, or says in another form.


@pytest.mark.parametrize(
    ("check_id", "answers"),
    [
        ("ses-identity", identity(VerifiedForSendingStatus="yes")),
        ("ses-identity", identity(VerifiedForSendingStatus=None)),
        ("ses-identity-policy", identity(Policies={"a": "{"})),
        ("ses-identity-policy", identity(Policies={"a": 1})),
        ("ses-identity-policy", identity(Policies=["a"])),
        ("ses-authentication", identity(DkimAttributes="on")),
        ("ses-authentication", identity(DkimAttributes={"Status": "SUCCESS"})),
        ("ses-sending", told(GetAccount=GOOD | {"SendingEnabled": None})),
        ("ses-sending", told(GetAccount=GOOD | {"EnforcementStatus": None})),
        ("ses-sandbox", told(GetAccount=GOOD | {"ProductionAccessEnabled": "false"})),
        ("ses-quota", told(GetAccount=GOOD | {"SendQuota": {}})),
        ("ses-quota", told(GetAccount=GOOD | {"SendQuota": {"Max24HourSend": "many"}})),
        ("ses-suppression", told(GetSuppressedDestination={"SuppressedDestination": {}})),
        (
            "ses-configuration-set",
            told(pool={"ConfigurationSet": "a"}, GetConfigurationSet={"SendingOptions": {}}),
        ),
    ],
)
def test_answer_of_another_form_is_not_known(check_id: str, answers: dict[str, Any]):
    """It is never taken for good news."""
    found = look(check_id, answers)

    assert found.status == "unknown"
    assert "not the form" in found.evidence


@pytest.mark.parametrize(
    ("operation", "unknown"),
    [
        (
            "GetEmailIdentity",
            {"ses-identity", "ses-identity-policy", "ses-authentication", "ses-configuration-set"},
        ),
        ("GetAccount", {"ses-sending", "ses-sandbox", "ses-quota"}),
        ("GetSuppressedDestination", {"ses-suppression"}),
    ],
)
def test_denied_action_leaves_open_what_needs_it_and_nothing_else(
    operation: str, unknown: set[str]
):
    """Each names the action that would answer it."""
    session = cx.connect("embedded", seed=1, now=NOW)
    arguments = session.aws.play("SES in good order")
    session.aws.deny(f"ses:{operation}")

    findings = session.diagnose(**arguments).findings

    found = {it.check_id: it for it in findings if it.check_id in OURS}
    assert {name for name, it in found.items() if it.status == "unknown"} == unknown
    assert all(f"ses:{operation}" in found[name].title for name in unknown)


def test_denied_configuration_set_is_not_known():
    """Where the pool names one."""
    session = cx.connect("embedded", seed=1, now=NOW)
    arguments = session.aws.play("SES configuration set sends")
    session.aws.deny("ses:GetConfigurationSet")

    found = of(session.diagnose(**arguments), "ses-configuration-set")

    assert found.status == "unknown"
    assert "ses:GetConfigurationSet" in found.title


def test_actions_are_those_that_a_check_says_it_may_use():
    """What a check used stands in what it registers, so that the policy for it is whole."""
    registered = {it.check_id: set(it.actions) | {"cognito-idp:DescribeUserPool"} for it in CHECKS}

    for name in NAMES:
        for it in diagnose(name)[2].findings:
            if it.check_id in OURS:
                person = {"cognito-idp:AdminGetUser"}
                assert set(it.actions) - person <= registered[it.check_id]


# Cognito's own sender.


def attempts(count: int, **changes: Any) -> list[Attempt]:
    """Make attempts of this day."""
    about: dict[str, Any] = {
        "sent_at": DAY_BEGAN,
        "operation": "GetUserAttributeVerificationCode",
        "attribute_name": "email",
        "delivery_medium": "EMAIL",
        "destination": "a***@e***",
        "outcome": "accepted",
        "error_code": None,
        "error_message": None,
        "http_status": 200,
        "request_id": None,
        "elapsed_ms": 1.0,
        "session": "aws",
    }
    return [Attempt(**(about | changes), attempt=number) for number in range(1, count + 1)]


REFUSED = {
    "outcome": "refused",
    "delivery_medium": None,
    "error_code": "LimitExceededException",
    "error_message": "Exceeded daily email limit for the operation or the account.",
}
DEFAULT = {"EmailSendingAccount": "COGNITO_DEFAULT", "SourceArn": None}


@pytest.mark.parametrize(
    ("made", "status"),
    [
        ([], "ok"),
        (attempts(39), "ok"),
        (attempts(40), "warning"),
        (attempts(49), "warning"),
        (attempts(50), "problem"),
        (attempts(50, delivery_medium="SMS"), "ok"),
        (attempts(50, outcome="unknown"), "ok"),
        (attempts(50, sent_at=DAY_BEGAN - timedelta(seconds=1)), "ok"),
        (attempts(1, **REFUSED), "problem"),
        (attempts(1, **REFUSED, sent_at=DAY_BEGAN - timedelta(seconds=1)), "ok"),
        (attempts(1, **REFUSED | {"error_message": "Attempt limit exceeded"}), "ok"),
        (attempts(1, **REFUSED | {"error_code": "NotAuthorizedException"}), "ok"),
    ],
)
def test_day_of_the_own_sender_is_counted_from_its_reset(made: list[Attempt], status: str):
    """What was accepted since 09:00 UTC counts, and a refusal for the day's limit decides."""
    found = look("default-sender", told(pool=DEFAULT), attempts=made)

    assert found.status == status
    assert "2026-11-22 09:00 UTC" in found.evidence


def test_what_nobody_can_ask_of_the_own_sender_is_said():
    """Ok is no promise here: neither the account's count nor AWS's list can be read."""
    found = look("default-sender", told(pool=DEFAULT))

    assert found.status == "ok"
    assert "cannot be asked" in found.evidence
    assert "bounced" in found.fix


def test_fix_of_the_own_sender_is_in_words_where_identities_may_not_be_listed():
    """The problem is known all the same."""
    answers = told(pool=DEFAULT, ListEmailIdentities=denied("ses:ListEmailIdentities"))

    found = look("default-sender", answers, attempts=attempts(50))

    assert found.status == "problem"
    assert found.fix_calls == ()


@pytest.mark.parametrize(
    ("now", "began"),
    [
        (datetime(2026, 3, 1, 9, 0, tzinfo=UTC), datetime(2026, 3, 1, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 8, 59, 59, tzinfo=UTC), datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
    ],
)
def test_day_of_the_own_sender_begins_at_nine(now: datetime, began: datetime):
    """In UTC, whatever the date."""
    assert email_day.began_at(now) == began


# Addresses on their way.


def test_address_in_a_url_is_in_no_log(everything_logged: list[str]):
    """SES is asked for an address in the path of the URL, which botocore and urllib3 log."""
    session = cx.connect("embedded", seed=1, now=NOW)
    arguments = session.aws.play("SES sandbox, address not verified")
    everything_logged.clear()

    session.diagnose(**arguments)

    logged = "\n".join(everything_logged)
    assert "GetSuppressedDestination" in logged
    assert "ana@example.com" not in logged
    assert "ana%40example.com" not in logged


def test_address_goes_into_the_url_as_it_is(
    server: Any, monkeypatch: pytest.MonkeyPatch, everything_logged: list[str]
):
    """An emulator sees the address, which neither its error nor a log shows."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "example")
    session = cx.connect(server.url, region_name="us-east-1")
    paths: list[str] = []

    def answer(handler: Any) -> None:
        paths.append(handler.path)
        server.refuse("BadRequestException", f"What is {handler.path}, ana+b@example.com?")
        server.reply(handler)

    server.answer = answer
    call = Call(
        "sesv2",
        "GetSuppressedDestination",
        "us-east-1",
        {"EmailAddress": cx.Sensitive("ana+b@example.com")},
    )

    with pytest.raises(cx.ServiceError) as caught:
        session._account.call(call)

    assert paths == ["/v2/email/suppression/addresses/ana%2Bb%40example.com"]
    assert "example.com" not in str(caught.value)
    assert "example.com" not in "\n".join(everything_logged).replace("%40", "@")
