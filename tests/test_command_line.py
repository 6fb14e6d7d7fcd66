"""`python -m cognito_explore`: what it prints, and how it ends."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import make_token

import cognito_explore as cx
from cognito_explore.__main__ import main
from cognito_explore.embedded.scenarios import SCENARIOS

TOKEN = "COGNITO_ACCESS_TOKEN"


def diagnose(*arguments):
    """Run the diagnosis on the embedded AWS."""
    return main(["diagnose", "--target", "embedded", *arguments])


def test_the_demo_does_the_whole_job_and_ends_with_0():
    """As `make demo` runs it, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "cognito_explore", "demo"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0
    assert done.stderr == ""
    assert "accepted: by SMS to +*******0123" in done.stdout
    assert "is verified: True" in done.stdout
    assert "VerifyUserAttribute" in done.stdout


@pytest.mark.parametrize("verb", ["sign_in", "send_code", "verify_code", "get_user"])
def test_the_demo_ends_with_1_when_a_step_fails(monkeypatch, capsys, verb):
    """Whichever step it is, its error is shown."""

    def fail(*_, **__):
        raise cx.ResourceNotFoundError("That step failed.")

    monkeypatch.setattr(cx.Session, verb, fail)

    status = main(["demo"])

    assert status == 1
    assert "ResourceNotFoundError: That step failed." in capsys.readouterr().err


def test_the_demo_ends_with_1_when_a_wrong_code_is_accepted(monkeypatch, capsys):
    """A step that should be refused, and is not, has failed."""
    monkeypatch.setattr(cx.Session, "verify_code", lambda *_: None)

    status = main(["demo"])

    assert status == 1
    assert "accepted a wrong code" in capsys.readouterr().err


def test_an_unknown_command_is_told(capsys):
    """argparse names those there are."""
    with pytest.raises(SystemExit) as caught:
        main(["nonsense"])

    assert caught.value.code == 64
    assert "demo" in capsys.readouterr().err


def test_a_diagnosis_of_the_embedded_aws_finds_nothing_wrong(capsys):
    """Without a token, the demo user is signed in."""
    status = diagnose()

    told = capsys.readouterr()
    assert status == 0
    assert told.err == ""
    assert told.out.startswith("A code for phone_number will arrive, as far as can be known.")
    assert "What no call can tell" in told.out


def test_a_problem_ends_with_1(capsys):
    """It is told with its fix as code."""
    status = diagnose("--scenario", "sandbox, number not verified", "--attribute", "phone_number")

    told = capsys.readouterr().out
    assert status == 1
    assert told.startswith("A code for phone_number will not arrive because: ")
    assert "aws sns create-sms-sandbox-phone-number" in told


def test_what_cannot_be_told_ends_with_2(capsys):
    """A pool that is not known tells nothing."""
    status = diagnose("--user-pool-id", "us-east-1_unknown00", "--phone-number", "+12025550123")

    told = capsys.readouterr().out
    assert status == 2
    assert told.startswith("Cannot tell whether a code for phone_number will arrive: ")
    assert "2025550123" not in told


@pytest.mark.parametrize("name", [it.name for it in SCENARIOS.values() if not it.region_name])
def test_a_diagnosis_as_json_is_read_by_a_program(capsys, name):
    """Its exit status is the one that is printed."""
    status = diagnose("--json", "--scenario", name)

    told = json.loads(capsys.readouterr().out)
    assert told["exit_status"] == status
    assert {it["check_id"] for it in told["findings"]}


def test_the_token_comes_from_the_environment(capsys, monkeypatch):
    """And is shown nowhere."""
    token = make_token(exp=1_000_000_000)
    monkeypatch.setenv(TOKEN, f"  {token}\n")

    status = diagnose("--json")

    told = capsys.readouterr().out
    assert status == 1
    expired = [it for it in json.loads(told)["findings"] if it["check_id"] == "token-expiry"]
    assert [it["status"] for it in expired] == ["problem"]
    assert token not in told


def test_the_token_comes_from_standard_input(capsys, monkeypatch):
    """It goes before that of the environment."""
    monkeypatch.setenv(TOKEN, make_token())
    monkeypatch.setattr(sys, "stdin", io.StringIO("Bearer garbage\n"))

    status = diagnose("--token-stdin", "--json")

    told = capsys.readouterr().out
    assert status == 1
    shape = [it for it in json.loads(told)["findings"] if it["check_id"] == "token-shape"]
    assert [it["status"] for it in shape] == ["problem"]
    assert "garbage" not in told


