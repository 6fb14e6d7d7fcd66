"""The pages of the documentation: what is generated is up to date, and every block of code runs."""

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


@pytest.mark.parametrize("path", HOW_TO, ids=lambda it: it.stem)
def test_every_block_of_python_runs(path: Path, capsys):
    """From top to bottom, in one namespace, as a reader would."""
    document = Sybil([PythonCodeBlockParser()]).parse(path)
    examples = list(document.examples())

    for example in examples:
        example.evaluate()

    assert examples
    assert capsys.readouterr().err == ""
