"""Sender: sends a request once, and keeps what became of it."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cognito_explore import codes_sent, wire
from cognito_explore.actions.base import Action, R, Response, TokenAction
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.verify_user_attribute import VerifyUserAttribute
from cognito_explore.attempt_rows import next_ticket
from cognito_explore.clock import Clock
from cognito_explore.errors import (
    ChallengeRequiredError,
    CognitoExploreError,
    InvalidRequestError,
    NotAuthorizedError,
    NotSentError,
    Outcome,
    OutcomeUnknownError,
)
from cognito_explore.exchange import Exchange, send_once, without_echo, without_frames
from cognito_explore.facts import ATTRIBUTE_NAME_MAX, VERIFIABLE_ATTRIBUTES
from cognito_explore.history import History
from cognito_explore.refusals import causes_of
from cognito_explore.show import printable

if TYPE_CHECKING:
    from botocore.client import BaseClient

_MOST_CHECKS = 4


class Sender:
    """What a session sends with: a client that is made anew when it may be broken."""

    def __init__(
        self,
        make_client: Callable[[], BaseClient],
        *,
        clock: Clock,
        history: History,
        name: str,
        region: str | None,
        checks_of: Callable[[tuple[int, ...], str], Sequence[str]] = lambda *_: (),
    ) -> None:
        """Make the client.

        Args:
            make_client: Makes one that `exchange.watch` was called for.
            clock: Tells when a request was sent, and how long it took.
            history: Where every attempt is kept.
            name: Of the session, for its records.
            region: That tokens should come from; None where that says nothing.
            checks_of: Names the checks of `diagnose` that tell causes of an attribute's code.
        """
        self.clock = clock
        self.history = history
        self.name = name
        self.region = region
        self._make_client = make_client
        self._checks_of = checks_of
        self._renew()

    def send(self, request: Action[R], *, on_kept: Callable[[int], object] = bool) -> R:
        """Send a request once, and keep the attempt whatever becomes of it.

        Args:
            request: What to send.
            on_kept: Called with the number of the attempt, before anything is raised; twice
                if it is interrupted.
        """
        if not isinstance(request, Action):
            msg = (
                "send() takes a request record, such as GetUserAttributeVerificationCode(...), "
                f"not {type(request).__name__}"
            )
            raise TypeError(msg)
        if self._process != os.getpid():
            # After a fork two processes would read each other's answers from one socket.
            self._renew()
        sent_at, started = self.clock.now(), self.clock.timer()
        exchange = Exchange()
        told: Response | BaseException | None = None
        try:
            told = self._attempt(request, exchange, sent_at, started)
        except CognitoExploreError as error:
            self._explain(error, request, sent_at)
            self._name_causes(error, request, sent_at)
            told = error
            raise
        except BaseException as error:
            # KeyboardInterrupt, above all: it leaves connections in any state.
            told = error
            self._renew()
            raise
        finally:
            name = getattr(request, "attribute_name", None)
            user = getattr(getattr(request, "access_token", None), "user", None)
            outcome = _outcome(told, exchange)
            self._keep(request.OPERATION, name, sent_at, started, told, outcome, user, on_kept)
        return told

    def keep_unsent(
        self, error: CognitoExploreError, operation: str, attribute_name: object
    ) -> int:
        """Keep that something was not sent, and why; give the number of the attempt."""
        sent_at, started = self.clock.now(), self.clock.timer()
        return self._keep(operation, attribute_name, sent_at, started, error, "not_sent")

    def keep_untold(
        self, error: CognitoExploreError, request: Action[Any], outcome: Outcome
    ) -> int:
        """Keep an attempt of which nothing came back; give its number."""
        sent_at, started = self.clock.now(), self.clock.timer()
        name = getattr(request, "attribute_name", None)
        user = getattr(getattr(request, "access_token", None), "user", None)
        return self._keep(request.OPERATION, name, sent_at, started, error, outcome, user)

    def _renew(self) -> None:
        self.client = self._make_client()
        self._process = os.getpid()

    def build_and_send(self, build: Callable[[], Action[R]], attribute_name: object = None) -> R:
        """Build a request and send it; one that cannot be built is an attempt as well."""
        try:
            request = build()
        except InvalidRequestError as error:
            self.keep_unsent(error, error.operation, attribute_name)
            raise
        return self.send(request)

    def _attempt(
        self, request: Action[R], exchange: Exchange, sent_at: datetime, started: float
    ) -> R:
        faults = request.faults(now=sent_at)
        if faults:
            raise InvalidRequestError(request.OPERATION, tuple(faults))
        send_once(self.client, request, exchange)
        common = {
            "sent_at": sent_at,
            "outcome": "accepted",
            "http_status": exchange.http_status,
            "request_id": exchange.request_id,
            "elapsed_ms": self._elapsed_ms(started),
            "session": self.name,
        }
        try:
            told = request.read(_answer(request, exchange), common)
            return without_echo(told, exchange)
        except ChallengeRequiredError as asked:
            asked.challenge = asked.challenge and without_echo(asked.challenge, exchange)
            asked.message = wire.redact(asked.message, exchange.hidden)
            asked.code = wire.redact(asked.code or "", exchange.hidden)
            asked.args = (asked.message,)
            raise
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            msg = "The answer is JSON, but not of the form that AWS describes."
            raise exchange.unknown(msg) from without_frames(error)

    def _elapsed_ms(self, started: float) -> float:
        return 1000 * (self.clock.timer() - started)

    def _explain(self, error: CognitoExploreError, request: Action[Any], sent_at: datetime) -> None:
        """Add to an error's hint what this session knows about its cause."""
        if isinstance(error, OutcomeUnknownError):
            error.hint = request.UNKNOWN_HINT
        elif isinstance(error, NotSentError) and self.region:
            error.hint += _region_hint(self.region)
        elif isinstance(error, NotAuthorizedError):
            for found in request.warnings(now=sent_at, region=self.region):
                error.hint += f" {found.title} {found.fix}"
        elif isinstance(request, GetUserAttributeVerificationCode | VerifyUserAttribute):
            attempts = self.history.of_user(request.access_token)
            told = codes_sent.explain(
                error, attempts, request.OPERATION, request.attribute_name, sent_at
            )
            error.hint = f"{error.hint} {told}".rstrip()

    def _name_causes(
        self, error: CognitoExploreError, request: Action[Any], sent_at: datetime
    ) -> None:
        """Link a refusal to its causes, and to what tells them apart."""
        if error.outcome != "refused":
            return
        error.causes = causes_of(request.OPERATION, error.code, error.message)
        if not isinstance(request, GetUserAttributeVerificationCode | VerifyUserAttribute):
            return
        name = request.attribute_name
        attempts = self.history.of_user(request.access_token)
        error.causes = codes_sent.narrow(error.causes, error.code, attempts, name, sent_at)
        # What the attempts tell was said.
        if not codes_sent.TOLD_BY_ATTEMPTS.issuperset(error.causes):
            checks = self._checks_of(error.causes, name)[:_MOST_CHECKS]
            if checks:
                about = f', "{name}"' if name in VERIFIABLE_ATTRIBUTES else ""
                line = f"session.diagnose(access_token{about}) says more: {', '.join(checks)}."
                error.hint = f"{error.hint} {line}".lstrip()

    def _keep(
        self,
        operation: str,
        attribute_name: object,
        sent_at: datetime,
        started: float,
        told: object,
        outcome: Outcome,
        user: str | None = None,
        on_kept: Callable[[int], object] = bool,
    ) -> int:
        """Keep an attempt, what the response told or the error; give its number."""
        about: dict[str, Any] = {
            "sent_at": sent_at,
            "operation": operation,
            "outcome": outcome,
            "user": user,
            "ticket": next_ticket(),
        }
        fields: dict[str, Any] = {}
        try:
            fields = about | self._describe(attribute_name, started, told)
            number = self.history.add(**fields)
            on_kept(number)
        except KeyboardInterrupt:
            # It may have come before the attempt was kept, or after.
            fields = fields or about | self._describe(attribute_name, started, told)
            on_kept(self.history.add(**fields, is_again=True))
            raise
        return number

    def _describe(self, attribute_name: object, started: float, told: object) -> dict[str, Any]:
        error = told if isinstance(told, BaseException) else None
        name = attribute_name if isinstance(attribute_name, str) else None
        return {
            "attribute_name": name and printable(name, 2 * ATTRIBUTE_NAME_MAX),
            "delivery_medium": getattr(told, "delivery_medium", None),
            "destination": getattr(told, "destination", None),
            "error_code": None if error is None else _error_code(error),
            "error_message": None if error is None else _one_line(error),
            "http_status": getattr(told, "http_status", None),
            "request_id": getattr(told, "request_id", None),
            "elapsed_ms": getattr(told, "elapsed_ms", None) or self._elapsed_ms(started),
            "session": self.name,
        }


