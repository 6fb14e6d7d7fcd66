"""The inbox of the embedded AWS: what the users' devices show."""

import pandas as pd
import pytest

import cognito_explore as cx
from widgets.conftest import click, execute, patient, read


@pytest.fixture
def view(session):
    """A view on which every click counts."""
    return patient(cx.InboxView(session))


def test_messages_that_are_there_show_at_once(session, tokens):
    """A view on its own shows the inbox before anybody clicks."""
    session.send_code(tokens.access_token, "email")

    view = cx.InboxView(session)

    assert session.aws.messages()[0].code in read(view)


def test_empty_inbox_says_so(view):
    """Without a message there is a word on how to get one."""
    view.refresh()

    assert "No message has arrived yet." in read(view)
    assert "Send a code first." in read(view)


def test_messages_show_newest_first(session, tokens, view):
    """The newest message is on top, with address and code in full: they are made up."""
    session.send_code(tokens.access_token, "email")
    session.aws.clock.advance(minutes=1)
    session.send_code(tokens.access_token, "phone_number")

    click(view)

    shown = read(view)
    old, new = (it.code for it in session.aws.messages())
    assert shown.index(new) < shown.index(old)
    assert "ana@example.com" in shown
    assert "+12025550123" in shown


@pytest.mark.parametrize(("count", "told"), [(0, "0 messages."), (1, "1 message."), (2, "2 mes")])
def test_messages_are_counted(session, tokens, view, count, told):
    """How many there are is said after a look."""
    for _ in range(count):
        session.send_code(tokens.access_token, "email")

    click(view)

    assert told in read(view)
    assert len(view.result) == count


def test_result_is_the_frame_of_the_line(session, tokens, view):
    """The line that is shown gives the result."""
    session.send_code(tokens.access_token, "email")

    click(view)

    assert view.code == "session.aws.inbox()"
    again = execute(f"frame = {view.code}", session)["frame"]
    pd.testing.assert_frame_equal(view.result, again)


def test_long_inbox_shows_its_end(session, view):
    """Twenty messages are shown, and that there are more is said."""
    for hour in range(5):
        tokens = session.sign_in("ana", "correct-horse-1")
        for _ in range(5):
            session.send_code(tokens.access_token, "email")
        session.aws.clock.advance(hours=hour + 1)

    click(view)

    shown = read(view)
    assert "The newest 20 are shown." in shown
    assert shown.count("<tr><td") == 20
    assert "25 messages." in shown


def test_inbox_is_for_the_embedded_aws_only(session, remote):
    """Elsewhere there is nothing to look into."""
    assert cx.InboxView.is_for(session) is True
    assert cx.InboxView.is_for(remote) is False
