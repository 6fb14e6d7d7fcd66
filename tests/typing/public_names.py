"""Uses every public name as a type checker sees it; mypy reads this, nobody runs it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, assert_type

import pandas as pd

import cognito_explore as cx


def use(session: cx.Session, token: cx.AccessToken) -> None:
    """Send what can be sent, and look at what comes back."""
    assert_type(cx.connect("embedded", seed=1, now=datetime(2026, 1, 1, tzinfo=UTC)), cx.Session)
    tokens = session.sign_in("ana", cx.Sensitive("secret"), client_id="client")
    assert_type(tokens, cx.Tokens)
    assert_type(tokens.access_token, cx.AccessToken)
    delivery = session.send_code("token", "email", client_metadata={"campaign": "spring"})
    assert_type(delivery, cx.CodeDelivery)
    assert_type(delivery.code_delivery_details, cx.CodeDeliveryDetails | None)
    assert_type(session.verify_code(token, "email", "123456"), cx.VerifiedAttribute)
    assert_type(session.get_user(token), cx.User)
    assert_type(session.send(cx.GetUserAttributeVerificationCode(token, "email")), cx.CodeDelivery)
    assert_type(session.send(cx.VerifyUserAttribute(token, "email", "1")), cx.VerifiedAttribute)
    assert_type(session.send(cx.GetUser(token)), cx.User)
    assert_type(session.send(cx.GlobalSignOut(token)), cx.SignedOut)
    request: cx.Action[cx.User] = cx.GetUser(token)
    assert_type(session.send(request), cx.User)
    response: cx.Response = delivery
    assert_type(response.http_status, int)
    flow = cx.InitiateAuth("USER_PASSWORD_AUTH", "client", {"USERNAME": "ana", "PASSWORD": "x"})
    assert_type(session.send(flow), cx.Tokens)
    answer = cx.RespondToAuthChallenge("SMS_MFA", "client", {"USERNAME": "ana"}, "session")
    assert_type(session.send(answer), cx.Tokens)
    assert_type(session.refresh(tokens), cx.Tokens)


def fill_in(session: cx.Session, tokens: cx.Tokens) -> None:
    """Use the forms from code, without a browser."""
    explorer = cx.Explorer(session)
    assert_type(explorer.tokens, cx.Tokens | None)
    secret: cx.SecretInput = cx.SignInForm(session).password
    assert_type(secret.take(), cx.Sensitive | None)
    cx.SendCodeForm(session, tokens).submit()
    cx.VerifyCodeForm(session, "token").submit()
    cx.InboxView(session).refresh()
    cx.SandboxForm(session, phone_number="+12025550123").submit()
    assert_type(cx.OriginationForm(session, country="US").code, str)
    assert_type(cx.HistoryView(session).save("csv"), Path)
    assert_type(cx.BatchForm(session, pd.DataFrame()).frames, dict[str, pd.DataFrame])


def write_message(handler: Callable[[dict[str, Any], object], object]) -> None:
    """Preview what a function of one's own makes of a message."""
    made = cx.triggers.preview(handler, "email", client_metadata={"campaign": "spring"})
    assert_type(made, cx.MessagePreview)
    assert_type(made.findings, tuple[cx.Finding, ...])
    assert_type(made.messages, dict[str, cx.PreviewedMessage])


def do_for_many(session: cx.Session, frame: pd.DataFrame) -> None:
    """Plan, send and verify codes of many users."""
    plan = session.plan(frame, prices={"US": 0.007})
    assert_type(plan, cx.Plan)
    assert_type(plan.cost_usd, tuple[float, float])
    requests = (cx.GetUserAttributeVerificationCode(it, "email") for it in frame["access_token"])
    assert_type(
        session.send_codes(requests, pace_per_s=10, journal=Path("run.jsonl")), pd.DataFrame
    )
    assert_type(session.verify_codes(frame), pd.DataFrame)


