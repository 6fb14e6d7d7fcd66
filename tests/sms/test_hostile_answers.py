"""Answers of another form end in errors of ours, and what is no bool confirms nothing."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Server
from embedded.registering import PNG

import cognito_explore as cx
from cognito_explore import told
from cognito_explore.errors import OutcomeUnknownError

WHICH = "registration-1"
NAME = "companyInfo.companyName"
USE = "messagingUseCase.useCaseCategory"
AT = NOW.timestamp()
VALUES = {NAME: "Acme", USE: "A"}
VALIDATION = {"MinLength": 1, "MaxLength": 100, "Pattern": "^.*$"}
RULE = {
    "Conditions": [{"DependsOnFieldPath": NAME, "Operator": "EQUALS", "Values": ["x"]}],
    "RuleBehavior": "REQUIRED",
    "ConditionalValidation": {"MinLength": 1, "MaxLength": 5, "AllowedValues": ["A"]},
}
ANSWERS: dict[str, dict[str, Any]] = {
    "DescribePhoneNumbers": {
        "PhoneNumbers": [
            {
                "PhoneNumberId": "phone-1",
                "PhoneNumber": "+18005550123",
                "Status": "ACTIVE",
                "IsoCountryCode": "US",
                "MessageType": "TRANSACTIONAL",
                "NumberCapabilities": ["SMS"],
                "NumberType": "TOLL_FREE",
                "MonthlyLeasingPrice": "2.00",
                "RegistrationId": WHICH,
                "PoolId": "pool-1",
                "CreatedTimestamp": AT,
            }
        ]
    },
    "DescribeSenderIds": {
        "SenderIds": [
            {
                "SenderId": "ACME",
                "IsoCountryCode": "GB",
                "MessageTypes": ["TRANSACTIONAL"],
                "MonthlyLeasingPrice": "0",
                "Registered": True,
            }
        ]
    },
    "DescribePools": {
        "Pools": [
            {
                "PoolId": "pool-1",
                "Status": "ACTIVE",
                "MessageType": "TRANSACTIONAL",
                "SharedRoutesEnabled": False,
                "CreatedTimestamp": AT,
            }
        ]
    },
    "ListPoolOriginationIdentities": {
        "OriginationIdentities": [{"OriginationIdentity": "p", "PhoneNumber": "+18005550123"}]
    },
    "DescribeRegistrations": {
        "Registrations": [
            {
                "RegistrationId": WHICH,
                "RegistrationType": "US_TOLL_FREE_REGISTRATION",
                "RegistrationStatus": "REQUIRES_UPDATES",
                "CurrentVersionNumber": 1,
                "LatestDeniedVersionNumber": 1,
                "CreatedTimestamp": AT,
            }
        ]
    },
    "DescribeRegistrationVersions": {
        "RegistrationVersions": [
            {
                "VersionNumber": 1,
                "RegistrationVersionStatus": "DENIED",
                "RegistrationVersionStatusHistory": {"DraftTimestamp": AT, "DeniedTimestamp": AT},
                "DeniedReasons": [{"ShortDescription": "s", "LongDescription": "l"}],
                "Feedback": "f",
            }
        ]
    },
    "DescribeRegistrationTypeDefinitions": {
        "RegistrationTypeDefinitions": [{"RegistrationType": "US_TOLL_FREE_REGISTRATION"}]
    },
    "DescribeRegistrationFieldDefinitions": {
        "RegistrationFieldDefinitions": [
            {
                "SectionPath": "companyInfo",
                "FieldPath": NAME,
                "FieldType": "TEXT",
                "FieldRequirement": "REQUIRED",
                "TextValidation": VALIDATION,
                "DisplayHints": {"Title": "Company name", "ExampleTextValue": "Example"},
            },
            {
                "SectionPath": "messagingUseCase",
                "FieldPath": USE,
                "FieldType": "SELECT",
                "FieldRequirement": "CONDITIONAL",
                "SelectValidation": {"MinChoices": 1, "MaxChoices": 1, "Options": ["A", "B"]},
                "ConditionalBehavior": {"Rules": [RULE], "DefaultBehavior": "OPTIONAL"},
            },
        ]
    },
    "DescribeRegistrationFieldValues": {
        "RegistrationFieldValues": [
            {"FieldPath": NAME, "TextValue": "Acme"},
            {"FieldPath": USE, "SelectChoices": ["A"]},
        ]
    },
    "DescribeAccountAttributes": {"AccountAttributes": [{"Name": "ACCOUNT_TIER", "Value": "P"}]},
    "DescribeSpendLimits": {
        "SpendLimits": [
            {"Name": "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT", "EnforcedLimit": 9, "MaxLimit": 10}
        ]
    },
    "GetMetricData": {"MetricDataResults": [{"Id": "spent", "Timestamps": [AT], "Values": [0.5]}]},
    "DescribeLogGroups": {
        "logGroups": [{"logGroupName": "sns/us-east-1/1/DirectPublishToPhoneNumber"}]
    },
    "FilterLogEvents": {
        "events": [
            {
                "eventId": "1",
                "timestamp": int(AT * 1000),
                "message": json.dumps(
                    {"delivery": {"destination": "+1", "priceInUSD": 0.01}, "status": "SUCCESS"}
                ),
            }
        ]
    },
    "CreateRegistrationVersion": {"VersionNumber": 2},
}
# By what is asked with each, and shown.
READS: dict[str, Callable[[cx.Session], Any]] = {
    "DescribePhoneNumbers": lambda it: it.origination().numbers(),
    "DescribeSenderIds": lambda it: it.origination().sender_ids(),
    "DescribePools": lambda it: it.origination().pools(),
    "ListPoolOriginationIdentities": lambda it: it.origination().pools(),
    "DescribeRegistrations": lambda it: it.origination().registrations(),
    "DescribeRegistrationVersions": lambda it: it.origination().registration_versions(WHICH),
    "DescribeRegistrationTypeDefinitions": lambda it: it.origination().registration_types(),
    "DescribeRegistrationFieldDefinitions": lambda it: (
        it.origination().registration_form(),
        it.origination().check_registration(VALUES),
    ),
    "DescribeRegistrationFieldValues": lambda it: it.origination().copy_registration(WHICH),
    "DescribeAccountAttributes": lambda it: it.origination().limits(),
    "DescribeSpendLimits": lambda it: it.origination().limits(),
    "GetMetricData": lambda it: it.origination().limits(),
    "DescribeLogGroups": lambda it: it.delivery_log(since=timedelta(days=10**6)).to_frame(),
    "FilterLogEvents": lambda it: it.delivery_log(since=timedelta(days=10**6)).to_frame(),
}
# What cannot be read of these is a value that is not known, and no error.
TOLD_AS_UNKNOWN = {
    *("ListPoolOriginationIdentities", "DescribeAccountAttributes"),
    *("DescribeSpendLimits", "GetMetricData"),
}
BAD = [
    *(None, 5, -1, 1.5, 10**30, float("nan"), float("inf"), True, "", "text", [], [5], [None]),
    *(["a", ["b"]], {}, {"a": 1}, "9" * 5000, "NaN", "1e400", "9999-12-31T23:59:59-05:00"),
    *("2026-11-22T12:00:00", 253402300799, "\x1b[31m\u202e"),
]


@pytest.fixture
def answers() -> dict[str, dict[str, Any]]:
    """What the server answers, by operation; tests change it."""
    return copy.deepcopy(ANSWERS)


@pytest.fixture
def session(server: Server, answers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> cx.Session:
    """A session with credentials, on a server that answers each operation."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up-key")

    def answer(handler: BaseHTTPRequestHandler) -> None:
        server.body = json.dumps(answers.get(server.received[-1].operation, {})).encode()
        server.reply(handler)

    server.answer = answer
    return cx.connect(server.url, region_name="us-east-1")


