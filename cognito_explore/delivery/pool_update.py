"""The whole `UpdateUserPool` for one change: that call resets what it does not name.

What is relied on, by AWS's API reference (botocore's model of cognito-idp has its text):

* a member that is not named goes back to its default, so every one that `DescribeUserPool`
  gives is named again, but for `DcrConfiguration`: left out it stays as it is;
* where `PasswordPolicy.TemporaryPasswordValidityDays` is set, `UnusedAccountValidityDays`
  can no longer be;
* `SmsVerificationMessage`, `EmailVerificationMessage` and `EmailVerificationSubject` are no
  longer used: `VerificationMessageTemplate` has their texts;
* `LambdaConfig.PreTokenGeneration` and the ARN in `PreTokenGenerationConfig` are the same;
* a pool has `SnsCallerArn` or `EumsSms`, not both.

Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_PasswordPolicyType.html
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_LambdaConfigType.html
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SmsConfigurationType.html
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cognito_explore.calls import Call
from cognito_explore.delivery.route import region_of_pool
from cognito_explore.masks import mask_phone_number
from cognito_explore.show import printable
from cognito_explore.told import exact, need, unreadable
from cognito_explore.wire import SERVICE, operation_model

_OPERATION = "UpdateUserPool"
_ID = "UserPoolId"
_DCR = "DcrConfiguration"
_TEMPLATE = "VerificationMessageTemplate"
# What is no longer used, and the member of the template that is.
_OLDER = {
    "SmsVerificationMessage": "SmsMessage",
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
}
_BY_SNS = ("SnsCallerArn", "ExternalId", "SnsRegion")
_OLD_TRIGGER = "PreTokenGeneration"
_TRIGGER = "PreTokenGenerationConfig"
_ABSENT = "(absent)"
_NUMBER = re.compile(r"\+\d+")

Settings = dict[str, Any]


def pool_update(
    pool: Mapping[str, Any], change: Mapping[str, Any], *, region_name: str | None = None
) -> tuple[Call, str]:
    """Make the call that changes a pool and leaves the rest of it as it is.

    Nothing is sent. Saving an SMS configuration has Cognito send a test message, which costs
    what a message costs.

    Args:
        pool: As `DescribeUserPool` gives it.
        change: By AWS's names, as deep as they are: what is named is set, None deletes it, a
            list replaces the list; what is deleted goes back to its default. `EumsSms` takes
            the place of the SNS settings, and `SnsCallerArn` that of `EumsSms`.
        region_name: Of the pool; default: the one that its id begins with.

    Returns:
        The call, and what it changes: a line for each setting, empty if nothing.

    Raises:
        ValueError: `UpdateUserPool` takes no such change, or the Region is not known.
        OutcomeUnknownError: The pool is not as AWS's model has it.
    """
    shape = operation_model(_OPERATION).input_shape
    _check(change, shape, "")
    pool_id = need(exact, pool, "Id")
    before = _settings_of(pool, shape)
    after = _merged(before, change)
    if _DCR in before and _DCR not in after:
        msg = f"Cognito keeps {_DCR} where it is left out: set its EnableStatus to Disabled."
        raise ValueError(msg)
    _settle_sms(after, change.get("SmsConfiguration"))
    _settle_triggers(after, change.get("LambdaConfig"))
    _leave_out_unused(after, before)
    _leave_out_unused(before, before)
    asked = after if _DCR in change else {name: after[name] for name in after if name != _DCR}
    region_name = region_name or region_of_pool(pool_id)
    if not region_name:
        msg = f"The id {printable(pool_id, 60)} names no Region: give region_name."
        raise ValueError(msg)
    call = Call(SERVICE, _OPERATION, region_name, {_ID: pool_id, **asked})
    return call, "\n".join(_differences(before, after))


def _settings_of(pool: Mapping[str, Any], shape: Any) -> Settings:
    """Take from a pool what UpdateUserPool takes, under its names for it."""
    told = {**pool, "PoolName": pool.get("Name")}
    settings: Settings = _as_in(shape, told, "UserPool")
    return settings


def _as_in(shape: Any, told: Any, name: str) -> Any:
    """Take what a shape has, as deep as it goes."""
    if shape.type_name == "structure":
        if not isinstance(told, Mapping):
            unreadable(name)
        return {
            member: _as_in(inner, told[member], member)
            for member, inner in shape.members.items()
            if told.get(member) is not None
        }
    if shape.type_name == "list":
        return [_as_in(shape.member, it, name) for it in _of_kind(list, told, name)]
    if shape.type_name == "map":
        entries = _of_kind(Mapping, told, name).items()
        return {key: _as_in(shape.value, it, name) for key, it in entries}
    return told


def _of_kind(kind: Any, told: Any, name: str) -> Any:
    return told if isinstance(told, kind) else unreadable(name)


def _merged(before: Mapping[str, Any], change: Mapping[str, Any]) -> Settings:
    """Put a change over settings, which stay as they are; what a change empties goes."""
    after = dict(before)
    for name, value in change.items():
        if isinstance(value, Mapping):
            inner = before.get(name)
            known = inner if isinstance(inner, Mapping) else {}
            settled: object = _merged(known, value) or (None if known else inner)
        else:
            settled = value
        if settled is None:
            after.pop(name, None)
        else:
            after[name] = settled
    return after


def _settle_sms(after: Settings, change: Mapping[str, Any] | None) -> None:
    """Take the other way of sending SMS out, where a change sets one."""
    sms = after.get("SmsConfiguration", {})
    chosen = [
        name for name in ("SnsCallerArn", "EumsSms") if name in (change or {}) and name in sms
    ]
    if not chosen:
        return
    if len(chosen) > 1:
        msg = "A pool has SmsConfiguration.SnsCallerArn or SmsConfiguration.EumsSms, not both."
        raise ValueError(msg)
    gone = _BY_SNS if chosen == ["EumsSms"] else ("EumsSms",)
    after["SmsConfiguration"] = {name: sms[name] for name in sms if name not in gone}


def _settle_triggers(after: Settings, change: Mapping[str, Any] | None) -> None:
    """Tell the one trigger that has two members the same in both."""
    triggers = after.get("LambdaConfig", {})
    older, newer = triggers.get(_OLD_TRIGGER), triggers.get(_TRIGGER)
    asked = {_OLD_TRIGGER, _TRIGGER} & set(change or {})
    if not asked or not (older or newer):
        return
    # What is deleted under one name is not to live on under the other.
    gone = {_OLD_TRIGGER, _TRIGGER} if asked - triggers.keys() else set()
    kept = {name: it for name, it in triggers.items() if name not in gone}
    if _TRIGGER in asked and _OLD_TRIGGER in kept and newer:
        kept[_OLD_TRIGGER] = newer.get("LambdaArn")
    elif _OLD_TRIGGER in asked and _TRIGGER in kept:
        kept[_TRIGGER] = {**newer, "LambdaArn": older}
    after["LambdaConfig"] = kept


def _leave_out_unused(settings: Settings, before: Mapping[str, Any]) -> None:
    """Leave out what is told twice: an older member beside the one that took its place."""
    template, was = settings.get(_TEMPLATE, {}), before.get(_TEMPLATE, {})
    for older, newer in _OLDER.items():
        is_changed = template.get(newer) != was.get(newer)
        if is_changed or (newer in template and template[newer] == settings.get(older)):
            settings.pop(older, None)
    policy = settings.get("Policies", {}).get("PasswordPolicy", {})
    creating = settings.get("AdminCreateUserConfig", {})
    if "TemporaryPasswordValidityDays" in policy and "UnusedAccountValidityDays" in creating:
        kept = {name: creating[name] for name in creating if name != "UnusedAccountValidityDays"}
        settings["AdminCreateUserConfig"] = kept


def _check(change: Mapping[str, Any], shape: Any, path: str) -> None:
    """Refuse a change that is none of UpdateUserPool's.

    Raises:
        ValueError: It says why.
    """
    for name, value in change.items():
        if not path and name in _OLDER:
            msg = f"Cognito no longer uses {name}: change {_TEMPLATE}.{_OLDER[name]}."
            raise ValueError(msg)
        if name not in shape.members or name == _ID:
            near = difflib.get_close_matches(str(name), shape.members, n=1, cutoff=0)
            msg = f"{_OPERATION} has no {path}{name}: did you mean {path}{near[0]}?"
            raise ValueError(msg)
        inner = shape.members[name]
        if inner.type_name == "structure" and value is not None:
            if not isinstance(value, Mapping):
                msg = f"{path}{name} is a structure: give a mapping, or None."
                raise ValueError(msg)
            _check(value, inner, f"{path}{name}.")


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for path in dict.fromkeys((*old, *new)):
        if path not in old or path not in new or old[path] != new[path]:
            name = ".".join(map(printable, path))
            yield f"{name}: {_shown(old, path)} -> {_shown(new, path)}"


def _leaves(
    settings: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Give every setting that has no members, by the names on the way to it."""
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), value


def _shown(settings: Mapping[tuple[str, ...], object], path: tuple[str, ...]) -> str:
    if path not in settings:
        return _ABSENT
    value = settings[path]
    if isinstance(value, str) and value:
        return mask_phone_number(value) if _NUMBER.fullmatch(value) else printable(value)
    return printable(json.dumps(value, ensure_ascii=False, default=str))
