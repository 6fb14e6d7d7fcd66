"""Forms of registrations, with values that nothing speaks against.

The paths of the toll-free form and their choices are as users of the service saw them;
those of the others as AWS's samples have them, as far as they do.
"""

from collections.abc import Mapping
from typing import Any

from cognito_explore.sms.registration_fields import RegistrationField, read_field
from cognito_explore.sms.review.check import FieldFinding, check_values

TYPES = {
    "toll_free": "US_TOLL_FREE_REGISTRATION",
    "ten_dlc": "US_TEN_DLC_CAMPAIGN_REGISTRATION",
    "short_code": "US_SHORT_CODE_REGISTRATION",
    "sender_id": "FR_SENDER_ID_REGISTRATION",
}

_CHOICES = {
    "companyInfo.businessType": ("PRIVATE_PROFIT", "SOLE_PROPRIETOR", "GOVERNMENT"),
    "companyInfo.taxIdAuthority": ("EIN", "CBN", "CRN", "ABN", "NZBN", "CNPJ", "VAT"),
    "messagingUseCase.useCaseCategory": ("ONE_TIME_PASSCODES", "ACCOUNT_NOTIFICATIONS"),
    "messagingUseCase.optInType": ("VERBAL", "DIGITAL_FORM", "PAPER_FORM"),
    "campaignUseCase.useCase": ("TWO_FACTOR_AUTHENTICATION", "MARKETING", "MIXED", "LOW_VOLUME"),
    "campaignUseCase.subUseCases": ("MARKETING", "FRAUD_ALERT", "CUSTOMER_CARE"),
}
_LONGEST = {
    "companyInfo.companyName": 100,
    "messagingUseCase.useCaseDetails": 500,
    "messagingUseCase.optInDescription": 1_500,
}
_PATTERNS = {"companyInfo.companyName": r"^(?=\s*\S)[\s\S]+$"}


def definition(path: str, requirement: str = "REQUIRED", **other: Any) -> dict[str, Any]:
    """Make a field's definition as AWS tells it."""
    section, _, name = path.partition(".")
    told = {
        "SectionPath": section,
        "FieldPath": path,
        "FieldType": "TEXT",
        "FieldRequirement": requirement,
        "DisplayHints": {"Title": f"The {name}", "ShortDescription": f"What {name} is."},
    }
    if path in _CHOICES:
        most = 3 if name == "subUseCases" else 1
        options = {"MinChoices": 1, "MaxChoices": most, "Options": list(_CHOICES[path])}
        told |= {"FieldType": "SELECT", "SelectValidation": options}
    elif name in {"optInImage", "optInScreenshot", "privacyPolicyFile"}:
        told |= {"FieldType": "ATTACHMENT"}
    else:
        text = {"MinLength": 1, "MaxLength": _LONGEST.get(path, 2_048)}
        told |= {"TextValidation": text | {"Pattern": _PATTERNS.get(path, "(?s).*")}}
    return told | other


OPT_IN = (
    "On https://www.example.com/join people tick an unchecked box: I agree to get sign-in "
    "codes from Example. One message per login attempt. Message and data rates may apply. "
    "Reply STOP to cancel, HELP for help. Our privacy policy and terms are linked there."
)
SAMPLE = "Example: 123456 is your sign-in code. Reply STOP to opt out."
OTHER_SAMPLE = "Example: use the code 654321 to set a new password."
DETAILS = "Codes that customers ask for when they sign in to the shop."

_COMPANY = {
    "companyInfo.companyName": "Example Corp.",
    "companyInfo.website": "https://www.example.com",
    "companyInfo.isoCountryCode": "US",
    "contactInfo.supportEmail": "help@example.com",
    "contactInfo.supportPhoneNumber": "+12065550142",
}
_TOLL_FREE = _COMPANY | {
    "companyInfo.businessType": "PRIVATE_PROFIT",
    "companyInfo.taxId": "12-3456789",
    "companyInfo.taxIdAuthority": ["EIN"],
    "companyInfo.taxIdCountry": "US",
    "messagingUseCase.useCaseCategory": "ONE_TIME_PASSCODES",
    "messagingUseCase.useCaseDetails": DETAILS,
    "messagingUseCase.optInType": ["DIGITAL_FORM"],
    "messagingUseCase.optInDescription": OPT_IN,
    "messagingUseCase.optInImage": "registration-attachment-0a1b",
    "messagingUseCase.privacyPolicyUrl": "https://www.example.com/privacy",
    "messagingUseCase.termsAndConditionsUrl": "https://www.example.com/terms",
    "messageSamples.messageSample1": SAMPLE,
    "messageSamples.messageSample2": OTHER_SAMPLE,
}
_TEN_DLC = _COMPANY | {
    "contactInfo.dbaName": "Shop of Example",
    "campaignInfo.campaignName": DETAILS,
    "campaignInfo.optInWorkflow": OPT_IN,
    "campaignInfo.optInScreenshot": "registration-attachment-0a1b",
    "campaignInfo.optInMessage": (
        "Example: you get codes, message frequency varies. Msg & data rates may apply. "
        "Reply HELP for help, STOP to cancel."
    ),
    "campaignInfo.helpMessage": "Example: for help write to help@example.com.",
    "campaignInfo.stopMessage": "Example: you are unsubscribed and get no more messages.",
    "campaignInfo.privacyPolicyLink": "https://www.example.com/privacy",
    "campaignInfo.privacyPolicyFile": None,
    "campaignInfo.termsAndConditionsLink": "https://www.example.com/terms",
    "campaignUseCase.useCase": "TWO_FACTOR_AUTHENTICATION",
    "campaignUseCase.subUseCases": [],
    "messageSamples.messageSample1": SAMPLE,
    "messageSamples.messageSample2": OTHER_SAMPLE,
}
_SENDER_ID = _COMPANY | {
    "senderIdInfo.senderId": "EXAMPLE",
    "senderIdInfo.senderIdDescription": "",
}
GOOD: Mapping[str, Mapping[str, Any]] = {
    "toll_free": _TOLL_FREE,
    "ten_dlc": _TEN_DLC,
    "short_code": _TEN_DLC,
    "sender_id": _SENDER_ID,
}
_REQUIREMENTS = {
    "companyInfo.taxId": "CONDITIONAL",
    "companyInfo.taxIdAuthority": "CONDITIONAL",
    "companyInfo.taxIdCountry": "CONDITIONAL",
    "campaignUseCase.subUseCases": "CONDITIONAL",
    "campaignInfo.optInScreenshot": "OPTIONAL",
    "campaignInfo.privacyPolicyLink": "OPTIONAL",
    "campaignInfo.privacyPolicyFile": "OPTIONAL",
    "campaignInfo.termsAndConditionsLink": "OPTIONAL",
    "messageSamples.messageSample2": "OPTIONAL",
    "senderIdInfo.senderIdDescription": "OPTIONAL",
}


def form(family: str) -> list[RegistrationField]:
    """Give the fields of a family's form."""
    told = (definition(path, _REQUIREMENTS.get(path, "REQUIRED")) for path in GOOD[family])
    return [read_field(it) for it in told]


def found_in(family: str, **changed: Any) -> list[FieldFinding]:
    """Check the good values of a family, changed by the last words of their paths."""
    paths = {path.rpartition(".")[2]: path for path in GOOD[family]}
    values = dict(GOOD[family]) | {paths[name]: value for name, value in changed.items()}
    return list(check_values(form(family), values, TYPES[family]))
