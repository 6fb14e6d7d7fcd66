"""Which way a pool's messages go is read from its settings, with the evidence."""

from typing import Any

import pytest

import cognito_explore as cx
from cognito_explore.delivery.route import route_of

ROLE = "arn:aws:iam::123456789012:role/sms"
IDENTITY = "arn:aws:ses:eu-west-1:123456789012:identity/example.com"
LAMBDA = "arn:aws:lambda:us-east-1:123456789012:function:send"
BY_SNS = {"SnsCallerArn": ROLE, "ExternalId": "pool-1"}
DIRECT = {
    "EumsSms": {
        "CallerArn": ROLE,
        "ExternalId": "pool-1",
        "OriginationIdentity": "phone-1",
        "ConfigurationSetName": "events",
    }
}


def route(region: str = "us-east-1", **settings: Any) -> cx.Route:
    """Give the route of a pool with some settings."""
    return route_of({"Id": f"{region}_pool"} | settings, region_name=region, session="test")


def found(told: cx.Route, check_id: str) -> cx.Finding:
    """Give the one finding of a check."""
    (one,) = [it for it in told.findings if it.check_id == check_id]
    return one


def test_pool_without_sms_settings_sends_none():
    """The first thing to know of a code that never came."""
    told = route()

    assert told.sms_path is None
    assert told.sms_regions == ()
    assert told.sms_region is None
    assert found(told, "sms-path").status == "problem"
    assert told.findings[0].check_id == "sms-path"


def test_sns_path_has_role_and_external_id():
    """What the role's trust policy is compared with."""
    told = route(SmsConfiguration=BY_SNS | {"SnsRegion": "us-east-1"})

    assert told.sms_path == "SNS"
    assert (told.sms_role_arn, told.sms_external_id) == (ROLE, "pool-1")
    assert told.origination_identity is None
    assert told.sms_region == "us-east-1"


def test_direct_path_has_identity_and_leaves_from_the_pool_s_region():
    """A doctor that reads SNS settings alone is wrong for such pools."""
    told = route("eu-central-1", SmsConfiguration=DIRECT)

    assert told.sms_path == "EumsSms"
    assert told.sms_regions == ("eu-central-1",)
    assert (told.sms_role_arn, told.sms_external_id) == (ROLE, "pool-1")
    assert (told.origination_identity, told.configuration_set) == ("phone-1", "events")
    assert "End User Messaging directly" in found(told, "sms-path").title


@pytest.mark.parametrize(
    ("pool", "sns_region", "expected"),
    [
        ("us-east-1", None, ("us-east-1",)),
        ("us-east-1", "us-east-1", ("us-east-1",)),
        ("us-east-2", None, ("us-east-1", "us-east-2")),
        ("us-east-2", "us-east-2", ("us-east-2",)),
        ("us-east-2", "us-east-1", ("us-east-1",)),
        ("eu-central-1", None, ("eu-west-1", "eu-central-1")),
        ("ap-northeast-2", None, ("ap-northeast-1",)),
        ("ap-east-1", None, ("ap-southeast-1",)),
        ("ap-southeast-7", None, ("ap-south-1",)),
    ],
)
def test_region_is_where_sms_really_leave_from(
    pool: str, sns_region: str | None, expected: tuple[str, ...]
):
    """Sandbox, limit and numbers are looked for there, and nowhere else."""
    settings = BY_SNS | ({"SnsRegion": sns_region} if sns_region else {})

    told = route(pool, SmsConfiguration=settings)

    assert told.sms_regions == expected
    assert told.sms_region == (expected[0] if len(expected) == 1 else None)
    assert found(told, "sms-region").status == ("ok" if len(expected) == 1 else "warning")
    assert all(region in found(told, "sms-region").title for region in expected)


def test_region_that_aws_s_table_lacks_is_not_known():
    """A pool in a new Region may have no SNS path at all."""
    told = route("xx-new-1", SmsConfiguration=BY_SNS)

    assert told.sms_regions == ("xx-new-1",)
    assert found(told, "sms-region").status == "unknown"


def test_direct_path_where_aws_has_none_is_a_problem():
    """Such a setting cannot work."""
    told = route("ap-east-1", SmsConfiguration=DIRECT)

    assert found(told, "sms-region").status == "problem"


def test_pool_that_sends_from_elsewhere_says_so():
    """The numbers of the pool's own Region are of no use to it."""
    told = route("eu-central-1", SmsConfiguration=BY_SNS | {"SnsRegion": "eu-west-1"})

    assert "The pool is in eu-central-1" in found(told, "sms-region").title


def test_custom_sms_sender_bypasses_both_paths():
    """With such a trigger, neither SNS nor End User Messaging sees a message of Cognito's."""
    triggers = {"CustomSMSSender": {"LambdaArn": LAMBDA, "LambdaVersion": "V1_0"}}

    told = route(SmsConfiguration=BY_SNS, LambdaConfig=triggers)

    assert told.sms_path == "CustomSMSSender"
    assert told.sms_regions == ()
    assert told.custom_senders == {"CustomSMSSender": LAMBDA}
    assert LAMBDA in found(told, "custom-senders").evidence


