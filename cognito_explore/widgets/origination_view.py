"""What the origination form shows: the steps, what a country needs, a review, what is left."""

from __future__ import annotations

import html
from collections.abc import Sequence

from cognito_explore.delivery.route import END_USER_MESSAGING, SNS, Route
from cognito_explore.findings import Finding
from cognito_explore.show import cell, html_text, printable
from cognito_explore.sms.countries import Requirement
from cognito_explore.sms.limits import SmsLimits
from cognito_explore.sms.number_records import OriginationNumber
from cognito_explore.sms.numbers import REQUESTABLE
from cognito_explore.sms.proposals import Proposal
from cognito_explore.sms.registration_records import RegistrationVersion
from cognito_explore.widgets import cards
from cognito_explore.widgets.origination_standing import TITLES, Standing, State

_MARKS: dict[State, str] = {"done": "✓", "now": "▶", "later": "○", "not needed": "-"}
_TRUTH = {True: "yes", False: "no", None: "AWS does not say"}
# The states of AWS's happy path; AWS_REVIEWING and REQUIRES_AUTHENTICATION are not always there.
_WAY = ("SUBMITTED", "AWS_REVIEWING", "REVIEWING", "REQUIRES_AUTHENTICATION", "PROVISIONING")
_ALWAYS = ("SUBMITTED", "REVIEWING", "PROVISIONING")
_WORDS = {
    "SUBMITTED": "handed in",
    "AWS_REVIEWING": "AWS looks at it",
    "REVIEWING": "the carriers look at it",
    "REQUIRES_AUTHENTICATION": "answer the e-mail that the registry sent",
    "PROVISIONING": "the number is being set up",
    "COMPLETE": "the number may send",
    "REQUIRES_UPDATES": "refused: correct it and hand it in again",
}
_NO_REGISTRATION = "This number needs no registration, as far as AWS says."
_SAVED = "The registration is saved as a draft."
_BELOW = "Each is below its field."
_MEND = "Mend that and save again, before you submit it."
_SAVE_IT = "Save the registration, so that it is in the draft."
# Nobody would look for what is not known of the others: their sentence says it.
_LIMITS = ("account-tier", "spend-limit")
_BEFORE_REVIEW = "Not handed in yet: a draft, which nobody reviews."


def steps_list(states: Sequence[State]) -> str:
    """Show the steps in a row: number, title, and the state in words."""
    return _list(
        (f"{place}. {title}", state, _MARKS[state])
        for place, (title, state) in enumerate(zip(TITLES, states, strict=True), 1)
    )


def requirements_table(needs: Sequence[Requirement]) -> str:
    """Show what can send to a country, and what that takes."""
    header = "".join(
        f"<th>{it}</th>" for it in ("sent from", "registration", "how long", "requested", "source")
    )
    rows = "".join(_requirement_row(it) for it in needs if it.is_supported is not False)
    note = next((it.note for it in needs if it.note), "")
    table = (
        f'<table class="ce-wrapping"><thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>'
    )
    return (table if rows else "") + (cards.paragraph(note) if note else "")


def number_line(number: OriginationNumber) -> str:
    """Name a number in a choice."""
    return f"{number.phone_number.masked}, {number.number_type}, {number.status}"


def review_steps(standing: Standing) -> str:
    """Show how far a review is."""
    registration = standing.registration
    if registration is None:
        return cards.paragraph("There is no registration yet.")
    status = registration.status
    head = cards.paragraph(f"{registration.registration_type}: {status}. {_since(standing)}")
    if status == "COMPLETE":
        return head + _list((it, "done", "✓") for it in (*_ALWAYS, "COMPLETE"))
    if standing.is_refused:
        card = cards.card("problem", "The newest version was refused.", *_reasons(standing.reasons))
        return head + card
    if status not in _WAY:
        return head + cards.paragraph(_BEFORE_REVIEW)
    place = _WAY.index(status)
    shown = [it for it in _WAY if it in _ALWAYS or it == status]
    states = [(it, "done" if _WAY.index(it) < place else "later") for it in shown]
    told = [(it, "now" if it == status else state) for it, state in states]
    told.append(("COMPLETE", "later"))
    marks = {"done": "✓", "now": "▶", "later": "○"}
    words = cards.paragraph(f"Now: {_WORDS[status]}.")
    return head + _list((it, state, marks[state]) for it, state in told) + words


def done_card(standing: Standing, route: Route | None, region_name: str) -> str:
    """Say what is left to do, once the number sends."""
    number = standing.number
    if number is None:
        return ""
    masked = number.phone_number.masked
    if number.status != "ACTIVE":
        told = "It sends once it is ACTIVE."
        if standing.registration_type:
            told = "It sends once its registration is COMPLETE."
        return cards.card("info", f"{masked} is {number.status}.", told)
    return cards.card("ok", f"{masked} is ACTIVE.", *_pool_settings(number, route, region_name))


def _pool_settings(number: OriginationNumber, route: Route | None, region_name: str) -> list[str]:
    """Say what the pool takes; Cognito developer guide, "SMS message settings"."""
    direct = (
        "On the direct path, EumsSms, set OriginationIdentity to "
        f"{printable(number.phone_number_id, 100)}, and allow the pool's role "
        "sms-voice:SendTextMessage on it; pool and number must be in one Region."
    )
    by_sns = (
        f"On the SNS path nothing names it: SmsConfiguration.SnsRegion must be {region_name}, "
        "and of the numbers there AWS takes a short code first, then 10DLC, then toll-free."
    )
    path = route.sms_path if route else None
    if path == END_USER_MESSAGING:
        return [direct]
    if path != SNS or route is None:
        return [by_sns, direct]
    if route.sms_regions == (region_name,):
        return [f"The pool's SMS leave from {region_name} by SNS: there is nothing to set.", by_sns]
    return [by_sns]


