"""The pages of the documentation: what is generated is up to date, and every block of code runs."""

import re
import runpy
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

DOCS = Path(__file__).parent.parent / "docs"
HOW_TO = sorted(DOCS.glob("how-to/*.md"))


def test_page_of_checks_is_what_the_registry_says():
    """`make reference` makes it anew."""
    made = runpy.run_path(str(DOCS / "make_checks.py"))["page"]()

    assert (DOCS / "checks.md").read_text(encoding="utf-8") == made


def test_how_to_pages_are_there():
    """What is checked below is something."""
    assert {path.stem for path in HOW_TO} >= {"find_out_why_no_code_came"}


@pytest.mark.parametrize("path", HOW_TO, ids=lambda it: it.stem)
def test_every_block_of_python_runs_and_prints_what_stands_below(path: Path, capsys):
    """From top to bottom, in one namespace, as a reader would."""
    document = Sybil([PythonCodeBlockParser()]).parse(path)

    for example in document.examples():
        example.evaluate()

    shown = re.findall(r"```text\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    assert capsys.readouterr().out == "".join(shown)
    assert shown
