"""Scenarios: whether the pool's settings let a code be made."""

from __future__ import annotations

from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.sms.region import SANDBOX

SCENARIOS = Scenarios()

_TEMPLATE = "VerificationMessageTemplate"
_OLDER = {"SmsMessage": "SmsVerificationMessage", "EmailMessage": "EmailVerificationMessage"}
_LINK = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}


def _set_text(stage: Stage, member: str, text: str) -> None:
    """Give the pool a text of its own, in both places where `DescribeUserPool` has it."""
    stage.settings[_TEMPLATE] = {member: text}
    stage.settings[_OLDER[member]] = text


@SCENARIOS.scenario("no SMS configuration", "sms-configured", "problem")
def no_sms_configuration(stage: Stage) -> None:
    """The pool has no SMS configuration at all."""
    stage.settings["SmsConfiguration"] = {}


@SCENARIOS.scenario("SMS configured", "sms-configured", "ok")
def sms_configured(stage: Stage) -> None:
    """The pool sends SMS by SNS, as it begins with."""
    stage.settings["SmsConfiguration"]["SnsRegion"] = stage.region.name


@SCENARIOS.scenario("SMS text without a code", "sms-message-template", "problem")
def sms_text_without_code(stage: Stage) -> None:
    """The text of SMS has no place for the code, which AWS takes from nobody today."""
    _set_text(stage, "SmsMessage", "Welcome to our shop!")


@SCENARIOS.scenario("SMS text of its own", "sms-message-template", "ok")
def sms_text(stage: Stage) -> None:
    """The pool has a text of its own for SMS, with a place for the code."""
    _set_text(stage, "SmsMessage", "{####} is your code for our shop.")


@SCENARIOS.scenario(
    "e-mail text without a code", "email-message-template", "problem", attribute_name="email"
)
def email_text_without_code(stage: Stage) -> None:
    """The text of e-mails has no place for the code, which AWS takes from nobody today."""
    _set_text(stage, "EmailMessage", "Welcome to our shop!")


@SCENARIOS.scenario(
    "e-mail links for new users", "email-message-template", "ok", attribute_name="email"
)
def email_links(stage: Stage) -> None:
    """New users confirm with a link; this action sends a code all the same."""
    stage.settings[_TEMPLATE] = dict(_LINK)


@SCENARIOS.scenario("phone number not auto-verified", "auto-verified", "ok")
def not_auto_verified(stage: Stage) -> None:
    """A changed phone number gets no code by itself; this action sends one."""
    stage.settings["AutoVerifiedAttributes"] = ["email"]


@SCENARIOS.scenario("pool not to be read", "auto-verified", "unknown")
def pool_not_to_be_read(stage: Stage) -> None:
    """The credentials may not read the pool's settings."""
    stage.needs_session().aws.deny("cognito-idp:DescribeUserPool")


@SCENARIOS.scenario("Cognito tells of the sandbox", "sms-configuration-failure", "warning")
def failure_sandbox(stage: Stage) -> None:
    """Cognito found the account in the SMS sandbox, where it still is."""
    stage.settings["SmsConfigurationFailure"] = "SNSSandbox"
    stage.region.tier = SANDBOX


@SCENARIOS.scenario("Cognito tells of the role", "sms-configuration-failure", "warning")
def failure_role(stage: Stage) -> None:
    """Cognito found that the role may not send, and it still may not."""
    stage.settings["SmsConfigurationFailure"] = "InvalidSmsRoleAccessPolicyException"
    iam = stage.client("iam")
    for name in iam.list_role_policies(RoleName=stage.sms_role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=stage.sms_role, PolicyName=name)


@SCENARIOS.scenario("Cognito tells of no failure", "sms-configuration-failure", "ok")
def no_failure(stage: Stage) -> None:
    """Cognito has found nothing wrong with the pool's SMS."""
    stage.settings.pop("SmsConfigurationFailure", None)


@SCENARIOS.scenario(
    "Cognito tells of an e-mail failure",
    "email-configuration-failure",
    "warning",
    attribute_name="email",
)
def email_failure(stage: Stage) -> None:
    """Cognito once found something wrong with the pool's e-mail, which was mended since."""
    stage.settings["EmailConfigurationFailure"] = "Email address is not verified."


@SCENARIOS.scenario(
    "Cognito tells of no e-mail failure",
    "email-configuration-failure",
    "ok",
    attribute_name="email",
)
def no_email_failure(stage: Stage) -> None:
    """Cognito has found nothing wrong with the pool's e-mail."""
    stage.settings.pop("EmailConfigurationFailure", None)
