"""IAM of one embedded AWS: its roles and policies, and what they let Cognito do.

Plain logic, without moto and botocore; documents are read as `delivery.policies` reads them.
Not documented by AWS, and decided here: what a document leaves undecided is refused; a role
of another account is never found. A change holds at once, where on AWS it takes seconds.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from cognito_explore.clock import Clock
from cognito_explore.delivery.policies import Asked, Statement, decide, document, read_policy
from cognito_explore.delivery.sending_policy import PRINCIPAL
from cognito_explore.embedded.refused import Refused
from cognito_explore.errors import CognitoExploreError
from cognito_explore.facts import EMAIL_ROLE

COGNITO = "cognito-idp.amazonaws.com"
DEMO_ROLE = "cognito-sms"

_EMAIL_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AmazonCognitoIdpEmailServiceRolePolicy"
_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ID_LENGTH = 17
_NOT_FOUND = 404
_EXISTS = 409


@dataclass(slots=True)
class Policy:
    """A managed policy of the account.

    Attributes:
        name: Its name.
        arn: Its ARN.
        policy_id: AWS's id of it.
        path: Of its name.
        document: As JSON.
        created_at: When.
    """

    name: str
    arn: str
    policy_id: str
    path: str
    document: str
    created_at: datetime


@dataclass(slots=True)
class Role:
    """A role.

    Attributes:
        name: Its name.
        arn: Its ARN.
        role_id: AWS's id of it.
        path: Of its name.
        trust: Who may assume it: a policy document as JSON.
        created_at: When.
        inline: Its own policies by name, as JSON.
        attached: ARNs of the managed policies that it has.
        boundary: ARN of the policy that bounds it; None: it has none.
    """

    name: str
    arn: str
    role_id: str
    path: str
    trust: str
    created_at: datetime
    inline: dict[str, str] = field(default_factory=dict)
    attached: list[str] = field(default_factory=list)
    boundary: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SmsRoleUse:
    """How a pool uses its role for SMS.

    Attributes:
        role_arn: Of the role.
        external_id: That Cognito names; None: none.
        pool_arn: Of the pool.
        action: That the role must allow.
        resource: On what.
    """

    role_arn: str
    external_id: str | None
    pool_arn: str
    action: str
    resource: str


class Identity:
    """The roles and policies of one account."""

    def __init__(self, account_id: str, clock: Clock, random: Random) -> None:
        """Begin without any.

        Args:
            account_id: Of the account.
            clock: Dates what is made.
            random: Where ids come from.
        """
        self._account_id = account_id
        self._clock = clock
        self._random = random
        self.roles: dict[str, Role] = {}
        self.policies: dict[str, Policy] = {}

    def create_role(self, name: str, trust: str, path: str = "/") -> Role:
        """Make a role.

        Raises:
            Refused: There is one of that name, or the document is none.
        """
        if name in self.roles:
            text = f"Role with name {name} already exists."
            raise Refused("EntityAlreadyExists", text, status=_EXISTS)
        self.roles[name] = Role(
            name=name,
            arn=f"arn:aws:iam::{self._account_id}:role{path}{name}",
            role_id=f"AROA{self._make_id()}",
            path=path,
            trust=check_document(trust),
            created_at=self._clock.now(),
        )
        return self.roles[name]

    def create_email_role(self) -> Role:
        """Make the service-linked role with which Cognito sends by SES.

        Raises:
            Refused: It is there.
        """
        if EMAIL_ROLE in self.roles:
            text = f"Service role name {EMAIL_ROLE} has been taken in this account."
            raise Refused("InvalidInput", text)
        trust = {"Effect": "Allow", "Principal": {"Service": PRINCIPAL}, "Action": "sts:AssumeRole"}
        role = self.create_role(EMAIL_ROLE, document(trust), f"/aws-service-role/{PRINCIPAL}/")
        role.attached.append(_EMAIL_POLICY)
        return role

    def role(self, name: str) -> Role:
        """Find a role.

        Raises:
            Refused: There is none.
        """
        if name not in self.roles:
            text = f"The role with name {name} cannot be found."
            raise not_found(text)
        return self.roles[name]

    def create_policy(self, name: str, text: str, path: str = "/") -> Policy:
        """Make a managed policy.

        Raises:
            Refused: There is one of that name, or the document is none.
        """
        arn = f"arn:aws:iam::{self._account_id}:policy{path}{name}"
        if arn in self.policies:
            text = f"A policy called {name} already exists. Duplicate names are not allowed."
            raise Refused("EntityAlreadyExists", text, status=_EXISTS)
        self.policies[arn] = Policy(
            name=name,
            arn=arn,
            policy_id=f"ANPA{self._make_id()}",
            path=path,
            document=check_document(text),
            created_at=self._clock.now(),
        )
        return self.policies[arn]

    def policy(self, arn: str) -> Policy:
        """Find a managed policy.

        Raises:
            Refused: There is none.
        """
        if arn not in self.policies:
            text = f"Policy {arn} does not exist or is not attachable."
            raise not_found(text)
        return self.policies[arn]

    def documents(self, role: Role) -> tuple[str, ...]:
        """Give the documents of all policies of a role, as JSON."""
        return (*role.inline.values(), *(self.policy(arn).document for arn in role.attached))

    def check_sms_role(self, use: SmsRoleUse) -> None:
        """Refuse what Cognito cannot send with its role, in AWS's words.

        Raises:
            Refused: The role does not let Cognito assume it, or may not send.
        """
        found = re.fullmatch(rf"arn:[^:]+:iam::{self._account_id}:role/(?:.*/)?(.+)", use.role_arn)
        role = self.roles.get(found[1]) if found else None
        if role is None or role.arn != use.role_arn or not _is_trusted(role.trust, use):
            text = "Role does not have a trust relationship allowing Cognito to assume the role"
            raise Refused("InvalidSmsRoleTrustRelationshipException", text)
        bounds = (self.policy(role.boundary).document,) if role.boundary else ()
        if not is_allowed(self.documents(role), bounds, use.action, use.resource):
            text = "Role does not have permission to publish with SNS"
            raise Refused("InvalidSmsRoleAccessPolicyException", text)

    def _make_id(self) -> str:
        return "".join(self._random.choices(_ID_LETTERS, k=_ID_LENGTH))


def make_demo_role(identity: Identity, account_id: str, external_id: str) -> Role:
    """Make the role that the demo pool sends SMS with, by either path."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": COGNITO},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": account_id},
            # A pool that names no ExternalId sends with it too.
            "StringEqualsIfExists": {"sts:ExternalId": external_id},
        },
    }
    sending = ["sns:Publish", "sms-voice:SendTextMessage"]
    role = identity.create_role(DEMO_ROLE, document(trust), "/")
    role.inline["send-sms"] = document({"Effect": "Allow", "Action": sending, "Resource": "*"})
    return role


