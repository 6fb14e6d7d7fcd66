"""What the tests of checks share: scenarios that are played, answers that are put in, fixes run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from conftest import NOW

import cognito_explore as cx
from cognito_explore.account_exchange import Told
from cognito_explore.calls import Call
from cognito_explore.delivery.asking import make_cases
from cognito_explore.delivery.diagnose import diagnose
from cognito_explore.delivery.reads import Reads
from cognito_explore.embedded.scenarios import SCENARIOS

ANA = "+12025550123"


def played(name: str | None) -> tuple[cx.Session, dict[str, Any]]:
    """Play a scenario on an embedded AWS of its own; None plays nothing.

    Returns:
        The session, and the arguments of `diagnose`.
    """
    region_name = SCENARIOS[name].region_name if name else None
    session = cx.connect("embedded", seed=1, now=NOW, region_name=region_name)
    if name:
        return session, session.aws.play(name)
    token = session.sign_in("ana", session.aws.demo.password).access_token
    return session, {"access_token": token, "attribute_name": "phone_number"}


def the(check_id: str, diagnosis: cx.Diagnosis) -> cx.CheckFinding:
    """Give what one check found."""
    (found,) = [it for it in diagnosis.findings if it.check_id == check_id]
    return found


class _Instead:
    """An account, some operations of which answer what a test says."""

    def __init__(self, account: Any, answers: dict[str, Any]) -> None:
        self._account, self._answers = account, answers

    def __getattr__(self, name: str) -> Any:
        return getattr(self._account, name)

    def call(self, call: Call) -> Any:
        if call.operation not in self._answers:
            return self._account.call(call)
        return self._answer(call)

    def pages(self, call: Call, member: str) -> Any:
        if call.operation not in self._answers:
            return self._account.pages(call, member)
        return [Told(it) for it in self._answer(call)]

    def _answer(self, call: Call) -> Any:
        answer = self._answers[call.operation]
        if isinstance(answer, Exception):
            raise answer
        return answer


def diagnose_with(session: cx.Session, about: dict[str, Any], **answers: Any) -> cx.Diagnosis:
    """Diagnose, where some operations answer this: a list of rows, `Told`, or an error.

    Args:
        session: On an embedded AWS.
        about: The arguments of `diagnose`.
        **answers: By AWS's name of the operation.
    """
    about = {"user_pool_id": None, "username": None, "phone_number": None} | about
    ways = {name: about.pop(name) for name in ("allow_billed", "dry_run") if name in about}
    cases = make_cases(session=session, **about)
    reads = Reads(_Instead(session._account, answers))  # type: ignore[arg-type]
    return diagnose([replace(case, reads=reads) for case in cases], **ways)


def run_code(session: cx.Session, found: cx.CheckFinding, phone_number: str = ANA) -> None:
    """Run a finding's program as a reader would, with the user's number in its environment."""
    assert found.fix_calls
    code = str(found.fix_code())
    for line in ("import boto3", "import os"):
        code = code.replace(line, "")
    environment: dict[str, str] = defaultdict(lambda: phone_number)
    boto3 = SimpleNamespace(client=session.aws.boto3_session.client)
    exec(code, {"boto3": boto3, "os": SimpleNamespace(environ=environment)})  # noqa: S102 -- the fix
