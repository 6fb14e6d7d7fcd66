"""What the users' devices show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

import cognito_explore as cx
from embedded.conftest import SMS, Pool, User

MakeUser = Callable[..., User]
MakePool = Callable[..., Pool]


def test_inbox_shows_every_message(session: cx.Session, user: User):
    """One row a message, oldest first, with the whole address and the code in the text."""
    user.send("email")
    now = session.aws.clock.advance(minutes=5)
    user.send("phone_number")

    inbox = user.inbox()

    assert list(inbox.columns) == ["at", "medium", "to", "subject", "body", "code"]
    assert list(inbox["at"]) == [now - timedelta(minutes=5), now]
    assert list(inbox["to"]) == [user.email, user.phone_number]
    assert inbox["subject"].iloc[0] == "Your verification code"
    assert inbox["subject"].isna().tolist() == [False, True]
    assert list(inbox["body"]) == [f"Your verification code is {code}." for code in inbox["code"]]
    assert inbox["code"].str.fullmatch(r"\d{6}").all()


def test_inbox_has_the_same_dtypes_when_empty(user: User):
    """An inbox without messages is a frame like any other."""
    dtypes = user.inbox("nobody@example.com").dtypes
    user.send("email")

    filled = user.inbox().dtypes

    assert dtypes.equals(filled)
    assert filled["at"] == pd.DatetimeTZDtype("us", "UTC")
    assert isinstance(filled["medium"], pd.CategoricalDtype)
    assert list(filled["medium"].categories) == ["SMS", "EMAIL"]
    assert all(isinstance(filled[name], pd.StringDtype) for name in ("to", "body", "code"))


def test_inbox_begins_empty():
    """What making the demo users sent is not shown."""
    inbox = cx.connect("embedded").aws.inbox()

    assert inbox.empty
    assert list(inbox.columns) == ["at", "medium", "to", "subject", "body", "code"]


@pytest.mark.parametrize(
    "texts",
    [
        {
            "SmsVerificationMessage": "Sesame {####}!",
            "EmailVerificationMessage": "Open {####} please",
            "EmailVerificationSubject": "The door",
        },
        {
            "VerificationMessageTemplate": {
                "SmsMessage": "Sesame {####}!",
                "EmailMessage": "Open {####} please",
                "EmailSubject": "The door",
            }
        },
    ],
    ids=["old settings", "template"],
)
def test_pool_sends_its_own_words(make_pool: MakePool, make_user: MakeUser, texts: dict[str, Any]):
    """Messages are made of the texts that the pool was given."""
    user = make_user(make_pool(SmsConfiguration=SMS, **texts))

    user.send("email")
    user.send("phone_number")

    by_email, by_sms = user.inbox().itertuples()
    assert (by_email.subject, by_email.body) == ("The door", f"Open {by_email.code} please")
    assert by_sms.body == f"Sesame {by_sms.code}!"


def test_template_without_an_sms_text_sends_the_default(make_pool: MakePool, make_user: MakeUser):
    """A pool that only words its e-mails sends SMS in Cognito's words."""
    template = {"EmailMessage": "Open {####} please", "EmailSubject": "The door"}
    user = make_user(make_pool(SmsConfiguration=SMS, VerificationMessageTemplate=template))

    user.send("phone_number")

    assert list(user.inbox()["body"]) == [f"Your verification code is {user.code()}."]


def test_changed_words_are_used_at_once(cognito: Any, make_pool: MakePool, make_user: MakeUser):
    """UpdateUserPool changes the text of the next message."""
    pool = make_pool()
    user = make_user(pool)

    cognito.update_user_pool(UserPoolId=pool.user_pool_id, EmailVerificationMessage="Now {####}")
    user.send("email")

    assert list(user.inbox()["body"]) == [f"Now {user.code()}"]
