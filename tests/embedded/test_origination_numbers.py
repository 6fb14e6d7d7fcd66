"""Phone numbers, sender ids and pools of AWS End User Messaging SMS."""

from __future__ import annotations

import re
from typing import Any

import phonenumbers
import pytest

import cognito_explore as cx
from cognito_explore.embedded.sms.numbers import MOST_NUMBERS, ORDER
from cognito_explore.embedded.sms.phone_number import PRICES
from cognito_explore.embedded.sms.pools import MOST_IDENTITIES, MOST_POOLS
from cognito_explore.embedded.sms.sender_ids import MOST_SENDER_IDS
from embedded.registering import MODEL, SERVICE, Desk, open_desk, reason_of, refusal

CONFLICT, INVALID = "ConflictException", "ValidationException"
MISSING = "ResourceNotFoundException"
TRANSACTIONAL = {"MessageType": "TRANSACTIONAL"}


@pytest.fixture
def desk() -> Desk:
    """An embedded AWS of the test's own."""
    return open_desk()


def numbers_of(desk: Desk) -> Any:
    """Give the state behind the desk, which is made with the first request."""
    desk.sms.describe_pools()
    return desk.aws._world.sms["us-east-1"].numbers


def make_pool(desk: Desk, identity: str, **more: Any) -> Any:
    """Make a pool of one identity."""
    settings = TRANSACTIONAL | more
    return desk.sms.create_pool(OriginationIdentity=identity, **settings)


def test_toll_free_number_is_pending_until_it_is_registered(desk: Desk):
    """A US toll-free number does not send before its registration is complete."""
    leased = desk.lease("TOLL_FREE")

    assert leased["Status"] == "PENDING"
    assert re.fullmatch(r"\+1833555010\d", leased["PhoneNumber"])
    assert leased["PhoneNumberArn"].endswith(f"phone-number/{leased['PhoneNumberId']}")
    assert numbers_of(desk).usable_for("US") == []


def test_what_is_leased_is_what_is_described(desk: Desk):
    """A number is told of as it was leased, but for what only a request answers."""
    leased = desk.lease(
        "SIMULATOR", InternationalSendingEnabled=True, OptOutListName="mine", Tags=[]
    )

    described = desk.number(leased["PhoneNumberId"])

    # By botocore's model only a description has its limits.
    assert described.pop("MessagingLimits") == {"RateLimits": {"SMS": 1}}
    unlike = {"Tags", "ResponseMetadata"}
    assert described == {name: leased[name] for name in leased if name not in unlike}
    assert described["OptOutListName"] == "mine"
    assert described["InternationalSendingEnabled"] is True


@pytest.mark.parametrize(
    ("number_type", "country", "status"),
    [
        ("TOLL_FREE", "US", "PENDING"),
        ("TEN_DLC", "US", "PENDING"),
        ("SIMULATOR", "US", "ACTIVE"),
        ("LONG_CODE", "DE", "ACTIVE"),
        ("LONG_CODE", "GB", "ACTIVE"),
    ],
)
def test_number_is_made_up_and_of_its_country(
    desk: Desk, number_type: str, country: str, status: str
):
    """A leased number has its country's code, and is nobody's."""
    leased = desk.lease(number_type, country)

    parsed = phonenumbers.parse(leased["PhoneNumber"])
    assert leased["Status"] == status
    assert parsed.country_code == phonenumbers.country_code_for_region(country)
    assert "55501" in leased["PhoneNumber"]
    if country != "US":
        assert not phonenumbers.is_valid_number(parsed)


