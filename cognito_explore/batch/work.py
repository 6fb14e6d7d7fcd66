"""Jobs: one request each, as an executor takes them, in this process or in another.

In this process a job is sent with the session itself. Where it is pickled, it becomes one that
makes a session of the same settings in the other process, once there. Neither credentials nor
the history travel; the token of the row does, because nothing is sent without it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Literal, NamedTuple

from cognito_explore.actions.base import Response, TokenAction
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.verify_user_attribute import VerifyUserAttribute
from cognito_explore.batch.settings import Settings, client_of
from cognito_explore.clock import Clock
from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    NotSentError,
    ServiceError,
)
from cognito_explore.history import History
from cognito_explore.sender import Sender
from cognito_explore.sensitive import MASK
from cognito_explore.show import printable

# Refusals of more requests than a quota allows; none of them made a message.
THROTTLED = frozenset(
    {
        "TooManyRequestsException",
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "RequestLimitExceeded",
        "RequestThrottled",
    }
)
# What became of a job is decided in one place at a time.
_LOCK = threading.Lock()
_REQUESTS: dict[str, Any] = {
    kind.OPERATION: kind for kind in (GetUserAttributeVerificationCode, VerifyUserAttribute)
}


class JobResult(NamedTuple):
    """What a job gives.

    Attributes:
        attempt: Its number in the history of the session; 0 if it was sent in another process.
        fields: Of the attempt, if it was sent in another process.
        is_to_be_tried: Whether it was certainly not sent, or throttled, so that it may be again.
        response: The record of the answer, if it was sent in this process.
        is_interrupted: Whether it was interrupted in this process, which stops the batch.
    """

    attempt: int
    fields: dict[str, Any] | None
    is_to_be_tried: bool
    response: Response | None
    is_interrupted: bool = False


class WayToSend:
    """How a batch's requests are sent.

    Attributes:
        name: Of the session.
        clock: Of the session.
        history: Of the session.
    """

    def __init__(self, sender: Sender, settings: Callable[[], Settings]) -> None:
        """Take what a session sends with.

        Args:
            sender: Of the session.
            settings: Gives what a session in another process needs.
        """
        self.sender = sender
        self.name = sender.name
        self.clock = sender.clock
        self.history = sender.history
        self.settings = settings


class Job:
    """One request, sent at most once by this process.

    Its errors are in what it gives; it raises only where nothing was tried.
    """

    __slots__ = ("_fate", "_request", "_way")

    def __init__(self, way: WayToSend, request: TokenAction[Any]) -> None:
        """Take a request."""
        self._way = way
        self._request = request
        self._fate: Literal["done", "away", "taken back"] | None = None

    def __call__(self) -> JobResult:
        """Send it with the session.

        Raises:
            CognitoExploreError: It was done before, or taken back: nothing is sent.
        """
        if not self._become("done", None):
            msg = f"This job is {self._fate}, and is not done again."
            raise CognitoExploreError(msg)
        kept: list[int] = []
        try:
            return _send(self._way.sender, self._request, kept)
        except KeyboardInterrupt:
            # An executor keeps it as any other error; what became of the request is known.
            if not kept:
                raise
            outcome = self._way.history[kept[0] - 1].outcome
            return JobResult(kept[0], None, outcome == "not_sent", None, is_interrupted=True)

    def take_back(self) -> bool:
        """Have it never leave; tell whether it is certain that it did not before."""
        return self._become("taken back", None)

    def _become(
        self, fate: Literal["done", "away", "taken back"], *before: Literal["away"] | None
    ) -> bool:
        with _LOCK:
            if self._fate not in before:
                return False
            self._fate = fate
            return True

    def __reduce__(self) -> tuple[Any, ...]:
        """Become a job of another process; some executors pickle one more than once.

        Raises:
            CognitoExploreError: It was done before, or taken back.
        """
        if not self._become("away", None, "away"):
            msg = f"This job is {self._fate}, and does not travel."
            raise CognitoExploreError(msg)
        request = self._request
        told = {"attribute_name": request.attribute_name}  # type: ignore[attr-defined]
        told |= {"allow_any_token": request.allow_any_token}
        told |= {"allow_any_attribute": request.allow_any_attribute}  # type: ignore[attr-defined]
        secret = [request.access_token.reveal()]
        if isinstance(request, VerifyUserAttribute):
            secret.append(request.code.reveal())
        elif isinstance(request, GetUserAttributeVerificationCode):
            metadata = request.client_metadata
            told["client_metadata"] = None if metadata is None else dict(metadata)
        return _FarJob, (self._way.settings(), request.OPERATION, told, _Sealed(secret))

    def __repr__(self) -> str:
        return f"<Job {self._request.OPERATION}>"


class _Sealed:
    """Secrets on their way to another process, which show nowhere."""

    __slots__ = ("texts",)

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts

    def __reduce__(self) -> tuple[Any, ...]:
        return _Sealed, (self.texts,)

    def __repr__(self) -> str:
        return MASK


class _FarJob:
    """A job in another process."""

    __slots__ = ("_made_of",)

    def __init__(self, *made_of: Any) -> None:
        self._made_of = made_of

    def __call__(self) -> JobResult:
        """Send it with the session of this process.

        Raises:
            ConfigurationError: This process cannot make the request, or a client; nothing is sent.
        """
        settings, operation, about, sealed = self._made_of
        token, *others = sealed.texts
        code = {"code": others[0]} if others else {}
        kept = _LastKept()
        try:
            request = _REQUESTS[operation](token, **code, **about)
            sender = _sender_of(settings, kept)
        except Exception as error:  # noqa: BLE001 -- it is told
            # Nothing was sent, whatever it is: a profile, a certificate, another boto3.
            said = printable(f"{type(error).__name__}: {error}", 200)
            msg = f"This worker cannot send: {said}"
            raise ConfigurationError(msg) from None
        try:
            is_to_be_tried = _send(sender, request, []).is_to_be_tried
        except KeyboardInterrupt:
            # Ctrl-C reaches every process of a terminal, and leaves connections in any state.
            client_of.cache_clear()
            if not kept.fields:
                raise
            is_to_be_tried = kept.fields["outcome"] == "not_sent"
        return JobResult(0, kept.fields, is_to_be_tried, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _FarJob, self._made_of

    def __repr__(self) -> str:
        return f"<Job {self._made_of[1]}>"


def _send(sender: Sender, request: TokenAction[Any], kept: list[int]) -> JobResult:
    """Send a request; the number of its attempt is in `kept`, even if it is interrupted."""
    try:
        response = sender.send(request, on_kept=kept.append)
    except CognitoExploreError as error:
        return JobResult(kept[0], None, _is_to_be_tried(error), None)
    return JobResult(kept[0], None, False, response)  # noqa: FBT003


def _is_to_be_tried(error: CognitoExploreError) -> bool:
    if isinstance(error, NotSentError):
        return True
    return isinstance(error, ServiceError) and error.code in THROTTLED


class _LastKept(History):
    """Keeps one attempt, for a job of another process: the history is the session's.

    Attributes:
        fields: Of the attempt.
    """

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.fields: dict[str, Any] = {}

    def add(self, *, is_again: bool = False, **fields: Any) -> int:
        """Keep one attempt."""
        del is_again
        self.fields = fields
        return 1


def _sender_of(settings: Settings, history: History) -> Sender:
    """Make what one job is sent with, over the client of its process."""
    return Sender(
        lambda: client_of(settings, os.getpid()),
        clock=Clock(),
        history=history,
        name=settings.endpoint_url,
        region=None,
    )


Done = Future[JobResult]
