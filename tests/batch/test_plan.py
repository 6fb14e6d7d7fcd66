"""A plan says what would be sent, to whom, how long it takes and what it costs; nothing is sent."""

import os
from datetime import timedelta

import pandas as pd
import portalocker
import pytest
from conftest import make_token

import cognito_explore as cx
from cognito_explore import frames

PRICES = {"US": 0.01}


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
    assert "At 0.1 a second that takes about 2 minutes." in str(plan)


def test_the_pace_is_the_accounts_if_none_is_named(session, crowd):
    """98 % of fifty a second."""
    assert session.plan(crowd, look_up=False).pace_per_s == 49


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
