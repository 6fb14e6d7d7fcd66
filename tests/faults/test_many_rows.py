"""What breaks for one row of many, on a connection that was used before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import boto3
import pandas as pd
import pytest

import cognito_explore as cx
from faults.cases import Case, cases
from faults.proxy import Fault, Link
from faults.stage import Stage, add_user

# As many at a time, so that one of them has the connection that breaks.
ROWS = 4
LOST = [it for it in cases() if it.outcome == "unknown" and it.error is not KeyboardInterrupt]


def kept(fault: Fault) -> Fault:
    """Break a connection at its second request."""

    def break_later(link: Link) -> None:
        link.take()
        link.write(link.passed_on())
        fault(link)

    return break_later


@pytest.mark.parametrize(
    "case",
    [it for it in LOST if not it.is_tls and not it.is_for_ever],
    ids=lambda it: f"{it.group}: {it.what}",
)
def test_one_row_of_many_is_lost_and_the_others_are_not(
    case: Case,
    stage: Callable[..., Stage],
    embedded: cx.Session,
    boto3_sessions: tuple[boto3.Session, object],
):
    """Its outcome is the case's, and it alone has none of the others' answers."""
    played = stage(timeout_s=case.timeout_s)
    case.set_up(played)
    played.proxy.plan[:] = [kept(fault) for fault in played.proxy.plan]
    played.session.send_code(played.token, "phone_number")
    tokens, numbers = zip(
        *(add_user(embedded, boto3_sessions[1]) for _ in range(ROWS)), strict=True
    )
    rows = pd.DataFrame({"access_token": tokens, "attribute_name": "phone_number"})
    journal = played.order().journal

    with ThreadPoolExecutor(ROWS) as threads:
        results = played.session.send_codes(
            rows, executor=threads, pace_per_s=float("inf"), journal=journal, progress=False
        )
    played.proxy.settle()

    assert Counter(results["outcome"]) == {"accepted": ROWS - 1, "unknown": 1}
    lost = results["outcome"] == "unknown"
    assert list(results["error_code"][lost]) == [case.code]
    made = Counter(it.to for it in played.aws.messages())
    assert [made[number] for number in numbers] == [
        case.messages if is_lost else 1 for is_lost in lost
    ]
    _, *lines = map(json.loads, journal.read_text(encoding="utf-8").splitlines())
    assert Counter(line["row"] for line in lines if "intent_at" in line) == Counter(range(ROWS))
    told = {line["row"]: line["outcome"] for line in lines if "outcome" in line}
    assert told == dict(enumerate(results["outcome"]))
