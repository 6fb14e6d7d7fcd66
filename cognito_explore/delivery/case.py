"""Case: what a diagnosis is about, and what its checks read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from cognito_explore.account_exchange import Told
from cognito_explore.actions.get_user import User
from cognito_explore.calls import Call
from cognito_explore.delivery.check import EMAIL, SMS, Found
from cognito_explore.delivery.reads import Reads
from cognito_explore.delivery.route import Route, route_of
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import CognitoExploreError, ConfigurationError
from cognito_explore.history import Attempt
from cognito_explore.sensitive import Sensitive
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.token import AccessToken
from cognito_explore.told import exact, need, part, parts, text, yes_no
from cognito_explore.wire import SERVICE

MEDIA = {"phone_number": SMS, "email": EMAIL}
_SMS_VOICE = "pinpoint-sms-voice-v2"


@dataclass(frozen=True, slots=True)
class Person:
    """The user whom the code is for.

    Attributes:
        attributes: By name, the values hidden; those that could be read.
        status: As `AdminGetUser` has it, such as `CONFIRMED`; None if that was not asked.
        is_enabled: Likewise.
        source: Where it was read: `GetUser` or `AdminGetUser`.
    """

    attributes: Mapping[str, Sensitive]
    status: str | None
    is_enabled: bool | None
    source: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What a diagnosis is about: one attribute of one user of one pool.

    What a property or method reads is read once for all checks. Where it cannot be read, its
    error is the check's answer: `unknown`, with the permission that would answer it.

    Attributes:
        attribute_name: `phone_number` or `email`.
        access_token: Of the user; None if only the pool is known.
        user_pool_id: As given, or as the token or the session has it; None: not known.
        client_id: Likewise, of the app client.
        username: Likewise, of the user.
        given_number: The phone number that was given for the user's.
        region_name: Of the pool.
        endpoint_url: That an emulator's session has; None on AWS and the embedded AWS.
        session: Its name.
        attempts: The session's history of this user, oldest first.
        now: The time it is.
        reads: What the checks share.
        get_user: Asks who the token belongs to.
    """

    attribute_name: str
    access_token: AccessToken | None
    user_pool_id: str | None
    client_id: str | None
    username: str | None
    given_number: PhoneNumber | None
    region_name: str
    endpoint_url: str | None
    session: str
    attempts: Sequence[Attempt]
    now: datetime
    reads: Reads
    get_user: Callable[[AccessToken], User]

    @property
    def medium(self) -> str:
        """`SMS` or `EMAIL`."""
        return MEDIA[self.attribute_name]

    def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] | None = None,
        **place: str,
    ) -> Told:
        """Ask the account, once for all checks.

        Args:
            service: boto3's name of it.
            operation: AWS's name.
            parameters: By AWS's names.
            **place: `region_name`; default: the pool's.

        Raises:
            CognitoExploreError: It cannot be read; the class tells why.
        """
        return self.reads.call(self._call(service, operation, parameters, **place))

    def pages(
        self,
        service: str,
        operation: str,
        member: str,
        parameters: Mapping[str, Any] | None = None,
        **place: str,
    ) -> list[Told]:
        """Ask the account for a whole list, once for all checks; see `call`.

        Raises:
            CognitoExploreError: It cannot be read; the class tells why.
        """
        return self.reads.pages(self._call(service, operation, parameters, **place), member)

    @property
    def pool_id(self) -> str:
        """Of the pool.

        Raises:
            ConfigurationError: It is not known.
        """
        return self.user_pool_id or _not_given("user pool", "user_pool_id=, or an access token")

    def pool(self) -> Mapping[str, Any]:
        """Read the pool's settings, as `DescribeUserPool` has them.

        Raises:
            CognitoExploreError: They cannot be read.
        """
        told = self.call(SERVICE, "DescribeUserPool", {"UserPoolId": self.pool_id})
        pool = part(told, "UserPool")
        need(exact, pool, "Id")
        return Told(pool)

    def client(self) -> Mapping[str, Any]:
        """Read the app client's settings, as `DescribeUserPoolClient` has them.

        Raises:
            CognitoExploreError: They cannot be read.
        """
        client_id = self.client_id or _not_given("app client", "an access token")
        asked = {"UserPoolId": self.pool_id, "ClientId": client_id}
        return Told(self.call(SERVICE, "DescribeUserPoolClient", asked)["UserPoolClient"])

    def route(self) -> Route:
        """Tell which way the pool's messages go.

        Raises:
            CognitoExploreError: The pool cannot be read.
        """
        return route_of(self.pool(), region_name=self.region_name, session=self.session)

    def signed_in(self) -> User:
        """Ask Cognito whose the token is.

        Raises:
            CognitoExploreError: Cognito refused, or there is no token.
        """
        token = self.access_token
        if token is None:
            _not_given("access token", "access_token=")
        return self.reads.once("GetUser", lambda: self.get_user(token))

    def record(self) -> Person:
        """Read the user as an administrator, with `AdminGetUser`.

        Raises:
            CognitoExploreError: They cannot be read, or nobody is named.
        """
        username = self.username or _not_given("user", "username=, or an access token")
        asked = {"UserPoolId": self.pool_id, "Username": Sensitive(username)}
        told = self.call(SERVICE, "AdminGetUser", asked)
        need(exact, told, "Username")
        return Person(
            attributes={
                exact(it, "Name") or "": Sensitive(exact(it, "Value") or "")
                for it in parts(told, "UserAttributes")
            },
            status=text(told, "UserStatus"),
            is_enabled=yes_no(told, "Enabled") is not False,
            source="AdminGetUser",
        )

    def person(self) -> Person:
        """Read the user, by the token where that can, otherwise as an administrator.

        Raises:
            CognitoExploreError: They cannot be read, or nobody is named.
        """
        if self.access_token is None:
            return self.record()
        try:
            user = self.signed_in()
        except CognitoExploreError:
            # The token's own checks say so; an administrator may know the user all the same.
            if not self.username:
                raise
            return self.record()
        return Person(user.attributes, None, None, "GetUser")

    def address(self) -> Sensitive | None:
        """Read where the code would go; None where the user has no such attribute.

        Raises:
            CognitoExploreError: It cannot be read.
        """
        if self.medium == SMS and self.given_number is not None:
            return self.given_number
        return self.person().attributes.get(self.attribute_name)

    def phone_number(self) -> PhoneNumber:
        """Read the phone number that the code would go to.

        Raises:
            CognitoExploreError: It cannot be read, or is none.
        """
        if self.given_number is not None:
            return self.given_number
        address = self.address()
        if not address:
            _not_given("phone number", "phone_number=")
        return PhoneNumber(address)

    def email(self) -> Sensitive:
        """Read the e-mail address that the code would go to.

        Raises:
            CognitoExploreError: It cannot be read, or there is none.
        """
        address = self.address()
        return address or _not_given("e-mail address", "a user who has one")

    def in_sms_regions(self, look: Callable[[str], Found]) -> Found:
        """Look at each Region that the pool's SMS may leave from.

        Args:
            look: Answers for one Region.

        Returns:
            What it found; `unknown` where the Regions differ, and which is taken is not known.

        Raises:
            CognitoExploreError: It cannot be read.
        """
        places = self.route().sms_regions
        if not places:
            return Found("unknown", "From which Region SMS leave is not known.")
        found = self._side_by_side(look, places)
        worst = next((it for it in found if it.status in {"problem", "unknown"}), None)
        if worst is None:
            return next((it for it in found if it.status == "warning"), found[0])
        if len(places) == 1 or all(it.status == worst.status for it in found):
            return worst
        place = places[found.index(worst)]
        return Found(
            "unknown",
            f"SMS leave from {' or '.join(places)}. If it is {place}: {worst.title}",
            worst.evidence,
            f"{worst.fix} Set SmsConfiguration.SnsRegion, so that the Region is known.".strip(),
            worst.consequence,
            worst.fix_calls,
            worst.difference,
        )

    def sms_voice(
        self, operation: str, region_name: str, parameters: Mapping[str, Any] | None = None
    ) -> Told:
        """Ask End User Messaging in a Region; see `call`."""
        return self.call(_SMS_VOICE, operation, parameters, region_name=region_name)

    def sms_voice_pages(
        self,
        operation: str,
        member: str,
        region_name: str,
        parameters: Mapping[str, Any] | None = None,
    ) -> list[Told]:
        """Ask End User Messaging in a Region for a whole list; see `pages`."""
        return self.pages(_SMS_VOICE, operation, member, parameters, region_name=region_name)

    def _call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any] | None,
        region_name: str | None = None,
    ) -> Call:
        return Call(service, operation, region_name or self.region_name, parameters or {})

    @staticmethod
    def _side_by_side(look: Callable[[str], Found], places: Sequence[str]) -> list[Found]:
        """Look at every place at once."""
        return in_threads([lambda place=place: look(place) for place in places])  # type: ignore[misc]


def _not_given(what: str, how: str) -> NoReturn:
    msg = f"The {what} is not known."
    raise ConfigurationError(msg, hint=f"Give diagnose() {how}.")
