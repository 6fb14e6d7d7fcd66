"""The checks of the phone number: its line, opt-outs, Protect, its country, what is tried."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.calls import Call
from cognito_explore.service_errors import account_error
from delivery.diagnosing import ANA, Told, diagnose_with, played, run_code, the

RULES = Told({"CountryRuleSet": {"US": {"ProtectStatus": "ALLOW"}}})


def refusal(code: str, reason: str, operation: str) -> Exception:
    """Make the error of a refusal as an account makes it."""
    answer = {
        "Error": {"Code": code, "Message": "No."},
        "Reason": reason,
        "ResponseMetadata": {"HTTPStatusCode": 400},
    }
    action = f"sms-voice:{operation}"
    return account_error(answer, service_prefix="sms-voice", action=action, operation=operation)


def client(session: cx.Session) -> Any:
    """Make a client of End User Messaging."""
    return session.aws.boto3_session.client("pinpoint-sms-voice-v2")


def arrives(session: cx.Session, about: dict[str, Any]) -> bool:
    """Have a code sent, and tell whether it arrives."""
    before = len(session.aws.messages())
    session.send_code(about["access_token"], "phone_number")
    return len(session.aws.messages()) > before


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        ("+12025550123", "ok", "may be a mobile phone's"),
        ("+493023125123", "warning", "is a landline"),
        ("+18005550199", "warning", "is a toll-free number"),
    ],
)
def test_line_is_told_by_the_numbering_plan(number: str, status: str, words: str):
    """A number that is given is looked at, and never shown."""
    session, about = played(None)

    found = the("phone-number-line", session.diagnose(**about, phone_number=number))

    assert found.status == status
    assert words in found.title
    assert number not in f"{found}"


def test_number_of_no_plan_is_a_warning_and_leaves_the_rest_unknown():
    """Metadata may be older than the number; what needs its country cannot be told."""
    session, about = played(None)
    session.aws.boto3_session.client("cognito-idp").admin_update_user_attributes(
        UserPoolId=session.aws.demo.user_pool_id,
        Username="ana",
        UserAttributes=[{"Name": "phone_number", "Value": "+447700900123"}],
    )

    told = session.diagnose(**about)

    assert the("phone-number-line", told).status == "warning"
    assert the("protect-country", told).status == "unknown"


def test_user_without_a_phone_number_has_no_line():
    """That there is none, another check says."""
    session, about = played(None)
    about["access_token"] = session.sign_in("ben", "battery-staple-2").access_token

    assert the("phone-number-line", session.diagnose(**about)).status == "not_applicable"


@pytest.mark.parametrize(
    "name",
    [
        "number opted out",
        "number opted out of the sender's own list",
        "number opted out on the direct path",
        "number opted out of one of two lists",
    ],
)
def test_opt_out_is_mended_by_its_calls(name: str):
    """The number is taken off each list that it is on, and the code arrives."""
    session, about = played(name)
    found = the("sms-opt-out", session.diagnose(**about))
    assert not arrives(session, about)

    run_code(session, found)

    assert the("sms-opt-out", session.diagnose(**about)).status == "ok"
    assert arrives(session, about)
    assert ANA not in f"{found} {found.fix_calls}"


def test_list_that_is_not_there_is_not_known():
    """A refusal is an answer only where the list itself exists."""
    session, about = played(None)
    for number in session.aws._world.sms["us-east-1"].numbers.all():
        number.opt_out_list_name = "Gone"

    found = the("sms-opt-out", session.diagnose(**about))

    assert found.status == "unknown"
    assert "Gone" in found.evidence


def test_list_that_answers_with_no_row_has_not_the_number():
    """AWS documents neither this nor the error."""
    session, about = played("account in good standing")

    told = diagnose_with(session, about, DescribeOptedOutNumbers=Told({"OptedOutNumbers": []}))

    assert the("sms-opt-out", told).status == "ok"


def test_sns_word_for_default_counts_only_where_that_list_is_used():
    """A number with another list sends on."""
    session, about = played("number opted out of a list that nothing uses")
    answer = Told({"isOptedOut": True})
    before = the("sms-opt-out", diagnose_with(session, about, CheckIfPhoneNumberIsOptedOut=answer))
    for number in session.aws._world.sms["us-east-1"].numbers.all():
        number.opt_out_list_name = "Alerts"
    session.aws._world.sms["us-east-1"].opt_outs.delete(ANA, "Alerts")

    after = the("sms-opt-out", diagnose_with(session, about, CheckIfPhoneNumberIsOptedOut=answer))

    assert (before.status, after.status) == ("problem", "warning")


def test_identity_of_the_pool_says_which_list_counts():
    """A second number's list is nothing to a pool that names the first."""
    session, about = played("account in good standing")
    region = session.aws._world.sms["us-east-1"]
    region.opt_outs.add("Alerts")
    region.numbers.add("US", "TEN_DLC").opt_out_list_name = "Alerts"
    region.opt_outs.put(ANA, "Alerts")

    found = the("sms-opt-out", session.diagnose(**about))

    assert found.status == "ok"
    assert found.evidence.endswith("Default.")
    assert arrives(session, about)


