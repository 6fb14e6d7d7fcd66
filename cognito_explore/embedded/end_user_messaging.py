"""AWS End User Messaging SMS: all of its operations that are here."""

from __future__ import annotations

from cognito_explore.embedded.eum_account import AccountResponses
from cognito_explore.embedded.eum_numbers import NumbersResponses
from cognito_explore.embedded.eum_registrations import RegistrationsResponses
from cognito_explore.embedded.eum_sandbox import SandboxResponses


class EndUserMessagingResponses(
    AccountResponses, SandboxResponses, NumbersResponses, RegistrationsResponses
):
    """End User Messaging's operations over one world, a family of them in each base."""

    def account_limits(self) -> list[tuple[str, int, int]]:
        """Give the limits of the Region: name, used, most."""
        return [*super().account_limits(), *self.registration_limits(), *self.sandbox_limits()]
