"""Lambda's operations on functions, and on who may invoke them.

Thin adapters over `functions`. Lambda's API tells the operation by the path, which is read
here. No code is kept or run. Not documented by AWS, and decided here: the words of refusals.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from cognito_explore.embedded.functions import Function
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

Told = dict[str, Any]

_FUNCTION = re.compile(r"/2015-03-31/functions(?:/([^/]+)(/configuration|/policy(?:/[^/]+)?)?)?/?")
_CREATED = 201
_NO_CONTENT = 204
_OK = 200
_PYTHON = "python3.13"


class LambdaResponses:
    """Lambda's operations on functions, over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        self.world = world

    def _dispatch(self, request: Any, full_url: str, headers: Any) -> tuple[int, Any, Any]:
        """Answer a request, as moto's response classes do.

        Raises:
            NotImplementedError: There is no such operation here.
        """
        del headers
        url = urlsplit(full_url)
        found = _FUNCTION.fullmatch(url.path)
        kind = (found[2] or "").split("/")[1:2] if found else None
        operations: Mapping[tuple[str, str], Callable[[str, Told], tuple[int, Told]]] = {
            ("POST", ""): self._create,
            ("DELETE", ""): self._delete,
            ("GET", "configuration"): self._configuration,
            ("GET", "policy"): self._policy,
            ("POST", "policy"): self._add_permission,
            ("DELETE", "policy"): self._remove_permission,
        }
        operation = operations.get((request.method, "".join(kind))) if kind is not None else None
        if found is None or operation is None:
            raise NotImplementedError
        self._region = str(url.hostname).split(".")[1]
        self._path = unquote(url.path)
        if "Qualifier=" in url.query:
            msg = "The embedded AWS's Lambda has no versions and aliases."
            raise UnsupportedByEmbeddedError(msg)
        body = request.data if hasattr(request, "data") else request.body
        asked = json.loads(body) if body else {}
        status, told = operation(unquote(found[1] or ""), asked)
        return status, {"content-type": "application/json"}, json.dumps(told) if told else ""

    def _create(self, name: str, asked: Told) -> tuple[int, Told]:
        if name:
            raise NotImplementedError
        made = self.world.functions.create(
            self._region,
            asked["FunctionName"],
            role_arn=asked["Role"],
            runtime=asked.get("Runtime", _PYTHON),
            handler=asked.get("Handler", "index.handler"),
        )
        return _CREATED, _configuration(made)

    def _delete(self, name: str, _: Told) -> tuple[int, Told]:
        found = self._find(name)
        del self.world.functions.of(self._region)[found.name]
        return _NO_CONTENT, {}

    def _configuration(self, name: str, _: Told) -> tuple[int, Told]:
        return _OK, _configuration(self._find(name))

    def _policy(self, name: str, _: Told) -> tuple[int, Told]:
        found = self._find(name)
        if not found.statements:
            text = "The resource you requested does not exist."
            raise Refused("ResourceNotFoundException", text, status=404)
        return _OK, {"Policy": found.policy, "RevisionId": _sha(found.policy)}

    def _add_permission(self, name: str, asked: Told) -> tuple[int, Told]:
        found = self._find(name)
        statement_id = asked["StatementId"]
        if any(it["Sid"] == statement_id for it in found.statements):
            text = f"The statement id ({statement_id}) provided already exists."
            raise Refused("ResourceConflictException", text, status=409)
        statement = _statement(found.arn, asked)
        found.statements.append(statement)
        return _CREATED, {"Statement": json.dumps(statement)}

    def _remove_permission(self, name: str, _: Told) -> tuple[int, Told]:
        found, statement_id = self._find(name), self._path.rpartition("/")[2]
        kept = [it for it in found.statements if it["Sid"] != statement_id]
        if len(kept) == len(found.statements):
            text = f"Statement {statement_id} is not found in resource policy."
            raise Refused("ResourceNotFoundException", text, status=404)
        found.statements[:] = kept
        return _NO_CONTENT, {}

    def _find(self, name: str) -> Function:
        return self.world.functions.find(self._region, name)


def _statement(arn: str, asked: Told) -> Told:
    """Write the statement of a permission, as Lambda does."""
    principal = asked["Principal"]
    is_service = "amazonaws.com" in principal
    told: Told = {
        "Sid": asked["StatementId"],
        "Effect": "Allow",
        "Principal": {"Service" if is_service else "AWS": principal},
        "Action": asked["Action"],
        "Resource": arn,
    }
    condition: Told = {}
    if asked.get("SourceAccount"):
        condition["StringEquals"] = {"AWS:SourceAccount": asked["SourceAccount"]}
    if asked.get("SourceArn"):
        condition["ArnLike"] = {"AWS:SourceArn": asked["SourceArn"]}
    return told | ({"Condition": condition} if condition else {})


def _configuration(function: Function) -> Told:
    return {
        "FunctionName": function.name,
        "FunctionArn": function.arn,
        "Runtime": function.runtime,
        "Role": function.role_arn,
        "Handler": function.handler,
        "LastModified": f"{function.modified_at:%Y-%m-%dT%H:%M:%S.000+0000}",
        "Version": "$LATEST",
        "State": function.state,
        "LastUpdateStatus": "Successful",
        "PackageType": "Zip",
        "LoggingConfig": {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{function.name}"},
    }


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:36]
