"""Account: the AWS account around a user pool, asked with its credentials.

What a pool's messages need lies outside Cognito: in SNS, End User Messaging, CloudWatch.
What is as good done twice, botocore may ask again; whatever else changes something is sent once.
"""

from __future__ import annotations

import difflib
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import boto3
from botocore import exceptions as botocore_errors
from botocore import xform_name
from botocore.config import Config

from cognito_explore import wire
from cognito_explore.account_exchange import (
    AccountExchange,
    Told,
    current,
    hide_answers,
    redact,
    watch,
)
from cognito_explore.answer_limits import limit_answers, limit_of
from cognito_explore.calls import Call
from cognito_explore.clock import Clock
from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    NotSentError,
    OutcomeUnknownError,
)
from cognito_explore.exchange import failed_to_connect, without_frames
from cognito_explore.findings import Finding
from cognito_explore.service_errors import AccessDeniedError, CredentialsError, account_error
from cognito_explore.show import hide_password, printable

if TYPE_CHECKING:
    from botocore.client import BaseClient

# Pages of one list; searching a log gives many that are empty.
_PAGES = 1_000
# Of what may be repeated: with botocore's pauses, some seconds.
_ATTEMPTS = 4
_NO_CREDENTIALS = (
    botocore_errors.NoCredentialsError,
    botocore_errors.PartialCredentialsError,
    botocore_errors.CredentialRetrievalError,
    botocore_errors.SSOError,
    botocore_errors.TokenRetrievalError,
)


