"""Going on with a journal: what may have been sent is not sent again by itself."""

import numpy as np
import pandas as pd
import pytest

import cognito_explore as cx
from batch.crowds import sent_to
from cognito_explore import frames

INF = float("inf")


def test_resuming_sends_nothing_that_was_sent(session, crowd, journal, do):
    """Every outcome stays as the journal has it, with its time and its tries."""
    first = do(session, crowd, journal=journal)

    again = do(session, crowd, journal=journal, resume=True)

    same = [name for name in frames.BATCH if name != "attempt"]
    pd.testing.assert_frame_equal(first[same], again[same])
    assert again["attempt"].isna().all()
    assert len(session.aws.inbox()) == 12


def test_a_new_token_of_the_same_user_is_the_same_row(session, journal, do):
    """A token lives an hour, and a batch may be resumed a day later."""
    rows = pd.DataFrame(
        {
            "access_token": [session.sign_in("ana", "correct-horse-1").access_token],
            "attribute_name": "email",
        }
    )
    do(session, rows, journal=journal)
    rows["access_token"] = [session.sign_in("ana", "correct-horse-1").access_token]

    do(session, rows, journal=journal, resume=True)

    assert len(session.aws.inbox()) == 1


def test_a_row_without_an_outcome_is_unknown_and_is_not_sent_again(session, crowd, journal, do):
    """Unless the caller says so, row by row."""
    do(session, crowd[:3], journal=journal)
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not ('"row":1,' in line and "outcome" in line)]
    journal.write_text("".join(kept), encoding="utf-8")

    resumed = do(session, crowd[:3], journal=journal, resume=True)
    again = do(session, crowd[:3], journal=journal, resume=True, send_again=[1])

    assert list(resumed["outcome"]) == ["accepted", "unknown", "accepted"]
    assert resumed["error_code"][1] == "NoOutcome"
    assert list(again["outcome"]) == ["accepted"] * 3
    assert list(sent_to(session)) == [2, 1, 1]


@pytest.mark.parametrize(("number", "said"), [(0, "it is accepted"), (9, "it was not tried")])
def test_only_what_is_unknown_is_sent_again(session, crowd, journal, do, number, said):
    """What is known is not sent twice by a slip."""
    do(session, crowd[:3], journal=journal)

    with pytest.raises(cx.ConfigurationError, match=f"Row {number} cannot be sent again: {said}"):
        do(session, crowd, journal=journal, resume=True, send_again=[number])

    assert len(session.aws.inbox()) == 3


@pytest.mark.parametrize("kind", [list, set, np.array, pd.Index], ids=lambda it: it.__name__)
def test_rows_to_be_sent_again_are_given_in_any_collection(session, crowd, journal, do, kind):
    """As those that a frame of results is asked for come."""
    do(session, crowd[:3], journal=journal)
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not ('"row":1,' in line and "outcome" in line)]
    journal.write_text("".join(kept), encoding="utf-8")

    again = do(session, crowd[:3], journal=journal, resume=True, send_again=kind([1]))

    assert list(again["outcome"]) == ["accepted"] * 3


def test_sending_again_needs_the_journal(session, crowd):
    """Without it nobody knows what is unknown."""
    with pytest.raises(cx.InvalidRequestError, match="Only a journal knows"):
        session.send_codes(crowd, journal=None, send_again=[1])
