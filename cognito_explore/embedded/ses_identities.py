"""SES's operations on identities, and on who may send with them.

Thin adapters: what decides is in `email`; here it is bound to requests.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.delivery.policies import read_policy
from cognito_explore.embedded.email.identities import SUCCESS, Identity
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.ses_service import SesService, not_found
from cognito_explore.errors import CognitoExploreError


class IdentityResponses(SesService):
    """The operations on identities."""

    def create_email_identity(self) -> ActionResult:
        """Make an identity, which its owner is to verify."""
        name = self.asked["EmailIdentity"]
        made = self.email.identities.create(name)
        if made is None:
            raise Refused("AlreadyExistsException", f"Email identity {name} already exists.")
        made.configuration_set = self.asked.get("ConfigurationSetName")
        return answer(
            IdentityType=_kind(made),
            VerifiedForSendingStatus=made.is_verified,
            DkimAttributes=_dkim(made),
        )

    def get_email_identity(self) -> ActionResult:
        """Tell of an identity."""
        found = self._identity()
        return answer(
            IdentityType=_kind(found),
            FeedbackForwardingStatus=True,
            VerifiedForSendingStatus=found.is_verified,
            VerificationStatus=_status(found),
            DkimAttributes=_dkim(found),
            MailFromAttributes=_mail_from(found),
            Policies=found.policies,
            ConfigurationSetName=found.configuration_set,
            Tags=[],
        )

    def put_email_identity_configuration_set_attributes(self) -> ActionResult:
        """Set the configuration set of messages that name none."""
        self._identity().configuration_set = self.asked.get("ConfigurationSetName") or None
        return answer()

    def list_email_identities(self) -> ActionResult:
        """List the identities."""
        self.refuse_unsupported("Filter")
        told = [
            {
                "IdentityType": _kind(it),
                "IdentityName": it.name,
                "SendingEnabled": it.is_verified,
                "VerificationStatus": _status(it),
            }
            for it in self.email.identities.all()
        ]
        return self.paged("EmailIdentities", told)

    def delete_email_identity(self) -> ActionResult:
        """Delete an identity."""
        self.email.identities.delete(self._identity().name)
        return answer()

    def put_email_identity_dkim_attributes(self) -> ActionResult:
        """Sign the messages of an identity, or not."""
        self._identity().is_signed = self.asked.get("SigningEnabled", False)
        return answer()

    def put_email_identity_mail_from_attributes(self) -> ActionResult:
        """Set the domain that bounces go to, whose DNS is still to be found."""
        found, asked = self._identity(), self.asked
        domain = asked.get("MailFromDomain") or None
        if domain != found.mail_from_domain:
            found.mail_from_domain, found.mail_from_status = domain, "PENDING"
        found.on_mx_failure = asked.get("BehaviorOnMxFailure", found.on_mx_failure)
        return answer()

    def create_email_identity_policy(self) -> ActionResult:
        """Let others send with an identity."""
        found, name = self._identity(), self.asked["PolicyName"]
        if name in found.policies:
            raise Refused("AlreadyExistsException", f"Policy {name} already exists.")
        found.policies[name] = self._policy()
        return answer()

    def update_email_identity_policy(self) -> ActionResult:
        """Change who else may send with an identity."""
        found = self._identity()
        found.policies[self._policy_name(found)] = self._policy()
        return answer()

    def delete_email_identity_policy(self) -> ActionResult:
        """Take a policy away."""
        found = self._identity()
        del found.policies[self._policy_name(found)]
        return answer()

    def get_email_identity_policies(self) -> ActionResult:
        """Tell who else may send with an identity."""
        return answer(Policies=self._identity().policies)

    def _identity(self) -> Identity:
        name = self.asked["EmailIdentity"]
        found = self.email.identities.get(name)
        if found is None:
            raise not_found("Email identity", name)
        return found

    def _policy_name(self, identity: Identity) -> str:
        name: str = self.asked["PolicyName"]
        if name not in identity.policies:
            raise not_found("Policy", name)
        return name

    def _policy(self) -> str:
        policy: str = self.asked["Policy"]
        try:
            read_policy(policy)
        except CognitoExploreError as error:
            raise Refused("BadRequestException", "The policy is none.") from error
        return policy


def _kind(identity: Identity) -> str:
    return "DOMAIN" if identity.is_domain else "EMAIL_ADDRESS"


def _status(identity: Identity) -> str:
    return SUCCESS if identity.is_verified else "PENDING"


def _dkim(identity: Identity) -> dict[str, Any]:
    return {
        "SigningEnabled": identity.is_signed,
        "Status": identity.dkim_status,
        "Tokens": list(identity.dkim_tokens),
        "SigningAttributesOrigin": "AWS_SES",
    }


def _mail_from(identity: Identity) -> dict[str, Any]:
    told: dict[str, Any] = {"BehaviorOnMxFailure": identity.on_mx_failure}
    if identity.mail_from_domain is not None:
        told |= {
            "MailFromDomain": identity.mail_from_domain,
            "MailFromDomainStatus": identity.mail_from_status,
        }
    return told
