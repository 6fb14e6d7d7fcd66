"""What registrations are refused for, found before anybody refuses one.

What AWS's reviewers look at is in `rules.json`, with its sources. That
nothing is found here is no promise: people review, and they look at the website too.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.findings import Finding
from cognito_explore.show import printable
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.draft import Offence, read_draft
from cognito_explore.sms.review.kinds import rules_file
from cognito_explore.sms.review.rules import FORM_RULES, REVIEW_RULES
from cognito_explore.sms.review.values import nearest


@dataclass(frozen=True, slots=True)
class FieldFinding(Finding):
    """What one check found about one field of a registration.

    Attributes:
        field_path: AWS's name of the field, such as `companyInfo.companyName`.
    """

    field_path: str = ""


def check_values(
    asked: Sequence[RegistrationField], values: Mapping[str, Any], registration_type: str = ""
) -> Iterator[FieldFinding]:
    """Check values against what the fields take, and against what is refused.

    Of a field that is missing or malformed nothing more is said.

    Args:
        asked: The fields of this type of registration.
        values: By field path: text, a list of choices, or the id of an attachment.
        registration_type: AWS's name of the type, such as `US_TOLL_FREE_REGISTRATION`:
            which rules apply. Default: the fields tell.

    Returns:
        The findings, in the order in which they are made. `problem` is what AWS refuses
        for; `warning` is advice, or a hint by words that this project chose.

    Raises:
        InvalidRequestError: The values are no mapping.

    Source:
        `rules.json`, which names AWS's page for each rule.
    """
    if not isinstance(values, Mapping):
        problem = f"It is {type(values).__name__}, not a mapping."
        fault = Fault("values", problem, "Give a dict: field path and value.")
        raise InvalidRequestError("PutRegistrationFieldValue", (fault,))
    return _findings(asked, values, registration_type)


def _findings(
    asked: Sequence[RegistrationField], values: Mapping[str, Any], registration_type: str
) -> Iterator[FieldFinding]:
    paths = [field.field_path for field in asked]
    for path in values:
        if path not in paths:
            yield _unknown(path, paths)
    draft = read_draft(asked, values, registration_type)
    for rule_id, look in FORM_RULES.items():
        yield from (_finding(rule_id, offence) for offence in look(draft))
    for rule_id, look in REVIEW_RULES.items():
        if draft.family in _rules()[rule_id]["applies_to"]:
            yield from (_finding(rule_id, offence) for offence in look(draft))


def _unknown(path: object, paths: Sequence[str]) -> FieldFinding:
    shown, meant = printable(path, 100), nearest(path, paths)
    fix = f"Did you mean {meant}?" if meant else "registration_form() lists the fields."
    title = f"There is no field {shown}."
    return FieldFinding("registration-unknown-field", "problem", title, "", fix, field_path=shown)


def _finding(rule_id: str, offence: Offence) -> FieldFinding:
    rule = _rules()[rule_id]
    refused = f"Refused as {', '.join(rule['aws_reasons'])}." if rule["aws_reasons"] else ""
    evidence = [offence.detail, refused, f"Source: {rule['source']}"]
    return FieldFinding(
        f"registration-{rule_id.replace('_', '-')}",
        offence.status,
        offence.title,
        " ".join(filter(None, evidence)),
        offence.fix or rule["mend"],
        field_path=offence.field.field_path,
    )


@functools.cache
def _rules() -> dict[str, Any]:
    return {rule["id"]: rule for rule in rules_file()["rules"]}
