"""A picture of attempts over time, by outcome and by what became of their messages.

Hatches tell the states apart as well as colours do, and the legend counts them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cognito_explore.delivery.deliveries import Delivery
from cognito_explore.delivery.joining import SENDS
from cognito_explore.errors import ConfigurationError
from cognito_explore.history import Attempt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# By state: colour, of Okabe and Ito's palette for every kind of sight, and hatch.
_LOOKS: Mapping[str, tuple[str, str]] = {
    "accepted, delivered": ("#009e73", ""),
    "accepted, on its way": ("#56b4e9", ".."),
    "accepted, lost": ("#d55e00", "xx"),
    "accepted, no receipt": ("#f0e442", "oo"),
    "accepted, not in the log": ("#ffffff", ""),
    "outcome unknown": ("#cc79a7", "\\\\"),
    "refused": ("#999999", "//"),
    "not sent": ("#dddddd", "--"),
}
_ACCEPTED = {
    "SUCCESS": "accepted, delivered",
    "PENDING": "accepted, on its way",
    "FAILURE": "accepted, lost",
    "UNKNOWN": "accepted, no receipt",
}
_OTHERS = {"unknown": "outcome unknown", "refused": "refused", "not_sent": "not sent"}
_NOT_LOGGED = "accepted, not in the log"
_BINS = 24
_WIDTHS = tuple(timedelta(minutes=it) for it in (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440))


def state_of(attempt: Attempt, told: Mapping[int, Delivery]) -> str:
    """Say what became of an attempt, as far as it is known.

    Args:
        attempt: To send a code.
        told: What the log says, by the number of the attempt.

    Returns:
        One of the states in the legend. What the log says counts more than an answer that
        did not come.
    """
    delivery = told.get(attempt.attempt)
    if delivery is not None and attempt.outcome in {"accepted", "unknown"}:
        return _ACCEPTED.get(delivery.status, _ACCEPTED["UNKNOWN"])
    return _OTHERS.get(attempt.outcome, _NOT_LOGGED)


def count_states(
    attempts: Sequence[Attempt], deliveries: Sequence[Delivery]
) -> tuple[timedelta, dict[datetime, Counter[str]]]:
    """Count the states of attempts to send a code, by time.

    Args:
        attempts: Of a history; those that send no code are left out.
        deliveries: Joined to them.

    Returns:
        How long each bin is, and what is in each that has something, by its beginning.
    """
    told = {it.attempt: it for it in deliveries if it.attempt is not None}
    sends = [it for it in attempts if it.operation == SENDS]
    times = [it.sent_at for it in sends]
    span = max(times) - min(times) if times else timedelta()
    width = next((it for it in _WIDTHS if span < it * _BINS), None)
    width = width or timedelta(days=span // (_WIDTHS[-1] * _BINS) + 1)
    bins: dict[datetime, Counter[str]] = {}
    for attempt in sends:
        at = attempt.sent_at
        since_year = at - at.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
        bins.setdefault(at - since_year % width, Counter())[state_of(attempt, told)] += 1
    return width, bins


def plot(
    attempts: Sequence[Attempt], deliveries: Sequence[Delivery], ax: Axes | None = None
) -> Axes:
    """Draw attempts over time; see `DeliveryLog.plot`.

    Raises:
        ConfigurationError: matplotlib is not installed.
    """
    ax = _new_axes() if ax is None else ax
    width, bins = count_states(attempts, deliveries)
    heights = dict.fromkeys(bins, 0)
    for state, (colour, hatch) in _LOOKS.items():
        counts = {at: counted[state] for at, counted in bins.items() if counted[state]}
        if counts:
            ax.bar(
                list(counts),
                list(counts.values()),
                width=width,
                bottom=[heights[at] for at in counts],
                align="edge",
                color=colour,
                hatch=hatch,
                edgecolor="black",
                linewidth=0.8,
                label=f"{state} ({sum(counts.values())})",
            )
        for at, count in counts.items():
            heights[at] += count
    _label(ax, is_empty=not bins)
    return ax


def _label(ax: Axes, *, is_empty: bool) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter  # noqa: PLC0415 -- an extra
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

    ax.set_ylabel("attempts to send a code")
    ax.set_xlabel("sent at (UTC)")
    ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    if is_empty:
        ax.text(0.5, 0.5, "No attempts to send a code.", ha="center", transform=ax.transAxes)
        return
    locator = AutoDateLocator(tz=UTC)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC))
    ax.legend(title="outcome, final state", loc="upper left", bbox_to_anchor=(1, 1))


def _new_axes() -> Axes:
    try:
        # pyplot's figures show themselves in a notebook.
        from matplotlib import pyplot as plt  # noqa: PLC0415 -- an extra
    except ImportError as error:
        msg = "A plot takes matplotlib, which is not installed."
        hint = 'Install it: pip install "cognito_explore[plot]".'
        raise ConfigurationError(msg, hint=hint) from error
    _, ax = plt.subplots(figsize=(8, 3.5), layout="constrained")
    return ax