def check_document(text: str) -> str:
    """Take a policy document.

    Raises:
        Refused: It is none.
    """
    try:
        read_policy(text)
    except CognitoExploreError:
        raise Refused("MalformedPolicyDocument", "The policy is not in valid JSON.") from None
    return text


def not_found(text: str) -> Refused:
    """Refuse what is about something that is not there, as IAM does."""
    return Refused("NoSuchEntity", text, status=_NOT_FOUND)


# The same few documents are read at every send, so what they decide is kept.
@functools.lru_cache(maxsize=256)
def _is_trusted(trust: str, use: SmsRoleUse) -> bool:
    context = {
        "aws:sourcearn": use.pool_arn,
        "aws:sourceaccount": use.pool_arn.split(":")[4],
        "sts:externalid": use.external_id,
    }
    asked = Asked("sts:AssumeRole", service=COGNITO, context=context)
    return decide(read_policy(trust), asked) == "allowed"


@functools.lru_cache(maxsize=256)
def is_allowed(
    documents: tuple[str, ...], bounds: tuple[str, ...], action: str, resource: str
) -> bool:
    """Tell whether policies allow an action, within the bounds that there may be.

    Args:
        documents: Of the policies, as JSON.
        bounds: Of the permissions boundary, likewise; empty: there is none.
        action: IAM's name of it.
        resource: On what.
    """
    asked = Asked(action, resource)
    within = not bounds or decide(_read_all(bounds), asked) == "allowed"
    return within and decide(_read_all(documents), asked) == "allowed"


def _read_all(documents: tuple[str, ...]) -> list[Statement]:
    return [statement for it in documents for statement in read_policy(it)]