@pytest.mark.parametrize(
    ("number_type", "country", "field"),
    [
        ("LONG_CODE", "XX", "IsoCountryCode"),
        ("TOLL_FREE", "DE", "IsoCountryCode"),
        ("TEN_DLC", "CA", "IsoCountryCode"),
        ("SIMULATOR", "FR", "IsoCountryCode"),
        ("LONG_CODE", "US", "NumberType"),
        ("SHORT_CODE", "US", "NumberType"),
        ("PIGEON", "US", "NumberType"),
    ],
)
def test_number_that_there_is_not_is_refused(
    desk: Desk, number_type: str, country: str, field: str
):
    """A wrong country or type is named, and nothing is leased."""
    answer = refusal(lambda: desk.lease(number_type, country))

    assert answer["Reason"] == "INVALID_PARAMETER"
    assert [item["Name"] for item in answer["Fields"]] == [field]
    assert desk.sms.describe_phone_numbers()["PhoneNumbers"] == []


def test_simulator_is_transactional(desk: Desk):
    """A simulator for promotions is refused, as botocore's model says."""
    answer = refusal(lambda: desk.lease("SIMULATOR", MessageType="PROMOTIONAL"))

    assert [item["Name"] for item in answer["Fields"]] == ["MessageType"]


def test_request_that_is_repeated_leases_one_number(desk: Desk):
    """The same client token never leases a second number."""
    first = desk.lease(ClientToken="once", InternationalSendingEnabled=True)
    again = desk.lease(ClientToken="once")
    other = desk.lease(ClientToken="twice")

    assert again["InternationalSendingEnabled"] is True
    assert first["PhoneNumberId"] == again["PhoneNumberId"] != other["PhoneNumberId"]
    assert len(desk.sms.describe_phone_numbers()["PhoneNumbers"]) == 2


def test_quota_of_numbers(desk: Desk):
    """One number too many is refused, and what is used is told."""
    for _ in range(MOST_NUMBERS):
        desk.lease("SIMULATOR")

    refused = reason_of(lambda: desk.lease("SIMULATOR"))

    assert refused == ("ServiceQuotaExceededException", "PHONE_NUMBERS_PER_ACCOUNT")
    limits = {item["Name"]: item for item in desk.sms.describe_account_limits()["AccountLimits"]}
    assert limits["PHONE_NUMBERS"] == {"Name": "PHONE_NUMBERS", "Used": 25, "Max": 25}


def test_more_than_a_hundred_numbers_of_a_kind_are_different(desk: Desk):
    """When 0199 of an area is given, the next area begins."""
    numbers = numbers_of(desk)

    made = [numbers.add("US", "TOLL_FREE").phone_number for _ in range(120)]

    assert len(set(made)) == 120
    assert made[-1].startswith("+184455501")


def test_refused_request_leaves_no_number(desk: Desk):
    """A lease whose registration or pool is not there is undone, and can be tried again."""
    pool_id = make_pool(desk, desk.lease("SIMULATOR")["PhoneNumberId"])["PoolId"]
    nowhere = {"RegistrationId": "registration-none"}
    for more in (nowhere, {"PoolId": "pool-none"}, {"PoolId": pool_id, **nowhere}):
        answer = refusal(lambda more=more: desk.lease("SIMULATOR", ClientToken="once", **more))
        assert answer["Error"]["Code"] == MISSING

    held = desk.sms.list_pool_origination_identities(PoolId=pool_id)["OriginationIdentities"]
    assert len(held) == len(desk.sms.describe_phone_numbers()["PhoneNumbers"]) == 1
    assert desk.lease("SIMULATOR", ClientToken="once")["Status"] == "ACTIVE"


def test_pending_number_is_not_leased_into_a_pool(desk: Desk):
    """A refused lease does not close the registration that it names."""
    pool_id = make_pool(desk, desk.lease("SIMULATOR")["PhoneNumberId"])["PoolId"]
    registration_id = desk.begin()
    more = {"PoolId": pool_id, "RegistrationId": registration_id}

    refused = reason_of(lambda: desk.lease("TOLL_FREE", **more))

    assert refused == (CONFLICT, "RESOURCE_NOT_ACTIVE")
    assert desk.status(registration_id) == "CREATED"


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.lease(
            "TEN_DLC", NumberPreference=[{"PreferenceType": ["StartsWith"], "Filter": ["206"]}]
        ),
        lambda desk: desk.sms.update_phone_number(
            PhoneNumberId=desk.lease()["PhoneNumberId"], TwoWayEnabled=True
        ),
    ],
)
def test_what_is_not_there_says_so(desk: Desk, act: Any):
    """Choosing a number and two-way messages are not faked."""
    with pytest.raises(cx.UnsupportedByEmbeddedError):
        act(desk)


