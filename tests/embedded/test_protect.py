"""Protect configurations, carriers and dry runs of the embedded AWS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.embedded.sms.carriers import Carriers
from embedded.sms_account import ANA, Account, open_account, refusal

GERMAN = "+4915123456789"


@pytest.fixture
def account() -> Account:
    """An account in production."""
    return open_account()


@pytest.fixture
def eum(account: Account) -> Any:
    """A client of End User Messaging."""
    return account.client("pinpoint-sms-voice-v2")


@pytest.fixture
def configuration(eum: Any) -> dict[str, str]:
    """A protect configuration that is the account's default, and allows everything."""
    made = {"ProtectConfigurationId": eum.create_protect_configuration()["ProtectConfigurationId"]}
    eum.set_account_default_protect_configuration(**made)
    return made


def rule(eum: Any, configuration: dict[str, str], **rules: str) -> Any:
    """Set rules of countries for SMS."""
    updates = {code: {"ProtectStatus": status} for code, status in rules.items()}
    return eum.update_protect_configuration_country_rule_set(
        **configuration, NumberCapability="SMS", CountryRuleSetUpdates=updates
    )


def override(eum: Any, configuration: dict[str, str], action: str, **more: Any) -> Any:
    """Set what is done with messages to `ana`."""
    return eum.put_protect_configuration_rule_set_number_override(
        **configuration, DestinationPhoneNumber=ANA, Action=action, **more
    )


def test_configuration_begins_with_every_country_allowed(eum: Any, configuration: dict[str, str]):
    """As AWS documents it; the United States is among them."""
    told = eum.get_protect_configuration_country_rule_set(**configuration, NumberCapability="SMS")

    rules = told["CountryRuleSet"]
    assert {it["ProtectStatus"] for it in rules.values()} == {"ALLOW"}
    assert {"US", "IN", "DE"} <= {*rules}


@pytest.mark.parametrize(
    ("status", "reasons"),
    [
        ("BLOCK", ["Destination country is blocked by the protect configuration"]),
        ("FILTER", []),
        ("MONITOR", []),
    ],
)
def test_only_a_blocked_country_gets_nothing(
    account: Account, eum: Any, configuration: dict[str, str], status: str, reasons: list[str]
):
    """What FILTER would drop, nobody can tell."""
    rule(eum, configuration, US=status)

    account.send()

    assert account.inbox() == ([] if reasons else [ANA])
    assert account.why() == reasons


def test_rules_of_voice_and_of_other_countries_are_nothing_to_it(
    account: Account, eum: Any, configuration: dict[str, str]
):
    """Each capability has rules of its own."""
    rule(eum, configuration, CA="BLOCK")
    eum.update_protect_configuration_country_rule_set(
        **configuration,
        NumberCapability="VOICE",
        CountryRuleSetUpdates={"US": {"ProtectStatus": "BLOCK"}},
    )

    account.send()

    assert account.inbox() == [ANA]


def test_number_goes_before_its_country(account: Account, eum: Any, configuration: dict[str, str]):
    """Allowed in a blocked country, and blocked in an allowed one, until the rule is gone."""
    rule(eum, configuration, US="BLOCK")
    override(eum, configuration, "ALLOW")
    account.send()
    rule(eum, configuration, US="ALLOW")
    override(eum, configuration, "BLOCK")
    account.send()
    eum.delete_protect_configuration_rule_set_number_override(
        **configuration, DestinationPhoneNumber=ANA
    )
    account.send()

    assert account.inbox() == [ANA, ANA]
    assert account.why() == ["Destination is on a blocked list"]


def test_override_ends(account: Account, eum: Any, configuration: dict[str, str]):
    """At its time, to the second."""
    override(eum, configuration, "BLOCK", ExpirationTimestamp=NOW + timedelta(minutes=5))
    account.send()
    account.aws.clock.advance(minutes=5)
    account.send()

    assert account.inbox() == [ANA]
    refused = refusal(lambda: override(eum, configuration, "ALLOW", ExpirationTimestamp=NOW))
    assert refused.code == "ValidationException"


def test_configuration_that_is_not_the_default_blocks_nothing(
    account: Account, eum: Any, configuration: dict[str, str]
):
    """And the account's attributes name the one that is."""
    rule(eum, configuration, US="BLOCK")
    before = _attributes(eum)
    eum.delete_account_default_protect_configuration()

    account.send()

    assert account.inbox() == [ANA]
    named = configuration["ProtectConfigurationId"]
    assert before["DEFAULT_PROTECT_CONFIGURATION_ID"] == named
    assert {*_attributes(eum)} == {"ACCOUNT_TIER"}
    assert refusal(eum.delete_account_default_protect_configuration).code == (
        "ResourceNotFoundException"
    )


def _attributes(eum: Any) -> dict[str, str]:
    told = eum.describe_account_attributes()["AccountAttributes"]
    return {it["Name"]: it["Value"] for it in told}


