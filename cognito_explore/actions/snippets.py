"""A request as a program that can be run, in the language of whoever runs it.

No secret is ever written: the program reads it from an environment variable named
after AWS's member, as `AccessToken` from `COGNITO_ACCESS_TOKEN`.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from botocore import xform_name

from cognito_explore import wire
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import Text
from cognito_explore.token import AccessToken

if TYPE_CHECKING:
    from botocore.model import StructureShape

    from cognito_explore.actions.base import Action

    Request: TypeAlias = Action[Any]
    Value: TypeAlias = str | Sensitive | Mapping[str, Any]

_REGION = r"[a-z0-9-]{1,32}"
_LINE = 88  # as black has it; what is inside a call gets less
_JSON_TEXT = r"""json_text() { printf '%s' "$1" | sed 's/["\\]/\\&/g'; }"""
_HASKELL_SETTING = """\
import qualified Amazonka.CognitoIdentityProvider.Lens as Cognito
import Control.Lens ((&), (?~))
import qualified Data.HashMap.Strict as HashMap
"""
_HASKELL_READING = """\
import qualified Data.Text as Text
import System.Environment (getEnv)
"""
_HASKELL_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\t": r"\t"}


def write(
    request: Request,
    language: str,
    *,
    region_name: str | None = None,
    endpoint_url: str | None = None,
) -> Text:
    """Write a request as a complete program; see `Action.as_code`.

    Raises:
        ValueError: There is no such language here, or no such Region or URL.
    """
    _check_place(region_name, endpoint_url)
    if language not in _LANGUAGES:
        msg = f"There is no language {language!r} here: use one of {', '.join(_LANGUAGES)}."
        raise ValueError(msg)
    return Text(_LANGUAGES[language](request, region_name, endpoint_url))


def _check_place(region_name: str | None, endpoint_url: str | None) -> None:
    """Refuse what is no Region or URL: the token would go where nobody meant it to."""
    if region_name is not None and not re.fullmatch(_REGION, region_name):
        msg = f"There is no Region {region_name!r}."
        raise ValueError(msg)
    if endpoint_url is not None and not re.match(r"https?://[^/]", endpoint_url):
        msg = f"{endpoint_url!r} is no URL: it begins with http:// or https://."
        raise ValueError(msg)


def _boto3(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    where = _keywords({"region_name": region_name, "endpoint_url": endpoint_url})
    once = f'# {_why_once(request)}\nconfig=Config(retries={{"total_max_attempts": 1}})'
    call = f"response = client.{xform_name(request.OPERATION)}("
    return f"""\
{_import_os(request)}import boto3
from botocore.config import Config

{_block("client = boto3.client(", ['"cognito-idp"', *where, once], ")")}
{_block(call, _keywords(request.parameters()), ")", width=_LINE)}
print(response)"""


def _python(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    target = endpoint_url or ("aws" if region_name else None)
    where = [_python_text(target)] if target else []
    where += _keywords({"region_name": region_name})
    values = request.parameters()
    required = _input_shape(request).required_members if request.VERB else []
    arguments = [_python_value(name, values.pop(name)) for name in required]
    arguments += _keywords({xform_name(name): value for name, value in values.items()})
    # Of this library alone, so among no parameters of AWS's.
    flags = [name for name in vars(request) if name.startswith("allow_any_")]
    arguments += [f"{name}=True" for name in flags if getattr(request, name)]
    if not request.VERB:
        arguments = [_block(f"cx.{type(request).__name__}(", arguments, ")")]
    return f"""\
{_import_os(request)}import cognito_explore as cx

{_block("session = cx.connect(", where, ")", width=_LINE)}
# {_why_once(request, "This library sends once")}
{_block(f"response = session.{request.VERB or 'send'}(", arguments, ")", width=_LINE)}
print(response)"""


def _cli(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    where = {"region": region_name, "endpoint-url": endpoint_url}
    values = request.parameters() | {name: text for name, text in where.items() if text}
    words = [
        f"AWS_MAX_ATTEMPTS=1 aws cognito-idp {xform_name(request.OPERATION, '-')}",
        # Without the "=", a value that begins with a dash would be an option.
        *(f"--{xform_name(name, '-')}={_cli_word(name, it)}" for name, it in values.items()),
        "--no-sign-request",
    ]
    program = " \\\n  ".join(words)
    return "\n".join([*_shell_head(request, "One attempt", program), program])


def _curl(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    headers = [f"{name}: {value}" for name, value in request.to_headers().items()]
    words = [
        "  curl --silent --show-error --fail-with-body",
        *(f"--header {shlex.quote(header)}" for header in headers),
        "--data-binary @-",
        _curl_url(region_name, endpoint_url, request.to_path()),
    ]
    # The shell does printf itself, so no secret is in the list of processes.
    body = f"printf '%s' {_shell_json(_json_value('', request.parameters()))} |"
    head = _shell_head(request, "curl sends once", body)
    return "\n".join([*head, body, " \\\n    ".join(words)])


def _javascript(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    command = f"{request.OPERATION}Command"
    where = {"region": region_name, "endpoint": endpoint_url}
    settings = [f"{name}: {_json_text(text)}" for name, text in where.items() if text]
    settings.append(f"// {_why_once(request)}\nmaxAttempts: 1")
    members = [f"{name}: {_js_value(name, it)}" for name, it in request.parameters().items()]
    return f"""\
