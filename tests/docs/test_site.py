"""The published site: it builds, nothing on it leads nowhere, and everything is on it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from site_pages import BUILD, ROOT, Page, mkdocs
from test_notebooks import ORDER

import cognito_explore as cx

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site."""
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_internal_link_and_anchor_leads_somewhere(site: Path, pages: dict[Path, Page]):
    """Of every page, tutorials included, which mkdocs does not look at itself."""
    broken = []
    for path, page in pages.items():
        # The page of what is not there is shown under any address.
        if path.name == "404.html":
            continue
        for link in page.links:
            told = urlsplit(link)
            if told.scheme or told.netloc:
                continue
            wanted = (path.parent / unquote(told.path)).resolve() if told.path else path
            wanted = wanted / "index.html" if wanted.is_dir() else wanted
            target = pages.get(wanted)
            if not wanted.is_file() or (target and told.fragment not in {"", *target.anchors}):
                broken.append(f"{path.relative_to(site)}: {link}")

    assert broken == []
    assert len(pages) > 60


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("# A\n[x](nothing.md)", "nothing.md"),
        ("# A\n[x](index.md#gone)", "gone"),
        ("# A\n[x][cognito_explore.Gone]", "cognito_explore.Gone"),
        ("# A", "orphan.md"),
    ],
)
def test_what_leads_nowhere_ends_the_build(tmp_path: Path, page: str, said: str):
    """A dead link, a dead anchor, a name that is not there, and a page that nobody finds."""
    listed = [] if said == "orphan.md" else ["orphan.md"]

    done = build_small(tmp_path, {"index.md": "# Home", "orphan.md": page}, ["index.md", *listed])

    assert done.returncode != 0
    assert said in done.stderr


def test_dead_link_of_a_tutorial_ends_the_build(tmp_path: Path):
    """It is looked at as those of Markdown are."""
    cell = {"cell_type": "markdown", "metadata": {}, "source": "# What?\n[x](nothing.ipynb)"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    pages = {"index.md": "# Home", "tutorials/some.ipynb": json.dumps(notebook)}

    done = build_small(tmp_path, pages, [*pages])

    assert done.returncode != 0
    assert "some.ipynb links to nothing.ipynb" in done.stderr


def test_good_pages_build(tmp_path: Path):
    """What fails above fails for its mistake alone."""
    done = build_small(tmp_path, {"index.md": "# Home"}, ["index.md"])

    assert done.returncode == 0, done.stderr


def build_small(folder: Path, pages: dict[str, str], nav: list[str]) -> CompletedProcess[str]:
    """Build a site of few pages, with the settings of the real one."""
    for name, text in pages.items():
        path = folder / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = {
        "INHERIT": str(ROOT / "mkdocs.yml"),
        "hooks": [str(ROOT / "docs/_hooks.py")],
        "extra_css": [],
        "nav": nav,
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
    return mkdocs(*BUILD, "--config-file", str(folder / "mkdocs.yml"))


def test_make_docs_is_what_is_tested():
    """With the same options, so that what fails here is not published."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"$(MKDOCS) {' '.join(BUILD)}\n" in makefile


def test_every_tutorial_is_in_the_navigation_in_its_order():
    """A notebook that nobody finds teaches nobody."""
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    listed = re.findall(r"tutorials/(\w+)\.ipynb", nav)

    assert tuple(listed) == ORDER


def test_every_tutorial_can_be_downloaded(site: Path, pages: dict[Path, Page]):
    """As it is in the repository."""
    for name in ORDER:
        page = site / f"tutorials/{name}/index.html"

        assert f"{name}.ipynb" in pages[page].links
        stored = (ROOT / f"notebooks/{name}.ipynb").read_bytes()
        assert (page.parent / f"{name}.ipynb").read_bytes() == stored


def test_code_of_tutorials_is_searched_once(site: Path):
    """Not what is there to be copied, nor the word that says that it was."""
    index = (site / "search/search_index.json").read_text(encoding="utf-8")

    assert "Copied!" not in index
    assert index.count("AttributesRequireVerificationBeforeUpdate") > 1


def test_every_tutorial_shows_its_outputs_and_forms(site: Path, pages: dict[Path, Page]):
    """A form shows its static twin, and what cells print is there."""
    for name in ORDER:
        page = pages[site / f"tutorials/{name}/index.html"]

        assert "Embedded AWS: nothing is really sent" in page.text, name
        assert "VBox(children=(" not in page.text, name


def test_every_public_name_is_on_the_site(pages: dict[Path, Page]):
    """With an anchor that is its name, to which a link can lead."""
    anchors = set().union(*(page.anchors for page in pages.values()))

    missing = [name for name in cx.__all__ if f"cognito_explore.{name}" not in anchors]

    assert missing == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda it: it.stem)
def test_workflow_is_pinned_and_may_do_little(path: Path):
    """Each action is a commit, each job says what it may do, and no job may write the code."""
    text = path.read_text(encoding="utf-8")
    told = yaml.safe_load(text)

    uses = re.findall(r"uses: (\S+)(.*)", text)
    assert uses
    for action, version in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", version), action
    assert told["permissions"] == {}
    for job in told["jobs"].values():
        assert job["permissions"]
        assert job["permissions"].get("contents", "read") == "read"
        assert job["timeout-minutes"] <= 90
    for step in (step for job in told["jobs"].values() for step in job["steps"]):
        if "actions/checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_workflows_test_every_python_that_is_promised():
    """What `pyproject.toml` lists is what runs."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    told = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))

    promised = re.findall(r"Python :: (3\.\d+)", project)

    assert told["jobs"]["test"]["strategy"]["matrix"]["python"] == promised
    assert promised == ["3.11", "3.12", "3.13", "3.14"]
