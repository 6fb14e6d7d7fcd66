"""What an account may spend on SMS, what of it is left, and for about how many messages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from conftest import NOW
from embedded.sms_account import Account, open_account

import cognito_explore as cx

SOURCES = {
    "sms-voice:DescribeAccountAttributes": ("tier", "account-tier"),
    "sms-voice:DescribeSpendLimits": ("limit_usd", "spend-limit"),
    "cloudwatch:GetMetricData": ("spent_usd", "month-to-date"),
    "logs:DescribeLogGroups": ("price_usd", "message-price"),
    "logs:FilterLogEvents": ("price_usd", "message-price"),
}


@pytest.fixture
def account() -> Account:
    """An account in production, which may spend 100 USD a month; a message costs 0.01."""
    return open_account()


def limits(account: Account, **asked: Any) -> cx.SmsLimits:
    """Ask for the limits."""
    return account.session.origination().limits(**asked)


def found(told: cx.SmsLimits) -> dict[str, cx.Finding]:
    """Give the findings by name."""
    return {it.check_id: it for it in told.findings}


def test_messages_left_follow_from_the_log(account: Account):
    """The mean price of what was sent, and what is left of the month's limit."""
    for _ in range(3):
        account.send()

    told = limits(account)

    assert (told.tier, told.limit_usd, told.limit_max_usd) == ("PRODUCTION", 100.0, 100.0)
    assert told.spent_usd == pytest.approx(0.03)
    assert told.left_usd == pytest.approx(99.97)
    assert told.price_usd == pytest.approx(0.01)
    assert told.messages_left == 9997
    assert told.findings == ()
    assert str(told) == (
        "99.97 of 100.00 USD are left this month: about 9,997 messages at 0.01000 USD each."
    )


def test_mean_of_messages_in_parts(account: Account):
    """A text in another alphabet costs two parts."""
    account.send()
    pool = account.aws._backends["us-east-1"].pools[account.aws.demo.user_pool_id]
    pool.extended_config["SmsVerificationMessage"] = "ж" * 100 + " {####}"
    account.send()

    assert limits(account).price_usd == pytest.approx(0.015)


def test_nothing_of_the_last_31_days_is_no_price(account: Account):
    """What an old message cost says little."""
    account.send()
    account.aws.clock.advance(days=32)

    told = limits(account)

    assert told.price_usd is None
    assert "price_usd=" in found(told)["message-price"].fix


@pytest.mark.parametrize(
    ("price", "left"), [(0.01, 9999), (0.03, 3333), (1, 99), (0.0005, 199_980), (0.0001, 999900)]
)
def test_price_can_be_given(account: Account, price: float, left: int):
    """For another country than that of the messages before."""
    account.send()

    told = limits(account, price_usd=price)

    assert told.price_usd == price
    assert told.messages_left == left


