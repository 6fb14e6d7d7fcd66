"""Account: the AWS account around a user pool, asked with its credentials.

What a pool's messages need lies outside Cognito: in SNS, End User Messaging, CloudWatch.
What is as good done twice, botocore may ask again; whatever else changes something is sent once.
"""

from __future__ import annotations

import difflib
import json
import logging
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import boto3
from botocore import exceptions as botocore_errors
from botocore import xform_name
from botocore.config import Config

from cognito_explore import wire
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
from cognito_explore.sensitive import MASK
from cognito_explore.service_errors import AccessDeniedError, CredentialsError, account_error
from cognito_explore.show import hide_password, printable

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from botocore.client import BaseClient
    from botocore.model import OperationModel

# Pages of one list; searching a log gives many that are empty.
_PAGES = 1_000
# The shortest code of the SMS sandbox.
_REDACTED_LENGTH = 5
# Of what may be repeated: with botocore's pauses, some seconds.
_ATTEMPTS = 4
_NO_CREDENTIALS = (
    botocore_errors.NoCredentialsError,
    botocore_errors.PartialCredentialsError,
    botocore_errors.CredentialRetrievalError,
    botocore_errors.SSOError,
    botocore_errors.TokenRetrievalError,
)


@dataclass(slots=True)
class _Exchange:
    """What is known of a call while it is made: its secrets, and an answer nobody can read."""

    hidden: wire.Hidden
    is_answered: bool = False
    unreadable: str | None = None


class Told(dict[str, Any]):
    """What AWS told, by its names; a part that is required and missing is an error of ours.

    It may hold phone numbers, so it does not show itself.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Told with {len(self)} members>"

    def __missing__(self, name: str) -> Any:
        msg = f"The answer has no {name} in it, so it is not AWS's."
        raise OutcomeUnknownError(msg, code="UnreadableAnswer", hint="See what is at this URL.")


_current: ContextVar[_Exchange | None] = ContextVar("account call", default=None)


class Account:
    """The services around a user pool, with the account's credentials.

    Attributes:
        name: What the session talks to.
        region_name: Of the session.
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
        self._endpoint_url = endpoint_url
        once = config.merge(Config(parameter_validation=True))
        again = once.merge(Config(retries={"total_max_attempts": _ATTEMPTS, "mode": "standard"}))
        self._configs = {False: once, True: again}
        self._clients: dict[tuple[str, str, bool], BaseClient] = {}
        self._lock = threading.Lock()
        _hide_answers()

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

    def check_region(self, region_name: object) -> None:
        """Refuse a Region that there is not: nothing there would be good news.

        Raises:
            ConfigurationError: boto3 knows none of this name; an emulator's may be any.
        """
        known = wire.regions()
        if region_name in known or (self._endpoint_url and isinstance(region_name, str)):
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
        exchange = _Exchange(hidden)
        token = _current.set(exchange)
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
            _current.reset(token)
        if failed is None and exchange.unreadable:
            failed = _not_aws(call, exchange)
        if failed is not None:
            raise failed
        return Told(told)

    def _client(self, call: Call) -> BaseClient:
        key = (call.service, call.region_name, call.is_repeatable)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = self._make_client(*key)
            return self._clients[key]

    def _make_client(self, service: str, region_name: str, is_repeatable: bool) -> BaseClient:  # noqa: FBT001
        try:
            client = self._boto3_session.client(
                service,
                region_name=region_name,
                endpoint_url=self._endpoint_url,
                config=self._configs[is_repeatable],
            )
        except _NO_CREDENTIALS as error:
            raise CredentialsError(_said(error)) from error
        except (botocore_errors.BotoCoreError, ValueError) as error:
            msg = f"boto3 cannot make a client of {service}: {_said(error)}"
            raise ConfigurationError(msg, hint="Check the Region, and that boto3 is new.") from None
        # Signing covers the body, so the secrets go in before.
        client.meta.events.register_first(f"before-sign.{service}", _fill)
        client.meta.events.register_first(f"before-parse.{service}", _look_at)
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


