"""The programs that the tests in a browser share, each started once."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from browser.lab import ARTIFACTS, LabPage, Notebook, OpenNotebook, write_notebook
from browser.servers import Home, Program, start_lab, start_voila
from browser.waiting import PATIENCE_S

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
_NO_BROWSER = (
    "The tests of the forms need Chromium: run `make test`, which installs it, or "
    "`apt-get install chromium`, or `playwright install chromium`."
)

_numbers = itertools.count(1)
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001 -- pytest names them
    """Remember that a test failed, so that its page is not used again."""
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


# Of the package, not of the session: while playwright runs, so does an event loop, which
# tests elsewhere shall not find.
@pytest.fixture(scope="package")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The folders of the Jupyter programs."""
    return Home.make(tmp_path_factory.mktemp("jupyter") / "home")


@pytest.fixture(scope="package")
def starting_lab(home: Home) -> Iterator[Program]:
    """JupyterLab, not yet ready: the browser starts meanwhile."""
    lab = start_lab(home)
    yield lab
    lab.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, or playwright's own."""
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        except Error as error:
            pytest.fail(f"{_NO_BROWSER}\n{error}", pytrace=False)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browser_context(starting_lab: Program, chromium: Browser) -> BrowserContext:  # noqa: ARG001 -- it starts first
    """What pages share: a cache and cookies."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    context.set_default_timeout(PATIENCE_S * 1000)
    return context


@pytest.fixture(scope="package")
def lab(starting_lab: Program, browser_context: BrowserContext) -> Program:  # noqa: ARG001 -- it starts meanwhile
    """JupyterLab, ready."""
    starting_lab.wait_until_ready()
    return starting_lab


@pytest.fixture(scope="package")
def lab_pages() -> list[LabPage]:
    """The page with JupyterLab in it, once there is one."""
    return []


@pytest.fixture
def lab_page(
    request: pytest.FixtureRequest,
    lab: Program,
    browser_context: BrowserContext,
    lab_pages: list[LabPage],
) -> Iterator[LabPage]:
    """A page with JupyterLab loaded, in light colours, not saving widget state."""
    if not lab_pages:
        lab_pages.append(LabPage(browser_context, lab))
    (page,) = lab_pages
    yield page
    if request.node.stash.get(_failed, False):
        page.page.close()
        lab_pages.clear()
        return
    page.use_theme("light")
    page.save_widget_state(automatically=False)


@pytest.fixture
def open_notebook(
    request: pytest.FixtureRequest, home: Home, lab_page: LabPage
) -> Iterator[OpenNotebook]:
    """Write a notebook of the cells that are given, open it, and run it."""
    opened: list[Notebook] = []

    def open_and_run(*cells: str) -> Notebook:
        path = home.notebooks / f"{_file_name(request)}-{next(_numbers)}.ipynb"
        notebook = Notebook(lab_page, write_notebook(path, *cells))
        opened.append(notebook)
        notebook.run()
        return notebook

    yield open_and_run
    if request.node.stash.get(_failed, False):
        lab_page.page.screenshot(path=ARTIFACTS / f"failed-{_file_name(request)}.png")
    for notebook in opened:
        notebook.close()


@pytest.fixture(scope="package")
def voila(home: Home) -> Iterator[Program]:
    """Voilà, ready, on the folder with the notebooks."""
    program = start_voila(home)
    program.wait_until_ready()
    yield program
    program.stop()


@pytest.fixture
def open_in_voila(
    request: pytest.FixtureRequest, home: Home, voila: Program, browser_context: BrowserContext
) -> Iterator[Callable[..., Page]]:
    """Write a notebook of the cells that are given, and show it in Voilà."""
    opened: list[Page] = []

    def show(*cells: str) -> Page:
        name = f"{_file_name(request)}-{next(_numbers)}.ipynb"
        write_notebook(home.notebooks / name, *cells)
        page = browser_context.new_page()
        opened.append(page)
        page.goto(voila.url(f"/voila/render/{name}?token={home.token}"))
        return page

    yield show
    for page in opened:
        page.close()


def _file_name(request: pytest.FixtureRequest) -> str:
    """Make a name for files of the test."""
    return re.sub(r"\W+", "-", request.node.name).strip("-")
