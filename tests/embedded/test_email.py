"""E-mail on the embedded AWS: SES over the wire, its account, and Cognito's own sender."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx
from cognito_explore.embedded.email.world import EmailWorld
from cognito_explore.facts import DEFAULT_EMAILS_A_DAY

ANA = ("ana", "correct-horse-1")
BEN = ("ben", "battery-staple-2")


@pytest.fixture
def session() -> cx.Session:
    """A session whose embedded AWS has sent nothing yet."""
    return cx.connect("embedded", seed=1, now=NOW)


@pytest.fixture
def ses(session: cx.Session) -> Any:
    """A client of SES in the session's Region."""
    return session.aws.boto3_session.client("sesv2")


def world_of(session: cx.Session) -> EmailWorld:
    """Give what decides there whether an e-mail arrives."""
    world: EmailWorld = session.aws._world.email
    return world


def code_of(raised: pytest.ExceptionInfo[ClientError]) -> str:
    """Give AWS's code of an error."""
    return str(raised.value.response["Error"]["Code"])


# Over the wire.


def test_identity_is_made_verified_and_deleted(session: cx.Session, ses: Any):
    """It is of use once its owner has shown that it is theirs."""
    made = ses.create_email_identity(EmailIdentity="example.org")
    waiting = ses.get_email_identity(EmailIdentity="example.org")

    session.aws.verify_identity("example.org")

    found = ses.get_email_identity(EmailIdentity="example.org")
    assert made["IdentityType"] == "DOMAIN"
    assert made["DkimAttributes"]["Tokens"] == waiting["DkimAttributes"]["Tokens"]
    assert waiting["VerifiedForSendingStatus"] is False
    assert found["VerifiedForSendingStatus"] is True
    assert found["DkimAttributes"]["Status"] == "SUCCESS"
    assert [it["IdentityName"] for it in ses.list_email_identities()["EmailIdentities"]] == [
        "example.org"
    ]
    ses.delete_email_identity(EmailIdentity="example.org")
    assert ses.list_email_identities()["EmailIdentities"] == []


def test_identity_is_of_one_region(session: cx.Session, ses: Any):
    """And so is the rest of SES."""
    ses.create_email_identity(EmailIdentity="example.org")
    ses.put_account_sending_attributes(SendingEnabled=False)

    elsewhere = session.aws.boto3_session.client("sesv2", region_name="eu-west-1")

    assert elsewhere.list_email_identities()["EmailIdentities"] == []
    assert elsewhere.get_account()["SendingEnabled"] is True
    assert ses.get_account()["SendingEnabled"] is False
    with pytest.raises(KeyError):
        session.aws.verify_identity("example.org", "eu-west-1")


@pytest.mark.parametrize("address", ["ana@example.com", "a+b%2F/c d@exämple.com"])
def test_address_in_a_path_is_read_as_it_was_written(ses: Any, address: str):
    """Whatever has to be escaped there."""
    ses.put_suppressed_destination(EmailAddress=address, Reason="COMPLAINT")

    found = ses.get_suppressed_destination(EmailAddress=address)["SuppressedDestination"]

    assert (found["EmailAddress"], found["Reason"]) == (address, "COMPLAINT")
    assert found["LastUpdateTime"] == NOW
    listed = ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]
    assert [it["EmailAddress"] for it in listed] == [address]
    ses.delete_suppressed_destination(EmailAddress=address)
    assert ses.list_suppressed_destinations()["SuppressedDestinationSummaries"] == []


@pytest.mark.parametrize(
    ("operation", "parameters", "code"),
    [
        ("get_email_identity", {"EmailIdentity": "example.net"}, "NotFoundException"),
        ("get_suppressed_destination", {"EmailAddress": "a@example.net"}, "NotFoundException"),
        ("delete_suppressed_destination", {"EmailAddress": "a@example.net"}, "NotFoundException"),
        ("get_configuration_set", {"ConfigurationSetName": "b"}, "NotFoundException"),
        (
            "delete_email_identity_policy",
            {"EmailIdentity": "example.org", "PolicyName": "b"},
            "NotFoundException",
        ),
        ("create_email_identity", {"EmailIdentity": "example.org"}, "AlreadyExistsException"),
        ("create_configuration_set", {"ConfigurationSetName": "a"}, "AlreadyExistsException"),
        (
            "create_email_identity_policy",
            {"EmailIdentity": "example.org", "PolicyName": "a", "Policy": "{}"},
            "AlreadyExistsException",
        ),
        (
            "update_email_identity_policy",
            {"EmailIdentity": "example.org", "PolicyName": "a", "Policy": "{}"},
            "BadRequestException",
        ),
    ],
)
def test_ses_refuses_in_its_own_words(
    ses: Any, operation: str, parameters: dict[str, str], code: str
):
    """By the codes of botocore's model."""
    ses.create_email_identity(EmailIdentity="example.org")
    ses.create_configuration_set(ConfigurationSetName="a")
    ses.create_email_identity_policy(
        EmailIdentity="example.org", PolicyName="a", Policy='{"Statement": []}'
    )

    with pytest.raises(getattr(ses.exceptions, code)):
        getattr(ses, operation)(**parameters)


