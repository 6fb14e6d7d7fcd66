"""Codes for many users: every row has its outcome, in order, and nothing is sent twice."""

import json

import pandas as pd
import pytest
from conftest import make_token

import cognito_explore as cx
from batch.crowds import sent_to
from batch.inline import Inline
from cognito_explore import frames

INF = float("inf")


def test_every_row_of_a_frame_has_its_outcome_in_order(session, crowd):
    """One message each, and the frame comes back with its own index."""
    crowd.index = [f"row {place}" for place in range(len(crowd))]

    results = session.send_codes(crowd, journal=None, pace_per_s=float("inf"), progress=False)

    assert list(results.index) == list(crowd.index)
    assert list(results["username"]) == list(crowd["username"])
    assert set(results["outcome"]) == {"accepted"}
    assert list(results["destination"].str[-4:]) == [f"{place:04}" for place in range(12)]
    assert (sent_to(session) == 1).all()
    assert len(sent_to(session)) == 12


def test_results_have_the_documented_columns_and_dtypes(session, crowd):
    """A frame of results is as `frames.BATCH` says, for no row as well."""
    results = session.send_codes(crowd, journal=None, pace_per_s=500, progress=False)
    empty = session.send_codes(crowd[:0], journal=None, pace_per_s=500, progress=False)

    for frame in (results, empty):
        made = frame[list(frames.BATCH)]
        assert list(frame.columns) == ["username", "attribute_name", *frames.BATCH]
        assert isinstance(made["outcome"].dtype, pd.CategoricalDtype)
        assert list(made["outcome"].cat.categories) == list(frames.OUTCOMES)
        assert str(made["sent_at"].dtype) == "datetime64[us, UTC]"
        assert [str(made[name].dtype) for name in ("tries", "attempt")] == ["Int64", "Int64"]
        assert [str(made[name].dtype) for name in ("destination", "error_code")] == ["string"] * 2


def test_no_token_is_in_the_results_or_the_journal(session, crowd, journal):
    """Neither a column nor a line has it, nor the user that it names."""
    results = session.send_codes(crowd, journal=journal, pace_per_s=500, progress=False)

    told = (
        results.to_csv() + results.to_json(date_format="iso") + journal.read_text(encoding="utf-8")
    )
    for token in crowd["access_token"]:
        assert token not in told
        assert token.split(".")[1] not in told
        assert str(cx.AccessToken(token).user) not in told


def test_every_attempt_is_in_the_history(session, crowd, do):
    """Results lead to it by the number of the attempt."""
    results = do(session, crowd)

    found = [session.history[number - 1] for number in results["attempt"]]
    assert [it.destination for it in found] == list(results["destination"])
    assert {it.outcome for it in found} == {"accepted"}


def test_a_refused_row_is_a_row(session, tokens, do):
    """The others go on."""
    ben = session.sign_in("ben", "battery-staple-2")
    rows = pd.DataFrame(
        {
            "access_token": [ben.access_token, tokens.access_token],
            "attribute_name": ["phone_number", "email"],
        }
    )

    results = do(session, rows)

    assert list(results["outcome"]) == ["refused", "accepted"]
    assert results["error_code"][0] == "InvalidParameterException"
    assert "valid registered phone number" in results["error_message"][0]


def test_requests_are_read_as_they_are_sent(session, crowd, do):
    """A million of them need not be in memory: no more are read than are on their way."""
    read = []

    def requests():
        for token in crowd["access_token"]:
            read.append(token)
            yield cx.GetUserAttributeVerificationCode(token, "phone_number")

    ahead = []
    do(session, requests(), executor=Inline(lambda: ahead.append(len(read))), in_flight=3)

    assert len(read) == 12
    assert all(number - place <= 3 for place, number in enumerate(ahead))


def test_an_iterable_gives_a_frame_of_results_alone(session, crowd, do):
    """Numbered from 0."""
    requests = [
        cx.GetUserAttributeVerificationCode(token, "phone_number")
        for token in crowd["access_token"]
    ]

    results = do(session, iter(requests))

    assert list(results.index) == list(range(12))
    assert list(results.columns) == list(frames.BATCH)


