"""NEW_PASSWORD_REQUIRED: the attributes that go with a new password.

Plain logic, without moto and botocore. The shapes and words are AWS's, as documented or
reported from real pools. Not documented, and decided here: an address that is set this way
is unverified, and no code is sent to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.verification import check_own_changes

_PREFIX = "userAttributes."


def tell_attributes(attributes: Mapping[str, str], required: tuple[str, ...]) -> dict[str, str]:
    """Tell what the user has, and what is still wanted, as AWS writes it: texts of JSON.

    Args:
        attributes: The user's, by name.
        required: Those that every user must have.
    """
    theirs = {name: value for name, value in attributes.items() if name != "sub"}
    missing = [f"{_PREFIX}{name}" for name in required if not attributes.get(name)]
    return {
        "userAttributes": json.dumps(theirs, separators=(",", ":")),
        "requiredAttributes": json.dumps(missing, separators=(",", ":")),
    }


def read_new_attributes(
    attributes: Mapping[str, str], required: tuple[str, ...], responses: Mapping[str, str]
) -> dict[str, str]:
    """Read the attributes of an answer.

    Args:
        attributes: The user's, by name.
        required: Those that every user must have.
        responses: The answer; an attribute is named `userAttributes.<name>`.

    Raises:
        Refused: One may not be changed, or is still missing.
    """
    given = {
        name.removeprefix(_PREFIX): value
        for name, value in responses.items()
        if name.startswith(_PREFIX)
    }
    check_own_changes(given)
    for name in required:
        if name in given and attributes.get(name):
            text = f"Cannot modify an already provided {name}"
            raise Refused("NotAuthorizedException", text)
        if not given.get(name) and not attributes.get(name):
            text = f"Invalid attributes given, {name} is missing"
            raise Refused("InvalidParameterException", text)
    return given
