"""The command line: `python -m cognito_explore demo`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import cognito_explore as cx

_STEP = "\n{number}. {title}\n   {code}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: Of the command line; default: those of this process.

    Returns:
        The exit status: 0, or 1 when a step failed.
    """
    parser = argparse.ArgumentParser(prog="cognito_explore", description=cx.__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="send and verify a code on the embedded AWS")
    parser.parse_args(arguments)
    try:
        demo()
    except cx.CognitoExploreError as error:
        print(f"\n{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def demo() -> None:
    """Do the whole job on the embedded AWS, and show each step with its line of code.

    Raises:
        CognitoExploreError: A step failed.
    """
    print("Amazon Cognito: send a verification code, read it, verify the phone number.")
    print("All of it in this process: no AWS account, and nothing is really sent.")

    _step(1, "Connect to the embedded AWS", 'session = cx.connect("embedded")')
    session = cx.connect("embedded")
    _show(session)

    _step(2, "Sign in; the tokens stay hidden", 'tokens = session.sign_in("ana", "...")')
    tokens = session.sign_in(session.aws.demo.username, session.aws.demo.password)
    _show(repr(tokens.access_token), f"valid until {tokens.expires_at:%H:%M} UTC")

    _step(
        3,
        "Have a code sent to the user's phone",
        'sent = session.send_code(tokens.access_token, "phone_number")',
    )
    sent = session.send_code(tokens.access_token, "phone_number")
    _show(
        f"{sent.outcome}: by {sent.delivery_medium} to {sent.destination}, {sent.elapsed_ms:.0f} ms"
    )

    _step(4, "Read it where the user would", "session.aws.inbox()")
    inbox = session.aws.inbox()
    for message in inbox.itertuples():
        _show(f"{message.medium} to {message.to}: {message.body}")
    code = inbox["code"].iloc[-1]

    _step(
        5,
        "Type a wrong code, to see how a refusal looks",
        'session.verify_code(tokens.access_token, "phone_number", "...")',
    )
    wrong = f"{(int(code) + 1) % 10 ** len(code):0{len(code)}}"
    try:
        session.verify_code(tokens.access_token, "phone_number", wrong)
    except cx.CodeMismatchError as error:
        _show(*str(error).splitlines())

    _step(
        6,
        "Verify with the code that was received",
        f'session.verify_code(tokens.access_token, "phone_number", "{code}")',
    )
    session.verify_code(tokens.access_token, "phone_number", code)
    user = session.get_user(tokens.access_token)
    _show(f"phone number {user.phone_number} verified: {user.is_phone_number_verified}")
    if not user.is_phone_number_verified:
        raise cx.CognitoExploreError("The phone number is not verified.")

    _step(7, "Look at every attempt as a frame", "session.history.to_frame()")
    _show_frame(session.history)
    print("\nNext: open a notebook, and type the same lines. Secrets stay hidden there too.")


def _step(number: int, title: str, code: str) -> None:
    print(_STEP.format(number=number, title=title, code=f">>> {code}"))


def _show(*lines: object) -> None:
    for line in lines:
        print(f"   {line}")


def _show_frame(history: cx.History) -> None:
    columns = [
        "operation",
        "attribute_name",
        "delivery_medium",
        "destination",
        "outcome",
        "error_code",
    ]
    frame = history.to_frame()
    text = frame[columns].astype("string").fillna("").to_string(index=False)
    _show(*text.splitlines())
    _show(f"({len(frame)} rows; also {', '.join(frame.columns.difference(columns, sort=False))})")


if __name__ == "__main__":
    sys.exit(main())
