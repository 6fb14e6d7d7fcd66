"""What registrations are refused for: the company, its addresses and its sender ID."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cognito_explore.findings import Status
from cognito_explore.show import printable
from cognito_explore.sms.phone_numbers import phone_number_faults
from cognito_explore.sms.registration_fields import RegistrationField
from cognito_explore.sms.review.brand import initials, spellings
from cognito_explore.sms.review.draft import Draft, Offence
from cognito_explore.sms.review.kinds import rules_file

# RFC 1035 and RFC 5321: octets of a host name, of a label, of an address.
_HOST_MAX, _LABEL_MAX, _ADDRESS_MAX = 253, 63, 254
_NOT_PUBLIC = (".local", ".localhost", ".internal", ".lan", ".test", ".invalid")
# https://docs.aws.amazon.com/end-user-messaging/latest/userguide/nx-reg-type-tollfree.html
_POLICY_URL_MAX = 500
_SENDER_ID = r"(?=[^A-Za-z]*[A-Za-z])(?!-)[A-Za-z0-9-]{1,11}(?<!-)"
_SENDER_ID_ADVISED, _PART_MIN = 3, 3


def tax_id_form(draft: Draft) -> Iterator[Offence]:
    """Hold the company's number against the form of its type, and its country."""
    forms = rules_file()["tax_id_forms"]["types"]
    for kind in sorted(draft.choices("tax_id_type") & forms.keys()):
        form = forms[kind]
        for field, text in draft.texts("tax_id"):
            if not re.fullmatch(form["pattern"], text.strip(), re.IGNORECASE):
                yield Offence(field, f"{field.title} is no {kind}, which is {form['form']}.")
        for field, text in draft.texts("tax_id_country"):
            if text.strip().upper() != form["country"]:
                given = printable(text, 20)
                title = f"{field.title} is {given}; numbers of type {kind} are of"
                yield Offence(field, f"{title} {form['country']}.")


def email_invalid(draft: Draft) -> Iterator[Offence]:
    """Look for what is no e-mail address."""
    for field, text in draft.texts("email"):
        if not _mail_domain(text):
            yield Offence(field, f"{field.title} is no e-mail address.")


def email_public_domain(draft: Draft) -> Iterator[Offence]:
    """Look for addresses that anybody can have."""
    for field, text in draft.texts("email"):
        domain = _mail_domain(text)
        status = _status_of_public(domain)
        if status:
            title = f"{field.title} is at the public provider {domain}."
            yield Offence(field, title, status)


def email_other_domain(draft: Draft) -> Iterator[Offence]:
    """Compare the addresses with the website's domain."""
    hosts = [host for _, text in draft.texts("website") if (host := public_host(text))]
    for field, text in draft.texts("email"):
        domain = _mail_domain(text)
        if not hosts or not domain or _status_of_public(domain):
            continue
        if not any(_is_same_site(domain, host) for host in hosts):
            title = f"{field.title} is not of the website's domain {printable(hosts[0], 100)}."
            yield Offence(field, title)


def phone_invalid(draft: Draft) -> Iterator[Offence]:
    """Look for what is no phone number in E.164."""
    for field, text in draft.texts("phone"):
        fault = next(iter(phone_number_faults(text)), None)
        if fault:
            title = f"{field.title} is no phone number: {printable(fault.problem, 200)}"
            yield Offence(field, title, fix=fault.fix)
        elif not re.fullmatch(r"\+[0-9]+", text):
            yield Offence(field, f"{field.title} has more in it than a plus and digits.")


def website_unreachable(draft: Draft) -> Iterator[Offence]:
    """Look for a website that nobody else can open; whether it answers is not asked."""
    for field, text in draft.texts("website"):
        if not public_host(text):
            yield Offence(field, f"{field.title} is no URL that everybody can open.")


def privacy_url_missing(draft: Draft) -> Iterator[Offence]:
    """Look at the address of the privacy policy."""
    yield from _policy_url(draft, "privacy_url")


def terms_url_missing(draft: Draft) -> Iterator[Offence]:
    """Look at the address of the terms and conditions."""
    yield from _policy_url(draft, "terms_url")