def changed(told_: Any) -> Iterator[Any]:
    """Give what was told with each of its members in turn as each of what is bad."""
    yield from BAD
    places = told_.items() if isinstance(told_, dict) else ()
    places = enumerate(told_) if isinstance(told_, list) else places
    for place, inner in places:
        for other in changed(inner):
            whole = copy.copy(told_)
            whole[place] = other
            yield whole


@pytest.mark.parametrize("operation", READS)
def test_no_answer_ends_in_an_error_of_python(
    session: cx.Session, answers: dict[str, Any], operation: str
):
    """Each member of each answer in turn, of every form that JSON has."""
    refused = 0
    for member, inner in ANSWERS[operation].items():
        for other in changed(inner):
            answers[operation] = {member: other}
            try:
                shown = repr(READS[operation](session))
            except cx.CognitoExploreError:
                refused += 1
            else:
                assert "\x1b" not in shown
                assert "\u202e" not in shown
    answers[operation] = ANSWERS[operation]

    READS[operation](session)
    assert bool(refused) == (operation not in TOLD_AS_UNKNOWN)


@pytest.mark.parametrize(
    ("operation", "place", "bad"),
    [
        ("DescribePhoneNumbers", ("PhoneNumbers",), [None]),
        ("DescribePhoneNumbers", ("PhoneNumbers", 0, "CreatedTimestamp"), "2026-11-22T12:00:00"),
        ("DescribePhoneNumbers", ("PhoneNumbers", 0, "Status"), 5),
        ("DescribePhoneNumbers", ("PhoneNumbers", 0, "NumberCapabilities"), [None]),
        ("DescribeSenderIds", ("SenderIds", 0, "Registered"), "yes"),
        ("DescribeRegistrations", ("Registrations", 0, "CurrentVersionNumber"), 10**30),
        ("DescribeRegistrations", ("Registrations", 0, "CurrentVersionNumber"), True),
        ("DescribeRegistrationVersions", ("RegistrationVersions", 0, "VersionNumber"), 1.5),
        ("DescribeRegistrationVersions", ("RegistrationVersions", 0, "DeniedReasons"), [None]),
    ],
)
def test_answer_of_another_form_names_the_member(
    session: cx.Session, answers: dict[str, Any], operation: str, place: tuple[Any, ...], bad: Any
):
    """So that whoever runs an emulator can mend it."""
    holder = answers[operation]
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = bad

    with pytest.raises(OutcomeUnknownError, match=f"form that AWS's model.*{place[-1]}") as caught:
        READS[operation](session)

    assert caught.value.code == "UnreadableAnswer"


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), 10**400, "1", True, [1]])
def test_number_is_finite(bad: Any):
    """A limit that is no number is never reached."""
    with pytest.raises(OutcomeUnknownError, match="Limit"):
        told.number({"Limit": bad}, "Limit")

    assert told.number({"Limit": 2}, "Limit") == 2.0
    assert told.number({}, "Limit") is None


