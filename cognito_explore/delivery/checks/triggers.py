"""What the pool's Lambda functions do to a message.

The other triggers have no part in this action: CustomMessage may write the text, and a custom
sender takes the place of SNS, End User Messaging or SES.
"""

from __future__ import annotations

from collections.abc import Callable

from cognito_explore.delivery import functions, keys
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import EMAIL, SMS, Family, Found, not_applicable
from cognito_explore.delivery.functions import Trigger
from cognito_explore.delivery.pool_update import pool_update
from cognito_explore.delivery.route import CUSTOM_EMAIL_SENDER, CUSTOM_SMS_SENDER
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import CognitoExploreError
from cognito_explore.told import exact, part

CHECKS = Family()

_CUSTOM_MESSAGE = "CustomMessage"
_GUIDE = "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-"
_FUNCTION = (
    "cognito-idp:DescribeUserPool",
    "lambda:GetFunctionConfiguration",
    "lambda:GetPolicy",
    "logs:FilterLogEvents",
)
_SENDER = (*_FUNCTION, "kms:DescribeKey")
_REFUSED = "Cognito refuses the request with UnexpectedLambdaException, and makes no code."
_LOST = "Nobody else sends it, so no code comes."


@CHECKS.check(
    "custom-message-trigger",
    "Whether the function that writes the message works",
    causes=(20,),
    actions=_FUNCTION,
    link=f"{_GUIDE}custom-message.html",
)
def custom_message_trigger(case: Case) -> Found:
    """Look whether Cognito can call CustomMessage, and whether it fails."""
    pool = case.pool()
    arn = exact(part(pool, "LambdaConfig"), _CUSTOM_MESSAGE)
    if not arn:
        evidence = "DescribeUserPool: LambdaConfig.CustomMessage is not set."
        return not_applicable("No function writes the messages of this pool.", evidence)
    trigger = Trigger(name=_CUSTOM_MESSAGE, arn=arn, pool_arn=functions.arn_of(pool))
    without = {"LambdaConfig": {_CUSTOM_MESSAGE: None}}
    removal = pool_update(pool, without, region_name=case.region_name)
    found = functions.look_at(case, trigger, consequence=_REFUSED, removal=removal)
    if found.status != "ok":
        return found
    title = f"The function {trigger.function} writes the message, and Cognito can call it."
    return Found("ok", title, found.evidence)


def _look_at_sender(case: Case, name: str, kind: str, instead_of: str) -> Found:
    pool = case.pool()
    config = part(pool, "LambdaConfig")
    arn = exact(part(config, name), "LambdaArn") or ""
    trigger = Trigger(name=name, arn=arn, pool_arn=functions.arn_of(pool))
    locked, found = in_threads(
        [
            lambda: _or_error(
                lambda: keys.look_at(case, exact(config, "KMSKeyID"), consequence=_LOST)
            ),
            lambda: _or_error(lambda: functions.look_at(case, trigger, consequence=_LOST)),
        ]
    )
    # What one of them shows stands, whatever became of the other.
    wrong = [it for it in (locked, found) if isinstance(it, Found) and it.status != "ok"]
    if wrong:
        return _together(wrong)
    for it in (locked, found):
        if isinstance(it, CognitoExploreError):
            raise it
    title = (
        f"The function {trigger.function} sends the {kind} of this pool, instead of {instead_of}: "
        "whether it does, its own log tells."
    )
    return Found("ok", title, f"{found.evidence} {locked.evidence}")


def _or_error(look: Callable[[], Found]) -> Found | CognitoExploreError:
    try:
        return look()
    except CognitoExploreError as error:
        return error


def _together(wrong: list[Found]) -> Found:
    """Make one finding of what is wrong with the key and with the function."""
    wrong = sorted(wrong, key=lambda it: it.status != "problem")
    first = wrong[0]
    return Found(
        first.status,
        " ".join(it.title for it in wrong),
        " ".join(it.evidence for it in wrong),
        " ".join(it.fix for it in wrong),
        first.consequence,
        tuple(call for it in wrong for call in it.fix_calls),
        "\n".join(it.difference for it in wrong if it.difference),
    )


@CHECKS.check(
    "custom-sms-sender",
    "Whether the function that sends the text messages works",
    causes=(47,),
    actions=_SENDER,
    medium=SMS,
    paths=(CUSTOM_SMS_SENDER,),
    link=f"{_GUIDE}custom-sms-sender.html",
)
def custom_sms_sender(case: Case) -> Found:
    """Look at the function and its key: SNS and End User Messaging see nothing of it."""
    return _look_at_sender(case, CUSTOM_SMS_SENDER, "text messages", "SNS and End User Messaging")


@CHECKS.check(
    "custom-email-sender",
    "Whether the function that sends the e-mails works",
    causes=(57,),
    actions=_SENDER,
    medium=EMAIL,
    paths=(CUSTOM_EMAIL_SENDER,),
    link=f"{_GUIDE}custom-email-sender.html",
)
def custom_email_sender(case: Case) -> Found:
    """Look at the function and its key: SES and Cognito's own sender see nothing of it."""
    return _look_at_sender(case, CUSTOM_EMAIL_SENDER, "e-mails", "SES and Cognito's own sender")