def test_numbers_are_found_by_filters_and_ids(desk: Desk):
    """Filters are joined by and, the values of one by or; an id can be an ARN."""
    toll_free, simulator = desk.lease("TOLL_FREE"), desk.lease("SIMULATOR")
    german = desk.lease("LONG_CODE", "DE", DeletionProtectionEnabled=True)

    def found(**filters: list[str]) -> list[str]:
        asked = [{"Name": n.replace("_", "-"), "Values": v} for n, v in filters.items()]
        answer = desk.sms.describe_phone_numbers(Filters=asked)
        return [item["PhoneNumberId"] for item in answer["PhoneNumbers"]]

    assert found(status=["PENDING"]) == [toll_free["PhoneNumberId"]]
    assert found(iso_country_code=["US"], status=["ACTIVE"]) == [simulator["PhoneNumberId"]]
    assert len(found(number_type=["TOLL_FREE", "SIMULATOR"])) == 2
    assert found(deletion_protection_enabled=["true"]) == [german["PhoneNumberId"]]
    assert found(number_capability=["VOICE"]) == []
    assert desk.number(german["PhoneNumberArn"])["IsoCountryCode"] == "DE"


def test_nobody_shares_numbers_here(desk: Desk):
    """Of what others share there is nothing; ids and owner do not go together."""
    number_id = desk.lease()["PhoneNumberId"]

    assert desk.sms.describe_phone_numbers(Owner="SHARED")["PhoneNumbers"] == []
    assert len(desk.sms.describe_phone_numbers(Owner="SELF")["PhoneNumbers"]) == 1
    refused = reason_of(
        lambda: desk.sms.describe_phone_numbers(Owner="SELF", PhoneNumberIds=[number_id])
    )
    assert refused == (INVALID, "PARAMETERS_CANNOT_BE_USED_TOGETHER")


def test_list_comes_in_pages(desk: Desk):
    """botocore's paginator puts the pages together."""
    ids = [desk.lease("SIMULATOR")["PhoneNumberId"] for _ in range(5)]

    pages = desk.pages("describe_phone_numbers", 2)

    assert [len(page["PhoneNumbers"]) for page in pages] == [2, 2, 1]
    assert [item["PhoneNumberId"] for page in pages for item in page["PhoneNumbers"]] == ids


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"NextToken": "of-another-list"}, "INVALID_NEXT_TOKEN"),
        ({"NextToken": "page-99"}, "INVALID_NEXT_TOKEN"),
        ({"MaxResults": 101}, "INVALID_PARAMETER"),
        ({"Filters": [{"Name": "colour", "Values": ["red"]}]}, "INVALID_PARAMETER"),
    ],
)
def test_wrong_question_is_refused(desk: Desk, asked: dict[str, Any], reason: str):
    """A token, size or filter that cannot be is refused."""
    assert reason_of(lambda: desk.sms.describe_phone_numbers(**asked)) == (INVALID, reason)


def test_more_than_five_ids_are_refused(desk: Desk):
    """A request names five numbers at most, by botocore's model."""
    ids = [desk.lease("SIMULATOR")["PhoneNumberId"] for _ in range(6)]

    refused = reason_of(lambda: desk.sms.describe_phone_numbers(PhoneNumberIds=ids))

    assert refused == (INVALID, "INVALID_PARAMETER")
    five = desk.sms.describe_phone_numbers(PhoneNumberIds=ids[:5])
    assert len(five["PhoneNumbers"]) == 5


