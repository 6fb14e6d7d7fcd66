"""The columns of packed attempts, made by numpy without a Python object a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cognito_explore import frames
from cognito_explore.attempt_rows import KIND, LAYOUT, NO_UUID, Rows

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# The places of a UUID's digits in its text, and in the text without dashes.
_DIGITS = ((0, 8, 0), (9, 13, 8), (14, 18, 12), (19, 23, 16), (24, 36, 20))
_UUID_LENGTH = 36
_NUMPY_CODES = {"q": "i8", "d": "f8", "I": "u4", "16s": "(16,)u1"}


def columns_of(rows: Rows, numbers: npt.ArrayLike | None = None) -> dict[str, Any]:
    """Make the columns of `frames.HISTORY`.

    Args:
        rows: The attempts.
        numbers: Of those that are wanted, from 1, in this order; default: all.

    Raises:
        TypeError: The numbers are no list of whole numbers.
        ValueError: There is no attempt of a number.
    """
    import numpy as np  # noqa: PLC0415 -- only when a frame is wanted

    layout = [(name, _NUMPY_CODES[code]) for name, code in LAYOUT]
    packed = np.frombuffer(rows.packed(), dtype=layout)
    if numbers is None:
        wanted = np.arange(1, len(packed) + 1)
    else:
        wanted = _checked(numbers, len(packed))
        packed = packed[wanted - 1]
    return {
        "sent_at": packed["sent_at"].copy(),
        "elapsed_ms": packed["elapsed_ms"].copy(),
        "request_id": _texts(rows, packed["request_id"].copy()),
        "attempt": wanted,
        **_kind_columns(rows, packed["kind"]),
        **{name: _shared(rows, name, packed[name]) for name in ("destination", "error_message")},
    }


def _checked(numbers: npt.ArrayLike, count: int) -> npt.NDArray[np.int64]:
    import numpy as np  # noqa: PLC0415

    asked = np.asarray(numbers)
    if asked.ndim != 1 or (asked.size and asked.dtype.kind not in "iu"):
        raise TypeError("the numbers of attempts must be a list of whole numbers")
    if asked.size and not 1 <= asked.min() <= asked.max() <= count:
        msg = f"there are attempts 1 to {count}, not {asked.min()} to {asked.max()}"
        raise ValueError(msg)
    return asked.astype(np.int64)


def _kind_columns(rows: Rows, numbers: npt.NDArray[np.uint32]) -> dict[str, Any]:
    seen, places = _first_seen(numbers, len(rows.kinds))
    kinds = [rows.kinds[number] for number in seen]
    columns = {name: [kind[place] for kind in kinds] for place, name in enumerate(KIND)}
    return {name: _taken(name, values, places) for name, values in columns.items()}


def _shared(rows: Rows, name: str, numbers: npt.NDArray[np.uint32]) -> Any:
    seen, places = _first_seen(numbers, len(rows.texts))
    return _taken(name, [rows.texts[number] for number in seen], places)


def _taken(name: str, values: Sequence[Any], places: npt.NDArray[np.intp]) -> Any:
    return frames.make_column(frames.HISTORY[name], values).take(places)


def _first_seen(
    numbers: npt.NDArray[np.uint32], count: int
) -> tuple[list[int], npt.NDArray[np.intp]]:
    """Give the numbers that occur, as they first do, and the place of each among them.

    Sorting would be simpler, and take most of the time of a frame.
    """
    import numpy as np  # noqa: PLC0415

    first = np.full(count, len(numbers), dtype=np.intp)
    # Of values for one place, numpy keeps the last.
    first[numbers[::-1]] = np.arange(len(numbers) - 1, -1, -1)
    used = np.flatnonzero(first < len(numbers))
    used = used[np.argsort(first[used])]
    places = np.empty(count, dtype=np.intp)
    places[used] = np.arange(len(used))
    return used.tolist(), places[numbers]


def _texts(rows: Rows, keys: npt.NDArray[np.uint8]) -> npt.NDArray[np.object_]:
    import numpy as np  # noqa: PLC0415

    texts = np.array(_uuid_texts(keys), dtype=object)
    for place in np.flatnonzero(~keys[:, : len(NO_UUID)].any(axis=1)).tolist():
        texts[place] = rows.text_of(keys[place].tobytes())
    return texts


def _uuid_texts(keys: npt.NDArray[np.uint8]) -> list[str]:
    import numpy as np  # noqa: PLC0415

    digits = np.frombuffer(keys.tobytes().hex().encode(), dtype="u1").reshape(len(keys), 32)
    shown = np.full((len(keys), _UUID_LENGTH), ord("-"), dtype="u1")
    for begin, end, origin in _DIGITS:
        shown[:, begin:end] = digits[:, origin : origin + end - begin]
    text = shown.tobytes().decode()
    return [text[it : it + _UUID_LENGTH] for it in range(0, len(text), _UUID_LENGTH)]
