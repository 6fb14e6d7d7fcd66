"""Whether Cognito takes the token, and the user may be sent a code."""

from __future__ import annotations

from typing import NamedTuple

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Family, Found, not_applicable
from cognito_explore.errors import (
    NotAuthorizedError,
    PasswordResetRequiredError,
    ResourceNotFoundError,
    ServiceError,
    UserNotConfirmedError,
    UserNotFoundError,
)
from cognito_explore.facts import USER_ADMIN_SCOPE
from cognito_explore.masks import mask_addresses
from cognito_explore.sensitive import Sensitive
from cognito_explore.told import texts
from cognito_explore.wire import SERVICE

CHECKS = Family()

_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
_API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/"
_REFUSED = "Cognito refuses the request, and makes no code."
# Members of UserPoolClientType in botocore's model that UpdateUserPoolClient does not take.
_CLIENT_FACTS = {"ClientSecret", "ClientType", "CreationDate", "LastModifiedDate"}


@CHECKS.check(
    "token-alive",
    "Whether the token still lives",
    causes=(3, 6, 10),
    link=f"{_GUIDE}token-revocation.html",
)
def token_alive(case: Case) -> Found:
    """Ask Cognito whose the token is: it refuses a code as it refuses that."""
    token = case.access_token
    if token is None:
        return not_applicable("There is no access token to try.")
    wrong = token.problems(now=case.now)
    if wrong:
        return not_applicable(f"Cognito was not asked: {wrong[0].title}")
    where = f"GetUser in {case.reads.region_name}"
    try:
        case.signed_in()
    except (
        NotAuthorizedError,
        PasswordResetRequiredError,
        ResourceNotFoundError,
        UserNotConfirmedError,
        UserNotFoundError,
    ) as error:
        title = "Cognito does not take the token, although its own claims are right."
        return Found(
            "problem", title, f"{where}: {mask_addresses(error.message)}", error.hint, _REFUSED
        )
    return Found("ok", "Cognito takes the token.", f"{where}: answered.")


class _Status(NamedTuple):
    status: str
    title: str
    fix: str = ""


# Cognito API reference, UserType.UserStatus; what is refused is in the errors of the operation.
_STATUSES = {
    "CONFIRMED": _Status("ok", "The user is confirmed."),
    "UNCONFIRMED": _Status(
        "problem",
        "The user has not finished signing up.",
        "Let the user confirm: ResendConfirmationCode, then ConfirmSignUp; or confirm the user as "
        "an administrator.",
    ),
    "RESET_REQUIRED": _Status(
        "problem",
        "The user must set a new password first.",
        "Let the user do so: ForgotPassword, then ConfirmForgotPassword, then sign in again.",
    ),
    "FORCE_CHANGE_PASSWORD": _Status(
        "warning",
        "The user signed in never: there is no access token before a password of their own is set.",
        "Let the user sign in with the temporary password, and set one.",
    ),
    "EXTERNAL_PROVIDER": _Status(
        "warning",
        "The user signs in with another provider, and what such users are sent is not documented.",
        "Send one to see; the attributes may come from that provider anew with each sign-in.",
    ),
}


@CHECKS.check(
    "user-status",
    "Whether the user is confirmed and enabled",
    causes=(3, 10),
    actions=("cognito-idp:AdminGetUser",),
    link=f"{_GUIDE}signing-up-users-in-your-app.html",
)
def user_status(case: Case) -> Found:
    """Look at the user as an administrator does."""
    if not case.username:
        return not_applicable("No user is named.")
    where = f"AdminGetUser in {case.region_name}"
    try:
        person = case.record()
    except ServiceError as error:
        if error.code != "UserNotFoundException":
            raise
        title = "There is no such user in this pool."
        fix = "Compare username and pool; a user who was deleted has to sign up again."
        return Found("problem", title, f"{where}: {mask_addresses(error.message)}", fix, _REFUSED)
    named = {"UserPoolId": case.pool_id, "Username": Sensitive(case.username)}
    evidence = f"{where}: UserStatus is {person.status}, Enabled is {person.is_enabled}."
    if not person.is_enabled:
        return Found(
            "problem",
            "The user is disabled.",
            evidence,
            "Enable the user, who then signs in again: disabling has revoked the tokens.",
            _REFUSED,
            (Call(SERVICE, "AdminEnableUser", case.region_name, named),),
        )
    found = _STATUSES.get(person.status or "")
    if found is None:
        return Found("unknown", f"What the status {person.status} means is not known.", evidence)
    confirm = Call(SERVICE, "AdminConfirmSignUp", case.region_name, named)
    return Found(
        found.status,  # type: ignore[arg-type]
        found.title,
        evidence,
        found.fix,
        _REFUSED if found.status == "problem" else "",
        (confirm,) if person.status == "UNCONFIRMED" else (),
    )


@CHECKS.check(
    "client-scope",
    "Whether the app client allows the scope that the token lacks",
    causes=(4,),
    actions=("cognito-idp:DescribeUserPoolClient",),
    link=f"{_API}API_UpdateUserPoolClient.html",
)
def client_scope(case: Case) -> Found:
    """Look where the scope has to be allowed, if the token lacks it."""
    token = case.access_token
    told = token.check(now=case.now) if token else []
    if not any(it.check_id == "token-scope" and it.status == "problem" for it in told):
        return not_applicable("No scope is missing from a token.")
    client = case.client()
    allowed = texts(client, "AllowedOAuthScopes")
    evidence = f"DescribeUserPoolClient in {case.region_name}: {len(allowed)} AllowedOAuthScopes."
    if USER_ADMIN_SCOPE in allowed:
        return Found(
            "warning",
            f"The app client allows `{USER_ADMIN_SCOPE}`, so the token was not asked for with it.",
            evidence,
            "Add it to the `scope` parameter of the authorize URL, and sign in again.",
            _REFUSED,
        )
    kept = {name: value for name, value in client.items() if name not in _CLIENT_FACTS}
    wanted = [*allowed, USER_ADMIN_SCOPE]
    change = kept | {"AllowedOAuthScopes": wanted}
    return Found(
        "problem",
        f"The app client does not allow the scope `{USER_ADMIN_SCOPE}`.",
        evidence,
        "Allow it, add it to the `scope` parameter of the authorize URL too, and sign in again.",
        _REFUSED,
        (Call(SERVICE, "UpdateUserPoolClient", case.region_name, change),),
        f"AllowedOAuthScopes: {', '.join(allowed) or 'none'} -> {', '.join(wanted)}",
    )