@pytest.mark.parametrize("answer", [{"OptedOutNumbers": {}}, {"OptedOutNumbers": [1]}])
def test_opt_out_of_another_form_is_not_known(answer: dict[str, Any]):
    """It is no word that the number is not opted out."""
    session, about = played(None)

    told = diagnose_with(session, about, DescribeOptedOutNumbers=Told(answer))

    assert the("sms-opt-out", told).status == "unknown"


@pytest.mark.parametrize(
    "name",
    [
        "country blocked by Protect",
        "country blocked by Protect on the direct path",
        "number blocked by Protect",
    ],
)
def test_protect_is_mended_by_its_call(name: str):
    """The country or the number is allowed, and the code arrives."""
    session, about = played(name)
    found = the("protect-country", session.diagnose(**about))
    assert not arrives(session, about)

    run_code(session, found)

    assert the("protect-country", session.diagnose(**about)).status == "ok"
    assert arrives(session, about)


def test_number_and_country_that_are_both_blocked_are_mended_by_one_call():
    """To take the number's rule away would leave the country's."""
    session, about = played("country blocked by Protect")
    eum = client(session)
    own = eum.describe_protect_configurations()["ProtectConfigurations"][0]
    eum.put_protect_configuration_rule_set_number_override(
        ProtectConfigurationId=own["ProtectConfigurationId"],
        DestinationPhoneNumber=ANA,
        Action="BLOCK",
    )
    found = the("protect-country", session.diagnose(**about))

    run_code(session, found)

    assert arrives(session, about)
    assert the("protect-country", session.diagnose(**about)).status == "ok"


def test_filter_is_mended_for_this_number():
    """Which is then not filtered."""
    session, about = played("country filtered by Protect")

    run_code(session, the("protect-country", session.diagnose(**about)))

    assert the("protect-country", session.diagnose(**about)).status == "ok"


@pytest.mark.parametrize(
    ("ends_at", "status"), [(NOW + timedelta(hours=1), "ok"), (NOW, "problem"), (None, "ok")]
)
def test_override_counts_until_it_ends(ends_at: Any, status: str):
    """From then on the country's rule does."""
    session, about = played("country blocked by Protect")
    row = {"DestinationPhoneNumber": ANA.removeprefix("+"), "Action": "ALLOW"}
    rows = [row if ends_at is None else row | {"ExpirationTimestamp": ends_at}]

    told = diagnose_with(session, about, ListProtectConfigurationRuleSetNumberOverrides=rows)

    assert the("protect-country", told).status == status


