"""The stage of a case: a server, a proxy before it, a session, and a user of nobody else's."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import cognito_explore as cx
from faults.proxy import Proxy
from faults.ways import Order

SEND = "GetUserAttributeVerificationCode"
_PASSWORD = "correct-horse-1"
_numbers = itertools.count(1_000)


@dataclass
class Stage:
    """What a case plays on.

    Attributes:
        aws: The embedded AWS behind the proxy.
        proxy: Breaks what the case says.
        session: Sends through the proxy.
        token: Of the user.
        phone_number: Of the user.
        folder: For journals.
        on_stopped: Called when Ctrl-C stopped a batch; None: who waits for the client's end, waits
            no more.
        monkeypatch: Undone when what breaks is over.
    """

    aws: cx.EmbeddedAWS
    proxy: Proxy
    session: cx.Session
    token: str
    phone_number: str
    folder: Path
    on_stopped: Callable[[], object] | None = None
    monkeypatch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def order(self, journal: str = "first") -> Order:
        """Have it sent once, by whatever way, with a journal of this name."""
        path = self.folder / f"{journal}.jsonl"
        go_on = self.on_stopped or self.proxy.go_on
        return Order(session=self.session, token=self.token, journal=path, on_stopped=go_on)

    def attempts(self) -> list[cx.Attempt]:
        """Give the sends that the session knows of."""
        return [it for it in self.session.history if it.operation == SEND]

    def count_messages(self) -> int:
        """Count what the server made for this user."""
        return sum(it.to == self.phone_number for it in self.aws.messages())

    def heal(self) -> None:
        """Break nothing any more, and wait until what was broken is over."""
        self.proxy.settle()
        self.monkeypatch.undo()
        self.proxy.heal()


def add_user(embedded: cx.Session, client: Any) -> tuple[str, str]:
    """Make a user who has had no code yet, by boto3; give their token and phone number."""
    demo = embedded.aws.demo
    number = next(_numbers)
    username, phone_number = f"user-{number}", f"+1202555{number}"
    client.admin_create_user(
        UserPoolId=demo.user_pool_id,
        Username=username,
        UserAttributes=[{"Name": "phone_number", "Value": phone_number}],
        MessageAction="SUPPRESS",
    )
    client.admin_set_user_password(
        UserPoolId=demo.user_pool_id, Username=username, Password=_PASSWORD, Permanent=True
    )
    return embedded.sign_in(username, _PASSWORD).access_token.reveal(), phone_number
