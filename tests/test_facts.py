"""What this library holds as facts is what AWS's own service model states, where it does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.retries.standard import ThrottledRetryableChecker

from cognito_explore import facts, frames
from cognito_explore.actions.base import Action
from cognito_explore.actions.get_user import GetUser
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.global_sign_out import GlobalSignOut
from cognito_explore.actions.initiate_auth import (
    PASSWORD_FLOW,
    REFRESH_FLOW,
    SRP_FLOW,
    InitiateAuth,
)
from cognito_explore.actions.respond_to_auth_challenge import RespondToAuthChallenge
from cognito_explore.actions.signing_in import ANSWERS
from cognito_explore.actions.verify_user_attribute import VerifyUserAttribute
from cognito_explore.sms.numbers import REQUESTABLE
from cognito_explore.triggers import judging, running

COGNITO = ServiceModel(Loader().load_service_model("cognito-idp", "service-2"), "cognito-idp")
SNS = ServiceModel(Loader().load_service_model("sns", "service-2"), "sns")
VOICE = ServiceModel(
    Loader().load_service_model("pinpoint-sms-voice-v2", "service-2"), "pinpoint-sms-voice-v2"
)
TOKEN = "one.two.three"
ROOT = Path(__file__).parent.parent
ACTIONS: list[Action] = [
    GetUserAttributeVerificationCode(TOKEN, "email", {"key": "text"}, allow_any_token=True),
    VerifyUserAttribute(TOKEN, "email", "123456", allow_any_token=True),
    GetUser(TOKEN, allow_any_token=True),
    InitiateAuth.with_password("ana", "correct-horse-1", client_id="1example23456789"),
    RespondToAuthChallenge("SMS_MFA", "1example23456789", {"USERNAME": "ana"}, "session"),
    GlobalSignOut(TOKEN, allow_any_token=True),
]


def shape(name: str) -> Shape:
    """Give a shape of Cognito's model."""
    return COGNITO.shape_for(name)


def operation(name: str) -> OperationModel:
    """Give an operation of Cognito's model."""
    return COGNITO.operation_model(name)


def test_length_limits_are_those_of_the_model():
    """The limits that requests are checked against are AWS's."""
    code = shape("ConfirmationCodeType").metadata

    assert shape("AttributeNameType").metadata["max"] == facts.ATTRIBUTE_NAME_MAX
    assert shape("StringType").metadata["max"] == facts.METADATA_TEXT_MAX
    assert code["max"] == facts.CODE_MAX


def test_empty_values_are_refused_by_the_model_too():
    """Attribute names and codes have at least one character."""
    assert shape("AttributeNameType").metadata["min"] == 1
    assert shape("ConfirmationCodeType").metadata["min"] == 1


def test_sessions_last_at_least_as_long_as_the_model_has_it():
    """An app client that says nothing has the shortest lifetime that one can set."""
    shortest = shape("AuthSessionValidityType").metadata["min"]

    assert timedelta(minutes=shortest) == facts.AUTH_SESSION_LIFETIME


def test_authenticator_codes_are_as_long_as_the_model_has_them():
    """VerifySoftwareToken takes six digits."""
    code = shape("SoftwareTokenMFAUserCodeType").metadata

    assert code["min"] == code["max"] == facts.TOTP_DIGITS


def test_token_pattern_is_that_of_the_model():
    """Python wants the dash escaped that AWS's pattern has after a range."""
    stated = shape("TokenModelType").metadata["pattern"]

    assert stated == "[A-Za-z0-9-_=.]+"
    assert stated.replace("9-_", r"9\-_") == facts.TOKEN_PATTERN


def test_code_pattern_only_forbids_white_space():
    """Which is why a code with white space is refused here, and any other is not."""
    assert shape("ConfirmationCodeType").metadata["pattern"] == r"[\S]+"


def test_metadata_is_a_map_of_texts():
    """Keys and values of client metadata have one and the same limit."""
    metadata = shape("ClientMetadataType")

    assert (metadata.key.name, metadata.value.name) == ("StringType", "StringType")


