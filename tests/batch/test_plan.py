"""A plan says what would be sent, to whom, how long it takes and what it costs; nothing is sent."""

import os
import re
import signal
from datetime import timedelta

import pandas as pd
import portalocker
import pytest
from conftest import make_token

import cognito_explore as cx
from cognito_explore import frames

PRICES = {"US": 0.01}


def requests_of(rows):
    """Make the request records of a frame."""
    for token, name in zip(rows["access_token"], rows["attribute_name"], strict=True):
        yield cx.GetUserAttributeVerificationCode(token, name)


def sign_out(session, rows):
    """Have the tokens of a frame refused from now on."""
    for token in rows["access_token"]:
        session.send(cx.GlobalSignOut(token))


def counts_of(plan):
    """Read the table that a plan is in a notebook."""
    return dict(re.findall(r"<th[^>]*>([^<]*)</th><td[^>]*>([^<]*)</td>", plan._repr_html_()))


class Once:
    """An iterable that goes on where it was left, and is no iterator itself."""

    def __init__(self, rows):
        self.rows = iter(rows)

    def __iter__(self):
        return self.rows


def test_a_plan_sends_nothing_and_says_to_whom(session, crowd):
    """Addresses are asked for with each user's own token, and shown masked."""
    plan = session.plan(crowd, prices=PRICES, progress=False)

    frame = plan.to_frame()
    assert plan.to_send == 12
    assert list(frame["destination"]) == [f"+*******{place:04}" for place in range(12)]
    assert set(frame["country"]) == {"US"}
    assert session.aws.inbox().empty
    assert {it.operation for it in session.history} == {"GetUser"}


def test_addresses_of_the_frame_are_not_asked_for(session, crowd):
    """A column named like the attribute tells them."""
    rows = crowd.assign(phone_number="+491701234567")

    plan = session.plan(rows, progress=False)

    assert set(plan.to_frame()["country"]) == {"DE"}
    assert set(plan.to_frame()["destination"]) == {"+********4567"}
    assert len(session.history) == 0


def test_without_looking_up_nobody_is_asked(session, crowd):
    """What is not known is missing, not nothing."""
    plan = session.plan(crowd, look_up=False, progress=False)

    frame = plan.to_frame()
    assert len(session.history) == 0
    assert frame["destination"].isna().all()
    assert frame["price_usd"].isna().all()
    assert plan.unpriced == 12
    assert "What 12 SMS would cost is not known." in str(plan)


def test_a_user_is_asked_once(session, tokens):
    """Whatever is sent to them."""
    rows = pd.DataFrame(
        {"access_token": [tokens.access_token] * 2, "attribute_name": ["phone_number", "email"]}
    )

    plan = session.plan(rows, progress=False)

    assert list(plan.to_frame()["destination"]) == ["+*******0123", "a***@e***"]
    assert [it.operation for it in session.history] == ["InitiateAuth", "GetUser"]


def test_a_refused_look_up_is_told_and_its_row_is_sent_all_the_same(session, crowd, do):
    """Every row of that user has Cognito's reason; only its answer to the send decides."""
    crowd.loc[12] = crowd.loc[0].replace("phone_number", "email")
    sign_out(session, crowd[:2])

    plan = session.plan(crowd, prices=PRICES, progress=False)

    frame = plan.to_frame()
    refused = frame.loc[[0, 1, 12]]
    assert plan.to_send == len(crowd)
    assert plan.left_out == {}
    assert refused["outcome"].isna().all()
    assert refused["destination"].isna().all()
    assert set(refused["error_code"]) == {"NotAuthorizedException"}
    assert set(refused["error_message"]) == {
        "Its address is not known: NotAuthorizedException: Access Token has been revoked"
    }
    assert frame["error_code"][2:12].isna().all()
    assert "Of 3 the address is not known: NotAuthorizedException." in str(plan)
    assert len(do(session, crowd)) == len(crowd)


