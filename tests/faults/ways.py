"""The ways in which a code is sent: each tries one send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import pandas as pd
from batch.inline import Virtual

import cognito_explore as cx
from cognito_explore.batch.batch import Batch, BatchOptions
from cognito_explore.batch.rows import SENDING

ATTRIBUTE = "phone_number"
# Of one request, whatever the machine does meanwhile.
LIMIT_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be sent once.

    Attributes:
        session: Sends it.
        token: Of the user.
        journal: Where a batch writes what it does; there is nothing yet.
        on_stopped: Called when Ctrl-C stopped a batch, which lets what is on its way end.
    """

    session: cx.Session
    token: str
    journal: Path
    on_stopped: Callable[[], object] = bool

    @property
    def frame(self) -> pd.DataFrame:
        """The row of a batch."""
        return pd.DataFrame({"access_token": [self.token], "attribute_name": [ATTRIBUTE]})


class Impatient(Virtual):
    """Seconds that pass at once, but while a request is on its way.

    Only a batch of one row may go by it: one of many waits for both at a time.
    """

    def __init__(self, on_stopped: Callable[[], object]) -> None:
        super().__init__()
        self._on_stopped = on_stopped

    def wait(self, ended: SimpleQueue[Any], seconds: float | None) -> Any:
        """Let them pass; without a number, wait for what is on its way."""
        if seconds is not None:
            return super().wait(ended, seconds)
        try:
            told = ended.get(timeout=LIMIT_S)
        except Empty:
            raise AssertionError("what is on its way has an end") from None
        if told is None:
            self._on_stopped()
        return told


def by_send(order: Order) -> None:
    """Send a request record."""
    order.session.send(cx.GetUserAttributeVerificationCode(order.token, ATTRIBUTE))


def by_send_code(order: Order) -> None:
    """Use the verb."""
    order.session.send_code(order.token, ATTRIBUTE)


def by_form(order: Order) -> None:
    """Fill a form in and submit it; its error is raised, as the others do."""
    form = cx.SendCodeForm(order.session, attribute_name=ATTRIBUTE)
    form.signed_in.use(order.token)
    # After an unknown outcome it asks whether the user looked.
    form.has_looked = True
    form.submit()
    if form.error:
        raise form.error


def by_batch(order: Order) -> pd.DataFrame:
    """Do what `session.send_codes` does with one row, but for the seconds it waits between."""
    asked = BatchOptions(pace_per_s=50, journal=order.journal)
    session, timing = order.session, Impatient(order.on_stopped)
    batch = Batch(SENDING, session._way(), session._account, order.frame, asked, timing=timing)
    return batch.run()


WAYS: Mapping[str, Callable[[Order], pd.DataFrame | None]] = {
    "send": by_send,
    "send_code": by_send_code,
    "form": by_form,
    "batch": by_batch,
}
"""By name, a function of an order. A batch gives its results; the others raise the error of a
send, and what became of it is read from the history as well."""
