"""The runner: checks side by side, each read once, nothing changed, and whatever fails is told."""

from __future__ import annotations

import functools
import itertools
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW, make_token

import cognito_explore as cx
from cognito_explore.delivery.asking import make_cases
from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Check, Found
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.delivery.diagnose import diagnose, run_checks
from cognito_explore.delivery.reads import Reads
from cognito_explore.delivery.threads import in_threads
from cognito_explore.embedded.denied import _ON_BEHALF
from cognito_explore.embedded.scenarios import SCENARIOS, Scenario

# How long a machine may take, however busy it is.
LIMIT_S = 60
POOL_READ = "cognito-idp:DescribeUserPool"
# What any check may ask to know the pool and the user.
ANYBODYS = {POOL_READ, "cognito-idp:AdminGetUser"}
ACTIONS = sorted({action for check in CHECKS for action in check.actions} | ANYBODYS)
READING = re.compile(r"(Describe|Get|List|Check|Filter|Lookup|Simulate|AdminGet)[A-Z]\w+")
DRY_RUN = " (dry run)"
# Where it is denied, the role's policies are read instead.
REPLACED = {"iam:SimulatePrincipalPolicy"}
PATHS = ["SNS", "EumsSms"]


def ok(_case: Case) -> Found:
    """Find nothing wrong."""
    return Found("ok", "It is fine.")


def made_up(check_id: str, look: Callable[[Case], Found], *actions: str, **told: Any) -> Check:
    """Make a check."""
    asks = f"Whether {check_id} is so"
    return Check(check_id, asks, look, causes=(), actions=actions, **told)


def cases_of(session: cx.Session, attribute_name: str | None = "phone_number") -> list[Case]:
    """Ask about the demo user."""
    token = session.sign_in("ana", "correct-horse-1").access_token
    return make_cases(
        token, attribute_name, user_pool_id=None, username=None, phone_number=None, session=session
    )


def run(session: cx.Session, *checks: Check, timeout_s: float = LIMIT_S) -> dict[str, Any]:
    """Run made-up checks, and give their findings by id."""
    found = run_checks(
        cases_of(session), allow_billed=False, dry_run=False, timeout_s=timeout_s, checks=checks
    )
    return {it.check_id: it for it in found}


def watch(session: cx.Session) -> list[str]:
    """Note every call that is made from now on: service and operation."""
    made: list[str] = []

    def note(event_name: str, params: dict[str, Any], **_: object) -> None:
        is_dry_run = b'"DryRun": true' in (params["body"] or b"")
        made.append(".".join(event_name.split(".")[1:]) + (DRY_RUN if is_dry_run else ""))

    session.aws.boto3_session.events.register("before-call", note)
    session._sender.client.meta.events.register("before-call", note)
    return made


@functools.cache
def healthy(path: str) -> cx.Session:
    """An embedded AWS where every code arrives, by one of the SMS paths."""
    session = cx.connect("embedded", seed=1, now=NOW)
    if path == "EumsSms":
        session.aws.play("direct path, events logged")
    return session


def diagnosed(session: cx.Session) -> cx.Diagnosis:
    """Diagnose both attributes of the demo user."""
    return session.diagnose(session.sign_in("ana", "correct-horse-1").access_token)


@functools.cache
def when_healthy(path: str) -> cx.Diagnosis:
    """Diagnose a pool where every code arrives."""
    return diagnosed(healthy(path))


def found(diagnosis: cx.Diagnosis) -> dict[tuple[str, str], tuple[str, str]]:
    """Give status and title of each finding, by check and attribute."""
    return {(it.check_id, it.attribute_name): (it.status, it.title) for it in diagnosis.findings}


@pytest.mark.parametrize("path", PATHS)
def test_healthy_pool_has_no_false_alarm(path):
    """Whichever way its SMS go, nothing is wrong and nothing is unknown."""
    diagnosis = when_healthy(path)

    alarms = [it for it in diagnosis.findings if it.status in {"problem", "warning", "unknown"}]
    assert list(map(str, alarms)) == []
    assert diagnosis.route.sms_path == path
    assert diagnosis.exit_status == 0