class Account:
    """The services around a user pool, with the account's credentials.

    Attributes:
        name: What the session talks to.
        region_name: Of the session.
        endpoint_url: Of an emulator; None on AWS and the embedded AWS.
        clock: Tells the time.
    """

    def __init__(
        self,
        boto3_session: boto3.Session,
        endpoint_url: str | None,
        config: Config,
        *,
        name: str,
        region_name: str,
        clock: Clock,
    ) -> None:
        """Take what a session has.

        Args:
            boto3_session: Where clients come from.
            endpoint_url: Of an emulator: every service is asked there, so that nothing
                meant for it reaches AWS.
            config: As `clients.make_config` made it.
            name: Of the session.
            region_name: Of the session.
            clock: Of the session.
        """
        self.name = name
        self.region_name = region_name
        self.clock = clock
        self._boto3_session = boto3_session
        self.endpoint_url = endpoint_url
        once = config.merge(Config(parameter_validation=True))
        again = once.merge(Config(retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"}))
        self._configs = {False: once, True: again}
        self._clients: dict[tuple[str, str, bool], BaseClient] = {}
        self._lock = threading.Lock()
        hide_answers()

    def call(self, call: Call) -> Told:
        """Make a call.

        Returns:
            The answer, by AWS's names.

        Raises:
            AccessDeniedError: The credentials may not; it names the action to allow.
            CredentialsError: There are none that AWS takes.
            ServiceError: The service refused; a subclass tells how.
            NotSentError: No connection could be made.
            OutcomeUnknownError: No readable answer came.
            ConfigurationError: It cannot be made at all.
        """
        return self._make(call, lambda client, values: _ask(client, call, values))

    def pages(self, call: Call, member: str) -> list[Told]:
        """Make a reading call as often as it has pages, and gather a member of its answers.

        Args:
            call: That reads a list.
            member: The list in each answer, such as `PhoneNumbers`.

        Raises:
            CognitoExploreError: As `call` does.
        """

        def ask(client: BaseClient, values: Mapping[str, Any]) -> dict[str, Any]:
            pages = client.get_paginator(xform_name(call.operation)).paginate(**values)
            found: list[Any] = []
            for number, page in enumerate(pages, 1):
                found += page.get(member) or []
                if number == _PAGES:
                    raise _too_much(call, number)
            return {member: found}

        listed = self._make(call, ask)[member]
        if not all(isinstance(it, dict) for it in listed):
            msg = f"The answer has not the form that AWS's model gives it: {member}."
            raise OutcomeUnknownError(msg, code="UnreadableAnswer", hint="See what is at this URL.")
        return [Told(it) for it in listed]

    def check_credentials(self) -> None:
        """Look for credentials, where boto3 does; whether AWS takes them, only AWS tells.

        Raises:
            CredentialsError: There are none.
        """
        try:
            found = self._boto3_session.get_credentials()
        except botocore_errors.BotoCoreError as error:
            raise CredentialsError(_said(error)) from None
        if found is None:
            raise CredentialsError(str(botocore_errors.NoCredentialsError()))

    def check_region(self, region_name: object) -> None:
        """Refuse a Region that there is not: nothing there would be good news.

        Raises:
            ConfigurationError: boto3 knows none of this name; an emulator's may be any.
        """
        known = wire.regions()
        if region_name in known or (self.endpoint_url and isinstance(region_name, str)):
            return
        shown = printable(region_name, 60)
        near = difflib.get_close_matches(str(region_name)[:60], known, n=3)
        meant = f"Did you mean {' or '.join(near)}?" if near else "If it is new, upgrade boto3."
        msg = f"boto3 knows no Region {shown} with Cognito."
        raise ConfigurationError(msg, hint=meant)

    def ask(self, check_id: str, what: str, read: Callable[[], Any]) -> tuple[Any, list[Finding]]:
        """Read something, where a refusal is an answer as well.

        Args:
            check_id: Of the finding, if it cannot be read.
            what: Is not known then, to go before "is not known".
            read: Reads it.

        Returns:
            What was read, and no finding; or None, and why it is not known.
        """
        try:
            return read(), []
        except CognitoExploreError as error:
            return None, [not_known(check_id, what, error)]

    def _make(
        self, call: Call, ask: Callable[[BaseClient, Mapping[str, Any]], dict[str, Any]]
    ) -> Told:
        client = self._client(call)
        values, hidden = wire.hide(call.parameters)
        exchange = AccountExchange(hidden)
        token = current.set(exchange)
        told: dict[str, Any] = {}
        failed: CognitoExploreError | None = None
        try:
            told = ask(client, values)
        except CognitoExploreError:
            # The embedded AWS's own word.
            raise
        except botocore_errors.ClientError as error:
            # It may repeat a secret, so it is no cause of ours.
            failed = _read_refusal(error, call, hidden)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must be told
            failed = _read_failure(error, call, exchange)
            if not exchange.is_answered:
                # Of an answer that cannot be parsed, botocore quotes it.
                failed.__cause__ = without_frames(error)
        except BaseException as error:  # noqa: BLE001 -- KeyboardInterrupt, above all; it goes on
            raise without_frames(error)  # noqa: B904 -- it is the same error
        finally:
            current.reset(token)
        if failed is None and exchange.unreadable:
            failed = _not_aws(call, exchange)
        if failed is not None:
            raise failed
        return Told(told)

    def _client(self, call: Call) -> BaseClient:
        key = (call.service, call.region_name, call.is_repeatable)
        if key in self._clients:
            # Without waiting for whoever makes another one, which takes its time.
            return self._clients[key]
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make_client(*key)
            return self._clients[key]

    def _make_client(self, service: str, region_name: str, is_repeatable: bool) -> BaseClient:  # noqa: FBT001
        try:
            client = self._boto3_session.client(
                service,
                region_name=region_name,
                endpoint_url=self.endpoint_url,
                config=self._configs[is_repeatable],
            )
        except _NO_CREDENTIALS as error:
            raise CredentialsError(_said(error)) from error
        except (botocore_errors.BotoCoreError, ValueError) as error:
            msg = f"boto3 cannot make a client of {service}: {_said(error)}"
            raise ConfigurationError(msg, hint="Check the Region, and that boto3 is new.") from None
        watch(client, service)
        # A page of a log may be larger than any answer of Cognito.
        limit_answers(client)
        return client


def not_known(check_id: str, what: str, error: CognitoExploreError) -> Finding:
    """Say that something is not known, why, and what would answer it.

    Args:
        check_id: Of the finding.
        what: To go before "is not known".
        error: Why.
    """
    action = error.action if isinstance(error, AccessDeniedError) else None
    reason = f": AWS denies `{action}`" if action else ""
    return Finding(check_id, "unknown", f"{what} is not known{reason}.", error.message, error.hint)


def _ask(client: BaseClient, call: Call, values: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = getattr(client, xform_name(call.operation))(**values)
    return answer


def _read_refusal(
    error: botocore_errors.ClientError, call: Call, hidden: wire.Hidden
) -> CognitoExploreError:
    answer = redact(dict(error.response), hidden)
    return account_error(
        answer, service_prefix=call.prefix, action=call.action, operation=call.operation
    )


def _read_failure(error: Exception, call: Call, exchange: AccountExchange) -> CognitoExploreError:
    # An answer that cannot be parsed is quoted, with the numbers in it.
    said = type(error).__name__ if exchange.is_answered else _said(error)
    said = redact(said, exchange.hidden)
    code = type(error).__name__
    if isinstance(error, _NO_CREDENTIALS):
        return CredentialsError(f"{call.operation}: {said}", code=code)
    if failed_to_connect(error):
        return NotSentError(f"{call.operation}: no connection: {said}", code=code)
    if exchange.unreadable:
        return _not_aws(call, exchange)
    if exchange.is_answered or isinstance(error, botocore_errors.HTTPClientError):
        msg = f"{call.operation}: the request left, but no readable answer came: {said}"
        return OutcomeUnknownError(msg, code=code, hint=_look_first(call))
    return ConfigurationError(f"{call.operation} cannot be asked: {said}", code=code)


def _not_aws(call: Call, exchange: AccountExchange) -> OutcomeUnknownError:
    msg = f"{call.operation}: the answer is not AWS's: {exchange.unreadable}."
    return OutcomeUnknownError(msg, code="UnreadableAnswer", hint=_look_first(call))


def _too_much(call: Call, pages: int) -> OutcomeUnknownError:
    msg = f"{call.operation}: there are more than {pages:,} pages of it."
    return OutcomeUnknownError(msg, code="TooManyPages", hint="Ask for less, as for fewer hours.")


def _look_first(call: Call) -> str:
    return "Ask again." if call.is_repeatable else "Look whether it was done before asking again."


def _said(error: Exception) -> str:
    return printable(hide_password(str(limit_of(error) or error)), 300)
