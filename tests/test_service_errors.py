"""Every error of the services around a pool has its class and a hint, and can be kept."""

from __future__ import annotations

import copy
import pickle

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

import cognito_explore as cx
from cognito_explore.service_errors import _CLASSES, _REASON_HINTS, account_error

VOICE = "pinpoint-sms-voice-v2"
MODELS = {
    name: ServiceModel(Loader().load_service_model(name, "service-2"), name)
    for name in ("sns", VOICE)
}
# Those that the library calls.
SNS_CALLED = (
    "GetSMSSandboxAccountStatus",
    "ListSMSSandboxPhoneNumbers",
    "CreateSMSSandboxPhoneNumber",
    "VerifySMSSandboxPhoneNumber",
    "DeleteSMSSandboxPhoneNumber",
)
MODELLED = sorted(
    {
        (service, shape.metadata.get("error", {}).get("code") or shape.name)
        for service, operations in (("sns", SNS_CALLED), (VOICE, MODELS[VOICE].operation_names))
        for operation in operations
        for shape in MODELS[service].operation_model(operation).error_shapes
    }
)
DENIED = {
    "Error": {"Code": "AuthorizationError", "Message": "no"},
    "ResponseMetadata": {"HTTPStatusCode": 403, "RequestId": "request-1"},
}


def make(code: str, status: int = 400, message: str = "AWS's words", **more: object) -> Exception:
    """Make the error of an answer of End User Messaging."""
    answer = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "request-1"},
    } | more
    return account_error(answer, service_prefix="sms-voice", action="sms-voice:X", operation="X")


@pytest.mark.parametrize(("service", "code"), MODELLED)
def test_modelled_error_has_a_class_and_a_hint(service: str, code: str):
    """An error that botocore's model gains has to be given one."""
    assert code in _CLASSES, f"{code} of {service}"

    error = make(code)

    assert type(error) is _CLASSES[code]
    assert isinstance(error, cx.CognitoExploreError)
    assert error.code == code
    assert error.request_id == "request-1"
    assert "AWS's words" in error.message
    assert error.hint


def test_models_are_walked():
    """Neither service has lost its errors."""
    assert ("sns", "VerificationException") in MODELLED
    assert ("sns", "OptedOut") in MODELLED
    assert (VOICE, "ConflictException") in MODELLED
    assert len(MODELLED) >= 14


def test_reasons_with_a_hint_are_those_of_the_model():
    """A misspelt reason would never be met."""
    shapes = [it for it in MODELS[VOICE].error_shapes if "Reason" in it.members]

    assert set(_REASON_HINTS) <= {name for it in shapes for name in it.members["Reason"].enum}


@pytest.mark.parametrize("reason", _REASON_HINTS)
def test_reason_is_named_and_decides_the_hint(reason: str):
    """It says more than the code."""
    error = make("ConflictException", Reason=reason)

    assert isinstance(error, cx.ConflictError)
    assert f"ConflictException ({reason})" in error.message
    assert error.hint == _REASON_HINTS[reason]


def test_fields_that_are_wrong_are_named():
    """End User Messaging lists them beside its words."""
    fields = [
        {"Name": "companyInfo.city", "Message": "The field is required."},
        {"Name": "TextValue"},
        "<b>",
        {"Name": "\x1b[2J", "Message": "\u202e"},
    ]

    error = make("ValidationException", Reason="FIELD_VALIDATION_FAILED", Fields=fields)

    assert isinstance(error, cx.ValidationError)
    assert "companyInfo.city: The field is required.; TextValue: wrong" in error.message
    assert error.message.isprintable()


def test_fields_that_the_words_name_are_not_named_twice():
    """A message stays short."""
    fields = [{"Name": "companyInfo.city", "Message": "The field is required."}]

    error = make("ValidationException", message="Missing: companyInfo.city.", Fields=fields)

    assert str(error).count("companyInfo.city") == 1


@pytest.mark.parametrize("fields", [None, "text", {}, 5, [None]])
def test_fields_of_another_shape_are_left_out(fields: object):
    """An emulator may answer anything."""
    assert make("ValidationException", Fields=fields).message.endswith("AWS's words")


@pytest.mark.parametrize(
    ("code", "status", "kind", "outcome"),
    [
        ("SomethingNew", 400, cx.ServiceError, "refused"),
        ("SomethingNew", 503, cx.InternalServerError, "unknown"),
        ("InternalServerException", 500, cx.InternalServerError, "unknown"),
        ("ThrottlingException", 400, cx.ThrottlingError, "refused"),
        ("ExpiredToken", 403, cx.CredentialsError, "not_sent"),
        ("", 400, cx.ServiceError, "refused"),
    ],
)
def test_outcome_follows_from_the_error(
    code: str, status: int, kind: type[cx.CognitoExploreError], outcome: str
):
    """What is not known to be refused is unknown."""
    error = make(code, status)

    assert type(error) is kind
    assert error.outcome == outcome


def test_words_of_aws_name_the_action_that_is_denied():
    """It is not always the one that was called; without words it is."""
    words = "User: x is not authorized to perform: SMS-VOICE:DescribePools on resource: *"

    named = make("AccessDeniedException", message=words)
    silent = make("AccessDeniedException", message="no")

    assert named.action == "sms-voice:DescribePools"
    assert silent.action == "sms-voice:X"


def test_account_that_is_disabled_needs_no_policy():
    """A denial with a reason of AWS's is for support."""
    error = make("AccessDeniedException", Reason="ACCOUNT_DISABLED")

    assert isinstance(error, cx.AccessDeniedError)
    assert "Allow" not in error.hint
    assert "AWS support" in error.hint


def through_a_pickle(error: object) -> object:
    """Keep an error as another process would get it."""
    return pickle.loads(pickle.dumps(error))  # noqa: S301 -- it is our own


@pytest.mark.parametrize("keep", [copy.copy, copy.deepcopy, through_a_pickle])
def test_denial_can_be_kept(keep):
    """In a file, or on its way from another process."""
    error = account_error(
        DENIED, service_prefix="sns", action="sns:OptInPhoneNumber", operation="OptInPhoneNumber"
    )

    kept = keep(error)

    assert type(kept) is cx.AccessDeniedError
    assert str(kept) == str(error)
    assert vars(kept) == vars(error)
    assert kept.action == "sns:OptInPhoneNumber"
    assert kept.http_status == 403
