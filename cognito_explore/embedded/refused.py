"""A refusal as AWS words it."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 -- AWS's answer, not an error of this library
    """AWS refuses a request.

    Attributes:
        code: AWS's name for the error.
        message: AWS's words.
        status: Of HTTP.
        members: What else the error's shape has, such as `Reason`.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, **members: object) -> None:
        """Refuse with a code and a message."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members


def wrong_password() -> Refused:
    """Refuse a sign-in without telling which of the two is wrong."""
    return Refused("NotAuthorizedException", "Incorrect username or password.")


def check_given(parameters: Mapping[str, str], *names: str) -> None:
    """Refuse a request that lacks a parameter.

    Raises:
        Refused: It does; the first that is missing is named.
    """
    for name in names:
        if not parameters.get(name):
            raise Refused("InvalidParameterException", f"Missing required parameter {name}")
