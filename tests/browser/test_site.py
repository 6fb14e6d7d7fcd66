"""The published site in a browser: what people see, find, and what it asks of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import site_pages
import yaml
from playwright.sync_api import Browser, Page, expect

from browser.lab import ARTIFACTS
from browser.records import Records
from browser.waiting import PATIENCE_S

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOOKED_AT = {
    "home": "",
    "tutorial": "tutorials/send_your_first_code/",
    "frames": "tutorials/errors_on_purpose/",
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
        assert reader.page.evaluate(STICKS_OUT) <= 0


def test_every_page_keeps_to_itself_and_fits(site: Path, reader: Reader):
    """None shows an error, asks another host, or sticks out of a narrow window."""
    reader.page.set_viewport_size(NARROW)
    wide = []
    for path in sorted(site.rglob("index.html")):
        reader.page.goto(reader.address + path.parent.relative_to(site).as_posix() + "/")
        if reader.page.evaluate(STICKS_OUT) > 0:
            wide.append(path)

    assert wide == []


def test_search_for_any_error_finds_its_page(reader: Reader):
    """By each literal text, each code, and what people call a symptom: in what is seen first."""
    reader.go("")
    box = reader.page.get_by_role("textbox", name="Search")
    results = reader.page.locator(".md-search-result__item")
    lost = []
    for asked, names in queries().items():
        for text in ("", asked):
            box.fill(text)
            # It listens to keys.
            box.press("End")
            expect(results.first).to_be_visible(visible=bool(text))
        leads = [f"a[href*='/troubleshooting/{name}/']" for name in names]
        seen = reader.page.locator(
            f".md-search-result__item:nth-child(-n+3) :is({','.join(leads)})"
        )
        try:
            expect(seen.first).to_be_attached(timeout=3_000)
        except AssertionError:
            lost.append(asked)

    assert lost == []


def queries() -> dict[str, list[str]]:
    """Give what is asked, and the pages any of which is an answer."""
    pages = defaultdict(list)
    for path in sorted((site_pages.ROOT / "docs/troubleshooting").glob("*.md")):
        if path.stem != "index":
            told = yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
            for asked in [*told["errors"], *told["texts"], *told.get("also", [])]:
                pages[asked].append(path.stem)
    assert len(pages) > 90
    return pages


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