def test_attributes_that_can_be_verified_are_those_of_the_model():
    """AWS's model lists the two where a pool is told what to verify."""
    assert sorted(shape("VerifiedAttributeType").enum) == sorted(facts.VERIFIABLE_ATTRIBUTES)


def test_media_are_those_of_the_model():
    """A code goes by one of the media that a frame knows."""
    assert sorted(shape("DeliveryMediumType").enum) == sorted(frames.MEDIA)


def test_flows_are_those_of_the_model():
    """The flows of a sign-in have AWS's names."""
    assert {PASSWORD_FLOW, SRP_FLOW, REFRESH_FLOW} <= set(shape("AuthFlowType").enum)


def test_challenges_that_can_be_answered_are_those_of_the_model():
    """Each name of a challenge is AWS's own."""
    assert set(ANSWERS) <= set(shape("ChallengeNameType").enum)


def test_operations_are_those_of_the_actions():
    """Each action has its category in a history's frame, and AWS's model has them all."""
    assert sorted(frames.OPERATIONS) == sorted(action.OPERATION for action in ACTIONS)
    assert set(frames.OPERATIONS) <= set(COGNITO.operation_names)


def test_operations_with_a_category_are_those_of_the_model():
    """Each has a category whose rate is known, and AWS's model has them all."""
    assert set(facts.CATEGORIES) <= set(COGNITO.operation_names)
    assert set(facts.CATEGORIES.values()) == set(facts.REQUESTS_A_SECOND)


def test_page_of_quotas_has_the_rates_of_the_facts():
    """What the page says of a category is what a batch keeps to and the embedded AWS tells."""
    page = (ROOT / "docs/explanation/quotas.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(User\w+)` \| `(\w+)` \| (\d+)\b", page, re.MULTILINE)

    told = {category: int(rate) for category, _, rate in rows}

    assert told == facts.REQUESTS_A_SECOND
    assert {it: facts.CATEGORIES[it] for _, it, _ in rows} == {it: of for of, it, _ in rows}


@pytest.mark.parametrize("name", frames.OPERATIONS)
def test_no_operation_needs_credentials(name: str):
    """All of them go unsigned, so nobody needs an AWS account's keys."""
    assert operation(name).auth_type == "none"
    assert operation(name).auth == ["smithy.api#noAuth"]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.OPERATION)
def test_parameters_are_members_of_the_model(action: Action):
    """A request gives every member that AWS requires, and none that it does not know."""
    members = operation(action.OPERATION).input_shape

    assert set(members.required_members) <= action.parameters().keys()
    assert action.parameters().keys() <= members.members.keys()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.OPERATION)
def test_sensitive_members_are_hidden(action: Action):
    """What AWS's model marks as sensitive text is never plain text here, codes neither."""
    members = operation(action.OPERATION).input_shape.members
    sensitive = {name for name, it in members.items() if it.metadata.get("sensitive")}
    plain = {name for name, it in action.parameters().items() if isinstance(it, str)}

    hidden = plain & (sensitive | {"Code"})

    # An app client's id is in the code of every web application.
    assert hidden <= {"ClientId"}


def test_answer_of_the_action_has_the_three_fields():
    """The day AWS answers with a message id, this tells."""
    answer = operation("GetUserAttributeVerificationCode").output_shape
    details = answer.members["CodeDeliveryDetails"]

    assert set(answer.members) == {"CodeDeliveryDetails"}
    assert set(details.members) == {"Destination", "DeliveryMedium", "AttributeName"}


def test_verification_answers_nothing():
    """Which is why the record of a verified attribute tells what was asked."""
    assert not operation("VerifyUserAttribute").output_shape.members
    assert not operation("GlobalSignOut").output_shape.members


def test_verification_takes_no_metadata():
    """Metadata goes with the sending of a code only."""
    assert "ClientMetadata" not in operation("VerifyUserAttribute").input_shape.members
    assert "ClientMetadata" in operation("GetUserAttributeVerificationCode").input_shape.members


