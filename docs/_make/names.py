"""The reference of names: AWS's members, and amazonka's lenses, to the fields of our records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any, NamedTuple, get_args, get_origin

from amazonka import HTTP_STATUS, LENSES, Lens
from botocore import xform_name
from botocore.model import Shape, StructureShape
from markdown_text import code, codes, table

import cognito_explore as cx
from cognito_explore import frames, wire

_BEGIN = """\
# Names

What AWS's members, and the lenses of [amazonka](https://github.com/brendanhay/amazonka) for Haskell, are called here.
This page is made by `make reference`: AWS's members from botocore's model of Cognito, the fields from the records, and amazonka's names from `docs/_make/amazonka.py`, which names their source.

A request is named as AWS names the action, and its fields as AWS's members in snake_case.
Members of a response that AWS nests are fields of one flat record here.
A dash stands where a side has no such thing.

The package is `amazonka-cognito-idp`.
In amazonka 2.0 requests are in `Amazonka.CognitoIdentityProvider`, and lenses in `Amazonka.CognitoIdentityProvider.Lens`; in 1.6 both are in `Network.AWS.CognitoIdentityProvider`.
`request.as_code("haskell")` writes a request as a program for amazonka 2.0.

## What the history keeps

| On the wire | Field of the record | Field of the error | Column of the history |
| --- | --- | --- | --- |
| `X-Amz-Target` | `OPERATION` of the request | - | `operation` |
| status | `http_status` | `http_status` | `http_status` |
| `x-amzn-RequestId` | `request_id` | `request_id` | `request_id` |
| `__type` | - | `code` | `error_code` |
| `message` | - | `message`, after the code | `error_message` |
| `AttributeName`, of a request | `attribute_name` | - | `attribute_name` |
| `CodeDeliveryDetails.Destination` | `destination` | - | `destination` |
| `CodeDeliveryDetails.DeliveryMedium` | `delivery_medium` | - | `delivery_medium` |

The other columns of the history are not AWS's: {own}.
"""
_NONE = "-"
# The columns that stand in the table above.
_KEPT = (
    *("operation", "http_status", "request_id", "error_code", "error_message"),
    *("attribute_name", "destination", "delivery_medium"),
)
# Where a field is not named after the member, or is of another record.
_OTHERWISE = {
    ("GetUserResponse", "UserAttributes"): "`attributes`",
    ("AttributeType", "Name"): "the keys of `attributes`",
    ("AttributeType", "Value"): (
        "the values of `attributes`; `email`, `is_email_verified`, `phone_number`, "
        "`is_phone_number_verified`"
    ),
    ("AuthenticationResultType", "ExpiresIn"): "`expires_at`, as an instant",
    ("InitiateAuthResponse", "AuthenticationResult"): "the record itself",
    ("RespondToAuthChallengeResponse", "AuthenticationResult"): "the record itself",
    **{
        (shape, member): told
        for shape in ("InitiateAuthResponse", "RespondToAuthChallengeResponse")
        for member, told in {
            "ChallengeName": "`Challenge.name`",
            "Session": "`Challenge.session`",
            "ChallengeParameters": "`Challenge.parameters`, and what is read from it",
        }.items()
    },
}
_HEADER = ["AWS's member", "Field", "amazonka 2.0, and 1.6"]


class Member(NamedTuple):
    """A member of a request or response.

    Attributes:
        path: Of AWS's names, from the top.
        shape: The structure that it is a member of.
        name: Its own.
        is_required: Whether AWS's model requires it.
    """

    path: str
    shape: str
    name: str
    is_required: bool


def page() -> str:
    """Make the text of the page."""
    own = codes(it for it in frames.HISTORY if it not in _KEPT)
    return "\n".join(
        [_BEGIN.format(own=own), *(line for it in frames.OPERATIONS for line in _operation(it))]
    )


def response_of(request: type[Any]) -> type[Any]:
    """Give the response record of a request record."""
    for kind in request.__mro__:
        for base in getattr(kind, "__orig_bases__", ()):
            told = get_args(base)
            if get_origin(base) and isinstance(told[0], type):
                return told[0]
    raise LookupError(request)


def members_of(shape: StructureShape | None, path: str = "") -> Iterator[Member]:
    """Give the members of a structure, and those of the structures in it."""
    for name, member in ({} if shape is None else shape.members).items():
        here = f"{path}{name}"
        yield Member(here, shape.name, name, name in shape.required_members)
        inner, mark = (member.member, "[].") if member.type_name == "list" else (member, ".")
        yield from members_of(_structure(inner), f"{here}{mark}")


def field_of(member: Member, record: type[Any]) -> str:
    """Say where a member is, in Markdown; empty where the record has it not."""
    if (member.shape, member.name) in _OTHERWISE:
        return _OTHERWISE[member.shape, member.name]
    name = xform_name(member.name)
    return code(name) if name in own_names(record) else ""


def own_names(record: type[Any]) -> list[str]:
    """Give the fields and properties of a record that not every response has."""
    common = {it.name for it in fields(cx.Response)} if issubclass(record, cx.Response) else set()
    names = [it.name for it in fields(record) if it.name not in common]
    return names + [name for name, it in vars(record).items() if isinstance(it, property)]


def _structure(shape: Shape) -> StructureShape | None:
    return shape if shape.type_name == "structure" else None


def _operation(name: str) -> Iterator[str]:
    model = wire.operation_model(name)
    request = getattr(cx, name)
    response = response_of(request)
    constructor = f"{name[0].lower()}{name[1:]}"
    yield f"## {name}\n"
    verb = f", or {code(f'session.{request.VERB}(...)')}" if request.VERB else ""
    yield f"- Request: [`cx.{name}`](api/requests.md){verb}; amazonka 2.0 `new{name}`, 1.6 `{constructor}`."
    yield f"- Response: [`cx.{response.__name__}`](api/responses.md); amazonka `{name}Response`.\n"
    if response is cx.Tokens:
        yield "Where Cognito asks for one more step, a [`ChallengeRequiredError`](errors.md#challengerequirederror) has a [`cx.Challenge`](api/responses.md).\n"
    yield "In the request, where AWS requires what is in bold:\n"
    asked = members_of(model.input_shape)
    yield from table(_HEADER, (_row(it, request) for it in asked))
    yield "In the response:\n"
    told = [_row(it, response) for it in members_of(model.output_shape)]
    status = _lens(LENSES[f"{name}Response"][HTTP_STATUS])
    yield from table(_HEADER, [*told, ("the HTTP status", "`http_status`", status)])


def _row(member: Member, record: type[Any]) -> tuple[str, str, str]:
    shown = f"**{code(member.path)}**" if member.is_required else code(member.path)
    lens = LENSES[member.shape][member.name]
    return shown, field_of(member, record) or _NONE, _lens(lens)


def _lens(lens: Lens) -> str:
    if not lens.now:
        return _NONE
    return f"{code(lens.now)}<br>1.6: {code(lens.before) if lens.before else _NONE}"
