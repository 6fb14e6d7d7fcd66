"""What SMS are sent from: numbers, sender ids, pools, and what a country needs."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import NOW
from embedded.sms_account import Account, open_account

import cognito_explore as cx
from cognito_explore import frames

VOICE = "pinpoint-sms-voice-v2"
FRAMES = {
    "numbers": frames.ORIGINATION_NUMBERS,
    "sender_ids": frames.SENDER_IDS,
    "pools": frames.POOLS,
}


@pytest.fixture(scope="module")
def shared() -> cx.Origination:
    """One account for the tests that only look, or are refused before anything is sent."""
    return open_account(scenario="no origination number").session.origination()


@pytest.fixture
def account() -> Account:
    """An account without a number."""
    return open_account(scenario="no origination number")


@pytest.fixture
def origination(account: Account) -> cx.Origination:
    """What its SMS are sent from."""
    return account.session.origination()


def lease(origination: cx.Origination, number_type: str = "TOLL_FREE") -> cx.OriginationNumber:
    """Request a number."""
    return origination.request_number("US", number_type, confirm=True)


def fill(account: Account, origination: cx.Origination) -> str:
    """Have a number, a sender id, and a pool with both; give the pool's id."""
    number = lease(origination, "SIMULATOR")
    client = account.client(VOICE)
    client.request_sender_id(SenderId="EXAMPLE", IsoCountryCode="GB", MessageTypes=["PROMOTIONAL"])
    made = client.create_pool(
        OriginationIdentity=number.phone_number_id,
        IsoCountryCode="US",
        MessageType="TRANSACTIONAL",
    )
    return str(made["PoolId"])


def check_dtypes(frame: Any, dtypes: Any) -> None:
    """Compare a frame with what is documented of it."""
    assert list(frame.columns) == list(dtypes)
    for name, dtype in dtypes.items():
        if isinstance(dtype, tuple):
            assert frame[name].cat.categories[: len(dtype)].tolist() == list(dtype)
        else:
            assert str(frame[name].dtype) == dtype


@pytest.mark.parametrize("name", FRAMES)
def test_empty_frame_has_its_columns(shared: cx.Origination, name: str):
    """An account begins with nothing."""
    frame = getattr(shared, name)()

    assert len(frame) == 0
    check_dtypes(frame, FRAMES[name])


@pytest.mark.parametrize("name", FRAMES)
def test_full_frame_has_the_same_columns(account: Account, origination: cx.Origination, name: str):
    """One row each."""
    fill(account, origination)

    frame = getattr(origination, name)()

    assert len(frame) == 1
    check_dtypes(frame, FRAMES[name])


def test_number_is_masked(origination: cx.Origination):
    """In the frame, the repr and the page."""
    number = lease(origination)
    (row,) = origination.numbers().to_dict("records")

    assert row["phone_number"] == number.phone_number.masked
    assert (row["country"], row["number_type"], row["status"]) == ("US", "TOLL_FREE", "PENDING")
    assert (row["message_type"], row["capabilities"]) == ("TRANSACTIONAL", "SMS")
    assert row["created_at"] == NOW
    assert row["monthly_price_usd"] == number.monthly_price_usd
    bare = number.phone_number.reveal()[1:]
    page = number._repr_html_()
    assert not any(bare in it for it in (repr(number), page, origination.numbers().to_csv()))
    assert number.phone_number.masked in page


@pytest.mark.parametrize(("number_type", "sends"), [("TOLL_FREE", False), ("SIMULATOR", False)])
def test_new_number_does_not_send_yet(
    origination: cx.Origination,
    number_type: str,
    sends: bool,  # noqa: FBT001 -- a parameter
):
    """Pending for its registration, or a simulator for ever."""
    assert lease(origination, number_type).sends_sms is sends


def test_active_number_sends():
    """The account of everybody whose codes arrive has one."""
    (number,) = open_account().session.origination().list_numbers()

    assert number.status == "ACTIVE"
    assert number.sends_sms is True


def test_pool_shows_what_is_in_it_masked(account: Account, origination: cx.Origination):
    """The number's last four digits."""
    pool_id = fill(account, origination)
    (number,) = origination.list_numbers()
    (row,) = origination.pools().to_dict("records")

    assert row["pool_id"] == number.pool_id == pool_id
    assert row["identities"] == number.phone_number.masked
    assert row["message_type"] == "TRANSACTIONAL"
    assert row["has_shared_routes"] is False


def test_sender_id_is_for_a_country(account: Account, origination: cx.Origination):
    """As AWS tells it."""
    fill(account, origination)
    (row,) = origination.sender_ids().to_dict("records")

    assert (row["sender_id"], row["country"]) == ("EXAMPLE", "GB")
    assert row["message_types"] == "PROMOTIONAL"


def test_other_region_has_others(account: Account, origination: cx.Origination):
    """Numbers are of one Region."""
    lease(origination)
    other = account.session.origination("eu-west-1")

    assert len(other.numbers()) == 0
    assert repr(other) == "<Origination eu-west-1>"


