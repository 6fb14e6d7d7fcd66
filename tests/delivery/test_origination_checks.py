"""What SMS are sent from: each check finds what keeps a code from arriving, and mends it."""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.delivery.check import CheckFinding
from cognito_explore.delivery.checks import direct, origination, sending
from cognito_explore.delivery.identity import NUMBER, POOL, SENDER_ID, read_identity
from cognito_explore.delivery.resource_policy import lets_send, sending_policy
from cognito_explore.embedded.scenarios import SCENARIOS
from cognito_explore.embedded.scenarios.origination import GERMAN
from cognito_explore.embedded.sms.resource_policies import ResourcePolicy
from cognito_explore.embedded.sms.sender_ids import SenderId

CHECKS = [*origination.CHECKS, *direct.CHECKS, *sending.CHECKS]
IDS = {it.check_id for it in CHECKS}
OWN = [name for name, it in SCENARIOS.items() if it.check_id in IDS]
ARN = "arn:aws:sms-voice:us-east-1:123456789012"
ALLOW = {
    "Effect": "Allow",
    "Principal": {"Service": "sns.amazonaws.com"},
    "Action": "sms-voice:SendTextMessage",
    "Resource": "*",
}


class Case:
    """One scenario, played."""

    def __init__(self, name: str = "", **settings: Any) -> None:
        """Play it on an embedded AWS of its own."""
        region_name = SCENARIOS[name].region_name if name else None
        self.session = cx.connect("embedded", seed=1, now=NOW, region_name=region_name)
        self.aws: Any = self.session.aws
        self.about = self.aws.play(name) if name else {}
        if settings:
            self.settings["SmsConfiguration"] = settings

    @property
    def settings(self) -> dict[str, Any]:
        """The settings of the demo pool, to be changed."""
        pools = self.aws._backends[self.aws.boto3_session.region_name].pools
        return pools[self.aws.demo.user_pool_id].extended_config

    @property
    def region(self) -> Any:
        """The SMS account that the pool sends from."""
        name = self.session.route().sms_region
        return self.aws._world.sms[name]

    def diagnose(self) -> cx.Diagnosis:
        """Ask why a code does not arrive."""
        about = self.about or {"attribute_name": "phone_number", "username": "ana"}
        return self.session.diagnose(**about)

    def finding(self, check_id: str) -> CheckFinding:
        """Ask, and give what one check found."""
        return next(it for it in self.diagnose().findings if it.check_id == check_id)

    def arrives(self) -> bool:
        """Have a code sent, and see whether it arrives."""
        tokens = self.session.sign_in("ana", self.aws.demo.password)
        before = len(self.aws.messages())
        self.session.send_code(tokens.access_token, "phone_number")
        return len(self.aws.messages()) > before

    def mend(self, check_id: str) -> None:
        """Run the program that mends what a check found."""
        code = self.finding(check_id).fix_code()
        assert code, "there is a program"
        program = code.replace("import boto3\n", "")
        exec(program, {"boto3": self.aws.boto3_session})  # noqa: S102 -- what users are shown


@functools.cache
def played(name: str) -> tuple[Case, list[CheckFinding]]:
    """Play a scenario, and give what these checks find in it."""
    case = Case(name)
    return case, [it for it in case.diagnose().findings if it.check_id in IDS]


def take_direct_path(case: Case, **named: str) -> None:
    """Let the pool send by End User Messaging itself."""
    role = "arn:aws:iam::123456789012:role/cognito-sms"
    case.settings["SmsConfiguration"] = {"EumsSms": {"CallerArn": role, **named}}


@pytest.mark.parametrize("name", OWN)
def test_what_is_found_is_what_happens(name):
    """A problem keeps the code from arriving; without one, and nothing open, it arrives."""
    case, told = played(name)

    statuses = {it.status for it in told}
    assert not any("the check failed" in it.title for it in told)
    if "problem" in statuses:
        assert not case.arrives()
    elif statuses <= {"ok", "not_applicable"}:
        assert case.arrives()


@pytest.mark.parametrize("name", OWN)
def test_no_number_is_shown_whole(name):
    """Neither the user's number nor those that SMS come from."""
    case, told = played(name)
    whole = {it.phone_number for it in case.region.numbers.all()} | {"+12025550123", GERMAN}

    shown = [it.title + it.evidence + it.fix + it.difference for it in told]
    assert not [text for text in shown for number in whole if number in text]


