"""The embedded AWS as it answers over HTTP: what is asked is asked of its transport.

So locks, permissions, words and refusals are those of a boto3 client in this process.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from email.message import Message
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.model import ServiceModel

from cognito_explore.embedded.callers import allowances, check_caller
from cognito_explore.embedded.http_server import HttpAnswer, HttpRequest
from cognito_explore.embedded.inbox import Message as InboxMessage
from cognito_explore.embedded.malformed import check_as_modelled, check_readable
from cognito_explore.embedded.operations import NOT_SPOKEN, AwsOperation, Operations
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.wording import Wording, in_cbor, in_json, in_query
from cognito_explore.errors import UnsupportedByEmbeddedError

if TYPE_CHECKING:
    from cognito_explore.embedded.transport import Transport

INBOX = "/inbox"
_JSON = {"content-type": "application/json"}
_FORM = "application/x-www-form-urlencoded"


class OverHttp:
    """Answers HTTP requests from one embedded AWS."""

    def __init__(
        self,
        transport: Transport,
        models: Mapping[str, ServiceModel],
        wordings: Mapping[str, Wording],
        region_name: str,
        messages: Callable[[], list[InboxMessage]],
    ) -> None:
        """Take what answers.

        Args:
            transport: Of the embedded AWS.
            models: botocore's, by service id.
            wordings: By service id, how it refuses; default: in JSON 1.1.
            region_name: Of what names no Region.
            messages: Gives what arrived.
        """
        self._transport = transport
        self._models = models
        self._operations = Operations(models, region_name)
        self._wordings = wordings
        self._messages = messages

    def __call__(self, request: HttpRequest) -> HttpAnswer:
        """Answer a request, whatever it is."""
        try:
            check_caller(request.headers)
        except Refused as refused:
            return _refuse(in_json, refused)
        allowed = allowances(request.headers)
        if request.method == "OPTIONS":
            return HTTPStatus.NO_CONTENT, allowed, b""
        status, headers, body = self._answer(request)
        return status, {**headers, **allowed}, body

    def _answer(self, request: HttpRequest) -> HttpAnswer:
        if request.method == "GET" and request.target == INBOX:
            return self._inbox()
        wording = _wording(request.headers)
        try:
            asked = self._operations.find(request)
            wording = self._wordings.get(asked.service_id, in_json)
            return self._ask(asked, request)
        except Refused as refused:
            return _refuse(wording, refused)
        except UnsupportedByEmbeddedError as error:
            return _refuse(wording, Refused(NOT_SPOKEN, error.message))
        except Exception as error:  # noqa: BLE001 -- answered, as AWS answers its own faults
            text = f"The embedded AWS failed: {type(error).__name__}."
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            return _refuse(wording, Refused("InternalErrorException", text, status=status))

    def _ask(self, asked: AwsOperation, request: HttpRequest) -> HttpAnswer:
        model = self._models[asked.service_id].operation_model(asked.operation)
        check_readable(model, request.body)
        url = f"https://{asked.host}{request.target}"
        headers = HeadersDict(_of_aws(request))
        prepared = AWSPreparedRequest(request.method, url, headers, request.body, None)
        event_name = f"before-send.{asked.service_id}.{asked.operation}"
        try:
            answer = self._transport(prepared, event_name)
        except UnsupportedByEmbeddedError:
            raise
        except Exception:
            check_as_modelled(model, request.body)
            raise
        return answer.status_code, answer.headers, answer.content

    def _inbox(self) -> HttpAnswer:
        names = ("medium", "to", "subject", "body", "code")
        shown = [
            {"at": it.at.isoformat()} | {name: getattr(it, name) for name in names}
            for it in self._messages()
        ]
        return HTTPStatus.OK, _JSON, json.dumps(shown).encode()


def _wording(headers: Message) -> Wording:
    """Tell how to refuse what names no service: as it was asked."""
    if "smithy-protocol" in headers:
        return in_cbor
    return in_query if headers.get_content_type() == _FORM else in_json


def _refuse(wording: Wording, refused: Refused) -> HttpAnswer:
    """Refuse what the transport was not asked, with a request id of its own."""
    status, headers, body = wording(refused)
    request_id = str(uuid.uuid4())
    body = re.sub(r"(?<=<RequestId>)(?=</RequestId>)", request_id, body)
    # What is not text was made of bytes by latin-1.
    encoding = "latin-1" if wording is in_cbor else "utf-8"
    return status, {**headers, "x-amzn-requestid": request_id}, body.encode(encoding)


def _of_aws(request: HttpRequest) -> dict[str, str]:
    """Take the headers that AWS reads; others are between the client and this server."""
    names = {"authorization", "user-agent", "date"} | ({"content-type"} if request.body else set())
    return {
        name: value
        for name, value in request.headers.items()
        if name.lower() in names or name.lower().startswith("x-amz")
    }
