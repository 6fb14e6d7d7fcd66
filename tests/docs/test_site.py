"""The published site: it builds, nothing on it leads nowhere, and everything is on it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from site_pages import ROOT, Page, mkdocs
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


def test_what_leads_nowhere_ends_the_build(tmp_path: Path):
    """A link of a tutorial is looked at as those of Markdown are."""
    settings = tmp_path / "mkdocs.yml"
    docs = tmp_path / "docs/tutorials"
    docs.mkdir(parents=True)
    (docs.parent / "index.md").write_text("# Home\n")
    cell = {"cell_type": "markdown", "metadata": {}, "source": "# What?\n[x](nothing.ipynb)"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (docs / "some.ipynb").write_text(json.dumps(notebook))
    settings.write_text(
        f"site_name: x\ntheme: {{name: material, font: false}}\n"
        f"hooks: ['{ROOT / 'docs/_make/links.py'}']\nplugins: [mkdocs-jupyter: {{cache: false}}]\n"
    )

    done = mkdocs("build", "--strict", "--config-file", str(settings))

    assert done.returncode != 0
    assert "some.ipynb links to nothing.ipynb" in done.stderr


def test_every_tutorial_is_in_the_navigation_in_its_order():
    """A notebook that nobody finds teaches nobody."""
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")

    listed = re.findall(r"tutorials/(\w+)\.ipynb", nav)

    assert tuple(listed) == ORDER


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


def test_site_asks_nothing_of_another_host(site: Path):
    """No style sheet, script or font comes from elsewhere; only links lead there."""
    tags = re.compile(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=\"(?:https?:)?//[^\"]*")
    loaded = {
        (path.relative_to(site).as_posix(), found)
        for path in site.rglob("*.html")
        for found in tags.findall(path.read_text(encoding="utf-8"))
        if 'rel="canonical"' not in found
    }

    assert loaded == set()


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
