"""Crowds: many users of the embedded AWS's demo pool, with their tokens, as frames."""

from __future__ import annotations

import pandas as pd

import cognito_explore as cx

SCOPE = "aws.cognito.signin.user.admin"


def make_crowd(session: cx.Session, number: int) -> pd.DataFrame:
    """Make users with phone numbers, and a frame that asks for a code for each."""
    cognito = session.aws.boto3_session.client("cognito-idp")
    rows = []
    for place in range(number):
        name = f"user-{place}"
        cognito.admin_create_user(
            UserPoolId=session.aws.demo.user_pool_id,
            Username=name,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": "phone_number", "Value": f"+1202555{place:04}"}],
        )
        cognito.admin_set_user_password(
            UserPoolId=session.aws.demo.user_pool_id,
            Username=name,
            Password="paper-lantern-3",
            Permanent=True,
        )
        token = session.aws.issue_token(name, scope=SCOPE).reveal()
        rows.append({"username": name, "access_token": token, "attribute_name": "phone_number"})
    return pd.DataFrame(rows, columns=["username", "access_token", "attribute_name"])


def sent_to(session: cx.Session) -> pd.Series[int]:
    """Count the messages to each number."""
    return session.aws.inbox()["to"].value_counts()
