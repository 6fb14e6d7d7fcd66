"""What a server says is shown as text: nothing in it acts on a terminal or a page."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import pytest
from conftest import NOW, Server, make_token
from hypothesis import example, given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.actions.base import Response
from cognito_explore.show import (
    EMBEDDED_NOTE,
    Text,
    cell,
    hide_password,
    html_table,
    html_text,
    printable,
    printable_lines,
)

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</td></table></div><script>alert(1)</script>",
    "\" onmouseover='alert(1)'",
    "<!-- ",
    "&lt;b&gt;",
    "$\\unicode{x}$ and $$x$$",
    "\\(x\\) \\[x\\]",
    "\x1b[2J\x1b]0;title\x07",
    "\u202eevil\u2066",
]
any_text = st.text(st.characters(exclude_categories=())) | st.sampled_from(HOSTILE)


class Page(HTMLParser):
    """The elements of a piece of HTML, and the text in each cell of its tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.others: list[str] = []
        self.cells: list[str] = []
        self.dollars: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element."""
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element, which has to be the last one that was begun."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Take text."""
        if {"td", "th"} & set(self._open):
            self.cells[-1] += data
        if self._open[-1] == "span":
            self.dollars.append(data)
        else:
            assert "$" not in data

    def _take(self, text: str) -> None:
        self.others.append(text)

    handle_comment = handle_decl = handle_pi = unknown_decl = _take


def assert_harmless(text: str) -> Page:
    """Assert that there is nothing in a piece of HTML but a plain table."""
    page = Page(text)
    root, *inner = page.elements
    assert root == ("div", {"class": "cognito-explore tex2jax_ignore mathjax_ignore"})
    assert all(attributes in ({}, {"style": "text-align: left"}) for _, attributes in inner)
    assert {tag for tag, _ in inner} <= {
        *("p", "strong", "em", "span"),
        *("table", "thead", "tr", "th", "td"),
    }
    assert page.others == []
    assert set(page.dollars) <= {"$"}
    return page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("ünïcode 漢字 🙂", "ünïcode 漢字 🙂"),
        ("two\nlines", "two\\nlines"),
        ("back\rover", "back\\rover"),
        ("tab\tstop", "tab\\tstop"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("nul\x00", "nul\\x00"),
        ("bell\x07 \x7f \x9b", "bell\\x07 \\x7f \\x9b"),
        ("\u202etxt.exe", "\\u202etxt.exe"),
        ("\u2066a\u2069", "\\u2066a\\u2069"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("soft\u00adhyphen", "soft\\xadhyphen"),
        ("no-break\u00a0space", "no-break\\xa0space"),
        ("line\u2028and\u2029paragraph", "line\\u2028and\\u2029paragraph"),
        ("lone \ud800", "lone \\ud800"),
        ("private \ue000 \U000e0041", "private \\ue000 \\U000e0041"),
        ("quotes ' \" \\", "quotes ' \" \\"),
        ("", ""),
    ],
)
def test_what_does_not_print_is_escaped(text: str, shown: str):
    """Controls, bidi overrides, zero widths and surrogates are written out; text stays."""
    assert printable(text) == shown


@given(any_text, st.integers(1, 60))
def test_printable_text_prints(text: str, limit: int):
    """Whatever goes in, what comes out is one line that any terminal and encoding takes."""
    shown = printable(text, limit)

    assert shown.isprintable()
    assert shown.encode().decode() == shown


@given(st.text(min_size=6))
def test_long_text_is_cut(text: str):
    """Text is not endless: its length is told instead of its end."""
    shown = printable(text, 5)

    assert shown == printable(text[:5]) + f"… ({len(text)} characters)"


def test_limit_is_the_length_that_is_shown_whole():
    """Text of the limit's length is whole, and text of one more is cut; thousands are set off."""
    assert printable("x" * 500) == "x" * 500
    assert printable("x" * 501) == f"{'x' * 500}… (501 characters)"
    assert printable("x" * 10_000, 3) == "xxx… (10,000 characters)"