def test_standard_input_without_a_token_is_told(capsys, monkeypatch):
    """The one of the environment is not taken in its place."""
    monkeypatch.setenv(TOKEN, make_token())
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))

    status = diagnose("--token-stdin")

    assert status == 64
    assert "There is no access token on standard input." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--target", "nowhere"], "There is no target 'nowhere'"),
        (["--target", ""], "The target is empty."),
        (["--profile", "nobody"], "The embedded AWS takes no profile_name"),
        (["--scenario", "nonsense"], "There is no scenario 'nonsense'"),
        (["--phone-number", "555"], "phone_number: "),
        (["--timeout", "-1"], "timeout_s: "),
    ],
)
def test_what_was_asked_wrongly_ends_with_64(capsys, arguments, told):
    """No answer to what was asked has that number."""
    status = diagnose(*arguments)

    shown = capsys.readouterr()
    assert status == 64
    assert told in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    "arguments",
    [["--nonsense"], ["--timeout", "soon"], ["--attribute", "name"], ["--token", "x"], ["--js"]],
)
def test_arguments_that_there_are_not_end_with_64(capsys, arguments):
    """A token is none of them, not even by a part of another's name."""
    with pytest.raises(SystemExit) as caught:
        diagnose(*arguments)

    assert caught.value.code == 64
    assert "error: " in capsys.readouterr().err


def test_the_help_says_how_it_ends_and_where_the_token_comes_from(capsys):
    """Which is what a program that calls it needs."""
    with pytest.raises(SystemExit) as caught:
        main(["diagnose", "--help"])

    told = capsys.readouterr().out
    assert caught.value.code == 0
    assert "Exit status: 0 no problem was found, 1 there is one, 2 cannot tell, 64" in told
    assert TOKEN in told
    assert "--token-stdin" in told


def test_a_diagnosis_runs_in_a_process_of_its_own():
    """As a shell would run it, with the exit status of what is found."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "cognito_explore",
            "diagnose",
            "--scenario",
            "sandbox, number not verified",
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == ""
    assert "will not arrive because" in done.stdout


def test_a_reader_that_has_enough_changes_no_exit_status():
    """`diagnose ... | head` says as well whether there is a problem."""
    command = [sys.executable, "-m", "cognito_explore", "diagnose", "--scenario", "token alive"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        told = running.stderr.read()
        running.stderr.close()

    assert running.returncode == 0
    assert told == b""


def test_an_answer_that_cannot_be_written_is_told():
    """A disk that is full is no problem of the pool's."""
    command = [sys.executable, "-m", "cognito_explore", "diagnose", "--scenario", "token alive"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 64
    assert "cannot be written" in done.stderr


def test_standard_input_that_is_closed_is_told(capsys, monkeypatch):
    """Python has none then."""
    monkeypatch.setattr(sys, "stdin", None)

    assert diagnose("--token-stdin") == 64
    assert "There is no access token on standard input." in capsys.readouterr().err


def test_an_interrupt_ends_quietly(monkeypatch):
    """With the exit status that shells have for it."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cx.Session, "diagnose", interrupt)

    assert diagnose() == 130


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve in a process of its own; give it, and what it says of itself."""
    command = [sys.executable, "-m", "cognito_explore", "serve", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # What is printed is to come at once by itself.
    pipes["env"] = {name: it for name, it in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, text=True, **pipes) as running:
        # Nobody waits for ever for a line that does not come.
        limit = threading.Timer(60, running.kill)
        limit.start()
        try:
            yield running, "".join(iter(running.stdout.readline, "Stop it with Ctrl-C.\n"))
        finally:
            limit.cancel()
            running.kill()


def connect_to(greeting: str) -> cx.Session:
    """Connect as the greeting says."""
    told = dict(re.findall(r"^ {4}(\w[\w ]*?) {2,}(.+)$", greeting, re.MULTILINE))
    assert (told["Username"], told["Password"]) == ("ana", "correct-horse-1")
    return cx.connect(url_of(greeting), region_name=told["Region"], client_id=told["App client id"])


def inbox_of(greeting: str) -> list[dict[str, str]]:
    """Read the inbox over HTTP."""
    with urllib.request.urlopen(f"{url_of(greeting)}/inbox", timeout=10) as answer:  # noqa: S310
        return json.load(answer)


def url_of(told: str) -> str:
    """Find where it is served."""
    return re.search(r"http://[\d.]+:\d+", told)[0]


@pytest.mark.usefixtures("interruptible")
def test_the_embedded_aws_is_served_until_it_is_interrupted():
    """It tells what a client needs, and a line for each message at once."""
    with serving("--seed", "1") as (running, greeting):
        session = connect_to(greeting)
        token = session.sign_in("ana", "correct-horse-1").access_token
        session.send_code(token, "phone_number")
        session.send_code(token, "email")
        arrived = [running.stdout.readline() for _ in range(3)]
        inbox = inbox_of(greeting)
        running.send_signal(signal.SIGINT)
        left = running.communicate(timeout=30)

    texts = [it["body"] for it in inbox]
    assert f'endpoint_url="{url_of(greeting)}", region_name="us-east-1"' in greeting
    assert cx.connect("embedded", seed=1).aws.demo.user_pool_id in greeting
    assert arrived[:2] == ["\n", f"SMS to +12025550123: {texts[0]}\n"]
    assert arrived[2].startswith("EMAIL to ana@example.com: ")
    assert arrived[2].endswith(f" | {texts[1]}\n")
    assert inbox[0]["code"] in texts[0]
    assert left == ("", "")
    assert running.returncode == 130


def test_a_scenario_can_be_served():
    """Another program sees a code accepted that never comes."""
    arguments = ["--scenario", "sandbox, number not verified", "--region", "eu-west-1"]
    with serving(*arguments) as (_, greeting):
        session = connect_to(greeting)
        token = session.sign_in("ana", "correct-horse-1").access_token
        sent = session.send_code(token, "phone_number")
        inbox = inbox_of(greeting)

    assert session.region_name == "eu-west-1"
    assert sent.outcome == "accepted"
    assert inbox == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--port", "70000"], "There is no port 70000."),
        (["--scenario", "nonsense"], "There is no scenario 'nonsense'"),
        (["--region", "nowhere nowhere"], "The embedded AWS cannot be set up"),
    ],
)
def test_what_cannot_be_served_ends_with_64(capsys, arguments, told):
    """Before anything is printed that a program might read."""
    status = main(["serve", *arguments])

    shown = capsys.readouterr()
    assert status == 64
    assert told in shown.err
    assert shown.out == ""