def test_default_cannot_be_deleted_and_others_can(eum: Any, configuration: dict[str, str]):
    """Nor one that is protected from it."""
    kept = eum.create_protect_configuration(DeletionProtectionEnabled=True)
    other = eum.create_protect_configuration()
    names = [it["ProtectConfigurationId"] for it in (kept, other)]

    refused = [
        refusal(eum.delete_protect_configuration, ProtectConfigurationId=name).answer["Reason"]
        for name in (configuration["ProtectConfigurationId"], names[0])
    ]
    eum.delete_protect_configuration(ProtectConfigurationId=other["ProtectConfigurationArn"])

    assert refused == ["PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT", "DELETION_PROTECTION_ENABLED"]
    left = eum.describe_protect_configurations()["ProtectConfigurations"]
    assert [it["AccountDefault"] for it in left] == [True, False]
    default = {"Name": "account-default", "Values": ["true"]}
    assert len(eum.describe_protect_configurations(Filters=[default])["ProtectConfigurations"]) == 1


def test_there_are_25_configurations_at_most(eum: Any):
    """As AWS documents its quota."""
    for _ in range(25):
        eum.create_protect_configuration()

    refused = refusal(eum.create_protect_configuration)

    assert refused.answer["Reason"] == "PROTECT_CONFIGURATIONS_PER_ACCOUNT"


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ([], 1),
        ([{"Name": "destination-phone-number-begins-with", "Values": ["+1202"]}], 1),
        ([{"Name": "destination-phone-number-begins-with", "Values": ["+49"]}], 0),
        ([{"Name": "iso-country-code", "Values": ["US"]}], 1),
        ([{"Name": "action", "Values": ["ALLOW"]}], 0),
    ],
)
def test_overrides_are_listed(
    eum: Any, configuration: dict[str, str], filters: list[Any], count: int
):
    """With their country, by filters."""
    override(eum, configuration, "BLOCK")

    told = eum.list_protect_configuration_rule_set_number_overrides(
        **configuration, Filters=filters
    )

    rows = told["RuleSetNumberOverrides"]
    assert [(it["DestinationPhoneNumber"], it["IsoCountryCode"]) for it in rows] == (
        [(ANA, "US")] * count
    )


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda eum, it: rule(eum, it, XX="BLOCK"), "ValidationException"),
        (lambda eum, it: rule(eum, it, US="OFF"), "ValidationException"),
        (lambda eum, it: override(eum, it, "OFF"), "ValidationException"),
        (
            lambda eum, it: eum.get_protect_configuration_country_rule_set(
                **it, NumberCapability="FAX"
            ),
            "ValidationException",
        ),
        (
            lambda eum, it: eum.delete_protect_configuration_rule_set_number_override(
                **it, DestinationPhoneNumber=ANA
            ),
            "ResourceNotFoundException",
        ),
        (
            lambda eum, _: rule(eum, {"ProtectConfigurationId": "x"}, US="BLOCK"),
            "ResourceNotFoundException",
        ),
        (
            lambda eum, _: eum.describe_protect_configurations(ProtectConfigurationIds=["x"]),
            "ResourceNotFoundException",
        ),
    ],
)
def test_what_is_wrong_is_refused(
    eum: Any, configuration: dict[str, str], act: Callable[..., Any], code: str
):
    """And nothing is changed."""
    assert refusal(lambda: act(eum, configuration)).code == code

    told = eum.get_protect_configuration_country_rule_set(**configuration, NumberCapability="SMS")
    assert told["CountryRuleSet"]["US"] == {"ProtectStatus": "ALLOW"}


def test_carriers_know_a_number_alike_in_every_region(account: Account, eum: Any):
    """A mobile phone's until it is said to be another kind."""
    before = eum.carrier_lookup(PhoneNumber="+1 (202) 555-0123")
    account.sms().carriers.set(ANA, "LANDLINE")
    after = account.client("pinpoint-sms-voice-v2", "eu-west-1").carrier_lookup(PhoneNumber=ANA)

    assert (before["E164PhoneNumber"], before["IsoCountryCode"]) == (ANA, "US")
    assert (before["PhoneNumberType"], after["PhoneNumberType"]) == ("MOBILE", "LANDLINE")
    assert refusal(eum.carrier_lookup, PhoneNumber="+0000").code == "ValidationException"
    with pytest.raises(ValueError, match="There is no kind"):
        Carriers().set(ANA, "FAX")


@pytest.mark.parametrize(
    ("kind", "reasons"),
    [
        ("INVALID", ["Invalid phone number"]),
        ("LANDLINE", ["Unknown error attempting to reach phone"]),
        ("VOIP", []),
        ("MOBILE", []),
    ],
)
def test_line_decides_whether_a_message_arrives(account: Account, kind: str, reasons: list[str]):
    """In words of SNS's log that AWS documents."""
    account.sms().carriers.set(ANA, kind)

    account.send()

    assert account.inbox() == ([] if reasons else [ANA])
    assert account.why() == reasons