def prepare(session: cx.Session, number: cx.PhoneNumber) -> None:
    """Ask what lies between a code and its reader, and change it."""
    assert_type(session.route("pool"), cx.Route)
    assert_type(session.diagnose("token", "email"), cx.Diagnosis)
    assert_type(cx.pool_update({}, {"MfaConfiguration": "ON"}), tuple[cx.Call, str])
    assert_type(session.diagnose("token", "email").undetectable, list[cx.Cause])
    assert_type(cx.DiagnoseForm(session, attribute_name="email").token, cx.SecretInput)
    assert_type(session.diagnose("token").problems, list[cx.CheckFinding])
    log: cx.DeliveryLog = session.delivery_log(since=timedelta(hours=1), attempts=False)
    assert_type(log[0], cx.Delivery)
    assert_type(log.to_frame(), pd.DataFrame)
    sandbox: cx.Sandbox = session.sandbox("eu-west-1")
    assert_type(sandbox.status(), cx.SandboxStatus)
    assert_type(sandbox.add(number, "de-DE"), cx.SandboxNumber)
    assert_type(sandbox.verify(number, "123456"), cx.SandboxNumber)
    origination: cx.Origination = session.origination()
    assert_type(origination.limits(price_usd=0.01), cx.SmsLimits)
    shown = origination.request_number("US", "TOLL_FREE")
    assert_type(shown, cx.Proposal | cx.OriginationNumber)
    if isinstance(shown, cx.Proposal):
        assert_type(shown.calls, tuple[cx.Call, ...])
    made = origination.request_number("US", "TOLL_FREE", confirm=True)
    assert_type(made, cx.OriginationNumber)
    assert_type(made.phone_number, cx.PhoneNumber)
    assert_type(origination.check_registration({}), list[cx.FieldFinding])
    assert_type(origination.registration_fields(), list[cx.RegistrationField])
    registration = origination.create_registration({}, confirm=True)
    assert_type(registration, cx.Registration)
    assert_type(origination.submit_registration("id", confirm=True), cx.RegistrationVersion)


def rows(one: cx.SenderId | cx.Pool | cx.Requirement | cx.Delivery) -> str | None:
    """Read the records that are rows of frames."""
    match one:
        case cx.SenderId():
            return one.sender_id
        case cx.Pool():
            return one.identities
        case cx.Requirement():
            return one.takes
    return one.reason


def look(history: cx.History, token: cx.AccessToken, clock: cx.Clock) -> None:
    """Read the records of what happened."""
    assert_type(history[0], cx.Attempt)
    assert_type(history.to_frame(), pd.DataFrame)
    assert_type(token.check(now=clock.now(), region="eu-central-1"), list[cx.Finding])


def fail(error: cx.CognitoExploreError) -> str | None:
    """Tell the errors apart."""
    match error:
        case cx.InvalidRequestError():
            assert_type(error.faults, tuple[cx.Fault, ...])
        case cx.InternalError() | cx.InternalServerError() | cx.OutcomeUnknownError():
            return error.request_id
        case (
            cx.UnsupportedByEmbeddedError()
            | cx.CredentialsError()
            | cx.ConfigurationError()
            | cx.NotSentError()
        ):
            return error.hint
        case cx.ChallengeRequiredError():
            assert_type(error.challenge, cx.Challenge | None)
            return error.code
        case (
            cx.AliasExistsError()
            | cx.InvalidPasswordError()
            | cx.MFAMethodNotFoundError()
            | cx.PasswordHistoryPolicyViolationError()
            | cx.SoftwareTokenMFANotFoundError()
            | cx.CodeDeliveryFailureError()
            | cx.CodeMismatchError()
            | cx.ExpiredCodeError()
            | cx.FeatureUnavailableInTierError()
            | cx.ForbiddenError()
            | cx.InvalidEmailRoleAccessPolicyError()
            | cx.InvalidLambdaResponseError()
            | cx.InvalidParameterError()
            | cx.InvalidSmsRoleAccessPolicyError()
            | cx.InvalidSmsRoleTrustRelationshipError()
            | cx.InvalidUserPoolConfigurationError()
            | cx.LimitExceededError()
            | cx.NotAuthorizedError()
            | cx.OperationNotEnabledError()
            | cx.PasswordResetRequiredError()
            | cx.ResourceNotFoundError()
            | cx.TooManyRequestsError()
            | cx.UnexpectedLambdaError()
            | cx.UnsupportedOperationError()
            | cx.UserLambdaValidationError()
            | cx.UserNotConfirmedError()
            | cx.UserNotFoundError()
            | cx.ConflictError()
            | cx.OptedOutError()
            | cx.ServiceQuotaExceededError()
            | cx.ThrottlingError()
            | cx.UserError()
            | cx.ValidationError()
            | cx.VerificationError()
        ):
            return error.message
        case cx.JournalError() | cx.ExecutorError() | cx.UnreachableError():
            return error.message
        case cx.BatchStoppedError():
            assert error.results is None or len(error.results) >= 0
        case cx.AccessDeniedError():
            assert_type(error.action, str)
        case cx.ServiceError():
            assert_type(error.code, str | None)
    return None
