"""Scenarios: whether there is something to send a text message from."""

from __future__ import annotations

from typing import Any

from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.sms import denials
from cognito_explore.embedded.sms.numbers import Numbers
from cognito_explore.embedded.sms.phone_number import PhoneNumber
from cognito_explore.embedded.sms.registration import Registration

SCENARIOS = Scenarios()

TOLL_FREE = "US_TOLL_FREE_REGISTRATION"
# Numbers that Germany and India keep out of use, or give to nobody.
GERMAN = "+491713920012"
INDIAN = "+919999999990"


def take_direct_path(stage: Stage, **named: str) -> None:
    """Let the pool send by End User Messaging itself, with the role that it has.

    Args:
        stage: Whose pool.
        **named: Other members of `EumsSms`, such as `OriginationIdentity`.
    """
    sms = stage.settings["SmsConfiguration"]
    role = sms.get("SnsCallerArn") or sms["EumsSms"]["CallerArn"]
    external_id = sms.get("ExternalId") or sms.get("EumsSms", {}).get("ExternalId")
    direct = {"CallerArn": role, "ExternalId": external_id, **named}
    stage.settings["SmsConfiguration"] = {"EumsSms": direct}


def numbers_of(stage: Stage) -> Numbers:
    """Give what messages of the Region that the pool sends from are sent from."""
    return stage.region.numbers


def live_in(stage: Stage, phone_number: str) -> None:
    """Give the user another phone number."""
    stage.client("cognito-idp").admin_update_user_attributes(
        UserPoolId=stage.demo.user_pool_id,
        Username=stage.demo.username,
        UserAttributes=[{"Name": "phone_number", "Value": phone_number}],
    )


def _only(stage: Stage, number_type: str = "TOLL_FREE", **changes: Any) -> PhoneNumber:
    numbers = numbers_of(stage)
    numbers.clear()
    made = numbers.add("US", number_type)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def _registered(stage: Stage, number: PhoneNumber, status: str) -> Registration:
    made = stage.region.registrations.create(TOLL_FREE)
    number.registration_id = made.registration_id
    made.status = status
    return made


@SCENARIOS.scenario("origination number there", "origination-number", "ok")
def origination_number_there(stage: Stage) -> None:
    """The account has a toll-free number to send to the United States from."""
    _only(stage)


@SCENARIOS.scenario("direct path, origination number there", "origination-number", "ok")
def direct_number_there(stage: Stage) -> None:
    """The pool sends by End User Messaging, names nothing to send from, and there is a number."""
    _only(stage)
    take_direct_path(stage)


@SCENARIOS.scenario("direct path, no origination number", "origination-number", "problem")
def direct_no_number(stage: Stage) -> None:
    """The pool sends by End User Messaging, and the account has no number to send from."""
    numbers_of(stage).clear()
    take_direct_path(stage)


@SCENARIOS.scenario("simulator only", "origination-number", "problem")
def simulator_only(stage: Stage) -> None:
    """The account has only a simulator, which reaches no phone."""
    _only(stage, "SIMULATOR")


@SCENARIOS.scenario("voice number only", "origination-number", "problem")
def voice_only(stage: Stage) -> None:
    """The account's only number makes calls, and sends no SMS."""
    _only(stage, capabilities=("VOICE",))


@SCENARIOS.scenario("promotional number only", "origination-number", "problem")
def promotional_only(stage: Stage) -> None:
    """The account's only number is for promotions."""
    _only(stage, message_type="PROMOTIONAL")


@SCENARIOS.scenario("number of another country only", "origination-number", "problem")
def other_country_only(stage: Stage) -> None:
    """The account's only number is German, which does not reach the United States."""
    numbers_of(stage).clear()
    numbers_of(stage).add("DE", "LONG_CODE").is_international = True


@SCENARIOS.scenario("shared number only", "origination-number", "unknown")
def shared_only(stage: Stage) -> None:
    """The only number that fits is another account's, which shares it."""
    _only(stage, is_shared=True)


@SCENARIOS.scenario("country that takes no number", "origination-number", "ok")
def country_takes_no_number(stage: Stage) -> None:
    """The user is in Germany, where SMS arrive without a number of the account's own."""
    numbers_of(stage).clear()
    live_in(stage, GERMAN)


@SCENARIOS.scenario("number pending", "number-pending", "problem")
def number_pending(stage: Stage) -> None:
    """The account's only number waits for its registration."""
    _only(stage, status="PENDING")


@SCENARIOS.scenario("direct path, number pending", "number-pending", "problem")
def direct_number_pending(stage: Stage) -> None:
    """The pool sends by End User Messaging, and its number waits for its registration."""
    take_direct_path(stage, OriginationIdentity=_only(stage, status="PENDING").phone_number)


@SCENARIOS.scenario("another number pending", "number-pending", "ok")
def another_pending(stage: Stage) -> None:
    """One number waits for its registration, and another sends."""
    _only(stage)
    numbers_of(stage).add("US", "TEN_DLC", status="PENDING")


@SCENARIOS.scenario("registration complete", "registration", "ok")
def registration_complete(stage: Stage) -> None:
    """The account's number is registered."""
    _registered(stage, _only(stage), "COMPLETE")


@SCENARIOS.scenario("registration never submitted", "registration", "problem")
def registration_not_submitted(stage: Stage) -> None:
    """The form of the account's only number was never handed in."""
    _registered(stage, _only(stage, status="PENDING"), "CREATED")


@SCENARIOS.scenario("registration under review", "registration", "problem")
def registration_under_review(stage: Stage) -> None:
    """The form of the account's only number is being looked at."""
    _registered(stage, _only(stage, status="PENDING"), "REVIEWING")


@SCENARIOS.scenario("registration waits for an e-mail", "registration", "problem")
def registration_waits_for_email(stage: Stage) -> None:
    """The company is asked by e-mail to prove who it is, and nobody has answered."""
    _registered(stage, _only(stage, status="PENDING"), "REQUIRES_AUTHENTICATION")


@SCENARIOS.scenario("registration refused", "registration", "problem")
def registration_refused(stage: Stage) -> None:
    """The form of the account's only number was refused, for two reasons."""
    made = _registered(stage, _only(stage, status="PENDING"), "REQUIRES_UPDATES")
    made.current.denials = [
        denials.missing_opt_in("messagingUseCase.optInDescription"),
        denials.no_opt_out("messageSamples.messageSample1"),
    ]
    made.current.move("DENIED", stage.clock.now())


@SCENARIOS.scenario("direct path, registration refused", "registration", "problem")
def direct_registration_refused(stage: Stage) -> None:
    """The pool sends by End User Messaging, and the form of its number was refused."""
    registration_refused(stage)
    take_direct_path(stage)


@SCENARIOS.scenario("registration reopened", "registration", "warning")
def registration_reopened(stage: Stage) -> None:
    """The number sends, and its registration asks for changes."""
    _registered(stage, _only(stage), "REQUIRES_UPDATES")
