"""SES: what the checks of e-mail read of the account that a pool's e-mails go by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from cognito_explore.account_exchange import Told
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Found, Look, not_applicable
from cognito_explore.delivery.ses_source import Source, identities_for, read_source
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import CognitoExploreError
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, yes_no

SERVICE = "sesv2"
REFUSED = (
    "Cognito refuses the request with InvalidEmailRoleAccessPolicyException, and makes no code."
)
LOST = "Cognito answers 200, and no e-mail comes."

_T = TypeVar("_T")
_ARN_ACCOUNT = 4


@dataclass(frozen=True, slots=True)
class Identity:
    """An SES identity.

    Attributes:
        name: Of it, an address or a domain.
        told: As `GetEmailIdentity` has it.
    """

    name: str
    told: Mapping[str, Any]

    @property
    def is_verified(self) -> bool:
        """Whether SES sends with it.

        Raises:
            OutcomeUnknownError: AWS does not say.
        """
        return need(yes_no, self.told, "VerifiedForSendingStatus")


def email_settings(case: Case) -> Mapping[str, Any]:
    """Read `EmailConfiguration` of the pool.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    return part(case.pool(), "EmailConfiguration")


def account_of(case: Case) -> str | None:
    """Read whose the pool is; None where its ARN does not say.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    arn = (exact(case.pool(), "Arn") or "").split(":")
    return arn[_ARN_ACCOUNT] or None if len(arn) > _ARN_ACCOUNT else None


def with_source(look: Callable[[Case, Source], Found]) -> Look:
    """Make a check of one that is about the pool's SES identity, where it has one that is ours."""

    def looked(case: Case) -> Found:
        arn = exact(email_settings(case), "SourceArn")
        if not arn:
            return not_applicable("The pool names no SES identity.")
        source = read_source(arn)
        owner = account_of(case)
        if source is None or (owner and source.account_id != owner):
            title = "The pool's SES identity is none that can be looked at: see ses-identity."
            return not_applicable(title, f"EmailConfiguration.SourceArn is {printable(arn)}.")
        return look(case, source)

    return looked


def account(case: Case, source: Source) -> Told:
    """Read how SES stands in the identity's Region.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    return case.call(SERVICE, "GetAccount", region_name=source.region_name)


def find_identity(
    case: Case, source: Source, name: str | Sensitive | None = None
) -> Identity | None:
    """Find what SES knows of an address or domain: itself, or a domain above it.

    Args:
        case: What it is about.
        source: Tells the Region.
        name: Of it; default: the pool's.

    Returns:
        A verified one, otherwise the nearest; None where there is none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    text = name.reveal() if isinstance(name, Sensitive) else name or source.name
    names = identities_for(text)

    def read(place: int) -> Identity | None:
        asked = Sensitive(names[0]) if name is not None and place == 0 else names[place]
        told = or_none(
            lambda: case.call(
                SERVICE,
                "GetEmailIdentity",
                {"EmailIdentity": asked},
                region_name=source.region_name,
            )
        )
        return None if told is None else Identity(names[place], told)

    told = in_threads([lambda place=place: read(place) for place in range(len(names))])  # type: ignore[misc]
    found = [it for it in told if it is not None]
    return next((it for it in found if it.is_verified), found[0] if found else None)


def configuration_set(case: Case, source: Source) -> str | None:
    """Name the configuration set of the pool's e-mails: its own, or its identity's; None: none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    name = exact(email_settings(case), "ConfigurationSet")
    if name:
        return name
    identity = find_identity(case, source)
    return exact(identity.told, "ConfigurationSetName") or None if identity else None


def read_configuration_set(case: Case, source: Source, name: str) -> Mapping[str, Any] | None:
    """Read a configuration set; None where there is none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    asked, place = {"ConfigurationSetName": name}, source.region_name
    return or_none(lambda: case.call(SERVICE, "GetConfigurationSet", asked, region_name=place))


def or_none(read: Callable[[], _T], code: str = "NotFoundException") -> _T | None:
    """Read what there may not be.

    Args:
        read: Reads it.
        code: With which AWS says that there is none.

    Returns:
        What was read; None where AWS says that there is none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    try:
        return read()
    except CognitoExploreError as error:
        if error.code == code:
            return None
        raise