@pytest.mark.parametrize(
    ("act", "resource_type"),
    [
        (lambda sms: sms.describe_phone_numbers(PhoneNumberIds=["phone-x"]), "phone-number"),
        (lambda sms: sms.update_phone_number(PhoneNumberId="phone-x"), "phone-number"),
        (lambda sms: sms.release_phone_number(PhoneNumberId="phone-x"), "phone-number"),
        (
            lambda sms: sms.describe_sender_ids(
                SenderIds=[{"SenderId": "None", "IsoCountryCode": "DE"}]
            ),
            "sender-id",
        ),
        (lambda sms: sms.release_sender_id(SenderId="None", IsoCountryCode="DE"), "sender-id"),
        (lambda sms: sms.describe_pools(PoolIds=["pool-x"]), "pool"),
        (lambda sms: sms.delete_pool(PoolId="pool-x"), "pool"),
        (lambda sms: sms.list_pool_origination_identities(PoolId="pool-x"), "pool"),
        (
            lambda sms: sms.create_pool(OriginationIdentity="phone-x", **TRANSACTIONAL),
            "phone-number",
        ),
    ],
)
def test_what_does_not_exist_is_not_found(desk: Desk, act: Any, resource_type: str):
    """A name of nothing is refused, with what it should be."""
    answer = refusal(lambda: act(desk.sms))

    assert (answer["Error"]["Code"], answer["ResourceType"]) == (MISSING, resource_type)
    assert answer["ResourceId"]


def test_settings_are_updated(desk: Desk):
    """The settings that are named change, the others stay."""
    number_id = desk.lease()["PhoneNumberId"]

    updated = desk.sms.update_phone_number(
        PhoneNumberId=number_id,
        DeletionProtectionEnabled=True,
        OptOutListName="mine",
        InternationalSendingEnabled=True,
    )
    desk.sms.update_phone_number(PhoneNumberId=number_id, InternationalSendingEnabled=False)

    assert updated["InternationalSendingEnabled"] is True
    now = desk.number(number_id)
    assert (now["DeletionProtectionEnabled"], now["OptOutListName"]) == (True, "mine")
    assert now["InternationalSendingEnabled"] is False


def test_protected_number_is_released_after_its_protection(desk: Desk):
    """Deletion protection keeps a number until it is taken off."""
    number_id = desk.lease(DeletionProtectionEnabled=True)["PhoneNumberId"]

    refused = refusal(lambda: desk.sms.release_phone_number(PhoneNumberId=number_id))
    desk.sms.update_phone_number(PhoneNumberId=number_id, DeletionProtectionEnabled=False)
    released = desk.sms.release_phone_number(PhoneNumberId=number_id)

    assert refused["Reason"] == "DELETION_PROTECTION_ENABLED"
    assert refused["ResourceId"] == number_id
    assert released["Status"] == "DELETED"
    assert desk.sms.describe_phone_numbers()["PhoneNumbers"] == []


def test_usable_numbers_come_in_the_order_of_their_types(desk: Desk):
    """Short codes first, then 10DLC, toll-free, long codes; simulators never."""
    desk.lease("SIMULATOR")
    numbers = numbers_of(desk)
    for number_type in ("LONG_CODE", "TOLL_FREE", "TEN_DLC", "SHORT_CODE"):
        numbers.add("US", number_type)
    numbers.add("US", "TOLL_FREE", status="PENDING")
    numbers.add("US", "TOLL_FREE").capabilities = ("VOICE",)
    numbers.add("DE", "LONG_CODE")

    usable = numbers.usable_for("US")

    assert [number.number_type for number in usable] == list(ORDER)
    assert {number.iso_country_code for number in usable} == {"US"}


def test_international_number_reaches_other_countries_but_the_us(desk: Desk):
    """International sending reaches Germany, and no number from abroad reaches the US."""
    numbers = numbers_of(desk)
    for country in ("US", "GB"):
        number = numbers.add(country, "LONG_CODE")
        number.is_international = True

    assert len(numbers.usable_for("DE")) == 2
    assert [number.iso_country_code for number in numbers.usable_for("US")] == ["US"]


