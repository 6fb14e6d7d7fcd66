"""A program: one seeded job on the embedded AWS, and what the process did meanwhile, as JSON.

Its one argument is a folder from which no file may be read.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any

# Loaded before anybody watches: numpy sets a variable for a moment while it is loaded,
# and urllib3 opens a socket to learn whether there is IPv6.
import pandas  # noqa: F401, ICN001

import cognito_explore as cx
import cognito_explore.embedded

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def work() -> dict[str, Any]:
    """Sign in, send, verify, be refused: everything that is told is an answer."""
    session = cx.connect("embedded", seed=7, now=NOW)
    aws = session.aws
    tokens = session.sign_in("ana", aws.demo.password)
    sent = [session.send_code(tokens.access_token, name) for name in ("email", "phone_number")]
    session.verify_code(tokens.access_token, "phone_number", aws.inbox()["code"].iloc[-1])
    refused = []
    for service, operation in (("s3", "list_buckets"), ("sts", "get_caller_identity")):
        try:
            getattr(aws.boto3_session.client(service), operation)()
        except cx.CognitoExploreError as error:
            refused.append(str(error))
    cognito = aws.boto3_session.client("cognito-idp")
    return {
        "demo": repr(aws.demo),
        "tokens": [
            tokens.access_token.reveal(),
            tokens.id_token.reveal(),
            tokens.refresh_token.reveal() if tokens.refresh_token else None,
        ],
        "sent": [[it.destination, it.delivery_medium, it.request_id] for it in sent],
        "inbox": aws.inbox().to_csv(),
        "user": repr(session.get_user(tokens.access_token)),
        "pools": repr(cognito.list_user_pools(MaxResults=60)["UserPools"]),
        "region": cognito.meta.region_name,
        "endpoint": cognito.meta.endpoint_url,
        "attempts": cognito.meta.config.retries,
        "refused": refused,
        "history": session.history.to_frame().to_csv(),
    }


def main(forbidden: str) -> None:
    """Do the work under the eyes of an audit hook, and write down both."""
    noticed: list[str] = []

    def notice(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket.") or event in {"os.putenv", "os.unsetenv"}:
            noticed.append(event)
        elif event == "open" and str(arguments[0]).startswith(forbidden):
            noticed.append(f"open {arguments[0]}")

    sys.addaudithook(notice)
    before = dict(os.environ)
    answers = work()
    changed = sorted({name for name, _ in before.items() ^ os.environ.items()})
    json.dump({"answers": answers, "noticed": noticed, "changed": changed}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
