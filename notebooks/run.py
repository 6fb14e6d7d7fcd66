"""Run the tutorials, and store what they put out.

On the embedded AWS, stored outputs are what readers of the site see, and what the tests
compare. With another `COGNITO_EXPLORE_TARGET`, copies go to a folder of their own: cells
tagged `embedded` are left out there, and cells tagged `costs` unless `--allow-costs` is given.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
TIMEOUT_S = 300
# What cells that cost money look at, too, when somebody runs them by hand.
COSTS_VARIABLE = "COGNITO_EXPLORE_ALLOW_COSTS"
VIEW = "application/vnd.jupyter.widget-view+json"


def run(path: Path, *, left_out: frozenset[str] = frozenset()) -> Any:
    """Run a notebook from nothing, and give it with its outputs.

    Args:
        path: Of the notebook, which stays as it is.
        left_out: Cells with one of these tags are not run.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not left_out.intersection(tags_of(cell))]
    client = NotebookClient(
        notebook,
        timeout=TIMEOUT_S,
        kernel_name="python3",
        # In how many pieces a cell's text comes is a matter of time.
        coalesce_streams=True,
        # A form's state could hold what somebody typed.
        store_widget_state=False,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    client.execute()
    return clean(notebook)


def clean(notebook: Any) -> Any:
    """Take out what differs from run to run: times, and ids of widgets and cells."""
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        tags = tags_of(cell)
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("data", {}).pop(VIEW, None)
    return notebook


def tags_of(cell: Any) -> list[str]:
    """Give the tags of a cell."""
    return list(cell.metadata.get("tags", []))


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description="Run the tutorials and store their outputs.")
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: all of them")
    parser.add_argument("--to", type=Path, help="a folder for the copies; default: in place")
    parser.add_argument("--allow-costs", action="store_true", help="run cells that cost money")
    asked = parser.parse_args(arguments)
    target = os.environ.get("COGNITO_EXPLORE_TARGET") or "embedded"
    is_here = asked.to is None or asked.to.resolve() == FOLDER
    if target != "embedded" and is_here:
        parser.error(f"the target is {target}: say with --to in which other folder outputs go.")
    left_out = set() if target == "embedded" else {"embedded"}
    if target != "embedded" and not asked.allow_costs:
        left_out.add("costs")
    os.environ.setdefault(COSTS_VARIABLE, "1" if asked.allow_costs else "")
    for path in asked.notebooks or sorted(FOLDER.glob("*.ipynb")):
        made = run(path, left_out=frozenset(left_out))
        to = path if asked.to is None else asked.to / path.name
        to.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, to)
        print(to)
    return 0


if __name__ == "__main__":
    sys.exit(main())
