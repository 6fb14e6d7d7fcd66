"""What every action has: its name, its parameters, its wire form, and itself as code."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import urlsplit

from cognito_explore import wire
from cognito_explore.errors import Fault, InvalidRequestError, Outcome
from cognito_explore.facts import TOKEN_PATTERN
from cognito_explore.findings import Finding
from cognito_explore.sensitive import NotText, Sensitive
from cognito_explore.show import Text, html_table, note_of, printable_lines, short_repr
from cognito_explore.token import AccessToken

_TOKEN = "access_token"  # noqa: S105 -- a field's name


class FrozenMapping(Mapping[str, Any]):
    """A mapping that does not change, so that the record it is in can be hashed."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, Any]) -> None:
        """Copy a mapping."""
        self._items = dict(items)

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)


@dataclass(frozen=True, kw_only=True, repr=False)
class Response:
    """What every answer tells, flat: one is a row, a list of them is a frame.

    Attributes:
        sent_at: When the request began, in UTC.
        outcome: `accepted`: Cognito took the job. Not that a message arrived.
        http_status: Of the answer.
        request_id: AWS's id of the request, if it gave one.
        elapsed_ms: From request to answer, in milliseconds.
        session: The session it was sent with.
    """

    sent_at: datetime
    outcome: Outcome
    http_status: int
    request_id: str | None
    elapsed_ms: float
    session: str

    def __repr__(self) -> str:
        return short_repr(self, [*self._own_fields(), "outcome", "sent_at", "session"])

    def _repr_html_(self) -> str:
        names = [*self._own_fields(), *(field.name for field in fields(Response))]
        rows = [(name, getattr(self, name)) for name in names if getattr(self, name) is not None]
        return html_table(rows, title=type(self).__name__, note=note_of(self.session))

    def _own_fields(self) -> list[str]:
        common = {field.name for field in fields(Response)}
        return [field.name for field in fields(self) if field.name not in common and field.repr]


R = TypeVar("R", bound=Response)


