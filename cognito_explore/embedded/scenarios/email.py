"""Scenarios: whether an e-mail is sent, and lets itself be delivered."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from cognito_explore.delivery.sending_policy import PRINCIPAL, write_policy
from cognito_explore.embedded.email.identities import REJECT, Identity
from cognito_explore.embedded.email.region import ConfigurationSet, EmailRegion
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.world import ACCOUNT_ID
from cognito_explore.errors import LimitExceededError
from cognito_explore.facts import DEFAULT_EMAILS_A_DAY, USER_ADMIN_SCOPE

SCENARIOS = Scenarios()

# RFC 2606 keeps example.org for this; the users' addresses are of example.com.
_DOMAIN = "example.org"
_POLICY = "CognitoSends"
_SET = "codes"
_OTHER_ACCOUNT = "210987654321"


def send_by_ses(stage: Stage, **settings: str) -> EmailRegion:
    """Have the pool send by SES, in good order."""
    email = stage.emails[stage.pool_region]
    _verified(stage)
    stage.settings["EmailConfiguration"] = {
        "EmailSendingAccount": "DEVELOPER",
        "SourceArn": _arn(stage),
        "From": f"Codes <codes@{_DOMAIN}>",
        **settings,
    }
    return email


def _verified(stage: Stage) -> Identity:
    """Have a verified identity that lets Cognito send."""
    identities = stage.emails[stage.pool_region].identities
    found = identities.create(_DOMAIN) or identities.get(_DOMAIN)
    assert found is not None  # noqa: S101 -- it was made just now, or before
    found.verify()
    pool = f"arn:aws:cognito-idp:{stage.pool_region}:{ACCOUNT_ID}:userpool/"
    pool_arn = pool + stage.demo.user_pool_id
    found.policies[_POLICY] = write_policy(_arn(stage), pool_arn, ACCOUNT_ID)
    return found


def _arn(stage: Stage, account_id: str = ACCOUNT_ID) -> str:
    return f"arn:aws:ses:{stage.pool_region}:{account_id}:identity/{_DOMAIN}"


@SCENARIOS.scenario("SES in good order", "ses-identity", "ok", attribute_name="email")
def ses_in_good_order(stage: Stage) -> None:
    """The pool sends by SES, as a verified identity that lets Cognito send."""
    send_by_ses(stage)


@SCENARIOS.scenario("SES identity not verified", "ses-identity", "problem", attribute_name="email")
def ses_identity_not_verified(stage: Stage) -> None:
    """The records that prove the domain of the pool's SES identity were never published."""
    send_by_ses(stage)
    _verified(stage).is_verified = False


@SCENARIOS.scenario("SES identity deleted", "ses-identity", "problem", attribute_name="email")
def ses_identity_deleted(stage: Stage) -> None:
    """Somebody deleted the SES identity that the pool sends as."""
    send_by_ses(stage).identities.delete(_DOMAIN)


@SCENARIOS.scenario(
    "SES identity of another account", "ses-identity", "problem", attribute_name="email"
)
def ses_identity_of_another_account(stage: Stage) -> None:
    """The pool names an SES identity of another account, which Cognito cannot use."""
    send_by_ses(stage, SourceArn=_arn(stage, _OTHER_ACCOUNT))


@SCENARIOS.scenario(
    "SES identity lets Cognito send", "ses-identity-policy", "ok", attribute_name="email"
)
def ses_identity_lets_cognito_send(stage: Stage) -> None:
    """Cognito's own sender sends as an address of yours, whose policy lets it."""
    _verified(stage)
    stage.settings["EmailConfiguration"] = _by_default(stage)


@SCENARIOS.scenario(
    "SES identity without a policy", "ses-identity-policy", "problem", attribute_name="email"
)
def ses_identity_without_a_policy(stage: Stage) -> None:
    """Cognito's own sender is to send as an address of yours, and no policy lets it."""
    _verified(stage).policies.clear()
    stage.settings["EmailConfiguration"] = _by_default(stage)


@SCENARIOS.scenario("Cognito's role sends", "ses-identity-policy", "ok", attribute_name="email")
def role_of_cognito_sends(stage: Stage) -> None:
    """No policy of the pool's SES identity lets Cognito send, and its service-linked role does."""
    send_by_ses(stage)
    _verified(stage).policies.clear()
    if not stage.emails.has_role():
        stage.client("iam").create_service_linked_role(AWSServiceName=PRINCIPAL)


