"""Read an access token locally, and say what is wrong with it.

Nothing here proves that a token is genuine, nor that it still lives: only
Cognito knows. But most refused tokens can be told apart without asking.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from cognito_explore.facts import ISSUER_PATTERN, TOKEN_PATTERN, USER_ADMIN_SCOPE
from cognito_explore.findings import Finding, most_decisive_first
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable

SOON = timedelta(minutes=2)

_SCOPE_FIX = (
    f"Ask for `{USER_ADMIN_SCOPE}` in both places: among the app client's "
    "AllowedOAuthScopes, and in the `scope` parameter of the authorize URL. "
    "Then sign in again."
)
_SIGN_IN_FIX = "Sign in as the user and take the AccessToken of the answer."
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_QUOTES = "\"'`\u2018\u2019\u201c\u201d,;"
_SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
# It always matches, so it never goes back: linear on any text.
_BEFORE = re.compile(rf"(?:[\s{_QUOTES}]|authorization\s*[:=]|bearer\s+)*", re.IGNORECASE)
# UserPoolIdType of botocore's service model.
_POOL_ID_MAX = 55
_SIGNED_PARTS = 3
_ENCRYPTED_PARTS = 5


class AccessToken(Sensitive):
    """A Cognito access token, as pasted or as Cognito gave it.

    What surrounds a token when it is copied from a log or a header is taken off:
    `Bearer`, quotes, line breaks. `check()` says so.

    Attributes:
        repairs: What was taken off, in words; empty for a clean token.

    Source:
        Cognito developer guide, access token.
    """

    __slots__ = ("_claims", "_expires_at", "_lasting", "repairs")
    repairs: tuple[str, ...]

    def __init__(self, text: str | Sensitive) -> None:
        """Take a token.

        Args:
            text: The token; any text at all is taken, and `check()` tells.

        Raises:
            TypeError: It is not text.
        """
        super().__init__(text)
        self._text, found = _clean(self._text)
        earlier = text.repairs if isinstance(text, AccessToken) else ()
        self.repairs = earlier + found
        self._claims: Mapping[str, Any] | None = None
        self._expires_at: datetime | None = None
        self._lasting: tuple[Finding, ...] | None = None

    @property
    def claims(self) -> Mapping[str, Any]:
        """What the token says of itself, unverified; empty when it cannot be read."""
        if self._claims is None:
            claims = _read_claims(self._text)
            # Before the claims: a thread that sees those takes this for known.
            self._expires_at = _read_expiry(claims)
            self._claims = MappingProxyType(claims)
        return self._claims

    @property
    def user(self) -> str | None:
        """The `sub` of whose it is, or the username, as it says itself; None when it does not."""
        named = (self.claims.get(name) for name in ("sub", "username"))
        return next((text for text in named if isinstance(text, str)), None)

    @property
    def expires_at(self) -> datetime | None:
        """Until when it says it is valid, in UTC; None when it does not."""
        return self._expires_at if self.claims else None

    def check(self, *, now: datetime | None = None, region: str | None = None) -> list[Finding]:
        """Say what is wrong with the token, as far as it tells by itself.

        Verifies nothing, asks nobody, and cannot see that a token was revoked.

        Args:
            now: The instant to compare its expiry with, aware; default: this machine's time.
            region: The Region that will be asked, to compare with the issuer's.

        Returns:
            One finding a check, the most decisive first. Cognito refuses a
            token with a `problem`, if this machine's time is right.
        """
        now = now or datetime.now(UTC)
        findings = [*self._lasting_findings()]
        if self.claims:
            findings += [
                _check_expiry(self._expires_at, now),
                _check_region(self.claims, region),
            ]
        return most_decisive_first(findings)

    def problems(self, *, now: datetime | None = None) -> list[Finding]:
        """Say why Cognito will refuse it: the problems of `check`, and faster.

        Args:
            now: The instant to compare its expiry with, aware; without it, expiry is
                not looked at.
        """
        found = [it for it in self._lasting_findings() if it.status == "problem"]
        if now is not None and self._expires_at is not None and self._expires_at <= now:
            found.append(_check_expiry(self._expires_at, now))
        return found

    def _lasting_findings(self) -> tuple[Finding, ...]:
        """Say what holds whatever the time and the Region; looked at once."""
        if self._lasting is None:
            claims = self.claims
            found = [_check_shape(self._text, claims), _check_repairs(self.repairs)]
            if claims:
                found += [check(claims) for check in (_check_kind, _check_user, _check_scope)]
            self._lasting = tuple(found)
        return self._lasting


# Of nearly every token, and made once: a batch checks one for each row.
_IS_JWT = Finding("token-shape", "ok", "It is a JSON Web Token (JWT) that can be read.")
_IS_BARE = Finding("token-repaired", "ok", "Nothing but the token was pasted.")
_IS_ACCESS_TOKEN = Finding(
    "token-kind", "ok", "It is an access token.", evidence="claim token_use is 'access'"
)
_HAS_USER = Finding("token-user", "ok", "It belongs to a user.")


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    """Take off what came along when the token was copied, and name it."""
    visible = _INVISIBLE.sub("", text)
    before, rest = _split_at(visible, _BEFORE)
    core = rest.rstrip(_SPACES + _QUOTES)
    around = before + rest[len(core) :]
    cleaned = "".join(core.split())
    found = {
        "invisible characters": visible != text,
        "a header or `Bearer` before it": bool(
            re.search("bearer|authorization", before, re.IGNORECASE)
        ),
        "quotes around it": any(char in _QUOTES for char in around),
        "white space and line breaks": cleaned != core,
    }
    return cleaned, tuple(what for what, is_found in found.items() if is_found)


def _split_at(text: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    found = pattern.match(text)
    end = found.end() if found else 0
    return text[:end], text[end:]


def _read_claims(text: str) -> dict[str, Any]:
    # A pool's token has hundreds of bytes, and PyJWT's `decode` looks at each with Python.
    from jwt.utils import base64url_decode  # noqa: PLC0415 -- brings cryptography along

    parts = text.split(".")
    # base64 decoders skip what is not of their alphabet; Cognito does not.
    if len(parts) != _SIGNED_PARTS or not re.fullmatch(TOKEN_PATTERN, text):
        return {}
    try:
        header, claims, _ = map(base64url_decode, parts)
        read = [json.loads(header), json.loads(claims)]
    except (ValueError, RecursionError):
        # A claim set nested deeper than the stack is no token either.
        return {}
    return read[1] if all(isinstance(it, dict) for it in read) else {}


def _check_shape(text: str, claims: Mapping[str, Any]) -> Finding:
    check_id = "token-shape"
    parts = text.count(".") + 1
    if claims:
        return _IS_JWT
    if not text:
        return Finding(check_id, "problem", "The token is empty.", fix=_SIGN_IN_FIX)
    if parts == _ENCRYPTED_PARTS:
        return Finding(
            check_id,
            "problem",
            "This is most likely the refresh token: it is encrypted, an access token is not.",
            evidence=f"{parts} parts between dots, where an access token has {_SIGNED_PARTS}",
            fix="Use the AccessToken of the same sign-in.",
        )
    strange = sorted(set(re.sub(TOKEN_PATTERN, "", text)))
    counted = "1 part" if parts == 1 else f"{parts} parts"
    evidence = f"{len(text):,} characters, {counted} between dots"
    if strange:
        evidence += f", with {' '.join(map(ascii, strange[:5]))} that no token has"
    if parts == _SIGNED_PARTS:
        title = "It looks like a JWT, but cannot be read: perhaps a part is missing or masked."
    else:
        title = "This is not a JSON Web Token (JWT), as access tokens are."
    return Finding(check_id, "problem", title, evidence=evidence, fix=_SIGN_IN_FIX)


def _check_repairs(repairs: tuple[str, ...]) -> Finding:
    if not repairs:
        return _IS_BARE
    return Finding(
        "token-repaired",
        "warning",
        f"Taken off what was pasted: {', '.join(repairs)}.",
        fix="Nothing to do: the rest is used.",
    )


def _check_kind(claims: Mapping[str, Any]) -> Finding:
    check_id = "token-kind"
    kind = claims.get("token_use")
    if kind == "access":
        return _IS_ACCESS_TOKEN
    evidence = f"claim token_use is {_quote(kind)}"
    if kind == "id" or (kind is None and "cognito:username" in claims):
        return Finding(
            check_id,
            "problem",
            "This is the ID token: it tells who the user is, but authorizes nothing here.",
            evidence=evidence,
            fix="Use the AccessToken of the same sign-in.",
        )
    return Finding(
        check_id,
        "problem",
        "This is not an access token of Amazon Cognito.",
        evidence=evidence,
        fix=_SIGN_IN_FIX,
    )


def _check_user(claims: Mapping[str, Any]) -> Finding:
    check_id = "token-user"
    if claims.get("token_use") != "access":
        return Finding(check_id, "not_applicable", "Only access tokens name their user like this.")
    if claims.get("username"):
        return _HAS_USER
    return Finding(
        check_id,
        "problem",
        "It belongs to no user: an application got it for itself (client credentials).",
        evidence="there is no claim username",
        fix=_SIGN_IN_FIX,
    )


def _check_scope(claims: Mapping[str, Any]) -> Finding:
    check_id = "token-scope"
    if claims.get("token_use") != "access":
        return Finding(check_id, "not_applicable", "Only access tokens have scopes.")
    scope = claims.get("scope")
    evidence = f"claim scope is {_quote(scope)}"
    if isinstance(scope, str) and USER_ADMIN_SCOPE in scope.split():
        return Finding(check_id, "ok", "It has the scope that is needed.", evidence=evidence)
    return Finding(
        check_id,
        "problem",
        f"The scope `{USER_ADMIN_SCOPE}` is missing.",
        evidence=evidence,
        fix=_SCOPE_FIX,
    )


def _read_expiry(claims: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(claims["exp"]), tz=UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _check_expiry(expires_at: datetime | None, now: datetime) -> Finding:
    check_id = "token-expiry"
    if expires_at is None:
        return Finding(check_id, "unknown", "It does not say until when it is valid.")
    left = expires_at - now
    evidence = f"valid until {_instant(expires_at)}, and it is {_instant(now)}"
    if left <= timedelta():
        return Finding(
            check_id,
            "problem",
            f"It expired {_duration(-left)} ago.",
            evidence=evidence,
            fix="Sign in again, or refresh the token. If the time shown is wrong, set the clock.",
        )
    if left < SOON:
        return Finding(
            check_id,
            "warning",
            f"It expires in {_duration(left)}.",
            evidence=evidence,
            fix="Sign in again, or refresh the token, before it does.",
        )
    return Finding(check_id, "ok", f"It is valid for {_duration(left)}.", evidence=evidence)


def _check_region(claims: Mapping[str, Any], region: str | None) -> Finding:
    check_id = "token-region"
    if region is None:
        return Finding(check_id, "not_applicable", "There is no Region to compare it with.")
    asked = printable(region, _POOL_ID_MAX)
    issuer_text = claims.get("iss")
    issuer = re.fullmatch(ISSUER_PATTERN, issuer_text) if isinstance(issuer_text, str) else None
    if issuer is None:
        # A pool may have an issuer of its own (UserPoolType.IssuerConfiguration).
        return Finding(check_id, "unknown", "Its issuer does not tell the pool's Region.")
    pool = printable(issuer["pool"], _POOL_ID_MAX)
    evidence = f"issued in {issuer['region']} by pool {pool}, to be sent to {asked}"
    if issuer["region"] == region:
        return Finding(check_id, "ok", f"It was issued in {region}.", evidence=evidence)
    # A warning, not a problem: a replica of the pool may be what is called.
    return Finding(
        check_id,
        "warning",
        f"It was issued in {issuer['region']}, but goes to {asked}: another Region's pool.",
        evidence=evidence,
        fix=f'Connect with region_name="{issuer["region"]}".',
    )


def _quote(value: object) -> str:
    if value is None:
        return "missing"
    # What is nested may be so deep that showing it fails.
    return ascii(value)[:120] if isinstance(value, (str, bool, float)) else type(value).__name__


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return "1 second" if seconds == 1 else f"{seconds} seconds"