class Action(ABC, Generic[R]):
    """A request of one Cognito action: a frozen record that knows its wire form.

    Attributes:
        OPERATION: AWS's name of the action.
        VERB: The method of `Session` that does the same, if there is one.
        UNKNOWN_HINT: What to do when no readable answer came.
    """

    OPERATION: ClassVar[str]
    VERB: ClassVar[str | None] = None
    UNKNOWN_HINT: ClassVar[str]

    @abstractmethod
    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, secrets as `Sensitive`."""

    @abstractmethod
    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> R:
        """Make the response record.

        Args:
            answer: The body of the answer.
            common: The fields of `Response`.

        Raises:
            TypeError: The answer has not the form that AWS's model gives it.
            KeyError: A required part of it is missing.
        """

    def faults(self, *, now: datetime | None = None) -> list[Fault]:
        """Say what is wrong with the request, without sending it.

        Args:
            now: The instant to compare an expiry with; without it, expiry is not looked at.

        Returns:
            Everything that is wrong; empty when the request may be sent.
        """
        del now
        return self._field_faults()

    def warnings(self, *, now: datetime | None = None, region: str | None = None) -> list[Finding]:
        """Say what may be wrong, but does not keep the request from being sent."""
        del now, region
        return []

    def to_json(self) -> str:
        """Give the body exactly as it is sent, **with the secrets in it**.

        This is the one method that shows them; `preview()` does not.
        """
        form = self._wire_form()
        return wire.fill(form.body, form.hidden).decode()

    def to_headers(self) -> dict[str, str]:
        """Give the HTTP headers that the protocol asks for."""
        return self._wire_form().headers

    def to_path(self) -> str:
        """Give the path of the URL."""
        return self._wire_form().path

    def to_query(self) -> dict[str, str]:
        """Give the query parameters of the URL."""
        return self._wire_form().query

    def preview(self, *, region_name: str | None = None, endpoint_url: str | None = None) -> Text:
        """Show the HTTP request as it leaves, secrets hidden.

        Left out is what says nothing of the request: `User-Agent` and `Accept-Encoding`.

        Args:
            region_name: The Region whose endpoint is shown; default: its place is named.
            endpoint_url: Another endpoint, of an emulator.
        """
        form = self._wire_form()
        url = endpoint_url or wire.endpoint(region_name or "<Region>")
        headers = {
            "Host": urlsplit(url).netloc,
            **form.headers,
            "Content-Length": str(len(wire.fill(form.body, form.hidden))),
        }
        body = json.loads(wire.mask(form.body, form.hidden))
        lines = [
            f"{form.method} {url.rstrip('/')}{form.path} HTTP/1.1",
            *(f"{name}: {value}" for name, value in headers.items()),
            "",
            json.dumps(body, indent=2, ensure_ascii=False),
        ]
        return Text(printable_lines("\n".join(lines)))

    def as_code(
        self,
        language: str,
        *,
        region_name: str | None = None,
        endpoint_url: str | None = None,
    ) -> Text:
        """Write the request as a complete program that can be run.

        Secrets are read from environment variables, `COGNITO_ACCESS_TOKEN` above all.

        Args:
            language: `boto3`, `cli`, `curl`, `python` (this library), `javascript`
                (AWS SDK v3) or `haskell` (amazonka).
            region_name: The Region; default: as the environment of the program says.
                `python` without Region and endpoint is `cx.connect()`.
            endpoint_url: The endpoint, if not AWS's own.

        Raises:
            ValueError: There is no such language here.
        """
        from cognito_explore.actions import snippets  # noqa: PLC0415 -- it knows Action

        return snippets.write(self, language, region_name=region_name, endpoint_url=endpoint_url)

    def _wire_form(self) -> wire.WireForm:
        return wire.to_wire(self.OPERATION, self.parameters())

    def _field_faults(self) -> list[Fault]:
        """Say what is wrong with the fields whatever the time."""
        return []

    def _set(self, **values: object) -> None:
        """Set the fields of the frozen record, and refuse what is wrong at once."""
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if self._field_faults():
            raise InvalidRequestError(self.OPERATION, tuple(self.faults()))


class TokenAction(Action[R]):
    """An action of a signed-in user, authorized by an access token."""

    access_token: AccessToken
    allow_any_token: bool

    def faults(self, *, now: datetime | None = None) -> list[Fault]:
        """Say what is wrong with the request, its token's own claims included.

        Args:
            now: The instant to compare an expiry with; without it, expiry is not looked at.
        """
        of_others = [fault for fault in self._field_faults() if fault.field != _TOKEN]
        return self._token_faults(now) + of_others

    def warnings(self, *, now: datetime | None = None, region: str | None = None) -> list[Finding]:
        """Say what the token tells that may get it refused."""
        found = self.access_token.check(now=now, region=region)
        return [it for it in found if it.status == "warning"]

    def _field_faults(self) -> list[Fault]:
        token = self.access_token
        if isinstance(token, AccessToken) and re.fullmatch(TOKEN_PATTERN, token.reveal()):
            return []
        return self._token_faults(None)

    def _token_faults(self, now: datetime | None) -> list[Fault]:
        if not isinstance(self.access_token, AccessToken):
            return [not_text(_TOKEN, self.access_token)]
        if self.allow_any_token:
            return []
        return [
            Fault(_TOKEN, it.title, it.fix, "To have it judged anyway: allow_any_token=True.")
            for it in self.access_token.problems(now=now)
        ]


def as_token(value: object) -> AccessToken:
    """Wrap a token at once, so that no frame holds it bare; `faults` names what is no text."""
    return AccessToken(value) if isinstance(value, (str, Sensitive)) else _no_text(value)


def as_secret(value: object) -> Sensitive:
    """Wrap a secret at once, so that no frame holds it bare; `faults` names what is no text."""
    return Sensitive(value) if isinstance(value, (str, Sensitive)) else _no_text(value)


def _no_text(value: object) -> Any:
    return NotText(value)


def not_text(field: str, value: object) -> Fault:
    """Say that a field is not text."""
    return Fault(field, f"It is {NotText(value).kind}, not text.", "Give it as a str.")