@given(any_text)
def test_lines_stay_lines(text: str):
    """A program keeps its lines, however long, and each of them prints."""
    lines = printable_lines(text).split("\n")

    assert len(lines) == len(text.split("\n"))
    assert all(line.isprintable() for line in lines)
    assert "…" not in printable_lines("x" * 1_000)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://user:hunter2@127.0.0.1:9229/path", "http://•••@127.0.0.1:9229/path"),
        ("http://hunter2@localhost", "http://•••@localhost"),
        ("http://user:p@hunter2@localhost", "http://•••@localhost"),
        ("https://a:hunter2@one https://b:hunter2@two", "https://•••@one https://•••@two"),
        ('No connection to "http://a:hunter2@one/".', 'No connection to "http://•••@one/".'),
        ("https://example.com/ana@example.com", "https://example.com/ana@example.com"),
        ("ana@example.com", "ana@example.com"),
        ("", ""),
    ],
)
def test_password_in_a_url_is_hidden(text: str, shown: str):
    """Nobody sees the password of an emulator or a proxy, and the host stays readable."""
    assert hide_password(text) == shown


@pytest.mark.parametrize("value", [5, None, ["two\nlines"], b"\x00"])
def test_anything_can_be_made_printable(value: object):
    """What is no text is shown as `str` shows it."""
    assert printable(value) == str(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (NOW, "2026-11-22 12:00:00 UTC"),
        (12.3456, "12.3"),
        (200, "200"),
        (True, "True"),
        ("two\nlines", "two\\nlines"),
        (cx.Sensitive("hunter2"), "Sensitive('•••')"),
    ],
)
def test_cells_are_shown_as_people_read_them(value: object, shown: str):
    """What is missing is empty, and instants are in UTC to the second."""
    assert cell(value) == shown


def test_time_of_another_zone_is_shown_in_utc():
    """An instant that is called UTC is in UTC."""
    at = datetime(2026, 11, 22, 14, tzinfo=timezone(timedelta(hours=2)))

    assert cell(at) == "2026-11-22 12:00:00 UTC"


def test_text_shows_itself_line_by_line():
    """The last line of a cell shows a program as a program, not as a quoted string."""
    program = Text("import boto3\nprint('hello')")

    assert repr(program) == "import boto3\nprint('hello')"
    assert program == "import boto3\nprint('hello')"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("\"'&", "&quot;&#x27;&amp;"),
        ("$x$", "<span>$</span>x<span>$</span>"),
        ("plain", "plain"),
    ],
)
def test_html_is_escaped(text: str, shown: str):
    """Elements and quotes are escaped, and a dollar sign is in an element of its own."""
    assert html_text(text) == shown


@given(any_text, any_text, any_text, any_text)
@example(*HOSTILE[:4])
@example(*HOSTILE[4:8])
def test_no_text_adds_to_the_page(title: str, note: str, name: str, value: str):
    """Hostile text adds no element and no attribute anywhere, and can be read as text."""
    shown = html_table([(name, value)], title=title, note=note)

    page = assert_harmless(shown)
    assert page.cells == [printable(name), printable(value)]


@given(st.lists(any_text, min_size=1, max_size=3))
def test_no_header_adds_to_the_page(names: list[str]):
    """The header of a table is escaped as its cells are."""
    page = Page(html_table([], header=names, title="Title"))

    assert page.cells == [printable(name) for name in names]
    assert "td" not in dict(page.elements)


def test_first_column_names_the_rows_where_there_is_no_header():
    """A table of one record has its names in front, one of several has them on top."""
    record = Page(html_table([("name", 1), ("other", 2)], title="Record"))
    several = Page(html_table([(1, 2)], header=("name", "other"), title="Several"))

    assert [tag for tag, _ in record.elements if tag in {"th", "td"}] == ["th", "td", "th", "td"]
    assert [tag for tag, _ in several.elements if tag in {"th", "td"}] == ["th", "th", "td", "td"]
    assert several.cells == ["name", "other", "1", "2"]


