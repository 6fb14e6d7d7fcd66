"""A clock stands or runs, in UTC, and only goes forward."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from conftest import NOW
from hypothesis import given
from hypothesis import strategies as st

import cognito_explore as cx


def test_standing_clock_stands():
    """Given an instant, a clock shows it for ever, and counts no time."""
    clock = cx.Clock(NOW)

    assert [clock.now(), clock.now()] == [NOW, NOW]
    assert [clock.timer(), clock.timer()] == [0, 0]


def test_running_clock_shows_the_time_of_the_machine():
    """Without an argument, a clock goes with the machine's."""
    clock = cx.Clock()

    before, shown, after = datetime.now(UTC), clock.now(), datetime.now(UTC)

    assert before <= shown <= after


def test_running_clock_counts_time():
    """The timer of a running clock goes on by itself."""
    clock = cx.Clock()

    readings = [clock.timer() for _ in range(10_000)]

    assert readings == sorted(readings)
    assert readings[-1] > readings[0]


def test_running_clock_runs_on_when_it_is_moved():
    """A running clock that was moved stays that far ahead of the machine's."""
    clock = cx.Clock()

    clock.advance(days=1)

    ahead = clock.now() - datetime.now(UTC)
    assert timedelta(hours=23) < ahead <= timedelta(days=1)


@pytest.mark.parametrize(
    ("by", "units", "step"),
    [
        (None, {"days": 1}, timedelta(days=1)),
        (None, {"hours": 25}, timedelta(hours=25)),
        (None, {"minutes": 1.5}, timedelta(seconds=90)),
        (None, {"seconds": 0.5}, timedelta(milliseconds=500)),
        (None, {"days": 1, "hours": 1, "minutes": 1, "seconds": 1}, timedelta(1, 3661)),
        (timedelta(hours=2), {}, timedelta(hours=2)),
        (timedelta(hours=2), {"minutes": 5}, timedelta(minutes=125)),
        (timedelta(hours=2), {"hours": -1}, timedelta(hours=1)),
        (None, {}, timedelta()),
    ],
)
def test_clock_is_moved_by_every_unit(
    by: timedelta | None, units: dict[str, float], step: timedelta
):
    """What is given as a timedelta and by name is added up, and the new time is returned."""
    clock = cx.Clock(NOW)

    shown = clock.advance(by, **units)

    assert shown == clock.now() == NOW + step


def test_moves_add_up():
    """Moving a clock twice moves it by both steps."""
    clock = cx.Clock(NOW)

    clock.advance(hours=1)
    clock.advance(minutes=1)

    assert clock.now() == NOW + timedelta(minutes=61)


@given(st.timedeltas(max_value=timedelta(microseconds=-1)))
def test_clock_never_goes_back(step: timedelta):
    """Any step back is refused, and the clock stays where it was."""
    clock = cx.Clock(NOW)

    with pytest.raises(ValueError, match="only goes forward"):
        clock.advance(step)

    assert clock.now() == NOW


def test_clock_goes_no_further_than_dates_go():
    """A step beyond the last date is refused, and the clock stays where it was."""
    clock = cx.Clock(NOW)

    with pytest.raises(ValueError, match="9999"):
        clock.advance(days=3_000_000)

    assert clock.now() == NOW


def test_naive_time_is_refused():
    """An instant without a time zone is refused, and the message says how to write it."""
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        cx.Clock(datetime(2026, 11, 22, 12))  # noqa: DTZ001 -- what is refused


def test_clock_speaks_utc():
    """An instant of another zone is shown in UTC."""
    clock = cx.Clock(datetime(2026, 11, 22, 14, tzinfo=timezone(timedelta(hours=2))))

    assert clock.now() == NOW
    assert clock.now().tzinfo is UTC
    assert repr(clock) == "<Clock 2026-11-22 12:00:00 UTC>"


@pytest.mark.parametrize("step", [{"days": 5_000_000}, {"hours": 1e300}, {"seconds": float("nan")}])
def test_clock_does_not_move_beyond_the_last_date(step: dict[str, float]):
    """A step that is too far is refused, and the clock stays where it was."""
    clock = cx.Clock(NOW)

    with pytest.raises(ValueError, match=r"clock|NaN"):
        clock.advance(**step)

    assert clock.now() == NOW