def test_custom_email_sender_bypasses_ses():
    """Likewise for e-mail."""
    triggers = {"CustomEmailSender": {"LambdaArn": LAMBDA, "LambdaVersion": "V1_0"}}
    email = {"EmailSendingAccount": "DEVELOPER", "SourceArn": IDENTITY}

    told = route(EmailConfiguration=email, LambdaConfig=triggers)

    assert told.email_path == "CustomEmailSender"


@pytest.mark.parametrize(
    ("email", "path", "region"),
    [
        ({}, "COGNITO_DEFAULT", None),
        ({"EmailSendingAccount": "COGNITO_DEFAULT"}, "COGNITO_DEFAULT", None),
        ({"EmailSendingAccount": "DEVELOPER", "SourceArn": IDENTITY}, "SES", "eu-west-1"),
        ({"EmailSendingAccount": "DEVELOPER", "SourceArn": "broken"}, "SES", None),
        ({"EmailSendingAccount": "DEVELOPER"}, "SES", None),
    ],
)
def test_email_path_and_its_region(email: dict[str, str], path: str, region: str | None):
    """SES's own Region is read from the identity, because that is where its sandbox is."""
    told = route(EmailConfiguration=email)

    assert (told.email_path, told.email_region) == (path, region)


def test_failure_that_cognito_keeps_is_told_first():
    """Cognito says in the pool what it says to nobody who sends."""
    told = route(SmsConfiguration=BY_SNS, SmsConfigurationFailure="SNSSandbox")

    assert told.findings[0].check_id == "sms-configuration-failure"
    assert "SNSSandbox" in told.findings[0].title


def test_route_shows_its_evidence_and_is_harmless():
    """What a pool is called is untrusted text."""
    hostile = "<img src=x onerror=alert(1)>\x1b[31m"
    direct = {"EumsSms": {"CallerArn": hostile, "OriginationIdentity": hostile}}

    told = route(SmsConfiguration=direct)

    assert "\x1b" not in str(told) + repr(told) + told._repr_html_()
    assert "<img" not in told._repr_html_()
    assert "DescribeUserPool" in str(told)


def test_session_reads_the_route_of_its_own_pool(session: cx.Session):
    """The demo pool sends by SNS, from its own Region."""
    told = session.route()

    assert told.user_pool_id == session.aws.demo.user_pool_id
    assert (told.sms_path, told.sms_region) == ("SNS", "us-east-1")
    assert told.session == "embedded"


def test_pool_that_is_not_there_is_told(session: cx.Session):
    """A misspelt id is AWS's word, with what to compare."""
    with pytest.raises(cx.ResourceNotFoundError) as caught:
        session.route("us-east-1_missing00")

    assert "Region" in caught.value.hint


def test_no_pool_is_told_before_anything_is_asked(remote: cx.Session):
    """A session on an emulator may know no pool."""
    with pytest.raises(cx.ConfigurationError, match="No user pool is named"):
        remote.route()


def test_default_region_is_where_sms_leave_from():
    """A pool's own Region is not where its sandbox is looked for, and what is ambiguous is told."""
    session = cx.connect("embedded", seed=1, scenario="SMS leave from another Region")

    with pytest.raises(cx.ConfigurationError, match="us-east-1 or us-east-2") as caught:
        session.sandbox()

    assert "'us-east-1', then 'us-east-2'" in caught.value.hint
    assert session.sandbox("us-east-1").status().is_in_sandbox
    assert not session.sandbox("us-east-2").status().is_in_sandbox


def test_log_is_read_wherever_sms_may_leave_from():
    """The reason is found although nobody knew the Region."""
    session = cx.connect("embedded", seed=1, scenario="SMS leave from another Region")
    tokens = session.sign_in("ana", "correct-horse-1")
    session.send_code(tokens.access_token, "phone_number")

    (found,) = session.delivery_log()

    assert found.region_name == "us-east-1"
    assert "Sandboxed" in found.reason
    assert len(session.delivery_log("us-east-2")) == 0


def test_log_of_sns_is_not_that_of_the_direct_path(session: cx.Session):
    """An empty log would be taken for good news."""
    cognito = session.boto3_session.client("cognito-idp")
    direct = {"CallerArn": ROLE, "ExternalId": "x"}
    cognito.update_user_pool(UserPoolId=session.user_pool_id, SmsConfiguration={"EumsSms": direct})

    log = session.delivery_log()

    first = log.findings[0]
    assert (len(log), first.check_id, first.status) == (0, "eum-log", "warning")
    assert "ConfigurationSetName" in first.fix
    assert "sns-log" not in {it.check_id for it in log.findings}


@pytest.mark.parametrize("verb", ["sandbox", "origination", "delivery_log"])
@pytest.mark.parametrize("region", ["us-est-1", "", "us-east-1\n", 5, ["us-east-1"], "\x1b[31m"])
def test_region_that_is_none_is_told(session: cx.Session, verb: str, region: object):
    """Nothing there would be taken for good news."""
    with pytest.raises(cx.ConfigurationError, match="no Region") as caught:
        getattr(session, verb)(region)

    assert "\x1b" not in str(caught.value)


def test_misspelt_region_is_guessed(session: cx.Session):
    """The nearest name is what was meant."""
    with pytest.raises(cx.ConfigurationError) as caught:
        session.origination("us-est-1")

    assert "us-east-1" in caught.value.hint
