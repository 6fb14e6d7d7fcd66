"""The columns of every frame, in order, with their dtypes.

No secret and no unmasked address is a column of a frame about a real pool.
An empty frame has the same columns and dtypes as a full one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TIME = "datetime64[us, UTC]"
TEXT = "string"
COUNT = "Int64"
NUMBER = "float64"

OPERATIONS = (
    "GetUserAttributeVerificationCode",
    "VerifyUserAttribute",
    "GetUser",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "GlobalSignOut",
)
OUTCOMES = ("accepted", "refused", "not_sent", "unknown")
MEDIA = ("SMS", "EMAIL")

Dtype = str | tuple[str, ...]
"""The name of a dtype, or the known values of a categorical column."""

HISTORY: Mapping[str, Dtype] = {
    "sent_at": TIME,
    "operation": OPERATIONS,
    "attribute_name": TEXT,
    "delivery_medium": MEDIA,
    "destination": TEXT,
    "outcome": OUTCOMES,
    "error_code": TEXT,
    "error_message": TEXT,
    "http_status": COUNT,
    "request_id": TEXT,
    "elapsed_ms": NUMBER,
    "session": TEXT,
    "attempt": COUNT,
}

INBOX: Mapping[str, Dtype] = {
    "at": TIME,
    "medium": MEDIA,
    "to": TEXT,
    "subject": TEXT,
    "body": TEXT,
    "code": TEXT,
}


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(at: datetime) -> int:
    """Count the microseconds from 1970 to an aware instant, as time columns take them."""
    return (at - EPOCH) // timedelta(microseconds=1)


def make_frame(dtypes: Mapping[str, Dtype], columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of columns.

    Args:
        dtypes: Name and dtype of each column, in order; a tuple of known values
            makes a categorical column. A value that is not known yet is kept.
        columns: The values of each column. Times are microseconds since 1970.

    Returns:
        One row for each value of the columns.
    """
    import pandas as pd  # noqa: PLC0415 -- half a second, so only when a frame is wanted

    made = {name: _make_column(dtype, columns[name]) for name, dtype in dtypes.items()}
    return pd.DataFrame(made, copy=False)


def _make_column(dtype: Dtype, values: Sequence[Any]) -> Any:
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if dtype == TIME:
        micros = np.array(values, dtype="int64")
        return pd.DatetimeIndex(micros.view("datetime64[us]")).tz_localize("UTC")
    if isinstance(dtype, tuple):
        seen = dict.fromkeys(values)
        categories = list(dict.fromkeys([*dtype, *(value for value in seen if value is not None)]))
        codes: dict[str | None, int] = {value: code for code, value in enumerate(categories)}
        codes[None] = -1
        coded = [codes[value] for value in values]
        # pandas' type stubs know literal dtypes only.
        return pd.Categorical.from_codes(coded, categories)  # type: ignore[call-overload]
    made = np.asarray(values) if isinstance(values, range) else values
    return pd.array(made, dtype=dtype)  # type: ignore[call-overload]