def test_the_us_needs_a_number_that_is_registered(shared: cx.Origination):
    """With how long it takes, and where AWS says so."""
    needs = shared.requirements("US").set_index("identity")

    check_dtypes(needs.reset_index()[list(frames.REQUIREMENTS)], frames.REQUIREMENTS)
    assert list(needs.index) == ["TOLL_FREE", "TEN_DLC", "SHORT_CODE", "LONG_CODE", "SENDER_ID"]
    toll_free = needs.loc["TOLL_FREE"]
    assert toll_free["registration"] == "US_TOLL_FREE_REGISTRATION"
    assert toll_free["takes"] == "up to 15 business days"
    assert toll_free["can_be_requested"]
    assert needs["source"].str.startswith("https://docs.aws.amazon.com/").all()
    assert not needs.loc["SENDER_ID", "is_supported"]
    assert "AWS does not deliver" in toll_free["note"]


@pytest.mark.parametrize(
    ("country", "identity", "is_supported", "is_registered", "can_be_requested"),
    [
        ("DE", "SENDER_ID", True, False, False),
        ("DE", "LONG_CODE", True, True, True),
        ("GB", "SENDER_ID", True, True, False),
        ("GB", "LONG_CODE", True, True, True),
        ("IN", "SENDER_ID", True, True, False),
        ("IN", "LONG_CODE", False, None, False),
    ],
)
def test_other_countries_need_something_else(
    shared: cx.Origination,
    country: str,
    identity: str,
    is_supported: bool,  # noqa: FBT001 -- a parameter
    is_registered: bool | None,  # noqa: FBT001
    can_be_requested: bool,  # noqa: FBT001
):
    """Unregistered sender ids in Germany; a registration in the UK and in India."""
    told = next(
        it
        for it in shared.requirements(f" {country.lower()} ").to_dict("records")
        if it["identity"] == identity
    )

    assert told["country"] == country
    assert told["is_supported"] is is_supported
    assert told["can_be_requested"] is can_be_requested
    if is_registered is None:
        assert told["is_registration_required"] is not True
    else:
        assert told["is_registration_required"] is is_registered


COUNTRIES = [
    ("ZZ", "no country ZZ"),
    ("UK", "no country UK"),
    ("Germany", "Germany is its name; its code is DE"),
    ("germany", "its code is DE"),
    ("CU", "AWS sends no SMS to Cuba"),
    ("", "missing"),
    ("  ", "missing"),
    (None, "missing"),
    (5, "int, not text"),
    (0, "int, not text"),
    (["US"], "list, not text"),
    ("\x1b[31m<b>", "\\x1b[31m<b>"),
    ("U" * 10_000, "10,000 characters"),
]


@pytest.mark.parametrize(("country", "problem"), COUNTRIES)
def test_wrong_country_is_told(shared: cx.Origination, country: Any, problem: str):
    """By the question what it needs and by the request for a number, of which none is made."""
    for act in (
        shared.requirements,
        lambda it: shared.request_number(it, "TOLL_FREE", confirm=True),
    ):
        with pytest.raises(cx.InvalidRequestError) as caught:
            act(country)
        assert problem in caught.value.faults[0].problem
        assert "two letters" in caught.value.faults[0].fix
        assert caught.value.message.replace("\n", "").isprintable()
        assert len(caught.value.message) < 400
    assert shared.list_numbers() == []


@pytest.mark.parametrize(
    ("number_type", "problem", "fix"),
    [
        ("toll_free", "toll_free cannot be requested", "Did you mean TOLL_FREE?"),
        ("TOLLFREE", "TOLLFREE cannot be requested", "Did you mean TOLL_FREE?"),
        ("SHORT_CODE", "cannot be requested by a call", "Use one of LONG_CODE"),
        ("LONG_CODE", "AWS sends nothing to US from LONG_CODE", "requirements('US')"),
        (None, "None cannot be requested", "Use one of"),
        (["TOLL_FREE"], "cannot be requested", "Use one of"),
    ],
)
def test_wrong_number_type_is_told(
    shared: cx.Origination, number_type: Any, problem: str, fix: str
):
    """With the one that may be meant; nothing is requested."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        shared.request_number("US", number_type, confirm=True)

    (fault,) = caught.value.faults
    assert fault.field == "number_type"
    assert problem in fault.problem
    assert fix in fault.fix
    assert shared.list_numbers() == []


@pytest.mark.parametrize("message_type", ["transactional", "", None, ["TRANSACTIONAL"]])
def test_wrong_message_type_is_told(shared: cx.Origination, message_type: Any):
    """Codes are transactional."""
    with pytest.raises(cx.InvalidRequestError, match="as codes are"):
        shared.request_number("US", "TOLL_FREE", message_type=message_type, confirm=True)

    assert shared.list_numbers() == []


def test_all_that_is_wrong_is_told_at_once(shared: cx.Origination):
    """Not one after the other."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        shared.request_number("ZZ", "FAX", message_type="SPAM")

    assert [it.field for it in caught.value.faults] == ["country", "number_type", "message_type"]


