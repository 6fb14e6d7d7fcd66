"""Scenarios: what the attempts of this session tell: codes sent, replaced, used, or too old."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from cognito_explore.embedded.scenarios.scenario import Arguments, Scenarios, Stage
from cognito_explore.errors import ServiceError
from cognito_explore.facts import SENDS_AN_HOUR, USER_ADMIN_SCOPE, VERIFICATIONS_AN_HOUR

SCENARIOS = Scenarios()

_PHONE = "phone_number"
_WRONG = "nonsense"
# Of RFC 2606 and the North American plan, as the demo's.
_NEW_NUMBER = "+12025550198"


@SCENARIOS.scenario("five codes this hour", "codes-this-hour", "problem")
def five_codes_this_hour(stage: Stage) -> None:
    """The session sent five codes in the last hour, and no user gets more."""
    _send(stage, SENDS_AN_HOUR)


@SCENARIOS.scenario("one code this hour", "codes-this-hour", "ok")
def one_code_this_hour(stage: Stage) -> None:
    """The session sent one code in the last hour."""
    _send(stage)


@SCENARIOS.scenario("fifteen tries this hour", "tries-this-hour", "warning")
def fifteen_tries_this_hour(stage: Stage) -> None:
    """The user typed a wrong code fifteen times in the last hour."""
    _send(stage)
    for _ in range(VERIFICATIONS_AN_HOUR):
        _verify(stage, _WRONG)


@SCENARIOS.scenario("one try this hour", "tries-this-hour", "ok")
def one_try_this_hour(stage: Stage) -> None:
    """The user typed a wrong code once."""
    _send(stage)
    _verify(stage, _WRONG)


@SCENARIOS.scenario("code replaced", "code-replaced", "warning")
def code_replaced(stage: Stage) -> None:
    """A second code was sent, and the user may type the first."""
    _send(stage)
    stage.clock.advance(minutes=5)
    _send(stage)


@SCENARIOS.scenario("one code out", "code-replaced", "ok")
def one_code_out(stage: Stage) -> None:
    """One code was sent, and waits to be typed."""
    _send(stage)


@SCENARIOS.scenario("code of yesterday", "code-too-old", "warning")
def code_of_yesterday(stage: Stage) -> None:
    """The last code was sent 25 hours ago, and a code lives for 24."""
    _send(stage)
    stage.clock.advance(hours=25)


@SCENARIOS.scenario("code of an hour ago", "code-too-old", "ok")
def code_of_an_hour_ago(stage: Stage) -> None:
    """The last code was sent an hour ago."""
    _send(stage)
    stage.clock.advance(hours=1)


@SCENARIOS.scenario("code used already", "code-used", "warning")
def code_used_already(stage: Stage) -> None:
    """The user typed the code, and types it again."""
    _use(stage)
    _verify(stage, stage.needs_session().aws.messages()[-1].code)


@SCENARIOS.scenario("code used once", "code-used", "ok")
def code_used_once(stage: Stage) -> None:
    """The user typed the code, and that was it."""
    _use(stage)


@SCENARIOS.scenario("code sent by e-mail", "code-elsewhere", "warning")
def code_sent_by_email(stage: Stage) -> None:
    """The user waits for an SMS, and the session sent a code by e-mail."""
    _send(stage, attribute_name="email")


@SCENARIOS.scenario("code sent by SMS", "code-elsewhere", "ok")
def code_sent_by_sms(stage: Stage) -> None:
    """The user waits for an SMS, and the session sent one."""
    _send(stage)


@SCENARIOS.scenario("number changed since", "last-destination", "warning")
def number_changed_since(stage: Stage) -> None:
    """The user has another phone number now than when the last code was sent."""
    _send(stage)
    changed = [{"Name": _PHONE, "Value": _NEW_NUMBER}]
    stage.client("cognito-idp", region_name=stage.pool_region).admin_update_user_attributes(
        UserPoolId=stage.demo.user_pool_id,
        Username=stage.demo.username,
        UserAttributes=changed,
    )


@SCENARIOS.scenario("number unchanged", "last-destination", "ok")
def number_unchanged(stage: Stage) -> None:
    """The user has the phone number that the last code was sent to."""
    _send(stage)


@SCENARIOS.scenario("attribute misnamed", "attribute-name", "warning")
def attribute_misnamed(stage: Stage) -> None:
    """The last code was asked for as `phone`, which is no name that Cognito verifies."""
    with suppress(ServiceError):
        stage.needs_session().send_code(_token(stage), "phone", allow_any_attribute=True)


@SCENARIOS.scenario("attribute named right", "attribute-name", "ok")
def attribute_named_right(stage: Stage) -> None:
    """The last code was asked for as `phone_number`."""
    _send(stage)


@SCENARIOS.scenario("last request refused", "last-attempt", "warning")
def last_request_refused(stage: Stage) -> None:
    """The pool had no SMS configuration when the last code was asked for."""
    kept = stage.settings.pop("SmsConfiguration")
    with suppress(ServiceError):
        _send(stage)
    stage.settings["SmsConfiguration"] = kept


@SCENARIOS.scenario("last request taken", "last-attempt", "ok")
def last_request_taken(stage: Stage) -> None:
    """Cognito took the last request for a code."""
    _send(stage)


@SCENARIOS.scenario("nothing sent yet", "last-attempt", "not_applicable")
def nothing_sent_yet(stage: Stage) -> Arguments:
    """The session has sent no code, so it has nothing to tell."""
    del stage
    return {}


def _token(stage: Stage) -> Any:
    return stage.token(USER_ADMIN_SCOPE)


def _send(stage: Stage, times: int = 1, *, attribute_name: str = _PHONE) -> None:
    session, token = stage.needs_session(), _token(stage)
    for _ in range(times):
        session.send_code(token, attribute_name)


def _verify(stage: Stage, code: str) -> None:
    with suppress(ServiceError):
        stage.needs_session().verify_code(_token(stage), _PHONE, code)


def _use(stage: Stage) -> None:
    _send(stage)
    _verify(stage, stage.needs_session().aws.messages()[-1].code)
