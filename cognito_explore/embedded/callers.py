"""Who may ask over HTTP: this machine by its own name, and pages that this machine serves.

A page from elsewhere could have a name of its own lead to loopback, and read what is answered
there; a browser says by which name, and from which page, it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from http import HTTPStatus
from urllib.parse import urlsplit

from cognito_explore.embedded.refused import Refused

_NAMES = {"127.0.0.1", "::1", "localhost"}
# How long a browser may remember what it may ask.
_REMEMBERED_S = "600"
_TOLD = "x-amzn-requestid, x-amzn-errortype, x-amzn-errormessage, date"


def check_caller(headers: Message) -> None:
    """Refuse what is asked by another name, or from a page that is from elsewhere.

    Raises:
        Refused: It is.
    """
    hosts = headers.get_all("Host", [])
    if len(hosts) != 1 or not _is_here(f"//{hosts[0]}"):
        text = "The embedded AWS answers by the names of this machine alone: 127.0.0.1, localhost."
        raise Refused("ForeignHost", text, status=HTTPStatus.FORBIDDEN)
    if not all(_is_here(it) for it in headers.get_all("Origin", [])):
        text = "The embedded AWS answers to pages alone that this machine serves."
        raise Refused("ForeignOrigin", text, status=HTTPStatus.FORBIDDEN)


def allowances(headers: Message) -> Mapping[str, str]:
    """Give what tells a browser that the page may ask, and read the answer."""
    origin = headers.get("Origin")
    if origin is None:
        return {}
    told = {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": _TOLD,
        "vary": "Origin",
    }
    wanted = headers.get("Access-Control-Request-Headers")
    if "Access-Control-Request-Method" in headers:
        told["access-control-allow-methods"] = "DELETE, GET, HEAD, PATCH, POST, PUT"
        told["access-control-max-age"] = _REMEMBERED_S
    return told | ({"access-control-allow-headers": wanted} if wanted else {})


def _is_here(url: str) -> bool:
    try:
        return urlsplit(url).hostname in _NAMES
    except ValueError:
        return False
