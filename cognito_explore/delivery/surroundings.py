"""Surroundings: what a diagnosis says beside its findings, as far as it can be read."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.route import Route
from cognito_explore.delivery.threads import start
from cognito_explore.masks import mask_email, mask_phone_number
from cognito_explore.sensitive import Sensitive
from cognito_explore.told import exact

_MASKS = {"phone_number": mask_phone_number, "email": mask_email}
_ARN = r"arn:[\w-]+:cognito-idp:[\w-]+:(\d{12}):.*"


class Surroundings:
    """The route, the account and the destinations, read beside the checks.

    Attributes:
        route: Which way the pool's messages go; None if it is not known.
        account_id: Of the AWS account; likewise.
        destinations: Where codes go, masked, by attribute; without those not known.
    """

    def __init__(self, cases: Sequence[Case]) -> None:
        """Begin to read.

        Args:
            cases: One for each attribute.
        """
        self.route: Route | None = None
        self.account_id: str | None = None
        self.destinations: dict[str, str] = {}
        self._route = _soon(cases[0].route)
        self._arn = _soon(lambda: exact(cases[0].pool(), "Arn"))
        self._addresses = {it.attribute_name: _soon(it.address) for it in cases}

    def wait(self, seconds: float) -> None:
        """Take what was read.

        Args:
            seconds: How long what is missing is waited for; what is late is not known.
        """
        until = time.monotonic() + seconds
        self.route = _taken(self._route, until)
        found = re.fullmatch(_ARN, _taken(self._arn, until) or "")
        self.account_id = found[1] if found else None
        for name, future in self._addresses.items():
            address: Sensitive | None = _taken(future, until)
            if address:
                self.destinations[name] = _MASKS[name](address.reveal())


def _soon(read: Callable[[], Any]) -> Future[Any]:
    future: Future[Any] = Future()

    def work() -> None:
        try:
            future.set_result(read())
        except BaseException:  # noqa: BLE001 -- the checks read the same, and say what it was
            future.set_result(None)

    start(work, "diagnose surroundings")
    return future


def _taken(future: Future[Any], until: float) -> Any:
    try:
        return future.result(max(0.0, until - time.monotonic()))
    except Late:
        return None
