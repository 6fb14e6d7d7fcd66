"""A boto3 session whose requests are answered in this process.

It reads no file and no environment variable, patches nothing, and opens no socket.
"""

from __future__ import annotations

import io
import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from email.utils import format_datetime
from http import HTTPStatus
from random import Random
from typing import Any, Protocol
from urllib.parse import urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES
from botocore.handlers import BUILTIN_HANDLERS

from cognito_explore.clock import Clock
from cognito_explore.embedded.ids import make_uuid
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.wording import Answer, Wording, in_json
from cognito_explore.errors import UnsupportedByEmbeddedError
from cognito_explore.wire import make_loader

_ASKED: ContextVar[tuple[Transport, ...]] = ContextVar("asked", default=())
"""The transports that wait for what runs in this context."""


class Responder(Protocol):
    """Answers one request: a response class of moto's."""

    def _dispatch(self, request: Any, full_url: str, headers: Any) -> tuple[int, Any, Any]: ...


class Transport:
    """Answers botocore's requests instead of the network, one at a time.

    Attributes:
        lock: Held while the state of its world is read and changed.
    """

    def __init__(
        self,
        responders: Mapping[str, Callable[[], Responder]],
        clock: Clock,
        random: Random,
        *,
        wordings: Mapping[str, Wording] | None = None,
        check: Callable[[str, str], None] | None = None,
        on_refused: Callable[[str, str, str, Refused], None] | None = None,
    ) -> None:
        """Take the services.

        Args:
            responders: By botocore's service id, what makes a responder.
            clock: Dates the answers.
            random: Where request ids come from.
            wordings: By service id, how it refuses; default: in JSON 1.1.
            check: Refuses a signed request, by service id and operation, that is not allowed.
            on_refused: Is told of each refusal, with service id, operation and host.
        """
        self._wordings = wordings or {}
        self._check = check
        self._on_refused = on_refused
        self._responders = responders
        self._clock = clock
        self._random = random
        self._next: dict[str, Refused] = {}
        self.lock = threading.Lock()

    def refuse_next(self, service: str, refused: Refused) -> None:
        """Refuse the next request to a service, whatever it asks."""
        with self.lock:
            self._next[service] = refused

    def __call__(self, request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
        """Answer a request; botocore would open a socket if this gave nothing.

        Raises:
            UnsupportedByEmbeddedError: There is no such service or operation here, or a
                function asks that a request waits for.
        """
        service, operation = event_name.split(".")[1:]
        if service not in self._responders:
            msg = f"The embedded AWS has no service {service} (for {operation})."
            raise UnsupportedByEmbeddedError(msg)
        if self in _ASKED.get():
            # It would wait for the end of the request that waits for it.
            msg = f"The embedded AWS takes no {operation} from a function that it waits for."
            raise UnsupportedByEmbeddedError(msg)
        with self.lock:
            request_id = make_uuid(self._random)
            try:
                if service in self._next:
                    raise self._next.pop(service)
                # Unsigned are the operations that need no credentials: IAM has no say there.
                if self._check and "Authorization" in request.headers:
                    self._check(service, operation)
                status, headers, body = self._ask(service, request)
            except Refused as refused:
                if self._on_refused:
                    host = urlsplit(request.url).hostname or ""
                    self._on_refused(service, operation, host, refused)
                status, headers, body = self._wordings.get(service, in_json)(refused)
            except NotImplementedError:
                msg = f"The embedded AWS has no operation {operation} of {service}."
                raise UnsupportedByEmbeddedError(msg) from None
            headers["x-amzn-requestid"] = request_id
            if headers.get("content-type", "").startswith("text/xml"):
                # Where moto has put one of its own.
                body = re.sub(r"(?<=<RequestId>)[^<]*", request_id, body)
            headers["date"] = format_datetime(self._clock.now(), usegmt=True)
        return AWSResponse(request.url, status, headers, _Raw(body.encode()))

    def _ask(self, service: str, request: AWSPreparedRequest) -> Answer:
        """Ask a responder, in a context that tells of it to the functions that it calls."""
        token = _ASKED.set((*_ASKED.get(), self))
        try:
            return _ask(self._responders[service](), request)
        finally:
            _ASKED.reset(token)


def _ask(responder: Responder, request: AWSPreparedRequest) -> Answer:
    made = _moto_request(request)
    status, headers, body = responder._dispatch(made, request.url, made.headers)  # noqa: SLF001
    text = body if isinstance(body, str) else body.decode()
    if status >= HTTPStatus.BAD_REQUEST:
        told = json.loads(text)
        return in_json(Refused(told["__type"], told["message"], status=status))
    return status, {name.lower(): str(value) for name, value in dict(headers).items()}, text


class _Raw(io.BytesIO):
    """A body as urllib3 gives it."""

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def _moto_request(request: AWSPreparedRequest) -> Any:
    """Make the request that this version of moto takes."""
    from moto.core import request as moto_request  # noqa: PLC0415

    # moto up to 5.2.0 takes botocore's request, later versions one of their own.
    if hasattr(moto_request, "Request") and hasattr(moto_request.Request, "from_primitives"):
        return moto_request.normalize_request(request)
    for name, value in list(request.headers.items()):
        # botocore makes bytes of them, and those versions look for text.
        request.headers[name] = value.decode() if isinstance(value, bytes) else value
    return request


def make_boto3_session(transport: Transport, region: str) -> boto3.Session:
    """Make an ordinary boto3 session, every client of which is embedded."""
    # Every setting at its default, without its environment variable and file entry.
    settings: dict[str, Any] = {
        name: (None, None, default, convert)
        for name, (_, _, default, convert) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    settings |= {
        "region": (None, None, region, None),
        "config_file": (None, None, os.devnull, None),
        "credentials_file": (None, None, os.devnull, None),
    }
    core = botocore.session.Session(session_vars=settings)
    core.register_component("data_loader", make_loader())
    core.set_credentials("embedded", "embedded")
    core.set_default_client_config(
        Config(
            ignore_configured_endpoint_urls=True,
            defaults_mode="legacy",
            use_fips_endpoint=False,
            use_dualstack_endpoint=False,
        )
    )
    events = core.get_component("event_emitter")
    for name, handler, *_ in BUILTIN_HANDLERS:
        # Importing moto adds a stubber to every session; during mock_aws() it is live.
        if name == "before-send":
            events.unregister(name, handler)
    events.register_first("before-send", transport)
    return boto3.Session(botocore_session=core)
