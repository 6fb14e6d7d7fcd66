"""The reference of what can break: what the fault tests saw, which `make faults` writes down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from markdown_text import code, table

import cognito_explore as cx
from cognito_explore.batch.run import TRIES

SEEN = Path(__file__).with_name("faults.json")
WAYS = {
    "send": "`session.send`",
    "send_code": "`session.send_code`",
    "form": "`cx.SendCodeForm`",
    "batch": "`session.send_codes`",
}
_BEGIN = """\
# What can break, and what is told then

**Never more than one message for one request, and always the truth about what happened.**
That is the promise, and this page is its test: every row is a way in which a send can break between this machine and Cognito.

The tests put a proxy before the embedded AWS, which breaks one thing after another, and send a code in {ways} ways: {names}.
For each they count the messages that the server made, read [the outcome](../explanation/sent_once.md#the-four-outcomes) in `session.history`, and look that the error says what to do, that it has no token in it, and that the same session sends its next code.

This page is made from what they saw: {sends} sends in {cases} cases, {message} for one request.
A row holds for every way, but for those that a row below it names.

A batch, `session.send_codes`, raises nothing for a row: its results have the outcome and the code, which is the last name under *Error*.
What certainly made no message, because there was no connection or it was throttled, a batch tries again, up to {tries} times.
Where none of {tries} tries in a row found a connection, it stops, and raises an `UnreachableError` that has the results.
Its journal is read as well, and tells the same outcome; the first Ctrl-C lets what is on its way end.
"""
_HEADER = ("What breaks", "Messages", "Outcome", "Error", "Why that is the truth")
_NOBODY = "nobody is left to tell"


def page() -> str:
    """Make the text of the page."""
    rows = json.loads(SEEN.read_text(encoding="utf-8"))
    sends = [seen for row in rows for seen in row["seen"].values()]
    ways = list(dict.fromkeys(way for row in rows for way in row["seen"]))
    names = [WAYS[it] for it in ways]
    begin = _BEGIN.format(
        ways=_number(len(ways)),
        names=f"{', '.join(names[:-1])} and {names[-1]}",
        sends=len(sends),
        cases=len(rows),
        message=_most(max(it["messages"] for it in sends)),
        tries=_number(TRIES),
    )
    return "\n".join([begin, *_groups(rows)])


def _groups(rows: list[dict[str, Any]]) -> Iterator[str]:
    for group, members in groupby(rows, lambda it: str(it["group"])):
        yield f"## {group}\n"
        yield from table(_HEADER, (cells for row in members for cells in _rows(row)))


def _rows(row: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for place, (ways, seen) in enumerate(_alike(row)):
        named = f"*The same, by {', '.join(WAYS[it] for it in ways)}.*" if place else row["what"]
        outcome = code(seen["outcome"]) if "outcome" in seen else _NOBODY
        why = seen.get("why", row["why"])
        yield named, str(seen["messages"]), outcome, _error(seen), why


def _alike(row: Mapping[str, Any]) -> Iterator[tuple[list[str], Mapping[str, Any]]]:
    """Give what was seen, each with the ways in which it was; what is raised may differ."""
    waiting = dict(row["seen"])
    while waiting:
        seen = next(iter(waiting.values()))
        ways = [way for way, it in waiting.items() if _truth(it) == _truth(seen)]
        waiting = {way: it for way, it in waiting.items() if way not in ways}
        yield ways, seen


def _truth(seen: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(seen.get(name) for name in ("messages", "outcome", "code", "why"))


def _error(seen: Mapping[str, Any]) -> str:
    name = seen.get("error")
    if name is None:
        # A batch raises nothing, and tells the code.
        none = "none" if "outcome" in seen else ""
        return code(seen["code"]) if seen.get("code") else none
    # Python's own have no page here.
    shown = f"[{name}](errors.md#{name.lower()})" if hasattr(cx, name) else code(name)
    return shown if seen["code"] in {None, name} else f"{shown}, {code(seen['code'])}"


def _number(count: int) -> str:
    return {2: "two", 3: "three", 4: "four", 8: "eight"}.get(count, str(count))


def _most(messages: int) -> str:
    return "and never more than one message" if messages == 1 else f"and {messages} messages"