@pytest.mark.parametrize(
    ("operation", "member", "check_id"),
    [
        ("DescribeSpendLimits", "EnforcedLimit", "spend-limit"),
        ("DescribeSpendLimits", "MaxLimit", "spend-limit"),
        ("GetMetricData", "Values", "month-to-date"),
    ],
)
@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf"), -1, "text", None, True])
def test_amount_that_is_none_is_not_known(
    session: cx.Session,
    answers: dict[str, Any],
    operation: str,
    member: str,
    check_id: str,
    bad: Any,
):
    """Never reached, and never nan USD."""
    (listed,) = answers[operation].values()
    listed[0][member] = [bad] if member == "Values" else bad

    limits = session.origination().limits(price_usd=0.01)

    assert [(it.check_id, it.status) for it in limits.findings] == [(check_id, "unknown")]
    assert limits.left_usd is None
    assert limits.messages_left is None
    assert "nan" not in limits.sentence


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1, 1e-320, 10**400, True])
def test_price_that_is_none_is_not_known(session: cx.Session, answers: dict[str, Any], price: Any):
    """Although the log has one."""
    line = {"delivery": {"destination": "+1", "priceInUSD": price}, "status": "SUCCESS"}
    answers["FilterLogEvents"]["events"][0]["message"] = json.dumps(line)

    limits = session.origination().limits()

    assert limits.price_usd is None
    assert [(it.check_id, it.status) for it in limits.findings] == [("message-price", "unknown")]