def test_a_row_without_an_address_says_why(session, crowd):
    """The user has none, or what the frame has is no number; it is sent all the same."""
    rows = crowd[:2].assign(phone_number=["12345", None])
    rows.loc[1, "attribute_name"] = "email"

    plan = session.plan(rows, progress=False)

    frame = plan.to_frame()
    assert plan.to_send == 2
    assert list(frame["error_code"]) == ["UnreadableNumber", "NoAddress"]
    assert frame["error_message"][0].startswith("Its country is not known: ")
    assert frame["error_message"][1] == "The user has no email."
    assert frame["destination"].isna().all()
    assert "Of 2 the address is not known: 1 UnreadableNumber, 1 NoAddress." in str(plan)


def test_refused_look_ups_are_counted_by_reason(session, crowd):
    """Where there is more than one."""
    sign_out(session, crowd[:2])
    session.aws.boto3_session.client("cognito-idp").admin_delete_user(
        UserPoolId=session.aws.demo.user_pool_id, Username="user-2"
    )

    plan = session.plan(crowd, progress=False)

    assert (
        "Of 3 the address is not known: 2 NotAuthorizedException, 1 UserNotFoundException."
        in str(plan)
    )
    assert counts_of(plan)["address not known: NotAuthorizedException"] == "2"


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_while_it_asks_makes_no_plan(session, crowd):
    """A plan that lacks addresses would look like one that has none."""

    def interrupt(**_: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)

    events = session._sender.client.meta.events
    events.register_first("before-call.*.GetUser", interrupt)

    with pytest.raises(KeyboardInterrupt):
        session.plan(crowd, progress=False)

    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    "once", [requests_of, lambda it: map(id, it), lambda it: Once(requests_of(it))]
)
def test_what_can_be_read_only_once_is_not_planned(session, crowd, once):
    """It would be used up, and the batch after it would send none of it."""
    rows = once(crowd)

    with pytest.raises(TypeError, match=r"read twice, as a frame or list\(rows\)"):
        session.plan(rows, look_up=False)


def test_a_refused_generator_still_has_all_its_rows(session, crowd, do):
    """`send_codes` takes it, after a plan that did not."""
    rows = requests_of(crowd)
    with pytest.raises(TypeError):
        session.plan(rows, look_up=False)

    results = do(session, rows)

    assert len(results) == len(crowd)


def test_a_list_of_requests_is_planned_and_sent(session, crowd, do):
    """It can be read as often as one likes."""
    rows = list(requests_of(crowd))

    plan = session.plan(rows, look_up=False)

    assert plan.to_send == len(do(session, rows)) == 12


def test_what_is_left_out_is_counted_by_reason(session, tokens):
    """Rows that are wrong, the same, or over their user's hour."""
    rows = pd.DataFrame(
        {
            "access_token": [tokens.access_token] * 3 + ["abc"],
            "attribute_name": ["email", "email", "phone_number", "email"],
        }
    )
    for _ in range(4):
        session.send_code(tokens.access_token, "email")

    plan = session.plan(rows, progress=False)

    assert plan.to_send == 1
    assert plan.left_out == {"DuplicateRow": 1, "HourlyLimit": 1, "InvalidRequestError": 1}
    assert "left out: 1 the same as another row" in str(plan)


def test_the_time_is_what_the_pace_takes(session, crowd):
    """And no more than a batch would."""
    plan = session.plan(crowd, pace_per_s=0.1, look_up=False)

    assert plan.duration == timedelta(seconds=120)
    assert plan.pace_source == "given"
    assert "At 0.1 a second that takes about 2 minutes." in str(plan)


def test_the_pace_is_the_accounts_if_none_is_named(session, crowd):
    """98 % of fifty a second, which the account was asked for."""
    plan = session.plan(crowd, look_up=False)

    assert plan.pace_per_s == 49
    assert plan.pace_source == "GetProvisionedLimit"
    assert "At 49 a second (98 % of the account's limit) that takes" in str(plan)


