"""The pages in Markdown: every block of code runs, or is held against what it speaks of."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest
import yaml
from site_pages import ROOT
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from cognito_explore.__main__ import _make_parser, main

DOCS = ROOT / "docs"
# What the README's blocks print is compared in test_readme.py.
README = ROOT / "README.md"
PAGES = sorted(it for it in DOCS.rglob("*.md") if not it.is_symlink())
# The others of the reference are generated, and held against their generators.
WRITTEN = [it for it in PAGES if it.parent != DOCS / "reference"]
EVERYTHING = [README, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *PAGES]
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LANGUAGES = {"python", "text", "json", "yaml", "shell"}
# Programs that others make: that it is they who are called, and that the files are there.
PROGRAMS = {"jupyter", "voila", "git", "npx", "curl", "aws"}
NODE_PACKAGES = {"cognito-local"}
AWS_VARIABLES = {
    *("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"),
    *("AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
}
# IAM's name of a service is not always botocore's.
SERVICES = {"ses": "sesv2", "sms-voice": "pinpoint-sms-voice-v2"}
PROBLEM_FOUND = 1


def name_of(path: Path) -> str:
    """Name a page in a test's id."""
    return path.relative_to(ROOT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """Give the blocks of code of a page in one language."""
    found = BLOCK.findall(path.read_text(encoding="utf-8"))
    return [text for told, text in found if told == language]


def with_blocks(language: str, *paths: Path) -> list[Path]:
    """Give the pages that have blocks in a language."""
    return [path for path in paths if blocks(path, language)]


def test_every_block_says_its_language():
    """One that a test here looks at."""
    for path in EVERYTHING:
        text = path.read_text(encoding="utf-8")
        said = {language for language, _ in BLOCK.findall(text)}

        assert said <= LANGUAGES, name_of(path)
        assert text.count("```") == 2 * len(BLOCK.findall(text)), name_of(path)
        # What is indented would be code, too, of no language.
        assert not re.search(r"\n\n {4,}\S", BLOCK.sub("", text)), name_of(path)


@pytest.mark.parametrize("path", [README, ROOT / "CONTRIBUTING.md"], ids=name_of)
def test_links_of_what_is_read_in_the_repository_lead_to_files(path: Path):
    """mkdocs looks at those of the site; these are read beside the code."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [it for it in links if not (ROOT / it).exists()] == []


@pytest.mark.parametrize("path", with_blocks("python", *PAGES), ids=name_of)
def test_every_block_of_python_runs_and_prints_what_stands_below(
    path: Path, capsys, tmp_path, monkeypatch
):
    """From top to bottom, in one namespace, as a reader would."""
    # What a page writes is not left in the clone; what it reads of it is there.
    (tmp_path / "notebooks").symlink_to(ROOT / "notebooks")
    monkeypatch.chdir(tmp_path)
    for example in Sybil([PythonCodeBlockParser()]).parse(path).examples():
        example.evaluate()

    assert capsys.readouterr().out == "".join(blocks(path, "text"))


@pytest.mark.parametrize("path", with_blocks("text", *WRITTEN), ids=name_of)
def test_nothing_is_said_to_be_printed_that_nothing_prints(path: Path):
    """What stands as printed on a page that somebody wrote is what its Python prints."""
    assert blocks(path, "python")


@pytest.mark.parametrize("path", with_blocks("json", *EVERYTHING), ids=name_of)
def test_policies_can_be_pasted(path: Path):
    """What is to be pasted into IAM is JSON of its form, and its actions exist."""
    session = botocore.session.Session()
    for block in blocks(path, "json"):
        policy = json.loads(block)

        assert policy["Version"] == "2012-10-17"
        for statement in policy["Statement"]:
            # Of a role that trusts somebody, it is the principal.
            assert {"Effect", "Action"} < set(statement)
            assert ("Resource" in statement) != ("Principal" in statement)
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                prefix, _, operation = action.partition(":")
                model = session.get_service_model(SERVICES.get(prefix, prefix))
                assert operation in model.operation_names, action


@pytest.mark.parametrize("path", with_blocks("yaml", *EVERYTHING), ids=name_of)
def test_blocks_of_yaml_are_yaml(path: Path):
    """Read as what they are read by."""
    for block in blocks(path, "yaml"):
        assert yaml.safe_load(block)


def commands(path: Path) -> Iterator[list[str]]:
    """Give the commands of the shell blocks of a page, word by word."""
    for block in blocks(path, "shell"):
        for line in block.replace("\\\n", " ").splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield words


@pytest.mark.parametrize("path", with_blocks("shell", *EVERYTHING), ids=name_of)
def test_every_command_is_one_that_works(path: Path, capsys, monkeypatch):
    """Ours are run; of others it is held that what they name is there."""
    monkeypatch.setenv("COLUMNS", "100")
    for words in commands(path):
        match words:
            case ["make", *targets]:
                check_targets(targets)
            case ["pip", "install", *packages]:
                check_packages(packages)
            case ["export", *settings]:
                check_variables(settings)
            case ["python", "-m", "cognito_explore", *arguments] | ["cognito-explore", *arguments]:
                check_command(arguments)
            case ["npx", package]:
                assert package in NODE_PACKAGES
            # The options of notebooks/run.py are tested in test_notebooks.py.
            case ["python", "notebooks/run.py", *rest] | [_, *rest]:
                assert words[0] in {"python", *PROGRAMS}, words
                files = [it for it in rest if it.endswith((".ipynb", ".py"))]
                assert [it for it in files if not (ROOT / it).exists()] == []
    capsys.readouterr()


def check_targets(targets: list[str]) -> None:
    """Hold that the Makefile has them."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in targets:
        if "=" not in target:
            assert f"\n{target}:" in makefile, target


def check_packages(packages: list[str]) -> None:
    """Hold that the extras of this project that are named are there."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for package in packages:
        extras = re.fullmatch(r"(?:\.|cognito_explore)\[([\w,]+)\]", package)
        for extra in extras[1].split(",") if extras else []:
            assert f"\n{extra} = [" in project, package


def check_variables(settings: list[str]) -> None:
    """Hold that somebody reads them."""
    page = (DOCS / "reference/environment.md").read_text(encoding="utf-8")
    for setting in settings:
        name = setting.partition("=")[0]
        assert name in AWS_VARIABLES or f"`{name}`" in page, name


def check_command(arguments: list[str]) -> None:
    """Run a command of ours, on the embedded AWS.

    Of another target, and of what runs until it is stopped, only the words are read.
    """
    if "--target" in arguments or arguments[0] == "serve":
        _make_parser().parse_args(arguments)
    else:
        assert main(arguments) in {0, PROBLEM_FOUND}, arguments
