"""What the adapters of the services beside Cognito have in common.

moto finds the operation of a request and writes the answer by botocore's model; what moto
holds of these services, if anything, is not used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from moto.core.responses import ActionResult, BaseResponse

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.sms.region import SmsRegion
from cognito_explore.embedded.world import ACCOUNT_ID, World

_Item = TypeVar("_Item")


class ServiceResponses(BaseResponse):
    """The operations of one service over one world."""

    def __init__(self, world: World, service: str) -> None:
        """Answer one request.

        Args:
            world: Whose.
            service: botocore's name of it.
        """
        super().__init__(service_name=service)
        self.world = world

    @property
    def sms(self) -> SmsRegion:
        """The SMS account of the Region that the request goes to."""
        return self.world.sms[self.region]

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters of the request, by AWS's names."""
        if self.body.startswith("{"):
            told: dict[str, Any] = json.loads(self.body)
            return told
        return _read_query({name: values[0] for name, values in self.querystring.items()})

    @property
    def now(self) -> datetime:
        """The time of the world."""
        return self.world.clock.now()

    def get_current_account(self) -> str:
        """Give the one account, whatever MOTO_ACCOUNT_ID says."""
        return ACCOUNT_ID

    def _authenticate_and_authorize_normal_action(self, resource: str = "*") -> None:
        """Leave it: the transport has asked for permission, and moto's IAM has no part."""


def answer(**told: Any) -> ActionResult:
    """Answer with what is there: what is None is left out."""
    return ActionResult({name: value for name, value in told.items() if value is not None})


def page(
    items: Sequence[_Item], token: str | None, size: int, wrong_token: Refused
) -> tuple[list[_Item], str | None]:
    """Give one page of a list.

    Args:
        items: All of it.
        token: The one that the page before came with; None for the first page.
        size: How many to a page.
        wrong_token: What is raised for a token that none came with.

    Returns:
        The page, and the token of the next; None if this is the last.

    Raises:
        Refused: `wrong_token`.
    """
    if token is not None and not re.fullmatch(r"page-\d{1,9}", token):
        raise wrong_token
    begin = int(token.removeprefix("page-")) if token else 0
    end = begin + size
    return list(items[begin:end]), f"page-{end}" if end < len(items) else None


def _read_query(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Read the parameters of the query protocol, with its lists and maps.

    A list is sent as `name.member.1=a`, a map as `name.entry.1.key=a&name.entry.1.value=b`.
    """
    told: dict[str, Any] = {}
    keys: dict[str, str] = {}
    for name, value in parameters.items():
        first, _, rest = name.partition(".")
        if not rest:
            told[first] = value
        elif rest.startswith("member."):
            told.setdefault(first, []).append(value)
        elif rest.endswith(".key"):
            keys[rest.removesuffix(".key")] = value
        else:
            told.setdefault(first, {})[keys[rest.removesuffix(".value")]] = value
    return told