@pytest.mark.parametrize("path", PATHS)
def test_code_of_a_healthy_pool_arrives(path):
    """What the diagnosis says, the inbox shows."""
    session = healthy.__wrapped__(path)
    token = session.sign_in("ana", "correct-horse-1").access_token
    before = len(session.aws.messages())

    session.send_code(token, "phone_number")

    assert len(session.aws.messages()) == before + 1


@pytest.mark.parametrize(
    "error",
    [
        *(ValueError("no"), KeyError("no"), RecursionError("no"), SystemExit("no")),
        *(cx.NotSentError("no"), cx.OutcomeUnknownError("no"), KeyboardInterrupt("no")),
    ],
    ids=lambda it: type(it).__name__,
)
def test_check_that_raises_is_unknown_and_the_others_go_on(session, error):
    """Whatever a check ends in is told as what is not known."""

    def fail(_case):
        raise error

    told = run(session, made_up("bad", fail, POOL_READ), made_up("good", ok, POOL_READ))

    assert told["bad"].status == "unknown"
    assert told["bad"].title.startswith("Whether bad is so is not known")
    assert "no" in told["bad"].evidence
    assert told["good"].status == "ok"


def test_interrupt_in_a_local_check_ends_the_diagnosis(session):
    """It is run on the thread of whoever asks, who wants to stop."""

    def interrupted(_case):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(session, made_up("local", interrupted))


def test_denied_check_names_the_permission(session):
    """And what would answer it is told apart from what is wrong."""
    session.aws.deny("sns:GetSMSAttributes")

    def read(case):
        case.call("sns", "GetSMSAttributes")
        return ok(case)

    told = run(session, made_up("read", read, "sns:GetSMSAttributes"))["read"]

    assert told.status == "unknown"
    assert told.waits_for == "permission"
    assert told.actions == ("sns:GetSMSAttributes",)
    assert "`sns:GetSMSAttributes`" in told.title


def test_late_check_is_unknown_and_the_others_go_on(session):
    """Nobody waits longer than was asked for."""
    go = threading.Event()

    def wait(case):
        assert go.wait(LIMIT_S)
        return ok(case)

    told = run(session, made_up("late", wait, POOL_READ), made_up("local", ok), timeout_s=0)
    go.set()

    assert told["late"].status == "unknown"
    assert told["late"].waits_for == "time"
    assert told["late"].actions == (POOL_READ,)
    assert "within 0 seconds" in told["late"].title
    assert told["local"].status == "ok"


def test_checks_run_side_by_side(session):
    """None answers before all have begun."""
    barrier = threading.Barrier(12)

    def meet(case):
        barrier.wait(LIMIT_S)
        return ok(case)

    told = run(session, *(made_up(f"check {it}", meet, POOL_READ) for it in range(12)))

    assert {it.status for it in told.values()} == {"ok"}


def test_what_several_checks_read_is_read_once(session):
    """One DescribeUserPool for all, also while it is on its way."""
    made = watch(session)
    barrier = threading.Barrier(5)

    def read(case):
        barrier.wait(LIMIT_S)
        assert case.pool()["Id"] == session.user_pool_id
        return ok(case)

    told = run(session, *(made_up(f"check {it}", read, POOL_READ) for it in range(5)))

    assert {it.status for it in told.values()} == {"ok"}
    assert [it for it in made if it.endswith("DescribeUserPool")] == [
        "cognito-identity-provider.DescribeUserPool"
    ]
    assert {it.actions for it in told.values()} == {(POOL_READ,)}


def test_whole_diagnosis_reads_nothing_twice(session):
    """For both attributes together."""
    token = session.sign_in("ana", "correct-horse-1").access_token
    bodies: list[tuple[str, str]] = []

    def note(request: Any, event_name: str, **_: object) -> None:
        bodies.append((event_name, f"{request.url} {request.body!r}"))

    session.aws.boto3_session.events.register_first("before-send", note)
    session._sender.client.meta.events.register_first("before-send", note)
    session.diagnose(token)

    assert len(bodies) > 1
    assert len(bodies) == len(set(bodies))


