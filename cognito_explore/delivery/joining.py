"""Joining what a log says to the attempts of a session, as far as it can be told.

No log names the request behind a message, so a join is by number and time, and says how sure
it is:

- `likely`: one attempt, to a number with the same last four digits, from 30 seconds after the
  message was taken back to 2 minutes before it; and no other message claims that attempt.
- `possible`: one attempt at that time, of which no answer came, so that its number is not
  known.
- `ambiguous`: several attempts, or several messages, could be meant; none is claimed.

Attempts are those that may have had an SMS sent: accepted ones whose answer named a number,
signing in with a code among them, and requests for a code of which nobody knows what became.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cognito_explore.delivery.deliveries import Delivery
from cognito_explore.history import Attempt

LIKELY = "likely"
POSSIBLE = "possible"
AMBIGUOUS = "ambiguous"

SENDS = "GetUserAttributeVerificationCode"

# Decided here. Cognito hands a message over within seconds, and a machine's clock may be wrong.
_TAKEN_BEFORE = timedelta(seconds=30)
_TAKEN_AFTER = timedelta(minutes=2)
_FOUR = 4
_NOT_TOLD = ""


def join(deliveries: Sequence[Delivery], attempts: Iterable[Attempt]) -> list[Delivery]:
    """Say of each message which attempt it belongs to, and how sure that is.

    Args:
        deliveries: What the logs say, one record a message.
        attempts: Of a history, oldest first.

    Returns:
        The same records in their order, with `attempt` and `join_confidence`.
    """
    sent = _by_number(attempts)
    fitting = [_fitting(it, sent) for it in deliveries]
    claims = Counter(
        (it.source, number)
        for it, found in zip(deliveries, fitting, strict=True)
        for number in found
    )
    return [_joined(it, found, claims) for it, found in zip(deliveries, fitting, strict=True)]


def last_four(destination: str | None) -> str | None:
    """Give the last four digits of a masked number; None where it shows none."""
    shown = (destination or "")[-_FOUR:]
    return shown if len(shown) == _FOUR and shown.isdecimal() else None


_Sent = Mapping[str, tuple[list[datetime], list[Attempt]]]


def _by_number(attempts: Iterable[Attempt]) -> _Sent:
    """Sort the attempts that may have had an SMS sent, by the last four digits."""
    found: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        if attempt.outcome == "accepted" and attempt.delivery_medium == "SMS":
            four = last_four(attempt.destination)
            if four:
                found[four].append(attempt)
        elif (
            attempt.outcome == "unknown"
            and attempt.operation == SENDS
            and attempt.attribute_name == "phone_number"
        ):
            found[_NOT_TOLD].append(attempt)
    ordered = {four: sorted(them, key=lambda it: it.sent_at) for four, them in found.items()}
    return {four: ([it.sent_at for it in them], them) for four, them in ordered.items()}


def _fitting(delivery: Delivery, sent: _Sent) -> dict[int, str]:
    """Give the attempts that a message may belong to, with how sure each would be."""
    four = last_four(delivery.destination)
    if four is None:
        return {}
    first, last = delivery.logged_at - _TAKEN_AFTER, delivery.logged_at + _TAKEN_BEFORE
    found: dict[int, str] = {}
    for key, confidence in ((four, LIKELY), (_NOT_TOLD, POSSIBLE)):
        times, attempts = sent.get(key, ([], []))
        near = attempts[bisect_left(times, first) : bisect_right(times, last)]
        found |= {it.attempt: confidence for it in near}
    return found


def _joined(
    delivery: Delivery, found: Mapping[int, str], claims: Mapping[tuple[str, int], int]
) -> Delivery:
    if not found:
        return delivery
    if len(found) == 1:
        ((number, confidence),) = found.items()
        if claims[delivery.source, number] == 1:
            return replace(delivery, attempt=number, join_confidence=confidence)
    return replace(delivery, join_confidence=AMBIGUOUS)
