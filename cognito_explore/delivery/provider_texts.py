"""What the words of a delivery log mean: the cause behind a provider's text or an event's type.

They are in `provider_texts.json`, each with where it is documented or was seen; this reads it.
A text that is not there has no cause: what it means is not known.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = json.loads(
    files(__package__).joinpath("provider_texts.json").read_text(encoding="utf-8")
)
_CAUSES: dict[str, int | None] = {it["text"].lower(): it["cause"] for it in _TABLE["texts"]}
_EVENTS: dict[str, dict[str, Any]] = {it["event_type"]: it for it in _TABLE["events"]}
_UNKNOWN = "UNKNOWN"


def cause_of_text(text: str) -> int | None:
    """Tell the cause behind a provider's text, as `causes.json` numbers it.

    AWS and carriers add to their texts, so one that has a known text in it counts as that.

    Args:
        text: Such as `Phone number is opted out`.

    Returns:
        None where it is not known.
    """
    said = text.lower()
    return next((cause for known, cause in _CAUSES.items() if known in said), None)


def cause_of_event(event_type: str, description: str) -> int | None:
    """Tell the cause behind an event of End User Messaging: by its description, or its type.

    Args:
        event_type: Such as `TEXT_SPAM`.
        description: Its `messageStatusDescription`, in the words that SNS logs as well.

    Returns:
        None where it is not known.
    """
    found: int | None = _EVENTS.get(event_type, {}).get("cause")
    return cause_of_text(description) or found


def status_of_event(event_type: str) -> str:
    """Tell what an event of End User Messaging says: `SUCCESS`, `FAILURE`, `PENDING`, `UNKNOWN`.

    Args:
        event_type: Such as `TEXT_DELIVERED`; one that is not known says nothing.
    """
    return str(_EVENTS.get(event_type, {}).get("status", _UNKNOWN))
