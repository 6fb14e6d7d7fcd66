"""Requests that no SDK makes: what is no JSON, or is not as AWS's model has it.

In this process botocore checks what is asked, and over HTTP nobody does. Decided here: the codes
and words of these refusals, but for the code of what cannot be read, which is that of Smithy's
tests of the protocol for malformed requests.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from botocore.model import OperationModel
from botocore.validate import ParamValidator

from cognito_explore.embedded.refused import Refused

_QUERY = "query"
# By botocore's service id; the others say ValidationException.
_CODES = {
    "cognito-identity-provider": "InvalidParameterException",
    "sns": "InvalidParameter",
    "iam": "ValidationError",
}


def check_readable(model: OperationModel, body: bytes) -> None:
    """Refuse a body that is no JSON object, where it has to be one.

    Raises:
        Refused: It is none.
    """
    protocol = model.service_model.metadata["protocol"]
    if protocol == _QUERY or (protocol == "rest-json" and not body):
        return
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused("SerializationException", "The body of the request is no JSON object.")


def check_as_modelled(model: OperationModel, body: bytes) -> None:
    """Refuse a readable request that lacks what it must have, or has it in another type.

    Asked once something has failed: AWS's words for most of it are told where it is looked at.

    Raises:
        Refused: It is not as AWS's model has it.
    """
    shape = model.input_shape
    if shape is None or not _is_wrong(model, body):
        return
    code = _CODES.get(model.service_model.service_id.hyphenize(), "ValidationException")
    raise Refused(code, f"The request is not as AWS's model of {model.name} has it.")


def _is_wrong(model: OperationModel, body: bytes) -> bool:
    shape = model.input_shape
    if model.service_model.metadata["protocol"] == _QUERY:
        given = {it.partition(".")[0] for it in parse_qs(body.decode(errors="replace"))}
        return not given >= set(shape.required_members)
    # What the path tells is there, because by the path the operation was found.
    in_path = {name: "x" for name in shape.required_members if _is_in_path(shape.members[name])}
    told = {**in_path, **(json.loads(body) if body else {})}
    return bool(ParamValidator().validate(told, shape).has_errors())


def _is_in_path(member: Any) -> bool:
    return bool(member.serialization.get("location") == "uri")
