"""Lists as AWS End User Messaging SMS answers them: filtered, and a page at a time.

What AWS does not document, and this decides: a page without `MaxResults` holds as many
as the most that may be asked for; `NextToken` is where the next page begins; values of
a filter are compared to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cognito_explore.embedded.sms.refusals import invalid, invalid_field

_MOST = 100
_TOKEN = "page-"  # noqa: S105 -- what a page's token begins with

Row = Mapping[str, Any]
Asked = Mapping[str, Any]


def filtered(rows: Iterable[Row], asked: Asked, members: Mapping[str, str]) -> list[Row]:
    """Keep the rows that pass every filter of a request: one of its values is theirs.

    Args:
        rows: In AWS's members.
        asked: The request.
        members: By a filter's name, the member it looks at.

    Raises:
        Refused: There is no such filter.
    """
    kept = list(rows)
    for item in asked.get("Filters") or []:
        name, wanted = item["Name"], set(item["Values"])
        if name not in members:
            raise invalid_field("Filters", f"There is no filter {name}.")
        kept = [row for row in kept if wanted & _texts(row.get(members[name]))]
    return kept


def _texts(value: object) -> set[str]:
    if isinstance(value, bool):
        return {str(value).lower()}
    if isinstance(value, (list, tuple)):
        return {str(item) for item in value}
    return set() if value is None else {str(value)}


def page(rows: Sequence[Row], asked: Asked, member: str) -> dict[str, Any]:
    """Give one page of the rows, and how to ask for the next.

    Args:
        rows: All of them.
        asked: The request, with `MaxResults` and `NextToken` if it has them.
        member: Of the answer, that holds the rows.

    Raises:
        Refused: `MaxResults` is out of bounds, or `NextToken` not of this list.
    """
    most = asked.get("MaxResults") or _MOST
    if not 1 <= most <= _MOST:
        raise invalid_field("MaxResults", f"It is between 1 and {_MOST}.")
    start = _start(asked.get("NextToken"), len(rows))
    answer: dict[str, Any] = {member: list(rows[start : start + most])}
    if start + most < len(rows):
        answer["NextToken"] = f"{_TOKEN}{start + most}"
    return answer


def _start(token: str | None, length: int) -> int:
    if token is None:
        return 0
    digits = token.removeprefix(_TOKEN)
    if not token.startswith(_TOKEN) or not digits.isdecimal() or int(digits) > length:
        raise invalid("INVALID_NEXT_TOKEN", "The token is not of this list.")
    return int(digits)


def check_few(asked: Asked, member: str, most: int = 5) -> None:
    """Refuse a request that names more than five things at a time.

    Source:
        The maximum of these lists in botocore's model, which botocore does not check.
    """
    if len(asked.get(member) or []) > most:
        raise invalid_field(member, f"At most {most} at a time.")
