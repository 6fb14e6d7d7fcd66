"""The whole job: sign in, have a code sent, read it, verify, look at the record as a frame."""

import pandas as pd

import cognito_explore as cx


def test_a_code_is_sent_read_and_verified(session):
    """The main job runs from sign-in to a verified phone number."""
    tokens = session.sign_in("ana", "correct-horse-1")

    sent = session.send_code(tokens.access_token, "phone_number", client_metadata={"a": "b"})
    code = session.aws.inbox()["code"].iloc[-1]
    verified = session.verify_code(tokens.access_token, "phone_number", code)
    user = session.get_user(tokens.access_token)

    assert sent.outcome == verified.outcome == "accepted"
    assert sent.code_delivery_details == cx.CodeDeliveryDetails(
        "+*******0123", "SMS", "phone_number"
    )
    assert user.is_phone_number_verified is True
    assert user.is_email_verified is False


def test_the_history_of_the_job_is_a_frame_with_every_attempt(session, tokens):
    """Each step is a row, in order, with Cognito's masked destination and no code."""
    session.send_code(tokens.access_token, "email")
    code = session.aws.inbox()["code"].iloc[-1]
    session.verify_code(tokens.access_token, "email", code)

    frame = session.history.to_frame()

    assert list(frame["operation"]) == [
        "InitiateAuth",
        "GetUserAttributeVerificationCode",
        "VerifyUserAttribute",
    ]
    assert list(frame["destination"].fillna("")) == ["", "a***@e***", ""]
    assert list(frame["attempt"]) == [1, 2, 3]
    assert set(frame["outcome"]) == {"accepted"}
    assert code not in frame.to_csv()
    assert tokens.access_token.reveal() not in frame.to_csv()


def test_a_record_is_a_row_and_a_list_of_them_a_frame(session, tokens):
    """pandas takes a list of responses as it is."""
    records = [session.send_code(tokens.access_token, name) for name in ("email", "phone_number")]

    frame = pd.DataFrame(records)

    assert list(frame["attribute_name"]) == ["email", "phone_number"]
    assert list(frame["delivery_medium"]) == ["EMAIL", "SMS"]
    assert str(frame["sent_at"].dt.tz) == "UTC"


def test_the_same_seed_and_time_give_the_same_records(session, tokens):
    """What a notebook shows is repeatable, down to request ids and milliseconds."""
    again = cx.connect("embedded", seed=1, now=session.aws.clock.now())
    tokens_again = again.sign_in("ana", "correct-horse-1")

    first = session.send_code(tokens.access_token, "email")
    second = again.send_code(tokens_again.access_token, "email")

    assert first == second
    assert tokens == tokens_again
    assert list(session.aws.inbox()["code"]) == list(again.aws.inbox()["code"])


def test_the_same_lines_run_against_any_url(remote, server):
    """A session on a URL sends over real HTTP and gives the same record."""
    from conftest import make_token

    sent = remote.send_code(make_token(), "phone_number")

    assert sent.destination == "+*******0123"
    assert sent.session == server.url
    assert sent.request_id == "request-1"
    assert sent.http_status == 200
    assert sent.elapsed_ms > 0
