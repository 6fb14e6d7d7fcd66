"""What a batch tries again, and when it gives up: only what certainly made no message."""

import pandas as pd
import pytest
from conftest import make_token

import cognito_explore as cx
from batch.crowds import make_crowd, sent_to
from batch.inline import Inline, Late, Virtual

INF = float("inf")


def test_a_throttled_row_is_tried_again(session, tokens, do):
    """It certainly made no message; both attempts are in the history."""
    session.aws.refuse_next("TooManyRequestsException")
    rows = pd.DataFrame({"access_token": [tokens.access_token], "attribute_name": "email"})

    results = do(session, rows)

    assert list(results["outcome"]) == ["accepted"]
    assert list(results["tries"]) == [2]
    kept = [it.outcome for it in session.history if it.operation.endswith("VerificationCode")]
    assert kept == ["refused", "accepted"]
    assert len(session.aws.inbox()) == 1


def test_a_row_that_is_throttled_for_ever_ends_as_refused(remote, server, do):
    """Eight tries, further and further apart."""
    server.refuse("TooManyRequestsException", "Rate exceeded")
    timing = Virtual()
    rows = pd.DataFrame({"access_token": [make_token()], "attribute_name": "email"})

    results = do(remote, rows, timing=timing)

    assert list(results["outcome"]) == ["refused"]
    assert list(results["tries"]) == [8]
    assert len(server.received) == 8
    assert timing.passed > 20


def test_without_a_connection_a_batch_ends_within_a_minute(session, gone, do):
    """Eight tries, of one row at a time; the error has what is known, and the others are left."""
    timing = Virtual()

    with pytest.raises(cx.UnreachableError, match="No connection was made in 8 tries") as caught:
        do(gone, make_crowd(session, 40), timing=timing)

    results = caught.value.results
    assert 10 < timing.passed < 60
    assert caught.value.code == "EndpointConnectionError"
    assert results["tries"].sum() == len(gone.history) == 8
    assert list(results["outcome"].notna()) == list(results["tries"] > 0)
    # The second one was read when the first one failed.
    assert results["outcome"][2:].isna().all()
    assert set(results["outcome"].dropna()) == {"not_sent"}


def test_those_on_their_way_miss_a_connection_together(session, gone, do):
    """Sixteen that fail at a time are one try, and no reason to give up."""
    timing, executor = Virtual(), Late(16)

    with pytest.raises(cx.UnreachableError) as caught:
        do(
            gone,
            make_crowd(session, 40),
            timing=timing,
            executor=executor,
            in_flight=16,
            pace_per_s=INF,
        )

    results = caught.value.results
    assert len(gone.history) == 16 + 7
    assert list(results["tries"] > 0) == [True] * 16 + [False] * 24
    assert set(results["outcome"][:16]) == {"not_sent"}
    assert results["outcome"][16:].isna().all()


def test_rows_without_a_connection_are_resumed(session, served, crowd, do, journal, break_lookups):
    """The hint says how, and each row gets one message."""
    break_lookups(*range(1, 9))

    with pytest.raises(cx.UnreachableError, match="resume=True sends the rest"):
        do(served, crowd, journal=journal)
    results = do(served, crowd, journal=journal, resume=True)

    assert set(results["outcome"]) == {"accepted"}
    assert list(sent_to(session)) == [1] * 12


def test_a_connection_that_comes_back_lets_all_rows_go(session, served, crowd, do, break_lookups):
    """One message each, and the rows after the outage are sent at their first try."""
    break_lookups(1, 2, 3)

    results = do(served, crowd)

    assert set(results["outcome"]) == {"accepted"}
    assert results["tries"].sum() == 3 + 12
    assert list(results["tries"][2:]) == [1] * 10
    assert list(sent_to(session)) == [1] * 12


def test_a_connection_between_two_that_fail_begins_the_count_anew(served, crowd, do, break_lookups):
    """Only those count that come one after the other."""
    break_lookups(*range(1, 40, 2))

    # A connection that is kept is not made again.
    results = do(served, crowd, executor=Inline(served._sender.client.close))

    assert set(results["outcome"]) == {"accepted"}
    assert results["tries"].sum() == 2 * 12


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_the_servers_own_is_never_tried_again(remote, server, do, status):
    """It may have made a message."""
    server.refuse("InternalErrorException", status=status)
    rows = pd.DataFrame({"access_token": [make_token()], "attribute_name": "email"})

    results = do(remote, rows)

    assert list(results["outcome"]) == ["unknown"]
    assert len(server.received) == 1
