"""The README: every block of code runs, and what it says is printed is printed."""

import re
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

from cognito_explore.__main__ import main

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture(autouse=True)
def folder_of_its_own(tmp_path, monkeypatch):
    """A batch leaves a journal where the reader is."""
    monkeypatch.chdir(tmp_path)


def test_every_block_of_python_runs():
    """From top to bottom, in one namespace, as a reader would."""
    document = Sybil([PythonCodeBlockParser()]).parse(README)
    examples = list(document.examples())

    for example in examples:
        example.evaluate()

    assert len(examples) == 8
    assert len(document.namespace["session"].history) >= 4


def test_what_the_readme_says_is_printed_is_printed(capsys):
    """A question, and the findings of a token, word for word."""
    document = Sybil([PythonCodeBlockParser()]).parse(README)
    printed = ""
    for example in document.examples():
        example.evaluate()
        printed += capsys.readouterr().out

    shown = [text_block(after=code) for code in ("print(asked", "print(finding)", "print(lost")]
    assert "\n".join(shown) == printed.strip()


def test_the_demo_prints_what_the_readme_shows(capsys):
    """Apart from digits: codes, times and milliseconds differ from run to run."""
    main(["demo"])

    printed = capsys.readouterr().out.strip()

    assert without_digits(printed) == without_digits(text_block(after="`make demo` prints"))


def test_pictures_are_there():
    """Each picture is a file of the repository, with a text for whoever cannot see it."""
    pictures = re.findall(r"!\[(.*)\]\((.*)\)", README.read_text())

    assert [path for _, path in pictures] == ["docs/images/explorer.png"]
    assert all(text and (README.parent / path).is_file() for text, path in pictures)


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_two_commands_are_named_and_there(command):
    """A target of the Makefile each."""
    makefile = (README.parent / "Makefile").read_text()

    assert command in README.read_text()
    assert f"\n{command.removeprefix('make ')}:" in makefile


def text_block(*, after):
    """Give the first block of plain text after a phrase."""
    rest = README.read_text().partition(after)[2]
    return re.search(r"```text\n(.*?)\n```", rest, re.DOTALL)[1]


def without_digits(text):
    """Blur what differs from run to run: numbers, and the white space around them."""
    return re.sub(r"[\d ]+", "#", text)
