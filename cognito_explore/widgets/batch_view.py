"""What the form of batches shows: what would be sent, how far it is, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cognito_explore.batch.plan import Plan
from cognito_explore.errors import InvalidRequestError
from cognito_explore.frames import OUTCOMES
from cognito_explore.show import html_table
from cognito_explore.widgets import cards

if TYPE_CHECKING:
    import pandas as pd

LOOK_UP = "Ask Cognito for addresses"

_SHOWN = 8
_HEADER = ("outcome", "error_code", "rows", "which")
_BY_COUNTRY = ("country", "SMS", "USD at least", "USD at most")
_TO_WHOM = ("row", "medium", "to")


def rows_text(number: int) -> str:
    """Say how many rows."""
    return "1 row" if number == 1 else f"{number:,} rows"


def codes_text(number: int) -> str:
    """Say how many codes."""
    return "1 code" if number == 1 else f"{number:,} codes"


def counts_text(counts: Mapping[str, int], total: int | None) -> str:
    """Say how many rows are done, and with which outcome."""
    shown = [f"{counts[name]:,} {_words(name)}" for name in OUTCOMES if counts.get(name)]
    of = "" if total is None else f" of {total:,}"
    return f"{sum(counts.values()):,}{of} rows: {', '.join(shown) or 'none is done yet'}"


def without_address(plan: Plan) -> int:
    """Count the rows that would be sent nobody has said where."""
    return sum(row.will_be_sent and row.destination is None for row in plan.rows)


def plan_html(plan: Plan, *, is_asked: bool) -> str:
    """Show what would be done: how much, to whom, what it costs, and what is left out.

    Args:
        plan: What would be done.
        is_asked: Whether Cognito was asked for addresses.
    """
    kind: cards.Kind = "info" if plan.to_send else "warning"
    head = cards.card(kind, "This is what a start would do; nothing was sent.", str(plan))
    return head + _plan_tables(plan, is_asked=is_asked)


def proposal_html(plan: Plan, line: str, *, is_asked: bool) -> str:
    """Show what a second click does, on a session whose messages are real.

    Args:
        plan: What it does.
        line: The same as Python.
        is_asked: Whether Cognito was asked for addresses.
    """
    title = f"Send {codes_text(plan.to_send)}? Nothing was sent yet."
    told = f"{plan.session}: messages may be real, and cost."
    head = cards.card("info", title, str(plan), told)
    return head + cards.code_block(line) + _plan_tables(plan, is_asked=is_asked)


def _address_note(plan: Plan, *, is_asked: bool) -> str:
    """Say what it means that addresses are not known, and what would tell them."""
    if not without_address(plan):
        return ""
    told = "Where no address is known, neither is the price."
    return told if is_asked else f"{told} Tick “{LOOK_UP}” to have them."


def _plan_tables(plan: Plan, *, is_asked: bool) -> str:
    note = _address_note(plan, is_asked=is_asked)
    by_country = plan.countries().astype(object)
    countries = [
        (country, messages, _usd(low), _usd(high))
        for country, messages, low, high in by_country.where(by_country.notna(), "not known")
        .to_numpy()
        .tolist()
    ]
    shown = [
        (number, row.delivery_medium, row.destination or "not known")
        for number, row in enumerate(plan.rows)
        if row.will_be_sent
    ]
    more = f"The first {_SHOWN} of {len(shown):,}. " if len(shown) > _SHOWN else ""
    left_out: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(plan.rows):
        if row.outcome == "not_sent":
            code, said = row.error_code or "", row.error_message or ""
            left_out.setdefault((code, said), []).append(number)
    parts = []
    if countries:
        parts.append(html_table(countries, header=_BY_COUNTRY))
    if shown:
        told = f"{more}Rows are counted from 0. {note}".strip()
        parts.append(html_table(shown[:_SHOWN], header=_TO_WHOM, note=told))
    if left_out:
        parts.append(_left_out_html(left_out))
    return "".join(parts)


def _left_out_html(left_out: Mapping[tuple[str, str], list[int]]) -> str:
    most = sorted(left_out.items(), key=lambda it: -len(it[1]))
    rows = [(len(it), _which(it), code, said) for (code, said), it in most[:_SHOWN]]
    note = f"{len(most) - _SHOWN} more reasons are not shown." if len(most) > _SHOWN else ""
    table = html_table(rows, header=("left out", "which", "error_code", "why"), note=note)
    return f'<div class="ce-wrapping">{table}</div>'


def result_html(results: pd.DataFrame, journal: str, *, is_stopped: bool) -> str:
    """Show what became of the rows.

    Args:
        results: As the batch gives them.
        journal: Where it is written; empty: nowhere.
        is_stopped: Whether it was stopped before its end.
    """
    counts = {str(name): int(count) for name, count in results["outcome"].value_counts().items()}
    done, total = sum(counts.values()), len(results)
    resumed = f"Resume sends the rest, by {journal}." if journal else "No journal knows the rest."
    if is_stopped and done < total:
        title = f"Stopped: {done:,} of {rows_text(total)} are done."
        head = cards.card("warning", title, counts_text(counts, total), resumed)
    else:
        is_good = counts.get("accepted", 0) == total
        head = cards.card("ok" if is_good else "warning", f"Done: {counts_text(counts, total)}.")
    return head + _outcomes_html(results)


def _outcomes_html(results: pd.DataFrame) -> str:
    """Show which rows are not accepted, and why, the most frequent first."""
    found: dict[tuple[str, str], list[int]] = {}
    told = results[["outcome", "error_code"]].astype(object)
    told = told.where(told.notna(), "")
    for number, (outcome, code) in enumerate(zip(told["outcome"], told["error_code"], strict=True)):
        if outcome not in {"", "accepted"}:
            found.setdefault((outcome, code), []).append(number)
    if not found:
        return ""
    most = sorted(found.items(), key=lambda it: -len(it[1]))[:_SHOWN]
    rows = [(_words(outcome), code, len(it), _which(it)) for (outcome, code), it in most]
    note = "Rows are counted from 0."
    if any(code == InvalidRequestError.__name__ for _, code in found):
        note += " Preview says what is wrong with those that are no request."
    if any(outcome == "unknown" for outcome, _ in found):
        note += " What is unknown may have been sent: only send_again=[...] sends it again."
    return html_table(rows, header=_HEADER, note=note)


def _which(numbers: Sequence[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:_SHOWN])
    return f"{shown}, …" if len(numbers) > _SHOWN else shown


def _usd(amount: float | str) -> str:
    return amount if isinstance(amount, str) else f"{amount:,.2f}"


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")
