"""The embedded AWS at an address, for programs in any language, with what arrives on the screen."""

from __future__ import annotations

import argparse
import os
import sys

import cognito_explore as cx
from cognito_explore.show import printable

DESCRIPTION = """\
Answer any AWS SDK over HTTP, on this machine alone: no AWS account, and nothing is really sent.

What arrives at the users' devices is printed, a line a message, until it is stopped by Ctrl-C.
All of it is gone then. GET /inbox answers the same messages as JSON."""

# On Windows, Ctrl-C does not end a wait.
_WAIT_S = 1.0
_MOST_SHOWN = 2_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("--port", type=int, default=0, metavar="PORT", help="where it listens; default: a free one")
    add("--seed", type=int, metavar="NUMBER", help="makes codes, ids and tokens repeatable")
    add("--scenario", metavar="NAME", help="why no text message arrives; default: they do")
    add("--region", metavar="REGION", help="of the demo pool; default: us-east-1")


def run(arguments: argparse.Namespace) -> None:
    """Serve until it is interrupted.

    Raises:
        ConfigurationError: The port is taken, there is no such scenario or Region, or what
            arrives cannot be written.
    """
    region = {"region_name": arguments.region} if arguments.region else {}
    session = cx.connect("embedded", seed=arguments.seed, scenario=arguments.scenario, **region)
    with session.aws.serve(arguments.port) as server:
        try:
            _show(session, server.url)
        except BrokenPipeError:
            # Nobody reads any more, and what is left must not be written at the end either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as error:
            msg = f"What arrives cannot be written: {error.strerror}."
            raise cx.ConfigurationError(msg) from error


def _show(session: cx.Session, url: str) -> None:
    print(_greeting(session, url), flush=True)
    seen = 0
    while True:
        for it in session.aws.messages(after=seen, wait_s=_WAIT_S):
            seen += 1
            told = " | ".join(text for text in (it.subject, it.body) if text)
            # On one line, whatever somebody wrote in it.
            line = f"{it.medium} to {it.to}: {told}".replace("\n", " ")
            print(printable(line, _MOST_SHOWN), flush=True)


def _greeting(session: cx.Session, url: str) -> str:
    demo, region_name = session.aws.demo, session.aws.boto3_session.region_name
    return f"""\
The embedded AWS is at {url}; nothing is really sent.

    Region         {region_name}
    User pool id   {demo.user_pool_id}
    App client id  {demo.client_id}
    Username       {demo.username}
    Password       {demo.password}

    boto3.client("cognito-idp", endpoint_url="{url}", region_name="{region_name}")

Messages are shown below as they arrive, and at {url}/inbox as JSON.
Stop it with Ctrl-C.
"""
