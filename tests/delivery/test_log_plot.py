"""The plot of a delivery log counts attempts by outcome and final state."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import matplotlib as mpl
import pytest
from conftest import NOW
from matplotlib.figure import Figure

import cognito_explore as cx
from cognito_explore.delivery.log_plot import _LOOKS, count_states, state_of
from delivery.test_joining import attempt, delivery

mpl.use("Agg")


def legend(ax) -> list[str]:
    """Give the legend's lines."""
    return [it.get_text() for it in ax.get_legend().get_texts()]


@pytest.mark.parametrize(
    ("outcome", "status", "state"),
    [
        ("accepted", "SUCCESS", "accepted, delivered"),
        ("accepted", "FAILURE", "accepted, lost"),
        ("accepted", "PENDING", "accepted, on its way"),
        ("accepted", "UNKNOWN", "accepted, no receipt"),
        ("accepted", None, "accepted, not in the log"),
        ("unknown", None, "outcome unknown"),
        ("unknown", "SUCCESS", "accepted, delivered"),
        ("refused", None, "refused"),
        ("not_sent", None, "not sent"),
    ],
)
def test_attempt_has_a_state(outcome, status, state):
    """What the log says, where it says something."""
    told = {1: delivery(status=status, attempt=1)} if status else {}

    assert state_of(attempt(1, outcome=outcome), told) == state
    assert state in _LOOKS


def test_states_can_be_told_apart_without_colour():
    """By their hatches, but for the two that are plain: one is filled, the other white."""
    hatches = Counter(hatch for _, hatch in _LOOKS.values())

    assert [it for it, count in hatches.items() if count > 1] == [""]
    assert {colour for colour, hatch in _LOOKS.values() if not hatch} == {"#009e73", "#ffffff"}


@pytest.mark.parametrize(
    ("span", "width"),
    [
        (timedelta(), timedelta(minutes=1)),
        (timedelta(hours=1), timedelta(minutes=5)),
        (timedelta(days=1), timedelta(hours=2)),
        (timedelta(days=400), timedelta(days=17)),
    ],
)
def test_bins_are_few_and_hold_every_attempt(span, width):
    """However long the time is."""
    ends = [replace(attempt(number), sent_at=NOW + at) for number, at in ((1, span * 0), (2, span))]

    made, bins = count_states(ends, [])

    assert made == width
    assert sum(sum(it.values()) for it in bins.values()) == 2
    assert all(at <= NOW + span < at + span + width for at in bins)


def test_attempts_that_send_no_code_are_left_out():
    """Signing in is no attempt to send a code."""
    _, bins = count_states([attempt(1, operation="GetUser")], [])

    assert bins == {}


def test_plot_shows_what_became_of_each_attempt():
    """With the counts in the legend, on what is given to draw on."""
    session = cx.connect("embedded", seed=1, now=NOW)
    token = session.aws.play("Cognito logs nothing of its own")["access_token"]
    session.send_code(token, "phone_number")
    session.aws.clock.advance(minutes=10)
    session.aws.play("sandbox, number not verified")
    session.send_code(token, "phone_number")
    session.send_code(token, "email")
    given = Figure().subplots()

    ax = session.delivery_log().plot(given)

    assert ax is given
    assert legend(ax) == [
        "accepted, delivered (1)",
        "accepted, lost (1)",
        "accepted, not in the log (1)",
    ]
    assert ax.get_xlabel() == "sent at (UTC)"
    ax.figure.canvas.draw()


def test_plot_of_nothing_says_so():
    """Before anything was sent."""
    ax = cx.connect("embedded", seed=1, now=NOW).delivery_log().plot()

    assert [it.get_text() for it in ax.texts] == ["No attempts to send a code."]


def test_plot_without_matplotlib_says_what_to_install():
    """It is an extra, and nothing else needs it."""
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import cognito_explore as cx\n"
        "log = cx.connect('embedded').delivery_log()\n"
        "try:\n"
        "    log.plot()\n"
        "except cx.ConfigurationError as error:\n"
        "    print(error)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=120
    )

    assert 'pip install "cognito_explore[plot]"' in done.stdout
