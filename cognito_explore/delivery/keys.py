"""What is read of the KMS key with which codes for custom senders are hidden."""

from __future__ import annotations

from cognito_explore.calls import Call
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Found
from cognito_explore.errors import ResourceNotFoundError
from cognito_explore.show import printable
from cognito_explore.told import exact, need, part

_REGION_AT = 3
_ENABLED = "Enabled"
_DISABLED = "Disabled"
# Cognito developer guide, "Custom sender Lambda triggers": Cognito uses symmetric keys.
_SYMMETRIC = "SYMMETRIC_DEFAULT"


def look_at(case: Case, arn: str | None, *, consequence: str) -> Found:
    """Look whether a key is there, and of use to Cognito.

    Whether the function may decrypt with it, AWS does not tell from outside: its log does.

    Args:
        case: What it is about.
        arn: Of the key; None: the pool names none.
        consequence: For the code, if it is of no use.

    Raises:
        CognitoExploreError: It cannot be read.
    """
    if not arn:
        return Found(
            "problem",
            "The pool names no KMS key to hide codes for its custom sender with.",
            "DescribeUserPool: LambdaConfig.KMSKeyID is not set.",
            "Set LambdaConfig.KMSKeyID to a symmetric key.",
            consequence,
        )
    parts = arn.split(":")
    place = parts[_REGION_AT] if len(parts) > _REGION_AT else case.region_name
    shown, where = printable(arn, 200), f"kms:DescribeKey in {place}"
    try:
        told = case.call("kms", "DescribeKey", {"KeyId": arn}, region_name=place)
    except ResourceNotFoundError:
        title = "The KMS key that hides codes for the custom sender is not there."
        fix = "Set LambdaConfig.KMSKeyID to a symmetric key that is there."
        return Found("problem", title, f"{where}: there is no {shown}.", fix, consequence)
    key = part(told, "KeyMetadata")
    state = need(exact, key, "KeyState")
    if state != _ENABLED:
        mend = Call("kms", "EnableKey", place, {"KeyId": arn})
        return Found(
            "problem",
            f"The KMS key that hides codes for the custom sender is {printable(state, 40)}, "
            "not Enabled.",
            f"{where}: KeyState is {printable(state, 40)}.",
            "Enable the key (of one that waits to be deleted, cancel that first).",
            consequence,
            (mend,) if state == _DISABLED else (),
        )
    spec = exact(key, "KeySpec") or _SYMMETRIC
    if spec != _SYMMETRIC:
        title = "The KMS key that hides codes for the custom sender is not symmetric."
        fix = "Set LambdaConfig.KMSKeyID to a symmetric key."
        evidence = f"{where}: KeySpec is {printable(spec, 40)}."
        return Found("problem", title, evidence, fix, consequence)
    return Found("ok", "The KMS key is enabled.", f"{where}: {shown} is enabled.")
