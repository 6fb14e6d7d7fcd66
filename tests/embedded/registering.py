"""What the tests of numbers and registrations share: a client, a filled form, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from conftest import NOW

import cognito_explore as cx
from embedded.conftest import SENT_ONCE

SERVICE = "pinpoint-sms-voice-v2"
MODEL = botocore.session.Session().get_service_model(SERVICE)
TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
BRAND = "US_TEN_DLC_BRAND_REGISTRATION"
CAMPAIGN = "US_TEN_DLC_CAMPAIGN_REGISTRATION"
PNG = b"\x89PNG\r\n\x1a\n made up"

OPT_IN = (
    "Customers enter their phone number at https://www.example.com/signup and tick an empty "
    "box: I agree to receive text messages with sign-in codes. Reply STOP to opt out."
)
SAMPLE = "Example Corp: your code is 123456. Reply STOP to opt out."
FORM: dict[str, str | list[str]] = {
    "companyInfo.companyName": "Example Corp",
    "companyInfo.businessType": ["SOLE_PROPRIETOR"],
    "companyInfo.website": "https://www.example.com",
    "companyInfo.address1": "123 Any Street",
    "companyInfo.city": "Any Town",
    "companyInfo.state": "WA",
    "companyInfo.zipCode": "98101",
    "companyInfo.isoCountryCode": "US",
    "contactInfo.firstName": "Jane",
    "contactInfo.lastName": "Doe",
    "contactInfo.supportEmail": "support@example.com",
    "contactInfo.supportPhoneNumber": "+12065550142",
    "messagingUseCase.monthlyMessageVolume": ["100"],
    "messagingUseCase.useCaseCategory": ["ONE_TIME_PASSCODES"],
    "messagingUseCase.useCaseDetails": "One-time codes for customers who sign in.",
    "messagingUseCase.optInType": ["DIGITAL_FORM"],
    "messagingUseCase.optInDescription": OPT_IN,
    "messagingUseCase.privacyPolicyUrl": "https://www.example.com/privacy",
    "messagingUseCase.termsAndConditionsUrl": "https://www.example.com/terms",
    "messageSamples.messageSample1": SAMPLE,
}


@dataclass(frozen=True)
class Desk:
    """An embedded AWS of a test's own, and a client of its End User Messaging."""

    aws: Any
    sms: Any

    def lease(self, number_type: str = "TOLL_FREE", country: str = "US", **more: Any) -> Any:
        """Lease a phone number."""
        settings = {"MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"]} | more
        return self.sms.request_phone_number(
            IsoCountryCode=country, NumberType=number_type, **settings
        )

    def begin(self, registration_type: str = TOLL_FREE) -> str:
        """Begin a registration, and give its id."""
        made = self.sms.create_registration(RegistrationType=registration_type)
        return str(made["RegistrationId"])

    def write(self, registration_id: str, path: str, value: str | list[str]) -> Any:
        """Write a text or choices into a field."""
        member = "TextValue" if isinstance(value, str) else "SelectChoices"
        return self.sms.put_registration_field_value(
            RegistrationId=registration_id, FieldPath=path, **{member: value}
        )

    def fill(self, registration_id: str, **changes: str | list[str]) -> None:
        """Write the toll-free form, with a picture; changes are by the last part of a path."""
        for path, value in FORM.items():
            self.write(registration_id, path, changes.get(path.rpartition(".")[2], value))
        picture = self.sms.create_registration_attachment(AttachmentBody=PNG)
        self.sms.put_registration_field_value(
            RegistrationId=registration_id,
            FieldPath="messagingUseCase.optInImage",
            RegistrationAttachmentId=picture["RegistrationAttachmentId"],
        )

    def prepare(self, **changes: str | list[str]) -> tuple[str, str]:
        """Lease a number and fill its registration; give both ids, the number's first."""
        registration_id = self.begin()
        number_id = self.lease(RegistrationId=registration_id)["PhoneNumberId"]
        self.fill(registration_id, **changes)
        return number_id, registration_id

    def submit(self, registration_id: str, **more: Any) -> Any:
        """Submit a registration."""
        return self.sms.submit_registration_version(RegistrationId=registration_id, **more)

    def status(self, registration_id: str) -> str:
        """Read the status of a registration."""
        found = self.sms.describe_registrations(RegistrationIds=[registration_id])
        return str(found["Registrations"][0]["RegistrationStatus"])

    def versions(self, registration_id: str) -> list[Any]:
        """Read the versions of a registration."""
        found = self.sms.describe_registration_versions(RegistrationId=registration_id)
        return list(found["RegistrationVersions"])

    def number(self, number_id: str) -> Any:
        """Read a phone number."""
        found = self.sms.describe_phone_numbers(PhoneNumberIds=[number_id])
        return found["PhoneNumbers"][0]

    def pages(self, operation: str, size: int = 1, **asked: Any) -> list[Any]:
        """Read every page of a list, with so many things to a page."""
        paginator = self.sms.get_paginator(operation)
        return list(paginator.paginate(**asked, PaginationConfig={"PageSize": size}))


def open_desk() -> Desk:
    """Open the End User Messaging of a new embedded AWS, which has no numbers yet."""
    aws = cx.connect("embedded", seed=1, now=NOW, scenario="no origination number").aws
    return Desk(aws, aws.boto3_session.client(SERVICE, config=SENT_ONCE))


def refusal(act: Callable[[], object]) -> Any:
    """Give the answer with which AWS refuses, whose members are those of its model."""
    with pytest.raises(ClientError) as refused:
        act()
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    shape = MODEL.shape_for(answer["Error"]["Code"])
    assert set(answer) - {"Error", "ResponseMetadata", "message"} <= set(shape.members)
    if "Reason" in shape.members:
        assert answer["Reason"] in shape.members["Reason"].enum
    if "ResourceType" in shape.members:
        assert answer["ResourceType"] in shape.members["ResourceType"].enum
    return answer


def reason_of(act: Callable[[], object]) -> tuple[str, str]:
    """Give the code and the reason of a refusal."""
    answer = refusal(act)
    return answer["Error"]["Code"], answer["Reason"]