def test_local_check_runs_on_the_thread_that_asks(session):
    """What needs no answer needs no thread."""
    threads = []

    def look(case):
        threads.append(threading.current_thread())
        return ok(case)

    run(session, made_up("local", look))

    assert threads == [threading.current_thread()]


def test_local_check_that_asks_cognito_waits_on_a_thread(session):
    """So that a token that Cognito does not answer for keeps nobody."""
    threads = []

    def look(case):
        case.signed_in()
        threads.append(threading.current_thread())
        return ok(case)

    told = run(session, made_up("asks", look))

    assert told["asks"].status == "ok"
    assert len(threads) == 1
    assert threading.current_thread() not in threads
    assert [it.operation for it in session.history].count("GetUser") == 1


def test_all_is_answered_where_no_thread_can_be_started(session, monkeypatch):
    """As in a browser's Python: one after the other, then."""
    cases = cases_of(session)

    def refuse(_thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    told = diagnose(cases)

    assert told.exit_status == 0
    assert told.destinations == {"phone_number": "+*******0123"}


HANGING = """
import threading
import cognito_explore as cx
from cognito_explore.delivery.asking import make_cases
from cognito_explore.delivery.check import Check
from cognito_explore.delivery.diagnose import run_checks
from cognito_explore.delivery.threads import in_threads

def hang(case):
    in_threads([threading.Event().wait, threading.Event().wait])

session = cx.connect("embedded", seed=1)
token = session.sign_in("ana", "correct-horse-1").access_token
cases = make_cases(token, None, user_pool_id=None, username=None, phone_number=None,
                   session=session)
checks = [Check("hangs", "Whether", hang, (), ("cognito-idp:DescribeUserPool",))]
for it in run_checks(cases, allow_billed=False, dry_run=False, timeout_s=0, checks=checks):
    print(it.status)
"""


def test_late_thread_keeps_no_program_from_ending():
    """Neither one of the runner nor one of a check's own."""
    done = subprocess.run(
        [sys.executable, "-c", HANGING],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )

    assert done.stderr == ""
    assert done.stdout == "unknown\n"
    assert done.returncode == 0


def asks_later(go: threading.Event, told: list[object]) -> Check:
    """Make a check that asks once it may, and tells what came of it."""

    def look(case: Case) -> Found:
        assert go.wait(LIMIT_S)
        try:
            told.append(case.call("sns", "GetSMSAttributes"))
        except cx.NotSentError as error:
            told.append(error)
            raise
        finally:
            go.clear()
        return ok(case)

    return made_up("later", look, "sns:GetSMSAttributes")


def finish(go: threading.Event) -> None:
    """Let a late check go on, and wait for its end."""
    (late,) = [it for it in threading.enumerate() if it.name == "diagnose later"]
    go.set()
    late.join(LIMIT_S)
    assert not late.is_alive()


def test_error_of_on_finding_is_told_and_nothing_more_is_asked(session):
    """It is a mistake of whoever gave it, and ends the diagnosis."""
    go, told = threading.Event(), []
    made = watch(session)

    def break_down(_finding):
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        diagnose(
            cases_of(session),
            on_finding=break_down,
            checks=[asks_later(go, told), made_up("local", ok)],
        )
    finish(go)

    assert [type(it) for it in told] == [cx.NotSentError]
    assert not any("GetSMSAttributes" in it for it in made)


@pytest.mark.usefixtures("interruptible")
def test_interrupt_while_waiting_ends_the_diagnosis(session):
    """At once, while a check still waits for its answer."""
    go, told = threading.Event(), []
    main = threading.main_thread().ident

    def interrupt(case):
        signal.pthread_kill(main, signal.SIGINT)
        return ok(case)

    checks = [asks_later(go, told), made_up("interrupts", interrupt, POOL_READ)]
    with pytest.raises(KeyboardInterrupt):
        diagnose(cases_of(session), checks=checks)
    finish(go)

    assert [type(it) for it in told] == [cx.NotSentError]


def test_each_thread_gets_an_error_of_its_own(session):
    """Raising writes into an error, and two threads must not write into one."""
    reads = Reads(session._account)
    refused = cx.AccessDeniedError("no", action="sns:GetSMSAttributes")
    barrier = threading.Barrier(4)

    def fail():
        raise refused

    def read():
        barrier.wait(LIMIT_S)
        try:
            reads.once("key", fail)
        except cx.AccessDeniedError as error:
            return error

    errors = in_threads([read] * 4)

    assert len({id(it) for it in errors} | {id(refused)}) == 5
    assert {(str(it), it.action, it.hint) for it in errors} == {
        (str(refused), refused.action, refused.hint)
    }


def test_jobs_side_by_side_give_what_they_give_in_order():
    """Whichever ends first; and of errors that of the first."""
    first, barrier = threading.Event(), threading.Barrier(2)

    def slow():
        barrier.wait(LIMIT_S)
        assert first.wait(LIMIT_S)
        return "slow"

    def quick():
        barrier.wait(LIMIT_S)
        first.set()
        return "quick"

    def fail(text):
        raise ValueError(text)

    assert in_threads([slow, quick]) == ["slow", "quick"]
    with pytest.raises(ValueError, match="first"):
        in_threads([lambda: fail("first"), lambda: fail("second")])


def test_findings_are_in_the_same_order_however_they_come(session):
    """Most decisive first, then as registered, then as asked."""
    go = threading.Event()

    def late(case):
        assert go.wait(LIMIT_S)
        return ok(case)

    def early(case):
        go.set()
        return ok(case)

    def wrong(_case):
        return Found("problem", "It is wrong.")

    checks = [
        made_up("late", late, POOL_READ, medium="SMS"),
        made_up("early", early, POOL_READ, medium="EMAIL"),
        made_up("wrong", wrong),
    ]
    told = diagnose(cases_of(session, None), checks=checks)

    assert [it.check_id for it in told.findings] == ["wrong", "late", "early"]


@pytest.mark.parametrize("timeout_s", [-1, "10", True, float("nan"), float("inf"), None])
def test_time_that_is_none_is_refused(session, timeout_s):
    """Before anything is asked."""
    with pytest.raises(cx.InvalidRequestError, match="timeout_s"):
        session.diagnose(timeout_s=timeout_s)


def needed(diagnosis: cx.Diagnosis, action: str) -> set[tuple[str, str]]:
    """Tell which checks used an action, or one of SNS that does it on their behalf."""
    service, _, operation = action.partition(":")
    through = {f"sns:{name}" for name, done in _ON_BEHALF.items() if operation in done}
    actions = {action} | (through if service == "sms-voice" else set())
    return {
        (it.check_id, it.attribute_name) for it in diagnosis.findings if actions & set(it.actions)
    }


@pytest.mark.parametrize("action", ACTIONS)
def test_denied_action_makes_unknown_what_needs_it_and_nothing_else(action):
    """On either path; an action that is not needed changes nothing."""
    path = "SNS" if needed(when_healthy("SNS"), action) else "EumsSms"
    session, before = healthy(path), when_healthy(path)
    expected = needed(before, action) if action not in REPLACED else set()

    session.aws.deny(action)
    try:
        after = diagnosed(session)
    finally:
        session.aws.allow(action)

    unknown = {(it.check_id, it.attribute_name) for it in after.findings if it.status == "unknown"}
    assert unknown == expected
    for it in after.findings:
        if it.status == "unknown":
            assert action in it.actions
    assert {key: told for key, told in found(after).items() if key not in expected} == {
        key: told for key, told in found(before).items() if key not in expected
    }


def played(*scenarios: Scenario) -> tuple[cx.Session, dict[str, Any]]:
    """Play scenarios one after the other on one embedded AWS, for both attributes."""
    place = next((it.region_name for it in scenarios if it.region_name), None)
    session = cx.connect("embedded", seed=1, now=NOW, region_name=place)
    about: dict[str, Any] = {}
    for it in scenarios:
        about |= session.aws._set_up(it)
    if "access_token" not in about:
        about["access_token"] = session.aws.issue_token(
            "ana", scope="aws.cognito.signin.user.admin"
        )
    return session, about


@pytest.mark.parametrize("name", SCENARIOS)
def test_diagnosis_only_reads_and_by_the_actions_that_are_registered(name):
    """Whatever is wrong: nothing is sent, changed or charged for."""
    session, about = played(SCENARIOS[name])
    registered = {check.check_id: {*check.actions, *ANYBODYS} for check in CHECKS}
    billed = {action for check in CHECKS if check.is_billed for action in check.actions}
    consented = {f"SendTextMessage{DRY_RUN}"} if about.get("dry_run") else set()
    consented |= {"CarrierLookup"} if about.get("allow_billed") else set()
    made = watch(session)
    messages = len(session.aws.messages())

    diagnosis = session.diagnose(**about)

    operations = {it.rpartition(".")[2] for it in made}
    assert {it for it in operations - consented if not READING.fullmatch(it)} == set()
    if not about.get("allow_billed"):
        assert operations & {it.partition(":")[2] for it in billed - ANYBODYS} == set()
    assert len(session.aws.messages()) == messages
    strangers = {it.check_id: {*it.actions} - registered[it.check_id] for it in diagnosis.findings}
    assert {name: actions for name, actions in strangers.items() if actions} == {}


# Each sets up what none of the others touches, and leaves it open whose code is asked about.
APART = [
    "app client without the scope",
    "mistyped domain",
    "throttled this hour",
    "web ACL before the pool",
    "sandbox, number not verified",
    "spend limit reached",
    "SMS are promotional by default",
    "number opted out",
    "country blocked by Protect",
    "no origination number",
    "deliveries not logged",
]
TOGETHER = [*itertools.combinations(APART, 2), *zip(APART, APART[1:], APART[2:], strict=False)]


@pytest.mark.parametrize("names", TOGETHER, ids=" + ".join)
def test_problems_at_once_are_all_reported(names: tuple[str, ...]):
    """Two and three of them: none hides another."""
    scenarios = [SCENARIOS[it] for it in names]
    session, about = played(*scenarios)

    told = found(session.diagnose(**about))

    for it in scenarios:
        mine = {told.get((it.check_id, name)) for name in ("", it.attribute_name)} - {None}
        assert {status for status, _ in mine} == {it.expected_status}


def test_token_alone_asks_nobody_but_cognito_and_says_what_waits(remote, server, monkeypatch):
    """Without credentials the account is not asked, and no credentials are looked for twice."""
    server.answer = _answer_user
    looked: list[None] = []
    monkeypatch.setattr(remote.boto3_session, "get_credentials", lambda: looked.append(None))

    diagnosis = remote.diagnose(make_token(), "phone_number")

    asked = [it.headers["X-Amz-Target"].rpartition(".")[2] for it in server.received]
    waiting = [it for it in diagnosis.findings if it.waits_for == "credentials"]
    assert asked == ["GetUser"]
    assert len(looked) == 1
    assert waiting
    assert diagnosis.exit_status == 2
    assert f"{len(waiting)} of " in diagnosis.verdict
    assert "AWS credentials, which would tell more" in diagnosis.verdict
    assert diagnosis.destinations == {"phone_number": "+*******0123"}


def _answer_user(handler: Any) -> None:
    body = (
        b'{"Username": "ana", "UserAttributes": '
        b'[{"Name": "phone_number", "Value": "+12025550123"}]}'
    )
    handler.send_response(200)
    handler.send_header("Content-Type", "application/x-amz-json-1.1")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
