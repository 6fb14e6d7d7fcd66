"""The addresses and domains that SES may send from, and in its sandbox to.

Plain logic, without moto and botocore. Not documented by AWS, and decided here: the tokens
of a domain.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from cognito_explore.delivery.ses_source import identities_for
from cognito_explore.embedded.ids import make_id

SUCCESS = "SUCCESS"
PENDING = "PENDING"
REJECT = "REJECT_MESSAGE"
USE_DEFAULT = "USE_DEFAULT_VALUE"

_TOKENS = 3
_TOKEN_LENGTH = 32


@dataclass(slots=True)
class Identity:
    """An address or a domain.

    Attributes:
        name: Of it.
        is_verified: Whether its owner has shown that it is theirs.
        policies: Who else may send with it, by name, each as JSON.
        dkim_tokens: What its DNS is to have.
        is_signed: Whether SES signs its messages.
        dkim_status: Of its DNS.
        mail_from_domain: That bounces go to; None: SES's own.
        mail_from_status: Of that domain's DNS.
        on_mx_failure: What SES does while that is not found.
        configuration_set: Of messages that name none.
    """

    name: str
    is_verified: bool = False
    policies: dict[str, str] = field(default_factory=dict)
    dkim_tokens: tuple[str, ...] = ()
    is_signed: bool = True
    dkim_status: str = PENDING
    mail_from_domain: str | None = None
    mail_from_status: str = PENDING
    on_mx_failure: str = USE_DEFAULT
    configuration_set: str | None = None

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain."""
        return "@" not in self.name

    @property
    def rejects(self) -> bool:
        """Whether SES sends nothing with it, for want of the domain that bounces go to."""
        is_found = self.mail_from_domain is None or self.mail_from_status == SUCCESS
        return not is_found and self.on_mx_failure == REJECT

    def verify(self) -> None:
        """Click the link that SES sent, or publish the records that it asked for."""
        self.is_verified, self.dkim_status = True, SUCCESS


class Identities:
    """The identities of one Region, by name."""

    def __init__(self, random: Random) -> None:
        """Begin with none.

        Args:
            random: Where tokens come from.
        """
        self._random = random
        self._found: dict[str, Identity] = {}

    def create(self, name: str) -> Identity | None:
        """Make one that is not verified yet; None where there is one."""
        if name in self._found:
            return None
        tokens = tuple(make_id(self._random, _TOKEN_LENGTH).lower() for _ in range(_TOKENS))
        self._found[name] = Identity(name, dkim_tokens=tokens)
        return self._found[name]

    def get(self, name: str) -> Identity | None:
        """Give one by its name; None where there is none."""
        return self._found.get(name)

    def delete(self, name: str) -> bool:
        """Delete one; False where there is none."""
        return self._found.pop(name, None) is not None

    def all(self) -> list[Identity]:
        """Give all, as they were made."""
        return list(self._found.values())

    def covering(self, name: str) -> Identity | None:
        """Find what stands for an address or domain: itself, or a domain above it.

        A verified one goes before one that is not.
        """
        found = [self._found[it] for it in identities_for(name) if it in self._found]
        return next((it for it in found if it.is_verified), found[0] if found else None)

    def is_verified(self, name: str) -> bool:
        """Tell whether an address or domain is verified, by itself or a domain above it."""
        found = self.covering(name)
        return found is not None and found.is_verified