@pytest.mark.parametrize(
    "metadata", [{"campaign": "spring"}, '{"campaign": "spring"}'], ids=["dict", "JSON"]
)
def test_metadata_is_a_dict_or_json_text(session, tokens, do, metadata):
    """The pool's function gets the same; a row without any has none."""
    got = []

    def handler(event, _):
        got.append(event["request"].get("clientMetadata"))
        return event

    session.aws.set_custom_message(handler)
    rows = pd.DataFrame(
        {
            "access_token": [tokens.access_token] * 2,
            "attribute_name": ["phone_number", "phone_number"],
            "client_metadata": [metadata, None],
        }
    )

    results = do(session, rows)

    assert list(results["outcome"]) == ["accepted", "accepted"]
    assert got[0] == {"campaign": "spring"}
    assert not got[1]


def test_a_row_that_asks_for_the_same_is_left_out(session, tokens, do):
    """A second code costs money, and makes the first one useless."""
    rows = pd.DataFrame(
        {
            "access_token": [tokens.access_token] * 3,
            "attribute_name": ["email", "phone_number", "email"],
        }
    )

    results = do(session, rows)

    assert list(results["outcome"]) == ["accepted", "accepted", "not_sent"]
    assert results["error_code"][2] == "DuplicateRow"
    assert "Row 0 asks for the same" in results["error_message"][2]
    assert len(session.aws.inbox()) == 2


def test_the_same_is_sent_twice_where_that_is_wanted(session, tokens, do):
    """`allow_duplicates`."""
    rows = pd.DataFrame(
        {"access_token": [tokens.access_token] * 2, "attribute_name": ["email", "email"]}
    )

    results = do(session, rows, allow_duplicates=True)

    assert list(results["outcome"]) == ["accepted", "accepted"]


def test_the_hour_of_a_user_is_counted_before_anything_is_sent(session, tokens, do):
    """Five codes an hour: the sixth row does not leave, and says when it may."""
    rows = pd.DataFrame({"access_token": [tokens.access_token] * 7, "attribute_name": "email"})

    results = do(session, rows, allow_duplicates=True)

    assert list(results["outcome"]) == ["accepted"] * 5 + ["not_sent"] * 2
    assert set(results["error_code"][5:]) == {"HourlyLimit"}
    assert "2026-11-22 13:00:00 UTC" in results["error_message"][5]


def test_what_the_session_sent_before_counts(session, tokens, do):
    """A click in a form is one of the five."""
    for _ in range(3):
        session.send_code(tokens.access_token, "phone_number")
    rows = pd.DataFrame({"access_token": [tokens.access_token] * 4, "attribute_name": "email"})

    results = do(session, rows, allow_duplicates=True)

    assert list(results["outcome"]) == ["accepted"] * 2 + ["not_sent"] * 2


