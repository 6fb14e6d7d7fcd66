"""The pace: just under what the account is let through, evenly, whatever does the sending."""

import itertools

import pandas as pd
import pytest
from conftest import make_token

import cognito_explore as cx
from batch.inline import Inline, Virtual
from cognito_explore.batch.pace import USED_OF_QUOTA, Pace


class Quota:
    """A quota as a token bucket has it, which goes by the seconds of a batch."""

    def __init__(self, per_s: float, timing: Virtual) -> None:
        self._per_s, self._timing = per_s, timing
        self._left, self._at = per_s, 0.0
        self.throttled: list[float] = []
        self.passed: list[float] = []

    def is_met(self) -> bool:
        """Take one, if there is one."""
        now = self._timing.now()
        self._left = min(self._per_s, self._left + (now - self._at) * self._per_s)
        self._at = now
        if self._left < 1:
            self.throttled.append(now)
            return False
        self._left -= 1
        self.passed.append(now)
        return True


def rows_for(number):
    """Ask for a code for each of many users."""
    tokens = [make_token(sub=f"{place:08}-2222-3333-4444-555555555555") for place in range(number)]
    return pd.DataFrame({"access_token": tokens, "attribute_name": "phone_number"})


@pytest.mark.parametrize("quota", [50, 500])
def test_a_batch_reaches_the_quota_and_is_not_throttled(remote, server, do, quota):
    """At least 97 % of it, in seconds that pass only when somebody waits."""
    timing = Virtual()
    met = Quota(quota, timing)

    accepted = server.body

    def answer(handler):
        server.status, server.body = 200, accepted
        if not met.is_met():
            server.refuse("TooManyRequestsException", "Rate exceeded")
        server.reply(handler)

    server.answer = answer

    pace_per_s = USED_OF_QUOTA * quota
    results = do(remote, rows_for(2 * quota), timing=timing, pace_per_s=pace_per_s)

    assert set(results["outcome"]) == {"accepted"}
    assert len(met.passed) / timing.passed >= 0.97 * quota
    assert met.throttled == []


@pytest.mark.parametrize("quota", [50, 500])
def test_no_second_has_more_than_the_quota(quota):
    """However long a pause was before: what was missed is not made up for."""
    now = 0.0
    pace = Pace(USED_OF_QUOTA * quota, lambda: now)
    left_at = []
    for number in range(5 * quota):
        now += pace.wait_s()
        if number % 70 == 0:
            now += 0.3
        pace.take()
        left_at.append(now)

    most = max(
        sum(begin <= at < begin + 1 for at in left_at[place : place + quota + 5])
        for place, begin in enumerate(left_at)
    )
    assert most <= quota


def test_a_lower_quota_than_expected_is_found_by_backing_off(remote, server, do):
    """Throttled rows come again, later and later; every one is sent once in the end."""
    timing = Virtual()
    met = Quota(20, timing)

    accepted = server.body

    def answer(handler):
        server.status, server.body = 200, accepted
        if not met.is_met():
            server.refuse("TooManyRequestsException", "Rate exceeded")
        server.reply(handler)

    server.answer = answer

    results = do(remote, rows_for(120), timing=timing, pace_per_s=49)

    assert set(results["outcome"]) == {"accepted"}
    assert len(met.passed) == 120
    assert len(met.throttled) < 60


def test_without_a_limit_nothing_waits(session, crowd, do):
    """`float("inf")`."""
    timing = Virtual()

    do(session, crowd, timing=timing, pace_per_s=float("inf"))

    assert timing.passed == 0


def test_the_pace_is_of_requests_and_not_of_workers(remote, server, do):
    """Jobs are handed over at the pace, however many an executor does at a time."""
    timing = Virtual()
    handed_over = []

    do(
        remote,
        rows_for(40),
        timing=timing,
        executor=Inline(lambda: handed_over.append(timing.passed)),
        pace_per_s=10,
        in_flight=40,
    )

    assert len(server.received) == 40
    # The first one only asks in which process it is done.
    gaps = [later - earlier for earlier, later in itertools.pairwise(handed_over[1:])]
    assert min(gaps) == pytest.approx(0.1)


@pytest.mark.parametrize(
    "limit",
    [{}, {"Limit": {}}, {"Limit": None}, {"Limit": {"ProvisionedLimitValue": 0}}],
    ids=["nothing", "no value", "null", "zero"],
)
def test_an_answer_without_a_limit_is_not_believed(remote, server, limit):
    """The guide's own number stands."""
    from cognito_explore.batch.pace import pace_of

    server.play(limit)

    assert pace_of(remote._account, "VerifyUserAttribute") == USED_OF_QUOTA * 25
    assert isinstance(remote, cx.Session)
