"""Which operation of AWS an HTTP request asks for, by botocore's models.

The service of a signed request is in its signature, which nobody checks here; of one that is
not signed, its target, version or path tells. Decided here: what is asked without a signature is
asked of the Region of the embedded AWS, and is answered as if it were signed by somebody who may
do everything.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from botocore.model import ServiceModel
from botocore.regions import EndpointResolver

from cognito_explore.embedded.refused import Refused
from cognito_explore.wire import make_loader

if TYPE_CHECKING:
    from cognito_explore.embedded.http_server import HttpRequest

NOT_SPOKEN = "UnsupportedByEmbeddedError"
"""The code of what the embedded AWS does not answer: none of AWS's own."""

# Signature version 4: Credential=<key>/<date>/<Region>/<service>/aws4_request.
_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/([^/,\s]+)/([^/,\s]+)/aws4_request")
_PARAMETER = re.compile(r"\\{[^}]+?(\\\+)?\\}")
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class AwsOperation:
    """What a request asks for.

    Attributes:
        service_id: botocore's, as in the names of its events.
        operation: AWS's name of it.
        host: The name of AWS's endpoint for it.
    """

    service_id: str
    operation: str
    host: str


class Operations:
    """Finds what requests ask for."""

    def __init__(self, models: Mapping[str, ServiceModel], region_name: str) -> None:
        """Take what there is.

        Args:
            models: botocore's, by service id.
            region_name: Of requests that name none.
        """
        self._models = models
        self._region_name = region_name

    def find(self, request: HttpRequest) -> AwsOperation:
        """Find what a request asks for.

        Raises:
            Refused: Nothing that the embedded AWS has, or in a way that it does not speak.
        """
        scope = _SCOPE.search(request.headers.get("Authorization", ""))
        region, signed_for = (scope[1], scope[2]) if scope else (self._region_name, None)
        service_id, operation = self._named(request, signed_for)
        model = self._models[service_id]
        if operation not in model.operation_names:
            msg = f"{model.service_name} has no operation of that name."
            raise Refused(NOT_SPOKEN, msg)
        endpoint = _resolver().construct_endpoint(model.endpoint_prefix, region)
        if endpoint is None:
            raise Refused(NOT_SPOKEN, "There is no such Region as the signature names.")
        return AwsOperation(service_id, operation, str(endpoint["hostname"]))

    def _named(self, request: HttpRequest, signed_for: str | None) -> tuple[str, str]:
        """Give service id and name of the operation, as the protocol tells them."""
        if "smithy-protocol" in request.headers:
            msg = "The embedded AWS does not speak Smithy RPC v2: have the SDK speak JSON."
            raise Refused(NOT_SPOKEN, msg)
        if "Content-Encoding" in request.headers:
            raise Refused(NOT_SPOKEN, "The embedded AWS takes no compressed requests.")
        target = request.headers.get("X-Amz-Target")
        if target is not None:
            return self._by_target(target)
        if request.headers.get_content_type() == "application/x-www-form-urlencoded":
            return self._by_action(request.body, signed_for)
        return self._by_path(request)

    def _by_target(self, target: str) -> tuple[str, str]:
        prefix, _, operation = target.rpartition(".")
        for service_id, model in self._models.items():
            if model.metadata.get("targetPrefix") == prefix:
                return service_id, operation
        raise Refused(NOT_SPOKEN, "The embedded AWS has no service of that X-Amz-Target.")

    def _by_action(self, body: bytes, signed_for: str | None) -> tuple[str, str]:
        told = parse_qs(body.decode(errors="replace"))
        version, operation = (told.get(name, [""])[0] for name in ("Version", "Action"))
        for service_id, model in self._models.items():
            if model.api_version == version and signed_for in {None, model.signing_name}:
                if model.metadata["protocol"] != "query":
                    msg = f"The embedded AWS speaks no query protocol to {model.service_name}."
                    raise Refused(NOT_SPOKEN, f"{msg} Have the SDK speak JSON.")
                return service_id, operation
        raise Refused(NOT_SPOKEN, "The embedded AWS has no service of that Version.")

    def _by_path(self, request: HttpRequest) -> tuple[str, str]:
        path = urlsplit(request.target).path.rstrip("/")
        for method, pattern, service_id, operation in self._paths:
            if method == request.method and pattern.fullmatch(path):
                return service_id, operation
        msg = "This asks for nothing that the embedded AWS has. It speaks AWS's JSON by "
        msg += "X-Amz-Target, its query protocol, and the paths of Lambda and SES."
        raise Refused(NOT_SPOKEN, msg, status=_NOT_FOUND)

    @functools.cached_property
    def _paths(self) -> list[tuple[str, re.Pattern[str], str, str]]:
        """Method and path of every operation that they tell; those with fewer parameters first."""
        found = []
        for service_id, model in self._models.items():
            if model.metadata["protocol"] == "rest-json":
                for name in model.operation_names:
                    http = model.operation_model(name).http
                    uri = str(http["requestUri"]).partition("?")[0].rstrip("/")
                    found.append((uri.count("{"), http["method"], uri, service_id, name))
        return [(it[1], _pattern(it[2]), it[3], it[4]) for it in sorted(found)]


def _pattern(uri: str) -> re.Pattern[str]:
    """Write a path of botocore's model as a pattern: a greedy parameter takes slashes too."""
    return re.compile(_PARAMETER.sub(lambda it: ".+" if it[1] else "[^/]+", re.escape(uri)))


@functools.cache
def _resolver() -> EndpointResolver:
    return EndpointResolver(make_loader().load_data("endpoints"))