def sender_id_form(draft: Draft) -> Iterator[Offence]:
    """Look at the letters of a sender ID."""
    for field, text in draft.texts("sender_id"):
        if not re.fullmatch(_SENDER_ID, text):
            yield Offence(field, f"{field.title} is not of the form of a sender ID.")
        elif len(text) < _SENDER_ID_ADVISED:
            title = f"{field.title} has {len(text)} characters, which some countries do not take."
            yield Offence(field, title, "warning")


def sender_id_france(draft: Draft) -> Iterator[Offence]:
    """Look for a hyphen where France is sent to, or may be."""
    is_certain = draft.registration_type.upper().startswith("FR_")
    is_likely = not draft.registration_type and "FR" in draft.choices("country")
    for field, text in draft.texts("sender_id"):
        if "-" in text and (is_certain or is_likely):
            title = f"{field.title} has a hyphen, which France does not take."
            yield Offence(field, title, "problem" if is_certain else "warning")


def sender_id_connection(draft: Draft) -> Iterator[Offence]:
    """Look for a sender ID that nobody connects with the company."""
    if any(not draft.lacks(it) for it in draft.of_kind("sender_id_description")):
        return
    for field, text in draft.texts("sender_id"):
        if draft.brands and not any(
            _is_short_for(text, spelled) for brand in draft.brands for spelled in spellings(brand)
        ):
            title = f"{field.title} has nothing of the company's name, and no explanation."
            yield Offence(field, title, "warning")


def public_host(url: str) -> str:
    """Give the host of a URL that everybody can open; empty if it is none.

    Args:
        url: As the user gave it.
    """
    url = url.strip()
    if not url.isprintable() or " " in url:
        return ""
    try:
        parts = urlsplit(url)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"}
    return host.removeprefix("www.") if is_web and _is_public(host) else ""


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.split(".")
    is_name = len(labels) > 1 and all(0 < len(label) <= _LABEL_MAX for label in labels)
    is_public = not host.endswith(_NOT_PUBLIC) and not labels[-1].isdigit()
    return is_name and is_public and len(host) <= _HOST_MAX


def _mail_domain(text: str) -> str:
    """Give the domain of an e-mail address; empty if it is none."""
    address = text.strip()
    local, _, domain = address.rpartition("@")
    is_one = local and "@" not in local and not re.search(r"\s", address)
    labels = domain.lower().split(".")
    is_domain = len(labels) > 1 and all(re.fullmatch(r"[\w-]{1,63}", it) for it in labels)
    if not is_one or not is_domain or len(address) > _ADDRESS_MAX or not address.isprintable():
        return ""
    return domain.lower()


def _status_of_public(domain: str) -> Status | None:
    known = rules_file()["public_mail_domains"]
    if domain in known["named_by_aws"]:
        return "problem"
    return "warning" if domain in known["decided_here"] else None


def _is_same_site(one: str, other: str) -> bool:
    return f".{one}".endswith(f".{other}") or f".{other}".endswith(f".{one}")


def _policy_url(draft: Draft, kind: str) -> Iterator[Offence]:
    for field, text in draft.texts(kind):
        if not public_host(text):
            yield Offence(field, f"{field.title} is no URL that everybody can open.")
        elif draft.family == "toll_free" and len(text) > _POLICY_URL_MAX:
            title = f"{field.title} has {len(text):,} characters; it takes {_POLICY_URL_MAX}."
            yield Offence(field, title)
    # 10DLC takes a link or a file.
    either = draft.of_kind(kind)
    if either and all(_is_left_out(draft, field) for field in either):
        yield Offence(either[0], f"{either[0].title} is missing.")


def _is_left_out(draft: Draft, field: RegistrationField) -> bool:
    return draft.lacks(field) and field.requirement == "OPTIONAL"


def _is_short_for(sender_id: str, brand: str) -> bool:
    shown = re.sub(r"[^a-z0-9]", "", sender_id.lower())
    words = [word for word in brand.split() if len(word) >= _PART_MIN]
    squeezed = brand.replace(" ", "")
    return (
        any(word in shown for word in words)
        or (len(shown) >= _PART_MIN and shown in squeezed)
        or (bool(initials(brand)[1:]) and shown.startswith(initials(brand)))
    )
