"""Scenarios: whether SES of the account lets an e-mail through to the user."""

from __future__ import annotations

from cognito_explore.embedded.email.region import PROBATION, SHUTDOWN
from cognito_explore.embedded.scenarios.email import send_by_ses, with_set
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage

SCENARIOS = Scenarios()


@SCENARIOS.scenario("SES lets the account send", "ses-sending", "ok", attribute_name="email")
def ses_lets_the_account_send(stage: Stage) -> None:
    """Neither the account nor AWS has paused its sending."""
    send_by_ses(stage)


@SCENARIOS.scenario("SES sending paused", "ses-sending", "problem", attribute_name="email")
def ses_sending_paused(stage: Stage) -> None:
    """Somebody paused the account's sending, and forgot it."""
    send_by_ses(stage).is_sending = False


@SCENARIOS.scenario("SES shut down by AWS", "ses-sending", "problem", attribute_name="email")
def ses_shut_down(stage: Stage) -> None:
    """AWS paused the account's sending, because too much of it bounced."""
    send_by_ses(stage).enforcement = SHUTDOWN


@SCENARIOS.scenario("SES under review", "ses-sending", "warning", attribute_name="email")
def ses_under_review(stage: Stage) -> None:
    """AWS reviews the account's sending, which goes on meanwhile."""
    send_by_ses(stage).enforcement = PROBATION


@SCENARIOS.scenario(
    "SES sandbox, address not verified", "ses-sandbox", "problem", attribute_name="email"
)
def ses_sandbox(stage: Stage) -> None:
    """The account is new to SES: in its sandbox, and the user's address is not verified."""
    send_by_ses(stage).has_production_access = False


@SCENARIOS.scenario("SES sandbox, address verified", "ses-sandbox", "ok", attribute_name="email")
def ses_sandbox_address_verified(stage: Stage) -> None:
    """The account is in the SES sandbox, and the user's address is verified there."""
    email = send_by_ses(stage)
    email.has_production_access = False
    made = email.identities.create(stage.email) or email.identities.get(stage.email)
    assert made is not None  # noqa: S101 -- it was made just now, or before
    made.verify()


@SCENARIOS.scenario("SES quota left", "ses-quota", "ok", attribute_name="email")
def ses_quota_left(stage: Stage) -> None:
    """SES has sent little of what it may in 24 hours."""
    email = send_by_ses(stage)
    email.begin_with(email.max_24_hours // 2)


@SCENARIOS.scenario("SES quota nearly used up", "ses-quota", "warning", attribute_name="email")
def ses_quota_nearly_used_up(stage: Stage) -> None:
    """SES has sent nearly all of what it may in 24 hours."""
    email = send_by_ses(stage)
    email.begin_with(email.max_24_hours - 1)


@SCENARIOS.scenario("SES quota used up", "ses-quota", "problem", attribute_name="email")
def ses_quota_used_up(stage: Stage) -> None:
    """SES has sent all that it may in 24 hours."""
    email = send_by_ses(stage)
    email.begin_with(email.max_24_hours)


@SCENARIOS.scenario("SES suppresses nobody", "ses-suppression", "ok", attribute_name="email")
def ses_suppresses_nobody(stage: Stage) -> None:
    """The user's address is not on the account's suppression list."""
    send_by_ses(stage)


@SCENARIOS.scenario(
    "SES suppresses the address", "ses-suppression", "problem", attribute_name="email"
)
def ses_suppresses_the_address(stage: Stage) -> None:
    """An earlier e-mail to the user's address bounced, so that SES sends none any more."""
    send_by_ses(stage).suppress(stage.email, "BOUNCE")


@SCENARIOS.scenario(
    "SES configuration set overrides suppression",
    "ses-suppression",
    "warning",
    attribute_name="email",
)
def ses_overrides_suppression(stage: Stage) -> None:
    """An earlier e-mail bounced, and the pool's configuration set keeps complaints back only."""
    with_set(stage).suppressed_reasons = ("COMPLAINT",)
    stage.emails[stage.pool_region].suppress(stage.email, "BOUNCE")
