"""A refusal as AWS words it."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 -- AWS's answer, not an error of this library
    """AWS refuses a request.

    Attributes:
        code: AWS's name for the error.
        message: AWS's words.
    """

    def __init__(self, code: str, message: str) -> None:
        """Refuse with a code and a message."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
