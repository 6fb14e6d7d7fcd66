"""The journal of a batch: torn, damaged, another's, in use, full, and what is done about each."""

import json
import multiprocessing
import resource
import threading
from contextlib import contextmanager

import pytest

import cognito_explore as cx
from batch.inline import Virtual
from cognito_explore.batch.journal import Journal
from cognito_explore.batch.rows import SENDING


def lines_of(journal):
    """Read its lines."""
    return [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]


def open_journal(path):
    """Open a journal as a batch of the embedded AWS does."""
    operation = SENDING.operation
    return Journal(path, operation=operation, session="embedded", resume=path.exists())


def test_an_intent_is_there_before_the_request_leaves(session, crowd, journal, do):
    """A batch that dies while it waits for the answer has left a line."""
    seen = []

    def look(_, __):
        seen.append(lines_of(journal)[-1])
        return {"response": {}}

    session.aws.set_custom_message(look)

    do(session, crowd[:2], journal=journal)

    assert [line["row"] for line in seen] == [0, 1]
    assert all("intent_at" in line for line in seen)


def test_every_row_has_an_intent_and_an_outcome(session, crowd, journal, do):
    """In this order, and the first line says what it is."""
    do(session, crowd[:3], journal=journal)

    header, *lines = lines_of(journal)
    assert header.keys() == {"journal", "version", "operation", "session", "salt"}
    assert [line["row"] for line in lines] == [0, 0, 1, 1, 2, 2]
    assert ["intent_at" in line for line in lines] == [True, False] * 3


def test_nothing_waits_to_be_written_while_a_batch_waits(session, crowd, journal, do):
    """Whoever kills it then is told of every row that had its outcome."""
    seen = []

    def look(_):
        written = [line for line in lines_of(journal) if "outcome" in line]
        seen.append((len(written), len(session.history)))

    do(session, crowd[:3], journal=journal, timing=Virtual(look))

    assert {done for _, done in seen} >= {1, 2}
    assert [written for written, _ in seen] == [done for _, done in seen]


def test_only_its_owner_may_read_a_journal(session, crowd, journal, do):
    """It says when whom was sent what, if by digests."""
    do(session, crowd[:1], journal=journal)

    assert journal.stat().st_mode & 0o777 == 0o600


def test_two_journals_do_not_know_each_others_rows(session, crowd, tmp_path, do):
    """The salt differs, so that nobody can compare them."""
    for name in ("one", "two"):
        do(session, crowd[:1], journal=tmp_path / name)

    one, two = (lines_of(tmp_path / name)[1] for name in ("one", "two"))
    assert one["id"] != two["id"]
    assert one["user"] != two["user"]