def _answer(request: Action[Any], exchange: Exchange) -> Mapping[str, Any]:
    """Give what is read of an answer: what a user's own token asks for holds no secret of it.

    Hidden before it is read, because what is shown may be cut within a secret.
    """
    answer: Mapping[str, Any] = exchange.answer or {}
    if exchange.has_echo and isinstance(request, TokenAction):
        hidden: Mapping[str, Any] = wire.redact_all(dict(answer), exchange.hidden)
        return hidden
    return answer


def _outcome(told: object, exchange: Exchange) -> Outcome:
    if isinstance(told, Response):
        return told.outcome
    if isinstance(told, CognitoExploreError) and told.outcome is not None:
        return told.outcome
    return "unknown" if exchange.is_on_its_way else "not_sent"


def _error_code(error: BaseException) -> str:
    """Give AWS's error code, or the name of an error that is not AWS's."""
    # SystemExit has a code too, of another kind.
    code = error.code if isinstance(error, CognitoExploreError) else None
    return code or type(error).__name__


def _one_line(error: BaseException) -> str:
    return printable(" ".join(getattr(error, "message", "").split()))


def _region_hint(region: str) -> str:
    """Name the Region that was meant, if botocore knows none of this name."""
    known = wire.regions()
    if region in known:
        return ""
    near = difflib.get_close_matches(region, known, n=1)
    meant = f": did you mean {near[0]}?" if near else "."
    return f" boto3 knows no Region {printable(region, 60)} with Cognito{meant}"
