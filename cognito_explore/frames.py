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
YES_NO = "boolean"

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

BATCH: Mapping[str, Dtype] = {
    "outcome": OUTCOMES,
    "delivery_medium": MEDIA,
    "destination": TEXT,
    "error_code": TEXT,
    "error_message": TEXT,
    "sent_at": TIME,
    "elapsed_ms": NUMBER,
    "tries": COUNT,
    "attempt": COUNT,
}

PLAN: Mapping[str, Dtype] = {
    "will_be_sent": YES_NO,
    "outcome": OUTCOMES,
    "error_code": TEXT,
    "error_message": TEXT,
    "delivery_medium": MEDIA,
    "destination": TEXT,
    "country": TEXT,
    "price_usd": NUMBER,
    "price_max_usd": NUMBER,
}

PLAN_COUNTRIES: Mapping[str, Dtype] = {
    "country": TEXT,
    "messages": COUNT,
    "cost_usd": NUMBER,
    "cost_max_usd": NUMBER,
}

INBOX: Mapping[str, Dtype] = {
    "at": TIME,
    "medium": MEDIA,
    "to": TEXT,
    "subject": TEXT,
    "body": TEXT,
    "code": TEXT,
}

SANDBOX_NUMBERS: Mapping[str, Dtype] = {
    "phone_number": TEXT,
    "status": ("Pending", "Verified"),
    "added_at": TIME,
    "removable_at": TIME,
    "codes_left": COUNT,
}

ORIGINATION_NUMBERS: Mapping[str, Dtype] = {
    "phone_number": TEXT,
    "phone_number_id": TEXT,
    "country": TEXT,
    "number_type": ("SHORT_CODE", "LONG_CODE", "TOLL_FREE", "TEN_DLC", "SIMULATOR"),
    "status": ("PENDING", "ACTIVE", "ASSOCIATING", "DISASSOCIATING", "DELETED"),
    "message_type": ("TRANSACTIONAL", "PROMOTIONAL"),
    "capabilities": TEXT,
    "monthly_price_usd": NUMBER,
    "registration_id": TEXT,
    "pool_id": TEXT,
    "created_at": TIME,
}

SENDER_IDS: Mapping[str, Dtype] = {
    "sender_id": TEXT,
    "country": TEXT,
    "message_types": TEXT,
    "is_registered": YES_NO,
    "registration_id": TEXT,
    "monthly_price_usd": NUMBER,
}

POOLS: Mapping[str, Dtype] = {
    "pool_id": TEXT,
    "status": ("CREATING", "ACTIVE", "DELETING"),
    "message_type": ("TRANSACTIONAL", "PROMOTIONAL"),
    "has_shared_routes": YES_NO,
    "identities": TEXT,
    "created_at": TIME,
}

REGISTRATIONS: Mapping[str, Dtype] = {
    "registration_id": TEXT,
    "registration_type": TEXT,
    "status": (
        "CREATED",
        "SUBMITTED",
        "AWS_REVIEWING",
        "REVIEWING",
        "REQUIRES_AUTHENTICATION",
        "PROVISIONING",
        "COMPLETE",
        "REQUIRES_UPDATES",
        "CLOSED",
        "DELETED",
    ),
    "current_version": COUNT,
    "approved_version": COUNT,
    "denied_version": COUNT,
    "created_at": TIME,
}

REGISTRATION_VERSIONS: Mapping[str, Dtype] = {
    "registration_id": TEXT,
    "version": COUNT,
    "status": (
        "DRAFT",
        "SUBMITTED",
        "AWS_REVIEWING",
        "REVIEWING",
        "REQUIRES_AUTHENTICATION",
        "APPROVED",
        "DISCARDED",
        "DENIED",
        "REVOKED",
        "ARCHIVED",
        "REQUIRES_OFFLINE_REVIEW",
    ),
    "denied_reasons": TEXT,
    "feedback": TEXT,
    "drafted_at": TIME,
    "submitted_at": TIME,
    "decided_at": TIME,
}

