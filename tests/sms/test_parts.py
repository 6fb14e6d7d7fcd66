"""An SMS is sent in parts, by the room that its alphabet leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cognito_explore.sms.parts import count_parts


@pytest.mark.parametrize(
    ("body", "encoding", "characters", "parts"),
    [
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        # An escaped character does not fit into the last place of a part.
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("ж" * 70, "UCS-2", 70, 1),
        ("ж" * 71, "UCS-2", 71, 2),
        ("ж" * 134, "UCS-2", 134, 2),
        ("ж" * 135, "UCS-2", 135, 3),
        ("🌷" * 35, "UCS-2", 70, 1),
        ("🌷" * 36, "UCS-2", 72, 2),
        ("ж" * 66 + "🌷" + "ж" * 66, "UCS-2", 134, 3),
        ("", "GSM-7", 0, 1),
    ],
)
def test_parts_of_an_sms_are_counted_by_its_alphabet(
    body: str, encoding: str, characters: int, parts: int
):
    """Extension characters count twice, and what counts twice is not split."""
    counted = count_parts(body)

    assert (counted.encoding, counted.characters, counted.parts) == (encoding, characters, parts)


@given(st.text(max_size=400))
def test_no_part_is_fuller_than_it_can_be(body: str):
    """Parts are as few as their room allows, give or take what is not split."""
    counted = count_parts(body)
    alone, each = {"GSM-7": (160, 153), "UCS-2": (70, 67)}[counted.encoding]

    assert (counted.parts == 1) == (counted.characters <= alone)
    assert counted.characters <= counted.parts * max(each, alone if counted.parts == 1 else 0)
    assert bool(counted.beyond) == (counted.encoding == "UCS-2")
