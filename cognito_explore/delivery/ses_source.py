"""Source: the SES identity that a user pool's e-mails come from, by its ARN."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):ses:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):"
    r"identity/(?P<name>[^/\s]+)"
)
# Of a domain that somebody can have.
_LABELS = 2


@dataclass(frozen=True, slots=True)
class Source:
    """What `EmailConfiguration.SourceArn` names.

    Attributes:
        arn: As it is there.
        region_name: Of SES.
        account_id: Whose it is.
        name: An address or a domain; an address need not be an identity itself, where its
            domain is one.
    """

    arn: str
    region_name: str
    account_id: str
    name: str

    def arn_of(self, identity: str) -> str:
        """Give the ARN of another identity beside it."""
        return f"{self.arn.rpartition('/')[0]}/{identity}"


def read_source(arn: str) -> Source | None:
    """Read the ARN of an identity; None where it is none."""
    found = _ARN.fullmatch(arn)
    if found is None:
        return None
    return Source(arn, found["region"], found["account"], found["name"])


def identities_for(name: str) -> list[str]:
    """Name what may be verified for an address or domain: itself, and each domain above it.

    Source:
        SES developer guide, "Verified identities": a domain covers its subdomains and the
        addresses in them.
    """
    local, at, domain = name.rpartition("@")
    labels = domain.lower().split(".")
    above = [".".join(labels[place:]) for place in range(len(labels) - _LABELS + 1)]
    own = [name] if at and local else []
    return [*own, *above] or [domain.lower()]
