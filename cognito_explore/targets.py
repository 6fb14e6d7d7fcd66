"""connect(): the way to the embedded AWS, to real AWS, or to an emulator."""

from __future__ import annotations

import difflib
import inspect
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import exceptions as botocore_errors
from botocore.config import Config

from cognito_explore.actions.base import as_secret
from cognito_explore.errors import ConfigurationError
from cognito_explore.sensitive import Sensitive
from cognito_explore.session import Session
from cognito_explore.show import hide_password, printable

TARGET_VARIABLE = "COGNITO_EXPLORE_TARGET"
CLIENT_VARIABLE = "COGNITO_EXPLORE_CLIENT_ID"
POOL_VARIABLE = "COGNITO_EXPLORE_USER_POOL_ID"
REGION_VARIABLE = "AWS_REGION"
INSTALL_EMBEDDED = 'pip install "cognito_explore[embedded]"'

_OWN = ("client_id", "client_secret", "user_pool_id", "config")
_TARGETS_HINT = (
    'Use "embedded" (no account, nothing is sent), "aws", or the URL of an emulator, '
    'as in "http://127.0.0.1:9229".'
)


def connect(
    target: str | None = None,
    *,
    client_id: str | None = None,
    client_secret: str | Sensitive | None = None,
    user_pool_id: str | None = None,
    config: Config | None = None,
    seed: int | None = None,
    now: datetime | None = None,
    scenario: str | None = None,
    **boto3_arguments: Any,
) -> Session:
    """Open a session.

    Args:
        target: `embedded`: AWS in this process, where nothing is really sent.
            `aws`: real AWS. A URL: any emulator. Default: the environment variable
            `COGNITO_EXPLORE_TARGET`, and `embedded` without it.
        client_id: The app client that `sign_in` uses; the embedded AWS brings one. Where
            the target comes from the environment, so may this, as
            `COGNITO_EXPLORE_CLIENT_ID`.
        client_secret: Of that app client, if it has one.
        user_pool_id: Of its user pool; to sign in by SRP takes it. Likewise
            `COGNITO_EXPLORE_USER_POOL_ID`.
        config: botocore settings, such as time-outs and proxies; retries stay off.
        seed: Embedded only: makes codes and ids repeatable.
        now: Embedded only: an aware instant at which its clock stands until it is moved.
        scenario: Embedded only: why no text message arrives there, such as
            `sandbox, number not verified`; `EmbeddedAWS.scenarios()` has the others.
            Default: they arrive. Where the environment variable names another target,
            `seed`, `now` and `scenario` are left aside, so that one notebook runs on all;
            with `target` they are an error.
        **boto3_arguments: For `boto3.Session`: `region_name`, `profile_name` and so on.
            The embedded AWS takes `region_name` only. Where neither they nor boto3's own
            settings name a Region, `AWS_REGION` does.

    Returns:
        A session. The action itself needs no AWS credentials.

    Raises:
        ConfigurationError: There is no such target, scenario, Region or profile, or the
            extra `embedded` is not installed.
        TypeError: An argument is not known.
    """
    _check_arguments(boto3_arguments)
    # At once, so that no frame holds it bare.
    client_secret = as_secret(client_secret) if client_secret else None
    app: dict[str, Any] = {
        "client_id": client_id,
        "client_secret": client_secret,
        "user_pool_id": user_pool_id,
    }
    if target == "":
        msg = "The target is empty."
        raise ConfigurationError(msg, hint='Name "embedded", "aws" or a URL, or leave it out.')
    is_named = target is not None
    target = target or os.environ.get(TARGET_VARIABLE) or "embedded"
    if not is_named and target != "embedded":
        app["client_id"] = client_id or os.environ.get(CLIENT_VARIABLE)
        app["user_pool_id"] = user_pool_id or os.environ.get(POOL_VARIABLE)
    staging: dict[str, Any] = {"seed": seed, "now": now, "scenario": scenario}
    if target == "embedded":
        return _connect_embedded(app, config=config, **staging, **boto3_arguments)
    if is_named and any(value is not None for value in staging.values()):
        msg = "Only the embedded AWS takes `seed`, `now` and `scenario`."
        raise ConfigurationError(msg, hint=f"The target here is {printable(target, 100)}.")
    endpoint_url = None if target == "aws" else _check_url(target)
    try:
        boto3_session = _make_boto3_session(boto3_arguments)
    except botocore_errors.BotoCoreError as error:
        msg = f"boto3 cannot make a session: {printable(error, 300)}"
        raise ConfigurationError(msg, hint="Check the names of profile and Region.") from error
    return Session(boto3_session, endpoint_url, config=config, **app)


def _make_boto3_session(arguments: Mapping[str, Any]) -> boto3.Session:
    made = boto3.Session(**arguments)
    # boto3 reads AWS_DEFAULT_REGION alone, most other tools for AWS this one.
    region = os.environ.get(REGION_VARIABLE)
    if made.region_name or not region:
        return made
    return boto3.Session(**{**arguments, "region_name": region})


def _connect_embedded(
    app: dict[str, Any],
    *,
    config: Config | None,
    region_name: str | None = None,
    **arguments: Any,
) -> Session:
    others = sorted(arguments.keys() - {"seed", "now", "scenario"})
    if others:
        msg = f"The embedded AWS takes no {', '.join(others)}."
        hint = "It takes seed, now, scenario, region_name, client_id, client_secret, "
        hint += "user_pool_id and config."
        raise ConfigurationError(msg, hint=hint)
    try:
        from cognito_explore.embedded import EmbeddedAWS  # noqa: PLC0415 -- an extra
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("cognito_explore"):
            raise
        msg = f"The embedded AWS needs moto, which is not installed ({error})."
        raise ConfigurationError(msg, hint=f"Install it: {INSTALL_EMBEDDED}") from error
    try:
        aws = EmbeddedAWS(region_name=region_name, **arguments)
    except (TypeError, ValueError, botocore_errors.BotoCoreError) as error:
        msg = f"The embedded AWS cannot be set up: {printable(error, 300)}"
        hint = "`seed` is a whole number, `now` an aware datetime, `region_name` an AWS Region."
        raise ConfigurationError(msg, hint=hint) from error
    if not app["client_id"]:
        app["client_id"] = aws.demo.client_id
        app["user_pool_id"] = app["user_pool_id"] or aws.demo.user_pool_id
    session = Session(aws.boto3_session, config=config, embedded=aws, **app)
    aws.belong_to(session)
    return session


def _check_arguments(arguments: Mapping[str, Any]) -> None:
    known = inspect.signature(boto3.Session).parameters
    for name in arguments:
        if name not in known:
            near = difflib.get_close_matches(name, [*known, *_OWN], n=1)
            meant = f": did you mean {near[0]!r}?" if near else ""
            msg = f"connect() takes no argument {name!r}{meant}"
            raise TypeError(msg)


def _check_url(target: object) -> str:
    if isinstance(target, str) and _is_url(target):
        return target
    msg = f"There is no target {printable(hide_password(ascii(target)), 100)}."
    raise ConfigurationError(msg, hint=_TARGETS_HINT)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        # Reading the port checks it.
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
