"""The policies of the how-to page: each is enough for its task, and has nothing that none takes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from embedded.registering import FORM, SAMPLE
from embedded.sms_account import ANA

import cognito_explore as cx
from cognito_explore.delivery.written import _THROUGH_SNS
from cognito_explore.embedded.services import actions

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "notebooks" / "opt_in_example.png"
PAGE = (ROOT / "docs" / "how-to" / "iam_policies.md").read_text(encoding="utf-8")
STATEMENTS = {
    it["Sid"]: set(it["Action"])
    for it in json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])["Statement"]
}
# A row of the page's table: what is done, and the statements that it takes.
ROWS = re.findall(r"^\| (.+?) \| (`\w+`.*) \|$", PAGE, re.MULTILINE)


def read_log(session: cx.Session) -> list[Any]:
    """Read what became of messages."""
    return list(session.delivery_log().findings)


def verify_number(session: cx.Session) -> list[Any]:
    """Add a number, verify it, look at it, and take it away a day later."""
    sandbox = session.sandbox()
    sandbox.add(ANA)
    sandbox.verify(ANA, session.aws.messages()[-1].code)
    assert all(it.added_at for it in sandbox.list_numbers())
    session.aws.clock.advance(hours=25)
    sandbox.remove(ANA)
    return list(sandbox.status().findings)


def raise_limit(session: cx.Session) -> list[Any]:
    """See what is left of the month's limit, and raise it."""
    origination = session.origination()
    found = list(origination.limits().findings)
    assert origination.set_spend_limit(20, confirm=True) == 20
    # The log of a month without messages has no price in it.
    return [it for it in found if "no price of the last" not in it.title]


def register(session: cx.Session) -> list[Any]:
    """Request a number, register it, be refused, correct that, and give the number back."""
    origination = session.origination()
    number = origination.request_number("US", "TOLL_FREE", confirm=True)
    picture = origination.attach(PICTURE, confirm=True)
    values = FORM | {"messagingUseCase.optInImage": picture}
    sample = "messageSamples.messageSample1"
    made = origination.create_registration(
        values | {sample: "123456"}, phone_number_id=number.phone_number_id, confirm=True
    )
    which = made.registration_id
    origination.submit_registration(which, confirm=True)
    session.aws.clock.advance(days=16)
    assert origination.list_versions(which)[0].denied_reasons
    origination.copy_registration(which, values={sample: SAMPLE}, confirm=True)
    origination.submit_registration(which, confirm=True)
    session.aws.clock.advance(days=16)
    assert origination.registration(which).status == "COMPLETE"
    assert [it.status for it in origination.list_numbers()] == ["ACTIVE"]
    origination.release_number(number.phone_number_id, confirm=True)
    return []


TASKS = [
    ("delivery_log", read_log, "no origination number"),
    ("delivery_log", read_log, "direct path, events logged"),
    ("the SMS sandbox", verify_number, "sandbox, number not verified"),
    ("monthly limit", raise_limit, "spend limit reached"),
    ("register it", register, "no origination number"),
]


@pytest.mark.parametrize(("task", "do", "scenario"), TASKS)
def test_statements_that_a_task_takes_are_enough_for_it(task, do, scenario):
    """Everything else is denied, and nothing is refused or not known."""
    session = opened(scenario)
    session.aws.deny(*(actions() - granted(task)))

    found = do(session)

    assert [str(it) for it in found if it.status == "unknown"] == []


@pytest.mark.parametrize("action", sorted(set().union(*STATEMENTS.values()) - _THROUGH_SNS))
def test_no_action_is_there_for_nothing(action):
    """Without it, one of the tasks is refused, or does not know something."""
    assert any(misses(action, *task) for task in TASKS)


def test_what_sns_asks_for_its_caller_is_what_a_diagnosis_allows():
    """AWS names them for all of SNS's operations together, so none of them is left out."""
    assert STATEMENTS["ReadThroughSns"] == _THROUGH_SNS


def test_every_row_of_the_table_is_tried_and_every_statement_is_in_it():
    """What the page offers, and what is tested, are the same."""
    named = set(re.findall(r"`(\w+)`", " ".join(statements for _, statements in ROWS)))

    assert named == set(STATEMENTS)
    assert len(ROWS) == len({task for task, _, _ in TASKS})


def opened(scenario):
    """Open a session that sent a code in vain."""
    session = cx.connect("embedded", scenario=scenario, seed=1, now=NOW)
    tokens = session.sign_in("ana", "correct-horse-1")
    session.send_code(tokens.access_token, "phone_number")
    return session


def granted(task):
    """Give the actions of the statements that the page's table names for a task."""
    named = next(statements for what, statements in ROWS if task in what)
    return set().union(*(STATEMENTS[name] for name in re.findall(r"`(\w+)`", named)))


def misses(action, task, do, scenario):
    """Tell whether a task that is granted an action is worse off without it."""
    if action not in granted(task):
        return False
    session = opened(scenario)
    session.aws.deny(action)
    try:
        return any(action in str(it) for it in do(session) if it.status == "unknown")
    except cx.AccessDeniedError:
        return True