def test_a_plan_says_where_the_account_could_not_be_asked(session, crowd):
    """Without the permission it is the number that AWS gives by default."""
    session.aws.deny("cognito-idp:GetProvisionedLimit")

    plan = session.plan(crowd, look_up=False)

    assert plan.pace_per_s == 49
    assert plan.pace_source == "AWS's default"
    assert "At 49 a second (98 % of AWS's default) that takes" in str(plan)


def test_costs_are_told_by_country_with_what_is_not_known(session, crowd):
    """The dearest first; a country without a price has none, not zero."""
    numbers = ["+12025550123"] * 6 + ["+491701234567"] * 4 + ["+5352345678"] * 2
    rows = crowd.assign(phone_number=numbers)

    plan = session.plan(rows, prices={"US": 0.01, "DE": 0.1}, parts=2)

    costs = plan.countries()
    assert list(costs.columns) == list(frames.PLAN_COUNTRIES)
    assert list(costs["country"]) == ["DE", "US", "CU"]
    assert list(costs["messages"]) == [4, 6, 2]
    assert list(costs["cost_usd"][:2]) == [pytest.approx(0.8), pytest.approx(0.12)]
    assert costs["cost_usd"].isna()[2]
    assert plan.cost_usd == (0.92, 0.92)
    assert "0.92 USD; the price of 2 is not known" in str(plan)


def test_prices_are_dated_and_a_carriers_fee_is_in_the_most(session, crowd):
    """AWS's list has a fee for US numbers."""
    plan = session.plan(crowd, progress=False)

    low, high = plan.cost_usd
    assert low < high
    assert "list prices as of 2026-03" in str(plan)


def test_emails_are_no_sms(session, tokens):
    """They have no price here: it depends on the pool's way."""
    rows = pd.DataFrame({"access_token": [tokens.access_token], "attribute_name": ["email"]})

    plan = session.plan(rows, progress=False)

    assert plan.countries().empty
    assert plan.cost_usd == (0, 0)
    assert "cost" not in str(plan)


def test_a_plan_knows_what_a_journal_has(session, crowd, journal, do):
    """The rest is planned, and the journal stays as it is."""
    do(session, crowd[:5], journal=journal)
    before = journal.read_bytes()

    plan = session.plan(crowd, journal=journal, look_up=False)

    assert plan.to_send == 7
    assert list(plan.to_frame()["outcome"][:5]) == ["accepted"] * 5
    assert "5 done before" in str(plan)
    assert journal.read_bytes() == before


def test_a_plan_reads_a_journal_that_is_in_use_and_torn(session, crowd, journal, do):
    """It neither mends nor locks it, and leaves nothing beside it."""
    do(session, crowd[:5], journal=journal)
    with journal.open("ab") as file:
        file.write(b'{"row":5,"id":"')
    before = journal.read_bytes()
    journal.chmod(0o400)
    descriptor = os.open(journal, os.O_RDWR)
    portalocker.lock(descriptor, portalocker.LockFlags.EXCLUSIVE)

    plan = session.plan(crowd, journal=journal, look_up=False)

    os.close(descriptor)
    assert plan.to_send == 7
    assert journal.read_bytes() == before
    assert [*journal.parent.iterdir()] == [journal]


def test_what_is_unknown_is_not_said_to_be_done(session, crowd, journal, do):
    """As text and as HTML: it may have been sent, or not."""
    do(session, crowd[:5], journal=journal)
    journal.write_bytes(journal.read_bytes()[:-1])

    plan = session.plan(crowd, journal=journal, look_up=False)

    assert list(plan.to_frame()["outcome"][:5]) == ["accepted"] * 4 + ["unknown"]
    assert "left out: 4 done before, 1 unknown: may have been sent." in str(plan)
    assert counts_of(plan) == {
        "rows": "12",
        "would be sent": "7",
        "done before": "4",
        "unknown: may have been sent": "1",
    }