def test_policies_of_an_identity_are_kept_as_written(ses: Any):
    """By their names, until they are changed or deleted."""
    first, second = '{"Statement": []}', '{"Version": "2012-10-17", "Statement": []}'
    ses.create_email_identity(EmailIdentity="example.org")
    about = {"EmailIdentity": "example.org", "PolicyName": "a"}
    ses.create_email_identity_policy(**about, Policy=first)
    made = ses.get_email_identity_policies(EmailIdentity="example.org")["Policies"]

    ses.update_email_identity_policy(**about, Policy=second)

    assert made == {"a": first}
    assert ses.get_email_identity(EmailIdentity="example.org")["Policies"] == {"a": second}
    ses.delete_email_identity_policy(**about)
    assert ses.get_email_identity_policies(EmailIdentity="example.org")["Policies"] == {}


def test_configuration_set_is_kept_as_it_was_made(ses: Any):
    """Whether it sends, and for which reasons it holds back."""
    ses.create_configuration_set(
        ConfigurationSetName="a",
        SendingOptions={"SendingEnabled": False},
        SuppressionOptions={"SuppressedReasons": ["COMPLAINT"]},
    )
    made = ses.get_configuration_set(ConfigurationSetName="a")

    ses.put_configuration_set_sending_options(ConfigurationSetName="a", SendingEnabled=True)
    ses.put_configuration_set_suppression_options(ConfigurationSetName="a", SuppressedReasons=[])

    found = ses.get_configuration_set(ConfigurationSetName="a")
    assert made["SendingOptions"] == {"SendingEnabled": False}
    assert made["SuppressionOptions"] == {"SuppressedReasons": ["COMPLAINT"]}
    assert found["SendingOptions"] == {"SendingEnabled": True}
    assert found["SuppressionOptions"] == {"SuppressedReasons": []}
    ses.delete_configuration_set(ConfigurationSetName="a")
    assert ses.list_configuration_sets()["ConfigurationSets"] == []


def test_lists_come_in_pages(ses: Any):
    """Each with the token of the next."""
    for number in range(3):
        ses.create_email_identity(EmailIdentity=f"{number}.example.org")

    first = ses.list_email_identities(PageSize=2)

    rest = ses.list_email_identities(PageSize=2, NextToken=first["NextToken"])
    assert [len(it["EmailIdentities"]) for it in (first, rest)] == [2, 1]
    assert "NextToken" not in rest
    with pytest.raises(ClientError) as caught:
        ses.list_email_identities(NextToken="other")
    assert code_of(caught) == "InvalidNextTokenException"


def test_what_ses_lacks_here_is_named(ses: Any):
    """An operation, and a parameter that would change the answer."""
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="PutAccountDetails"):
        ses.put_account_details(MailType="TRANSACTIONAL", WebsiteURL="https://example.org")
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="Reason"):
        ses.list_suppressed_destinations(Reasons=["BOUNCE"])
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="Filter"):
        ses.list_email_identities(Filter={"IDENTITY_TYPE": "DOMAIN"})


def test_ses_operations_can_be_denied(session: cx.Session, ses: Any):
    """By IAM's prefix of them, which is not boto3's name."""
    session.aws.deny("ses:GetAccount")

    with pytest.raises(ClientError) as caught:
        ses.get_account()

    assert code_of(caught) == "AccessDeniedException"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


# What SES decides.


def test_quota_of_ses_is_of_the_last_24_hours(session: cx.Session, ses: Any):
    """What was sent before that no longer counts."""
    arguments = session.aws.play("SES quota used up")
    session.send_code(arguments["access_token"], "email")
    assert session.aws.messages() == []

    session.aws.clock.advance(hours=24)

    assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 0
    tokens = session.sign_in(*ANA)
    session.send_code(tokens.access_token, "email")
    assert ses.get_account()["SendQuota"]["SentLast24Hours"] == 1
    assert len(session.aws.messages()) == 1


def test_suppressed_message_counts_and_one_turned_away_does_not(session: cx.Session, ses: Any):
    """SES takes the one and not the other."""
    arguments = session.aws.play("SES suppresses the address")
    session.send_code(arguments["access_token"], "email")
    taken = ses.get_account()["SendQuota"]["SentLast24Hours"]
    session.aws.play("SES sandbox, address not verified")

    session.send_code(arguments["access_token"], "email")

    assert (taken, ses.get_account()["SendQuota"]["SentLast24Hours"]) == (1, 1)


