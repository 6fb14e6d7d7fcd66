"""Write the reference of all checks from their registry, so that it cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_text import prose

from cognito_explore.delivery.causes import UNDETECTABLE, causes
from cognito_explore.delivery.check import Check
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.embedded.scenarios import SCENARIOS

_BEGIN = """\
# What a diagnosis checks

`session.diagnose()` asks {checks} questions, in the order of this page: first what gets a request refused, then what loses a message later.
Each has an id that stays as it is, and names the causes that it tells and the IAM actions that it may use.
Each can be seen at work without an account: `session.aws.play("{scenario}")` sets a scenario up on the embedded AWS.

This page is made from the registry of checks, by `make reference`.
What asks them is [`session.diagnose`](api/diagnosis.md); [Find out why no code came](../how-to/find_out_why_no_code_came.md) shows it at work.
"""
_UNDETECTABLE = """\
## What no call can tell before a code is sent
"""
_MEDIA = {"SMS": "text messages", "EMAIL": "e-mails", "": "every code"}


def page() -> str:
    """Make the text of the page."""
    first = next(it for it in SCENARIOS.values() if it.expected_status == "problem")
    return "\n".join(
        [
            _BEGIN.format(checks=len(CHECKS), scenario=first.name),
            *("\n".join(_check(it)) for it in CHECKS),
            _UNDETECTABLE,
            *_undetectable(),
        ]
    )


def _check(check: Check) -> Iterator[str]:
    yield f"## {check.check_id}\n"
    yield f"{prose(check.asks)}.\n"
    paths = " or ".join(f"`{it}`" for it in check.paths)
    yield f"- About {_MEDIA[check.medium]}" + (f" that go by {paths}." if paths else ".")
    reads = ", ".join(f"`{it}`" for it in check.actions)
    yield f"- Reads {reads}." if reads else "- Asks nothing of the account."
    if check.is_billed:
        yield "- AWS bills it by the number, so it takes `allow_billed=True`."
    if check.is_dry_run:
        yield "- Tries a message without sending it, so it takes `dry_run=True`."
    yield from (f"- Cause {it}: {prose(causes()[it].title)}" for it in check.causes)
    for it in SCENARIOS.values():
        if it.check_id == check.check_id:
            yield f"- Scenario `{it.name}`, {it.expected_status}: {prose(it.description)}"
    if check.link:
        yield f"- [AWS's documentation]({check.link})"
    yield ""


def _undetectable() -> Iterator[str]:
    for number, why in UNDETECTABLE.items():
        cause = causes()[number]
        yield f"- Cause {number}: {prose(cause.title)}"
        yield f"  {prose(why)}"
        yield f"  {prose(cause.find_out)}"
    yield ""