def registration_note(standing: Standing) -> str:
    """Say what can be done with the registration now."""
    registration = standing.registration
    if registration is None:
        if not standing.country or not standing.number_type:
            return cards.paragraph("Country and number decide what is asked.")
        kind = standing.registration_type
        told = (
            f"What {kind} asks for; nothing is sent while you type." if kind else _NO_REGISTRATION
        )
        return cards.paragraph(told)
    if registration.is_in_review:
        return cards.paragraph("It is in review, and cannot be changed until that ends.")
    if standing.is_refused:
        return cards.paragraph("These are its values: correct them, and save a new version.")
    if standing.has_draft:
        return _draft_note(standing.problems)
    return cards.paragraph(f"It is {registration.status}.")


def _draft_note(problems: int) -> str:
    if not problems:
        return cards.paragraph("It is saved as a draft: go on with the review.")
    what = "1 problem" if problems == 1 else f"{problems} problems"
    return cards.paragraph(f"It is saved as a draft with {what}. {_MEND}")


def result_card(result: object) -> str:
    """Say what a click gave; of a saved registration `saved_card` does."""
    if isinstance(result, Proposal):
        return cards.card("info", "Nothing was done yet: confirm it above, or leave it.")
    if isinstance(result, OriginationNumber):
        price = result.monthly_price_usd
        cost = "" if price is None else f"AWS charges {price:.2f} USD a month for it."
        return cards.card("ok", f"{number_line(result)}: it is the account's now.", cost)
    if isinstance(result, RegistrationVersion):
        return cards.card("ok", f"Version {result.version} is handed in: {result.status}.")
    if isinstance(result, str):
        return cards.card("ok", "The picture is handed in: its id is in the field.", _SAVE_IT)
    if isinstance(result, int):
        return cards.card("ok", f"The monthly limit is {result} USD now.")
    return _findings_card(result) if isinstance(result, list) else ""


def _findings_card(found: Sequence[Finding]) -> str:
    if not found:
        title = "Nothing speaks against it, which is no promise: people review it."
        return cards.card("ok", title)
    return cards.card(_kind(found), cards.counted(found), _BELOW)


def saved_card(found: Sequence[Finding]) -> str:
    """Say that a draft is saved, and how much of it would be refused."""
    if not any(it.status == "problem" for it in found):
        told = cards.counted(found) if found else ""
        return cards.card("ok", _SAVED, told, "Next: submit it.")
    return cards.card("problem", _SAVED, cards.counted(found), f"{_BELOW} {_MEND}")


def limits_cards(limits: SmsLimits) -> str:
    """Show what a Region may spend, what is wrong with that, and what is not known of it."""
    told = [it for it in limits.findings if it.status == "problem" or it.check_id in _LIMITS]
    return cards.paragraph(f"SMS of {limits.region_name}: {limits.sentence}") + (
        cards.findings_card(told)
    )


def _kind(found: Sequence[Finding]) -> cards.Kind:
    return "problem" if any(it.status == "problem" for it in found) else "warning"


def reasons_card(reasons: str) -> str:
    """Show why a version was refused."""
    return cards.card("problem", "It was refused before.", *_reasons(reasons)) if reasons else ""


def requestable(needs: Sequence[Requirement]) -> list[Requirement]:
    """Give what this path can begin with: what a call requests before it is registered."""
    return [
        it
        for it in needs
        if it.is_supported
        and it.can_be_requested
        and it.identity in REQUESTABLE
        # A 10DLC number is requested with its campaign, which is registered first.
        and it.identity != "TEN_DLC"
    ]


def _requirement_row(need: Requirement) -> str:
    registration = need.registration or _TRUTH[need.is_registration_required]
    by = {True: "here", False: "by a support case", None: ""}[need.can_be_requested]
    source = html.escape(need.source, quote=True)
    link = f'<a href="{source}" target="_blank" rel="noopener">AWS on {need.identity}</a>'
    cells = [need.identity, registration, need.takes or "AWS does not say", by]
    if need.identity == "TEN_DLC":
        cells[3] = "once its campaign is registered"
    return f"<tr>{''.join(f'<td>{html_text(it)}</td>' for it in cells)}<td>{link}</td></tr>"


def _since(standing: Standing) -> str:
    newest: RegistrationVersion | None = next(iter(standing.versions), None)
    if newest is None:
        return ""
    told = [("drafted", newest.drafted_at), ("handed in", newest.submitted_at)]
    told.append(("decided", newest.decided_at))
    times = [f"{what} {cell(at)}" for what, at in told if at]
    return f"Version {newest.version}: {', '.join(times)}." if times else ""


def _reasons(reasons: str) -> list[str]:
    return [it for it in reasons.splitlines() if it]


def _list(items: object) -> str:
    shown = "".join(
        f'<li class="ce-step ce-{state.replace(" ", "-")}"'
        f"{' aria-current=' + chr(34) + 'step' + chr(34) if state == 'now' else ''}>"
        f'<span aria-hidden="true">{mark}</span> {html_text(title)} <small>{state}</small></li>'
        for title, state, mark in items  # type: ignore[attr-defined]
    )
    return f'<ol class="ce-steps">{shown}</ol>'
