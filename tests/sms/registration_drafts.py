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


# As companies write them: registered name, name in the messages, website, opt-in, samples.
_JOIN = "Privacy policy: {site}/privacy. Terms: {site}/terms."
_ORDINARY = (
    (
        "The Home Bakery LLC",
        "homebakery",
        (
            "At {site}/join a box, left empty by default: I agree to get codes from Home Bakery. "
            "1 code per login. Msg&data rates may apply. Reply STOP to cancel, HELP for help."
        ),
        "Home Bakery: your verification code is 482913. Reply STOP to opt out.",
        "Home Bakery: 482913 is your code to reset the password. It is valid for 10 minutes.",
    ),
    (
        "Johnson & Sons, Inc.",
        "johnsonandsons",
        (
            "At {site}/join a box, never pre-checked: I agree to texts with sign-in codes from "
            "Johnson "
            "and Sons. Up to 2 messages per login. Msg&data rates may apply. STOP to end, HELP for "
            "help."
        ),
        "Your Johnson and Sons code is 114 220. Text STOP to unsubscribe.",
        "Johnson&Sons: new sign-in with code 114221. Not you? Call +1 206 555 0142.",
    ),
    (
        "M\u00fcller Versand GmbH",
        "mueller-versand",
        (
            "At {site}/join people tick an unticked box: I agree to codes by SMS from Mueller "
            "Versand. "
            "One SMS per sign-in. Message and data rates may apply. Reply HELP or STOP."
        ),
        "Mueller Versand: 55 81 20 ist Ihr Code. STOP beendet den Dienst.",
        "M\u00fcller Versand: Ihr Code lautet 558121. Geben Sie ihn niemandem weiter.",
    ),
    (
        "Soci\u00e9t\u00e9 G\u00e9n\u00e9rale S.A.",
        "societegenerale",
        (
            "At {site}/join the box is not pre-checked: I consent to one-time passcodes from "
            "Societe "
            "Generale. Message frequency varies. Message & data rates may apply. HELP, STOP."
        ),
        "Societe Generale: code 90817. Reply STOP to cancel.",
        "SOCIETE GENERALE - votre code est 90818, valable 5 minutes.",
    ),
    (
        "Bank of Kittitas County, N.A.",
        "bankofkittitas",
        (
            "At {site}/join the checkbox isn\u2019t pre-selected: I opt in to security codes "
            "from Bank of "
            "Kittitas County. 1 msg/login. Msg and data rates may apply. Text STOP or HELP."
        ),
        "Bank of Kittitas County: never share this code: 220011. Reply STOP to opt out.",
        "Bank of Kittitas County: use 220012 to confirm your transfer.",
    ),
    (
        "McDonald's Corporation",
        "mcdonalds",
        (
            "At {site}/join an unmarked box: I agree to receive verification codes from McDonalds. "
            "One message for each login. Msg & Data Rates May Apply. Reply STOP to stop, HELP "
            "for help."
        ),
        "McDonalds: 731190 is your code. Reply STOP to opt out.",
        "McDonald\u2019s: 731191 is the code for your new phone.",
    ),
    (
        "Amazon.com Services LLC",
        "amazon",
        (
            "At {site}/join people tick an unchecked box: I agree to sign-in codes from Amazon. "
            "You get "
            "a code each time you sign in. Message/data rates may apply. STOP to quit, HELP for "
            "help."
        ),
        "123456 is your Amazon OTP. Do not share it with anyone. Reply STOP to opt out.",
        "Amazon: 123457 is your code to change the phone number.",
    ),
    (
        "U.S. Rail Holdings, L.L.C.",
        "usrail",
        (
            "At {site}/join an un-checked box: I agree to get passcodes from US Rail. Up to 4 "
            "msgs per "
            "month. Message and data rates may apply. Reply STOP to cancel, HELP for help."
        ),
        "US Rail: your passcode is 6620. Reply STOP to opt out.",
        "U.S. Rail: 6621 is your passcode for the ticket machine.",
    ),
    (
        "O'Reilly Garden Supply Co., Ltd.",
        "oreillygarden",
        (
            "At {site}/join the box starts empty: I agree to login codes from OReilly Garden "
            "Supply. "
            "Msg freq. varies. Msg & data rates may apply. Reply STOP to opt out, HELP for help."
        ),
        "OReilly Garden Supply: login code 40192. STOP to opt out.",
        "O\u2019Reilly Garden Supply: 40193 is your code, valid for an hour.",
    ),
    (
        "Acme Servicios, S.A. de C.V.",
        "acmeservicios",
        (
            "At {site}/join an empty checkbox: I agree to account alerts and codes from Acme "
            "Servicios. "
            "2 alerts/week. Message and data rates may apply. Reply STOP to cancel, HELP for help."
        ),
        "Acme Servicios: su codigo es 8123. Responda STOP para cancelar.",
        "Acme Servicios: 8124 is your code. Call us if you did not ask for it.",
    ),
)


def ordinary_registrations() -> dict[str, dict[str, Any]]:
    """Give what ten ordinary companies change of the good toll-free registration."""
    found = {}
    for company, domain, opt_in, *samples in _ORDINARY:
        site = f"https://www.{domain}.example"
        found[company] = {
            "companyName": company,
            "website": site,
            "supportEmail": f"help@{domain}.example",
            "optInDescription": f"{opt_in} {_JOIN}".format(site=site),
            "privacyPolicyUrl": f"{site}/privacy",
            "termsAndConditionsUrl": f"{site}/terms",
            "messageSample1": samples[0],
            "messageSample2": samples[1],
        }
    return found
