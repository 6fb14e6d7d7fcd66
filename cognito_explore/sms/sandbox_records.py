"""SandboxStatus and SandboxNumber: what the SMS sandbox of a Region is told as."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from cognito_explore.findings import Finding
from cognito_explore.show import Text, cell, html_table, note_of, short_repr
from cognito_explore.sms.phone_numbers import PhoneNumber

_SHOWN = ("region_name", "is_in_sandbox", "verified", "pending", "numbers_left")


@dataclass(frozen=True, kw_only=True, repr=False)
class SandboxStatus:
    """Whether one Region's account is in the SMS sandbox, and what that leaves; one row.

    Attributes:
        region_name: Each Region has a sandbox of its own.
        is_in_sandbox: Whether SMS reach verified numbers only; None if not known.
        verified: How many numbers are verified; None if not known.
        pending: How many wait for their code; None if not known.
        numbers_left: How many more can be added; None if not known.
        findings: What is not known, and which permission would tell.
        session: The session that asked.

    Source:
        SNS `GetSMSSandboxAccountStatus`, `ListSMSSandboxPhoneNumbers`.
    """

    region_name: str
    is_in_sandbox: bool | None
    verified: int | None
    pending: int | None
    numbers_left: int | None
    findings: tuple[Finding, ...]
    session: str

    def __repr__(self) -> str:
        return short_repr(self, _SHOWN)

    def __str__(self) -> str:
        # What is not known, its finding says.
        first = [] if self.is_in_sandbox is None and self.findings else [self.sentence]
        return "\n".join([*first, *map(str, self.findings)])

    @property
    def sentence(self) -> str:
        """What it means for codes, in a sentence or two."""
        if self.is_in_sandbox is None:
            return f"Whether {self.region_name} is in the SMS sandbox is not known."
        if not self.is_in_sandbox:
            return f"{self.region_name} is out of the SMS sandbox: numbers need not be verified."
        told = f"{self.region_name} is in the SMS sandbox: SMS reach verified numbers only"
        if self.verified is None:
            return f"{told}."
        return (
            f"{told}. {self.verified} verified, {self.pending} pending, {self.numbers_left} left."
        )

    def _repr_html_(self) -> str:
        known = ((name, getattr(self, name)) for name in _SHOWN)
        rows = [(name, value) for name, value in known if value is not None]
        rows += [(it.check_id, Text(it)) for it in self.findings]
        return html_table(rows, title=self.sentence, note=note_of(self.session))


@dataclass(frozen=True, kw_only=True, repr=False)
class SandboxNumber:
    """A number of the SMS sandbox; one row.

    Attributes:
        phone_number: Shows its last four digits.
        status: `Pending` until its code is typed, then `Verified`.
        added_at: When it was added, in UTC; None if not known.
        removable_at: When it can be removed at the earliest; None if not known.
        codes_left: How many more codes it gets in 24 hours, as far as this session knows.
    """

    phone_number: PhoneNumber
    status: str
    added_at: datetime | None
    removable_at: datetime | None
    codes_left: int

    def __repr__(self) -> str:
        return short_repr(self, [field.name for field in fields(self)])

    def _repr_html_(self) -> str:
        values = [("phone_number", self.phone_number.masked), ("status", self.status)]
        values += [(name, cell(getattr(self, name))) for name in ("added_at", "removable_at")]
        values.append(("codes_left", str(self.codes_left)))
        return html_table([row for row in values if row[1]], title="Sandbox number")
