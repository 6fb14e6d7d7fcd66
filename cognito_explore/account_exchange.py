"""What is known of one call to the account: its secrets, and what botocore makes of the answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cognito_explore import wire
from cognito_explore.errors import OutcomeUnknownError
from cognito_explore.sensitive import MASK
from cognito_explore.show import printable

if TYPE_CHECKING:
    from botocore.awsrequest import AWSRequest
    from botocore.client import BaseClient
    from botocore.model import OperationModel

# The shortest code of the SMS sandbox.
_REDACTED_LENGTH = 5
# As botocore writes what goes into the path of a URL.
_SAFE_IN_PATH = "-._~"
_LOGS_OF_ANSWERS = ("botocore.parsers",)
# These write the URLs of requests down.
_LOGS_OF_URLS = ("botocore.auth", "botocore.endpoint", "urllib3.connectionpool")


@dataclass(slots=True)
class AccountExchange:
    """What is known of a call while it is made.

    Attributes:
        hidden: The placeholders in its body and their secrets.
        is_answered: An answer came.
        unreadable: Why it cannot be read.
        is_in_url: A secret went into its URL.
    """

    hidden: wire.Hidden
    is_answered: bool = False
    unreadable: str | None = None
    is_in_url: bool = False


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


current: ContextVar[AccountExchange | None] = ContextVar("account call", default=None)


def watch(client: BaseClient, service: str) -> None:
    """Make a client's calls known to the `AccountExchange` they belong to."""
    # Signing covers the body, so the secrets go in before.
    client.meta.events.register_first(f"before-sign.{service}", _fill)
    client.meta.events.register_first(f"before-parse.{service}", _look_at)


def _fill(request: AWSRequest, **_: object) -> None:
    """Put the secrets into a request that is about to be signed."""
    exchange = current.get()
    if exchange is None or not exchange.hidden:
        return
    for placeholder, secret in exchange.hidden.items():
        if _in_path(placeholder) in request.url:
            exchange.is_in_url = True
            request.url = request.url.replace(_in_path(placeholder), _in_path(secret.reveal()))
    if isinstance(request.data, dict):
        shown = {placeholder: secret.reveal() for placeholder, secret in exchange.hidden.items()}
        request.data = {name: shown.get(value, value) for name, value in request.data.items()}
    else:
        request.data = wire.fill(request.data, exchange.hidden)


def _look_at(response_dict: Mapping[str, Any], operation_model: OperationModel, **_: Any) -> None:
    """Look at the raw answer: botocore makes an empty success of one that it cannot read."""
    exchange, status = current.get(), response_dict["status_code"]
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


def redact(value: Any, hidden: wire.Hidden) -> Any:
    """Take numbers and codes out of what a server sent back, numbers without their + as well."""
    if isinstance(value, dict):
        return {name: redact(item, hidden) for name, item in value.items()}
    if isinstance(value, list):
        return [redact(item, hidden) for item in value]
    if isinstance(value, str):
        for secret in hidden.values():
            bare = secret.reveal().removeprefix("+")
            for written in (bare, _in_path(bare)):
                value = value.replace(written, MASK) if len(bare) >= _REDACTED_LENGTH else value
    return value


class _WithoutAnswers(logging.Filter):
    """Keeps botocore from logging answers of an account, which have phone numbers in them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass that is of no call of an account."""
        del record
        return current.get() is None


class _WithoutUrls(logging.Filter):
    """Keeps URLs of an account's calls out of logs, where one has an e-mail address in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass that is of no such call."""
        del record
        exchange = current.get()
        return exchange is None or not exchange.is_in_url


def hide_answers() -> None:
    """Have logs say nothing of what an account is asked and tells; asked twice, it is as once."""
    for kind, names in ((_WithoutAnswers, _LOGS_OF_ANSWERS), (_WithoutUrls, _LOGS_OF_URLS)):
        for log in map(logging.getLogger, names):
            if not any(isinstance(it, kind) for it in log.filters):
                log.addFilter(kind())


def _in_path(text: str) -> str:
    return quote(text, safe=_SAFE_IN_PATH, errors="replace")
