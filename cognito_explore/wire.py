"""The wire form of a request, by botocore's own model and serialiser.

A secret never enters botocore's parameters, because botocore prints those in its
debug log and in its validation errors. A placeholder stands in its place, and is
replaced in the finished body: `fill` is where a request reveals its secrets.
"""

from __future__ import annotations

import functools
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cognito_explore.sensitive import MASK, Sensitive

if TYPE_CHECKING:
    from botocore.loaders import Loader
    from botocore.model import OperationModel, ServiceModel

SERVICE = "cognito-idp"

# As long as a verification code.
_REDACTED_LENGTH = 6

Hidden = Mapping[str, Sensitive]
"""Placeholder to the secret that belongs there."""


@dataclass(frozen=True, slots=True)
class WireForm:
    """An HTTP request as botocore would send it, secrets still hidden.

    Attributes:
        method: HTTP method.
        path: Of the URL.
        query: Query parameters, by name.
        headers: Those the protocol asks for; transport adds `Host` and the like.
        body: The body, with a placeholder for each secret.
        hidden: The placeholders and their secrets.
    """

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    hidden: Hidden


def hide(parameters: Mapping[str, Any]) -> tuple[dict[str, Any], Hidden]:
    """Put a placeholder in place of every secret of a request's parameters."""
    hidden: dict[str, Sensitive] = {}
    # Not to be guessed, so that no text of a user can be taken for a placeholder.
    nonce = secrets.token_hex(8)

    def replace(value: object) -> object:
        if isinstance(value, Sensitive):
            placeholder = f"hidden by cognito_explore ({nonce}-{len(hidden)})"
            hidden[placeholder] = value
            return placeholder
        if isinstance(value, Mapping):
            return {name: replace(item) for name, item in value.items()}
        if isinstance(value, list):
            return [replace(item) for item in value]
        return value

    return {name: replace(value) for name, value in parameters.items()}, hidden


def fill(body: bytes, hidden: Hidden) -> bytes:
    """Put the secrets into a body, on its way to the wire or for `to_json()`."""
    for placeholder, secret in hidden.items():
        body = body.replace(_as_json(placeholder), _as_json(secret.reveal()))
    return body


def mask(body: bytes, hidden: Hidden) -> bytes:
    """Put the mask where the secrets go."""
    for placeholder in hidden:
        body = body.replace(_as_json(placeholder), _as_json(MASK))
    return body


def redact(text: str, hidden: Hidden) -> str:
    """Take the secrets of a request out of a text that a server sent back.

    Left alone is what would garble AWS's own words, and tell the secret by the gap it
    leaves: secrets that are very short, or letters only, such as `password`.
    """
    for secret in hidden.values():
        bare = secret.reveal()
        if len(bare) >= _REDACTED_LENGTH and not bare.isalpha():
            text = text.replace(bare, MASK)
    return text


def redact_all(value: Any, hidden: Hidden) -> Any:
    """Take the secrets of a request out of every text of a JSON value."""
    if isinstance(value, str):
        return redact(value, hidden)
    if isinstance(value, list):
        return [redact_all(item, hidden) for item in value]
    if isinstance(value, dict):
        return {redact(name, hidden): redact_all(item, hidden) for name, item in value.items()}
    return value


def to_wire(operation: str, parameters: Mapping[str, Any]) -> WireForm:
    """Serialise a request as botocore does."""
    from botocore.serialize import create_serializer  # noqa: PLC0415 -- light import

    model = operation_model(operation)
    shown, hidden = hide(parameters)
    serialiser = create_serializer(_service_model().resolved_protocol, include_validation=False)
    made = serialiser.serialize_to_request(shown, model)
    return WireForm(
        method=made["method"],
        path=made["url_path"],
        query=dict(made["query_string"] or {}),
        headers=dict(made["headers"]),
        body=made["body"],
        hidden=hidden,
    )


@functools.cache
def make_loader() -> Loader:
    """Make a loader of botocore's own models, without those in a user's home folder."""
    from botocore.loaders import Loader  # noqa: PLC0415 -- light import

    return Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)


def endpoint(region_name: str) -> str:
    """Give the URL of Cognito in a Region, by botocore's own list of partitions."""
    partitions = make_loader().load_data("partitions")["partitions"]
    found = (it for it in partitions if re.match(it["regionRegex"], region_name))
    suffix = next(found, partitions[0])["outputs"]["dnsSuffix"]
    return f"https://{SERVICE}.{region_name}.{suffix}"


def regions() -> list[str]:
    """Give the Regions that botocore knows Cognito in."""
    from botocore.regions import EndpointResolver  # noqa: PLC0415 -- light import

    resolver = EndpointResolver(make_loader().load_data("endpoints"))
    return [
        name
        for partition in resolver.get_available_partitions()
        for name in resolver.get_available_endpoints(SERVICE, partition)
    ]


def operation_model(operation: str) -> OperationModel:
    """Give botocore's model of an operation of Cognito."""
    return _service_model().operation_model(operation)


@functools.cache
def _service_model() -> ServiceModel:
    from botocore.model import ServiceModel  # noqa: PLC0415 -- light import

    return ServiceModel(make_loader().load_service_model(SERVICE, "service-2"), SERVICE)


def _as_json(text: str) -> bytes:
    # As botocore's JSON serialiser writes text, lone surrogates included.
    return json.dumps(text).encode()
