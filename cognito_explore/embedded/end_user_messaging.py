"""AWS End User Messaging SMS: all of its operations that are here."""

from __future__ import annotations

from moto.core.common_types import TYPE_RESPONSE

from cognito_explore.embedded.eum_account import AccountResponses
from cognito_explore.embedded.eum_configuration_sets import ConfigurationSetsResponses
from cognito_explore.embedded.eum_numbers import NumbersResponses
from cognito_explore.embedded.eum_policies import PoliciesResponses
from cognito_explore.embedded.eum_protect import ProtectResponses
from cognito_explore.embedded.eum_registrations import RegistrationsResponses
from cognito_explore.embedded.eum_sandbox import SandboxResponses
from cognito_explore.embedded.eum_sending import SendingResponses
from cognito_explore.embedded.refused import Refused


class EndUserMessagingResponses(
    AccountResponses,
    SandboxResponses,
    NumbersResponses,
    RegistrationsResponses,
    ConfigurationSetsResponses,
    PoliciesResponses,
    ProtectResponses,
    SendingResponses,
):
    """End User Messaging's operations over one world, a family of them in each base."""

    def call_action(self) -> TYPE_RESPONSE:
        """Answer, unless AWS lets the account do nothing at all."""
        reason = self.sms.denied_reason
        if reason:
            text = "The account may not use End User Messaging."
            raise Refused("AccessDeniedException", text, Reason=reason)
        return super().call_action()

    def account_limits(self) -> list[tuple[str, int, int]]:
        """Give the limits of the Region: name, used, most."""
        return [
            *super().account_limits(),
            *self.registration_limits(),
            *self.sandbox_limits(),
            *self.configuration_set_limits(),
        ]