@pytest.mark.parametrize("path", ["SNS", "direct", "direct, named"])
def test_healthy_pool_has_no_false_alarm(path):
    """Whichever way its SMS go."""
    case = Case()
    number = case.region.numbers.all()[0]
    if path == "direct":
        take_direct_path(case)
    if path == "direct, named":
        take_direct_path(
            case,
            OriginationIdentity=f"{ARN}:phone-number/{number.phone_number_id}",
        )

    told = [it for it in case.diagnose().findings if it.check_id in IDS]

    assert {it.status for it in told} <= {"ok", "not_applicable"}
    assert case.arrives()


@pytest.mark.parametrize(
    ("name", "check_id"),
    [
        ("SNS may not send from the number", "origination-sharing"),
        ("direct path, number gone", "origination-identity"),
        ("direct path, simulator named", "origination-identity"),
        ("direct path, pool of another country", "origination-identity"),
        ("direct path, sender id for the United States", "sender-id"),
        ("configuration set gone", "configuration-set"),
    ],
)
def test_program_mends_what_is_wrong(name, check_id):
    """It is run as it is shown, nothing is found any more, and the code arrives."""
    case = Case(name)
    assert not case.arrives()

    case.mend(check_id)

    assert case.finding(check_id).status in {"ok", "not_applicable"}
    assert case.arrives()


@pytest.mark.parametrize(
    ("name", "check_id"),
    [
        ("number without resource policy", "origination-sharing"),
        ("direct path, events switched off", "delivery-log-enabled"),
        ("direct path, shared number by its id", "origination-sharing"),
    ],
)
def test_program_mends_what_may_be_wrong(name, check_id):
    """After it the check finds nothing."""
    case = Case(name)

    case.mend(check_id)

    assert case.finding(check_id).status == "ok"


def test_program_requests_a_number():
    """It is the request that costs money, and that a person is to make."""
    case = Case("no origination number")

    case.mend("origination-number")

    assert [it.status for it in case.region.numbers.all()] == ["PENDING"]
    assert case.finding("number-pending").status == "problem"
    assert case.finding("origination-number").fix_calls == ()


def test_pool_keeps_its_other_settings_when_it_is_mended():
    """The one call that mends it names all of them."""
    case = Case("configuration set gone")
    before = dict(case.settings)

    finding = case.finding("configuration-set")
    case.mend("configuration-set")

    assert finding.difference == (
        "SmsConfiguration.EumsSms.ConfigurationSetName: codes -> (absent)"
    )
    changed = {name for name, it in case.settings.items() if before.get(name) != it}
    assert changed - {"PoolName", "MfaConfiguration", "UserPoolId"} == {"SmsConfiguration"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("simulator only", "is a SIMULATOR, which reaches no phone"),
        ("voice number only", "cannot send SMS"),
        ("promotional number only", "is PROMOTIONAL"),
        ("number of another country only", "is of DE, where US takes numbers of the US"),
        ("number pending", "is PENDING"),
    ],
)
def test_title_says_why_a_number_is_of_no_use(name, words):
    """Somebody who has a number learns why it is none for this."""
    title = Case(name).finding("origination-number").title

    assert title.startswith("There is no number in us-east-1 to send to US from: +")
    assert words in title


def test_country_that_aws_does_not_reach_takes_no_number():
    """None would help, and another check says so."""
    case = Case()
    case.about = {"attribute_name": "phone_number", "phone_number": "+5355512345"}

    finding, reason = case.finding("origination-number"), case.finding("destination-country")

    assert finding.status == "not_applicable"
    assert finding.title == f"{reason.title} See destination-country."
    assert (reason.status, reason.title) == ("problem", "AWS sends no SMS to Cuba.")


def test_number_of_a_us_territory_is_reached_from_the_us():
    """Puerto Rico takes numbers of the United States."""
    case = Case()
    case.about = {"attribute_name": "phone_number", "phone_number": "+17875550123"}

    assert case.finding("origination-number").title.startswith("SMS to PR can be sent from")


def test_international_number_reaches_another_country():
    """And says so only where it is switched on."""
    case = Case()
    case.about = {"attribute_name": "phone_number", "phone_number": GERMAN}
    without = case.finding("origination-number").title
    case.region.numbers.all()[0].is_international = True

    assert without == "SMS to DE take no number of the account's own."
    assert case.finding("origination-number").title.startswith("SMS to DE can be sent from +")


def test_reasons_of_a_refusal_are_told():
    """Those of the newest version that was refused, in AWS's words."""
    finding = Case("registration refused").finding("registration")

    assert "Missing compliant opt-in" in finding.title
    assert "registration_versions(" in finding.fix
    assert "sms-voice:DescribeRegistrationVersions" in finding.actions


