"""The reference of the command line, from the parser that reads it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from markdown_text import codes, prose, table

from cognito_explore.__main__ import INTERRUPTED, USAGE_ERROR, _make_parser

_BEGIN = """\
# Command line

The commands of `python -m cognito_explore`, their options and exit statuses.
This page is made from the program's own parser, by `make reference`.

The same program is installed as `cognito-explore`.
Every command has `--help`.
"""
_STATUSES = {
    "demo": {
        0: "every step succeeded",
        1: "a step failed; its error is on standard error",
        USAGE_ERROR: "it was asked wrongly",
    },
    "diagnose": {
        0: "no problem was found",
        1: "there is a problem",
        2: "it cannot tell",
        USAGE_ERROR: "it was asked wrongly, or could not be set up",
    },
    "serve": {
        0: "whoever read what it prints has gone",
        USAGE_ERROR: "it was asked wrongly, or the port is not to be had",
    },
}
_MORE = {
    "demo": "It asks for nothing, and reads neither credentials nor settings.",
    "diagnose": (
        "[Diagnose in a terminal](../how-to/diagnose_in_a_terminal.md) shows it at work, and "
        "[What a diagnosis checks](checks.md) lists what it asks."
    ),
    "serve": (
        "[Serve the embedded AWS](../how-to/serve_the_embedded_aws.md) shows it at work. "
        "It reads neither credentials nor settings."
    ),
}


def page() -> str:
    """Make the text of the page."""
    commands = _commands(_make_parser())
    listed = [(f"[`{name}`](#{name})", prose(told.help)) for name, told in commands.items()]
    return "\n".join(
        [
            _BEGIN,
            *table(["Command", "What it does"], [(name, f"{told}.") for name, told in listed]),
            *(line for name, it in commands.items() for line in _command(name, it.parser)),
        ]
    )


class _Command(argparse.Namespace):
    """A command, as the parser has it."""

    help: str
    parser: argparse.ArgumentParser


def _commands(parser: argparse.ArgumentParser) -> dict[str, _Command]:
    # argparse tells its parsers by these attributes alone.
    (found,) = [it for it in parser._actions if isinstance(it, argparse._SubParsersAction)]  # noqa: SLF001
    texts = {it.dest: it.help for it in found._choices_actions}  # noqa: SLF001
    return {
        name: _Command(help=f"{texts[name][0].upper()}{texts[name][1:]}", parser=it)
        for name, it in found.choices.items()
    }


def _command(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    options = [it for it in parser._actions if it.dest != "help"]  # noqa: SLF001
    yield f"## {name}\n"
    yield f"```shell\npython -m cognito_explore {name}\n```\n"
    # What it says of its exit status stands in the table below.
    told = (parser.description or "").split("\n\n")
    for paragraph in (it for it in told if it and not it.startswith("Exit status")):
        yield f"{prose(paragraph)}\n"
    yield f"{_MORE[name]}\n"
    if options:
        yield from table(["Option", "What it is"], [_option(it) for it in options])
    statuses = _STATUSES[name] | {INTERRUPTED: "it was interrupted"}
    yield from table(["Exit status", "What it says"], [(str(it), statuses[it]) for it in statuses])


def _option(option: argparse.Action) -> tuple[str, str]:
    names = codes(option.option_strings)
    if option.choices:
        names += " " + codes(option.choices, " or ")
    elif option.nargs != 0:
        names = codes(
            f"{it} {option.metavar or option.dest.upper()}" for it in option.option_strings
        )
    return names, prose((option.help or "") % {"default": option.default})
