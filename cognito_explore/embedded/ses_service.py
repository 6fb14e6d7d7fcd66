"""What the operations of SES are built from.

Not documented by AWS, and decided here: the texts of refusals.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from moto.core.responses import ActionResult

from cognito_explore.embedded.email.region import EmailRegion
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

# botocore's service model: PageSize of ListEmailIdentities; the others' is not documented.
_MOST_RESULTS = 1_000
_NOT_FOUND = 404


class SesService(ServiceResponses):
    """Answers requests of SES, version 2 of its API; each family of operations extends it."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "sesv2")

    @property
    def email(self) -> EmailRegion:
        """The SES account of the Region that the request goes to."""
        return self.world.email[self.region]

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the request, by AWS's names: of its path, query and body."""
        self._get_action()
        query = parse_qs(self.parsed_url.query)
        in_query = {name: values[0] for name, values in query.items()}
        body = json.loads(self.body) if self.body else {}
        return {**in_query, **body, **self.uri_match}

    def refuse_unsupported(self, *names: str) -> None:
        """Refuse parameters that are not here, where AWS has them.

        Raises:
            UnsupportedByEmbeddedError: One of them is given.
        """
        for name in names:
            if self.asked.get(name):
                msg = f"The embedded AWS's SES has no parameter {name}."
                raise UnsupportedByEmbeddedError(msg)

    def paged(self, name: str, told: list[Any]) -> ActionResult:
        """Answer with one page of a list, under its name."""
        size = int(self.asked.get("PageSize", _MOST_RESULTS))
        wrong = Refused("InvalidNextTokenException", "The specified NextToken is invalid.")
        items, token = page(told, self.asked.get("NextToken"), size, wrong)
        return answer(**{name: items, "NextToken": token})


def not_found(kind: str, name: str) -> Refused:
    """Refuse what names something that is not there."""
    return Refused("NotFoundException", f"{kind} {name} does not exist.", status=_NOT_FOUND)
