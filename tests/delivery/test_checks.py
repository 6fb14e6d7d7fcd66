"""Every check has a scenario that trips it and one that does not, and finds what it should."""

from __future__ import annotations

import pytest
from conftest import NOW

import cognito_explore as cx
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.embedded.scenarios import SCENARIOS, Scenario

OF_CHECK = {check.check_id: check for check in CHECKS}
TRIPPED = {"problem", "warning", "unknown"}


def play(scenario: Scenario) -> cx.Diagnosis:
    """Diagnose a scenario on an embedded AWS of its own."""
    session = cx.connect("embedded", seed=1, now=NOW, region_name=scenario.region_name)
    return session.diagnose(**session.aws.play(scenario.name))


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_is_found(name):
    """The check that a scenario is about finds what the scenario says."""
    scenario = SCENARIOS[name]

    findings = play(scenario).findings
    found = [it for it in findings if it.check_id == scenario.check_id]

    assert [it.status for it in found] == [scenario.expected_status]
    for it in findings:
        compile(str(it.fix_code()), it.check_id, "exec")


@pytest.mark.parametrize("check_id", OF_CHECK)
def test_check_has_a_scenario_that_trips_it_and_one_that_does_not(check_id):
    """So every check was seen to find something, and to find nothing."""
    statuses = {it.expected_status for it in SCENARIOS.values() if it.check_id == check_id}

    assert statuses & TRIPPED
    assert statuses - TRIPPED


def test_names_of_checks_and_scenarios_are_their_own():
    """No two checks share an id, and every scenario is about a check that there is."""
    assert len(OF_CHECK) == len(CHECKS)
    assert {it.check_id for it in SCENARIOS.values()} <= OF_CHECK.keys()