def test_note_is_left_out_where_there_is_none():
    """No note, no empty line under the table."""
    assert "<em>" not in html_table([(1, 2)], title="Title")
    assert "<em>Note</em>" in html_table([(1, 2)], title="Title", note="Note")


def every_record(session: cx.Session, token: str | cx.AccessToken) -> Iterator[Response]:
    """Give a record of every kind but that of a sign-in."""
    yield session.send_code(token, "phone_number")
    code = session.aws.inbox()["code"].iloc[-1] if "embedded" in session.name else "123456"
    yield session.verify_code(token, "phone_number", code)
    yield session.get_user(token)
    yield session.send(cx.GlobalSignOut(token))


def answer_with(text: str) -> dict[str, Any]:
    """Make an answer that has a text wherever Cognito answers with text."""
    return {
        "CodeDeliveryDetails": {
            "Destination": text,
            "DeliveryMedium": text,
            "AttributeName": text,
        },
        "Username": text,
        "UserAttributes": [
            {"Name": name, "Value": text} for name in ("email", "phone_number", "email_verified")
        ],
    }


def test_hostile_answer_is_shown_as_text(remote: cx.Session, server: Server):
    """Whatever a server answers, its records are one safe line and one plain table."""
    text = " ".join(HOSTILE)
    server.body = json.dumps(answer_with(text)).encode()
    server.headers["x-amzn-RequestId"] = "".join(filter(str.isprintable, text))

    sent, *others = every_record(remote, make_token())

    assert (sent.destination, sent.delivery_medium) == (printable(text), printable(text))
    assert assert_harmless(sent._repr_html_()).cells.count(printable(text)) == 3
    for record in (sent, *others):
        assert_harmless(record._repr_html_())
        assert repr(record).isprintable()


def test_hostile_refusals_are_shown_as_text(remote: cx.Session, server: Server):
    """AWS's text is as untrusted in an error, and in the history, as in a record."""
    for text in HOSTILE:
        server.refuse(f"{text}Exception", text)

        with pytest.raises(cx.ServiceError) as caught:
            remote.send_code(make_token(), "email")

        assert str(caught.value).replace("\n", "").isprintable()
        kept = remote.history[-1]
        page = assert_harmless(kept._repr_html_())
        assert printable(f"{text}Exception") in page.cells
        assert str(kept.error_message).isprintable()
        assert repr(kept).isprintable()

    assert_harmless(remote.history._repr_html_())
    assert repr(remote.history).isprintable()


def test_destination_is_shown_as_cognito_masks_it(remote: cx.Session):
    """A stars-and-digits destination goes to the page as it is."""
    sent = remote.send_code(make_token(), "phone_number")

    assert "+*******0123" in Page(sent._repr_html_()).cells
    assert "destination='+*******0123'" in repr(sent)


def test_embedded_records_say_that_nothing_is_sent(session: cx.Session, tokens: cx.Tokens):
    """Every record of the embedded AWS has a note, so that nobody waits for a message."""
    got = [session, tokens, *every_record(session, tokens.access_token)]
    got += [session.history, *session.history]

    assert len(got) == 12
    assert all(EMBEDDED_NOTE in record._repr_html_() for record in got)


def test_records_of_a_real_service_have_no_such_note(remote: cx.Session, server: Server):
    """Where something is really sent, nothing says otherwise."""
    server.body = json.dumps(answer_with("text")).encode()

    got = [remote, *every_record(remote, make_token())]
    got += [remote.history, *remote.history]

    assert not any(EMBEDDED_NOTE in record._repr_html_() for record in got)
    assert not any("nothing is really sent" in repr(record) for record in got)