def test_regions_have_their_own_numbers(desk: Desk):
    """A number of one Region is not in another."""
    desk.lease()

    other = desk.aws.boto3_session.client(SERVICE, region_name="eu-central-1")

    assert other.describe_phone_numbers()["PhoneNumbers"] == []
    assert len(desk.sms.describe_phone_numbers()["PhoneNumbers"]) == 1


def test_sender_id_comes_and_goes(desk: Desk):
    """A sender id is requested, described, found by filters, released."""
    made = desk.sms.request_sender_id(SenderId="Example", IsoCountryCode="DE")
    desk.sms.request_sender_id(SenderId="Example", IsoCountryCode="GB")
    asked = [{"SenderId": made["SenderIdArn"], "IsoCountryCode": "DE"}]

    described = desk.sms.describe_sender_ids(SenderIds=asked)["SenderIds"]
    filters = [{"Name": "iso-country-code", "Values": ["GB"]}]
    british = desk.sms.describe_sender_ids(Filters=filters)["SenderIds"]
    pages = desk.pages("describe_sender_ids")
    released = desk.sms.release_sender_id(SenderId="Example", IsoCountryCode="DE")

    assert made["SenderIdArn"].endswith(":sender-id/Example/DE")
    assert (made["Registered"], made["MessageTypes"]) == (False, ["TRANSACTIONAL"])
    assert [item["SenderIdArn"] for item in described] == [made["SenderIdArn"]]
    assert [item["IsoCountryCode"] for item in british] == ["GB"]
    assert len(pages) == 2
    assert released["SenderId"] == "Example"
    assert len(desk.sms.describe_sender_ids()["SenderIds"]) == 1


@pytest.mark.parametrize(
    ("name", "country", "reason"),
    [
        ("Example", "US", "SENDER_ID_NOT_SUPPORTED"),
        ("Example", "XX", "INVALID_PARAMETER"),
        ("12345", "DE", "INVALID_PARAMETER"),
        ("-Example", "DE", "INVALID_PARAMETER"),
        ("Example-", "DE", "INVALID_PARAMETER"),
        ("ExampleExample", "DE", "INVALID_PARAMETER"),
        ("Exa mple", "DE", "INVALID_PARAMETER"),
    ],
)
def test_wrong_sender_id_is_refused(desk: Desk, name: str, country: str, reason: str):
    """A sender id has a letter, no hyphen at its ends, and is not for the US."""
    refused = reason_of(lambda: desk.sms.request_sender_id(SenderId=name, IsoCountryCode=country))

    assert refused == (INVALID, reason)


def test_sender_id_is_there_once_and_can_be_protected(desk: Desk):
    """The same name in the same country is a conflict, and so is releasing a protected one."""
    given = {"SenderId": "Example", "IsoCountryCode": "DE"}
    desk.sms.request_sender_id(**given, DeletionProtectionEnabled=True)

    again = reason_of(lambda: desk.sms.request_sender_id(**given))
    release = reason_of(lambda: desk.sms.release_sender_id(**given))

    assert again == (CONFLICT, "RESOURCE_ALREADY_EXISTS")
    assert release == (CONFLICT, "DELETION_PROTECTION_ENABLED")


def test_quota_of_sender_ids(desk: Desk):
    """One sender id too many is refused."""
    for number in range(MOST_SENDER_IDS):
        desk.sms.request_sender_id(SenderId=f"Example{number}", IsoCountryCode="DE")

    refused = reason_of(lambda: desk.sms.request_sender_id(SenderId="More", IsoCountryCode="DE"))

    assert refused == ("ServiceQuotaExceededException", "SENDER_IDS_PER_ACCOUNT")


