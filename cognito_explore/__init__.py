"""A notebook companion for Amazon Cognito's GetUserAttributeVerificationCode.

    import cognito_explore as cx

    session = cx.connect()                  # the embedded AWS: nothing is really sent
    tokens = session.sign_in("ana", "correct-horse-1")
    session.send_code(tokens.access_token, "phone_number")
    session.aws.inbox()

Every name is loaded when it is first used, so that importing this is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cognito_explore import triggers as triggers
    from cognito_explore.actions.base import Action as Action
    from cognito_explore.actions.base import Response as Response
    from cognito_explore.actions.get_user import GetUser as GetUser
    from cognito_explore.actions.get_user import User as User
    from cognito_explore.actions.get_user_attribute_verification_code import (
        CodeDelivery as CodeDelivery,
    )
    from cognito_explore.actions.get_user_attribute_verification_code import (
        CodeDeliveryDetails as CodeDeliveryDetails,
    )
    from cognito_explore.actions.get_user_attribute_verification_code import (
        GetUserAttributeVerificationCode as GetUserAttributeVerificationCode,
    )
    from cognito_explore.actions.global_sign_out import GlobalSignOut as GlobalSignOut
    from cognito_explore.actions.global_sign_out import SignedOut as SignedOut
    from cognito_explore.actions.initiate_auth import InitiateAuth as InitiateAuth
    from cognito_explore.actions.respond_to_auth_challenge import (
        RespondToAuthChallenge as RespondToAuthChallenge,
    )
    from cognito_explore.actions.signing_in import Challenge as Challenge
    from cognito_explore.actions.signing_in import Tokens as Tokens
    from cognito_explore.actions.verify_user_attribute import VerifiedAttribute as VerifiedAttribute
    from cognito_explore.actions.verify_user_attribute import (
        VerifyUserAttribute as VerifyUserAttribute,
    )
    from cognito_explore.batch.plan import Plan as Plan
    from cognito_explore.calls import Call as Call
    from cognito_explore.clock import Clock as Clock
    from cognito_explore.delivery.causes import Cause as Cause
    from cognito_explore.delivery.check import CheckFinding as CheckFinding
    from cognito_explore.delivery.deliveries import Delivery as Delivery
    from cognito_explore.delivery.diagnosis import Diagnosis as Diagnosis
    from cognito_explore.delivery.log import DeliveryLog as DeliveryLog
    from cognito_explore.delivery.pool_update import pool_update as pool_update
    from cognito_explore.delivery.route import Route as Route
    from cognito_explore.errors import AliasExistsError as AliasExistsError
    from cognito_explore.errors import BatchStoppedError as BatchStoppedError
    from cognito_explore.errors import ChallengeRequiredError as ChallengeRequiredError
    from cognito_explore.errors import CodeDeliveryFailureError as CodeDeliveryFailureError
    from cognito_explore.errors import CodeMismatchError as CodeMismatchError
    from cognito_explore.errors import CognitoExploreError as CognitoExploreError
    from cognito_explore.errors import ConfigurationError as ConfigurationError
    from cognito_explore.errors import ExecutorError as ExecutorError
    from cognito_explore.errors import ExpiredCodeError as ExpiredCodeError
    from cognito_explore.errors import Fault as Fault
    from cognito_explore.errors import (
        FeatureUnavailableInTierError as FeatureUnavailableInTierError,
    )
    from cognito_explore.errors import ForbiddenError as ForbiddenError
    from cognito_explore.errors import InternalError as InternalError
    from cognito_explore.errors import (
        InvalidEmailRoleAccessPolicyError as InvalidEmailRoleAccessPolicyError,
    )
    from cognito_explore.errors import InvalidLambdaResponseError as InvalidLambdaResponseError
    from cognito_explore.errors import InvalidParameterError as InvalidParameterError
    from cognito_explore.errors import InvalidPasswordError as InvalidPasswordError
    from cognito_explore.errors import InvalidRequestError as InvalidRequestError
    from cognito_explore.errors import (
        InvalidSmsRoleAccessPolicyError as InvalidSmsRoleAccessPolicyError,
    )
    from cognito_explore.errors import (
        InvalidSmsRoleTrustRelationshipError as InvalidSmsRoleTrustRelationshipError,
    )
    from cognito_explore.errors import (
        InvalidUserPoolConfigurationError as InvalidUserPoolConfigurationError,
    )
    from cognito_explore.errors import JournalError as JournalError
    from cognito_explore.errors import LimitExceededError as LimitExceededError
    from cognito_explore.errors import MFAMethodNotFoundError as MFAMethodNotFoundError
    from cognito_explore.errors import NotAuthorizedError as NotAuthorizedError
    from cognito_explore.errors import NotSentError as NotSentError
    from cognito_explore.errors import OperationNotEnabledError as OperationNotEnabledError
    from cognito_explore.errors import OutcomeUnknownError as OutcomeUnknownError
    from cognito_explore.errors import (
        PasswordHistoryPolicyViolationError as PasswordHistoryPolicyViolationError,
    )
    from cognito_explore.errors import PasswordResetRequiredError as PasswordResetRequiredError
    from cognito_explore.errors import ResourceNotFoundError as ResourceNotFoundError
    from cognito_explore.errors import ServiceError as ServiceError
    from cognito_explore.errors import (
        SoftwareTokenMFANotFoundError as SoftwareTokenMFANotFoundError,
    )
    from cognito_explore.errors import TooManyRequestsError as TooManyRequestsError
    from cognito_explore.errors import UnexpectedLambdaError as UnexpectedLambdaError
    from cognito_explore.errors import UnreachableError as UnreachableError
    from cognito_explore.errors import UnsupportedByEmbeddedError as UnsupportedByEmbeddedError
    from cognito_explore.errors import UnsupportedOperationError as UnsupportedOperationError
    from cognito_explore.errors import UserLambdaValidationError as UserLambdaValidationError
    from cognito_explore.errors import UserNotConfirmedError as UserNotConfirmedError
    from cognito_explore.errors import UserNotFoundError as UserNotFoundError
    from cognito_explore.findings import Finding as Finding
    from cognito_explore.history import Attempt as Attempt
    from cognito_explore.history import History as History
    from cognito_explore.sensitive import Sensitive as Sensitive
    from cognito_explore.service_errors import AccessDeniedError as AccessDeniedError
    from cognito_explore.service_errors import ConflictError as ConflictError
    from cognito_explore.service_errors import CredentialsError as CredentialsError
    from cognito_explore.service_errors import InternalServerError as InternalServerError
    from cognito_explore.service_errors import OptedOutError as OptedOutError
    from cognito_explore.service_errors import (
        ServiceQuotaExceededError as ServiceQuotaExceededError,
    )
    from cognito_explore.service_errors import ThrottlingError as ThrottlingError
    from cognito_explore.service_errors import UserError as UserError
    from cognito_explore.service_errors import ValidationError as ValidationError
    from cognito_explore.service_errors import VerificationError as VerificationError
    from cognito_explore.session import Session as Session
    from cognito_explore.sms.countries import Requirement as Requirement
    from cognito_explore.sms.limits import SmsLimits as SmsLimits
    from cognito_explore.sms.number_records import OriginationNumber as OriginationNumber
    from cognito_explore.sms.number_records import Pool as Pool
    from cognito_explore.sms.number_records import SenderId as SenderId
    from cognito_explore.sms.origination import Origination as Origination
    from cognito_explore.sms.phone_numbers import PhoneNumber as PhoneNumber
    from cognito_explore.sms.proposals import Proposal as Proposal
    from cognito_explore.sms.registration_fields import RegistrationField as RegistrationField
    from cognito_explore.sms.registration_records import Registration as Registration
    from cognito_explore.sms.registration_records import RegistrationVersion as RegistrationVersion
    from cognito_explore.sms.review.check import FieldFinding as FieldFinding
    from cognito_explore.sms.sandbox import Sandbox as Sandbox
    from cognito_explore.sms.sandbox_records import SandboxNumber as SandboxNumber
    from cognito_explore.sms.sandbox_records import SandboxStatus as SandboxStatus
    from cognito_explore.targets import connect as connect
    from cognito_explore.token import AccessToken as AccessToken
    from cognito_explore.triggers.previewing import MessagePreview as MessagePreview
    from cognito_explore.triggers.previewing import PreviewedMessage as PreviewedMessage
    from cognito_explore.widgets.batch_form import BatchForm as BatchForm
    from cognito_explore.widgets.diagnose_form import DiagnoseForm as DiagnoseForm
    from cognito_explore.widgets.explorer import Explorer as Explorer
    from cognito_explore.widgets.history_view import HistoryView as HistoryView
    from cognito_explore.widgets.inbox_view import InboxView as InboxView
    from cognito_explore.widgets.origination_form import OriginationForm as OriginationForm
    from cognito_explore.widgets.sandbox_form import SandboxForm as SandboxForm
    from cognito_explore.widgets.secret_input import SecretInput as SecretInput
    from cognito_explore.widgets.send_code_form import SendCodeForm as SendCodeForm
    from cognito_explore.widgets.sign_in_form import SignInForm as SignInForm
    from cognito_explore.widgets.verify_code_form import VerifyCodeForm as VerifyCodeForm

_MODULES = {
    "AccessDeniedError": "service_errors",
    "AccessToken": "token",
    "Action": "actions.base",
    "AliasExistsError": "errors",
    "Attempt": "history",
    "BatchForm": "widgets.batch_form",
    "BatchStoppedError": "errors",
    "Call": "calls",
    "Cause": "delivery.causes",
    "Challenge": "actions.signing_in",
    "ChallengeRequiredError": "errors",
    "CheckFinding": "delivery.check",
    "Clock": "clock",
    "CodeDelivery": "actions.get_user_attribute_verification_code",
    "CodeDeliveryDetails": "actions.get_user_attribute_verification_code",
    "CodeDeliveryFailureError": "errors",
    "CodeMismatchError": "errors",
    "CognitoExploreError": "errors",
    "ConfigurationError": "errors",
    "ConflictError": "service_errors",
    "CredentialsError": "service_errors",
    "Delivery": "delivery.deliveries",
    "DeliveryLog": "delivery.log",
    "DiagnoseForm": "widgets.diagnose_form",
    "Diagnosis": "delivery.diagnosis",
    "ExecutorError": "errors",
    "ExpiredCodeError": "errors",
    "Explorer": "widgets.explorer",
    "Fault": "errors",
    "FeatureUnavailableInTierError": "errors",
    "FieldFinding": "sms.review.check",
    "Finding": "findings",
    "ForbiddenError": "errors",
    "GetUser": "actions.get_user",
    "GetUserAttributeVerificationCode": "actions.get_user_attribute_verification_code",
    "GlobalSignOut": "actions.global_sign_out",
    "History": "history",
    "HistoryView": "widgets.history_view",
    "InboxView": "widgets.inbox_view",
    "InitiateAuth": "actions.initiate_auth",
    "InternalError": "errors",
    "InternalServerError": "service_errors",
    "InvalidEmailRoleAccessPolicyError": "errors",
    "InvalidLambdaResponseError": "errors",
    "InvalidParameterError": "errors",
    "InvalidPasswordError": "errors",
    "InvalidRequestError": "errors",
    "InvalidSmsRoleAccessPolicyError": "errors",
    "InvalidSmsRoleTrustRelationshipError": "errors",
    "InvalidUserPoolConfigurationError": "errors",
    "JournalError": "errors",
    "LimitExceededError": "errors",
    "MFAMethodNotFoundError": "errors",
    "MessagePreview": "triggers.previewing",
    "NotAuthorizedError": "errors",
    "NotSentError": "errors",
    "OperationNotEnabledError": "errors",
    "OptedOutError": "service_errors",
    "Origination": "sms.origination",
    "OriginationForm": "widgets.origination_form",
    "OriginationNumber": "sms.number_records",
    "OutcomeUnknownError": "errors",
    "PasswordHistoryPolicyViolationError": "errors",
    "PasswordResetRequiredError": "errors",
    "PhoneNumber": "sms.phone_numbers",
    "Plan": "batch.plan",
    "Pool": "sms.number_records",
    "PreviewedMessage": "triggers.previewing",
    "Proposal": "sms.proposals",
    "Registration": "sms.registration_records",
    "RegistrationField": "sms.registration_fields",
    "RegistrationVersion": "sms.registration_records",
    "Requirement": "sms.countries",
    "ResourceNotFoundError": "errors",
    "RespondToAuthChallenge": "actions.respond_to_auth_challenge",
    "Response": "actions.base",
    "Route": "delivery.route",
    "Sandbox": "sms.sandbox",
    "SandboxForm": "widgets.sandbox_form",
    "SandboxNumber": "sms.sandbox_records",
    "SandboxStatus": "sms.sandbox_records",
    "SecretInput": "widgets.secret_input",
    "SendCodeForm": "widgets.send_code_form",
    "SenderId": "sms.number_records",
    "Sensitive": "sensitive",
    "ServiceError": "errors",
    "ServiceQuotaExceededError": "service_errors",
    "Session": "session",
    "SignInForm": "widgets.sign_in_form",
    "SignedOut": "actions.global_sign_out",
    "SmsLimits": "sms.limits",
    "SoftwareTokenMFANotFoundError": "errors",
    "ThrottlingError": "service_errors",
    "Tokens": "actions.signing_in",
    "TooManyRequestsError": "errors",
    "UnexpectedLambdaError": "errors",
    "UnreachableError": "errors",
    "UnsupportedByEmbeddedError": "errors",
    "UnsupportedOperationError": "errors",
    "User": "actions.get_user",
    "UserError": "service_errors",
    "UserLambdaValidationError": "errors",
    "UserNotConfirmedError": "errors",
    "UserNotFoundError": "errors",
    "ValidationError": "service_errors",
    "VerificationError": "service_errors",
    "VerifiedAttribute": "actions.verify_user_attribute",
    "VerifyCodeForm": "widgets.verify_code_form",
    "VerifyUserAttribute": "actions.verify_user_attribute",
    "connect": "targets",
    "pool_update": "delivery.pool_update",
}

# Parts of the package that are used as such: `cx.triggers.preview(...)`.
_PARTS = ("triggers",)

__version__ = "0.1.0"
__all__ = sorted(_MODULES)  # noqa: PLE0605 -- the names above, written once


def __getattr__(name: str) -> Any:
    if name in _PARTS:
        return import_module(f"{__name__}.{name}")
    if name not in _MODULES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, *_PARTS, *(name for name in globals() if name.startswith("__"))])
