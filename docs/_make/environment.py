"""The reference of environment variables: what each means, and who reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
from markdown_text import code, table

import cognito_explore
from cognito_explore.commands.diagnose import TOKEN_VARIABLE
from cognito_explore.targets import CLIENT_VARIABLE, POOL_VARIABLE, REGION_VARIABLE, TARGET_VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = Path(cognito_explore.__file__).parent
NOTEBOOKS = ROOT / "notebooks"
NAME = re.compile(r"COGNITO_EXPLORE_[A-Z_]+")
_DEFAULT = r'os\.environ\.get\("{name}", "([^"]*)"\)'
_FEW = 3

_BEGIN = """\
# Environment variables

Every environment variable that this library and its tutorials read: what it means, its default, and who reads it.
This page is made by `make reference`, with names, readers and the tutorials' defaults from the sources.

The embedded AWS reads none: it is the same on every machine.

## Of this library
"""
_TOKENS = """\
## Tokens and other secrets

A secret is never an argument of a program, which other users of the machine see.
"""
_AWS = """\
## Of AWS, by boto3

`connect("aws")` makes a boto3 session, which reads what any program with boto3 reads.
These variables matter most; what `connect()` is told goes before them.
The actions of a signed-in user take no AWS credentials, and looks at the account around the pool, such as `session.diagnose()`, do.
"""
_RETRIES = """\
`AWS_MAX_ATTEMPTS` does not count for what sends: a request is attempted once, because a retry could send a second code.
"""


class Variable(NamedTuple):
    """An environment variable.

    Attributes:
        meaning: In one sentence, in Markdown.
        default: What counts without it, in Markdown; empty: as the tutorials have it.
    """

    meaning: str
    default: str = ""


VARIABLES = {
    TARGET_VARIABLE: Variable(
        "What `connect()` talks to where it is not told: `embedded`, `aws`, or the URL of an emulator.",
        "`embedded`",
    ),
    CLIENT_VARIABLE: Variable(
        f"The app client that `sign_in` uses, where `{TARGET_VARIABLE}` names the target.",
        "none; the embedded AWS brings one",
    ),
    POOL_VARIABLE: Variable(
        f"The user pool, where `{TARGET_VARIABLE}` names the target.",
        "none; the embedded AWS brings one",
    ),
    "COGNITO_EXPLORE_USERNAME": Variable("The user that a tutorial signs in."),
    "COGNITO_EXPLORE_PASSWORD": Variable("The password of that user."),
    "COGNITO_EXPLORE_PHONE_NUMBER": Variable(
        "A phone of yours, which a tutorial adds to the SMS sandbox."
    ),
    "COGNITO_EXPLORE_ALLOW_COSTS": Variable(
        "`1` where cells that cost money may run; `python notebooks/run.py` sets it by "
        "`--allow-costs`, unless it is set.",
        "empty",
    ),
}
SECRETS = {
    TOKEN_VARIABLE: Variable(
        "The access token of the user that a diagnosis is about.",
        "none; on the embedded AWS the demo user is signed in",
    ),
}
AWS = {
    "AWS_PROFILE": Variable("The profile of the settings files.", "`default`"),
    "AWS_DEFAULT_REGION": Variable("The Region of the user pool.", "that of the profile"),
    REGION_VARIABLE: Variable(
        "The same, where neither the variable above nor the profile names a Region; "
        "boto3 itself does not read it.",
        "none",
    ),
    "AWS_ACCESS_KEY_ID": Variable("Credentials: the key's id.", "those of the profile"),
    "AWS_SECRET_ACCESS_KEY": Variable("Credentials: the key.", "that of the profile"),
    "AWS_SESSION_TOKEN": Variable("Credentials that end: their token.", "that of the profile"),
    "AWS_CONFIG_FILE": Variable("Where the settings are.", "`~/.aws/config`"),
    "AWS_SHARED_CREDENTIALS_FILE": Variable("Where credentials are.", "`~/.aws/credentials`"),
    "AWS_CA_BUNDLE": Variable(
        "Certificates to trust, where a proxy has its own.", "those that botocore brings"
    ),
    "AWS_ENDPOINT_URL": Variable(
        "Where every request goes instead of AWS. An emulator is better named as the target, "
        "which forms and records then show.",
        "AWS's own",
    ),
    "AWS_USE_FIPS_ENDPOINT": Variable("`true` for AWS's FIPS endpoints.", "`false`"),
    "HTTPS_PROXY": Variable("The proxy that requests go through.", "none"),
    "NO_PROXY": Variable("Hosts that are reached without it.", "none"),
}


def page() -> str:
    """Make the text of the page."""
    return "\n".join(
        [
            _BEGIN,
            *_table(VARIABLES),
            _TOKENS,
            *_tokens(),
            _AWS,
            *table(
                ["Variable", "What it means", "Default"],
                [(code(name), it.meaning, it.default) for name, it in AWS.items()],
            ),
            _RETRIES,
        ]
    )


def names_read() -> set[str]:
    """Give every name of this library's own that the sources read."""
    return {name for text in _sources().values() for name in NAME.findall(text)}


def _table(variables: dict[str, Variable]) -> Iterator[str]:
    rows = [
        (code(name), it.meaning, it.default or _default(name), _readers(name))
        for name, it in variables.items()
    ]
    yield from table(["Variable", "What it means", "Default", "Read by"], rows)


def _tokens() -> Iterator[str]:
    rows = [
        (code(name), it.meaning, it.default, "`python -m cognito_explore diagnose`")
        for name, it in SECRETS.items()
    ]
    yield from table(["Variable", "What it means", "Default", "Read by"], rows)
    yield "Programs that `request.as_code(...)` writes read each secret from a variable named after AWS's member: `AccessToken` from `COGNITO_ACCESS_TOKEN`, `Code` from `COGNITO_CODE`."
    yield "Programs that mend what a diagnosis finds do so too, without the `COGNITO_`: `PhoneNumber` from `PHONE_NUMBER`.\n"


@cache
def _sources() -> dict[Path, str]:
    """Give the text of all that is run: modules, the tutorials' command, and their cells."""
    modules = [*PACKAGE.rglob("*.py"), NOTEBOOKS / "run.py"]
    found = {path: path.read_text(encoding="utf-8") for path in sorted(modules)}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found[path] = "\n".join(it.source for it in cells if it.cell_type == "code")
    return found


def _default(name: str) -> str:
    pattern = _DEFAULT.format(name=name)
    found = {text for source in _sources().values() for text in re.findall(pattern, source)}
    return " or ".join(code(it) for it in sorted(found))


def _readers(name: str) -> str:
    found = [path for path, text in _sources().items() if f'"{name}"' in text]
    tutorials = [it for it in found if it.suffix == ".ipynb"]
    named = [_reader(it) for it in found if it not in tutorials]
    if len(tutorials) > _FEW:
        named.append("the tutorials")
    else:
        named += [f"[{_title(it)}](../tutorials/{it.name})" for it in tutorials]
    return ", ".join(named)


def _reader(path: Path) -> str:
    return "`connect()`" if path.name == "targets.py" else code(f"{path.relative_to(ROOT)}")


def _title(path: Path) -> str:
    return str(nbformat.read(path, as_version=4).cells[0].source).splitlines()[0].lstrip("# ")
