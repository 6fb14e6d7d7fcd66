"""How Amazon Cognito behaves, as data: each fact once, with where it comes from.

None of these can be changed by a customer, but AWS can change any of them.
`tests/test_facts.py` compares those that botocore's service model states.
"""

from collections.abc import Mapping
from datetime import UTC, time, timedelta
from types import MappingProxyType

# Cognito API reference, GetUserAttributeVerificationCode: "authorize this action with ...".
USER_ADMIN_SCOPE = "aws.cognito.signin.user.admin"

# Seen on a real pool: any other name is refused as none that can be verified.
VERIFIABLE_ATTRIBUTES = ("email", "phone_number")

# Cognito developer guide, quotas: "user attribute verification code validity", not adjustable.
CODE_LIFETIME = timedelta(hours=24)

# Cognito developer guide, quotas per user and hour, not adjustable.
SENDS_AN_HOUR = 5
VERIFICATIONS_AN_HOUR = 15

# Cognito developer guide, quotas: requests a second by category, of an account in one Region.
REQUESTS_A_SECOND: Mapping[str, int] = MappingProxyType(
    {
        "UserPoolClientRead": 15,
        "UserPoolRead": 15,
        "UserPoolResourceRead": 20,
        "UserRead": 120,
        "UserResourceRead": 50,
        "UserUpdate": 25,
    }
)

# Cognito developer guide, quotas: which of them an operation counts for. Those that this library
# asks for by itself, and the one that shares the category of codes; no others.
CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "DescribeUserPool": "UserPoolRead",
        "DescribeUserPoolClient": "UserPoolClientRead",
        "GetUser": "UserRead",
        "GetUserAttributeVerificationCode": "UserResourceRead",
        "GetUserPoolMfaConfig": "UserPoolResourceRead",
        "ResendConfirmationCode": "UserResourceRead",
        "VerifyUserAttribute": "UserUpdate",
    }
)

# Cognito developer guide, quotas: e-mails a day and account by the default sender, not
# adjustable, and when that day begins.
DEFAULT_EMAILS_A_DAY = 50
DEFAULT_EMAILS_RESET_AT = time(9, tzinfo=UTC)

# Service model of botocore, shapes TokenModelType, AttributeNameType, StringType,
# ConfirmationCodeType of `cognito-idp`.
TOKEN_PATTERN = r"[A-Za-z0-9\-_=.]+"  # noqa: S105 -- the shape of a token, not a token
ATTRIBUTE_NAME_MAX = 32
METADATA_TEXT_MAX = 131_072
CODE_MAX = 2048

# Cognito developer guide, access token: `iss` is this, with the pool's Region and id.
ISSUER_PATTERN = (
    r"https://cognito-idp\.(?P<region>[a-z0-9-]{1,32})\.amazonaws\.com(?:\.cn)?/(?P<pool>\S+)"
)

# Service model of botocore, AuthSessionValidityType: 3 to 15 minutes; CreateUserPoolClient: 3.
AUTH_SESSION_LIFETIME = timedelta(minutes=3)

# Cognito developer guide, TOTP software token MFA: RFC 6238's codes of six digits, a new one
# every 30 seconds.
TOTP_DIGITS = 6
TOTP_STEP = timedelta(seconds=30)

# SNS developer guide, SMS sandbox: numbers an account can verify, codes to one of them in 24
# hours, how soon to offer another, and how long after its last code it stays.
SANDBOX_NUMBERS = 10
SANDBOX_CODES_A_DAY = 5
SANDBOX_RESEND_AFTER = timedelta(minutes=15)
SANDBOX_REMOVABLE_AFTER = timedelta(hours=24)

# Service model of botocore, LanguageCodeString of `sns`; the first is the default.
SANDBOX_LANGUAGES = (
    "en-US",
    "en-GB",
    "es-419",
    "es-ES",
    "de-DE",
    "fr-CA",
    "fr-FR",
    "it-IT",
    "ja-JP",
    "pt-BR",
    "kr-KR",
    "zh-CN",
    "zh-TW",
)

# Service model of botocore, OTPCode of `sns`.
SANDBOX_CODE_PATTERN = r"[0-9]{5,8}"

# User guide of AWS End User Messaging SMS, US toll-free number registration form.
OPT_IN_IMAGE_MAX_BYTES = 400_000

# Cognito developer guide, "Using service-linked roles for Amazon Cognito": it sends by SES with it.
EMAIL_ROLE = "AWSServiceRoleForAmazonCognitoIdpEmailService"

# Service model of botocore, SmsVerificationMessageType and EmailVerificationMessageType: what
# stands for the code in a message.
CODE_PLACE = "{####}"

# Service model of botocore, SmsVerificationMessageType, EmailVerificationMessageType and
# EmailVerificationSubjectType. The Cognito developer guide, "Custom message Lambda trigger", has
# the first two for what a function writes as well, the code included.
SMS_TEXT_MAX = 140
EMAIL_TEXT_MAX = 20_000
EMAIL_SUBJECT_MAX = 140

# Seen on real pools; AWS documents no length.
CODE_DIGITS = 6

# Cognito developer guide, "Customizing user pool workflows with Lambda triggers": how long a
# function may take, and how often it is called, neither adjustable.
TRIGGER_TIME_LIMIT = timedelta(seconds=5)
TRIGGER_ATTEMPTS = 3