def dry_run(eum: Any, number: str = ANA, **more: Any) -> Any:
    """Try a message."""
    return eum.send_text_message(
        DestinationPhoneNumber=number, MessageBody="x", DryRun=True, **more
    )


def test_dry_run_sends_nothing_and_costs_nothing(account: Account, eum: Any):
    """It has the id of a message that nobody gets."""
    told = dry_run(eum, OriginationIdentity=account.sms().numbers.all()[0].phone_number)

    assert told["MessageId"]
    assert account.inbox() == []
    assert account.sms().spend.month_to_date == 0
    assert account.log("") == []
    with pytest.raises(cx.UnsupportedByEmbeddedError, match="DryRun=True"):
        eum.send_text_message(DestinationPhoneNumber=ANA, MessageBody="x")


def _sandbox(account: Account) -> None:
    account.sms().tier = "SANDBOX"


def _spend(account: Account) -> None:
    account.sms().spend.override = 0


def _opt_out(account: Account) -> None:
    account.sms().opt_outs.put(ANA)


def _release(account: Account) -> None:
    account.sms().numbers.clear()


def _bar(account: Account) -> None:
    account.sms().denied_reason = "ACCOUNT_DISABLED"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (_sandbox, "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"),
        (_spend, "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"),
        (_opt_out, "DESTINATION_PHONE_NUMBER_OPTED_OUT"),
        (_release, "NO_ORIGINATION_IDENTITIES_FOUND"),
        (_bar, "ACCOUNT_DISABLED"),
    ],
)
def test_dry_run_is_refused_what_would_not_be_delivered(
    account: Account, eum: Any, spoil: Callable[[Account], None], reason: str
):
    """With the reason that botocore's model has for it; and the code does not arrive."""
    spoil(account)

    refused = refusal(lambda: dry_run(eum))
    account.send()

    assert refused.answer["Reason"] == reason
    assert account.inbox() == []


def test_dry_run_looks_at_what_it_is_sent_from(account: Account, eum: Any):
    """It has to be there, active, and able to reach the country."""
    pending = account.sms().numbers.add("US", "TOLL_FREE", status="PENDING")
    first = account.sms().numbers.all()[0]

    told = [
        refusal(lambda number=number, name=name: dry_run(eum, number, OriginationIdentity=name))
        for number, name in (
            (ANA, "phone-gone"),
            (ANA, pending.phone_number_id),
            (GERMAN, first.phone_number_id),
        )
    ]

    assert [it.code for it in told] == [
        "ResourceNotFoundException",
        "ConflictException",
        "ValidationException",
    ]
    assert told[2].answer["Reason"] == "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY"


def test_account_that_aws_bars_is_refused_everything(account: Account, eum: Any):
    """In this Region alone, and no code arrives."""
    _bar(account)

    refused = refusal(eum.describe_spend_limits)
    account.send()

    assert (refused.code, refused.answer["Reason"]) == ("AccessDeniedException", "ACCOUNT_DISABLED")
    assert account.why()[0].startswith("Your account requires additional review")
    assert account.client("pinpoint-sms-voice-v2", "eu-west-1").describe_spend_limits()


def test_list_of_the_number_that_sends_counts(account: Account, eum: Any):
    """And no other; a list is made once."""
    eum.create_opt_out_list(OptOutListName="Alerts")
    eum.put_opted_out_number(OptOutListName="Alerts", OptedOutNumber=ANA)
    account.send()
    eum.update_phone_number(
        PhoneNumberId=account.sms().numbers.all()[0].phone_number_id, OptOutListName="Alerts"
    )
    account.send()

    assert account.inbox() == [ANA]
    assert account.why() == ["Phone number is opted out"]
    names = [it["OptOutListName"] for it in eum.describe_opt_out_lists()["OptOutLists"]]
    assert names == ["Default", "Alerts"]
    again = refusal(eum.create_opt_out_list, OptOutListName="Alerts")
    assert again.answer["Reason"] == "RESOURCE_ALREADY_EXISTS"


def test_both_metrics_tell_what_was_spent(account: Account):
    """The one of SNS, and the one of End User Messaging."""
    account.send()
    metrics = (("AWS/SNS", "SMSMonthToDateSpentUSD"), ("AWS/SMSVoice", "TextMessageMonthlySpend"))
    asked = [
        {
            "Id": f"m{place}",
            "MetricStat": {
                "Metric": {"Namespace": namespace, "MetricName": name},
                "Period": 3600,
                "Stat": "Maximum",
            },
        }
        for place, (namespace, name) in enumerate(metrics)
    ]

    told = account.client("cloudwatch").get_metric_data(
        MetricDataQueries=asked,
        StartTime=NOW - timedelta(hours=1),
        EndTime=NOW + timedelta(minutes=1),
    )

    assert [it["Values"] for it in told["MetricDataResults"]] == [[0.01], [0.01]]
