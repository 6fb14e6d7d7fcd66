"""Protect configurations of one Region: which countries and numbers get messages at all.

Plain logic, without moto and botocore. AWS documents that a configuration begins with every
country allowed, and that a number's override goes before its country's rule. Decided here:
FILTER lets every message through, since AWS's model of risk is not documented; the quota's
words. No configuration belongs to a configuration set here.

Source:
    https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-configuration.html
    https://docs.aws.amazon.com/sms-voice/latest/userguide/protect-rule-override.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_hex
from cognito_explore.embedded.sms.refusals import conflict, invalid_field, not_found, over_quota
from cognito_explore.sms import countries

# User guide, "Create a protect configuration": 25 by default.
MOST_CONFIGURATIONS = 25
SMS = "SMS"
ALLOW = "ALLOW"
BLOCK = "BLOCK"
# botocore's service model: ProtectStatus and ProtectConfigurationRuleOverrideAction.
STATUSES = (ALLOW, BLOCK, "MONITOR", "FILTER")
ACTIONS = (ALLOW, BLOCK)


@dataclass(frozen=True, slots=True)
class Override:
    """What is done with messages to one number, whatever its country's rule is.

    Attributes:
        phone_number: In E.164.
        action: `ALLOW` or `BLOCK`.
        country: Of the number; None if it has none.
        created_at: When it was made.
        expires_at: When it ends; None if it does not.
    """

    phone_number: str
    action: str
    country: str | None
    created_at: datetime
    expires_at: datetime | None


@dataclass(slots=True)
class Configuration:
    """One protect configuration.

    Attributes:
        configuration_id: As AWS makes them.
        created_at: When it was made.
        is_protected: It cannot be deleted.
        rules: By capability and country, what is not `ALLOW` by itself.
        overrides: By number.
    """

    configuration_id: str
    created_at: datetime
    is_protected: bool = False
    rules: dict[tuple[str, str], str] = field(default_factory=dict)
    overrides: dict[str, Override] = field(default_factory=dict)

    def rule_set(self, capability: str = SMS) -> dict[str, str]:
        """Give the rule of every country."""
        return {code: self.rules.get((capability, code), ALLOW) for code in countries.names()}

    def update(self, updates: Mapping[str, str], capability: str = SMS) -> None:
        """Change the rules of some countries; all of them or, where one is wrong, none.

        Raises:
            Refused: There is no such country or rule.
        """
        for code, status in updates.items():
            if code not in countries.names():
                raise invalid_field("CountryRuleSetUpdates", f"There is no country {code}.")
            if status not in STATUSES:
                raise invalid_field("CountryRuleSetUpdates", f"It is {', '.join(STATUSES)}.")
        self.rules |= {(capability, code): status for code, status in updates.items()}

    def override(
        self, phone_number: str, action: str, country: str | None, at: datetime, **until: Any
    ) -> Override:
        """Set what is done with messages to a number; `expires_at=` says until when.

        Raises:
            Refused: There is no such action, or its end has passed.
        """
        expires_at = until.get("expires_at")
        if action not in ACTIONS:
            raise invalid_field("Action", f"It is {' or '.join(ACTIONS)}.")
        if expires_at is not None and expires_at <= at:
            raise invalid_field("ExpirationTimestamp", "It has passed.")
        made = Override(phone_number, action, country, at, expires_at)
        self.overrides[phone_number] = made
        return made

    def remove_override(self, phone_number: str) -> Override:
        """Treat a number as its country again.

        Raises:
            Refused: It has none.
        """
        if phone_number not in self.overrides:
            raise not_found("protect-configuration", phone_number)
        return self.overrides.pop(phone_number)


class Protect:
    """The protect configurations of one Region.

    Attributes:
        default_id: Of the one that messages of SNS, Cognito and others are under; None: none.
    """

    def __init__(self, clock: Clock, random: Random) -> None:
        """Begin with none.

        Args:
            clock: Tells when an override ends.
            random: Where ids come from.
        """
        self._clock = clock
        self._random = random
        self._configurations: dict[str, Configuration] = {}
        self.default_id: str | None = None

    def all(self) -> list[Configuration]:
        """Give every configuration, oldest first."""
        return list(self._configurations.values())

    def get(self, configuration_id: str) -> Configuration:
        """Give a configuration.

        Raises:
            Refused: There is none.
        """
        if configuration_id not in self._configurations:
            raise not_found("protect-configuration", configuration_id)
        return self._configurations[configuration_id]

    def create(self, *, is_protected: bool = False) -> Configuration:
        """Make a configuration that allows everything.

        Raises:
            Refused: The quota is reached.
        """
        if len(self._configurations) >= MOST_CONFIGURATIONS:
            raise over_quota("PROTECT_CONFIGURATIONS_PER_ACCOUNT", MOST_CONFIGURATIONS)
        configuration_id = f"protect-{make_hex(self._random)}"
        made = Configuration(configuration_id, self._clock.now(), is_protected)
        self._configurations[configuration_id] = made
        return made

    def delete(self, configuration_id: str) -> Configuration:
        """Delete a configuration.

        Raises:
            Refused: There is none, it is protected, or it is the account's default.
        """
        found = self.get(configuration_id)
        reason = "DELETION_PROTECTION_ENABLED" if found.is_protected else None
        if configuration_id == self.default_id:
            reason = "PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT"
        if reason:
            text = "The protect configuration cannot be deleted."
            raise conflict(reason, text, "protect-configuration", configuration_id)
        return self._configurations.pop(configuration_id)

    def blocks_number(self, phone_number: str) -> bool:
        """Tell whether an override of the account's default blocks a number."""
        return self._action(phone_number) == BLOCK

    def may_block_a_country(self) -> bool:
        """Tell whether any country is blocked, before a number's country is looked for."""
        return self.default_id is not None and BLOCK in self.get(self.default_id).rules.values()

    def blocks_country(self, phone_number: str, country: str | None) -> bool:
        """Tell whether the account's default blocks a number for its country."""
        if self.default_id is None or self._action(phone_number) == ALLOW:
            return False
        return self.get(self.default_id).rules.get((SMS, country or "")) == BLOCK

    def _action(self, phone_number: str) -> str | None:
        if self.default_id is None:
            return None
        found = self.get(self.default_id).overrides.get(phone_number)
        if found is None or (found.expires_at and found.expires_at <= self._clock.now()):
            return None
        return found.action