@pytest.mark.parametrize(
    "price",
    [0, 0.0, -0.01, float("nan"), float("inf"), 10**400, "0.01", "", True, False, [0.01], 1j],
)
def test_wrong_price_is_told(account: Account, price: Any):
    """It is no price of one message."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        limits(account, price_usd=price)

    (fault,) = caught.value.faults
    assert fault.field == "price_usd"
    assert "is no price" in fault.problem
    assert len(fault.problem) < 100


def test_account_in_the_sandbox_is_a_problem():
    """The tier says so."""
    told = limits(open_account(scenario="sandbox, number not verified"))

    assert told.tier == "SANDBOX"
    assert told.findings[0].status == "problem"
    assert "verified numbers only" in told.findings[0].title


def test_limit_that_is_reached_is_a_problem_with_its_mend():
    """Raising it within the maximum lets the next code arrive."""
    account = open_account(scenario="spend limit reached")
    account.send()
    told = limits(account)
    client = account.client("pinpoint-sms-voice-v2")
    client.set_text_message_spend_limit_override(MonthlyLimit=100)
    account.send()

    assert told.left_usd == 0.0
    finding = told.findings[0]
    assert (finding.check_id, finding.status) == ("spend-limit", "problem")
    assert finding.fix == (
        "Raise it, up to 100.00 USD: session.origination(...).set_spend_limit(...)."
    )
    assert len(account.inbox()) == 1
    assert "spend-limit" not in found(limits(account))


def test_limit_at_its_maximum_takes_a_support_case(account: Account):
    """There is nothing more to raise it to."""
    account.sms().spend.begin_with(Decimal(100), NOW)

    assert found(limits(account))["spend-limit"].fix.startswith("Ask AWS support for more")


def test_rest_that_pays_for_no_message_is_a_problem_too(account: Account):
    """Half a cent is left; a message costs one."""
    account.send()
    account.sms().spend.begin_with(Decimal("99.995"), NOW)
    before = len(account.inbox())
    account.send()
    told = limits(account)

    assert len(account.inbox()) == before
    assert told.left_usd == pytest.approx(0.005)
    assert told.messages_left == 0
    assert found(told)["spend-limit"].status == "problem"


def test_more_than_the_limit_leaves_nothing(account: Account):
    """A limit that was lowered afterwards; nothing negative is left."""
    account.sms().spend.begin_with(Decimal(5), NOW)
    account.sms().spend.override = 1

    assert limits(account).left_usd == 0.0


def test_no_data_points_are_not_taken_for_nothing_spent(account: Account):
    """CloudWatch lags; unknown is an answer."""
    told = limits(account, price_usd=0.01)

    assert (told.spent_usd, told.left_usd, told.messages_left) == (None, None, None)
    assert found(told)["month-to-date"].status == "unknown"
    assert str(told).startswith("100.00 USD a month; what of it is spent is not known.")


def test_month_begins_anew(account: Account):
    """What was spent in November is not December's."""
    account.send()
    account.aws.clock.advance(days=9)
    new = limits(account)
    token = account.session.sign_in("ana", account.aws.demo.password).access_token
    account.session.send_code(token, "phone_number")

    assert new.spent_usd is None
    assert "no value of this month" in found(new)["month-to-date"].title
    assert limits(account).spent_usd == pytest.approx(0.01)


@pytest.mark.parametrize("action", SOURCES)
def test_denied_source_tells_the_rest(account: Account, action: str):
    """Each in turn: its own value is unknown, and the permission is named."""
    account.send()
    whole = limits(account)
    account.aws.deny(action)

    told = limits(account)

    name, check_id = SOURCES[action]
    for other in ("tier", "limit_usd", "spent_usd", "price_usd"):
        expected = None if other == name else getattr(whole, other)
        assert getattr(told, other) == expected
    (finding,) = told.findings
    assert (finding.check_id, finding.status) == (check_id, "unknown")
    assert f"AWS denies `{action}`" in finding.title
    assert f"Allow `{action}`" in finding.fix
    assert "sns" not in finding.fix


def test_all_sources_denied_are_all_named(account: Account):
    """Nothing is known, and nothing is taken for good."""
    account.aws.deny(*SOURCES)

    told = limits(account)

    assert [it.status for it in told.findings] == ["unknown"] * 4
    assert told.sentence == "What us-east-1 may spend on SMS is not known."
    assert repr(told) == "SmsLimits(region_name='us-east-1')"


def test_given_price_does_not_read_the_log(account: Account):
    """So it takes no permission of the logs."""
    account.send()
    account.aws.deny("logs:DescribeLogGroups", "logs:FilterLogEvents")

    assert limits(account, price_usd=0.02).findings == ()


def test_limits_are_those_of_a_region(account: Account):
    """What one Region spends, another does not."""
    account.send()
    account.sms("eu-west-1").spend.override = 7
    other = account.session.origination("eu-west-1").limits()

    assert (other.region_name, other.limit_usd, other.spent_usd) == ("eu-west-1", 7.0, None)
    assert limits(account).limit_usd == 100.0


def test_page_shows_cents_and_prices(account: Account):
    """A price of a message is a fraction of a cent, and must not show as 0.0."""
    account.send()

    page = limits(account)._repr_html_()

    for shown in ("0.01000", "99.99", "100.00", "9999", "PRODUCTION", "nothing is really sent"):
        assert shown in page


def test_page_keeps_the_lines_of_a_finding(account: Account):
    """Title, evidence and mend."""
    page = limits(account)._repr_html_()

    assert "no data points.<br>" in page
    assert "\\n" not in page
