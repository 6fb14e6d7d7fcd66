"""The diagnosis: why a code does not arrive, in the terminal or for a program."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

import cognito_explore as cx

TOKEN_VARIABLE = "COGNITO_ACCESS_TOKEN"  # noqa: S105 -- its name
_TIMEOUT_S = 30.0
DESCRIPTION = f"""\
Say whether a verification code will arrive, why not, and how to mend it. It only reads.

The user's access token comes from the environment variable {TOKEN_VARIABLE}, or from
standard input with --token-stdin; never as an argument, which other users of the machine see.
Without one, name the pool; on the embedded AWS the demo user is signed in.

Exit status: 0 no problem was found, 1 there is one, 2 cannot tell, 64 it was asked wrongly,
or could not be set up."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("--target", help="embedded, aws, or an emulator's URL; default: as connect() has it")
    add("--user-pool-id", metavar="ID", help="default: the token's")
    add("--username", metavar="NAME", help="of the user; default: the token's")
    add("--phone-number", metavar="NUMBER", help="that the code would go to; default: the user's")
    add("--attribute", choices=("phone_number", "email"), help="default: both")
    add("--region", metavar="REGION", help="of the session; default: as boto3 has it")
    add("--profile", metavar="NAME", help="whose AWS credentials are used")
    add("--token-stdin", action="store_true", help="read the access token from standard input")
    add(
        "--allow-billed",
        action="store_true",
        help="let it make the look that AWS bills by the number",
    )
    add("--dry-run", action="store_true", help="let AWS try a message without sending it")
    add(
        "--timeout",
        type=float,
        default=_TIMEOUT_S,
        metavar="SECONDS",
        help="after which what is not answered is not known; default: %(default)g",
    )
    add("--json", action="store_true", help="print JSON, whose names stay")
    add("--scenario", metavar="NAME", help="embedded only: what is wrong there")


def run(arguments: argparse.Namespace) -> int:
    """Diagnose, and print what was found.

    Returns:
        The exit status: 0 no problem, 1 a problem, 2 cannot tell.

    Raises:
        CognitoExploreError: It was asked wrongly, or could not be set up.
    """
    # At once, so that it is read before anything else may be.
    token = _token(from_stdin=arguments.token_stdin)
    session = cx.connect(arguments.target, **_boto3_arguments(arguments))
    about = _about(session, arguments.scenario)
    told: dict[str, Any] = {
        "access_token": token,
        "attribute_name": arguments.attribute,
        "user_pool_id": arguments.user_pool_id,
        "username": arguments.username,
        "phone_number": arguments.phone_number,
        # A scenario may be about what either of them looks at.
        "allow_billed": arguments.allow_billed or None,
        "dry_run": arguments.dry_run or None,
    }
    about |= {name: value for name, value in told.items() if value is not None}
    if session.name == "embedded" and not {"access_token", "user_pool_id"} & about.keys():
        demo = session.aws.demo
        about["access_token"] = session.sign_in(demo.username, demo.password).access_token
    diagnosis = session.diagnose(**about, timeout_s=arguments.timeout)
    try:
        print(str(diagnosis.to_json() if arguments.json else diagnosis.explain()), flush=True)
    except BrokenPipeError:
        # Whoever reads has enough; what is left must not be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        msg = f"The answer cannot be written: {error.strerror}."
        raise cx.ConfigurationError(msg) from error
    return diagnosis.exit_status


def _token(*, from_stdin: bool) -> cx.Sensitive | None:
    """Take the token from where nobody else sees it.

    Raises:
        ConfigurationError: Standard input has none.
    """
    text = os.environ.get(TOKEN_VARIABLE, "")
    if from_stdin:
        # Python has none where it was closed.
        text = sys.stdin.read() if sys.stdin else ""
    if from_stdin and not text.strip():
        raise cx.ConfigurationError("There is no access token on standard input.", hint="")
    return cx.Sensitive(text.strip()) if text.strip() else None


def _boto3_arguments(arguments: argparse.Namespace) -> dict[str, Any]:
    named = {"region_name": arguments.region, "profile_name": arguments.profile}
    return {name: value for name, value in named.items() if value is not None}


def _about(session: cx.Session, scenario: str | None) -> dict[str, Any]:
    """Set up a scenario, and give what it is about.

    Raises:
        ConfigurationError: There is no such scenario, or no embedded AWS.
    """
    return dict(session.aws.play(scenario)) if scenario else {}
