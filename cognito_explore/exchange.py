"""One request on the wire, and what can be known of it afterwards.

botocore makes the request, and asks by its event `before-call` whether somebody else has the
answer: here it is filled with its secrets, sent by botocore's own HTTP session, and read. So no
retry of botocore's can send it again, botocore sees neither the secrets nor more of the answer
than an error's code, and an empty success of a 200 that cannot be read is none.
"""

from __future__ import annotations

import functools
import json
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from botocore import exceptions as botocore_errors
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict
from botocore.hooks import first_non_none_response
from botocore.parsers import create_parser

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
    from botocore.client import BaseClient
    from botocore.model import OperationModel

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
    # Last, so that what others change of a request is changed by then.
    send = functools.partial(_send, client)
    client.meta.events.register_last(f"before-call.{wire.SERVICE}", send)


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


def _send(
    client: BaseClient, model: OperationModel, params: Mapping[str, Any], **_: object
) -> tuple[AWSResponse, dict[str, Any]] | None:
    """Send a request that botocore made, once; give the answer, and what botocore may see of it."""
    exchange = _current.get()
    if exchange is None:
        return None
    request = _prepare(client, model, params, exchange.hidden)
    exchange.is_on_its_way = True
    # As botocore does: an emulator in this process answers here.
    event = f"before-send.{model.service_model.service_id.hyphenize()}.{model.name}"
    told = first_non_none_response(client.meta.events.emit(event, request=request))
    response = told or client._endpoint.http_session.send(request)  # noqa: SLF001 -- no public way
    code = _read(response, exchange)
    return response, {} if code is None else _parse_refusal(model, response.status_code, code)


def _prepare(
    client: BaseClient, model: OperationModel, params: Mapping[str, Any], hidden: wire.Hidden
) -> AWSPreparedRequest:
    """Make the HTTP request, with its secrets; signed, if its operation is for an account."""
    body = wire.fill(params["body"], hidden)
    if model.auth_type != "none":
        return client._endpoint.create_request({**params, "body": body}, model)  # noqa: SLF001
    # As it is for users. botocore's own way would cost as much as all that is ours.
    headers = HeadersDict(params["headers"])
    headers["Content-Length"] = str(len(body))
    return AWSPreparedRequest(params["method"], params["url"], headers, body, stream_output=False)


def _read(response: AWSResponse, exchange: Exchange) -> str | None:
    """Read an answer; give the code of an error, without secrets, or an empty one without any."""
    body, headers = response.content, response.headers
    exchange.http_status = response.status_code
    request_id = wire.redact(headers.get("x-amzn-requestid") or "", exchange.hidden)
    exchange.request_id = printable(request_id, 100) or None
    exchange.answer = _read_object(body)
    is_error = response.status_code >= HTTPStatus.MULTIPLE_CHOICES
    code = (exchange.answer or Answer()).get("__type")
    if is_error != isinstance(code, str):
        # An error without its name, or a success with one: nobody knows what that is.
        exchange.answer = None
    if exchange.answer is None:
        kind = wire.redact(headers.get("content-type") or "no content type", exchange.hidden)
        described = f"HTTP {response.status_code}, {printable(kind, 60)}, {len(body):,} bytes"
        exchange.unreadable = described
    elif not is_error:
        # What is read means what it says; it is hidden where it would be shown.
        exchange.has_echo = wire.redact_all(exchange.answer, exchange.hidden) != exchange.answer
    is_named = exchange.answer is not None and is_error
    return wire.redact(str(code), exchange.hidden) if is_named else "" if is_error else None


def _parse_refusal(model: OperationModel, status: int, code: str) -> dict[str, Any]:
    """Have botocore read an error's code, as AWS writes it in several ways."""
    body = json.dumps({"__type": code}).encode() if code else b""
    answer = {"status_code": status, "headers": {}, "body": body}
    parser = create_parser(model.service_model.resolved_protocol)
    parsed: dict[str, Any] = parser.parse(answer, model.output_shape)
    return parsed


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
