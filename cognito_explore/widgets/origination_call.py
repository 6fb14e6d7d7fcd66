"""OriginationCall: what a button of the origination form proposes, as a call and as its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.sms.origination import Origination
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.origination_standing import Standing
from cognito_explore.widgets.registration_code import write_values
from cognito_explore.widgets.registration_inputs import picture_paths


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
    """Give the call that saves a registration: a first one, a draft, or a correction.

    Args:
        standing: Where the path stands.
        values: What was typed, by field path.

    Raises:
        InvalidRequestError: There is nothing to save now.
    """
    registration = standing.registration
    if picture_paths(standing.fields, values):
        problem = "The field of a picture has the path of a file, and AWS takes an id there."
        raise refused("picture", problem, "Hand the picture in first: that gives the id.")
    if registration is None:
        number = standing.number
        options = {"phone_number_id": number.phone_number_id} if number else {}
        return OriginationCall("create_registration", (values, type_of(standing)), options)
    changed = unsaved(standing, values)
    name = registration.registration_id
    if standing.is_refused:
        given = {"values": changed} if changed else {}
        return OriginationCall("copy_registration", (name,), given)
    if registration.is_in_review or not standing.may_be_draft:
        problem = f"There is a registration already: it is {registration.status}."
        raise refused("registration", problem, "Go on with the review.")
    return OriginationCall("write_registration", (name, _writable(changed)))


def unsaved(standing: Standing, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what was typed and is not what AWS has; None for what was emptied.

    Args:
        standing: Where the path stands.
        values: What was typed, by field path.
    """
    paths = {**standing.values, **values}
    pairs = {it: (standing.values.get(it) or None, values.get(it) or None) for it in paths}
    return {it: new for it, (old, new) in pairs.items() if old != new}


def left_out(standing: Standing, values: Mapping[str, Any]) -> list[Finding]:
    """Say what was typed and is not in the draft that is handed in."""
    changed = unsaved(standing, values) if standing.values else {}
    if not changed:
        return []
    count = "1 field" if len(changed) == 1 else f"{len(changed)} fields"
    title = f"What is typed in {count} is not saved: the draft goes without it."
    return [Finding("registration-unsaved", "problem", title, "", "Save the registration first.")]


def attaching(standing: Standing, values: Mapping[str, Any]) -> tuple[str, OriginationCall]:
    """Give the field whose picture is to be handed in, and the call that does it.

    Raises:
        InvalidRequestError: No field has the path of a picture.
    """
    paths = picture_paths(standing.fields, values)
    if not paths:
        fix = "Type the path of a PNG file into the field of a picture."
        raise refused("picture", "There is no picture to hand in.", fix)
    return paths[0], OriginationCall("attach", (values[paths[0]],))


def raising(standing: Standing, limit_usd: int) -> OriginationCall:
    """Give the call that raises what may be spent in a month.

    Raises:
        InvalidRequestError: It would not be raised by that, or AWS does not let it.
    """
    limits = standing.limits
    if limits is not None and limits.limit_usd is not None and limit_usd <= limits.limit_usd:
        problem = f"{limit_usd} USD is not more than the limit, which is {limits.limit_usd:.2f}."
        raise refused("limit_usd", problem, "Type how much it shall be.")
    most = limits.limit_max_usd if limits else None
    if most is not None and limit_usd > most:
        problem = f"AWS lets you raise it up to {most:.2f} USD."
        raise refused("limit_usd", problem, "More takes a support case.")
    return OriginationCall("set_spend_limit", (limit_usd,))


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


def _writable(changed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what can be written into a draft.

    Raises:
        InvalidRequestError: There is nothing, or something was emptied, which AWS would keep.
    """
    fix = "Write something else into it; only DeleteRegistrationFieldValue empties it."
    problem = "The draft has a value there, which writing does not take away."
    emptied = [Fault(it, problem, fix) for it, value in changed.items() if not value]
    if emptied:
        raise InvalidRequestError("Origination", tuple(emptied))
    if not changed:
        raise refused("registration", "The draft has all that is typed.", "Go on with the review.")
    return {**changed}


def _write(value: object) -> str:
    return write_values(value) if isinstance(value, Mapping) else repr(value)