def test_request_is_shown_first(shared: cx.Origination):
    """What it does, what it costs, and that nothing was done."""
    proposal = shared.request_number(" us ", "TOLL_FREE")

    assert isinstance(proposal, cx.Proposal)
    text = str(proposal)
    assert text.startswith("Request a number (US, TOLL_FREE) in us-east-1: Nothing was done.")
    assert "confirm=True" in text
    assert "It sends nothing before US_TOLL_FREE_REGISTRATION is COMPLETE" in text
    assert "up to 15 business days" in text
    assert "A monthly price from the request on" in text
    assert "https://aws.amazon.com/end-user-messaging/pricing/" in text
    assert repr(proposal) == text
    assert shared.list_numbers() == []


def test_shown_code_does_what_confirming_does(account: Account, origination: cx.Origination):
    """The program is whole: run on the same account, it requests the same number."""
    proposal = origination.request_number("US", "TOLL_FREE", message_type="PROMOTIONAL")

    code = proposal.as_code().replace("import boto3", "")
    exec(code, {"boto3": account.aws.boto3_session})  # noqa: S102 -- what a reader would run

    (number,) = origination.list_numbers()
    assert (number.number_type, number.message_type) == ("TOLL_FREE", "PROMOTIONAL")
    assert "request-phone-number" in proposal.as_code("cli")


def test_page_shows_the_code_too(shared: cx.Origination):
    """A notebook shows no text where there is a page."""
    proposal = shared.request_number("US", "TOLL_FREE")

    page = proposal._repr_html_()

    code = page[page.index("<pre>") : page.index("</pre>")]
    assert code.count("\n") == proposal.as_code().count("\n")
    assert "sms_voice.request_phone_number(" in code
    assert "NumberType=&quot;TOLL_FREE&quot;" in code
    assert "Nothing was done." in page
    assert "nothing is really sent" in page


def test_confirmed_request_is_done_once(origination: cx.Origination):
    """One number, which is pending until its registration is complete."""
    number = lease(origination)

    assert [it.phone_number_id for it in origination.list_numbers()] == [number.phone_number_id]
    assert number.status == "PENDING"


def test_simulator_needs_no_registration(shared: cx.Origination):
    """So nothing is said of one."""
    assert "COMPLETE" not in str(shared.request_number("US", "SIMULATOR"))


def test_number_is_bound_to_a_registration(account: Account, origination: cx.Origination):
    """In one request."""
    made = account.client(VOICE).create_registration(RegistrationType="US_TOLL_FREE_REGISTRATION")
    which = made["RegistrationId"]

    number = origination.request_number("US", "TOLL_FREE", registration_id=which, confirm=True)

    assert number.registration_id == which


def test_release_is_shown_first(origination: cx.Origination):
    """And done once it is confirmed."""
    number = lease(origination)
    proposal = origination.release_number(number.phone_number_id)
    before = len(origination.list_numbers())
    released = origination.release_number(number.phone_number_id, confirm=True)

    assert isinstance(proposal, cx.Proposal)
    assert "Nothing is sent from it any more" in str(proposal)
    assert "names no charge" in str(proposal)
    assert before == 1
    assert released.phone_number_id == number.phone_number_id
    assert origination.list_numbers() == []
    with pytest.raises(cx.ResourceNotFoundError):
        origination.release_number(number.phone_number_id, confirm=True)


def test_number_in_a_pool_is_not_released(account: Account, origination: cx.Origination):
    """AWS's reason comes with the error."""
    fill(account, origination)
    (number,) = origination.list_numbers()

    with pytest.raises(cx.ConflictError):
        origination.release_number(number.phone_number_id, confirm=True)

    assert len(origination.list_numbers()) == 1


@pytest.mark.parametrize(
    ("action", "act"),
    [
        ("DescribePhoneNumbers", lambda it: it.numbers()),
        ("DescribeSenderIds", lambda it: it.sender_ids()),
        ("DescribePools", lambda it: it.pools()),
        ("RequestPhoneNumber", lambda it: it.request_number("US", "TOLL_FREE", confirm=True)),
        ("ReleasePhoneNumber", lambda it: it.release_number("phone-1", confirm=True)),
    ],
)
def test_denied_call_names_its_permission(account: Account, action: str, act: Any):
    """Each in turn; there is no word of SNS in it."""
    account.aws.deny(f"sms-voice:{action}")

    with pytest.raises(cx.AccessDeniedError) as caught:
        act(account.session.origination())

    assert caught.value.hint == (f"Allow `sms-voice:{action}` for the credentials of this session.")


def test_pool_is_told_where_what_is_in_it_is_denied(account: Account, origination: cx.Origination):
    """The rest of the answer still comes."""
    pool_id = fill(account, origination)
    account.aws.deny("sms-voice:ListPoolOriginationIdentities")

    frame = origination.pools()

    assert frame["pool_id"].tolist() == [pool_id]
    assert frame["identities"].isna().all()


def test_proposals_need_no_permission(account: Account, origination: cx.Origination):
    """What is only shown asks nobody."""
    account.aws.deny("sms-voice:RequestPhoneNumber", "sms-voice:ReleasePhoneNumber")

    assert origination.request_number("US", "TOLL_FREE").calls
    assert origination.release_number("phone-1").calls
