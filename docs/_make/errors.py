"""The reference of errors: each with its meaning, cause and next step, from where they are made."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from docstrings import attributes, text_of
from markdown_text import code, codes, prose, table

from cognito_explore import errors, frames, service_errors, wire
from cognito_explore.delivery.causes import UNDETECTABLE, causes
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.errors import CLASSES, HINTS, BatchStoppedError, CognitoExploreError
from cognito_explore.refusals import REFUSALS
from cognito_explore.service_errors import _CLASSES, _OWN_HINTS, _REASON_HINTS, account_error

_BEGIN = """\
# Every error

Every error that this library raises: what it means, what became of the request, why, and what to do next.
This page is made from `errors.py`, `service_errors.py`, `refusals.py` and botocore's model of Cognito, by `make reference`.

Each is a class of the package, so `except cx.NotAuthorizedError` catches one, and `except cx.CognitoExploreError` catches all.
`str(error)` is AWS's code and text, and below it the next step.
"""
_TREE = """\
## The tree

Errors of Cognito and of this library:

```text
{own}
```

Errors of the services around a user pool:

```text
{around}
```

What each has, whichever it is:
"""
_BY_CODE = """\
## By AWS's code

The operations are those that this library has: {operations}.
An error that AWS adds later is a [ServiceError](#serviceerror), with AWS's own code and text.
"""
_OUTCOMES = {
    None: "as its subclass has it",
    "accepted": "`accepted`: Cognito took the request",
    "refused": "`refused`: AWS answered, and did nothing",
    "not_sent": "`not_sent`: nothing left this machine",
    "unknown": "`unknown`: the request left, and whether it was done is not known",
}
_OF_ROWS = "none of its own: `results` has that of each row, which may have been sent"
_REASONS = """\
## By AWS's reason

End User Messaging gives many of its errors a reason, which `error.reason` has.
These have a next step of their own, whichever error they come with.
"""
_DENIED = {"Error": {"Code": "AuthorizationErrorException", "Message": "..."}}


def page() -> str:
    """Make the text of the page."""
    around = [kind for kind in _kinds() if kind.__module__ == service_errors.__name__]
    cognitos = [kind for kind in _kinds() if kind in CLASSES.values()]
    own = [kind for kind in _kinds() if kind not in {*around, *cognitos}]
    return "\n".join(
        [
            _BEGIN,
            _TREE.format(own=_drawn(errors), around=_drawn(service_errors)),
            *_members(CognitoExploreError),
            _BY_CODE.format(operations=codes(frames.OPERATIONS)),
            *table(["AWS's code", "Error", "Answered by"], _codes()),
            *(line for kind in own for line in _error(kind)),
            *(line for kind in cognitos for line in _error(kind)),
            *(line for kind in around for line in _error(kind)),
            _REASONS,
            *table(["Reason", "Next step"], _reasons()),
        ]
    )


def _kinds() -> Iterator[type[CognitoExploreError]]:
    """Give every error, a base before what is below it."""
    waiting: list[type[CognitoExploreError]] = [CognitoExploreError]
    while waiting:
        kind = waiting.pop(0)
        yield kind
        waiting = [*kind.__subclasses__(), *waiting]


def _drawn(module: object) -> str:
    """Give the tree that the module's docstring draws."""
    lines = (inspect.getdoc(module) or "").split("\n\n", 1)[1].rstrip().splitlines()
    return "\n".join(lines)


def _members(kind: type[CognitoExploreError]) -> Iterator[str]:
    told = attributes(kind)
    names = told if kind is CognitoExploreError else _own_names(kind)
    yield from table(["Attribute", "What it is"], [(code(it), prose(told[it])) for it in names])


def _own_names(kind: type) -> list[str]:
    return [name for name in attributes(kind) if name not in attributes(CognitoExploreError)]


def _codes() -> Iterator[tuple[str, str, str]]:
    for aws_code, kind in sorted(CLASSES.items()):
        yield code(aws_code), _link(kind), _answering(aws_code)


def _answering(aws_code: str) -> str:
    names = _operations()[aws_code]
    return "every operation" if len(names) == len(frames.OPERATIONS) else codes(names)


def _link(kind: type) -> str:
    return f"[{kind.__name__}](#{kind.__name__.lower()})"


@cache
def _operations() -> Mapping[str, list[str]]:
    """Give the operations that answer each of Cognito's errors."""
    found: dict[str, list[str]] = {}
    for name in frames.OPERATIONS:
        for shape in wire.operation_model(name).error_shapes:
            found.setdefault(str(shape.error_code), []).append(name)
    return found


def _error(kind: type[CognitoExploreError]) -> Iterator[str]:
    yield f"## {kind.__name__}\n"
    for paragraph in text_of(kind):
        yield f"{prose(paragraph)}\n"
    yield from (f"- {what}: {told}" for what, told in _facts(kind))
    yield ""
    if _own_names(kind):
        yield "Beside what every error has:\n"
        yield from _members(kind)
    for aws_code in (it for it, known in CLASSES.items() if known is kind):
        yield from _texts(aws_code, kind)
        yield from _causes(aws_code)


def _facts(kind: type[CognitoExploreError]) -> Iterator[tuple[str, str]]:
    aws_codes = [it for it, known in CLASSES.items() if known is kind]
    if aws_codes:
        yield "AWS's code", codes(aws_codes)
        yield "Answered by", ", ".join(map(_answering, aws_codes))
    of_services = [it for it, known in _CLASSES.items() if known is kind]
    if of_services:
        yield "Codes of the services around a pool", codes(of_services)
    if kind.__base__ is not Exception and kind.__base__:
        yield "Is a", _link(kind.__base__)
    is_of_rows = issubclass(kind, BatchStoppedError)
    yield "Outcome", _OF_ROWS if is_of_rows else _OUTCOMES[kind.outcome]
    if _hint(kind):
        yield "Next step", prose(_hint(kind))
    if kind in _OWN_HINTS:
        yield "Next step, for a service around the pool", prose(_OWN_HINTS[kind])


def _hint(kind: type[CognitoExploreError]) -> str:
    if kind is service_errors.AccessDeniedError:
        # It names the action, so it is made with each error; this is the one of a call of SNS.
        action = "sns:GetSMSSandboxAccountStatus"
        return account_error(_DENIED, service_prefix="sns", action=action, operation="").hint
    return kind.hint


def _texts(aws_code: str, kind: type[CognitoExploreError]) -> Iterator[str]:
    """Tell what AWS's text tells apart."""
    hinted = {part: hint for known, part, hint in HINTS if known == aws_code}
    told = {it.part: it.causes for it in REFUSALS if it.code == aws_code and it.part}
    if not {**hinted, **told}:
        return
    yield "AWS's text tells its cases apart:\n"
    rows = [
        (code(part), prose(hinted.get(part, kind.hint)), _numbers(told.get(part, ())))
        for part in {**hinted, **told}
    ]
    yield from table(["AWS's text has", "Next step", "Causes"], rows)


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _causes(aws_code: str) -> Iterator[str]:
    numbers = sorted({it for known in REFUSALS if known.code == aws_code for it in known.causes})
    if not numbers:
        return
    yield "The causes that it may have, by the numbers that `error.causes` gives:\n"
    rows = [
        (str(it), prose(causes()[it].title), prose(causes()[it].do), _checks(it)) for it in numbers
    ]
    yield from table(["Cause", "What it is", "What mends it", "Told by"], rows)


def _checks(number: int) -> str:
    if number in UNDETECTABLE:
        return "[no call](checks.md#what-no-call-can-tell-before-a-code-is-sent)"
    names = [it.check_id for it in CHECKS if number in it.causes]
    return ", ".join(f"[`{name}`](checks.md#{name})" for name in names)


def _reasons() -> Iterator[tuple[str, str]]:
    for reason, hint in _REASON_HINTS.items():
        yield code(reason), prose(hint)
