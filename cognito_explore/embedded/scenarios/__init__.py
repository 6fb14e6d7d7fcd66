"""Ways in which a code does or does not arrive, by name; two at least for every check."""

from __future__ import annotations

import difflib

from cognito_explore.delivery import regions
from cognito_explore.embedded.scenarios import (
    destination,
    direct,
    email,
    history,
    logs,
    origination,
    pool,
    role,
    sending,
    service,
    ses_account,
    sms,
    token,
    triggers,
    user,
)
from cognito_explore.embedded.scenarios.scenario import Scenario, Stage
from cognito_explore.errors import ConfigurationError
from cognito_explore.show import printable

_DEFAULT_REGION = "us-east-1"
_NEAR = 3

SCENARIOS: dict[str, Scenario] = {
    it.name: it
    for it in (
        *token.SCENARIOS,
        *user.SCENARIOS,
        *history.SCENARIOS,
        *service.SCENARIOS,
        *pool.SCENARIOS,
        *role.SCENARIOS,
        *triggers.SCENARIOS,
        *email.SCENARIOS,
        *ses_account.SCENARIOS,
        *sms.SCENARIOS,
        *destination.SCENARIOS,
        *origination.SCENARIOS,
        *direct.SCENARIOS,
        *sending.SCENARIOS,
        *logs.SCENARIOS,
    )
}


def find_scenario(name: object) -> Scenario:
    """Find a scenario by its name.

    Raises:
        ConfigurationError: There is none.
    """
    if isinstance(name, str) and name in SCENARIOS:
        return SCENARIOS[name]
    shown = printable(name, 100)
    near = difflib.get_close_matches(shown, SCENARIOS, n=_NEAR, cutoff=0)
    msg = f"There is no scenario {shown!r}: did you mean {near[0]!r}?"
    raise ConfigurationError(msg, hint=f"Near are {', '.join(near)}; scenarios() lists all.")


def region_for(scenario: Scenario | None, region_name: str | None) -> str:
    """Give the Region to set a scenario in.

    Args:
        scenario: If there is one.
        region_name: The Region that is asked for; None takes the scenario's own.

    Raises:
        ConfigurationError: The scenario cannot be in that Region.
    """
    own = scenario.region_name if scenario else None
    if region_name is None:
        return own or _DEFAULT_REGION
    possible = regions.with_legacy_alternate()
    if scenario and own and region_name not in {own, *possible}:
        msg = f"The scenario {scenario.name} needs a Region with a legacy alternate for SMS, "
        msg += f"which {printable(region_name, 100)} has not."
        raise ConfigurationError(msg, hint=f"Use one of {', '.join(possible)}.")
    return region_name


__all__ = ["SCENARIOS", "Scenario", "Stage", "find_scenario", "region_for"]