import {_js_block("{", ["CognitoIdentityProviderClient", command], "}")} \
from "@aws-sdk/client-cognito-identity-provider";

{_js_block("const client = new CognitoIdentityProviderClient({", settings, "});")}
{_js_block(f"const command = new {command}({{", members, "});")}
console.log(await client.send(command));"""


def _haskell(request: Request, region_name: str | None, endpoint_url: str | None) -> str:
    values = {name: _haskell_member(request, name, it) for name, it in request.parameters().items()}
    required = [values.pop(name) for name in _input_shape(request).required_members]
    lens = f"& Cognito.{_lower_first(request.OPERATION)}_"
    sets = [f"  {lens}{_lower_first(name)}\n    ?~ {value}" for name, value in values.items()]
    made = "\n".join([" ".join([f"Cognito.new{request.OPERATION}", *required]), *sets])
    variables = _variables("", request.parameters())
    reads = [f'  {_haskell_name(it)} <- Text.pack <$> getEnv "{it}"\n' for it in variables]
    return f"""\
{{-# LANGUAGE OverloadedStrings #-}}

-- Packages: amazonka, amazonka-cognito-idp, lens, text, unordered-containers.
import qualified Amazonka as AWS
import qualified Amazonka.CognitoIdentityProvider as Cognito
{_HASKELL_SETTING if sets else ""}{_HASKELL_READING if reads else ""}
main :: IO ()
main = do
{"".join(reads)}  defaults <- AWS.newEnvNoAuth
  -- {_why_once(request)}
  let env ={_haskell_env(region_name, endpoint_url)}
      request =
{indent(made, " " * 8)}
  response <- AWS.runResourceT (AWS.sendUnsigned env request)
  print response"""


_LANGUAGES: dict[str, Callable[[Request, str | None, str | None], str]] = {
    "boto3": _boto3,
    "cli": _cli,
    "curl": _curl,
    "python": _python,
    "javascript": _javascript,
    "haskell": _haskell,
}


def _input_shape(request: Request) -> StructureShape:
    return wire.operation_model(request.OPERATION).input_shape


def _why_once(request: Request, what: str = "One attempt") -> str:
    answer = wire.operation_model(request.OPERATION).output_shape
    is_sender = answer is not None and "CodeDeliveryDetails" in answer.members
    return f"{what}: a retry would send a second code." if is_sender else f"{what}."


def _variable(name: str) -> str:
    """Name the environment variable of a secret."""
    return "COGNITO_" + re.sub(r"[^A-Z0-9]+", "_", xform_name(name).upper())


def _variables(name: str, value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [found for key, item in value.items() for found in _variables(key, item)]
    return [_variable(name)] if isinstance(value, Sensitive) else []


def _block(
    start: str, items: Sequence[str], end: str, *, width: int = 60, by: int = 4, last: str = ","
) -> str:
    """Put all on one line if it fits, else every item on its own, as black does."""
    line = f"{start}{', '.join(items)}{end}"
    # In bytes: a wide character of East Asia takes two columns, and three bytes.
    if not items or ("\n" not in line and len(line.encode()) <= width):
        return line
    inner = indent(",\n".join(items) + last, " " * by)
    return f"{start}\n{inner}\n{end}"


_js_block = partial(_block, width=0, by=2)


def _import_os(request: Request) -> str:
    return "import os\n\n" if _variables("", request.parameters()) else ""


def _python_text(text: str) -> str:
    quote = "'" if text.count('"') > text.count("'") else '"'
    body = "".join("\\" + char if char == quote else repr(char)[1:-1] for char in text)
    return quote + body + quote


def _python_value(name: str, value: Value) -> str:
    if isinstance(value, Sensitive):
        return f'os.environ["{_variable(name)}"]'
    if isinstance(value, Mapping):
        items = [f"{_python_text(key)}: {_python_value(key, it)}" for key, it in value.items()]
        return _block("{", items, "}")
    return _python_text(value)


def _keywords(values: Mapping[str, Any]) -> list[str]:
    return [f"{name}={_python_value(name, it)}" for name, it in values.items() if it is not None]


def _json_text(text: str) -> str:
    """Quote for JSON and JavaScript, so that it may stand in a page as well."""
    quoted = json.dumps(text, ensure_ascii=False).replace("</", "<\\/")
    # What does not print, such as a bidi override, is written as an escape.
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in quoted)


def _json_value(name: str, value: Value) -> str:
    """Write JSON with pieces of shell in it, between NULs, which JSON itself never has."""
    if isinstance(value, Sensitive):
        variable = f'"${_variable(name)}"'
        # A token has no character that JSON escapes.
        is_plain = isinstance(value, AccessToken)
        return f'"\0{variable}\0"' if is_plain else f'"\0"$(json_text {variable})"\0"'
    if isinstance(value, Mapping):
        items = [f"{_json_text(key)}: {_json_value(key, it)}" for key, it in value.items()]
        return _block("{", items, "}", by=2, last="")
    return _json_text(value)


def _js_value(name: str, value: Value) -> str:
    if isinstance(value, Sensitive):
        return f"process.env.{_variable(name)}"
    if isinstance(value, Mapping):
        # Without brackets this one key would set the object's prototype.
        keys = ['["__proto__"]' if key == "__proto__" else _json_text(key) for key in value]
        items = [_js_value(key, it) for key, it in value.items()]
        return _js_block("{", [": ".join(pair) for pair in zip(keys, items, strict=True)], "}")
    return _json_text(value)


def _shell_head(request: Request, what: str, program: str) -> list[str]:
    variables = _variables("", request.parameters())
    checks = [": " + " ".join(f'"${{{name}:?}}"' for name in variables)] if variables else []
    is_escaped = "$(json_text " in program
    return [f"# {_why_once(request, what)}", *checks, *([_JSON_TEXT] if is_escaped else [])]


def _shell_json(text: str) -> str:
    parts = enumerate(text.split("\0"))
    return "".join(part if index % 2 else shlex.quote(part) for index, part in parts)


def _cli_word(name: str, value: Value) -> str:
    if isinstance(value, Sensitive):
        return f'"${_variable(name)}"'
    if isinstance(value, Mapping):
        return _shell_json(_json_value(name, value))
    return shlex.quote(value)


def _curl_url(region_name: str | None, endpoint_url: str | None, path: str) -> str:
    if endpoint_url:
        return shlex.quote(endpoint_url.rstrip("/") + path)
    if not region_name:
        region = "${AWS_REGION:-${AWS_DEFAULT_REGION:?set AWS_REGION}}"
        return f'"https://cognito-idp.{region}.amazonaws.com{path}"'
    return shlex.quote(wire.endpoint(region_name) + path)


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def _haskell_name(variable: str) -> str:
    return _lower_first(variable.title().replace("_", ""))


def _haskell_text(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        # The gap keeps a digit that follows out of the number.
        number = f"\\{ord(found[0])}" + ("\\&" if found[1] else "")
        return _HASKELL_ESCAPES.get(found[0], number)

    return '"' + re.sub(r'["\\]|[^ -~](?=([0-9])?)', escape, text) + '"'


def _haskell_value(name: str, value: Value) -> str:
    if isinstance(value, Sensitive):
        return _haskell_name(_variable(name))
    if isinstance(value, Mapping):
        pairs = [f"({_haskell_text(key)}, {_haskell_value(key, it)})" for key, it in value.items()]
        entries = ",\n        ".join(pairs)
        return f"HashMap.fromList\n      [ {entries}\n      ]" if pairs else "HashMap.empty"
    return _haskell_text(value)


def _haskell_member(request: Request, name: str, value: Value) -> str:
    shape = _input_shape(request).members[name]
    known = getattr(shape, "enum", [])
    if known and value not in known:
        return f"(Cognito.{shape.name}' {_haskell_text(str(value))})"
    return f"Cognito.{shape.name}_{value}" if known else _haskell_value(name, value)


def _haskell_env(region_name: str | None, endpoint_url: str | None) -> str:
    change = f" {{AWS.region = AWS.Region' {_haskell_text(region_name)}}}" if region_name else ""
    if not endpoint_url:
        return f" AWS.once defaults{change}"
    parts = urlsplit(endpoint_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    place = f"{parts.scheme == 'https'} {_haskell_text(parts.hostname or '')} {port}"
    service = f"AWS.overrideService (AWS.setEndpoint {place})"
    return f"\n        AWS.once\n          . {service}\n          $ defaults{change}"
