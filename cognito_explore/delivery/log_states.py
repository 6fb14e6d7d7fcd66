"""Whether what becomes of messages is logged at all, by SNS, End User Messaging and Cognito.

None of the logs tells what was sent before it was switched on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.configuration_sets import (
    read_configuration_set,
    text_destinations,
)
from cognito_explore.delivery.log_groups import Asks, Group, group_of
from cognito_explore.findings import Finding, Status
from cognito_explore.show import printable
from cognito_explore.told import exact, part, parts, text, yes_no

# Cognito API reference, LogConfigurationType.
USER_NOTIFICATION = "userNotification"
_DESTINATION = "EventDestinationName"


@dataclass(frozen=True, slots=True)
class LogState:
    """Whether a log is written.

    Attributes:
        is_on: Whether it is; None where it goes where this cannot read.
        title: The same in one sentence.
        evidence: What was read, and where.
        fix: How to switch it on.
        groups: The groups that it is written to, where a setting names them.
        is_there: Whether what is to write it is there: the configuration set.
        switched_off: The event destination that would write it, and is off; None: none.
    """

    is_on: bool | None
    title: str
    evidence: str
    fix: str = ""
    groups: tuple[Group, ...] = ()
    is_there: bool = True
    switched_off: str | None = None

    def finding(self, check_id: str, since: str = "") -> Finding:
        """Tell it as a finding.

        Args:
            check_id: Of it.
            since: A sentence on since when.
        """
        statuses: dict[bool | None, Status] = {True: "ok", False: "warning", None: "unknown"}
        title = f"{self.title} {since}".strip()
        return Finding(check_id, statuses[self.is_on], title, self.evidence, self.fix)


def sns_state(asks: Asks, region_name: str) -> LogState:
    """Tell whether SNS logs the SMS of a Region.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    told = part(asks.call(Call("sns", "GetSMSAttributes", region_name)), "attributes")
    role = text(told, "DeliveryStatusIAMRole")
    evidence = f"sns:GetSMSAttributes in {region_name}: DeliveryStatusIAMRole is "
    if not role:
        return LogState(
            is_on=False,
            title=f"SNS does not log its SMS in {region_name}: what became of one cannot be known.",
            evidence=f"{evidence}not set.",
            fix="Give SNS a role to log with: SetSMSAttributes, DeliveryStatusIAMRole. It logs "
            "what is sent from then on.",
        )
    rate = text(told, "DeliveryStatusSuccessSamplingRate")
    successes = "none that it does not name" if rate is None else f"{rate} %"
    return LogState(
        is_on=True,
        title=f"SNS logs its SMS in {region_name}: every failure, and {successes} of successes.",
        evidence=f"{evidence}{role}.",
    )


def eum_state(asks: Asks, region_name: str, configuration_set: str | None) -> LogState:
    """Tell whether End User Messaging sends the events of a pool's SMS to a log.

    Args:
        asks: The account.
        region_name: That the SMS leave from.
        configuration_set: Which the pool names, by name or ARN; None if it names none.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    if configuration_set is None:
        return LogState(
            is_on=False,
            title="End User Messaging logs nothing of this pool's SMS: what became of one "
            "cannot be known.",
            evidence="DescribeUserPool: EumsSms.ConfigurationSetName is not set.",
            fix="Make a configuration set with an event destination in CloudWatch Logs, and "
            "name it in EumsSms.ConfigurationSetName. It logs what is sent from then on.",
            is_there=False,
        )
    shown = printable(configuration_set)
    found = read_configuration_set(asks, region_name, configuration_set)
    if found is None:
        return LogState(
            is_on=False,
            title=f"The configuration set {shown} that the pool names is not there: what became "
            "of its SMS cannot be known.",
            evidence=f"sms-voice:DescribeConfigurationSets in {region_name}.",
            fix="Make it, or name another in EumsSms.ConfigurationSetName.",
            is_there=False,
        )
    destinations = text_destinations(found)
    evidence = (
        f"sms-voice:DescribeConfigurationSets in {region_name}: {shown} "
        f"has {len(destinations)} event destinations for SMS."
    )
    usable = [it for it in destinations if yes_no(it, "Enabled")]
    groups = _destination_groups(usable)
    if groups:
        names = ", ".join(printable(it.name) for it in groups)
        title = f"End User Messaging logs this pool's SMS in {names}."
        return LogState(is_on=True, title=title, evidence=evidence, groups=groups)
    if usable:
        return LogState(
            is_on=None,
            title="End User Messaging sends the events of this pool's SMS elsewhere than to "
            "CloudWatch Logs: what became of one is not known here.",
            evidence=evidence,
            fix="Look there, or add an event destination in CloudWatch Logs.",
        )
    off = next((name for it in destinations if (name := exact(it, _DESTINATION))), None)
    if off is not None:
        return LogState(
            is_on=False,
            title=f"The event destination {printable(off)} of the configuration set {shown} is "
            "off: what became of this pool's SMS cannot be known.",
            evidence=evidence,
            fix="Switch it on. It logs what is sent from then on.",
            switched_off=off,
        )
    return LogState(
        is_on=False,
        title=f"The configuration set {shown} sends no events of SMS "
        "anywhere: what became of one cannot be known.",
        evidence=evidence,
        fix="Add an event destination in CloudWatch Logs. It logs what is sent from then on.",
    )


def cognito_state(asks: Asks, region_name: str, user_pool_id: str) -> LogState:
    """Tell whether Cognito logs the messages of a pool that it could not hand over.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    call = Call(
        "cognito-idp", "GetLogDeliveryConfiguration", region_name, {"UserPoolId": user_pool_id}
    )
    told = part(asks.call(call), "LogDeliveryConfiguration")
    arns = [
        exact(part(it, "CloudWatchLogsConfiguration"), "LogGroupArn")
        for it in parts(told, "LogConfigurations")
        if exact(it, "EventSource") == USER_NOTIFICATION
    ]
    groups = tuple(group_of(arn) for arn in arns if arn)
    evidence = "cognito-idp:GetLogDeliveryConfiguration: userNotification "
    if not groups:
        return LogState(
            is_on=False,
            title="Cognito does not log the messages of this pool that it cannot hand over.",
            evidence=f"{evidence}is not configured.",
            fix="SetLogDeliveryConfiguration with EventSource userNotification, LogLevel ERROR "
            "and a log group: it tells of repeated codes that Cognito holds back, too.",
        )
    names = ", ".join(printable(it.name) for it in groups)
    title = f"Cognito logs the messages of this pool that it cannot hand over in {names}."
    return LogState(is_on=True, title=title, evidence=f"{evidence}goes there.", groups=groups)


def _destination_groups(destinations: list[Mapping[str, Any]]) -> tuple[Group, ...]:
    arns = (exact(part(it, "CloudWatchLogsDestination"), "LogGroupArn") for it in destinations)
    return tuple(dict.fromkeys(group_of(arn) for arn in arns if arn))
