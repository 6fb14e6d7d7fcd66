"""What is read of a Lambda function that a pool calls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Found
from cognito_explore.delivery.policies import ANY, Asked, Decision, decide, read_policy
from cognito_explore.delivery.threads import in_threads
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.frames import to_micros
from cognito_explore.sensitive import MASK
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part, text, unreadable

_T = TypeVar("_T")

COGNITO = "cognito-idp.amazonaws.com"
# CloudWatch Logs user guide, filter patterns: with `?`, one of the terms is enough. Lambda
# writes the first two for most runtimes, and the third when a function takes too long.
_ERRORS = '?ERROR ?errorMessage ?"Task timed out"'
_LOOK_BACK = timedelta(hours=1)
_SHOWN = 200
_ARN = re.compile(
    r"(arn:[^:]+:lambda:(?P<region>[^:]+):\d{12}:function:(?P<name>[^:]+))(?::(?P<version>[^:]+))?"
)
_ACCOUNT_AT = 4
# What a log may say of a user: addresses, and codes.
_PRIVATE = re.compile(r"[^\s\"'<>:,;=]+@[^\s\"'<>,;]+|\+?\d{4,}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """A trigger of a pool, and the function it calls.

    Attributes:
        name: Of the trigger, such as `CustomMessage`.
        arn: Of the function, with a version or alias or without.
        pool_arn: Of the pool.
    """

    name: str
    arn: str
    pool_arn: str

    @property
    def function(self) -> str:
        """The name of the function."""
        return printable(self._part("name"), 140)

    @property
    def region_name(self) -> str:
        """Where the function is."""
        return self._part("region")

    @property
    def asked(self) -> dict[str, Any]:
        """The parameters that name it."""
        version = self._match()["version"]
        return {"FunctionName": self._match()[1]} | ({"Qualifier": version} if version else {})

    @property
    def account(self) -> str:
        """Of the pool."""
        return self.pool_arn.split(":")[_ACCOUNT_AT]

    def invoking(self, *, anyhow: bool = False) -> Asked:
        """Give what Cognito asks when it calls the function.

        Args:
            anyhow: Whether no condition matters.
        """
        context = {
            "aws:sourcearn": ANY if anyhow else self.pool_arn,
            "aws:sourceaccount": ANY if anyhow else self.account,
        }
        return Asked("lambda:InvokeFunction", self.arn, COGNITO, context)

    def _match(self) -> re.Match[str]:
        return _ARN.fullmatch(self.arn) or unreadable(f"LambdaConfig.{self.name}")

    def _part(self, name: str) -> str:
        return self._match()[name]


def arn_of(pool: Mapping[str, Any]) -> str:
    """Read the ARN of a pool.

    Raises:
        OutcomeUnknownError: It has none that can be read.
    """
    arn = need(exact, pool, "Arn")
    return arn if arn.count(":") > _ACCOUNT_AT else unreadable("Arn of the pool")


def look_at(
    case: Case,
    trigger: Trigger,
    *,
    consequence: str,
    removal: tuple[Call, str] | None = None,
) -> Found:
    """Look whether Cognito can call a function, and whether it failed of late.

    Args:
        case: What it is about.
        trigger: That calls it.
        consequence: For the code, if it cannot be called.
        removal: Takes the trigger away, and says what that changes.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    told, policy = in_threads(
        [
            lambda: _if_there(lambda: _ask(case, trigger, "GetFunctionConfiguration")),
            lambda: _if_there(lambda: _ask(case, trigger, "GetPolicy")),
        ]
    )
    where = f"lambda:GetFunctionConfiguration and GetPolicy in {trigger.region_name}"
    if told is None:
        return Found(
            "problem",
            f"The function {trigger.function} of the trigger {trigger.name} is not there.",
            f"{where}: there is no such function.",
            "Make the function again, or take the trigger from the pool.",
            consequence,
            (removal[0],) if removal else (),
            removal[1] if removal else "",
        )
    state = text(told, "State") or "Active"
    if state == "Failed":
        return Found(
            "problem",
            f"The function {trigger.function} of the trigger {trigger.name} is in state Failed.",
            f"{where}: {text(told, 'StateReason') or 'no reason is given'}.",
            "Mend what the reason names, and deploy the function again.",
            consequence,
        )
    found = _permission(trigger, policy, f"{where}.", consequence)
    if found.status != "ok":
        return found
    if state != "Active":
        title = f"The function {trigger.function} is in state {state}: its first call may fail."
        return Found("warning", title, f"{where}.", "Call it once, and look again.", consequence)
    return _log(case, trigger, told, f"{where}.")


def _permission(trigger: Trigger, policy: Told | None, evidence: str, consequence: str) -> Found:
    decision: Decision = "not_allowed"
    is_for_others = False
    if policy is not None:
        statements = read_policy(policy["Policy"])
        decision = decide(statements, trigger.invoking())
        is_for_others = decide(statements, trigger.invoking(anyhow=True)) == "allowed"
    if decision == "allowed":
        return Found("ok", "Cognito may call it.", evidence)
    if decision == "undecided":
        title = f"Whether Cognito may call {trigger.function} hangs on conditions of its policy."
        return Found("unknown", title, evidence, "Read its resource policy.")
    why = "for this pool" if is_for_others else "at all"
    asked = {
        "FunctionName": trigger.asked["FunctionName"],
        "StatementId": f"{trigger.name}-{trigger.pool_arn.rpartition('/')[2]}",
        "Action": "lambda:InvokeFunction",
        "Principal": COGNITO,
        "SourceArn": trigger.pool_arn,
        "SourceAccount": trigger.account,
    } | ({"Qualifier": trigger.asked["Qualifier"]} if "Qualifier" in trigger.asked else {})
    call = Call("lambda", "AddPermission", trigger.region_name, asked)
    return Found(
        "problem",
        f"The function {trigger.function} of the trigger {trigger.name} does not let Cognito call "
        f"it {why}.",
        evidence,
        "Take away what denies it." if decision == "denied" else "Let Cognito call the function.",
        consequence,
        () if decision == "denied" else (call,),
    )


def _log(case: Case, trigger: Trigger, told: Told, evidence: str) -> Found:
    group = exact(part(told, "LoggingConfig"), "LogGroup") or f"/aws/lambda/{trigger.function}"
    asked = {
        "logGroupName": group,
        "startTime": to_micros(case.now - _LOOK_BACK) // 1_000,
        "filterPattern": _ERRORS,
    }
    place = {"region_name": trigger.region_name}
    lines = _if_there(lambda: case.pages("logs", "FilterLogEvents", "events", asked, **place))
    where = f"{evidence} logs:FilterLogEvents of {printable(group, 200)}, the last hour"
    if lines is None:
        return Found("ok", "It has no log yet.", f"{where}: there is no such group.")
    if not lines:
        return Found("ok", "It wrote no errors.", f"{where}: no errors.")
    last = _PRIVATE.sub(MASK, printable(exact(lines[-1], "message") or "", _SHOWN))
    return Found(
        "warning",
        f"The function {trigger.function} of the trigger {trigger.name} wrote of errors in the "
        "last hour.",
        f"{where}: {len(lines)} lines, the last: {last.strip()}",
        "Read its log, and mend it.",
        "Where it fails, no code comes.",
    )


def _ask(case: Case, trigger: Trigger, operation: str) -> Told:
    return case.call("lambda", operation, trigger.asked, region_name=trigger.region_name)


def _if_there(read: Callable[[], _T]) -> _T | None:
    """Read something; None where there is none."""
    try:
        return read()
    except ResourceNotFoundError:
        return None
