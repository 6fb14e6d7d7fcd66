"""The reference of frames: the call that makes each, what a row is, and its columns."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from typing import NamedTuple

from docstrings import attributes, section
from markdown_text import code, codes, prose, table

import cognito_explore as cx
from cognito_explore import frames
from cognito_explore.batch.plan import CountryCost, PlannedRow
from cognito_explore.batch.results import BatchRow
from cognito_explore.embedded import EmbeddedAWS
from cognito_explore.embedded.inbox import Message
from cognito_explore.embedded.scenarios.scenario import Scenario
from cognito_explore.frames import Dtype

_BEGIN = """\
# Frames

Every DataFrame that this library gives: the call that makes it, what one row is, and its columns.
This page is made from `frames.py`, which fixes names, order and dtypes, and from what the records say of their fields, by `make reference`.

An empty frame has the columns and dtypes of a full one.
What a record has as None is missing in a frame: `<NA>`, `NaN` or `NaT`.
Instants are aware and in UTC.
A `category` has the known values, in the order below; one that AWS adds later becomes another category.
No column has a secret, and only the embedded AWS's inbox has whole addresses, which are made up.
"""


class Frame(NamedTuple):
    """A frame, and where it comes from.

    Attributes:
        columns: Its name in `cognito_explore.frames`.
        call: What makes it.
        made_by: The function that the call reaches.
        record: What each row is made from, with a field or property for every column.
    """

    columns: str
    call: str
    made_by: object
    record: type


FRAMES = (
    Frame("HISTORY", "session.history.to_frame()", cx.History.to_frame, cx.Attempt),
    Frame("FINDINGS", "session.diagnose().to_frame()", cx.Diagnosis.to_frame, cx.CheckFinding),
    Frame("DELIVERIES", "session.delivery_log().to_frame()", cx.DeliveryLog.to_frame, cx.Delivery),
    Frame("SANDBOX_NUMBERS", "session.sandbox().numbers()", cx.Sandbox.numbers, cx.SandboxNumber),
    Frame(
        "ORIGINATION_NUMBERS",
        "session.origination().numbers()",
        cx.Origination.numbers,
        cx.OriginationNumber,
    ),
    Frame(
        "SENDER_IDS", "session.origination().sender_ids()", cx.Origination.sender_ids, cx.SenderId
    ),
    Frame("POOLS", "session.origination().pools()", cx.Origination.pools, cx.Pool),
    Frame(
        "REGISTRATIONS",
        "session.origination().registrations()",
        cx.Origination.registrations,
        cx.Registration,
    ),
    Frame(
        "REGISTRATION_VERSIONS",
        "session.origination().registration_versions(registration_id)",
        cx.Origination.registration_versions,
        cx.RegistrationVersion,
    ),
    Frame(
        "REGISTRATION_FIELDS",
        "session.origination().registration_form()",
        cx.Origination.registration_form,
        cx.RegistrationField,
    ),
    Frame(
        "REQUIREMENTS",
        "session.origination().requirements(country)",
        cx.Origination.requirements,
        cx.Requirement,
    ),
    Frame("BATCH", "session.send_codes(rows)", cx.Session.send_codes, BatchRow),
    Frame("PLAN", "session.plan(rows).to_frame()", cx.Plan.to_frame, PlannedRow),
    Frame("PLAN_COUNTRIES", "session.plan(rows).countries()", cx.Plan.countries, CountryCost),
    Frame("INBOX", "session.aws.inbox()", EmbeddedAWS.inbox, Message),
    Frame("SCENARIOS", "session.aws.scenarios()", EmbeddedAWS.scenarios, Scenario),
)


def page() -> str:
    """Make the text of the page."""
    listed = [(f"[`{it.call}`](#{_anchor(it)})", _row(it)) for it in FRAMES]
    return "\n".join(
        [
            _BEGIN,
            *table(["Call", "One row"], listed),
            *(line for it in FRAMES for line in _frame(it)),
        ]
    )


def _frame(frame: Frame) -> Iterator[str]:
    yield f"## {_title(frame)}\n"
    yield f"- Made by {code(frame.call)}"
    yield f"- One row: {_row(frame)}"
    yield f"- In code: `cognito_explore.frames.{frame.columns}`\n"
    told = attributes(frame.record)
    dtypes = operator.attrgetter(frame.columns)(frames)
    rows = [(code(name), _dtype(it), prose(told[name])) for name, it in dtypes.items()]
    yield from table(["Column", "dtype", "What it is"], rows)
    closed = {name: it for name, it in dtypes.items() if isinstance(it, tuple)}
    if closed:
        yield "The categories:\n"
        yield from (f"- {code(name)}: {codes(it)}" for name, it in closed.items())
        yield ""


def _title(frame: Frame) -> str:
    return frame.columns.replace("_", " ").capitalize()


def _anchor(frame: Frame) -> str:
    return _title(frame).lower().replace(" ", "-")


def _row(frame: Frame) -> str:
    """Read what a row is from the call's docstring, which begins so."""
    first = section(frame.made_by, "Returns").partition(".")[0]
    return prose(" ".join(first.split()).removeprefix("One row ").partition(",")[0])


def _dtype(dtype: Dtype) -> str:
    return "`category`" if isinstance(dtype, tuple) else code(dtype)
