"""Ways in which a code does not arrive: what each does to a fresh embedded AWS."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from cognito_explore.delivery import regions
from cognito_explore.embedded.sms.region import SANDBOX, SmsRegion
from cognito_explore.embedded.sms.world import SmsWorld
from cognito_explore.errors import ConfigurationError
from cognito_explore.show import printable

_DEFAULT_REGION = "us-east-1"
_WRONG_REGION = "wrong_region"
_REGIONS = {_WRONG_REGION: "us-east-2"}

_LIMIT_USD = 1


@dataclass(frozen=True, slots=True)
class Stage:
    """What a scenario is played on.

    Attributes:
        sms: The SMS accounts.
        region: The account that the demo pool sends from.
        pool_region: Of the demo pool.
        with_number: The accounts that get a number to send to the United States from.
        sms_configuration: Of the demo pool, as AWS names it; changed in place.
        phone_number: Of the user whom the code is for.
    """

    sms: SmsWorld
    region: SmsRegion
    pool_region: str
    with_number: list[SmsRegion]
    sms_configuration: dict[str, Any]
    phone_number: str


Scenario = Callable[[Stage], None]


def sms_sandbox(stage: Stage) -> None:
    """The account is new: in the SMS sandbox, no number verified, 1 USD a month."""
    stage.region.tier = SANDBOX
    stage.region.spend.max_limit = _LIMIT_USD


def spend_limit_reached(stage: Stage) -> None:
    """The month's spend limit of 1 USD, which may be raised to 100, is used up."""
    now = stage.region.opt_outs.created_at
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    stage.region.spend.override = _LIMIT_USD
    stage.region.spend.begin_with(Decimal(_LIMIT_USD), max(month, now - timedelta(hours=1)))


def opted_out(stage: Stage) -> None:
    """The user answered STOP to an earlier message."""
    stage.region.opt_outs.put(stage.phone_number, is_by_end_user=True)


def no_origination_number(stage: Stage) -> None:
    """The account has no number to send to the United States from."""
    stage.with_number.clear()


def wrong_region(stage: Stage) -> None:
    """The pool names no SnsRegion, and sends from a legacy Region that is in the sandbox."""
    del stage.sms_configuration["SnsRegion"]
    legacy = stage.sms[regions.candidates(stage.pool_region, None)[0]]
    legacy.tier = SANDBOX
    stage.with_number.append(legacy)


SCENARIOS: dict[str, Scenario] = {
    scenario.__name__: scenario
    for scenario in (
        sms_sandbox,
        spend_limit_reached,
        opted_out,
        no_origination_number,
        wrong_region,
    )
}


def describe_scenarios() -> dict[str, str]:
    """Give every scenario by its name, with one line about it."""
    return {name: inspect.getdoc(scenario) or "" for name, scenario in SCENARIOS.items()}


def find_scenario(name: str) -> Scenario:
    """Find a scenario by its name.

    Raises:
        ConfigurationError: There is none.
    """
    if isinstance(name, str) and name in SCENARIOS:
        return SCENARIOS[name]
    shown = printable(name, 100)
    near = difflib.get_close_matches(shown, SCENARIOS, n=1, cutoff=0)
    msg = f"There is no scenario {shown!r}: did you mean {near[0]!r}?"
    raise ConfigurationError(msg, hint=f"The scenarios are {', '.join(SCENARIOS)}.")


def play(scenario: Scenario | None, stage: Stage) -> None:
    """Set the stage: without a scenario everything arrives."""
    if scenario:
        scenario(stage)
    for region in stage.with_number:
        region.numbers.add("US", "TOLL_FREE")


def region_for(name: str | None, region_name: str | None) -> str:
    """Give the Region to set a scenario in.

    Args:
        name: Of the scenario, if there is one.
        region_name: The Region that is asked for; None takes the scenario's own.

    Raises:
        ConfigurationError: The scenario cannot be in that Region.
    """
    if region_name is None:
        return _REGIONS.get(name or "", _DEFAULT_REGION)
    possible = regions.with_legacy_alternate()
    if name == _WRONG_REGION and region_name not in possible:
        msg = f"The scenario {name} needs a Region with a legacy alternate for SMS, which "
        msg += f"{printable(region_name, 100)} has not."
        raise ConfigurationError(msg, hint=f"Use one of {', '.join(possible)}.")
    return region_name