def _fill(request: AWSRequest, **_: object) -> None:
    """Put the secrets into a request that is about to be signed."""
    exchange = _current.get()
    if exchange is None or not exchange.hidden:
        return
    if isinstance(request.data, dict):
        shown = {placeholder: secret.reveal() for placeholder, secret in exchange.hidden.items()}
        request.data = {name: shown.get(value, value) for name, value in request.data.items()}
    else:
        request.data = wire.fill(request.data, exchange.hidden)


def _look_at(response_dict: Mapping[str, Any], operation_model: OperationModel, **_: Any) -> None:
    """Look at the raw answer: botocore makes an empty success of one that it cannot read."""
    exchange, status = _current.get(), response_dict["status_code"]
    if exchange is not None:
        exchange.is_answered = True
    if exchange is None or status >= HTTPStatus.MULTIPLE_CHOICES:
        return
    body, kind = response_dict["body"], response_dict["headers"].get("content-type")
    if not _is_answer(body, operation_model):
        kind = printable(kind or "no content type", 60)
        exchange.unreadable = f"HTTP {status}, {kind}, {len(body):,} bytes"


def _is_answer(body: bytes, operation_model: OperationModel) -> bool:
    if operation_model.service_model.resolved_protocol == "query":
        return f"<{operation_model.name}Response".encode() in body[:1000]
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return False
    shape = operation_model.output_shape
    known = set(shape.members) if shape else set()
    # An honest answer may be empty; one with strange members alone is somebody else's.
    return isinstance(told, dict) and (not told or bool(known & set(told)))


def _read_refusal(
    error: botocore_errors.ClientError, call: Call, hidden: wire.Hidden
) -> CognitoExploreError:
    answer = _redact(dict(error.response), hidden)
    return account_error(
        answer, service_prefix=call.prefix, action=call.action, operation=call.operation
    )


def _read_failure(error: Exception, call: Call, exchange: _Exchange) -> CognitoExploreError:
    # An answer that cannot be parsed is quoted, with the numbers in it.
    said = type(error).__name__ if exchange.is_answered else _said(error)
    said = _redact(said, exchange.hidden)
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


def _not_aws(call: Call, exchange: _Exchange) -> OutcomeUnknownError:
    msg = f"{call.operation}: the answer is not AWS's: {exchange.unreadable}."
    return OutcomeUnknownError(msg, code="UnreadableAnswer", hint=_look_first(call))


def _redact(value: Any, hidden: wire.Hidden) -> Any:
    """Take numbers and codes out of what a server sent back, numbers without their + as well."""
    if isinstance(value, dict):
        return {name: _redact(item, hidden) for name, item in value.items()}
    if isinstance(value, list):
        return [_redact(item, hidden) for item in value]
    if isinstance(value, str):
        for secret in hidden.values():
            bare = secret.reveal().removeprefix("+")
            value = value.replace(bare, MASK) if len(bare) >= _REDACTED_LENGTH else value
    return value


def _too_much(call: Call, pages: int) -> OutcomeUnknownError:
    msg = f"{call.operation}: there are more than {pages:,} pages of it."
    return OutcomeUnknownError(msg, code="TooManyPages", hint="Ask for less, as for fewer hours.")


class _WithoutAnswers(logging.Filter):
    """Keeps botocore from logging answers of an account, which have phone numbers in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass that is of no call of an account."""
        del record
        return _current.get() is None


def _hide_answers() -> None:
    """Have botocore's parser log nothing while an account is asked; asked twice, it is as once."""
    log = logging.getLogger("botocore.parsers")
    if not any(isinstance(it, _WithoutAnswers) for it in log.filters):
        log.addFilter(_WithoutAnswers())


def _look_first(call: Call) -> str:
    return "Ask again." if call.is_repeatable else "Look whether it was done before asking again."


def _said(error: Exception) -> str:
    return printable(hide_password(str(error)), 300)
