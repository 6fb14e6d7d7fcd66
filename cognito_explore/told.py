"""What AWS told, read by the types of its model: an answer of another form is an error of ours.

botocore hands on whatever JSON it was given, so text may stand where a number belongs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn, TypeVar

from cognito_explore.errors import OutcomeUnknownError
from cognito_explore.show import printable

_T = TypeVar("_T")
# botocore's model has Integer and Long, which a frame's columns hold as well.
_WHOLE_MAX = 2**63 - 1


def unreadable(member: str) -> NoReturn:
    """Refuse an answer for the form of a member.

    Raises:
        OutcomeUnknownError: Always.
    """
    msg = f"The answer has not the form that AWS's model gives it: {member}."
    raise OutcomeUnknownError(msg, code="UnreadableAnswer", hint="See what is at this URL.")


def need(
    read: Callable[[Mapping[str, Any], str], _T | None], told: Mapping[str, Any], member: str
) -> _T:
    """Read a member that is always there.

    Args:
        read: One of the readers below.
        told: What AWS told.
        member: By AWS's name.

    Raises:
        OutcomeUnknownError: It is missing, or of another form.
    """
    value = read(told, member)
    return unreadable(member) if value is None else value


def exact(told: Mapping[str, Any], member: str) -> str | None:
    """Read text as it is, to be compared or sent again; None where there is none.

    Raises:
        OutcomeUnknownError: It is no text.
    """
    value = told.get(member)
    return value if value is None or isinstance(value, str) else unreadable(member)


def text(told: Mapping[str, Any], member: str, limit: int = 500) -> str | None:
    """Read text to be shown, which prints and has an end; None where there is none.

    Raises:
        OutcomeUnknownError: It is no text.
    """
    value = exact(told, member)
    return None if value is None else printable(value, limit)


def texts(told: Mapping[str, Any], member: str) -> list[str]:
    """Read a list of texts as they are; empty where there is none.

    Raises:
        OutcomeUnknownError: It is no such list.
    """
    found = _items(told, member)
    return found if all(isinstance(it, str) for it in found) else unreadable(member)


def yes_no(told: Mapping[str, Any], member: str) -> bool | None:
    """Read whether something is so; None where AWS does not say.

    Raises:
        OutcomeUnknownError: It is neither true nor false.
    """
    value = told.get(member)
    return value if value is None or isinstance(value, bool) else unreadable(member)


def whole(told: Mapping[str, Any], member: str) -> int | None:
    """Read a whole number; None where there is none.

    Raises:
        OutcomeUnknownError: It is none, or none that AWS's types hold.
    """
    value = told.get(member)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _WHOLE_MAX:
        unreadable(member)
    return value


def number(told: Mapping[str, Any], member: str) -> float | None:
    """Read a finite number; None where there is none.

    Raises:
        OutcomeUnknownError: It is no number, or not finite.
    """
    value = told.get(member)
    return None if value is None else _finite(value, member)


def numbers(told: Mapping[str, Any], member: str) -> list[float]:
    """Read a list of finite numbers; empty where there is none.

    Raises:
        OutcomeUnknownError: It is no such list.
    """
    return [_finite(it, member) for it in _items(told, member)]


def instant(told: Mapping[str, Any], member: str) -> datetime | None:
    """Read an instant in UTC; None where there is none.

    botocore gives it in the zone of this machine, where a day may have 23 hours.

    Raises:
        OutcomeUnknownError: It is none, has no zone, or is beyond our dates.
    """
    value = told.get(member)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        unreadable(member)
    try:
        return value.astimezone(UTC)
    except (OverflowError, ValueError):
        unreadable(member)


def part(told: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """Read a structure; empty where there is none.

    Raises:
        OutcomeUnknownError: It is none.
    """
    value = told.get(member)
    if value is None:
        return {}
    return value if isinstance(value, Mapping) else unreadable(member)


def parts(told: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    """Read a list of structures; empty where there is none.

    Raises:
        OutcomeUnknownError: It is no such list.
    """
    found = _items(told, member)
    return found if all(isinstance(it, Mapping) for it in found) else unreadable(member)


def _items(told: Mapping[str, Any], member: str) -> list[Any]:
    value = told.get(member)
    if value is None:
        return []
    return value if isinstance(value, list) else unreadable(member)


def _finite(value: object, member: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        unreadable(member)
    try:
        made = float(value)
    except OverflowError:
        unreadable(member)
    return made if math.isfinite(made) else unreadable(member)
