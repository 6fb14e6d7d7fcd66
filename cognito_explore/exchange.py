"""One request on the wire, and what can be known of it afterwards.

botocore makes, sends and parses; two of its events are used around that:

`before-send` puts the secrets into the finished body, and marks that from here on
the request may have left. `before-parse` reads the raw answer, because botocore
makes an empty success of a 200 that it cannot read, and keeps the answer's body
out of botocore's debug log.
"""

from __future__ import annotations

import json
import traceback
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from botocore import exceptions as botocore_errors
from botocore import xform_name

from cognito_explore import wire
from cognito_explore.answer_limits import LargeAnswerError, SlowAnswerError, limit_of
from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    NotSentError,
    OutcomeUnknownError,
    service_error,
)
from cognito_explore.show import hide_password, printable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from botocore.awsrequest import AWSPreparedRequest
    from botocore.client import BaseClient

    from cognito_explore.actions.base import Action

D = TypeVar("D", bound="DataclassInstance")

# Cognito's answers are a few kilobytes; whatever is larger is none of them.
ANSWER_MAX = 1_000_000

_URLLIB3_CONNECTION = str(Path("urllib3", "connection.py"))


@dataclass(slots=True)
class Exchange:
    """What is known of one request while it is on its way, and afterwards.

    Attributes:
        hidden: The placeholders in its body and their secrets.
        is_on_its_way: botocore began to send it.
        http_status: Of the answer.
        request_id: AWS's id of the request.
        answer: The body of the answer, if it is a JSON object.
        has_echo: The answer has a secret of the request in it.
        unreadable: Why the answer cannot be read.
    """

    hidden: wire.Hidden = field(default_factory=dict, repr=False)
    is_on_its_way: bool = False
    http_status: int | None = None
    request_id: str | None = None
    answer: Answer | None = None
    has_echo: bool = False
    unreadable: str | None = None

    def unknown(self, message: str, *, code: str = "UnreadableAnswer") -> OutcomeUnknownError:
        """Make the error that says that nobody knows what became of the request."""
        return OutcomeUnknownError(
            message, code=code, request_id=self.request_id, http_status=self.http_status
        )


class Answer(dict[str, Any]):
    """The body of an answer; it may hold tokens, so it does not show itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<Answer with {len(self)} members>"


_current: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


def watch(client: BaseClient) -> None:
    """Make a client's requests known to the `Exchange` they belong to."""
    events = client.meta.events
    events.register_first(f"before-send.{wire.SERVICE}", _before_send)
    events.register_first(f"before-parse.{wire.SERVICE}", _before_parse)


def send_once(client: BaseClient, request: Action[Any], exchange: Exchange) -> Answer:
    """Send a request once.

    Args:
        client: One that `watch` was called for.
        request: What to send.
        exchange: Learns what can be known, also when this is interrupted.

    Returns:
        The body of the answer.

    Raises:
        NotSentError: No connection could be made.
        ServiceError: Cognito refused.
        OutcomeUnknownError: The request left, and no readable answer came.
        ConfigurationError: The client cannot send at all.
    """
    parameters, exchange.hidden = wire.hide(request.parameters())
    token = _current.set(exchange)
    try:
        getattr(client, xform_name(request.OPERATION))(**parameters)
    except CognitoExploreError:
        # The embedded AWS's own word, or ours when it would be sent again.
        raise
    except botocore_errors.ClientError as error:
        raise _read_refusal(error, exchange) from _cause(error, exchange)
    except Exception as error:  # noqa: BLE001 -- whatever it is, it must be told
        raise _read_failure(error, exchange) from _cause(error, exchange)
    except BaseException as error:  # noqa: BLE001 -- KeyboardInterrupt, above all; it goes on
        if failed_to_connect(error):
            exchange.is_on_its_way = False
        raise without_frames(error)  # noqa: B904 -- it is the same error
    finally:
        _current.reset(token)
    if exchange.answer is None:
        msg = f"The answer is not Cognito's: {exchange.unreadable}."
        raise exchange.unknown(msg)
    return exchange.answer


def without_echo(record: D, exchange: Exchange) -> D:
    """Take the secrets of a request out of what a record of its answer shows."""
    if not exchange.has_echo:
        return record
    shown = {field.name: getattr(record, field.name) for field in fields(record) if field.repr}
    hidden: dict[str, Any] = {
        name: wire.redact(text, exchange.hidden)
        for name, text in shown.items()
        if isinstance(text, str)
    }
    hidden |= {
        name: tuple(wire.redact(text, exchange.hidden) for text in texts)
        for name, texts in shown.items()
        if isinstance(texts, tuple)
    }
    return replace(record, **hidden)


