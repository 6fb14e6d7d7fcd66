"""Scenarios: what logs say of messages that were sent before."""

from __future__ import annotations

from typing import Any

from cognito_explore.embedded.scenarios.origination import take_direct_path
from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.facts import USER_ADMIN_SCOPE

SCENARIOS = Scenarios()

_ACCOUNT_ID = "123456789012"
_SET = "cognito-sms"
_DESTINATION = "cloudwatch-logs"
_EVENTS = "/sms-voice/cognito-sms"
_NOTIFICATIONS = "/cognito/user-notification"
_ROLE = f"arn:aws:iam::{_ACCOUNT_ID}:role/sms-voice-event-log"


@SCENARIOS.scenario("deliveries not logged", "delivery-log-enabled", "warning")
def deliveries_not_logged(stage: Stage) -> None:
    """SNS has no role to log with, as in every new account: a lost code leaves no trace."""
    sns = stage.client("sns", region_name=stage.region.name)
    sns.set_sms_attributes(attributes={"DeliveryStatusIAMRole": ""})
    _send(stage)


@SCENARIOS.scenario("deliveries logged", "delivery-log-enabled", "ok")
def deliveries_logged(stage: Stage) -> None:
    """SNS logs what becomes of every message, and of one that was sent."""
    _send(stage)


@SCENARIOS.scenario("direct path, events go nowhere", "delivery-log-enabled", "warning")
def events_go_nowhere(stage: Stage) -> None:
    """The pool sends by End User Messaging directly, and names no configuration set."""
    take_direct_path(stage)
    _send(stage)


@SCENARIOS.scenario("direct path, events not taken", "delivery-log-enabled", "warning")
def events_not_taken(stage: Stage) -> None:
    """The pool's configuration set has no event destination."""
    take_direct_path(stage, ConfigurationSetName=_SET)
    stage.client("pinpoint-sms-voice-v2").create_configuration_set(ConfigurationSetName=_SET)
    _send(stage)


@SCENARIOS.scenario("direct path, events switched off", "delivery-log-enabled", "warning")
def events_switched_off(stage: Stage) -> None:
    """The pool's configuration set has its one event destination switched off."""
    _log_events(stage)
    stage.region.configuration_sets.update_destination(_SET, _DESTINATION, is_enabled=False)


@SCENARIOS.scenario("direct path, events logged", "delivery-log-enabled", "ok")
def events_logged(stage: Stage) -> None:
    """The pool's configuration set sends the events of its SMS to a log group."""
    _log_events(stage)
    _send(stage)


@SCENARIOS.scenario("last code blocked as spam", "last-delivery", "warning")
def last_code_blocked_as_spam(stage: Stage) -> None:
    """The carrier took the last code for spam."""
    _answer(stage, "Blocked as spam by phone carrier")


@SCENARIOS.scenario("phone switched off", "last-delivery", "warning")
def phone_switched_off(stage: Stage) -> None:
    """The last code found the phone switched off."""
    _answer(stage, "Phone is currently unreachable/unavailable")


@SCENARIOS.scenario("direct path, phone switched off", "last-delivery", "warning")
def direct_phone_switched_off(stage: Stage) -> None:
    """An event of End User Messaging says that the last code found the phone switched off."""
    _log_events(stage)
    _answer(stage, "Phone is currently unreachable/unavailable")


@SCENARIOS.scenario("carrier does not know the number", "last-delivery", "problem")
def number_not_known(stage: Stage) -> None:
    """The carrier said of the last code that there is no such number."""
    _answer(stage, "Invalid phone number")


@SCENARIOS.scenario("phone switched on again", "last-delivery", "ok")
def phone_switched_on_again(stage: Stage) -> None:
    """The last code but one found the phone switched off, and the last was taken."""
    _answer(stage, "Phone is currently unreachable/unavailable")
    stage.region.phone_answers.clear()
    stage.clock.advance(minutes=5)
    _send(stage)


@SCENARIOS.scenario("no code sent lately", "last-delivery", "not_applicable")
def no_code_sent_lately(stage: Stage) -> None:
    """The last code was lost four days ago, which no log of three days has."""
    _answer(stage, "Phone is currently unreachable/unavailable")
    stage.region.phone_answers.clear()
    stage.clock.advance(days=4)


@SCENARIOS.scenario("Cognito holds codes back", "user-notification-log", "warning")
def codes_held_back(stage: Stage) -> None:
    """So many codes went to the phone that Cognito holds back the next, and logs that."""
    _log_notifications(stage)
    stage.sms.notifications.held_back.add(stage.phone_number)
    _send(stage)


@SCENARIOS.scenario("Cognito's own log empty", "user-notification-log", "ok")
def notifications_empty(stage: Stage) -> None:
    """The pool logs the messages that Cognito cannot hand over, and there were none."""
    _log_notifications(stage)
    _send(stage)


@SCENARIOS.scenario("Cognito logs nothing of its own", "user-notification-log", "ok")
def notifications_off(stage: Stage) -> None:
    """The pool logs no messages that Cognito cannot hand over, as most pools do not."""
    del stage


@SCENARIOS.scenario("Cognito cannot hand codes over", "cognito-errors", "warning")
def cognito_cannot_hand_over(stage: Stage) -> None:
    """Cognito refuses to send codes, because it cannot hand them over."""
    stage.sms.is_failing = True
    cognito = stage.client("cognito-idp")
    try:
        _send(stage)
    except cognito.exceptions.CodeDeliveryFailureException:
        # That it is refused is what the scenario is about.
        return


@SCENARIOS.scenario("no refusal in CloudTrail", "cognito-errors", "ok")
def no_refusal(stage: Stage) -> None:
    """Cognito sends what it is asked for, so that CloudTrail has no refusal."""
    _send(stage)


def _send(stage: Stage) -> None:
    """Have a code sent to the user's phone, as an app would."""
    token = stage.token(USER_ADMIN_SCOPE).reveal()
    stage.client("cognito-idp").get_user_attribute_verification_code(
        AccessToken=token, AttributeName="phone_number"
    )


def _answer(stage: Stage, text: str) -> None:
    """Have a carrier or the phone refuse a code."""
    stage.region.phone_answers[stage.phone_number] = text
    _send(stage)


def _log_events(stage: Stage) -> None:
    take_direct_path(stage, ConfigurationSetName=_SET)
    stage.client("logs").create_log_group(logGroupName=_EVENTS)
    messaging: Any = stage.client("pinpoint-sms-voice-v2")
    messaging.create_configuration_set(ConfigurationSetName=_SET)
    messaging.create_event_destination(
        ConfigurationSetName=_SET,
        EventDestinationName=_DESTINATION,
        MatchingEventTypes=["TEXT_ALL"],
        CloudWatchLogsDestination={
            "IamRoleArn": _ROLE,
            "LogGroupArn": _group_arn(stage, _EVENTS),
        },
    )


def _log_notifications(stage: Stage) -> None:
    stage.client("logs").create_log_group(logGroupName=_NOTIFICATIONS)
    stage.client("cognito-idp").set_log_delivery_configuration(
        UserPoolId=stage.demo.user_pool_id,
        LogConfigurations=[
            {
                "LogLevel": "ERROR",
                "EventSource": "userNotification",
                "CloudWatchLogsConfiguration": {"LogGroupArn": _group_arn(stage, _NOTIFICATIONS)},
            }
        ],
    )


def _group_arn(stage: Stage, name: str) -> str:
    return f"arn:aws:logs:{stage.pool_region}:{_ACCOUNT_ID}:log-group:{name}"