REGISTRATION_FIELDS: Mapping[str, Dtype] = {
    "field_path": TEXT,
    "section": TEXT,
    "title": TEXT,
    "field_type": ("TEXT", "SELECT", "ATTACHMENT"),
    "requirement": ("REQUIRED", "CONDITIONAL", "OPTIONAL"),
    "min_length": COUNT,
    "max_length": COUNT,
    "pattern": TEXT,
    "options": TEXT,
    "description": TEXT,
    "example": TEXT,
}

REQUIREMENTS: Mapping[str, Dtype] = {
    "country": TEXT,
    "identity": TEXT,
    "is_supported": YES_NO,
    "is_registration_required": YES_NO,
    "registration": TEXT,
    "takes": TEXT,
    "can_be_requested": YES_NO,
    "note": TEXT,
    "source": TEXT,
}

DELIVERIES: Mapping[str, Dtype] = {
    "logged_at": TIME,
    "region_name": TEXT,
    "source": ("SNS", "EUM", "COGNITO"),
    "status": ("SUCCESS", "FAILURE", "PENDING", "UNKNOWN"),
    "destination": TEXT,
    "reason": TEXT,
    "cause": COUNT,
    "price_usd": NUMBER,
    "parts": COUNT,
    "message_id": TEXT,
    "attempt": COUNT,
    "join_confidence": ("likely", "possible", "ambiguous"),
}

FINDINGS: Mapping[str, Dtype] = {
    "check_id": TEXT,
    "status": ("problem", "warning", "unknown", "ok", "not_applicable"),
    "attribute_name": TEXT,
    "title": TEXT,
    "evidence": TEXT,
    "consequence": TEXT,
    "fix": TEXT,
    "link": TEXT,
    "actions": TEXT,
    "elapsed_ms": NUMBER,
}

SCENARIOS: Mapping[str, Dtype] = {
    "name": TEXT,
    "check_id": TEXT,
    "expected_status": FINDINGS["status"],
    "description": TEXT,
}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
_MICROSECOND = timedelta(microseconds=1)
# The least number there is, which numpy takes for no time.
_MISSING = -(2**63)


def to_micros(at: datetime) -> int:
    """Count the microseconds from 1970 to an aware instant, as time columns take them."""
    return (at - EPOCH) // _MICROSECOND


def frame_of(dtypes: Mapping[str, Dtype], records: Sequence[object]) -> pd.DataFrame:
    """Make a frame of records, by their attributes.

    Args:
        dtypes: Name and dtype of each column; a time may be missing.
        records: What has an attribute for each column. An address shows masked.
    """
    columns: dict[str, Sequence[Any]] = {}
    for name, dtype in dtypes.items():
        values = [getattr(record, name) for record in records]
        if dtype == TIME:
            values = [_MISSING if at is None else to_micros(at) for at in values]
        columns[name] = [getattr(value, "masked", value) for value in values]
    return make_frame(dtypes, columns)


def make_frame(dtypes: Mapping[str, Dtype], columns: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of columns.

    Args:
        dtypes: Name and dtype of each column, in order; a tuple of known values
            makes a categorical column. A value that is not known yet is kept.
        columns: The values of each column, or the column as `make_column` makes it.

    Returns:
        One row for each value of the columns.
    """
    import pandas as pd  # noqa: PLC0415 -- half a second, so only when a frame is wanted

    made = {name: make_column(dtype, columns[name]) for name, dtype in dtypes.items()}
    return pd.DataFrame(made, copy=False)


def make_column(dtype: Dtype, values: Sequence[Any]) -> Any:
    """Make a column of values; one that is made already stays as it is.

    Args:
        dtype: Its dtype, or the known values.
        values: Of the column. Times are microseconds since 1970.
    """
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    if isinstance(values, pd.api.extensions.ExtensionArray):
        return values
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