def without_frames(error: BaseException) -> BaseException:
    """Drop the frames of an error and its causes: their locals hold the body sent."""
    seen: BaseException | None = error
    while seen is not None:
        seen.__traceback__ = None
        seen = seen.__cause__ or seen.__context__
    return error


def _cause(error: Exception, exchange: Exchange) -> BaseException | None:
    """Give what an error came from, but not where a server put a secret into it."""
    seen: BaseException | None = error
    while seen is not None:
        if wire.redact(str(seen), exchange.hidden) != str(seen):
            return None
        seen = seen.__cause__ or seen.__context__
    return without_frames(error)


def _before_send(request: AWSPreparedRequest, **_: object) -> None:
    exchange = _current.get()
    if exchange is None:
        return
    if exchange.is_on_its_way:
        # Somebody's own handler of botocore's events asks for a retry.
        raise exchange.unknown("botocore was about to send it again, and was kept from it.")
    request.body = wire.fill(request.body, exchange.hidden)
    request.headers["Content-Length"] = str(len(request.body))
    exchange.is_on_its_way = True


def _before_parse(response_dict: dict[str, Any], **_: object) -> None:
    exchange = _current.get()
    if exchange is None:
        return
    body = response_dict["body"]
    headers = response_dict["headers"]
    for name, value in list(headers.items()):
        shown = wire.redact(value, exchange.hidden)
        if shown != value:
            headers[name] = shown
    exchange.http_status = response_dict["status_code"]
    request_id = headers.get("x-amzn-requestid")
    exchange.request_id = request_id and printable(request_id, 100)
    exchange.answer = _read_object(body)
    kind = printable(headers.get("content-type") or "no content type", 60)
    described = f"HTTP {exchange.http_status}, {kind}, {len(body):,} bytes"
    is_error = exchange.http_status >= HTTPStatus.MULTIPLE_CHOICES
    code = (exchange.answer or Answer()).get("__type")
    if is_error != isinstance(code, str):
        # An error without its name, or a success with one: nobody knows what that is.
        exchange.answer = None
    if exchange.answer is None:
        exchange.unreadable = described
    elif not is_error:
        # What is read means what it says; it is hidden where it would be shown.
        exchange.has_echo = wire.redact_all(exchange.answer, exchange.hidden) != exchange.answer
    # botocore logs what it parses, so it gets no more of the answer than the error's code.
    is_named = exchange.answer is not None and is_error
    code = wire.redact(str(code), exchange.hidden)
    response_dict["body"] = json.dumps({"__type": code}).encode() if is_named else b""


def _read_object(body: bytes) -> Answer | None:
    if len(body) > ANSWER_MAX:
        return None
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return Answer(answer) if isinstance(answer, dict) else None


def _read_refusal(error: botocore_errors.ClientError, exchange: Exchange) -> CognitoExploreError:
    """Make our error of an answer with an error status."""
    if exchange.answer is None or exchange.http_status is None:
        return exchange.unknown(f"The answer is not Cognito's: {exchange.unreadable}.")
    text = exchange.answer.get("message") or exchange.answer.get("Message") or ""
    told = service_error(
        printable(error.response["Error"].get("Code") or "UnknownError", 100),
        str(text),
        http_status=exchange.http_status,
        request_id=exchange.request_id,
    )
    # The class and the hint are AWS's word for word; what is shown is made safe.
    told.message = printable(wire.redact(told.message, exchange.hidden))
    told.args = (told.message,)
    return told


def _read_failure(error: Exception, exchange: Exchange) -> CognitoExploreError:
    """Make our error of a request that got no answer."""
    said = printable(hide_password(wire.redact(str(error), exchange.hidden)), 300)
    code = type(error).__name__
    if failed_to_connect(error):
        return NotSentError(f"No connection: {said}", code=code)
    limit = limit_of(error)
    if isinstance(limit, LargeAnswerError):
        return exchange.unknown(f"The answer is not Cognito's: {limit}.")
    if isinstance(limit, SlowAnswerError):
        return exchange.unknown(f"The request left, but its answer was {limit}.", code=code)
    if exchange.is_on_its_way:
        return exchange.unknown(f"The request left, but no readable answer came: {said}", code=code)
    return ConfigurationError(f"The request cannot be made: {said}", code=code)


def failed_to_connect(error: BaseException) -> bool:
    """Tell whether the connection itself failed: no byte of a request goes before it stands.

    The class of an error does not tell: a connection that is dropped after the request
    looks like a proxy's, and TLS can fail later than in the handshake.
    """
    seen: BaseException | None = error
    while seen is not None:
        for frame, _ in traceback.walk_tb(seen.__traceback__):
            place = frame.f_code
            if place.co_name == "connect" and place.co_filename.endswith(_URLLIB3_CONNECTION):
                return True
        seen = seen.__cause__ or seen.__context__
    return False