def test_identity_that_cognito_may_not_use_refuses_before_a_code_is_made(session: cx.Session):
    """So the code before stays good, and the user's five an hour stay whole."""
    tokens = session.sign_in(*ANA)
    session.send_code(tokens.access_token, "email")
    code = session.aws.messages()[-1].code
    session.aws.play("SES identity not verified")

    for _ in range(9):
        with pytest.raises(cx.InvalidEmailRoleAccessPolicyError):
            session.send_code(tokens.access_token, "email")

    session.verify_code(tokens.access_token, "email", code)
    assert session.get_user(tokens.access_token).attributes["email_verified"].reveal() == "true"


def test_role_lets_cognito_send_by_ses(session: cx.Session):
    """Where the identity has no policy at all, but by Cognito's own sender."""
    arguments = session.aws.play("neither role nor policy lets Cognito send")
    with pytest.raises(cx.InvalidEmailRoleAccessPolicyError):
        session.send_code(arguments["access_token"], "email")

    iam = session.aws.boto3_session.client("iam")
    iam.create_service_linked_role(AWSServiceName="email.cognito-idp.amazonaws.com")

    session.send_code(arguments["access_token"], "email")
    assert len(session.aws.messages()) == 1
    session.aws.play("SES identity without a policy")
    with pytest.raises(cx.InvalidEmailRoleAccessPolicyError):
        session.send_code(arguments["access_token"], "email")


def test_cognito_s_role_is_made_once_however_often_it_is_played(session: cx.Session):
    """It is there already the second time."""
    for _ in range(2):
        arguments = session.aws.play("Cognito's role sends")

        session.send_code(arguments["access_token"], "email")

    assert len(session.aws.messages()) == 2


def test_ses_and_the_day_have_no_part_in_what_a_function_sends(session: cx.Session):
    """A custom sender takes the place of both."""
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY)
    arguments = session.aws.play("email sender works")
    session.send_code(arguments["access_token"], "email")

    session.aws.play("SES identity deleted")

    session.send_code(arguments["access_token"], "email")
    assert [it.to for it in session.aws.messages()] == ["ana@example.com"] * 2
    found = session.diagnose(**arguments)
    assert found.problems == []
    statuses = {it.check_id: it.status for it in found.findings}
    assert statuses["ses-identity"] == statuses["default-sender"] == "not_applicable"


# Cognito's own sender.


def test_own_sender_sends_50_a_day_for_the_whole_account(session: cx.Session):
    """Of all users together, until 09:00 UTC."""
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY - 1)
    ana, ben = session.sign_in(*ANA), session.sign_in(*BEN)
    session.send_code(ana.access_token, "email")

    with pytest.raises(cx.LimitExceededError, match="daily"):
        session.send_code(ben.access_token, "email")

    assert [it.to for it in session.aws.messages()] == ["ana@example.com"]
    session.aws.clock.advance(hours=20, minutes=59)
    with pytest.raises(cx.LimitExceededError):
        session.send_code(session.sign_in(*BEN).access_token, "email")
    session.aws.clock.advance(minutes=1)
    session.send_code(session.sign_in(*BEN).access_token, "email")
    assert [it.to for it in session.aws.messages()] == ["ana@example.com", "ben@example.com"]


def test_own_sender_sends_no_more_sign_in_codes_either(session: cx.Session):
    """They are e-mails of the day as well."""
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY - 1)
    with pytest.raises(cx.ChallengeRequiredError):
        session.sign_in("fay", "garden-gate-6")

    with pytest.raises(cx.LimitExceededError):
        session.sign_in("fay", "garden-gate-6")

    assert [it.to for it in session.aws.messages()] == ["fay@example.com"]


def test_changed_address_is_not_changed_when_no_code_can_be_sent(session: cx.Session):
    """A refusal changes nothing."""
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY)
    token = session.sign_in(*ANA).access_token
    cognito = session.aws.boto3_session.client("cognito-idp")

    with pytest.raises(ClientError) as caught:
        cognito.update_user_attributes(
            AccessToken=token.reveal(),
            UserAttributes=[{"Name": "email", "Value": "ana@example.org"}],
        )

    assert code_of(caught) == "LimitExceededException"
    assert session.get_user(token).attributes["email"].reveal() == "ana@example.com"


def test_sms_do_not_count_among_the_days_emails(session: cx.Session):
    """They go another way."""
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY)
    token = session.sign_in(*ANA).access_token

    session.send_code(token, "phone_number")

    assert [it.medium for it in session.aws.messages()] == ["SMS"]


def test_emails_of_one_world_are_not_anothers(session: cx.Session):
    """Neither its day nor its identities."""
    other = cx.connect("embedded", seed=1, now=NOW)
    world_of(session).begin_with(DEFAULT_EMAILS_A_DAY)
    session.aws.boto3_session.client("sesv2").create_email_identity(EmailIdentity="example.org")

    other.send_code(other.sign_in(*ANA).access_token, "email")

    assert len(other.aws.messages()) == 1
    with suppress(KeyError):
        other.aws.verify_identity("example.org")
        pytest.fail("the identity is the other's")
