"""The tutorials are short, whole and clean; nbval itself compares what they put out."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import botocore.session
import nbformat
import pytest
from botocore import xform_name

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
CODE_CELLS_MAX = 12
BYTES_MAX = 100_000
# IAM's name of a service is not always botocore's.
SERVICES = {"sms-voice": "pinpoint-sms-voice-v2"}
COSTS = r"confirm=True|\.add\(|send_code\("
# The order in which they are read; the last one leads to the first how-to.
ORDER = (
    *("send_your_first_code", "what_the_answer_does_not_tell", "tokens_and_scopes"),
    *("change_a_number_safely", "errors_on_purpose", "the_sms_sandbox", "an_origination_number"),
    *("why_did_my_code_not_arrive", "your_own_message", "from_sns_to_end_user_messaging"),
    "many_users_at_once",
)
AFTERWARDS = "../docs/how-to/connect_to_my_account.md"
FORM = r"cx\.\w+(?:Form|View)\("


def read(path: Path):
    """Read a notebook."""
    return nbformat.read(path, as_version=4)


def name_of(path: Path) -> str:
    """Name a notebook in a test's id."""
    return path.stem


def text_of(path: Path) -> str:
    """Give what is written in a notebook, without its outputs."""
    return "\n".join(cell.source for cell in read(path).cells)


