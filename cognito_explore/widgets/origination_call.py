"""OriginationCall: what a button of the origination form proposes, as a call and as its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.sms.origination import Origination
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.origination_standing import Standing
from cognito_explore.widgets.registration_code import write_values


@dataclass(frozen=True)
class OriginationCall:
    """One call of `Origination` that proposes, and with `confirm=True` does it.

    Attributes:
        verb: The method's name.
        arguments: What it takes, in order.
        options: What it takes by name.
    """

    verb: str
    arguments: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    def make(self, origination: Origination, *, is_confirmed: bool = False) -> Any:
        """Make it.

        Args:
            origination: Of the Region.
            is_confirmed: Do it; without, it is only shown.

        Raises:
            CognitoExploreError: It could not be done; the class tells why.
        """
        method = getattr(origination, self.verb)
        return method(*self.arguments, **self.options, confirm=is_confirmed)

    def line(self, region_name: str, *, is_confirmed: bool = False) -> str:
        """Write it in Python; what is personal in it is read from the environment."""
        origination = write_call("session.origination", repr(region_name))
        options = {name: _write(it) for name, it in self.options.items()}
        if is_confirmed:
            options["confirm"] = "True"
        return write_call(f"{origination}.{self.verb}", *map(_write, self.arguments), **options)


def saving(standing: Standing, values: Mapping[str, Any]) -> OriginationCall:
    """Give the call that saves a registration: a first one, or one that corrects the refused.

    Args:
        standing: Where the path stands.
        values: What was typed, by field path.

    Raises:
        InvalidRequestError: There is nothing to save now.
    """
    registration = standing.registration
    if registration is None:
        number = standing.number
        options = {"phone_number_id": number.phone_number_id} if number else {}
        return OriginationCall("create_registration", (values, type_of(standing)), options)
    if not standing.is_refused:
        problem = f"There is a registration already: it is {registration.status}."
        raise refused("registration", problem, "Go on with the review.")
    old = standing.values
    paths = [it for it in {**old, **values} if old.get(it) != values.get(it)]
    changed = {it: values.get(it) for it in paths}
    given = {"values": changed} if changed else {}
    return OriginationCall("copy_registration", (registration.registration_id,), given)


def submitting(standing: Standing) -> OriginationCall:
    """Give the call that hands a registration in.

    Raises:
        InvalidRequestError: There is none.
    """
    if standing.registration is None:
        raise refused("registration", "There is no registration yet.", "Save one first.")
    return OriginationCall("submit_registration", (standing.registration.registration_id,))


def type_of(standing: Standing) -> str:
    """Give the type of registration that the path is about.

    Raises:
        InvalidRequestError: None is needed.
    """
    registration = standing.registration
    kind = registration.registration_type if registration else standing.registration_type
    if not kind:
        raise refused("registration", "No registration is needed.", "Go on to the end.")
    return kind


def refused(name: str, problem: str, fix: str) -> InvalidRequestError:
    """Make the error for a click that nothing comes of."""
    return InvalidRequestError("Origination", (Fault(name, problem, fix),))


def _write(value: object) -> str:
    return write_values(value) if isinstance(value, Mapping) else repr(value)
