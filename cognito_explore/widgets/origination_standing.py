"""Where the path to an origination number stands: what there is already, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar

from cognito_explore.account import not_known
from cognito_explore.errors import CognitoExploreError
from cognito_explore.findings import Finding
from cognito_explore.sms.countries import Requirement, identity
from cognito_explore.sms.limits import SmsLimits
from cognito_explore.sms.number_records import OriginationNumber
from cognito_explore.sms.origination import Origination
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.registration_records import Registration, RegistrationVersion
from cognito_explore.sms.review.check import check_values

T = TypeVar("T")
State = Literal["done", "now", "later", "not needed"]

COUNTRY, NUMBER, REGISTRATION, REVIEW, DONE = range(5)
TITLES = ("Country", "Number", "Registration", "Review", "Done")

_VALUES = "registration-values"
_OVER = ("CLOSED", "DELETED")
_GONE = ("DELETED", "DISASSOCIATING")


@dataclass(frozen=True)
class Standing:
    """What there is of the path, as far as AWS says.

    Attributes:
        country: ISO code of the country; empty while none is chosen.
        number_type: Such as `TOLL_FREE`; empty while none is chosen.
        numbers: All of the Region, but those that are given back.
        number: The one that the path is about.
        registrations: All of the Region.
        registration: The one that the path is about.
        versions: Of that registration, the newest first.
        fields: What its type asks for.
        values: What is in the fields of its newest version.
        limits: What the Region may spend; None while nobody asked.
        findings: What is not known, and why.
    """

    country: str = ""
    number_type: str = ""
    numbers: Sequence[OriginationNumber] = ()
    number: OriginationNumber | None = None
    registrations: Sequence[Registration] = ()
    registration: Registration | None = None
    versions: Sequence[RegistrationVersion] = ()
    fields: Sequence[RegistrationField] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    limits: SmsLimits | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def need(self) -> Requirement | None:
        """What the country needs of this type of number; None if AWS says nothing of it."""
        return identity(self.country, self.number_type) if self.country else None

    @property
    def registration_type(self) -> str:
        """Which registration it takes; empty if none."""
        need = self.need
        return (need.registration or "") if need and need.is_registration_required else ""

    @property
    def has_draft(self) -> bool:
        """Whether the newest version can be submitted."""
        return bool(self.versions) and self.versions[0].status == "DRAFT"

    @property
    def may_be_draft(self) -> bool:
        """Whether there is a draft, or nobody knows: then AWS tells."""
        return self.has_draft or (self.registration is not None and not self.versions)

    @property
    def problems(self) -> int:
        """How many findings say that the draft would be refused."""
        is_known = all(it.check_id != _VALUES for it in self.findings)
        if not self.has_draft or not self.fields or not is_known:
            return 0
        return sum(it.status == "problem" for it in check_values(self.fields, self.values))

    @property
    def is_refused(self) -> bool:
        """Whether the newest version was refused, so that another is needed."""
        status = self.registration.status if self.registration else ""
        return status == "REQUIRES_UPDATES" and not self.has_draft

    @property
    def reasons(self) -> str:
        """Why the newest version that was refused was, a line each."""
        return next((it.denied_reasons for it in self.versions if it.denied_reasons), "")

    @property
    def now(self) -> int:
        """Which step comes next."""
        if not self.country or not self.number_type:
            return COUNTRY
        if self.number is None:
            return NUMBER
        if self.number.status == "ACTIVE" or not self.registration_type:
            return DONE
        if self.registration is None or self.is_refused or self.problems:
            return REGISTRATION
        return DONE if self.registration.status == "COMPLETE" else REVIEW

    def states(self) -> list[State]:
        """Tell of each step whether it is done."""
        now = self.now
        is_over = now == DONE and self.number is not None and self.number.status == "ACTIVE"
        return [self._state(step, now, is_over=is_over) for step in range(len(TITLES))]

    def _state(self, step: int, now: int, *, is_over: bool) -> State:
        is_asked = self.registration_type or self.registration or not self.number_type
        if step in {REGISTRATION, REVIEW} and not is_asked:
            return "not needed"
        if step < now or is_over:
            return "done"
        return "now" if step == now else "later"


def read_standing(
    origination: Origination, country: str, number_type: str, wanted: str
) -> Standing:
    """Read what there is; what the credentials may not see is not there, with a finding.

    Args:
        origination: Of the Region.
        country: ISO code; empty takes what is begun already.
        number_type: Such as `TOLL_FREE`; empty likewise.
        wanted: Id of the number that the path is about; `new` for none of those that there
            are; empty takes the one that is furthest.
    """
    findings: list[Finding] = []
    listed: Sequence[OriginationNumber] = _ask(
        findings, "numbers", "Which numbers there are", origination.list_numbers, ()
    )
    registrations: Sequence[Registration] = _ask(
        findings,
        "registrations",
        "Which registrations there are",
        origination.list_registrations,
        (),
    )
    numbers = [it for it in listed if it.status not in _GONE]
    if not country:
        country, number_type = _begun(numbers)
    standing = Standing(country, number_type, numbers=numbers, registrations=registrations)
    number = _choose_number(standing, wanted)
    registration = _choose_registration(replace(standing, number=number), number)
    standing = replace(standing, number=number, registration=registration)
    standing = _read_registration(origination, standing, findings)
    return replace(standing, findings=tuple(findings))


def _read_registration(
    origination: Origination, standing: Standing, findings: list[Finding]
) -> Standing:
    registration = standing.registration
    kind = registration.registration_type if registration else standing.registration_type
    if not kind:
        return standing
    what = f"What {kind} asks for"
    asked: Sequence[RegistrationField] = _ask(
        findings, "registration-fields", what, lambda: origination.registration_fields(kind), ()
    )
    standing = replace(standing, fields=asked)
    if registration is None:
        return standing
    name = registration.registration_id
    versions: Sequence[RegistrationVersion] = _ask(
        findings,
        "registration-versions",
        "What became of its versions",
        lambda: origination.list_versions(name),
        (),
    )
    values: Mapping[str, Any] = _ask(
        findings,
        _VALUES,
        "What is in its fields",
        lambda: origination.registration_values(name),
        {},
    )
    return replace(standing, versions=versions, values=values)


def _ask(
    findings: list[Finding], check_id: str, what: str, read: Callable[[], T], otherwise: T
) -> T:
    try:
        return read()
    except CognitoExploreError as error:
        findings.append(not_known(check_id, what, error))
        return otherwise


def _begun(numbers: Sequence[OriginationNumber]) -> tuple[str, str]:
    """Give country and type of the number that waits; of one that sends, if none waits."""
    real = [it for it in numbers if it.number_type != "SIMULATOR"]
    waiting = [it for it in real if it.status != "ACTIVE"]
    first = next(iter([*waiting, *real]), None)
    return (first.country, first.number_type) if first else ("", "")


def _choose_number(standing: Standing, wanted: str) -> OriginationNumber | None:
    fitting = fitting_numbers(standing)
    if wanted:
        return next((it for it in fitting if it.phone_number_id == wanted), None)
    waiting = [it for it in fitting if it.status != "ACTIVE"]
    return next(iter([*waiting, *fitting]), None)


def fitting_numbers(standing: Standing) -> list[OriginationNumber]:
    """Give the numbers of the country and type that are chosen."""
    chosen = (standing.country, standing.number_type)
    return [it for it in standing.numbers if (it.country, it.number_type) == chosen]


def _choose_registration(
    standing: Standing, number: OriginationNumber | None
) -> Registration | None:
    """Give the registration of the number; without one, what is begun and no other's."""
    bound = number.registration_id if number else None
    mine = [it for it in standing.registrations if it.registration_id == bound]
    if mine or not number:
        return next(iter(mine), None)
    taken = {it.registration_id for it in standing.numbers}
    free = [
        it
        for it in standing.registrations
        if it.registration_type == standing.registration_type
        and it.registration_id not in taken
        and it.status not in {*_OVER, "COMPLETE"}
    ]
    return free[-1] if free else None
