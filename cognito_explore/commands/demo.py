"""The demo: the whole job in the terminal, on the embedded AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cognito_explore as cx

if TYPE_CHECKING:
    import pandas as pd


def demo() -> None:
    """Do the whole job on the embedded AWS, and show each step with its line of code.

    Raises:
        CognitoExploreError: A step failed.
    """
    print("Amazon Cognito: send a verification code, read it, verify the phone number.")
    print("All of it in this process: no AWS account, and nothing is really sent.")

    _step("Connect to the embedded AWS", 'session = cx.connect("embedded", seed=1)')
    session = cx.connect("embedded", seed=1)
    _show(session)

    _step("Sign in", 'tokens = session.sign_in("ana", "correct-horse-1")')
    tokens = session.sign_in("ana", "correct-horse-1")
    _show(f"{tokens.access_token!r}, valid until {tokens.expires_at:%H:%M} UTC")

    send = 'sent = session.send_code(tokens.access_token, "phone_number")'
    _step("Have a code sent to the user's phone", send)
    sent = session.send_code(tokens.access_token, "phone_number")
    _show(f"{sent.outcome}: by {sent.delivery_medium} to {sent.destination}")

    _step("Read it where the user would", "session.aws.inbox()")
    inbox = session.aws.inbox()
    _show_frame(inbox[["medium", "to", "body", "code"]])
    code = inbox["code"].iloc[-1]

    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"
    verify = 'session.verify_code(tokens.access_token, "phone_number", "{}")'
    _step("Type a wrong code, to see a refusal", verify.format(wrong))
    try:
        session.verify_code(tokens.access_token, "phone_number", wrong)
    except cx.CodeMismatchError as error:
        _show(str(error))
    else:
        msg = "The embedded AWS accepted a wrong code."
        raise cx.CognitoExploreError(msg)

    _step("Verify with the code that was received", verify.format(code))
    session.verify_code(tokens.access_token, "phone_number", code)
    user = session.get_user(tokens.access_token)
    _show(f"{user.phone_number} is verified: {user.is_phone_number_verified}")
    if not user.is_phone_number_verified:
        msg = "The phone number is not verified."
        raise cx.CognitoExploreError(msg)

    _step("Look at every attempt as a frame", "session.history.to_frame()")
    frame = session.history.to_frame()
    shown = ["operation", "delivery_medium", "destination", "outcome", "error_code"]
    _show_frame(frame[shown].astype("string").fillna(""))
    _show(f"({len(frame)} rows; {len(frame.columns)} columns, of which {len(shown)} are shown)")

    print("\nNext: `import cognito_explore as cx` in a notebook, and the same lines.")


def _step(title: str, code: str) -> None:
    print(f"\n{title}\n    {code}")


def _show(text: object) -> None:
    for line in str(text).splitlines():
        print(f"  → {line}".rstrip())


def _show_frame(frame: pd.DataFrame) -> None:
    _show(frame.to_string(index=False))