def test_price_beyond_all_messages_is_refused(session: cx.Session, server: Server):
    """A division by it has no end."""
    with pytest.raises(cx.InvalidRequestError, match="is no price"):
        session.origination().limits(price_usd=1e-320)

    assert server.received == []


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine whose clocks go back on 2026-10-25."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_instants_are_utc_whatever_the_machine_s_zone(session: cx.Session, answers: dict[str, Any]):
    """A day is 24 hours, also on that on which clocks are changed."""
    noon = datetime(2026, 10, 24, 12, tzinfo=UTC)
    answers["DescribePhoneNumbers"]["PhoneNumbers"][0]["CreatedTimestamp"] = noon.timestamp()
    answers["DescribeRegistrations"]["Registrations"][0]["CreatedTimestamp"] = noon.timestamp()
    history = {"DraftTimestamp": noon.timestamp(), "ApprovedTimestamp": noon.timestamp()}
    (version,) = answers["DescribeRegistrationVersions"]["RegistrationVersions"]
    version["RegistrationVersionStatusHistory"] = history

    origination = session.origination()
    (first,) = origination.list_versions(WHICH)
    (number,) = origination.list_numbers()
    found = [number.created_at, first.drafted_at, first.decided_at]
    found.append(origination.registration(WHICH).created_at)

    for at in found:
        assert at is not None
        assert at.tzinfo is UTC
        assert (at + timedelta(days=1)) - noon == timedelta(days=1)
        assert (at + timedelta(days=1)).timestamp() - noon.timestamp() == 86_400


class _NoZone(tzinfo):
    """A zone that does not tell its offset."""

    def utcoffset(self, _: datetime | None) -> None:
        """Tell nothing."""


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 22, 12),  # noqa: DTZ001 -- this is what is refused
        datetime(2026, 11, 22, 12, tzinfo=_NoZone()),
        datetime.fromisoformat("9999-12-31T23:59:59-05:00"),
        datetime.fromisoformat("0001-01-01T00:00:00+05:00"),
        "2026-11-22T12:00:00Z",
        1795348800,
    ],
)
def test_instant_has_a_zone_and_is_within_our_dates(at: Any):
    """Without a zone it could be any of 26 hours."""
    with pytest.raises(OutcomeUnknownError, match="CreatedTimestamp"):
        told.instant({"CreatedTimestamp": at}, "CreatedTimestamp")


def test_control_characters_show_as_escapes(session: cx.Session, answers: dict[str, Any]):
    """No answer writes on a terminal; a pattern means the same as before."""
    number = answers["DescribePhoneNumbers"]["PhoneNumbers"][0]
    number |= {"Status": "\x1b[31m", "PoolId": "\u202e", "NumberCapabilities": ["\x1b"]}
    fields = answers["DescribeRegistrationFieldDefinitions"]["RegistrationFieldDefinitions"]
    fields[0]["TextValidation"]["Pattern"] = "^[^\x1b\u202e]+$"

    frame = session.origination().numbers()
    asked = session.origination().registration_fields()
    found = session.origination().check_registration({NAME: "Ac\x1bme"})

    assert (frame["status"][0], frame["pool_id"][0]) == ("\\x1b[31m", "\\u202e")
    assert frame["capabilities"][0] == "\\x1b"
    assert asked[0].pattern == "^[^\\x1b\\u202e]+$"
    assert any("not of the form that AWS takes" in it.title for it in found)
    clean = session.origination().check_registration({NAME: "Acme"})
    assert not any("not of the form" in it.title for it in clean)


def test_values_that_are_copied_stay_as_they_are(session: cx.Session, answers: dict[str, Any]):
    """They are sent again: lines, signs and all of their length."""
    long = "one\ntwo\t\u202e" + "x" * 1500
    answers["DescribeRegistrationFieldValues"]["RegistrationFieldValues"][0]["TextValue"] = long

    assert session.origination().registration_values(WHICH)[NAME] == long


