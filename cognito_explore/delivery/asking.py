"""Asking: from the arguments of `diagnose` to what its checks are about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cognito_explore.delivery.case import MEDIA, Case
from cognito_explore.delivery.reads import Reads
from cognito_explore.delivery.route import region_of_pool
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.facts import ISSUER_PATTERN
from cognito_explore.sensitive import NotText, Sensitive
from cognito_explore.show import printable
from cognito_explore.sms.phone_numbers import PhoneNumber, phone_number_faults
from cognito_explore.token import AccessToken

if TYPE_CHECKING:
    from cognito_explore.delivering import Delivering

# botocore's service model: UserPoolIdType.
_POOL_ID = r"[\w-]+_[0-9a-zA-Z]+"
# Nobody waits longer, and threads cannot for ever.
_TIMEOUT_MAX_S = 86_400


def make_cases(
    access_token: AccessToken | NotText | None,
    attribute_name: str | None,
    *,
    user_pool_id: str | None,
    username: str | None,
    phone_number: str | Sensitive | None,
    session: Delivering,
    timeout_s: float = 30.0,
    **consent: object,
) -> list[Case]:
    """Make one case for each attribute that is asked about.

    Args:
        access_token: As for `diagnose`, like the others.
        attribute_name: Likewise.
        user_pool_id: Likewise.
        username: Likewise.
        phone_number: Likewise.
        session: That asks.
        timeout_s: Looked at alone.
        **consent: `allow_billed` and `dry_run`; looked at alone.

    Raises:
        InvalidRequestError: An argument is wrong.
    """
    faults = _faults(access_token, attribute_name, user_pool_id, username)
    faults += _time_faults(timeout_s)
    faults += [
        Fault(name, f"It is {type(it).__name__}, not True or False.", "Say True to let it.")
        for name, it in consent.items()
        if not isinstance(it, bool)
    ]
    if phone_number is not None:
        text = phone_number.reveal() if isinstance(phone_number, Sensitive) else phone_number
        faults += phone_number_faults(text)
    if faults or isinstance(access_token, NotText):
        raise InvalidRequestError("diagnose", tuple(faults))
    token = access_token
    claims = token.claims if token else {}
    given = None if phone_number is None else PhoneNumber(phone_number)
    pool_id = user_pool_id or _pool_of(claims.get("iss")) or session.user_pool_id
    names = [attribute_name] if attribute_name else ["phone_number"] if given else list(MEDIA)
    account = session._account  # noqa: SLF001 -- the session's own part
    reads = Reads(account)
    return [
        Case(
            attribute_name=name,
            access_token=token,
            user_pool_id=pool_id,
            client_id=_text(claims.get("client_id")) or session.client_id,
            username=username or _text(claims.get("username")),
            given_number=given,
            region_name=region_of_pool(pool_id or "") or account.region_name,
            endpoint_url=account.endpoint_url,
            session=account.name,
            attempts=session.history.of_user(token) if token else [],
            now=account.clock.now(),
            reads=reads,
            get_user=session.get_user,
        )
        for name in names
    ]


def _faults(
    access_token: object, attribute_name: object, user_pool_id: object, username: object
) -> list[Fault]:
    faults = []
    if isinstance(access_token, NotText):
        faults.append(Fault("access_token", f"It is {access_token.kind}, not text.", "Give a str."))
    is_known = isinstance(attribute_name, str) and attribute_name in MEDIA
    if attribute_name is not None and not is_known:
        problem = f"{printable(repr(attribute_name), 60)} cannot be verified."
        faults.append(Fault("attribute_name", problem, "Use exactly `email` or `phone_number`."))
    for name, value in (("user_pool_id", user_pool_id), ("username", username)):
        if value is not None and (not isinstance(value, str) or not value):
            what = "empty" if value == "" else f"{type(value).__name__}, not text"
            faults.append(Fault(name, f"It is {what}.", "Leave it out, or give its text."))
        elif name == "user_pool_id" and value and not re.fullmatch(_POOL_ID, value):
            problem = f"{printable(value, 60)} is no user pool id."
            faults.append(Fault(name, problem, "It is such as eu-central-1_EXAMPLE."))
    return faults


def _time_faults(timeout_s: object) -> list[Fault]:
    is_number = not isinstance(timeout_s, bool)
    if is_number and isinstance(timeout_s, (int, float)) and 0 <= timeout_s <= _TIMEOUT_MAX_S:
        return []
    problem = f"{printable(timeout_s, 40)} is no time to wait, in seconds."
    return [Fault("timeout_s", problem, f"Give a number from 0 to {_TIMEOUT_MAX_S}.")]


def _pool_of(issuer: object) -> str | None:
    found = re.fullmatch(ISSUER_PATTERN, issuer) if isinstance(issuer, str) else None
    return found["pool"] if found else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