def test_pools_have_two_ways_for_sms():
    """The hints speak of SNS and of End User Messaging: the day one is gone, this tells."""
    assert {"SnsCallerArn", "EumsSms"} <= set(shape("SmsConfigurationType").members)


def test_botocore_would_send_again():
    """A spent limit is sent again by default, which is why retries are off here."""
    codes = ThrottledRetryableChecker._THROTTLED_ERROR_CODES

    assert {"LimitExceededException", "TooManyRequestsException"} <= set(codes)


def test_languages_of_the_sandbox_are_those_of_the_model():
    """SNS writes its sandbox SMS in these; the first is its default."""
    languages = SNS.shape_for("LanguageCodeString")
    asked = SNS.operation_model("CreateSMSSandboxPhoneNumber").input_shape

    assert sorted(languages.enum) == sorted(facts.SANDBOX_LANGUAGES)
    assert facts.SANDBOX_LANGUAGES[0] == "en-US"
    assert asked.members["LanguageCode"].name == languages.name


def test_code_pattern_of_the_sandbox_is_that_of_the_model():
    """A code of another shape is not worth a call."""
    stated = SNS.shape_for("OTPCode").metadata

    assert stated["pattern"].strip("^$") in {facts.SANDBOX_CODE_PATTERN, "[0-9]+"}
    assert f"[0-9]{{{stated['min']},{stated['max']}}}" == facts.SANDBOX_CODE_PATTERN


def test_closed_sets_of_frames_are_those_of_the_model():
    """A categorical column has AWS's own values, in AWS's order where it has one."""
    columns = {
        "RegistrationStatus": frames.REGISTRATIONS["status"],
        "RegistrationVersionStatus": frames.REGISTRATION_VERSIONS["status"],
        "FieldType": frames.REGISTRATION_FIELDS["field_type"],
        "FieldRequirement": frames.REGISTRATION_FIELDS["requirement"],
        "NumberStatus": frames.ORIGINATION_NUMBERS["status"],
        "NumberType": frames.ORIGINATION_NUMBERS["number_type"],
        "MessageType": frames.ORIGINATION_NUMBERS["message_type"],
        "PoolStatus": frames.POOLS["status"],
    }

    for name, values in columns.items():
        assert sorted(VOICE.shape_for(name).enum) == sorted(values), name
    status = SNS.shape_for("SMSSandboxPhoneNumberVerificationStatus").enum
    assert sorted(status) == sorted(frames.SANDBOX_NUMBERS["status"])


def test_number_types_that_can_be_requested_are_those_of_the_model():
    """Short codes take a support case."""
    assert sorted(VOICE.shape_for("RequestableNumberType").enum) == sorted(REQUESTABLE)


def test_texts_of_messages_are_as_the_model_has_them():
    """Their lengths, and what they are made of."""
    names = {
        "smsMessage": "SmsVerificationMessageType",
        "emailMessage": "EmailVerificationMessageType",
        "emailSubject": "EmailVerificationSubjectType",
    }

    told = {name: shape(of).metadata for name, of in names.items()}

    assert {name: it["max"] for name, it in told.items()} == judging.LONGEST
    assert {name: told[name]["pattern"] for name in judging.PATTERNS} == judging.PATTERNS
    assert re.fullmatch(told["smsMessage"]["pattern"], facts.CODE_PLACE)
    accounts = shape("EmailSendingAccountType").enum
    assert {judging.BY_SES, judging.BY_COGNITO} == {*accounts}


def test_errors_of_functions_are_among_those_of_the_action():
    """What a preview tells of is what this action may answer."""
    texts = {"smsMessage": "no code", "emailMessage": "no code", "emailSubject": ""}
    answers = [
        running.Ran(error=ValueError()),
        running.Ran(is_late=True),
        running.Ran(),
        running.Ran(answer={"response": texts}),
    ]

    codes = {
        refusal.code
        for ran in answers
        for refusal in judging.judge(ran, "SMS", email_sending_account=None).refusals
    }

    known = {it.name for it in operation("GetUserAttributeVerificationCode").error_shapes}
    assert codes <= known
    assert len(codes) == len(answers)