def test_override_of_a_longer_number_is_not_this_ones():
    """The filter asks for what begins with the number."""
    session, about = played("country blocked by Protect")
    rows = [{"DestinationPhoneNumber": f"{ANA}4", "Action": "ALLOW"}]

    told = diagnose_with(session, about, ListProtectConfigurationRuleSetNumberOverrides=rows)

    assert the("protect-country", told).status == "problem"


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ({"US": {"ProtectStatus": "MONITOR"}}, "ok"),
        ({"US": {"ProtectStatus": "NEW"}}, "unknown"),
        ({}, "unknown"),
        ([], "unknown"),
        ({"US": "BLOCK"}, "unknown"),
    ],
)
def test_rule_that_is_not_understood_is_not_known(rules: Any, status: str):
    """It never counts as allowed."""
    session, about = played("country blocked by Protect")
    answer = Told({"CountryRuleSet": rules})

    told = diagnose_with(session, about, GetProtectConfigurationCountryRuleSet=answer)

    assert the("protect-country", told).status == status


def test_protect_configuration_of_the_configuration_set_goes_first():
    """Before the account's default, on the direct path."""
    session, about = played("country blocked by Protect on the direct path")
    pool = session.aws._backends["us-east-1"].pools[session.aws.demo.user_pool_id]
    pool.extended_config["SmsConfiguration"]["EumsSms"]["ConfigurationSetName"] = "codes"
    made = client(session).create_protect_configuration()["ProtectConfigurationId"]

    with_own, without = (
        the(
            "protect-country",
            diagnose_with(
                session, about, DescribeConfigurationSets=[{"ConfigurationSetName": "codes"} | own]
            ),
        )
        for own in ({"ProtectConfigurationId": made}, {})
    )

    assert (with_own.status, without.status) == ("ok", "problem")
    assert made in with_own.evidence
    assert "sms-voice:DescribeConfigurationSets" in with_own.actions


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        ("+8613123456789", "warning", "registered with AWS"),
        ("+5351234567", "problem", "AWS sends no SMS to Cuba"),
        ("+88213300655", "unknown", "is not known"),
        ("+33612345678", "ok", "needs no registered sender ID"),
    ],
)
def test_country_is_told_by_the_table(number: str, status: str, words: str):
    """A number of no one country is not known."""
    session, about = played(None)

    found = the("destination-country", session.diagnose(**about, phone_number=number))

    assert (found.status, words in found.title) == (status, True)


def test_number_of_the_country_is_as_good_as_a_sender_id():
    """Where it is active; one that is not does not count."""
    session, about = played("country that needs a sender ID")
    number = session.aws._world.sms["us-east-1"].numbers.add("GB", "LONG_CODE")

    active = the("destination-country", session.diagnose(**about)).status
    number.status = "PENDING"

    assert (active, the("destination-country", session.diagnose(**about)).status) == (
        "ok",
        "warning",
    )


def test_sender_id_of_another_country_or_unregistered_is_none():
    """It has to be registered, and for this country."""
    session, about = played("country that needs a sender ID")
    rows = [
        {"SenderId": "A", "IsoCountryCode": "DE", "Registered": True},
        {"SenderId": "B", "IsoCountryCode": "GB", "Registered": False},
    ]

    told = diagnose_with(session, about, DescribeSenderIds=rows)

    assert the("destination-country", told).status == "warning"


@pytest.mark.parametrize(
    ("kind", "status"),
    [("PREPAID", "ok"), ("OTHER", "ok"), ("LANDLINE", "warning"), ("NEW", "warning")],
)
def test_kind_of_line_is_judged(kind: str, status: str):
    """Only a number that is nobody's is certain to get no message."""
    session, about = played("carriers know a mobile phone")
    answer = Told({"PhoneNumberType": kind, "Carrier": "Example Mobile"})

    found = the("carrier-lookup", diagnose_with(session, about, CarrierLookup=answer))

    assert found.status == status
    assert "Example Mobile" in found.evidence


def test_lookup_without_a_kind_is_not_known():
    """AWS's model has it in every answer."""
    session, about = played("carriers know a mobile phone")

    found = the("carrier-lookup", diagnose_with(session, about, CarrierLookup=Told({})))

    assert found.status == "unknown"