def test_what_is_to_be_sent_again_is_planned(session, crowd, journal, do):
    """`send_again`: as the batch then does."""
    do(session, crowd[:5], journal=journal)
    journal.write_bytes(journal.read_bytes()[:-1])

    unknown = pd.Index([4])
    plan = session.plan(crowd, journal=journal, send_again=unknown, look_up=False)

    assert plan.to_send == 8
    assert plan.rows[4].will_be_sent
    assert "unknown" not in str(plan)


def test_only_what_is_unknown_is_planned_again(session, crowd, journal, do):
    """A journal knows; without one nobody does."""
    do(session, crowd[:5], journal=journal)

    with pytest.raises(cx.ConfigurationError, match="it is accepted"):
        session.plan(crowd, journal=journal, send_again=[4], look_up=False)
    with pytest.raises(cx.InvalidRequestError, match="Only a journal knows") as caught:
        session.plan(crowd, send_again=pd.Index([3, 4]), look_up=False)

    assert "Give journal= as well." in str(caught.value)
    assert "resume" not in str(caught.value)


def test_rows_that_ask_for_the_same_are_planned_where_that_is_wanted(session, tokens, do):
    """`allow_duplicates`: as the batch then does."""
    rows = pd.DataFrame(
        {"access_token": [tokens.access_token] * 2, "attribute_name": ["email", "email"]}
    )

    plan = session.plan(rows, allow_duplicates=True, look_up=False)

    sent = do(session, rows, allow_duplicates=True)["outcome"]
    assert plan.to_send == (sent == "accepted").sum() == 2


def test_a_journal_in_the_home_folder_is_found(session, crowd, journal, do, monkeypatch):
    """`~` means for a plan what it means for the batch."""
    monkeypatch.setenv("HOME", str(journal.parent))
    do(session, crowd[:5], journal="~/run.jsonl")

    assert session.plan(crowd, journal="~/run.jsonl", look_up=False).to_send == 7


def test_a_plan_makes_no_journal(session, crowd, journal):
    """Where there is none, none of the rows is done."""
    assert session.plan(crowd, journal=journal, look_up=False).to_send == 12
    assert not journal.exists()


def test_a_plan_agrees_with_the_batch(session, tokens, do):
    """What would be sent is what is sent, and what is left out has the same reason."""
    rows = pd.DataFrame(
        {
            "access_token": [tokens.access_token] * 8 + [None, make_token(exp=1)],
            "attribute_name": ["email"] * 8 + ["email", "email"],
            "client_metadata": [{"n": str(place % 7)} for place in range(8)] + [None, None],
        }
    )

    plan = session.plan(rows, look_up=False).to_frame()
    results = do(session, rows)

    assert list(plan["will_be_sent"]) == [it == "accepted" for it in results["outcome"]]
    left_out = ~plan["will_be_sent"].astype(bool)
    assert list(plan["error_code"][left_out]) == list(results["error_code"][left_out])


@pytest.mark.parametrize("prices", [{"US": -1}, {"Narnia": 1}, "no_such_file.csv"])
def test_wrong_prices_are_said(session, crowd, prices):
    """With what is wrong and what to do."""
    with pytest.raises(cx.ConfigurationError):
        session.plan(crowd, look_up=False, prices=prices)


@pytest.mark.parametrize("parts", [0, -1, 1.5, "two", True])
def test_a_number_of_parts_is_whole(session, crowd, parts):
    """And at least one."""
    with pytest.raises(cx.InvalidRequestError, match="parts"):
        session.plan(crowd, look_up=False, parts=parts)


def test_a_plan_shows_itself_without_secrets(session, crowd):
    """As text and as HTML."""
    plan = session.plan(crowd, progress=False)

    shown = repr(plan) + plan._repr_html_()
    assert "12 of 12 rows would be sent" in shown
    assert "Plan: nothing was sent" in shown
    for token in crowd["access_token"]:
        assert token not in shown
