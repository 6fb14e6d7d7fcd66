"""Text that never shows itself: tokens, passwords and codes."""

from __future__ import annotations

import hmac
import re
from typing import NoReturn, Self

MASK = "•••"

# As the tokens of Cognito begin.
_TOKEN = re.compile(r"eyJ[\w-]{8,}(?:\.[\w-]*){2,}")


class Sensitive:
    """A secret text that shows as `Sensitive('•••')` wherever it is printed.

    It is a value: equal texts are equal and hash alike. There is one way to the
    text, `reveal()`. It refuses to be pickled, because a pickle is a file that
    somebody may keep.

    Source:
        Cognito marks its tokens and passwords as sensitive in its service model.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | Sensitive) -> None:
        """Wrap a text.

        Args:
            text: The secret. A `Sensitive` is taken as it is.

        Raises:
            TypeError: It is not text.
        """
        if isinstance(text, Sensitive):
            text = text.reveal()
        if not isinstance(text, str):
            kind = type(text).__name__
            # What a traceback can show, it shows.
            del text
            msg = f"a secret must be text, not {kind}"
            raise TypeError(msg)
        self._text = text

    def reveal(self) -> str:
        """Give the text itself. What you print from here on is your own doing."""
        return self._text

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{MASK}')"

    def __format__(self, format_spec: str) -> str:
        return format(repr(self), format_spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sensitive):
            return NotImplemented
        # Encoded first: compare_digest takes no text beyond ASCII.
        return hmac.compare_digest(
            self._text.encode("utf-8", "surrogatepass"),
            other._text.encode("utf-8", "surrogatepass"),
        )

    def __hash__(self) -> int:
        return hash((Sensitive, self._text))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        msg = (
            f"{type(self).__name__} is not pickled, so that no secret ends up in a file: "
            "send reveal() over a channel you trust and wrap it again on the other side"
        )
        raise TypeError(msg)


class NotText:
    """Stands for a value that is no text where a secret belongs, so that it is not shown.

    Attributes:
        kind: The name of its type.
    """

    __slots__ = ("kind",)

    def __init__(self, value: object) -> None:
        """Keep the name of a value's type, and nothing else of it."""
        self.kind: str = value.kind if isinstance(value, NotText) else type(value).__name__

    def __repr__(self) -> str:
        return f"<{self.kind}, not text>"


def hide_tokens(text: str) -> str:
    """Take every token out of a text; leave the rest."""
    return _TOKEN.sub(MASK, text)