@pytest.mark.parametrize(
    ("code", "reason", "status", "words"),
    [
        ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND", "problem", "origination-number"),
        ("ConflictException", "REGISTRATION_NOT_COMPLETE", "problem", "origination-number"),
        (
            "ServiceQuotaExceededException",
            "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
            "problem",
            "sms-spend-limit",
        ),
        ("ValidationException", "SENDER_ID_NOT_REGISTERED", "problem", "destination-country"),
        ("AccessDeniedException", "ACCOUNT_DISABLED", "problem", "account-reputation"),
        ("ValidationException", "INVALID_PARAMETER", "unknown", "INVALID_PARAMETER"),
        ("AccessDeniedException", "", "unknown", "sms-voice:SendTextMessage"),
        ("ThrottlingException", "", "unknown", "Throttling"),
    ],
)
def test_refusal_of_the_dry_run_is_mapped_to_its_cause(
    code: str, reason: str, status: str, words: str
):
    """A refusal that says nothing of the message is not known."""
    session, about = played("dry run accepted")
    error = refusal(code, reason, "SendTextMessage")

    found = the("dry-run", diagnose_with(session, about, SendTextMessage=error))

    assert found.status == status
    assert words in f"{found.evidence} {found.fix} {found.title}"


@pytest.mark.parametrize(
    "named", [{"ConfigurationSetName": "gone"}, {"OriginationIdentity": "phone-gone"}]
)
def test_dry_run_from_what_is_not_there_is_a_problem(named: dict[str, str]):
    """As it is for the message itself, which then does not arrive."""
    session, about = played("dry run accepted on the direct path")
    pool = session.aws._backends["us-east-1"].pools[session.aws.demo.user_pool_id]
    pool.extended_config["SmsConfiguration"]["EumsSms"].update(named)

    found = the("dry-run", session.diagnose(**about))

    assert found.status == "problem"
    assert "is not there" in found.title
    assert not arrives(session, about)


@pytest.mark.parametrize("name", ["India without DLT", "India without template on the direct path"])
def test_ids_of_the_registry_are_nobodys_to_make_up(name: str):
    """Both are India's to give, so that no call is complete."""
    session, about = played(name)

    found = the("india-dlt", session.diagnose(**about))

    assert "EumsSms" in found.fix
    assert (found.fix_calls, found.difference) == ((), "")


def test_dry_run_is_what_cognito_would_send_and_is_sent_once():
    """From the first number, with the pool's text, and always with DryRun."""
    session, about = played("dry run accepted")
    sent: list[dict[str, Any]] = []
    session.aws.boto3_session.events.register(
        "provide-client-params.pinpoint-sms-voice-v2.SendTextMessage",
        lambda params, **_: sent.append(params),
    )

    session.diagnose(**about)

    (message,) = sent
    first = session.aws._world.sms["us-east-1"].numbers.usable_for("US")[0]
    assert message["OriginationIdentity"] == first.phone_number_id
    assert (message["DryRun"], message["MessageType"]) == (True, "TRANSACTIONAL")
    assert "000000" in message["MessageBody"]
    assert "DestinationCountryParameters" not in message
    assert session.aws.messages() == []
    assert not Call("pinpoint-sms-voice-v2", "SendTextMessage", "us-east-1").is_repeatable


def test_dry_run_to_india_names_entity_and_template():
    """As the pool does, on the direct path."""
    session, about = played("India with DLT")
    sent: list[dict[str, Any]] = []
    session.aws.boto3_session.events.register(
        "provide-client-params.pinpoint-sms-voice-v2.SendTextMessage",
        lambda params, **_: sent.append(params),
    )
    for number in session.aws._world.sms["us-east-1"].numbers.all():
        number.is_international = True

    told = session.diagnose(**about, dry_run=True)

    assert the("dry-run", told).status == "ok"
    assert {*sent[0]["DestinationCountryParameters"]} == {"IN_ENTITY_ID", "IN_TEMPLATE_ID"}
