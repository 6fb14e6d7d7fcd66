"""How End User Messaging's operations on what a Region holds are answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cognito_explore.embedded.eum_service import EndUserMessagingService
from cognito_explore.embedded.sms.listing import check_few


class RegionResponses(EndUserMessagingService):
    """Operations over what one Region holds."""

    def named(self, member: str) -> str:
        """Read the id of a resource, which can be given as an ARN."""
        return bare_id(self.asked[member])

    def chosen(self, rows: Iterable[Mapping[str, Any]], asked: str, own: str) -> list[Any]:
        """Keep the rows that a request names, if it names any.

        Args:
            rows: All there are.
            asked: Member of the request, a list of ids or ARNs.
            own: Member of a row, its id.
        """
        check_few(self.asked, asked)
        wanted = {bare_id(text) for text in self.asked.get(asked) or []}
        return [row for row in rows if not wanted or row[own] in wanted]

    @property
    def is_shared_asked(self) -> bool:
        """Whether only what others share is asked for: nobody does here."""
        return self.asked.get("Owner") == "SHARED"


def bare_id(text: str) -> str:
    """Give the id of a resource that is named by it or by its ARN."""
    return text.split("/")[1] if text.startswith("arn:") and "/" in text else text