def test_pool_takes_identities_in_and_lets_them_go(desk: Desk):
    """A pool is made with a number, gets a sender id, loses it, is deleted."""
    number = desk.lease("SIMULATOR")
    desk.sms.request_sender_id(SenderId="Example", IsoCountryCode="DE")
    pool_id = make_pool(desk, number["PhoneNumberArn"], IsoCountryCode="US")["PoolId"]
    sender = {"OriginationIdentity": "Example", "IsoCountryCode": "DE"}

    joined = desk.sms.associate_origination_identity(PoolId=pool_id, **sender)
    pages = desk.pages("list_pool_origination_identities", PoolId=pool_id)
    filters = [{"Name": "iso-country-code", "Values": ["DE"]}]
    german = desk.sms.list_pool_origination_identities(PoolId=pool_id, Filters=filters)
    in_pool = desk.number(number["PhoneNumberId"])["PoolId"]
    left = desk.sms.disassociate_origination_identity(PoolId=pool_id, **sender)
    deleted = desk.sms.delete_pool(PoolId=pool_id)

    assert joined["OriginationIdentityArn"].endswith(":sender-id/Example/DE")
    assert joined["OriginationIdentityArn"] == left["OriginationIdentityArn"]
    held = [page["OriginationIdentities"][0]["OriginationIdentity"] for page in pages]
    assert held == [number["PhoneNumberId"], "Example"]
    assert [item["OriginationIdentity"] for item in german["OriginationIdentities"]] == ["Example"]
    assert in_pool == pool_id
    assert deleted["Status"] == "DELETING"
    assert "PoolId" not in desk.number(number["PhoneNumberId"])
    assert desk.sms.describe_pools()["Pools"] == []


def test_pools_are_described(desk: Desk):
    """Pools are found by id, by ARN and by filters, and come in pages."""
    pools = [make_pool(desk, desk.lease("SIMULATOR")["PhoneNumberId"]) for _ in range(2)]
    token = {"ClientToken": "once"}
    number_id = desk.lease("SIMULATOR")["PhoneNumberId"]
    again = [make_pool(desk, number_id, **token)["PoolId"] for _ in range(2)]

    by_arn = desk.sms.describe_pools(PoolIds=[pools[1]["PoolArn"]])["Pools"]
    filters = [{"Name": "status", "Values": ["DELETING"]}]

    assert [item["PoolId"] for item in by_arn] == [pools[1]["PoolId"]]
    assert again[0] == again[1]
    assert len(desk.pages("describe_pools")) == 3
    assert desk.sms.describe_pools(Filters=filters)["Pools"] == []


def test_pool_holds_its_numbers_fast(desk: Desk):
    """What is in a pool is neither released, nor updated, nor put into another."""
    number_id = desk.lease("SIMULATOR")["PhoneNumberId"]
    pool_id = make_pool(desk, number_id)["PoolId"]
    desk.sms.request_sender_id(SenderId="Example", IsoCountryCode="DE")
    sender = {"OriginationIdentity": "Example", "IsoCountryCode": "DE"}
    desk.sms.associate_origination_identity(PoolId=pool_id, **sender)

    acts = [
        lambda: desk.sms.release_phone_number(PhoneNumberId=number_id),
        lambda: desk.sms.update_phone_number(PhoneNumberId=number_id, OptOutListName="mine"),
        lambda: make_pool(desk, number_id),
    ]

    in_pool = (CONFLICT, "PHONE_NUMBER_ASSOCIATED_TO_POOL")
    assert [reason_of(act) for act in acts] == [in_pool] * 3
    gone = {"SenderId": "Example", "IsoCountryCode": "DE"}
    held = (CONFLICT, "SENDER_ID_ASSOCIATED_TO_POOL")
    assert reason_of(lambda: desk.sms.release_sender_id(**gone)) == held
    again = {"PoolId": pool_id, **sender}
    assert reason_of(lambda: desk.sms.associate_origination_identity(**again)) == held


