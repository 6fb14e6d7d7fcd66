"""Users, app clients and pools, as far as signing in needs to know them.

Plain records, without moto and botocore.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cognito_explore.embedded.outgoing import Outgoing
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.verification import Person

UNCONFIRMED = "UNCONFIRMED"
CONFIRMED = "CONFIRMED"
MUST_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD"  # noqa: S105 -- a status
MUST_RESET_PASSWORD = "RESET_REQUIRED"  # noqa: S105 -- a status


@dataclass(slots=True)
class Account(Person):
    """A user who may sign in.

    Attributes:
        password: None or empty if there is none; changed in place.
        is_enabled: Whether no administrator disabled the user.
    """

    password: str | None
    is_enabled: bool


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """What a pool's settings say about second factors.

    Attributes:
        demand: `OFF`, `OPTIONAL` or `ON`.
        factors: By AWS's names, those that the pool offers.
        sms_message: With `{####}` where the code goes.
        email_message: With `{####}` where the code goes.
        email_subject: Of its e-mails.
        outgoing: The way out of its messages.
    """

    demand: str
    factors: tuple[str, ...]
    sms_message: str
    email_message: str
    email_subject: str
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class AppClient:
    """An app client, with what its pool demands of those who sign in.

    Attributes:
        client_id: Of the app client.
        secret: Of the app client; None if it has none.
        pool_id: Of its pool.
        is_discreet: Whether it keeps to itself which users there are.
        session_lifetime: How long there is time to answer a challenge.
        second_factors: What the pool demands.
        required: The attributes that every user of the pool must have.
    """

    client_id: str
    secret: str | None
    pool_id: str
    is_discreet: bool
    session_lifetime: timedelta
    second_factors: SecondFactors
    required: tuple[str, ...]

    @property
    def pool_name(self) -> str:
        """The pool's id behind the Region: the name of the pool in SRP."""
        return self.pool_id.partition("_")[2]


def check_no_reset(account: Account) -> None:
    """Refuse a user who must set a new password first.

    Raises:
        Refused: The user must.
    """
    if account.status == MUST_RESET_PASSWORD:
        raise Refused("PasswordResetRequiredException", "Password reset required for the user")


def check_may_sign_in(account: Account) -> None:
    """Refuse a user who may not sign in, whatever they prove.

    Raises:
        Refused: In AWS's words.
    """
    check_no_reset(account)
    if not account.is_enabled:
        raise Refused("NotAuthorizedException", "User is disabled.")
    if account.status == UNCONFIRMED:
        raise Refused("UserNotConfirmedException", "User is not confirmed.")