def test_a_port_that_is_taken_ends_with_64(capsys):
    """With what to do about it."""
    with cx.connect("embedded").aws.serve() as server:
        status = main(["serve", "--port", str(server.port)])

    assert status == 64
    assert "is taken by another program" in capsys.readouterr().err


def test_what_arrives_is_one_line_whatever_is_in_it(capsys, monkeypatch):
    """A message that a user's function wrote makes no other lines, and moves no cursor."""
    made = cx.connect("embedded")
    made.aws.set_custom_message(_write_lines)
    token = made.sign_in("ana", "correct-horse-1").access_token
    made.send_code(token, "phone_number")
    made.send_code(token, "phone_number")
    monkeypatch.setattr(cx, "connect", lambda *_, **__: made)
    ask = made.aws.messages

    def ask_once(*, after: int, wait_s: float) -> list[object]:
        if after:
            raise KeyboardInterrupt
        return ask(after=after, wait_s=wait_s)

    monkeypatch.setattr(made.aws, "messages", ask_once)

    status = main(["serve"])

    shown = capsys.readouterr().out.partition("Stop it with Ctrl-C.\n\n")[2]
    assert status == 130
    codes = [it.code for it in ask()]
    assert shown.splitlines() == [f"SMS to +12025550123: one\\x1b[2J two {code}" for code in codes]


def _write_lines(event, _context):
    event["response"]["smsMessage"] = f"one\x1b[2J\ntwo {event['request']['codeParameter']}"
    return event


def test_a_server_whose_reader_has_gone_ends():
    """`serve | head` does not stay behind."""
    with serving() as (running, greeting):
        running.stdout.close()
        session = connect_to(greeting)
        session.send_code(session.sign_in("ana", "correct-horse-1").access_token, "phone_number")
        told = running.stderr.read()
        running.wait(30)

    assert running.returncode == 0
    assert told == ""


def test_a_server_that_cannot_write_says_so():
    """A disk that is full."""
    command = [sys.executable, "-m", "cognito_explore", "serve"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)

    assert done.returncode == 64
    assert "cannot be written" in done.stderr
