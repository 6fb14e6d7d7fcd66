"""The command line: `python -m cognito_explore demo`, `diagnose` and `serve`."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from typing import NoReturn

import cognito_explore as cx
from cognito_explore.commands import demo, diagnose, serve

# 2, argparse's own, says of a diagnosis that it cannot tell; this is sysexits' EX_USAGE.
USAGE_ERROR = 64
# As shells have it: 128 and the number of SIGINT.
INTERRUPTED = 130


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are no answers."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and end."""
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"{self.prog}: error: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Of the command line; default: those of this process.

    Returns:
        The exit status. Of `demo`: 0, or 1 when a step failed. Of `diagnose`: 0 no problem,
        1 a problem, 2 cannot tell, 64 it was asked wrongly or could not be set up. Of `serve`:
        64 likewise, and 130 when it was stopped.
    """
    given = _make_parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that has no bullets gets question marks.
        sys.stdout.reconfigure(errors="replace")
    try:
        if given.command == "diagnose":
            return diagnose.run(given)
        if given.command == "serve":
            serve.run(given)
        else:
            demo.demo()
    except cx.CognitoExploreError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1 if given.command == "demo" else USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _make_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cognito_explore", description="A notebook companion for Cognito's code requests."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="send and verify a code on the embedded AWS")
    diagnosing = commands.add_parser(
        "diagnose",
        help="say whether a code will arrive, and why not",
        description=diagnose.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # A part of an option's name must not take a token as its value.
        allow_abbrev=False,
    )
    diagnose.add_arguments(diagnosing)
    serving = commands.add_parser(
        "serve",
        help="answer any AWS SDK over HTTP from the embedded AWS",
        description=serve.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    serve.add_arguments(serving)
    return parser


if __name__ == "__main__":
    sys.exit(main())