def test_email_step_is_told():
    """Nothing else moves the registration."""
    finding = Case("registration waits for an e-mail").finding("registration")

    assert "e-mail step" in finding.fix


def test_registration_that_another_number_does_not_need_is_no_matter():
    """The pool sends all the same."""
    case = Case("registration refused")
    case.region.numbers.add("US", "SHORT_CODE")

    finding = case.finding("registration")

    assert finding.status == "ok"
    assert "sends all the same" in finding.title


def test_registration_of_a_number_that_is_not_named_is_no_matter():
    """On the direct path the pool's own number decides."""
    case = Case("registration refused")
    named = case.region.numbers.add("US", "SHORT_CODE")
    take_direct_path(case, OriginationIdentity=named.phone_number)

    assert case.finding("registration").status == "not_applicable"
    assert case.finding("number-pending").status == "not_applicable"
    assert case.finding("origination-identity").status == "ok"


def test_pool_with_a_sender_id_for_the_country_is_there():
    """A member that is no number counts where it is for the country."""
    case = Case("country that takes no number")
    name = SenderId(sender_id="EXAMPLE", iso_country_code="DE")
    numbers = case.region.numbers
    pool = numbers.pools.create(numbers.sender_ids.request(name), "TRANSACTIONAL")
    take_direct_path(case, OriginationIdentity=f"{ARN}:pool/{pool.pool_id}")

    assert case.finding("origination-identity").status == "ok"
    assert case.arrives()


def test_pool_that_is_not_active_is_a_problem():
    """It sends nothing."""
    case = Case("direct path, pool there")
    case.region.numbers.pools.all()[0].status = "DELETING"

    finding = case.finding("origination-identity")

    assert finding.status == "problem"
    assert "is DELETING" in finding.title


def test_sender_id_that_was_not_requested_is_open():
    """Named without its ARN, it need not be the account's."""
    case = Case("country that takes no number")
    take_direct_path(case, OriginationIdentity="EXAMPLE")

    finding = case.finding("origination-identity")

    assert finding.status == "warning"
    assert finding.fix_calls == ()


def test_problem_stands_where_what_would_mend_it_cannot_be_read():
    """The calls are missing then, not the answer."""
    case = Case("direct path, pool gone")
    case.aws.deny("sms-voice:DescribePhoneNumbers")

    finding = case.finding("origination-identity")

    assert (finding.status, finding.fix_calls) == ("problem", ())


DENIED = [
    ("origination number there", "origination-number", "sms-voice:DescribePhoneNumbers"),
    ("another number pending", "number-pending", "sms-voice:DescribePhoneNumbers"),
    ("registration complete", "registration", "sms-voice:DescribeRegistrations"),
    ("registration refused", "registration", "sms-voice:DescribeRegistrationVersions"),
    ("direct path, number there", "origination-identity", "sms-voice:DescribePhoneNumbers"),
    ("direct path, pool there", "origination-identity", "sms-voice:DescribePools"),
    (
        "direct path, pool there",
        "origination-identity",
        "sms-voice:ListPoolOriginationIdentities",
    ),
    ("direct path, sender id there", "origination-identity", "sms-voice:DescribeSenderIds"),
    ("direct path, sender id not registered", "sender-id", "sms-voice:DescribeSenderIds"),
    ("configuration set there", "configuration-set", "sms-voice:DescribeConfigurationSets"),
    ("SNS may send from the number", "origination-sharing", "sms-voice:GetResourcePolicy"),
    ("within the limits of the number", "throughput", "logs:DescribeLogGroups"),
    ("more than the number may send", "throughput", "logs:FilterLogEvents"),
]


@pytest.mark.parametrize(("name", "check_id", "action"), DENIED)
def test_denied_permission_is_unknown_and_named(name, check_id, action):
    """It never means that all is well."""
    case = Case(name)
    case.aws.deny(action)

    finding = case.finding(check_id)

    assert finding.status == "unknown"
    assert action in finding.actions
    assert action in finding.fix


def test_every_permission_is_tried():
    """Each that a check of these may use was denied once."""
    tried = {(check_id, action) for _, check_id, action in DENIED}
    said = {(it.check_id, action) for it in CHECKS for action in it.actions}

    # Its numbers are read as those of the others are, and its answer stands without them.
    shared = {
        (it, "sms-voice:DescribePhoneNumbers")
        for it in ("registration", "origination-sharing", "throughput", "sender-id")
    }
    assert said - shared == tried