def test_tutorials_are_there():
    """What is checked below is something, and has its place in the order."""
    assert {path.stem for path in NOTEBOOKS} == set(ORDER)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_tutorial_is_short(path: Path):
    """One idea each, which fits on a page."""
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]

    assert len(code) <= CODE_CELLS_MAX
    assert path.stat().st_size <= BYTES_MAX


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_tutorial_begins_with_a_question_and_ends_with_what_comes_next(path: Path):
    """A reader knows whether this is for them, and where to go on."""
    cells = read(path).cells

    assert cells[0].source.startswith("# ")
    assert "?" in cells[0].source
    assert "## What to read next" in cells[-1].source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_outputs_are_stored_and_clean(path: Path):
    """Readers see outputs; no widget's state, time or error is among them."""
    notebook = read(path)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]

    counts = [cell.execution_count for cell in code]
    kinds = {output.output_type for cell in code for output in cell.outputs}

    assert counts == [*range(1, len(code) + 1)]
    assert kinds <= {"execute_result", "stream", "display_data"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "widget" not in json.dumps(notebook.metadata)
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_form_has_a_twin_and_is_followed_by_the_equal_code(path: Path):
    """The site has no kernel, and what a click does, a line of code does."""
    code = [cell for cell in read(path).cells if cell.cell_type == "code"]
    forms = [number for number, cell in enumerate(code) if re.search(FORM, cell.source)]

    assert forms, "each of these tutorials has a form"
    for number in forms:
        (output,) = code[number].outputs
        assert "text/html" in output.data
        assert "application/vnd.jupyter.widget-view+json" not in output.data
        assert not re.search(FORM, code[number + 1].source)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_permissions_that_are_named_exist(path: Path):
    """A policy written after this text is a valid one."""
    session = botocore.session.Session()
    named = set(re.findall(r"\b(sns|sms-voice|logs|cloudwatch|cognito-idp):(\w+)", text_of(path)))

    for prefix, operation in named:
        model = session.get_service_model(SERVICES.get(prefix, prefix))
        assert operation in model.operation_names, xform_name(operation)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_policies_can_be_pasted(path: Path):
    """What is to be pasted into IAM is JSON of its form."""
    for block in re.findall(r"```json\n(.*?)\n```", text_of(path), re.DOTALL):
        policy = json.loads(block)

        assert policy["Version"] == "2012-10-17"
        for statement in policy["Statement"]:
            assert set(statement) == {"Sid", "Effect", "Action", "Resource"}
            assert len(set(statement["Action"])) == len(statement["Action"])


@pytest.mark.parametrize("left_out", [{"embedded"}, {"embedded", "costs"}], ids=len)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_tutorial_runs_without_the_cells_that_are_left_out_elsewhere(
    path: Path, left_out: set[str], tmp_path: Path
):
    """What is left out on real AWS, with and without costs, is nothing that a later cell needs."""
    notebook = read(path)
    notebook.cells = [it for it in notebook.cells if not left_out & {*it.metadata.get("tags", [])}]
    left = tmp_path / path.name
    nbformat.write(notebook, left)

    done = run(str(left), "--to", str(tmp_path / "out"))

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_links_to_other_tutorials_lead_somewhere(path: Path):
    """A link to a tutorial is to one that is there."""
    links = re.findall(r"\]\((?!https?://)([^)#]+)", text_of(path))

    assert all((FOLDER / link).exists() for link in links)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_old_name_is_given_once_as_an_alias(path: Path):
    """Amazon Pinpoint is named as what the service was called before, and no more."""
    prose = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    is_about_it = path.stem in {"an_origination_number", "from_sns_to_end_user_messaging"}

    assert prose.count("Pinpoint") == is_about_it
    assert prose.count("(formerly Amazon Pinpoint)") == is_about_it


@pytest.mark.parametrize(
    ("path", "following"),
    [
        (FOLDER / f"{name}.ipynb", f"{following}.ipynb" if following else AFTERWARDS)
        for name, following in zip(ORDER, (*ORDER[1:], ""), strict=True)
    ],
    ids=ORDER,
)
def test_tutorial_leads_to_the_next(path: Path, following: str):
    """Who reads on at the end of each has read them all, in order."""
    _, to_read = read(path).cells[-1].source.split("## What to read next")

    assert re.findall(r"\]\(([^)#]+)", to_read)[0] == following


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_what_costs_money_is_tagged(path: Path):
    """On real AWS nothing is bought or sent in by running a notebook from top to bottom."""
    for cell in read(path).cells:
        if cell.cell_type == "code" and re.search(COSTS, cell.source):
            assert {"costs", "embedded"} & set(cell.metadata.get("tags", []))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_what_real_aws_does_not_have_is_tagged(path: Path):
    """Cells that look into the embedded AWS are left out elsewhere."""
    for cell in read(path).cells:
        if cell.cell_type == "code" and "session.aws." in cell.source:
            assert "embedded" in cell.metadata.get("tags", [])


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command that regenerates the tutorials."""
    return subprocess.run(
        [sys.executable, str(FOLDER / "run.py"), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_what_is_stored_is_what_make_notebooks_makes(path: Path, tmp_path: Path):
    """To the last character: nobody mends an output by hand."""
    done = run(str(path), "--to", str(tmp_path))

    assert done.returncode == 0, done.stderr
    assert (tmp_path / path.name).read_text("utf-8") == path.read_text("utf-8")


@pytest.mark.parametrize("arguments", [(), ("--to", str(FOLDER))])
def test_another_target_does_not_overwrite_what_is_stored(arguments: tuple[str, ...]):
    """Outputs of somebody's real pool do not land in the repository by a slip."""
    done = run(*arguments, COGNITO_EXPLORE_TARGET="aws", AWS_REGION="eu-central-1")

    assert done.returncode != 0
    assert "--to" in done.stderr


@pytest.mark.parametrize(
    ("allowed", "left"), [((), ["plain"]), (("--allow-costs",), ["plain", "costs"])]
)
def test_cells_of_money_and_of_the_embedded_aws_are_left_out_elsewhere(
    tmp_path: Path, allowed: tuple[str, ...], left: list[str]
):
    """On another target a notebook runs without them, and its copy has none of them."""
    notebook = nbformat.v4.new_notebook()
    for tag in ("plain", "costs", "embedded"):
        cell = nbformat.v4.new_code_cell(f"{tag!r}")
        cell.metadata["tags"] = [tag]
        notebook.cells.append(cell)
    path = tmp_path / "some.ipynb"
    nbformat.write(notebook, path)

    done = run(str(path), "--to", str(tmp_path / "out"), *allowed, COGNITO_EXPLORE_TARGET="aws")

    assert done.returncode == 0, done.stderr
    made = read(tmp_path / "out" / "some.ipynb")
    assert [cell.metadata["tags"] for cell in made.cells] == [[tag] for tag in left]
    assert [cell.outputs[0].data["text/plain"] for cell in made.cells] == [repr(it) for it in left]
