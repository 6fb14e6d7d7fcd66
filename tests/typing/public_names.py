"""Uses every public name as a type checker sees it; mypy reads this, nobody runs it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import assert_type

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
    assert_type(cx.HistoryView(session).save("csv"), Path)


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
        case cx.InternalError() | cx.OutcomeUnknownError():
            return error.request_id
        case cx.UnsupportedByEmbeddedError() | cx.ConfigurationError() | cx.NotSentError():
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
        ):
            return error.message
        case cx.ServiceError():
            return error.code
    return None