def test_a_journal_that_is_there_is_not_written_over(session, crowd, journal, do):
    """It says how to go on, or to begin another."""
    do(session, crowd[:2], journal=journal)
    before = journal.read_bytes()

    with pytest.raises(cx.ConfigurationError) as caught:
        do(session, crowd, journal=journal)

    assert "resume=True sends what it says was not sent" in caught.value.hint
    assert journal.read_bytes() == before
    assert len(session.aws.inbox()) == 2


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_torn_last_line_is_as_if_it_was_not_written(session, crowd, journal, do, cut):
    """Torn off an outcome, the row is unknown; the line is taken off before others come."""
    do(session, crowd[:2], journal=journal)
    content = journal.read_bytes()
    journal.write_bytes(content[:-cut])

    results = do(session, crowd[:3], journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted", "unknown", "accepted"]
    assert [line["row"] for line in lines_of(journal)[1:]] == [0, 0, 1, 1, 2, 2]
    assert len(session.aws.inbox()) == 3


def test_a_torn_intent_was_certainly_not_sent(session, crowd, journal, do):
    """The request leaves after the line is whole."""
    do(session, crowd[:1], journal=journal)
    with journal.open("ab") as file:
        file.write(b'{"row":1,"id":"' + b"0" * 8)

    results = do(session, crowd[:2], journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted", "accepted"]


def test_a_journal_whose_header_was_torn_is_begun_anew(session, crowd, journal, do):
    """Nothing was sent by then."""
    journal.write_bytes(b'{"journal":"cognito_expl')

    results = do(session, crowd[:1], journal=journal, resume=True)

    assert list(results["outcome"]) == ["accepted"]


DAMAGED = {
    "no JSON": "what?",
    "no row": "{}",
    "an outcome without an intent": '{"row":7,"outcome":"accepted","sent_at":1,"elapsed_ms":1}',
    "another outcome": '{"row":0,"outcome":"lost","sent_at":1,"elapsed_ms":1}',
    "a time that is none": '{"row":0,"outcome":"accepted","sent_at":"now","elapsed_ms":1}',
    "a time beyond time": '{"row":0,"outcome":"accepted","sent_at":1'
    + "0" * 30
    + ',"elapsed_ms":1}',
    "digests that are none": '{"row":1,"id":"xyz","user":"00","intent_at":1}',
    "a list": "[]",
    "a row that is none": '{"row":[],"id":"00","user":"00","intent_at":1}',
    "very deep": "[" * 100_000,
    "a row that is true": '{"row":true,"id":"00","user":"00","intent_at":1}',
    "a row below zero": '{"row":-1,"id":"00","user":"00","intent_at":1}',
    "half a row": '{"row":1.5,"id":"00","user":"00","intent_at":1}',
}


@pytest.mark.parametrize("case", DAMAGED)
def test_a_damaged_journal_is_said_and_nothing_is_sent(session, crowd, journal, do, case):
    """With the number of the line; nobody knows what was sent without it."""
    do(session, crowd[:1], journal=journal)
    with journal.open("a", encoding="utf-8") as file:
        file.write(DAMAGED[case] + "\n")
    before = journal.read_bytes()

    with pytest.raises(cx.ConfigurationError, match="is damaged: line 4"):
        do(session, crowd, journal=journal, resume=True)

    assert journal.read_bytes() == before
    assert len(session.aws.inbox()) == 1


OTHERS = {
    "a text": b"Dear diary\n",
    "JSON of somebody": b'{"name": "package.json"}\n',
    "bytes": b"\x00\xff\n",
    "a number": b"17\n",
    "a header without salt": b'{"journal":"cognito_explore batch","version":1,"salt":"zz"}\n',
    "no line that ends": b'{"name": "package.json"}',
    "a last line that does not end": b"a,b\n1,2\n3,4",
    "a line without an end": b"x" * 2_000_000,
    "the beginning of a header, and more": b'{"journal":"cognito_explore batches of mine',
}


@pytest.mark.parametrize("case", OTHERS)
@pytest.mark.parametrize("resume", [True, False])
def test_a_file_that_is_no_journal_stays_as_it_is(session, crowd, journal, case, resume):
    """It may be anybody's."""
    journal.write_bytes(OTHERS[case])

    with pytest.raises(cx.ConfigurationError, match="is no journal of this library"):
        session.send_codes(crowd, journal=journal, resume=resume)

    with pytest.raises(cx.ConfigurationError, match="is no journal of this library"):
        session.plan(crowd, journal=journal, look_up=False)
    assert journal.read_bytes() == OTHERS[case]
    assert session.aws.inbox().empty


def test_a_journal_of_another_version_is_not_resumed(session, crowd, journal, do):
    """It says which."""
    do(session, crowd[:1], journal=journal)
    text = journal.read_text(encoding="utf-8")
    journal.write_text(text.replace('"version":1', '"version":2'), encoding="utf-8")

    with pytest.raises(cx.ConfigurationError, match="is of version 2, and this library has 1"):
        do(session, crowd, journal=journal, resume=True)


@pytest.mark.parametrize("name", ["operation", "session"])
def test_a_journal_of_another_batch_is_not_resumed(session, crowd, journal, do, name):
    """Of another action, or of another pool's Region."""
    do(session, crowd[:1], journal=journal)
    header, *rest = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = json.dumps(json.loads(header) | {name: "something else"})
    journal.write_text("".join([f"{changed}\n", *rest]), encoding="utf-8")

    with pytest.raises(cx.ConfigurationError, match=f"its {name} is something else"):
        do(session, crowd, journal=journal, resume=True)


def test_a_journal_of_other_rows_is_not_resumed(session, crowd, journal, do):
    """Not even the rows that it does not know are sent."""
    do(session, crowd[:3], journal=journal)

    for others in (crowd[::-1], crowd.iloc[[0, 2, 1, 3]], crowd[:2]):
        with pytest.raises(cx.ConfigurationError, match="is of other rows"):
            do(session, others, journal=journal, resume=True)

    assert len(session.aws.inbox()) == 3


def test_other_rows_of_an_iterable_are_found_when_they_are_read(session, crowd, journal, do):
    """They cannot be looked at before."""
    requests = [
        cx.GetUserAttributeVerificationCode(token, "phone_number")
        for token in crowd["access_token"]
    ]
    do(session, requests[:3], journal=journal)

    with pytest.raises(cx.ConfigurationError, match="its row 2 is not the one"):
        do(session, [*requests[:2], requests[5]], journal=journal, resume=True)

    assert len(session.aws.inbox()) == 3


def test_two_batches_cannot_use_a_journal_at_once(session, crowd, journal):
    """Not in one process either."""
    first = open_journal(journal)

    with pytest.raises(cx.ConfigurationError, match="in use by another batch"):
        session.send_codes(crowd, journal=journal, resume=True)
    first.close()
    results = session.send_codes(crowd, journal=journal, resume=True, progress=False)

    assert set(results["outcome"]) == {"accepted"}


@pytest.mark.parametrize("link", ["symlink_to", "hardlink_to"])
def test_a_journal_is_locked_by_whatever_name(session, crowd, journal, link):
    """The lock is on the file, not on its name."""
    first = open_journal(journal)
    other = journal.with_name("other.jsonl")
    getattr(other, link)(journal)

    with pytest.raises(cx.ConfigurationError, match="in use by another batch"):
        session.send_codes(crowd, journal=other, resume=True)

    first.close()
    assert sorted(it.name for it in journal.parent.iterdir()) == ["other.jsonl", "run.jsonl"]


@pytest.mark.parametrize("content", [None, b""], ids=["none", "an empty file"])
def test_resuming_begins_nothing_by_a_slip(session, crowd, journal, content):
    """A misspelt name would send everything again; an empty file is one that was begun."""
    if content is None:
        with pytest.raises(cx.ConfigurationError, match=r"There is no journal .* to go on with"):
            session.send_codes(crowd, journal=journal, resume=True)
        assert not journal.exists()
    else:
        journal.write_bytes(content)
        session.send_codes(crowd, journal=journal, resume=True, pace_per_s=500, progress=False)

    assert len(session.aws.inbox()) == (0 if content is None else 12)


def test_resuming_without_a_journal_is_said(session, crowd):
    """It would send everything again."""
    with pytest.raises(cx.InvalidRequestError, match="Only a journal knows what was sent"):
        session.send_codes(crowd, journal=None, resume=True)


def test_home_is_where_a_journal_may_be(session, crowd, tmp_path, monkeypatch):
    """A path that begins with ~ is in it."""
    monkeypatch.setenv("HOME", str(tmp_path))

    session.send_codes(crowd[:1], journal="~/mine.jsonl", pace_per_s=500, progress=False)

    assert (tmp_path / "mine.jsonl").exists()


def hold(path, is_open, may_end):
    """Hold a journal open."""
    journal = open_journal(path)
    is_open.set()
    may_end.wait(60)
    journal.close()


def test_two_processes_cannot_use_a_journal_at_once(session, crowd, journal):
    """The lock is the operating system's, and ends with its process."""
    spawned = multiprocessing.get_context("spawn")
    is_open, may_end = spawned.Event(), spawned.Event()
    other = spawned.Process(target=hold, args=(journal, is_open, may_end))
    other.start()
    assert is_open.wait(60)

    with pytest.raises(cx.ConfigurationError, match="in use by another batch"):
        session.send_codes(crowd, journal=journal, resume=True)

    other.kill()
    other.join()
    session.send_codes(crowd, journal=journal, resume=True, pace_per_s=500, progress=False)
    assert len(session.aws.inbox()) == 12


def test_a_folder_that_is_not_there_is_said(session, crowd, tmp_path):
    """Before anything is sent."""
    with pytest.raises(cx.ConfigurationError, match="cannot be written: there is no folder"):
        session.send_codes(crowd, journal=tmp_path / "none" / "run.jsonl")

    assert session.aws.inbox().empty


def test_a_folder_is_no_journal(session, crowd, tmp_path):
    """Nor can it be one."""
    with pytest.raises(cx.ConfigurationError, match="cannot be written: it is no ordinary file"):
        session.send_codes(crowd, journal=tmp_path)


def test_a_full_disk_is_said_before_anything_is_sent(session, crowd, journal):
    """A header that does not fit is no journal, and is taken back."""
    with no_file_larger_than(50), pytest.raises(cx.ConfigurationError, match="cannot be written"):
        session.send_codes(crowd, journal=journal)

    assert session.aws.inbox().empty
    assert journal.read_bytes() == b""


def test_a_device_is_no_journal(session, crowd):
    """Reading one may never end."""
    with pytest.raises(cx.ConfigurationError, match="it is no ordinary file"):
        session.send_codes(crowd, journal="/dev/zero")


@contextmanager
def no_file_larger_than(size):
    """Have the operating system refuse to write more; as a disk that fills up, it takes a part."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("more", range(0, 420, 30))
def test_a_disk_that_fills_up_stops_the_batch_and_loses_nothing(session, crowd, journal, do, more):
    """Wherever it does: what leaves was written, and the rest is sent once there is room."""
    do(session, crowd[:1], journal=journal)

    size = journal.stat().st_size + more
    with no_file_larger_than(size), pytest.raises(cx.JournalError) as caught:
        do(session, crowd, journal=journal, resume=True)
    then = caught.value.results
    results = do(session, crowd, journal=journal, resume=True)

    sent = session.aws.inbox()["to"].value_counts()
    assert "resume=True sends the rest" in caught.value.hint
    assert then["outcome"].notna().sum() < 12
    assert set(results["outcome"]) <= {"accepted", "unknown"}
    assert (sent == 1).all()
    assert len(sent) == 12


def test_threads_do_not_mix_their_lines(session, crowd, journal):
    """One thread writes."""
    writers = set()
    intend = Journal.intend

    def watch(self, *arguments):
        writers.add(threading.get_ident())
        intend(self, *arguments)

    try:
        Journal.intend = watch
        session.send_codes(crowd, journal=journal, pace_per_s=5_000, in_flight=8, progress=False)
    finally:
        Journal.intend = intend

    assert writers == {threading.get_ident()}
    assert len(lines_of(journal)) == 25
