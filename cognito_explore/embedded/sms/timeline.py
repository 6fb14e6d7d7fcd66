"""How long a review takes, in simulated days, and by which states it goes.

AWS tells bounds: up to 15 business days for toll-free numbers, by
https://docs.aws.amazon.com/sms-voice/latest/userguide/registrations-tfn.html; a day or
two for brands and up to four weeks for campaigns, by
https://github.com/aws-samples/sample-sms-10dlc-registration-automation. The days within
those bounds are decided here, and so is that a denial takes as long as an approval, and
that the mail which asks a public company to prove itself (`REQUIRES_AUTHENTICATION`) is
answered at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

ACCEPTED_AFTER = timedelta(days=1)
AWS_REVIEW = timedelta(days=2)
REVIEW = {
    "US_TOLL_FREE_REGISTRATION": timedelta(days=10),
    "US_TEN_DLC_BRAND_REGISTRATION": timedelta(days=1),
    "US_TEN_DLC_CAMPAIGN_REGISTRATION": timedelta(days=20),
}
PROVISIONING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A change of state.

    Attributes:
        at: When.
        version_status: Of `RegistrationVersionStatus`.
        registration_status: Of `RegistrationStatus`.
    """

    at: datetime
    version_status: str
    registration_status: str


def steps(
    registration_type: str, submitted_at: datetime, *, aws_review: bool, is_approved: bool
) -> list[Step]:
    """Give the states that a submitted version goes through, oldest first."""
    return list(_steps(registration_type, submitted_at, aws_review, is_approved))


def _steps(
    registration_type: str,
    at: datetime,
    aws_review: bool,  # noqa: FBT001 -- named by the one caller
    is_approved: bool,  # noqa: FBT001
) -> Iterator[Step]:
    yield Step(at, "SUBMITTED", "SUBMITTED")
    at += ACCEPTED_AFTER
    if aws_review:
        yield Step(at, "AWS_REVIEWING", "AWS_REVIEWING")
        at += AWS_REVIEW
    yield Step(at, "REVIEWING", "REVIEWING")
    at += REVIEW[registration_type]
    if not is_approved:
        yield Step(at, "DENIED", "REQUIRES_UPDATES")
        return
    yield Step(at, "APPROVED", "PROVISIONING")
    yield Step(at + PROVISIONING, "APPROVED", "COMPLETE")
