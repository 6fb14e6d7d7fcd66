"""Fill two parts of a page: what the embedded AWS answers, and what it decides by itself.

What it answers is found by asking it for every operation of botocore's models; what it
decides is what its own docstrings say. So the page cannot say anything else.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore import xform_name
from botocore.config import Config
from botocore.model import Shape, StructureShape
from moto.core.responses import BaseResponse
from moto.core.utils import camelcase_to_underscores

import cognito_explore as cx
from cognito_explore.embedded.backend import Backend
from cognito_explore.embedded.pool_service import PoolServiceResponses
from cognito_explore.embedded.services import IAM_PREFIXES, make_responders

PAGE = Path(__file__).parent.parent / "explanation" / "the_embedded_aws.md"
SOURCES = Path(cx.__file__).parent / "embedded"

# By IAM's prefix, boto3's name where it is another.
_CLIENTS = {"sms-voice": "pinpoint-sms-voice-v2", "ses": "sesv2"}
_TITLES = {
    "cognito-idp": "Amazon Cognito user pools",
    "sns": "Amazon SNS",
    "sms-voice": "AWS End User Messaging SMS",
    "logs": "Amazon CloudWatch Logs",
    "cloudwatch": "Amazon CloudWatch",
    "cloudtrail": "AWS CloudTrail",
    "wafv2": "AWS WAF",
    "iam": "AWS IAM",
    "lambda": "AWS Lambda",
    "kms": "AWS KMS",
    "ses": "Amazon SES",
}
_MARK = "<!-- {name}: made by docs/_make/the_embedded_aws.py -->\n"
_END = "<!-- end of {name} -->\n"

DECIDES = re.compile(
    r"[Dd]ecided here|decided in it|this decides|"
    r"[Nn]ot documented|documented nowhere|documents none|does not (?:document|say)"
)
# How a module is built says nothing of AWS.
_BUILT = re.compile(r"(?:Plain logic|Thin adapters)\b.*?\.(?: (?=[A-Z`])|$)")
_ADDRESS = re.compile(r"https://[a-z][^\s;]*[^\s;.]")
_GROUPS = {
    "Codes, and what a pool sends": ("codes", "verification", "outgoing", "triggers", "functions"),
    "Users, tokens and signing in": (
        *("auth", "backend", "challenges", "issued_tokens", "mfa", "new_password", "pool_settings"),
        *("pools", "second_factors", "secret_hash", "sign_in", "srp"),
    ),
    "Text messages": ("sms", "sns", "eum_"),
    "E-mail": ("email", "ses"),
    "The account around a pool": ("",),
}


def page() -> str:
    """Make the text of the page: what is written by hand in it, and the two parts."""
    text = PAGE.read_text(encoding="utf-8")
    for name, part in {"services": services(), "decisions": decisions()}.items():
        begin, end = _MARK.format(name=name), _END.format(name=name)
        before, rest = text.split(begin)
        text = f"{before}{begin}\n{part}\n{rest[rest.index(end) :]}"
    return text


def services() -> str:
    """List the services, and the operations of each that this project answers itself."""
    aws = cx.connect("embedded", seed=1).aws
    # moto finds an operation by the name of a method.
    responders = make_responders(aws._backends)  # noqa: SLF001
    lines = []
    for service_id, prefix in IAM_PREFIXES.items():
        name = _CLIENTS.get(prefix, prefix)
        client = aws.boto3_session.client(name, config=Config(parameter_validation=False))
        responder = responders[service_id]()
        own = {it for it in client.meta.service_model.operation_names if is_own(responder, it)}
        there = [f"`{it}`" for it in sorted(own) if is_answered(client, it)]
        if is_motos(responder):
            # Which ones differs from version to version.
            there.append("and what moto has beside" if there else "what moto has")
        lines.append(f"- **{_TITLES[prefix]}** (`{name}`): {', '.join(there)}.\n")
    return "".join(lines)


def is_own(responder: object, operation: str) -> bool:
    """Tell whether this project answers an operation; what has no methods is to be asked."""
    if not isinstance(responder, BaseResponse):
        return True
    name = camelcase_to_underscores(operation)
    parts: list[type] = [type(responder)]
    if isinstance(responder, PoolServiceResponses):
        # Some of moto's operations lead to what this project decides.
        parts.append(Backend)
    methods = [getattr(it, name) for it in parts if hasattr(it, name)]
    return any(it.__module__.startswith("cognito_explore.") for it in methods)


def is_motos(responder: object) -> bool:
    """Tell whether moto's own operations of the service are there too."""
    bases = {it.__module__ for it in type(responder).__mro__}
    return any(it.startswith("moto.") and not it.startswith("moto.core.") for it in bases)


def is_answered(client: Any, operation: str) -> bool:
    """Ask for an operation with nothing but what it must have, and tell whether it is there."""
    asked: list[str] = []

    def note(event_name: str, **_: object) -> None:
        asked.append(event_name)

    client.meta.events.register_first("before-call", note)
    shape = client.meta.service_model.operation_model(operation).input_shape
    try:
        getattr(client, xform_name(operation))(**(_least(shape) if shape else {}))
    except cx.UnsupportedByEmbeddedError as error:
        # It may be there, and want other values.
        return f"has no operation {operation} " not in str(error)
    except Exception:  # noqa: BLE001 -- whatever it says to made-up values, it is an answer
        return bool(asked)
    finally:
        client.meta.events.unregister("before-call", note)
    return True


def _least(shape: Shape) -> Any:
    """Make up the least that a shape takes."""
    if isinstance(shape, StructureShape):
        return {name: _least(shape.members[name]) for name in shape.required_members}
    made_up = {"list": [], "map": {}, "integer": 1, "long": 1, "boolean": False, "timestamp": 0}
    return made_up.get(shape.type_name, "made-up")


def decisions() -> str:
    """List what the modules say that AWS does not document, or that they decide."""
    groups: dict[str, list[str]] = {name: [] for name in _GROUPS}
    for path in sorted([*SOURCES.rglob("*.py"), *SOURCES.rglob("*.json")]):
        name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        told = list(told_by(path))
        if told and name != "aws":
            group = next(it for it, begins in _GROUPS.items() if name.startswith(begins))
            text = _ADDRESS.sub(r"<\g<0>>", " ".join(told))
            groups[group].append(f"- `{name}`. {text}\n")
    return "\n".join(f"### {name}\n\n{''.join(items)}" for name, items in groups.items() if items)


def told_by(path: Path) -> Iterator[str]:
    """Give what a module's docstrings, or the note of a data file, say that is decided."""
    if path.suffix == ".json":
        note = json.loads(path.read_text(encoding="utf-8")).get("note", "")
        yield from [note] * bool(DECIDES.search(note))
        return
    module = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(module):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        told = paragraphs_of(ast.get_docstring(node) or "")
        decides = [it for it in told if DECIDES.search(it)]
        if isinstance(node, ast.Module):
            # All of it, for what is decided is said of what is not.
            yield from told if decides else []
        else:
            yield from (f"`{node.name}`: {it}" for it in decides)


def paragraphs_of(docstring: str) -> list[str]:
    """Split a docstring into paragraphs of one line, without its sources and how it is built."""
    found = re.split(r"\n\n(?!\*)", inspect.cleandoc(docstring))
    lines = (re.sub(r"\s+", " ", re.sub(r"\n+\* ", " ", it)) for it in found if it)
    told = (_BUILT.sub("", it.removeprefix("Raises: Refused: ")) for it in lines)
    return [it for it in told if it and not it.startswith("Source:")]