WRITES: dict[str, Callable[[cx.Origination, Any, Path], object]] = {
    "RequestPhoneNumber": lambda it, yes, _: it.request_number("US", "TOLL_FREE", confirm=yes),
    "ReleasePhoneNumber": lambda it, yes, _: it.release_number("phone-1", confirm=yes),
    "CreateRegistration": lambda it, yes, _: it.create_registration(VALUES, confirm=yes),
    "PutRegistrationFieldValue": lambda it, yes, _: it.write_registration(
        WHICH, VALUES, confirm=yes
    ),
    "CreateRegistrationVersion": lambda it, yes, _: it.copy_registration(WHICH, confirm=yes),
    "SubmitRegistrationVersion": lambda it, yes, _: it.submit_registration(WHICH, confirm=yes),
    "CreateRegistrationAttachment": lambda it, yes, path: it.attach(path, confirm=yes),
    "SetTextMessageSpendLimitOverride": lambda it, yes, _: it.set_spend_limit(5, confirm=yes),
    "OptInPhoneNumber": lambda it, yes, _: it.opt_in("+12025550123", confirm=yes),
}


@pytest.mark.parametrize("operation", WRITES)
@pytest.mark.parametrize("confirm", ["no", "False", "", 1, 0, ["x"], float("nan"), None])
def test_what_is_no_bool_confirms_nothing(
    session: cx.Session, server: Server, tmp_path: Path, operation: str, confirm: Any
):
    """A "no" that buys a number would be dear."""
    picture = tmp_path / "opt-in.png"
    picture.write_bytes(PNG)

    with pytest.raises(cx.InvalidRequestError, match="confirm is True or False, not") as caught:
        WRITES[operation](session.origination(), confirm, picture)

    assert caught.value.operation == operation
    assert [it.field for it in caught.value.faults] == ["confirm"]
    assert server.received == []


@pytest.mark.parametrize(
    ("gone", "why"),
    [
        ({"FieldPath": "old.field", "TextValue": "x"}, "AWS asks for no such field now"),
        ({"FieldPath": NAME, "SelectChoices": ["x"]}, "its field takes no such value now"),
    ],
)
def test_value_of_a_field_that_is_no_more_is_left_out(
    session: cx.Session, server: Server, answers: dict[str, Any], gone: dict[str, Any], why: str
):
    """The proposal says it, and what is confirmed writes the rest."""
    use = {"FieldPath": USE, "SelectChoices": ["A"]}
    answers["DescribeRegistrationFieldValues"]["RegistrationFieldValues"] = [gone, use]
    origination = session.origination()

    proposal = origination.copy_registration(WHICH)
    server.received.clear()
    made = origination.copy_registration(WHICH, confirm=True)

    assert isinstance(proposal, cx.Proposal)
    warnings = [it for it in proposal.findings if "not carried over: " in it.title]
    assert [it.status for it in warnings] == ["warning"]
    assert gone["FieldPath"] in warnings[0].title
    assert why in warnings[0].title
    assert made.current_version == 2
    written = [it.json() for it in server.received if it.operation.startswith("Put")]
    assert [it["FieldPath"] for it in written] == [USE]


def test_value_that_is_changed_is_not_told_as_left_out(
    session: cx.Session, answers: dict[str, Any]
):
    """What was there does not matter then; a field that is no more takes no new value either."""
    values = answers["DescribeRegistrationFieldValues"]["RegistrationFieldValues"]
    values[0] = {"FieldPath": NAME, "SelectChoices": ["x"]}

    proposal = session.origination().copy_registration(WHICH, values={NAME: "Acme"})

    assert isinstance(proposal, cx.Proposal)
    assert "not carried over" not in str(proposal)
    with pytest.raises(cx.InvalidRequestError, match="no such field"):
        session.origination().copy_registration(WHICH, values={"old.field": "x"})
