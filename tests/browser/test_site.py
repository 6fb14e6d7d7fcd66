"""The published site in a browser: what people see, find, and what it asks of whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import site_pages
from playwright.sync_api import Browser, Page, expect

from browser.lab import ARTIFACTS
from browser.records import Records
from browser.waiting import PATIENCE_S

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LOOKED_AT = {
    "home": "",
    "tutorial": "tutorials/send_your_first_code/",
    "api": "reference/api/session/",
    "how": "explanation/how_a_code_travels/",
    "trouble": "troubleshooting/attempt_limit_exceeded/",
}


class Reader:
    """Somebody who reads the site.

    Attributes:
        page: What they look at.
        records: What it did.
        hosts: Who was asked for something.
    """

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.records = Records()
        self.records.follow(page)
        self.hosts: set[str] = set()
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def go(self, path: str) -> None:
        """Open a page of the site."""
        self.page.goto(self.address + path, wait_until="networkidle")


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is shown."""
    with site_pages.serving(site) as found:
        yield found


@pytest.fixture
def reader(address: str, chromium: Browser) -> Iterator[Reader]:
    """A reader who comes for the first time, and at the end has seen no error."""
    context = chromium.new_context(viewport=WIDE)
    context.set_default_timeout(PATIENCE_S * 1000)
    reader = Reader(context.new_page(), address)
    yield reader
    assert reader.records.console_errors == []
    assert reader.hosts == {urlsplit(address).netloc}
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_page_shows_itself_wide_and_narrow(reader: Reader, name: str, scheme: str):
    """In the reader's colours, with its heading, and nothing sticks out of the window."""
    reader.page.emulate_media(color_scheme=scheme)
    for width, viewport in {"wide": WIDE, "narrow": NARROW}.items():
        reader.page.set_viewport_size(viewport)
        reader.go(LOOKED_AT[name])
        ARTIFACTS.mkdir(exist_ok=True)
        reader.page.screenshot(path=ARTIFACTS / f"site-{name}-{width}-{scheme}.png")

        expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
        expect(reader.page.locator("body")).to_have_attribute(
            "data-md-color-scheme", {"light": "default", "dark": "slate"}[scheme]
        )
        sticking_out = reader.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert sticking_out <= 0


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Attempt limit exceeded", "Attempt limit exceeded, please try after some time."),
        ("Access Token has expired", "Access Token has expired"),
        ("CodeDeliveryFailureException", "CodeDeliveryFailureException"),
    ],
)
def test_search_for_an_error_finds_its_page(reader: Reader, text: str, title: str):
    """The first thing found is the page that says what to do."""
    reader.go("")

    reader.page.get_by_role("textbox", name="Search").click()
    reader.page.keyboard.type(text)
    found = reader.page.locator(".md-search-result__link").first
    expect(found).to_contain_text(title)
    found.click()

    expect(reader.page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(reader.page.get_by_role("heading", name="What to do")).to_be_visible()


def test_tutorial_shows_its_form_without_a_kernel(reader: Reader):
    """Its static twin, and the equal line of code below it."""
    reader.go(LOOKED_AT["tutorial"])

    expect(reader.page.get_by_text("Embedded AWS: nothing is really sent").first).to_be_visible()
    expect(reader.page.get_by_text("session.send_code(").first).to_be_visible()
    reader.page.screenshot(path=ARTIFACTS / "site-tutorial-whole.png", full_page=True)


def test_tutorials_lead_from_one_to_the_next(reader: Reader):
    """By the link at the end of each."""
    reader.go(LOOKED_AT["tutorial"])

    reader.page.locator(".jp-Notebook").get_by_role("link").last.click()

    expect(reader.page).to_have_url(f"{reader.address}tutorials/what_the_answer_does_not_tell/")
