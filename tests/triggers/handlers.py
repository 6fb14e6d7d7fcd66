"""Functions that the tests of triggers run, and a look at what is found of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cognito_explore as cx

Handler = Callable[[Any, Any], Any]

SMS = "Your code is {####}."
EMAIL = "<p>Your code is <b>{####}</b>.</p>"


def writing(**texts: Any) -> Handler:
    """Make a function that writes texts and returns the event."""

    def handler(event: Any, _: Any) -> Any:
        event["response"].update(texts)
        return event

    return handler


def returning(answer: Any) -> Handler:
    """Make a function that returns something."""
    return lambda *_: answer


def raising(error: BaseException) -> Handler:
    """Make a function that raises something."""

    def handler(*_: Any) -> Any:
        raise error

    return handler


def preview(handler: Handler, attribute_name: str = "phone_number", **more: Any) -> Any:
    """Preview a message."""
    return cx.triggers.preview(handler, attribute_name, **more)


def status(made: cx.MessagePreview, check_id: str) -> str:
    """Give the status of one finding."""
    return {it.check_id: it.status for it in made.findings}[check_id]


def found(made: cx.MessagePreview, check_id: str) -> cx.Finding:
    """Give one finding."""
    return next(it for it in made.findings if it.check_id == check_id)
