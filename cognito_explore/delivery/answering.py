"""Answering: make a finding of a check, whatever becomes of it."""

from __future__ import annotations

import time
from dataclasses import replace

from cognito_explore.account import not_known
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import SMS, Check, CheckFinding, Found, not_applicable
from cognito_explore.delivery.reads import used
from cognito_explore.errors import (
    CognitoExploreError,
    ConfigurationError,
    UnsupportedByEmbeddedError,
)
from cognito_explore.masks import mask_addresses
from cognito_explore.service_errors import AccessDeniedError, CredentialsError
from cognito_explore.show import printable, printable_lines

_KINDS = {"SMS": "SMS", "EMAIL": "E-mail"}
_WAITS_FOR = (
    (CredentialsError, "credentials"),
    (AccessDeniedError, "permission"),
    (UnsupportedByEmbeddedError, ""),
    (ConfigurationError, "argument"),
)


def answer(check: Check, case: Case) -> CheckFinding:
    """Answer a check, whatever happens: what cannot be read is not known."""
    actions: list[str] = []
    token = used.set(actions)
    started = time.perf_counter()
    waits_for = ""
    try:
        found = _off_path(check, case) or check.look(case)
    except CognitoExploreError as error:
        found = _unknown(check, error, actions)
        waits_for = next((name for kind, name in _WAITS_FOR if isinstance(error, kind)), "")
    except Exception as error:  # noqa: BLE001 -- a check that fails is told, and the others go on
        found = failed(check, error)
    finally:
        used.reset(token)
    if waits_for == "credentials":
        # Those that it would go on to are as much out of reach.
        actions += check.actions
    return replace(
        finding_of(check, case, found, waits_for=waits_for),
        # Those that ask side by side may have named one twice.
        actions=tuple(dict.fromkeys(actions)),
        elapsed_ms=(time.perf_counter() - started) * 1_000,
    )


def failed(check: Check, error: BaseException) -> Found:
    """Say that a check failed, which is no answer."""
    title = f"{check.asks} is not known: the check failed."
    said = mask_addresses(printable(f"{type(error).__name__}: {error}", 300))
    return Found("unknown", title, said)


def finding_of(check: Check, case: Case, found: Found, *, waits_for: str = "") -> CheckFinding:
    """Make the finding of what a check answers."""
    return CheckFinding(
        check_id=check.check_id,
        status=found.status,
        title=printable_lines(found.title),
        evidence=printable_lines(found.evidence),
        fix=printable_lines(found.fix),
        consequence=printable_lines(found.consequence),
        fix_calls=found.fix_calls,
        difference=printable_lines(found.difference),
        link=check.link,
        attribute_name=case.attribute_name if check.is_asked_of_each else "",
        causes=check.causes,
        waits_for=waits_for,
    )


def _off_path(check: Check, case: Case) -> Found | None:
    """Say that a check is about another path than the pool's messages take."""
    if not check.paths:
        return None
    route = case.route()
    path = route.sms_path if check.medium == SMS else route.email_path
    if path in check.paths:
        return None
    how = f"goes by {path}" if path else "is not set up"
    return not_applicable(f"{_KINDS[check.medium]} of this pool {how}.")


def _unknown(check: Check, error: CognitoExploreError, actions: list[str]) -> Found:
    if isinstance(error, AccessDeniedError) and error.action and error.action not in actions:
        actions.append(error.action)
    if isinstance(error, CredentialsError):
        needed = f" that may `{actions[-1]}`" if actions else ""
        title = f"{check.asks} is not known: that takes AWS credentials{needed}."
        return Found("unknown", title, mask_addresses(error.message), error.hint)
    told = not_known(check.check_id, check.asks, error)
    return Found("unknown", told.title, mask_addresses(told.evidence), told.fix)
