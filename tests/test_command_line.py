"""`python -m cognito_explore`: what it prints, and how it ends."""

import subprocess
import sys

import pytest

import cognito_explore as cx
from cognito_explore.__main__ import main


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

    assert caught.value.code == 2
    assert "demo" in capsys.readouterr().err
