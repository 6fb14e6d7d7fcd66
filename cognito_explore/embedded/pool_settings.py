"""What UpdateUserPool does to the settings of a pool, and what no pool may be set to.

Plain logic, without moto and botocore. By AWS's API reference what is not named goes back to
its default, but for `DcrConfiguration`, and some settings are for good. The words of the
refusals are decided here, but for the one about passwords, which was seen on real AWS.

Source:
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
    https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_EumsSmsConfigurationType.html
    https://github.com/aws/aws-sdk-js/issues/3817
    https://github.com/pulumi/pulumi-aws-native/issues/1256
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cognito_explore.embedded.refused import Refused

_FOR_GOOD = ("AliasAttributes", "UsernameAttributes", "UsernameConfiguration")
_KEPT = ("DcrConfiguration",)
_PASSWORDS = (
    "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of "
    "UnusedAccountValidityDays"
)


def updated(
    before: Mapping[str, Any], asked: Mapping[str, Any], region_name: str
) -> dict[str, Any]:
    """Give the settings that UpdateUserPool sets, with those that stay.

    Args:
        before: Of the pool.
        asked: The request.
        region_name: Of the pool.

    Raises:
        Refused: It contradicts itself.
    """
    check_sms(asked, region_name)
    _check(asked)
    stays = {name: before[name] for name in (*_FOR_GOOD, *_KEPT) if name in before}
    return stays | dict(asked)


def tell_days_twice(settings: dict[str, Any]) -> None:
    """Tell how long a temporary password is valid under its older name too, as Cognito does."""
    days = settings["Policies"].get("PasswordPolicy", {}).get("TemporaryPasswordValidityDays")
    if days is not None:
        creating = settings["AdminCreateUserConfig"]
        settings["AdminCreateUserConfig"] = creating | {"UnusedAccountValidityDays": days}


def check_sms(asked: Mapping[str, Any], region_name: str) -> None:
    """Refuse both ways of sending SMS at once, and the direct one by way of another Region.

    Args:
        asked: The settings.
        region_name: Of the pool.

    Raises:
        Refused: It is so.
    """
    sms = asked.get("SmsConfiguration") or {}
    direct = sms.get("EumsSms") or {}
    if sms.get("SnsCallerArn") and direct:
        text = "Provide either SnsCallerArn or EumsSms, but not both."
    elif direct.get("Region", region_name) != region_name:
        text = "EumsSms.Region must be the Region of the user pool."
    else:
        return
    raise Refused("InvalidParameterException", text)


def _check(asked: Mapping[str, Any]) -> None:
    policy = (asked.get("Policies") or {}).get("PasswordPolicy") or {}
    creating = asked.get("AdminCreateUserConfig") or {}
    triggers = asked.get("LambdaConfig") or {}
    older, newer = triggers.get("PreTokenGeneration"), triggers.get("PreTokenGenerationConfig")
    if policy.get("TemporaryPasswordValidityDays") and creating.get("UnusedAccountValidityDays"):
        text = _PASSWORDS
    elif older and newer and older != newer["LambdaArn"]:
        text = "PreTokenGeneration and PreTokenGenerationConfig must have the same ARN."
    else:
        return
    raise Refused("InvalidParameterException", text)
