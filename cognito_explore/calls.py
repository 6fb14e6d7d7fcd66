"""Call: one call of an AWS service as a value, which can be read, shown and written as code."""

from __future__ import annotations

import json
import keyword
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent
from typing import Any

from botocore import xform_name

from cognito_explore.sensitive import Sensitive
from cognito_explore.show import Text, printable_lines

# By which IAM names the actions of a service, and where they differ from boto3's name.
_PREFIXES = {"pinpoint-sms-voice-v2": "sms-voice", "sesv2": "ses"}
# Done twice, these are as done once. End User Messaging takes one a second of most.
_REPEATABLE = (
    *("Describe", "Get", "List", "Check", "Filter", "Lookup"),
    "PutRegistrationFieldValue",
)
_LANGUAGES = ("boto3", "cli")


class FileContent(bytes):
    """What is in a file, which is written as code by its path.

    Attributes:
        path: Of the file.
    """

    path: Path

    @classmethod
    def read(cls, path: Path) -> FileContent:
        """Read a file.

        Raises:
            OSError: It cannot be read.
        """
        content = cls(path.read_bytes())
        content.path = path
        return content

    def __repr__(self) -> str:
        return f"<{len(self):,} bytes of {self.path.name}>"


@dataclass(frozen=True)
class Answered:
    """What an earlier call of a program answers, where a later one is given it.

    Attributes:
        operation: AWS's name of the earlier call.
        member: Of its answer, such as `RegistrationId`.
    """

    operation: str
    member: str


@dataclass(frozen=True)
class Call:
    """One call of an AWS service, with the account's credentials.

    Attributes:
        service: boto3's name of the service, such as `pinpoint-sms-voice-v2`.
        operation: AWS's name, such as `RequestPhoneNumber`.
        region_name: Where it goes.
        parameters: By AWS's names; phone numbers and codes are `Sensitive`.
    """

    service: str
    operation: str
    region_name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def action(self) -> str:
        """The IAM action that allows it, such as `sms-voice:RequestPhoneNumber`."""
        return f"{self.prefix}:{self.operation}"

    @property
    def prefix(self) -> str:
        """What the IAM actions of its service begin with."""
        return _PREFIXES.get(self.service, self.service)

    @property
    def is_repeatable(self) -> bool:
        """Whether done twice it is as done once, so that botocore may ask again."""
        return self.operation.startswith(_REPEATABLE)

    def as_code(self, language: str = "boto3") -> Text:
        """Write the call as a program; phone numbers and codes come from its environment.

        Args:
            language: `boto3` or `cli`.

        Raises:
            ValueError: There is no such language here.
        """
        return as_code([self], language)

    def __str__(self) -> str:
        return f"{self.action} in {self.region_name}"


def as_code(calls: Iterable[Call], language: str = "boto3") -> Text:
    """Write calls as one program; see `Call.as_code`.

    Raises:
        ValueError: There is no such language here.
    """
    calls = list(calls)
    if language not in _LANGUAGES:
        msg = f"There is no language {language!r} here: use one of {', '.join(_LANGUAGES)}."
        raise ValueError(msg)
    kept = {it.operation: it.member for call in calls for it in _answered(call.parameters)}
    if language == "cli":
        lines = [_cli(call, kept.get(call.operation)) for call in calls]
        return Text(printable_lines("\n".join(lines)))
    has_secrets = any(_has_secret(call.parameters) for call in calls)
    lines = ["import os\n"] if has_secrets else []
    lines.append("import boto3\n")
    made: set[tuple[str, str]] = set()
    for call in calls:
        client = _client_name(call)
        place = (call.service, call.region_name)
        if place not in made:
            made.add(place)
            where = f'"{call.service}", region_name={_python("", call.region_name)}'
            lines.append(f"{client} = boto3.client({where})")
        lines.append(_boto3(client, call, kept.get(call.operation)))
    return Text(printable_lines("\n".join(lines)))


def _client_name(call: Call) -> str:
    name = call.prefix.replace("-", "_")
    return f"{name}_client" if keyword.iskeyword(name) else name


def _boto3(client: str, call: Call, kept: str | None) -> str:
    arguments = [f"{name}={_python(name, it)}" for name, it in call.parameters.items()]
    start = f"{client}.{xform_name(call.operation)}("
    end = ")"
    if kept:
        start, end = f"{xform_name(kept)} = {start}", f'{end}["{kept}"]'
    line = f"{start}{', '.join(arguments)}{end}"
    if len(line) <= 88 and "\n" not in line:  # noqa: PLR2004 -- as black has it
        return line
    inner = indent(",\n".join(arguments) + ",", "    ")
    return f"{start}\n{inner}\n{end}"


def _cli(call: Call, kept: str | None) -> str:
    words = [f"aws {call.service} {xform_name(call.operation, '-')}"]
    # As an option, the AWS CLI would send what is in that file.
    bare = {name: it for name, it in call.parameters.items() if _is_like_a_file(it)}
    if bare:
        words.append(f"--cli-input-json {shlex.quote(json.dumps(bare))}")
    for name, value in call.parameters.items():
        if name in bare:
            continue
        option = f"--{xform_name(name, '-')}"
        if value is True or value is False:
            words.append(option if value else option.replace("--", "--no-", 1))
        else:
            joint = "=" if isinstance(value, str) and value.startswith("-") else " "
            words.append(f"{option}{joint}{_cli_word(name, value)}")
    words.append(f"--region {shlex.quote(call.region_name)}")
    if kept:
        words.append(f"--query {kept} --output text")
    line = " \\\n  ".join(words)
    return f"{_variable(kept)}=$({line})" if kept else line


def _is_like_a_file(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("file://", "fileb://"))


def _cli_word(name: str, value: object) -> str:
    if isinstance(value, Sensitive):
        return f'"${_variable(name)}"'
    if isinstance(value, Answered):
        return f'"${_variable(value.member)}"'
    if isinstance(value, FileContent):
        return shlex.quote(f"fileb://{value.path}")
    if isinstance(value, (list, tuple)) and all(isinstance(it, (str, Sensitive)) for it in value):
        return " ".join(_cli_word(name, it) for it in value)
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))


def _python(name: str, value: object) -> str:
    if isinstance(value, Sensitive):
        return f'os.environ["{_variable(name)}"]'
    if isinstance(value, Answered):
        return str(xform_name(value.member))
    if isinstance(value, FileContent):
        return f'open({json.dumps(str(value.path), ensure_ascii=False)}, "rb").read()'
    if isinstance(value, Mapping):
        items = ", ".join(f"{json.dumps(key)}: {_python(key, it)}" for key, it in value.items())
        return f"{{{items}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_python(name, it) for it in value)}]"
    # JSON's quoting of text is Python's too.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _variable(name: str) -> str:
    """Name the environment variable of a secret, or of each in a list."""
    variable = str(xform_name(name)).upper()
    if variable == "USERNAME":
        # Some shells keep the name of who sits there in it.
        variable = "COGNITO_USERNAME"
    return variable if variable.endswith("SS") else variable.removesuffix("S")


def _answered(parameters: Mapping[str, Any]) -> Iterable[Answered]:
    return (it for it in parameters.values() if isinstance(it, Answered))


def _has_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_has_secret(it) for it in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_secret(it) for it in value)
    return isinstance(value, Sensitive)