@SCENARIOS.scenario(
    "neither role nor policy lets Cognito send",
    "ses-identity-policy",
    "problem",
    attribute_name="email",
)
def neither_role_nor_policy(stage: Stage) -> None:
    """The pool sends by SES, and neither a policy nor the service-linked role lets Cognito."""
    send_by_ses(stage)
    _verified(stage).policies.clear()


@SCENARIOS.scenario(
    "SES identity with a doubtful policy", "ses-identity-policy", "warning", attribute_name="email"
)
def ses_identity_with_a_doubtful_policy(stage: Stage) -> None:
    """A policy of the pool's SES identity denies sending to whoever comes from elsewhere."""
    send_by_ses(stage)
    statement: dict[str, Any] = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "ses:*",
        "Resource": "*",
        "Condition": {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}},
    }
    _verified(stage).policies["OfficeOnly"] = json.dumps({"Statement": [statement]})


def _by_default(stage: Stage) -> dict[str, str]:
    return {
        "EmailSendingAccount": "COGNITO_DEFAULT",
        "SourceArn": _arn(stage),
        "From": f"codes@{_DOMAIN}",
    }


@SCENARIOS.scenario(
    "SES configuration set sends", "ses-configuration-set", "ok", attribute_name="email"
)
def ses_configuration_set_sends(stage: Stage) -> None:
    """The pool's e-mails name a configuration set of SES that is there."""
    with_set(stage)


@SCENARIOS.scenario(
    "SES configuration set deleted", "ses-configuration-set", "problem", attribute_name="email"
)
def ses_configuration_set_deleted(stage: Stage) -> None:
    """The pool's e-mails name a configuration set that somebody deleted."""
    send_by_ses(stage, ConfigurationSet=_SET)


@SCENARIOS.scenario(
    "SES configuration set paused", "ses-configuration-set", "problem", attribute_name="email"
)
def ses_configuration_set_paused(stage: Stage) -> None:
    """The configuration set of the pool's e-mails is paused."""
    with_set(stage).is_sending = False


def with_set(stage: Stage) -> ConfigurationSet:
    """Have the pool send by SES, with a configuration set."""
    made = ConfigurationSet(_SET)
    send_by_ses(stage, ConfigurationSet=_SET).configuration_sets[_SET] = made
    return made


@SCENARIOS.scenario(
    "SES identity's configuration set paused",
    "ses-configuration-set",
    "problem",
    attribute_name="email",
)
def ses_identity_s_configuration_set_paused(stage: Stage) -> None:
    """The pool names no configuration set, but its SES identity does, and that one is paused."""
    email = send_by_ses(stage)
    email.configuration_sets[_SET] = ConfigurationSet(_SET, is_sending=False)
    _verified(stage).configuration_set = _SET


@SCENARIOS.scenario("SES signs e-mails", "ses-authentication", "ok", attribute_name="email")
def ses_signs(stage: Stage) -> None:
    """SES signs the pool's e-mails with the domain that they come from."""
    send_by_ses(stage)


@SCENARIOS.scenario(
    "SES does not sign e-mails", "ses-authentication", "warning", attribute_name="email"
)
def ses_does_not_sign(stage: Stage) -> None:
    """DKIM is switched off for the pool's SES identity, so its e-mails look like spam."""
    send_by_ses(stage)
    _verified(stage).is_signed = False


@SCENARIOS.scenario(
    "MAIL FROM domain not found", "ses-authentication", "problem", attribute_name="email"
)
def mail_from_domain_not_found(stage: Stage) -> None:
    """The MAIL FROM domain has no MX record, and SES is set to send nothing then."""
    send_by_ses(stage)
    identity = _verified(stage)
    identity.mail_from_domain, identity.mail_from_status = f"bounce.{_DOMAIN}", "FAILED"
    identity.on_mx_failure = REJECT


@SCENARIOS.scenario("Cognito's own sender", "default-sender", "ok", attribute_name="email")
def own_sender(stage: Stage) -> None:
    """The pool sends by Cognito's own sender, which has sent nothing today."""
    stage.emails.clear()


@SCENARIOS.scenario(
    "Cognito's own sender, day used up", "default-sender", "problem", attribute_name="email"
)
def own_sender_used_up(stage: Stage) -> None:
    """The account's 50 e-mails of the day are sent, and Cognito has refused one more."""
    session = stage.needs_session()
    stage.emails.begin_with(DEFAULT_EMAILS_A_DAY)
    with suppress(LimitExceededError):
        session.send_code(stage.token(USER_ADMIN_SCOPE), "email")