def test_what_the_journal_has_counts(session, tokens, do, journal):
    """Another session that goes on with it knows what was sent."""
    rows = pd.DataFrame({"access_token": [tokens.access_token] * 6, "attribute_name": "email"})
    do(session, rows[:4], allow_duplicates=True, journal=journal)
    other = cx.Session(session.boto3_session, embedded=session.aws)

    results = do(other, rows, allow_duplicates=True, journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted"] * 5 + ["not_sent"]
    assert results["error_code"][5] == "HourlyLimit"


def test_what_is_in_journal_and_history_counts_once(session, tokens, do, journal):
    """A batch that goes on in the same session counts no code twice."""
    rows = pd.DataFrame({"access_token": [tokens.access_token] * 6, "attribute_name": "email"})
    do(session, rows[:4], allow_duplicates=True, journal=journal)

    results = do(session, rows, allow_duplicates=True, journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted"] * 5 + ["not_sent"]


def test_an_hour_later_the_rest_is_sent(session, tokens, do, journal):
    """What was certainly not sent is sent by `resume`."""
    rows = pd.DataFrame({"access_token": [tokens.access_token] * 6, "attribute_name": "email"})
    do(session, rows, allow_duplicates=True, journal=journal)
    session.clock.advance(hours=1, seconds=1)
    token = session.sign_in("ana", "correct-horse-1").access_token
    rows["access_token"] = [token] * 6

    results = do(session, rows, allow_duplicates=True, journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted"] * 6
    assert len(session.aws.inbox()) == 6


def test_a_refused_send_takes_nothing_of_the_hour(session, do):
    """No message was made."""
    ben = session.sign_in("ben", "battery-staple-2").access_token
    rows = pd.DataFrame(
        {"access_token": [ben] * 12, "attribute_name": ["phone_number"] * 6 + ["email"] * 6}
    )

    results = do(session, rows, allow_duplicates=True)

    assert list(results["outcome"]) == ["refused"] * 6 + ["accepted"] * 5 + ["not_sent"]


def test_a_missing_column_is_said_before_anything_is_sent(session, crowd):
    """With the one that was meant."""
    with pytest.raises(cx.ConfigurationError) as caught:
        session.send_codes(crowd.rename(columns={"access_token": "accesstoken"}), journal=None)

    assert "no column 'access_token'" in str(caught.value)
    assert "Rename 'accesstoken' to it?" in str(caught.value)
    assert session.aws.inbox().empty


def test_a_column_that_is_there_twice_is_said(session, crowd):
    """Which of the two is meant, nobody knows."""
    twice = pd.concat([crowd, crowd[["attribute_name"]]], axis="columns")

    with pytest.raises(cx.ConfigurationError, match="2 columns 'attribute_name'"):
        session.send_codes(twice, journal=None)


BAD = {
    "nothing": (None, "email", None, "access_token: It is missing."),
    "NaN": (float("nan"), "email", None, "access_token: It is missing."),
    "NA": (pd.NA, pd.NA, None, "attribute_name: It is missing."),
    "empty": ("", "email", None, "The token is empty."),
    "no token": ("abc", "email", None, "This is not a JSON Web Token"),
    "a number": (17, "email", None, "It is int, not text."),
    "an expired token": (make_token(exp=1_000_000_000), "email", None, "It expired"),
    "an ID token": (make_token(token_use="id"), "email", None, "This is the ID token"),
    "another attribute": (make_token(), "given_name", None, "none that Cognito sends codes for"),
    "an address": (make_token(), "+12025550123", None, "That is an address"),
    "no JSON": (make_token(), "email", "{campaign", "text that is no JSON"),
    "a JSON list": (make_token(), "email", "[1]", "the JSON of a list"),
    "metadata of numbers": (make_token(), "email", {"a": 1}, "is int, not text"),
    "metadata of a list": (make_token(), "email", ["a"], "It is list, not a mapping."),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_says_what_is_wrong_and_the_others_go(session, tokens, do, case):
    """It is `not_sent`, with every fault; nothing of it leaves."""
    token, name, metadata, said = BAD[case]
    rows = pd.DataFrame(
        {
            "access_token": [token, tokens.access_token],
            "attribute_name": [name, "email"],
            "client_metadata": [metadata, None],
        }
    )

    results = do(session, rows)

    assert list(results["outcome"]) == ["not_sent", "accepted"]
    assert results["error_code"][0] == "InvalidRequestError"
    assert said in results["error_message"][0]


def test_every_fault_of_a_row_is_said(session, do):
    """All at once."""
    rows = pd.DataFrame({"access_token": [None], "attribute_name": ["shoe_size"]})

    message = do(session, rows)["error_message"][0]

    assert "access_token: It is missing." in message
    assert "attribute_name: 'shoe_size' is none" in message


def test_what_is_no_request_is_a_row(session, tokens, do):
    """In an iterable, too."""
    given = [cx.GetUserAttributeVerificationCode(tokens.access_token, "email"), {"access_token": 1}]

    results = do(session, given)

    assert list(results["outcome"]) == ["accepted", "not_sent"]
    assert "It is dict, not GetUserAttributeVerificationCode." in results["error_message"][1]


@pytest.mark.parametrize(
    "given",
    ["run.csv", b"", 7, None, {"access_token": []}],
    ids=["text", "bytes", "int", "None", "dict"],
)
def test_what_is_neither_frame_nor_iterable_is_a_type_error(session, given):
    """It says what is taken."""
    with pytest.raises(TypeError, match="a pandas DataFrame, or an iterable of"):
        session.send_codes(given, journal=None)


def test_no_row_sends_nothing(session, do, journal):
    """Nor does an empty iterable."""
    results = do(session, [], journal=journal)

    assert list(results.columns) == list(frames.BATCH)
    assert results.empty


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("pace_per_s", it) for it in (0, -1, float("nan"), "fast", True)),
        *(("in_flight", it) for it in (0, -3, 1.5, "many", True)),
        *(("journal", it) for it in (7, True, "")),
        *(("send_again", it) for it in (7, "all", [1.5])),
    ],
)
def test_a_wrong_argument_is_said_before_anything_is_sent(session, crowd, name, value):
    """By its name, with what is taken."""
    with pytest.raises(cx.InvalidRequestError) as caught:
        session.send_codes(crowd, **{"journal": None, name: value})

    assert [fault.field for fault in caught.value.faults] == [name]
    assert session.aws.inbox().empty


def test_what_cannot_do_jobs_is_no_executor(session, crowd):
    """It is said before anything is sent."""
    with pytest.raises(cx.ConfigurationError, match="executor must be"):
        session.send_codes(crowd, executor=16, journal=None)


def test_a_bar_counts_the_outcomes(session, crowd, capsys):
    """In a terminal on standard error."""
    crowd.loc[3, "access_token"] = "no token"

    session.send_codes(crowd, journal=None, pace_per_s=500)

    last = capsys.readouterr().err.split("\r")[-1]
    assert "12/12" in last
    assert "accepted=11" in last
    assert "not_sent=1" in last


def test_a_bar_says_that_rows_only_wait(served, crowd, do, capsys, break_lookups):
    """Until they go again."""
    break_lookups(1, 2)

    do(served, crowd, progress=True)

    shown = capsys.readouterr().err.split("\r")
    assert any("waiting to try again: " in it for it in shown)
    assert "waiting" not in shown[-1]


def test_a_bar_does_not_say_that_the_pace_is_waited_for(session, crowd, do, capsys):
    """However slow it is."""
    do(session, crowd, progress=True, pace_per_s=0.1)

    assert "waiting" not in capsys.readouterr().err


def test_results_are_given_to_the_next_batch(session, crowd, do):
    """Columns of the results are replaced, and the others are left as they are."""
    rows = crowd.assign(outcome="mine", destination="mine", note="mine")

    results = do(session, rows)

    assert list(results["note"]) == ["mine"] * 12
    assert set(results["outcome"]) == {"accepted"}
    assert set(results["destination"].str[:2]) == {"+*"}
    assert list(results.columns) == ["username", "attribute_name", "note", *frames.BATCH]


def test_the_default_pace_is_what_the_account_is_let_through(session):
    """98 % of the provisioned limit; the guide's own number where it cannot be asked."""
    from cognito_explore.batch.pace import pace_of

    asked = pace_of(session._account, "GetUserAttributeVerificationCode")
    session.aws.deny("cognito-idp:GetProvisionedLimit")
    assumed = [
        pace_of(session._account, name)
        for name in ("GetUserAttributeVerificationCode", "VerifyUserAttribute", "GetUser")
    ]

    assert asked == 49
    assert assumed == [49, 24.5, pytest.approx(117.6)]


def test_codes_are_verified_row_by_row(session, crowd, do):
    """With the codes that arrived; a wrong one is a refused row."""
    from cognito_explore.batch.rows import VERIFYING

    do(session, crowd)
    inbox = session.aws.inbox()
    rows = crowd.assign(code=list(inbox["code"]))
    rows.loc[3, "code"] = "wrong"

    results = do(session, rows, kind=VERIFYING)

    expected = ["accepted"] * 12
    expected[3] = "refused"
    assert list(results["outcome"]) == expected
    assert "code" not in results.columns
    assert results["error_code"][3] == "CodeMismatchException"


def test_verify_codes_is_a_verb(session, crowd):
    """Fifteen tries an hour, wrong ones too."""
    rows = pd.concat([crowd[:1]] * 17, ignore_index=True).assign(code="000000")
    session.send_code(crowd["access_token"][0], "phone_number")

    results = session.verify_codes(rows, pace_per_s=500, progress=False)

    assert list(results["outcome"]) == ["refused"] * 15 + ["not_sent"] * 2
    assert set(results["error_code"][15:]) == {"HourlyLimit"}


def test_a_code_is_in_no_journal(session, crowd, journal, do):
    """Not even as a digest: six digits could be found by trying."""
    from cognito_explore.batch.rows import VERIFYING

    do(session, crowd[:2])
    rows = crowd[:2].assign(code=["918273", "645546"])

    do(session, rows, kind=VERIFYING, journal=journal)

    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    changed = do(session, rows.assign(code="other1"), kind=VERIFYING, journal=journal, resume=True)
    assert len(lines) == 5
    assert "918273" not in journal.read_text(encoding="utf-8")
    assert set(changed["outcome"]) == {"refused"}
