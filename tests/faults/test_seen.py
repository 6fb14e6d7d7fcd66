"""The page of the site has what the tests saw, all of it and nothing else."""

from __future__ import annotations

from faults import test_killed
from faults.cases import cases
from faults.conftest import Notes
from faults.ways import WAYS


def test_every_case_was_seen_in_every_way(notes: Notes):
    """No case that is no more, none that is missing, and none that is called like another."""
    names = [f"{it.group}: {it.what}" for it in cases()]
    names += [f"{test_killed.GROUP}: {it}" for it in test_killed.CASES]
    told = {name: row["seen"] for name, row in notes.rows.items()}

    noted = told if notes.is_written else notes.before

    assert len(set(names)) == len(names)
    assert {name: set(seen) for name, seen in noted.items()} == {name: set(WAYS) for name in names}
