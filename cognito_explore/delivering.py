"""Delivering: the verbs of a session that ask what lies between a code and its reader."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cognito_explore.account import Account
from cognito_explore.actions.base import as_token
from cognito_explore.errors import ConfigurationError, Fault, InvalidRequestError
from cognito_explore.history import History
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable

if TYPE_CHECKING:
    from cognito_explore.actions.get_user import User
    from cognito_explore.delivery.check import CheckFinding
    from cognito_explore.delivery.diagnosis import Diagnosis
    from cognito_explore.delivery.log import DeliveryLog
    from cognito_explore.delivery.log_reading import Places
    from cognito_explore.delivery.route import Route
    from cognito_explore.sms.origination import Origination
    from cognito_explore.sms.sandbox import Sandbox

# As long as a receipt may take: SNS developer guide, SMS delivery status logging.
_LOOK_BACK = timedelta(hours=72)


class Delivering(ABC):
    """What a session asks of the AWS account around a user pool.

    Attributes:
        region_name: Of the session.
        user_pool_id: Of its user pool; None where it is not known.
        client_id: Of its app client; None where it is not known.
        history: Every attempt made with it.
    """

    region_name: str
    user_pool_id: str | None
    client_id: str | None
    history: History
    _account: Account
    _sandboxes: dict[str, Sandbox]

    def route(self, user_pool_id: str | None = None) -> Route:
        """Tell which way the messages of a user pool go.

        Reads the pool's settings once, with the credentials of the session.

        Args:
            user_pool_id: Of the pool; default: the session's.

        Returns:
            One row: the path and Region of SMS and e-mail, what they are sent with, and
            the evidence for each.

        Raises:
            ConfigurationError: No pool is named.
            AccessDeniedError: The credentials may not read the pool.
            ResourceNotFoundError: There is no such pool in this Region.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            Cognito `DescribeUserPool`.
        """
        user_pool_id = user_pool_id or self.user_pool_id
        if user_pool_id is not None and not isinstance(user_pool_id, str):
            msg = f"user_pool_id must be text, not {type(user_pool_id).__name__}."
            raise ConfigurationError(msg, hint="It is such as eu-central-1_EXAMPLE.")
        if not user_pool_id:
            msg = "No user pool is named."
            raise ConfigurationError(msg, hint='Name it: session.route("eu-central-1_EXAMPLE").')
        from cognito_explore.delivery.route import read_route  # noqa: PLC0415 -- light import

        return read_route(self._account, user_pool_id)

    def diagnose(
        self,
        access_token: str | Sensitive | None = None,
        attribute_name: str | None = None,
        *,
        user_pool_id: str | None = None,
        username: str | None = None,
        phone_number: str | Sensitive | None = None,
        allow_billed: bool = False,
        dry_run: bool = False,
        timeout_s: float = 30.0,
        on_finding: Callable[[CheckFinding], None] | None = None,
    ) -> Diagnosis:
        """Say whether a code will arrive, why not, and how to mend it.

        It only reads: nothing is sent and nothing is changed. `GetMetricData` has CloudWatch's
        price. Checks run side by side; one that may not read something, fails or takes too
        long is `unknown`, and the others go on. A token alone tells part of it; the rest takes
        AWS credentials, and each finding names the permission that would answer it.

        Args:
            access_token: Of the user, as for `send_code`; it may be one that is refused.
            attribute_name: `email` or `phone_number`; default: `phone_number` if one is
                given, otherwise both.
            user_pool_id: Of the pool; default: the token's, otherwise the session's.
            username: Of the user; default: the token's.
            phone_number: That the code would go to; default: the user's.
            allow_billed: Let it make `CarrierLookup`, which AWS bills by the number.
            dry_run: Let End User Messaging try a message without sending it.
            timeout_s: After which what is not answered yet is `unknown`, in seconds.
            on_finding: Called with each finding as it is found, in this thread.

        Returns:
            The verdict in one sentence, and what every check found, most decisive first.

        Raises:
            InvalidRequestError: An argument is wrong; nothing was asked.

        Source:
            The causes are in `delivery/causes.json`, each with its source.
        """
        from cognito_explore.delivery.asking import make_cases  # noqa: PLC0415 -- light import
        from cognito_explore.delivery.diagnose import diagnose  # noqa: PLC0415

        access_token = None if access_token is None else as_token(access_token)
        cases = make_cases(
            access_token,
            attribute_name,
            user_pool_id=user_pool_id,
            username=username,
            phone_number=phone_number,
            session=self,
            timeout_s=timeout_s,
            allow_billed=allow_billed,
            dry_run=dry_run,
        )
        return diagnose(
            cases,
            allow_billed=allow_billed,
            dry_run=dry_run,
            timeout_s=timeout_s,
            on_finding=on_finding,
        )

    def sandbox(self, region: str | None = None) -> Sandbox:
        """Look at the SMS sandbox of a Region: its status and numbers.

        Args:
            region: Default: the one that the pool's SMS leave from, where the pool is known
                and can be read; otherwise the session's.

        Returns:
            The same object each time, because it counts the codes it sent.

        Raises:
            ConfigurationError: The pool's SMS may leave from two Regions, so that one is to
                be named; or there is no such Region.

        Source:
            SNS developer guide, "SMS sandbox".
        """
        from cognito_explore.sms.sandbox import Sandbox  # noqa: PLC0415 -- light import

        name = self._sms_region(region)
        return self._sandboxes.setdefault(name, Sandbox(self._account, name))

    def origination(self, region: str | None = None) -> Origination:
        """Look at what SMS of a Region are sent from: numbers, registrations, limits.

        Args:
            region: Default: the one that the pool's SMS leave from, where the pool is known
                and can be read; otherwise the session's.

        Raises:
            ConfigurationError: The pool's SMS may leave from two Regions, so that one is to
                be named; or there is no such Region.

        Source:
            AWS End User Messaging SMS, `pinpoint-sms-voice-v2`; formerly Amazon Pinpoint.
        """
        from cognito_explore.sms.origination import Origination  # noqa: PLC0415 -- light import

        return Origination(self._account, self._sms_region(region))

    def delivery_log(
        self,
        region: str | None = None,
        *,
        since: datetime | timedelta | None = None,
        attempts: bool = True,
    ) -> DeliveryLog:
        """Read what became of messages after Cognito had taken the job.

        It says first whether each log is switched on, and from when: SNS logs nothing until
        the account gives it a role (`SetSMSAttributes`, `DeliveryStatusIAMRole`), End User
        Messaging nothing without a configuration set, Cognito none of its own errors until
        the pool is told to (`SetLogDeliveryConfiguration`). A receipt may take 72 hours.

        A message is joined to an attempt by the last four digits of its number and by time:
        taken from 30 seconds before the attempt to 2 minutes after it. It is `likely` where
        one attempt fits that no other message claims, `possible` where that one got no
        answer, so that its number is not known, and `ambiguous`, with none claimed, where
        there are several.

        Args:
            region: That the SMS leave from; default: wherever the pool's do, where the pool
                is known; otherwise the session's.
            since: How far back: an aware instant, or a span of time; default: 72 hours.
            attempts: Whether to join it to `session.history`.

        Returns:
            A list of records, one a message, oldest first, with `findings`, `to_frame()` and
            `plot()`.

        Raises:
            InvalidRequestError: `since` is no instant or span; nothing was sent.
            ConfigurationError: There is no such Region.
            AccessDeniedError: The credentials may not read it, or the pool: name a Region.
            CognitoExploreError: It could not be asked; the class tells why.

        Source:
            CloudWatch Logs `FilterLogEvents`, of SNS's groups of SMS deliveries, of the event
            destinations of End User Messaging, and of Cognito's `userNotification` log.
        """
        from cognito_explore.delivery.log_reading import (  # noqa: PLC0415 -- light import
            read_log,
            since_of,
        )

        asked = _LOOK_BACK if since is None else since
        begin = since_of(self._account.clock.now(), asked)
        if begin is None:
            problem = f"{printable(since, 40)} is neither an aware instant nor a span of time."
            fault = Fault("since", problem, "Give timedelta(hours=72), or an aware datetime.")
            raise InvalidRequestError("FilterLogEvents", (fault,))
        places = self._log_places(region)
        return read_log(self._account, places, begin, self.history[:] if attempts else [])

    @abstractmethod
    def get_user(self, access_token: str | Sensitive, *, allow_any_token: bool = False) -> User:
        """Tell who the token belongs to; see `Session.get_user`."""

    def _sms_region(self, region: str | None) -> str:
        """Give the Region to look at: as named, or the one that the pool's SMS leave from.

        Raises:
            ConfigurationError: There is none such, or more than one may be meant.
        """
        if region is not None:
            self._account.check_region(region)
            return region
        if not self.user_pool_id:
            return self.region_name
        route, _ = self._account.ask("sms-region", "Where SMS leave from", self.route)
        places = route.sms_regions if route else ()
        if len(places) > 1:
            hint = f"Look at both, one after the other: name {', then '.join(map(repr, places))}."
            msg = f"This pool's SMS may leave from {' or '.join(places)}."
            raise ConfigurationError(msg, hint=hint)
        return places[0] if places else self.region_name

    def _log_places(self, region: str | None) -> Places:
        """Say where to look for the log of the pool's messages.

        Raises:
            CognitoExploreError: The pool cannot be read, and no Region is named.
        """
        from cognito_explore.delivery.log_reading import places_of  # noqa: PLC0415 -- light import

        if region is not None:
            self._account.check_region(region)
        place, is_named = region or self.region_name, region is not None
        if not self.user_pool_id:
            return places_of(None, place, is_named=is_named)
        if region is None:
            return places_of(self.route(), place, is_named=is_named)
        # A Region that is named is looked at, whatever of the pool can be read.
        route, _ = self._account.ask("sms-path", "Which way SMS go", self.route)
        return places_of(route, place, is_named=is_named)
