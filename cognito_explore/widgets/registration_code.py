"""The values of a registration as Python: what is personal is read from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cognito_explore.widgets.confirmation import is_personal


def write_values(values: Mapping[str, Any]) -> str:
    """Write values by field path as a dict; phone numbers and e-mail addresses are not in it."""
    items = (f"{path!r}: {_write(path, it)}" for path, it in values.items())
    return f"{{{', '.join(items)}}}"


def _write(path: str, value: object) -> str:
    if value is None or not is_personal(path):
        return repr(value)
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", path.rpartition(".")[2])
    return f'os.environ["{name.upper()}"]'