def test_policy_that_nobody_understands_is_unknown():
    """A malformed answer is told, and is not taken for a refusal."""
    case = Case()
    number = case.region.numbers.all()[0]
    broken = ResourcePolicy("not JSON", NOW)
    case.region.policies._put[f"phone-number/{number.phone_number_id}"] = broken

    finding = case.finding("origination-sharing")

    assert finding.status == "unknown"
    assert "Policy" in finding.evidence


def test_one_number_that_sns_may_use_is_enough():
    """The other's policy is no matter then."""
    case = Case("SNS may not send from the number")
    case.region.numbers.add("US", "TEN_DLC")

    assert case.finding("origination-sharing").status == "ok"
    assert case.arrives()


def test_limits_are_named():
    """In AWS's own figures."""
    case = Case()
    case.region.numbers.add("US", "TEN_DLC")

    title = case.finding("throughput").title

    assert "(TOLL_FREE): 3 messages a second" in title
    assert "1 messages a second, 2000 a day to T-MOBILE" in title


def test_refusals_for_too_many_messages_are_forgotten_after_a_day():
    """What was yesterday says nothing of now."""
    case = Case("more than the number may send")
    case.region.is_flooded = False
    case.aws.clock.advance(hours=25)
    case.about = {"attribute_name": "phone_number", "username": "ana"}

    assert case.finding("throughput").status == "ok"


@pytest.mark.parametrize(
    ("told", "kind", "name", "country"),
    [
        ("+18335550100", NUMBER, "+18335550100", ""),
        ("18335550100", NUMBER, "18335550100", ""),
        ("phone-0a1b", NUMBER, "phone-0a1b", ""),
        (f"{ARN}:phone-number/phone-0a1b", NUMBER, "phone-0a1b", ""),
        ("pool-0a1b", POOL, "pool-0a1b", ""),
        (f"{ARN}:pool/pool-0a1b", POOL, "pool-0a1b", ""),
        ("EXAMPLE", SENDER_ID, "EXAMPLE", ""),
        (f"{ARN}:sender-id/EXAMPLE/DE", SENDER_ID, "EXAMPLE", "DE"),
        (f"{ARN}:opt-out-list/Default", "opt-out-list", "Default", ""),
        ("arn:aws:sns:us-east-1:123456789012:topic", SENDER_ID, None, ""),
    ],
)
def test_identity_is_taken_apart(told, kind, name, country):
    """By what Cognito documents, and what End User Messaging takes beside it."""
    made = read_identity(told)

    assert (made.kind, made.name, made.country) == (kind, name or told, country)
    assert made.region_name == ("us-east-1" if told.startswith(ARN) else None)
    assert "18335550100" not in made.shown


def test_identity_of_another_kind_is_a_problem():
    """Nothing is sent from an opt-out list."""
    case = Case()
    take_direct_path(case, OriginationIdentity=f"{ARN}:opt-out-list/Default")

    assert "is no number, pool or sender id" in case.finding("origination-identity").title


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([ALLOW], True),
        (ALLOW, True),
        ([ALLOW | {"Principal": "*"}], True),
        (
            [ALLOW | {"Principal": {"Service": ["connect.amazonaws.com", "sns.amazonaws.com"]}}],
            True,
        ),
        ([ALLOW | {"Action": "sms-voice:*"}], True),
        ([ALLOW | {"Action": ["sms-voice:sendtextmessage"]}], True),
        ([ALLOW | {"Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}], True),
        ([ALLOW | {"Principal": {"AWS": "123456789012"}}], False),
        ([ALLOW | {"Principal": {"Service": "connect.amazonaws.com"}}], False),
        ([ALLOW | {"Action": "sms-voice:SendVoiceMessage"}], False),
        ([ALLOW, ALLOW | {"Effect": "Deny"}], False),
        ([ALLOW, ALLOW | {"Effect": "Deny", "Condition": {"Bool": {"x": "y"}}}], True),
    ],
)
def test_policy_lets_sns_send_or_not(statements, expected):
    """A Deny wins, and a condition is not weighed."""
    assert lets_send(json.dumps({"Statement": statements})) is expected


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Statement": ["x"]}', "[" * 100_000])
def test_policy_that_is_none_is_told(text):
    """A malformed answer is an error of its own."""
    with pytest.raises(cx.OutcomeUnknownError, match="Policy"):
        lets_send(text)


def test_policy_that_is_proposed_lets_sns_send():
    """For the account that has the number."""
    text = sending_policy(f"{ARN}:phone-number/phone-0a1b")

    assert lets_send(text)
    assert '"aws:SourceAccount": "123456789012"' in text