def test_pool_refuses_what_does_not_match(desk: Desk):
    """A pool takes active numbers of its type of message and its opt-out list."""
    pool_id = make_pool(desk, desk.lease("SIMULATOR")["PhoneNumberId"])["PoolId"]
    promotional = desk.lease("LONG_CODE", "DE", MessageType="PROMOTIONAL")
    desk.sms.request_sender_id(SenderId="Sale", IsoCountryCode="DE", MessageTypes=["PROMOTIONAL"])
    cases = {
        desk.lease("TOLL_FREE")["PhoneNumberId"]: "RESOURCE_NOT_ACTIVE",
        promotional["PhoneNumberId"]: "MESSAGE_TYPE_MISMATCH",
        desk.lease("SIMULATOR", OptOutListName="x")["PhoneNumberId"]: "OPT_OUT_LIST_MISMATCH",
        "Sale": "MESSAGE_TYPE_MISMATCH",
    }

    for identity, reason in cases.items():
        given = {"PoolId": pool_id, "OriginationIdentity": identity, "IsoCountryCode": "DE"}
        refused = reason_of(lambda given=given: desk.sms.associate_origination_identity(**given))
        assert refused == (CONFLICT, reason)


def test_pool_keeps_its_last_identity(desk: Desk):
    """The last number leaves with the pool; what is not in a pool cannot leave it."""
    first, other = (desk.lease("SIMULATOR")["PhoneNumberId"] for _ in range(2))
    pool_id = make_pool(desk, first, DeletionProtectionEnabled=True)["PoolId"]

    def leave(number_id: str) -> tuple[str, str]:
        given = {"PoolId": pool_id, "OriginationIdentity": number_id}
        return reason_of(lambda: desk.sms.disassociate_origination_identity(**given))

    assert leave(first) == (CONFLICT, "LAST_PHONE_NUMBER")
    assert leave(other) == (CONFLICT, "PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL")
    delete = reason_of(lambda: desk.sms.delete_pool(PoolId=pool_id))
    assert delete == (CONFLICT, "DELETION_PROTECTION_ENABLED")


def test_number_is_leased_into_a_pool(desk: Desk):
    """A request can name the pool that the number goes to."""
    pool_id = make_pool(desk, desk.lease("SIMULATOR")["PhoneNumberId"])["PoolId"]

    leased = desk.lease("SIMULATOR", PoolId=pool_id)

    assert leased["PoolId"] == pool_id
    held = desk.sms.list_pool_origination_identities(PoolId=pool_id)["OriginationIdentities"]
    assert [item["OriginationIdentity"] for item in held][1] == leased["PhoneNumberId"]


def test_quotas_of_pools(desk: Desk):
    """One pool, or one identity of a pool, too many is refused."""
    numbers = numbers_of(desk)
    first = make_pool(desk, numbers.add("US", "TOLL_FREE").phone_number_id)["PoolId"]
    for _ in range(MOST_IDENTITIES - 1):
        numbers.pools.associate(first, numbers.add("US", "TOLL_FREE"))
    for _ in range(MOST_POOLS - 1):
        numbers.pools.create(numbers.add("US", "TOLL_FREE"), "TRANSACTIONAL")
    extra = numbers.add("US", "TOLL_FREE").phone_number_id

    identity = {"PoolId": first, "OriginationIdentity": extra}
    quota = "ServiceQuotaExceededException"
    refused = reason_of(lambda: desk.sms.associate_origination_identity(**identity))
    assert refused == (quota, "ORIGINATION_IDENTITIES_PER_POOL")
    assert reason_of(lambda: make_pool(desk, extra)) == (quota, "POOLS_PER_ACCOUNT")


def test_limits_come_in_pages(desk: Desk):
    """Every limit that is kept here is told, by names of the model."""
    pages = desk.pages("describe_account_limits", 2)

    names = [item["Name"] for page in pages for item in page["AccountLimits"]]
    assert set(names) <= set(MODEL.shape_for("AccountLimitName").enum)
    assert {"PHONE_NUMBERS", "POOLS", "SENDER_IDS", "REGISTRATIONS"} <= set(names)


def test_types_and_prices_are_those_of_the_model():
    """Each type of number has its price, and a place in the order if it is to send."""
    types = set(MODEL.shape_for("NumberType").enum)

    assert set(PRICES) == types
    assert set(ORDER) == types - {"SIMULATOR"}
